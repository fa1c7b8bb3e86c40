//! Building a gazetteer: rows in any order, in bounded memory, to one file.
//!
//! Countries come first, then divisions, then places with their names, then further names. What our own list has too
//! keeps our identifier and label; the number of GeoNames stays beside it. Names and places are sorted in temporary
//! files, so that a full dump needs no more memory than a small one, apart from four bytes a place.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::Path;

use super::divisions::Divisions;
use super::geonames::{AdminName, CountryRow, Row};
use super::key::key_into;
use super::record::{self, Division, Feature, NONE, Place, Point, Posting, Target};
use super::sort::Sorter;
use super::{Gazetteer, HEADER, MAGIC, Section};
use crate::data::{Nature, PlaceKind};
use crate::lexicon::Lexicon;
use crate::names::Way;

/// Most meanings of one name; the least of the places behind that are left out.
const MEANINGS: usize = 255;
/// From so many inhabitants on, names in other scripts than the Latin are kept in the built-in gazetteer.
const LARGE: u32 = 100_000;

/// What was built.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Built {
    /// The version of the file.
    pub version: String,
    /// Places, divisions apart.
    pub places: u64,
    /// Countries and divisions.
    pub divisions: u64,
    /// Different names.
    pub names: u64,
    /// Places that our own list has too.
    pub ours: u64,
    /// Bytes of the file.
    pub bytes: u64,
}

/// A place of our own list and the best match so far.
#[derive(Clone, Copy, Debug)]
struct Match {
    geonameid: u32,
    population: u32,
}

/// Builds a gazetteer.
#[derive(Debug)]
pub struct Builder<'a> {
    lexicon: &'a Lexicon,
    about: String,
    every_name: bool,
    divisions: Divisions,
    places: Sorter,
    names: Sorter,
    own: HashMap<u32, Match>,
    key: String,
    record: Vec<u8>,
}

impl<'a> Builder<'a> {
    /// Begins a gazetteer. `about` says where the data come from, in lines; `every_name` keeps names in every script
    /// for small places too.
    #[must_use]
    pub fn new(lexicon: &'a Lexicon, about: String, every_name: bool) -> Self {
        Self {
            lexicon,
            about,
            every_name,
            divisions: Divisions::default(),
            places: Sorter::default(),
            names: Sorter::default(),
            own: HashMap::new(),
            key: String::new(),
            record: Vec::new(),
        }
    }

    /// Adds a country.
    pub fn country(&mut self, row: &CountryRow<'_>) {
        self.divisions.country(row, self.lexicon);
    }

    /// Adds the countries of another gazetteer that are not known yet.
    pub fn countries_of(&mut self, other: &Gazetteer) {
        for (iso, continent, name, population) in other.countries() {
            self.country(&CountryRow { iso: &iso, name, population, continent });
        }
    }

    /// Adds a division of the first or second level; says whether what it lies in is known.
    pub fn division(&mut self, row: &AdminName<'_>) -> bool {
        self.divisions.named(row, self.lexicon)
    }

    /// Says where a country or division lies and how large it is.
    pub fn locate(&mut self, code: &str, point: Point, population: u32) {
        self.divisions.locate(code, point, population);
    }

    /// Adds a place with its names; says whether its country is known.
    ///
    /// # Errors
    ///
    /// Fails where temporary files cannot be written.
    pub fn place(&mut self, row: &Row<'_>, feature: Feature) -> io::Result<bool> {
        let Some(division) = self.divisions.smallest(row.country, row.admin1, row.admin2) else { return Ok(false) };
        self.divisions.count(division, row.point, row.population);
        self.match_own(row, feature);
        let place = Place {
            geonameid: row.geonameid,
            point: row.point,
            population: row.population,
            division,
            feature,
            label: NONE,
        };
        self.record.clear();
        self.record.extend_from_slice(&row.geonameid.to_be_bytes());
        self.record.extend_from_slice(&place.to_bytes());
        let label = cut(row.name);
        self.record.extend_from_slice(label.as_bytes());
        let record = std::mem::take(&mut self.record);
        self.places.push(&record)?;
        self.record = record;
        self.name(row.geonameid, row.name, true)?;
        self.name(row.geonameid, row.ascii, false)?;
        for name in row.alternates.split(',') {
            self.alternate(row.geonameid, name, row.population)?;
        }
        Ok(true)
    }

    /// Adds another name of a place, where texts may use it.
    ///
    /// # Errors
    ///
    /// Fails where temporary files cannot be written.
    pub fn alternate(&mut self, geonameid: u32, name: &str, population: u32) -> io::Result<()> {
        let latin = name.chars().all(|c| c < '\u{250}' || ('\u{1e00}'..'\u{1f00}').contains(&c));
        // Codes of airports and the like are given as names.
        let code = name.len() <= 4 && !name.contains(char::is_lowercase) && latin;
        if code || name.chars().nth(2).is_none() && latin || !latin && !self.every_name && population < LARGE {
            return Ok(());
        }
        self.name(geonameid, name, false)
    }

    fn name(&mut self, geonameid: u32, name: &str, main: bool) -> io::Result<()> {
        self.push_name(name, 0, geonameid, main)
    }

    fn push_name(&mut self, name: &str, kind: u8, number: u32, main: bool) -> io::Result<()> {
        key_into(name, &mut self.key);
        if self.key.is_empty() {
            return Ok(());
        }
        self.record.clear();
        self.record.extend_from_slice(self.key.as_bytes());
        self.record.extend_from_slice(&[0, kind]);
        self.record.extend_from_slice(&number.to_be_bytes());
        self.record.push(u8::from(!main));
        self.names.push(&self.record)
    }

    /// Remembers where our own list has this place too: the same name, the same country, close by.
    fn match_own(&mut self, row: &Row<'_>, feature: Feature) {
        let inhabited = matches!(row.class, "P");
        for sense in self.lexicon.senses_named(row.name).iter().chain(self.lexicon.senses_named(row.ascii)) {
            let own = self.lexicon.entry(sense.entry);
            let Nature::Place(kind) = own.nature else { continue };
            let (fits, most) = match kind {
                PlaceKind::City | PlaceKind::Capital => (inhabited, 40.0),
                PlaceKind::Facility => (feature == Feature::Facility || inhabited, 40.0),
                PlaceKind::Region => (matches!(feature, Feature::Region | Feature::Island), 250.0),
                PlaceKind::Nature => (!inhabited && feature != Feature::Facility, 400.0),
                PlaceKind::Continent | PlaceKind::Country => (false, 0.0),
            };
            let here = own.countries.is_empty() || own.countries.iter().any(|code| code == row.country);
            let near = own.point.is_some_and(|point| point.km_to(row.point) <= most);
            if !fits || !here || !near || sense.way != Way::Name {
                continue;
            }
            let found = Match { geonameid: row.geonameid, population: row.population };
            let best = self.own.entry(sense.entry).or_insert(found);
            if (found.population, best.geonameid) > (best.population, found.geonameid) {
                *best = found;
            }
        }
    }

    /// Writes the file.
    ///
    /// # Errors
    ///
    /// Fails where files cannot be written.
    pub fn finish(mut self, path: &Path) -> io::Result<Built> {
        let mut parts = Parts::new()?;
        parts.write(Section::Meta, self.about.as_bytes())?;
        let order = self.divisions(&mut parts)?;
        let ids = self.write_places(&mut parts, &order)?;
        let ours = self.write_twins(&mut parts, &order, &ids)?;
        let names = self.write_names(&mut parts, &ids)?;
        let divisions = parts.length(Section::Divisions) / record::DIVISION as u64;
        let (version, bytes) = parts.join(path)?;
        Ok(Built { version, places: ids.len() as u64, divisions, names, ours, bytes })
    }

    /// Writes the divisions by path and returns the place of each in that order; adds their names.
    fn divisions(&mut self, parts: &mut Parts) -> io::Result<Vec<u32>> {
        let drafts = std::mem::take(&mut self.divisions.drafts);
        let mut by_path: Vec<usize> = (0..drafts.len()).collect();
        by_path.sort_by(|&a, &b| drafts[a].path.cmp(&drafts[b].path));
        let mut order = vec![NONE; drafts.len()];
        for (new, &old) in (0..).zip(&by_path) {
            order[old] = new;
        }
        for &old in &by_path {
            let draft = &drafts[old];
            let middle = draft.middle();
            let division = Division {
                point: middle.unwrap_or_default(),
                population: draft.population.unwrap_or_else(|| u32::try_from(draft.inhabitants).unwrap_or(u32::MAX)),
                parent: order.get(draft.parent as usize).copied().unwrap_or(NONE),
                level: draft.level,
                country: draft.country,
                label: parts.string(cut(&draft.name))?,
                path: parts.string(&draft.path)?,
            };
            parts.write(Section::Divisions, &division.to_bytes())?;
            // One without any place cannot be put anywhere.
            if middle.is_some() {
                for (at, name) in draft.names().iter().enumerate() {
                    self.push_name(name, 1, order[old], at == 0)?;
                }
            }
        }
        self.divisions.drafts = drafts;
        Ok(order)
    }

    /// Writes the places by number and returns their numbers.
    fn write_places(&mut self, parts: &mut Parts, order: &[u32]) -> io::Result<Vec<u32>> {
        let mut ids = Vec::new();
        std::mem::take(&mut self.places).drain(&mut |bytes| {
            let (record, label) = bytes[4..].split_at_checked(record::PLACE).unwrap_or_default();
            let Some(place) = Place::of_bytes(record) else { return Ok(()) };
            if ids.last() == Some(&place.geonameid) {
                return Ok(());
            }
            ids.push(place.geonameid);
            let label = parts.string(std::str::from_utf8(label).unwrap_or_default())?;
            let place = Place { division: order[place.division as usize], label, ..place };
            parts.write(Section::Places, &place.to_bytes())
        })?;
        Ok(ids)
    }

    fn write_twins(&mut self, parts: &mut Parts, order: &[u32], ids: &[u32]) -> io::Result<u64> {
        let mut twins: Vec<(Target, String)> = Vec::new();
        for (at, draft) in self.divisions.drafts.iter().enumerate() {
            twins.extend(draft.own.clone().map(|own| (Target::Division(order[at]), own)));
        }
        let mut matches: Vec<(u32, Match)> = self.own.drain().collect();
        matches.sort_by_key(|(entry, _)| *entry);
        for (entry, found) in matches {
            let own = self.lexicon.entry(entry).entity.id.to_string();
            let place = ids.binary_search(&found.geonameid).ok().and_then(|at| u32::try_from(at).ok());
            twins.extend(place.map(|place| (Target::Place(place), own)));
        }
        for (target, own) in &twins {
            parts.write(Section::Twins, &Posting { target: *target, main: true }.to_bits().to_le_bytes())?;
            let own = parts.string(own)?;
            parts.write(Section::Twins, &own.to_le_bytes())?;
        }
        Ok(twins.len() as u64)
    }

    fn write_names(&mut self, parts: &mut Parts, ids: &[u32]) -> io::Result<u64> {
        let mut map = fst::MapBuilder::new(tempfile::tempfile()?).map_err(io::Error::other)?;
        let (mut key, mut postings, mut count) = (Vec::new(), Vec::<Posting>::new(), 0);
        let mut close = |key: &[u8], postings: &mut Vec<Posting>, parts: &mut Parts| -> io::Result<()> {
            // By target, the main name first.
            postings.sort_by_key(|posting| (posting.target, !posting.main));
            postings.dedup_by_key(|posting| posting.target);
            postings.truncate(MEANINGS);
            let value = match postings.as_slice() {
                [] => return Ok(()),
                [only] => u64::from(only.to_bits()) << 1 | 1,
                many => {
                    let at = parts.length(Section::Postings);
                    parts.write(Section::Postings, &[u8::try_from(many.len()).unwrap_or(u8::MAX)])?;
                    for posting in many {
                        parts.write(Section::Postings, &posting.to_bits().to_le_bytes())?;
                    }
                    at << 1
                }
            };
            postings.clear();
            count += 1;
            map.insert(key, value).map_err(io::Error::other)
        };
        std::mem::take(&mut self.names).drain(&mut |record| {
            let (name, rest) = record.split_at(record.len() - 7);
            let number = u32::from_be_bytes([rest[2], rest[3], rest[4], rest[5]]);
            let target = match rest[1] {
                0 => ids.binary_search(&number).ok().and_then(|at| u32::try_from(at).ok()).map(Target::Place),
                _ => Some(Target::Division(number)),
            };
            if name != key.as_slice() {
                close(&key, &mut postings, parts)?;
                key.clear();
                key.extend_from_slice(name);
            }
            postings.extend(target.map(|target| Posting { target, main: rest[6] == 0 }));
            Ok(())
        })?;
        close(&key, &mut postings, parts)?;
        let mut file = map.into_inner().map_err(io::Error::other)?;
        file.rewind()?;
        parts.copy(Section::Names, file)?;
        Ok(count)
    }
}

/// At most 250 bytes of a name.
fn cut(name: &str) -> &str {
    &name[..name.floor_char_boundary(250)]
}

/// The sections while they grow, each in a temporary file.
struct Parts {
    files: Vec<BufWriter<File>>,
    lengths: [u64; Section::COUNT],
}

impl Parts {
    fn new() -> io::Result<Self> {
        let files = (0..Section::COUNT).map(|_| tempfile::tempfile().map(BufWriter::new)).collect::<io::Result<_>>()?;
        Ok(Self { files, lengths: [0; Section::COUNT] })
    }

    fn length(&self, section: Section) -> u64 {
        self.lengths[section as usize]
    }

    fn write(&mut self, section: Section, bytes: &[u8]) -> io::Result<()> {
        self.lengths[section as usize] += bytes.len() as u64;
        self.files[section as usize].write_all(bytes)
    }

    fn copy(&mut self, section: Section, mut from: impl Read) -> io::Result<()> {
        self.lengths[section as usize] += io::copy(&mut from, &mut self.files[section as usize])?;
        Ok(())
    }

    fn string(&mut self, text: &str) -> io::Result<u32> {
        let at = u32::try_from(self.length(Section::Strings)).map_err(io::Error::other)?;
        self.write(Section::Strings, &[u8::try_from(text.len()).map_err(io::Error::other)?])?;
        self.write(Section::Strings, text.as_bytes())?;
        Ok(at)
    }

    /// Writes all sections behind one another into a new file, which takes the place of `path` when it is complete.
    fn join(self, path: &Path) -> io::Result<(String, u64)> {
        let unfinished = path.with_extension("unfinished");
        let mut out = File::create(&unfinished)?;
        let mut head = Vec::from(&MAGIC[..]);
        head.resize(40, 0);
        let mut at = HEADER as u64;
        for length in self.lengths {
            head.extend_from_slice(&at.to_le_bytes());
            head.extend_from_slice(&length.to_le_bytes());
            at += length;
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(&head[40..]);
        out.write_all(&head)?;
        let mut buffer = vec![0; 1 << 16];
        for file in self.files {
            let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.rewind()?;
            loop {
                let read = file.read(&mut buffer)?;
                if read == 0 {
                    break;
                }
                hasher.update(&buffer[..read]);
                out.write_all(&buffer[..read])?;
            }
        }
        head[8..40].copy_from_slice(hasher.finalize().as_bytes());
        out.rewind()?;
        out.write_all(&head[..40])?;
        out.sync_all()?;
        std::fs::rename(&unfinished, path)?;
        let version = super::version_in(&head).map_err(io::Error::other)?;
        Ok((version, at))
    }
}
