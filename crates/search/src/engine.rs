//! The trait that every engine implements.

use dateline_model::{ArticleId, EntityId, Seq};

use crate::{Change, EngineError, Hits, SearchRequest};

/// A search engine: writes changes with a checkpoint, and answers from what was last written.
///
/// There is no "add without commit": no caller can leave an engine between two states, and a batch that broke
/// off is simply written again, since the checkpoint has not moved.
pub trait Engine: Send + Sync {
    /// Returns the journal entry up to which everything is searchable; [`Seq`] 0 for an empty engine.
    ///
    /// # Errors
    ///
    /// Fails where the engine cannot be read.
    fn checkpoint(&self) -> Result<Seq, EngineError>;

    /// Applies the changes in order and moves the checkpoint, in one commit. Writing the same changes again is
    /// harmless.
    ///
    /// # Errors
    ///
    /// Fails where the engine cannot be written; nothing of the batch is searchable then.
    fn write(&self, changes: &[Change], checkpoint: Seq) -> Result<(), EngineError>;

    /// Answers from what the last write made searchable.
    ///
    /// # Errors
    ///
    /// Fails where the engine cannot be read, or the request cannot be answered in full: never with fewer
    /// hits than there are.
    fn search(&self, request: &SearchRequest) -> Result<Hits, EngineError>;

    /// Returns the articles in whose current revision one of these was recognised ([`Document::named`]), each once, in
    /// the order of their identifiers: those that a ruling about them concerns.
    ///
    /// [`Document::named`]: crate::Document::named
    ///
    /// # Errors
    ///
    /// Fails where the engine cannot be read.
    fn naming(&self, entities: &[EntityId]) -> Result<Vec<ArticleId>, EngineError>;

    /// Returns the languages (ISO 639-1) of the documents, most frequent first; queries are stemmed by these.
    ///
    /// # Errors
    ///
    /// Fails where the engine cannot be read.
    fn languages(&self) -> Result<Vec<String>, EngineError>;
}
