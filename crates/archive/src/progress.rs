//! The trait through which long work is watched.

/// Is told how far long work has come. Libraries report; they draw nothing.
pub trait Progress: Sync {
    /// A stage begins: what is done, in which unit, and how much there is if that is known.
    fn begin(&self, what: &str, unit: Unit, total: Option<u64>);
    /// The stage has come so far.
    fn advance(&self, by: u64);
    /// A line that people should see at once, for example a rejection.
    fn note(&self, line: &str);
    /// The stage has ended.
    fn end(&self);
}

/// In what progress is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of input.
    Bytes,
    /// Articles or records.
    Records,
}

/// Tells nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _what: &str, _unit: Unit, _total: Option<u64>) {}
    fn advance(&self, _by: u64) {}
    fn note(&self, _line: &str) {}
    fn end(&self) {}
}
