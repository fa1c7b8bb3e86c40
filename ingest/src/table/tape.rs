//! What a table's reader has read: where its rows begin, and what an open quote has swallowed.

use std::cell::RefCell;
use std::io::Read;
use std::rc::Rc;

use super::shape::{Shape, builder};
use crate::limits::RECORD_BYTES;

/// What was read and not yet passed: tells lines, and gives back what an open quote has swallowed.
#[derive(Default)]
pub(super) struct Tape {
    bytes: Vec<u8>,
    /// Bytes at the beginning that were passed already.
    passed: usize,
    /// Place of the first byte that is not passed, in what the reader has been given.
    place: u64,
    /// Line of that place, from 1.
    line: u64,
}

impl Tape {
    /// Goes on to a place, and to the end of the empty lines that begin there; returns the line.
    pub(super) fn pass(&mut self, place: u64) -> u64 {
        let ahead = usize::try_from(place.saturating_sub(self.place)).unwrap_or(usize::MAX);
        let rest = &self.bytes[self.passed..];
        let mut ahead = ahead.min(rest.len());
        ahead += rest[ahead..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = &rest[..ahead];
        let alone = |at: usize| passed[at] == b'\r' && rest.get(at + 1) != Some(&b'\n');
        self.line += (0..passed.len()).filter(|&at| passed[at] == b'\n' || alone(at)).count() as u64;
        self.passed += ahead;
        self.place += ahead as u64;
        if self.passed > 64 << 10 {
            self.bytes.drain(..self.passed);
            self.passed = 0;
        }
        self.line
    }

    /// What is left behind the end of the present line.
    pub(super) fn behind_this_line(&self) -> Vec<u8> {
        let rest = &self.bytes[self.passed..];
        let end = rest.iter().position(|&byte| byte == b'\n').map_or(rest.len(), |at| at + 1);
        rest[end..].to_vec()
    }
}

/// Reads while a row is not too long, and keeps what was read on a tape.
pub(super) struct Taped<'a> {
    pub(super) inner: Box<dyn Read + 'a>,
    tape: Rc<RefCell<Tape>>,
}

impl Read for Taped<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut tape = self.tape.borrow_mut();
        if tape.bytes.len() - tape.passed > RECORD_BYTES {
            return Err(std::io::Error::from(std::io::ErrorKind::FileTooLarge));
        }
        let read = self.inner.read(buffer)?;
        tape.bytes.extend_from_slice(&buffer[..read]);
        Ok(read)
    }
}

/// Returns a reader of a table that begins at a line, and the tape that goes with it.
pub(super) fn taped<'a>(
    shape: Shape,
    inner: Box<dyn Read + 'a>,
    line: u64,
) -> (csv::Reader<Taped<'a>>, Rc<RefCell<Tape>>) {
    let tape = Rc::new(RefCell::new(Tape { line, ..Tape::default() }));
    (builder(shape).from_reader(Taped { inner, tape: Rc::clone(&tape) }), tape)
}
