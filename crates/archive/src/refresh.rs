//! Recognising anew: the mentions of articles that another version of the recogniser has read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use dateline_entity::Recognition;
use dateline_model::{ArticleId, Entity, Mention, RevisionNumber};
use dateline_store::ReadBy;

use crate::progress::Unit;
use crate::{Archive, Error, Progress};

/// Articles that are kept in one transaction: what a crash costs.
const BATCH: usize = 256;
/// Articles that are looked at at once.
const LISTED: usize = 4_096;

/// What became of the mentions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// Articles that were read again.
    pub recomputed: u64,
    /// Those among them whose mentions are others than before.
    pub changed: u64,
    /// Articles that this recogniser had read before.
    pub reused: u64,
}

/// What a recogniser found in an article that was read before, or not.
struct Reread {
    id: ArticleId,
    revision: RevisionNumber,
    model: String,
    found: Recognition,
    changed: bool,
}

impl Archive {
    /// Returns how many articles the recogniser of now has not read: their mentions are those of an earlier one.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn outdated(&self) -> Result<u64, Error> {
        let mut outdated = 0;
        for (source, model, count) in self.store.count_read_by()? {
            if model != Some(self.model_of(&source)?) {
                outdated += count;
            }
        }
        Ok(outdated)
    }

    /// Empties what follows from the ground: mentions, entities, clusters. Until [`Archive::rebuild`] has filled it again,
    /// answers recognise actors and places as they are asked and show no copies.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses.
    pub fn forget_derived(&self) -> Result<(), Error> {
        Ok(self.store.drop_derived()?)
    }

    /// Recognises actors and places anew in the articles that another version of the recogniser has read.
    ///
    /// What was found before serves until the new is there: each batch replaces mentions and enters the articles whose
    /// mentions have changed in the journal again, in one transaction, and [`Archive::catch_up`] then lets the index read
    /// those and no others. A run that is broken off goes on where it stopped. Rulings are no part of mentions: they cost
    /// nothing here.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses.
    pub fn refresh(&self, progress: &dyn Progress) -> Result<Refreshed, Error> {
        self.refresh_by(BATCH, progress)
    }

    fn refresh_by(&self, batch: usize, progress: &dyn Progress) -> Result<Refreshed, Error> {
        let total = self.outdated()?;
        let articles = self.store.count()?;
        let mut refreshed = Refreshed { reused: articles.saturating_sub(total), ..Refreshed::default() };
        progress.begin("recognising", Unit::Records, Some(total));
        let mut after = String::new();
        let mut outdated: Vec<ReadBy> = Vec::new();
        loop {
            // Most articles may be up to date: what is written at once is counted by those that are not.
            let listed = self.store.read_by(&after, LISTED)?;
            listed.last().map_or("", |last| last.article.as_str()).clone_into(&mut after);
            let at_end = listed.is_empty();
            for read in listed {
                if read.model.as_deref() != Some(self.model_of(&read.source)?.as_str()) {
                    outdated.push(read);
                }
            }
            while outdated.len() >= batch || at_end && !outdated.is_empty() {
                let next: Vec<ReadBy> = outdated.drain(..batch.min(outdated.len())).collect();
                let (recomputed, changed) = self.reread_all(&next)?;
                refreshed.recomputed += recomputed;
                refreshed.changed += changed;
                progress.advance(next.len() as u64);
            }
            if at_end {
                break;
            }
        }
        progress.end();
        Ok(refreshed)
    }

    /// Reads some articles again and keeps what is found; returns how many there were and how many have changed.
    fn reread_all(&self, outdated: &[ReadBy]) -> Result<(u64, u64), Error> {
        let read: Vec<Reread> = on_all_cores(outdated, |read| self.reread(read))?.into_iter().flatten().collect();
        let mut by_model: BTreeMap<&str, Vec<&Reread>> = BTreeMap::new();
        for read in &read {
            by_model.entry(&read.model).or_default().push(read);
        }
        for (model, read) in by_model {
            let mentions: Vec<(&ArticleId, RevisionNumber, &[Mention])> =
                read.iter().map(|read| (&read.id, read.revision, read.found.mentions.as_slice())).collect();
            let changed: Vec<&ArticleId> = read.iter().filter(|read| read.changed).map(|read| &read.id).collect();
            let entities = each_once(read.iter().flat_map(|read| &read.found.entities));
            self.store.set_mentions(model, &mentions, &entities, &changed)?;
        }
        Ok((read.len() as u64, read.iter().filter(|read| read.changed).count() as u64))
    }

    fn reread(&self, outdated: &ReadBy) -> Result<Option<Reread>, Error> {
        let id = &outdated.article;
        let Some(revision) = self.store.article(id)? else { return Ok(None) };
        let model = self.model_of(&outdated.source)?;
        let before = self.store.mentions(id, revision.number)?;
        let found = self.recognise(&revision.article)?;
        let changed = before.is_none_or(|before| before.mentions != found.mentions);
        Ok(Some(Reread { id: id.clone(), revision: revision.number, model, found, changed }))
    }
}

/// Entities with their folded names, as the store keeps them.
pub(crate) fn each_once<'a>(entities: impl Iterator<Item = &'a Entity>) -> Vec<(Entity, String)> {
    let mut known = BTreeSet::new();
    entities
        .filter(|entity| known.insert(entity.id.clone()))
        .map(|entity| (entity.clone(), dateline_text::fold_name(&entity.label)))
        .collect()
}

/// Does the same to each item on all cores, in the order given.
pub(crate) fn on_all_cores<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R, Error> + Sync,
) -> Result<Vec<R>, Error> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Result<R, Error>)>> = Mutex::new(Vec::with_capacity(items.len()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(items.len().max(1));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut own = Vec::new();
                while let at = next.fetch_add(1, Ordering::Relaxed)
                    && let Some(item) = items.get(at)
                {
                    own.push((at, work(item)));
                }
                done.lock().unwrap_or_else(PoisonError::into_inner).extend(own);
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Access, FacetField, FacetOptions, IngestOptions, Input, SearchOptions, Silent};

    /// Breaks off after so many articles, as a crash would.
    struct Breaking(u64, AtomicUsize);

    impl Progress for Breaking {
        fn begin(&self, _what: &str, _unit: Unit, _total: Option<u64>) {}
        fn advance(&self, by: u64) {
            let come = self.1.fetch_add(by as usize, Ordering::Relaxed) as u64 + by;
            assert!(come < self.0, "broken off");
        }
        fn note(&self, _line: &str) {}
        fn end(&self) {}
    }

    fn archive(folder: &std::path::Path) -> Archive {
        let filler = "The council met again and talked about the harbour and the price of grain. ".repeat(5);
        let lines: Vec<String> = (0..7)
            .map(|number| {
                let text = format!("Maria Oldstone spoke in Nairobi, Kenya, on day {number}. {filler}");
                let url = format!("https://paper.example/{number}");
                serde_json::json!({ "url": url, "title": format!("Day {number}"), "text": text }).to_string()
            })
            .collect();
        std::fs::write(folder.join("dump.jsonl"), lines.join("\n")).unwrap();
        let archive = Archive::open(&folder.join("archive"), Access::Write).unwrap();
        let input = Input::Path(folder.join("dump.jsonl"));
        archive.ingest(&[input], IngestOptions::default(), &Silent, &mut |_| {}).unwrap();
        archive.catch_up(&Silent).unwrap();
        archive
    }

    /// As if an earlier recogniser, which found nothing, had read every article.
    fn read_by_another(archive: &Archive) {
        let ids: Vec<ArticleId> =
            archive.store.read_by("", 100).unwrap().into_iter().map(|read| read.article).collect();
        let none: Vec<(&ArticleId, RevisionNumber, &[Mention])> = ids.iter().map(|id| (id, 1, &[][..])).collect();
        archive.store.set_mentions("earlier", &none, &[], &ids.iter().collect::<Vec<_>>()).unwrap();
        archive.catch_up(&Silent).unwrap();
    }

    fn in_kenya(archive: &Archive) -> u64 {
        let facets = vec![FacetOptions::new(FacetField::Country, 5)];
        let answer = archive.search(&SearchOptions { facets, ..SearchOptions::default() }).unwrap();
        assert_eq!(answer.total.count(), 7, "every article is found meanwhile");
        answer.facets[0].values.iter().find(|value| value.id == "KE").map_or(0, |value| value.count)
    }

    #[test]
    fn what_another_recogniser_has_read_is_read_again_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let archive = archive(folder.path());
        assert_eq!((in_kenya(&archive), archive.outdated().unwrap()), (7, 0));
        let reused = Refreshed { recomputed: 0, changed: 0, reused: 7 };
        assert_eq!(archive.refresh(&Silent).unwrap(), reused);
        assert_eq!(archive.catch_up(&Silent).unwrap(), 0);
        read_by_another(&archive);
        assert_eq!((in_kenya(&archive), archive.outdated().unwrap()), (0, 7), "what was found before serves");
        assert_eq!(archive.refresh(&Silent).unwrap(), Refreshed { recomputed: 7, changed: 7, reused: 0 });
        assert_eq!(archive.catch_up(&Silent).unwrap(), 7);
        assert_eq!(in_kenya(&archive), 7);
        assert_eq!(archive.refresh(&Silent).unwrap(), reused);
    }

    #[test]
    fn a_refresh_that_was_broken_off_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let archive = archive(folder.path());
        read_by_another(&archive);
        let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            archive.refresh_by(2, &Breaking(4, AtomicUsize::new(0)))
        }));
        assert!(broken.is_err());
        assert_eq!(archive.outdated().unwrap(), 3, "two batches of two are kept");
        assert_eq!(archive.catch_up(&Silent).unwrap(), 4, "and searched");
        assert_eq!(in_kenya(&archive), 4);
        assert_eq!(archive.refresh(&Silent).unwrap(), Refreshed { recomputed: 3, changed: 3, reused: 4 });
        assert_eq!(archive.catch_up(&Silent).unwrap(), 3);
        assert_eq!(in_kenya(&archive), 7);
    }
}
