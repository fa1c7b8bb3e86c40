//! Bytes as a feed of either family, and inside an item: unpacked, and each item normalised.
#![no_main]

/// What stands in front of the bytes and behind them.
const FRAMES: [[&str; 2]; 4] = [
    ["<rss version='2.0'>", ""],
    ["<feed xmlns='http://www.w3.org/2005/Atom'>", ""],
    ["<rss version='2.0'><channel><item>", "</item></channel></rss>"],
    ["{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{", "}]}"],
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::ingest(bytes, &FRAMES));
