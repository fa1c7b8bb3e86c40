//! What the fuzz targets share: bytes through the whole of ingest.

use dateline_ingest::{Record, normalise, unpack_stream};
use dateline_model::{Capture, Location};
use jiff::Timestamp;

/// Hands out every record of the bytes; each must come out, and nothing may panic.
pub fn unpack(bytes: &[u8], mut each: impl FnMut(Record)) {
    let mut sink = |record| {
        each(if let Record::Coded(coded) = record { coded.open() } else { record });
        Ok(())
    };
    unpack_stream("x", &mut &bytes[..], &mut sink, &mut |_| {});
}

/// Unpacks the bytes between each of the frames, and normalises what comes out.
pub fn ingest(bytes: &[u8], frames: &[[&str; 2]]) {
    for [before, after] in frames {
        unpack(&[before.as_bytes(), bytes, after.as_bytes()].concat(), |record| {
            if let Record::Capture(capture) = record {
                let _ = normalise(&capture, Timestamp::UNIX_EPOCH);
            }
        });
    }
}

/// Normalises the bytes as one document of a media type.
pub fn normalise_as(bytes: &[u8], media_type: &str) {
    let capture = Capture {
        location: Location::file("fuzz"),
        uri: Some("https://paper.example/2024/03/05/story".to_owned()),
        captured: None,
        media_type: media_type.to_owned(),
        charset: None,
        payload: bytes.to_vec(),
    };
    let _ = normalise(&capture, Timestamp::UNIX_EPOCH);
}
