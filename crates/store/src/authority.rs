//! The operator's authority records: one file beside the database, ground like the articles, replaced as a whole.

use std::fs::File;
use std::io::{Read, Write};
use std::path::PathBuf;

use crate::{Store, StoreError};

/// Name of the file in the archive's directory: JSON lines, so that people can look inside.
const FILE: &str = "actors.jsonl";

/// The largest file that is read back, in bytes.
const LARGEST: u64 = 1 << 30;

impl Store {
    /// Returns the operator's authority records as they were kept, empty where there are none, and a digest of them.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be read, or is larger than any that is written.
    pub fn authority(&self) -> Result<(Vec<u8>, Option<String>), StoreError> {
        let path = self.authority_file();
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok((Vec::new(), None)),
            Err(error) => return Err(StoreError::file("open", &path)(error)),
        };
        let mut text = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut text).map_err(StoreError::file("read", &path))?;
        if text.len() as u64 > LARGEST {
            let what = format!("`{}`", path.display());
            return Err(StoreError::Damaged { what, cause: format!("expected at most {LARGEST} bytes") });
        }
        let digest = (!text.is_empty()).then(|| blake3::hash(&text).to_hex()[..12].to_owned());
        Ok((text, digest))
    }

    /// Keeps the operator's authority records in place of those that were there. A crash leaves the old or the new
    /// file, whole.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only, where the records are too many, or the disk refuses.
    pub fn set_authority(&self, text: &[u8]) -> Result<(), StoreError> {
        // Held until the end: one writer at a time, within this process too.
        let _writer = self.writer()?;
        let path = self.authority_file();
        if text.len() as u64 > LARGEST {
            let what = format!("`{}`", path.display());
            return Err(StoreError::Damaged { what, cause: format!("expected at most {LARGEST} bytes to keep") });
        }
        let fresh = path.with_extension("jsonl.new");
        let write = || -> std::io::Result<()> {
            let mut file = File::create(&fresh)?;
            file.write_all(text)?;
            file.sync_all()
        };
        write().map_err(StoreError::file("write", &fresh))?;
        std::fs::rename(&fresh, &path).map_err(StoreError::file("write", &path))?;
        let directory = self.directory();
        File::open(directory).and_then(|folder| folder.sync_all()).map_err(StoreError::file("flush", directory))
    }

    fn authority_file(&self) -> PathBuf {
        self.directory().join(FILE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Access;

    #[test]
    fn records_are_kept_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Access::Write).unwrap();
        assert_eq!(store.authority().unwrap(), (Vec::new(), None));
        store.set_authority(b"{}\n").unwrap();
        let (text, first) = store.authority().unwrap();
        assert_eq!(text, b"{}\n");
        store.set_authority(b"{}\n{}\n").unwrap();
        assert_ne!(store.authority().unwrap().1, first, "the digest tells versions apart");
        drop(store);
        let reader = Store::open(folder.path(), Access::Read).unwrap();
        assert!(matches!(reader.set_authority(b""), Err(StoreError::ReadOnly(_))));
    }
}
