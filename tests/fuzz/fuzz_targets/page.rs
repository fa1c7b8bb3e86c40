//! Bytes as `text/html`, normalised.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::normalise_as(bytes, "text/html"));
