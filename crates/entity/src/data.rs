//! The lines of the data files.

use dateline_model::EntityKind;

use crate::error::LexiconError;
use crate::gazetteer::Point;

/// What a lexicon is made from: the contents of the five data files.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// `actors.tsv`: id, kind, label, aliases, country, roles, flags.
    pub actors: &'a str,
    /// `places.tsv`: id, kind, label, aliases, country, parents, latitude, longitude, population, demonyms.
    pub places: &'a str,
    /// `given-names.txt`: one a line.
    pub given_names: &'a str,
    /// `surnames.txt`: one a line.
    pub surnames: &'a str,
    /// `ambiguous.txt`: names of places that need a cue, one a line.
    pub ambiguous: &'a str,
}

impl Sources<'static> {
    /// The files that are built in.
    pub(crate) const BUILTIN: Self = Self {
        actors: include_str!("../data/actors.tsv"),
        places: include_str!("../data/places.tsv"),
        given_names: include_str!("../data/given-names.txt"),
        surnames: include_str!("../data/surnames.txt"),
        ambiguous: include_str!("../data/ambiguous.txt"),
    };
}

/// What a place is, as far as rules tell places apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlaceKind {
    Continent,
    Country,
    Capital,
    /// A first-level division or a region of any other sort.
    Region,
    City,
    Facility,
    /// Seas, rivers, mountains: they belong to no one.
    Nature,
}

/// What an entry of the lexicon is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nature {
    /// A state as such: its names are those of the country.
    State,
    Actor(EntityKind),
    Place(PlaceKind),
}

/// One line of `actors.tsv`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ActorLine<'a> {
    pub(crate) id: &'a str,
    pub(crate) nature: Nature,
    pub(crate) label: &'a str,
    pub(crate) aliases: &'a str,
    pub(crate) country: &'a str,
    /// Dated roles, `president of RU 2000-2008`, separated by semicolons.
    pub(crate) roles: &'a str,
    pub(crate) surname: bool,
    pub(crate) case: bool,
    /// Many bear the name: it is this one's only where the article speaks of the country.
    pub(crate) cue: bool,
    /// Number of the line, for messages.
    pub(crate) line: usize,
}

/// One line of `places.tsv`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlaceLine<'a> {
    pub(crate) id: &'a str,
    pub(crate) kind: PlaceKind,
    pub(crate) label: &'a str,
    pub(crate) aliases: &'a str,
    pub(crate) countries: &'a str,
    pub(crate) parents: &'a str,
    pub(crate) point: Option<Point>,
    pub(crate) population: f64,
    pub(crate) demonyms: &'a str,
}

/// Returns the lines of `actors.tsv`.
pub(crate) fn actors(text: &str) -> impl Iterator<Item = Result<ActorLine<'_>, LexiconError>> {
    lines(text).map(|(line, row)| {
        let row = Row { file: "actors.tsv", line, row };
        let [id, kind, label, aliases, country, roles, flags] =
            row.columns("7 columns: id, kind, label, aliases, country, roles, flags")?;
        let nature = match kind {
            "state" => Nature::State,
            "government" | "military" | "legislature" | "ministry" | "court" | "police" => {
                Nature::Actor(EntityKind::State)
            }
            "org" => Nature::Actor(EntityKind::Organisation),
            "person" | "igo" | "armed-group" | "party" | "company" | "media" | "ngo" => {
                Nature::Actor(EntityKind::from_name(kind).ok_or_else(|| row.error("a kind of actor", kind))?)
            }
            _ => return Err(row.error("a kind of actor", kind)),
        };
        row.check_id(id)?;
        row.check_label(label)?;
        row.check_countries(country)?;
        let (mut surname, mut case, mut cue) = (false, false, false);
        for flag in flags.split(',').filter(|flag| !flag.is_empty()) {
            match flag.trim() {
                "surname" => surname = true,
                "case" => case = true,
                "cue" => cue = true,
                other => return Err(row.error("the flags `surname`, `case` or `cue`", other)),
            }
        }
        Ok(ActorLine { id, nature, label, aliases, country, roles, surname, case, cue, line: row.line })
    })
}

/// Returns the lines of `places.tsv`.
pub(crate) fn places(text: &str) -> impl Iterator<Item = Result<PlaceLine<'_>, LexiconError>> {
    lines(text).map(|(line, row)| {
        let row = Row { file: "places.tsv", line, row };
        let [id, kind, label, aliases, countries, parents, lat, lon, population, demonyms] =
            row.columns("10 columns: id, kind, label, aliases, country, parents, lat, lon, population, demonyms")?;
        let kind = match kind {
            "continent" => PlaceKind::Continent,
            "country" => PlaceKind::Country,
            "capital" => PlaceKind::Capital,
            "admin1" | "area" | "region" => PlaceKind::Region,
            "city" => PlaceKind::City,
            "facility" => PlaceKind::Facility,
            "sea" | "river" | "mountain" => PlaceKind::Nature,
            _ => return Err(row.error("a kind of place", kind)),
        };
        row.check_id(id)?;
        row.check_label(label)?;
        row.check_countries(countries)?;
        let population = match population {
            "" => 0.0,
            number => number.parse().map_err(|_| row.error("a population", number))?,
        };
        let point = match (lat, lon) {
            ("", "") => None,
            (lat, lon) => {
                let degrees =
                    |cell: &str| cell.parse().map_err(|_| row.error("degrees of latitude and longitude", cell));
                let point = Point::new(degrees(lat)?, degrees(lon)?);
                Some(point.ok_or_else(|| row.error("a point on the globe", &format!("{lat} {lon}")))?)
            }
        };
        Ok(PlaceLine { id, kind, label, aliases, countries, parents, point, population, demonyms })
    })
}

/// Returns the lines of a data file with their numbers, comments and empty lines left out.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
}

/// Returns the entries of a list whose separator is a bar.
pub(crate) fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').map(str::trim).filter(|entry| !entry.is_empty())
}

/// One line of a table, for messages.
#[derive(Clone, Copy)]
struct Row<'a> {
    file: &'static str,
    line: usize,
    row: &'a str,
}

impl<'a> Row<'a> {
    fn error(&self, expected: &'static str, found: &str) -> LexiconError {
        LexiconError { file: self.file, line: self.line, expected, found: found.to_owned() }
    }

    fn columns<const N: usize>(&self, expected: &'static str) -> Result<[&'a str; N], LexiconError> {
        let mut columns = [""; N];
        let mut cells = self.row.split('\t');
        for column in &mut columns {
            *column = cells.next().ok_or_else(|| self.error(expected, self.row))?.trim();
        }
        if cells.next().is_some() { Err(self.error(expected, self.row)) } else { Ok(columns) }
    }

    fn check_id(&self, id: &str) -> Result<(), LexiconError> {
        let good = id.len() > 1 && id.starts_with('/') && !id.ends_with('/') && !id.contains("//");
        if good { Ok(()) } else { Err(self.error("an id such as `/igo/un`", id)) }
    }

    fn check_label(&self, label: &str) -> Result<(), LexiconError> {
        if label.is_empty() { Err(self.error("a label", self.row)) } else { Ok(()) }
    }

    fn check_countries(&self, cell: &str) -> Result<(), LexiconError> {
        match list(cell).find(|code| code.len() != 2 || !code.bytes().all(|b| b.is_ascii_uppercase())) {
            Some(code) => Err(self.error("an ISO country code", code)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor_error(row: &str) -> String {
        actors(row).find_map(Result::err).map_or_else(String::new, |error| error.to_string())
    }

    #[test]
    fn errors_name_file_line_and_what_is_wrong() {
        for (row, message) in [
            (
                "# comment\n/igo/un\tigo",
                "actors.tsv, line 2: expected 7 columns: id, kind, label, aliases, country, \
              roles, flags, found `/igo/un\tigo`",
            ),
            ("/x\tigoo\tX\t\t\t\t", "actors.tsv, line 1: expected a kind of actor, found `igoo`"),
            ("/x\tigo\tX\t\tusa\t\t", "actors.tsv, line 1: expected an ISO country code, found `usa`"),
            ("/x\tigo\tX\t\t\t\tcas", "actors.tsv, line 1: expected the flags `surname`, `case` or `cue`, found `cas`"),
            ("x\tigo\tX\t\t\t\t", "actors.tsv, line 1: expected an id such as `/igo/un`, found `x`"),
        ] {
            assert_eq!(actor_error(row), message);
        }
        let error = places("/EU\tcontinent\tEurope\t\t\t\t\t\tmany\t").next().unwrap().unwrap_err();
        assert_eq!(error.to_string(), "places.tsv, line 1: expected a population, found `many`");
    }
}
