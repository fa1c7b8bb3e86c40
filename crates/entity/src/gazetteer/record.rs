//! The records of a gazetteer file as fixed numbers of bytes, little endian.

use dateline_model::EntityId;

/// Bytes of a place: identifier, latitude, longitude, population, division, feature, label.
pub(super) const PLACE: usize = 4 + 3 + 3 + 4 + 4 + 1 + 4;
/// Bytes of a division: latitude, longitude, population, parent, level, country, label, path.
pub(super) const DIVISION: usize = 3 + 3 + 4 + 4 + 1 + 2 + 4 + 4;
/// Stands for no division.
pub(super) const NONE: u32 = u32::MAX;

/// Steps of a coordinate: 24 bits over half or all of a circle, a few metres.
const STEPS: f64 = 16_777_215.0;

/// A point on the globe in degrees.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// North of the equator, -90 to 90.
    pub lat: f64,
    /// East of Greenwich, -180 to 180.
    pub lon: f64,
}

impl Point {
    /// Returns a point, where there is one at these coordinates.
    #[must_use]
    pub fn new(lat: f64, lon: f64) -> Option<Self> {
        ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some(Self { lat, lon })
    }

    /// Returns the distance in kilometres along a great circle.
    #[must_use]
    pub fn km_to(self, other: Self) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = ((b - a) / 2.0).sin();
        let half_lon = ((other.lon - self.lon).to_radians() / 2.0).sin();
        let chord = half_lat * half_lat + a.cos() * b.cos() * half_lon * half_lon;
        2.0 * 6371.0088 * chord.sqrt().min(1.0).asin()
    }

    /// Returns the point as a vector of length one, whose dot products tell distances without a sine.
    pub(crate) fn vector(self) -> [f32; 3] {
        let (lat, lon) = (self.lat.to_radians(), self.lon.to_radians());
        [(lat.cos() * lon.cos()) as f32, (lat.cos() * lon.sin()) as f32, lat.sin() as f32]
    }

    pub(super) fn to_bytes(self) -> [u8; 6] {
        let lat = ((self.lat + 90.0) / 180.0 * STEPS).round() as u32;
        let lon = ((self.lon + 180.0) / 360.0 * STEPS).round() as u32;
        let ([a, b, c, _], [d, e, f, _]) = (lat.to_le_bytes(), lon.to_le_bytes());
        [a, b, c, d, e, f]
    }

    fn of_bytes(bytes: &[u8]) -> Self {
        let part = |at: usize| f64::from(u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], 0])) / STEPS;
        Self { lat: part(0) * 180.0 - 90.0, lon: part(3) * 360.0 - 180.0 }
    }
}

/// What a place of the gazetteer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Feature {
    /// A town or village.
    City,
    /// The capital of a country.
    Capital,
    /// The seat of a first-level division.
    Seat,
    /// The seat of a smaller division.
    LocalSeat,
    /// A part of a town.
    Quarter,
    /// A place where nobody lives any more.
    Deserted,
    /// A division below the second level.
    District,
    /// A sea, lake, bay or reservoir.
    Water,
    /// A river or stream.
    River,
    /// A mountain, valley, cape or other form of the land.
    Terrain,
    /// An island or group of them.
    Island,
    /// A region, park or area without government.
    Region,
    /// An airport, base, dam or other thing that people built.
    Facility,
}

impl Feature {
    pub(super) const ALL: [Self; 13] = [
        Self::City,
        Self::Capital,
        Self::Seat,
        Self::LocalSeat,
        Self::Quarter,
        Self::Deserted,
        Self::District,
        Self::Water,
        Self::River,
        Self::Terrain,
        Self::Island,
        Self::Region,
        Self::Facility,
    ];

    /// Returns what a feature code of GeoNames stands for; `None` for codes that news does not need (roads, undersea
    /// forms, single buildings, divisions of the first two levels, which are read elsewhere).
    #[must_use]
    pub fn from_code(class: &str, code: &str) -> Option<Self> {
        Some(match (class, code) {
            ("P", "PPLC" | "PPLG") => Self::Capital,
            ("P", "PPLA") => Self::Seat,
            ("P", "PPLA2" | "PPLA3" | "PPLA4" | "PPLA5") => Self::LocalSeat,
            ("P", "PPLX") => Self::Quarter,
            ("P", "PPLH" | "PPLQ" | "PPLW" | "PPLCH") => Self::Deserted,
            ("P", _) => Self::City,
            ("A", "ADM3" | "ADM4" | "ADM5" | "ADMD" | "PRSH") => Self::District,
            ("H", "STM" | "STMS" | "STMI" | "CNL" | "STMA" | "STMB" | "STMH" | "FLLS") => Self::River,
            ("H", _) => Self::Water,
            ("T", "ISL" | "ISLS" | "ISLET" | "ATOL" | "ISLF" | "ISLT") => Self::Island,
            ("T", _) => Self::Terrain,
            ("L", _) => Self::Region,
            ("V", "FRST" | "FRSTF") => Self::Region,
            (
                "S",
                "AIRP" | "AIRB" | "AIRF" | "MILB" | "NVB" | "PRN" | "DAM" | "PS" | "PSN" | "PSH" | "CMPRF" | "CMP"
                | "RUIN" | "ANS" | "UNIV" | "PAL" | "STDM" | "MN" | "OILR" | "OILT" | "RSTN" | "BDG" | "HSPC" | "FCL"
                | "FT" | "NOV" | "BANK" | "CTRS",
            ) => Self::Facility,
            _ => return None,
        })
    }

    fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.get(usize::from(byte)).copied()
    }
}

/// A place that is no division.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    /// Identifier of GeoNames.
    pub(crate) geonameid: u32,
    pub(crate) point: Point,
    pub(crate) population: u32,
    /// Index of the smallest division it lies in.
    pub(crate) division: u32,
    pub(crate) feature: Feature,
    /// Where its label stands among the strings.
    pub(super) label: u32,
}

impl Place {
    pub(super) fn to_bytes(self) -> [u8; PLACE] {
        let mut bytes = [0; PLACE];
        bytes[..4].copy_from_slice(&self.geonameid.to_le_bytes());
        bytes[4..10].copy_from_slice(&self.point.to_bytes());
        bytes[10..14].copy_from_slice(&self.population.to_le_bytes());
        bytes[14..18].copy_from_slice(&self.division.to_le_bytes());
        bytes[18] = self.feature as u8;
        bytes[19..].copy_from_slice(&self.label.to_le_bytes());
        bytes
    }

    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; PLACE] = bytes.try_into().ok()?;
        Some(Self {
            geonameid: word(bytes, 0),
            point: Point::of_bytes(&bytes[4..10]),
            population: word(bytes, 10),
            division: word(bytes, 14),
            feature: Feature::from_byte(bytes[18])?,
            label: word(bytes, 19),
        })
    }
}

/// A country, or a division of the first or second level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Division {
    pub(crate) point: Point,
    pub(crate) population: u32,
    /// Index of the division it lies in; [`NONE`] for a country.
    pub(crate) parent: u32,
    /// 0 for a country, else the level.
    pub(crate) level: u8,
    /// ISO code of the country.
    pub(crate) country: [u8; 2],
    pub(super) label: u32,
    pub(super) path: u32,
}

impl Division {
    pub(super) fn to_bytes(self) -> [u8; DIVISION] {
        let mut bytes = [0; DIVISION];
        bytes[..6].copy_from_slice(&self.point.to_bytes());
        bytes[6..10].copy_from_slice(&self.population.to_le_bytes());
        bytes[10..14].copy_from_slice(&self.parent.to_le_bytes());
        bytes[14] = self.level;
        bytes[15..17].copy_from_slice(&self.country);
        bytes[17..21].copy_from_slice(&self.label.to_le_bytes());
        bytes[21..].copy_from_slice(&self.path.to_le_bytes());
        bytes
    }

    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; DIVISION] = bytes.try_into().ok()?;
        Some(Self {
            point: Point::of_bytes(&bytes[..6]),
            population: word(bytes, 6),
            parent: word(bytes, 10),
            level: bytes[14],
            country: [bytes[15], bytes[16]],
            label: word(bytes, 17),
            path: word(bytes, 21),
        })
    }
}

/// Returns the four bytes at an offset as a number.
pub(super) fn word(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(NONE, u32::from_le_bytes)
}

/// What a name stands for, and whether it is the main name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Posting {
    pub(crate) target: Target,
    /// It is the label, not one of the other names.
    pub(crate) main: bool,
}

/// A place or a division by its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Target {
    Place(u32),
    Division(u32),
}

impl Posting {
    pub(super) fn to_bits(self) -> u32 {
        let (index, division) = match self.target {
            Target::Place(index) => (index, 0),
            Target::Division(index) => (index, 2),
        };
        index << 2 | division | u32::from(self.main)
    }

    pub(super) fn of_bits(bits: u32) -> Self {
        let target = if bits & 2 == 0 { Target::Place(bits >> 2) } else { Target::Division(bits >> 2) };
        Self { target, main: bits & 1 == 1 }
    }
}

/// Returns the identifier of a place in a division: the path of the country or first-level division, and the number.
pub(super) fn place_id(path: &str, geonameid: u32) -> EntityId {
    EntityId::new(&format!("{path}/{geonameid}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_as_they_were() {
        let point = Point::new(-33.86785, 151.20732).unwrap();
        let place = Place { geonameid: 7, point, population: 9, division: 3, feature: Feature::Facility, label: 5 };
        let back = Place::of_bytes(&place.to_bytes()).unwrap();
        assert!(back.point.km_to(point) < 0.01);
        assert_eq!(Place { point, ..back }, place);
        let division = Division { point, population: 1, parent: NONE, level: 2, country: *b"AU", label: 8, path: 9 };
        assert_eq!(Division { point, ..Division::of_bytes(&division.to_bytes()).unwrap() }, division);
        for target in [Target::Place(77), Target::Division(78)] {
            for main in [false, true] {
                assert_eq!(Posting::of_bits(Posting { target, main }.to_bits()), Posting { target, main });
            }
        }
        assert!(Feature::ALL.iter().enumerate().all(|(at, feature)| *feature as usize == at));
    }

    #[test]
    fn distances_are_those_of_a_globe() {
        let (paris, london) = (Point { lat: 48.8566, lon: 2.3522 }, Point { lat: 51.5074, lon: -0.1278 });
        assert!((paris.km_to(london) - 343.5).abs() < 1.0);
        assert!(Point::new(91.0, 0.0).is_none() && Point::new(f64::NAN, 0.0).is_none());
    }
}
