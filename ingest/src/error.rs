//! Why a record is no article: rejections, each with a name.

use std::fmt;

use dateline_model::Location;
use thiserror::Error;

/// A record that gave no article, and why.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{location}: {reason}: {detail}")]
pub struct Rejection {
    /// Where the record was found.
    pub location: Location,
    /// The name of the reason.
    pub reason: Reason,
    /// What was expected and what was found.
    pub detail: String,
}

impl Rejection {
    pub(crate) fn new(location: &Location, reason: Reason, detail: impl Into<String>) -> Self {
        Self { location: location.clone(), reason, detail: detail.into() }
    }
}

/// Why a record is no article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// A list of stories rather than a story.
    SectionFront,
    /// A page that says that something went wrong.
    ErrorPage,
    /// Only the demand to accept cookies or to sign in was captured.
    ConsentWall,
    /// No bytes, or no text.
    Empty,
    /// Not text: a picture, a program, an unknown binary format.
    NotText,
    /// Over the limits of size.
    TooLarge,
    /// Nested deeper than the limit.
    TooDeep,
    /// Reading it took longer than the limit.
    TooSlow,
    /// There is text, but no story in it.
    NoStory,
    /// The record breaks the rules of its format.
    Broken,
    /// The file cannot be read.
    Unreadable,
}

impl Reason {
    /// Returns the name used in reports and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SectionFront => "section front",
            Self::ErrorPage => "error page",
            Self::ConsentWall => "consent wall",
            Self::Empty => "empty",
            Self::NotText => "not text",
            Self::TooLarge => "too large",
            Self::TooDeep => "too deep",
            Self::TooSlow => "too slow",
            Self::NoStory => "no story",
            Self::Broken => "broken",
            Self::Unreadable => "unreadable",
        }
    }

    /// Returns true where the input is damaged rather than merely no article.
    #[must_use]
    pub const fn is_damage(self) -> bool {
        matches!(self, Self::Broken | Self::Unreadable)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
