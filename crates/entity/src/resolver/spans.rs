//! The places that the tagger sees, as tokens.

use std::ops::Range;

use dateline_model::Field;

use crate::document::Document;
use crate::tagger::{Crf, Kind, Tagger};

/// The language that the tagger was fitted on.
const ENGLISH: &str = "en";

/// Returns the spans of places by text and tokens; none where the tagger does not know the language.
pub(crate) fn tagged(document: &Document<'_>, language: Option<&str>) -> Vec<(usize, Range<usize>)> {
    if language != Some(ENGLISH) {
        return Vec::new();
    }
    let texts: Vec<&str> = document.texts.iter().map(|text| text.text).collect();
    let spans = Crf::builtin().spans(&texts).into_iter().filter(|span| span.kind == Kind::Location);
    spans
        .filter(|span| document.texts[span.text].field != Field::Dateline)
        .map(|span| {
            let tokens = &document.texts[span.text].tokens;
            let start = tokens.partition_point(|token| token.start < span.bytes.start);
            (span.text, start..tokens.partition_point(|token| token.start < span.bytes.end))
        })
        .filter(|(_, tokens)| !tokens.is_empty())
        .collect()
}
