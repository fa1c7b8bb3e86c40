//! Web archives to captures, record by record, going on behind damage.

mod codec;
mod header;
mod record;
#[cfg(test)]
mod tests;

use std::io::{self, BufRead, Read};

use dateline_model::Location;

pub(crate) use codec::Codec;
pub(crate) use header::Dialect;
pub use record::Coded;

use crate::unpack::{Expanded, Lookback, Place, Record, Sink, Stop, reason};
use crate::{Reason, Rejection};
use header::Header;
use record::Block;

/// Reads a web archive that is not compressed, or was compressed as a whole.
pub(crate) fn unpack_plain<R: Read>(
    reader: &mut Lookback<R>,
    dialect: Dialect,
    place: &Place<'_>,
    sink: Sink<'_>,
) -> Result<(), Stop> {
    match records(reader, dialect, &|position, _| place.location.at_offset(position), sink)? {
        Ok(()) => Ok(()),
        Err(failure) => sink(Record::Rejected(failure)),
    }
}

/// Reads a web archive whose records are compressed one by one.
pub(crate) fn unpack_members<R: Read>(
    reader: &mut Lookback<R>,
    mut codec: Codec,
    dialect: Dialect,
    place: &Place<'_>,
    sink: Sink<'_>,
) -> Result<(), Stop> {
    let mut lost = Lost::default();
    let mut buffer = Vec::new();
    let at_offset = |position| place.location.at_offset(position);
    loop {
        let found = match seek_member(reader, &mut codec, dialect, &mut lost) {
            Ok(found) => found,
            Err(error) => return sink(Record::Rejected(lost.failed(&at_offset, reader.position(), &error))),
        };
        lost.tell(&at_offset, sink)?;
        if !found {
            return Ok(());
        }
        reader.mark();
        let member = reader.position();
        // A member holds one record; some writers put several into one, or all.
        let locate = |_, number| {
            let at = place.location.at_offset(member);
            Location { item: (number > 1).then_some(number), ..at }
        };
        let expanded = Expanded::new(codec.open(&mut *reader), place.budget);
        let mut inside = Lookback::with_buffer(expanded, std::mem::take(&mut buffer));
        let ended = records(&mut inside, dialect, &locate, sink)?;
        let (expanded, used) = inside.into_parts();
        buffer = used;
        let finished = expanded.into_inner().finish();
        let failure = match (ended, finished) {
            (Ok(()), Ok(())) => continue,
            (Err(failure), _) => failure,
            (_, Err(error)) => unreadable(&locate(0, 1), &error),
        };
        // A damaged member may have been read far beyond its end: what it swallowed is looked through again.
        let from = if reader.rewind() { member } else { reader.position() };
        lost = Lost { from: Some(from), bytes: 0, why: Some(failure) };
        lost.pass(reader, 1);
    }
}

/// Bytes between records that are none, and what was found there first.
#[derive(Default)]
struct Lost {
    from: Option<u64>,
    bytes: u64,
    why: Option<Rejection>,
}

impl Lost {
    /// Passes over bytes; line ends and zeros between records are no loss.
    fn pass<R: Read>(&mut self, reader: &mut Lookback<R>, count: usize) {
        let bytes = reader.peek(count).unwrap_or(&[]);
        let bytes = &bytes[..count.min(bytes.len())];
        let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
        if self.from.is_some() || !bytes.iter().all(blank) {
            let padding = if self.from.is_none() { bytes.iter().take_while(|byte| blank(byte)).count() } else { 0 };
            let tail = bytes[padding..].iter().rev().take_while(|byte| blank(byte)).count();
            self.from.get_or_insert(reader.position() + padding as u64);
            self.bytes += (count - padding - tail) as u64;
        }
        reader.consume(count);
    }

    /// Tells once what was lost, if anything was.
    fn tell(&mut self, locate: &dyn Fn(u64) -> Location, sink: Sink<'_>) -> Result<(), Stop> {
        let Self { from, bytes, why } = std::mem::take(self);
        match (why, from) {
            (Some(mut why), _) => {
                why.detail = format!("{}; {bytes} bytes passed over", why.detail);
                sink(Record::Rejected(why))
            }
            (None, Some(from)) => {
                let detail = format!("expected a record, found {bytes} other bytes");
                sink(Record::Rejected(Rejection::new(&locate(from), Reason::Broken, detail)))
            }
            (None, None) => Ok(()),
        }
    }

    /// What is to be told where the stream cannot be read on: one thing, and what was found first.
    fn failed(self, locate: &dyn Fn(u64) -> Location, at: u64, error: &io::Error) -> Rejection {
        match (self.why, self.from) {
            (Some(why), _) => why,
            (None, Some(from)) => {
                let detail = format!("expected a record, found {} other bytes and: {error}", self.bytes);
                Rejection::new(&locate(from), reason(error), detail)
            }
            (None, None) => unreadable(&locate(at), error),
        }
    }
}

fn unreadable(at: &Location, error: &io::Error) -> Rejection {
    Rejection::new(at, reason(error), format!("failed to read the record: {error}"))
}

/// Moves to the next member; false at the end. Behind damage, what looks like one must also hold a record.
fn seek_member<R: Read>(
    reader: &mut Lookback<R>,
    codec: &mut Codec,
    dialect: Dialect,
    lost: &mut Lost,
) -> io::Result<bool> {
    /// Bytes of a member that are enough to see how its content begins.
    const SIGHT: usize = 4 << 10;
    /// And as much of the content.
    const CONTENT: usize = 16 << 10;
    loop {
        let bytes = reader.peek(SIGHT)?;
        if bytes.is_empty() {
            return Ok(false);
        }
        if let Some(length) = codec.skippable(bytes) {
            reader.skip(length)?;
            continue;
        }
        let at = memchr::memmem::find(bytes, codec.magic());
        if at == Some(0) && (lost.from.is_none() || dialect.begins(&codec.head(bytes, CONTENT))) {
            return Ok(true);
        }
        let step = match at {
            Some(0) => 1,
            Some(at) => at,
            // The magic may begin in the last bytes, unless these are the last of all.
            None if bytes.len() >= SIGHT => bytes.len() - codec.magic().len(),
            None => bytes.len(),
        };
        lost.pass(reader, step);
    }
}

/// Reads records up to the end of a stream; fails with what could not be read where the stream itself is damaged.
fn records<R: Read>(
    reader: &mut Lookback<R>,
    dialect: Dialect,
    locate: &dyn Fn(u64, u64) -> Location,
    sink: Sink<'_>,
) -> Result<Result<(), Rejection>, Stop> {
    let mut lost = Lost::default();
    let mut number = 1;
    loop {
        let found = seek_record(reader, dialect, &mut lost);
        let start = reader.position();
        let at = |position| locate(position, number);
        match found {
            Ok(true) => {}
            Ok(false) => return lost.tell(&at, sink).map(Ok),
            Err(error) => return Ok(Err(lost.failed(&at, start, &error))),
        }
        reader.mark();
        match dialect.read(reader) {
            Ok(header) => {
                lost.tell(&at, sink)?;
                match one(reader, dialect, &header, &at(start)) {
                    Ok(record) => sink(record)?,
                    Err(error) => return Ok(Err(unreadable(&at(start), &error))),
                }
                number += 1;
            }
            Err(detail) => {
                lost.why.get_or_insert_with(|| Rejection::new(&at(start), Reason::Broken, detail));
                reader.rewind();
                lost.pass(reader, 1);
            }
        }
    }
}

/// Moves to the next place where a header begins; false at the end.
fn seek_record<R: Read>(reader: &mut Lookback<R>, dialect: Dialect, lost: &mut Lost) -> io::Result<bool> {
    loop {
        let bytes = reader.peek(dialect.sight())?;
        if bytes.is_empty() {
            return Ok(false);
        }
        // The usual case: two line ends, and the next one.
        let step = match dialect.find(bytes) {
            Some(0) => return Ok(true),
            Some(at) => at,
            None if bytes.len() >= dialect.sight() => bytes.len() - (dialect.sight() - 1),
            None => bytes.len(),
        };
        lost.pass(reader, step);
    }
}

/// Reads the record behind a header, to its end.
fn one<R: Read>(reader: &mut Lookback<R>, dialect: Dialect, header: &Header, at: &Location) -> io::Result<Record> {
    let start = reader.position();
    let mut block = Block::new(&mut *reader, header.length);
    let record = record::read(header, &mut block, at)?;
    block.skip_rest()?;
    let missing = block.left;
    if missing == 0 && at_border(reader, dialect)? {
        return Ok(record);
    }
    // The length is wrong, or the file was cut here and another put behind it: a record inside is read by itself.
    let end = reader.position();
    if let Some(length) = swallowed(reader, dialect, start, end)? {
        let detail = format!("expected a record of {} bytes, found another one after {length}", header.length);
        return Ok(Record::Rejected(Rejection::new(at, Reason::Broken, detail)));
    }
    if missing > 0 {
        let detail = format!("expected a record of {} bytes, found {} and the end", header.length, end - start);
        return Ok(Record::Rejected(Rejection::new(at, Reason::Broken, detail)));
    }
    Ok(record)
}

/// Returns true where a record can end: line ends, then another one or nothing more. Where nothing more comes, the
/// checksum of a compressed record must be right too.
fn at_border<R: Read>(reader: &mut Lookback<R>, dialect: Dialect) -> io::Result<bool> {
    let bytes = reader.peek(dialect.sight() + 4)?;
    let next = bytes.trim_ascii_start();
    if !next.is_empty() {
        return Ok(dialect.begins(next));
    }
    let blank = bytes.len();
    reader.consume(blank);
    reader.peek(1).map(|_| true)
}

/// Looks for a header in the block that has been read, as far as it is kept. Where there is one, the reader stands
/// there, and how far it is into the block is returned; otherwise nothing has moved.
fn swallowed<R: Read>(reader: &mut Lookback<R>, dialect: Dialect, start: u64, end: u64) -> io::Result<Option<u64>> {
    if !reader.rewind() {
        return Ok(None);
    }
    reader.skip(start - reader.position())?;
    let length = usize::try_from(end - start).unwrap_or(usize::MAX);
    let bytes = reader.peek(length)?;
    let bytes = &bytes[..bytes.len().min(length)];
    let found = dialect.find(bytes);
    reader.skip(found.unwrap_or(length) as u64)?;
    Ok(found.map(|found| found as u64))
}
