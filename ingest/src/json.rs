//! Records of dumps: JSON objects with the field names that scrapers and archives use.

use dateline_model::{Dated, Origin, Paragraph};
use serde_json::{Map, Value};

use crate::body::Story;
use crate::repair::{non_empty, unescape};
use crate::{Reason, byline, dateline, markup, parse_date, plain};

/// Field names by meaning, most trusted first; compared without case, `-` and `_`.
const URL: [&str; 9] =
    ["url", "canonicalurl", "link", "sourceurl", "uri", "articleurl", "permalink", "weburl", "originalurl"];
const ID: [&str; 6] = ["id", "uuid", "guid", "storyid", "articleid", "docid"];
const HEADLINE: [&str; 6] = ["headline", "title", "articletitle", "name", "heading", "titlepage"];
const DEK: [&str; 8] = ["dek", "standfirst", "description", "summary", "excerpt", "subtitle", "abstract", "lead"];
const TEXT: [&str; 13] = [
    "maintext", "text", "body", "content", "fulltext", "articlebody", "articletext", "cleanedtext", "bodytext",
    "rawtext", "article", "story", "articlecontent",
];
const HTML: [&str; 4] = ["bodyhtml", "contenthtml", "html", "bodyxhtml"];
const AUTHORS: [&str; 7] = ["authors", "author", "byline", "creator", "writers", "writer", "by"];
const PUBLISHED: [&str; 15] = [
    "datepublished", "datepublish", "published", "publishedat", "publishdate", "publicationdate", "pubdate",
    "datetime", "date", "publishtime", "publisheddate", "created", "createdat", "timestamp", "versioncreated",
];
const UPDATED: [&str; 7] =
    ["datemodified", "datemodify", "updated", "updatedat", "modified", "lastmodified", "modifiedat"];
const CAPTURED: [&str; 6] = ["datedownload", "crawledat", "fetchedat", "captured", "indexeddate", "downloadedat"];
const LANGUAGE: [&str; 3] = ["language", "lang", "inlanguage"];
const SOURCE: [&str; 11] = [
    "sourcedomain", "domain", "source", "site", "sitename", "publisher", "publication", "medianame", "outlet",
    "newspaper", "hostname",
];
const SECTION: [&str; 4] = ["section", "category", "articlesection", "desk"];
const TAGS: [&str; 4] = ["tags", "keywords", "topics", "subjects"];
const DATELINE: [&str; 1] = ["dateline"];
const AGENCY: [&str; 2] = ["agency", "wire"];

/// A record as a story with what stands beside it.
#[derive(Debug, Default)]
pub(crate) struct RecordStory {
    pub(crate) story: Story,
    pub(crate) url: Option<String>,
    pub(crate) own_id: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) published: Option<Dated>,
    pub(crate) updated: Option<Dated>,
    pub(crate) captured: Option<Dated>,
    pub(crate) language: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) is_summary: bool,
    /// A flash: the headline is all there is.
    pub(crate) headline_only: bool,
}

/// Reads one JSON object.
pub(crate) fn read(payload: &[u8]) -> Result<RecordStory, (Reason, String)> {
    let value: Value = serde_json::from_slice(payload)
        .map_err(|error| (Reason::Broken, format!("expected a JSON object, found broken JSON: {error}")))?;
    let Value::Object(object) = value else {
        return Err((Reason::Broken, format!("expected a JSON object, found {}", kind(&value))));
    };
    let fields = Fields::new(&object);
    let mut record = RecordStory {
        url: fields.text(&URL).filter(|url| crate::web::canonical(url).is_some()),
        own_id: fields.text(&ID),
        source: fields.text(&SOURCE),
        published: fields.date(&PUBLISHED),
        updated: fields.date(&UPDATED),
        captured: fields.date(&CAPTURED),
        language: fields.text(&LANGUAGE).and_then(|tag| dateline_text::normalise_code(&tag)),
        section: fields.text(&SECTION),
        tags: fields.list(&TAGS),
        ..RecordStory::default()
    };
    record.story = story(&fields)?;
    record.is_summary = record.story.body.is_empty();
    if record.is_summary {
        // Only a summary: it is the text we have.
        if let Some(dek) = record.story.dek.take() {
            record.story.body.paragraphs.push(Paragraph::text(dek));
        }
    }
    if record.story.body.is_empty() && record.story.headline.is_empty() {
        return Err((
            Reason::NoStory,
            format!("expected a field with the text ({}, ...), found `{}`", TEXT[..4].join(", "), fields.names()),
        ));
    }
    if record.story.body.is_empty() {
        // A flash of a wire has a headline, a date and a number. A record with an address is of a page, whose text
        // exists and was not got.
        record.headline_only =
            record.url.is_none() && record.published.is_some() && (record.own_id.is_some() || record.source.is_some());
        record.is_summary = false;
        if !record.headline_only {
            return Err((Reason::NoStory, "expected a text beside the headline, found none".to_owned()));
        }
    }
    Ok(record)
}

fn story(fields: &Fields<'_>) -> Result<Story, (Reason, String)> {
    let mut story = Story {
        headline: fields
            .text(&HEADLINE)
            .map(|text| unescape(&text))
            .and_then(|text| non_empty(&text))
            .unwrap_or_default(),
        dek: fields.text(&DEK).map(|text| unescape(&text)).and_then(|text| non_empty(&text)),
        agency: fields.text(&AGENCY),
        ..Story::default()
    };
    if let Some((byline, agency)) = byline::of_authors(&fields.list(&AUTHORS)) {
        story.byline = Some(byline);
        story.agency = story.agency.take().or(agency);
    }
    let mut text = fields.raw(&TEXT).filter(|text| !text.trim().is_empty());
    if let Some((dateline, start)) = fields.text(&DATELINE).and_then(|printed| dateline::stated_before(&printed)) {
        story.dateline = Some(dateline);
        if start.is_some() {
            text = Some(dateline::rejoin(start, text.unwrap_or_default()));
        }
    }
    let blocks = match (text, fields.raw(&HTML)) {
        (Some(text), _) if looks_like_html(&text) => html_blocks(&text)?,
        (None, Some(html)) => html_blocks(&html)?,
        (text, _) => plain::paragraphs_of(text.as_deref().unwrap_or("")).into_iter().map(Paragraph::text).collect(),
    };
    // A summary that is the beginning of the text says nothing new.
    if let (Some(dek), Some(first)) = (&story.dek, blocks.first())
        && dateline_text::fold_name(&first.text)
            .starts_with(&dateline_text::fold_name(dek.trim_end_matches(['…', '.'])))
    {
        story.dek = None;
    }
    story.sort(blocks);
    Ok(story)
}

pub(crate) fn html_blocks(html: &str) -> Result<Vec<Paragraph>, (Reason, String)> {
    crate::guard::check(html)?;
    markup::paragraphs(html).map_err(|error| (Reason::NoStory, error))
}

pub(crate) fn looks_like_html(text: &str) -> bool {
    ["<p>", "<p ", "<br", "<div", "</p>", "</a>"].iter().any(|tag| text.contains(tag))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The fields of a record under comparable names.
struct Fields<'a>(Vec<(String, &'a Value)>);

impl<'a> Fields<'a> {
    fn new(object: &'a Map<String, Value>) -> Self {
        let comparable = |name: &String| {
            name.chars().filter(|c| !matches!(c, '_' | '-' | ' ' | ':')).collect::<String>().to_lowercase()
        };
        Self(object.iter().map(|(name, value)| (comparable(name), value)).collect())
    }

    fn values(&self, names: &'a [&str]) -> impl Iterator<Item = &'a Value> {
        names.iter().filter_map(|name| self.0.iter().find(|(known, _)| known == name).map(|(_, value)| *value))
    }

    /// The first of these fields that holds a text, as it stands.
    fn raw(&self, names: &'a [&str]) -> Option<String> {
        self.values(names).find_map(|value| match value {
            Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Array(items) if items.iter().all(Value::is_string) && !items.is_empty() => {
                Some(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n\n"))
            }
            Value::Object(object) => {
                object.get("name").or_else(|| object.get("title")).and_then(Value::as_str).map(str::to_owned)
            }
            _ => None,
        })
    }

    fn text(&self, names: &'a [&str]) -> Option<String> {
        self.raw(names).and_then(|text| non_empty(&text))
    }

    fn date(&self, names: &'a [&str]) -> Option<Dated> {
        self.values(names).find_map(|value| match value {
            Value::String(text) => parse_date(text, Origin::Record),
            Value::Number(number) => parse_date(&number.to_string(), Origin::Record),
            _ => None,
        })
    }

    fn list(&self, names: &'a [&str]) -> Vec<String> {
        let of = |value: &Value| -> Vec<String> {
            match value {
                Value::String(text) => text
                    .split([';', '|'])
                    .flat_map(|part| if part.matches(',').count() > 0 { part.split(',').collect() } else { vec![part] })
                    .filter_map(non_empty)
                    .collect(),
                Value::Array(items) => items
                    .iter()
                    .filter_map(|item| item.as_str().or_else(|| item.get("name").and_then(Value::as_str)))
                    .filter_map(non_empty)
                    .collect(),
                Value::Object(object) => {
                    object.get("name").and_then(Value::as_str).and_then(non_empty).into_iter().collect()
                }
                _ => Vec::new(),
            }
        };
        self.values(names).map(of).find(|list| !list.is_empty()).unwrap_or_default()
    }

    fn names(&self) -> String {
        let mut names: Vec<&str> = self.0.iter().map(|(name, _)| name.as_str()).take(8).collect();
        names.sort_unstable();
        names.join(", ")
    }
}
