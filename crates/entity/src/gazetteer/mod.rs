//! Places of the world by name: a file of compact tables, read where it lies.
//!
//! A gazetteer holds divisions (countries and their first two levels) and places, each with a point, a population and
//! what it lies in, and a transducer from names to them. Nothing is unpacked: the built-in file is read out of the
//! program itself, page by page as it is needed, and costs nothing at the start.
//!
//! The file: 8 bytes that mark it, 32 bytes BLAKE3 digest of all that follows, a table of sections (offset and length
//! as 64 bits, little endian), the sections. `build.rs` writes it.

mod build;
mod divisions;
mod geonames;
mod key;
mod record;
mod sort;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use dateline_model::{Entity, EntityId, EntityKind};

pub use build::{Builder, Built};
pub use geonames::{AdminName, Alternate, CountryRow, LONGEST_LINE, LineError, Row};
#[cfg(test)]
pub(crate) use key::key;
pub(crate) use key::key_into;
pub(crate) use record::{Division, Place, Posting, Target};
pub use record::{Feature, Point};

/// Marks a file as a gazetteer of this layout.
const MAGIC: &[u8; 8] = b"DTLNGZ01";
/// Bytes in front of the sections.
const HEADER: usize = MAGIC.len() + 32 + Section::COUNT * 16;
/// The largest file that is read: more is held in memory than anyone's gazetteer needs.
const LARGEST: u64 = 4 << 30;

/// The parts of a file.
#[derive(Clone, Copy, Debug)]
enum Section {
    /// Lines of text: where it comes from.
    Meta,
    /// From the keys of names to postings.
    Names,
    /// Lists of postings: a count and as many numbers.
    Postings,
    /// Records of places, ascending by identifier.
    Places,
    /// Records of divisions, ascending by path.
    Divisions,
    /// Places and divisions that our own list has too: posting, and the string of the identifier.
    Twins,
    /// A byte of length and a string, many times.
    Strings,
}

impl Section {
    const COUNT: usize = 7;
}

/// Why a file is no gazetteer.
#[derive(Debug, thiserror::Error)]
pub enum GazetteerError {
    /// The file cannot be read.
    #[error("cannot read the gazetteer: {0}")]
    Io(#[from] std::io::Error),
    /// The file is not what it should be.
    #[error("expected a gazetteer, found {0}")]
    Damaged(String),
}

/// The bytes of a gazetteer, in the program or in memory.
#[derive(Clone)]
enum Bytes {
    Static(&'static [u8]),
    Shared(Arc<[u8]>),
}

impl Bytes {
    fn all(&self) -> &[u8] {
        match self {
            Self::Static(bytes) => bytes,
            Self::Shared(bytes) => bytes,
        }
    }
}

/// One section of the bytes, for the transducer.
#[derive(Clone)]
struct Part {
    bytes: Bytes,
    start: usize,
    end: usize,
}

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        self.bytes.all().get(self.start..self.end).unwrap_or(&[])
    }
}

/// A gazetteer that is ready to be asked. A clone shares its bytes.
#[derive(Clone)]
pub struct Gazetteer {
    sections: [Part; Section::COUNT],
    names: fst::Map<Part>,
    version: String,
}

impl Gazetteer {
    /// Returns the gazetteer that is built in.
    ///
    /// # Panics
    ///
    /// Panics where the built-in file is damaged, which the tests of this crate rule out.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Gazetteer> = LazyLock::new(|| {
            match Gazetteer::of_bytes(&Bytes::Static(include_bytes!("../../data/gazetteer.bin")), false) {
                Ok(gazetteer) => gazetteer,
                Err(error) => panic!("the built-in gazetteer is wrong: {error}"),
            }
        });
        &BUILTIN
    }

    /// Reads a gazetteer file into memory and checks its digest.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be read, is too large, or is no gazetteer.
    pub fn open(path: &Path) -> Result<Self, GazetteerError> {
        let mut file = std::fs::File::open(path)?;
        let length = file.metadata()?.len();
        if length > LARGEST {
            return Err(GazetteerError::Damaged(format!("{length} bytes, more than {LARGEST}")));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        file.read_to_end(&mut bytes)?;
        Self::parse(bytes)
    }

    /// Reads a gazetteer from the bytes of its file and checks its digest.
    ///
    /// # Errors
    ///
    /// Fails where the bytes are no gazetteer.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, GazetteerError> {
        Self::of_bytes(&Bytes::Shared(bytes.into()), true)
    }

    /// Returns the version of a gazetteer file without reading the rest of it.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be read or is no gazetteer.
    pub fn version_of(path: &Path) -> Result<String, GazetteerError> {
        let mut head = [0; 40];
        std::fs::File::open(path)?.read_exact(&mut head)?;
        version_in(&head)
    }

    fn of_bytes(bytes: &Bytes, check: bool) -> Result<Self, GazetteerError> {
        let all = bytes.all();
        let version = version_in(all)?;
        let damaged = |what: &str| GazetteerError::Damaged(what.to_owned());
        if all.len() < HEADER {
            return Err(damaged("a file that ends in its header"));
        }
        if check && blake3::hash(&all[40..]).as_bytes() != &all[8..40] {
            return Err(damaged("contents that do not have the digest in the header"));
        }
        let number = |at: usize| {
            let bytes: [u8; 8] = all[at..at + 8].try_into().unwrap_or([0; 8]);
            usize::try_from(u64::from_le_bytes(bytes)).unwrap_or(usize::MAX)
        };
        let mut sections: Vec<Part> = Vec::with_capacity(Section::COUNT);
        for section in 0..Section::COUNT {
            let at = 40 + section * 16;
            let start = number(at);
            let end = start.saturating_add(number(at + 8));
            if end > all.len() || start < HEADER {
                return Err(damaged("a section outside the file"));
            }
            sections.push(Part { bytes: bytes.clone(), start, end });
        }
        let names = sections[Section::Names as usize].clone();
        let names = fst::Map::new(names).map_err(|error| GazetteerError::Damaged(format!("bad names ({error})")))?;
        let sections: [Part; Section::COUNT] = sections.try_into().map_err(|_| damaged("too few sections"))?;
        Ok(Self { sections, names, version })
    }

    /// Returns the version: the beginning of the digest, so that another content has another version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns the lines that say where the data come from.
    #[must_use]
    pub fn about(&self) -> &str {
        std::str::from_utf8(self.section(Section::Meta)).unwrap_or("")
    }

    /// Returns the number of places, divisions apart.
    #[must_use]
    pub fn places(&self) -> usize {
        self.section(Section::Places).len() / record::PLACE
    }

    /// Returns the number of countries and of divisions of the first two levels.
    #[must_use]
    pub fn divisions(&self) -> usize {
        self.section(Section::Divisions).len() / record::DIVISION
    }

    /// Returns the number of different names.
    #[must_use]
    pub fn names(&self) -> usize {
        self.names.len()
    }

    /// Returns the size of the file in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.sections[0].bytes.all().len()
    }

    /// Returns the entity of an identifier that this gazetteer gave.
    #[must_use]
    pub fn entity(&self, id: &str) -> Option<Entity> {
        let target = match self.division_at(id) {
            Some(division) => Target::Division(division),
            None => {
                let place = self.place_numbered(id.rsplit('/').next()?.parse().ok()?)?;
                (self.id(Target::Place(place))?.as_str() == id).then_some(Target::Place(place))?
            }
        };
        Some(Entity {
            id: EntityId::new(id),
            kind: EntityKind::Place,
            label: self.label(target)?.to_owned(),
            country: self.country(target),
        })
    }

    /// Returns the countries: code, continent, label and population.
    pub(crate) fn countries(&self) -> impl Iterator<Item = (String, &str, &str, u32)> {
        let divisions =
            (0..u32::try_from(self.divisions()).unwrap_or(0)).filter_map(|at| Some((at, self.division(at)?)));
        divisions.filter(|(_, division)| division.level == 0).filter_map(|(at, division)| {
            let target = Target::Division(at);
            let continent = self.path(at)?.get(1..3)?;
            Some((self.country(target)?, continent, self.label(target)?, division.population))
        })
    }

    /// Calls `each` with everything that goes by a name, given as its key.
    pub(crate) fn each_named(&self, key: &str, mut each: impl FnMut(Posting)) {
        let Some(found) = self.names.get(key) else { return };
        let value = u32::try_from(found >> 1).unwrap_or(record::NONE);
        if found & 1 == 1 {
            each(Posting::of_bits(value));
            return;
        }
        let postings = self.section(Section::Postings);
        let at = value as usize;
        let Some(&count) = postings.get(at) else { return };
        for number in 0..usize::from(count) {
            match record::word(postings, at + 1 + number * 4) {
                record::NONE => return,
                bits => each(Posting::of_bits(bits)),
            }
        }
    }

    /// Says whether anything goes by a name, given as its key.
    pub(crate) fn knows(&self, key: &str) -> bool {
        self.names.contains_key(key)
    }

    pub(crate) fn place(&self, index: u32) -> Option<Place> {
        let at = (index as usize).checked_mul(record::PLACE)?;
        Place::of_bytes(self.section(Section::Places).get(at..at + record::PLACE)?)
    }

    pub(crate) fn division(&self, index: u32) -> Option<Division> {
        let at = (index as usize).checked_mul(record::DIVISION)?;
        Division::of_bytes(self.section(Section::Divisions).get(at..at + record::DIVISION)?)
    }

    /// Returns the division at a path.
    pub(crate) fn division_at(&self, path: &str) -> Option<u32> {
        let found = search(self.divisions(), |at| self.path(at).unwrap_or("").cmp(path))?;
        u32::try_from(found).ok()
    }

    fn place_numbered(&self, geonameid: u32) -> Option<u32> {
        let places = self.section(Section::Places);
        let found = search(self.places(), |at| record::word(places, at as usize * record::PLACE).cmp(&geonameid))?;
        u32::try_from(found).ok()
    }

    /// Returns the path of a division, which is its identifier.
    pub(crate) fn path(&self, division: u32) -> Option<&str> {
        self.string(self.division(division)?.path)
    }

    /// Returns the name to show.
    pub(crate) fn label(&self, target: Target) -> Option<&str> {
        self.string(match target {
            Target::Place(index) => self.place(index)?.label,
            Target::Division(index) => self.division(index)?.label,
        })
    }

    /// Returns the identifier: the path of a division; country, first-level division and number of a place.
    pub(crate) fn id(&self, target: Target) -> Option<EntityId> {
        match target {
            Target::Division(index) => self.path(index).map(EntityId::new),
            Target::Place(index) => {
                let place = self.place(index)?;
                let division = self.first_level(place.division)?;
                Some(record::place_id(self.path(division)?, place.geonameid))
            }
        }
    }

    /// Returns the division of the first level (or the country) that a division lies in.
    pub(crate) fn first_level(&self, index: u32) -> Option<u32> {
        let division = self.division(index)?;
        if division.level < 2 { Some(index) } else { Some(division.parent) }
    }

    /// Returns the ISO code of the country.
    pub(crate) fn country(&self, target: Target) -> Option<String> {
        let division = match target {
            Target::Place(index) => self.place(index)?.division,
            Target::Division(index) => index,
        };
        std::str::from_utf8(&self.division(division)?.country).ok().map(str::to_owned)
    }

    /// Returns what our own list has too, with the identifier there.
    pub(crate) fn twins(&self) -> impl Iterator<Item = (Target, &str)> {
        let twins = self.section(Section::Twins);
        (0..twins.len() / 8).filter_map(move |at| {
            let target = Posting::of_bits(record::word(twins, at * 8)).target;
            Some((target, self.string(record::word(twins, at * 8 + 4))?))
        })
    }

    fn string(&self, at: u32) -> Option<&str> {
        let strings = self.section(Section::Strings);
        let at = at as usize;
        let length = usize::from(*strings.get(at)?);
        std::str::from_utf8(strings.get(at + 1..at + 1 + length)?).ok()
    }

    fn section(&self, section: Section) -> &[u8] {
        self.sections[section as usize].as_ref()
    }
}

/// Finds what compares as equal among ascending things.
fn search(count: usize, compare: impl Fn(u32) -> std::cmp::Ordering) -> Option<usize> {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        match compare(u32::try_from(middle).unwrap_or(u32::MAX)) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return Some(middle),
        }
    }
    None
}

fn version_in(head: &[u8]) -> Result<String, GazetteerError> {
    match head.get(..40) {
        Some(head) if &head[..8] == MAGIC => {
            Ok(head[8..14].iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        }
        Some(_) | None => Err(GazetteerError::Damaged("a file that does not begin as one".to_owned())),
    }
}

impl fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gazetteer").field("version", &self.version).field("places", &self.places()).finish()
    }
}
