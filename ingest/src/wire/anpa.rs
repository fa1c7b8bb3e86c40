//! ANPA 1312, the format of American wires: header, slug, typesetting marks, text, trailer.

use std::sync::LazyLock;

use dateline_model::{Dated, Origin, Paragraph, ParagraphKind, Precision};
use jiff::civil::date;
use regex::Regex;

use super::item::Item;
use super::telegraph;
use crate::repair::{non_empty, one_line};
use crate::{Reason, byline};

/// `AP-WF-11-13-13 1509GMT`: agency, wire, month, day, year, time, zone.
static TRAILER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"([A-Z]{2,5})-[A-Z0-9]{1,4}-(\d\d)-(\d\d)-(\d\d)\s+(\d\d)(\d\d)\s?([A-Z]{3})?").ok());

/// Desks by the category letter of the standard.
const CATEGORIES: [(char, &str); 11] = [
    ('a', "National"),
    ('e', "Entertainment"),
    ('f', "Finance"),
    ('i', "International"),
    ('k', "Commentary"),
    ('l', "Lifestyle"),
    ('p', "Politics"),
    ('s', "Sports"),
    ('t', "Travel"),
    ('v', "Advisories"),
    ('w', "Washington"),
];

/// Reads one message.
pub(crate) fn read(text: &str) -> Result<Item, (Reason, String)> {
    let Some((header, body, trailer)) = telegraph::parts(text) else {
        return Err((Reason::Broken, "expected a text behind the header, found no start of one".to_owned()));
    };
    let mut item = Item { section: section(header), ..Item::default() };
    let trailer = if trailer.trim().is_empty() { body } else { trailer };
    let sent = TRAILER.as_ref().and_then(|pattern| pattern.captures_iter(trailer).last());
    item.this = sent.as_ref().and_then(|found| sent_at(found));
    item.provider = sent.map(|found| found[1].to_owned());
    let mut lines = body.lines().map(str::trim_end).filter(|line| !is_trailer(line)).peekable();
    while lines.next_if(|line| line.trim().is_empty()).is_some() {}
    let slug = lines.peek().copied().and_then(Slug::read);
    if let Some(slug) = slug {
        lines.next();
        item.withdrawn = slug.is_kill;
        item.version = Some(slug.lead + 1);
        item.own_id = item.this.as_ref().map(|sent| format!("{}/{}/{}", sent.date(), slug.key, slug.take));
        item.notes.extend(slug.versions);
        item.slug = Some(slug.name);
    }
    let mut rest = Vec::new();
    for line in lines {
        match Head::of(line).filter(|_| rest.is_empty()) {
            Some(head) => head.put(&mut item),
            None => rest.push(line),
        }
    }
    item.blocks = blocks(&rest);
    Ok(item)
}

fn is_trailer(line: &str) -> bool {
    TRAILER.as_ref().is_some_and(|pattern| pattern.is_match(line))
}

/// The second line of the header begins with priority and category.
fn section(header: &str) -> Option<String> {
    let line = header.lines().filter(|line| !line.trim().is_empty()).nth(1)?;
    let letter = line.split_whitespace().nth(1)?.chars().next()?.to_ascii_lowercase();
    CATEGORIES.iter().find(|(known, _)| *known == letter).map(|(_, desk)| (*desk).to_owned())
}

fn sent_at(found: &regex::Captures<'_>) -> Option<Dated> {
    let number = |at: usize| found[at].parse::<i8>().ok();
    let short: i16 = found[4].parse().ok()?;
    // Two digits: the standard is of 1979.
    let year = if short < 70 { 2000 + short } else { 1900 + short };
    date(year, 1, 1).with().month(number(2)?).day(number(3)?).build().ok().and_then(|day| {
        let time = jiff::civil::Time::new(number(5)?, number(6)?, 0, 0).ok()?;
        let zone = found.get(7).and_then(|zone| offset_hours(zone.as_str()));
        Some(Dated {
            local: day.to_datetime(time),
            precision: Precision::Minute,
            offset_seconds: zone.map(|hours| hours * 3600),
            origin: Origin::Record,
        })
    })
}

/// Offset of the zones of American and European desks, in hours.
pub(crate) fn offset_hours(zone: &str) -> Option<i32> {
    Some(match zone {
        "GMT" | "UTC" | "WET" => 0,
        "BST" | "CET" | "MEZ" => 1,
        "MESZ" | "CEST" | "EET" => 2,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        _ => return None,
    })
}

/// The slug line: `BC-US--Ethanol-Losing Grassland, 1st Ld-Writethru,1140`.
struct Slug {
    name: String,
    /// The name without what tells versions apart, folded.
    key: String,
    versions: Vec<String>,
    /// 0 for the first version, 1 for the first lead.
    lead: u64,
    /// A long story is sent in takes: the number of this one.
    take: u64,
    is_kill: bool,
}

impl Slug {
    fn read(line: &str) -> Option<Self> {
        let line = line.split(['<', '^']).rev().find(|part| part.contains(',') || part.contains('-'))?;
        let mut parts: Vec<String> = line.split(',').filter_map(non_empty).collect();
        let counted = parts.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
        if counted {
            parts.pop();
        }
        // Slugs have no spaces around their hyphens, and begin with the cycle or the wire.
        let is_slug = line.trim_end().ends_with(',') || counted || line.starts_with("BC-");
        let name = parts.first().filter(|_| is_slug)?.clone();
        let mut slug = Self { key: String::new(), versions: Vec::new(), lead: 0, take: 1, is_kill: false, name };
        for part in &parts[1..] {
            slug.take_version(part);
        }
        let folded = dateline_text::fold_name(&slug.name);
        let words: Vec<&str> = folded.split([' ', '-']).filter(|word| !word.is_empty()).collect();
        slug.is_kill |= words.last() == Some(&"kill") || words.contains(&"kill") && words.contains(&"bulletin");
        let kept: Vec<&str> =
            words.into_iter().filter(|word| !matches!(*word, "kill" | "bulletin" | "mandatory" | "advisory")).collect();
        slug.key = kept.join("-");
        Some(slug)
    }

    /// `1st Ld`, `2nd Ld-Writethru`, `Take 2`, `1st Add`.
    fn take_version(&mut self, part: &str) {
        let folded = part.to_lowercase();
        let number = folded.split(|c: char| !c.is_ascii_digit()).find_map(|digits| digits.parse::<u64>().ok());
        let has = |word: &str| folded.split(|c: char| !c.is_alphanumeric()).any(|known| known == word);
        if has("take") {
            self.take = number.unwrap_or(1).max(1);
        } else if has("add") || has("adds") {
            self.take = number.unwrap_or(1).saturating_add(1);
        } else if has("ld") || has("lead") || has("writethru") {
            self.lead = number.unwrap_or(1).max(1);
        }
        self.is_kill |= has("kill");
        self.versions.push(part.to_owned());
    }
}

/// A line in front of the text. `<` ends a line that is set flush left, `=` one that is centred: bylines and credits.
enum Head {
    Centred(String),
    Flush(String),
}

impl Head {
    fn of(line: &str) -> Option<Self> {
        let inside = line.trim_start().strip_prefix('^')?;
        if let Some(centred) = inside.strip_suffix('=') {
            return non_empty(&typography(centred)).map(Self::Centred);
        }
        inside.strip_suffix('<').and_then(|flush| non_empty(&typography(flush))).map(Self::Flush)
    }

    fn put(self, item: &mut Item) {
        match self {
            Self::Centred(line) => {
                if let Some(agency) = byline::agency(&line) {
                    item.agency.get_or_insert(agency);
                } else if item.byline.is_none() {
                    item.sign(&line);
                } else {
                    // The writer's title.
                    item.notes.push(line);
                }
            }
            Self::Flush(line) if is_note(&line) || item.headline.is_some() => item.notes.push(line),
            Self::Flush(line) => item.headline = Some(line),
        }
    }
}

/// `Eds: ...`, `EDITOR'S NOTE - ...`, `AP Photo NYT101`, `With AP Graphic.`
fn is_note(line: &str) -> bool {
    let folded = dateline_text::fold_name(line);
    let words: Vec<&str> = folded.split(' ').take(3).collect();
    let second_is = |known: &[&str]| words.get(1).is_some_and(|word| known.contains(word));
    matches!(
        words.first(),
        Some(&("eds" | "editors" | "editor" | "hfr" | "attn" | "attention" | "subs" | "adds" | "corrects" | "moved"))
    ) || second_is(&["photo", "photos", "video", "graphic", "graphics", "audio", "note"])
        || matches!(words[..], ["for", "release" | "immediate" | "use", ..])
        || words.first() == Some(&"with") && line.ends_with('.')
}

/// Paragraphs begin with an indent or a mark; a line that is neither goes on with the one before.
fn blocks(lines: &[&str]) -> Vec<Paragraph> {
    let mut found: Vec<(String, bool)> = Vec::new();
    let mut open = false;
    for line in lines {
        if line.trim().is_empty() {
            open = false;
            continue;
        }
        let begins = line.starts_with(['\t', '^']) || line.starts_with("  ");
        let ended = line.ends_with('<');
        let text = line.trim().trim_start_matches('^').trim_end_matches(['<', '=']);
        match found.last_mut().filter(|_| open && !begins) {
            Some((last, _)) => {
                last.push(' ');
                last.push_str(text);
            }
            None => found.push((text.to_owned(), ended)),
        }
        open = !ended;
    }
    let of = |(text, ended): (String, bool)| {
        let cells: Vec<String> = text.split(';').map(one_line).collect();
        // A row of a table: cells between semicolons, set flush left.
        if ended && cells.len() > 3 {
            return Some(Paragraph::new(ParagraphKind::TableRow, cells.join(" | ").trim_matches([' ', '|'])));
        }
        let text = non_empty(&typography(&text))?;
        (!matches!(text.as_str(), "END" | "MORE" | "-0-" | "___")).then(|| Paragraph::text(text))
    };
    found.into_iter().filter_map(of).filter(|block| !block.text.is_empty()).collect()
}

/// Six-bit codes had neither quotation marks nor dashes: two accents and an underscore stand for them.
fn typography(text: &str) -> String {
    text.replace("``", "“").replace("''", "”").replace(" _ ", " — ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &str = "\u{16}\u{16}\u{1}V2607\u{1f}_asian\nr i\u{13}\u{11} BC-EU--Harbour-Storm     11-13 0093\n\u{2}^BC-EU--Harbour-Storm, 2nd Ld-Writethru,93<\n\
        ^Port reopens after storm<\n^AP Photo XYZ101<\n^Eds: Updates with quote.<\n^By ANNA HOLT and PETER WREN=\n^Associated Press=\n\
        \t   PORT ELLERY, Norway (AP) _ The port reopened Wednesday\nafter three days.\n \n\t   ``We are testing the cranes,'' she said.\n\t   Oslo;12;15;rn<\n\t   ___\n\n\t   \u{3}AP-WF-11-13-13 1509GMT<\n\u{4}";

    #[test]
    fn a_message_is_taken_apart() {
        let item = read(MESSAGE.trim_start_matches('\u{16}')).unwrap();
        assert_eq!(item.headline.as_deref(), Some("Port reopens after storm"));
        assert_eq!(item.slug.as_deref(), Some("BC-EU--Harbour-Storm"));
        assert_eq!(item.own_id.as_deref(), Some("2013-11-13/bc-eu-harbour-storm/1"));
        assert_eq!(item.version, Some(3));
        assert_eq!(item.section.as_deref(), Some("International"));
        assert_eq!(item.provider.as_deref(), Some("AP"));
        assert_eq!(item.byline.as_ref().unwrap().authors, ["Anna Holt", "Peter Wren"]);
        assert_eq!(item.this.as_ref().unwrap().value(), "2013-11-13T15:09Z");
        assert_eq!(item.notes, ["2nd Ld-Writethru", "AP Photo XYZ101", "Eds: Updates with quote."]);
        let texts: Vec<&str> = item.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "PORT ELLERY, Norway (AP) — The port reopened Wednesday after three days.",
                "“We are testing the cranes,” she said.",
                "Oslo | 12 | 15 | rn"
            ]
        );
        let story = item.finish().unwrap();
        assert_eq!(story.story.dateline.unwrap().place.as_deref(), Some("PORT ELLERY, Norway"));
    }

    #[test]
    fn takes_are_stories_of_their_own_and_leads_are_not() {
        let id = |slug: &str| {
            let message = MESSAGE.replace("BC-EU--Harbour-Storm, 2nd Ld-Writethru", slug);
            read(&message).unwrap().own_id.unwrap()
        };
        assert_eq!(id("BC-EU--Harbour-Storm"), id("BC-EU--Harbour-Storm, 1st Ld"));
        assert_ne!(id("BC-EU--Harbour-Storm"), id("BC-EU--Harbour-Storm, 1st Add"));
        let kill = MESSAGE.replace("BC-EU--Harbour-Storm, 2nd Ld-Writethru", "BC-EU--Harbour-Storm, KILL");
        let kill = read(&kill).unwrap();
        assert_eq!(kill.own_id.as_deref(), Some("2013-11-13/bc-eu-harbour-storm/1"));
        assert!(kill.withdrawn);
    }
}
