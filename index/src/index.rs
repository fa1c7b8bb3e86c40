//! `Index`, on disk or in memory: opening, writing, and what a searcher needs beside the searcher.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use dateline_model::{ArticleId, Seq};
use dateline_search::{Change, EngineError, FacetField};
use tantivy::directory::{MmapDirectory, RamDirectory};
use tantivy::indexer::LogMergePolicy;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher, SegmentOrdinal, SegmentReader, TantivyDocument, Term};

use crate::analyzer::{keyword, tokenizers};
use crate::columns::Columns;
use crate::counting::Counter;
use crate::document;
use crate::error::{directory, files};
use crate::facets::Ordinals;
use crate::manifest::Manifest;
use crate::rows::RowCache;
use crate::schema::Fields;

/// What an index is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To be searched.
    Read,
    /// To be searched and written, and made where there is none.
    Write,
}

/// How an index is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriterOptions {
    /// Threads that build segments.
    pub threads: usize,
    /// Bytes that all threads together may fill before a segment is written.
    pub memory: usize,
}

impl Default for WriterOptions {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 8);
        Self { threads, memory: threads * (128 << 20) }
    }
}

/// The embedded engine.
pub struct Index {
    pub(crate) fields: Fields,
    inner: tantivy::Index,
    reader: IndexReader,
    path: PathBuf,
    access: Access,
    options: WriterOptions,
    writer: Mutex<Option<IndexWriter>>,
    view: Mutex<Option<Arc<View>>>,
    rows: Arc<RowCache>,
}

/// One commit as searches see it.
pub(crate) struct View {
    pub(crate) searcher: Searcher,
    pub(crate) ordinals: Ordinals,
    /// For each segment.
    pub(crate) columns: Vec<Columns>,
    rows: Arc<RowCache>,
    pub(crate) languages: Vec<String>,
    pub(crate) seq: Seq,
    /// When the file that names the commit was written; `None` in memory.
    written: Option<SystemTime>,
}

impl View {
    /// Returns a counter for one facet in one segment, all counts zero.
    pub(crate) fn counter(&self, field: FacetField, at: SegmentOrdinal, segment: &SegmentReader) -> Counter {
        Counter::new(&self.ordinals, &self.rows, field, at, segment)
    }
}

impl Index {
    /// Opens the index in a directory.
    ///
    /// # Errors
    ///
    /// Fails where there is none to read, where the files cannot be opened, and where they were written by another
    /// version ([`EngineError::NeedsRebuild`]).
    pub fn open(path: &Path, access: Access, options: WriterOptions) -> Result<Self, EngineError> {
        let fields = Fields::new();
        let inner = match access {
            Access::Read => tantivy::Index::open_in_dir(path).map_err(files("open", path))?,
            Access::Write => {
                std::fs::create_dir_all(path).map_err(|error| EngineError::Files {
                    doing: "create",
                    path: path.display().to_string(),
                    cause: error.to_string(),
                })?;
                let files_in = MmapDirectory::open(path).map_err(directory(path))?;
                tantivy::Index::open_or_create(files_in, fields.schema.clone()).map_err(files("open", path))?
            }
        };
        Self::over(inner, fields, path.to_owned(), access, options)
    }

    /// Makes an empty index in memory.
    ///
    /// # Errors
    ///
    /// Fails where there is no memory for it.
    pub fn in_memory() -> Result<Self, EngineError> {
        let fields = Fields::new();
        let path = PathBuf::from("memory");
        let inner = tantivy::Index::open_or_create(RamDirectory::create(), fields.schema.clone())
            .map_err(files("create", &path))?;
        Self::over(inner, fields, path, Access::Write, WriterOptions { threads: 1, memory: 32 << 20 })
    }

    fn over(
        mut inner: tantivy::Index,
        fields: Fields,
        path: PathBuf,
        access: Access,
        options: WriterOptions,
    ) -> Result<Self, EngineError> {
        if inner.schema() != fields.schema {
            return Err(EngineError::NeedsRebuild {
                path: path.display().to_string(),
                reason: "its fields are those of another version".to_owned(),
            });
        }
        inner.set_tokenizers(tokenizers());
        inner.set_fast_field_tokenizers(tokenizers());
        // Segments are searched side by side.
        inner.set_multithread_executor(options.threads).map_err(files("open", &path))?;
        let reader =
            inner.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(files("read", &path))?;
        let (writer, view) = (Mutex::new(None), Mutex::new(None));
        let index = Self { fields, inner, reader, path, access, options, writer, view, rows: Arc::default() };
        index.view()?;
        Ok(index)
    }

    /// Returns the last commit. Another process may have made it: the file that names it tells.
    pub(crate) fn view(&self) -> Result<Arc<View>, EngineError> {
        let mut view = self.view.lock().unwrap_or_else(PoisonError::into_inner);
        let written = std::fs::metadata(self.path.join("meta.json")).and_then(|metadata| metadata.modified()).ok();
        match &*view {
            Some(known) if known.written == written => Ok(Arc::clone(known)),
            _ => {
                let fresh = Arc::new(self.load_view(written)?);
                *view = Some(Arc::clone(&fresh));
                Ok(fresh)
            }
        }
    }

    fn load_view(&self, written: Option<SystemTime>) -> Result<View, EngineError> {
        self.reader.reload().map_err(files("read", &self.path))?;
        let payload = self.inner.load_metas().map_err(files("read", &self.path))?.payload;
        let seq = Manifest::read(payload.as_deref(), &self.path)?.seq;
        let searcher = self.reader.searcher();
        let ordinals = Ordinals::new(&searcher)?;
        let columns = Columns::of_segments(&searcher)?;
        let languages = crate::search::languages(&searcher, &self.fields)?;
        self.rows.keep_only(&searcher);
        Ok(View { searcher, ordinals, columns, rows: Arc::clone(&self.rows), languages, seq, written })
    }

    pub(crate) fn write_changes(&self, changes: &[Change], checkpoint: Seq) -> Result<(), EngineError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let writer = self.writer(&mut writer)?;
        let result = self.apply(writer, changes, checkpoint);
        if result.is_err() {
            // What was added and not committed must not slip into the next commit.
            writer.rollback().map_err(files("roll back", &self.path))?;
        }
        result?;
        // In memory there is no file that tells.
        *self.view.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.view().map(|_| ())
    }

    fn apply(&self, writer: &mut IndexWriter, changes: &[Change], checkpoint: Seq) -> Result<(), EngineError> {
        for change in changes {
            let id: &ArticleId = match change {
                Change::Put(id, _) | Change::Remove(id) => id,
            };
            writer.delete_term(Term::from_field_text(self.fields.id, &keyword(id.as_str())));
            if let Change::Put(id, revisions) = change {
                for revision in revisions {
                    writer
                        .add_document(document::document(&self.fields, id, revision))
                        .map_err(files("write", &self.path))?;
                }
            }
        }
        let mut commit = writer.prepare_commit().map_err(files("write", &self.path))?;
        commit.set_payload(&Manifest::at(checkpoint).to_payload());
        commit.commit().map_err(files("write", &self.path))?;
        Ok(())
    }

    /// The writer is made when it is first needed: it holds the lock and its threads.
    fn writer<'a>(&self, slot: &'a mut Option<IndexWriter>) -> Result<&'a mut IndexWriter, EngineError> {
        if self.access == Access::Read {
            return Err(EngineError::Files {
                doing: "write",
                path: self.path.display().to_string(),
                cause: "it is open for reading only".to_owned(),
            });
        }
        if slot.is_none() {
            let WriterOptions { threads, memory } = self.options;
            let writer: IndexWriter<TantivyDocument> =
                self.inner.writer_with_num_threads(threads, memory).map_err(files("write", &self.path))?;
            let mut policy = LogMergePolicy::default();
            // Revisions delete much; the default merges for the sake of deletes never.
            policy.set_del_docs_ratio_before_merge(0.3);
            writer.set_merge_policy(Box::new(policy));
            *slot = Some(writer);
        }
        slot.as_mut().ok_or_else(|| EngineError::Inner { doing: "making a writer", cause: "it is gone".to_owned() })
    }

    /// Waits until segments that are being merged are merged. For measurements and for a rebuild that is about to
    /// be switched to.
    ///
    /// # Errors
    ///
    /// Fails where a merge failed.
    pub fn settle(&self) -> Result<(), EngineError> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        writer.map_or(Ok(()), IndexWriter::wait_merging_threads).map_err(files("merge", &self.path))?;
        *self.view.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    /// Returns how many documents (revisions) are in the index, and how many bytes its files have.
    ///
    /// # Errors
    ///
    /// Fails where the index cannot be read.
    pub fn size(&self) -> Result<(u64, u64), EngineError> {
        let view = self.view()?;
        let space = view.searcher.space_usage().map_err(crate::error::io("measuring"))?;
        Ok((view.searcher.num_docs(), space.total().get_bytes()))
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("path", &self.path).field("access", &self.access).finish_non_exhaustive()
    }
}
