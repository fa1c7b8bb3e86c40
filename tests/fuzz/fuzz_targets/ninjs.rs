//! An object of ninjs, the bytes alone and inside its frame: unpacked, and each item normalised.
#![no_main]

/// What stands in front of the bytes and behind them.
const FRAMES: [[&str; 2]; 2] = [["{\"uri\": \"urn:x\", \"versioncreated\": \"2024-03-05T10:00:00Z\", ", "}"], ["", ""]];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::ingest(bytes, &FRAMES));
