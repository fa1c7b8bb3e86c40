//! Files, folders and streams to records.

mod compressed;
mod documents;
mod lookback;
mod place;
mod tar;
#[cfg(test)]
mod tests;
mod zip;

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use dateline_model::{Capture, Location};

pub(crate) use compressed::GZIP;
pub(crate) use lookback::Lookback;
pub(crate) use place::{Budget, Expanded, Place, reason};
pub(crate) use tar::is_header as is_tar;

use crate::{Coded, Format, Hints, Reason, Rejection, feed, mail, sitemap, sniff, warc};
use place::Metered;

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
    /// The same as a server packed it: undoing that is left to the threads that normalise, since only one reads.
    Coded(Box<Coded>),
    /// Something that is no article by its nature: a picture, a request; `kind` names it.
    Skipped {
        /// Where it was found.
        location: Location,
        /// What it is.
        kind: String,
    },
    /// The same, and it says something of pages of this run.
    Sitemap {
        /// Where it was found.
        location: Location,
        /// What it is.
        kind: String,
        /// What it says.
        hints: Hints,
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

/// Reads inputs in the order given, folders in the order of names, and hands out every record once. Containers
/// (tar, zip, gzip, zstd, bzip2, xz, web archives) are looked into, also inside one another. What cannot be read is a rejection,
/// never the end of the run; the end comes early only where `sink` asks for it.
///
/// `bytes` is told how many bytes of the inputs have been read since it was told last, for progress.
pub fn unpack(inputs: &[Input], sink: &mut dyn FnMut(Record) -> Result<(), Stop>, bytes: &mut dyn FnMut(u64)) {
    for input in inputs {
        let result = match input {
            Input::Stdin => from("-", &mut io::stdin().lock(), sink, bytes),
            Input::Path(path) => walk(path, sink, bytes),
        };
        if result.is_err() {
            return;
        }
    }
}

/// Reads a stream of bytes as [`unpack()`] reads a file; `name` stands in for the path.
pub fn unpack_stream(
    name: &str,
    reader: &mut dyn Read,
    sink: &mut dyn FnMut(Record) -> Result<(), Stop>,
    bytes: &mut dyn FnMut(u64),
) {
    // Stopping is what whoever takes the records asked for.
    let _: Result<(), Stop> = from(name, reader, sink, bytes);
}

fn from(name: &str, reader: &mut dyn Read, sink: Sink<'_>, bytes: &mut dyn FnMut(u64)) -> Result<(), Stop> {
    let budget = Budget::default();
    let place = Place::of_file(Location::file(name), &budget);
    stream(&mut Metered::new(reader, &budget, bytes), &place, sink)
}

fn walk(path: &Path, sink: Sink<'_>, bytes: &mut dyn FnMut(u64)) -> Result<(), Stop> {
    for entry in walkdir::WalkDir::new(path).follow_links(true).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            // Reading a pipe that nobody writes to would wait for ever; one that was named is meant.
            Ok(entry) if entry.depth() > 0 && !entry.file_type().is_file() => {
                let location = Location::file(entry.path().display().to_string());
                sink(Record::Skipped { location, kind: "device, pipe or socket".to_owned() })?;
            }
            Ok(entry) => file(entry.path(), sink, bytes)?,
            Err(error) => {
                let location = Location::file(error.path().unwrap_or(path).display().to_string());
                let detail = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                sink(Record::Rejected(Rejection::new(&location, Reason::Unreadable, detail)))?;
            }
        }
    }
    Ok(())
}

fn file(path: &Path, sink: Sink<'_>, bytes: &mut dyn FnMut(u64)) -> Result<(), Stop> {
    let budget = Budget::default();
    let place = Place::of_file(Location::file(path.display().to_string()), &budget);
    let opened = File::open(path).and_then(|mut file| Ok((is_zip_file(&mut file)?, file)));
    match opened {
        Ok((true, file)) => zip::unpack(Metered::new(file, &budget, bytes), &place, sink),
        Ok((false, file)) => stream(&mut Metered::new(file, &budget, bytes), &place, sink),
        Err(error) => sink(Record::Rejected(Rejection::new(&place.location, Reason::Unreadable, error.to_string()))),
    }
}

/// A zip archive that is a file is read where it is, without a copy.
fn is_zip_file(file: &mut File) -> io::Result<bool> {
    if !file.metadata()?.is_file() {
        return Ok(false);
    }
    let mut head = Vec::new();
    Read::by_ref(file).take(4).read_to_end(&mut head)?;
    file.rewind()?;
    Ok(sniff(&head) == Format::Zip)
}

/// Reads one stream by what it is.
fn stream(bytes: &mut dyn Read, place: &Place<'_>, sink: Sink<'_>) -> Result<(), Stop> {
    let mut reader = Lookback::new(bytes);
    let location = &place.location;
    let format = match reader.peek(HEAD) {
        Ok(head) => sniff(&head[..head.len().min(HEAD)]),
        Err(error) => return sink(Record::Rejected(broken(location, &error))),
    };
    match format {
        Format::Gzip => compressed::gzip(&mut reader, place, sink),
        Format::Zstd => compressed::zstd(&mut reader, place, sink),
        Format::Bzip2 => compressed::bzip2(&mut reader, place, sink),
        Format::Xz => compressed::xz(&mut reader, place, sink),
        Format::Tar => tar::unpack(&mut reader, place, sink),
        Format::Zip => zip::unpack_stream(&mut reader, place, sink),
        Format::Warc => warc::unpack_plain(&mut reader, warc::Dialect::Warc, place, sink),
        Format::Arc => warc::unpack_plain(&mut reader, warc::Dialect::Arc, place, sink),
        Format::JsonLines => documents::json_lines(reader, location, sink),
        Format::Json => documents::json_document(reader, location, sink),
        Format::Feed => documents::read_document(reader, location, feed::unpack, sink),
        Format::Sitemap => documents::read_document(reader, location, sitemap::unpack, sink),
        Format::Table => documents::table(reader, location, sink),
        Format::Mail => documents::whole(reader, location, mail::MESSAGE, sink),
        Format::Mailbox => mail::unpack_mailbox(reader, location, sink),
        Format::Mhtml => documents::saved_page(reader, location, sink),
        Format::Wire(wire) => documents::wire_file(wire, reader, location, sink),
        Format::Html => documents::whole(reader, location, "text/html", sink),
        Format::Text => documents::whole(reader, location, "text/plain", sink),
        Format::Empty => {
            sink(Record::Rejected(Rejection::new(location, Reason::Empty, "expected a document, found no text")))
        }
        Format::Binary(kind) => sink(Record::Skipped { location: location.clone(), kind: kind.to_owned() }),
    }
}

/// Reading failed: the input is damaged, or too large once it is decompressed.
pub(crate) fn broken(location: &Location, error: &io::Error) -> Rejection {
    Rejection::new(location, reason(error), format!("failed to read: {error}"))
}

/// All records of a file named `x`.
#[cfg(test)]
pub(crate) fn unpack_bytes(mut bytes: &[u8]) -> Vec<Record> {
    let mut records = Vec::new();
    let mut sink = |record| {
        records.push(if let Record::Coded(coded) = record { coded.open() } else { record });
        Ok(())
    };
    unpack_stream("x", &mut bytes, &mut sink, &mut |_| {});
    records
}
