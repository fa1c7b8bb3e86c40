//! Headers of web archives: where one begins, and what it says of its record. WARC after ISO 28500, ARC after the
//! Internet Archive's description of 1996.

use std::io::{BufRead, Read};

use memchr::memmem;

use crate::unpack::Lookback;

/// Bytes of the header of one record; real ones have a thousand.
const HEADER_BYTES: usize = 256 << 10;
/// Bytes of the one line that is the header of an ARC record: mostly an address.
const ARC_LINE: usize = 16 << 10;

/// The two kinds of web archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// WARC 1.0, 1.1 and the drafts before.
    Warc,
    /// ARC 1 and 1.1.
    Arc,
}

/// What the header of a record says.
#[derive(Debug)]
pub(crate) struct Header {
    /// `response`, `request` and so on, in lower case.
    pub(super) kind: String,
    pub(super) uri: Option<String>,
    pub(super) date: Option<String>,
    /// Bytes of the block.
    pub(super) length: u64,
    /// Names in lower case.
    fields: Vec<(String, String)>,
}

impl Dialect {
    /// Bytes that [`Dialect::find`] must see to know that nothing begins there.
    pub(super) const fn sight(self) -> usize {
        match self {
            Self::Warc => 8,
            Self::Arc => ARC_LINE,
        }
    }

    /// Returns where in these bytes a header begins, as far as its first line shows.
    pub(super) fn find(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Warc => memmem::find_iter(bytes, b"WARC/").find(|&at| self.begins(&bytes[at..])),
            Self::Arc => {
                let lines = std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1));
                lines.into_iter().find(|&at| self.begins(&bytes[at..]))
            }
        }
    }

    /// Returns true where these bytes begin with the first line of a header.
    pub(super) fn begins(self, bytes: &[u8]) -> bool {
        match self {
            Self::Warc => bytes.starts_with(b"WARC/") && bytes.get(5).is_some_and(u8::is_ascii_digit),
            Self::Arc => {
                let line = &bytes[..bytes.len().min(ARC_LINE)];
                // Most lines are none: a look at the first letters is enough for them.
                line.first().is_some_and(u8::is_ascii_alphabetic)
                    && memchr::memchr(b'\n', line)
                        .and_then(|end| std::str::from_utf8(&line[..end]).ok())
                        .is_some_and(|line| arc(line).is_some())
            }
        }
    }

    /// Reads the header that begins here.
    pub(super) fn read(self, reader: &mut Lookback<impl Read>) -> Result<Header, String> {
        let mut left = HEADER_BYTES;
        let first = line(reader, &mut left)?;
        match self {
            Self::Arc => arc(first.trim_end())
                .ok_or_else(|| format!("expected address, host, date, type and length, found `{}`", shortened(&first))),
            Self::Warc if !first.starts_with("WARC/") => {
                Err(format!("expected a WARC header, found `{}`", shortened(&first)))
            }
            Self::Warc => warc(fields(reader, &mut left)?),
        }
    }
}

fn shortened(line: &str) -> String {
    line.trim().chars().take(40).collect()
}

fn line(reader: &mut Lookback<impl Read>, left: &mut usize) -> Result<String, String> {
    let mut bytes = Vec::new();
    let read = reader
        .take(*left as u64)
        .read_until(b'\n', &mut bytes)
        .map_err(|error| format!("failed to read the header: {error}"))?;
    *left -= read;
    if bytes.last() != Some(&b'\n') {
        let found = if *left == 0 { "a longer one" } else { "the end" };
        return Err(format!("expected a header of at most {HEADER_BYTES} bytes, found {found}"));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn fields(reader: &mut Lookback<impl Read>, left: &mut usize) -> Result<Vec<(String, String)>, String> {
    let mut fields: Vec<(String, String)> = Vec::with_capacity(16);
    loop {
        let line = line(reader, left)?;
        let text = line.trim_end();
        if text.is_empty() {
            return Ok(fields);
        }
        match (text.starts_with([' ', '\t']), fields.last_mut()) {
            (true, Some((_, value))) => {
                value.push(' ');
                value.push_str(text.trim_start());
            }
            _ => fields.extend(
                text.split_once(':').map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned())),
            ),
        }
    }
}

fn warc(fields: Vec<(String, String)>) -> Result<Header, String> {
    let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let length = field("content-length").ok_or("expected a `Content-Length` in the WARC header, found none")?;
    let length =
        length.parse().map_err(|_| format!("expected a number as `Content-Length`, found `{}`", shortened(length)))?;
    Ok(Header {
        kind: field("warc-type").unwrap_or("unknown").to_ascii_lowercase(),
        uri: field("warc-target-uri").map(|uri| uri.trim_matches(['<', '>']).to_owned()),
        date: field("warc-date").map(str::to_owned),
        length,
        fields,
    })
}

/// `URL IP DATE TYPE LENGTH`, with five more before the length in version 1.1. Addresses with blanks in them exist, so
/// the line is read from its end: the date is the last field of 14 (in old files 12) digits.
fn arc(line: &str) -> Option<Header> {
    let parts: Vec<&str> = line.trim_end().split(' ').collect();
    let length = parts.last()?.parse().ok()?;
    let is_date = |part: &str| matches!(part.len(), 12 | 14) && part.bytes().all(|byte| byte.is_ascii_digit());
    let date = (2..parts.len().saturating_sub(2)).rev().find(|&at| is_date(parts[at]))?;
    let uri = parts[..date - 1].join(" ");
    if !uri.contains(':') {
        return None;
    }
    let kind = if uri.starts_with("filedesc:") {
        "filedesc"
    } else if uri.starts_with("http:") || uri.starts_with("https:") {
        "response"
    } else {
        "resource"
    };
    let fields = vec![("content-type".to_owned(), parts[date + 1].to_owned())];
    Some(Header { kind: kind.to_owned(), uri: Some(uri), date: Some(arc_date(parts[date])), length, fields })
}

/// `20080430204825` to what other readers of dates know.
fn arc_date(digits: &str) -> String {
    let part = |from: usize| digits.get(from..from + 2).unwrap_or("00");
    let year = digits.get(..4).unwrap_or("");
    format!("{year}-{}-{}T{}:{}:{}Z", part(4), part(6), part(8), part(10), part(12))
}

impl Header {
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_both_kinds_are_read() {
        let mut reader = Lookback::new(
            &b"WARC/1.0\r\nWARC-Type: Response\r\nWARC-Target-URI: <https://example.org/\r\n a>\r\nContent-Length: 12\r\n\r\nx"[..],
        );
        let header = Dialect::Warc.read(&mut reader).unwrap();
        assert_eq!((header.kind.as_str(), header.length), ("response", 12));
        assert_eq!(header.uri.as_deref(), Some("https://example.org/ a"));
        let header = arc("http://example.org/a b.html 192.0.2.7 20080430204825 text/html 1234\n").unwrap();
        assert_eq!(header.uri.as_deref(), Some("http://example.org/a b.html"));
        assert_eq!(header.date.as_deref(), Some("2008-04-30T20:48:25Z"));
        assert_eq!(header.field("content-type"), Some("text/html"));
        let long = "http://example.org/ 192.0.2.7 20080430204825 text/html 200 CHECKSUM - 0 file.arc 77";
        assert_eq!(arc(long).unwrap().length, 77);
        assert!(arc("the talks ended on 20080430204825 with 1 accord 5").is_none());
    }

    #[test]
    fn beginnings_are_found() {
        assert_eq!(Dialect::Warc.find(b"WARC/x WARC/1.1"), Some(7));
        let arc = b"words\nhttp://example.org/ 192.0.2.7 20080430204825 text/html 5\nhello";
        assert_eq!(Dialect::Arc.find(arc), Some(6));
    }
}
