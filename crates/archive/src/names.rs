//! Names in queries to identifiers.

use dateline_model::{Entity, EntityId, EntityKind};
use dateline_query::{Code, Name, NameFacet, Problem, Query, Severity, Value, ValueField};

use crate::desk::kind_of;
use crate::{Archive, Error};

impl Archive {
    /// Replaces names of actors, places, countries and sources by identifiers. A name that nothing has is told as a
    /// problem and finds nothing.
    pub(crate) fn resolve(&self, query: &Query, text: &str, problems: &mut Vec<Problem>) -> Result<Query, Error> {
        Ok(match query {
            Query::And(parts) => Query::And(self.resolve_all(parts, text, problems)?),
            Query::Or(parts) => Query::Or(self.resolve_all(parts, text, problems)?),
            Query::Not(part) => Query::Not(Box::new(self.resolve(part, text, problems)?)),
            Query::Name(name) => self.resolve_name(name, text, problems)?,
            Query::Value(value) if value.field == ValueField::Source => self.resolve_source(value)?,
            other => other.clone(),
        })
    }

    fn resolve_all(&self, parts: &[Query], text: &str, problems: &mut Vec<Problem>) -> Result<Vec<Query>, Error> {
        parts.iter().map(|part| self.resolve(part, text, problems)).collect()
    }

    fn resolve_name(&self, name: &Name, text: &str, problems: &mut Vec<Problem>) -> Result<Query, Error> {
        let mut ids = if name.value.starts_with('/') { vec![name.value.clone()] } else { self.ids_named(name)? };
        if name.facet != NameFacet::Country {
            ids = self.as_ruled(&ids)?;
        }
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            problems.push(unknown(name, text));
            return Ok(Query::Nothing);
        }
        let mut names = ids.into_iter().map(|value| Query::Name(Name { facet: name.facet, value }));
        Ok(if names.len() == 1 { names.next().unwrap_or(Query::Nothing) } else { Query::Or(names.collect()) })
    }

    /// What entities are now, by the rulings. One that was merged is the other. Those that were merged into one are asked
    /// for with it: articles that the index has not read again, and parts of an organisation that went, are found too.
    fn as_ruled(&self, ids: &[String]) -> Result<Vec<String>, Error> {
        let rulings = self.rulings()?;
        if rulings.leave_mentions_alone() {
            return Ok(ids.to_vec());
        }
        let mut ruled = Vec::new();
        for id in ids {
            let id = EntityId::new(id);
            let now = if rulings.lives(&id) { &id } else { rulings.now(&id) };
            ruled.extend(rulings.merged_into(now).iter().map(ToString::to_string));
            ruled.push(now.to_string());
        }
        Ok(ruled)
    }

    fn ids_named(&self, name: &Name) -> Result<Vec<String>, Error> {
        let fits = |entity: &Entity| match name.facet {
            NameFacet::Actor => entity.kind.is_actor(),
            NameFacet::Place | NameFacet::Country => entity.kind == EntityKind::Place,
            NameFacet::About => true,
        };
        let known: Vec<&Entity> = self.lexicon.named(&name.value).into_iter().filter(|entity| fits(entity)).collect();
        if name.facet == NameFacet::Country {
            return Ok(countries(&name.value, &known));
        }
        let mut ids: Vec<String> = known.iter().map(|entity| entity.id.to_string()).collect();
        let folded = dateline_text::fold_name(&name.value);
        ids.extend(
            self.store
                .entities_named(&folded)?
                .iter()
                .filter(|entity| fits(entity))
                .map(|entity| entity.id.to_string()),
        );
        let rulings = self.rulings()?;
        let given = rulings.named(&folded).iter().filter(|id| match name.facet {
            NameFacet::About => true,
            facet => kind_of(id).is_actor() == (facet == NameFacet::Actor),
        });
        ids.extend(given.map(ToString::to_string));
        if ids.is_empty() && matches!(name.facet, NameFacet::Actor | NameFacet::About) {
            ids.extend(
                self.store
                    .entities_ending(&folded)?
                    .iter()
                    .filter(|entity| fits(entity))
                    .map(|entity| entity.id.to_string()),
            );
        }
        Ok(ids)
    }

    /// A source may be named by its identifier or as it calls itself.
    fn resolve_source(&self, value: &Value) -> Result<Query, Error> {
        let wanted = dateline_text::fold_name(&value.value);
        let names = self.store.source_names()?;
        let named = names.iter().filter(|(_, name)| dateline_text::fold_name(name) == wanted);
        let mut ids: Vec<String> = named.map(|(id, _)| id.to_string()).collect();
        ids.push(value.value.clone());
        ids.sort_unstable();
        ids.dedup();
        let mut values = ids.into_iter().map(|id| Query::Value(Value { field: ValueField::Source, value: id }));
        Ok(if values.len() == 1 { values.next().unwrap_or(Query::Nothing) } else { Query::Or(values.collect()) })
    }
}

/// Countries are counted under their ISO codes.
fn countries(written: &str, known: &[&Entity]) -> Vec<String> {
    let code = written.trim();
    if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return vec![code.to_ascii_uppercase()];
    }
    // A country stands right below its continent.
    known
        .iter()
        .filter(|entity| entity.id.as_str().matches('/').count() == 2)
        .filter_map(|entity| entity.country.clone())
        .collect()
}

fn unknown(name: &Name, text: &str) -> Problem {
    let facet = match name.facet {
        NameFacet::Actor => "actor",
        NameFacet::Place => "place",
        NameFacet::Country => "country",
        NameFacet::About => "about",
    };
    let start = text.find(&name.value).map_or(0, |at| text[..at].chars().count());
    let end = (start + name.value.chars().count()).min(text.chars().count());
    Problem {
        code: Code::UnknownName,
        severity: Severity::Warning,
        span: start.min(end)..end,
        message: format!("no {facet} named `{}` in this archive", name.value),
        hint: Some(format!(
            "`dateline facets '' --by {facet}` lists those there are; a plain word finds the name in the text"
        )),
    }
}
