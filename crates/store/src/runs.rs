//! What became of each ingest: counts by outcome and reason, kept for ever.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::codec::{damaged, micros, timestamp};
use crate::{Store, StoreError};

/// One ingest and what became of its records. Every record is counted exactly once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// When it began.
    pub started: Timestamp,
    /// When it ended; `None` for one that was broken off.
    pub ended: Option<Timestamp>,
    /// Records that gave a new article.
    pub added: u64,
    /// Records that gave a new revision of a known article.
    pub revised: u64,
    /// Records that said what was known.
    pub unchanged: u64,
    /// Records that are no articles by their nature (pictures, requests), by kind.
    pub skipped: BTreeMap<String, u64>,
    /// Records that were rejected, by reason.
    pub rejected: BTreeMap<String, u64>,
}

impl Run {
    /// Returns a run that begins now and has read nothing.
    #[must_use]
    pub const fn begin(started: Timestamp) -> Self {
        Self {
            started,
            ended: None,
            added: 0,
            revised: 0,
            unchanged: 0,
            skipped: BTreeMap::new(),
            rejected: BTreeMap::new(),
        }
    }

    /// Returns how many records were read.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.added
            + self.revised
            + self.unchanged
            + self.skipped.values().sum::<u64>()
            + self.rejected.values().sum::<u64>()
    }
}

impl Store {
    /// Writes a run down.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses.
    pub fn add_run(&self, run: &Run) -> Result<(), StoreError> {
        let json = |counts| serde_json::to_string(counts).map_err(|error| damaged("a run", &error));
        self.writer()?.connection.execute(
            "INSERT INTO runs (started, ended, added, revised, unchanged, skipped, rejected) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                micros(run.started),
                run.ended.map(micros),
                run.added,
                run.revised,
                run.unchanged,
                json(&run.skipped)?,
                json(&run.rejected)?
            ],
        )?;
        Ok(())
    }

    /// Returns all runs, oldest first.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn runs(&self) -> Result<Vec<Run>, StoreError> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "SELECT started, ended, added, revised, unchanged, skipped, rejected FROM runs ORDER BY id",
        )?;
        let rows = statement.query_map([], |row| {
            let counts =
                |at| Ok::<_, rusqlite::Error>(serde_json::from_str(&row.get::<_, String>(at)?).unwrap_or_default());
            Ok(Run {
                started: timestamp(row.get(0)?),
                ended: row.get::<_, Option<i64>>(1)?.map(timestamp),
                added: row.get(2)?,
                revised: row.get(3)?,
                unchanged: row.get(4)?,
                skipped: counts(5)?,
                rejected: counts(6)?,
            })
        })?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }
}
