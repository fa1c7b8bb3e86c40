//! Bytes as a table: unpacked under a map, and each row normalised.
#![no_main]

use dateline_ingest::{FieldMap, Input, Record, normalise, unpack_with};
use jiff::Timestamp;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), [b"title,text,url\n".as_slice(), bytes].concat()).expect("writing");
    // The first bytes are a map as well.
    let map = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).parse::<FieldMap>().unwrap_or_default();
    unpack_with(
        &[Input::Path(file.path().to_owned())],
        &map,
        &mut |record| {
            if let Record::Capture(capture) = record {
                let _ = normalise(&capture, Timestamp::UNIX_EPOCH);
            }
            Ok(())
        },
        &mut |_| {},
    );
});
