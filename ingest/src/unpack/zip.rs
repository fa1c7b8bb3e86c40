//! Members of a zip archive, and of the crawls that WACZ packs into one.

use std::fs::File;
use std::io::{self, Read, Seek};

use dateline_model::Location;
use zip::ZipReadOptions;
use zip::read::{Config, read_zipfile_from_stream};
use zip::result::{ZipError, ZipResult};
use zip::unstable::read::ZipIterable;

use super::place::{Expanded, Metered, Place};
use super::{Record, Sink, Stop, broken, stream};
use crate::limits::SPOOL_BYTES;
use crate::{Reason, Rejection};

/// What a zip archive is packed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// Files.
    Files,
    /// A crawl with its indexes: only the web archives in it are read.
    Wacz,
    /// One document of another program, whose parts are no documents.
    Document(&'static str),
}

/// Reads a zip archive that does not come from a file on the disk: its directory stands at its end, so it is kept in
/// a nameless temporary file meanwhile.
pub(super) fn unpack_stream(reader: &mut dyn Read, place: &Place<'_>, sink: Sink<'_>) -> Result<(), Stop> {
    match spool(reader) {
        Ok(file) => unpack(Metered::new(file, place.budget, &mut |_| {}), place, sink),
        Err(error) => sink(Record::Rejected(broken(&place.location, &error))),
    }
}

fn spool(reader: &mut dyn Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    if io::copy(&mut reader.take(SPOOL_BYTES + 1), &mut file)? > SPOOL_BYTES {
        let message = format!("expected a zip archive of at most {SPOOL_BYTES} bytes where it is no file, found more");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    file.rewind()?;
    Ok(file)
}

/// Why a zip archive is not read on.
enum End {
    Stopped,
    Failed(ZipError),
}

impl From<Stop> for End {
    fn from(_: Stop) -> Self {
        Self::Stopped
    }
}

impl From<ZipError> for End {
    fn from(error: ZipError) -> Self {
        Self::Failed(error)
    }
}

/// Reads a zip archive member by member in the order of its directory, names that come twice included; one that was cut
/// off has lost its directory and is read from its beginning as far as it goes.
pub(super) fn unpack<R: Read + Seek>(mut file: R, place: &Place<'_>, sink: Sink<'_>) -> Result<(), Stop> {
    let end = match ZipIterable::try_new(&mut file, Config::default()) {
        Ok(archive) => members(archive, place, sink),
        Err(ZipError::InvalidArchive(_) | ZipError::Io(_)) => return cut_off(file, place, sink),
        Err(error) => Err(End::Failed(error)),
    };
    match end {
        Ok(()) => Ok(()),
        Err(End::Stopped) => Err(Stop),
        Err(End::Failed(error)) => sink(Record::Rejected(unreadable(&place.location, &error))),
    }
}

/// Reads the members of a zip archive without a directory one behind the other, and then says where that ended.
fn cut_off<R: Read + Seek>(mut file: R, place: &Place<'_>, sink: Sink<'_>) -> Result<(), Stop> {
    let mut count = 0_u64;
    let mut is_crawl = false;
    if let Err(error) = file.rewind() {
        return sink(Record::Rejected(broken(&place.location, &error)));
    }
    let end = loop {
        let at = match file.stream_position() {
            Ok(at) => at,
            Err(error) => break error.to_string(),
        };
        match read_zipfile_from_stream(&mut file) {
            Ok(Some(mut member)) => {
                count += 1;
                let name = member.name_raw().to_vec();
                is_crawl |= name.starts_with(b"archive/");
                if let Some(kind) = document(&name) {
                    sink(Record::Skipped { location: place.location.clone(), kind: kind.to_owned() })?;
                    return Ok(());
                }
                if member.is_dir() {
                    continue;
                }
                let inside = match place.member(&name) {
                    Ok(inside) => inside,
                    Err(rejection) => {
                        sink(Record::Rejected(rejection))?;
                        continue;
                    }
                };
                match wacz_part(&name).filter(|_| is_crawl) {
                    Some(kind) => sink(Record::Skipped { location: inside.location, kind: kind.to_owned() })?,
                    None => stream(&mut Expanded::new(&mut member, place.budget), &inside, sink)?,
                }
            }
            Ok(None) => break format!("no end of it behind byte {at}"),
            Err(error) => break format!("no further member at byte {at} ({error})"),
        }
    };
    let detail = format!("expected a zip archive with its directory at the end, found {count} members and {end}");
    sink(Record::Rejected(Rejection::new(&place.location, Reason::Broken, detail)))
}

fn members<R: Read + Seek>(mut archive: ZipIterable<R>, place: &Place<'_>, sink: Sink<'_>) -> Result<(), End> {
    let purpose = purpose(&mut archive)?;
    if let Purpose::Document(kind) = purpose {
        return Ok(sink(Record::Skipped { location: place.location.clone(), kind: kind.to_owned() })?);
    }
    let files = archive.files()?;
    while let Some(entry) = files.next() {
        let entry = entry?;
        if entry.is_dir() {
            continue;
        }
        let inside = match place.member(entry.name_raw()) {
            Ok(inside) => inside,
            Err(rejection) => {
                sink(Record::Rejected(rejection))?;
                continue;
            }
        };
        let skipped = match entry.name_raw() {
            _ if entry.is_symlink() => Some("link in a zip archive"),
            name if purpose == Purpose::Wacz => wacz_part(name),
            _ => None,
        };
        if let Some(kind) = skipped {
            sink(Record::Skipped { location: inside.location, kind: kind.to_owned() })?;
        } else if entry.encrypted() {
            let detail = "expected a member that can be read, found an encrypted one";
            sink(Record::Rejected(Rejection::new(&inside.location, Reason::Unreadable, detail)))?;
        } else {
            match entry.with_reader(files.reader_mut(), ZipReadOptions::new()) {
                Ok(member) => stream(&mut Expanded::new(member, place.budget), &inside, sink)?,
                Err(error) => sink(Record::Rejected(unreadable(&inside.location, &error)))?,
            }
        }
    }
    Ok(())
}

fn unreadable(location: &Location, error: &ZipError) -> Rejection {
    let reason = match error {
        ZipError::UnsupportedArchive(_) => Reason::Unreadable,
        _ => Reason::Broken,
    };
    Rejection::new(location, reason, format!("expected a zip archive with stored or deflated members, found: {error}"))
}

fn purpose<R: Read + Seek>(archive: &mut ZipIterable<R>) -> ZipResult<Purpose> {
    let (mut described, mut crawls) = (false, false);
    for entry in archive.files()? {
        let entry = entry?;
        let name = entry.name_raw();
        if let Some(kind) = document(name) {
            return Ok(Purpose::Document(kind));
        }
        described |= name == b"datapackage.json";
        crawls |= name.starts_with(b"archive/");
    }
    Ok(if described && crawls { Purpose::Wacz } else { Purpose::Files })
}

/// The kind of document that has a member of this name.
fn document(name: &[u8]) -> Option<&'static str> {
    match name {
        b"[Content_Types].xml" => Some("office document"),
        b"mimetype" => Some("opendocument or epub file"),
        b"META-INF/MANIFEST.MF" => Some("java archive"),
        _ => None,
    }
}

/// What a member of a WACZ is, other than a web archive.
fn wacz_part(name: &[u8]) -> Option<&'static str> {
    match name {
        _ if name.starts_with(b"archive/") => None,
        _ if name.starts_with(b"indexes/") => Some("wacz index"),
        _ if name.starts_with(b"pages/") => Some("wacz list of pages"),
        _ => Some("wacz description"),
    }
}
