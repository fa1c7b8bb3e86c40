//! Files, folders and streams to records.

mod documents;

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use dateline_model::{Capture, Location};
use flate2::read::MultiGzDecoder;

use crate::{Format, Reason, Rejection, sniff, warc};

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

fn document(format: Format, reader: impl BufRead, location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    match format {
        Format::Warc => warc::unpack_plain(reader, location, sink),
        Format::JsonLines => documents::json_lines(reader, location, sink),
        Format::Json => documents::json_document(reader, location, sink),
        Format::Feed => documents::feed_document(reader, location, sink),
        Format::Html => documents::whole(reader, location, "text/html", sink),
        Format::Text => documents::whole(reader, location, "text/plain", sink),
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
