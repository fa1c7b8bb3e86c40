//! The operator's own names for the fields of dumps: `headline=titular,body=texto,date=fecha`.

use std::str::FromStr;

use dateline_model::Capture;
use serde_json::{Map, Value};
use thiserror::Error;

use crate::unpack::{Input, Record, Stop, unpack};

/// Where a record keeps what a map found in it: the capture must tell the same story when it is read again without
/// the map, so the map's answers are kept beside the original fields.
pub(crate) const MAPPED: &str = "$dateline";

/// The fields that can be named, and under which name a record is asked for them.
const FIELDS: [(&str, &str); 20] = [
    ("headline", "headline"),
    ("title", "headline"),
    ("dek", "dek"),
    ("summary", "dek"),
    ("body", "body"),
    ("text", "body"),
    ("html", "html"),
    ("byline", "authors"),
    ("authors", "authors"),
    ("date", "published"),
    ("published", "published"),
    ("updated", "updated"),
    ("captured", "captured"),
    ("url", "url"),
    ("id", "id"),
    ("source", "source"),
    ("section", "section"),
    ("tags", "tags"),
    ("language", "language"),
    ("dateline", "dateline"),
];

/// Most pairs in one map: more than there are fields is a slip.
const MOST: usize = 64;

/// Names of fields in dumps, read from `headline=title,body=doc.text`.
///
/// On the left stands what the field means, on the right how the dump calls it: a column, or a path of names with dots
/// into nested objects. A name with a comma or an equals sign stands in double quotes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldMap {
    /// Meaning, and the name in the dump.
    pairs: Vec<(&'static str, String)>,
}

/// What is wrong with a map.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FieldMapError {
    /// A part without an equals sign.
    #[error("expected `field=name`, found `{0}`")]
    NotAPair(String),
    /// A field that articles do not have.
    #[error("expected one of {known}, found `{0}`", known = known())]
    UnknownField(String),
    /// Nothing behind the equals sign.
    #[error("expected the dump's name behind `{0}=`, found nothing")]
    NoName(String),
    /// Two names for one field.
    #[error("expected one name for `{0}`, found two")]
    Twice(String),
    /// A quote that nobody closes.
    #[error("expected a closing quote, found the end behind `{0}`")]
    OpenQuote(String),
    /// More pairs than there can be.
    #[error("expected at most {MOST} pairs, found more")]
    TooMany,
}

fn known() -> String {
    FIELDS.iter().map(|(field, _)| format!("`{field}`")).collect::<Vec<_>>().join(", ")
}

impl FromStr for FieldMap {
    type Err = FieldMapError;

    fn from_str(text: &str) -> Result<Self, FieldMapError> {
        let mut map = Self::default();
        for part in split(text)? {
            if part.trim().is_empty() {
                continue;
            }
            let (field, name) = part.split_once('=').ok_or_else(|| FieldMapError::NotAPair(part.trim().to_owned()))?;
            let (field, name) = (field.trim().to_lowercase(), name.trim());
            let quoted = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            let name = quoted.map_or_else(|| name.to_owned(), |inner| inner.replace("\"\"", "\""));
            let Some((_, meaning)) = FIELDS.iter().find(|(known, _)| *known == field) else {
                return Err(FieldMapError::UnknownField(field));
            };
            if name.is_empty() {
                return Err(FieldMapError::NoName(field));
            }
            if map.pairs.iter().any(|(known, _)| known == meaning) {
                return Err(FieldMapError::Twice(field));
            }
            if map.pairs.len() >= MOST {
                return Err(FieldMapError::TooMany);
            }
            map.pairs.push((meaning, name));
        }
        if map.pairs.is_empty() { Err(FieldMapError::NotAPair(text.trim().to_owned())) } else { Ok(map) }
    }
}

/// Parts between commas that do not stand in quotes.
fn split(text: &str) -> Result<Vec<String>, FieldMapError> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        quoted ^= c == '"';
        match parts.last_mut() {
            Some(last) if quoted || c != ',' => last.push(c),
            _ => parts.push(String::new()),
        }
    }
    if quoted { Err(FieldMapError::OpenQuote(parts.pop().unwrap_or_default())) } else { Ok(parts) }
}

impl FieldMap {
    /// Returns true where nothing is named.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Writes what the map finds in the record of a dump into it; anything else stays as it is.
    fn apply(&self, capture: &mut Capture) {
        if capture.media_type != "application/json" {
            return;
        }
        let Ok(Value::Object(mut record)) = serde_json::from_slice(&capture.payload) else { return };
        let mapped: Map<String, Value> = self
            .pairs
            .iter()
            .filter_map(|(meaning, name)| Some(((*meaning).to_owned(), find(&record, name)?.clone())))
            .collect();
        if mapped.is_empty() {
            return;
        }
        record.insert(MAPPED.to_owned(), Value::Object(mapped));
        if let Ok(payload) = serde_json::to_vec(&record) {
            capture.payload = payload;
        }
    }
}

/// A field by its whole name, else by a path; names are compared as written first, then without case.
fn find<'a>(record: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let same = |name: &str| {
        record
            .get(name)
            .or_else(|| {
                record.iter().find(|(known, _)| known.to_lowercase() == name.to_lowercase()).map(|(_, value)| value)
            })
            .filter(|value| !value.is_null())
    };
    same(name).or_else(|| {
        name.match_indices('.').find_map(|(at, _)| {
            let inner = match same(&name[..at])? {
                Value::Object(inner) => inner,
                // `authors.0.name` and `authors.name` both mean the first.
                Value::Array(list) => return in_list(list, &name[at + 1..]),
                _ => return None,
            };
            find(inner, &name[at + 1..])
        })
    })
}

fn in_list<'a>(list: &'a [Value], rest: &str) -> Option<&'a Value> {
    let (number, behind) = rest.split_once('.').map_or((rest, None), |(number, behind)| (number, Some(behind)));
    let (item, behind) =
        number.parse::<usize>().map_or_else(|_| (list.first(), Some(rest)), |number| (list.get(number), behind));
    match (item?, behind) {
        (item, None) => Some(item),
        (Value::Object(inner), Some(behind)) => find(inner, behind),
        _ => None,
    }
}

/// [`unpack()`] with the operator's names for fields of dumps.
pub fn unpack_with(
    inputs: &[Input],
    map: &FieldMap,
    sink: &mut dyn FnMut(Record) -> Result<(), Stop>,
    bytes: &mut dyn FnMut(u64),
) {
    let mut mapped = |record: Record| {
        if map.is_empty() {
            return sink(record);
        }
        let mut record = if let Record::Coded(coded) = record { coded.open() } else { record };
        if let Record::Capture(capture) = &mut record {
            map.apply(capture);
        }
        sink(record)
    };
    unpack(inputs, &mut mapped, bytes);
}

#[cfg(test)]
mod tests {
    use dateline_model::Location;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn maps_are_read_and_slips_are_named() {
        let map: FieldMap = "headline=titular, body = doc.texto,source=\"Medio, nombre\"".parse().unwrap();
        let expected = [("headline", "titular"), ("body", "doc.texto"), ("source", "Medio, nombre")];
        assert_eq!(map.pairs, expected.map(|(meaning, name)| (meaning, name.to_owned())));
        let wrong = |text: &str| text.parse::<FieldMap>().unwrap_err().to_string();
        assert_eq!(wrong("headline"), "expected `field=name`, found `headline`");
        assert!(wrong("titel=x").starts_with("expected one of `headline`, "));
        assert!(wrong("titel=x").ends_with("found `titel`"));
        assert_eq!(wrong("body="), "expected the dump's name behind `body=`, found nothing");
        assert_eq!(wrong("date=a,published=b"), "expected one name for `published`, found two");
        assert_eq!(wrong("body=\"a"), "expected a closing quote, found the end behind `body=\"a`");
        assert_eq!(wrong(""), "expected `field=name`, found ``");
    }

    #[test]
    fn the_record_keeps_what_the_map_found() {
        let map: FieldMap = "headline=doc.Titular,body=texto,authors=firmas.0.nombre,url=no".parse().unwrap();
        let mut capture = Capture {
            location: Location::default(),
            uri: None,
            captured: None,
            media_type: "application/json".to_owned(),
            charset: None,
            payload: br#"{"doc": {"titular": "Puerto abierto"}, "texto": "El puerto reabre hoy.", "title": "x",
                "firmas": [{"nombre": "Ana Ruiz"}]}"#
                .to_vec(),
        };
        map.apply(&mut capture);
        let record = crate::json::read(&capture.payload).unwrap();
        assert_eq!(record.story.headline, "Puerto abierto");
        assert_eq!(record.story.body.paragraphs[0].text, "El puerto reabre hoy.");
        assert_eq!(record.story.byline.unwrap().authors, ["Ana Ruiz"]);
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "(headline|body|=|,|\"|\\.|\\PC){0,12}", name in "[a-z.0]{0,8}") {
            let _ = text.parse::<FieldMap>();
            let record = serde_json::json!({"a": {"b": [{"c": 1}, 2]}, "a.b": 3});
            let _ = find(record.as_object().unwrap(), &name);
        }
    }
}
