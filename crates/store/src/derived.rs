//! What follows from the ground and may be dropped: mentions, entities, near-duplicate clusters.

use std::collections::HashMap;

use dateline_model::{ArticleId, Entity, EntityId, EntityKind, Mention, RevisionNumber, SourceId};
use rusqlite::{OptionalExtension, params};

use crate::codec::{damaged, decode, encode};
use crate::{Store, StoreError, schema};

/// The mentions of one revision, ready to be kept.
pub type RevisionMentions<'a> = (&'a ArticleId, RevisionNumber, &'a [Mention]);

/// Mentions as they are kept, with the model that recognised them.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Version of the recogniser, of its data and of its rules.
    pub model: String,
    /// What it found, before any ruling.
    pub mentions: Vec<Mention>,
}

/// Which model has read an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadBy {
    /// Which article.
    pub article: ArticleId,
    /// Its source.
    pub source: SourceId,
    /// The model; `None` where none has.
    pub model: Option<String>,
}

impl Store {
    /// Returns the mentions of a revision, whichever model recognised them; `None` where none has.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn mentions(&self, id: &ArticleId, number: RevisionNumber) -> Result<Option<Kept>, StoreError> {
        let kept: Option<(String, Vec<u8>)> = self
            .reader()?
            .prepare_cached("SELECT model, content FROM mentions WHERE article = ?1 AND revision = ?2")?
            .query_row(params![id.as_str(), number], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((model, content)) = kept else { return Ok(None) };
        Ok(Some(Kept { model, mentions: decode(&format!("the mentions of article `{id}`"), &content)? }))
    }

    /// Returns which model has read the current revision of articles, in the order of their identifiers, those behind
    /// `after`, at most `limit`.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn read_by(&self, after: &str, limit: usize) -> Result<Vec<ReadBy>, StoreError> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "SELECT id, source, model FROM articles LEFT JOIN mentions ON article = id AND revision = current \
             WHERE id > ?1 ORDER BY id LIMIT ?2",
        )?;
        let rows = statement.query_map(params![after, limit], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?))
        })?;
        rows.map(|row| {
            let (id, source, model) = row?;
            Ok(ReadBy { article: parse_id(&id)?, source: SourceId::new(&source), model })
        })
        .collect()
    }

    /// Counts the articles of each source by the model that has read their current revision.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn count_read_by(&self) -> Result<Vec<(SourceId, Option<String>, u64)>, StoreError> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "SELECT source, model, count(*) FROM articles LEFT JOIN mentions ON article = id AND revision = current \
             GROUP BY source, model",
        )?;
        let rows =
            statement.query_map([], |row| Ok((SourceId::new(&row.get::<_, String>(0)?), row.get(1)?, row.get(2)?)))?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Keeps the mentions of some revisions, as this model recognised them, and the entities they name, in one
    /// transaction. Articles in `again` are entered in the journal again: they were read before and mean something else
    /// now.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses.
    pub fn set_mentions(
        &self,
        model: &str,
        mentions: &[RevisionMentions<'_>],
        entities: &[(Entity, String)],
        again: &[&ArticleId],
    ) -> Result<(), StoreError> {
        let mut writer = self.writer()?;
        let transaction = writer.connection.transaction()?;
        crate::rulings::enter_again(&transaction, again.iter().copied())?;
        for (article, revision, mentions) in mentions {
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO mentions (article, revision, model, content) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![article.as_str(), revision, model, encode("mentions", mentions)?])?;
        }
        for (entity, folded) in entities {
            transaction
                .prepare_cached(
                    "INSERT OR IGNORE INTO entities (id, kind, label, country, folded) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![entity.id.as_str(), entity.kind.as_str(), entity.label, entity.country, folded])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Returns the labels of entities that some article mentions; unknown ones are left out.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn entity_labels(&self, ids: &[&str]) -> Result<HashMap<String, String>, StoreError> {
        self.labels_of(
            "SELECT entities.id, label FROM json_each(?1) JOIN entities ON entities.id = json_each.value",
            ids,
        )
    }

    /// Returns the entities of this folded name.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn entities_named(&self, folded: &str) -> Result<Vec<Entity>, StoreError> {
        let reader = self.reader()?;
        let mut statement =
            reader.prepare_cached("SELECT id, kind, label, country FROM entities WHERE folded = ?1 ORDER BY id")?;
        let rows = statement.query_map([folded], entity)?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Returns the entities whose folded name ends in these words: `lavrov` finds Sergei Lavrov.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn entities_ending(&self, folded: &str) -> Result<Vec<Entity>, StoreError> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "SELECT id, kind, label, country FROM entities WHERE substr(folded, -length(?1) - 1) = ' ' || ?1 ORDER BY id",
        )?;
        let rows = statement.query_map([folded], entity)?;
        rows.map(|row| row.map_err(StoreError::from)).collect()
    }

    /// Returns the near-duplicate cluster of an article: the identifier of the article it is named after.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn cluster(&self, id: &ArticleId) -> Result<Option<ArticleId>, StoreError> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached("SELECT cluster FROM clusters WHERE article = ?1")?;
        let cluster: Option<String> = statement.query_row([id.as_str()], |row| row.get(0)).optional()?;
        cluster.map(|cluster| parse_id(&cluster)).transpose()
    }

    /// Returns the articles of a cluster.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn cluster_members(&self, cluster: &ArticleId) -> Result<Vec<ArticleId>, StoreError> {
        let reader = self.reader()?;
        // Sorted here: with `ORDER BY`, SQLite prepares the statement anew for every cluster.
        let mut statement = reader.prepare_cached("SELECT article FROM clusters WHERE cluster = ?1")?;
        let rows = statement.query_map([cluster.as_str()], |row| row.get::<_, String>(0))?;
        let members = rows.map(|row| row.map_err(StoreError::from).and_then(|id| parse_id(&id)));
        let mut members = members.collect::<Result<Vec<_>, _>>()?;
        members.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
        Ok(members)
    }

    /// Assigns clusters to a batch of articles in one transaction. `assign` looks at each in turn with a
    /// [`ClusterWriter`], so that later ones see what was decided for earlier ones.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only, the disk refuses, or `assign` fails; nothing is kept then.
    pub fn assign_clusters<T>(
        &self,
        batch: &[T],
        mut assign: impl FnMut(&ClusterWriter<'_>, &T) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer()?;
        let clusters = ClusterWriter { transaction: writer.connection.transaction()? };
        for item in batch {
            assign(&clusters, item)?;
        }
        clusters.transaction.commit()?;
        Ok(())
    }

    /// Empties every derived table. Nothing is lost: reading the journal from zero fills them again.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses.
    pub fn drop_derived(&self) -> Result<(), StoreError> {
        let mut writer = self.writer()?;
        let transaction = writer.connection.transaction()?;
        transaction.execute_batch(schema::DROP_DERIVED)?;
        transaction.execute_batch(crate::homes::DROP)?;
        transaction.execute_batch(schema::DERIVED)?;
        transaction.commit()?;
        Ok(())
    }
}

/// Reads and writes clusters inside one transaction.
#[derive(Debug)]
pub struct ClusterWriter<'a> {
    transaction: rusqlite::Transaction<'a>,
}

impl ClusterWriter<'_> {
    /// Returns the clusters that share one of these band keys, each with the fingerprint of the article it is named
    /// after.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn candidates(&self, bands: &[u64]) -> Result<HashMap<ArticleId, Vec<u8>>, StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT DISTINCT named.article, named.fingerprint FROM bands \
             JOIN clusters AS member ON member.article = bands.article \
             JOIN clusters AS named ON named.article = member.cluster WHERE bands.band = ?1",
        )?;
        let mut found = HashMap::new();
        for band in bands {
            let rows = statement
                .query_map([band.cast_signed()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
            for row in rows {
                let (article, fingerprint) = row?;
                found.insert(parse_id(&article)?, fingerprint);
            }
        }
        Ok(found)
    }

    /// Returns the cluster and the fingerprint of an article, if it has been given any.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn known(&self, id: &ArticleId) -> Result<Option<(ArticleId, Vec<u8>)>, StoreError> {
        let mut statement =
            self.transaction.prepare_cached("SELECT cluster, fingerprint FROM clusters WHERE article = ?1")?;
        let known: Option<(String, Vec<u8>)> =
            statement.query_row([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        known.map(|(cluster, fingerprint)| Ok((parse_id(&cluster)?, fingerprint))).transpose()
    }

    /// Puts an article into a cluster (its own, where it stands alone), in place of any earlier one.
    ///
    /// # Errors
    ///
    /// Fails where the disk refuses.
    pub fn set(
        &self,
        id: &ArticleId,
        cluster: &ArticleId,
        fingerprint: &[u8],
        bands: &[u64],
    ) -> Result<(), StoreError> {
        self.transaction.prepare_cached("DELETE FROM bands WHERE article = ?1")?.execute([id.as_str()])?;
        self.transaction
            .prepare_cached("INSERT OR REPLACE INTO clusters (article, cluster, fingerprint) VALUES (?1, ?2, ?3)")?
            .execute(params![id.as_str(), cluster.as_str(), fingerprint])?;
        let mut insert =
            self.transaction.prepare_cached("INSERT OR IGNORE INTO bands (band, article) VALUES (?1, ?2)")?;
        for band in bands {
            insert.execute(params![band.cast_signed(), id.as_str()])?;
        }
        Ok(())
    }
}

fn entity(row: &rusqlite::Row<'_>) -> rusqlite::Result<Entity> {
    let kind: String = row.get(1)?;
    Ok(Entity {
        id: EntityId::new(&row.get::<_, String>(0)?),
        kind: EntityKind::from_name(&kind).unwrap_or(EntityKind::Organisation),
        label: row.get(2)?,
        country: row.get(3)?,
    })
}

pub(crate) fn parse_id(id: &str) -> Result<ArticleId, StoreError> {
    id.parse().map_err(|error| damaged("a cluster", &error))
}
