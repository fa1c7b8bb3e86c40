//! Tantivy's errors in our words.

use std::path::Path;

use dateline_search::EngineError;
use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError};

/// What goes wrong with the files.
pub(crate) fn files(doing: &'static str, path: &Path) -> impl FnOnce(TantivyError) -> EngineError {
    let path = path.display().to_string();
    move |error| match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => EngineError::Busy { path },
        TantivyError::SchemaError(reason) => EngineError::NeedsRebuild { path, reason },
        TantivyError::IncompatibleIndex(reason) => EngineError::NeedsRebuild { path, reason: format!("{reason:?}") },
        TantivyError::DataCorruption(reason) => {
            EngineError::NeedsRebuild { path, reason: format!("it is damaged ({reason:?})") }
        }
        error => EngineError::Files { doing, path, cause: error.to_string() },
    }
}

pub(crate) fn directory(path: &Path) -> impl FnOnce(OpenDirectoryError) -> EngineError {
    let path = path.display().to_string();
    move |error| EngineError::Files { doing: "open", path, cause: error.to_string() }
}

/// What goes wrong while answering.
pub(crate) fn inner(doing: &'static str) -> impl Fn(TantivyError) -> EngineError {
    move |error| EngineError::Inner { doing, cause: error.to_string() }
}

pub(crate) fn io(doing: &'static str) -> impl Fn(std::io::Error) -> EngineError {
    move |error| EngineError::Inner { doing, cause: error.to_string() }
}
