//! Bytes as MHTML: unpacked, and the page normalised.
#![no_main]

/// What stands in front of the bytes and behind them.
const FRAMES: [[&str; 2]; 2] = [
    [
        "From: <Saved by x>\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n",
        "\n--b--\n",
    ],
    ["From: <Saved by x>\nSubject: x\nMIME-Version: 1.0\n", ""],
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::ingest(bytes, &FRAMES));
