//! Actor lists that operators bring: recognised by content, read record by record, whatever is wrong with one of them.

mod phoenix;
mod reading;
mod sanctions;
mod wikidata;

use std::fmt;
use std::io::{self, BufRead};

use crate::authority::AuthorityRecord;
use crate::lexicon::Lexicon;

/// The longest record, in bytes: Wikidata's largest items have some 4 MB.
pub const RECORD_BYTES: usize = 16 << 20;

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActorFormat {
    /// Actor dictionaries of TABARI and PETRARCH, such as Phoenix: `NAME_WITH_UNDERSCORES`, `+SYNONYM`, `[CODE >date]`.
    Phoenix,
    /// A table whose first row names the columns: `targets.simple.csv` of OpenSanctions, or the answer of a SPARQL service.
    Table,
    /// FollowTheMoney entities, one JSON object a line.
    FollowTheMoney,
    /// Wikidata items, one JSON object a line, as dumps have them.
    Wikidata,
    /// The JSON of a SPARQL service.
    Sparql,
}

impl ActorFormat {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Phoenix, Self::Table, Self::FollowTheMoney, Self::Wikidata, Self::Sparql];

    /// Returns the name used in options and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Phoenix => "phoenix",
            Self::Table => "table",
            Self::FollowTheMoney => "follow-the-money",
            Self::Wikidata => "wikidata",
            Self::Sparql => "sparql",
        }
    }

    /// Returns the format of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

/// What came of one record of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActorItem {
    /// An actor.
    Record(Box<AuthorityRecord>),
    /// Nothing an archive of actors wants, by its nature.
    Skipped(Skipped),
    /// Something that cannot be read.
    Rejected(ActorRejection),
}

/// Why a record is no actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Skipped {
    /// A country, town or region.
    Place,
    /// A ship, aircraft, security, address and so on.
    Thing,
    /// One word that may be anything: a last name, a nickname.
    SingleWord,
    /// It does not say what kind of actor it is.
    UnknownKind,
}

impl Skipped {
    /// Returns the name used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Thing => "thing",
            Self::SingleWord => "single word",
            Self::UnknownKind => "unknown kind",
        }
    }
}

/// Why a record was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ActorReason {
    /// Over the limit of size.
    TooLarge,
    /// It breaks the rules of its format.
    Broken,
    /// It has no name with a letter in it.
    NoName,
    /// Not text.
    NotText,
    /// The list is of no known format.
    UnknownFormat,
}

impl ActorReason {
    /// Returns the name used in reports and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooLarge => "too large",
            Self::Broken => "broken",
            Self::NoName => "no name",
            Self::NotText => "not text",
            Self::UnknownFormat => "unknown format",
        }
    }
}

/// A record that was refused: where, why, what was expected and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorRejection {
    /// Line of the file, from 1.
    pub line: u64,
    /// The name of the reason.
    pub reason: ActorReason,
    /// What was expected and what was found.
    pub detail: String,
}

impl fmt::Display for ActorRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: {}", self.line, self.reason.as_str(), self.detail)
    }
}

/// Takes what a list holds, each with its line.
pub(crate) type Sink<'a> = dyn FnMut(u64, ActorItem) + 'a;

/// Reads a list of actors and hands out what it holds, record by record; `format` is found out where it is `None`.
/// Memory is bounded by the longest record ([`RECORD_BYTES`]), for Wikidata also by the labels of offices.
///
/// # Errors
///
/// Fails where the input cannot be read further. What is wrong inside it is handed out.
pub fn read_actors(
    input: &mut dyn BufRead,
    format: Option<ActorFormat>,
    lexicon: &Lexicon,
    sink: &mut dyn FnMut(u64, ActorItem),
) -> io::Result<Option<ActorFormat>> {
    let format = match format {
        Some(format) => Some(format),
        None => reading::sniff(input)?,
    };
    match format {
        Some(ActorFormat::Phoenix) => phoenix::read(input, lexicon, sink)?,
        Some(ActorFormat::Table) => sanctions::table(input, lexicon, sink)?,
        Some(ActorFormat::FollowTheMoney) => sanctions::entities(input, lexicon, sink)?,
        Some(ActorFormat::Wikidata) => wikidata::items(input, lexicon, sink)?,
        Some(ActorFormat::Sparql) => wikidata::sparql(input, lexicon, sink)?,
        None => sink(
            1,
            ActorItem::Rejected(ActorRejection {
                line: 1,
                reason: ActorReason::UnknownFormat,
                detail:
                    "expected a Phoenix dictionary, an OpenSanctions table, FollowTheMoney entities or Wikidata items, \
                         found none of them"
                        .to_owned(),
            }),
        ),
    }
    Ok(format)
}

/// Hands out a draft as a record, or says that it has no name.
fn hand_out(draft: crate::authority::Draft, line: u64, lexicon: &Lexicon, sink: &mut Sink<'_>) {
    let item = match draft.record(lexicon) {
        Some(record) => ActorItem::Record(Box::new(record)),
        None => rejected(line, ActorReason::NoName, "expected a name, found none with a letter"),
    };
    sink(line, item);
}

fn rejected(line: u64, reason: ActorReason, detail: impl Into<String>) -> ActorItem {
    ActorItem::Rejected(ActorRejection { line, reason, detail: detail.into() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Everything that a list holds, and its format.
    pub(super) fn all(text: &[u8], format: Option<ActorFormat>) -> (Option<ActorFormat>, Vec<(u64, ActorItem)>) {
        let mut items = Vec::new();
        let mut sink = |line, item| items.push((line, item));
        let format = read_actors(&mut &text[..], format, Lexicon::builtin(), &mut sink).unwrap();
        (format, items)
    }

    /// What was wrong, as people read it.
    pub(super) fn rejections(items: &[(u64, ActorItem)]) -> Vec<String> {
        let said = |item: &ActorItem| match item {
            ActorItem::Rejected(rejection) => Some(rejection.to_string()),
            _ => None,
        };
        items.iter().filter_map(|(_, item)| said(item)).collect()
    }

    /// The records as one line each: id, name, aliases, roles.
    pub(super) fn records(text: &str, format: ActorFormat) -> Vec<String> {
        let items = all(text.as_bytes(), Some(format)).1;
        let line = |item| match item {
            ActorItem::Record(record) => Some(format!(
                "{} | {} | {} | {}",
                record.id,
                record.name,
                record.aliases.join(", "),
                record.roles.join("; ")
            )),
            _ => None,
        };
        items.into_iter().filter_map(|(_, item)| line(item)).collect()
    }

    #[test]
    fn formats_are_found_out() {
        for (text, expected) in [
            ("# comment\n\nGREYFELL_FRONT_ ;x\n+GF_\n\t[XXXREB]\n", Some(ActorFormat::Phoenix)),
            ("id,schema,name,aliases,countries\n", Some(ActorFormat::Table)),
            ("item,itemLabel,type\n", Some(ActorFormat::Table)),
            ("{\"id\":\"x\",\"schema\":\"Person\",\"properties\":{}}\n", Some(ActorFormat::FollowTheMoney)),
            ("[\n{\"type\":\"item\",\"id\":\"Q1\",\"labels\":{}},\n", Some(ActorFormat::Wikidata)),
            ("{\"head\":{\"vars\":[]},\"results\":{\"bindings\":[]}}", Some(ActorFormat::Sparql)),
            ("nothing of the kind", None),
            ("", None),
        ] {
            assert_eq!(all(text.as_bytes(), None).0, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn anything_can_be_read(
            text in prop::collection::vec(
                prop_oneof![
                    "[A-Z_+]{1,12}", "\\[[A-Z]{3,9}( [<>]?[0-9]{6})?\\]", "[\\n\\t,;\"{}:\\[\\]]{1,3}", "\\PC{0,8}",
                    Just("\"id\":\"Q1\"".to_owned()), Just("{\"schema\":".to_owned()),
                ],
                0..30,
            ),
        ) {
            let text = text.concat();
            for format in ActorFormat::ALL.map(Some).into_iter().chain([None]) {
                let lines = text.lines().count() as u64 + 1;
                for (line, item) in all(text.as_bytes(), format).1 {
                    prop_assert!((1..=lines).contains(&line));
                    if let ActorItem::Record(record) = item {
                        prop_assert_eq!(crate::authority::check(&record), Ok(()));
                    }
                }
            }
        }
    }
}
