//! Bytes as MHTML: unpacked, and the page normalised.
#![no_main]

use dateline_ingest::{Input, Record, normalise, unpack};
use jiff::Timestamp;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), [b"From: <Saved by x>\nSubject: x\nMIME-Version: 1.0\n".as_slice(), bytes].concat())
        .expect("writing");
    unpack(
        &[Input::Path(file.path().to_owned())],
        &mut |record| {
            if let Record::Capture(capture) = record {
                let _ = normalise(&capture, Timestamp::UNIX_EPOCH);
            }
            Ok(())
        },
        &mut |_| {},
    );
});
