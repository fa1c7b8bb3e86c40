//! A buffered reader that knows its place, looks ahead, and can go back to where a record began.

use std::io::{self, BufRead, Read};

/// Bytes asked of the inner reader at once.
const CHUNK: usize = 256 << 10;

/// Bytes behind a mark that are kept: nearly all records of a crawl are smaller.
const KEEP: usize = 1 << 20;

/// A buffered reader over foreign bytes. Its memory is bounded by what is kept, what is peeked at, and one chunk.
#[derive(Debug)]
pub(crate) struct Lookback<R> {
    inner: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Of `start`, from the beginning of the stream.
    position: u64,
    /// Index into the buffer.
    mark: Option<usize>,
    /// What ended the stream behind the bytes in the buffer.
    error: Option<io::Error>,
    ended: bool,
}

impl<R: Read> Lookback<R> {
    pub(crate) const fn new(inner: R) -> Self {
        Self::with_buffer(inner, Vec::new())
    }

    /// Uses memory that another one has given back with [`Lookback::into_parts`].
    pub(crate) const fn with_buffer(inner: R, buffer: Vec<u8>) -> Self {
        Self { inner, buffer, start: 0, end: 0, position: 0, mark: None, error: None, ended: false }
    }

    pub(crate) fn into_parts(self) -> (R, Vec<u8>) {
        (self.inner, self.buffer)
    }

    /// Bytes consumed so far.
    pub(crate) const fn position(&self) -> u64 {
        self.position
    }

    /// Remembers this place for [`Lookback::rewind`].
    pub(crate) const fn mark(&mut self) {
        self.mark = Some(self.start);
    }

    /// Goes back to the mark; false where that is too far back by now.
    pub(crate) fn rewind(&mut self) -> bool {
        let Some(mark) = self.mark else { return false };
        self.position -= (self.start - mark) as u64;
        self.start = mark;
        true
    }

    /// Returns what is in the buffer: at least `wanted` bytes, fewer only at the end of the stream or in front of
    /// damage.
    ///
    /// # Errors
    ///
    /// Fails where the stream fails with nothing left in front of the damage.
    pub(crate) fn peek(&mut self, wanted: usize) -> io::Result<&[u8]> {
        while self.end - self.start < wanted && !self.ended {
            self.refill();
        }
        if self.start == self.end
            && let Some(error) = &self.error
        {
            // Kept, so that whoever reads on is told again.
            return Err(io::Error::new(error.kind(), error.to_string()));
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn refill(&mut self) {
        let keep = self.mark.filter(|&mark| self.start - mark <= KEEP);
        let from = keep.unwrap_or(self.start);
        self.buffer.copy_within(from..self.end, 0);
        self.mark = keep.map(|_| 0);
        self.start -= from;
        self.end -= from;
        // Small files do with a small buffer.
        let room = if self.position == 0 { CHUNK / 4 } else { CHUNK };
        if self.buffer.len() < self.end + room {
            self.buffer.resize(self.end + room, 0);
        }
        loop {
            match self.inner.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.ended = true,
                Ok(read) => self.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.error = Some(error);
                    self.ended = true;
                }
            }
            return;
        }
    }

    /// Passes over bytes; returns how many there were.
    pub(crate) fn skip(&mut self, count: u64) -> io::Result<u64> {
        let mut left = count;
        while left > 0 {
            let here = self.fill_buf()?.len();
            if here == 0 {
                break;
            }
            let step = usize::try_from(left).map_or(here, |left| left.min(here));
            self.consume(step);
            left -= step as u64;
        }
        Ok(count - left)
    }
}

impl<R: Read> Read for Lookback<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let here = self.fill_buf()?;
        let count = here.len().min(into.len());
        into[..count].copy_from_slice(&here[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Lookback<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.peek(1)
    }

    fn consume(&mut self, amount: usize) {
        let amount = amount.min(self.end - self.start);
        self.start += amount;
        self.position += amount as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_back_to_the_mark_while_it_is_near() {
        let bytes: Vec<u8> = (0..3_000_000u32).map(|number| (number % 251) as u8).collect();
        let mut reader = Lookback::new(&bytes[..]);
        assert_eq!(reader.skip(300_000).unwrap(), 300_000);
        reader.mark();
        assert_eq!(reader.skip(700_000).unwrap(), 700_000);
        assert_eq!(reader.peek(4).unwrap()[..4], bytes[1_000_000..1_000_004]);
        assert!(reader.rewind());
        assert_eq!(reader.position(), 300_000);
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).unwrap();
        assert!(rest == bytes[300_000..]);
        assert!(!reader.rewind(), "2.7 MB are not kept");
    }

    #[test]
    fn what_stands_in_front_of_damage_is_read() {
        struct Damaged;
        impl Read for Damaged {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::new(io::ErrorKind::InvalidData, "damaged"))
            }
        }
        let mut reader = Lookback::new((&b"abc"[..]).chain(Damaged));
        assert_eq!(reader.peek(10).unwrap(), b"abc");
        reader.consume(3);
        assert_eq!(reader.fill_buf().unwrap_err().to_string(), "damaged");
        assert_eq!(reader.fill_buf().unwrap_err().to_string(), "damaged");
    }
}
