//! What an engine is given.

use dateline_model::ArticleId;
use jiff::civil::Date;

/// What changed for one article.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// These are all the revisions of the article, the current one among them; what was there before goes.
    Put(ArticleId, Vec<Document>),
    /// The article is gone.
    Remove(ArticleId),
}

/// One revision of an article, flattened for an engine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// Number of the revision, from 1.
    pub revision: u32,
    /// True for the revision that default searches see.
    pub current: bool,
    /// True where its publisher took the story back: only searches that ask for such stories see it.
    pub withdrawn: bool,
    /// When this revision was first seen, in seconds since 1970.
    pub seen_from: i64,
    /// When it was replaced, in seconds since 1970; `None` for the current one.
    pub seen_to: Option<i64>,
    /// ISO 639-1 code; empty where unknown. Decides the stems.
    pub language: String,
    /// The headline.
    pub headline: String,
    /// The dek, empty where there is none.
    pub dek: String,
    /// Number of the paragraph that is the lede; `None` where there is no text.
    pub lede: Option<usize>,
    /// The paragraphs of the body in order.
    pub paragraphs: Vec<String>,
    /// Captions without their credits.
    pub captions: Vec<String>,
    /// The byline as printed, empty where there is none.
    pub byline: String,
    /// Identifiers of the actors and their ancestors, each once.
    pub actors: Vec<String>,
    /// Identifiers of the places where it happens and their ancestors, each once.
    pub places: Vec<String>,
    /// Identifiers of the countries involved, in any use, each once.
    pub countries: Vec<String>,
    /// Those of the actors and places, with their ancestors, that the article is about: they stand in its headline, or
    /// open it and come back, or come often.
    pub about: Vec<String>,
    /// Identifiers of everything that was recognised, in whatever sense and before any ruling; see [`Engine::naming`].
    ///
    /// [`Engine::naming`]: crate::Engine::naming
    pub named: Vec<String>,
    /// Identifier of the source.
    pub source: String,
    /// Section as printed, empty where there is none.
    pub section: String,
    /// Tags as given.
    pub tags: Vec<String>,
    /// Names of the flags.
    pub flags: Vec<String>,
    /// Name of the agency, empty where there is none.
    pub agency: String,
    /// Canonical address, empty where there is none.
    pub url: String,
    /// Identifier of the near-duplicate cluster: the article it is named after; empty where it stands alone.
    pub cluster: String,
    /// When it was published.
    pub published: Option<Period>,
    /// When the publisher changed it.
    pub updated: Option<Period>,
    /// When we received it.
    pub captured: Option<Period>,
}

/// A date that may be as wide as a year: the days it can mean, and the moment it is ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day it can mean.
    pub first: Date,
    /// Last day it can mean.
    pub last: Date,
    /// Seconds since 1970 of the earliest moment it can mean.
    pub moment: i64,
}
