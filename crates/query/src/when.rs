//! Dates and periods: `2024-03`, `last-week`, `-7d`, `2024-03..2024-06`.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::field::Bound;
use crate::problem::{Code, quote};

const EXAMPLES: &str =
    "write `2024`, `2024-03`, `2024-03-05`, `2024-03..2024-06`, `>=2024-03`, `-7d`, `yesterday` or `last-month`";

/// What a text after a date field was read as.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) days: Days,
    pub(crate) fault: Option<Fault>,
}

/// Days from and until, both included and either open; or no day at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Days {
    Between(Option<Date>, Option<Date>),
    Never,
}

/// What is wrong with a date.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) hint: String,
}

/// A day, month, year or other stretch of days.
#[derive(Clone, Copy, Debug)]
struct Period {
    first: Date,
    last: Date,
    /// `-7d`: on its own it means from that day to today, at the end of a range
    /// that day only.
    back: bool,
}

/// A date that could not be read, and the wider period that could.
struct Unread {
    fault: Fault,
    wider: Option<Period>,
}

/// Reads `text`. What cannot be read leaves its end of the range open, or is
/// read as the month or year around it.
pub(crate) fn read(text: &str, bound: Bound, today: Date) -> Reading {
    let mut reader = Reader { today, fault: None };
    let text = text.trim();
    let days = match bound {
        Bound::Within => reader.within(text),
        Bound::Since => reader.edges(text, "", false, false),
        Bound::After => reader.edges(text, "", true, false),
        Bound::Until => reader.edges("", text, false, false),
        Bound::Before => reader.edges("", text, false, true),
    };
    Reading { days, fault: reader.fault }
}

struct Reader {
    today: Date,
    /// The first fault; one is enough for one date.
    fault: Option<Fault>,
}

impl Reader {
    fn within(&mut self, text: &str) -> Days {
        if let Some(date) = text.strip_prefix(">=") {
            return self.edges(date, "", false, false);
        }
        if let Some(date) = text.strip_prefix("<=") {
            return self.edges("", date, false, false);
        }
        if let Some(date) = text.strip_prefix('>') {
            return self.edges(date, "", true, false);
        }
        if let Some(date) = text.strip_prefix('<') {
            return self.edges("", date, false, true);
        }
        if text.starts_with(['[', '{']) {
            return self.bracketed(text);
        }
        if text == "*" {
            let message = "`*` (whether there is such a date) is not supported yet: left out";
            self.note(Code::UnsupportedOperator, message.to_owned(), "leave the field out, or write a date");
            return Days::Between(None, None);
        }
        if let Some((from, until)) = split_range(text) {
            return self.edges(from, until, false, false);
        }
        match self.period(text, "any date is searched") {
            Some(period) if period.back => Days::Between(Some(period.first), Some(self.today)),
            Some(period) => Days::Between(Some(period.first), Some(period.last)),
            None => Days::Between(None, None),
        }
    }

    /// `[2024-01 TO 2024-03]`; a curly bracket leaves its end out.
    fn bracketed(&mut self, text: &str) -> Days {
        let after_from = text.starts_with('{');
        let before_until = text.ends_with('}');
        let inner = &text[1..];
        let closed = inner.strip_suffix([']', '}']);
        if closed.is_none() {
            let message = format!("expected `]` after `{}`, found the end of the range", quote(text));
            self.note(Code::UnclosedBracket, message, "write `[2024-01 TO 2024-03]`");
        }
        let inner = closed.unwrap_or(inner);
        match split_range(inner) {
            Some((from, until)) => self.edges(from, until, after_from, before_until),
            None => {
                let message = format!("expected two dates with `TO` between them, found `{}`", quote(inner.trim()));
                self.note(Code::BadDate, message, "write `[2024-01 TO 2024-03]`, or `*` for an open end");
                Days::Between(None, None)
            }
        }
    }

    /// From one period to another; an empty text or `*` is an open end.
    fn edges(&mut self, from: &str, until: &str, after_from: bool, before_until: bool) -> Days {
        let first = self.end(from);
        let last = self.end(until);
        if let (Some(first), Some(last)) = (first, last)
            && first.first > last.last
        {
            let message = format!(
                "expected the earlier day first, found `{}` before `{}`: read the other way round",
                quote(from.trim()),
                quote(until.trim())
            );
            let hint = format!("write `{}..{}`", quote(until.trim()), quote(from.trim()));
            self.note(Code::ReversedRange, message, &hint);
            return self.days(Some(last), Some(first), before_until, after_from);
        }
        self.days(first, last, after_from, before_until)
    }

    fn days(&mut self, first: Option<Period>, last: Option<Period>, after: bool, before: bool) -> Days {
        // At the ends of the calendar there is no next day; that no article has
        // such a date makes the difference between `>` and `>=` there idle.
        let from = first.map(|p| if after { p.last.tomorrow().unwrap_or(p.last) } else { p.first });
        let until = last.map(|p| if before { p.first.yesterday().unwrap_or(p.first) } else { p.last });
        if let (Some(from), Some(until)) = (from, until)
            && from > until
        {
            let message = "expected a range with a day in it, found none between its ends";
            self.note(Code::EmptyRange, message.to_owned(), "write `[` and `]` to include the ends");
            return Days::Never;
        }
        Days::Between(from, until)
    }

    fn end(&mut self, text: &str) -> Option<Period> {
        match text.trim() {
            "" | "*" => None,
            text => self.period(text, "this end of the range is left open"),
        }
    }

    /// A period, or the wider one around it. `else_read` says what becomes of a
    /// text that is neither.
    fn period(&mut self, text: &str, else_read: &str) -> Option<Period> {
        match period(text, self.today) {
            Ok(period) => Some(period),
            Err(mut unread) => {
                if unread.wider.is_none() {
                    unread.fault.message = format!("{}: {else_read}", unread.fault.message);
                }
                self.fault.get_or_insert(unread.fault);
                unread.wider
            }
        }
    }

    fn note(&mut self, code: Code, message: String, hint: &str) {
        self.fault.get_or_insert(Fault { code, message, hint: hint.to_owned() });
    }
}

/// `a..b`, `a–b`, `a TO b`.
fn split_range(text: &str) -> Option<(&str, &str)> {
    // Three dots are a slip for two.
    let split = ["...", "..", "–", "—", " TO ", " to "].iter().find_map(|between| text.split_once(between));
    split.map(|(from, until)| (from.trim(), until.trim()))
}

fn period(text: &str, today: Date) -> Result<Period, Unread> {
    let name = text.to_lowercase().split([' ', '_']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    named(&name, today).or_else(|| back(&name, today)).map_or_else(|| calendar(text), Ok)
}

/// `today`, `last-week`. Weeks begin on Monday (ISO 8601).
fn named(name: &str, today: Date) -> Option<Period> {
    let monday = today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
    let in_last_month = today.first_of_month().saturating_sub(1.day());
    let in_last_year = today.first_of_year().saturating_sub(1.day());
    let (first, last) = match name {
        "today" => (today, today),
        "yesterday" => {
            let day = today.saturating_sub(1.day());
            (day, day)
        }
        "this-week" => (monday, monday.saturating_add(6.days())),
        "last-week" => (monday.saturating_sub(7.days()), monday.saturating_sub(1.day())),
        "this-month" => (today.first_of_month(), today.last_of_month()),
        "last-month" => (in_last_month.first_of_month(), in_last_month),
        "this-year" => (today.first_of_year(), today.last_of_year()),
        "last-year" => (in_last_year.first_of_year(), in_last_year),
        _ => return None,
    };
    Some(Period { first, last, back: false })
}

/// `-7d`, `-2w`, `-3m`, `-1y`.
fn back(name: &str, today: Date) -> Option<Period> {
    let number = name.strip_prefix('-')?;
    let (count, unit) = number.split_at_checked(number.len().checked_sub(1)?)?;
    if count.is_empty() || count.len() > 4 || !count.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let count: i64 = count.parse().ok()?;
    let span = match unit {
        "d" => Span::new().days(count),
        "w" => Span::new().weeks(count),
        "m" => Span::new().months(count),
        "y" => Span::new().years(count),
        _ => return None,
    };
    // Not before the year 1: earlier years have no four-digit form.
    let day = today.saturating_sub(span).max(Date::constant(1, 1, 1));
    Some(Period { first: day, last: day, back: true })
}

/// `2024`, `2024-03`, `2024-03-05`, with `-` or `/`.
fn calendar(text: &str) -> Result<Period, Unread> {
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let digits = |part: &str, most: usize| {
        let good = (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        good.then(|| part.parse::<i16>().ok()).flatten()
    };
    let numbers: Option<Vec<i16>> =
        parts.iter().enumerate().map(|(place, part)| digits(part, if place == 0 { 4 } else { 2 })).collect();
    let (Some(numbers), 4, 1..=3) = (numbers, parts[0].len(), parts.len()) else {
        return Err(unread(text));
    };
    let january = Date::new(numbers[0], 1, 1).map_err(|_| unread(text))?;
    let year = Period { first: january, last: january.last_of_year(), back: false };
    let Some(&month) = numbers.get(1) else { return Ok(year) };
    let Ok(first) = Date::new(numbers[0], month as i8, 1) else {
        return Err(impossible("a month from `1` to `12`", parts[1], text, parts[0], year));
    };
    let whole = Period { first, last: first.last_of_month(), back: false };
    let Some(&day) = numbers.get(2) else { return Ok(whole) };
    match Date::new(numbers[0], month as i8, day as i8) {
        Ok(day) => Ok(Period { first: day, last: day, back: false }),
        Err(_) => {
            let around = format!("{}-{}", parts[0], parts[1]);
            let expected = format!("a day from `1` to `{}` in `{around}`", first.days_in_month());
            Err(impossible(&expected, parts[2], text, &around, whole))
        }
    }
}

fn unread(text: &str) -> Unread {
    let message = format!("expected a date or period, found `{}`", quote(text));
    let hint = match text.to_ascii_lowercase().as_str() {
        "last" | "this" => format!("write `{text}-week`, `{text}-month` or `{text}-year`, with a hyphen"),
        _ => EXAMPLES.to_owned(),
    };
    Unread { fault: Fault { code: Code::BadDate, message, hint }, wider: None }
}

fn impossible(expected: &str, found: &str, text: &str, around: &str, wider: Period) -> Unread {
    let message = format!("expected {expected}, found `{found}` in `{}`: `{around}` is searched", quote(text));
    let hint = format!("write a day of the calendar, or `{around}` for all of it");
    Unread { fault: Fault { code: Code::ImpossibleDate, message, hint }, wider: Some(wider) }
}
