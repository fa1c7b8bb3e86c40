//! One record of a web archive: a page, something else by its kind, or a rejection.

use std::io::{self, BufRead, Read};

use dateline_model::{Capture, Location, Origin};

use super::header::Header;
use crate::http::{self, Head};
use crate::limits::RECORD_BYTES;
use crate::unpack::{Lookback, Record, reason};
use crate::{Format, Hints, Reason, Rejection, sniff};

/// The bytes behind a header, as many as it promises.
pub(super) struct Block<'a, R> {
    reader: &'a mut Lookback<R>,
    pub(super) left: u64,
}

impl<'a, R: Read> Block<'a, R> {
    pub(super) const fn new(reader: &'a mut Lookback<R>, length: u64) -> Self {
        Self { reader, left: length }
    }

    /// Appends all that is left; copies it once. Whoever calls has looked at its length.
    fn read_rest(&mut self, into: &mut Vec<u8>) -> io::Result<()> {
        // A header may promise more than there is: memory is given for what has come.
        const AT_FIRST: u64 = 1 << 20;
        into.reserve(usize::try_from(self.left.min(AT_FIRST)).unwrap_or(0));
        while self.left > 0 {
            let here = self.reader.fill_buf()?;
            if here.is_empty() {
                return Ok(());
            }
            let count = usize::try_from(self.left).map_or(here.len(), |left| left.min(here.len()));
            into.extend_from_slice(&here[..count]);
            self.reader.consume(count);
            self.left -= count as u64;
        }
        Ok(())
    }

    /// Appends one line with its end; returns its length, 0 at the end.
    fn read_line(&mut self, into: &mut Vec<u8>, most: usize) -> io::Result<usize> {
        let most = self.left.min(most as u64);
        let read = (&mut *self.reader).take(most).read_until(b'\n', into)?;
        self.left -= read as u64;
        Ok(read)
    }

    /// Passes over what is left.
    pub(super) fn skip_rest(&mut self) -> io::Result<()> {
        self.left -= self.reader.skip(self.left)?;
        Ok(())
    }
}

/// Returns what a record is. Only the bytes of pages are read; the rest of the block is left for the caller to skip.
///
/// # Errors
///
/// Fails where the archive cannot be read on.
pub(super) fn read<R: Read>(header: &Header, block: &mut Block<'_, R>, at: &Location) -> io::Result<Record> {
    let skipped = |kind: &str| Ok(Record::Skipped { location: at.clone(), kind: kind.to_owned() });
    let segment = header.field("warc-segment-number").is_some();
    match header.kind.as_str() {
        _ if header.uri.as_deref().is_some_and(|uri| uri.starts_with("dns:")) => skipped("dns answer"),
        "response" if segment => {
            let detail = "expected a record in one piece, found the first segment of one";
            Ok(Record::Rejected(Rejection::new(at, Reason::TooLarge, detail)))
        }
        "response" => response(header, block, at),
        "resource" | "conversion" => {
            let (media_type, charset) = header.field("content-type").map_or((None, None), http::media_type);
            page(header, block, at, Page { media_type, charset, head: None })
        }
        "filedesc" => skipped("arc description"),
        kind @ ("warcinfo" | "request" | "metadata" | "revisit" | "continuation") => skipped(&format!("warc {kind}")),
        // Kinds are counted: there must be no end of them.
        _ => skipped("warc record of another kind"),
    }
}

fn response<R: Read>(header: &Header, block: &mut Block<'_, R>, at: &Location) -> io::Result<Record> {
    let head = match http_head(block)? {
        Ok(head) => head,
        Err(detail) => return Ok(Record::Rejected(Rejection::new(at, Reason::Broken, detail))),
    };
    let kind = match head.status {
        200..=203 | 206 => {
            let (media_type, charset) = head.media_type();
            return page(header, block, at, Page { media_type, charset, head: Some(head) });
        }
        300..=399 => "http redirect".to_owned(),
        status @ 100..=599 => format!("http status {status}"),
        _ => "http status unknown".to_owned(),
    };
    Ok(Record::Skipped { location: at.clone(), kind })
}

/// Reads up to the empty line behind the HTTP headers.
fn http_head<R: Read>(block: &mut Block<'_, R>) -> io::Result<Result<Head, String>> {
    let mut bytes = Vec::with_capacity(1024);
    loop {
        let start = bytes.len();
        let read = block.read_line(&mut bytes, http::HEAD_BYTES - start)?;
        let line = &bytes[start..];
        if read == 0 || line.last() != Some(&b'\n') {
            // The first line tells more than the missing last one.
            let end = || Err("expected an empty line behind the HTTP headers, found none".to_owned());
            return Ok(Head::parse(&bytes).and_then(|_| end()));
        }
        if matches!(line, b"\n" | b"\r\n") {
            return Ok(Head::parse(&bytes));
        }
    }
}

/// What is known of a page before its bytes are read.
struct Page {
    media_type: Option<String>,
    charset: Option<String>,
    head: Option<Head>,
}

fn page<R: Read>(header: &Header, block: &mut Block<'_, R>, at: &Location, page: Page) -> io::Result<Record> {
    let declared = page.media_type.filter(|kind| kind != "application/octet-stream");
    if let Some(kind) = declared.as_deref()
        && !is_page(kind)
    {
        let kind = shown(kind);
        let hints = if is_called_sitemap(header, &kind) { sitemap(block, page.head)? } else { Hints::default() };
        let location = at.clone();
        return Ok(if hints.is_empty() {
            Record::Skipped { location, kind }
        } else {
            Record::Sitemap { location, kind, hints }
        });
    }
    if block.left > RECORD_BYTES as u64 {
        let detail = format!("expected a record of at most {RECORD_BYTES} bytes, found {}", header.length);
        return Ok(Record::Rejected(Rejection::new(at, Reason::TooLarge, detail)));
    }
    let mut payload = Vec::new();
    block.read_rest(&mut payload)?;
    let captured =
        header.date.as_deref().and_then(|date| crate::parse_date(date, Origin::Record)).map(|dated| dated.earliest());
    let coded = Coded {
        capture: Capture {
            location: at.clone(),
            uri: header.uri.clone(),
            captured,
            media_type: declared.unwrap_or_default(),
            charset: page.charset,
            payload,
        },
        head: page.head.filter(Head::is_coded),
    };
    Ok(if coded.head.is_some() { Record::Coded(Box::new(coded)) } else { coded.open() })
}

/// A response that may be a sitemap: servers send them as XML or packed, and most have the word in their address.
fn is_called_sitemap(header: &Header, kind: &str) -> bool {
    matches!(kind, "application/xml" | "text/xml")
        || matches!(kind, "application/gzip" | "application/x-gzip" | "text/plain")
            && header.uri.as_deref().is_some_and(|uri| uri.to_ascii_lowercase().contains("sitemap"))
}

/// What a response says of pages; nothing where it is no sitemap after all.
fn sitemap<R: Read>(block: &mut Block<'_, R>, head: Option<Head>) -> io::Result<Hints> {
    if block.left > RECORD_BYTES as u64 {
        return Ok(Hints::default());
    }
    let mut bytes = Vec::new();
    block.read_rest(&mut bytes)?;
    if let Some(head) = head.filter(Head::is_coded) {
        // What cannot be read is no page: nothing is lost.
        bytes = head.undo_codings(bytes).unwrap_or_default();
    }
    Ok(Hints::of_record(&bytes))
}

/// A page as a server sent it, in chunks or compressed.
#[derive(Clone, Debug, PartialEq)]
pub struct Coded {
    /// With the body as it was sent; the media type is empty where none was declared.
    capture: Capture,
    head: Option<Head>,
}

impl Coded {
    /// Returns where the page was found.
    #[must_use]
    pub const fn location(&self) -> &Location {
        &self.capture.location
    }

    /// Returns the bytes of the body as it was sent.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.capture.payload.len()
    }

    /// Undoes the codings: a capture, something else by its kind, or a rejection. Never another [`Coded`].
    #[must_use]
    pub fn open(self) -> Record {
        let Self { mut capture, head } = self;
        let rejected =
            |capture: &Capture, reason, detail| Record::Rejected(Rejection::new(&capture.location, reason, detail));
        if let Some(head) = head {
            match head.undo_codings(std::mem::take(&mut capture.payload)) {
                Ok(plain) => capture.payload = plain,
                Err(error) => {
                    let detail = format!("failed to undo the coding of the response: {error}");
                    return rejected(&capture, reason(&error), detail);
                }
            }
        }
        if capture.payload.is_empty() {
            return rejected(&capture, Reason::Empty, "expected a page, found no bytes".to_owned());
        }
        if capture.media_type.is_empty() {
            capture.media_type = sniffed(&capture.payload).to_owned();
        }
        if is_page(&capture.media_type) {
            Record::Capture(capture)
        } else {
            Record::Skipped { location: capture.location, kind: capture.media_type }
        }
    }
}

fn is_page(media_type: &str) -> bool {
    matches!(media_type, "text/html" | "application/xhtml+xml")
}

/// A media type as a kind to count; what is none has one name.
fn shown(media_type: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/+-._".contains(c);
    if media_type.len() <= 80 && media_type.chars().all(plain) {
        media_type.to_owned()
    } else {
        "unknown media type".to_owned()
    }
}

fn sniffed(payload: &[u8]) -> &'static str {
    match sniff(&payload[..payload.len().min(4096)]) {
        Format::Html => "text/html",
        Format::Text => "text/plain",
        _ => "application/octet-stream",
    }
}
