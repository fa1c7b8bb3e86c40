//! Which countries and regions an article speaks of, by the names in it that mean only one thing.

use std::collections::HashMap;

use crate::data::{Nature, PlaceKind};
use crate::document::{Document, Subject};
use crate::lexicon::Lexicon;
use crate::names::NameId;

/// How often an article speaks of a country, and of a region by its identifier.
#[derive(Debug)]
pub(crate) struct Evidence<'a> {
    lexicon: &'a Lexicon,
    countries: HashMap<&'a str, f64>,
    regions: HashMap<&'a str, f64>,
}

impl<'a> Evidence<'a> {
    /// Gathers what unambiguous names and the people found so far say.
    pub(crate) fn gather(document: &Document<'a>) -> Self {
        let lexicon = document.lexicon;
        let mut this = Self { lexicon, countries: HashMap::new(), regions: HashMap::new() };
        let mut meanings: HashMap<NameId, Option<u32>> = HashMap::new();
        for text in &document.texts {
            for hit in text.hits.iter().filter(|hit| hit.is_geographic() && !hit.needs_cue) {
                let entry = *meanings.entry(hit.name).or_insert_with(|| {
                    let mut senses = document.senses(text, hit).map(|sense| sense.entry);
                    let first = senses.next();
                    first.filter(|_| senses.next().is_none())
                });
                if let Some(entry) = entry.filter(|_| !text.is_taken(hit.tokens.clone())) {
                    this.add(entry, 1.0);
                }
            }
        }
        for claim in &document.claims {
            if let Subject::Known(entry) = claim.subject {
                this.add(entry, 0.5);
            }
        }
        this
    }

    fn add(&mut self, entry: u32, weight: f64) {
        let entry = self.lexicon.entry(entry);
        if let Some(code) = entry.entity.country.as_deref() {
            *self.countries.entry(code).or_default() += weight;
        }
        if let Nature::Place(_) = entry.nature {
            for id in entry.entity.id.with_ancestors() {
                *self.regions.entry(id).or_default() += weight;
            }
        }
    }

    /// Returns the country that the article speaks of more often than of all others together.
    pub(crate) fn leading(&self) -> Option<&'a str> {
        let all: f64 = self.countries.values().sum();
        self.countries.iter().find(|(_, weight)| **weight * 2.0 > all && **weight > 1.0).map(|(code, _)| *code)
    }

    /// Says whether anything else speaks of the country of an entry.
    pub(crate) fn speaks_for(&self, entry: u32) -> bool {
        let country = self.lexicon.entry(entry).entity.country.as_deref();
        country.is_some_and(|code| self.countries.contains_key(code))
    }

    /// Returns how likely a place is meant: the size of the place, and what else the article speaks of.
    pub(crate) fn score(&self, entry: u32) -> f64 {
        let entry = self.lexicon.entry(entry);
        let kind = match entry.nature {
            Nature::Place(PlaceKind::Country | PlaceKind::Continent) => 3.0,
            Nature::Place(PlaceKind::Capital) => 2.5,
            Nature::Place(PlaceKind::Region) => -0.5,
            _ => 0.0,
        };
        let country = entry.entity.country.as_deref().and_then(|code| self.countries.get(code)).copied();
        let id = entry.entity.id.as_str();
        // What lies in a region speaks for it and for its towns; countries have been counted already.
        let is_region = |id: &&str| id.matches('/').count() > 2;
        let parent = id.rfind('/').map(|cut| &id[..cut]);
        let region = [Some(id), parent].into_iter().flatten().filter(is_region).find_map(|id| self.regions.get(id));
        kind + (entry.population + 1.0).log10()
            + country.unwrap_or(0.0).min(2.5)
            + (2.0 * region.copied().unwrap_or(0.0)).min(3.0)
    }
}
