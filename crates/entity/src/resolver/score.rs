//! The numbers of every candidate, and the choice.

use super::atlas::{Atlas, Class, Facts, KM_100, KM_400, NONE, near};
use super::home::Prior;
use super::weights::{self, Feature, Vector};
use super::{Candidate, Link, Name, Resolution};

/// How often the choice is made anew with what the choice before says of the rest of the article.
const ROUNDS: usize = 3;

/// With so many names of the article a candidate is compared: a list of ten thousand towns must not take a minute.
const COMPARED: usize = 200;

/// What the article itself says, apart from its places.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// Countries of demonyms and of known people and organisations, with weights.
    pub(super) countries: Vec<([u8; 2], f32)>,
    /// The name that stands first in the dateline, if any.
    pub(super) dateline: Option<usize>,
}

/// What the chosen places of a round say together.
#[derive(Default)]
struct Evidence {
    countries: Vec<([u8; 2], f32)>,
    states: Vec<(u32, f32)>,
    total: f32,
}

impl Evidence {
    fn add_country(&mut self, country: [u8; 2], weight: f32) {
        if country != [0; 2] {
            self.total += weight;
            add(&mut self.countries, country, weight);
        }
    }

    fn add(&mut self, facts: &Facts, weight: f32) {
        self.add_country(facts.country, weight);
        if facts.state != NONE {
            add(&mut self.states, facts.state, weight);
        }
    }

    fn country(&self, country: [u8; 2]) -> f32 {
        get(&self.countries, &country)
    }

    fn state(&self, state: u32) -> f32 {
        if state == NONE { 0.0 } else { get(&self.states, &state) }
    }
}

fn add<K: PartialEq>(list: &mut Vec<(K, f32)>, key: K, weight: f32) {
    match list.iter_mut().find(|(known, _)| *known == key) {
        Some((_, sum)) => *sum += weight,
        None => list.push((key, weight)),
    }
}

fn get<K: PartialEq>(list: &[(K, f32)], key: &K) -> f32 {
    list.iter().find(|(known, _)| known == key).map_or(0.0, |(_, sum)| *sum)
}

/// Chooses a candidate for every name.
pub(super) fn choose(
    resolution: &mut Resolution,
    atlas: &Atlas<'_>,
    context: &Context,
    prior: Option<&Prior>,
    weights: &Vector,
) {
    for at in 0..resolution.names.len() {
        still(resolution, at, prior);
    }
    links(resolution, atlas);
    settle(resolution, weights);
    for _ in 0..ROUNDS {
        let before: Vec<Option<usize>> = resolution.names.iter().map(|name| name.chosen).collect();
        moving(resolution, context);
        settle(resolution, weights);
        if resolution.names.iter().map(|name| name.chosen).eq(before) {
            break;
        }
    }
}

/// The numbers that do not depend on the other names.
fn still(resolution: &mut Resolution, at: usize, prior: Option<&Prior>) {
    let name = &resolution.names[at];
    let is_known_town = |candidate: &Candidate| candidate.is_own() && candidate.facts.class.is_town();
    let known_town = resolution.candidates[name.candidates.clone()].iter().find(|town| is_known_town(town));
    let known_town = known_town.map(|town| town.facts.country);
    for candidate in &mut resolution.candidates[name.candidates.clone()] {
        let (facts, own) = (candidate.facts, candidate.is_own());
        let vector = &mut candidate.vector;
        *vector = [0.0; weights::COUNT];
        vector[weights::of_class(facts.class)] = 1.0;
        vector[Feature::Size as usize] = facts.size;
        let division = matches!(facts.class, Class::State | Class::County);
        vector[Feature::Namesake as usize] = f32::from(u8::from(division && known_town == Some(facts.country)));
        vector[Feature::Known as usize] = f32::from(u8::from(own));
        if !candidate.main {
            let large = facts.size > 5.5;
            vector[if large { Feature::OtherNameOfLarge } else { Feature::OtherName } as usize] = 1.0;
        }
        if let Some(prior) = prior.filter(|_| !matches!(facts.class, Class::Country | Class::Continent)) {
            vector[Feature::HomeCountry as usize] = prior.country(&facts);
            vector[Feature::HomeState as usize] = prior.state(&facts);
            if facts.class.is_small() {
                vector[Feature::HomeNear as usize] = prior.near(&facts);
            }
        }
    }
}

/// What stands behind a comma or bracket: the inner name lies in the outer one.
fn links(resolution: &mut Resolution, atlas: &Atlas<'_>) {
    let Resolution { names, candidates, links, .. } = resolution;
    for &Link { inner, outer, comma } in links.iter() {
        let (inner, outer) = (names[inner].candidates.clone(), names[outer].candidates.clone());
        for a in inner {
            for b in outer.clone() {
                let lies = {
                    let (a, b) = (&candidates[a], &candidates[b]);
                    atlas.lies_in((a.meaning, &a.facts), (b.meaning, &b.facts))
                };
                if lies {
                    let feature = if comma { Feature::Inside } else { Feature::Within };
                    candidates[a].vector[feature as usize] = 1.0;
                    if comma {
                        candidates[b].vector[Feature::Around as usize] = 1.0;
                    }
                }
            }
        }
    }
}

/// The numbers that depend on what the other names mean.
fn moving(resolution: &mut Resolution, context: &Context) {
    let Resolution { names, candidates, .. } = resolution;
    let mut evidence = Evidence::default();
    for &(country, weight) in &context.countries {
        evidence.add_country(country, weight);
    }
    let chosen: Vec<Option<(Facts, f32)>> =
        names.iter().map(|name| name.chosen.map(|at| (candidates[at].facts, name.probability))).collect();
    for (facts, sure) in chosen.iter().flatten() {
        evidence.add(facts, *sure);
    }
    let root = evidence.total.max(1.0).sqrt();
    let dateline = context.dateline.and_then(|at| chosen[at]);
    for (at, name) in names.iter().enumerate() {
        if name.candidates.len() < 2 {
            continue;
        }
        for index in name.candidates.clone() {
            let facts = candidates[index].facts;
            let own = name.chosen.zip(chosen[at]).filter(|(chosen, _)| *chosen == index).map(|(_, (_, sure))| sure);
            let same_state = |other: &Facts| facts.state != NONE && other.state == facts.state;
            let own_elsewhere = chosen[at].filter(|(other, _)| own.is_none() && other.country == facts.country);
            let minus = own.or(own_elsewhere.map(|(_, sure)| sure)).unwrap_or(0.0);
            let minus_state = match chosen[at] {
                Some((other, sure)) if same_state(&other) => sure,
                _ => 0.0,
            };
            let country = (evidence.country(facts.country) - minus).max(0.0);
            let state = (evidence.state(facts.state) - minus_state).max(0.0);
            let others = || {
                chosen
                    .iter()
                    .take(COMPARED)
                    .enumerate()
                    .filter(|(other, _)| *other != at)
                    .filter_map(|(_, facts)| *facts)
            };
            let vector = &mut candidates[index].vector;
            if facts.country != [0; 2] {
                vector[Feature::Country as usize] = (country / root).min(1.5);
                let named = others().any(|(other, _)| other.class == Class::Country && other.country == facts.country);
                vector[Feature::CountryNamed as usize] = f32::from(u8::from(named && facts.class != Class::Country));
            }
            if facts.state != NONE {
                vector[Feature::State as usize] = (state / root).min(1.5);
                let named = others().any(|(other, _)| other.class == Class::State && same_state(&other));
                vector[Feature::StateNamed as usize] = f32::from(u8::from(named && facts.class != Class::State));
            }
            if facts.class.is_small() {
                let (mut close, mut closer) = (0.0_f32, 0.0_f32);
                for (other, sure) in others().filter(|(other, _)| other.class.is_small()) {
                    closer += if near(&facts.vector, &other.vector, KM_100) { sure } else { 0.0 };
                    close += if near(&facts.vector, &other.vector, KM_400) { sure } else { 0.0 };
                }
                vector[Feature::Near as usize] = closer.ln_1p().min(1.5);
                vector[Feature::Around400 as usize] = close.ln_1p().min(1.5);
            }
            if let Some((filed, _)) = dateline.filter(|_| context.dateline != Some(at)) {
                vector[Feature::Dateline as usize] = f32::from(u8::from(filed.country == facts.country));
                vector[Feature::DatelineState as usize] = f32::from(u8::from(same_state(&filed)));
            }
        }
    }
}

/// Adds up and takes the best; the probability is that of a log-linear model.
fn settle(resolution: &mut Resolution, weights: &Vector) {
    let Resolution { names, candidates, .. } = resolution;
    for name in names {
        let own = &mut candidates[name.candidates.clone()];
        let mut best: Option<usize> = None;
        for at in 0..own.len() {
            own[at].score = own[at].vector.iter().zip(weights).map(|(value, weight)| value * weight).sum();
            // The earlier one wins a tie: candidates come in the order of the tables, whatever the threads do.
            if best.is_none_or(|best| own[at].score > own[best].score) {
                best = Some(at);
            }
        }
        let Some(best) = best else { continue };
        let top = own[best].score;
        let sum: f32 = own.iter().map(|candidate| (candidate.score - top).exp()).sum();
        own.iter_mut().for_each(|candidate| candidate.probability = (candidate.score - top).exp() / sum);
        name.chosen = Some(name.candidates.start + best);
        name.probability = own[best].probability;
    }
}

impl Name {
    /// Returns the best candidate that lies in another place, for one occurrence that says so.
    pub(super) fn best_inside(&self, outer: &Candidate, candidates: &[Candidate], atlas: &Atlas<'_>) -> Option<usize> {
        let lies = |a: &Candidate| atlas.lies_in((a.meaning, &a.facts), (outer.meaning, &outer.facts));
        let inside = self.candidates.clone().filter(|&at| lies(&candidates[at]));
        inside.max_by(|&a, &b| candidates[a].score.total_cmp(&candidates[b].score).then(b.cmp(&a)))
    }
}
