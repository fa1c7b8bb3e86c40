//! Bytes as they were received.

use std::fmt;

use jiff::Timestamp;

/// Bytes as they were received, with all that the envelope says of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Capture {
    /// Where the bytes were found: the file, and the place inside it.
    pub location: Location,
    /// The address they were fetched from, if known.
    pub uri: Option<String>,
    /// When they were received, if known.
    pub captured: Option<Timestamp>,
    /// Media type without parameters, lower case, for example `text/html`.
    pub media_type: String,
    /// Character set named by the envelope (the HTTP header), if any.
    pub charset: Option<String>,
    /// The bytes, with transfer and content codings undone.
    pub payload: Vec<u8>,
}

/// Where a record was found: enough to find it again, and to tell people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    /// Path of the file as given, `-` for standard input; for a member of a container behind a `!`, as the container
    /// names it: `dump.zip!may/story.html`.
    pub path: String,
    /// Byte offset of the record in the file (for compressed files: in the file as stored).
    pub offset: Option<u64>,
    /// Line of the record, from 1.
    pub line: Option<u64>,
    /// Number of the item in a feed or list, from 1.
    pub item: Option<u64>,
}

impl Location {
    /// Returns the location of a whole file.
    pub fn file(path: impl Into<String>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }

    /// Returns a member of this container, which then counts as a file.
    #[must_use]
    pub fn member(&self, name: &str) -> Self {
        Self::file(format!("{}!{name}", self.path))
    }

    /// Returns the same file at a byte offset.
    #[must_use]
    pub fn at_offset(&self, offset: u64) -> Self {
        Self { offset: Some(offset), ..Self::file(&self.path) }
    }

    /// Returns the same file at a line, from 1.
    #[must_use]
    pub fn at_line(&self, line: u64) -> Self {
        Self { line: Some(line), ..Self::file(&self.path) }
    }

    /// Returns the same file at an item, from 1.
    #[must_use]
    pub fn at_item(&self, item: u64) -> Self {
        Self { item: Some(item), ..Self::file(&self.path) }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(offset) = self.offset {
            write!(f, " at byte {offset}")?;
        }
        if let Some(item) = self.item {
            write!(f, " item {item}")?;
        }
        Ok(())
    }
}
