//! What people ask to be decided, with names as they write them.

/// A decision that is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RulingRequest {
    /// Who asks.
    pub by: String,
    /// Why; may be empty.
    pub why: String,
    /// What is to be decided.
    pub decision: DecisionRequest,
}

/// What is to be decided. Entities are named by their identifiers, or by names that only one of them has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecisionRequest {
    /// One entity is another.
    Merge {
        /// The one that goes.
        from: String,
        /// The one that stays.
        into: String,
    },
    /// In some articles one entity is really another.
    Split {
        /// As which it was recognised.
        from: String,
        /// Which it really is: one that is known, or the name or identifier of a new one.
        into: String,
        /// In which articles.
        only: ScopeRequest,
    },
    /// An entity is to be shown under another name.
    Rename {
        /// Which.
        entity: String,
        /// The name to show.
        label: String,
    },
    /// What was recognised is no entity, or is not meant.
    Reject {
        /// Which.
        entity: String,
        /// In these articles alone; empty for all of them.
        articles: Vec<String>,
    },
    /// An earlier ruling shall not hold any more.
    Undo {
        /// Its number.
        number: u64,
    },
}

impl Default for DecisionRequest {
    fn default() -> Self {
        Self::Undo { number: 0 }
    }
}

/// In which articles an entity is to be split.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeRequest {
    /// Sources, by identifier or name.
    pub sources: Vec<String>,
    /// Countries involved, by ISO code or name.
    pub countries: Vec<String>,
    /// Roles that the text gives.
    pub roles: Vec<String>,
    /// Articles, by identifier or its beginning.
    pub articles: Vec<String>,
}
