//! What was chosen for every place an article names, and why.

use dateline_model::{EntityId, Field, Usage};
use dateline_text::CharOffsets;
use serde::Serialize;

use super::atlas::{Atlas, Class, Meaning};
use super::weights::{self, Vector};
use super::{Candidate, Resolution};
use crate::document::Document;
use crate::gazetteer::Point;

/// The candidates that are shown of one name.
const SHOWN: usize = 12;

/// One place name of an article, with everything it might have meant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceReading {
    /// The field it stands in.
    pub field: Field,
    /// Where in the field, in characters.
    pub span: std::ops::Range<usize>,
    /// The name as written.
    pub text: String,
    /// In which sense it is used. A capital that stands for a government is read here as the capital.
    pub usage: Usage,
    /// How sure the whole reading is, from 0 to 1.
    pub confidence: f32,
    /// The place that was chosen; `None` where the text names a place that is not known, or too little speaks for any.
    pub chosen: Option<PlaceCandidate>,
    /// The candidates, the most likely first, the chosen one among them; at most twelve. Empty for a demonym, which
    /// means its country.
    pub candidates: Vec<PlaceCandidate>,
    /// How many candidates there were.
    pub considered: usize,
}

/// A place that a name may mean.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceCandidate {
    /// Which.
    pub id: EntityId,
    /// Name to show.
    pub label: String,
    /// ISO code of its country.
    pub country: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// What it is.
    pub class: &'static str,
    /// The share of belief that it got against the other candidates, from 0 to 1.
    pub probability: f32,
    /// Sum of the reasons.
    pub score: f32,
    /// What spoke for and against it, the strongest first.
    pub reasons: Vec<Reason>,
}

/// One thing that spoke for or against a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Reason {
    /// What.
    pub what: &'static str,
    /// By how much.
    pub adds: f32,
}

/// Returns the readings of an article in the order of its fields.
pub(crate) fn readings(document: &Document<'_>, resolution: &Resolution, atlas: &Atlas<'_>) -> Vec<PlaceReading> {
    let weights = weights::builtin();
    let mut order: Vec<usize> = (0..resolution.readings.len()).collect();
    order.sort_by_key(|&at| (resolution.readings[at].text, resolution.readings[at].tokens.start));
    let mut found = Vec::with_capacity(order.len());
    let mut offsets: Option<(usize, CharOffsets<'_>)> = None;
    for at in order {
        let reading = &resolution.readings[at];
        let text = &document.texts[reading.text];
        let written = text.written(reading.tokens.clone());
        let mut candidates: Vec<&Candidate> = resolution.candidates[reading.candidates.clone()].iter().collect();
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
        let considered = candidates.len();
        let chosen = reading.meaning.and_then(|meaning| {
            match candidates.iter().find(|candidate| candidate.meaning == meaning) {
                Some(candidate) => explained(candidate, weights, atlas),
                None => alone(meaning, reading.confidence, atlas),
            }
        });
        candidates.truncate(SHOWN);
        let chars = match &mut offsets {
            Some((at, chars)) if *at == reading.text => chars,
            other => &mut other.insert((reading.text, CharOffsets::new(text.text))).1,
        };
        let start = chars.at(text.tokens[reading.tokens.start].start);
        found.push(PlaceReading {
            field: text.field,
            span: start..start + written.chars().count(),
            text: written.to_owned(),
            usage: reading.usage,
            confidence: reading.confidence,
            chosen,
            candidates: candidates.into_iter().filter_map(|candidate| explained(candidate, weights, atlas)).collect(),
            considered,
        });
    }
    found
}

fn explained(candidate: &Candidate, weights: &Vector, atlas: &Atlas<'_>) -> Option<PlaceCandidate> {
    let adds = candidate.vector.iter().zip(weights).map(|(value, weight)| value * weight).enumerate();
    let mut reasons: Vec<Reason> =
        adds.filter(|(_, adds)| *adds != 0.0).map(|(at, adds)| Reason { what: weights::name(at), adds }).collect();
    reasons.sort_by(|a, b| b.adds.abs().total_cmp(&a.adds.abs()));
    let mut shown = alone(candidate.meaning, candidate.probability, atlas)?;
    shown.score = candidate.score;
    shown.reasons = reasons;
    Some(shown)
}

fn alone(meaning: Meaning, probability: f32, atlas: &Atlas<'_>) -> Option<PlaceCandidate> {
    let (entity, facts) = (atlas.entity(meaning)?, atlas.facts(meaning)?);
    Some(PlaceCandidate {
        id: entity.id,
        label: entity.label,
        country: entity.country,
        lat: facts.point.map(|Point { lat, .. }| lat),
        lon: facts.point.map(|Point { lon, .. }| lon),
        class: name_of(facts.class),
        probability,
        score: 0.0,
        reasons: Vec::new(),
    })
}

fn name_of(class: Class) -> &'static str {
    weights::name(weights::of_class(class))
}
