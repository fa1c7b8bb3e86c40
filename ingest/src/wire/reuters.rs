//! The SGML of the Reuters-21578 collection: many documents a file.

use dateline_model::{Origin, Paragraph};

use super::item::Item;
use crate::repair::{non_empty, one_line, unescape};
use crate::{Reason, dateline, parse_date, plain};

/// The element that is one document.
const START: &str = "<REUTERS";
const END: &str = "</REUTERS>";

/// Cuts a file into documents; bytes between them are the prolog.
pub(crate) fn documents(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let start = position(rest, START.as_bytes())?;
        let from = &rest[start..];
        let end = position(from, END.as_bytes()).map(|at| at + END.len());
        // A document that is not closed ends where the next begins.
        let next = position(&from[START.len()..], START.as_bytes()).map(|at| at + START.len());
        let end = end.into_iter().chain(next).min().unwrap_or(from.len());
        rest = &from[end..];
        Some(&from[..end])
    })
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|&byte| byte == first) {
        if bytes[from + at..].starts_with(wanted) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

/// Reads one document.
pub(crate) fn read(text: &str) -> Result<Item, (Reason, String)> {
    let opening = text.split('>').next().unwrap_or("");
    let Some(content) = element(text, "TEXT") else {
        return Err((Reason::Broken, "expected an element `TEXT`, found none".to_owned()));
    };
    let lists = ["TOPICS", "PLACES", "PEOPLE", "ORGS", "EXCHANGES", "COMPANIES"];
    let mut item = Item {
        provider: Some("Reuters".to_owned()),
        own_id: attribute(opening, "NEWID").map(|number| format!("reuters21578:{number}")),
        this: element(text, "DATE").and_then(|date| parse_date(&one_line(date), Origin::Record)),
        tags: lists.iter().filter_map(|list| element(text, list)).flat_map(|list| elements(list, "D")).collect(),
        headline: element(content, "TITLE").and_then(|title| non_empty(unescape(title).trim_matches(['*', ' ', '\n']))),
        ..Item::default()
    };
    let dateline = element(content, "DATELINE").and_then(|printed| dateline::stated_before(&unescape(printed)));
    let (dateline, start) = dateline.unzip();
    item.dateline = dateline;
    if let Some(author) = element(content, "AUTHOR") {
        item.sign(&one_line(&unescape(author)));
    }
    // What was not cut into title and body stands in the element itself.
    let body = match element(content, "BODY") {
        Some(body) => dateline::rejoin(start.flatten(), unescape(body)),
        None if item.headline.is_none() => unescape(content),
        None => String::new(),
    };
    let body = without_end(&body);
    let mut lines = body.trim_start_matches('\u{2}').trim_start_matches(['\n', '\r']);
    if item.headline.is_none()
        && let Some((first, rest)) = lines.split_once('\n')
    {
        item.headline = non_empty(first);
        lines = rest;
    }
    item.blocks = plain::paragraphs_of_wrapped(lines).into_iter().map(Paragraph::text).collect();
    Ok(item)
}

/// The words of an element, its end tag missing or not.
fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find(&format!("<{name}"))? + 1 + name.len();
        let rest = &text[at..];
        // `<DATE` opens `<DATELINE` too.
        if rest.starts_with(|c: char| c == '>' || c.is_whitespace()) {
            let inside = &rest[rest.find('>')? + 1..];
            return Some(&inside[..inside.find(&format!("</{name}>")).unwrap_or(inside.len())]);
        }
        from = at;
    }
}

fn elements(text: &str, name: &str) -> Vec<String> {
    let opening = format!("<{name}>");
    text.split(&opening).skip(1).filter_map(|part| non_empty(&unescape(part.split("</").next()?))).collect()
}

fn attribute(opening: &str, name: &str) -> Option<String> {
    let (_, rest) = opening.split_once(&format!("{name}=\""))?;
    non_empty(rest.split('"').next()?)
}

/// Text ends in the agency's name and an end-of-text character: ` Reuter &#3;`.
fn without_end(body: &str) -> &str {
    let end = |c: char| c.is_whitespace() || c.is_control() || c == '\u{fffd}';
    let body = body.trim_end_matches(end);
    let signed = ["REUTER", "Reuter", "Reuters"].iter().find_map(|name| body.strip_suffix(name));
    signed
        .filter(|rest| rest.is_empty() || rest.ends_with(char::is_whitespace))
        .map_or(body, |rest| rest.trim_end_matches(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS TOPICS=\"YES\" OLDID=\"1\" NEWID=\"7\">\n<DATE>26-FEB-1987 15:01:01.79</DATE>\n<TOPICS><D>cocoa</D></TOPICS>\n<PLACES><D>norway</D><D>usa</D></PLACES>\n\
        <TEXT>&#2;\n<TITLE>HARBOUR &lt;HBR> REOPENS</TITLE>\n<AUTHOR>    by Anna Holt, Reuters</AUTHOR>\n<DATELINE>    PORT ELLERY, Norway, Feb 26 - </DATELINE><BODY>The port reopened.\n    A second &amp; last paragraph.\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n\
        <REUTERS NEWID=\"8\"><DATE>26-FEB-1987 15:02:00.00</DATE>\n<TEXT TYPE=\"BRIEF\">&#2;\n******<TITLE>HARBOUR &lt;HBR> Q1 SHR 12 CTS</TITLE>\n Blah blah blah.\n&#3;\n</TEXT></REUTERS>\
        <REUTERS NEWID=\"9\"><TEXT TYPE=\"UNPROC\">&#2;\nHARBOUR PRICES - APR 7\n Jun 9333\n Sep 9326\n&#3;\n</TEXT></REUTERS>";

    #[test]
    fn documents_are_cut_and_read() {
        let items: Vec<Item> =
            documents(FILE.as_bytes()).map(|one| read(std::str::from_utf8(one).unwrap()).unwrap()).collect();
        assert_eq!(items.len(), 3);
        assert_eq!(items[0].headline.as_deref(), Some("HARBOUR <HBR> REOPENS"));
        assert_eq!(items[0].byline.as_ref().unwrap().authors, ["Anna Holt"]);
        assert_eq!(items[0].dateline.as_ref().unwrap().place.as_deref(), Some("PORT ELLERY, Norway"));
        assert_eq!(items[0].this.as_ref().unwrap().value(), "1987-02-26T15:01:01");
        assert_eq!(items[0].tags, ["cocoa", "norway", "usa"]);
        assert_eq!(
            items[0].blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>(),
            ["The port reopened.", "A second & last paragraph."]
        );
        assert_eq!(items[1].headline.as_deref(), Some("HARBOUR <HBR> Q1 SHR 12 CTS"));
        assert!(items[1].blocks.is_empty());
        assert_eq!(items[2].headline.as_deref(), Some("HARBOUR PRICES - APR 7"));
        assert_eq!(items[2].blocks.len(), 2);
    }
}
