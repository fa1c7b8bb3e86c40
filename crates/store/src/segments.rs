//! Received bytes in append-only WARC files, one zstd frame a record.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use dateline_model::{Capture, Digest};
use jiff::Timestamp;

use crate::StoreError;
use crate::codec::{compress, damaged, decompress};

/// A new file is begun when the last is larger than this.
const SEGMENT_BYTES: u64 = 1 << 30;

/// Where a record lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) segment: u32,
    pub(crate) offset: u64,
    pub(crate) length: u64,
}

/// Appends records; nothing is safe before [`SegmentWriter::flush`].
#[derive(Debug)]
pub(crate) struct SegmentWriter {
    directory: PathBuf,
    segment: u32,
    file: File,
    end: u64,
    dirty: bool,
}

impl SegmentWriter {
    /// Opens the last segment and cuts off what no transaction refers to.
    ///
    /// `last` is the segment and the end of the last record that the database knows.
    pub(crate) fn open(directory: &Path, last: Option<(u32, u64)>) -> Result<Self, StoreError> {
        std::fs::create_dir_all(directory).map_err(StoreError::file("create", directory))?;
        let (segment, end) = last.unwrap_or((1, 0));
        let file = open_segment(directory, segment)?;
        let path = segment_path(directory, segment);
        let length = file.metadata().map_err(StoreError::file("read", &path))?.len();
        if length < end {
            let cause = format!("expected at least {end} bytes, found {length}");
            return Err(damaged(&format!("capture file `{}`", path.display()), &cause));
        }
        if length > end {
            file.set_len(end).map_err(StoreError::file("cut", &path))?;
        }
        // A crash may have come after a later segment was begun and before anything in it was committed.
        let later = segment_path(directory, segment + 1);
        if later.exists() {
            std::fs::remove_file(&later).map_err(StoreError::file("remove", &later))?;
        }
        Ok(Self { directory: directory.to_owned(), segment, file, end, dirty: false })
    }

    pub(crate) fn append(
        &mut self,
        capture: &Capture,
        digest: Digest,
        received: Timestamp,
    ) -> Result<Place, StoreError> {
        if self.end >= SEGMENT_BYTES {
            self.flush()?;
            self.segment += 1;
            self.file = open_segment(&self.directory, self.segment)?;
            self.end = 0;
        }
        let frame = compress("a capture", &record(capture, digest, received))?;
        let path = segment_path(&self.directory, self.segment);
        let write = self.file.seek(SeekFrom::Start(self.end)).and_then(|_| self.file.write_all(&frame));
        write.map_err(StoreError::file("write", path))?;
        let place = Place { segment: self.segment, offset: self.end, length: frame.len() as u64 };
        self.end += place.length;
        self.dirty = true;
        Ok(place)
    }

    pub(crate) fn flush(&mut self) -> Result<(), StoreError> {
        if self.dirty {
            let path = segment_path(&self.directory, self.segment);
            self.file.sync_data().map_err(StoreError::file("flush", path))?;
            self.dirty = false;
        }
        Ok(())
    }

    /// Forgets records that were appended after this place was the end: their transaction was rolled back.
    pub(crate) fn rewind(&mut self, end: (u32, u64)) -> Result<(), StoreError> {
        *self = Self::open(&self.directory, Some(end))?;
        Ok(())
    }

    pub(crate) const fn end(&self) -> (u32, u64) {
        (self.segment, self.end)
    }
}

/// Returns the payload of a record.
pub(crate) fn read(directory: &Path, place: Place) -> Result<Vec<u8>, StoreError> {
    let path = segment_path(directory, place.segment);
    let mut file = File::open(&path).map_err(StoreError::file("open", &path))?;
    let mut frame = Vec::new();
    let read = file.seek(SeekFrom::Start(place.offset)).and_then(|_| file.take(place.length).read_to_end(&mut frame));
    read.map_err(StoreError::file("read", &path))?;
    let what = format!("capture at byte {} of `{}`", place.offset, path.display());
    if frame.len() as u64 != place.length {
        return Err(damaged(&what, &format!("expected {} bytes, found {}", place.length, frame.len())));
    }
    let mut record = decompress(&what, &frame)?;
    let head = record.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4);
    let head = head.ok_or_else(|| damaged(&what, &"expected a WARC header, found none"))?;
    let end = record.len().checked_sub(4).filter(|&end| end >= head);
    record.truncate(end.ok_or_else(|| damaged(&what, &"expected two line ends behind the record, found none"))?);
    record.drain(..head);
    Ok(record)
}

fn segment_path(directory: &Path, segment: u32) -> PathBuf {
    directory.join(format!("{segment:06}.warc.zst"))
}

fn open_segment(directory: &Path, segment: u32) -> Result<File, StoreError> {
    let path = segment_path(directory, segment);
    let fresh = !path.exists();
    let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    let file = open.map_err(StoreError::file("open", &path))?;
    if fresh {
        // The name of the file must outlive a power cut like its bytes.
        File::open(directory).and_then(|folder| folder.sync_all()).map_err(StoreError::file("flush", directory))?;
    }
    Ok(file)
}

/// The WARC 1.1 record of a capture: `resource`, since the envelope it came in is gone by now.
fn record(capture: &Capture, digest: Digest, received: Timestamp) -> Vec<u8> {
    let hex = digest.to_string();
    let uuid = format!("{}-{}-8{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32]);
    let date = capture.captured.unwrap_or(received);
    let uri = capture.uri.clone().unwrap_or_else(|| format!("urn:blake3:{hex}"));
    let charset = capture.charset.as_ref().map_or(String::new(), |charset| format!("; charset={}", one_line(charset)));
    let mut head = String::new();
    // Writing to a string does not fail.
    let _ = write!(
        head,
        "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:{uuid}>\r\nWARC-Date: {date:.0}\r\n\
         WARC-Target-URI: {}\r\nWARC-Payload-Digest: blake3:{hex}\r\nContent-Type: {}{charset}\r\nContent-Length: {}\r\n\r\n",
        one_line(&uri),
        one_line(&capture.media_type),
        capture.payload.len(),
    );
    let mut record = head.into_bytes();
    record.extend_from_slice(&capture.payload);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
