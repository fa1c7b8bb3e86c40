//! Inputs to stored revisions: unpacked by one thread, normalised by several, written in order by one.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};
use dateline_ingest::{FieldMap, Hints, Input, Reason, Record, Rejection, Stop, Worker, Workers, limits, unpack_with};
use dateline_model::{Article, ArticleId, Location, SourceId};
use dateline_store::{Incoming, Run};
use jiff::Timestamp;

use crate::gate::{Gate, UNDER_WAY};
use crate::progress::Unit;
use crate::{Archive, Error, Progress, Silent};

/// Records written in one transaction, and bytes of their captures after which it is written early.
const BATCH: usize = 500;
const BATCH_BYTES: u64 = 64 << 20;

/// Kinds of what is skipped that are counted each by itself.
const KINDS: usize = 1_000;

/// How an ingest is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IngestOptions {
    /// Threads that normalise; the result does not depend on it.
    pub threads: usize,
    /// Nothing is written: only what would become of the records is found out.
    pub dry_run: bool,
    /// The operator's own names for fields of dumps.
    pub map: FieldMap,
    /// After so long the index follows what was written, so that a long run can be searched, and what people rule
    /// meanwhile counts. `None`: the index is not touched.
    pub index_every: Option<Duration>,
}

impl Default for IngestOptions {
    fn default() -> Self {
        Self {
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            dry_run: false,
            map: FieldMap::default(),
            index_every: None,
        }
    }
}

/// What became of an ingest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IngestReport {
    /// Counts by outcome and reason.
    pub run: Run,
    /// True where some of the input was damaged rather than merely no article.
    pub damaged: bool,
}

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordReport {
    /// Where it was found.
    pub location: Location,
    /// What became of it.
    pub outcome: Outcome,
    /// What an article should have and this one has not, by the names of the fields; empty where it is no article.
    pub missing: Vec<&'static str>,
}

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new article.
    Added(ArticleId),
    /// A new revision of a known article.
    Revised(ArticleId),
    /// Known already.
    Unchanged(ArticleId),
    /// No article by its nature; the kind.
    Skipped(String),
    /// Rejected: the reason and what was expected and found.
    Rejected(Reason, String),
}

/// A record on its way, numbered in the order of the input.
struct Numbered<T> {
    number: u64,
    /// Bytes as it was read.
    bytes: u64,
    item: T,
}

/// What a thread made of a record.
enum Made {
    Article(Box<Incoming>),
    Skipped(Location, String),
    Rejected(Rejection),
}

impl Archive {
    /// Reads inputs into the archive. What cannot be read or is no article is counted and told to `each`; nothing stops
    /// the run but a failing disk. Reading the same inputs again changes nothing.
    ///
    /// The index follows behind ([`IngestOptions::index_every`]) or not at all: end with [`Archive::catch_up`].
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses; what was written before stays.
    pub fn ingest(
        &self,
        inputs: &[Input],
        options: IngestOptions,
        progress: &dyn Progress,
        each: &mut dyn FnMut(&RecordReport),
    ) -> Result<IngestReport, Error> {
        let started = Timestamp::now();
        progress.begin("reading", Unit::Bytes, total_bytes(inputs));
        let hints = RwLock::new(Hints::gather(inputs));
        let (threads, map) = (options.threads.max(1), options.map.clone());
        let gate = Gate::default();
        let (to_workers, records) = bounded::<Numbered<Record>>(UNDER_WAY as usize);
        let (to_writer, made) = bounded::<Numbered<Made>>(UNDER_WAY as usize);
        let mut writer = Writer {
            archive: self,
            options,
            started,
            run: Run::begin(started),
            damaged: false,
            batch: Vec::new(),
            batch_bytes: 0,
            indexed: Instant::now(),
            each,
        };
        let outcome = std::thread::scope(|scope| {
            let (gate, map, hints) = (&gate, &map, &hints);
            let workers = Workers::default();
            spawn(scope, "unpack", move || read_records(inputs, map, &to_workers, gate, hints, progress));
            for _ in 0..threads {
                let (records, to_writer, mut worker) = (records.clone(), to_writer.clone(), workers.worker());
                spawn(scope, "normalise", move || make_all(&records, &to_writer, &mut worker, hints, started));
            }
            drop((records, to_writer));
            let outcome = in_order(&made, gate, |made| writer.take(made, progress));
            gate.close();
            // Threads that wait for room end when nobody takes their records any more.
            drop(made);
            outcome
        });
        if hints.into_inner().unwrap_or_else(PoisonError::into_inner).is_full() {
            progress.note("the news sitemaps say more than is kept; some pages go without what they say");
        }
        progress.end();
        outcome.and_then(|()| writer.finish())
    }
}

/// Containers are unpacked inside one another: a stack for more than their limit. Pages have threads of their own
/// ([`Workers`]).
fn spawn<'scope>(scope: &'scope std::thread::Scope<'scope, '_>, name: &str, work: impl FnOnce() + Send + 'scope) {
    let builder = std::thread::Builder::new().name(name.to_owned()).stack_size(limits::STACK_BYTES);
    if let Err(error) = builder.spawn_scoped(scope, work) {
        // The scope goes on with the threads there are; with none, the channels close and the run ends early, which
        // the caller must not take for success.
        panic!("failed to start a thread: {error}");
    }
}

fn total_bytes(inputs: &[Input]) -> Option<u64> {
    let mut total = 0;
    for input in inputs {
        let Input::Path(path) = input else { return None };
        total += size_of(path);
    }
    Some(total)
}

fn size_of(path: &std::path::Path) -> u64 {
    let Ok(metadata) = std::fs::metadata(path) else { return 0 };
    if !metadata.is_dir() {
        return metadata.len();
    }
    std::fs::read_dir(path)
        .map_or(0, |entries| entries.filter_map(Result::ok).map(|entry| size_of(&entry.path())).sum())
}

fn read_records(
    inputs: &[Input],
    map: &FieldMap,
    to_workers: &Sender<Numbered<Record>>,
    gate: &Gate,
    hints: &RwLock<Hints>,
    progress: &dyn Progress,
) {
    let mut number = 0;
    let mut sink = |record: Record| {
        let record = match record {
            Record::Sitemap { location, kind, hints: said } => {
                hints.write().unwrap_or_else(PoisonError::into_inner).add(said, number);
                Record::Skipped { location, kind }
            }
            other => other,
        };
        let bytes = size(&record);
        gate.wait_for(number, bytes)?;
        to_workers.send(Numbered { number, bytes, item: record }).map_err(|_| Stop)?;
        number += 1;
        Ok(())
    };
    unpack_with(inputs, map, &mut sink, &mut |bytes| progress.advance(bytes));
}

fn size(record: &Record) -> u64 {
    match record {
        Record::Capture(capture) => capture.payload.len() as u64,
        Record::Coded(coded) => coded.size() as u64,
        Record::Skipped { .. } | Record::Sitemap { .. } | Record::Rejected(_) => 0,
    }
}

fn make_all(
    records: &Receiver<Numbered<Record>>,
    to_writer: &Sender<Numbered<Made>>,
    worker: &mut Worker,
    hints: &RwLock<Hints>,
    now: Timestamp,
) {
    for Numbered { number, bytes, item } in records {
        let mut made = make(item, worker, now);
        if let Made::Article(incoming) = &mut made {
            hints.read().unwrap_or_else(PoisonError::into_inner).apply(&mut incoming.article, number, now);
        }
        if to_writer.send(Numbered { number, bytes, item: made }).is_err() {
            return;
        }
    }
}

fn make(record: Record, worker: &mut Worker, now: Timestamp) -> Made {
    match record {
        Record::Capture(capture) => match worker.normalise(capture, now) {
            Ok((capture, article)) => Made::Article(Box::new(Incoming { article, capture })),
            Err(rejection) => Made::Rejected(rejection),
        },
        Record::Coded(coded) => make(coded.open(), worker, now),
        Record::Skipped { location, kind } | Record::Sitemap { location, kind, .. } => Made::Skipped(location, kind),
        Record::Rejected(rejection) => Made::Rejected(rejection),
    }
}

/// What readers expect of an article and this one does not have.
fn missing(article: &Article) -> Vec<&'static str> {
    let fields = [
        ("headline", article.headline.is_empty()),
        ("source", article.source.id.as_str() == SourceId::UNKNOWN),
        ("url", article.url.is_none()),
        ("published", article.published.is_none()),
        ("byline", article.byline.is_none() && article.agency.is_none()),
        ("language", article.language.is_none()),
        ("body", article.body.is_empty()),
    ];
    fields.into_iter().filter(|(_, is_missing)| *is_missing).map(|(name, _)| name).collect()
}

/// Hands on what threads made in the order of the input.
fn in_order(
    made: &Receiver<Numbered<Made>>,
    gate: &Gate,
    mut take: impl FnMut(Made) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut waiting: BTreeMap<u64, (u64, Made)> = BTreeMap::new();
    let mut next = 0;
    for Numbered { number, bytes, item } in made {
        waiting.insert(number, (bytes, item));
        let mut done = 0;
        while let Some((bytes, item)) = waiting.remove(&next) {
            take(item)?;
            next += 1;
            done += bytes;
        }
        gate.passed(next, done);
    }
    Ok(())
}

/// Writes in batches, counts, and tells.
struct Writer<'a> {
    archive: &'a Archive,
    options: IngestOptions,
    started: Timestamp,
    run: Run,
    damaged: bool,
    batch: Vec<Incoming>,
    batch_bytes: u64,
    /// When the index had read everything.
    indexed: Instant,
    each: &'a mut dyn FnMut(&RecordReport),
}

impl Writer<'_> {
    fn take(&mut self, made: Made, progress: &dyn Progress) -> Result<(), Error> {
        match made {
            Made::Article(incoming) => {
                self.batch_bytes += incoming.capture.payload.len() as u64;
                self.batch.push(*incoming);
                if self.batch.len() >= BATCH || self.batch_bytes >= BATCH_BYTES {
                    self.flush()?;
                    self.index();
                }
                Ok(())
            }
            Made::Skipped(location, kind) => {
                // Media types are foreign words: there must be an end to what is counted by them.
                let counted = self.run.skipped.contains_key(&kind) || self.run.skipped.len() < KINDS;
                let name = if counted { kind.clone() } else { "another kind".to_owned() };
                *self.run.skipped.entry(name).or_default() += 1;
                (self.each)(&RecordReport { location, outcome: Outcome::Skipped(kind), missing: Vec::new() });
                Ok(())
            }
            Made::Rejected(rejection) => {
                *self.run.rejected.entry(rejection.reason.as_str().to_owned()).or_default() += 1;
                self.damaged |= rejection.reason.is_damage();
                progress.note(&rejection.to_string());
                let Rejection { location, reason, detail } = rejection;
                (self.each)(&RecordReport {
                    location,
                    outcome: Outcome::Rejected(reason, detail),
                    missing: Vec::new(),
                });
                Ok(())
            }
        }
    }

    fn flush(&mut self) -> Result<(), Error> {
        let batch = std::mem::take(&mut self.batch);
        self.batch_bytes = 0;
        let outcomes =
            if self.options.dry_run { self.foresee(&batch)? } else { self.archive.store.put(&batch, self.started)? };
        for (incoming, outcome) in batch.into_iter().zip(outcomes) {
            let missing = missing(&incoming.article);
            let id = incoming.article.id;
            let outcome = match outcome {
                dateline_store::Outcome::Added => {
                    self.run.added += 1;
                    Outcome::Added(id)
                }
                dateline_store::Outcome::Revised(_) => {
                    self.run.revised += 1;
                    Outcome::Revised(id)
                }
                dateline_store::Outcome::Unchanged => {
                    self.run.unchanged += 1;
                    Outcome::Unchanged(id)
                }
            };
            (self.each)(&RecordReport { location: incoming.capture.location, outcome, missing });
        }
        Ok(())
    }

    /// Lets the index follow where its time has come. Where it cannot, it is left alone: who catches up when the run has
    /// ended is told why, and the run goes on.
    fn index(&mut self) {
        let Some(every) = self.options.index_every.filter(|_| !self.options.dry_run) else { return };
        if self.indexed.elapsed() >= every {
            if self.archive.catch_up(&Silent).is_err() {
                self.options.index_every = None;
            }
            self.indexed = Instant::now();
        }
    }

    /// What writing would answer, as far as the archive alone tells.
    fn foresee(&self, batch: &[Incoming]) -> Result<Vec<dateline_store::Outcome>, Error> {
        batch.iter().map(|incoming| Ok(self.archive.store.foresee(&incoming.article)?)).collect()
    }

    fn finish(mut self) -> Result<IngestReport, Error> {
        self.flush()?;
        self.run.ended = Some(Timestamp::now());
        if !self.options.dry_run {
            self.archive.store.add_run(&self.run)?;
        }
        Ok(IngestReport { run: self.run, damaged: self.damaged })
    }
}
