//! The lines of the tables that GeoNames publishes.

use super::record::{Feature, Point};

/// Longest line that is read, in bytes; `allCountries.txt` has lines of some 10,000.
pub const LONGEST_LINE: usize = 64 << 10;

/// Why a line of a table is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, found `{found}`")]
pub struct LineError {
    /// What should have been there.
    pub expected: &'static str,
    /// What was there, shortened.
    pub found: String,
}

impl LineError {
    fn new(expected: &'static str, found: &str) -> Self {
        Self { expected, found: found.chars().take(80).collect() }
    }
}

/// A line of `allCountries.txt` or of a file for one country or for cities.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    /// Identifier.
    pub geonameid: u32,
    /// The name.
    pub name: &'a str,
    /// The name in plain letters.
    pub ascii: &'a str,
    /// Other names with commas between them; `alternateNamesV2.txt` says more of each.
    pub alternates: &'a str,
    /// Where it is.
    pub point: Point,
    /// Class of the feature: `P` for populated places and so on.
    pub class: &'a str,
    /// Code of the feature.
    pub code: &'a str,
    /// ISO code of the country; empty for what lies in none.
    pub country: &'a str,
    /// Code of the first-level division.
    pub admin1: &'a str,
    /// Code of the second-level division.
    pub admin2: &'a str,
    /// Inhabitants, as far as known.
    pub population: u32,
}

impl<'a> Row<'a> {
    /// Reads a line with 15 to 19 columns.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with the first bad column.
    pub fn parse(line: &'a str) -> Result<Self, LineError> {
        let columns = Columns::<19>::of(line);
        if columns.count < 15 {
            return Err(LineError::new("a line of at least 15 columns with tabs between them", line));
        }
        let [id, name, ascii, alternates, lat, lon, class, code, country, _, admin1, admin2, ..] = columns.cells;
        let population = columns.cells[14];
        let number = |cell: &str, expected| cell.parse::<f64>().map_err(|_| LineError::new(expected, cell));
        let (lat, lon) = (number(lat, "a latitude")?, number(lon, "a longitude")?);
        let point =
            Point::new(lat, lon).ok_or_else(|| LineError::new("a point on the globe", &format!("{lat} {lon}")))?;
        let geonameid = id.parse().map_err(|_| LineError::new("a number as identifier", id))?;
        check_name(name)?;
        check_country(country)?;
        let population: u64 = match population {
            "" => 0,
            number => number.parse().map_err(|_| LineError::new("a population", number))?,
        };
        let population = u32::try_from(population).unwrap_or(u32::MAX);
        Ok(Self { geonameid, name, ascii, alternates, point, class, code, country, admin1, admin2, population })
    }

    /// Returns what the place is; `None` where news does not need it.
    #[must_use]
    pub fn feature(&self) -> Option<Feature> {
        Feature::from_code(self.class, self.code)
    }

    /// Returns the level of the division that this line describes: 0 for a country, 1 or 2.
    #[must_use]
    pub fn level(&self) -> Option<u8> {
        match self.code {
            "PCLI" | "PCLD" | "PCLS" | "PCLF" | "PCLIX" | "PCL" | "TERR" if self.class == "A" => Some(0),
            "ADM1" => Some(1),
            "ADM2" => Some(2),
            _ => None,
        }
    }
}

/// A line of `alternateNamesV2.txt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alternate<'a> {
    /// Identifier of the place.
    pub geonameid: u32,
    /// ISO 639 code, or a kind such as `link` or `post`.
    pub language: &'a str,
    /// The name.
    pub name: &'a str,
}

impl<'a> Alternate<'a> {
    /// Reads a line with at least four columns.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with the first bad column.
    pub fn parse(line: &'a str) -> Result<Self, LineError> {
        let columns = Columns::<10>::of(line);
        let [_, id, language, name, ..] = columns.cells;
        if columns.count < 4 {
            return Err(LineError::new("a line of at least 4 columns with tabs between them", line));
        }
        let geonameid = id.parse().map_err(|_| LineError::new("a number as identifier", id))?;
        Ok(Self { geonameid, language, name })
    }

    /// Says whether it is a name that texts use: no link, postal or airport code.
    #[must_use]
    pub fn is_name(&self) -> bool {
        !matches!(
            self.language,
            "link" | "post" | "iata" | "icao" | "faac" | "unlc" | "wkdt" | "phon" | "piny" | "tcid" | "uicn" | "abbr"
        ) && check_name(self.name).is_ok()
    }
}

/// A line of `admin1CodesASCII.txt` or `admin2Codes.txt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdminName<'a> {
    /// The codes with dots between them: `US.TX`, `US.TX.113`.
    pub code: &'a str,
    /// The name.
    pub name: &'a str,
}

impl<'a> AdminName<'a> {
    /// Reads a line with at least two columns.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with the first bad column.
    pub fn parse(line: &'a str) -> Result<Self, LineError> {
        let columns = Columns::<4>::of(line);
        let [code, name, ..] = columns.cells;
        if columns.count < 2 {
            return Err(LineError::new("a line of at least 2 columns with tabs between them", line));
        }
        check_code(code)?;
        check_name(name)?;
        Ok(Self { code, name })
    }
}

/// A line of `countryInfo.txt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountryRow<'a> {
    /// ISO code of two letters.
    pub iso: &'a str,
    /// The name.
    pub name: &'a str,
    /// Inhabitants.
    pub population: u32,
    /// Code of the continent, of two letters.
    pub continent: &'a str,
}

impl<'a> CountryRow<'a> {
    /// Reads a line with at least nine columns.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with the first bad column.
    pub fn parse(line: &'a str) -> Result<Self, LineError> {
        let columns = Columns::<19>::of(line);
        let [iso, _, _, _, name, _, _, population, continent, ..] = columns.cells;
        if columns.count < 9 {
            return Err(LineError::new("a line of at least 9 columns with tabs between them", line));
        }
        check_country(iso)?;
        if iso.is_empty() {
            return Err(LineError::new("an ISO country code", iso));
        }
        check_name(name)?;
        let population: u64 = population.parse().map_err(|_| LineError::new("a population", population))?;
        if !is_code(continent) {
            return Err(LineError::new("the code of a continent", continent));
        }
        Ok(Self { iso, name, population: u32::try_from(population).unwrap_or(u32::MAX), continent })
    }
}

/// The cells of a line; those beyond `N` are left out.
struct Columns<'a, const N: usize> {
    cells: [&'a str; N],
    count: usize,
}

impl<'a, const N: usize> Columns<'a, N> {
    fn of(line: &'a str) -> Self {
        let (mut cells, mut count) = ([""; N], 0);
        for (cell, found) in cells.iter_mut().zip(line.trim_end_matches(['\r', '\n']).split('\t')) {
            *cell = found;
            count += 1;
        }
        Self { cells, count }
    }
}

fn is_code(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn check_country(code: &str) -> Result<(), LineError> {
    if code.is_empty() || is_code(code) { Ok(()) } else { Err(LineError::new("an ISO country code", code)) }
}

fn check_name(name: &str) -> Result<(), LineError> {
    let good = !name.trim().is_empty() && name.len() <= 200 && !name.contains(char::is_control);
    if good { Ok(()) } else { Err(LineError::new("a name of at most 200 bytes", name)) }
}

/// A code becomes part of an identifier: letters, digits, hyphens, and dots between the levels.
fn check_code(code: &str) -> Result<(), LineError> {
    let mut parts = code.split('.');
    let good = parts.next().is_some_and(is_code)
        && code.len() <= 60
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
        && parts.clone().all(|part| !part.is_empty())
        && (1..=2).contains(&parts.count());
    if good { Ok(()) } else { Err(LineError::new("codes such as `US.TX`", code)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LINE: &str = "42\tFreedonia City\tFreedonia City\tFredonia,Fredonien\t12.5\t-3.25\tP\tPPLA\tXF\t\t01\t0102\t\t\t90000\t\t12\tUTC\t2020-01-01";

    #[test]
    fn lines_are_read() {
        let row = Row::parse(LINE).unwrap();
        assert_eq!((row.geonameid, row.name, row.admin2, row.population), (42, "Freedonia City", "0102", 90_000));
        assert_eq!((row.feature(), row.level()), (Some(Feature::Seat), None));
        let alternate = Alternate::parse("1\t42\tde\tFredonien-Stadt\t\t\t\t\t\t").unwrap();
        assert!(alternate.is_name() && alternate.geonameid == 42);
        assert!(!Alternate::parse("1\t42\tlink\thttp://example.org").unwrap().is_name());
        assert_eq!(AdminName::parse("XF.01\tNorth\tNorth\t7").unwrap().name, "North");
        let country = "XF\tXFR\t999\tXF\tFreedonia\tFreedonia City\t1\t1000\tEU\t.xf";
        assert_eq!(CountryRow::parse(country).unwrap().continent, "EU");
    }

    #[test]
    fn bad_lines_say_what_is_wrong() {
        for (line, message) in [
            ("42\tX", "expected a line of at least 15 columns with tabs between them, found `42\tX`".to_owned()),
            (&LINE.replace("12.5", "95"), "expected a point on the globe, found `95 -3.25`".to_owned()),
            (&LINE.replace("12.5", "north"), "expected a latitude, found `north`".to_owned()),
            (&LINE.replace("XF", "XFR"), "expected an ISO country code, found `XFR`".to_owned()),
            (&LINE.replace("90000", "many"), "expected a population, found `many`".to_owned()),
        ] {
            assert_eq!(Row::parse(line).unwrap_err().to_string(), message);
        }
        assert!(AdminName::parse("XF.0/1\tNorth").is_err() && AdminName::parse("XF\tNorth").is_err());
    }

    proptest! {
        #[test]
        fn no_line_panics(line in "\\PC{0,80}", cells in prop::collection::vec("[\\PC]{0,6}", 0..22)) {
            for line in [line.as_str(), &cells.join("\t")] {
                let _ = (Row::parse(line), Alternate::parse(line), AdminName::parse(line), CountryRow::parse(line));
            }
        }
    }
}
