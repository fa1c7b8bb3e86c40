//! Fitting the weights: a log-linear model over the candidates of every name with a known answer.

use dateline_model::Field;
use dateline_text::CharOffsets;

use super::weights::{self, Vector};
use super::{Class, Resolution, Toponym};
use crate::document::Document;

/// The numbers of one candidate, and where it lies.
#[derive(Clone, Debug)]
pub struct Example {
    numbers: Vector,
    /// Degrees north and east; `None` where it has no point.
    pub point: Option<(f64, f64)>,
    /// ISO code of the country.
    pub country: Option<String>,
    /// What it is.
    pub class: Class,
}

/// One occurrence of a name with its candidates.
#[derive(Clone, Debug)]
pub struct Group {
    /// The field it stands in.
    pub field: Field,
    /// Where, in characters.
    pub span: std::ops::Range<usize>,
    /// What it may mean.
    pub candidates: Vec<Example>,
    /// Which of them are right; filled by whoever knows.
    pub right: Vec<bool>,
}

/// Fitted weights.
#[derive(Clone, Debug)]
pub struct Trained {
    pub(crate) weights: Vector,
}

impl Trained {
    /// Returns the weights that ship with the program.
    #[must_use]
    pub fn builtin() -> Self {
        Self { weights: *weights::builtin() }
    }

    /// Writes them as the program reads them.
    #[must_use]
    pub fn print(&self) -> String {
        weights::print(&self.weights)
    }

    /// Returns the share of groups whose best candidate is right, of those that have a right one, and their number.
    #[must_use]
    pub fn accuracy(&self, groups: &[Group]) -> (f64, usize) {
        let scored = groups.iter().filter(|group| group.right.contains(&true));
        let (mut right, mut all) = (0_usize, 0_usize);
        for group in scored {
            all += 1;
            let best = (0..group.candidates.len()).max_by(|&a, &b| {
                let score = |at: usize| dot(&group.candidates[at].numbers, &self.weights);
                score(a).total_cmp(&score(b)).then(b.cmp(&a))
            });
            right += usize::from(best.is_some_and(|best| group.right[best]));
        }
        (right as f64 / all.max(1) as f64, all)
    }
}

/// Returns the candidates of every occurrence with their numbers.
pub(crate) fn examples(document: &Document<'_>, resolution: &Resolution) -> Vec<Group> {
    let mut groups = Vec::with_capacity(resolution.toponyms.len());
    for Toponym { text: at, tokens, name, .. } in &resolution.toponyms {
        let text = &document.texts[*at];
        let start = CharOffsets::new(text.text).at(text.tokens[tokens.start].start);
        let candidates = resolution.candidates[resolution.names[*name].candidates.clone()].iter();
        let candidates: Vec<Example> = candidates
            .map(|candidate| Example {
                numbers: candidate.vector,
                point: candidate.facts.point.map(|point| (point.lat, point.lon)),
                country: String::from_utf8(candidate.facts.country.to_vec()).ok().filter(|code| !code.contains('\0')),
                class: candidate.facts.class,
            })
            .collect();
        let span = start..start + text.written(tokens.clone()).chars().count();
        groups.push(Group { field: text.field, span, right: vec![false; candidates.len()], candidates });
    }
    groups
}

/// Fits weights by gradient ascent on the likelihood of the right candidates, from a start; `strength` is the penalty
/// on the distance from it.
#[must_use]
pub fn fit(groups: &[Group], start: &Trained, strength: f64) -> Trained {
    let groups: Vec<&Group> =
        groups.iter().filter(|group| group.right.contains(&true) && group.right.contains(&false)).collect();
    let mut weights = start.weights.map(f64::from);
    let begin = weights;
    let mut speed = [0.0_f64; weights::COUNT];
    for _ in 0..400 {
        let mut gradient = [0.0_f64; weights::COUNT];
        for group in &groups {
            let scores: Vec<f64> = group
                .candidates
                .iter()
                .map(|candidate| {
                    candidate.numbers.iter().zip(&weights).map(|(value, weight)| f64::from(*value) * weight).sum()
                })
                .collect();
            let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let odds: Vec<f64> = scores.iter().map(|score| (score - top).exp()).collect();
            let all: f64 = odds.iter().sum();
            let right: f64 = odds.iter().zip(&group.right).filter(|(_, right)| **right).map(|(odds, _)| odds).sum();
            for ((candidate, odds), is_right) in group.candidates.iter().zip(&odds).zip(&group.right) {
                let wanted = if *is_right { odds / right.max(f64::MIN_POSITIVE) } else { 0.0 };
                let pull = wanted - odds / all;
                gradient.iter_mut().zip(&candidate.numbers).for_each(|(sum, value)| *sum += pull * f64::from(*value));
            }
        }
        for at in 0..weights::COUNT {
            let slope = gradient[at] / groups.len().max(1) as f64 - strength * (weights[at] - begin[at]);
            speed[at] = speed[at] * 0.9 + slope;
            weights[at] += 0.3 * speed[at];
        }
    }
    Trained { weights: weights.map(|weight| weight as f32) }
}

fn dot(a: &Vector, b: &Vector) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
