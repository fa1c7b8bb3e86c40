//! The types of the public API.
//!
//! Offsets are characters of the text beside them. Fields may be added; those there are keep their meaning.

mod asked;
mod desk;
mod facet;
mod reading;

use std::collections::BTreeMap;

use dateline_archive::model::{Dated, Field, Revision};
use dateline_archive::{ActorView, Answer, AnsweredHit, FacetValue, PlaceView, Profile, Snippet};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use asked::{Query, QueryProblem};
pub use desk::{Entity, NewRuling, Ruled, Ruling, RulingScope};
pub use facet::Count;
pub use reading::{ArticleReading, CandidateView, FacetReason, MentionView};

/// One article as it stands now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Article {
    /// Identifier: 16 letters and digits.
    pub id: String,
    /// Identifier of the source, usually its domain.
    pub source: String,
    /// Name of the source.
    pub source_name: String,
    /// Canonical address.
    pub url: Option<String>,
    /// The title.
    pub headline: String,
    /// The line beneath the headline.
    pub dek: Option<String>,
    /// Who signed it, as printed.
    pub byline: Option<String>,
    /// Names in the byline.
    pub authors: Vec<String>,
    /// People and agencies named as contributors.
    pub contributors: Vec<String>,
    /// News agency whose copy it is, in whole or in part.
    pub agency: Option<String>,
    /// Where it was filed.
    pub dateline: Option<Dateline>,
    /// When it was published.
    pub published: Option<Date>,
    /// When its publisher changed it.
    pub updated: Option<Date>,
    /// Other days on which it may have been published, as found, the likeliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_dates: Vec<Date>,
    /// When it was captured, RFC 3339.
    pub captured: Option<String>,
    /// ISO 639-1 code.
    pub language: Option<String>,
    /// The language that the publisher declares, where the text shows another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared_language: Option<String>,
    /// The desk it ran under.
    pub section: Option<String>,
    /// Keywords given by the publisher.
    pub tags: Vec<String>,
    /// The body, in order.
    pub paragraphs: Vec<String>,
    /// What each paragraph is: `text`, `subhead`, `list_item`, `quotation`, `table_row`, `preformatted`,
    /// `embed` (somebody else's post that the page shows).
    pub paragraph_kinds: Vec<String>,
    /// Words of the body that lead to other pages, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Words under the pictures.
    pub captions: Vec<Caption>,
    /// Notices printed by the editors.
    pub corrections: Vec<String>,
    /// What the publisher says of the authors, where it says anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub biographies: Vec<String>,
    /// What the desk told its clients beside the story.
    pub notes: Vec<String>,
    /// Until when the publisher asked to hold it.
    pub embargo: Option<Date>,
    /// What is special: `correction`, `revised`, `paywall`, `live-blog`, `opinion`, `gallery`, `summary`, `unreduced`, `date-quarantined`,
    /// `headline-only`, `embargoed`, `withdrawn`, `headline-guessed`, `byline-guessed`, `date-guessed`.
    pub flags: Vec<String>,
    /// People, organisations, states and armed groups, most salient first.
    pub actors: Vec<Actor>,
    /// Places where it happens, most salient first.
    pub places: Vec<Place>,
    /// Number of this revision, from 1.
    pub revision: u32,
    /// How many revisions were observed.
    pub revisions: usize,
    /// Articles that are the same copy with small changes.
    pub copies: Vec<String>,
}

/// Where and when a story was filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Dateline {
    /// As printed.
    pub text: String,
    /// The place as printed.
    pub place: Option<String>,
    /// The day as printed.
    pub date: Option<String>,
}

/// A date with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Date {
    /// ISO 8601, no finer than the precision.
    pub value: String,
    /// `year`, `month`, `day`, `minute` or `second`.
    pub precision: String,
    /// Offset from UTC where one was stated: `Z`, `+02:00`.
    pub zone: Option<String>,
    /// Where it was found: `json_ld`, `meta`, `microdata`, `time_element`, `url`, `file_name`, `text`, `dateline`, `feed`, `record`.
    pub origin: String,
}

/// Words of the body that lead to another page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Link {
    /// Number of the paragraph they stand in, from 0.
    pub paragraph: usize,
    /// The words.
    pub text: String,
    /// Where they lead, without tracking parameters.
    pub url: String,
}

/// Words under a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Caption {
    /// Without the credit.
    pub text: String,
    /// Who made the picture.
    pub credit: Option<String>,
}

/// An actor of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Actor {
    /// Identifier, a path: `/person/RU/sergei-lavrov`.
    pub id: String,
    /// Name to show.
    pub label: String,
    /// `person`, `state`, `igo`, `armed-group`, `party`, `company`, `media`, `ngo` or `organisation`.
    pub kind: String,
    /// The role the text gives, as printed.
    pub role: Option<String>,
    /// Number of mentions.
    pub count: u32,
}

/// A place of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Place {
    /// Identifier, a path: `/AS/SY/golan-heights`.
    pub id: String,
    /// Name to show.
    pub label: String,
    /// ISO 3166-1 code of its country.
    pub country: Option<String>,
    /// `located` or `dateline`.
    #[serde(rename = "use")]
    pub usage: String,
    /// Number of mentions.
    pub count: u32,
}

/// A page of hits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Hits {
    /// The query and how it was read.
    pub query: Query,
    /// How many articles match.
    pub total: u64,
    /// Where the next page begins; `null` on the last.
    pub next: Option<String>,
    /// The hits of this page.
    pub hits: Vec<Hit>,
    /// How many stories they are, copies counted once; left out where facets count articles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stories: Option<u64>,
    /// Counts by facet: `actor`, `place`, `country`, `source`, and whichever were asked for, under the names by which they
    /// were (`place:/EU`).
    pub facets: BTreeMap<String, Vec<Count>>,
    /// How many different values each facet has, of those that were asked for.
    #[serde(default)]
    pub distinct: BTreeMap<String, u64>,
    /// Counts of the values that are chosen from a facet or excluded by it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub picked: BTreeMap<String, Vec<Count>>,
}

/// One hit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Hit {
    /// Identifier of the article.
    pub id: String,
    /// The title.
    pub headline: String,
    /// Identifier of the source.
    pub source: String,
    /// Name of the source.
    pub source_name: String,
    /// When it was published.
    pub published: Option<Date>,
    /// ISO 639-1 code.
    pub language: Option<String>,
    /// BM25 score; 0 where the order is by date.
    pub score: f32,
    /// Excerpts with their matches.
    pub snippets: Vec<HitSnippet>,
    /// Actors, most salient first, at most eight.
    pub actors: Vec<Actor>,
    /// Places where it happens, most salient first, at most eight.
    pub places: Vec<Place>,
    /// What is special.
    pub flags: Vec<String>,
    /// How many other articles are the same copy.
    pub copies: usize,
}

/// An excerpt, word for word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HitSnippet {
    /// `headline`, `dek`, `body` or `caption`.
    pub field: String,
    /// Number of the paragraph or caption, from 0.
    pub paragraph: Option<usize>,
    /// Where in that text the excerpt begins, in characters.
    pub start: usize,
    /// The excerpt.
    pub text: String,
    /// The matches in `text`: `[start, end]` in characters.
    pub marks: Vec<[usize; 2]>,
}

/// Is it up, and how far has the index read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// `ok`, or `behind` where the index has not read the whole journal yet.
    pub status: String,
    /// Articles in the archive.
    pub articles: u64,
    /// Journal entries the index has not read yet.
    pub behind: u64,
    /// Version of the program.
    pub version: String,
}

/// How many actors and places a hit shows.
const SHOWN: usize = 8;

impl Article {
    /// Returns an article for clients.
    #[must_use]
    pub fn new(revision: &Revision, profile: &Profile, revisions: usize, copies: Vec<String>) -> Self {
        let article = &revision.article;
        let mut flags: Vec<String> = article.flags.iter().map(|flag| flag.as_str().to_owned()).collect();
        flags.extend((revisions > 1).then(|| "revised".to_owned()));
        Self {
            id: article.id.to_string(),
            source: article.source.id.to_string(),
            source_name: article.source.name.clone(),
            url: article.url.clone(),
            headline: article.headline.clone(),
            dek: article.dek.clone(),
            byline: article.byline.as_ref().map(|byline| byline.printed.clone()),
            authors: article.byline.as_ref().map_or_else(Vec::new, |byline| byline.authors.clone()),
            contributors: article.contributors.clone(),
            agency: article.agency.clone(),
            dateline: article.dateline.as_ref().map(|dateline| Dateline {
                text: dateline.printed.clone(),
                place: dateline.place.clone(),
                date: dateline.date.clone(),
            }),
            published: article.published.as_ref().map(Date::from),
            updated: article.updated.as_ref().map(Date::from),
            other_dates: article.other_dates.iter().map(Date::from).collect(),
            captured: article.captured.map(|at| at.to_string()),
            language: article.language.clone(),
            declared_language: article.declared_language.clone(),
            section: article.section.clone(),
            tags: article.tags.clone(),
            paragraphs: article.body.paragraphs.iter().map(|paragraph| paragraph.text.clone()).collect(),
            paragraph_kinds: article
                .body
                .paragraphs
                .iter()
                .map(|paragraph| paragraph.kind.as_str().to_owned())
                .collect(),
            links: article
                .body
                .paragraphs
                .iter()
                .enumerate()
                .flat_map(|(paragraph, block)| {
                    let link = move |link: &dateline_archive::model::Link| Link {
                        paragraph,
                        text: link.text.clone(),
                        url: link.address.clone(),
                    };
                    block.links.iter().map(link)
                })
                .collect(),
            captions: article
                .captions
                .iter()
                .map(|caption| Caption { text: caption.text.clone(), credit: caption.credit.clone() })
                .collect(),
            biographies: article.biographies.clone(),
            corrections: article.corrections.iter().map(|correction| correction.text.clone()).collect(),
            notes: article.notes.clone(),
            embargo: article.embargo.as_ref().map(Date::from),
            flags,
            actors: profile.actors.iter().map(Actor::from).collect(),
            places: profile.places.iter().map(Place::from).collect(),
            revision: revision.number,
            revisions,
            copies,
        }
    }
}

impl Date {
    /// Returns the day (or month, or year) without time and zone.
    #[must_use]
    pub fn day(&self) -> &str {
        self.value.split('T').next().unwrap_or(&self.value)
    }
}

impl From<&Dated> for Date {
    fn from(dated: &Dated) -> Self {
        Self {
            value: dated.value(),
            precision: dated.precision.as_str().to_owned(),
            zone: dated.zone(),
            origin: dated.origin.as_str().to_owned(),
        }
    }
}

impl From<&ActorView> for Actor {
    fn from(actor: &ActorView) -> Self {
        Self {
            id: actor.id.to_string(),
            label: actor.label.clone(),
            kind: actor.kind.as_str().to_owned(),
            role: actor.role.clone(),
            count: actor.count,
        }
    }
}

impl From<&PlaceView> for Place {
    fn from(place: &PlaceView) -> Self {
        Self {
            id: place.id.to_string(),
            label: place.label.clone(),
            country: place.country.clone(),
            usage: place.usage.as_str().to_owned(),
            count: place.count,
        }
    }
}

impl From<&Answer> for Hits {
    fn from(answer: &Answer) -> Self {
        let facets = || answer.facets.iter();
        let counts = |values: &[FacetValue]| values.iter().map(Count::from).collect();
        let picked = facets().filter(|facet| !facet.picked.is_empty());
        Self {
            query: Query {
                text: answer.text.clone(),
                read_as: answer.read_as.clone(),
                problems: answer.problems.iter().map(QueryProblem::from).collect(),
            },
            total: answer.total.count(),
            next: answer.next.map(|cursor| cursor.to_string()),
            hits: answer.hits.iter().map(Hit::from).collect(),
            stories: answer.stories,
            facets: facets().map(|facet| (facet.name.clone(), counts(&facet.values))).collect(),
            distinct: facets().map(|facet| (facet.name.clone(), facet.distinct)).collect(),
            picked: picked.map(|facet| (facet.field.as_str().to_owned(), counts(&facet.picked))).collect(),
        }
    }
}

impl From<&AnsweredHit> for Hit {
    fn from(hit: &AnsweredHit) -> Self {
        let article = &hit.revision.article;
        Self {
            id: article.id.to_string(),
            headline: article.headline.clone(),
            source: article.source.id.to_string(),
            source_name: article.source.name.clone(),
            published: article.published.as_ref().map(Date::from),
            language: article.language.clone(),
            score: hit.score,
            snippets: hit.snippets.iter().map(HitSnippet::from).collect(),
            actors: hit.actors.iter().take(SHOWN).map(Actor::from).collect(),
            places: hit.places.iter().take(SHOWN).map(Place::from).collect(),
            flags: article.flags.iter().map(|flag| flag.as_str().to_owned()).collect(),
            copies: hit.copies,
        }
    }
}

impl From<&Snippet> for HitSnippet {
    fn from(snippet: &Snippet) -> Self {
        let paragraph = match snippet.field {
            Field::Paragraph(index) | Field::Caption(index) => Some(index),
            Field::Headline | Field::Dek | Field::Dateline => None,
        };
        Self {
            field: snippet.field.as_str().to_owned(),
            paragraph,
            start: snippet.start,
            text: snippet.text.clone(),
            marks: snippet.marks.iter().map(|mark| [mark.start, mark.end]).collect(),
        }
    }
}
