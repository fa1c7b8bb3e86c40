//! How much is in the archive.

use crate::codec::timestamp;
use crate::{Store, StoreError};
use jiff::Timestamp;

/// How much is in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreStats {
    /// Articles.
    pub articles: u64,
    /// Revisions of them.
    pub revisions: u64,
    /// Captures kept.
    pub captures: u64,
    /// Bytes of the capture files.
    pub capture_bytes: u64,
    /// Bytes of the database.
    pub database_bytes: u64,
    /// Entities that some article mentions.
    pub entities: u64,
    /// Articles by source, most first.
    pub sources: Vec<(String, u64)>,
    /// When the first article was seen.
    pub first_seen: Option<Timestamp>,
    /// When the last revision was seen.
    pub last_seen: Option<Timestamp>,
}

impl Store {
    /// Returns how many articles there are.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn count(&self) -> Result<u64, StoreError> {
        Ok(self.reader()?.query_row("SELECT count(*) FROM articles", [], |row| row.get(0))?)
    }

    /// Counts what is in the archive.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn stats(&self) -> Result<StoreStats, StoreError> {
        let reader = self.reader()?;
        let count = |sql: &str| reader.query_row(sql, [], |row| row.get::<_, u64>(0));
        let moment =
            |sql: &str| reader.query_row(sql, [], |row| row.get::<_, Option<i64>>(0)).map(|at| at.map(timestamp));
        let mut by_source =
            reader.prepare_cached("SELECT source, count(*) FROM articles GROUP BY source ORDER BY 2 DESC, 1")?;
        let sources: Result<Vec<(String, u64)>, _> =
            by_source.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
        Ok(StoreStats {
            articles: count("SELECT count(*) FROM articles")?,
            revisions: count("SELECT count(*) FROM revisions")?,
            captures: count("SELECT count(*) FROM captures")?,
            capture_bytes: count("SELECT coalesce(sum(length), 0) FROM captures")?,
            database_bytes: count("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")?,
            entities: count("SELECT count(*) FROM entities")?,
            sources: sources?,
            first_seen: moment("SELECT min(first_seen) FROM articles")?,
            last_seen: moment("SELECT max(seen_from) FROM revisions")?,
        })
    }
}
