//! Records of dumps: JSON objects with the field names that scrapers and archives use.

use dateline_model::{Dated, Origin, Paragraph};
use serde_json::{Map, Value};

use crate::body::Story;
use crate::repair::{non_empty, unescape};
use crate::{Reason, byline, dateline, markup, parse_date, plain};

/// Field names by meaning, most trusted first; compared without case, `-`, `_`, spaces and colons. In front stands the
/// operator's own name for it, as [`crate::FieldMap`] keeps it.
///
/// Looked up in the exports of news-please, trafilatura, newspaper, Media Cloud (old and new), Event Registry
/// (newsapi.ai), NewsAPI.org, webz.io, the Guardian's and the New York Times' interfaces, and Common Crawl's news.
const URL: [&str; 17] = [
    "=url", "url", "canonicalurl", "canonicallink", "link", "articleurl", "permalink", "weburl", "originalurl",
    "finalurl", "requestedurl", "pageurl", "newsurl", "uri", "guid", "source", "sourceurl",
];
const ID: [&str; 12] = [
    "=id", "id", "uuid", "guid", "uri", "storyid", "storiesid", "processedstoriesid", "articleid", "newsid", "docid",
    "documentid",
];
const HEADLINE: [&str; 13] = [
    "=headline", "headline", "title", "articletitle", "storytitle", "newstitle", "webtitle", "headline.main", "name",
    "heading", "titlepage", "titlerss", "fields.headline",
];
const DEK: [&str; 12] = [
    "=dek", "dek", "standfirst", "description", "metadescription", "summary", "excerpt", "subtitle", "abstract",
    "snippet", "lead", "fields.trailtext",
];
const TEXT: [&str; 20] = [
    "=body", "maintext", "text", "body", "content", "fulltext", "articlebody", "articletext", "storytext",
    "cleanedtext", "textcontent", "bodytext", "fields.bodytext", "rawtext", "article", "story", "articlecontent",
    "newstext", "plaintext", "leadparagraph",
];
const HTML: [&str; 8] =
    ["=html", "bodyhtml", "contenthtml", "articlehtml", "contentencoded", "fields.body", "html", "bodyxhtml"];
const AUTHORS: [&str; 10] = [
    "=authors", "authors", "author", "byline", "byline.original", "fields.byline", "creator", "writers", "writer", "by",
];
const PUBLISHED: [&str; 25] = [
    "=published", "datepublished", "datepublish", "published", "publishedat", "publishdate", "publicationdate",
    "webpublicationdate", "pubdate", "datetimepub", "publishedon", "datetime", "date", "publishtime", "publisheddate",
    "publishedtime", "publicationtime", "firstpublished", "articledate", "newsdate", "created", "createdat",
    "timestamp", "versioncreated", "dateposted",
];
const UPDATED: [&str; 8] =
    ["=updated", "datemodified", "datemodify", "updated", "updatedat", "modified", "lastmodified", "modifiedat"];
const CAPTURED: [&str; 13] = [
    "=captured", "datedownload", "crawledat", "crawled", "crawldate", "fetchedat", "captured", "indexeddate",
    "collectdate", "downloadedat", "scrapedat", "retrievedat", "filedate",
];
const LANGUAGE: [&str; 5] = ["=language", "language", "lang", "inlanguage", "metalang"];
const SOURCE: [&str; 20] = [
    "=source", "sourcedomain", "domain", "sourcehostname", "sitename", "source", "source.title", "source.name",
    "thread.site", "site", "publisher", "publication", "medianame", "mediaurl", "outlet", "newspaper", "hostname",
    "sourcename", "sourcecommonname", "provider",
];
const SECTION: [&str; 7] = ["=section", "section", "category", "articlesection", "sectionname", "desk", "newsdesk"];
const TAGS: [&str; 7] = ["=tags", "tags", "keywords", "topics", "subjects", "categories", "storytags"];
const DATELINE: [&str; 2] = ["=dateline", "dateline"];
const AGENCY: [&str; 2] = ["agency", "wire"];

/// Returns true for a column or field name that says what it holds.
pub(crate) fn is_known(name: &str) -> bool {
    let name = comparable(name);
    let lists: [&[&str]; 13] = [
        &URL, &HEADLINE, &DEK, &TEXT, &HTML, &AUTHORS, &PUBLISHED, &UPDATED, &CAPTURED, &LANGUAGE, &SOURCE, &TAGS, &ID,
    ];
    lists.iter().any(|names| names.contains(&name.as_str()))
}

/// A name without case and without the signs that programs put between its words.
fn comparable(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ' | ':' | '=')).collect::<String>().to_lowercase()
}

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
        url: fields.texts(&URL).find(|url| crate::web::canonical(url).is_some()),
        own_id: fields.text(&ID),
        source: fields.source(),
        published: fields.date(&PUBLISHED),
        updated: fields.date(&UPDATED),
        captured: fields.date(&CAPTURED),
        language: fields.text(&LANGUAGE).and_then(|tag| dateline_text::normalise_code(&tag)),
        section: fields.text(&SECTION),
        tags: fields.list(&TAGS),
        ..RecordStory::default()
    };
    record.story = story(&fields)?;
    let is_cut = fields.raw(&TEXT).is_some_and(|text| without_cut_mark(&text).is_some());
    record.is_summary = record.story.body.is_empty() || is_cut;
    if record.story.body.is_empty() {
        // Only a summary: it is the text we have.
        if let Some(dek) = record.story.dek.take() {
            record.story.body.paragraphs.push(Paragraph::text(dek));
        }
    }
    if record.story.body.is_empty() && record.story.headline.is_empty() {
        return Err((
            Reason::NoStory,
            format!("expected a field with the text ({}, ...), found `{}`", TEXT[1..5].join(", "), fields.names()),
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
    let text = fields.raw(&TEXT).filter(|text| !text.trim().is_empty());
    let mut text = text.map(|text| without_cut_mark(&text).map(str::to_owned).unwrap_or(text));
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

/// Lists in cells of tables are written as programs print them: `['Ana Ruiz', "Bo O'Ek"]`.
fn as_list(text: &str) -> std::borrow::Cow<'_, str> {
    let Some(inner) = text.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { return text.into() };
    let mut items: Vec<&str> = Vec::new();
    let mut rest = inner;
    while let Some(at) = rest.find(['\'', '"']) {
        let (quote, behind) = rest[at..].split_at(1);
        let end = behind.find(quote).unwrap_or(behind.len());
        items.push(&behind[..end]);
        rest = behind.get(end + 1..).unwrap_or("");
    }
    if items.is_empty() { inner.into() } else { items.join(";").into() }
}

/// Some interfaces cut the text and say how much is missing: `... [+1234 chars]`.
fn without_cut_mark(text: &str) -> Option<&str> {
    let (kept, mark) = text.trim_end().rsplit_once("[+")?;
    let number = mark.strip_suffix(" chars]")?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then(|| kept.trim_end_matches(['…', '.', ' ']))
}

/// Returns the records of an object that only wraps a list of them, else the value: `{"articles": [...]}`,
/// `{"articles": {"results": [...]}}`, or one list of objects under any name beside counts and states.
pub(crate) fn unwrapped(value: Value) -> Value {
    const WRAPPERS: [&str; 8] = ["articles", "items", "results", "documents", "stories", "data", "hits", "news"];
    let is_records =
        |value: &Value| value.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_object));
    let Value::Object(object) = value else { return value };
    for (_, value) in object.iter().filter(|(name, _)| WRAPPERS.contains(&name.as_str())) {
        let inner = value.as_object().into_iter().flatten().map(|(_, inner)| inner);
        if let Some(list) = std::iter::once(value).chain(inner).find(|value| is_records(value)) {
            return list.clone();
        }
    }
    // A story has a text or a headline, under whatever name: then its lists are its own.
    let is_short = |value: &Value| match value {
        Value::String(text) => text.chars().count() <= 60,
        Value::Object(_) => false,
        _ => true,
    };
    let fields = Fields::new(&object);
    let is_story = fields.raw(&TEXT).or_else(|| fields.raw(&HTML)).or_else(|| fields.raw(&HEADLINE)).is_some();
    let mut lists = object.values().filter(|value| is_records(value));
    match (lists.next(), lists.next()) {
        (Some(list), None) if !is_story && object.values().all(is_short) => list.clone(),
        _ => Value::Object(object),
    }
}

/// The fields of a record under comparable names.
struct Fields<'a>(Vec<(String, &'a Value)>);

impl<'a> Fields<'a> {
    fn new(object: &'a Map<String, Value>) -> Self {
        let mut fields = Vec::new();
        if let Some(Value::Object(mapped)) = object.get(crate::field_map::MAPPED) {
            fields.extend(mapped.iter().map(|(meaning, value)| (format!("={meaning}"), value)));
        }
        for (name, value) in object {
            let name = comparable(name);
            if let Value::Object(inner) = value {
                fields.extend(inner.iter().map(|(inner, value)| (format!("{name}.{}", comparable(inner)), value)));
            }
            fields.push((name, value));
        }
        Self(fields)
    }

    fn values(&self, names: &'a [&str]) -> impl Iterator<Item = &'a Value> {
        names.iter().filter_map(|name| self.0.iter().find(|(known, _)| known == name).map(|(_, value)| *value))
    }

    /// The first of these fields that holds a text, as it stands.
    fn raw(&self, names: &'a [&str]) -> Option<String> {
        self.raws(names).next()
    }

    fn raws(&self, names: &'a [&str]) -> impl Iterator<Item = String> {
        self.values(names).filter_map(|value| match value {
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

    fn texts(&self, names: &'a [&str]) -> impl Iterator<Item = String> {
        self.raws(names).filter_map(|text| non_empty(&text))
    }

    /// Whatever names the publication; an address stands for its host, and only where nothing else does.
    fn source(&self) -> Option<String> {
        let host = |text: &str| crate::web::canonical(text).map(|url| crate::web::source(&url).to_string());
        let (addresses, names): (Vec<String>, Vec<String>) =
            self.texts(&SOURCE).partition(|text| crate::web::canonical(text).is_some());
        names.into_iter().next().or_else(|| addresses.first().and_then(|address| host(address)))
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
                Value::String(text) => as_list(text)
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(value: &Value) -> RecordStory {
        read(value.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn exports_are_read_by_their_names() {
        let news_please = json!({"authors": ["Ana Ruiz"], "date_download": "2024-03-06 08:00:00", "date_modify": null,
            "date_publish": "2024-03-05 10:00:00", "description": "Resumen del día.", "language": "es", "localpath": "/x",
            "maintext": "El puerto reabre.\nLas grúas esperan.", "source_domain": "puerto.example", "title": "Puerto abierto",
            "title_page": null, "url": "https://puerto.example/a"});
        let read = record(&news_please);
        assert_eq!(read.published.unwrap().value(), "2024-03-05T10:00:00");
        assert_eq!(read.captured.unwrap().value(), "2024-03-06T08:00:00");
        assert_eq!(read.source.as_deref(), Some("puerto.example"));
        let trafilatura = json!({"title": "Puerto", "author": "Ana Ruiz; Bo Ek", "hostname": "puerto.example", "date": "2024-03-05",
            "raw_text": "El puerto reabre.", "text": "El puerto reabre.", "source": "https://puerto.example/a",
            "source-hostname": "El Puerto", "excerpt": null, "categories": "", "tags": "grúas;barcos", "filedate": "2024-03-06"});
        let read = record(&trafilatura);
        assert_eq!(read.url.as_deref(), Some("https://puerto.example/a"));
        assert_eq!(read.source.as_deref(), Some("El Puerto"));
        assert_eq!(read.story.byline.unwrap().authors, ["Ana Ruiz", "Bo Ek"]);
        let event_registry = json!({"uri": "143701955", "lang": "eng", "date": "2024-03-06", "time": "11:40:00",
            "dateTime": "2024-03-06T11:40:00Z", "dateTimePub": "2024-03-05T10:00:00Z", "url": "https://port.example/a",
            "title": "Port", "body": "The port reopened.", "source": {"uri": "port.example", "title": "The Port"},
            "authors": [{"uri": "a@b", "name": "Ana Ruiz"}]});
        let read = record(&event_registry);
        assert_eq!(read.published.unwrap().value(), "2024-03-05T10:00:00Z");
        assert_eq!((read.own_id.as_deref(), read.source.as_deref()), (Some("143701955"), Some("The Port")));
        let media_cloud = json!({"stories_id": "7", "media_name": "The Port", "media_url": "https://port.example",
            "publish_date": "2024-03-05", "title": "Port", "story_text": "The port reopened.", "url": "https://port.example/a"});
        let read = record(&media_cloud);
        assert_eq!((read.own_id.as_deref(), read.source.as_deref()), (Some("7"), Some("The Port")));
    }

    #[test]
    fn texts_that_were_cut_are_summaries() {
        let read = record(&json!({"title": "Port", "content": "The port reopened on Tues… [+1203 chars]"}));
        assert_eq!(read.story.body.paragraphs[0].text, "The port reopened on Tues");
        assert!(read.is_summary);
    }

    #[test]
    fn lists_in_cells_are_lists() {
        let read =
            record(&json!({"title": "Port", "text": "The port reopened.", "authors": "['Ana Ruiz', \"Bo O'Ek\"]"}));
        assert_eq!(read.story.byline.unwrap().authors, ["Ana Ruiz", "Bo O'Ek"]);
    }

    #[test]
    fn wrappers_are_taken_off_and_stories_are_not() {
        let list = json!([{"a": 1}]);
        assert_eq!(unwrapped(json!({"articles": {"results": list, "page": 1}})), list);
        assert_eq!(unwrapped(json!({"status": "ok", "noticias": list})), list);
        let story = json!({"titular": "Uno", "texto": "x".repeat(80), "firmas": list});
        assert_eq!(unwrapped(story.clone()), story);
    }
}
