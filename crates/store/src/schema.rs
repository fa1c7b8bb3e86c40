//! The tables, the format number, and upgrades between formats.

use std::path::Path;

use rusqlite::{Connection, Transaction};

use crate::StoreError;

/// Number of the archive's format; kept in the database as `user_version`.
pub const FORMAT: i64 = 3;

/// Marks the database as ours (`application_id`): "DTLN".
const APPLICATION: i64 = 0x4454_4c4e;

/// Times are microseconds since 1970, digests 32 bytes of BLAKE3, `content` is zstd over JSON.
const GROUND: &str = "
CREATE TABLE sources (id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    url TEXT,
    current INTEGER NOT NULL,
    first_seen INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE captures (
    article TEXT NOT NULL,
    revision INTEGER NOT NULL,
    digest BLOB NOT NULL,
    uri TEXT,
    captured INTEGER,
    media_type TEXT NOT NULL,
    charset TEXT,
    location TEXT NOT NULL,
    segment INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    UNIQUE (article, digest)
);
CREATE TABLE journal (seq INTEGER PRIMARY KEY AUTOINCREMENT, article TEXT NOT NULL, revision INTEGER NOT NULL);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    started INTEGER NOT NULL,
    ended INTEGER,
    added INTEGER NOT NULL,
    revised INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    skipped TEXT NOT NULL,
    rejected TEXT NOT NULL
);
";

/// What people decided about entities (format 2). `what` is JSON, so that people can read it with the tools they have.
/// `followed` is the last blind ruling whose articles were looked for again.
const RULINGS: &str = "
CREATE TABLE rulings (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    why TEXT NOT NULL,
    what TEXT NOT NULL,
    blind INTEGER NOT NULL
);
CREATE TABLE followed (ruling INTEGER NOT NULL);
INSERT INTO followed VALUES (0);
";

const REVISIONS: &str = "
CREATE TABLE revisions (
    article TEXT NOT NULL,
    number INTEGER NOT NULL,
    digest BLOB NOT NULL,
    seen_from INTEGER NOT NULL,
    version_time INTEGER,
    content BLOB NOT NULL,
    UNIQUE (article, number)
);
";

/// Up to format 2 an article could have each text only once, and a story reinstated with its old text stayed withdrawn:
/// makes room for the table as it is now, and moves what it held.
const SET_ASIDE: &str = "ALTER TABLE revisions RENAME TO revisions_before;";
const MOVE_IN: &str = "
INSERT INTO revisions (rowid, article, number, digest, seen_from, version_time, content)
    SELECT rowid, article, number, digest, seen_from, version_time, content FROM revisions_before;
DROP TABLE revisions_before;
";

pub(crate) const DERIVED: &str = "
CREATE TABLE mentions (
    article TEXT NOT NULL,
    revision INTEGER NOT NULL,
    model TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (article, revision)
);
CREATE TABLE entities (id TEXT PRIMARY KEY, kind TEXT NOT NULL, label TEXT NOT NULL, country TEXT, folded TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX entities_by_name ON entities (folded);
CREATE TABLE clusters (article TEXT PRIMARY KEY, cluster TEXT NOT NULL, fingerprint BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX clusters_by_name ON clusters (cluster);
CREATE TABLE bands (band INTEGER NOT NULL, article TEXT NOT NULL, PRIMARY KEY (band, article)) WITHOUT ROWID;
CREATE INDEX bands_by_article ON bands (article);
";

pub(crate) const DROP_DERIVED: &str =
    "DROP TABLE mentions; DROP TABLE entities; DROP TABLE clusters; DROP TABLE bands;";

/// Makes the tables in an empty database.
pub(crate) fn create(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(GROUND)?;
    transaction.execute_batch(REVISIONS)?;
    transaction.execute_batch(RULINGS)?;
    transaction.execute_batch(DERIVED)?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", FORMAT)?;
    transaction.commit()?;
    Ok(())
}

/// Brings an older format up to ours, in the transaction that needs it.
pub(crate) fn upgrade(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found < 2 {
        transaction.execute_batch(RULINGS)?;
    }
    if found < 3 {
        for step in [SET_ASIDE, REVISIONS, MOVE_IN] {
            transaction.execute_batch(step)?;
        }
        transaction.pragma_update(None, "user_version", FORMAT)?;
    }
    Ok(())
}

/// Says whether the database has a table of rulings yet: format 1 had none.
pub(crate) fn has_rulings(connection: &Connection) -> Result<bool, StoreError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(found >= 2)
}

/// Fails where the database is not ours or newer than we are. Older formats are read as they are.
pub(crate) fn verify(connection: &Connection, directory: &Path) -> Result<(), StoreError> {
    let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let foreign = |reason: String| StoreError::Foreign { path: directory.to_owned(), reason };
    let application = pragma("application_id")
        .map_err(|error| foreign(format!("`dateline.db` does not open as a database ({error})")))?;
    if application != APPLICATION {
        return Err(foreign(format!("expected a database with application id {APPLICATION}, found {application}")));
    }
    match pragma("user_version")? {
        1..=FORMAT => Ok(()),
        found if found > FORMAT => Err(StoreError::NewerFormat { path: directory.to_owned(), found, expected: FORMAT }),
        found => Err(foreign(format!("expected format {FORMAT}, found {found}"))),
    }
}
