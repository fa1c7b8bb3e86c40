//! `Archive`: the list of everything one can do.

use std::path::Path;
use std::sync::{Arc, Mutex};

use dateline_entity::{Authority, Lexicon};
use dateline_model::{ArticleId, Revision};
use dateline_search::Engine;
use dateline_store::{Run, Store, StoreStats};

use crate::desk::Rulings;
use crate::engines::Engines;
use crate::geography::Geography;
use crate::{Error, Kind, Profile};

pub use dateline_store::Access;

/// The whole archive, opened: the store, the engine, and the known names.
#[derive(Debug)]
pub struct Archive {
    pub(crate) store: Store,
    pub(crate) engines: Engines,
    pub(crate) lexicon: Arc<Lexicon>,
    pub(crate) geography: Geography,
    /// The operator's own actors, which are in the lexicon too.
    pub(crate) authority: Authority,
    /// Version of rules, data and the operator's actors: a part of the key of kept mentions.
    pub(crate) model: String,
    /// The rulings as they were last read.
    pub(crate) rulings: Mutex<Arc<Rulings>>,
}

/// How much is in the archive, and how far the index has come.
#[derive(Clone, Debug)]
pub struct Stats {
    /// What the store holds.
    pub store: StoreStats,
    /// Articles and revisions in the index.
    pub index_documents: u64,
    /// Bytes of the index.
    pub index_bytes: u64,
    /// Languages, most frequent first.
    pub languages: Vec<String>,
    /// Journal entries that the index has not read yet.
    pub behind: u64,
    /// Articles that another version of the recogniser has read.
    pub outdated: u64,
    /// All ingests.
    pub runs: Vec<Run>,
}

impl Archive {
    /// Opens the archive in a directory; for [`Access::Write`] it is made where there is none.
    ///
    /// # Errors
    ///
    /// Fails where there is none to read, where another process writes, and where the files are not ours.
    pub fn open(directory: &Path, access: Access) -> Result<Self, Error> {
        let store = Store::open(directory, access)?;
        let engines = Engines::open(directory, access)?;
        let (lexicon, authority, model) = crate::actors::lexicon(&store)?;
        let geography = Geography::default();
        Ok(Self { store, engines, lexicon, geography, authority, model, rulings: Mutex::default() })
    }

    /// Says whether there is an archive in a directory that this program can read, whatever the state of its index.
    ///
    /// # Errors
    ///
    /// Fails where there is none, or none of ours.
    pub fn probe(directory: &Path) -> Result<(), Error> {
        Store::open(directory, Access::Read)?;
        Ok(())
    }

    /// Returns the directory of the archive.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.store.directory()
    }

    pub(crate) fn engine(&self) -> Result<Arc<dyn Engine>, Error> {
        self.engines.current().map(|index| -> Arc<dyn Engine> { index })
    }

    /// Returns the current revision of an article with its actors and places; the identifier may be cut to its first
    /// letters where those are enough.
    ///
    /// # Errors
    ///
    /// Fails where there is no such article, where the letters fit several, and where the archive cannot be read.
    pub fn article(&self, id: &str) -> Result<(Revision, Profile), Error> {
        let id = self.find_id(id)?;
        let revision = self.store.article(&id)?.ok_or_else(|| not_found(id.as_str()))?;
        let profile = self.profile(&revision, &*self.rulings()?)?;
        Ok((revision, profile))
    }

    /// Returns every revision of an article in the order in which they were observed.
    ///
    /// # Errors
    ///
    /// As [`Archive::article`].
    pub fn revisions(&self, id: &str) -> Result<Vec<Revision>, Error> {
        let id = self.find_id(id)?;
        Ok(self.store.revisions(&id)?)
    }

    /// Returns the bytes that the current revision of an article was read from.
    ///
    /// # Errors
    ///
    /// As [`Archive::article`].
    pub fn raw(&self, id: &str) -> Result<Vec<u8>, Error> {
        let (revision, _) = self.article(id)?;
        self.store
            .capture(&revision.article.id, revision.number)?
            .ok_or_else(|| not_found(revision.article.id.as_str()))
    }

    /// Returns the articles that are the same copy as this one, this one among them; empty where it stands alone.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn copies(&self, id: &ArticleId) -> Result<Vec<ArticleId>, Error> {
        let Some(cluster) = self.store.cluster(id)? else { return Ok(Vec::new()) };
        let members = self.store.cluster_members(&cluster)?;
        Ok(if members.len() > 1 { members } else { Vec::new() })
    }

    pub(crate) fn find_id(&self, id: &str) -> Result<ArticleId, Error> {
        if let Ok(id) = id.parse::<ArticleId>() {
            return Ok(id);
        }
        let prefix = id.trim().to_ascii_lowercase();
        if prefix.len() < 4 || prefix.len() > ArticleId::LEN {
            return Err(Error::new(
                Kind::Invalid,
                format!(
                    "expected an article id of {} letters and digits, or its first four or more, found `{id}`",
                    ArticleId::LEN
                ),
            ));
        }
        match self.store.ids_with_prefix(&prefix, 2)?.as_slice() {
            [only] => Ok(only.clone()),
            [] => Err(not_found(id)),
            _ => Err(Error::new(Kind::Invalid, format!("`{id}` is the beginning of several article ids"))
                .hint("add letters")),
        }
    }

    /// Returns how many articles there are, and how many journal entries the index has not read yet.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn health(&self) -> Result<(u64, u64), Error> {
        let behind = self.store.journal_length_after(self.engines.current()?.checkpoint()?)?;
        Ok((self.store.count()?, behind))
    }

    /// Counts what is in the archive.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn stats(&self) -> Result<Stats, Error> {
        let index = self.engines.current()?;
        let (index_documents, index_bytes) = index.size()?;
        Ok(Stats {
            store: self.store.stats()?,
            index_documents,
            index_bytes,
            languages: index.languages()?,
            behind: self.store.journal_length_after(index.checkpoint()?)?,
            outdated: self.outdated()?,
            runs: self.store.runs()?,
        })
    }
}

fn not_found(id: &str) -> Error {
    Error::new(Kind::NotFound, format!("no article `{id}` in the archive"))
}
