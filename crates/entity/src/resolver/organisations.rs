//! The names of organisations in an article, and whether a place is a part of one.

use std::ops::Range;

use dateline_model::EntityKind;

use crate::document::Document;

/// The claims of organisations by text and token.
#[derive(Debug, Default)]
pub(crate) struct Organisations {
    texts: Vec<Vec<Range<usize>>>,
}

impl Organisations {
    /// Takes the names that are claimed so far.
    pub(super) fn of(document: &Document<'_>) -> Self {
        let mut texts = vec![Vec::new(); document.texts.len()];
        for claim in &document.claims {
            let kind = document.entity(claim.subject).kind;
            if claim.tokens.len() > 1 && !matches!(kind, EntityKind::Person | EntityKind::Place) {
                texts[claim.text].push(claim.tokens.clone());
            }
        }
        // Claims do not overlap.
        texts.iter_mut().for_each(|names| names.sort_by_key(|name| name.start));
        Self { texts }
    }

    /// Returns the names of several words in a text.
    pub(super) fn names(&self, text: usize) -> Vec<Range<usize>> {
        self.texts.get(text).cloned().unwrap_or_default()
    }

    /// Says whether tokens are a part of the name of an organisation, and not all of it.
    pub(crate) fn hold(&self, text: usize, tokens: &Range<usize>) -> bool {
        let Some(names) = self.texts.get(text) else { return false };
        let last = names.partition_point(|name| name.start <= tokens.start).checked_sub(1);
        last.is_some_and(|last| tokens.end <= names[last].end && names[last].len() > tokens.len())
    }
}
