//! Schema number and checkpoint in the payload of a commit; when an index must be rebuilt.

use std::path::Path;

use dateline_model::Seq;
use dateline_search::EngineError;
use serde::{Deserialize, Serialize};

use crate::schema::VERSION;

/// What each commit says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    schema: u32,
    pub(crate) seq: Seq,
}

impl Manifest {
    pub(crate) const fn at(seq: Seq) -> Self {
        Self { schema: VERSION, seq }
    }

    pub(crate) fn to_payload(self) -> String {
        // A struct of two numbers always serialises.
        serde_json::to_string(&self).unwrap_or_default()
    }

    /// Reads the payload of the last commit; none stands for an index to which nothing was written.
    pub(crate) fn read(payload: Option<&str>, path: &Path) -> Result<Self, EngineError> {
        let Some(payload) = payload else { return Ok(Self::at(Seq(0))) };
        let rebuild = |reason: String| EngineError::NeedsRebuild { path: path.display().to_string(), reason };
        let manifest: Self =
            serde_json::from_str(payload).map_err(|_| rebuild(format!("expected a checkpoint, found `{payload}`")))?;
        if manifest.schema == VERSION {
            Ok(manifest)
        } else {
            Err(rebuild(format!("expected schema {VERSION}, found {}", manifest.schema)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_schema_asks_for_a_rebuild() {
        let path = Path::new("x");
        let manifest = Manifest::at(Seq(7));
        assert_eq!(Manifest::read(Some(&manifest.to_payload()), path).unwrap(), manifest);
        assert_eq!(Manifest::read(None, path).unwrap().seq, Seq(0));
        let error = Manifest::read(Some("{\"schema\":0,\"seq\":7}"), path).unwrap_err();
        assert_eq!(error.to_string(), "the index in `x` must be rebuilt: expected schema 3, found 0");
    }
}
