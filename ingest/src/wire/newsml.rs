//! NewsML 1, the older packaging of news by IPTC.

use dateline_model::{Caption, Origin};
use roxmltree::Node;

use super::item::Item;
use super::{nitf, xml};
use crate::{Reason, dateline, parse_date};

/// Roles of components that are no text of the story.
const ASIDE: [&str; 13] = [
    "stylesheet", "contact", "headline", "subheadline", "logo", "caption", "photo", "picture", "thumbnail", "preview",
    "quicklook", "icon", "byline",
];

/// Returns what an item is where it is no text: a picture, a package of other items.
pub(crate) fn kind(item: Node<'_, '_>) -> Option<&'static str> {
    if texts(item).next().is_some() {
        return None;
    }
    let media = xml::find_all(item, "MediaType").filter_map(|media| xml::attribute(media, "FormalName"));
    for kind in media {
        match kind.to_lowercase().as_str() {
            "photo" | "picture" => return Some("picture"),
            "graphic" => return Some("graphic"),
            "video" => return Some("video"),
            "audio" => return Some("audio"),
            _ => {}
        }
    }
    xml::find(item, "NewsItemRef").map(|_| "package")
}

/// Reads the first item of a file.
pub(crate) fn read(text: &str) -> Result<Item, (Reason, String)> {
    xml::with_document(text, |document| {
        let Some(node) = xml::find(document.root(), "NewsItem") else {
            return Err((Reason::Broken, "expected an element `NewsItem`, found none".to_owned()));
        };
        let mut item = Item::default();
        identify(&mut item, node);
        describe(&mut item, node);
        let envelope = xml::find(document.root(), "NewsEnvelope").and_then(|envelope| xml::find(envelope, "Party"));
        item.provider = item.provider.take().or_else(|| xml::attribute(envelope?, "FormalName"));
        let id = xml::find(node, "ProviderId").and_then(xml::text);
        item.provider = item.provider.take().or(id);
        fill_text(&mut item, node)?;
        Ok(item)
    })?
}

fn identify(item: &mut Item, node: Node<'_, '_>) {
    if let Some(identifier) = xml::find(node, "NewsIdentifier") {
        let part = |name| xml::child(identifier, name).and_then(xml::text);
        item.own_id = part("NewsItemId").map(|id| {
            let (provider, day) = (part("ProviderId").unwrap_or_default(), part("DateId").unwrap_or_default());
            format!("urn:newsml:{provider}:{day}:{id}")
        });
        item.version = part("RevisionId").and_then(|version| version.parse().ok());
    }
    let Some(management) = xml::find(node, "NewsManagement") else { return };
    let date =
        |name| xml::child(management, name).and_then(xml::text).and_then(|stated| parse_date(&stated, Origin::Record));
    (item.first, item.this) = (date("FirstCreated"), date("ThisRevisionCreated"));
    let status = xml::child(management, "Status").and_then(|status| xml::attribute(status, "FormalName"));
    match status.unwrap_or_default().to_lowercase().as_str() {
        "canceled" | "cancelled" | "withheld" | "killed" => item.withdrawn = true,
        "embargoed" => item.held = true,
        _ => {}
    }
    if item.held
        && let Some(change) = xml::child(management, "StatusWillChange")
    {
        item.embargo =
            xml::find(change, "DateAndTime").and_then(xml::text).and_then(|stated| parse_date(&stated, Origin::Record));
    }
}

fn describe(item: &mut Item, node: Node<'_, '_>) {
    let line = |name| xml::find_all(node, name).filter(|line| !is_aside(*line)).find_map(xml::text);
    item.headline = line("HeadLine");
    item.dek = line("SubHeadLine");
    item.slug = line("SlugLine").or_else(|| line("NameLabel"));
    item.dateline = line("DateLine").and_then(|printed| dateline::stated(&printed));
    if let Some(printed) = line("ByLine") {
        item.sign(&printed);
    }
    let party = |name| {
        let party = xml::find_all(node, name).find_map(|who| xml::find(who, "Party"))?;
        xml::attribute(party, "FormalName")
    };
    item.provider = party("Provider");
    item.language = xml::find_all(node, "Language")
        .find_map(|language| xml::attribute(language, "FormalName"))
        .or_else(|| xml::attribute(node, "lang"));
    let keywords = xml::find_all(node, "Property").filter(|property| {
        xml::attribute(*property, "FormalName").is_some_and(|name| name.to_lowercase().contains("keyword"))
    });
    item.tags = xml::distinct(keywords.filter_map(|property| xml::attribute(property, "Value")));
    let notes = xml::find_all(node, "NewsLine").filter(|line| {
        let kind = xml::child(*line, "NewsLineType").and_then(|kind| xml::attribute(kind, "FormalName"));
        kind.is_some_and(|kind| kind.to_lowercase().contains("note"))
    });
    item.notes = notes.filter_map(|note| xml::text_at(note, "NewsLineText")).collect();
    item.notes.extend(xml::find_all(node, "Instruction").filter_map(xml::text));
}

/// The role of the component that an element stands in.
fn role(node: Node<'_, '_>) -> String {
    let component = node.ancestors().skip(1).find(|ancestor| xml::is(*ancestor, "NewsComponent"));
    let role = component.and_then(|component| xml::child(component, "Role"));
    role.and_then(|role| xml::attribute(role, "FormalName")).unwrap_or_default().to_lowercase()
}

fn is_aside(node: Node<'_, '_>) -> bool {
    ASIDE.contains(&role(node).as_str())
}

/// The contents that hold text of the story.
fn texts<'a, 'd>(item: Node<'a, 'd>) -> impl Iterator<Item = Node<'a, 'd>> {
    xml::find_all(item, "ContentItem").filter(|content| {
        let formal = |name| xml::child(*content, name).and_then(|node| xml::attribute(node, "FormalName"));
        let is_text = formal("MediaType").is_none_or(|kind| kind.eq_ignore_ascii_case("text"));
        let kind = formal("MimeType").or_else(|| formal("Format")).unwrap_or_default().to_lowercase();
        let holds = xml::child(*content, "DataContent").and_then(xml::text).is_some();
        is_text && !is_aside(*content) && !kind.contains("css") && !kind.contains("image") && holds
    })
}

fn fill_text(item: &mut Item, node: Node<'_, '_>) -> Result<(), (Reason, String)> {
    // The same text may be there in several forms: the first is the publisher's choice.
    let main = texts(node).find(|content| matches!(role(*content).as_str(), "main" | "body" | "text" | "story"));
    let Some(content) = main.or_else(|| texts(node).next()) else { return Ok(()) };
    let Some(data) = xml::child(content, "DataContent") else { return Ok(()) };
    match xml::find(data, "nitf") {
        Some(inner) => nitf::fill(item, inner)?,
        None => item.blocks = xml::paragraphs(xml::find(data, "body").unwrap_or(data))?,
    }
    let captions = xml::find_all(node, "ContentItem").filter(|content| role(*content) == "caption");
    let captions = captions.filter_map(|content| xml::child(content, "DataContent").and_then(xml::text));
    item.captions.extend(captions.map(|text| Caption { text, credit: None }));
    let below = xml::find_all(node, "ContentItem").find(|content| role(*content) == "subheadline");
    if item.dek.is_none()
        && let Some(data) = below.and_then(|content| xml::child(content, "DataContent"))
    {
        let lines: Vec<String> = xml::paragraphs(data)?.into_iter().map(|line| line.text).collect();
        item.dek = Some(lines.join("; ")).filter(|dek| !dek.is_empty());
    }
    Ok(())
}
