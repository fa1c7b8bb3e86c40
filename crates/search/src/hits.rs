//! What an engine answers.

use dateline_model::ArticleId;

use crate::{Cursor, FacetCounts};

/// A page of answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Hits {
    /// How many articles match.
    pub total: Total,
    /// How many stories the matching articles are; `None` where articles are counted.
    pub stories: Option<u64>,
    /// The hits of this page, in the order asked for.
    pub hits: Vec<Hit>,
    /// Where the next page begins; `None` on the last page.
    pub next: Option<Cursor>,
    /// The counts, in the order in which the facets were asked for.
    pub facets: Vec<FacetCounts>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Which article.
    pub article: ArticleId,
    /// Which revision of it matched.
    pub revision: u32,
    /// BM25 score; 0 where the order is by date.
    pub score: f32,
}

/// How many articles match: engines differ in how exactly they know, and say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// Exactly so many.
    Exactly(u64),
    /// At least so many.
    AtLeast(u64),
}

impl Total {
    /// Returns the number.
    #[must_use]
    pub const fn count(self) -> u64 {
        match self {
            Self::Exactly(count) | Self::AtLeast(count) => count,
        }
    }
}
