//! MHTML, the single file that browsers save a page to: the page itself, its address, and when it was saved.

use dateline_model::{Capture, Location};
use jiff::Timestamp;
use mail_parser::{MessageParser, MessagePart, MimeHeaders, PartType};

use crate::{Reason, mail, web};

/// Returns the page of an MHTML file: its first HTML part, which is the outermost frame.
pub(crate) fn unpack(bytes: &[u8], location: &Location) -> Result<Capture, (Reason, String)> {
    let parsed = MessageParser::default().parse(bytes.trim_ascii_start());
    let message = parsed.ok_or_else(|| (Reason::Broken, "expected MHTML, found no headers".to_owned()))?;
    let start = message.content_type().and_then(|kind| kind.attribute("start")).map(|id| id.trim_matches(['<', '>']));
    let is_page = |part: &&MessagePart<'_>| matches!(part.body, PartType::Html(_));
    let is_start = |part: &&MessagePart<'_>| start.is_some() && part.content_id() == start;
    let page = message
        .parts
        .iter()
        .filter(is_page)
        .find(is_start)
        .or_else(|| message.parts.iter().find(is_page))
        .ok_or_else(|| (Reason::NotText, "expected a page in the MHTML file, found none".to_owned()))?;
    let saved_from = message.header("Snapshot-Content-Location").and_then(|value| value.as_text());
    let uri = [saved_from, page.content_location(), message.content_location()]
        .into_iter()
        .flatten()
        .map(str::trim)
        .find(|address| web::canonical(address).is_some())
        .map(str::to_owned);
    let captured = message.date().filter(|date| date.is_valid());
    let stated = page.content_type().and_then(|kind| kind.attribute("charset")).map(str::to_owned);
    let (payload, charset) = match (mail::raw(&message, page), &page.body) {
        (Some(bytes), _) => (bytes, stated),
        (None, PartType::Html(text)) => (text.as_bytes().to_vec(), Some("utf-8".to_owned())),
        (None, _) => (Vec::new(), None),
    };
    Ok(Capture {
        location: location.clone(),
        uri,
        captured: captured.and_then(|date| Timestamp::from_second(date.to_timestamp()).ok()),
        media_type: "text/html".to_owned(),
        charset,
        payload,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_its_address_and_its_time_are_found() {
        let file = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://hafen.example/a?b=1\r\n\
            Subject: =?utf-8?Q?Kr=C3=A4ne?=\r\nDate: Tue, 5 Mar 2024 10:00:00 -0000\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--x--\"\r\n\r\n\r\n\
            ----x--\r\nContent-Type: text/css\r\nContent-Location: cid:css\r\n\r\np {}\r\n\
            ----x--\r\nContent-Type: text/html\r\nContent-ID: <f@mhtml.blink>\r\nContent-Transfer-Encoding: quoted-printable\r\n\
            Content-Location: https://hafen.example/a?b=3D1\r\n\r\n<meta charset=3D\"windows-1252\"><p>Kr=E4ne</p>\r\n----x----\r\n";
        assert_eq!(crate::sniff(file.as_bytes()), crate::Format::Mhtml);
        let capture = unpack(file.as_bytes(), &Location::file("a.mhtml")).unwrap();
        assert_eq!(capture.uri.as_deref(), Some("https://hafen.example/a?b=1"));
        assert_eq!(capture.captured.unwrap().to_string(), "2024-03-05T10:00:00Z");
        let html = crate::decode::decode(&capture.payload, capture.charset.as_deref());
        assert_eq!(html.trim(), "<meta charset=\"windows-1252\"><p>Kräne</p>");
    }

    #[test]
    fn a_file_without_a_page_is_refused() {
        let file = "From: <Saved by Blink>\nSubject: a\nMIME-Version: 1.0\nContent-Type: image/png\n\nx";
        assert_eq!(unpack(file.as_bytes(), &Location::file("a.mhtml")).unwrap_err().0, Reason::NotText);
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(text in "(--a|\n|Content-Type: text/html|Content-Location: |=\n|=3|\\PC){0,30}") {
            let head = "MIME-Version: 1.0\nSubject: x\nContent-Type: multipart/related; boundary=a\n";
            let _ = unpack(format!("{head}{text}").as_bytes(), &Location::default());
        }
    }
}
