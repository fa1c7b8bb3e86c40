//! Recognising anew: the mentions of articles that another version of the recogniser has read.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use dateline_entity::{MODEL, Recognition, recognise};
use dateline_model::{ArticleId, Entity, Mention, RevisionNumber};

use crate::progress::Unit;
use crate::{Archive, Error, Progress};

/// Articles that are kept in one transaction: what a crash costs.
const BATCH: usize = 256;

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
    found: Recognition,
    changed: bool,
}

impl Archive {
    /// Returns the version of recogniser, data and rules that reads articles now.
    #[must_use]
    pub const fn model(&self) -> &'static str {
        MODEL
    }

    /// Returns how many articles the recogniser of now has not read: their mentions are those of an earlier one.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn outdated(&self) -> Result<u64, Error> {
        Ok(self.store.count_unread_by(self.model())?)
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
        let model = self.model();
        let articles = self.store.count()?;
        let total = self.store.count_unread_by(model)?;
        let mut refreshed = Refreshed { reused: articles.saturating_sub(total), ..Refreshed::default() };
        progress.begin("recognising", Unit::Records, Some(total));
        let mut after = String::new();
        loop {
            let ids = self.store.unread_by(model, &after, BATCH)?;
            let Some(last) = ids.last() else { break };
            last.as_str().clone_into(&mut after);
            let read: Vec<Reread> = on_all_cores(&ids, |id| self.reread(id))?.into_iter().flatten().collect();
            let mentions: Vec<(&ArticleId, RevisionNumber, &[Mention])> =
                read.iter().map(|read| (&read.id, read.revision, read.found.mentions.as_slice())).collect();
            let changed: Vec<&ArticleId> = read.iter().filter(|read| read.changed).map(|read| &read.id).collect();
            let entities = each_once(read.iter().flat_map(|read| &read.found.entities));
            self.store.set_mentions(model, &mentions, &entities, &changed)?;
            refreshed.recomputed += read.len() as u64;
            refreshed.changed += changed.len() as u64;
            progress.advance(ids.len() as u64);
        }
        progress.end();
        Ok(refreshed)
    }

    fn reread(&self, id: &ArticleId) -> Result<Option<Reread>, Error> {
        let Some(revision) = self.store.article(id)? else { return Ok(None) };
        let before = self.store.mentions(id, revision.number)?;
        let found = recognise(&revision.article, self.lexicon);
        let changed = before.is_none_or(|before| before.mentions != found.mentions);
        Ok(Some(Reread { id: id.clone(), revision: revision.number, found, changed }))
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
