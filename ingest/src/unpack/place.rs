//! Where in an input we are, how deep, and how much its compressed parts may still grow.

use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};

use dateline_model::Location;

use crate::limits::{CONTAINER_DEPTH, EXPANDED_BYTES, EXPANSION, RECORD_BYTES};
use crate::{Reason, Rejection};

/// A stream on its way through containers.
#[derive(Clone, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) location: Location,
    depth: usize,
    pub(crate) budget: &'a Budget,
}

impl<'a> Place<'a> {
    pub(crate) const fn of_file(location: Location, budget: &'a Budget) -> Self {
        Self { location, depth: 0, budget }
    }

    /// The content of a compressed stream: same place, one deeper.
    pub(crate) fn inside(&self) -> Result<Self, Rejection> {
        if self.depth >= CONTAINER_DEPTH {
            let detail = format!("expected at most {CONTAINER_DEPTH} containers inside one another, found more");
            return Err(Rejection::new(&self.location, Reason::TooDeep, detail));
        }
        Ok(Self { depth: self.depth + 1, ..self.clone() })
    }

    /// A member of a container, by the name that the container gives it: only ever shown, never a path to write to.
    pub(crate) fn member(&self, name: &[u8]) -> Result<Self, Rejection> {
        const LONGEST: usize = 500;
        let name: String = String::from_utf8_lossy(name)
            .chars()
            .take(LONGEST)
            .map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
            .collect();
        let location = self.location.member(&name);
        let place = Self { location, ..self.clone() };
        place.inside()
    }
}

/// How many bytes an input has, and how many its decompressors have made of them.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    stored: Cell<u64>,
    expanded: Cell<u64>,
}

impl Budget {
    fn spend(&self, bytes: u64) -> io::Result<()> {
        self.expanded.set(self.expanded.get().saturating_add(bytes));
        let most = EXPANDED_BYTES.saturating_add(self.stored.get().saturating_mul(EXPANSION));
        if self.expanded.get() > most { Err(too_large(EXPANDED_BYTES)) } else { Ok(()) }
    }
}

fn too_large(bytes: u64) -> io::Error {
    io::Error::new(
        io::ErrorKind::FileTooLarge,
        format!("expected at most {EXPANSION} bytes out of a compressed one beyond the first {bytes}, found more"),
    )
}

/// Returns what an error says of the input: damaged, or too large.
pub(crate) fn reason(error: &io::Error) -> Reason {
    if error.kind() == io::ErrorKind::FileTooLarge { Reason::TooLarge } else { Reason::Broken }
}

/// Counts what is read of the input itself, and tells it.
pub(crate) struct Metered<'a, R> {
    inner: R,
    budget: &'a Budget,
    tell: &'a mut dyn FnMut(u64),
}

impl<'a, R> Metered<'a, R> {
    pub(crate) fn new(inner: R, budget: &'a Budget, tell: &'a mut dyn FnMut(u64)) -> Self {
        Self { inner, budget, tell }
    }
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.budget.stored.set(self.budget.stored.get() + read as u64);
        (self.tell)(read as u64);
        Ok(read)
    }
}

impl<R: Seek> Seek for Metered<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Counts what a decompressor gives, and fails where that is out of all proportion.
#[derive(Debug)]
pub(crate) struct Expanded<'a, R> {
    inner: R,
    budget: &'a Budget,
    given: u64,
    /// Bytes of the input that had been read when this one began.
    since: u64,
}

impl<'a, R> Expanded<'a, R> {
    pub(crate) fn new(inner: R, budget: &'a Budget) -> Self {
        Self { inner, budget, given: 0, since: budget.stored.get() }
    }

    pub(crate) fn into_inner(self) -> R {
        self.inner
    }
}

impl<R: Read> Read for Expanded<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        /// The input is read in chunks of about this size: a member may lie wholly in one that was read before.
        const GRAIN: u64 = 256 << 10;
        let read = self.inner.read(into)?;
        self.given += read as u64;
        self.budget.spend(read as u64)?;
        let stored = self.budget.stored.get() - self.since + GRAIN;
        if self.given > RECORD_BYTES as u64 && self.given > stored.saturating_mul(EXPANSION) {
            return Err(too_large(RECORD_BYTES as u64));
        }
        Ok(read)
    }
}
