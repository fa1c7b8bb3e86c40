//! What is special about an article.

use serde::{Deserialize, Serialize};

/// A property that readers filter by (`has:correction`, `is:opinion`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// The editors printed a correction.
    Correction,
    /// We observed more than one revision.
    Revised,
    /// The text ends at a paywall.
    Paywall,
    /// A rolling report.
    LiveBlog,
    /// Comment rather than report.
    Opinion,
    /// Mostly pictures.
    Gallery,
    /// Only a summary was received, not the full text.
    Summary,
    /// The body could not be told from the rest of the page: everything on it was kept.
    Unreduced,
    /// The printed date lies in the future of the capture or is impossible, and is not used.
    DateQuarantined,
    /// A flash: the headline is all that was sent.
    HeadlineOnly,
    /// Sent under an embargo, past or not: `Article::embargo` says until when.
    Embargoed,
    /// Its publisher took it back. Searches leave it out unless they ask for it.
    Withdrawn,
    /// No statement of the page is sure enough: the headline is the likeliest of several.
    HeadlineGuessed,
    /// No statement of the page is sure enough: the authors are the likeliest of several.
    BylineGuessed,
    /// No statement of the page is sure enough, or only a date of change was found.
    DateGuessed,
}

impl Flag {
    /// Every flag, in the order in which they are shown.
    pub const ALL: [Self; 15] = [
        Self::Correction,
        Self::Revised,
        Self::Paywall,
        Self::LiveBlog,
        Self::Opinion,
        Self::Gallery,
        Self::Summary,
        Self::Unreduced,
        Self::DateQuarantined,
        Self::HeadlineOnly,
        Self::Embargoed,
        Self::Withdrawn,
        Self::HeadlineGuessed,
        Self::BylineGuessed,
        Self::DateGuessed,
    ];

    /// Returns the name used in queries and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::Revised => "revised",
            Self::Paywall => "paywall",
            Self::LiveBlog => "live-blog",
            Self::Opinion => "opinion",
            Self::Gallery => "gallery",
            Self::Summary => "summary",
            Self::Unreduced => "unreduced",
            Self::DateQuarantined => "date-quarantined",
            Self::HeadlineOnly => "headline-only",
            Self::Embargoed => "embargoed",
            Self::Withdrawn => "withdrawn",
            Self::HeadlineGuessed => "headline-guessed",
            Self::BylineGuessed => "byline-guessed",
            Self::DateGuessed => "date-guessed",
        }
    }
}
