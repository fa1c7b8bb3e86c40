//! The places that the tagger sees, as tokens.

use std::ops::Range;

use crate::document::Document;
use crate::tagger::Kind;

/// Returns the spans of places by text and tokens.
pub(crate) fn tagged(document: &Document<'_>) -> Vec<(usize, Range<usize>)> {
    let texts = document.texts.iter().enumerate();
    texts.flat_map(|(at, text)| text.tags.of_kind(Kind::Location).map(move |tag| (at, tag.tokens.clone()))).collect()
}
