//! Countries and their divisions while a gazetteer is built.

use std::collections::{HashMap, HashSet};

use super::geonames::{AdminName, CountryRow};
use super::record::{NONE, Point};
use crate::data::{Nature, PlaceKind};
use crate::lexicon::Lexicon;
use crate::names::Way;

/// Words that stand behind the name of a first-level division in GeoNames, and mostly not in news.
const BEHIND: [&str; 12] = [
    " Province", " State", " Region", " Oblast", " Governorate", " County", " District", " Prefecture", " Department",
    " Republic", " Krai", " Voivodeship",
];
/// Words that stand in front of it.
const IN_FRONT: [&str; 6] = ["State of ", "Province of ", "Region of ", "Kingdom of ", "Republic of ", "County "];

/// A division that is not yet written.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) country: [u8; 2],
    pub(super) level: u8,
    /// Index among the drafts.
    pub(super) parent: u32,
    /// Identifier in our own list.
    pub(super) own: Option<String>,
    pub(super) population: Option<u32>,
    pub(super) point: Option<Point>,
    /// Sum of the populations of its places.
    pub(super) inhabitants: u64,
    /// Sum of directions to the cells of a grid in which it has places: towns stand close in one corner, and the
    /// middle of a division is not where most people live.
    sum: [f64; 3],
    cells: HashSet<(i16, i16)>,
}

/// All divisions by code.
#[derive(Debug, Default)]
pub(super) struct Divisions {
    pub(super) drafts: Vec<Draft>,
    by_code: HashMap<String, u32>,
    paths: HashSet<String>,
}

impl Divisions {
    pub(super) fn country(&mut self, row: &CountryRow<'_>, lexicon: &Lexicon) {
        let [a, b] = row.iso.as_bytes() else { return };
        let country = [*a, *b];
        let listed = lexicon.country(row.iso).and_then(|country| country.place);
        let named = || {
            let senses = lexicon.senses_named(row.name).iter();
            senses.map(|sense| sense.entry).find(|&entry| {
                let entry = lexicon.entry(entry);
                matches!(entry.nature, Nature::Place(_)) && entry.countries.iter().any(|code| code == row.iso)
            })
        };
        let own = listed.or_else(named).map(|entry| lexicon.entry(entry));
        let path = own.map_or_else(|| format!("/{}/{}", row.continent, row.iso), |own| own.entity.id.to_string());
        self.add(
            row.iso,
            Draft {
                name: own.map_or(row.name, |own| own.entity.label.as_str()).to_owned(),
                own: own.map(|own| own.entity.id.to_string()),
                point: own.and_then(|own| own.point),
                population: Some(row.population),
                ..Draft::new(path, country, 0, NONE)
            },
        );
    }

    /// Adds a division under its country or first-level division; without those it is left out.
    pub(super) fn named(&mut self, row: &AdminName<'_>, lexicon: &Lexicon) -> bool {
        let Some((outer, _)) = row.code.rsplit_once('.') else { return false };
        // Second-level divisions of an unknown first level lie in the country.
        let parent = self.at(outer).or_else(|| self.at(&row.code[..2]));
        let Some(parent) = parent else { return false };
        let level = if row.code.matches('.').count() == 1 { 1 } else { 2 };
        let above = &self.drafts[parent as usize];
        let own = (level == 1).then(|| own_division(row, lexicon)).flatten();
        let own = own.map(|own| lexicon.entry(own)).filter(|own| !self.paths.contains(own.entity.id.as_str()));
        let path = own.map_or_else(|| format!("{}/{}", above.path, row.code), |own| own.entity.id.to_string());
        let draft = Draft {
            name: own.map_or(row.name, |own| own.entity.label.as_str()).to_owned(),
            own: own.map(|own| own.entity.id.to_string()),
            point: own.and_then(|own| own.point),
            population: own.filter(|own| own.population > 0.0).map(|own| own.population as u32),
            ..Draft::new(path, above.country, level, parent)
        };
        self.add(row.code, draft);
        true
    }

    /// Sets the true middle and size of a division.
    pub(super) fn locate(&mut self, code: &str, point: Point, population: u32) {
        if let Some(at) = self.at(code) {
            let draft = &mut self.drafts[at as usize];
            // Our own list has the middle of what news means: the disputed parts too.
            draft.point = draft.point.or(Some(point));
            draft.population = draft.population.or((population > 0).then_some(population));
        }
    }

    fn add(&mut self, code: &str, draft: Draft) {
        let next = u32::try_from(self.drafts.len()).unwrap_or(NONE);
        if !self.by_code.contains_key(code) && self.paths.insert(draft.path.clone()) {
            self.by_code.insert(code.to_owned(), next);
            self.drafts.push(draft);
        }
    }

    pub(super) fn at(&self, code: &str) -> Option<u32> {
        self.by_code.get(code).copied()
    }

    /// Returns the smallest division of these codes.
    pub(super) fn smallest(&self, country: &str, admin1: &str, admin2: &str) -> Option<u32> {
        let mut code = format!("{country}.{admin1}.{admin2}");
        while !code.is_empty() {
            if let Some(at) = self.at(&code) {
                return Some(at);
            }
            code.truncate(code.rfind('.').unwrap_or(0));
        }
        None
    }

    /// Counts a place for everything it lies in.
    pub(super) fn count(&mut self, division: u32, point: Point, population: u32) {
        let mut at = division;
        while let Some(draft) = self.drafts.get_mut(at as usize) {
            draft.inhabitants += u64::from(population);
            let cell = ((point.lat * 4.0) as i16, (point.lon * 4.0) as i16);
            if draft.point.is_none() && draft.cells.insert(cell) {
                draft.sum.iter_mut().zip(point.vector()).for_each(|(sum, part)| *sum += f64::from(part));
            }
            at = draft.parent;
        }
    }
}

impl Draft {
    fn new(path: String, country: [u8; 2], level: u8, parent: u32) -> Self {
        Self {
            name: String::new(),
            path,
            country,
            level,
            parent,
            own: None,
            population: None,
            point: None,
            inhabitants: 0,
            sum: [0.0; 3],
            cells: HashSet::new(),
        }
    }

    /// Returns the middle: the one that was given, else that of the places.
    pub(super) fn middle(&self) -> Option<Point> {
        let [x, y, z] = self.sum;
        let middle = || {
            let flat = x.hypot(y);
            (flat > 0.0).then(|| Point { lat: z.atan2(flat).to_degrees(), lon: y.atan2(x).to_degrees() })
        };
        self.point.or_else(middle)
    }

    /// Returns the names by which it is found: as it is, and without the word for what it is.
    pub(super) fn names(&self) -> Vec<String> {
        let name = self.name.as_str();
        let mut names = vec![name.to_owned()];
        if self.level == 1 {
            names.extend(BEHIND.iter().filter_map(|word| name.strip_suffix(word)).map(str::to_owned));
            names.extend(IN_FRONT.iter().filter_map(|word| name.strip_prefix(word)).map(str::to_owned));
        } else if let Some(short) = name.strip_suffix(" County") {
            names.push(format!("{short} Co"));
        } else if let Some(short) = name.strip_prefix("County ") {
            names.push(short.to_owned());
        }
        names
    }
}

/// Returns the region of our own list that a first-level division is.
fn own_division(row: &AdminName<'_>, lexicon: &Lexicon) -> Option<u32> {
    let bare = |name: &str| BEHIND.iter().find_map(|word| name.strip_suffix(word).map(str::to_owned));
    let in_list = |name: &str| {
        let senses = lexicon.senses_named(name).iter().filter(|sense| sense.way == Way::Name);
        senses.map(|sense| sense.entry).find(|&entry| {
            let entry = lexicon.entry(entry);
            entry.nature == Nature::Place(PlaceKind::Region)
                && entry.entity.country.as_deref() == Some(&row.code[..2])
                && entry.entity.id.as_str().matches('/').count() == 3
        })
    };
    in_list(row.name).or_else(|| bare(row.name).and_then(|name| in_list(&name)))
}
