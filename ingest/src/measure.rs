//! Reading as benches, scores and fitting see it: bodies alone, the numbers behind them, feeds. The program does not use it.

pub use crate::feed::{Entry, Head, Words, reading as feed};
use crate::{decode, extract, guard};

/// The body of a page.
#[derive(Clone, Debug)]
pub struct Body {
    /// Its paragraphs in reading order.
    pub paragraphs: Vec<String>,
    /// How sure the model is, 0 to 1.
    pub confidence: f32,
}

/// Returns the body of a page; `None` where the guard refuses the page.
#[must_use]
pub fn body(page: &[u8]) -> Option<Body> {
    let html = decode::decode(page, None);
    guard::check(&html).ok()?;
    let found = extract::extract(&html);
    let paragraphs = found.blocks.into_iter().map(|block| block.text).collect();
    Some(Body { paragraphs, confidence: found.confidence })
}

/// A block as the model sees it.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its text.
    pub text: String,
    /// Its numbers, in the order of [`names`].
    pub numbers: Vec<f64>,
    /// What the first stage says.
    pub first: f64,
    /// What the second stage says, before the rules.
    pub second: f64,
}

/// Names of a block's numbers.
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
    let dump = extract::dump(&html);
    let seen = dump.texts.into_iter().zip(dump.rows).zip(dump.probabilities);
    seen.map(|((text, numbers), (first, second))| Block { text, numbers: numbers.to_vec(), first, second }).collect()
}
