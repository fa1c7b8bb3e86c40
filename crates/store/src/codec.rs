//! Values to bytes and back.

use std::cell::RefCell;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;

/// Level 3 gave 1.80x at 53 MB/s on bodies of 3.5 KB; levels above 6 buy 2 %.
const LEVEL: i32 = 3;

/// No stored value is larger than this; keeps a damaged frame from asking for all the memory there is.
const LARGEST: usize = 256 << 20;

thread_local! {
    /// Making one costs more than decompressing an article with it.
    static DECOMPRESSOR: RefCell<Option<zstd::bulk::Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Returns a value as zstd over JSON.
pub(crate) fn encode<T: Serialize>(what: &str, value: &T) -> Result<Vec<u8>, StoreError> {
    let json = serde_json::to_vec(value).map_err(|error| damaged(what, &error))?;
    zstd::bulk::compress(&json, LEVEL).map_err(|error| damaged(what, &error))
}

/// Returns the value that [`encode`] made these bytes of.
pub(crate) fn decode<T: DeserializeOwned>(what: &str, bytes: &[u8]) -> Result<T, StoreError> {
    let json = decompress(what, bytes)?;
    serde_json::from_slice(&json).map_err(|error| damaged(what, &error))
}

/// Returns the content of one zstd frame.
pub(crate) fn decompress(what: &str, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    let size = zstd::zstd_safe::get_frame_content_size(bytes).ok().flatten();
    let size = size.and_then(|size| usize::try_from(size).ok()).filter(|&size| size <= LARGEST);
    let size =
        size.ok_or_else(|| damaged(what, &"expected a zstd frame that states its size, found something else"))?;
    DECOMPRESSOR.with_borrow_mut(|decompressor| {
        let decompressor = match decompressor {
            Some(decompressor) => decompressor,
            empty => empty.insert(zstd::bulk::Decompressor::new().map_err(|error| damaged(what, &error))?),
        };
        decompressor.decompress(bytes, size).map_err(|error| damaged(what, &error))
    })
}

pub(crate) fn compress(what: &str, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    zstd::bulk::compress(bytes, LEVEL).map_err(|error| damaged(what, &error))
}

pub(crate) fn damaged(what: &str, cause: &dyn std::fmt::Display) -> StoreError {
    StoreError::Damaged { what: what.to_owned(), cause: cause.to_string() }
}

pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

pub(crate) fn timestamp(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}
