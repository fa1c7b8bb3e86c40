//! RSS, Atom and RDF to one capture for each item.

use dateline_model::{Capture, Dated, Location, Origin, Paragraph};
use feed_rs::model::{Entry, Feed};
use serde_json::{Value, json};

use crate::body::Story;
use crate::json::{RecordStory, html_blocks, looks_like_html};
use crate::repair::{non_empty, unescape};
use crate::{Reason, byline, decode};

/// Media type of an item as we keep it: a JSON object with what the feed says of the item and of itself.
pub(crate) const ITEM: &str = "application/vnd.dateline.feed-item+json";

/// Returns a capture for each item of a feed.
pub(crate) fn unpack(bytes: &[u8], location: &Location) -> Result<Vec<Capture>, (Reason, String)> {
    let feed = parse(bytes)?;
    let head = json!({
        "title": feed.title.as_ref().map(|title| title.content.clone()),
        "link": feed.links.iter().find(|link| link.rel.as_deref() != Some("self")).or(feed.links.first()).map(|link| link.href.clone()),
        "language": feed.language,
    });
    let captures = feed.entries.iter().zip(1..).map(|(entry, number)| Capture {
        location: location.at_item(number),
        uri: link(entry),
        captured: None,
        media_type: ITEM.to_owned(),
        charset: None,
        payload: item(entry, &head).to_string().into_bytes(),
    });
    Ok(captures.collect())
}

/// A bare `&` makes parsers refuse the whole feed: then it is tried again with those escaped.
fn parse(bytes: &[u8]) -> Result<Feed, (Reason, String)> {
    let parse = |bytes: &[u8]| feed_rs::parser::Builder::new().timestamp_parser(timestamp).build().parse(bytes);
    parse(bytes).or_else(|_| parse(escape_bare_ampersands(&decode::decode(bytes, None)).as_bytes())).map_err(|error| {
        (Reason::Broken, format!("expected RSS, Atom or RDF, found a feed that does not parse: {error}"))
    })
}

/// feed-rs speaks chrono; nothing else here does.
fn timestamp(text: &str) -> Option<chrono::DateTime<chrono::Utc>> {
    let at = crate::parse_date(text, Origin::Feed)?.earliest();
    chrono::DateTime::from_timestamp(at.as_second(), 0)
}

fn escape_bare_ampersands(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, after) = rest.split_at(at);
        escaped.push_str(before);
        let name = after[1..].split(';').next().unwrap_or("");
        let entity = after[1..].contains(';')
            && !name.is_empty()
            && name.len() <= 10
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
        escaped.push_str(if entity { "&" } else { "&amp;" });
        rest = &after[1..];
    }
    escaped.push_str(rest);
    escaped
}

fn link(entry: &Entry) -> Option<String> {
    let links = &entry.links;
    let main = links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate")).or(links.first());
    main.map(|link| link.href.clone()).or_else(|| Some(entry.id.clone()).filter(|id| id.starts_with("http")))
}

fn item(entry: &Entry, head: &Value) -> Value {
    json!({
        "feed": head,
        "id": entry.id,
        "link": link(entry),
        "title": entry.title.as_ref().map(|title| &title.content),
        "summary": entry.summary.as_ref().map(|summary| &summary.content),
        "content": entry.content.as_ref().and_then(|content| content.body.as_ref()),
        "authors": entry.authors.iter().map(|author| &author.name).collect::<Vec<_>>(),
        "published": entry.published.map(|at| at.to_rfc3339()),
        "updated": entry.updated.map(|at| at.to_rfc3339()),
        "categories": entry.categories.iter().map(|category| category.label.as_ref().unwrap_or(&category.term)).collect::<Vec<_>>(),
        "language": entry.language,
    })
}

/// Reads an item that [`unpack`] kept.
pub(crate) fn read(payload: &[u8]) -> Result<RecordStory, (Reason, String)> {
    let item: Value = serde_json::from_slice(payload)
        .map_err(|error| (Reason::Broken, format!("expected a feed item, found broken JSON: {error}")))?;
    let text = |value: &Value| value.as_str().and_then(non_empty);
    let raw = |name: &str| item[name].as_str().filter(|text| !text.trim().is_empty());
    let date = |name: &str| {
        raw(name)
            .and_then(|text| crate::parse_date(text, Origin::Feed))
            .map(|dated| Dated { origin: Origin::Feed, ..dated })
    };
    let list = |name: &str| {
        item[name].as_array().map_or_else(Vec::new, |items| items.iter().filter_map(text).collect::<Vec<_>>())
    };
    let mut story =
        Story { headline: text(&item["title"]).map(|title| unescape(&title)).unwrap_or_default(), ..Story::default() };
    if let Some((byline, agency)) = byline::of_authors(&list("authors")) {
        story.byline = Some(byline);
        story.agency = agency;
    }
    let summary = raw("summary").map(blocks).transpose()?.unwrap_or_default();
    let content = raw("content").map(blocks).transpose()?.unwrap_or_default();
    let longer = content.iter().map(|block| block.text.len()).sum::<usize>()
        > summary.iter().map(|block| block.text.len()).sum::<usize>();
    let is_summary = !longer && summary.len() <= 2 && content.is_empty();
    if longer && let [only] = summary.as_slice() {
        story.dek = Some(only.text.clone()).filter(|dek| {
            content.first().is_none_or(|first| !first.text.starts_with(dek.trim_end_matches(['…', '.'])))
        });
    }
    story.sort(if longer || summary.is_empty() { content } else { summary });
    if story.body.is_empty() {
        return Err((Reason::NoStory, "expected a text in the item, found none".to_owned()));
    }
    Ok(RecordStory {
        story,
        url: text(&item["link"]),
        own_id: text(&item["id"]),
        source: text(&item["feed"]["link"])
            .and_then(|link| crate::web::canonical(&link))
            .map(|link| crate::web::source(&link).to_string())
            .or_else(|| text(&item["feed"]["title"])),
        published: date("published").or_else(|| date("updated")),
        updated: date("updated"),
        captured: None,
        language: text(&item["language"])
            .or_else(|| text(&item["feed"]["language"]))
            .and_then(|tag| dateline_text::normalise_code(&tag)),
        section: None,
        tags: list("categories"),
        is_summary,
        headline_only: false,
    })
}

fn blocks(text: &str) -> Result<Vec<Paragraph>, (Reason, String)> {
    if looks_like_html(text) || text.contains('<') {
        return html_blocks(text);
    }
    Ok(crate::plain::paragraphs_of(&unescape(text)).into_iter().map(Paragraph::text).collect())
}

/// Name of the feed an item came from.
pub(crate) fn feed_title(payload: &[u8]) -> Option<String> {
    let item: Value = serde_json::from_slice(payload).ok()?;
    item["feed"]["title"].as_str().and_then(non_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_become_captures_and_stories() {
        let rss = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'>\
            <channel><title>El Puerto</title><link>https://puerto.example</link><language>es-ES</language>\
            <item><title>Paz & memoria</title><link>https://puerto.example/a</link><guid isPermaLink='false'>7</guid><dc:creator>Ana Ruiz</dc:creator>\
            <pubDate>Sun, 02 Oct 2016 22:10:00 -0500</pubDate><description>Resumen.</description>\
            <content:encoded><![CDATA[<p>BOGOTÁ, 2 oct - Uno.</p><p>Dos.</p>]]></content:encoded></item></channel></rss>";
        let captures = unpack(rss.as_bytes(), &Location::file("feed.xml")).unwrap();
        assert_eq!(captures.len(), 1);
        assert_eq!(captures[0].location.to_string(), "feed.xml item 1");
        let record = read(&captures[0].payload).unwrap();
        assert_eq!(record.story.headline, "Paz & memoria");
        assert_eq!(record.story.dateline.unwrap().place.as_deref(), Some("BOGOTÁ"));
        assert_eq!(record.story.body.paragraphs.iter().map(|p| p.text.as_str()).collect::<Vec<_>>(), ["Uno.", "Dos."]);
        assert_eq!(record.published.unwrap().value(), "2016-10-03T03:10:00Z");
        assert_eq!(record.language.as_deref(), Some("es"));
        assert!(!record.is_summary);
    }
}
