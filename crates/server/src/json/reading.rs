//! Why an article has its actors and places, as clients see it.

use dateline_archive::model::Field;
use dateline_archive::{MentionReason, WhoAndWhere};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why an article has the actors and places it has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ArticleReading {
    /// Identifier of the article.
    pub id: String,
    /// Its headline.
    pub headline: String,
    /// Number of the revision that was read.
    pub revision: u32,
    /// Version of the recogniser that read it.
    pub model: String,
    /// Every mention, in reading order.
    pub mentions: Vec<MentionView>,
    /// Every value of a facet and why the article is counted under it.
    pub facets: Vec<FacetReason>,
}

/// One mention and what it means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MentionView {
    /// `headline`, `dek`, `dateline`, `body` or `caption`.
    pub field: String,
    /// Number of the paragraph or caption, from 0.
    pub paragraph: Option<usize>,
    /// Where in that text it begins, in characters.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The words as written.
    pub text: String,
    /// `located`, `actor`, `modifier` or `dateline`.
    #[serde(rename = "use")]
    pub usage: String,
    /// The role that the text gives at this place.
    pub role: Option<String>,
    /// How sure the link is, from 0 to 1.
    pub confidence: f32,
    /// The entity that was recognised.
    pub recognised: String,
    /// Its name.
    pub recognised_label: String,
    /// What kind of thing it is.
    pub kind: String,
    /// The entity it is by the rulings; `null` where it was rejected.
    pub entity: Option<String>,
    /// The name of that one.
    pub label: Option<String>,
    /// Numbers of the rulings that say so, in the order in which they applied.
    pub rulings: Vec<u64>,
    /// What the words could mean, the one that was taken first.
    pub candidates: Vec<CandidateView>,
}

/// Something that goes by the words of a mention.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CandidateView {
    /// Identifier.
    pub id: String,
    /// Name to show.
    pub label: String,
    /// What kind of thing it is.
    pub kind: String,
    /// How well it fits, the higher the better; `null` where candidates are not weighed.
    pub score: Option<f32>,
    /// Why it is a candidate, and what speaks for and against it.
    pub why: String,
    /// Whether it was taken.
    pub taken: bool,
}

/// Why an article is counted under a value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FacetReason {
    /// `actor`, `place`, `country` or `about`.
    pub facet: String,
    /// The value as filters take it.
    pub id: String,
    /// The value as people read it.
    pub label: String,
    /// Why.
    pub why: String,
}

impl From<&WhoAndWhere> for ArticleReading {
    fn from(reading: &WhoAndWhere) -> Self {
        let facets = reading.facets.iter().map(|reason| FacetReason {
            facet: reason.field.as_str().to_owned(),
            id: reason.value.clone(),
            label: reason.label.clone(),
            why: reason.why.clone(),
        });
        Self {
            id: reading.revision.article.id.to_string(),
            headline: reading.revision.article.headline.clone(),
            revision: reading.revision.number,
            model: reading.model.clone(),
            mentions: reading.mentions.iter().map(MentionView::from).collect(),
            facets: facets.collect(),
        }
    }
}

impl From<&MentionReason> for MentionView {
    fn from(reason: &MentionReason) -> Self {
        let mention = &reason.mention;
        let paragraph = match mention.field {
            Field::Paragraph(index) | Field::Caption(index) => Some(index),
            Field::Headline | Field::Dek | Field::Dateline => None,
        };
        let candidates = reason.candidates.iter().map(|candidate| CandidateView {
            id: candidate.id.to_string(),
            label: candidate.label.clone(),
            kind: candidate.kind.as_str().to_owned(),
            score: candidate.score,
            why: candidate.why.clone(),
            taken: candidate.taken,
        });
        Self {
            field: mention.field.as_str().to_owned(),
            paragraph,
            start: mention.span.start,
            end: mention.span.end,
            text: mention.text.clone(),
            usage: mention.usage.as_str().to_owned(),
            role: mention.role.clone(),
            confidence: mention.confidence,
            recognised: mention.entity.to_string(),
            recognised_label: reason.label.clone(),
            kind: mention.kind.as_str().to_owned(),
            entity: reason.meant.as_ref().map(ToString::to_string),
            label: reason.meant_label.clone(),
            rulings: reason.rulings.clone(),
            candidates: candidates.collect(),
        }
    }
}

impl MentionView {
    /// Returns the field with its number, counted from 1, as people read it.
    #[must_use]
    pub fn place(&self) -> String {
        match self.paragraph {
            Some(index) => format!("{} {}", self.field, index + 1),
            None => self.field.clone(),
        }
    }

    /// Returns what became of it: the entity, or that it was rejected.
    #[must_use]
    pub fn meaning(&self) -> String {
        match (&self.label, &self.entity) {
            (Some(label), Some(entity)) => format!("{label} {entity}"),
            _ => format!("rejected ({})", self.recognised),
        }
    }
}
