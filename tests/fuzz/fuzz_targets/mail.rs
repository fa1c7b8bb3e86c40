//! Bytes as a mail message and as a mailbox: unpacked, and each message normalised.
#![no_main]

use dateline_ingest::{Input, Record, normalise, unpack};
use jiff::Timestamp;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(
        file.path(),
        [b"From a@b.example Tue Mar  5 10:00:00 2024\nFrom: a@b.example\nSubject: x\n".as_slice(), bytes].concat(),
    )
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
