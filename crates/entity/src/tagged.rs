//! What the tagger says, in the tokens of the rules.

use std::ops::Range;

use crate::tagger::{Kind, Span};
use crate::tokens::Token;

/// A name that the tagger sees.
#[derive(Clone, Debug)]
pub(crate) struct Tag {
    pub(crate) tokens: Range<usize>,
    pub(crate) kind: Kind,
    pub(crate) confidence: f32,
}

/// The names that the tagger sees in one text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tags {
    all: Vec<Tag>,
    /// Which tag covers a token; empty where no tagger has looked at the text.
    of: Vec<Option<u32>>,
}

impl Tags {
    /// Takes over the spans of a text.
    pub(crate) fn new<'s>(tokens: &[Token<'_>], spans: impl Iterator<Item = &'s Span>) -> Self {
        let mut tags = Self { all: Vec::new(), of: vec![None; tokens.len()] };
        for span in spans {
            let start = tokens.partition_point(|token| token.end() <= span.bytes.start);
            let end = tokens.partition_point(|token| token.start < span.bytes.end);
            // The rules cut words elsewhere: a token belongs to the first span that touches it.
            if start >= end || tags.of[start..end].iter().any(Option::is_some) {
                continue;
            }
            tags.of[start..end].fill(u32::try_from(tags.all.len()).ok());
            tags.all.push(Tag { tokens: start..end, kind: span.kind, confidence: span.confidence });
        }
        tags
    }

    /// Returns the name that covers a token.
    pub(crate) fn at(&self, token: usize) -> Option<&Tag> {
        self.all.get(self.of.get(token).copied().flatten()? as usize)
    }

    /// Returns all names of a kind.
    pub(crate) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Tag> {
        self.all.iter().filter(move |tag| tag.kind == kind)
    }

    /// Says whether some tokens are a part of a longer name of another kind: `Anna Holt` in `Anna Holt Foundation`.
    pub(crate) fn inside_other(&self, tokens: &Range<usize>, kind: Kind) -> bool {
        self.at(tokens.start).is_some_and(|tag| {
            tag.kind != kind
                && tag.tokens.start <= tokens.start
                && tag.tokens.end >= tokens.end
                && tag.tokens != *tokens
        })
    }
}
