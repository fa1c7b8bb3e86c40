//! Compressed files that hold one stream, in any number of members, frames or streams of their own.

use std::io::{self, Read};

use flate2::bufread::GzDecoder;

use super::lookback::Lookback;
use super::place::{Expanded, Place};
use super::{HEAD, Record, Sink, Stop, broken, stream};
use crate::warc::{self, Codec};
use crate::{Format, Rejection, sniff};

/// How a gzip member begins: magic number and deflate, the one method there is.
pub(crate) const GZIP: &[u8] = b"\x1f\x8b\x08";

/// Reads a gzip file by what is in it: a crawl member by member, anything else as one stream.
pub(super) fn gzip<R: Read>(reader: &mut Lookback<R>, place: &Place<'_>, sink: Sink<'_>) -> Result<(), Stop> {
    let head = reader.peek(HEAD).unwrap_or(&[]);
    let mut inner = Vec::new();
    // The head is cut off: an error at its end is expected.
    let _ = GzDecoder::new(head).take(HEAD as u64).read_to_end(&mut inner);
    match sniff(&inner) {
        Format::Warc => warc::unpack_members(reader, Codec::Gzip, warc::Dialect::Warc, place, sink),
        Format::Arc => warc::unpack_members(reader, Codec::Gzip, warc::Dialect::Arc, place, sink),
        _ => nested(Gunzip(State::Between(reader)), place, sink),
    }
}

/// Reads a zstd file by what is in it: a crawl frame by frame, anything else as one stream.
pub(super) fn zstd<R: Read>(reader: &mut Lookback<R>, place: &Place<'_>, sink: Sink<'_>) -> Result<(), Stop> {
    let mut codec = match Codec::zstd(reader) {
        Ok(codec) => codec,
        Err(error) => return sink(Record::Rejected(broken(&place.location, &error))),
    };
    let inner = codec.head(reader.peek(HEAD).unwrap_or(&[]), HEAD);
    match sniff(&inner) {
        Format::Warc => warc::unpack_members(reader, codec, warc::Dialect::Warc, place, sink),
        Format::Arc => warc::unpack_members(reader, codec, warc::Dialect::Arc, place, sink),
        _ => match ::zstd::Decoder::with_buffer(reader) {
            Ok(decoder) => nested(decoder, place, sink),
            Err(error) => sink(Record::Rejected(broken(&place.location, &error))),
        },
    }
}

/// Reads a bzip2 file as one stream.
pub(super) fn bzip2<R: Read>(reader: &mut Lookback<R>, place: &Place<'_>, sink: Sink<'_>) -> Result<(), Stop> {
    nested(::bzip2::bufread::MultiBzDecoder::new(reader), place, sink)
}

/// Reads an xz file as one stream.
pub(super) fn xz<R: Read>(reader: &mut Lookback<R>, place: &Place<'_>, sink: Sink<'_>) -> Result<(), Stop> {
    nested(Unxz(lzma_rust2::XzReader::new_mem_limit(reader, true, XZ_MIB << 10)), place, sink)
}

/// Memory that an xz file may ask for, to remember what was read before: `xz -9` asks for 64.
const XZ_MIB: u32 = 192;

/// An xz file that says what it was refused.
struct Unxz<R: Read>(lzma_rust2::XzReader<R>);

impl<R: Read> Read for Unxz<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).map_err(|error| match error.kind() {
            io::ErrorKind::OutOfMemory => {
                let message =
                    format!("expected an xz file that takes {XZ_MIB} MiB of memory, found one that asks for more");
                io::Error::new(io::ErrorKind::FileTooLarge, message)
            }
            _ => error,
        })
    }
}

fn nested(decoder: impl Read, place: &Place<'_>, sink: Sink<'_>) -> Result<(), Stop> {
    let inside: Result<Place<'_>, Rejection> = place.inside();
    match inside {
        Ok(inside) => stream(&mut Expanded::new(decoder, place.budget), &inside, sink),
        Err(rejection) => sink(Record::Rejected(rejection)),
    }
}

/// Members one after another as one stream. flate2's own reader fails on the zeros that tapes and disks pad files with.
struct Gunzip<'a, R>(State<'a, R>);

enum State<'a, R> {
    Between(&'a mut Lookback<R>),
    Inside(Box<GzDecoder<&'a mut Lookback<R>>>),
    Ended,
}

impl<R: Read> Read for Gunzip<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.0, State::Ended) {
                State::Between(reader) => {
                    if reader.peek(GZIP.len())?.starts_with(GZIP) {
                        self.0 = State::Inside(Box::new(GzDecoder::new(reader)));
                    } else {
                        return only_padding(reader).map(|()| 0);
                    }
                }
                State::Inside(mut decoder) => match decoder.read(into)? {
                    0 if !into.is_empty() => self.0 = State::Between(decoder.into_inner()),
                    read => {
                        self.0 = State::Inside(decoder);
                        return Ok(read);
                    }
                },
                State::Ended => return Ok(0),
            }
        }
    }
}

fn only_padding<R: Read>(reader: &mut Lookback<R>) -> io::Result<()> {
    loop {
        let rest = reader.peek(1)?;
        if rest.is_empty() {
            return Ok(());
        }
        if rest.iter().any(|&byte| byte != 0) {
            let message = "expected the end or another gzip member, found other bytes";
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        let count = rest.len();
        reader.skip(count as u64)?;
    }
}
