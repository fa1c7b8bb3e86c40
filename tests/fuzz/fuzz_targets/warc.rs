//! Bytes as a web archive of either kind, and as whatever they are: every record handed out, nothing panics.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let arc = b"filedesc://x.arc 192.0.2.7 20240305100000 text/plain 0\n\n".as_slice();
    for head in [b"WARC/1.0\r\n".as_slice(), arc, b""] {
        dateline_fuzz::unpack(&[head, bytes].concat(), drop);
    }
});
