//! Where a source is at home: what the places in its articles say of those in the next one.

use std::collections::BTreeMap;

use dateline_model::EntityId;
use serde::{Deserialize, Serialize};

use super::atlas::{Facts, NONE};
use super::{Atlas, Resolution};

/// Fewer places than this say nothing of a source.
pub(crate) const LEAST: u32 = 8;

/// How often the articles of one source name places in a country, a state, and a cell of one degree by one.
///
/// Sums of such counts do not depend on the order in which articles are added, so what is learned is the same for any
/// order of ingest and any number of threads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// All places.
    pub places: u32,
    /// By ISO code.
    pub countries: BTreeMap<String, u32>,
    /// By the identifier of the state or province.
    pub states: BTreeMap<EntityId, u32>,
    /// By whole degrees of latitude and longitude, written `12,-34`.
    pub cells: BTreeMap<String, u32>,
}

impl Home {
    /// Adds the counts of another article or source.
    pub fn add(&mut self, other: &Self) {
        self.places += other.places;
        add_all(&mut self.countries, &other.countries);
        add_all(&mut self.states, &other.states);
        add_all(&mut self.cells, &other.cells);
    }

    /// Returns a short text that other counts do not have.
    #[must_use]
    pub fn version(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let mut add = |key: &str, count: u32| {
            hasher.update(&(key.len() as u64).to_le_bytes()).update(key.as_bytes()).update(&count.to_le_bytes());
        };
        add("", self.places);
        self.countries.iter().for_each(|(key, count)| add(key, *count));
        self.states.iter().for_each(|(key, count)| add(key.as_str(), *count));
        self.cells.iter().for_each(|(key, count)| add(key, *count));
        hasher.finalize().to_hex()[..8].to_owned()
    }

    /// Says whether enough is counted to tell anything of the next article.
    #[must_use]
    pub const fn tells(&self) -> bool {
        self.places >= LEAST
    }

    /// Counts what one article names, each place once.
    pub(super) fn of(resolution: &Resolution, atlas: &Atlas<'_>) -> Self {
        let mut this = Self::default();
        for facts in resolution.chosen().map(|candidate| &candidate.facts) {
            // Countries are named by everyone; who names their states and towns is at home there.
            if facts.state == NONE && !facts.class.is_small() || facts.country == [0; 2] {
                continue;
            }
            this.places += 1;
            if let Ok(code) = std::str::from_utf8(&facts.country) {
                *this.countries.entry(code.to_owned()).or_default() += 1;
            }
            if let Some(state) = atlas.state_id(facts.state) {
                *this.states.entry(EntityId::new(state)).or_default() += 1;
            }
            if let Some((lat, lon)) = cell(facts).filter(|_| facts.class.is_small()) {
                *this.cells.entry(format!("{lat},{lon}")).or_default() += 1;
            }
        }
        this
    }
}

fn add_all<K: Ord + Clone>(counts: &mut BTreeMap<K, u32>, more: &BTreeMap<K, u32>) {
    for (key, count) in more {
        *counts.entry(key.clone()).or_default() += count;
    }
}

fn cell(facts: &Facts) -> Option<(i16, i16)> {
    facts.point.map(|point| (point.lat.floor() as i16, point.lon.floor() as i16))
}

/// A home in the numbers of an atlas, without one article: the shares that are weighed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prior {
    countries: Vec<([u8; 2], f32)>,
    states: Vec<(u32, f32)>,
    cells: Vec<((i16, i16), f32)>,
}

impl Prior {
    /// Returns what a home says of an article. `own` is what that article itself has added to the counts.
    pub(crate) fn new(home: &Home, own: Option<&Home>, atlas: &Atlas<'_>) -> Option<Self> {
        let none = Home::default();
        let own = own.unwrap_or(&none);
        let places = home.places.saturating_sub(own.places);
        if places < LEAST {
            return None;
        }
        let share = |count: u32, own: Option<&u32>| {
            let left = count.saturating_sub(own.copied().unwrap_or(0));
            (left > 0).then(|| left as f32 / places as f32)
        };
        let countries = home.countries.iter().filter_map(|(code, &count)| {
            Some((code.as_bytes().try_into().ok()?, share(count, own.countries.get(code))?))
        });
        let states = home.states.iter().filter_map(|(id, &count)| {
            Some((atlas.gazetteer.division_at(id.as_str())?, share(count, own.states.get(id))?))
        });
        let cells = home.cells.iter().filter_map(|(cell, &count)| {
            let (lat, lon) = cell.split_once(',')?;
            Some(((lat.parse().ok()?, lon.parse().ok()?), share(count, own.cells.get(cell))?))
        });
        Some(Self { countries: countries.collect(), states: states.collect(), cells: cells.collect() })
    }

    pub(super) fn country(&self, facts: &Facts) -> f32 {
        self.countries.iter().find(|(code, _)| *code == facts.country).map_or(0.0, |(_, share)| *share)
    }

    pub(super) fn state(&self, facts: &Facts) -> f32 {
        self.states.iter().find(|(state, _)| *state == facts.state).map_or(0.0, |(_, share)| *share)
    }

    /// The share of places in the same cell and in the eight around it.
    pub(super) fn near(&self, facts: &Facts) -> f32 {
        let Some((lat, lon)) = cell(facts) else { return 0.0 };
        let close = |&&((a, b), _): &&((i16, i16), f32)| (a - lat).abs() <= 1 && (b - lon).abs() <= 1;
        self.cells.iter().filter(close).map(|(_, share)| share).sum()
    }
}
