//! Reading as benches, scores and fitting see it: bodies and metadata alone, the numbers behind them, feeds. The program does not use it.

use jiff::Timestamp;

pub use crate::feed::{Entry, Head, Words, reading as feed};
use crate::metadata::{self, Around, Choice, Sum};
use crate::{decode, extract, guard};

/// The body of a page.
#[derive(Clone, Debug)]
pub struct Body {
    /// Its paragraphs in reading order.
    pub paragraphs: Vec<String>,
    /// How sure the model is, 0 to 1.
    pub confidence: f32,
}

/// Weights of the extractor.
#[derive(Debug)]
pub struct Model(extract::Model);

impl Model {
    /// Reads weights in the form of `data/extractor.json`, which `data/NOTICE.md` tells.
    ///
    /// # Errors
    ///
    /// Fails where the text is no file of this form, or names a number that the extractor does not compute.
    pub fn read(text: &str) -> Result<Self, String> {
        extract::Model::read(text).map(Self)
    }
}

/// Returns the body of a page; `None` where the guard refuses the page.
#[must_use]
pub fn body(page: &[u8]) -> Option<Body> {
    body_by(page, |html| extract::Reading::of(html).body())
}

/// The same with other weights than those that come with the program.
#[must_use]
pub fn body_with(model: &Model, page: &[u8]) -> Option<Body> {
    body_by(page, |html| extract::Reading::by(&model.0, html).body())
}

fn body_by(page: &[u8], extract: impl Fn(&str) -> extract::Extracted) -> Option<Body> {
    let html = decode::decode(page, None);
    guard::check(&html).ok()?;
    let found = extract(&html);
    let paragraphs = found.blocks.into_iter().map(|block| block.text).collect();
    Some(Body { paragraphs, confidence: found.confidence })
}

/// A block as the model sees it.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its text.
    pub text: String,
    /// Its own numbers, in the order of [`names`]; those of its surroundings, which come behind them, [`context`] gives.
    pub numbers: Vec<f64>,
    /// Number of its words.
    pub words: u32,
    /// Words of the classes and identifiers around it, in lower case, ascending, the model's and others.
    pub class_words: Vec<String>,
    /// Those of its own element and the nearest around it.
    pub near_words: Vec<String>,
    /// The groups it is in: blocks that have one of these numbers at the same place belong together.
    pub groups: [u64; 5],
    /// What the first stage says.
    pub first: f64,
    /// What the second stage says, before the rules.
    pub second: f64,
}

/// Names of a block's numbers: its own, then those of its surroundings.
#[must_use]
pub fn names() -> &'static [&'static str] {
    &extract::NAMES
}

/// Returns all blocks of a page; none where the guard refuses the page.
#[must_use]
pub fn blocks(page: &[u8]) -> Vec<Block> {
    let html = decode::decode(page, None);
    if guard::check(&html).is_err() {
        return Vec::new();
    }
    let block = |seen: extract::Seen| Block {
        text: seen.text,
        numbers: seen.numbers,
        words: seen.words,
        class_words: seen.names,
        near_words: seen.near_names,
        groups: seen.groups,
        first: seen.probabilities.0,
        second: seen.probabilities.1,
    };
    extract::dump(&html).into_iter().map(block).collect()
}

/// Returns the numbers of the surroundings of a page's blocks, given what the first stage says of each.
#[must_use]
pub fn context(first: &[f64], blocks: &[Block]) -> Vec<Vec<f64>> {
    let words: Vec<u32> = blocks.iter().map(|block| block.words).collect();
    let groups: Vec<[u64; 5]> = blocks.iter().map(|block| block.groups).collect();
    extract::context(first, &words, &groups)
}

/// Weights with which metadata is chosen.
#[derive(Clone, Debug)]
pub struct Weights(metadata::Model);

/// Weights of one field: a constant, and for each kind of a feature those of what it is of.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// What is added to every sum.
    pub bias: f64,
    /// Kind, what it is of, weight.
    pub weights: Vec<(String, String, f64)>,
}

impl Weights {
    /// Makes weights of those of the three fields.
    #[must_use]
    pub fn new(headline: &Field, date: &Field, authors: &Field) -> Self {
        let sum = |field: &Field| {
            let mut sum = Sum { bias: field.bias, ..Sum::default() };
            for (kind, of, weight) in &field.weights {
                sum.weights.entry(kind.clone()).or_default().insert(of.clone(), *weight);
            }
            sum
        };
        Self(metadata::Model::new(sum(headline), sum(date), sum(authors)))
    }

    /// Returns the file as the program reads it.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(&self.0).unwrap_or_default() + "\n"
    }
}

/// A possible headline, day or list of authors, with what is known of it.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The headline, the day in ISO 8601, or the names; as [`key`]s.
    pub keys: Vec<String>,
    /// Kind, what it is of, number.
    pub features: Vec<(&'static str, &'static str, f64)>,
}

/// What is found in a page besides its body.
#[derive(Clone, Debug)]
pub struct Found {
    /// Possible headlines, the likeliest first.
    pub headlines: Vec<Candidate>,
    /// Possible days of publication, the likeliest first.
    pub days: Vec<Candidate>,
    /// Possible lists of authors, the likeliest first.
    pub authors: Vec<Candidate>,
    /// The headline taken.
    pub headline: Option<String>,
    /// The day taken.
    pub day: Option<String>,
    /// The authors taken.
    pub names: Vec<String>,
}

/// Returns a text in the form in which headlines and names are compared: words in lower case, single spaces.
#[must_use]
pub fn key(text: &str) -> String {
    metadata::key(text)
}

/// Reads the metadata of a page with some weights, or with those that come with the program; `None` where the guard
/// refuses the page. Days up to `seen` count.
#[must_use]
pub fn metadata(page: &[u8], address: Option<&str>, seen: Timestamp, weights: Option<&Weights>) -> Option<Found> {
    let html = decode::decode(page, None);
    guard::check(&html).ok()?;
    let reading = extract::Reading::of(&html);
    let around = Around { place: reading.body().place, address, latest: crate::page::latest(seen) };
    let model = weights.map_or(metadata::Model::shipped(), |weights| &weights.0);
    let found = metadata::read(&reading, around, model);
    Some(Found {
        headlines: candidates(&found.headline, |text| vec![key(text)]),
        days: candidates(&found.published, |dated| vec![dated.date().to_string()]),
        authors: candidates(&found.authors, |names| names.iter().map(|name| key(name)).collect()),
        headline: found.headline.winner().map(|winner| winner.value.clone()),
        day: found.published.winner().map(|winner| winner.value.date().to_string()),
        names: found.authors.winner().map_or_else(Vec::new, |winner| winner.value.clone()),
    })
}

fn candidates<T>(choice: &Choice<T>, keys: impl Fn(&T) -> Vec<String>) -> Vec<Candidate> {
    let of = |candidate: &metadata::Candidate<T>| Candidate {
        keys: keys(&candidate.value),
        features: candidate.features.0.iter().map(|feature| (feature.kind, feature.of, feature.value)).collect(),
    };
    choice.candidates.iter().map(of).collect()
}
