//! What people decided about entities, kept for ever in the order in which it was decided.
//!
//! Rulings are ground. The table only grows: what was wrong is undone by a further ruling. A ruling is one transaction
//! on the database, together with journal entries for the articles whose meaning it changes, and SQLite lets one
//! transaction in at a time. So it needs no lock of the archive: it can be made while a server reads and an ingest
//! writes, and after a crash it is there, whole, or not at all.

use dateline_model::{ArticleId, Decision, Ruling};
use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::codec::{damaged, micros, timestamp};
use crate::{CheckReport, Fault, Store, StoreError, schema};

/// A ruling that is about to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRuling {
    /// Who makes it.
    pub by: String,
    /// Why; may be empty.
    pub why: String,
    /// What is decided.
    pub decision: Decision,
    /// Articles that mean something else by it: they are entered in the journal again, so that the engine reads them
    /// again.
    pub articles: Vec<ArticleId>,
    /// Whether the engine was behind the journal, so that more articles may be concerned than could be found: they are
    /// looked for again when it has caught up.
    pub blind: bool,
}

impl Store {
    /// Makes rulings, in one transaction. `decide` is shown all that hold so far and says what is added; nobody else
    /// can rule in between. When this returns, they are on the disk.
    ///
    /// # Errors
    ///
    /// Fails where the disk refuses, where another process writes for more than ten seconds, and where `decide` fails.
    pub fn rule<E: From<StoreError>>(
        &self,
        at: Timestamp,
        decide: impl FnOnce(&[Ruling]) -> Result<Vec<NewRuling>, E>,
    ) -> Result<Vec<Ruling>, E> {
        let mut connection = self.second_writer()?;
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        schema::upgrade(&transaction)?;
        let made = decide(&read(&transaction, 0)?)?;
        let rulings: Result<Vec<Ruling>, StoreError> =
            made.into_iter().map(|ruling| add(&transaction, at, ruling)).collect();
        let rulings = rulings?;
        transaction.commit().map_err(StoreError::from)?;
        Ok(rulings)
    }

    /// Returns the numbers of the blind rulings whose articles were not looked for again yet.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn blind_rulings(&self) -> Result<Vec<u64>, StoreError> {
        let reader = self.reader()?;
        if !self.has_rulings(&reader)? {
            return Ok(Vec::new());
        }
        let mut statement = reader
            .prepare_cached("SELECT number FROM rulings, followed WHERE blind AND number > ruling ORDER BY number")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Enters the articles that blind rulings concern, up to this one, in the journal again.
    ///
    /// # Errors
    ///
    /// Fails where the disk refuses.
    pub fn follow_blind(&self, articles: &[ArticleId], up_to: u64) -> Result<(), StoreError> {
        let mut connection = self.second_writer()?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        enter_again(&transaction, articles.iter())?;
        transaction.execute("UPDATE followed SET ruling = ?1", [up_to])?;
        Ok(transaction.commit()?)
    }

    /// Returns all rulings in order.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn rulings(&self) -> Result<Vec<Ruling>, StoreError> {
        let reader = self.reader()?;
        if self.has_rulings(&reader)? { read(&reader, 0) } else { Ok(Vec::new()) }
    }

    /// Returns the number of the last ruling, 0 where there is none.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn last_ruling(&self) -> Result<u64, StoreError> {
        let reader = self.reader()?;
        if !self.has_rulings(&reader)? {
            return Ok(0);
        }
        let mut statement = reader.prepare_cached("SELECT coalesce(max(number), 0) FROM rulings")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// Every ruling reads back, and undoes only what was before it.
    pub(crate) fn check_rulings(&self, report: &mut CheckReport) -> Result<(), StoreError> {
        let reader = self.reader()?;
        if !self.has_rulings(&reader)? {
            return Ok(());
        }
        let mut statement = reader.prepare("SELECT number, what FROM rulings ORDER BY number")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, u64>(0)?, row.get::<_, String>(1)?)))?;
        let mut known = std::collections::BTreeSet::new();
        for row in rows {
            let (number, what) = row?;
            let fault = match serde_json::from_str::<Decision>(&what) {
                Ok(Decision::Undo { number: undone }) if !known.contains(&undone) => {
                    Some(format!("expected the number of an earlier ruling to undo, found {undone}"))
                }
                Ok(_) => None,
                Err(error) => Some(error.to_string()),
            };
            report.faults.extend(fault.map(|what| Fault { subject: format!("ruling {number}"), what }));
            known.insert(number);
            report.rulings += 1;
        }
        Ok(())
    }
}

fn read(connection: &Connection, after: u64) -> Result<Vec<Ruling>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT number, at, by, why, what FROM rulings WHERE number > ?1 ORDER BY number")?;
    let rows = statement.query_map([after], |row| {
        Ok((row.get::<_, u64>(0)?, row.get::<_, i64>(1)?, row.get(2)?, row.get(3)?, row.get::<_, String>(4)?))
    })?;
    rows.map(|row| {
        let (number, at, by, why, what) = row?;
        let decision = serde_json::from_str(&what).map_err(|error| damaged(&format!("ruling {number}"), &error))?;
        Ok(Ruling { number, at: timestamp(at), by, why, decision })
    })
    .collect()
}

fn add(transaction: &Transaction<'_>, at: Timestamp, new: NewRuling) -> Result<Ruling, StoreError> {
    let NewRuling { by, why, decision, articles, blind } = new;
    let what = serde_json::to_string(&decision).map_err(|error| damaged("a ruling", &error))?;
    transaction
        .prepare_cached("INSERT INTO rulings (at, by, why, what, blind) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![micros(at), by, why, what, blind])?;
    let number = transaction.last_insert_rowid().unsigned_abs();
    enter_again(transaction, articles.iter())?;
    Ok(Ruling { number, at: timestamp(micros(at)), by, why, decision })
}

/// Enters articles in the journal again, as they stand: what is known about them has changed, not their text.
pub(crate) fn enter_again<'a>(
    transaction: &Transaction<'_>,
    articles: impl Iterator<Item = &'a ArticleId>,
) -> Result<(), StoreError> {
    let mut enter = transaction
        .prepare_cached("INSERT INTO journal (article, revision) SELECT id, current FROM articles WHERE id = ?1")?;
    for article in articles {
        enter.execute([article.as_str()])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use dateline_model::{EntityId, Scope, SourceId};

    use super::*;
    use crate::Access;

    fn merge(from: &str, into: &str) -> NewRuling {
        let decision = Decision::Merge { from: EntityId::new(from), into: EntityId::new(into) };
        NewRuling { by: "ada".to_owned(), why: "the same".to_owned(), decision, articles: Vec::new(), blind: false }
    }

    #[test]
    fn decisions_read_back() {
        let id = EntityId::new;
        for (decision, json) in [
            (
                Decision::Merge { from: id("/person/xx/a"), into: id("/person/RU/b") },
                r#"{"decision":"merge","from":"/person/xx/a","into":"/person/RU/b"}"#,
            ),
            (
                Decision::Split {
                    from: id("/person/xx/a"),
                    into: id("/person/xx/a-2"),
                    label: None,
                    only: Scope { sources: vec![SourceId::new("paper.example")], ..Scope::default() },
                },
                r#"{"decision":"split","from":"/person/xx/a","into":"/person/xx/a-2","only":{"sources":["paper.example"]}}"#,
            ),
            (Decision::Undo { number: 7 }, r#"{"decision":"undo","number":7}"#),
        ] {
            assert_eq!(serde_json::to_string(&decision).unwrap(), json);
            assert_eq!(serde_json::from_str::<Decision>(json).unwrap(), decision);
        }
    }

    #[test]
    fn rulings_are_made_beside_the_writer_and_seen_by_readers() {
        let folder = tempfile::tempdir().unwrap();
        let writer = Store::open(folder.path(), Access::Write).unwrap();
        let reader = Store::open(folder.path(), Access::Read).unwrap();
        assert_eq!(reader.last_ruling().unwrap(), 0);
        let made = reader.rule::<StoreError>(Timestamp::UNIX_EPOCH, |known| {
            assert!(known.is_empty());
            Ok(vec![merge("/a", "/b"), merge("/c", "/d")])
        });
        assert_eq!(made.unwrap().iter().map(|ruling| ruling.number).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(writer.last_ruling().unwrap(), 2);
        let refused = writer.rule::<StoreError>(Timestamp::UNIX_EPOCH, |known| Err(damaged("a test", &known.len())));
        assert_eq!(refused.unwrap_err().to_string(), "a test does not read back: 2");
        assert_eq!(reader.rulings().unwrap().len(), 2, "a refused ruling leaves nothing");
        assert_eq!(reader.rulings().unwrap()[0].by, "ada");
    }

    #[test]
    fn blind_rulings_are_listed_until_they_are_followed() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Access::Write).unwrap();
        let blind = || NewRuling { blind: true, ..merge("/a", "/b") };
        let rulings = vec![blind(), merge("/c", "/d"), blind()];
        store.rule::<StoreError>(Timestamp::UNIX_EPOCH, |_| Ok(rulings)).unwrap();
        assert_eq!(store.blind_rulings().unwrap(), [1, 3]);
        store.follow_blind(&[], 1).unwrap();
        assert_eq!(store.blind_rulings().unwrap(), [3]);
    }

    #[test]
    fn an_archive_of_format_1_is_read_and_brought_up() {
        let folder = tempfile::tempdir().unwrap();
        drop(Store::open(folder.path(), Access::Write).unwrap());
        let database = Connection::open(folder.path().join("dateline.db")).unwrap();
        database
            .execute_batch(
                "DROP TABLE rulings; DROP TABLE followed; CREATE UNIQUE INDEX once ON revisions (article, digest); \
                 PRAGMA user_version = 1;",
            )
            .unwrap();
        drop(database);
        let reader = Store::open(folder.path(), Access::Read).unwrap();
        assert_eq!(reader.rulings().unwrap(), []);
        assert_eq!(reader.last_ruling().unwrap(), 0);
        reader.rule::<StoreError>(Timestamp::UNIX_EPOCH, |_| Ok(vec![merge("/a", "/b")])).unwrap();
        assert_eq!(reader.last_ruling().unwrap(), 1);
        assert!(Store::open(folder.path(), Access::Write).is_ok());
        assert_eq!(reader.check(|_| {}).unwrap().faults, []);
    }

    #[test]
    fn a_check_finds_rulings_that_cannot_be() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Access::Write).unwrap();
        let database = Connection::open(folder.path().join("dateline.db")).unwrap();
        database
            .execute_batch(
                "INSERT INTO rulings (at, by, why, what, blind) VALUES (0, 'x', '', '{\"decision\":\"undo\",\"number\":9}', 0);
                 INSERT INTO rulings (at, by, why, what, blind) VALUES (0, 'x', '', '{\"decision\":\"guess\"}', 0);",
            )
            .unwrap();
        let report = store.check(|_| {}).unwrap();
        assert_eq!(report.rulings, 2);
        assert_eq!(report.faults.len(), 2, "{report:?}");
        assert_eq!(report.faults[0].what, "expected the number of an earlier ruling to undo, found 9");
    }
}
