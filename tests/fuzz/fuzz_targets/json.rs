//! Bytes as `application/json`, normalised.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::normalise_as(bytes, "application/json"));
