//! NewsML-G2: news items, alone or in messages.

use dateline_model::{Origin, Paragraph};
use roxmltree::Node;

use super::item::Item;
use super::{nitf, xml};
use crate::{Reason, byline, dateline, parse_date};

/// The elements that are items.
pub(crate) const ITEMS: [&str; 6] =
    ["newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"];

pub(crate) fn is_item(node: Node<'_, '_>) -> bool {
    ITEMS.iter().any(|name| xml::is(node, name))
}

/// Returns what an item is where it is no text: a picture, a package of other items.
pub(crate) fn kind(item: Node<'_, '_>) -> Option<&'static str> {
    let named = ITEMS[1..].iter().zip(["package", "concept", "knowledge", "planning", "catalogue"]);
    if let Some((_, kind)) = named.into_iter().find(|(name, _)| xml::is(item, name)) {
        return Some(kind);
    }
    let class = xml::path(item, "itemMeta/itemClass").and_then(code).unwrap_or_default();
    match class.as_str() {
        "picture" => Some("picture"),
        "graphic" | "animation" => Some("graphic"),
        "video" => Some("video"),
        "audio" => Some("audio"),
        "composite" => Some("package"),
        _ => None,
    }
}

/// Reads the first news item of a file.
pub(crate) fn read(text: &str) -> Result<Item, (Reason, String)> {
    xml::with_document(text, |document| {
        let Some(node) = xml::find(document.root(), "newsItem") else {
            return Err((Reason::Broken, "expected an element `newsItem`, found none".to_owned()));
        };
        let mut item = Item {
            own_id: xml::attribute(node, "guid"),
            version: xml::attribute(node, "version").and_then(|version| version.parse().ok()),
            ..Item::default()
        };
        if let Some(meta) = xml::child(node, "itemMeta") {
            manage(&mut item, meta);
        }
        if let Some(meta) = xml::child(node, "contentMeta") {
            describe(&mut item, meta);
        }
        // An item without the dates of its management has those of its content.
        let date = |at| xml::text_at(node, at).and_then(|stated| parse_date(&stated, Origin::Record));
        if item.first.is_none() && item.this.is_none() {
            (item.first, item.this) = (date("contentMeta/contentCreated"), date("contentMeta/contentModified"));
        }
        item.language = item.language.take().or_else(|| xml::attribute(node, "lang"));
        let sender = xml::find(document.root(), "header").and_then(|header| xml::text_at(header, "sender"));
        item.provider = item.provider.take().or(sender);
        if let Some(content) = xml::child(node, "contentSet") {
            fill_text(&mut item, content)?;
        }
        let title = xml::text_at(node, "itemMeta/title");
        item.headline = item.headline.take().or(title);
        Ok(item)
    })?
}

/// The last part of a code: `text` of `ninat:text`.
fn code(node: Node<'_, '_>) -> Option<String> {
    let code = xml::attribute(node, "qcode").or_else(|| xml::attribute(node, "uri"))?;
    Some(code.rsplit([':', '/']).next().unwrap_or_default().to_lowercase())
}

/// The name of a party or a thing: as written, else its code.
fn name(node: Node<'_, '_>) -> Option<String> {
    xml::child(node, "name").and_then(xml::text).or_else(|| xml::attribute(node, "literal")).or_else(|| {
        let code = xml::attribute(node, "qcode")?;
        Some(code.rsplit(':').next().unwrap_or_default().to_owned()).filter(|code| !code.is_empty())
    })
}

fn manage(item: &mut Item, meta: Node<'_, '_>) {
    let date = |name| xml::text_at(meta, name).and_then(|stated| parse_date(&stated, Origin::Record));
    (item.first, item.this, item.embargo) = (date("firstCreated"), date("versionCreated"), date("embargoed"));
    // An empty element says that the time of release is not known.
    item.held = xml::child(meta, "embargoed").is_some_and(|until| xml::attribute(until, "nil").is_some());
    item.withdrawn = xml::child(meta, "pubStatus")
        .and_then(code)
        .is_some_and(|status| matches!(status.as_str(), "canceled" | "cancelled" | "withheld"));
    item.provider = xml::child(meta, "provider").and_then(name);
    item.section = xml::text_at(meta, "service/name");
    item.notes = xml::children(meta, "edNote").filter_map(xml::text).collect();
}

fn describe(item: &mut Item, meta: Node<'_, '_>) {
    item.headline = xml::children(meta, "headline").find_map(xml::text);
    item.slug = xml::text_at(meta, "slugline");
    item.dateline = xml::text_at(meta, "dateline").and_then(|printed| dateline::stated(&printed));
    item.language = xml::child(meta, "language").and_then(|language| xml::attribute(language, "tag"));
    let by: Vec<String> = xml::children(meta, "by").filter_map(xml::text).collect();
    let creators = || {
        let names = xml::children(meta, "creator").filter_map(|creator| xml::text_at(creator, "name"));
        names.filter(|name| byline::agency(name).is_none()).collect::<Vec<_>>()
    };
    let by = if by.is_empty() { creators() } else { by };
    if !by.is_empty() {
        item.sign(&by.join(", "));
    }
    item.agency = item.agency.take().or_else(|| {
        let source = xml::children(meta, "infoSource").find_map(name)?;
        byline::agency(&source)
    });
    item.dek = xml::children(meta, "description")
        .filter(|description| {
            let role = xml::attribute(*description, "role").unwrap_or_default().to_lowercase();
            !role.contains("caption")
        })
        .find_map(xml::text);
    let subjects = xml::children(meta, "subject").filter_map(|subject| xml::text_at(subject, "name"));
    let keywords = xml::children(meta, "keyword").filter_map(xml::text);
    item.tags = xml::distinct(subjects.chain(keywords));
}

fn fill_text(item: &mut Item, contents: Node<'_, '_>) -> Result<(), (Reason, String)> {
    // The same text may be there in several forms: the first with words is the publisher's choice.
    for content in contents.children() {
        let found: Vec<Paragraph> = if xml::is(content, "inlineXML") {
            if let Some(inner) = xml::find(content, "nitf") {
                nitf::fill(item, inner)?;
                continue;
            }
            xml::paragraphs(xml::find(content, "body").unwrap_or(content))?
        } else if xml::is(content, "inlineData") && xml::attribute(content, "encoding").is_none() {
            xml::written_paragraphs(&xml::written(content))?
        } else {
            continue;
        };
        if item.blocks.is_empty() {
            item.blocks = found;
        }
    }
    Ok(())
}
