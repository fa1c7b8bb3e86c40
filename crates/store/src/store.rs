//! Opening the archive; one writer, many readers.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::lock::WriteLock;
use crate::segments::SegmentWriter;
use crate::{StoreError, schema};

/// What the archive is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To be read; other processes may write meanwhile.
    Read,
    /// To be written, and made where there is none; only one process at a time.
    Write,
}

/// The durable archive in one directory.
///
/// Shared between threads: readers take a connection from a pool, writers wait for one another.
#[derive(Debug)]
pub struct Store {
    pub(crate) directory: PathBuf,
    pub(crate) writer: Option<Mutex<Writer>>,
    readers: Mutex<Vec<Connection>>,
    /// Whether the database was seen to have rulings: it never loses them.
    has_rulings: AtomicBool,
}

/// What only the one writer has.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) connection: Connection,
    pub(crate) segments: SegmentWriter,
    _lock: WriteLock,
}

/// A connection on loan from the pool.
pub(crate) struct Reader<'a> {
    store: &'a Store,
    connection: Option<Connection>,
}

impl Store {
    /// Opens the archive in a directory; for [`Access::Write`] it is made where there is none.
    ///
    /// # Errors
    ///
    /// Fails where there is none to read, where another process writes, where the directory holds something else,
    /// and where a newer program wrote it.
    pub fn open(directory: &Path, access: Access) -> Result<Self, StoreError> {
        let database = directory.join("dateline.db");
        let writer = match access {
            Access::Read if !database.exists() => return Err(StoreError::Missing(directory.to_owned())),
            Access::Read => None,
            Access::Write => Some(Mutex::new(open_writer(directory, &database)?)),
        };
        let store = Self {
            directory: directory.to_owned(),
            writer,
            readers: Mutex::new(Vec::new()),
            has_rulings: AtomicBool::new(false),
        };
        {
            let reader = store.reader()?;
            schema::verify(&reader, directory)?;
        }
        Ok(store)
    }

    /// Returns the directory of the archive.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Returns true where this process may write.
    #[must_use]
    pub const fn is_writable(&self) -> bool {
        self.writer.is_some()
    }

    pub(crate) fn captures_directory(&self) -> PathBuf {
        self.directory.join("captures")
    }

    pub(crate) fn writer(&self) -> Result<MutexGuard<'_, Writer>, StoreError> {
        let writer = self.writer.as_ref().ok_or_else(|| StoreError::ReadOnly(self.directory.clone()))?;
        // A writer that panicked left its transaction rolled back: the next may go on.
        Ok(writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Opens a connection that may write beside the one writer. SQLite itself lets one transaction in at a time; only
    /// what touches nothing but the database may go this way.
    pub(crate) fn second_writer(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(self.directory.join("dateline.db"), flags)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        Ok(connection)
    }

    /// Says whether the database has a table of rulings yet: format 1 had none.
    pub(crate) fn has_rulings(&self, reader: &Connection) -> Result<bool, StoreError> {
        let known = self.has_rulings.load(Ordering::Relaxed);
        if !known && schema::has_rulings(reader)? {
            self.has_rulings.store(true, Ordering::Relaxed);
            return Ok(true);
        }
        Ok(known)
    }

    pub(crate) fn reader(&self) -> Result<Reader<'_>, StoreError> {
        let idle = self.readers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open_reader(&self.directory.join("dateline.db"))?,
        };
        Ok(Reader { store: self, connection: Some(connection) })
    }
}

impl std::ops::Deref for Reader<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection.as_ref().unwrap_or_else(|| unreachable!("a reader has its connection until it is dropped"))
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let connection = self.connection.take();
        self.store.readers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(connection);
    }
}

fn open_writer(directory: &Path, database: &Path) -> Result<Writer, StoreError> {
    refuse_foreign(directory, database)?;
    std::fs::create_dir_all(directory).map_err(StoreError::file("create", directory))?;
    let lock = WriteLock::take(directory)?;
    let fresh = !database.exists() || std::fs::metadata(database).is_ok_and(|metadata| metadata.len() == 0);
    let mut connection = Connection::open(database)?;
    if !fresh {
        schema::verify(&connection, directory)?;
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(64);
    if fresh {
        schema::create(&mut connection)?;
    } else {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        schema::upgrade(&transaction)?;
        transaction.commit()?;
    }
    let last = connection.query_row(
        "SELECT segment, offset + length FROM captures ORDER BY segment DESC, offset DESC LIMIT 1",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    );
    let last = match last {
        Ok(last) => Some(last),
        Err(rusqlite::Error::QueryReturnedNoRows) => None,
        Err(error) => return Err(error.into()),
    };
    let segments = SegmentWriter::open(&directory.join("captures"), last)?;
    Ok(Writer { connection, segments, _lock: lock })
}

/// A directory that holds other things and no archive is more likely a slip than a wish.
fn refuse_foreign(directory: &Path, database: &Path) -> Result<(), StoreError> {
    if database.exists() || !directory.exists() {
        return Ok(());
    }
    let mut entries = std::fs::read_dir(directory).map_err(StoreError::file("read", directory))?;
    match entries.find_map(Result::ok) {
        Some(entry) if entry.file_name() != "lock" => {
            let reason = format!(
                "expected `dateline.db` or an empty directory, found `{}`",
                entry.file_name().to_string_lossy()
            );
            Err(StoreError::Foreign { path: directory.to_owned(), reason })
        }
        _ => Ok(()),
    }
}

fn open_reader(database: &Path) -> Result<Connection, StoreError> {
    // Reading a database in WAL mode needs its shared-memory file, hence no read-only flag; `query_only` keeps the
    // promise instead.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags).or_else(|_| {
        Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
    })?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "mmap_size", 256 << 20)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}
