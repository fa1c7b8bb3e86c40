//! Every change in order, readable from any number on.

use dateline_model::{ArticleId, RevisionNumber, Seq};
use rusqlite::params;

use crate::codec::damaged;
use crate::{Store, StoreError};

/// One change: an article got a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// Number of the entry; they grow, without being dense.
    pub seq: Seq,
    /// Which article.
    pub article: ArticleId,
    /// Which revision was added.
    pub revision: RevisionNumber,
}

impl Store {
    /// Returns the entries behind this number in order, at most `limit`.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn journal_after(&self, seq: Seq, limit: usize) -> Result<Vec<JournalEntry>, StoreError> {
        let reader = self.reader()?;
        let mut statement =
            reader.prepare_cached("SELECT seq, article, revision FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2")?;
        let rows = statement.query_map(params![seq.0, limit], |row| {
            Ok((row.get::<_, u64>(0)?, row.get::<_, String>(1)?, row.get::<_, u32>(2)?))
        })?;
        rows.map(|row| {
            let (seq, article, revision) = row?;
            let article = article.parse().map_err(|error| damaged(&format!("journal entry {seq}"), &error))?;
            Ok(JournalEntry { seq: Seq(seq), article, revision })
        })
        .collect()
    }

    /// Returns the number of the last entry; [`Seq`] 0 for an empty journal.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn last_seq(&self) -> Result<Seq, StoreError> {
        let last = self.reader()?.query_row("SELECT coalesce(max(seq), 0) FROM journal", [], |row| row.get(0))?;
        Ok(Seq(last))
    }

    /// Returns how many entries lie behind this number.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn journal_length_after(&self, seq: Seq) -> Result<u64, StoreError> {
        Ok(self.reader()?.query_row("SELECT count(*) FROM journal WHERE seq > ?1", [seq.0], |row| row.get(0))?)
    }
}
