//! A stored HTTP response to its status, headers and body, codings undone.

use std::io::Read;

use crate::limits::RECORD_BYTES;

/// An HTTP response as web archives keep it.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// Reads a response; forgiving, since crawlers keep what servers sent.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let (head, body) = split_head(bytes).ok_or("expected an empty line behind the HTTP headers, found none")?;
        let head = String::from_utf8_lossy(head);
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
        let mut response = Self { status, headers, body: Vec::new() };
        response.body = response.undo_codings(body)?;
        Ok(response)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns media type and character set of the `Content-Type` header.
    pub(crate) fn media_type(&self) -> (Option<String>, Option<String>) {
        self.header("content-type").map_or((None, None), media_type)
    }

    fn undo_codings(&self, body: &[u8]) -> Result<Vec<u8>, String> {
        let mut bytes = body.to_vec();
        if self.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            // Some crawlers undo the chunks and keep the header.
            bytes = dechunk(&bytes).unwrap_or(bytes);
        }
        let codings = self.header("content-encoding").unwrap_or("").to_ascii_lowercase();
        for coding in
            codings.split(',').rev().map(str::trim).filter(|coding| !coding.is_empty() && *coding != "identity")
        {
            bytes = match coding {
                "gzip" | "x-gzip" if bytes.starts_with(b"\x1f\x8b") => {
                    read_bounded(flate2::read::MultiGzDecoder::new(&*bytes), coding)?
                }
                "deflate" => inflate(&bytes)?,
                "zstd" => read_bounded(zstd::Decoder::new(&*bytes).map_err(|error| error.to_string())?, coding)?,
                // Some crawlers undo the coding and keep the header.
                "gzip" | "x-gzip" => bytes,
                other => return Err(format!("expected content coding gzip, deflate or zstd, found `{other}`")),
            };
        }
        Ok(bytes)
    }
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

/// Reads to the end or to the limit.
pub(crate) fn read_bounded(reader: impl Read, what: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = reader.take(RECORD_BYTES as u64 + 1).read_to_end(&mut bytes);
    if bytes.len() > RECORD_BYTES {
        return Err(format!("expected at most {RECORD_BYTES} bytes of {what} data, found more"));
    }
    match read {
        Ok(_) => Ok(bytes),
        // What came before the damage is still worth reading.
        Err(_) if !bytes.is_empty() => Ok(bytes),
        Err(error) => Err(format!("failed to decode {what} data: {error}")),
    }
}

/// `deflate` means zlib, and by a common mistake raw deflate.
fn inflate(bytes: &[u8]) -> Result<Vec<u8>, String> {
    read_bounded(flate2::read::ZlibDecoder::new(bytes), "deflate")
        .or_else(|_| read_bounded(flate2::read::DeflateDecoder::new(bytes), "deflate"))
}

fn split_head(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let strict = bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| (at, at + 4));
    let loose = bytes.windows(2).position(|window| window == b"\n\n").map(|at| (at, at + 2));
    let (end, body) = match (strict, loose) {
        (Some(strict), Some(loose)) => strict.min(loose),
        (strict, loose) => strict.or(loose)?,
    };
    Some((&bytes[..end], &bytes[body..]))
}

/// Returns the content of a chunked body, or `None` where it is not chunked after all.
fn dechunk(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut content = Vec::with_capacity(bytes.len());
    loop {
        let line_end = bytes.iter().position(|&byte| byte == b'\n')?;
        let line = std::str::from_utf8(&bytes[..line_end]).ok()?.trim();
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        bytes = &bytes[line_end + 1..];
        if size == 0 {
            return Some(content);
        }
        let Some((chunk, rest)) = bytes.split_at_checked(size) else {
            // Truncated: keep what is there.
            content.extend_from_slice(bytes);
            return Some(content);
        };
        content.extend_from_slice(chunk);
        bytes = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        if bytes.is_empty() {
            return Some(content);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codings_are_undone() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gzip, b"<p>x</p>").unwrap();
        let mut bytes =
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; Charset=\"utf-8\"\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
        bytes.extend(gzip.finish().unwrap());
        let response = Response::parse(&bytes).unwrap();
        assert_eq!(response.body, b"<p>x</p>");
        assert_eq!(response.media_type(), (Some("text/html".to_owned()), Some("utf-8".to_owned())));
    }

    #[test]
    fn chunks_are_joined_even_when_cut_off() {
        let chunked = |body: &str| {
            Response::parse(format!("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n{body}").as_bytes()).unwrap().body
        };
        assert_eq!(chunked("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"), b"abcde");
        assert_eq!(chunked("5\r\nabc"), b"abc");
        assert_eq!(chunked("<p>not chunked"), b"<p>not chunked");
    }

    #[test]
    fn other_bytes_are_refused_with_a_reason() {
        assert_eq!(
            Response::parse(b"GET / HTTP/1.1\r\n\r\n").unwrap_err(),
            "expected an HTTP status line, found `GET / HTTP/1.1`"
        );
        assert_eq!(
            Response::parse(b"HTTP/1.1 200").unwrap_err(),
            "expected an empty line behind the HTTP headers, found none"
        );
    }
}
