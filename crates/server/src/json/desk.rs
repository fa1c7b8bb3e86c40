//! Rulings and entities as clients see them and ask for them.

use dateline_archive::model::{Decision, Scope};
use dateline_archive::{DecisionRequest, EntityView, RulingRequest, RulingView, ScopeRequest};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What somebody decided about an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ruling {
    /// Its number, from 1.
    pub number: u64,
    /// When it was made, RFC 3339.
    pub at: String,
    /// Who made it.
    pub by: String,
    /// Why; may be empty.
    pub why: String,
    /// `merge`, `split`, `rename`, `reject` or `undo`.
    pub decision: String,
    /// The decision as a sentence.
    pub text: String,
    /// The entity whose mentions it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// The entity they are mentions of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<String>,
    /// The name given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// In which articles it holds; left out where in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<RulingScope>,
    /// The ruling that it undoes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<u64>,
    /// The ruling that undid it; it holds where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone_by: Option<u64>,
}

/// In which articles a ruling holds. Several values of one condition are alternatives; conditions that are given all
/// hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RulingScope {
    /// Identifiers of sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// ISO 3166-1 codes of countries involved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// Roles that the text gives the entity.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Identifiers of articles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub articles: Vec<String>,
}

/// A decision that is asked for. Entities are named by their identifiers, or by names that only one of them has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRuling {
    /// `merge`, `split`, `rename`, `reject` or `undo`.
    pub decision: String,
    /// The entity whose mentions it is about: all but `undo` need it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// The entity they are mentions of: `merge` and `split` need it; for `split` it may be the name of a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<String>,
    /// The name to show: `rename` needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// In which articles: `split` needs it; `reject` takes articles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<RulingScope>,
    /// The number of the ruling to undo: `undo` needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<u64>,
    /// Who rules.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// What was ruled, and how far searches have followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ruled {
    /// The rulings as they were made.
    pub rulings: Vec<Ruling>,
    /// Entries of the journal that the index has not read yet; until it has, facets of the articles concerned count as
    /// before.
    pub behind: u64,
}

/// What is known of an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Entity {
    /// Identifier, a path.
    pub id: String,
    /// Name to show.
    pub label: String,
    /// `person`, `state`, `igo`, `armed-group`, `party`, `company`, `media`, `ngo`, `organisation` or `place`.
    pub kind: String,
    /// The entity it was merged into.
    pub now: Option<String>,
    /// Entities that were merged into it.
    pub merged: Vec<String>,
    /// Articles in which it, or one that was merged into it, was recognised.
    pub recognised_in: u64,
    /// The rulings that speak of it.
    pub rulings: Vec<Ruling>,
}

impl From<&RulingView> for Ruling {
    fn from(view: &RulingView) -> Self {
        let ruling = &view.ruling;
        let mut json = Self {
            number: ruling.number,
            at: ruling.at.to_string(),
            by: ruling.by.clone(),
            why: ruling.why.clone(),
            decision: ruling.decision.as_str().to_owned(),
            text: sentence(&ruling.decision),
            entity: ruling.decision.subject().map(ToString::to_string),
            into: None,
            label: None,
            only: None,
            undoes: None,
            undone_by: view.undone_by,
        };
        match &ruling.decision {
            Decision::Merge { into, .. } => json.into = Some(into.to_string()),
            Decision::Split { into, label, only, .. } => {
                json.into = Some(into.to_string());
                json.label.clone_from(label);
                json.only = Some(RulingScope::from(only));
            }
            Decision::Rename { label, .. } => json.label = Some(label.clone()),
            Decision::Reject { article, .. } => {
                json.only = article
                    .as_ref()
                    .map(|article| RulingScope { articles: vec![article.to_string()], ..RulingScope::default() });
            }
            Decision::Undo { number } => json.undoes = Some(*number),
        }
        json
    }
}

impl From<&Scope> for RulingScope {
    fn from(scope: &Scope) -> Self {
        Self {
            sources: scope.sources.iter().map(ToString::to_string).collect(),
            countries: scope.countries.clone(),
            roles: scope.roles.clone(),
            articles: scope.articles.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<&EntityView> for Entity {
    fn from(view: &EntityView) -> Self {
        Self {
            id: view.id.to_string(),
            label: view.label.clone(),
            kind: view.kind.as_str().to_owned(),
            now: view.now.as_ref().map(ToString::to_string),
            merged: view.merged.iter().map(ToString::to_string).collect(),
            recognised_in: view.recognised_in,
            rulings: view.rulings.iter().map(Ruling::from).collect(),
        }
    }
}

/// A decision for people.
fn sentence(decision: &Decision) -> String {
    match decision {
        Decision::Merge { from, into } => format!("{from} is {into}"),
        Decision::Split { from, into, only, .. } => {
            let RulingScope { sources, countries, roles, articles } = RulingScope::from(only);
            let conditions = [("source", sources), ("country", countries), ("role", roles), ("article", articles)];
            let given = conditions.iter().filter(|(_, values)| !values.is_empty());
            let words: Vec<String> = given.map(|(name, values)| format!("{name} {}", values.join(" or "))).collect();
            format!("{from} is {into} where {}", words.join(" and "))
        }
        Decision::Rename { entity, label } => format!("{entity} is called {label}"),
        Decision::Reject { entity, article: None } => format!("{entity} is no entity"),
        Decision::Reject { entity, article: Some(article) } => format!("{entity} is not in article {article}"),
        Decision::Undo { number } => format!("ruling {number} does not hold"),
    }
}

impl NewRuling {
    /// Returns what is asked for.
    ///
    /// # Errors
    ///
    /// Fails where a field is missing that the decision needs, or one is given that it does not take.
    pub fn request(self) -> Result<RulingRequest, String> {
        let Self { decision, entity, into, label, only, undoes, by, why } = self;
        let mut fields = Fields { decision: &decision, given: Vec::new() };
        let entity = fields.text("entity", entity);
        let into = fields.text("into", into);
        let label = fields.text("label", label);
        fields.given.extend(only.is_some().then_some("only"));
        fields.given.extend(undoes.is_some().then_some("undoes"));
        let only = only.unwrap_or_default();
        let decided = match decision.as_str() {
            "merge" => {
                fields.exactly(&["entity", "into"], &[])?;
                DecisionRequest::Merge { from: entity, into }
            }
            "split" => {
                fields.exactly(&["entity", "into", "only"], &[])?;
                let RulingScope { sources, countries, roles, articles } = only;
                DecisionRequest::Split {
                    from: entity,
                    into,
                    only: ScopeRequest { sources, countries, roles, articles },
                }
            }
            "rename" => {
                fields.exactly(&["entity", "label"], &[])?;
                DecisionRequest::Rename { entity, label }
            }
            "reject" => {
                fields.exactly(&["entity"], &["only"])?;
                let RulingScope { sources, countries, roles, articles } = only;
                if !(sources.is_empty() && countries.is_empty() && roles.is_empty()) {
                    return Err("expected `articles` alone in `only` of a `reject`, found other conditions".to_owned());
                }
                DecisionRequest::Reject { entity, articles }
            }
            "undo" => {
                fields.exactly(&["undoes"], &[])?;
                DecisionRequest::Undo { number: undoes.unwrap_or_default() }
            }
            other => {
                return Err(format!(
                    "expected a decision `merge`, `split`, `rename`, `reject` or `undo`, found `{other}`"
                ));
            }
        };
        Ok(RulingRequest { by, why, decision: decided })
    }
}

/// Which fields were given.
struct Fields<'a> {
    decision: &'a str,
    given: Vec<&'static str>,
}

impl Fields<'_> {
    fn text(&mut self, name: &'static str, value: Option<String>) -> String {
        let value = value.filter(|value| !value.trim().is_empty());
        self.given.extend(value.is_some().then_some(name));
        value.unwrap_or_default()
    }

    fn exactly(&self, needed: &[&'static str], possible: &[&'static str]) -> Result<(), String> {
        if let Some(missing) = needed.iter().find(|name| !self.given.contains(name)) {
            return Err(format!("expected `{missing}` for `{}`, found none", self.decision));
        }
        let other = self.given.iter().find(|name| !needed.contains(name) && !possible.contains(name));
        match other {
            Some(other) => Err(format!("`{}` takes no `{other}`", self.decision)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(json: &str) -> Result<RulingRequest, String> {
        serde_json::from_str::<NewRuling>(json).map_err(|error| error.to_string())?.request()
    }

    #[test]
    fn decisions_take_their_fields_and_no_others() {
        let merge = request(r#"{"decision":"merge","entity":"/a","into":"/b","by":"ada"}"#).unwrap();
        assert_eq!(merge.decision, DecisionRequest::Merge { from: "/a".to_owned(), into: "/b".to_owned() });
        for (json, expected) in [
            (r#"{"decision":"merge","entity":"/a"}"#, "expected `into` for `merge`, found none"),
            (r#"{"decision":"undo","undoes":1,"entity":"/a"}"#, "`undo` takes no `entity`"),
            (r#"{"decision":"split","entity":"/a","into":"/b"}"#, "expected `only` for `split`, found none"),
            (
                r#"{"decision":"reject","entity":"/a","only":{"sources":["x"]}}"#,
                "expected `articles` alone in `only` of a `reject`, found other conditions",
            ),
            (
                r#"{"decision":"guess"}"#,
                "expected a decision `merge`, `split`, `rename`, `reject` or `undo`, found `guess`",
            ),
        ] {
            assert_eq!(request(json).unwrap_err(), expected);
        }
        assert!(request(r#"{"decision":"undo","undoes":1,"whom":"x"}"#).unwrap_err().contains("unknown field `whom`"));
    }
}
