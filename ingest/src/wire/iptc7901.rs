//! IPTC 7901, the format of European wires.

use std::sync::LazyLock;

use dateline_model::{Dated, Origin, Paragraph, Precision};
use jiff::civil::{Date, Time};
use regex::Regex;

use super::anpa::offset_hours;
use super::item::Item;
use super::telegraph;
use crate::repair::non_empty;
use crate::{Reason, byline, plain};

/// `eca0003 3 i 380 dpa 0045`: message, priority, category, words, what the agency adds.
static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant that tests compile")]
    Regex::new(r"^\s*([A-Za-z]{1,6})\s?(\d{3,5})\s+(\d)\s+([a-z]{1,3})\s+(\d+)(?:[ \t]+([A-Za-z]+))?").unwrap()
});

/// `212322 GMT Nov 18`: day, time, zone, month, year.
static TRAILER: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant that tests compile")]
    Regex::new(r"(\d\d)(\d\d)(\d\d)\s*([A-Z]{3,4})?\s+([A-Za-z]{3,9})\.?\s+(\d{2,4})").unwrap()
});

/// What desks write over the headline, folded, where it is not in brackets.
const LABELS: [&str; 17] = [
    "refile", "extra", "urgent", "flash", "bulletin", "correction", "corrected", "repeat", "repetition", "advisory",
    "eil", "vorrang", "korrektur", "berichtigung", "wiederholung", "zusammenfassung", "roundup",
];

/// Lines in front of the text.
const HEAD_LINES: usize = 10;

pub(crate) fn is_header(header: &str) -> bool {
    HEADER.is_match(header)
}

/// Reads one message.
pub(crate) fn read(text: &str) -> Result<Item, (Reason, String)> {
    let Some((header, body, trailer)) = telegraph::parts(text) else {
        return Err((Reason::Broken, "expected a text behind the header, found no start of one".to_owned()));
    };
    let mut item = Item::default();
    item.this = TRAILER.captures(trailer).and_then(|found| sent_at(&found));
    let slug: Vec<&str> = header.lines().skip(1).map(str::trim).filter(|line| !line.is_empty()).collect();
    item.slug = non_empty(slug.join(" ").trim_end_matches('/'));
    item.tags = item.slug.iter().flat_map(|slug| slug.split('/')).filter_map(non_empty).collect();
    if let Some(found) = HEADER.captures(header) {
        item.provider = found.get(6).map(|agency| agency.as_str().to_owned());
        let day = item.this.as_ref().map(|sent| sent.date().to_string());
        item.own_id = day.map(|day| format!("{day}/{}{}", &found[1], &found[2]));
    }
    let lines: Vec<&str> = body.lines().collect();
    let text = take_head(&lines, &mut item);
    let (text, aside) = split_notebook(text);
    item.notes.extend(aside);
    item.blocks = plain::paragraphs_of_wrapped(&text.join("\n"))
        .into_iter()
        .filter(|paragraph| !is_initials(paragraph))
        .map(Paragraph::text)
        .collect();
    Ok(item)
}

fn sent_at(found: &regex::Captures<'_>) -> Option<Dated> {
    let number = |at: usize| found[at].parse::<i8>().ok();
    let named = crate::parse_date(&format!("1 {} 2000", &found[5]), Origin::Record)?;
    let stated: i16 = found[6].parse().ok()?;
    let year = match stated {
        0..70 => 2000 + stated,
        70..100 => 1900 + stated,
        whole => whole,
    };
    let day = Date::new(year, named.date().month(), number(1)?).ok()?;
    let time = Time::new(number(2)?, number(3)?, 0, 0).ok()?;
    let zone = found.get(4).and_then(|zone| offset_hours(zone.as_str()));
    Some(Dated {
        local: day.to_datetime(time),
        precision: Precision::Minute,
        offset_seconds: zone.map(|hours| hours * 3600),
        origin: Origin::Record,
    })
}

/// Takes what stands in front of the text, up to the line that ends in `=`; returns the rest.
fn take_head<'a>(lines: &'a [&'a str], item: &mut Item) -> &'a [&'a str] {
    let end = lines.iter().take(HEAD_LINES).position(|line| line.trim_end().ends_with('='));
    // Without the mark, the headline is what stands in front of the first empty line.
    let end = end.or_else(|| {
        let first = lines.iter().position(|line| !line.trim().is_empty())?;
        let blank = lines[first..].iter().take(4).position(|line| line.trim().is_empty())?;
        Some(first + blank)
    });
    let Some(end) = end.filter(|&end| end < lines.len()) else { return lines };
    let mut head: Vec<String> =
        lines[..=end].iter().filter_map(|line| non_empty(line.trim_end().trim_end_matches('='))).collect();
    if head.len() > 1
        && let Some(last) = head.pop_if(|last| opens_like_byline(last))
    {
        item.sign(&last);
    }
    let (labels, headline): (Vec<String>, Vec<String>) = head.into_iter().partition(|line| is_label(line));
    item.withdrawn = labels.iter().any(|label| {
        let folded = dateline_text::fold_name(label);
        folded.split(' ').any(|word| matches!(word, "kill" | "withdrawn" | "zurueckziehung" | "zuruckgezogen"))
    });
    item.headline = non_empty(&headline.join(" "));
    item.notes.extend(labels);
    &lines[end + 1..]
}

fn opens_like_byline(line: &str) -> bool {
    byline::is_byline(line)
        || line.split_whitespace().count() <= 10
            && ["By ", "Von ", "Par ", "Por "].iter().any(|opener| line.starts_with(opener))
}

/// `1ST LEAD`, `REFILE`, `(Achtung)`, `Eil:`: what the desk says of the message.
fn is_label(line: &str) -> bool {
    let folded = dateline_text::fold_name(line);
    let words: Vec<&str> = folded.split(' ').collect();
    let lead = words.len() <= 4
        && words.iter().any(|word| matches!(*word, "lead" | "ld" | "kill" | "withdrawn"))
        && line.chars().filter(|c| c.is_alphabetic()).filter(|c| c.is_lowercase()).count() <= 2;
    line.starts_with('(') && line.ends_with(')') || lead || words.len() <= 2 && LABELS.contains(&words[0])
}

/// Cuts off what is not for publication: notebooks behind `# `, and everything behind a line that says so.
fn split_notebook<'a>(lines: &'a [&'a str]) -> (&'a [&'a str], Vec<String>) {
    let starts = |line: &&str| {
        line.starts_with("# ") || line.starts_with("* * *") || line.contains("not intended for publication")
    };
    let at = lines.iter().position(starts).unwrap_or(lines.len());
    let (text, aside) = lines.split_at(at);
    let notes = aside.iter().filter_map(|line| non_empty(line.trim_start().strip_prefix("- ")?));
    (text, notes.collect())
}

/// `dpa al rmo hct`: the initials of those who worked on it.
fn is_initials(paragraph: &str) -> bool {
    let words: Vec<&str> = paragraph.split(' ').collect();
    (2..=8).contains(&words.len())
        && words.iter().all(|word| (2..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_taken_apart() {
        let message = "\u{1}nba0003 3 i 380  nba 0045\r\n\nHarbour/storm/\r\n\u{2}REFILE\n1ST LEAD\nPort reopens after storm\nin the north\nBy Anna Holt =\r\n\r\n\
            Port Ellery (nba) - The port reopened on Tuesday after three long\r\ndays in which no ship could leave it, its director said on Wednesday\r\nin a long and detailed statement to reporters.\r\n\r\nA second paragraph.\r\n\r\n\
            # Notebook\r\n## Note to editors\r\n- adds statement in graf 2\r\n\r\nnba ah pw\r\n\u{3}212322 GMT Nov 18\r\n\u{4}";
        let item = read(message).unwrap();
        assert_eq!(item.headline.as_deref(), Some("Port reopens after storm in the north"));
        assert_eq!(item.byline.as_ref().unwrap().authors, ["Anna Holt"]);
        assert_eq!(item.slug.as_deref(), Some("Harbour/storm"));
        assert_eq!(item.own_id.as_deref(), Some("2018-11-21/nba0003"));
        assert_eq!(item.this.as_ref().unwrap().value(), "2018-11-21T23:22Z");
        assert_eq!(item.notes, ["REFILE", "1ST LEAD", "adds statement in graf 2"]);
        let story = item.finish().unwrap();
        assert_eq!(story.story.dateline.as_ref().unwrap().place.as_deref(), Some("Port Ellery"));
        assert_eq!(story.story.body.paragraphs.len(), 2);
    }
}
