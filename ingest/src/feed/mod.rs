//! Feeds to one capture for each item: RSS of all versions, Atom, RDF, CDF, JSON Feed, WordPress exports.
//!
//! The walk is our own (on quick-xml's events), since a parser that gives moments in UTC loses what local day a story
//! was published on, and since one broken item must not cost the others: what stands in front of damage is handed out,
//! and the damage is reported.

mod entry;
mod item;
mod json_feed;
pub(crate) mod markup;
mod vocabulary;
mod wordpress;

use dateline_model::{Capture, Location};
use serde_json::Value;
use url::Url;

pub use self::entry::{Entry, Head, Words};
use self::item::Item;
pub(crate) use self::item::{ITEM, feed_title, read};
pub(crate) use self::json_feed::is_json_feed;
use self::markup::{Met, Walk};
pub(crate) use self::vocabulary::Vocabulary;
use crate::limits::RECORD_BYTES;
use crate::unpack::{Record, Sink, Stop};
use crate::{Reason, Rejection, decode, web};

/// Hands out a capture for each item of a feed.
pub(crate) fn unpack(bytes: &[u8], location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    let mut items = 0;
    let mut to_sink = |head: &Head, base: Option<&Url>, found: Found| {
        items += 1;
        let at = location.at_item(items);
        sink(match found {
            Found::Entry(entry) => Record::Capture(capture(*entry, head, base, at)),
            Found::Skipped(kind) => Record::Skipped { location: at, kind },
            Found::TooLarge => {
                let detail = format!("expected an item of at most {RECORD_BYTES} bytes, found more");
                Record::Rejected(Rejection::new(&at, Reason::TooLarge, detail))
            }
        })
    };
    let damage = read_all(&decode::decode(bytes, None), &mut to_sink)?;
    match damage {
        Some(damage) => {
            let before = format!("{damage}; {items} items in front of it were read");
            sink(Record::Rejected(Rejection::new(location, Reason::Broken, before)))
        }
        None if items == 0 => {
            sink(Record::Rejected(Rejection::new(location, Reason::Empty, "expected items in the feed, found none")))
        }
        None => Ok(()),
    }
}

/// What an item turned out to be.
enum Found {
    Entry(Box<Entry>),
    Skipped(String),
    TooLarge,
}

type Each<'a> = &'a mut dyn FnMut(&Head, Option<&Url>, Found) -> Result<(), Stop>;

/// Reads a feed of either kind; returns what was wrong with it.
fn read_all(text: &str, each: Each<'_>) -> Result<Option<String>, Stop> {
    let text = text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    if text.starts_with('{') { read_json(text, each) } else { read_xml(text, each) }
}

fn read_json(text: &str, each: Each<'_>) -> Result<Option<String>, Stop> {
    let feed: Value = match serde_json::from_str(text) {
        Ok(feed) => feed,
        Err(error) => return Ok(Some(format!("expected a JSON Feed, found broken JSON: {error}"))),
    };
    let head = json_feed::head(&feed);
    let base = head.link.as_deref().and_then(web::canonical);
    for item in feed["items"].as_array().into_iter().flatten() {
        each(&head, base.as_ref(), Found::Entry(Box::new(json_feed::entry(item, &feed))))?;
    }
    Ok(None)
}

/// Two walks: what surrounds the items may stand behind them, and each item carries it.
fn read_xml(text: &str, each: Each<'_>) -> Result<Option<String>, Stop> {
    let is_record = |name: &str| matches!(name, "item" | "entry");
    let (around, _) = Walk::new(text, is_record).head();
    let head = entry::head(&around);
    let people = wordpress::people(&around);
    let base = around.attribute("xml:base").or(head.link.as_deref()).and_then(web::canonical);
    let mut walk = Walk::new(text, is_record);
    loop {
        let found = match walk.next() {
            Met::Record(fields) => wordpress::skipped(&fields).map_or_else(
                || {
                    let mut entry = entry::entry(&fields);
                    wordpress::amend(&mut entry, &fields, &people);
                    Found::Entry(Box::new(entry))
                },
                Found::Skipped,
            ),
            Met::TooLarge => Found::TooLarge,
            Met::End(_, damage) => return Ok(damage),
        };
        each(&head, base.as_ref(), found)?;
    }
}

fn capture(entry: Entry, head: &Head, base: Option<&Url>, location: Location) -> Capture {
    let stated = entry.leads_to.as_deref().or(entry.link.as_deref());
    let absolute = |link: &str| base.map_or_else(|| Url::parse(link), |base| base.join(link)).ok().map(String::from);
    let url = stated
        .and_then(absolute)
        .filter(|url| web::canonical(url).is_some())
        .or_else(|| entry.id.clone().filter(|id| web::canonical(id).is_some()));
    let item = Item { feed: head.clone(), url: url.clone(), entry };
    Capture {
        location,
        uri: url,
        captured: None,
        media_type: ITEM.to_owned(),
        charset: None,
        payload: serde_json::to_vec(&item).unwrap_or_default(),
    }
}

/// Reads a feed without making captures of it, for whoever measures the reading: head, items, damage.
#[must_use]
pub fn reading(bytes: &[u8]) -> (Head, Vec<Entry>, Option<String>) {
    let text = decode::decode(bytes, None);
    let mut entries = Vec::new();
    let mut each = |_: &Head, _: Option<&Url>, found: Found| {
        if let Found::Entry(entry) = found {
            entries.push(*entry);
        }
        Ok(())
    };
    let damage = read_all(&text, &mut each).unwrap_or_default();
    let text = text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    let head = if text.starts_with('{') {
        serde_json::from_str(text).map_or_else(|_| Head::default(), |feed| json_feed::head(&feed))
    } else {
        entry::head(&Walk::new(text, |name| matches!(name, "item" | "entry")).head().0)
    };
    (head, entries, damage)
}

#[cfg(test)]
mod tests;
