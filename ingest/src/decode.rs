//! Bytes to text in whatever encoding they are.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// So many bytes outside ASCII are not well-formed UTF-8 by chance.
const ENOUGH: usize = 12;

/// Returns the text of a document: by its byte order mark, else by the envelope's character set, else by what the
/// document says of itself in its first 2,048 bytes, else by guessing. Bytes that do not fit become U+FFFD.
pub(crate) fn decode(bytes: &[u8], envelope: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    let label = |label: &str| Encoding::for_label(label.trim().trim_matches(['"', '\'']).as_bytes());
    let stated = envelope.and_then(label).or_else(|| stated_inside(bytes).and_then(|found| label(&found)));
    // Pages that claim another encoding and are well-formed UTF-8 with accents are UTF-8: saved pages were converted
    // and kept their claim. A few letters of another script can be well-formed by chance, Western ones hardly.
    let foreign = bytes.iter().filter(|byte| !byte.is_ascii()).take(ENOUGH).count();
    let encoding = match stated {
        Some(encoding)
            if (foreign == ENOUGH || encoding == WINDOWS_1252 && foreign > 0) && std::str::from_utf8(bytes).is_ok() =>
        {
            UTF_8
        }
        Some(encoding) => encoding,
        None => guess(bytes),
    };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Returns the text of a document's beginning, which may be cut inside a character.
pub(crate) fn beginning(head: &[u8]) -> String {
    if let Err(error) = std::str::from_utf8(head)
        && error.error_len().is_none()
    {
        return decode(&head[..error.valid_up_to()], None);
    }
    decode(head, None)
}

/// `<meta charset=...>`, `<meta http-equiv ... charset=...>` or `<?xml ... encoding="..."?>`.
fn stated_inside(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let after = |key: &str| head.find(key).map(|at| &head[at + key.len()..]);
    let value = after("charset=").or_else(|| head.starts_with("<?xml").then(|| after("encoding=")).flatten())?;
    let value = value.trim_start_matches(['"', '\'', ' ']);
    let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))).unwrap_or(value.len());
    (end > 0).then(|| value[..end].to_owned())
}

/// Returns the encoding that bytes without any statement are most likely in.
pub(crate) fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn the_nearest_statement_wins() {
        assert_eq!(decode(b"\xef\xbb\xbfcaf\xc3\xa9", Some("latin1")), "café");
        assert_eq!(decode(b"caf\xe9", Some("ISO-8859-1")), "café");
        assert_eq!(decode(b"<meta charset=windows-1251>\xcc\xe8\xf0", None), "<meta charset=windows-1251>Мир");
        assert_eq!(
            decode(b"<?xml version='1.0' encoding='iso-8859-1'?>\xe9", None),
            "<?xml version='1.0' encoding='iso-8859-1'?>é"
        );
        assert_eq!(decode("<meta charset=iso-8859-1>né".as_bytes(), None), "<meta charset=iso-8859-1>né");
        assert_eq!(decode("<meta charset=gb2312>无障碍说明".as_bytes(), None), "<meta charset=gb2312>无障碍说明");
        assert_eq!(decode(b"\xff\xfea\0", None), "a");
    }
}
