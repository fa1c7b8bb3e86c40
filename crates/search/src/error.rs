//! What can go wrong in an engine.

use thiserror::Error;

/// Why an engine could not do what it was asked.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The files of the index cannot be read or written.
    #[error("failed to {doing} the index in `{path}`: {cause}")]
    Files {
        /// What was being done, for example `open`.
        doing: &'static str,
        /// Where the index is.
        path: String,
        /// What the operating system or the engine said.
        cause: String,
    },
    /// The index was written by another version of the program, or is damaged: rebuild it.
    #[error("the index in `{path}` must be rebuilt: {reason}")]
    NeedsRebuild {
        /// Where the index is.
        path: String,
        /// What was expected and what was found.
        reason: String,
    },
    /// Another process writes to the index.
    #[error("the index in `{path}` is being written by another process")]
    Busy {
        /// Where the index is.
        path: String,
    },
    /// The query asks for more than the engine is willing to expand.
    #[error("`{text}` stands for more than {limit} words of the archive")]
    TooBroad {
        /// The part of the query.
        text: String,
        /// How many words one part of a query may stand for.
        limit: usize,
    },
    /// The engine failed inside.
    #[error("the index failed while {doing}: {cause}")]
    Inner {
        /// What was being done.
        doing: &'static str,
        /// What the engine said.
        cause: String,
    },
}
