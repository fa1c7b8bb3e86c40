//! Bytes to text in whatever encoding they are.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// So many bytes outside ASCII are not well-formed UTF-8 by chance.
const ENOUGH: usize = 12;

/// Returns the text of a document: by its byte order mark, else by the envelope's character set, else by what the
/// document says of itself in its first 2,048 bytes, else by guessing. Bytes that do not fit become U+FFFD.
///
/// A statement that the bytes contradict is passed over: pages were converted and kept their claim, templates claim
/// UTF-8 over texts that are none.
pub(crate) fn decode<'b>(bytes: &'b [u8], envelope: Option<&str>) -> Cow<'b, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    let wide = wide(bytes);
    let label = |label: &str| Encoding::for_label(label.trim().trim_matches(['"', '\'']).as_bytes());
    let stated = || envelope.and_then(label).or_else(|| stated_inside(bytes).and_then(|found| label(&found)));
    // Whoever could read the statement as ASCII has shown that it is not in UTF-16.
    let stated = stated().filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE);
    // A few letters of another script can be well-formed by chance, Western ones hardly.
    let foreign = bytes.iter().filter(|byte| !byte.is_ascii()).take(ENOUGH).count();
    let encoding = match (wide, stated) {
        (Some(wide), _) => wide,
        (None, Some(encoding))
            if (foreign == ENOUGH || encoding == WINDOWS_1252 && foreign > 0) && std::str::from_utf8(bytes).is_ok() =>
        {
            UTF_8
        }
        (None, Some(encoding)) if encoding != UTF_8 => encoding,
        (None, _) => guess(bytes),
    };
    encoding.decode_without_bom_handling(bytes).0
}

/// Returns the kind of UTF-16 that bytes without a mark are in: Western text then has a zero in every other place.
pub(crate) fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024) & !1];
    let zeros = |at: usize| head.iter().skip(at).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = head.len() / 2 * 2 / 3;
    match head.len() >= 8 {
        true if odd > most && even == 0 => Some(UTF_16LE),
        true if even > most && odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Returns the text of a document's beginning, which may be cut inside a character.
pub(crate) fn beginning(head: &[u8]) -> Cow<'_, str> {
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

/// Returns the encoding that bytes without a credible statement are most likely in.
pub(crate) fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let (mut letters, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    // One byte that was damaged, or a character cut off at the end, does not make UTF-8 something else.
    if broken == 0 || broken * 2 <= letters {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

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

    /// News as each encoding's papers print it; the statement is in the envelope, in the page, wrong, or missing.
    #[test]
    fn encodings_are_found_however_they_are_stated() {
        let texts = [
            ("gb18030", "新华社北京三月五日电 代表们周二在日内瓦开始会谈，港口重新开放。"),
            ("shift_jis", "代表団は火曜日にジュネーブで会談を始めた。港は再び開いた。"),
            ("euc-jp", "代表団は火曜日にジュネーブで会談を始めた。港は再び開いた。"),
            ("euc-kr", "대표단은 화요일 제네바에서 회담을 시작했다. 항구는 다시 열렸다."),
            ("big5", "代表們週二在日內瓦開始會談，港口重新開放，船隻排隊等候。"),
            ("windows-1251", "Делегации начали во вторник переговоры в Женеве, порт снова открыт."),
            ("koi8-r", "Делегации начали во вторник переговоры в Женеве, порт снова открыт."),
            ("windows-1250", "Delegace zahájily v úterý v Ženevě jednání, přístav je znovu otevřený."),
            ("windows-1252", "Die Gespräche begannen am Dienstag in Genf, der Hafen ist wieder geöffnet, hieß es."),
            ("windows-1253", "Οι συνομιλίες άρχισαν την Τρίτη στη Γενεύη, το λιμάνι άνοιξε ξανά."),
            ("windows-1254", "Görüşmeler salı günü Cenevre'de başladı, liman yeniden açıldı, dedi yetkililer."),
            ("windows-1255", "השיחות החלו ביום שלישי בז'נבה, הנמל נפתח מחדש."),
            ("windows-1256", "بدأت المحادثات يوم الثلاثاء في جنيف وأعيد فتح الميناء."),
        ];
        for (name, text) in texts {
            let encoding = Encoding::for_label(name.as_bytes()).unwrap();
            let (bytes, _, unmappable) = encoding.encode(text);
            assert!(!unmappable, "{name}");
            assert_eq!(decode(&bytes, Some(name)), text, "{name} in the envelope");
            let page = [format!("<meta charset=\"{name}\">").as_bytes(), &bytes].concat();
            assert!(decode(&page, None).ends_with(text), "{name} in the page");
            let elsewhere = [b"<meta charset=utf-8>".as_slice(), &bytes].concat();
            assert!(decode(&elsewhere, Some(name)).ends_with(text), "{name}: the envelope wins");
            assert!(decode(&elsewhere, None).ends_with(text), "{name} that calls itself UTF-8");
            assert_eq!(decode(&bytes, None), text, "{name} without a word");
        }
    }

    #[test]
    fn wide_text_is_read_with_its_mark_and_without() {
        let text = "<html><body>Die Gespräche begannen am Dienstag.";
        let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        for (mark, bytes) in [([0xff, 0xfe], wide(u16::to_le_bytes)), ([0xfe, 0xff], wide(u16::to_be_bytes))] {
            assert_eq!(decode(&[mark.as_slice(), &bytes].concat(), Some("utf-8")), text);
            assert_eq!(decode(&bytes, None), text);
            assert_eq!(decode(&bytes, Some("utf-16")), text);
        }
        // A page that can be read as ASCII far enough to say so is no UTF-16.
        assert_eq!(decode(b"<meta charset=utf-16>caf\xc3\xa9", None), "<meta charset=utf-16>caf\u{e9}");
    }

    #[test]
    fn a_few_bad_bytes_do_not_make_utf8_something_else() {
        let page = ["<meta charset=utf-8>", &"Die Gespräche begannen. ".repeat(50)].concat();
        let mut bytes = page.clone().into_bytes();
        bytes.extend_from_slice(b"\xe4\xff");
        assert_eq!(decode(&bytes, None), format!("{page}\u{fffd}\u{fffd}"));
        bytes.truncate(bytes.len() - 2);
        bytes.push(0xc3);
        assert_eq!(decode(&bytes, None), format!("{page}\u{fffd}"));
    }
}
