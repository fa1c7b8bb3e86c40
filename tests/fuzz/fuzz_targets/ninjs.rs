//! An object of ninjs, the bytes alone and inside its frame: unpacked, and each item normalised.
#![no_main]

use dateline_ingest::{Input, Record, normalise, unpack};
use jiff::Timestamp;

/// What stands in front of the bytes and behind them.
const FRAMES: [[&str; 2]; 1] = [["{\"uri\": \"urn:x\", \"versioncreated\": \"2024-03-05T10:00:00Z\", ", "}"]];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let framed = FRAMES.iter().map(|[before, after]| [before.as_bytes(), bytes, after.as_bytes()].concat());
    for content in framed.chain([bytes.to_vec()]) {
        std::fs::write(file.path(), content).expect("writing");
        unpack(
            &[Input::Path(file.path().to_owned())],
            &mut |record| {
                if let Record::Capture(capture) = record {
                    let _ = normalise(&capture, Timestamp::UNIX_EPOCH);
                }
                Ok(())
            },
            &mut |_| {},
        );
    }
});
