//! A revision to a document, with its mentions and its cluster.

use std::collections::HashMap;

use dateline_entity::{Facets, Recognition};
use dateline_model::{ArticleId, Dated, Entity, EntityId, EntityKind, Flag, Mention, Precision, Revision, Usage};
use dateline_search::{Document, Period};
use dateline_store::Kept;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::desk::Rulings;
use crate::{Archive, Error};

/// An article with everything that was found in it, ready for the engine.
pub(crate) struct Enriched {
    pub(crate) id: ArticleId,
    pub(crate) revisions: Vec<Revision>,
    /// The model that found the mentions.
    pub(crate) model: String,
    /// As they were recognised, before any ruling.
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
    /// Loads an article and its mentions. Those that were kept serve whichever model found them, until
    /// [`Archive::refresh`] has others.
    pub(crate) fn enrich(&self, id: &ArticleId) -> Result<Enriched, Error> {
        let revisions = self.store.revisions(id)?;
        let current = current(&revisions);
        let number = current.map_or(0, |revision| revision.number);
        if let Some(kept) = self.store.mentions(id, number)? {
            let Kept { model, mentions } = kept;
            return Ok(Enriched { id: id.clone(), revisions, model, mentions, entities: Vec::new(), fresh: false });
        }
        let (model, Recognition { mentions, entities }) = match current {
            Some(current) => (self.model_of(&current.article.source.id)?, self.recognise(&current.article)?),
            None => Default::default(),
        };
        Ok(Enriched { id: id.clone(), model, mentions, entities, fresh: true, revisions })
    }

    /// Returns who and where an article is about.
    pub(crate) fn profile(&self, revision: &Revision, rulings: &Rulings) -> Result<Profile, Error> {
        let kept = self.store.mentions(&revision.article.id, revision.number)?;
        let mentions = match kept {
            Some(kept) => kept.mentions,
            None => self.recognise(&revision.article)?.mentions,
        };
        let mentions = rulings.apply(&revision.article, mentions, &self.lexicon);
        let Facets { actors, places, .. } = self.facets(&mentions)?;
        let ids = actors.iter().map(|actor| &actor.id).chain(places.iter().map(|place| &place.id));
        let labels = self.labels(rulings, ids.map(EntityId::as_str))?;
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

    /// Returns the names to show for entities by their identifiers: as people named them, from the lexicon, as the
    /// archive first met them, or from the gazetteer; unknown ones are left out.
    pub(crate) fn labels<'a>(
        &self,
        rulings: &Rulings,
        ids: impl Iterator<Item = &'a str>,
    ) -> Result<HashMap<String, String>, Error> {
        let mut labels = HashMap::new();
        let mut others = Vec::new();
        for id in ids {
            let given = rulings.label(id).map(str::to_owned);
            match given.or_else(|| self.lexicon.entity(id).map(|entity| entity.label.clone())) {
                Some(label) => {
                    labels.insert(id.to_owned(), label);
                }
                None => others.push(id),
            }
        }
        labels.extend(self.store.entity_labels(&others)?);
        for id in others {
            if !labels.contains_key(id)
                && let Some(label) = self.label_of_place(id)?
            {
                labels.insert(id.to_owned(), label);
            }
        }
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
    /// Returns the documents of all revisions; actors and places are those of the current one, as the rulings have them.
    pub(crate) fn documents(
        &self,
        archive: &Archive,
        rulings: &Rulings,
        cluster: Option<&ArticleId>,
    ) -> Result<Vec<Document>, Error> {
        let revised = self.revisions.len() > 1;
        let document = |revision: &Revision| {
            let mut document = document(revision, cluster, revised);
            if document.current {
                self.add_names(&mut document, revision, archive, rulings)?;
            }
            Ok(document)
        };
        self.revisions.iter().map(document).collect()
    }

    fn add_names(
        &self,
        document: &mut Document,
        revision: &Revision,
        archive: &Archive,
        rulings: &Rulings,
    ) -> Result<(), Error> {
        let mentions = rulings.apply(&revision.article, self.mentions.clone(), &archive.lexicon);
        let facets = archive.facets(&mentions)?;
        document.about = rulings.terms(facets.about().into_terms());
        document.actors = rulings.terms(facets.actor_terms());
        document.places = rulings.terms(facets.place_terms());
        document.countries = facets.countries;
        let mut named: Vec<&str> = self.mentions.iter().map(|mention| mention.entity.as_str()).collect();
        named.sort_unstable();
        named.dedup();
        document.named = named.into_iter().map(str::to_owned).collect();
        Ok(())
    }
}

fn document(revision: &Revision, cluster: Option<&ArticleId>, revised: bool) -> Document {
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
        ..Document::default()
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
