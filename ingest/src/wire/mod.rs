//! The formats of news agencies: NITF, NewsML, NewsML-G2, ninjs, ANPA 1312, IPTC 7901, Reuters-21578.
//!
//! Each has two halves: a file is cut into items ([`unpack`], [`json_record`]), and an item becomes a story
//! ([`read`]). A file that holds one item is kept as it came; of several, each is kept as a file of its own.

mod anpa;
mod g2;
mod iptc7901;
mod iso646;
mod item;
mod newsml;
mod ninjs;
mod nitf;
mod reuters;
mod telegraph;
#[cfg(test)]
mod tests;
mod xml;

use std::sync::LazyLock;

use dateline_model::{Capture, Location};
use regex::bytes::Regex;
use roxmltree::{Document, Node};

pub(crate) use self::item::{WireStory, agency_name};
use crate::{Reason, Record, Rejection, decode};

/// A format of news agencies, as files are recognised by it. ninjs is told from other JSON record by record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wire {
    /// NITF, the News Industry Text Format.
    Nitf,
    /// NewsML 1.
    NewsMl,
    /// NewsML-G2.
    NewsMlG2,
    /// ANPA 1312.
    Anpa,
    /// IPTC 7901.
    Iptc7901,
    /// The SGML of the Reuters-21578 collection.
    ReutersSgml,
}

/// Media type of a ninjs object.
const NINJS: &str = "application/vnd.iptc.ninjs+json";

/// Items of one file.
const ITEMS: usize = 100_000;
/// Bytes of the files that the items of one file are kept as.
const KEPT: usize = 512 << 20;

impl Wire {
    const ALL: [Self; 6] = [Self::Nitf, Self::NewsMl, Self::NewsMlG2, Self::Anpa, Self::Iptc7901, Self::ReutersSgml];

    /// Media type that an item is kept with.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Nitf => "application/nitf+xml",
            Self::NewsMl => "text/vnd.iptc.newsml",
            Self::NewsMlG2 => "application/vnd.iptc.g2.newsmessage+xml",
            Self::Anpa => "text/vnd.dateline.anpa-1312",
            Self::Iptc7901 => "text/vnd.dateline.iptc-7901",
            Self::ReutersSgml => "text/vnd.dateline.reuters-21578",
        }
    }
}

/// Returns the format that the bytes of a file begin with, where it is one with control characters.
pub(crate) fn sniff_controls(head: &[u8]) -> Option<Wire> {
    telegraph::sniff(head)
}

/// Returns the format that an XML file is by its first element; `name` and `text` are in lower case.
pub(crate) fn sniff_markup(name: &str, text: &str) -> Option<Wire> {
    match name {
        "nitf" => Some(Wire::Nitf),
        "newsml" => Some(Wire::NewsMl),
        "reuters" if text.contains("newid=") => Some(Wire::ReutersSgml),
        "newsmessage" => Some(Wire::NewsMlG2),
        name if g2::ITEMS.iter().any(|item| item.eq_ignore_ascii_case(name)) => {
            (text.contains("iptc.org/std/nar") || text.contains("newsml-g2")).then_some(Wire::NewsMlG2)
        }
        _ => None,
    }
}

/// Cuts a file into its items.
pub(crate) fn unpack(wire: Wire, bytes: Vec<u8>, location: &Location) -> Vec<Record> {
    match wire {
        Wire::Nitf => vec![Record::Capture(capture(wire, location.clone(), bytes))],
        Wire::NewsMl | Wire::NewsMlG2 => unpack_xml(wire, bytes, location),
        Wire::Anpa | Wire::Iptc7901 => {
            let parts: Vec<Vec<u8>> = telegraph::messages(&bytes).map(|message| [&[1], message].concat()).collect();
            numbered(wire, parts, bytes, location)
        }
        Wire::ReutersSgml => {
            let parts = reuters::documents(&bytes).map(<[u8]>::to_vec).collect();
            numbered(wire, parts, bytes, location)
        }
    }
}

fn capture(wire: Wire, location: Location, payload: Vec<u8>) -> Capture {
    let media_type = wire.media_type().to_owned();
    Capture { location, uri: None, captured: None, media_type, charset: None, payload }
}

fn numbered(wire: Wire, parts: Vec<Vec<u8>>, whole: Vec<u8>, location: &Location) -> Vec<Record> {
    if parts.len() <= 1 {
        return vec![Record::Capture(capture(wire, location.clone(), whole))];
    }
    let one = |(part, number)| Record::Capture(capture(wire, location.at_item(number), part));
    parts.into_iter().zip(1..).map(one).collect()
}

fn unpack_xml(wire: Wire, bytes: Vec<u8>, location: &Location) -> Vec<Record> {
    let text = decode::decode(&bytes, None);
    let cut = xml::with_document(&text, |document| cut(wire, document, location)).and_then(|records| records);
    match cut {
        // The only item of its file is kept as it came.
        Ok(mut records) if records.len() == 1 => {
            if let Some(Record::Capture(only)) = records.first_mut() {
                *only = capture(wire, location.clone(), bytes);
            }
            records
        }
        Ok(records) => records,
        Err((reason, detail)) => vec![Record::Rejected(Rejection::new(location, reason, detail))],
    }
}

fn cut(wire: Wire, document: &Document<'_>, location: &Location) -> Result<Vec<Record>, (Reason, String)> {
    let root = document.root_element();
    let items: Vec<Node<'_, '_>> = match wire {
        Wire::NewsMl => xml::children(root, "NewsItem").collect(),
        _ if g2::is_item(root) => vec![root],
        _ => xml::children(root, "itemSet").flat_map(|set| set.children()).filter(|item| g2::is_item(*item)).collect(),
    };
    if items.is_empty() {
        return Err((Reason::Empty, "expected news items in the file, found none".to_owned()));
    }
    if items.len() > ITEMS {
        return Err((Reason::TooLarge, format!("expected at most {ITEMS} items, found {}", items.len())));
    }
    let frame = Frame::of(document);
    if frame.len().saturating_mul(items.len()) > KEPT {
        return Err((Reason::TooLarge, format!("expected items of at most {KEPT} bytes in all, found more")));
    }
    let record = |(item, number): (&Node<'_, '_>, u64)| {
        let kind = if wire == Wire::NewsMl { newsml::kind(*item) } else { g2::kind(*item) };
        let location = if items.len() > 1 { location.at_item(number) } else { location.clone() };
        match kind {
            Some(kind) => Record::Skipped { location, kind: kind.to_owned() },
            None => {
                let mut kept = capture(wire, location, frame.around(*item).into_bytes());
                kept.charset = Some("utf-8".to_owned());
                Record::Capture(kept)
            }
        }
    };
    Ok(items.iter().zip(1..).map(record).collect())
}

/// What stands around the items of a file and each needs to be read alone: declarations, namespaces, the envelope.
struct Frame<'a> {
    input: &'a str,
    before: String,
    after: String,
}

impl<'a> Frame<'a> {
    fn of(document: &'a Document<'_>) -> Self {
        let (input, root) = (document.input_text(), document.root_element());
        let inside = root.first_child().map_or(root.range().end, |first| first.range().start);
        let mut before = input[..inside].to_owned();
        let mut after = String::new();
        for envelope in ["NewsEnvelope", "header", "Catalog"].into_iter().filter_map(|name| xml::child(root, name)) {
            before.push_str(&input[envelope.range()]);
        }
        if xml::child(root, "itemSet").is_some() {
            before.push_str("<itemSet>");
            after.push_str("</itemSet>");
        }
        let name =
            input[root.range()].trim_start_matches('<').split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
        after.extend(["</", name.into_iter().next().unwrap_or_default(), ">"]);
        Self { input, before, after }
    }

    const fn len(&self) -> usize {
        self.before.len() + self.after.len()
    }

    fn around(&self, item: Node<'_, '_>) -> String {
        [self.before.as_str(), &self.input[item.range()], &self.after].concat()
    }
}

/// Returns a JSON record as what it is: an object of ninjs gets its media type, or is skipped where it is no text.
pub(crate) fn json_record(mut capture: Capture) -> Record {
    /// Names that one of stands in every ninjs object; most other records are told without parsing them.
    static SIGNS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r#""(?:pub[sS]tatus|version[cC]reated|\$?standard|headlines|bodies|descriptions|event[dD]etails)"\s*:"#,
        )
        .ok()
    });
    if SIGNS.as_ref().is_some_and(|signs| signs.is_match(&capture.payload))
        && let Ok(serde_json::Value::Object(object)) = serde_json::from_slice(&capture.payload)
        && ninjs::is(&object)
    {
        if let Some(kind) = ninjs::kind(&object) {
            return Record::Skipped { location: capture.location, kind: kind.to_owned() };
        }
        capture.media_type = NINJS.to_owned();
    }
    Record::Capture(capture)
}

/// Reads an item; `None` where the media type is none of ours.
pub(crate) fn read(capture: &Capture) -> Option<Result<WireStory, (Reason, String)>> {
    let item = if capture.media_type == NINJS {
        ninjs::read(&capture.payload)
    } else {
        let wire = Wire::ALL.into_iter().find(|wire| wire.media_type() == capture.media_type)?;
        let text = decode::decode(&capture.payload, capture.charset.as_deref());
        match wire {
            Wire::Nitf => nitf::read(&text),
            Wire::NewsMl => newsml::read(&text),
            Wire::NewsMlG2 => g2::read(&text),
            Wire::Anpa => anpa::read(&iso646::mend(text.into_owned())),
            Wire::Iptc7901 => iptc7901::read(&iso646::mend(text.into_owned())),
            Wire::ReutersSgml => reuters::read(&text),
        }
    };
    Some(item.and_then(item::Item::finish))
}
