//! Lists of OpenSanctions and alike: tables with a header, and FollowTheMoney entities.

use std::io::{self, BufRead};

use dateline_model::EntityKind;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::reading::{Budget, Line, next_line};
use super::{ActorItem, ActorReason, Sink, Skipped, hand_out, rejected, wikidata};
use crate::authority::{Draft, MOST_NAMES, is_country_code};
use crate::lexicon::Lexicon;

/// Returns what a FollowTheMoney schema stands for.
fn kind(schema: &str) -> Result<EntityKind, Skipped> {
    Ok(match schema {
        "Person" => EntityKind::Person,
        "Company" => EntityKind::Company,
        "Organization" | "LegalEntity" | "PublicBody" => EntityKind::Organisation,
        "Address" | "Airplane" | "Asset" | "BankAccount" | "CryptoWallet" | "Document" | "Documentation"
        | "Identification" | "Image" | "Passport" | "RealEstate" | "Sanction" | "Security" | "Vehicle" | "Vessel"
        | "Position" | "Occupancy" => {
            return Err(Skipped::Thing);
        }
        _ => return Err(Skipped::UnknownKind),
    })
}

/// Returns a country code in capitals; regions and dissolved states have longer ones and are none.
fn country(code: &str) -> Option<String> {
    let code = code.trim().to_ascii_uppercase();
    is_country_code(&code).then_some(code)
}

/// Reads a table: `id, schema, name, aliases, countries` as OpenSanctions has them, or the columns of a SPARQL answer.
pub(super) fn table(input: &mut dyn BufRead, lexicon: &Lexicon, sink: &mut Sink<'_>) -> io::Result<()> {
    let head = input.fill_buf()?;
    let first = head.split(|&byte| byte == b'\n').next().unwrap_or(head);
    let count = |wanted: u8| first.iter().filter(|&&byte| byte == wanted).count();
    let delimiter =
        [b',', b'\t', b';'].into_iter().max_by_key(|&delimiter| (count(delimiter), delimiter == b',')).unwrap_or(b',');
    let (bounded, left) = Budget::new(input);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(true).from_reader(bounded);
    let columns = match reader.byte_headers() {
        Ok(header) => Columns::new(header),
        Err(error) => return failed(&error, 1, sink),
    };
    let mut row = csv::ByteRecord::new();
    loop {
        left.set(super::RECORD_BYTES);
        let line = reader.position().line();
        match reader.read_byte_record(&mut row) {
            Ok(false) => return Ok(()),
            Ok(true) => columns.read(&row, row.position().map_or(line, csv::Position::line), lexicon, sink),
            Err(error) => return failed(&error, line, sink),
        }
    }
}

fn failed(error: &csv::Error, line: u64, sink: &mut Sink<'_>) -> io::Result<()> {
    if let csv::ErrorKind::Io(cause) = error.kind()
        && cause.kind() != io::ErrorKind::FileTooLarge
    {
        return Err(io::Error::new(cause.kind(), error.to_string()));
    }
    let detail = format!(
        "expected a row of at most {} bytes, found a quote without an end; the rest is not read",
        super::RECORD_BYTES
    );
    sink(line.max(1), rejected(line.max(1), ActorReason::TooLarge, detail));
    Ok(())
}

/// Where the columns of a table stand.
struct Columns {
    names: Vec<String>,
}

impl Columns {
    fn new(header: &csv::ByteRecord) -> Self {
        let name = |cell: &[u8]| String::from_utf8_lossy(cell).trim_start_matches('\u{feff}').trim().to_lowercase();
        Self { names: header.iter().map(name).collect() }
    }

    /// Returns the cell under the first of these columns that there is.
    fn cell(&self, row: &csv::ByteRecord, wanted: &[&str]) -> Option<String> {
        wanted.iter().find_map(|wanted| {
            let at = self.names.iter().position(|name| name == wanted)?;
            let cell = String::from_utf8_lossy(row.get(at)?).trim().to_owned();
            (!cell.is_empty()).then_some(cell)
        })
    }

    fn read(&self, row: &csv::ByteRecord, line: u64, lexicon: &Lexicon, sink: &mut Sink<'_>) {
        let cell = |wanted: &[&str]| self.cell(row, wanted);
        let Some(name) = cell(&["name", "itemlabel", "label", "caption", "personlabel"]) else {
            return sink(line, rejected(line, ActorReason::NoName, "expected a name, found an empty cell"));
        };
        let list = |wanted: &[&str]| -> Vec<String> {
            let cell = cell(wanted).unwrap_or_default();
            cell.split([';', '|'])
                .map(|part| part.trim().to_owned())
                .filter(|part| !part.is_empty())
                .take(MOST_NAMES)
                .collect()
        };
        let kind = match cell(&["schema"]) {
            Some(schema) => kind(&schema),
            None => wikidata::kind_of(
                &cell(&["instanceof", "typelabel", "instanceoflabel", "type", "kind"]).unwrap_or_default(),
            ),
        };
        let kind = match kind {
            Ok(kind) => kind,
            Err(skipped) => return sink(line, ActorItem::Skipped(skipped)),
        };
        let home = list(&["countries", "country", "countrycode", "iso", "countrylabel"]);
        let home = home.iter().find_map(|code| country(code).or_else(|| wikidata::country_named(code, lexicon)));
        let mut names = vec![name];
        names.extend(list(&["aliases", "alias", "itemaltlabel", "altlabel"]));
        let role = cell(&["positionlabel", "position", "office"]).and_then(|position| {
            let bound = |wanted: &[&str]| cell(wanted).unwrap_or_default();
            wikidata::role(&position, &bound(&["start", "from"]), &bound(&["end", "to"]), lexicon)
        });
        let draft = Draft { kind, names, country: home, roles: role.into_iter().collect() };
        hand_out(draft, line, lexicon, sink);
    }
}

/// One FollowTheMoney entity.
#[derive(Deserialize)]
struct Entity {
    schema: String,
    #[serde(default)]
    caption: String,
    #[serde(default)]
    properties: Properties,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Properties {
    name: Vec<String>,
    alias: Vec<String>,
    weak_alias: Vec<String>,
    abbreviation: Vec<String>,
    country: Vec<String>,
    nationality: Vec<String>,
    citizenship: Vec<String>,
    jurisdiction: Vec<String>,
    topics: Vec<String>,
}

/// Reads FollowTheMoney entities, one JSON object a line.
pub(super) fn entities(input: &mut dyn BufRead, lexicon: &Lexicon, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut buffer = Vec::new();
    for line in 1.. {
        match next_line(input, &mut buffer)? {
            Line::End => break,
            Line::TooLong => sink(line, rejected(line, ActorReason::TooLarge, "expected an entity")),
            Line::Whole => {
                let text = buffer.trim_ascii().trim_ascii_end();
                let text = text.strip_suffix(b",").unwrap_or(text);
                if text.is_empty() || text == b"[" || text == b"]" {
                    continue;
                }
                match serde_json::from_slice::<Entity>(text) {
                    Ok(entity) => entity.hand_out(line, lexicon, sink),
                    Err(error) => sink(line, rejected(line, ActorReason::Broken, broken(text, &error))),
                }
            }
        }
    }
    Ok(())
}

/// What is wrong with a line of JSON.
pub(super) fn broken(text: &[u8], error: &serde_json::Error) -> String {
    let shown: String = String::from_utf8_lossy(text).chars().take(60).collect();
    // Whether it is JSON at all tells a broken file from one of another sort.
    match serde_json::from_slice::<IgnoredAny>(text) {
        Ok(_) => format!("expected an entity ({error}), found `{shown}`"),
        Err(_) => format!("expected a JSON object ({error}), found `{shown}`"),
    }
}

impl Entity {
    fn hand_out(self, line: u64, lexicon: &Lexicon, sink: &mut Sink<'_>) {
        let kind = match kind(&self.schema) {
            // Organisations that the list calls so are armed groups.
            Ok(EntityKind::Organisation) if self.properties.topics.iter().any(|topic| topic == "crime.terror") => {
                EntityKind::ArmedGroup
            }
            Ok(kind) => kind,
            Err(skipped) => return sink(line, ActorItem::Skipped(skipped)),
        };
        let Properties {
            name,
            alias,
            weak_alias,
            abbreviation,
            country: home,
            nationality,
            citizenship,
            jurisdiction,
            ..
        } = self.properties;
        let mut names: Vec<String> = Some(self.caption).filter(|caption| !caption.is_empty()).into_iter().collect();
        // Weak aliases are nicknames and the like; of several words they tell enough.
        let weak = weak_alias.into_iter().filter(|name| name.contains(' '));
        names.extend(name.into_iter().chain(alias).chain(abbreviation).chain(weak));
        let mut homes = nationality.iter().chain(&citizenship).chain(&jurisdiction).chain(&home);
        let home = homes.find_map(|code| country(code));
        hand_out(Draft { kind, names, country: home, roles: Vec::new() }, line, lexicon, sink);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{all, records, rejections};
    use super::super::{ActorFormat, ActorItem, Skipped};

    #[test]
    fn tables_become_records() {
        let text = "id,schema,name,aliases,birth_date,countries\n\
            x-1,Person,Marisol Greyfell,\"M. Greyfell;Marisol G\",1950,ar;es\n\
            x-2,Vessel,MV Greyfell,,,pa\n\
            x-3,Company,\"Greyfell, Mining\",GM,,\n\
            x-4,Person,,,,\n";
        assert_eq!(
            records(text, ActorFormat::Table),
            [
                "/person/AR/marisol-greyfell | Marisol Greyfell | M. Greyfell, Marisol G | ",
                "/company/xx/greyfell-mining | Greyfell, Mining | GM | ",
            ]
        );
        let items = all(text.as_bytes(), None).1;
        assert!(items.contains(&(3, ActorItem::Skipped(Skipped::Thing))));
        assert!(matches!(&items[3], (5, ActorItem::Rejected(rejection)) if rejection.line == 5));
    }

    #[test]
    fn tables_of_a_sparql_service_have_dated_roles() {
        let text = "item,itemLabel,itemAltLabel,type,country,positionLabel,start,end\n\
            http://x/Q1,Marisol Greyfell,M. Greyfell,human,Argentina,President of Argentina,1990-05-01T00:00:00Z,1991-05-01\n\
            http://x/Q1,Marisol Greyfell,,Q5,AR,Minister of Defence of Argentina,1988-01-01,\n\
            http://x/Q2,Greyfell Front,,political party,,,,\n";
        assert_eq!(
            records(text, ActorFormat::Table),
            [
                "/person/AR/marisol-greyfell | Marisol Greyfell | M. Greyfell | president of AR 1990.05.01-1991.05.01",
                "/person/AR/marisol-greyfell | Marisol Greyfell |  | minister of defence of AR 1988.01.01-",
                "/party/xx/greyfell-front | Greyfell Front |  | ",
            ]
        );
    }

    #[test]
    fn entities_become_records() {
        let text = "{\"id\":\"a\",\"caption\":\"Greyfell Front\",\"schema\":\"Organization\",\"properties\":{\"name\":[\"Frente \
            Greyfell\"],\"topics\":[\"crime.terror\"],\"country\":[\"co\"],\"weakAlias\":[\"GF\"]}}\n\
            {\"schema\":\"Address\"}\n{\"schema\": 5}\nno json\n";
        assert_eq!(
            records(text, ActorFormat::FollowTheMoney),
            ["/armed-group/CO/greyfell-front | Greyfell Front | Frente Greyfell | "]
        );
        let items = all(text.as_bytes(), None).1;
        let said = rejections(&items);
        assert!(said[0].starts_with("line 3: broken: expected an entity ("), "{said:?}");
        assert!(said[1].starts_with("line 4: broken: expected a JSON object ("), "{said:?}");
    }
}
