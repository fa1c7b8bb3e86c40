//! What the program that saved a page wrote into it: where the page came from, and when it was saved.
//!
//! The time of the file is no evidence of anything: copying changes it.

use dateline_model::Origin;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// Savers write near the top.
const HEAD: usize = 16 << 10;

/// What a saver says of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Saved {
    /// Address of the page.
    pub(crate) address: Option<String>,
    /// When it was saved.
    pub(crate) at: Option<Timestamp>,
}

/// Returns what a saver wrote into a page: browsers, SingleFile, Save Page WE, WebScrapBook, monolith, HTTrack.
pub(crate) fn read(html: &str) -> Saved {
    let head = &html[..html.floor_char_boundary(HEAD)];
    let by = [browser, singlefile, httrack, monolith, savepage, scrapbook];
    by.iter().find_map(|by| by(head)).unwrap_or_default()
}

fn saved(address: &str, date: Option<&str>) -> Option<Saved> {
    let address = crate::web::canonical(address).map(|_| address.to_owned())?;
    Some(Saved { address: Some(address), at: date.and_then(moment) })
}

/// Text between two marks, the nearest after the first.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> Option<&'a str> {
    let find = |text: &str, mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes());
    let rest = &text[find(text, begin)? + begin.len()..];
    Some(rest[..find(rest, end)?].trim())
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or("")
}

/// `<!-- saved from url=(0042)https://... -->`
fn browser(head: &str) -> Option<Saved> {
    let rest = between(head, "saved from url=", ">")?;
    let address = rest.trim_start_matches(|c: char| matches!(c, '(' | ')') || c.is_ascii_digit());
    saved(first_word(address).trim_end_matches('-'), None)
}

/// `<!-- Page saved with SingleFile  url: https://...  saved date: Tue Mar 05 2024 10:00:00 GMT+0100 (...) -->`
fn singlefile(head: &str) -> Option<Saved> {
    let comment = between(head, "Page saved with SingleFile", "-->")?;
    let date = comment.split_once("saved date:").map(|(_, rest)| rest.lines().next().unwrap_or(rest));
    saved(first_word(comment.split_once("url:")?.1), date)
}

/// `<!-- Mirrored from paper.example/a.html by HTTrack Website Copier/3.x [...], Tue, 05 Mar 2024 10:00:00 GMT -->`
fn httrack(head: &str) -> Option<Saved> {
    let comment = between(head, "<!-- Mirrored from ", "-->")?;
    let (address, rest) = comment.split_once(" by HTTrack")?;
    let date = rest.split_once("], ").map(|(_, date)| date);
    let address = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    saved(&address, date)
}

/// `<!-- Saved from https://... at 2024-03-05T10:00:00Z using monolith v2.8.1 -->`
fn monolith(head: &str) -> Option<Saved> {
    let comment = between(head, "<!-- Saved from ", "-->").filter(|comment| comment.contains("monolith"))?;
    saved(first_word(comment), between(comment, " at ", " using"))
}

/// `<meta name="savepage-url" content="https://...">`, `savepage-date` with a date as browsers print it.
fn savepage(head: &str) -> Option<Saved> {
    let content =
        |name: &str| between(&head[memchr::memmem::find(head.as_bytes(), name.as_bytes())?..], "content=\"", "\"");
    saved(content("\"savepage-url\"")?, content("\"savepage-date\""))
}

/// `<html data-scrapbook-source="https://..." data-scrapbook-create="20240305100000000">`, in UTC.
fn scrapbook(head: &str) -> Option<Saved> {
    let source = between(head, "data-scrapbook-source=\"", "\"")?;
    let digits =
        between(head, "data-scrapbook-create=\"", "\"").filter(|digits| digits.len() >= 14 && digits.is_ascii());
    let date = digits.map(|digits| format!("{}T{}Z", &digits[..8], &digits[8..14]));
    saved(&source.replace("&amp;", "&"), date.as_deref())
}

/// A date that states its zone; without one it names no moment.
fn moment(date: &str) -> Option<Timestamp> {
    browser_date(date).or_else(|| {
        let dated = crate::parse_date(date, Origin::Header)?;
        dated.offset_seconds.map(|_| dated.earliest())
    })
}

/// `Tue Mar 05 2024 10:00:00 GMT+0100 (Central European Standard Time)`
fn browser_date(date: &str) -> Option<Timestamp> {
    let mut words = date.split_whitespace().skip(1);
    let (month, day, year) = (words.next()?, words.next()?, words.next()?);
    let (time, zone) = (words.next()?, words.next()?.strip_prefix("GMT")?);
    let local = DateTime::strptime("%b %d %Y %H:%M:%S", format!("{month} {day} {year} {time}")).ok()?;
    let (sign, digits) = zone.split_at_checked(1).unwrap_or(("+", "0000"));
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i32>().ok();
    let seconds = number(0..2)? * 3600 + number(2..4)? * 60;
    Offset::from_seconds(if sign == "-" { -seconds } else { seconds }).ok()?.to_timestamp(local).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn savers_say_where_and_when() {
        let at = Some("2024-03-05T09:00:00Z");
        for (html, address, moment) in [
            (
                "<!DOCTYPE html>\n<!-- saved from url=(0024)https://a.example/b?c=d -->\n<html>",
                "https://a.example/b?c=d",
                None,
            ),
            (
                "<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://a.example/b \n saved date: Tue Mar 05 2024 10:00:00 GMT+0100 (Mitteleuropäische Normalzeit)\n-->",
                "https://a.example/b",
                at,
            ),
            (
                "<html>\n<!-- Mirrored from a.example/b.html by HTTrack Website Copier/3.x [XR&CO'2014], Tue, 05 Mar 2024 09:00:00 GMT -->",
                "http://a.example/b.html",
                at,
            ),
            (
                "<!-- Saved from https://a.example/b at 2024-03-05T09:00:00Z using monolith v2 --><html>",
                "https://a.example/b",
                at,
            ),
            (
                "<html><head><meta name=\"savepage-url\" content=\"https://a.example/b\"><meta name=\"savepage-date\" content=\"Tue Mar 05 2024 04:00:00 GMT-0500 (EST)\">",
                "https://a.example/b",
                at,
            ),
            (
                "<html data-scrapbook-source=\"https://a.example/b?c&amp;d\" data-scrapbook-create=\"20240305090000123\">",
                "https://a.example/b?c&d",
                at,
            ),
        ] {
            let saved = read(html);
            assert_eq!(saved.address.as_deref(), Some(address), "{html}");
            assert_eq!(saved.at.map(|at| at.to_string()).as_deref(), moment, "{html}");
        }
        assert_eq!(read("<html><p>It was saved from url=nowhere>.</p>"), Saved::default());
        assert_eq!(read("<!-- saved from url=(0011)file:///a/b -->"), Saved::default());
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "(saved from url=|Page saved with SingleFile|url:|saved date:|GMT[+-]|-->|<!-- Mirrored from | by HTTrack|data-scrapbook-(source|create)=\"|\\PC){0,20}") {
            let _ = read(&text);
            let _ = moment(&text);
        }
    }
}
