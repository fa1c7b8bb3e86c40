//! One story as published.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ArticleId, Body, Byline, Caption, Correction, Dated, Dateline, Digest, Field, Flag, Paragraph, Source};

/// One story as published, in the form that one capture showed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Which story this is; the same for every revision of it.
    pub id: ArticleId,
    /// Who published it.
    pub source: Source,
    /// Canonical address, tracking parameters removed.
    pub url: Option<String>,
    /// The title.
    pub headline: String,
    /// The line beneath the headline.
    pub dek: Option<String>,
    /// Who signed it.
    pub byline: Option<Byline>,
    /// People and agencies named as contributors ("Reuters contributed to this report").
    pub contributors: Vec<String>,
    /// The news agency that the copy comes from, in whole or in part.
    pub agency: Option<String>,
    /// Where it was filed.
    pub dateline: Option<Dateline>,
    /// When it was first published. Never taken from a modification date.
    pub published: Option<Dated>,
    /// When the publisher says it was last changed.
    pub updated: Option<Dated>,
    /// Other days on which it may have been published, as found, the likeliest first; among them those that lie in the
    /// future of the capture.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_dates: Vec<Dated>,
    /// The number its publisher gives this version, where it counts them: the higher is the later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// When the bytes were received.
    pub captured: Option<Timestamp>,
    /// ISO 639-1 code of the language of the text, for example `en`.
    pub language: Option<String>,
    /// The language that the publisher declares, where the text shows another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared_language: Option<String>,
    /// The desk it ran under.
    pub section: Option<String>,
    /// Keywords given by the publisher.
    pub tags: Vec<String>,
    /// The text.
    pub body: Body,
    /// Words under the pictures.
    pub captions: Vec<Caption>,
    /// Notices printed by the editors.
    pub corrections: Vec<Correction>,
    /// What the desk told its clients beside the story ("With pictures", "Updates throughout"); not for publication.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Until when the publisher asked to hold it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<Dated>,
    /// What the publisher says of the authors, behind the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub biographies: Vec<String>,
    /// What is special about this article.
    pub flags: Vec<Flag>,
}

impl Article {
    /// Returns an article of which nothing is known but its text.
    #[must_use]
    pub const fn of_text(id: ArticleId, source: Source, headline: String, paragraphs: Vec<Paragraph>) -> Self {
        Self {
            id,
            source,
            url: None,
            headline,
            dek: None,
            byline: None,
            contributors: Vec::new(),
            agency: None,
            dateline: None,
            published: None,
            updated: None,
            other_dates: Vec::new(),
            version: None,
            captured: None,
            language: None,
            declared_language: None,
            section: None,
            tags: Vec::new(),
            body: Body { paragraphs },
            captions: Vec::new(),
            corrections: Vec::new(),
            notes: Vec::new(),
            embargo: None,
            biographies: Vec::new(),
            flags: Vec::new(),
        }
    }

    /// Returns the digest of what a reader reads: two captures with equal digests are the same revision.
    ///
    /// Dates, addresses, tags and capture details are left out: publishers move them without changing a word.
    #[must_use]
    pub fn text_digest(&self) -> Digest {
        let mut parts: Vec<&str> = vec![&self.headline, self.dek.as_deref().unwrap_or("")];
        parts.push(self.byline.as_ref().map_or("", |byline| byline.printed.as_str()));
        parts.extend(self.body.paragraphs.iter().map(|paragraph| paragraph.text.as_str()));
        for caption in &self.captions {
            parts.push(&caption.text);
            parts.push(caption.credit.as_deref().unwrap_or(""));
        }
        parts.extend(self.corrections.iter().map(|correction| correction.text.as_str()));
        // A story that is taken back with its text unchanged is not what it was.
        if self.is_withdrawn() {
            parts.push("withdrawn");
        }
        Digest::of_parts(&parts)
    }

    /// Returns true where the publisher took the story back.
    #[must_use]
    pub fn is_withdrawn(&self) -> bool {
        self.flags.contains(&Flag::Withdrawn)
    }

    /// Returns every searchable text of the article with the field it stands in, in reading order.
    pub fn fields(&self) -> impl Iterator<Item = (Field, &str)> {
        let dek = self.dek.iter().map(|dek| (Field::Dek, dek.as_str()));
        let body = self
            .body
            .paragraphs
            .iter()
            .enumerate()
            .map(|(index, paragraph)| (Field::Paragraph(index), paragraph.text.as_str()));
        let captions =
            self.captions.iter().enumerate().map(|(index, caption)| (Field::Caption(index), caption.text.as_str()));
        std::iter::once((Field::Headline, self.headline.as_str())).chain(dek).chain(body).chain(captions)
    }

    /// Returns the text of one field, or `None` where the article has no such field.
    #[must_use]
    pub fn field(&self, field: Field) -> Option<&str> {
        match field {
            Field::Headline => Some(&self.headline),
            Field::Dek => self.dek.as_deref(),
            Field::Dateline => self.dateline.as_ref().map(|dateline| dateline.printed.as_str()),
            Field::Paragraph(index) => self.body.paragraphs.get(index).map(|paragraph| paragraph.text.as_str()),
            Field::Caption(index) => self.captions.get(index).map(|caption| caption.text.as_str()),
        }
    }

    /// Returns the number of white-space separated words of the body.
    #[must_use]
    pub fn words(&self) -> usize {
        self.body.paragraphs.iter().map(|paragraph| paragraph.text.split_whitespace().count()).sum()
    }
}
