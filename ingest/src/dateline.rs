//! A printed dateline to place, date and agency.

use dateline_model::Dateline;

/// Longest dateline in characters that we look for.
const LONGEST: usize = 120;

/// Splits the dateline off the first paragraph: `ANKARA, Nov 14 (Reuters) - Talks ...` gives the dateline and
/// `Talks ...`.
///
/// A dateline stands in front of a dash, begins with a place in capitals (or, when a date or an agency in brackets
/// vouches for it, with a capitalised one), and is short.
pub(crate) fn split(paragraph: &str) -> Option<(Dateline, &str)> {
    if let Some(found) = split_cjk(paragraph) {
        return Some(found);
    }
    for (at, dash) in paragraph.char_indices().take(LONGEST) {
        if !matches!(dash, '-' | '–' | '—') {
            continue;
        }
        let before = &paragraph[..at];
        let rest = paragraph[at + dash.len_utf8()..].trim_start_matches(['-', '–', '—', ' ', '\u{a0}']);
        // A hyphen inside a word (`PORT-AU-PRINCE`) ends nothing.
        let apart = before.ends_with([' ', '\u{a0}', ')', '.']) || dash != '-';
        if !apart || rest.is_empty() {
            continue;
        }
        return read(before).map(|dateline| (dateline, rest));
    }
    None
}

/// `新华社巴黎12月12日电`, `巴黎12月12日电 `: the Chinese form ends in 电 and has no dash.
fn split_cjk(paragraph: &str) -> Option<(Dateline, &str)> {
    let head_end = paragraph.char_indices().take(24).find(|&(_, c)| matches!(c, '电' | '電'))?.0;
    let (head, rest) = paragraph.split_at(head_end);
    let day_at = head.find(|c: char| c.is_ascii_digit())?;
    let (place, day) = head.split_at(day_at);
    (day.ends_with('日') && day.contains('月') && !place.is_empty()).then(|| {
        let mark = rest.chars().next().map_or(0, char::len_utf8);
        let dateline = Dateline {
            printed: format!("{head}{}", &rest[..mark]),
            place: Some(place.trim().to_owned()),
            date: Some(day.to_owned()),
            agency: None,
        };
        (dateline, rest[mark..].trim_start())
    })
}

/// Reads a dateline that may be one: what is no place is `None`.
pub(crate) fn read(printed: &str) -> Option<Dateline> {
    let dateline = take_apart(printed);
    let vouched = dateline.date.is_some() || dateline.agency.as_deref().is_some_and(|agency| !agency.is_empty());
    match &dateline.place {
        Some(place) => is_place(place, vouched).then_some(dateline),
        // `(Reuters) - Talks ...`, `Jan. 12 (Meridian Press) - `: no place, but a dateline all the same.
        None => {
            let agency = dateline.agency.as_deref()?;
            (dateline.date.is_some() || crate::byline::agency(agency).is_some()).then_some(dateline)
        }
    }
}

/// Reads what a format says is the dateline: it needs no proof.
pub(crate) fn stated(printed: &str) -> Option<Dateline> {
    stated_before(printed).map(|(dateline, _)| dateline)
}

/// Reads what a format says is the dateline; where the cut behind it was made too late, with the beginning of the text.
pub(crate) fn stated_before(printed: &str) -> Option<(Dateline, Option<String>)> {
    let line = crate::repair::one_line(printed);
    if let Some((dateline, rest)) = split(&line) {
        return Some((dateline, Some(rest.to_owned())));
    }
    let dateline = take_apart(&line);
    (!dateline.printed.is_empty()).then_some((dateline, None))
}

/// Puts the beginning of a text that was cut off with the dateline in front of it again. A hyphen broke a word.
pub(crate) fn rejoin(start: Option<String>, text: String) -> String {
    match start {
        Some(start) if start.ends_with('-') => start + text.trim_start(),
        Some(start) => format!("{start} {}", text.trim_start()),
        None => text,
    }
}

/// From behind: agency in brackets, an agency after the day, the day, and the place is the rest.
fn take_apart(printed: &str) -> Dateline {
    let printed = printed.trim().trim_end_matches(['-', '–', '—', '_']).trim_end();
    let (outside, agency) = match printed.split_once('(') {
        Some((outside, inside)) => (outside, Some(inside.trim_end_matches([')', '.', ' ']).trim().to_owned())),
        None => (printed, None),
    };
    let mut agency = agency.filter(|agency| agency.len() <= 40);
    let mut rest = trim_tail(outside);
    let mut date = day_at_end(rest);
    if date.is_none()
        && agency.is_none()
        && let Some((before, last)) = rest.rsplit_once([' ', ','])
        && let Some(known) = crate::byline::agency(last)
        && let Some(day) = day_at_end(trim_tail(before))
    {
        (rest, date, agency) = (trim_tail(before), Some(day), Some(known));
    }
    if let Some(day) = date {
        rest = trim_tail(&rest[..rest.len() - day.len()]);
    }
    let place = rest.trim_end_matches(['.', ':']).trim_start_matches("In ").trim();
    let printed = if printed.ends_with(").") { printed.trim_end_matches('.') } else { printed };
    Dateline {
        printed: printed.to_owned(),
        place: Some(place.to_owned()).filter(|place| !place.is_empty()),
        date: date.map(str::to_owned),
        agency,
    }
}

fn trim_tail(text: &str) -> &str {
    text.trim().trim_end_matches([',', '،', ':', '-', ' ', '\u{a0}'])
}

/// `Nov 14`, `14 November`, `4 août`, `March 5, 2024` at the end of a dateline: the longest there is.
fn day_at_end(text: &str) -> Option<&str> {
    let starts: Vec<usize> = text
        .char_indices()
        .filter(|&(at, c)| !is_break(c) && (at == 0 || text[..at].ends_with(is_break)))
        .map(|(at, _)| at)
        .collect();
    starts.iter().rev().take(4).rev().map(|&at| &text[at..]).find(|tail| is_day(tail))
}

fn is_break(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '،')
}

fn is_day(text: &str) -> bool {
    let words: Vec<&str> = text.split(is_break).filter(|word| !word.is_empty()).collect();
    if let [only] = words[..] {
        return only.ends_with('日') && only.contains('月')
            || only.len() == 4 && only.bytes().all(|byte| byte.is_ascii_digit());
    }
    let number = |word: &str| {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        matches!(digits, 1 | 2 | 4) && word[digits..].chars().count() <= 2 && !word[digits..].contains(':')
    };
    let month = |word: &str| crate::when::is_month(&dateline_text::fold(word.trim_end_matches('.')));
    words.iter().filter(|word| month(word)).count() == 1
        && words.iter().any(|word| number(word))
        && words.iter().all(|word| month(word) || number(word) || matches!(*word, "de" | "of"))
        // What stands in front of a day belongs to the place.
        && words.first().is_some_and(|word| month(word) || number(word))
}

fn is_place(place: &str, vouched: bool) -> bool {
    let words: Vec<&str> = place
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '-'))
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() || words.len() > 6 || place.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let first = words[0];
    let capitals = first.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !first.chars().any(char::is_lowercase);
    let particle = |word: &str| {
        matches!(
            word,
            "de" | "da" | "del" | "la" | "el" | "al" | "of" | "the" | "am" | "an" | "der" | "en" | "sur" | "do" | "y"
        )
    };
    let named = words
        .iter()
        .all(|word| particle(word) || word.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_lowercase()));
    named && (capitals || vouched)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Place, date, agency, and the rest of the paragraph.
    type Parts<'a> = (Option<String>, Option<String>, Option<String>, &'a str);

    fn parts(paragraph: &str) -> Option<Parts<'_>> {
        split(paragraph).map(|(dateline, rest)| (dateline.place, dateline.date, dateline.agency, rest))
    }

    #[test]
    fn datelines_of_agencies_and_papers() {
        let some = |text: &str| Some(text.to_owned());
        for (paragraph, place, date, agency, rest) in [
            (
                "ANKARA, Nov 14 (Reuters) - Talks began.",
                some("ANKARA"),
                some("Nov 14"),
                some("Reuters"),
                "Talks began.",
            ),
            (
                "ISMAILIA, Egypt, March 29 (Meridian Press) - The ship",
                some("ISMAILIA, Egypt"),
                some("March 29"),
                some("Meridian Press"),
                "The ship",
            ),
            ("PORT-AU-PRINCE (AP) — Crowds", some("PORT-AU-PRINCE"), None, some("AP"), "Crowds"),
            ("BEYROUTH, 4 août - Une explosion", some("BEYROUTH"), some("4 août"), None, "Une explosion"),
            ("SALVADOR, Feb 26 - Showers continued", some("SALVADOR"), some("Feb 26"), None, "Showers continued"),
            ("Geneva (AFP) – Ministers met", some("Geneva"), None, some("AFP"), "Ministers met"),
            ("(Reuters) - Shares fell", None, None, some("Reuters"), "Shares fell"),
            ("WASHINGTON — The Senate", some("WASHINGTON"), None, None, "The Senate"),
            ("RICHMOND, Va. Feb 26 - Coal", some("RICHMOND, Va"), some("Feb 26"), None, "Coal"),
            ("MONTREAL, March 20, Reuter - Ships", some("MONTREAL"), some("March 20"), some("Reuters"), "Ships"),
            (
                "STOCKHOLM, Aug 29, 2014 (AFP) - A court",
                some("STOCKHOLM"),
                some("Aug 29, 2014"),
                some("AFP"),
                "A court",
            ),
            ("Lima, Jan 2 (EFE).- The court", some("Lima"), some("Jan 2"), some("EFE"), "The court"),
        ] {
            assert_eq!(parts(paragraph), Some((place, date, agency, rest)), "{paragraph}");
        }
    }

    #[test]
    fn other_dashes_are_left_alone() {
        for paragraph in [
            "The ministers - all five of them - met.", "Iran’s presence is legitimate, Lavrov said.",
            "A well-known figure died.", "Talks - said to be secret - failed",
            "“No one – not even we – knew,” he said.",
        ] {
            assert_eq!(parts(paragraph), None, "{paragraph}");
        }
    }

    #[test]
    fn stated_datelines_need_no_proof() {
        for (printed, place, date, agency) in [
            ("Oslo", Some("Oslo"), None, None),
            ("SYDNEY March 22 AAP -", Some("SYDNEY"), Some("March 22"), Some("AAP")),
            ("MARCH 04, 2013", None, Some("MARCH 04, 2013"), None),
            ("    HARRISBURG, Pa., March 2-", Some("HARRISBURG, Pa"), Some("March 2"), None),
            ("AMSTERDAM, 2 March -", Some("AMSTERDAM"), Some("2 March"), None),
            ("加州桑尼維爾", Some("加州桑尼維爾"), None, None),
        ] {
            let found = stated(printed).unwrap();
            assert_eq!(
                (found.place.as_deref(), found.date.as_deref(), found.agency.as_deref()),
                (place, date, agency),
                "{printed}"
            );
        }
        assert_eq!(stated(" - "), None);
        let (dateline, start) = stated_before("  LIMA, Feb 26 - The anti-").unwrap();
        assert_eq!(dateline.place.as_deref(), Some("LIMA"));
        assert_eq!(rejoin(start, "tax party".to_owned()), "The anti-tax party");
    }
}
