//! A file of NewsML 1 or of NewsML-G2, the bytes alone and inside its frame: unpacked, and each item normalised.
#![no_main]

/// What stands in front of the bytes and behind them.
const FRAMES: [[&str; 2]; 3] = [
    ["<NewsML><NewsItem>", "</NewsItem></NewsML>"],
    ["<newsMessage><itemSet><newsItem>", "</newsItem></itemSet></newsMessage>"],
    ["", ""],
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::ingest(bytes, &FRAMES));
