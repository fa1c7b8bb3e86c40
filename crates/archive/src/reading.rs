//! Why an article has the actors and places it has: every mention, what it could mean and does mean, and what follows.

use std::collections::BTreeMap;

use dateline_entity::{Facets, PlaceCandidate, PlaceReading, tally};
use dateline_model::{Entity, EntityId, EntityKind, Mention, Revision};
use dateline_search::FacetField;

use crate::desk::{self, Reading, Rulings};
use crate::enrich::readable;
use crate::{Archive, Error};

/// What could be meant by a name is shown so far.
const CANDIDATES: usize = 20;
/// What a value of a facet follows from is named so far.
const NAMED: usize = 3;

/// Why an article has the actors and places it has.
#[derive(Clone, Debug, PartialEq)]
pub struct WhoAndWhere {
    /// The article, as it stands now.
    pub revision: Revision,
    /// Version of the recogniser that found the mentions.
    pub model: String,
    /// Every mention, in reading order.
    pub mentions: Vec<MentionReason>,
    /// Every value of a facet, in the order in which facets are shown, the most salient first.
    pub facets: Vec<FacetReason>,
}

/// One mention and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct MentionReason {
    /// As it was recognised.
    pub mention: Mention,
    /// The name of the entity that was recognised.
    pub label: String,
    /// The entity it is by the rulings; `None` where it was rejected.
    pub meant: Option<EntityId>,
    /// The name of that one.
    pub meant_label: Option<String>,
    /// The rulings that say so, in the order in which they applied.
    pub rulings: Vec<u64>,
    /// What the words could mean.
    pub candidates: Vec<NameCandidate>,
}

/// Something that goes by the words of a mention.
#[derive(Clone, Debug, PartialEq)]
pub struct NameCandidate {
    /// Which entity.
    pub id: EntityId,
    /// What kind of thing it is.
    pub kind: EntityKind,
    /// The name to show.
    pub label: String,
    /// How well it fits, the higher the better; `None` where candidates are not weighed.
    pub score: Option<f32>,
    /// Why it is one, and what speaks for and against it.
    pub why: String,
    /// Whether it is what was recognised.
    pub taken: bool,
}

/// Why an article is counted under a value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetReason {
    /// Which facet.
    pub field: FacetField,
    /// The value.
    pub value: String,
    /// The name to show.
    pub label: String,
    /// Why.
    pub why: String,
}

impl Archive {
    /// Explains who and where an article is about; the identifier may be cut to its first letters where those are enough.
    ///
    /// # Errors
    ///
    /// Fails where there is no such article, where the letters fit several, and where the archive cannot be read.
    pub fn who_and_where(&self, id: &str) -> Result<WhoAndWhere, Error> {
        let (revision, _) = self.article(id)?;
        let article = &revision.article;
        let (model, recognised) = match self.store.mentions(&article.id, revision.number)? {
            Some(kept) => (kept.model, kept.mentions),
            None => (self.model_of(&article.source.id)?, self.recognise(article)?.mentions),
        };
        let places = self.explain_places(article)?;
        let rulings = self.rulings()?;
        let mut reading = Reading::new(article, &recognised, &self.lexicon);
        let meanings: Vec<_> = recognised.iter().map(|mention| reading.meaning(&rulings, &mention.entity)).collect();
        let mut ids: Vec<&str> = recognised.iter().map(|mention| mention.entity.as_str()).collect();
        ids.extend(meanings.iter().filter_map(|meaning| meaning.entity.as_ref()).map(EntityId::as_str));
        ids.sort_unstable();
        ids.dedup();
        let labels = self.labels(&rulings, ids.into_iter())?;
        let label = |id: &EntityId| labels.get(id.as_str()).cloned().unwrap_or_else(|| readable(id.as_str()));
        let mentions = recognised.iter().zip(meanings).map(|(mention, meaning)| MentionReason {
            label: label(&mention.entity),
            meant_label: meaning.entity.as_ref().map(label),
            meant: meaning.entity,
            rulings: meaning.by,
            candidates: weighed(mention, &places).unwrap_or_else(|| self.candidates(mention)),
            mention: mention.clone(),
        });
        let mentions = mentions.collect();
        let facets = self.facet_reasons(&rulings, &rulings.apply(article, recognised.clone(), &self.lexicon))?;
        Ok(WhoAndWhere { model, mentions, facets, revision })
    }

    /// What the words of a mention could mean: what goes by that name in the lexicon.
    fn candidates(&self, mention: &Mention) -> Vec<NameCandidate> {
        let candidate = |entity: &Entity| NameCandidate {
            id: entity.id.clone(),
            kind: entity.kind,
            label: entity.label.clone(),
            score: None,
            why: format!("goes by `{}`", mention.text),
            taken: entity.id == mention.entity,
        };
        let mut candidates: Vec<NameCandidate> = self.lexicon.named(&mention.text).into_iter().map(candidate).collect();
        if !candidates.iter().any(|candidate| candidate.taken) {
            let known = self.lexicon.entity(mention.entity.as_str());
            let why = match known {
                Some(entity) => format!("`{}` stands for `{}` in this text", mention.text, entity.label),
                None => "no known name: it has an identifier of its own until somebody says who it is".to_owned(),
            };
            let (id, kind) = (mention.entity.clone(), mention.kind);
            let label = known.map_or_else(|| mention.text.clone(), |entity| entity.label.clone());
            candidates.insert(0, NameCandidate { id, kind, label, score: None, why, taken: true });
        }
        candidates.sort_by_key(|candidate| !candidate.taken);
        candidates.truncate(CANDIDATES);
        candidates
    }

    fn facet_reasons(&self, rulings: &Rulings, mentions: &[Mention]) -> Result<Vec<FacetReason>, Error> {
        let facets = self.facets(mentions)?;
        let standings = desk::standings(mentions);
        let ids = facets.actors.iter().map(|actor| actor.id.as_str());
        let ids = ids.chain(facets.places.iter().map(|place| place.id.as_str()));
        let terms = rulings.terms(facets.actor_terms().into_iter().chain(facets.place_terms()).collect());
        let labels = self.labels(rulings, ids.chain(terms.iter().map(String::as_str)))?;
        let label = |id: &str| labels.get(id).cloned().unwrap_or_else(|| readable(id));
        let mut reasons = Vec::new();
        let mut add = |field, value: String, label: String, why: String| {
            reasons.push(FacetReason { field, value, label, why });
        };
        let own =
            |id: &EntityId| standings.get(id).map_or_else(|| "filed there".to_owned(), |standing| standing.in_words());
        // Each entity alone shows which values it brings along.
        let mut actors = Because::default();
        for actor in &facets.actors {
            let alone = Facets { actors: vec![actor.clone()], ..Facets::default() };
            actors.add(rulings.terms(alone.actor_terms()), &actor.id, &own(&actor.id), &label(actor.id.as_str()));
        }
        let mut places = Because::default();
        for place in &facets.places {
            let alone = Facets { places: vec![place.clone()], ..Facets::default() };
            places.add(rulings.terms(alone.place_terms()), &place.id, &own(&place.id), &label(place.id.as_str()));
        }
        for (field, because, terms) in [
            (FacetField::Actor, &actors, rulings.terms(facets.actor_terms())),
            (FacetField::Place, &places, rulings.terms(facets.place_terms())),
        ] {
            for term in terms {
                let why = because.why(&term);
                add(field, term.clone(), label(&term), why);
            }
        }
        for code in &facets.countries {
            let brings =
                |mention: &&Mention| tally(std::slice::from_ref(*mention), &self.lexicon).countries.contains(code);
            let words: Vec<String> =
                mentions.iter().filter(brings).map(|mention| format!("`{}`", mention.text)).collect();
            add(FacetField::Country, code.clone(), self.country_label(code), format!("involved by {}", listed(&words)));
        }
        for term in rulings.terms(facets.about().into_terms()) {
            let salient = standings.get(&EntityId::new(&term)).filter(|standing| standing.is_salient());
            let why = match salient {
                Some(standing) => standing.in_words(),
                None => because_of(&term, &actors, &places),
            };
            add(FacetField::About, term.clone(), label(&term), why);
        }
        Ok(reasons)
    }
}

/// The places that a name may mean, as the resolver weighed them; `None` where it weighed none for this mention.
fn weighed(mention: &Mention, places: &[PlaceReading]) -> Option<Vec<NameCandidate>> {
    let is_this = |place: &&PlaceReading| place.field == mention.field && place.span == mention.span;
    let reading = places.iter().find(is_this).filter(|_| !mention.kind.is_actor())?;
    let candidate = |candidate: &PlaceCandidate| NameCandidate {
        id: candidate.id.clone(),
        kind: mention.kind,
        label: candidate.label.clone(),
        score: Some(candidate.probability),
        why: reasons(candidate),
        taken: candidate.id == mention.entity,
    };
    Some(reading.candidates.iter().map(candidate).collect()).filter(|found: &Vec<_>| !found.is_empty())
}

/// What spoke for a place and against it: `city; +3.2 inhabitants, -0.5 another country is named`.
fn reasons(candidate: &PlaceCandidate) -> String {
    let said: Vec<String> =
        candidate.reasons.iter().map(|reason| format!("{:+.1} {}", reason.adds, reason.what)).collect();
    format!("{}; {}", candidate.class, said.join(", "))
}

fn because_of(term: &str, actors: &Because, places: &Because) -> String {
    if actors.of.contains_key(term) { actors.why(term) } else { places.why(term) }
}

/// What values follow from.
#[derive(Default)]
struct Because {
    /// For each value that stands in the article itself, how.
    own: BTreeMap<String, String>,
    /// For each value the names of the entities that bring it along.
    of: BTreeMap<String, Vec<String>>,
}

impl Because {
    fn add(&mut self, terms: Vec<String>, id: &EntityId, how: &str, label: &str) {
        for term in terms {
            if term == id.as_str() {
                self.own.insert(term.clone(), how.to_owned());
            }
            let names = self.of.entry(term.clone()).or_default();
            if term != id.as_str() {
                names.push(label.to_owned());
            }
        }
    }

    fn why(&self, term: &str) -> String {
        let names = self.of.get(term).map_or(&[][..], Vec::as_slice);
        match (self.own.get(term), names.is_empty()) {
            (Some(how), true) => how.clone(),
            (Some(how), false) => format!("{how}; holds {}", listed(names)),
            (None, _) => format!("holds {}", listed(names)),
        }
    }
}

fn listed(names: &[String]) -> String {
    let mut distinct: Vec<&str> = Vec::new();
    for name in names {
        if !distinct.contains(&name.as_str()) {
            distinct.push(name);
        }
    }
    let shown = distinct.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match distinct.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
