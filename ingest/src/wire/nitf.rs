//! NITF, the News Industry Text Format, alone or inside another format.

use dateline_model::{Byline, Caption, Dated, Origin};
use roxmltree::Node;

use super::item::Item;
use super::xml;
use crate::body::same;
use crate::repair::non_empty;
use crate::{Reason, byline, dateline, parse_date};

/// Reads a NITF file.
pub(crate) fn read(text: &str) -> Result<Item, (Reason, String)> {
    xml::with_document(text, |document| {
        let Some(nitf) = xml::find(document.root(), "nitf") else {
            return Err((Reason::Broken, "expected an element `nitf`, found none".to_owned()));
        };
        let mut item = Item::default();
        fill(&mut item, nitf)?;
        Ok(item)
    })?
}

/// Adds what a `nitf` element states to an item; what the item has already stays.
pub(crate) fn fill(item: &mut Item, nitf: Node<'_, '_>) -> Result<(), (Reason, String)> {
    if let Some(head) = xml::child(nitf, "head") {
        fill_from_head(item, head);
    }
    let language = xml::attribute(nitf, "baselang").or_else(|| xml::attribute(nitf, "lang"));
    item.language = item.language.take().or(language);
    let Some(body) = xml::child(nitf, "body") else { return Ok(()) };
    if let Some(head) = xml::child(body, "body.head") {
        fill_from_body_head(item, head);
    }
    // The title of the file may be its slug: the printed headline goes first.
    item.headline = item.headline.take().or_else(|| xml::text_at(nitf, "head/title"));
    let content = xml::child(body, "body.content");
    if item.blocks.is_empty()
        && let Some(content) = content
    {
        item.blocks = xml::paragraphs(content)?;
    }
    if let Some(tagline) = xml::path(body, "body.end/tagline") {
        item.blocks.extend(xml::paragraphs(tagline)?);
    }
    item.captions.extend(xml::find_all(body, "media").filter_map(caption));
    item.notes.extend(content.into_iter().flat_map(|content| xml::find_all(content, "note")).filter_map(xml::text));
    Ok(())
}

fn fill_from_head(item: &mut Item, head: Node<'_, '_>) {
    let subjects = xml::find_all(head, "tobject.subject").flat_map(|subject| {
        ["type", "matter", "detail"].map(|part| xml::attribute(subject, &format!("tobject.subject.{part}")))
    });
    let keywords = xml::find_all(head, "keyword").map(|word| xml::attribute(word, "key").or_else(|| xml::text(word)));
    item.tags.extend(keywords.chain(subjects).flatten());
    item.tags = xml::distinct(std::mem::take(&mut item.tags).into_iter());
    let desk = xml::child(head, "tobject").and_then(|object| xml::attribute(object, "tobject.type"));
    let desk = desk.filter(|desk| !desk.eq_ignore_ascii_case("news"));
    let section = xml::child(head, "pubdata").and_then(|paper| xml::attribute(paper, "position.section"));
    item.section = item.section.take().or(section).or(desk);
    let meta = |name: &str| {
        let found =
            xml::children(head, "meta").find(|meta| xml::attribute(*meta, "name").is_some_and(|n| n == name))?;
        xml::attribute(found, "content")
    };
    item.slug = item.slug.take().or_else(|| meta("anpa-keyword"));
    if let Some(docdata) = xml::child(head, "docdata") {
        fill_from_docdata(item, docdata);
    }
    let published = xml::child(head, "pubdata").and_then(|paper| date(paper, "date.publication"));
    item.this = item.this.take().or(published);
    let history = xml::find_all(head, "revision-history").filter_map(|revision| xml::attribute(revision, "comment"));
    item.notes.extend(history);
}

fn fill_from_docdata(item: &mut Item, docdata: Node<'_, '_>) {
    let of = |element: &str, name: &str| xml::child(docdata, element).and_then(|node| xml::attribute(node, name));
    let norm = |element: &str| xml::child(docdata, element).and_then(|node| date(node, "norm"));
    // The key of a story stays the same while the identifiers of its documents change.
    item.own_id = item.own_id.take().or_else(|| of("du-key", "key")).or_else(|| of("doc-id", "id-string"));
    item.version = item.version.or_else(|| of("du-key", "version")?.parse().ok());
    item.this = item.this.take().or_else(|| norm("date.issue"));
    let holder = of("doc.copyright", "holder").map(|holder| {
        let end = holder.to_lowercase().find("all rights").filter(|&end| holder.is_char_boundary(end));
        holder[..end.unwrap_or(holder.len())].trim_end_matches(['.', ' ', ',']).to_owned()
    });
    let provider =
        of("doc-id", "regsrc").or(holder.filter(|holder| !holder.is_empty())).or_else(|| of("doc.rights", "owner"));
    item.provider = item.provider.take().or(provider);
    let status = xml::attribute(docdata, "management-status").unwrap_or_default().to_lowercase();
    let message = of("ed-msg", "msg-type").unwrap_or_default().to_lowercase();
    item.withdrawn |= matches!(status.as_str(), "canceled" | "cancelled" | "withheld") || message.contains("kill");
    item.held |= status == "embargoed";
    // To be released later than it was issued: held until then.
    let release = norm("date.release");
    let later = release
        .clone()
        .filter(|release| item.held || item.this.as_ref().is_some_and(|issued| release.earliest() > issued.earliest()));
    item.embargo = item.embargo.take().or(later);
    item.this = item.this.take().or(release);
    item.notes.extend(of("ed-msg", "info"));
    item.notes.extend(of("correction", "info"));
}

fn date(node: Node<'_, '_>, attribute: &str) -> Option<Dated> {
    parse_date(&xml::attribute(node, attribute)?, Origin::Record)
}

fn fill_from_body_head(item: &mut Item, head: Node<'_, '_>) {
    item.headline = item.headline.take().or_else(|| xml::text_at(head, "hedline/hl1"));
    let repeats_keyword = |dek: &String| !item.tags.iter().any(|tag| same(tag, dek));
    let dek = xml::text_at(head, "hedline/hl2").filter(repeats_keyword);
    item.dek = item.dek.take().or(dek).or_else(|| xml::text_at(head, "abstract"));
    item.provider = xml::text_at(head, "distributor").or(item.provider.take());
    if item.byline.is_none() {
        let bylines: Vec<Node<'_, '_>> = xml::children(head, "byline").collect();
        sign(item, &bylines);
    }
    let Some(line) = xml::child(head, "dateline") else { return };
    item.this = item.this.take().or_else(|| xml::child(line, "story.date").and_then(|day| date(day, "norm")));
    if item.dateline.is_none() {
        item.dateline = printed_dateline(line).and_then(|printed| dateline::stated(&printed));
    }
}

/// Persons in a byline are people, whatever their names look like.
fn sign(item: &mut Item, bylines: &[Node<'_, '_>]) {
    let known = item.agency.clone();
    let mut lines = Vec::new();
    let mut people: Vec<String> = Vec::new();
    for line in bylines {
        let parts: Vec<String> = line.children().filter_map(|part| part_of_byline(part)).collect();
        let mut printed = String::new();
        for part in parts {
            let apart = if printed.is_empty() {
                ""
            } else if byline_opens(&printed) {
                " "
            } else {
                ", "
            };
            printed.push_str(apart);
            printed.push_str(&part);
        }
        lines.extend(non_empty(&printed));
        for person in xml::find_all(*line, "person").filter_map(xml::text) {
            let names = person.split(" and ").flat_map(|part| part.split([',', '&', '/'])).filter_map(non_empty);
            people.extend(names.filter(|name| {
                let signed = byline::names(name);
                !signed.authors.is_empty() || signed.agency.is_some() && name.contains(' ')
            }));
        }
    }
    let printed = lines.join("; ");
    item.sign(&printed);
    if let Some(Byline { authors, .. }) = item.byline.as_mut().filter(|_| !people.is_empty()) {
        *authors = xml::distinct(people.into_iter());
        // `Jordan Press` is a person here; the agency is named behind.
        let titles = bylines.iter().flat_map(|line| xml::children(*line, "byttl")).filter_map(xml::text);
        item.agency = known.or_else(|| titles.filter_map(|title| byline::agency(&title)).next());
    }
}

fn byline_opens(printed: &str) -> bool {
    printed.chars().count() <= 6
}

fn part_of_byline(part: Node<'_, '_>) -> Option<String> {
    if part.is_text() { non_empty(part.text()?) } else { xml::text(part) }
}

/// The dateline without the date that machines read.
fn printed_dateline(line: Node<'_, '_>) -> Option<String> {
    let mut parts = Vec::new();
    for part in line.children().filter(|part| !xml::is(*part, "story.date") && !part.is_comment()) {
        if xml::is(part, "location") && part.children().any(|inside| inside.is_element()) {
            parts.push(part.children().filter_map(part_of_byline).collect::<Vec<_>>().join(", "));
        } else {
            parts.extend(part_of_byline(part));
        }
    }
    non_empty(&parts.join(" "))
}

fn caption(media: Node<'_, '_>) -> Option<Caption> {
    let text = xml::find(media, "media-caption").and_then(xml::text)?;
    Some(Caption { text, credit: xml::find(media, "media-producer").and_then(xml::text) })
}
