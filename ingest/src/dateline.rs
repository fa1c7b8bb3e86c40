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

/// Reads a dateline that stands alone.
pub(crate) fn read(printed: &str) -> Option<Dateline> {
    let printed = printed.trim().trim_end_matches(['-', '–', '—']).trim_end();
    let (outside, agency) = match printed.split_once('(') {
        Some((outside, inside)) => (outside.trim_end(), Some(inside.trim_end().trim_end_matches(')').trim())),
        None => (printed, None),
    };
    // `東京 8月28日`: place and day without a comma.
    let outside = match outside.rsplit_once(' ') {
        Some((place, day)) if day.ends_with('日') => format!("{place},{day}"),
        _ => outside.to_owned(),
    };
    let mut place_parts = Vec::new();
    let mut date = None;
    for part in outside.split([',', '،']).map(str::trim).filter(|part| !part.is_empty()) {
        if is_day(part) {
            date = Some(part.to_owned());
        } else {
            place_parts.push(part);
        }
    }
    let place = place_parts.join(", ");
    let place = place.trim_end_matches(['.', ':']).trim_start_matches("In ").trim();
    let vouched = date.is_some() || agency.is_some_and(|agency| !agency.is_empty());
    let agency = agency.filter(|agency| agency.len() <= 40).map(str::to_owned);
    if place.is_empty() {
        // `(Reuters) - Talks ...`: no place, but a dateline all the same.
        return agency.filter(|agency| crate::byline::agency(agency).is_some()).map(|agency| Dateline {
            printed: printed.to_owned(),
            place: None,
            date,
            agency: Some(agency),
        });
    }
    is_place(place, vouched).then(|| Dateline {
        printed: printed.to_owned(),
        place: Some(place.to_owned()),
        date,
        agency,
    })
}

/// `Nov 14`, `14 November`, `4 août`, `March 5, 2024`.
fn is_day(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    part.ends_with('日') && part.contains('月')
        || words.len() <= 4
            && part.bytes().any(|byte| byte.is_ascii_digit())
            && crate::parse_date(&format!("{} 2000", part.trim_end_matches('.')), dateline_model::Origin::Text)
                .is_some_and(|dated| dated.precision == dateline_model::Precision::Day)
        || words.len() == 1 && part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit())
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
}
