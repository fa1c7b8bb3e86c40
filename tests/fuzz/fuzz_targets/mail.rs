//! Bytes as a mail message and as a mailbox: unpacked, and each message normalised.
#![no_main]

/// What stands in front of the bytes and behind them.
const FRAMES: [[&str; 2]; 2] = [
    ["From: a@b.example\nSubject: x\n", ""],
    ["From a@b.example Tue Mar  5 10:00:00 2024\nFrom: a@b.example\nSubject: x\n", ""],
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::ingest(bytes, &FRAMES));
