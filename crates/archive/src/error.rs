//! One error, its kind and its hint.

use std::fmt;
use std::path::Path;

use dateline_search::{CursorError, EngineError};
use dateline_store::StoreError;

/// Why the archive could not do what it was asked, and what to do about it.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
    hint: Option<String>,
}

/// Who must act on an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// There is no such archive or article.
    NotFound,
    /// The request itself is wrong.
    Invalid,
    /// What is asked contradicts what was decided.
    Conflict,
    /// Another process has the archive.
    Busy,
    /// The index must be rebuilt.
    NeedsRebuild,
    /// Files are damaged, foreign or from a newer version.
    Damaged,
    /// The machine refused: disk, memory, permissions.
    System,
}

impl Error {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Returns who must act.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns what can be done about it, as a sentence of its own.
    #[must_use]
    pub fn get_hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    pub(crate) fn file(doing: &str, path: &Path, cause: &std::io::Error) -> Self {
        Self::new(Kind::System, format!("failed to {doing} `{}`: {cause}", path.display()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        match error {
            StoreError::Missing(_) => Self::new(Kind::NotFound, message)
                .hint("make one with `dateline ingest PATH`, or name another with `--archive DIR`"),
            StoreError::Busy { .. } => {
                Self::new(Kind::Busy, message).hint("wait until it ends, or ask a running server with `--server URL`")
            }
            StoreError::ReadOnly(_) => Self::new(Kind::Invalid, message),
            StoreError::Foreign { .. } => {
                Self::new(Kind::Damaged, message).hint("name another directory with `--archive DIR`")
            }
            StoreError::NewerFormat { .. } => {
                Self::new(Kind::Damaged, message).hint("use the version of dateline that wrote it, or a later one")
            }
            StoreError::Damaged { .. } => {
                Self::new(Kind::Damaged, message).hint("`dateline check` lists all that is wrong")
            }
            StoreError::File { .. } | StoreError::Database(_) => Self::new(Kind::System, message),
        }
    }
}

impl From<EngineError> for Error {
    fn from(error: EngineError) -> Self {
        let message = error.to_string();
        match error {
            EngineError::NeedsRebuild { .. } => {
                Self::new(Kind::NeedsRebuild, message).hint("`dateline rebuild` makes it anew; nothing is lost")
            }
            EngineError::Busy { .. } => Self::new(Kind::Busy, message),
            EngineError::TooBroad { .. } => Self::new(Kind::Invalid, message).hint("add letters in front of the `*`"),
            EngineError::Files { .. } | EngineError::Inner { .. } => Self::new(Kind::System, message),
        }
    }
}

impl From<CursorError> for Error {
    fn from(error: CursorError) -> Self {
        Self::new(Kind::Invalid, error.to_string())
    }
}
