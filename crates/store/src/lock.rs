//! One writer at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::StoreError;

/// Held as long as the archive is open for writing; the operating system lets go of it when the process ends,
/// however it ends.
#[derive(Debug)]
pub(crate) struct WriteLock {
    _file: File,
}

impl WriteLock {
    pub(crate) fn take(directory: &Path) -> Result<Self, StoreError> {
        let path = directory.join("lock");
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = open.map_err(StoreError::file("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // The number is a courtesy: without it the message still says what matters.
                let _ = file.read_to_string(&mut holder);
                let holder =
                    holder.trim().parse::<u32>().map_or(String::new(), |process| format!(" (process {process})"));
                return Err(StoreError::Busy { path: directory.to_owned(), holder });
            }
            Err(TryLockError::Error(cause)) => return Err(StoreError::File { doing: "lock", path, cause }),
        }
        file.set_len(0).and_then(|()| file.rewind()).map_err(StoreError::file("write", &path))?;
        writeln!(file, "{}", std::process::id()).map_err(StoreError::file("write", &path))?;
        Ok(Self { _file: file })
    }
}
