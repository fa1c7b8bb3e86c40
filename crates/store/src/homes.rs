//! What sources usually write of: derived, counted by article and added up by source.

use std::collections::BTreeMap;

use dateline_model::{ArticleId, SourceId};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::codec::{decode, encode};
use crate::{Store, StoreError};

/// Made when they are first written: an archive that never learned has none.
const TABLES: &str = "
CREATE TABLE IF NOT EXISTS homes (source TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS home_parts (article TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;
";

impl Store {
    /// Empties what was learned of sources, before it is learned anew.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses.
    pub fn clear_homes(&self) -> Result<(), StoreError> {
        let mut writer = self.writer()?;
        let transaction = writer.connection.transaction()?;
        transaction.execute_batch(TABLES)?;
        transaction.execute_batch("DELETE FROM homes; DELETE FROM home_parts;")?;
        transaction.commit()?;
        Ok(())
    }

    /// Keeps what some articles say of their sources, in one transaction.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses.
    pub fn add_home_parts<T: Serialize>(&self, parts: &[(&ArticleId, T)]) -> Result<(), StoreError> {
        let mut writer = self.writer()?;
        let transaction = writer.connection.transaction()?;
        for (article, part) in parts {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO home_parts (article, content) VALUES (?1, ?2)")?
                .execute(params![article.as_str(), encode("a home", part)?])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Keeps what is known of sources, in one transaction.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses.
    pub fn set_homes<T: Serialize>(&self, homes: &BTreeMap<SourceId, T>) -> Result<(), StoreError> {
        let mut writer = self.writer()?;
        let transaction = writer.connection.transaction()?;
        for (source, home) in homes {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO homes (source, content) VALUES (?1, ?2)")?
                .execute(params![source.as_str(), encode("a home", home)?])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Returns what is known of every source; empty where nothing was learned.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn homes<T: DeserializeOwned>(&self) -> Result<BTreeMap<SourceId, T>, StoreError> {
        let reader = self.reader()?;
        if !has_tables(&reader)? {
            return Ok(BTreeMap::new());
        }
        let mut statement = reader.prepare_cached("SELECT source, content FROM homes")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        rows.map(|row| {
            let (source, content) = row?;
            let home = decode(&format!("the home of source `{source}`"), &content)?;
            Ok((SourceId::new(&source), home))
        })
        .collect()
    }

    /// Returns what an article added to the home of its source; `None` where it was not counted.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn home_part<T: DeserializeOwned>(&self, article: &ArticleId) -> Result<Option<T>, StoreError> {
        let reader = self.reader()?;
        if !has_tables(&reader)? {
            return Ok(None);
        }
        let content: Option<Vec<u8>> = reader
            .prepare_cached("SELECT content FROM home_parts WHERE article = ?1")?
            .query_row([article.as_str()], |row| row.get(0))
            .optional()?;
        content.map(|content| decode(&format!("the home part of article `{article}`"), &content)).transpose()
    }
}

fn has_tables(connection: &rusqlite::Connection) -> Result<bool, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'home_parts')")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Access;

    #[test]
    fn homes_are_kept_and_cleared() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Access::Write).unwrap();
        assert!(store.homes::<u32>().unwrap().is_empty());
        let article = ArticleId::from_parts(&["one"]);
        assert_eq!(store.home_part::<u32>(&article).unwrap(), None);
        store.clear_homes().unwrap();
        store.add_home_parts(&[(&article, 7_u32)]).unwrap();
        store.set_homes(&BTreeMap::from([(SourceId::new("example.org"), 9_u32)])).unwrap();
        assert_eq!(store.home_part::<u32>(&article).unwrap(), Some(7));
        assert_eq!(store.homes::<u32>().unwrap()[&SourceId::new("example.org")], 9);
        store.clear_homes().unwrap();
        assert_eq!(store.home_part::<u32>(&article).unwrap(), None);
    }
}
