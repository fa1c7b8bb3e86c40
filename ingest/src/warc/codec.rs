//! How the records of a web archive are compressed: each by itself, as a gzip member or a zstd frame.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use zstd::zstd_safe::DCtx;

use crate::unpack::{GZIP, Lookback};

const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";
/// The frame that a `.warc.zst` file begins with, where it has a dictionary.
const DICTIONARY: [u8; 4] = [0x5d, 0x2a, 0x4d, 0x18];
/// Bytes of a dictionary, which is kept in memory; real ones have a hundred thousand.
const DICTIONARY_BYTES: u32 = 16 << 20;

/// A way of compressing, with what is used again for every record.
pub(crate) enum Codec {
    Gzip,
    Zstd(Box<DCtx<'static>>),
}

/// One member or frame, being decompressed.
pub(super) enum Member<'a, R> {
    Gzip(Box<GzDecoder<R>>),
    Zstd(zstd::Decoder<'a, R>),
}

impl Codec {
    /// Begins a zstd file: reads the dictionary in front of its records, if there is one (after the IIPC's
    /// "WARC-specific Zstandard").
    pub(crate) fn zstd<R: Read>(reader: &mut Lookback<R>) -> io::Result<Self> {
        let mut context = Box::new(DCtx::create());
        if reader.peek(8)?.starts_with(&DICTIONARY) {
            let dictionary = read_dictionary(reader)?;
            context
                .load_dictionary(&dictionary)
                .map_err(|code| io::Error::other(zstd::zstd_safe::get_error_name(code)))?;
        }
        Ok(Self::Zstd(context))
    }

    /// Decompresses the beginning of a member, as much of it as is there and at most `most` bytes of it.
    pub(crate) fn head(&mut self, bytes: &[u8], most: usize) -> Vec<u8> {
        let mut head = Vec::new();
        // The bytes are cut off somewhere: an error at their end is expected.
        let _ = self.open(bytes).take(most as u64).read_to_end(&mut head);
        head
    }

    pub(super) fn open<R: BufRead>(&mut self, reader: R) -> Member<'_, R> {
        match self {
            Self::Gzip => Member::Gzip(Box::new(GzDecoder::new(reader))),
            Self::Zstd(context) => Member::Zstd(zstd::Decoder::with_context(reader, context).single_frame()),
        }
    }

    pub(super) const fn magic(&self) -> &'static [u8] {
        match self {
            Self::Gzip => GZIP,
            Self::Zstd(_) => ZSTD,
        }
    }

    /// Returns the length of a frame that holds no data and begins here.
    pub(super) fn skippable(&self, bytes: &[u8]) -> Option<u64> {
        match (self, bytes) {
            (Self::Zstd(_), [0x50..=0x5f, 0x2a, 0x4d, 0x18, a, b, c, d, ..]) => {
                Some(8 + u64::from(u32::from_le_bytes([*a, *b, *c, *d])))
            }
            _ => None,
        }
    }
}

fn read_dictionary<R: Read>(reader: &mut Lookback<R>) -> io::Result<Vec<u8>> {
    let mut head = [0; 8];
    reader.read_exact(&mut head)?;
    let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
    if length > DICTIONARY_BYTES {
        let message = format!("expected a dictionary of at most {DICTIONARY_BYTES} bytes, found {length}");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    let mut dictionary = Vec::new();
    reader.take(u64::from(length)).read_to_end(&mut dictionary)?;
    if dictionary.starts_with(ZSTD) {
        let mut plain = Vec::new();
        zstd::Decoder::with_buffer(&dictionary[..])?.take(u64::from(DICTIONARY_BYTES)).read_to_end(&mut plain)?;
        dictionary = plain;
    }
    Ok(dictionary)
}

impl<R: BufRead> Member<'_, R> {
    /// Moves the reader behind this member, whose bytes have all been read.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Gzip(_) => Ok(()),
            Self::Zstd(mut frame) => frame.finish_frame(),
        }
    }
}

impl<R: BufRead> Read for Member<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Gzip(member) => member.read(into),
            Self::Zstd(frame) => frame.read(into),
        }
    }
}
