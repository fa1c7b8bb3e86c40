//! What can be wrong with the data files of a lexicon.

/// A line of a data file that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: expected {expected}, found `{found}`")]
pub struct LexiconError {
    /// Which file, for example `places.tsv`.
    pub file: &'static str,
    /// Which line, from 1.
    pub line: usize,
    /// What should stand there.
    pub expected: &'static str,
    /// What stands there.
    pub found: String,
}
