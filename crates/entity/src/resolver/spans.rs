//! The places that the tagger sees, as tokens.

use std::ops::Range;

use crate::document::Document;
use crate::tagger::Kind;
use crate::tokens::Style;
use crate::vocab;

/// Returns the spans of places by text and tokens; in a line of capitals `US` is a word.
pub(crate) fn tagged(document: &Document<'_>) -> Vec<(usize, Range<usize>)> {
    let mut found = Vec::new();
    for (at, text) in document.texts.iter().enumerate() {
        let spans = text.tags.of_kind(Kind::Location).map(|tag| tag.tokens.clone());
        let word = |tokens: &Range<usize>| tokens.len() == 1 && text.tokens[tokens.start].is(vocab::CLASHES);
        found.extend(spans.filter(|tokens| text.style != Style::Caps || !word(tokens)).map(|tokens| (at, tokens)));
    }
    found
}
