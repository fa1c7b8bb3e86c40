//! Which index, which generation, and the switch between generations.
//!
//! A generation is a directory `index/000001`; the file `index/current` names the one that is asked. A rebuild fills the
//! next and then switches, so that search is never taken away.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use dateline_index::{Access as IndexAccess, Index, WriterOptions};
use dateline_search::EngineError;
use dateline_store::Access;

use crate::{Error, Kind};

/// The generations of the index of one archive.
#[derive(Debug)]
pub(crate) struct Engines {
    directory: PathBuf,
    access: Access,
    open: Mutex<Option<(u32, Arc<Index>)>>,
}

impl Engines {
    pub(crate) fn open(archive: &Path, access: Access) -> Result<Self, Error> {
        let engines = Self { directory: archive.join("index"), access, open: Mutex::new(None) };
        if access == Access::Write {
            engines.make_ready()?;
        }
        Ok(engines)
    }

    /// Makes the first generation, or the next where the current one was written by another version: the loop that
    /// follows the journal then fills it.
    fn make_ready(&self) -> Result<(), Error> {
        std::fs::create_dir_all(&self.directory).map_err(|error| Error::file("create", &self.directory, &error))?;
        let generation = match self.named()? {
            None => 1,
            Some(current) => match self.load(current) {
                Ok(_) => return Ok(()),
                Err(EngineError::NeedsRebuild { .. }) => current + 1,
                Err(EngineError::Files { doing: "open", .. }) if !self.path(current).join("meta.json").exists() => {
                    current + 1
                }
                Err(error) => return Err(error.into()),
            },
        };
        self.begin(generation)?;
        self.switch(generation)
    }

    /// Returns the index that is asked now. Another process may have switched it.
    pub(crate) fn current(&self) -> Result<Arc<Index>, Error> {
        let named = self.named()?.ok_or_else(|| {
            Error::new(Kind::NeedsRebuild, format!("no index in `{}`", self.directory.display()))
                .hint("`dateline rebuild` makes it from the archive; nothing is lost")
        })?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((generation, index)) = &*open
            && *generation == named
        {
            return Ok(Arc::clone(index));
        }
        let index = Arc::new(self.load(named)?);
        *open = Some((named, Arc::clone(&index)));
        Ok(index)
    }

    /// Makes an empty next generation, without switching to it.
    pub(crate) fn begin_next(&self) -> Result<(u32, Arc<Index>), Error> {
        let next = self.named()?.map_or(1, |current| current + 1);
        Ok((next, Arc::new(self.begin(next)?)))
    }

    fn begin(&self, generation: u32) -> Result<Index, Error> {
        let path = self.path(generation);
        if path.exists() {
            // Left by a rebuild that was broken off: nobody has switched to it.
            std::fs::remove_dir_all(&path).map_err(|error| Error::file("remove", &path, &error))?;
        }
        Ok(Index::open(&path, IndexAccess::Write, WriterOptions::default())?)
    }

    /// Makes a generation the current one and removes the others.
    pub(crate) fn switch(&self, generation: u32) -> Result<(), Error> {
        let file = self.directory.join("current");
        let fresh = self.directory.join("current.new");
        let write =
            std::fs::write(&fresh, format!("{generation:06}\n")).and_then(|()| std::fs::File::open(&fresh)?.sync_all());
        write.map_err(|error| Error::file("write", &fresh, &error))?;
        let renamed = std::fs::rename(&fresh, &file).and_then(|()| std::fs::File::open(&self.directory)?.sync_all());
        renamed.map_err(|error| Error::file("write", &file, &error))?;
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let entries =
            std::fs::read_dir(&self.directory).map_err(|error| Error::file("read", &self.directory, &error))?;
        for path in entries
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .filter(|path| path.is_dir() && *path != self.path(generation))
        {
            // Readers that still have it open keep it until they are done; what cannot be removed now is removed by
            // the next switch.
            let _ = std::fs::remove_dir_all(path);
        }
        Ok(())
    }

    fn load(&self, generation: u32) -> Result<Index, EngineError> {
        let access = match self.access {
            Access::Read => IndexAccess::Read,
            Access::Write => IndexAccess::Write,
        };
        let path = self.path(generation);
        if !path.join("meta.json").exists() {
            return Err(EngineError::NeedsRebuild {
                path: path.display().to_string(),
                reason: "its files are gone".to_owned(),
            });
        }
        Index::open(&path, access, WriterOptions::default())
    }

    fn path(&self, generation: u32) -> PathBuf {
        self.directory.join(format!("{generation:06}"))
    }

    fn named(&self) -> Result<Option<u32>, Error> {
        let file = self.directory.join("current");
        match std::fs::read_to_string(&file) {
            Ok(text) => text.trim().parse().map(Some).map_err(|_| {
                Error::new(
                    Kind::Damaged,
                    format!("expected the number of an index in `{}`, found `{}`", file.display(), text.trim()),
                )
                .hint("remove the file and run `dateline rebuild`; nothing is lost")
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::file("read", &file, &error)),
        }
    }
}
