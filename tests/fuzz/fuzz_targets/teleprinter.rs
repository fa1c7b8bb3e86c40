//! A file of ANPA 1312 or of IPTC 7901, the bytes alone and inside its frame: unpacked, and each item normalised.
#![no_main]

/// What stands in front of the bytes and behind them.
const FRAMES: [[&str; 2]; 3] = [
    ["\u{1}V1\u{1f}_a\nr i BC-X\n\u{2}^BC-X,1<\n", "\u{3}"],
    ["\u{1}eca0003 3 i 380  dpa 0045\n\u{2}", "\u{3}212322 GMT Nov 18"],
    ["", ""],
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::ingest(bytes, &FRAMES));
