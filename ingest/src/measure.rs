//! Extraction as benches and fitting see it: the body alone, and the numbers behind it. The program does not use it.

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
    body_by(page, extract::extract)
}

/// The same with other weights than those that come with the program.
#[must_use]
pub fn body_with(model: &Model, page: &[u8]) -> Option<Body> {
    body_by(page, |html| extract::extract_with(&model.0, html))
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
