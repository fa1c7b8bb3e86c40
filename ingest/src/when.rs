//! Dates as machines and newspapers write them.

use dateline_model::{Dated, Origin, Precision};
use jiff::civil::{Date, DateTime, Time};

use crate::months::month;

/// News before 1700 or after 2200 is a misprint.
const YEARS: std::ops::RangeInclusive<i16> = 1700..=2200;

/// Returns the date that a text states, or `None` where it states none that can be.
///
/// Understood are ISO 8601 in its forms (`2024-03-05T10:00:00Z`, `20240305`, `2024-03`), the dates of mail and HTTP
/// (`Tue, 05 Mar 2024 10:00:00 GMT`), seconds and milliseconds since 1970, and words with a month name in any
/// order and many languages (`March 5, 2024 | 10:05 a.m.`, `5. März 2024`). `05/03/2024` is refused unless one of the
/// two can be no month; `05.03.2024` is a day and a month.
#[must_use]
pub fn parse_date(text: &str, origin: Origin) -> Option<Dated> {
    let text = text.trim();
    if text.is_empty() || text.len() > 120 {
        return None;
    }
    let dated = iso(text)
        .or_else(|| rfc2822(text))
        .or_else(|| epoch(text))
        .or_else(|| numeric(text))
        .or_else(|| words(text))?;
    let dated = Dated { origin, ..dated };
    YEARS.contains(&dated.local.year()).then_some(dated)
}

/// Returns the day that a path of an address or a file name states: `/2024/03/05/`, `2024-03-05`, `/20240305`.
pub(crate) fn in_path(path: &str, origin: Origin) -> Option<Dated> {
    let bytes = path.as_bytes();
    for at in 0..bytes.len() {
        if at > 0 && bytes[at - 1].is_ascii_digit() {
            continue;
        }
        let number = |from: usize, len: usize| {
            path.get(from..from + len).filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?.parse::<i16>().ok()
        };
        let Some(year) = number(at, 4).filter(|year| (1980..=2100).contains(year)) else { continue };
        let ends = |end: usize| bytes.get(end).is_none_or(|byte| !byte.is_ascii_digit());
        let separator = bytes.get(at + 4).copied();
        let day = match separator {
            Some(mark @ (b'/' | b'-' | b'_')) => {
                let second = number(at + 5, 2)
                    .map(|month| (month, at + 7))
                    .or_else(|| number(at + 5, 1).map(|month| (month, at + 6)));
                second.filter(|&(_, end)| bytes.get(end) == Some(&mark)).and_then(|(month, end)| {
                    let day = number(end + 1, 2)
                        .filter(|_| ends(end + 3))
                        .or_else(|| number(end + 1, 1).filter(|_| ends(end + 2)))?;
                    Some((month, day))
                })
            }
            Some(byte) if byte.is_ascii_digit() => number(at + 4, 2).zip(number(at + 6, 2)).filter(|_| ends(at + 8)),
            _ => None,
        };
        if let Some(date) = day.and_then(|(month, day)| date(year, month, day)) {
            return Some(Dated::day(date, origin));
        }
    }
    None
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn dated(local: DateTime, precision: Precision, offset_seconds: Option<i32>) -> Dated {
    Dated { local, precision, offset_seconds, origin: Origin::Text }
}

fn iso(text: &str) -> Option<Dated> {
    // The parser of days takes a whole timestamp too and forgets the time.
    if let Ok(local) = text.parse::<Date>()
        && !text.contains([':', 'T', 't', ' '])
    {
        return Some(dated(local.at(0, 0, 0, 0), Precision::Day, None));
    }
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('-') {
        None if text.len() == 4 && digits(text) => {
            return Some(dated(date(text.parse().ok()?, 1, 1)?.at(0, 0, 0, 0), Precision::Year, None));
        }
        Some((year, month)) if year.len() == 4 && month.len() == 2 && digits(year) && digits(month) => {
            return Some(dated(
                date(year.parse().ok()?, month.parse().ok()?, 1)?.at(0, 0, 0, 0),
                Precision::Month,
                None,
            ));
        }
        _ => {}
    }
    // Everything longer has a time. `2024-03-05 10:00:00 +01:00`, `... UTC` and `+0100` occur beside the strict form.
    let joined = text.replacen(' ', "T", 1).replace(' ', "");
    let joined = joined
        .strip_suffix("UTC")
        .or_else(|| joined.strip_suffix("GMT"))
        .map_or(joined.clone(), |rest| format!("{rest}Z"));
    let (clock, offset) = split_offset(&joined)?;
    let local: DateTime = clock.parse().ok()?;
    let seconds = clock.split(['T', 't']).nth(1).is_some_and(|time| {
        time.contains(':') && time.matches(':').count() >= 2 || !time.contains(':') && time.len() >= 6
    });
    Some(dated(local, if seconds { Precision::Second } else { Precision::Minute }, offset))
}

/// Splits `2024-03-05T10:00+01:00` before the offset; the offset in seconds, `None` where there is none.
fn split_offset(text: &str) -> Option<(&str, Option<i32>)> {
    let time_at = text.find(['T', 't'])? + 1;
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, Some(0)));
    }
    let Some(at) = text[time_at..].rfind(['+', '-']).map(|at| time_at + at) else { return Some((text, None)) };
    let (clock, offset) = text.split_at(at);
    Some((clock, Some(offset_seconds(offset)?)))
}

fn offset_seconds(offset: &str) -> Option<i32> {
    let digits: String = offset[1..].chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
        _ => return None,
    };
    let seconds = hours * 3600 + minutes * 60;
    (hours <= 14 && minutes < 60).then_some(if offset.starts_with('-') { -seconds } else { seconds })
}

fn rfc2822(text: &str) -> Option<Dated> {
    let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(dated(zoned.datetime(), Precision::Second, Some(zoned.offset().seconds())))
}

/// Seconds or milliseconds since 1970, of the years 1990 to 2100.
fn epoch(text: &str) -> Option<Dated> {
    let number: i64 = text.split_once('.').map_or(text, |(whole, _)| whole).parse().ok()?;
    let seconds = if number > 100_000_000_000 { number / 1000 } else { number };
    let at = jiff::Timestamp::from_second(seconds).ok().filter(|_| (631_152_000..4_102_444_800).contains(&seconds))?;
    Some(Dated::utc(at, Origin::Record))
}

fn numeric(text: &str) -> Option<Dated> {
    let (day_part, rest) = text.split_once([' ', ',']).unwrap_or((text, ""));
    let mark = ['.', '/'].into_iter().find(|mark| day_part.matches(*mark).count() == 2)?;
    let numbers: Option<Vec<i16>> = day_part.split(mark).map(|part| part.parse().ok()).collect();
    let [a, b, year] = numbers?[..] else { return None };
    let year = if (0..70).contains(&year) { year + 2000 } else { year };
    let local = match mark {
        '.' => date(year, b, a)?,
        _ if a > 12 => date(year, b, a)?,
        _ if b > 12 => date(year, a, b)?,
        _ if a == b => date(year, a, b)?,
        // 05/03: one half of the world reads March, the other May.
        _ => return None,
    };
    Some(with_time(local, rest))
}

/// A month name with a day and a year somewhere near it.
fn words(text: &str) -> Option<Dated> {
    let tokens: Vec<String> = dateline_text::words(text).map(|word| dateline_text::fold(word.text)).collect();
    let at = tokens.iter().position(|token| month(token).is_some())?;
    let month = i16::from(month(&tokens[at])?);
    let year_of = |token: &str| token.parse::<i16>().ok().filter(|year| token.len() == 4 && YEARS.contains(year));
    let year_at = (at + 1..tokens.len().min(at + 4))
        .chain(at.saturating_sub(2)..at)
        .find(|&near| year_of(&tokens[near]).is_some())?;
    let year = year_of(&tokens[year_at])?;
    let day_of = |token: &str| {
        let digits = token.trim_end_matches(|c: char| !c.is_ascii_digit());
        digits.parse::<i16>().ok().filter(|day| digits.len() <= 2 && (1..=31).contains(day) && !token.contains(':'))
    };
    let skip = |token: &str| matches!(token, "de" | "of" | "den" | "the");
    let before = tokens[..at].iter().rev().find(|token| !skip(token)).and_then(|token| day_of(token));
    let after = tokens.get(at + 1).and_then(|token| day_of(token));
    let Some(day) = before.or(after) else {
        return Some(dated(date(year, month, 1)?.at(0, 0, 0, 0), Precision::Month, None));
    };
    let local = date(year, month, day)?;
    Some(with_time(local, text))
}

/// Returns true for a name of a month, folded.
pub(crate) fn is_month(word: &str) -> bool {
    month(word).is_some()
}

/// Adds a time of day where the words hold one: `10:05`, `10:05:30`, `5:05 p.m.`, `14h30`, `14.30 Uhr`.
pub(crate) fn with_time(day: Date, words: &str) -> Dated {
    let Some((time, precision, offset)) = time_of_day(words) else {
        return dated(day.at(0, 0, 0, 0), Precision::Day, None);
    };
    dated(day.to_datetime(time), precision, offset)
}

fn time_of_day(words: &str) -> Option<(Time, Precision, Option<i32>)> {
    let lower = words.to_lowercase();
    let bytes = lower.as_bytes();
    for at in 1..bytes.len().saturating_sub(2) {
        let dotted = bytes[at] == b'.' && lower.contains("uhr");
        if !(bytes[at] == b':' || bytes[at] == b'h' || dotted) || !bytes[at - 1].is_ascii_digit() {
            continue;
        }
        let from = if at >= 2 && bytes[at - 2].is_ascii_digit() { at - 2 } else { at - 1 };
        let Some(minute) = lower.get(at + 1..at + 3).and_then(|part| part.parse::<i8>().ok()) else { continue };
        let Ok(mut hour) = lower[from..at].parse::<i8>() else { continue };
        let mut end = at + 3;
        let second = (bytes.get(end) == Some(&b':'))
            .then(|| lower.get(end + 1..end + 3))
            .flatten()
            .and_then(|part| part.parse::<i8>().ok());
        if second.is_some() {
            end += 3;
        }
        let tail = lower[end..].trim_start();
        if tail.starts_with("p.m") || tail.starts_with("pm") {
            hour = if hour < 12 { hour + 12 } else { hour };
        } else if (tail.starts_with("a.m") || tail.starts_with("am")) && hour == 12 {
            hour = 0;
        }
        let offset = zone(tail);
        let time = Time::new(hour, minute, second.unwrap_or(0), 0).ok()?;
        return Some((time, if second.is_some() { Precision::Second } else { Precision::Minute }, offset));
    }
    None
}

/// A distance right behind the time, or one of the few zone names that mean one thing.
fn zone(tail: &str) -> Option<i32> {
    let distance = tail.split(|c: char| c.is_whitespace() || c == ')').next().unwrap_or("");
    if distance.starts_with(['+', '-']) && distance.is_ascii() && distance.len() >= 5 {
        return offset_seconds(distance);
    }
    let names = [
        ("gmt", 0),
        ("utc", 0),
        ("est", -5),
        ("edt", -4),
        ("cst", -6),
        ("cdt", -5),
        ("pst", -8),
        ("pdt", -7),
        ("cet", 1),
        ("cest", 2),
    ];
    tail.split(|c: char| !c.is_alphanumeric())
        .find_map(|word| names.iter().find(|(name, _)| *name == word))
        .map(|(_, hours)| hours * 3600)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_as_they_are_met() {
        for (text, value) in [
            ("2024-03-05T10:00:00Z", "2024-03-05T10:00:00Z"),
            ("2024-03-05T10:00:00.123+01:00", "2024-03-05T10:00:00+01:00"),
            ("2024-03-05T10:00+0530", "2024-03-05T10:00+05:30"),
            ("2024-03-05 10:00:00 UTC", "2024-03-05T10:00:00Z"),
            ("2024-03-05 10:00:00", "2024-03-05T10:00:00"),
            ("20240305T101500Z", "2024-03-05T10:15:00Z"),
            ("2024-03-05", "2024-03-05"),
            ("20240305", "2024-03-05"),
            ("2024-03", "2024-03"),
            ("2024", "2024"),
            ("Tue, 05 Mar 2024 10:00:00 GMT", "2024-03-05T10:00:00Z"),
            ("Tue, 5 Mar 2024 10:00:00 -0500", "2024-03-05T10:00:00-05:00"),
            ("1709632800", "2024-03-05T10:00:00Z"),
            ("1709632800000", "2024-03-05T10:00:00Z"),
            ("March 5, 2024", "2024-03-05"),
            ("Mar. 5, 2024 at 5:05 p.m.", "2024-03-05T17:05"),
            ("March 29, 2021 | 12:05 a.m. EDT", "2021-03-29T00:05-04:00"),
            ("Published 10:02 GMT, 5th March 2024", "2024-03-05T10:02Z"),
            ("5. März 2024, 14.30 Uhr", "2024-03-05T14:30"),
            ("5 août 2020 à 09h20", "2020-08-05T09:20"),
            ("12 de octubre de 2019", "2019-10-12"),
            ("3 сентября 2013", "2013-09-03"),
            ("mer, 6 mar 2024 00:38:15 +0100", "2024-03-06T00:38:15+01:00"),
            ("28.02.2024", "2024-02-28"),
            ("28/02/2024 08:15", "2024-02-28T08:15"),
            ("Sept 2011", "2011-09"),
        ] {
            assert_eq!(parse_date(text, Origin::Text).map(|dated| dated.value()).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_or_two_dates_is_refused() {
        for text in [
            "", "05/03/2024", "2024-02-30", "yesterday", "0001-01-01", "May I come in", "12345", "Marchand 5 2024",
            "31.02.2024",
        ] {
            assert_eq!(parse_date(text, Origin::Text), None, "{text}");
        }
    }

    #[test]
    fn paths_hold_days() {
        for (path, value) in [
            ("/2024/03/05/slug", Some("2024-03-05")),
            ("/news/2024-3-5-slug", Some("2024-03-05")),
            ("/a/slug-20240305", Some("2024-03-05")),
            ("jerusalem-2017-11-14.txt", Some("2017-11-14")),
            ("/a/1234567890", None),
            ("/2024/13/05/", None),
            ("/2024/03/", None),
        ] {
            assert_eq!(in_path(path, Origin::Url).map(|dated| dated.value()).as_deref(), value, "{path}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,40}") {
            let _ = parse_date(&text, Origin::Text);
            let _ = in_path(&text, Origin::Url);
        }
    }
}
