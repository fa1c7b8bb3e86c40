//! Web archives to captures, record by record, going on behind damage.

use std::io::{BufRead, Read};

use dateline_model::{Capture, Location};
use flate2::bufread::GzDecoder;

use crate::http::{self, Response};
use crate::limits::RECORD_BYTES;
use crate::unpack::{Record, Sink, Stop};
use crate::{Reason, Rejection};

/// A record with its headers (names in lower case) and its block.
#[derive(Debug)]
struct WarcRecord {
    headers: Vec<(String, String)>,
    block: Vec<u8>,
    /// Bytes that the header promised and the file did not have, or that are over the limit.
    missing: u64,
}

/// A reader that knows how far it has come.
pub(crate) struct Counting<R> {
    inner: R,
    position: u64,
}

impl<R> Counting<R> {
    pub(crate) const fn new(inner: R) -> Self {
        Self { inner, position: 0 }
    }
}

impl<R: BufRead> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.position += read as u64;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counting<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.position += amount as u64;
        self.inner.consume(amount);
    }
}

/// Reads a web archive whose records are gzip members.
pub(crate) fn unpack_gzip(reader: impl BufRead, location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    let mut reader = Counting::new(reader);
    while skip_to(&mut reader, b"\x1f\x8b\x08", location, sink)? {
        let at = location.at_offset(reader.position);
        let mut member = std::io::BufReader::new(GzDecoder::new(&mut reader));
        // A member holds one record; some writers put several into one.
        loop {
            match read_record(&mut member) {
                Ok(Some(record)) => emit(&record, &at, sink)?,
                Ok(None) => break,
                Err(error) => {
                    sink(Record::Rejected(Rejection::new(&at, Reason::Broken, error)))?;
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Reads a web archive that is not compressed, or whose compression another reader has undone.
pub(crate) fn unpack_plain(reader: impl BufRead, location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    let mut reader = Counting::new(reader);
    while skip_to(&mut reader, b"WARC/", location, sink)? {
        let at = location.at_offset(reader.position);
        match read_record(&mut reader) {
            Ok(Some(record)) => emit(&record, &at, sink)?,
            Ok(None) => return Ok(()),
            Err(error) => sink(Record::Rejected(Rejection::new(&at, Reason::Broken, error)))?,
        }
    }
    Ok(())
}

/// Moves to the next place where a record can begin; false at the end. What is skipped, other than line ends, is
/// told once.
fn skip_to(
    reader: &mut Counting<impl BufRead>,
    magic: &[u8],
    location: &Location,
    sink: Sink<'_>,
) -> Result<bool, Stop> {
    let start = reader.position;
    let mut garbage = 0u64;
    let found = loop {
        let buffer = match reader.fill_buf() {
            Ok([]) => break false,
            Ok(buffer) => buffer,
            Err(error) => {
                sink(Record::Rejected(Rejection::new(
                    &location.at_offset(reader.position),
                    Reason::Broken,
                    format!("failed to read on: {error}"),
                )))?;
                return Ok(false);
            }
        };
        if let Some(at) = buffer.windows(magic.len()).position(|window| window == magic) {
            garbage += count_garbage(&buffer[..at]);
            reader.consume(at);
            break true;
        }
        // The magic may begin in the last bytes of this buffer; a buffer this short is the end of the file.
        let keep = if buffer.len() >= magic.len() { magic.len() - 1 } else { 0 };
        let skip = buffer.len() - keep;
        garbage += count_garbage(&buffer[..skip]);
        if keep > 0 && skip == 0 {
            break false;
        }
        reader.consume(skip);
        if keep > 0 && is_straddling(reader, magic, keep)? {
            break true;
        }
    };
    if garbage > 0 {
        let detail = format!("expected a record, found {garbage} other bytes");
        sink(Record::Rejected(Rejection::new(&location.at_offset(start), Reason::Broken, detail)))?;
    }
    Ok(found)
}

/// The tail of a buffer that might begin a record is looked at byte by byte, with what comes behind it.
fn is_straddling(reader: &mut Counting<impl BufRead>, magic: &[u8], keep: usize) -> Result<bool, Stop> {
    for _ in 0..keep {
        let buffer = reader.fill_buf().unwrap_or(&[]);
        if buffer.len() >= magic.len() || !magic.starts_with(buffer) {
            // More than the tail is in the buffer again, or the tail begins nothing.
            return Ok(buffer.starts_with(magic));
        }
        reader.consume(1);
    }
    Ok(false)
}

fn count_garbage(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != 0).count() as u64
}

/// Reads one record; `None` at the end of the input.
fn read_record(reader: &mut impl BufRead) -> Result<Option<WarcRecord>, String> {
    let mut line = String::new();
    loop {
        line.clear();
        if read_line(reader, &mut line)? == 0 {
            return Ok(None);
        }
        if !line.trim().is_empty() {
            break;
        }
    }
    if !line.starts_with("WARC/") {
        return Err(format!("expected a WARC header, found `{}`", line.trim().chars().take(40).collect::<String>()));
    }
    let mut headers: Vec<(String, String)> = Vec::new();
    loop {
        line.clear();
        if read_line(reader, &mut line)? == 0 {
            return Err("expected an empty line behind the WARC header, found the end".to_owned());
        }
        let text = line.trim_end();
        if text.is_empty() {
            break;
        }
        match (text.starts_with([' ', '\t']), headers.last_mut()) {
            (true, Some((_, value))) => {
                value.push(' ');
                value.push_str(text.trim_start());
            }
            _ => headers.extend(
                text.split_once(':').map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned())),
            ),
        }
        if headers.len() > 200 {
            return Err("expected at most 200 header lines, found more".to_owned());
        }
    }
    let length =
        headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse::<u64>().ok());
    let length = length.ok_or("expected a `Content-Length` in the WARC header, found none")?;
    let (block, missing) = read_block(reader, length)?;
    Ok(Some(WarcRecord { headers, block, missing }))
}

/// Reads a block up to the limit; the rest of a larger one is passed over.
fn read_block(reader: &mut impl BufRead, length: u64) -> Result<(Vec<u8>, u64), String> {
    let wanted = length.min(RECORD_BYTES as u64);
    let mut block = Vec::with_capacity(usize::try_from(wanted.min(1 << 20)).unwrap_or(0));
    let got =
        reader.take(wanted).read_to_end(&mut block).map_err(|error| format!("failed to read the record: {error}"));
    match got {
        Ok(_) => {}
        Err(error) if block.is_empty() => return Err(error),
        // Damaged inside: what came before may still be a page.
        Err(_) => return Ok((block, 1)),
    }
    if (block.len() as u64) < wanted {
        let missing = length - block.len() as u64;
        return Ok((block, missing));
    }
    let rest = length - wanted;
    std::io::copy(&mut reader.take(rest), &mut std::io::sink())
        .map_err(|error| format!("failed to pass over the record: {error}"))?;
    Ok((block, rest))
}

fn read_line(reader: &mut impl BufRead, line: &mut String) -> Result<usize, String> {
    let mut bytes = Vec::new();
    let read = reader
        .take(64 << 10)
        .read_until(b'\n', &mut bytes)
        .map_err(|error| format!("failed to read the WARC header: {error}"))?;
    line.push_str(&String::from_utf8_lossy(&bytes));
    Ok(read)
}

impl WarcRecord {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Hands out what a record is: a page, something else by its kind, or a rejection.
fn emit(record: &WarcRecord, at: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    let kind = record.header("warc-type").unwrap_or("unknown").to_ascii_lowercase();
    if record.missing > 0 && record.block.len() >= RECORD_BYTES {
        let detail = format!("expected a record of at most {RECORD_BYTES} bytes, found {} more", record.missing);
        return sink(Record::Rejected(Rejection::new(at, Reason::TooLarge, detail)));
    }
    match kind.as_str() {
        "response" => emit_response(record, at, sink),
        "resource" | "conversion" => {
            let (media_type, charset) = record.header("content-type").map_or((None, None), http::media_type);
            sink(capture(record, at, media_type, charset, record.block.clone()))
        }
        _ => sink(Record::Skipped { location: at.clone(), kind: format!("warc {kind}") }),
    }
}

fn emit_response(record: &WarcRecord, at: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    let uri = record.header("warc-target-uri").unwrap_or("").trim_matches(['<', '>']);
    if uri.starts_with("dns:") {
        return sink(Record::Skipped { location: at.clone(), kind: "dns answer".to_owned() });
    }
    let response = match Response::parse(&record.block) {
        Ok(response) => response,
        Err(error) => return sink(Record::Rejected(Rejection::new(at, Reason::Broken, error))),
    };
    let (media_type, charset) = response.media_type();
    match response.status {
        200..=203 | 206 => sink(capture(record, at, media_type, charset, response.body)),
        300..=399 => sink(Record::Skipped { location: at.clone(), kind: "http redirect".to_owned() }),
        status => sink(Record::Rejected(Rejection::new(
            at,
            Reason::ErrorPage,
            format!("expected HTTP status 200, found {status}"),
        ))),
    }
}

fn capture(
    record: &WarcRecord,
    at: &Location,
    media_type: Option<String>,
    charset: Option<String>,
    payload: Vec<u8>,
) -> Record {
    let media_type =
        media_type.filter(|kind| kind != "application/octet-stream").unwrap_or_else(|| sniffed(&payload).to_owned());
    if !matches!(media_type.as_str(), "text/html" | "application/xhtml+xml") {
        return Record::Skipped { location: at.clone(), kind: media_type };
    }
    if payload.is_empty() {
        return Record::Rejected(Rejection::new(at, Reason::Empty, "expected a page, found no bytes"));
    }
    let captured = record
        .header("warc-date")
        .and_then(|date| crate::parse_date(date, dateline_model::Origin::Record))
        .map(|dated| dated.earliest());
    let uri = record.header("warc-target-uri").map(|uri| uri.trim_matches(['<', '>']).to_owned());
    Record::Capture(Capture { location: at.clone(), uri, captured, media_type, charset, payload })
}

fn sniffed(payload: &[u8]) -> &'static str {
    match crate::sniff(&payload[..payload.len().min(4096)]) {
        crate::Format::Html => "text/html",
        crate::Format::Text => "text/plain",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn record(kind: &str, uri: &str, block: &str) -> Vec<u8> {
        format!("WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2024-03-05T10:00:00Z\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n", block.len()).into_bytes()
    }

    fn response(body: &str) -> Vec<u8> {
        record(
            "response",
            "https://example.org/a",
            &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}"),
        )
    }

    fn told(bytes: &[u8], gzip: bool) -> Vec<String> {
        let mut told = Vec::new();
        let location = Location::file("x.warc");
        let sink: Sink<'_> = &mut |record| {
            told.push(match record {
                Record::Capture(capture) => format!("capture {}", String::from_utf8_lossy(&capture.payload)),
                Record::Skipped { kind, .. } => format!("skipped {kind}"),
                Record::Rejected(rejection) => rejection.to_string(),
            });
            Ok(())
        };
        let result = if gzip { unpack_gzip(bytes, &location, sink) } else { unpack_plain(bytes, &location, sink) };
        assert!(result.is_ok());
        told
    }

    fn member(bytes: &[u8]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    }

    #[test]
    fn records_are_told_by_kind() {
        let bytes = [
            record("warcinfo", "", "x"),
            record("request", "https://example.org/a", "GET"),
            response("<p>one"),
            response("<p>two"),
        ]
        .concat();
        assert_eq!(
            told(&bytes, false),
            ["skipped warc warcinfo", "skipped warc request", "capture <p>one", "capture <p>two"]
        );
        let members = [member(&response("<p>one")), member(&response("<p>two"))].concat();
        assert_eq!(told(&members, true), ["capture <p>one", "capture <p>two"]);
    }

    #[test]
    fn reading_goes_on_behind_damage() {
        let bytes = [response("<p>one"), b"garbage\r\n".to_vec(), response("<p>two")].concat();
        assert_eq!(
            told(&bytes, false),
            ["capture <p>one", "x.warc at byte 176: broken: expected a record, found 7 other bytes", "capture <p>two"]
        );
        let mut damaged = member(&response(&"<p>noise ".repeat(200)));
        let middle = damaged.len() / 2;
        damaged[middle..middle + 8].fill(0xff);
        let members = [member(&response("<p>one")), damaged, member(&response("<p>three"))].concat();
        let told = told(&members, true);
        assert_eq!(told.first().map(String::as_str), Some("capture <p>one"));
        assert_eq!(told.last().map(String::as_str), Some("capture <p>three"));
        assert!(told.len() >= 3, "{told:#?}");
    }
}
