//! A revision to a document, with its mentions and its cluster.

use std::collections::HashMap;

use dateline_entity::{Facets, Recognition};
use dateline_model::{ArticleId, Dated, Entity, EntityId, EntityKind, Flag, Mention, Precision, Revision, Usage};
use dateline_search::{Document, Period};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::{Archive, Error};

/// An article with everything that was found in it, ready for the engine.
pub(crate) struct Enriched {
    pub(crate) id: ArticleId,
    pub(crate) revisions: Vec<Revision>,
    /// The model that found the mentions.
    pub(crate) model: String,
    pub(crate) mentions: Vec<Mention>,
    /// Entities that the lexicon does not know; empty where the mentions were cached.
    pub(crate) entities: Vec<Entity>,
    /// True where the mentions are new and must be kept.
    pub(crate) fresh: bool,
}

/// Who and where: the actors and places of an article as people see them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// Actors, most salient first.
    pub actors: Vec<ActorView>,
    /// Places where it happens, most salient first.
    pub places: Vec<PlaceView>,
    /// Every mention, in reading order.
    pub mentions: Vec<Mention>,
}

/// An actor of an article.
#[derive(Clone, Debug, PartialEq)]
pub struct ActorView {
    /// Which.
    pub id: EntityId,
    /// Name to show.
    pub label: String,
    /// What it is.
    pub kind: EntityKind,
    /// The role the text gives.
    pub role: Option<String>,
    /// Number of mentions.
    pub count: u32,
}

/// A place of an article.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceView {
    /// Which.
    pub id: EntityId,
    /// Name to show.
    pub label: String,
    /// ISO code of its country.
    pub country: Option<String>,
    /// In which sense it is named.
    pub usage: Usage,
    /// Number of mentions.
    pub count: u32,
}

impl Archive {
    /// Loads an article and finds its mentions, from the cache where this model has found them before.
    pub(crate) fn enrich(&self, id: &ArticleId) -> Result<Enriched, Error> {
        let revisions = self.store.revisions(id)?;
        let current = current(&revisions);
        let number = current.map_or(0, |revision| revision.number);
        let model = match current {
            Some(revision) => self.model_of(&revision.article.source.id)?,
            None => self.model.clone(),
        };
        if let Some(mentions) = self.store.mentions(id, number, &model)? {
            return Ok(Enriched { id: id.clone(), revisions, model, mentions, entities: Vec::new(), fresh: false });
        }
        let Recognition { mentions, entities } = match current {
            Some(revision) => self.recognise(&revision.article)?,
            None => Recognition::default(),
        };
        Ok(Enriched { id: id.clone(), model, mentions, entities, fresh: true, revisions })
    }

    /// Returns who and where an article is about.
    pub(crate) fn profile(&self, revision: &Revision) -> Result<Profile, Error> {
        let model = self.model_of(&revision.article.source.id)?;
        let mentions = match self.store.mentions(&revision.article.id, revision.number, &model)? {
            Some(mentions) => mentions,
            None => self.recognise(&revision.article)?.mentions,
        };
        let Facets { actors, places, .. } = self.facets(&mentions)?;
        let ids = actors.iter().map(|actor| &actor.id).chain(places.iter().map(|place| &place.id));
        let labels = self.labels(ids.map(EntityId::as_str))?;
        // What the text itself says stands in for names that nothing else knows.
        let label = |id: &EntityId| match labels.get(id.as_str()) {
            Some(label) => label.clone(),
            None => longest_name(&mentions, id).map_or_else(|| readable(id.as_str()), str::to_owned),
        };
        let actors = actors.into_iter().map(|actor| ActorView {
            label: label(&actor.id),
            id: actor.id,
            kind: actor.kind,
            role: actor.role,
            count: actor.count,
        });
        let places = places.into_iter().map(|place| PlaceView {
            label: label(&place.id),
            id: place.id,
            country: place.country,
            usage: place.usage,
            count: place.count,
        });
        Ok(Profile { actors: actors.collect(), places: places.collect(), mentions })
    }

    /// Returns the names to show for entities by their identifiers, from the lexicon or as the archive first met them;
    /// unknown ones are left out.
    pub(crate) fn labels<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Result<HashMap<String, String>, Error> {
        let (known, others): (Vec<_>, Vec<_>) =
            ids.map(|id| (id, self.lexicon.entity(id))).partition(|(_, entity)| entity.is_some());
        let others: Vec<&str> = others.into_iter().map(|(id, _)| id).collect();
        let mut labels = self.store.entity_labels(&others)?;
        for id in others {
            if !labels.contains_key(id)
                && let Some(label) = self.label_of_place(id)?
            {
                labels.insert(id.to_owned(), label);
            }
        }
        labels.extend(known.into_iter().filter_map(|(id, entity)| Some((id.to_owned(), entity?.label.clone()))));
        Ok(labels)
    }
}

/// The end of an identifier, for want of a name.
pub(crate) fn readable(id: &str) -> String {
    id.rsplit('/').next().unwrap_or(id).replace('-', " ")
}

fn longest_name<'a>(mentions: &'a [Mention], id: &EntityId) -> Option<&'a str> {
    let named = mentions.iter().filter(|mention| mention.entity == *id).map(|mention| mention.text.as_str());
    // The first of the longest.
    named.rev().max_by_key(|name| name.len())
}

/// The revision that is in force now.
pub(crate) fn current(revisions: &[Revision]) -> Option<&Revision> {
    revisions.iter().find(|revision| revision.seen_to.is_none())
}

impl Enriched {
    /// Returns the documents of all revisions; actors and places are those of the current one.
    pub(crate) fn documents(&self, archive: &Archive, cluster: Option<&ArticleId>) -> Result<Vec<Document>, Error> {
        let facets = archive.facets(&self.mentions)?;
        let revised = self.revisions.len() > 1;
        Ok(self.revisions.iter().map(|revision| document(revision, &facets, cluster, revised)).collect())
    }
}

fn document(revision: &Revision, facets: &Facets, cluster: Option<&ArticleId>, revised: bool) -> Document {
    let article = &revision.article;
    let current = revision.seen_to.is_none();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut flags: Vec<String> = article.flags.iter().map(|flag| flag.as_str().to_owned()).collect();
    flags.extend(revised.then(|| Flag::Revised.as_str().to_owned()));
    Document {
        revision: revision.number,
        current,
        withdrawn: article.flags.contains(&Flag::Withdrawn),
        seen_from: revision.seen_from.as_second(),
        seen_to: revision.seen_to.map(Timestamp::as_second),
        language: text(&article.language),
        headline: article.headline.clone(),
        dek: text(&article.dek),
        lede: article.body.lede_index(),
        paragraphs: article.body.paragraphs.iter().map(|paragraph| paragraph.text.clone()).collect(),
        captions: article.captions.iter().map(|caption| caption.text.clone()).collect(),
        byline: article.byline.as_ref().map_or_else(String::new, |byline| byline.printed.clone()),
        actors: if current { facets.actor_terms() } else { Vec::new() },
        places: if current { facets.place_terms() } else { Vec::new() },
        countries: if current { facets.countries.clone() } else { Vec::new() },
        source: article.source.id.to_string(),
        section: text(&article.section),
        tags: article.tags.clone(),
        flags,
        agency: text(&article.agency),
        url: text(&article.url),
        cluster: cluster.map_or_else(String::new, ToString::to_string),
        published: article.published.as_ref().map(period),
        updated: article.updated.as_ref().map(period),
        captured: article.captured.map(captured),
    }
}

/// The days a date can mean. Days are those of the place of publication: readers think in days.
fn period(dated: &Dated) -> Period {
    let first = dated.date();
    let last = match dated.precision {
        Precision::Year => Date::new(first.year(), 12, 31).unwrap_or(first),
        Precision::Month => first.last_of_month(),
        Precision::Day | Precision::Minute | Precision::Second => first,
    };
    Period { first, last, moment: dated.earliest().as_second() }
}

fn captured(at: Timestamp) -> Period {
    let day = jiff::tz::Offset::UTC.to_datetime(at).date();
    Period { first: day, last: day, moment: at.as_second() }
}

/// Returns today by the clock of the machine; queries count relative days from it.
pub(crate) fn today() -> Date {
    jiff::Zoned::now().date()
}
