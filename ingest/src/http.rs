//! A stored HTTP response: its status and headers, and its body with the codings undone.

use std::io::{self, Read};

use crate::limits::RECORD_BYTES;

/// Bytes of status line and headers; servers send a thousand.
pub(crate) const HEAD_BYTES: usize = 256 << 10;

/// Status and headers of an HTTP response as web archives keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
}

impl Head {
    /// Reads a status line and the headers behind it; forgiving, since crawlers keep what servers sent.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let head = String::from_utf8_lossy(bytes);
        let mut lines = head.lines();
        let status_line = lines.next().unwrap_or("");
        let status = status_line
            .strip_prefix("HTTP/")
            .and_then(|rest| rest.split_whitespace().nth(1))
            .and_then(|code| code.parse().ok())
            .ok_or_else(|| {
                format!("expected an HTTP status line, found `{}`", status_line.chars().take(60).collect::<String>())
            })?;
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Ok(Self { status, headers })
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns media type and character set of the `Content-Type` header.
    pub(crate) fn media_type(&self) -> (Option<String>, Option<String>) {
        self.header("content-type").map_or((None, None), media_type)
    }

    /// Returns true where [`Head::undo_codings`] may have something to do.
    pub(crate) fn is_coded(&self) -> bool {
        self.header("transfer-encoding").is_some() || self.header("content-encoding").is_some()
    }

    /// Undoes transfer and content codings of a body.
    ///
    /// # Errors
    ///
    /// Fails where a coding is unknown or damaged from its first byte, and with `FileTooLarge` where the body grows
    /// beyond the limit of a record.
    pub(crate) fn undo_codings(&self, mut body: Vec<u8>) -> io::Result<Vec<u8>> {
        if self.header("transfer-encoding").is_some_and(is_chunked) {
            // Some crawlers undo the chunks and keep the header.
            dechunk(&mut body);
        }
        // Applied in the order of the list. More than a few is an attack.
        let codings = self.header("content-encoding").unwrap_or("").to_ascii_lowercase();
        for coding in codings.split(',').rev().map(str::trim).take(4) {
            body = match coding {
                "gzip" | "x-gzip" if body.starts_with(crate::unpack::GZIP) => {
                    read_bounded(flate2::bufread::MultiGzDecoder::new(&*body), &body)?
                }
                "deflate" => inflate(&body)?,
                "zstd" if body.starts_with(b"\x28\xb5\x2f\xfd") => {
                    read_bounded(zstd::Decoder::with_buffer(&*body)?, &body)?
                }
                "br" => unbrotli(body)?,
                // Some crawlers undo the coding and keep the header.
                "" | "identity" | "gzip" | "x-gzip" | "zstd" => body,
                other => {
                    let other: String = other.chars().take(40).collect();
                    let message = format!("expected content coding gzip, deflate, br or zstd, found `{other}`");
                    return Err(io::Error::new(io::ErrorKind::InvalidData, message));
                }
            };
        }
        Ok(body)
    }
}

fn is_chunked(codings: &str) -> bool {
    codings.rsplit(',').next().is_some_and(|last| last.trim().eq_ignore_ascii_case("chunked"))
}

/// Returns media type (lower case) and character set of a `Content-Type` value.
pub(crate) fn media_type(value: &str) -> (Option<String>, Option<String>) {
    let mut parts = value.split(';');
    let kind = parts.next().map(|kind| kind.trim().to_ascii_lowercase()).filter(|kind| kind.contains('/'));
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    });
    (kind, charset)
}

/// Reads to the end or to the limit. What comes before damage is still worth reading: browsers show it too.
fn read_bounded(reader: impl Read, coded: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity((coded.len() * 4).min(1 << 20));
    let read = reader.take(RECORD_BYTES as u64 + 1).read_to_end(&mut bytes);
    if bytes.len() > RECORD_BYTES {
        let message = format!("expected a body of at most {RECORD_BYTES} bytes, found more");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    match read {
        Err(error) if bytes.is_empty() => Err(error),
        _ => Ok(bytes),
    }
}

/// `deflate` means zlib, and by a common mistake raw deflate.
fn inflate(body: &[u8]) -> io::Result<Vec<u8>> {
    match read_bounded(flate2::bufread::ZlibDecoder::new(body), body) {
        Err(error) if error.kind() != io::ErrorKind::FileTooLarge => {
            read_bounded(flate2::bufread::DeflateDecoder::new(body), body)
        }
        read => read,
    }
}

/// Brotli has no magic number: where it does not decode, and markup stands there, a crawler has undone the coding and
/// kept the header.
fn unbrotli(body: Vec<u8>) -> io::Result<Vec<u8>> {
    match read_bounded(brotli_decompressor::Decompressor::new(&*body, 64 << 10), &body) {
        Err(error) if error.kind() != io::ErrorKind::FileTooLarge && body.trim_ascii_start().starts_with(b"<") => {
            Ok(body)
        }
        read => read,
    }
}

/// Joins the chunks of a body in place; leaves it as it is where it is not chunked after all.
fn dechunk(body: &mut Vec<u8>) {
    let (mut from, mut to) = (0, 0);
    while let Some((size, start)) = chunk_size(&body[from..]) {
        let start = from + start;
        // Truncated: what is there is kept.
        let end = start.saturating_add(size).min(body.len());
        body.copy_within(start..end, to);
        to += end - start;
        let rest = &body[end..];
        from = end + if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
        if size == 0 || from >= body.len() {
            body.truncate(to);
            return;
        }
    }
    if from > 0 {
        // Damaged in the middle: the chunks in front of it, then what stands there.
        body.drain(to..from);
    }
}

/// Returns the size of the chunk that begins here, and where its bytes begin.
fn chunk_size(bytes: &[u8]) -> Option<(usize, usize)> {
    /// Sizes have a few digits; what may stand behind them is no longer than a header.
    const LINE: usize = 4 << 10;
    let end = memchr::memchr(b'\n', &bytes[..bytes.len().min(LINE)])?;
    let line = std::str::from_utf8(&bytes[..end]).ok()?;
    let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
    Some((size, end + 1))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn decoded(head: &str, body: &[u8]) -> io::Result<Vec<u8>> {
        Head::parse(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes()).unwrap().undo_codings(body.to_vec())
    }

    #[test]
    fn codings_are_undone() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"<p>x</p>").unwrap();
        let gzip = gzip.finish().unwrap();
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        raw.write_all(b"<p>x</p>").unwrap();
        let zstd = zstd::encode_all(&b"<p>x</p>"[..], 1).unwrap();
        // An uncompressed block of eight bytes, and the last, empty one.
        let brotli = [&b"\x8b\x03\x80"[..], b"<p>x</p>", b"\x03"].concat();
        for (coding, body) in [
            ("gzip", &gzip),
            ("deflate", &raw.finish().unwrap()),
            ("zstd", &zstd),
            ("br", &brotli),
            ("identity", &b"<p>x</p>".to_vec()),
            ("gzip", &b"<p>x</p>".to_vec()),
            ("br", &b"<p>x</p>".to_vec()),
        ] {
            assert_eq!(decoded(&format!("Content-Encoding: {coding}"), body).unwrap(), b"<p>x</p>", "{coding}");
        }
        let twice = zstd::encode_all(&*gzip, 1).unwrap();
        assert_eq!(decoded("Content-Encoding: gzip, zstd", &twice).unwrap(), b"<p>x</p>");
        let error = decoded("Content-Encoding: compress", b"x").unwrap_err();
        assert_eq!(error.to_string(), "expected content coding gzip, deflate, br or zstd, found `compress`");
    }

    #[test]
    fn bombs_are_refused() {
        let bomb = zstd::encode_all(io::repeat(b' ').take(RECORD_BYTES as u64 + 1), 1).unwrap();
        assert_eq!(decoded("Content-Encoding: zstd", &bomb).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn chunks_are_joined_even_when_cut_off() {
        let chunked = |body: &[u8]| decoded("Transfer-Encoding: chunked", body).unwrap();
        assert_eq!(chunked(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"), b"abcde");
        assert_eq!(chunked(b"5\r\nabc"), b"abc");
        assert_eq!(chunked(b"3\nabc\n<p>damaged"), b"abc<p>damaged");
        assert_eq!(chunked(b"<p>not chunked"), b"<p>not chunked");
        assert_eq!(chunked(b"ffffffffffffffff\nabc"), b"abc");
    }

    #[test]
    fn headers_are_read() {
        let head = Head::parse(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; Charset=\"utf-8\"\r\n\r\n").unwrap();
        assert_eq!(head.media_type(), (Some("text/html".to_owned()), Some("utf-8".to_owned())));
        assert_eq!(
            Head::parse(b"GET / HTTP/1.1\r\n\r\n").unwrap_err(),
            "expected an HTTP status line, found `GET / HTTP/1.1`"
        );
    }
}
