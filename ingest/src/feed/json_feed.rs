//! JSON Feed, versions 1 and 1.1.

use serde_json::Value;

use super::entry::{Entry, Head, Words};
use crate::repair::non_empty;

/// Returns true for the beginning of a JSON Feed: its version is an address.
pub(crate) fn is_json_feed(head: &str) -> bool {
    head.starts_with('{') && (head.contains("//jsonfeed.org/version/") || head.contains(r"\/\/jsonfeed.org\/version\/"))
}

/// Reads what surrounds the items.
pub(crate) fn head(feed: &Value) -> Head {
    Head {
        // Plain text by the standard; what makes it often leaves entities in.
        title: text(&feed["title"]).map(Words::Unstated),
        link: text(&feed["home_page_url"]),
        description: text(&feed["description"]).map(|text| Words::Plain { text }),
        author: authors(feed).into_iter().next(),
        language: text(&feed["language"]),
        published: None,
        updated: None,
    }
}

/// Reads one item.
pub(crate) fn entry(item: &Value, feed: &Value) -> Entry {
    let html = text(&item["content_html"]).map(|html| Words::Html { html });
    let authors = authors(item);
    Entry {
        // The standard wants a string; numbers occur.
        id: text(&item["id"]).or_else(|| item["id"].as_number().map(ToString::to_string)),
        link: text(&item["url"]),
        leads_to: text(&item["external_url"]).filter(|_| item["url"].is_null()),
        title: text(&item["title"]).map(Words::Unstated),
        summary: text(&item["summary"]).map(|text| Words::Plain { text }),
        content: html.or_else(|| text(&item["content_text"]).map(|text| Words::Plain { text })),
        // Version 1.1: items without authors have those of the feed.
        authors: if authors.is_empty() { self::authors(feed) } else { authors },
        published: text(&item["date_published"]),
        updated: text(&item["date_modified"]),
        categories: item["tags"].as_array().map_or_else(Vec::new, |tags| {
            tags.iter().filter_map(Value::as_str).filter_map(non_empty).take(50).collect()
        }),
        language: text(&item["language"]),
        captions: Vec::new(),
    }
}

fn authors(of: &Value) -> Vec<String> {
    let name = |author: &Value| author["name"].as_str().and_then(non_empty);
    let all = of["authors"].as_array().map_or_else(Vec::new, |authors| authors.iter().filter_map(name).collect());
    if all.is_empty() { name(&of["author"]).into_iter().collect() } else { all }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
