//! What an engine is asked.

use dateline_query::Query;

use crate::{CountBy, Cursor, FacetRequest};

/// A search: a query with order, page and the facets wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchRequest {
    /// What is asked. Names of actors, places and countries are identifiers (`/igo/un`) by now.
    pub query: Query,
    /// In which order hits come.
    pub order: Order,
    /// How many hits at most; 0 asks for total and facets alone.
    pub limit: usize,
    /// Where the page begins; `None` for the first.
    pub after: Option<Cursor>,
    /// Facets to count.
    pub facets: Vec<FacetRequest>,
    /// What facets count.
    pub count: CountBy,
    /// Languages whose stems a plain word stands for.
    pub languages: Vec<String>,
    /// Whether stories that their publisher took back are found too.
    pub withdrawn: bool,
}

/// In which order hits come; ties are broken by a number that belongs to the article, so that pages never
/// overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// Best match first.
    #[default]
    Relevance,
    /// Newest first; articles without a date last.
    Newest,
    /// Oldest first; articles without a date last.
    Oldest,
}

impl Order {
    /// Every order with its name in commands and addresses.
    pub const ALL: [(Self, &str); 3] =
        [(Self::Relevance, "relevance"), (Self::Newest, "newest"), (Self::Oldest, "oldest")];

    /// Returns the name used in commands and addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Newest => "newest",
            Self::Oldest => "oldest",
        }
    }
}
