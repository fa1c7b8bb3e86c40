//! Articles and their revisions: writing a batch, reading one or many.

use std::collections::HashMap;

use dateline_model::{Article, ArticleId, Capture, Digest, Revision, RevisionNumber, Source, SourceId};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::codec::{decode, encode, micros, timestamp};
use crate::segments::{self, Place, SegmentWriter};
use crate::{Store, StoreError};

/// An article with the capture that showed it, on its way into the store.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// What the capture says.
    pub article: Article,
    /// The bytes it was read from.
    pub capture: Capture,
}

/// What became of an incoming article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was new.
    Added,
    /// It was known with another text: this is the number of the new revision.
    Revised(RevisionNumber),
    /// It was known with this text.
    Unchanged,
}

impl Store {
    /// Writes a batch: captures first, then one transaction with articles, revisions and journal entries. When this
    /// returns, the batch is on the disk, whole; when it fails, nothing of it is there.
    ///
    /// `received` is when captures that do not know better were seen.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses.
    pub fn put(&self, batch: &[Incoming], received: Timestamp) -> Result<Vec<Outcome>, StoreError> {
        let mut writer = self.writer()?;
        let writer = &mut *writer;
        let before = writer.segments.end();
        let written = put_batch(&mut writer.connection, &mut writer.segments, batch, received);
        if written.is_err() {
            // The failure itself is what must be told; the same cut is made again at the next opening.
            let _ = writer.segments.rewind(before);
        }
        written
    }

    /// Returns what [`Store::put`] would answer to an article, as far as the archive alone tells.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn foresee(&self, article: &Article) -> Result<Outcome, StoreError> {
        let all = told(&*self.reader()?, article)?;
        Ok(match (all.iter().map(|told| told.number).max(), known(&all, article, article.text_digest())) {
            (None, _) => Outcome::Added,
            (Some(_), Some(_)) => Outcome::Unchanged,
            (Some(last), None) => Outcome::Revised(last + 1),
        })
    }

    /// Returns the current revision of an article.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn article(&self, id: &ArticleId) -> Result<Option<Revision>, StoreError> {
        let current: Option<RevisionNumber> = self
            .reader()?
            .prepare_cached("SELECT current FROM articles WHERE id = ?1")?
            .query_row([id.as_str()], |row| row.get(0))
            .optional()?;
        current.map_or(Ok(None), |number| self.revision(id, number))
    }

    /// Returns one revision of an article.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn revision(&self, id: &ArticleId, number: RevisionNumber) -> Result<Option<Revision>, StoreError> {
        Ok(self.revisions(id)?.into_iter().find(|revision| revision.number == number))
    }

    /// Returns every revision of an article in the order in which they were observed; empty for an unknown article.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn revisions(&self, id: &ArticleId) -> Result<Vec<Revision>, StoreError> {
        let reader = self.reader()?;
        // Sorted here: with `ORDER BY`, SQLite prepares the statement anew for every identifier.
        let mut statement =
            reader.prepare_cached("SELECT number, seen_from, content FROM revisions WHERE article = ?1")?;
        let rows = statement.query_map([id.as_str()], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, i64>(1)?, row.get::<_, Vec<u8>>(2)?))
        })?;
        let mut revisions: Vec<Revision> = Vec::new();
        for row in rows {
            let (number, seen_from, content) = row?;
            let article = decode(&format!("revision {number} of article `{id}`"), &content)?;
            revisions.push(Revision { number, article, seen_from: timestamp(seen_from), seen_to: None });
        }
        revisions.sort_by_key(|revision| revision.number);
        let by_time: Vec<(Timestamp, RevisionNumber)> = sorted_by_time(&revisions);
        for revision in &mut revisions {
            let later =
                by_time.iter().position(|(_, number)| *number == revision.number).and_then(|at| by_time.get(at + 1));
            revision.seen_to = later.map(|(seen_from, _)| *seen_from);
        }
        Ok(revisions)
    }

    /// Returns the current revisions of many articles; unknown ones are left out.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn articles(&self, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Revision>, StoreError> {
        let mut found = HashMap::with_capacity(ids.len());
        for id in ids {
            if let Some(revision) = self.article(id)? {
                found.insert(id.clone(), revision);
            }
        }
        Ok(found)
    }

    /// Returns the articles whose identifier begins so, at most `limit`.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn ids_with_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<ArticleId>, StoreError> {
        let reader = self.reader()?;
        let mut statement = reader
            .prepare_cached("SELECT id FROM articles WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id LIMIT ?2")?;
        let rows = statement.query_map(params![prefix, limit], |row| row.get::<_, String>(0))?;
        let ids: Result<Vec<String>, _> = rows.collect();
        Ok(ids?.iter().filter_map(|id| id.parse().ok()).collect())
    }

    /// Returns the bytes that a revision was read from.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read, or the bytes are damaged.
    pub fn capture(&self, id: &ArticleId, number: RevisionNumber) -> Result<Option<Vec<u8>>, StoreError> {
        let place = self
            .reader()?
            .prepare_cached("SELECT segment, offset, length FROM captures WHERE article = ?1 AND revision = ?2 ORDER BY rowid LIMIT 1")?
            .query_row(params![id.as_str(), number], place)
            .optional()?;
        place.map(|place| segments::read(&self.captures_directory(), place)).transpose()
    }

    /// Returns the names of sources by identifier; unknown ones are left out.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn source_labels(&self, ids: &[&str]) -> Result<HashMap<String, String>, StoreError> {
        self.labels_of("SELECT sources.id, name FROM json_each(?1) JOIN sources ON sources.id = json_each.value", ids)
    }

    /// Asks for the labels of a list of identifiers, bound as one JSON list: a statement costs more than a row.
    pub(crate) fn labels_of(&self, sql: &str, ids: &[&str]) -> Result<HashMap<String, String>, StoreError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(sql)?;
        // A list of strings always serialises.
        let list = serde_json::to_string(ids).unwrap_or_default();
        let rows = statement.query_map([list], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Returns the names of all sources by identifier.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn source_names(&self) -> Result<HashMap<SourceId, String>, StoreError> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached("SELECT id, name FROM sources")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        rows.map(|row| row.map(|(id, name)| (SourceId::new(&id), name)).map_err(StoreError::from)).collect()
    }
}

pub(crate) fn place(row: &rusqlite::Row<'_>) -> rusqlite::Result<Place> {
    Ok(Place { segment: row.get(0)?, offset: row.get(1)?, length: row.get(2)? })
}

/// When the text of a revision was in force: its capture, else what its publisher says.
///
/// Versions of one moment are told apart by the numbers their publisher gives them, which here count microseconds:
/// publishers state no time so fine.
fn version_time(article: &Article) -> Option<Timestamp> {
    let stated = article.updated.as_ref().or(article.published.as_ref());
    let time = article.captured.or_else(|| stated.map(dateline_model::Dated::earliest))?;
    let number = article.version.unwrap_or(0).min(999);
    Some(time.checked_add(jiff::SignedDuration::from_micros(number as i64)).unwrap_or(time))
}

fn sorted_by_time(revisions: &[Revision]) -> Vec<(Timestamp, RevisionNumber)> {
    let mut order: Vec<(Option<Timestamp>, RevisionNumber, Timestamp)> = revisions
        .iter()
        .map(|revision| (version_time(&revision.article), revision.number, revision.seen_from))
        .collect();
    order.sort();
    order.into_iter().map(|(_, number, seen_from)| (seen_from, number)).collect()
}

fn put_batch(
    connection: &mut Connection,
    segments: &mut SegmentWriter,
    batch: &[Incoming],
    received: Timestamp,
) -> Result<Vec<Outcome>, StoreError> {
    let transaction = connection.transaction()?;
    let mut outcomes = Vec::with_capacity(batch.len());
    for incoming in batch {
        outcomes.push(put_one(&transaction, segments, incoming, received)?);
    }
    segments.flush()?;
    transaction.commit()?;
    Ok(outcomes)
}

fn put_one(
    transaction: &Transaction<'_>,
    segments: &mut SegmentWriter,
    incoming: &Incoming,
    received: Timestamp,
) -> Result<Outcome, StoreError> {
    let article = &incoming.article;
    let digest = article.text_digest();
    let (outcome, number) = match known(&told(transaction, article)?, article, digest) {
        Some(number) => (Outcome::Unchanged, number),
        None => add_revision(transaction, article, digest, received)?,
    };
    keep_capture(transaction, segments, incoming, number, received)?;
    if outcome != Outcome::Unchanged {
        transaction
            .prepare_cached("INSERT INTO journal (article, revision) VALUES (?1, ?2)")?
            .execute(params![article.id.as_str(), number])?;
        name_source(transaction, &article.source)?;
    }
    Ok(outcome)
}

/// What tells a revision from others.
struct Told {
    digest: [u8; 32],
    time: Option<i64>,
    number: RevisionNumber,
}

fn told(connection: &Connection, article: &Article) -> Result<Vec<Told>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT digest, version_time, number FROM revisions WHERE article = ?1")?;
    let rows = statement.query_map([article.id.as_str()], |row| {
        Ok(Told { digest: row.get(0)?, time: row.get(1)?, number: row.get(2)? })
    })?;
    rows.map(|row| row.map_err(StoreError::from)).collect()
}

/// Returns the revision that an article is: one with its text that was in force at its time, or came into force then or
/// next. A text that comes back after another one, a story reinstated after it was withdrawn, is a revision of its own.
/// Where times are unknown, the text decides.
fn known(all: &[Told], article: &Article, digest: Digest) -> Option<RevisionNumber> {
    let same = |told: &&Told| told.digest == digest.0;
    let any = all.iter().rev().find(same)?;
    let Some(time) = version_time(article).map(micros).filter(|_| all.iter().all(|told| told.time.is_some())) else {
        return Some(any.number);
    };
    let order = |told: &&Told| (told.time, told.number);
    let in_force = all.iter().filter(|told| told.time <= Some(time)).max_by_key(order);
    let next = all.iter().filter(|told| told.time > Some(time)).min_by_key(order);
    let then = all.iter().find(|told| told.time == Some(time) && same(told));
    in_force.filter(same).or(next.filter(same)).or(then).map(|told| told.number)
}

fn add_revision(
    transaction: &Transaction<'_>,
    article: &Article,
    digest: Digest,
    received: Timestamp,
) -> Result<(Outcome, RevisionNumber), StoreError> {
    let id = article.id.as_str();
    let last: RevisionNumber = transaction
        .prepare_cached("SELECT coalesce(max(number), 0) FROM revisions WHERE article = ?1")?
        .query_row([id], |row| row.get(0))?;
    let number = last + 1;
    let seen_from = article.captured.unwrap_or(received);
    transaction
        .prepare_cached(
            "INSERT INTO revisions (article, number, digest, seen_from, version_time, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            id,
            number,
            digest.0,
            micros(seen_from),
            version_time(article).map(micros),
            encode("an article", article)?
        ])?;
    if last == 0 {
        transaction
            .prepare_cached("INSERT INTO articles (id, source, url, current, first_seen) VALUES (?1, ?2, ?3, 1, ?4)")?
            .execute(params![id, article.source.id.as_str(), article.url, micros(seen_from)])?;
        return Ok((Outcome::Added, number));
    }
    // A capture older than what we have is a revision, but not the current one.
    transaction
        .prepare_cached(
            "UPDATE articles SET current = (SELECT number FROM revisions WHERE article = ?1 \
             ORDER BY version_time IS NOT NULL DESC, version_time DESC, number DESC LIMIT 1) WHERE id = ?1",
        )?
        .execute([id])?;
    Ok((Outcome::Revised(number), number))
}

/// Keeps the bytes unless this article was read from the very same bytes before.
fn keep_capture(
    transaction: &Transaction<'_>,
    segments: &mut SegmentWriter,
    incoming: &Incoming,
    number: RevisionNumber,
    received: Timestamp,
) -> Result<(), StoreError> {
    let Incoming { article, capture } = incoming;
    let digest = Digest::of(&capture.payload);
    let known = transaction
        .prepare_cached("SELECT 1 FROM captures WHERE article = ?1 AND digest = ?2")?
        .exists(params![article.id.as_str(), digest.0])?;
    if known {
        return Ok(());
    }
    let place = segments.append(capture, digest, received)?;
    transaction
        .prepare_cached(
            "INSERT INTO captures (article, revision, digest, uri, captured, media_type, charset, location, segment, offset, length) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            article.id.as_str(),
            number,
            digest.0,
            capture.uri,
            capture.captured.map(micros),
            capture.media_type,
            capture.charset,
            capture.location.to_string(),
            place.segment,
            place.offset,
            place.length,
        ])?;
    Ok(())
}

/// Remembers what a source calls itself; the first name that is more than the identifier stays.
fn name_source(transaction: &Transaction<'_>, source: &Source) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO sources (id, name) VALUES (?1, ?2) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE sources.name = sources.id",
        )?
        .execute(params![source.id.as_str(), source.name])?;
    Ok(())
}
