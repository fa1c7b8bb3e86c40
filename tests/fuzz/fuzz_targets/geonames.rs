//! Lines of the tables of GeoNames.
#![no_main]

use dateline_entity::gazetteer::{AdminName, Alternate, CountryRow, Gazetteer, Row};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for line in String::from_utf8_lossy(bytes).lines() {
        if let Ok(row) = Row::parse(line) {
            let _ = (row.feature(), row.level());
        }
        if let Ok(row) = Alternate::parse(line) {
            let _ = row.is_name();
        }
        let _ = (AdminName::parse(line), CountryRow::parse(line));
    }
    // A finished file, read as it is and with the digest put right.
    let mut file = bytes.to_vec();
    let _ = Gazetteer::parse(file.clone());
    if file.len() > 40 {
        let digest = blake3::hash(&file[40..]);
        file[..8].copy_from_slice(b"DTLNGZ01");
        file[8..40].copy_from_slice(digest.as_bytes());
        if let Ok(gazetteer) = Gazetteer::parse(file) {
            let _ = (gazetteer.about(), gazetteer.entity("/EU/FR/1"), gazetteer.entity("/EU/FR"));
        }
    }
});
