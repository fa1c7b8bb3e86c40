//! Bytes as whatever they are: every record handed out, nothing panics.
#![no_main]

use dateline_ingest::{Input, unpack};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), [b"WARC/1.0\r\n".as_slice(), bytes].concat()).expect("writing");
    unpack(&[Input::Path(file.path().to_owned())], &mut |_| Ok(()), &mut |_| {});
    std::fs::write(file.path(), bytes).expect("writing");
    unpack(&[Input::Path(file.path().to_owned())], &mut |_| Ok(()), &mut |_| {});
});
