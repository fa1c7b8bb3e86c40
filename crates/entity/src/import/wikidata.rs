//! Subsets of Wikidata: items as dumps have them, and answers of its SPARQL service.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufRead, Read};

use dateline_model::{EntityKind, EntityKind as Kind};
use serde::Deserialize;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::reading::{Budget, Line, next_line};
use super::sanctions::broken;
use super::{ActorItem, ActorReason, RECORD_BYTES, Sink, Skipped, hand_out, rejected};
use crate::authority::{Draft, MOST_NAMES, MOST_ROLES, is_country_code};
use crate::lexicon::Lexicon;

/// The most labels of other items that are remembered, so that offices have names.
const MOST_LABELS: usize = 500_000;

/// The most people who wait for the names of their offices.
const MOST_WAITING: usize = 500_000;

/// What an item is by what it is an instance of: the identifier or words of the class, and the kind. `None` is a place.
const CLASSES: &[(&str, Option<Kind>)] = &[
    ("Q5 human", Some(Kind::Person)),
    ("Q6256 country", None),
    ("Q3624078 sovereign state", None),
    ("Q515 city", None),
    ("Q484652 international organization", Some(Kind::Igo)),
    ("Q245065 intergovernmental organization", Some(Kind::Igo)),
    ("Q7278 political party", Some(Kind::Party)),
    ("Q4830453 business", Some(Kind::Company)),
    ("Q783794 company", Some(Kind::Company)),
    ("Q6881511 enterprise", Some(Kind::Company)),
    ("Q891723 public company", Some(Kind::Company)),
    ("Q11032 newspaper", Some(Kind::Media)),
    ("Q1110794 daily newspaper", Some(Kind::Media)),
    ("Q192283 news agency", Some(Kind::Media)),
    ("Q1616075 television station", Some(Kind::Media)),
    ("Q14350 radio station", Some(Kind::Media)),
    ("Q79913 non-governmental organization", Some(Kind::Ngo)),
    ("Q163740 nonprofit organization", Some(Kind::Ngo)),
    ("Q17149090 armed organization", Some(Kind::ArmedGroup)),
    ("Q17127659 terrorist organization", Some(Kind::ArmedGroup)),
    ("Q327333 government agency", Some(Kind::Organisation)),
    ("Q192350 ministry", Some(Kind::Organisation)),
    ("Q43229 organization", Some(Kind::Organisation)),
];

/// Returns the kind of actor that a class stands for: its identifier, its address, or its English name.
pub(super) fn kind_of(class: &str) -> Result<EntityKind, Skipped> {
    let class = class.trim().rsplit('/').next().unwrap_or("").to_lowercase().replace("organisation", "organization");
    let known = CLASSES.iter().find(|(known, _)| {
        known.split_once(' ').is_some_and(|(id, words)| id.eq_ignore_ascii_case(&class) || words == class)
    });
    match known {
        Some((_, Some(kind))) => Ok(*kind),
        Some((_, None)) => Err(Skipped::Place),
        None => Kind::from_name(&class).filter(|kind| kind.is_actor()).ok_or(Skipped::UnknownKind),
    }
}

/// Returns the code of a country by its name.
pub(super) fn country_named(name: &str, lexicon: &Lexicon) -> Option<String> {
    lexicon.country_code(name).map(str::to_owned)
}

/// Returns a dated role from the name of an office and two dates: `President of Argentina`, `1990-05-01T00:00:00Z`. An
/// office without a country or body that is known is left out.
pub(super) fn role(office: &str, start: &str, end: &str, lexicon: &Lexicon) -> Option<String> {
    let (title, holder) = office.rsplit_once(" of ")?;
    let holder = holder.trim().trim_start_matches("the ");
    let holder = country_named(holder, lexicon).or_else(|| lexicon.body_named(holder).map(str::to_owned))?;
    let title = dateline_text::fold_name(title);
    let period = format!("{}-{}", date(start)?, date(end)?);
    crate::office::Period::parse(&period)?;
    (!title.is_empty() && title.len() <= 100).then(|| format!("{title} of {holder} {period}"))
}

/// Reads `+1990-05-01T00:00:00Z`, `1990-05-01`, `1990-05-00` (month known), `1990-00-00` (year known), and nothing.
fn date(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('+');
    if text.is_empty() {
        return Some(String::new());
    }
    let day = text.split('T').next().unwrap_or("");
    let mut parts = day.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?;
    let rest: Vec<&str> = parts.take_while(|part| *part != "00").collect();
    let all = std::iter::once(year).chain(rest).collect::<Vec<_>>().join(".");
    all.bytes().all(|b| b.is_ascii_digit() || b == b'.').then_some(all)
}

/// One item of a dump.
#[derive(Deserialize)]
struct Item {
    #[serde(default)]
    id: String,
    #[serde(default)]
    labels: HashMap<String, Text>,
    #[serde(default)]
    aliases: HashMap<String, Vec<Text>>,
    #[serde(default)]
    claims: HashMap<String, Vec<Value>>,
}

#[derive(Deserialize)]
struct Text {
    value: String,
}

/// A person whose offices are items that may come later in the file.
struct Waiting {
    line: u64,
    draft: Draft,
    /// Identifiers of office and country, start and end.
    offices: Vec<(String, String, String)>,
    /// Identifier of the country, where the draft has none.
    home: Option<String>,
}

/// Reads items, one JSON object a line, with or without the brackets and commas of a dump.
pub(super) fn items(input: &mut dyn BufRead, lexicon: &Lexicon, sink: &mut Sink<'_>) -> io::Result<()> {
    let (mut buffer, mut labels, mut waiting) = (Vec::new(), HashMap::new(), Vec::new());
    for line in 1.. {
        match next_line(input, &mut buffer)? {
            Line::End => break,
            Line::TooLong => sink(line, rejected(line, ActorReason::TooLarge, "expected an item")),
            Line::Whole => {
                let text = buffer.trim_ascii();
                let text = text.strip_suffix(b",").unwrap_or(text);
                if text.is_empty() || text == b"[" || text == b"]" {
                    continue;
                }
                match serde_json::from_slice::<Item>(text) {
                    Ok(item) => item.take(line, &mut labels, &mut waiting, sink),
                    Err(error) => sink(line, rejected(line, ActorReason::Broken, broken(text, &error))),
                }
                if waiting.len() >= MOST_WAITING {
                    settle(&mut waiting, &labels, lexicon, sink);
                }
            }
        }
    }
    settle(&mut waiting, &labels, lexicon, sink);
    Ok(())
}

impl Item {
    fn take(self, line: u64, labels: &mut HashMap<String, String>, waiting: &mut Vec<Waiting>, sink: &mut Sink<'_>) {
        let main = self.labels.get("en").or_else(|| self.labels.get("mul")).or_else(|| self.labels.values().next());
        let Some(main) = main.map(|text| text.value.clone()) else {
            return sink(
                line,
                rejected(line, ActorReason::NoName, format!("expected a label of `{}`, found none", self.id)),
            );
        };
        if labels.len() < MOST_LABELS {
            labels.insert(self.id.clone(), main.clone());
        }
        let kinds: Vec<_> = self.values("P31").map(|(id, _)| kind_of(&id)).collect();
        let kind = match kinds.iter().find(|kind| kind.is_ok()).or(kinds.first()).copied() {
            Some(Ok(kind)) => kind,
            Some(Err(skipped)) => return sink(line, ActorItem::Skipped(skipped)),
            None => return sink(line, ActorItem::Skipped(Skipped::UnknownKind)),
        };
        let mut names = vec![main];
        let mut others: Vec<_> = self.labels.iter().map(|(language, text)| (language, &text.value)).collect();
        others.sort();
        let mut aliases: Vec<_> = self
            .aliases
            .iter()
            .flat_map(|(language, all)| all.iter().map(move |text| (language, &text.value)))
            .collect();
        // English ones first: they are the most used in what most archives hold.
        aliases.sort_by_key(|(language, _)| (*language != "en", *language));
        names.extend(aliases.into_iter().chain(others).map(|(_, name)| name.clone()).take(MOST_NAMES));
        let property = if kind == Kind::Person { "P27" } else { "P17" };
        let home = self.values(property).map(|(id, _)| id).next();
        let bound = |claim: &Value, property: &str| {
            let time = &claim["qualifiers"][property][0]["datavalue"]["value"]["time"];
            time.as_str().unwrap_or("").to_owned()
        };
        let offices = self
            .values("P39")
            .take(MOST_ROLES)
            .map(|(id, claim)| (id, bound(claim, "P580"), bound(claim, "P582")))
            .collect();
        let draft = Draft { kind, names, country: None, roles: Vec::new() };
        waiting.push(Waiting { line, draft, offices, home });
    }

    /// The items that a property names, with their statements; what is deprecated is left out.
    fn values(&self, property: &str) -> impl Iterator<Item = (String, &Value)> {
        self.claims.get(property).into_iter().flatten().filter(|claim| claim["rank"] != "deprecated").filter_map(
            |claim| {
                let id = claim["mainsnak"]["datavalue"]["value"]["id"].as_str()?;
                Some((id.to_owned(), claim))
            },
        )
    }
}

/// Gives those who wait their country and offices, by the labels of the items in the same file.
fn settle(waiting: &mut Vec<Waiting>, labels: &HashMap<String, String>, lexicon: &Lexicon, sink: &mut Sink<'_>) {
    for Waiting { line, mut draft, offices, home } in waiting.drain(..) {
        draft.country = home.and_then(|id| country_of(&id).or_else(|| country_named(labels.get(&id)?, lexicon)));
        draft.roles =
            offices.iter().filter_map(|(office, start, end)| role(labels.get(office)?, start, end, lexicon)).collect();
        hand_out(draft, line, lexicon, sink);
    }
}

/// Returns the code of a country by its item: those that most subsets name, since few subsets hold the countries too.
fn country_of(id: &str) -> Option<String> {
    const COUNTRIES: &str = "Q30US Q145GB Q142FR Q183DE Q159RU Q148CN Q17JP Q38IT Q29ES Q16CA Q408AU Q155BR Q96MX Q414AR \
        Q668IN Q843PK Q794IR Q796IQ Q801IL Q858SY Q822LB Q810JO Q79EG Q851SA Q805YE Q43TR Q41GR Q36PL Q212UA Q184BY Q31BE Q55NL \
        Q39CH Q40AT Q28HU Q213CZ Q214SK Q218RO Q219BG Q403RS Q224HR Q34SE Q20NO Q35DK Q33FI Q45PT Q27IE Q884KR Q423KP Q865TW \
        Q881VN Q869TH Q252ID Q928PH Q833MY Q334SG Q889AF Q258ZA Q1033NG Q114KE Q115ET Q1049SD Q717VE Q739CO Q298CL Q241CU \
        Q230GE Q399AM Q227AZ Q232KZ";
    COUNTRIES
        .split_whitespace()
        .find_map(|pair| pair.strip_prefix(id).filter(|code| is_country_code(code)))
        .map(str::to_owned)
}

/// Reads the JSON of a SPARQL service: `results.bindings`, one row after another.
pub(super) fn sparql(input: &mut dyn BufRead, lexicon: &Lexicon, sink: &mut Sink<'_>) -> io::Result<()> {
    let (bounded, left) = Budget::new(input);
    let lines = std::rc::Rc::new(std::cell::Cell::new(1));
    let mut reader = serde_json::Deserializer::from_reader(Counted {
        inner: io::BufReader::with_capacity(4096, bounded),
        lines: lines.clone(),
    });
    let mut row = |value: &Value| {
        left.set(RECORD_BYTES);
        binding(value, lines.get(), lexicon, sink);
    };
    let outcome = Results { row: &mut row }.deserialize(&mut reader);
    match outcome {
        Ok(()) => Ok(()),
        Err(error) if error.is_io() && error.io_error_kind() != Some(io::ErrorKind::FileTooLarge) => {
            Err(error.io_error_kind().map_or_else(|| io::Error::other("cannot read"), io::Error::from))
        }
        Err(error) => {
            let (line, too_large) = (error.line().max(1) as u64, error.is_io());
            let reason = if too_large { ActorReason::TooLarge } else { ActorReason::Broken };
            sink(
                line,
                rejected(
                    line,
                    reason,
                    format!("expected the answer of a SPARQL service ({error}); the rest is not read"),
                ),
            );
            Ok(())
        }
    }
}

/// Counts the lines that have been read.
struct Counted<R> {
    inner: R,
    lines: std::rc::Rc<std::cell::Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // The reader of JSON asks for single bytes; more at once would count lines too early.
        let length = buffer.len().min(1);
        let read = self.inner.read(&mut buffer[..length])?;
        if buffer[..read].contains(&b'\n') {
            self.lines.set(self.lines.get() + 1);
        }
        Ok(read)
    }
}

/// Walks to `results.bindings` and hands every row out without keeping it.
struct Results<'a> {
    row: &'a mut dyn FnMut(&Value),
}

impl<'de> DeserializeSeed<'de> for Results<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Results<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `results` and `bindings`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "results" || key == "bindings" {
                map.next_value_seed(Results { row: &mut *self.row })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        while let Some(row) = rows.next_element::<Value>()? {
            (self.row)(&row);
        }
        Ok(())
    }
}

/// Reads one row of a SPARQL answer.
fn binding(row: &Value, line: u64, lexicon: &Lexicon, sink: &mut Sink<'_>) {
    let cell = |names: &[&str]| {
        names.iter().find_map(|name| row[*name]["value"].as_str()).map(str::trim).filter(|cell| !cell.is_empty())
    };
    let Some(name) = cell(&["itemLabel", "personLabel", "label", "name"]) else {
        return sink(line, rejected(line, ActorReason::NoName, "expected `itemLabel`, found none"));
    };
    let kind = match kind_of(cell(&["type", "instanceOf", "typeLabel", "instanceOfLabel", "kind"]).unwrap_or("")) {
        Ok(kind) => kind,
        Err(skipped) => return sink(line, ActorItem::Skipped(skipped)),
    };
    let country = cell(&["countryCode", "iso", "country", "countryLabel"]).and_then(|country| {
        let code = country.to_ascii_uppercase();
        let item = country.rsplit('/').next().unwrap_or("");
        if is_country_code(&code) { Some(code) } else { country_of(item).or_else(|| country_named(country, lexicon)) }
    });
    let role = cell(&["positionLabel", "position", "office"])
        .and_then(|office| role(office, cell(&["start"]).unwrap_or(""), cell(&["end"]).unwrap_or(""), lexicon));
    let aliases = cell(&["itemAltLabel", "aliases", "altLabel"]).unwrap_or("");
    let separator = if aliases.contains('|') { '|' } else { ',' };
    let mut names = vec![name.to_owned()];
    names.extend(
        aliases.split(separator).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).take(MOST_NAMES),
    );
    hand_out(Draft { kind, names, country, roles: role.into_iter().collect() }, line, lexicon, sink);
}

#[cfg(test)]
mod tests {
    use super::super::tests::{all, records};
    use super::super::{ActorFormat, ActorItem, Skipped};
    use super::*;

    #[test]
    fn items_become_records_with_the_offices_in_the_same_file() {
        let text = r#"[
{"type":"item","id":"Q900","labels":{"en":{"value":"Marisol Greyfell"},"es":{"value":"Marisol de Greyfell"}},"aliases":{"en":[{"value":"M. Greyfell"}]},"claims":{"P31":[{"mainsnak":{"datavalue":{"value":{"id":"Q5"}}}}],"P27":[{"mainsnak":{"datavalue":{"value":{"id":"Q414"}}}}],"P39":[{"mainsnak":{"datavalue":{"value":{"id":"Q901"}}},"qualifiers":{"P580":[{"datavalue":{"value":{"time":"+1990-05-01T00:00:00Z"}}}],"P582":[{"datavalue":{"value":{"time":"+1991-00-00T00:00:00Z"}}}]}}]}},
{"type":"item","id":"Q901","labels":{"en":{"value":"President of Argentina"}},"claims":{}},
{"type":"item","id":"Q902","labels":{},"claims":{}},
{"type":"item"
]
"#;
        assert_eq!(
            records(text, ActorFormat::Wikidata),
            ["/person/AR/marisol-greyfell | Marisol Greyfell | M. Greyfell, Marisol de Greyfell | president of AR \
              1990.05.01-1991"]
        );
        let items = all(text.as_bytes(), None).1;
        assert!(items.contains(&(3, ActorItem::Skipped(Skipped::UnknownKind))));
        assert!(matches!(&items[1], (4, ActorItem::Rejected(rejection)) if rejection.reason == ActorReason::NoName));
        assert!(matches!(&items[2], (5, ActorItem::Rejected(rejection)) if rejection.reason == ActorReason::Broken));
    }

    #[test]
    fn answers_of_a_service_are_read_row_by_row() {
        let text = r#"{"head":{"vars":["item"]},"results":{"bindings":[
{"itemLabel":{"value":"Marisol Greyfell"},"type":{"value":"http://www.wikidata.org/entity/Q5"},"country":{"value":"http://www.wikidata.org/entity/Q414"},"positionLabel":{"value":"President of Argentina"},"start":{"value":"1990-05-01T00:00:00Z"}},
{"type":{"value":"Q5"}},
{"itemLabel":{"value":"Greyfell"},"type":{"value":"http://www.wikidata.org/entity/Q515"}}
]}}"#;
        assert_eq!(
            records(text, ActorFormat::Sparql),
            ["/person/AR/marisol-greyfell | Marisol Greyfell |  | president of AR 1990.05.01-"]
        );
        let items = all(text.as_bytes(), None).1;
        assert!(matches!(&items[1], (3, ActorItem::Rejected(rejection)) if rejection.line == 3), "{items:?}");
        assert_eq!(items[2], (4, ActorItem::Skipped(Skipped::Place)));
        let cut = &text[..text.len() - 4];
        assert!(matches!(all(cut.as_bytes(), None).1.last(), Some((_, ActorItem::Rejected(_)))));
    }

    #[test]
    fn dates_keep_their_precision() {
        for (text, expected) in [
            ("+1990-05-01T00:00:00Z", Some("1990.05.01")),
            ("1990-05-00", Some("1990.05")),
            ("1990-00-00", Some("1990")),
            ("", Some("")),
            ("-0044-03-15", None),
            ("soon", None),
        ] {
            assert_eq!(date(text).as_deref(), expected, "{text}");
        }
    }
}
