//! What kind of bytes these are, by content and not by name.

use crate::wire::{self, Wire};

/// A format that [`crate::unpack()`] reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Compressed with gzip: look inside.
    Gzip,
    /// Compressed with zstd: look inside.
    Zstd,
    /// Compressed with bzip2: look inside.
    Bzip2,
    /// Compressed with xz: look inside.
    Xz,
    /// A tar archive: look at its members.
    Tar,
    /// A zip archive, of files or of a crawl (WACZ): look at its members.
    Zip,
    /// A web archive, WARC 1.0 or 1.1.
    Warc,
    /// A web archive of the older kind, ARC 1 or 1.1.
    Arc,
    /// RSS, Atom, RDF, CDF, JSON Feed or a WordPress export.
    Feed,
    /// A sitemap, or an index of them.
    Sitemap,
    /// Rows of cells between commas, tabs, semicolons or bars.
    Table,
    /// One JSON object, or a list of them.
    Json,
    /// One JSON object a line.
    JsonLines,
    /// One mail message.
    Mail,
    /// Mail messages in the mbox format.
    Mailbox,
    /// A page saved to a single file, MHTML.
    Mhtml,
    /// A format of news agencies.
    Wire(Wire),
    /// A web page.
    Html,
    /// Plain text.
    Text,
    /// Nothing at all.
    Empty,
    /// Anything else: pictures, programs, formats not read yet; with the name where it is known.
    Binary(&'static str),
}

/// Returns the format of a document by its first bytes; a few thousand are enough.
#[must_use]
pub fn sniff(head: &[u8]) -> Format {
    const BINARIES: [(&[u8], &str); 9] = [
        (b"\x89PNG", "png picture"),
        (b"\xff\xd8\xff", "jpeg picture"),
        (b"GIF8", "gif picture"),
        (b"RIFF", "riff media"),
        (b"%PDF", "pdf document"),
        (b"7z\xbc\xaf\x27\x1c", "7-zip file"),
        (b"\x7fELF", "program"),
        (b"SQLite format 3", "sqlite database"),
        (b"ID3", "mp3 audio"),
    ];
    if head.is_empty() {
        return Format::Empty;
    }
    if head.starts_with(b"\x1f\x8b\x08") {
        return Format::Gzip;
    }
    if head.starts_with(b"\x28\xb5\x2f\xfd") || is_skippable_frame(head) {
        return Format::Zstd;
    }
    if matches!(head, [b'B', b'Z', b'h', b'1'..=b'9', b'1', b'A', b'Y', b'&', b'S', b'Y', ..]) {
        return Format::Bzip2;
    }
    if head.starts_with(b"\xfd7zXZ\0") {
        return Format::Xz;
    }
    // The second one is an archive without members.
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Format::Zip;
    }
    if crate::unpack::is_tar(head) {
        return Format::Tar;
    }
    // What stands in a crawl may be anything: its first words tell, and not the bytes behind them.
    let first = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if first.starts_with(b"WARC/") {
        return Format::Warc;
    }
    if first.starts_with(b"filedesc://") {
        return Format::Arc;
    }
    if let Some((_, name)) = BINARIES.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Format::Binary(name);
    }
    if let Some(format) = wire::sniff_controls(head) {
        return Format::Wire(format);
    }
    let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || crate::decode::wide(head).is_some();
    if !wide && looks_binary(head) {
        // So it is with mail and pages saved as MHTML, whose headers are text.
        let end = [&b"\n\r\n"[..], b"\n\n"].iter().filter_map(|line| memchr::memmem::find(head, line)).min();
        let headers = &head[..end.unwrap_or(0)];
        let mail = (!looks_binary(headers)).then(|| crate::mail::sniff(&String::from_utf8_lossy(headers)));
        return mail.flatten().unwrap_or(Format::Binary("binary file"));
    }
    let text = if wide { crate::decode::decode(head, None) } else { String::from_utf8_lossy(head) };
    sniff_text(text.trim_start_matches('\u{feff}').trim_start())
}

/// Frames that `.warc.zst` files begin with to carry their dictionary.
fn is_skippable_frame(head: &[u8]) -> bool {
    matches!(head, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

/// Text holds few control characters; a zero may stray into it.
fn looks_binary(head: &[u8]) -> bool {
    let controls =
        head.iter().filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)).count();
    controls * 50 > head.len()
}

fn sniff_text(text: &str) -> Format {
    if text.is_empty() {
        return Format::Empty;
    }
    if text.starts_with(['{', '[']) {
        return sniff_json(text);
    }
    if text.starts_with('<') {
        return sniff_markup(&text[..text.floor_char_boundary(16_384)].to_ascii_lowercase());
    }
    if let Some(mail) = crate::mail::sniff(text) {
        return mail;
    }
    if crate::table::looks_like_table(text) {
        return Format::Table;
    }
    Format::Text
}

fn sniff_json(text: &str) -> Format {
    if crate::feed::is_json_feed(&text[..text.floor_char_boundary(4096)]) {
        return Format::Feed;
    }
    let first = text.lines().next().unwrap_or("").trim_end();
    let second = text.lines().skip(1).find(|line| !line.trim().is_empty()).unwrap_or("").trim_start();
    let whole_line = serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok();
    if text.starts_with('{')
        && ((whole_line && (second.is_empty() || second.starts_with('{'))) || (!text.contains('\n') && !whole_line))
    {
        // One whole object on the first line, or a first line longer than what we were shown.
        return Format::JsonLines;
    }
    // `[Reuters] Text` is text.
    match text[1..].trim_start().chars().next() {
        Some('{' | '"' | '[' | ']' | '}') | None => Format::Json,
        Some(c) if c.is_ascii_digit() || c == '-' => Format::Json,
        Some(_) => Format::Text,
    }
}

fn sniff_markup(text: &str) -> Format {
    let mut rest = text;
    // Declarations and comments stand in front of the first element.
    while rest.starts_with("<?")
        || rest.starts_with("<!--")
        || (rest.starts_with("<!doctype") && !rest.starts_with("<!doctype html"))
    {
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else {
            // A document type may declare entities of its own between brackets.
            let end = rest.find('>').map(|at| at + 1);
            match (rest.find('['), end) {
                (Some(open), Some(at)) if open < at && rest.starts_with("<!doctype") => {
                    rest.find("]>").map(|at| at + 2)
                }
                _ => end,
            }
        };
        let Some(end) = end else { break };
        rest = rest[end..].trim_start();
    }
    let name =
        rest.trim_start_matches('<').split(|c: char| c.is_whitespace() || c == '>' || c == '/').next().unwrap_or("");
    // A document type whose own declarations are longer than what we were shown names the first element too.
    let name = if name == "!doctype" { rest.split_whitespace().nth(1).unwrap_or("") } else { name };
    let name = name.rsplit(':').next().unwrap_or(name);
    if let Some(format) = wire::sniff_markup(name, text) {
        return Format::Wire(format);
    }
    match name {
        "rss" | "feed" | "rdf" | "channel" => Format::Feed,
        "urlset" | "sitemapindex" => Format::Sitemap,
        "entry" if rest.contains("w3.org/2005/atom") => Format::Feed,
        _ => Format::Html,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_recognised_by_content() {
        for (head, format) in [
            (&b""[..], Format::Empty),
            (b"\x1f\x8b\x08\0", Format::Gzip),
            (b"\x28\xb5\x2f\xfd\0", Format::Zstd),
            (b"BZh91AY&SY\0", Format::Bzip2),
            (b"BZh is how it begins", Format::Text),
            (b"\xfd7zXZ\0\0", Format::Xz),
            (b"PK\x03\x04\x14", Format::Zip),
            (b"filedesc://x.arc 0.0.0.0 2008", Format::Arc),
            (b"\x89PNG\r\n", Format::Binary("png picture")),
            (b"<\0h\0t\0m\0l\0>\0", Format::Html),
            (b"abc\0def", Format::Binary("binary file")),
            (b"WARC/1.0\r\n", Format::Warc),
            (b"WARC/1.1\r\n\r\n\0\x01\x02\x03\x04", Format::Warc),
            (b"\r\n\r\nWARC/1.0\r\n\0\x01\x02\x03\x04", Format::Warc),
            (b"\xef\xbb\xbfWARC/1.0\r\n", Format::Warc),
            (b"filedesc://x.arc\n\0\x01\x02\x03\x04", Format::Arc),
            (b"From: a@b.example\r\nMIME-Version: 1.0\r\nSubject: x\r\n\r\n\0\x01\x02\x03\x04\x05\x06", Format::Mail),
            (
                b"<html><title>a zero strays into a page</title><p>and\0it stays a page, as browsers show it",
                Format::Html,
            ),
            (b"<?xml version='1.0'?>\n<!-- x --><rss version='2.0'>", Format::Feed),
            (b"<rdf:RDF xmlns:rdf='x'>", Format::Feed),
            (b"{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[]}", Format::Feed),
            (b"<feed xmlns='http://www.w3.org/2005/Atom'>", Format::Feed),
            (b"\xef\xbb\xbf<!DOCTYPE html><html>", Format::Html),
            (b"<!-- saved from url --><div>", Format::Html),
            (b"<!DOCTYPE nitf SYSTEM 'nitf.dtd' [<!ENTITY a 'b>c'>]><nitf>", Format::Wire(Wire::Nitf)),
            (b"<!DOCTYPE nitf [<!ENTITY a 'endless", Format::Wire(Wire::Nitf)),
            (b"\n<NewsML Version='1.2'>", Format::Wire(Wire::NewsMl)),
            (b"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'>", Format::Wire(Wire::NewsMlG2)),
            (b"<newsItem>", Format::Html),
            (b"<!DOCTYPE lewis SYSTEM 'lewis.dtd'>\n<REUTERS NEWID=\"1\">", Format::Wire(Wire::ReutersSgml)),
            (b"\x16\x16\x01V1\x1f_a\nr a\x13\x11 BC-X\n\x02^BC-X,<\n\x03", Format::Wire(Wire::Anpa)),
            (b"\x01eca0003 3 i 380  dpa 0045\r\n\x02A\x03", Format::Wire(Wire::Iptc7901)),
            (b"{\"a\":1}\n{\"a\":2}\n", Format::JsonLines),
            (b"{\"a\":1,\n \"b\": 2}", Format::Json),
            (b"[{\"a\":1}]", Format::Json),
            (b"[Reuters] Talks began.", Format::Text),
            (b"Talks began\n\nin Geneva", Format::Text),
            (b"  \n ", Format::Empty),
        ] {
            assert_eq!(sniff(head), format, "{}", String::from_utf8_lossy(head));
        }
    }
}
