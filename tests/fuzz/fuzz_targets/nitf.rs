//! A NITF file, the bytes alone and inside its frame: unpacked, and each item normalised.
#![no_main]

/// What stands in front of the bytes and behind them.
const FRAMES: [[&str; 2]; 2] = [["<nitf><head/><body>", "</body></nitf>"], ["", ""]];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::ingest(bytes, &FRAMES));
