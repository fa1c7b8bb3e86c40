//! The loop: catch up with the journal, and rebuild by catching up from zero.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

use dateline_model::{ArticleId, Entity, Mention, Seq};
use dateline_search::{Change, Engine, SearchRequest, Total};
use dateline_store::{Fault, JournalEntry};

use crate::enrich::Enriched;
use crate::progress::Unit;
use crate::{Archive, Error, Kind, Progress};

/// Journal entries in one commit of the engine. A commit flushes what is in memory, so few large ones are faster;
/// what is lost by a crash is at most this much indexing, never an article.
const BATCH: usize = 8_192;

/// What a check of the whole archive found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckReport {
    /// Revisions read and compared with their digest.
    pub revisions: u64,
    /// Captures read and compared with their digest.
    pub captures: u64,
    /// Articles in the store.
    pub articles: u64,
    /// Articles that searches can find.
    pub searchable: u64,
    /// Journal entries that the index has not read yet.
    pub behind: u64,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// A batch on its way from enrichment to the engine.
type Batch = (Vec<Change>, Seq, u64);

impl Archive {
    /// Brings the index up to the end of the journal; returns how many entries it read. Where it has read everything,
    /// this costs next to nothing.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses; the next call goes on where the last
    /// commit ended.
    pub fn catch_up(&self, progress: &dyn Progress) -> Result<u64, Error> {
        let index = self.engines.current()?;
        let from = index.checkpoint()?;
        if from > self.store.last_seq()? {
            return Err(Error::new(
                Kind::NeedsRebuild,
                format!("the index has read up to entry {from}, the journal ends at {}", self.store.last_seq()?),
            )
            .hint("the database was replaced by an older copy; `dateline rebuild` makes the index anew"));
        }
        self.follow(&*index, progress)
    }

    /// Makes the index anew from the store, and switches to it when it is complete; searches go on meanwhile. With
    /// `derived`, mentions and clusters are made anew too.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses; the old index then stays in use.
    pub fn rebuild(&self, derived: bool, progress: &dyn Progress) -> Result<u64, Error> {
        if derived {
            self.store.drop_derived()?;
            self.learn_homes(progress)?;
        }
        let (generation, index) = self.engines.begin_next()?;
        let read = self.follow(&*index, progress)?;
        index.settle()?;
        drop(index);
        self.engines.switch(generation)?;
        Ok(read)
    }

    /// Reads the journal from the engine's checkpoint on. Enriching and indexing overlap: while the engine writes one
    /// batch, the next is made.
    fn follow(&self, engine: &dyn Engine, progress: &dyn Progress) -> Result<u64, Error> {
        let from = engine.checkpoint()?;
        let length = self.store.journal_length_after(from)?;
        if length == 0 {
            return Ok(0);
        }
        progress.begin("indexing", Unit::Records, Some(length));
        let (sender, batches) = sync_channel::<Batch>(1);
        let result = std::thread::scope(|scope| {
            let producer = scope.spawn(move || {
                let mut from = from;
                loop {
                    let entries = self.store.journal_after(from, BATCH)?;
                    let Some(last) = entries.last() else { return Ok::<(), Error>(()) };
                    from = last.seq;
                    let batch = (self.changes(&entries)?, from, entries.len() as u64);
                    if sender.send(batch).is_err() {
                        return Ok(());
                    }
                }
            });
            let mut written = Ok(());
            for (changes, seq, entries) in &batches {
                written = engine.write(&changes, seq).map_err(Error::from);
                if written.is_err() {
                    break;
                }
                progress.advance(entries);
            }
            drop(batches);
            let produced = producer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            written.and(produced)
        });
        progress.end();
        result.map(|()| length)
    }

    /// What a stretch of the journal means for the engine: each article once, as it is now.
    fn changes(&self, entries: &[JournalEntry]) -> Result<Vec<Change>, Error> {
        let mut seen = HashSet::new();
        let ids: Vec<&ArticleId> = entries.iter().map(|entry| &entry.article).filter(|id| seen.insert(*id)).collect();
        let enriched = self.enrich_all(&ids)?;
        self.keep(&enriched)?;
        let clusters = self.assign_clusters(&enriched)?;
        let put = |(enriched, cluster): (&Enriched, &Option<ArticleId>)| {
            Ok(Change::Put(enriched.id.clone(), enriched.documents(self, cluster.as_ref())?))
        };
        enriched.iter().zip(&clusters).map(put).collect()
    }

    /// Enriches on all cores, in the order given.
    fn enrich_all(&self, ids: &[&ArticleId]) -> Result<Vec<Enriched>, Error> {
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<(usize, Result<Enriched, Error>)>> = Mutex::new(Vec::with_capacity(ids.len()));
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(ids.len().max(1));
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let mut own = Vec::new();
                    while let at = next.fetch_add(1, Ordering::Relaxed)
                        && let Some(id) = ids.get(at)
                    {
                        own.push((at, self.enrich(id)));
                    }
                    done.lock().unwrap_or_else(PoisonError::into_inner).extend(own);
                });
            }
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_unstable_by_key(|(at, _)| *at);
        done.into_iter().map(|(_, enriched)| enriched).collect()
    }

    /// Keeps mentions that are new, and the entities they name.
    fn keep(&self, enriched: &[Enriched]) -> Result<(), Error> {
        let fresh: Vec<&Enriched> = enriched.iter().filter(|enriched| enriched.fresh).collect();
        if fresh.is_empty() {
            return Ok(());
        }
        let mut mentions: BTreeMap<&str, Vec<(&ArticleId, u32, &[Mention])>> = BTreeMap::new();
        for enriched in &fresh {
            if let Some(revision) = crate::enrich::current(&enriched.revisions) {
                let found = (&enriched.id, revision.number, enriched.mentions.as_slice());
                mentions.entry(&enriched.model).or_default().push(found);
            }
        }
        let mut known = BTreeSet::new();
        let entities: Vec<(Entity, String)> = fresh
            .iter()
            .flat_map(|enriched| &enriched.entities)
            .filter(|entity| known.insert(entity.id.clone()))
            .map(|entity| (entity.clone(), dateline_text::fold_name(&entity.label)))
            .collect();
        for (model, mentions) in mentions {
            self.store.set_mentions(model, &mentions, &entities)?;
        }
        Ok(())
    }

    /// Reads everything back and compares: revisions and captures with their digests, the journal with the revisions,
    /// the index with the store.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read at all; damage inside it is a fault in the report.
    pub fn check(&self, progress: &dyn Progress) -> Result<CheckReport, Error> {
        let stats = self.store.stats()?;
        progress.begin("checking", Unit::Records, Some(stats.revisions + stats.captures));
        let store = self.store.check(|_| progress.advance(1))?;
        progress.end();
        let mut report = CheckReport {
            revisions: store.revisions,
            captures: store.captures,
            articles: stats.articles,
            searchable: 0,
            behind: 0,
            faults: store.faults,
        };
        match self.engine() {
            Ok(engine) => {
                report.behind = self.store.journal_length_after(engine.checkpoint()?)?;
                let everything = SearchRequest {
                    query: dateline_query::Query::All,
                    order: dateline_search::Order::Newest,
                    limit: 0,
                    after: None,
                    facets: Vec::new(),
                    languages: Vec::new(),
                    withdrawn: true,
                };
                let (Total::Exactly(total) | Total::AtLeast(total)) = engine.search(&everything)?.total;
                report.searchable = total;
                if report.behind == 0 && total != stats.articles {
                    let what = format!("expected {} searchable articles, found {total}", stats.articles);
                    report.faults.push(Fault { subject: "index".to_owned(), what });
                }
            }
            Err(error) => report.faults.push(Fault { subject: "index".to_owned(), what: error.to_string() }),
        }
        Ok(report)
    }
}
