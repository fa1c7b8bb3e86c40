//! What can go wrong with the archive's files.

use std::path::PathBuf;

use thiserror::Error;

/// Why the store could not do what it was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no archive here, and none was to be made.
    #[error("no archive in `{0}`")]
    Missing(PathBuf),
    /// The directory holds something else.
    #[error("`{path}` is no Dateline archive: {reason}")]
    Foreign {
        /// The directory.
        path: PathBuf,
        /// What was expected and what was found.
        reason: String,
    },
    /// The archive was written by a newer program.
    #[error("the archive in `{path}` has format {found}, this program reads up to format {expected}")]
    NewerFormat {
        /// The directory.
        path: PathBuf,
        /// Number in the archive.
        found: i64,
        /// Number that this program writes.
        expected: i64,
    },
    /// Another process has the archive open for writing.
    #[error("the archive in `{path}` is being written by another process{holder}")]
    Busy {
        /// The directory.
        path: PathBuf,
        /// ` (process 1234)` where it said so.
        holder: String,
    },
    /// Writing was asked of an archive opened for reading.
    #[error("the archive in `{0}` is open for reading only")]
    ReadOnly(PathBuf),
    /// The operating system refused.
    #[error("failed to {doing} `{path}`: {cause}")]
    File {
        /// What was being done.
        doing: &'static str,
        /// To which file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// SQLite refused.
    #[error("the database failed: {0}")]
    Database(#[from] rusqlite::Error),
    /// A stored value does not read back.
    #[error("{what} does not read back: {cause}")]
    Damaged {
        /// Which value.
        what: String,
        /// What was expected and what was found.
        cause: String,
    },
}

impl StoreError {
    pub(crate) fn file(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |cause| Self::File { doing, path, cause }
    }
}
