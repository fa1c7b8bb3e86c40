//! What sources usually write of: derived, counted by article and added up by source.

use std::collections::BTreeMap;

use dateline_model::{ArticleId, SourceId};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::codec::{decode, encode};
use crate::derived::parse_id;
use crate::{Store, StoreError};

/// Made when they are first written: an archive that never learned has none. `version` says by which data a part was
/// counted, and in which revision; `counted` is set where the home of the source holds the part.
const TABLES: &str = "
CREATE TABLE IF NOT EXISTS homes (source TEXT PRIMARY KEY, version TEXT NOT NULL, content BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS home_parts (
    article TEXT PRIMARY KEY, version TEXT NOT NULL, counted INTEGER NOT NULL DEFAULT 0, content BLOB NOT NULL
) WITHOUT ROWID;
";

pub(crate) const DROP: &str = "DROP TABLE IF EXISTS homes; DROP TABLE IF EXISTS home_parts;";

impl Store {
    /// Returns the next articles behind one, in the order of their identifiers, whose part is not of this version and of
    /// their current revision.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses.
    pub fn without_home_part(
        &self,
        version: &str,
        after: &str,
        limit: usize,
    ) -> Result<Vec<(ArticleId, String)>, StoreError> {
        let mut writer = self.writer()?;
        let transaction = writer.connection.transaction()?;
        transaction.execute_batch(TABLES)?;
        let found = {
            let mut statement = transaction.prepare_cached(
                "SELECT id, ?1 || ':' || current FROM articles \
                 LEFT JOIN home_parts ON article = id AND version = ?1 || ':' || current \
                 WHERE article IS NULL AND id > ?2 ORDER BY id LIMIT ?3",
            )?;
            let rows = statement.query_map(params![version, after, limit], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
            })?;
            rows.map(|row| row.map_err(StoreError::from).and_then(|(id, version)| Ok((parse_id(&id)?, version))))
                .collect::<Result<Vec<_>, _>>()?
        };
        transaction.commit()?;
        Ok(found)
    }

    /// Keeps what some articles say of their sources, each with its version, in one transaction. No home holds them yet.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses.
    pub fn add_home_parts<T: Serialize>(&self, parts: &[(&ArticleId, &str, T)]) -> Result<(), StoreError> {
        let mut writer = self.writer()?;
        let transaction = writer.connection.transaction()?;
        for (article, version, part) in parts {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO home_parts (article, version, content) VALUES (?1, ?2, ?3)")?
                .execute(params![article.as_str(), version, encode("a home", part)?])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Gives every part with its source, one by one.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn each_home_part<T: DeserializeOwned>(&self, mut each: impl FnMut(SourceId, T)) -> Result<(), StoreError> {
        let reader = self.reader()?;
        let mut statement = reader
            .prepare_cached("SELECT source, article, content FROM home_parts JOIN articles ON articles.id = article")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (source, article): (String, String) = (row.get(0)?, row.get(1)?);
            let content: Vec<u8> = row.get(2)?;
            each(SourceId::new(&source), decode(&format!("the home part of article `{article}`"), &content)?);
        }
        Ok(())
    }

    /// Keeps what is known of some sources by data of a version, in one transaction; their homes hold all parts that are
    /// there.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses.
    pub fn set_homes<T: Serialize>(&self, version: &str, homes: &BTreeMap<SourceId, T>) -> Result<(), StoreError> {
        let mut writer = self.writer()?;
        let transaction = writer.connection.transaction()?;
        for (source, home) in homes {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO homes (source, version, content) VALUES (?1, ?2, ?3)")?
                .execute(params![source.as_str(), version, encode("a home", home)?])?;
            transaction
                .prepare_cached(
                    "UPDATE home_parts SET counted = 1 WHERE article IN (SELECT id FROM articles WHERE source = ?1)",
                )?
                .execute([source.as_str()])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Returns what is known of every source, with the version of the data; empty where nothing was learned.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn homes<T: DeserializeOwned>(&self) -> Result<BTreeMap<SourceId, (String, T)>, StoreError> {
        let reader = self.reader()?;
        if !has_tables(&reader)? {
            return Ok(BTreeMap::new());
        }
        let mut statement = reader.prepare_cached("SELECT source, version, content FROM homes")?;
        let rows = statement
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, Vec<u8>>(2)?)))?;
        rows.map(|row| {
            let (source, version, content) = row?;
            let home = decode(&format!("the home of source `{source}`"), &content)?;
            Ok((SourceId::new(&source), (version, home)))
        })
        .collect()
    }

    /// Returns what an article added to the home of its source; `None` where that does not hold it.
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
            .prepare_cached("SELECT content FROM home_parts WHERE article = ?1 AND counted")?
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
    fn nothing_is_known_before_it_was_learned() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Access::Write).unwrap();
        assert!(store.homes::<u32>().unwrap().is_empty());
        assert_eq!(store.home_part::<u32>(&ArticleId::from_parts(&["one"])).unwrap(), None);
        assert_eq!(store.without_home_part("1", "", 10).unwrap(), []);
        store.set_homes("1", &BTreeMap::from([(SourceId::new("example.org"), 9_u32)])).unwrap();
        assert_eq!(store.homes::<u32>().unwrap()[&SourceId::new("example.org")], ("1".to_owned(), 9));
        store.each_home_part::<u32>(|_, _| panic!("no article has one")).unwrap();
    }
}
