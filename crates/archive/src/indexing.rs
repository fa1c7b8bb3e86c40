//! The loop: catch up with the journal, and rebuild by catching up from zero.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::mpsc::sync_channel;

use dateline_model::{ArticleId, Mention, Seq};
use dateline_search::{Change, Engine, SearchRequest, Total};
use dateline_store::{Fault, JournalEntry};

use crate::desk::Concern;
use crate::enrich::Enriched;
use crate::progress::Unit;
use crate::refresh::{each_once, on_all_cores};
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
    /// Rulings read.
    pub rulings: u64,
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
        self.follow_rulings(&*index, progress)
    }

    /// Makes the index anew from the store, and switches to it when it is complete; searches go on meanwhile.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses; the old index then stays in use.
    pub fn rebuild(&self, progress: &dyn Progress) -> Result<u64, Error> {
        let (generation, index) = self.engines.begin_next()?;
        let read = self.follow_rulings(&*index, progress)?;
        index.settle()?;
        drop(index);
        self.engines.switch(generation)?;
        Ok(read)
    }

    /// Follows the journal, and then what was ruled while the engine was behind it: whoever ruled could not see which
    /// articles were on their way into the engine, and those may have been read before the ruling. So the articles that it
    /// concerns are looked for again, and read again. Which rulings that was done for is kept, so that a crash in between
    /// loses none.
    fn follow_rulings(&self, engine: &dyn Engine, progress: &dyn Progress) -> Result<u64, Error> {
        let mut read = 0;
        loop {
            read += self.follow(engine, progress)?;
            let blind = self.store.blind_rulings()?;
            let Some(last) = blind.last() else { return Ok(read) };
            let rulings = self.rulings()?;
            let mut concerned = BTreeSet::new();
            for ruling in blind.iter().filter_map(|number| rulings.get(*number)) {
                match rulings.concern(&ruling.decision) {
                    Concern::Nothing => {}
                    Concern::These(articles) => concerned.extend(articles),
                    Concern::Naming(ids) => concerned.extend(engine.naming(&ids)?),
                }
            }
            self.store.follow_blind(&concerned.into_iter().collect::<Vec<_>>(), *last)?;
        }
    }

    /// Reads the journal from the engine's checkpoint on. Enriching and indexing overlap: while the engine writes one
    /// batch, the next is made.
    fn follow(&self, engine: &dyn Engine, progress: &dyn Progress) -> Result<u64, Error> {
        let from = engine.checkpoint()?;
        let length = self.store.journal_length_after(from)?;
        if length == 0 {
            return Ok(0);
        }
        let end = self.store.last_seq()?;
        progress.begin("indexing", Unit::Records, Some(length));
        let (sender, batches) = sync_channel::<Batch>(1);
        let result = std::thread::scope(|scope| {
            let producer = scope.spawn(move || {
                let mut from = from;
                let mut read = HashSet::new();
                loop {
                    let mut entries = self.store.journal_after(from, BATCH)?;
                    let Some(last) = entries.last() else { return Ok::<(), Error>(()) };
                    from = last.seq;
                    let length = entries.len() as u64;
                    // An article is read as it is now: what was known when we began it has taken in already.
                    entries.retain(|entry| entry.seq > end || read.insert(entry.article.clone()));
                    let batch = (self.changes(&entries)?, from, length);
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
        let rulings = self.rulings()?;
        let clusters = self.assign_clusters(&enriched)?;
        let put = |(enriched, cluster): (&Enriched, &Option<ArticleId>)| {
            Ok(Change::Put(enriched.id.clone(), enriched.documents(self, &rulings, cluster.as_ref())?))
        };
        enriched.iter().zip(&clusters).map(put).collect()
    }

    /// Enriches on all cores, in the order given.
    fn enrich_all(&self, ids: &[&ArticleId]) -> Result<Vec<Enriched>, Error> {
        on_all_cores(ids, |id| self.enrich(id))
    }

    /// Keeps mentions that are new, and the entities they name.
    fn keep(&self, enriched: &[Enriched]) -> Result<(), Error> {
        let fresh: Vec<&Enriched> = enriched.iter().filter(|enriched| enriched.fresh).collect();
        if fresh.is_empty() {
            return Ok(());
        }
        let mut by_model: BTreeMap<&str, Vec<&Enriched>> = BTreeMap::new();
        for enriched in fresh {
            by_model.entry(&enriched.model).or_default().push(enriched);
        }
        for (model, fresh) in by_model {
            let mentions: Vec<(&ArticleId, u32, &[Mention])> = fresh
                .iter()
                .filter_map(|enriched| {
                    crate::enrich::current(&enriched.revisions)
                        .map(|revision| (&enriched.id, revision.number, enriched.mentions.as_slice()))
                })
                .collect();
            let entities = each_once(fresh.iter().flat_map(|enriched| &enriched.entities));
            self.store.set_mentions(model, &mentions, &entities, &[])?;
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
            rulings: store.rulings,
        };
        if report.faults.is_empty() {
            // What does not read back is told already.
            report.faults.extend(
                self.rulings()?
                    .contradictions()
                    .iter()
                    .map(|(number, what)| Fault { subject: format!("ruling {number}"), what: what.clone() }),
            );
        }
        match self.engine() {
            Ok(engine) => {
                report.behind = self.store.journal_length_after(engine.checkpoint()?)?;
                let everything = SearchRequest {
                    query: dateline_query::Query::All,
                    order: dateline_search::Order::Newest,
                    limit: 0,
                    after: None,
                    facets: Vec::new(),
                    count: dateline_search::CountBy::Documents,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Access, DecisionRequest, IngestOptions, Input, RulingRequest, SearchOptions, Silent};

    /// A ruling is made while articles are on their way into the engine, and whoever brings them there dies.
    #[test]
    fn articles_on_their_way_are_looked_for_again() {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("Mary Oldstone spoke. {}", "The council met again about the harbour. ".repeat(9));
        let line = serde_json::json!({ "url": "https://paper.example/1", "title": "A speech", "text": text });
        std::fs::write(folder.path().join("dump.jsonl"), line.to_string()).unwrap();
        let archive = Archive::open(&folder.path().join("archive"), Access::Write).unwrap();
        let input = Input::Path(folder.path().join("dump.jsonl"));
        archive.ingest(&[input], IngestOptions::default(), &Silent, &mut |_| {}).unwrap();
        let entries = archive.store.journal_after(Seq(0), BATCH).unwrap();
        let on_their_way = archive.changes(&entries).unwrap();
        let (from, into) = ("/person/xx/mary-oldstone".to_owned(), "/igo/un".to_owned());
        let decision = DecisionRequest::Merge { from: from.clone(), into: into.clone() };
        archive.rule(&[RulingRequest { decision, ..RulingRequest::default() }]).unwrap();
        archive.engine().unwrap().write(&on_their_way, entries[0].seq).unwrap();
        let found = |archive: &Archive| {
            let facets = vec![crate::FacetOptions::new(crate::FacetField::Actor, 9)];
            let answer = archive.search(&SearchOptions { facets, ..SearchOptions::default() }).unwrap();
            answer.facets[0].values.iter().map(|value| value.id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(found(&archive), [from], "as it was read before the ruling");
        assert_eq!(archive.catch_up(&Silent).unwrap(), 1);
        assert_eq!(found(&archive), [into]);
        assert_eq!(archive.catch_up(&Silent).unwrap(), 0, "once is enough");
    }

    #[test]
    fn a_long_run_is_searched_while_it_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let text = "The council met again about the harbour and its cranes. ".repeat(9);
        let line = |number| {
            let title = format!("Session number {number}");
            serde_json::json!({ "url": format!("https://paper.example/{number}"), "title": title, "text": text })
                .to_string()
        };
        let lines: Vec<String> = (0..600).map(line).collect();
        std::fs::write(folder.path().join("dump.jsonl"), lines.join("\n")).unwrap();
        let archive = Archive::open(&folder.path().join("archive"), Access::Write).unwrap();
        let options = IngestOptions { index_every: Some(std::time::Duration::ZERO), ..IngestOptions::default() };
        let input = Input::Path(folder.path().join("dump.jsonl"));
        let total = || archive.search(&SearchOptions::default()).unwrap().total.count();
        let mut seen = Vec::new();
        archive.ingest(&[input], options, &Silent, &mut |_| seen.push(total())).unwrap();
        // The records are told when they are written: the first batch before the index has read it, the rest after.
        assert_eq!((seen.first(), seen.last()), (Some(&0), Some(&500)));
        assert_eq!(archive.catch_up(&Silent).unwrap(), 100);
        assert_eq!(total(), 600);
    }
}
