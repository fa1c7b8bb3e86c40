//! Members of a tar archive, as they come; nothing is ever written under their names.

use std::io::{self, Read};

use tar::{EntryType, Header, PaxExtensions};

use super::lookback::Lookback;
use super::place::Place;
use super::{Record, Sink, Stop, broken, stream};
use crate::{Reason, Rejection};

/// Everything in a tar archive begins at a multiple of this.
const BLOCK: usize = 512;

/// Bytes of a name or of extended headers that are read; longer ones are cut.
const EXTENDED_BYTES: u64 = 64 << 10;

/// Returns true where a header begins: its own checksum says so.
pub(crate) fn is_header(bytes: &[u8]) -> bool {
    let Some(bytes) = bytes.get(..BLOCK) else { return false };
    // The checksum is taken with blanks in its own place.
    let sum: u32 =
        bytes.iter().enumerate().map(|(at, &byte)| if (148..156).contains(&at) { 32 } else { byte.into() }).sum();
    Header::from_byte_slice(bytes).cksum().is_ok_and(|stated| stated == sum)
}

/// What headers in front of a member say of it.
#[derive(Default)]
struct Extended {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    sparse: bool,
}

/// Reads a tar archive. Bytes that are no header are told once and passed over up to the next one.
pub(super) fn unpack<R: Read>(reader: &mut Lookback<R>, place: &Place<'_>, sink: Sink<'_>) -> Result<(), Stop> {
    let mut extended = Extended::default();
    loop {
        let at = reader.position();
        let head = match reader.peek(BLOCK) {
            Ok([]) => return Ok(()),
            Ok(head) => head,
            Err(error) => return sink(Record::Rejected(broken(&place.location.at_offset(at), &error))),
        };
        let length = head.len().min(BLOCK);
        // Two blocks of zeros end an archive; behind them another may follow, as `cat` makes them.
        if head[..length].iter().all(|&byte| byte == 0) {
            reader.skip(length as u64).ok();
            continue;
        }
        if !is_header(head) {
            let lost = lost(reader);
            let detail = format!("expected the header of a tar member, found {lost} other bytes");
            sink(Record::Rejected(Rejection::new(&place.location.at_offset(at), Reason::Broken, detail)))?;
            extended = Extended::default();
            continue;
        }
        let header = Header::from_byte_slice(&head[..BLOCK]).clone();
        reader.skip(BLOCK as u64).ok();
        if let Err(error) = one(reader, &header, &mut extended, place, sink)? {
            return sink(Record::Rejected(broken(&place.location.at_offset(at), &error)));
        }
    }
}

/// Passes over blocks up to one that is a header; returns how many bytes that were.
fn lost<R: Read>(reader: &mut Lookback<R>) -> u64 {
    let start = reader.position();
    while let Ok(head) = reader.peek(BLOCK) {
        if head.is_empty() || is_header(head) {
            break;
        }
        let length = head.len().min(BLOCK) as u64;
        reader.skip(length).ok();
    }
    reader.position() - start
}

/// Reads what stands behind one header: a member, or something that is said of the next one.
fn one<R: Read>(
    reader: &mut Lookback<R>,
    header: &Header,
    extended: &mut Extended,
    place: &Place<'_>,
    sink: Sink<'_>,
) -> Result<io::Result<()>, Stop> {
    let stated = match header.entry_size() {
        Ok(size) => size,
        Err(error) => return Ok(Err(error)),
    };
    match header.entry_type() {
        EntryType::GNULongName => {
            let name = text(reader, stated);
            return Ok(
                name.map(|name| extended.name = Some(name.split(|&byte| byte == 0).next().unwrap_or(&[]).to_vec()))
            );
        }
        EntryType::XHeader => return Ok(text(reader, stated).map(|text| extended.read(&text))),
        EntryType::GNULongLink | EntryType::XGlobalHeader => return Ok(pass(reader, stated)),
        _ => {}
    }
    let Extended { name, size, sparse } = std::mem::take(extended);
    let size = size.unwrap_or(stated);
    let name = name.unwrap_or_else(|| header.path_bytes().into_owned());
    let inside = place.member(&name);
    let kind = match header.entry_type() {
        EntryType::Directory => return Ok(pass(reader, size)),
        _ if sparse => "sparse file in a tar archive",
        EntryType::Regular | EntryType::Continuous => {
            let mut member = Member { reader, left: size, size };
            match inside {
                Ok(inside) => stream(&mut member, &inside, sink)?,
                Err(rejection) => sink(Record::Rejected(rejection))?,
            }
            let left = member.left;
            return Ok(pass_padded(reader, left, size));
        }
        EntryType::Link | EntryType::Symlink => "link in a tar archive",
        EntryType::GNUSparse => {
            // Its map may go on in blocks of its own.
            let mut more = header.as_gnu().is_some_and(tar::GnuHeader::is_extended);
            while more {
                let Ok(map) = reader.peek(BLOCK) else { break };
                // The flag stands behind 21 entries of 24 bytes.
                more = map.get(504).is_some_and(|&flag| flag == 1);
                reader.skip(BLOCK as u64).ok();
            }
            "sparse file in a tar archive"
        }
        EntryType::Char | EntryType::Block | EntryType::Fifo => "device in a tar archive",
        _ => "other member of a tar archive",
    };
    let location = inside.map_or_else(|rejection| rejection.location, |inside| inside.location);
    sink(Record::Skipped { location, kind: kind.to_owned() })?;
    Ok(pass(reader, size))
}

impl Extended {
    fn read(&mut self, text: &[u8]) {
        for extension in PaxExtensions::new(text).flatten() {
            match extension.key() {
                Ok("path") => self.name = Some(extension.value_bytes().to_vec()),
                Ok("size") => self.size = extension.value().ok().and_then(|size| size.parse().ok()),
                Ok(key) if key.starts_with("GNU.sparse.") => self.sparse = true,
                _ => {}
            }
        }
    }
}

/// Reads a name or extended headers up to a limit.
fn text<R: Read>(reader: &mut Lookback<R>, size: u64) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let wanted = size.min(EXTENDED_BYTES);
    (&mut *reader).take(wanted).read_to_end(&mut text)?;
    pass_padded(reader, size - text.len() as u64, size)?;
    Ok(text)
}

fn pass<R: Read>(reader: &mut Lookback<R>, size: u64) -> io::Result<()> {
    pass_padded(reader, size, size)
}

/// Passes over what is left of a member and over the padding of its last block.
fn pass_padded<R: Read>(reader: &mut Lookback<R>, left: u64, size: u64) -> io::Result<()> {
    let padding = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
    let missing = left - reader.skip(left)?;
    if missing > 0 {
        return Err(cut(size, missing));
    }
    reader.skip(padding).map(|_| ())
}

fn cut(size: u64, missing: u64) -> io::Error {
    let message = format!("expected a member of {size} bytes, found {} and the end of the archive", size - missing);
    io::Error::new(io::ErrorKind::UnexpectedEof, message)
}

/// The bytes of one member; fewer than promised are an error, so that half a page is not taken for a page.
struct Member<'a, R> {
    reader: &'a mut Lookback<R>,
    left: u64,
    size: u64,
}

impl<R: Read> Read for Member<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).map_or(into.len(), |left| left.min(into.len()));
        let read = self.reader.read(&mut into[..most])?;
        self.left -= read as u64;
        if read == 0 && most > 0 {
            return Err(cut(self.size, self.left));
        }
        Ok(read)
    }
}
