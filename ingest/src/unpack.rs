//! Files, folders and streams to records.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use dateline_model::{Capture, Location};
use flate2::read::MultiGzDecoder;

use crate::limits::{DOCUMENT_BYTES, RECORD_BYTES};
use crate::{Format, Reason, Rejection, feed, mail, mhtml, sitemap, sniff, table, warc};

/// Where input comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, or a folder with everything in it.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

/// One record of the input.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// Something that may be an article.
    Capture(Capture),
    /// Something that is no article by its nature: a picture, a request; `kind` names it.
    Skipped {
        /// Where it was found.
        location: Location,
        /// What it is.
        kind: String,
    },
    /// Something that should have been an article and is none.
    Rejected(Rejection),
}

/// Whoever takes the records wants no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop;

/// Takes the records one by one.
pub(crate) type Sink<'a> = &'a mut dyn FnMut(Record) -> Result<(), Stop>;

/// Bytes that are looked at to recognise a format.
const HEAD: usize = 64 << 10;

/// Reads inputs in the order given, folders in the order of names, and hands out every record once. What cannot be
/// read is a rejection, never the end of the run; the end comes early only where `sink` asks for it.
///
/// `bytes` is told how many bytes of the inputs have been read, for progress.
pub fn unpack(inputs: &[Input], sink: &mut dyn FnMut(Record) -> Result<(), Stop>, bytes: &mut dyn FnMut(u64)) {
    for input in inputs {
        let result = match input {
            Input::Stdin => {
                let location = Location::file("-");
                stream(std::io::stdin().lock(), &location, sink)
            }
            Input::Path(path) => walk(path, sink, bytes),
        };
        if result.is_err() {
            return;
        }
    }
}

fn walk(path: &Path, sink: Sink<'_>, bytes: &mut dyn FnMut(u64)) -> Result<(), Stop> {
    for entry in walkdir::WalkDir::new(path).follow_links(true).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                let size = entry.metadata().map_or(0, |metadata| metadata.len());
                file(entry.path(), sink)?;
                bytes(size);
            }
            Err(error) => {
                let location = Location::file(error.path().unwrap_or(path).display().to_string());
                let detail = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                sink(Record::Rejected(Rejection::new(&location, Reason::Unreadable, detail)))?;
            }
        }
    }
    Ok(())
}

fn file(path: &Path, sink: Sink<'_>) -> Result<(), Stop> {
    let location = Location::file(path.display().to_string());
    match File::open(path) {
        Ok(file) => stream(BufReader::with_capacity(256 << 10, file), &location, sink),
        Err(error) => sink(Record::Rejected(Rejection::new(&location, Reason::Unreadable, error.to_string()))),
    }
}

/// Reads one stream by what it is.
fn stream(mut reader: impl BufRead, location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    let head = match peek(&mut reader) {
        Ok(head) => head,
        Err(error) => return sink(Record::Rejected(Rejection::new(location, Reason::Unreadable, error.to_string()))),
    };
    let reader = std::io::Cursor::new(head.clone()).chain(reader);
    match sniff(&head) {
        Format::Gzip => match sniff(&gunzip_head(&head)) {
            Format::Warc => warc::unpack_gzip(reader, location, sink),
            inner => document(inner, BufReader::with_capacity(256 << 10, MultiGzDecoder::new(reader)), location, sink),
        },
        Format::Zstd => match zstd::Decoder::with_buffer(reader) {
            Ok(decoder) => {
                let mut decoder = BufReader::with_capacity(256 << 10, decoder);
                match peek(&mut decoder) {
                    Ok(head) => document(sniff(&head), std::io::Cursor::new(head).chain(decoder), location, sink),
                    Err(error) => sink(Record::Rejected(Rejection::new(
                        location,
                        Reason::Broken,
                        format!("failed to decompress: {error}"),
                    ))),
                }
            }
            Err(error) => sink(Record::Rejected(Rejection::new(
                location,
                Reason::Broken,
                format!("failed to decompress: {error}"),
            ))),
        },
        format => document(format, reader, location, sink),
    }
}

fn peek(reader: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(4096);
    reader.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

fn gunzip_head(head: &[u8]) -> Vec<u8> {
    let mut inner = Vec::new();
    // The head is cut off: an error at its end is expected.
    let _ = flate2::read::GzDecoder::new(head).take(HEAD as u64).read_to_end(&mut inner);
    inner
}

fn document(format: Format, mut reader: impl BufRead, location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    match format {
        Format::Warc => warc::unpack_plain(reader, location, sink),
        Format::JsonLines => json_lines(reader, location, sink),
        Format::Json => json_document(reader, location, sink),
        Format::Feed => read_document(reader, location, feed::unpack, sink),
        Format::Sitemap => read_document(reader, location, sitemap::unpack, sink),
        Format::Table => match peek(&mut reader) {
            Ok(head) => table::unpack(&head, std::io::Cursor::new(&head).chain(reader), location, sink),
            Err(error) => sink(Record::Rejected(Rejection::new(location, Reason::Broken, error.to_string()))),
        },
        Format::Mail => whole(reader, location, mail::MESSAGE, sink),
        Format::Mailbox => mail::unpack_mailbox(reader, location, sink),
        Format::Mhtml => match read_whole(reader, RECORD_BYTES).and_then(|bytes| mhtml::unpack(&bytes, location)) {
            Ok(capture) => sink(Record::Capture(capture)),
            Err((reason, detail)) => sink(Record::Rejected(Rejection::new(location, reason, detail))),
        },
        Format::Html => whole(reader, location, "text/html", sink),
        Format::Text => whole(reader, location, "text/plain", sink),
        Format::Empty => {
            sink(Record::Rejected(Rejection::new(location, Reason::Empty, "expected a document, found no text")))
        }
        Format::Binary(kind) => sink(Record::Skipped { location: location.clone(), kind: kind.to_owned() }),
        Format::Gzip | Format::Zstd => sink(Record::Rejected(Rejection::new(
            location,
            Reason::NotText,
            "expected a document, found compressed data inside compressed data",
        ))),
    }
}

/// One document, one record.
fn whole(reader: impl BufRead, location: &Location, media_type: &str, sink: Sink<'_>) -> Result<(), Stop> {
    match read_whole(reader, RECORD_BYTES) {
        Ok(payload) => sink(Record::Capture(Capture {
            location: location.clone(),
            uri: None,
            captured: None,
            media_type: media_type.to_owned(),
            charset: None,
            payload,
        })),
        Err((reason, detail)) => sink(Record::Rejected(Rejection::new(location, reason, detail))),
    }
}

fn read_whole(reader: impl BufRead, limit: usize) -> Result<Vec<u8>, (Reason, String)> {
    let mut bytes = Vec::new();
    reader
        .take(limit as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| (Reason::Broken, format!("failed to read: {error}")))?;
    if bytes.len() > limit {
        return Err((Reason::TooLarge, format!("expected at most {limit} bytes, found more")));
    }
    Ok(bytes)
}

fn json_lines(mut reader: impl BufRead, location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    for number in 1.. {
        let at = location.at_line(number);
        let mut line = Vec::new();
        match (&mut reader).take(RECORD_BYTES as u64 + 1).read_until(b'\n', &mut line) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(error) => {
                return sink(Record::Rejected(Rejection::new(
                    &at,
                    Reason::Broken,
                    format!("failed to read on: {error}"),
                )));
            }
        }
        if line.len() > RECORD_BYTES {
            sink(Record::Rejected(Rejection::new(
                &at,
                Reason::TooLarge,
                format!("expected a line of at most {RECORD_BYTES} bytes, found more"),
            )))?;
            if skip_line(&mut reader).is_err() {
                return Ok(());
            }
            continue;
        }
        let line = line.trim_ascii();
        // A whole list of records may stand on one line, without line breaks for people.
        if number == 1
            && let Ok(value @ serde_json::Value::Object(_)) = serde_json::from_slice(line)
            && let serde_json::Value::Array(items) = crate::json::unwrapped(value)
        {
            for (item, number) in items.iter().zip(1..) {
                sink(Record::Capture(json_capture(location.at_item(number), item.to_string().into_bytes())))?;
            }
        } else if !line.is_empty() {
            sink(Record::Capture(json_capture(at, line.to_vec())))?;
        }
    }
    Ok(())
}

/// Passes over the rest of a line, however long.
fn skip_line(reader: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        let (done, used) = buffer
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or((buffer.is_empty(), buffer.len()), |at| (true, at + 1));
        reader.consume(used);
        if done {
            return Ok(());
        }
    }
}

fn json_capture(location: Location, payload: Vec<u8>) -> Capture {
    Capture { location, uri: None, captured: None, media_type: "application/json".to_owned(), charset: None, payload }
}

/// One object, a list of objects, or an object that holds such a list (`{"articles": [...]}`).
fn json_document(reader: impl BufRead, location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    let read = read_whole(reader, DOCUMENT_BYTES);
    let parsed = read.and_then(|bytes| {
        serde_json::from_slice(&bytes).map_err(|error| (Reason::Broken, format!("expected JSON, found {error}")))
    });
    let value: serde_json::Value = match parsed {
        Ok(value) => crate::json::unwrapped(value),
        Err((reason, detail)) => return sink(Record::Rejected(Rejection::new(location, reason, detail))),
    };
    let items = match value {
        serde_json::Value::Array(items) => items,
        object @ serde_json::Value::Object(_) => {
            return sink(Record::Capture(json_capture(location.clone(), object.to_string().into_bytes())));
        }
        _ => {
            return sink(Record::Rejected(Rejection::new(
                location,
                Reason::Broken,
                "expected a JSON object or a list, found a single value",
            )));
        }
    };
    for (item, number) in items.iter().zip(1..) {
        sink(Record::Capture(json_capture(location.at_item(number), item.to_string().into_bytes())))?;
    }
    Ok(())
}

/// Reads a document that holds many records and must be read whole.
fn read_document(
    reader: impl BufRead,
    location: &Location,
    unpack: fn(&[u8], &Location, Sink<'_>) -> Result<(), Stop>,
    sink: Sink<'_>,
) -> Result<(), Stop> {
    match read_whole(reader, DOCUMENT_BYTES) {
        Ok(bytes) => unpack(&bytes, location, sink),
        Err((reason, detail)) => sink(Record::Rejected(Rejection::new(location, reason, detail))),
    }
}
