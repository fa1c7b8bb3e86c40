//! Versions of a story that we observed, and corrections that its editors printed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Article, RevisionNumber};

/// The article as one capture showed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    /// Number within the article, from 1, in the order in which we observed them.
    pub number: RevisionNumber,
    /// The text and metadata.
    pub article: Article,
    /// When this version was first seen: the capture time, or the time of ingest.
    pub seen_from: Timestamp,
    /// When another version was first seen in its place; `None` for the current one.
    pub seen_to: Option<Timestamp>,
}

/// A notice printed by the editors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// What kind of notice it is.
    pub kind: CorrectionKind,
    /// The notice as printed.
    pub text: String,
}

/// What kind of notice the editors printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionKind {
    /// A fact was wrong.
    Correction,
    /// A statement was open to misreading.
    Clarification,
    /// Something was added ("Updated with ...").
    Update,
    /// The story was withdrawn.
    Retraction,
}
