//! ninjs, news in JSON, versions 1 to 3.

use dateline_model::{Caption, Dated, Origin, Paragraph};
use serde_json::{Map, Value};

use super::item::Item;
use super::{nitf, xml};
use crate::repair::{non_empty, unescape};
use crate::{Reason, byline, dateline, json, parse_date, plain};

type Object = Map<String, Value>;

/// Returns true for an object that has the identifier of ninjs and what only ninjs says beside it.
pub(crate) fn is(object: &Object) -> bool {
    let standard = get(object, "standard").or_else(|| get(object, "$standard"));
    let named = standard.and_then(|standard| standard.get("name")?.as_str());
    if named.is_some_and(|name| name.to_lowercase().contains("ninjs")) {
        return true;
    }
    let identified = ["uri", "guid"].iter().any(|name| get(object, name).is_some_and(Value::is_string));
    let says = |name: &&str| match *name {
        "headlines" | "bodies" | "descriptions" => get(object, name).is_some_and(Value::is_array),
        name => get(object, name).is_some(),
    };
    identified
        && ["pubstatus", "versioncreated", "headlines", "bodies", "descriptions", "eventdetails"]
            .iter()
            .any(|n| says(&n))
}

/// Returns what an object is where it is no text: a picture, an event, a package of other items.
pub(crate) fn kind(object: &Object) -> Option<&'static str> {
    let kind = string(object, "type").unwrap_or_default().to_lowercase();
    let wordless = bodies(object).next().is_none();
    match kind.as_str() {
        "picture" | "photo" => Some("picture"),
        "graphic" | "animation" => Some("graphic"),
        "video" => Some("video"),
        "audio" => Some("audio"),
        "event" | "planning" if wordless => Some("event"),
        "composite" if wordless => Some("package"),
        _ if wordless && get(object, "eventdetails").is_some() => Some("event"),
        _ => None,
    }
}

/// Reads one object.
pub(crate) fn read(payload: &[u8]) -> Result<Item, (Reason, String)> {
    let value: Value = serde_json::from_slice(payload)
        .map_err(|error| (Reason::Broken, format!("expected a ninjs object, found broken JSON: {error}")))?;
    let Value::Object(object) = value else {
        return Err((Reason::Broken, "expected a ninjs object, found another value".to_owned()));
    };
    let object = &object;
    let mut item = Item {
        headline: string(object, "headline")
            .or_else(|| of_role(object, "headlines", &["main", "headline"]))
            .or_else(|| string(object, "title"))
            .map(|headline| unescape(&headline)),
        slug: string(object, "slugline"),
        own_id: string(object, "uri").or_else(|| string(object, "guid")),
        version: string(object, "version").and_then(|version| version.parse().ok()),
        first: date(object, "firstcreated").or_else(|| date(object, "contentcreated")),
        this: date(object, "versioncreated"),
        embargo: date(object, "embargoed").or_else(|| date(object, "embargoeduntil")),
        language: string(object, "language"),
        dateline: string(object, "dateline").and_then(|printed| dateline::stated(&printed)),
        section: list(object, "service").find_map(|service| name_of(service)),
        ..Item::default()
    };
    let status = string(object, "pubstatus").unwrap_or_default().to_lowercase();
    item.withdrawn = matches!(status.as_str(), "canceled" | "cancelled" | "withheld");
    item.notes.extend(string(object, "ednote"));
    item.provider = provider(object);
    sign(&mut item, object);
    let subjects =
        ["subject", "subjects", "keywords"].into_iter().flat_map(|name| list(object, name)).filter_map(name_of);
    item.tags = xml::distinct(subjects);
    item.dek = description(object)?;
    item.captions = associated(object).filter_map(caption).collect();
    fill_text(&mut item, object)?;
    Ok(item)
}

/// Field names are compared without case: version 3 writes `versionCreated` where the others write `versioncreated`.
fn get<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    object
        .get(name)
        .or_else(|| object.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

fn string(object: &Object, name: &str) -> Option<String> {
    match get(object, name)? {
        Value::String(text) => non_empty(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn date(object: &Object, name: &str) -> Option<Dated> {
    parse_date(&string(object, name)?, Origin::Record)
}

fn list<'a>(object: &'a Object, name: &str) -> impl Iterator<Item = &'a Value> {
    get(object, name).and_then(Value::as_array).into_iter().flatten()
}

/// The name of a thing that is an object with a name or nothing but a name.
fn name_of(value: &Value) -> Option<String> {
    let name = value.as_str().or_else(|| value.get("name")?.as_str()).or_else(|| value.get("literal")?.as_str())?;
    non_empty(name)
}

/// The value of this role in a list of them; the first where none has it.
fn of_role(object: &Object, name: &str, roles: &[&str]) -> Option<String> {
    let role = |value: &Value| value.get("role").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let found = list(object, name).find(|value| roles.contains(&role(value).as_str()));
    non_empty(found.or_else(|| list(object, name).next())?.get("value")?.as_str()?)
}

fn provider(object: &Object) -> Option<String> {
    let named = ["infosources", "infosource"].into_iter().flat_map(|name| list(object, name)).find_map(name_of);
    let uri = string(object, "uri").or_else(|| string(object, "guid")).unwrap_or_default();
    // `urn:newsml:agency.example:...`, `tag:agency.example,2020:...`, `https://agency.example/...`
    let host = uri
        .split_once("://")
        .or_else(|| uri.split_once("newsml:"))
        .or_else(|| uri.split_once("tag:"))
        .and_then(|(_, rest)| rest.split(['/', ':', ',']).next())
        .filter(|host| host.contains('.'))
        .map(|host| host.trim_start_matches("www.").to_owned());
    string(object, "source").or(named).or_else(|| string(object, "copyrightholder")).or(host)
}

fn sign(item: &mut Item, object: &Object) {
    let printed = string(object, "byline").or_else(|| string(object, "by"));
    let authors: Vec<String> = list(object, "authors")
        .filter(|author| {
            let role = author.get("role").and_then(Value::as_str).unwrap_or("writer");
            matches!(role, "writer" | "author" | "reporter")
        })
        .filter_map(name_of)
        .collect();
    match printed {
        Some(printed) => item.sign(&printed),
        None => {
            if let Some((found, agency)) = byline::of_authors(&authors) {
                item.byline = Some(found);
                item.agency = agency;
            }
        }
    }
}

fn description(object: &Object) -> Result<Option<String>, (Reason, String)> {
    let written = ["description_text", "description_html", "description_xhtml", "description"]
        .into_iter()
        .find_map(|name| string(object, name))
        .or_else(|| of_role(object, "descriptions", &["summary", "text", "dek", "abstract"]));
    let Some(written) = written else { return Ok(None) };
    let lines: Vec<String> = xml::written_paragraphs(&written)?.into_iter().map(|block| block.text).collect();
    Ok(non_empty(&unescape(&lines.join(" "))))
}

/// The forms in which the text is there, and what each is.
fn bodies(object: &Object) -> impl Iterator<Item = (String, &str)> {
    let listed = list(object, "bodies").filter_map(|body| {
        let of = |names: [&str; 3]| names.into_iter().find_map(|name| body.get(name)?.as_str()).unwrap_or_default();
        Some((of(["contenttype", "contentType", "role"]).to_lowercase(), body.get("value")?.as_str()?))
    });
    let named = object
        .iter()
        .filter_map(|(name, value)| Some((name.to_lowercase().strip_prefix("body_")?.to_owned(), value.as_str()?)));
    listed.chain(named).filter(|(_, text)| !text.trim().is_empty())
}

/// Marked-up forms say more than plain ones.
fn fill_text(item: &mut Item, object: &Object) -> Result<(), (Reason, String)> {
    let rank = |kind: &str, text: &str| match kind {
        kind if kind.contains("html") => 0,
        kind if kind.contains("nitf") || text.trim_start().starts_with("<nitf") => 1,
        _ => 2,
    };
    let Some((kind, text)) = bodies(object).min_by_key(|(kind, text)| rank(kind, text)) else { return Ok(()) };
    item.blocks = match rank(&kind, text) {
        0 => json::html_blocks(text)?,
        1 => return xml::with_document(text, |document| nitf::fill(item, document.root_element()))?,
        _ if json::looks_like_html(text) => json::html_blocks(text)?,
        // A plain form keeps the line breaks of the markup it was made from.
        _ => plain::paragraphs_of(text).into_iter().map(Paragraph::text).collect(),
    };
    Ok(())
}

/// What goes with the text: an object by name in version 1, a list later.
fn associated(object: &Object) -> Box<dyn Iterator<Item = &Object> + '_> {
    match get(object, "associations") {
        Some(Value::Array(list)) => Box::new(list.iter().filter_map(Value::as_object)),
        Some(Value::Object(named)) => Box::new(named.values().filter_map(Value::as_object)),
        _ => Box::new(std::iter::empty()),
    }
}

fn caption(object: &Object) -> Option<Caption> {
    kind(object).filter(|kind| matches!(*kind, "picture" | "graphic" | "video"))?;
    let text = description(object).ok()?.or_else(|| bodies(object).find_map(|(_, text)| non_empty(text)))?;
    Some(Caption { text, credit: string(object, "byline").or_else(|| string(object, "by")) })
}
