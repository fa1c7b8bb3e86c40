//! Tests of building and reading a gazetteer, with an invented country.

use proptest::prelude::*;

use super::*;
use crate::lexicon::Lexicon;

fn row(line: &str) -> Row<'_> {
    Row::parse(line).unwrap()
}

/// A country with two provinces, a county, and three places, two of one name.
fn freedonia() -> Vec<u8> {
    let mut builder = Builder::new(Lexicon::builtin(), "invented".to_owned(), true);
    builder.country(&CountryRow { iso: "XF", name: "Freedonia", population: 5_000, continent: "EU" });
    assert!(builder.division(&AdminName { code: "XF.01", name: "Upper Province" }));
    assert!(builder.division(&AdminName { code: "XF.02", name: "Lower Province" }));
    assert!(builder.division(&AdminName { code: "XF.01.7", name: "Trentino County" }));
    assert!(!builder.division(&AdminName { code: "XQ.01", name: "Nowhere" }));
    for line in [
        "30\tSaint Firefly\tSaint Firefly\tFireflai\t10.0\t20.0\tP\tPPLA\tXF\t\t01\t7\t\t\t900",
        "20\tRufustown\tRufustown\t\t11.0\t21.0\tP\tPPL\tXF\t\t02\t\t\t\t300",
        "10\tRufustown\tRufustown\tRufopolis,Руфус\t10.5\t20.5\tP\tPPL\tXF\t\t01\t\t\t\t",
    ] {
        let row = row(line);
        assert!(builder.place(&row, row.feature().unwrap()).unwrap());
    }
    let elsewhere = row("40\tElsewhere\tElsewhere\t\t1\t1\tP\tPPL\tXQ\t\t\t\t\t\t1");
    assert!(!builder.place(&elsewhere, Feature::City).unwrap());
    builder.alternate(20, "Rufushausen", 0).unwrap();
    builder.alternate(999, "Nobody’s Town", 0).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("freedonia.bin");
    let built = builder.finish(&file).unwrap();
    assert_eq!((built.places, built.divisions), (3, 4));
    assert_eq!(Gazetteer::version_of(&file).unwrap(), built.version);
    std::fs::read(file).unwrap()
}

fn named(gazetteer: &Gazetteer, name: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    gazetteer.each_named(&key(name), |posting| {
        found.push((gazetteer.id(posting.target).unwrap().to_string(), posting.main));
    });
    found
}

#[test]
fn what_is_built_is_found_by_every_name() {
    let gazetteer = Gazetteer::parse(freedonia()).unwrap();
    for (name, expected) in [
        ("St. Firefly", vec![("/EU/XF/XF.01/30", true)]),
        ("fireflai", vec![("/EU/XF/XF.01/30", false)]),
        ("Rufustown", vec![("/EU/XF/XF.01/10", true), ("/EU/XF/XF.02/20", true)]),
        ("Rufushausen", vec![("/EU/XF/XF.02/20", false)]),
        ("Руфус", vec![("/EU/XF/XF.01/10", false)]),
        ("Upper", vec![("/EU/XF/XF.01", false)]),
        ("Trentino County", vec![("/EU/XF/XF.01/XF.01.7", true)]),
        ("Nobody’s Town", vec![]),
        ("Elsewhere", vec![]),
    ] {
        let expected: Vec<(String, bool)> = expected.into_iter().map(|(id, main)| (id.to_owned(), main)).collect();
        assert_eq!(named(&gazetteer, name), expected, "{name}");
    }
    let town = gazetteer.entity("/EU/XF/XF.01/30").unwrap();
    assert_eq!((town.label.as_str(), town.country.as_deref()), ("Saint Firefly", Some("XF")));
    assert_eq!(gazetteer.entity("/EU/XF/XF.01").unwrap().label, "Upper Province");
    assert!(gazetteer.entity("/EU/XF/XF.02/30").is_none() && gazetteer.entity("").is_none());
}

#[test]
fn the_same_rows_make_the_same_file() {
    assert_eq!(freedonia(), freedonia());
}

#[test]
fn a_damaged_file_is_told() {
    let good = freedonia();
    for at in [0, 20, 45, HEADER + 3, good.len() - 1] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        assert!(Gazetteer::parse(bad).is_err(), "byte {at}");
    }
    for length in [0, 7, 40, HEADER - 1, HEADER, good.len() - 1] {
        assert!(Gazetteer::parse(good[..length].to_vec()).is_err(), "{length} bytes");
    }
}

#[test]
fn the_builtin_gazetteer_is_whole() {
    let bytes = include_bytes!("../../data/gazetteer.bin");
    let gazetteer = Gazetteer::parse(bytes.to_vec()).unwrap();
    assert!(gazetteer.places() > 200_000 && gazetteer.divisions() > 40_000 && gazetteer.names() > 500_000);
    assert!(gazetteer.about().contains("CC BY"));
    let lexicon = Lexicon::builtin();
    for (_, own) in gazetteer.twins() {
        assert!(lexicon.entity(own).is_some(), "{own}: build the gazetteer anew with `just gazetteer`");
    }
    let mut last = String::new();
    for division in 0..u32::try_from(gazetteer.divisions()).unwrap() {
        let path = gazetteer.path(division).unwrap();
        assert!(last.as_str() < path, "{last} {path}");
        assert!(gazetteer.label(Target::Division(division)).is_some_and(|label| !label.is_empty()));
        last = path.to_owned();
    }
    for place in (0..u32::try_from(gazetteer.places()).unwrap()).step_by(97) {
        let id = gazetteer.id(Target::Place(place)).unwrap();
        assert!(gazetteer.entity(id.as_str()).is_some(), "{id}");
    }
}

proptest! {
    /// A file that has the right digest and wrong contents answers something, and never panics.
    #[test]
    fn wrong_contents_do_not_panic(changes in prop::collection::vec((0.0..1.0_f64, any::<u8>()), 1..40)) {
        let mut bytes = freedonia();
        for (at, byte) in changes {
            let at = 40 + ((bytes.len() - 40) as f64 * at) as usize;
            bytes[at] = byte;
        }
        let digest = blake3::hash(&bytes[40..]);
        bytes[8..40].copy_from_slice(digest.as_bytes());
        if let Ok(gazetteer) = Gazetteer::parse(bytes) {
            let _ = (gazetteer.about(), gazetteer.twins().count(), gazetteer.countries().count());
            for at in 0..8 {
                for target in [Target::Place(at), Target::Division(at)] {
                    let _ = (gazetteer.id(target), gazetteer.label(target), gazetteer.country(target));
                }
            }
            let _ = (gazetteer.entity("/EU/XF/XF.01/30"), gazetteer.division_at("/EU/XF"));
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), marked in any::<bool>()) {
        let bytes = if marked { [&MAGIC[..], &bytes].concat() } else { bytes };
        prop_assert!(Gazetteer::parse(bytes).is_err());
    }
}
