//! What people decided about entities: merged, split, renamed, rejected, and undone.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ArticleId, EntityId, SourceId};

/// One decision of the desk about who or what is meant. Rulings are numbered in the order in which they were made and
/// never change; one that was wrong is undone by another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// Its number, from 1.
    pub number: u64,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it, as they called themselves.
    pub by: String,
    /// Why; may be empty.
    pub why: String,
    /// What was decided.
    pub decision: Decision,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// One entity is another: all its mentions are mentions of that one.
    Merge {
        /// The one that goes.
        from: EntityId,
        /// The one that stays.
        into: EntityId,
    },
    /// In some articles one entity is really another.
    Split {
        /// As which it was recognised.
        from: EntityId,
        /// Which it really is.
        into: EntityId,
        /// The name of that one, where it is new.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// In which articles.
        only: Scope,
    },
    /// An entity is shown under another name.
    Rename {
        /// Which.
        entity: EntityId,
        /// The name to show.
        label: String,
    },
    /// What was recognised is no entity, or is not meant.
    Reject {
        /// Which.
        entity: EntityId,
        /// In this article alone; `None` for all of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        article: Option<ArticleId>,
    },
    /// An earlier ruling does not hold any more.
    Undo {
        /// Its number.
        number: u64,
    },
}

/// Some of the articles. Several values of one condition are alternatives; conditions that are given all hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Articles of these sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceId>,
    /// Articles that involve one of these countries, by ISO 3166-1 alpha-2 code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// Articles that give the entity a role with all the words of one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// These articles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub articles: Vec<ArticleId>,
}

impl Scope {
    /// Returns true where no condition is given.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.countries.is_empty() && self.roles.is_empty() && self.articles.is_empty()
    }
}

impl Decision {
    /// Returns its name in JSON and commands.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Merge { .. } => "merge",
            Self::Split { .. } => "split",
            Self::Rename { .. } => "rename",
            Self::Reject { .. } => "reject",
            Self::Undo { .. } => "undo",
        }
    }

    /// Returns the entity whose mentions it is about; `None` for an undoing.
    #[must_use]
    pub const fn subject(&self) -> Option<&EntityId> {
        match self {
            Self::Merge { from, .. } | Self::Split { from, .. } => Some(from),
            Self::Rename { entity, .. } | Self::Reject { entity, .. } => Some(entity),
            Self::Undo { .. } => None,
        }
    }
}
