//! Bytes as `application/json`, normalised.
#![no_main]

use dateline_ingest::normalise;
use dateline_model::{Capture, Location};
use jiff::Timestamp;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let capture = Capture {
        location: Location::file("fuzz"),
        uri: Some("https://paper.example/2024/03/05/story".to_owned()),
        captured: None,
        media_type: "application/json".to_owned(),
        charset: None,
        payload: bytes.to_vec(),
    };
    let _ = normalise(&capture, Timestamp::UNIX_EPOCH);
});
