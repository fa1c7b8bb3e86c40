//! Which place is meant: candidates from lexicon and gazetteer, what speaks for each, and the choice.
//!
//! The steps are files: `collect.rs` finds the names that may be places and what they may mean; `score.rs` turns what
//! speaks for each candidate into numbers and chooses; `weights.rs` has the fitted weights; `home.rs` is what a source
//! usually writes of; `explain.rs` shows it all. A name has one sense in an article, save where the text says
//! otherwise (`Springfield, Ohio`).

mod abbreviations;
mod atlas;
mod collect;
mod explain;
mod home;
mod organisations;
mod score;
mod spans;
#[cfg(test)]
mod tests;
mod train;
mod weights;

use std::collections::HashMap;
use std::ops::Range;

use dateline_model::Usage;

use crate::document::{Document, Subject};
use crate::tagger::{Crf, Tagger};

pub use atlas::{Atlas, Class};
pub(crate) use atlas::{Facts, Meaning};
pub(crate) use explain::readings;
pub use explain::{PlaceCandidate, PlaceReading, Reason};
pub use home::Home;
pub(crate) use organisations::Organisations;
pub(crate) use spans::tagged;
pub use train::{Example, Group, Trained, fit};
use weights::Vector;

/// A town of so many inhabitants (as a logarithm to base ten) needs nothing that speaks for it.
const LARGE: f32 = 4.5;
/// What must speak for a smaller one, as a sum of weights.
const SUPPORT: f32 = 2.5;

/// What places are resolved with.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// Lexicon and gazetteer.
    pub atlas: &'a Atlas<'a>,
    /// Finds names that no list has; none where only known names count.
    pub tagger: Option<&'a dyn Tagger>,
    /// What the source of the article usually writes of.
    pub home: Option<&'a Home>,
    /// What the article itself has added to that, and is left out for it.
    pub own: Option<&'a Home>,
}

impl<'a> World<'a> {
    /// Returns the world as one atlas has it, with the built-in tagger, for a source of which nothing is known.
    #[must_use]
    pub fn new(atlas: &'a Atlas<'a>) -> Self {
        Self { atlas, tagger: Some(Crf::builtin()), home: None, own: None }
    }
}

/// A place that a name may mean, with what speaks for it.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) meaning: Meaning,
    pub(crate) facts: Facts,
    /// The name is its main one.
    main: bool,
    vector: Vector,
    score: f32,
    pub(crate) probability: f32,
}

impl Candidate {
    const fn is_own(&self) -> bool {
        matches!(self.meaning, Meaning::Own(_))
    }
}

/// A name, wherever the article has it.
#[derive(Debug)]
pub(crate) struct Name {
    candidates: Range<usize>,
    chosen: Option<usize>,
    probability: f32,
}

/// Why a span may be a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// The lexicon has the name; the index of the hit.
    Hit(usize),
    /// The tagger, or whoever gives spans, says so.
    Given,
    /// It stands in front of what it lies in, or in the dateline.
    Placed,
    /// It is an abbreviation of a state.
    Abbreviation,
    /// It is a part of a known name.
    Part,
}

/// One occurrence of a name.
#[derive(Clone, Debug)]
pub(crate) struct Toponym {
    pub(crate) text: usize,
    pub(crate) tokens: Range<usize>,
    pub(crate) found: Found,
    name: usize,
    /// It is a part of a name of something else: it is read, and not claimed.
    pub(crate) embedded: bool,
    /// The next toponym, where only a comma or bracket stands between.
    next: Option<usize>,
    /// The candidate that this occurrence means: that of its name, or the one that what follows it asks for.
    meant: Option<usize>,
    /// It stands in front of what it lies in.
    inside: bool,
}

/// Two names, the first in front of the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Link {
    inner: usize,
    outer: usize,
    /// A comma or bracket stands between; else `in`.
    comma: bool,
}

/// The names of an article that may be places, and what was chosen for them.
#[derive(Debug, Default)]
pub(crate) struct Resolution {
    names: Vec<Name>,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) toponyms: Vec<Toponym>,
    links: Vec<Link>,
    pub(crate) organisations: Organisations,
    /// Spans that were given and mean nothing that is known.
    unknown: Vec<(usize, Range<usize>)>,
    /// What became of each occurrence that counts.
    pub(crate) readings: Vec<Reading>,
}

/// An occurrence that counts, in its sense.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) text: usize,
    pub(crate) tokens: Range<usize>,
    pub(crate) usage: Usage,
    /// `None` where no place is known, or too little speaks for any.
    pub(crate) meaning: Option<Meaning>,
    pub(crate) confidence: f32,
    candidates: Range<usize>,
}

/// Finds the names that may be places and chooses what each means. `given` are spans by text and tokens.
pub(crate) fn resolve(document: &Document<'_>, world: &World<'_>, given: &[(usize, Range<usize>)]) -> Resolution {
    resolve_by(document, world, given, weights::builtin())
}

/// Returns what an article adds to the home of its source: its places as they are chosen without any home.
pub(crate) fn home(document: &Document<'_>, atlas: &Atlas<'_>, given: &[(usize, Range<usize>)]) -> Home {
    Home::of(&resolve_by(document, &World::new(atlas), given, weights::builtin()), atlas)
}

/// Returns the candidates of every occurrence with their numbers, after a choice by these weights.
pub(crate) fn groups(
    document: &Document<'_>,
    world: &World<'_>,
    given: &[(usize, Range<usize>)],
    by: &Trained,
) -> Vec<Group> {
    train::examples(document, &resolve_by(document, world, given, &by.weights))
}

/// As [`resolve`], by other weights.
fn resolve_by(
    document: &Document<'_>,
    world: &World<'_>,
    given: &[(usize, Range<usize>)],
    weights: &Vector,
) -> Resolution {
    let atlas = world.atlas;
    let mut resolution = collect::collect(document, atlas, given);
    let context = context(document, &resolution);
    let prior = world.home.and_then(|home| home::Prior::new(home, world.own, atlas));
    score::choose(&mut resolution, atlas, &context, prior.as_ref(), weights);
    resolution.mean(atlas);
    resolution
}

/// What demonyms and known people and organisations say of countries, and what stands in the dateline.
fn context(document: &Document<'_>, resolution: &Resolution) -> score::Context {
    let mut context = score::Context::default();
    let lexicon = document.lexicon;
    let mut add = |entry: u32, weight: f32| {
        let country = lexicon.entry(entry).entity.country.as_deref().and_then(|code| code.as_bytes().try_into().ok());
        if let Some(country) = country {
            context.countries.push((country, weight));
        }
    };
    let mut seen: Vec<u32> = Vec::new();
    for claim in &document.claims {
        if let Subject::Known(entry) = claim.subject
            && !seen.contains(&entry)
        {
            seen.push(entry);
            add(entry, 0.5);
        }
    }
    for text in &document.texts {
        for hit in text.hits.iter().filter(|hit| hit.demonym && !hit.place && !hit.needs_cue) {
            let mut senses = document.senses(text, hit).map(|sense| sense.entry);
            if let (Some(entry), None) = (senses.next(), senses.next())
                && !seen.contains(&entry)
            {
                seen.push(entry);
                add(entry, 0.7);
            }
        }
    }
    let is_dateline = |toponym: &&Toponym| document.texts[toponym.text].field == dateline_model::Field::Dateline;
    context.dateline = resolution.toponyms.iter().find(is_dateline).map(|toponym| toponym.name);
    context
}

impl Resolution {
    /// Returns what was chosen, each name once.
    fn chosen(&self) -> impl Iterator<Item = &Candidate> {
        self.names.iter().filter_map(|name| name.chosen.map(|at| &self.candidates[at]))
    }

    /// Decides what every occurrence means: the same as its name, unless what follows it asks for another.
    fn mean(&mut self, atlas: &Atlas<'_>) {
        let mut known: HashMap<(usize, usize), (Option<usize>, bool)> = HashMap::new();
        // What is followed depends on what follows it.
        for at in (0..self.toponyms.len()).rev() {
            let chosen = self.names[self.toponyms[at].name].chosen;
            let outer = self.toponyms[at].next.and_then(|next| self.toponyms[next].meant);
            let (meant, inside) = match outer {
                None => (chosen, false),
                Some(outer) => *known
                    .entry((self.toponyms[at].name, outer))
                    .or_insert_with(|| self.mean_inside(self.toponyms[at].name, outer, atlas)),
            };
            (self.toponyms[at].meant, self.toponyms[at].inside) = (meant, inside);
        }
    }

    /// Returns what a name means in front of a candidate of another, and whether it lies in that.
    fn mean_inside(&self, name: usize, outer: usize, atlas: &Atlas<'_>) -> (Option<usize>, bool) {
        let name = &self.names[name];
        let Some(chosen) = name.chosen else { return (None, false) };
        let (inside, around) = (&self.candidates[chosen], &self.candidates[outer]);
        if atlas.lies_in((inside.meaning, &inside.facts), (around.meaning, &around.facts)) {
            return (Some(chosen), true);
        }
        // A list of countries is no nesting: only what is smaller gives way.
        let firm = matches!(inside.facts.class, Class::Country | Class::Continent) && name.probability > 0.9;
        let other = if firm { None } else { name.best_inside(around, &self.candidates, atlas) };
        (other.or(Some(chosen)), other.is_some())
    }

    /// Returns the candidate that one occurrence means.
    pub(crate) fn meant(&self, toponym: usize) -> Option<usize> {
        self.toponyms[toponym].meant
    }

    /// Says whether an occurrence stands in front of what it lies in.
    pub(crate) fn lies_in_next(&self, toponym: usize) -> bool {
        self.toponyms[toponym].inside
    }

    /// Says whether an occurrence stands behind what lies in it.
    pub(crate) fn holds_last(&self, toponym: usize) -> bool {
        let last = toponym.checked_sub(1).map(|last| &self.toponyms[last]);
        last.is_some_and(|last| last.next == Some(toponym) && last.inside)
    }

    /// Says whether enough speaks for a candidate. A village anywhere in the world that shares a name with something in
    /// the text is no reading: of those with neither size nor support two thirds were wrong on the development sets.
    pub(crate) fn is_supported(&self, candidate: usize) -> bool {
        let candidate = &self.candidates[candidate];
        let large = candidate.facts.size >= LARGE && candidate.facts.class.is_town() && candidate.main;
        candidate.is_own()
            || candidate.facts.class == Class::Country
            || large
            || weights::support(&candidate.vector, weights::builtin()) >= SUPPORT
    }

    /// Returns all that an occurrence may mean.
    pub(crate) fn options(&self, toponym: usize) -> Range<usize> {
        self.names[self.toponyms[toponym].name].candidates.clone()
    }

    /// Records what became of an occurrence.
    pub(crate) fn read(&mut self, toponym: usize, meaning: Option<Meaning>, usage: Usage, confidence: f32) {
        let candidates = self.options(toponym);
        let Toponym { text, tokens, .. } = self.toponyms[toponym].clone();
        self.readings.push(Reading { text, tokens, usage, meaning, confidence, candidates });
    }

    /// Records the places that were given and are not known.
    pub(crate) fn read_unknown(&mut self) {
        for (text, tokens) in std::mem::take(&mut self.unknown) {
            let (usage, confidence) = (Usage::Located, 0.3);
            self.readings.push(Reading { text, tokens, usage, meaning: None, confidence, candidates: 0..0 });
        }
    }

    /// Records a demonym.
    pub(crate) fn read_demonym(&mut self, text: usize, tokens: Range<usize>, entry: u32, confidence: f32) {
        let (meaning, usage) = (Some(Meaning::Own(entry)), Usage::Modifier);
        self.readings.push(Reading { text, tokens, usage, meaning, confidence, candidates: 0..0 });
    }
}
