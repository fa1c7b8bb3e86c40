//! Dates inside of running text, with the places where they stand.

use jiff::civil::Date;

use crate::months::month;

/// A date in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spotted {
    pub(crate) day: Date,
    /// Byte offset of its first character.
    pub(crate) start: usize,
    /// Byte offset behind its last character.
    pub(crate) end: usize,
}

/// How numbers are read that may be a day or a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

/// Years that a date in running text may lie in.
const YEARS: std::ops::RangeInclusive<i16> = 1980..=2049;

/// Returns the first dates of a text, at most so many: `5 March 2024`, `March 5, 2024`, `05.03.2024`, `2024-03-05`,
/// `2024年3月5日`, and with `dense` also `20240305`. Two digits make a year behind a month's name or two numbers only.
pub(crate) fn spot(text: &str, order: Order, most: usize, dense: bool) -> Vec<Spotted> {
    let tokens = tokens(text);
    let scan = Scan { text, tokens: &tokens, order };
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() && out.len() < most {
        let found = scan
            .year_first(at)
            .or_else(|| scan.numbers(at))
            .or_else(|| scan.day_and_name(at))
            .or_else(|| scan.name_and_day(at))
            .or_else(|| if dense { scan.dense(at) } else { None });
        match found {
            Some((day, last)) => {
                out.push(Spotted { day, start: tokens[at].start, end: tokens[last].end });
                at = last + 1;
            }
            None => at += 1,
        }
    }
    out
}

/// A run of digits or a run of letters.
#[derive(Clone, Debug)]
struct Token {
    start: usize,
    end: usize,
    /// Its number and how many digits it was written with.
    number: Option<(i64, usize)>,
    month: Option<i8>,
}

impl Token {
    fn small(&self, most: i64) -> Option<i8> {
        let (number, digits) = self.number?;
        i8::try_from(number).ok().filter(|_| digits <= 2 && (1..=most).contains(&number))
    }

    fn year(&self) -> Option<i16> {
        let (number, digits) = self.number?;
        i16::try_from(number).ok().filter(|year| digits == 4 && YEARS.contains(year))
    }
}

fn digit(c: char) -> Option<i64> {
    let zero = match c {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        '০'..='৯' => '০',
        '０'..='９' => '０',
        _ => return None,
    };
    Some(i64::from(c as u32 - zero as u32))
}

fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let value = digit(c);
        if value.is_none() && !c.is_alphabetic() && !(open && is_mark(c)) {
            open = false;
            continue;
        }
        match out.last_mut().filter(|last| open && last.number.is_some() == value.is_some()) {
            Some(last) => {
                last.end = end;
                if let (Some((number, digits)), Some(value)) = (last.number, value) {
                    last.number = Some((number.saturating_mul(10).saturating_add(value), digits + 1));
                }
            }
            None => out.push(Token { start: at, end, number: value.map(|value| (value, 1)), month: None }),
        }
        open = true;
    }
    for token in out.iter_mut().filter(|token| token.number.is_none() && token.end - token.start < 40) {
        token.month = month(&dateline_text::fold(&text[token.start..token.end]));
    }
    out
}

const fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}')
}

struct Scan<'a> {
    text: &'a str,
    tokens: &'a [Token],
    order: Order,
}

/// A date, and the number of its last token.
type Ends = (Date, usize);

impl Scan<'_> {
    fn get(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    fn word(&self, at: usize) -> Option<&str> {
        self.get(at).filter(|token| token.number.is_none()).map(|token| &self.text[token.start..token.end])
    }

    /// What stands in front of a token, behind the one before.
    fn gap(&self, at: usize) -> &str {
        let from = at.checked_sub(1).and_then(|before| self.get(before)).map_or(0, |token| token.end);
        self.get(at).map_or("", |token| &self.text[from..token.start])
    }

    /// Only what may stand between the parts of a date.
    fn is_near(&self, at: usize) -> bool {
        let gap = self.gap(at);
        gap.chars().count() <= 4 && gap.chars().all(|c| c.is_whitespace() || ".,-/'’–".contains(c))
    }

    /// The number before or behind belongs to the same string of numbers.
    fn is_part_of_more(&self, first: usize, last: usize) -> bool {
        let joins = |at: usize| {
            self.get(at).is_some_and(|token| token.number.is_some()) && matches!(self.gap(at), "." | "-" | "/" | ",")
        };
        let before =
            first > 0 && self.tokens[first - 1].number.is_some() && matches!(self.gap(first), "." | "-" | "/" | ",");
        before || joins(last + 1) && self.gap(last + 1) != ","
    }

    /// `2024-03-05`, `2024/3/5`, `2024年3月5日`, `2024, March 5`
    fn year_first(&self, at: usize) -> Option<Ends> {
        let year = self.get(at)?.year()?;
        if let Some(named) = self.get(at + 1).and_then(|token| token.month).filter(|_| self.is_near(at + 1)) {
            let day = self.get(at + 2).filter(|_| self.is_near(at + 2))?.small(31)?;
            return Some((Date::new(year, named, day).ok()?, at + 2));
        }
        let signs = |place: usize, signs: [&str; 2]| {
            self.word(place).is_some_and(|word| signs.iter().any(|sign| word.starts_with(sign)))
        };
        if signs(at + 1, ["年", "년"]) && signs(at + 3, ["月", "월"]) {
            let date = Date::new(year, self.get(at + 2)?.small(12)?, self.get(at + 4)?.small(31)?).ok()?;
            return Some((date, if signs(at + 5, ["日", "일"]) { at + 5 } else { at + 4 }));
        }
        let mark = self.gap(at + 1).trim();
        if !matches!(mark, "-" | "/" | ".") || self.gap(at + 2).trim() != mark {
            return None;
        }
        let date = Date::new(year, self.get(at + 1)?.small(12)?, self.get(at + 2)?.small(31)?).ok()?;
        Some((date, at + 2))
    }

    /// `05.03.2024`, `5/3/24`, `05 | 03 | 2024`
    fn numbers(&self, at: usize) -> Option<Ends> {
        let mark = self.gap(at + 1).trim();
        if !matches!(mark, "-" | "/" | "." | "|") || self.gap(at + 2).trim() != mark || self.is_part_of_more(at, at + 2)
        {
            return None;
        }
        let (one, other) = (self.get(at)?.small(31)?, self.get(at + 1)?.small(31)?);
        let last = self.get(at + 2)?;
        // Bars stand between numbers of all kinds.
        let year = last.year().or_else(|| short_year(last).filter(|_| mark != "|"))?;
        let day_first = mark == "." || one > 12 || other <= 12 && self.order == Order::DayFirst;
        let (day, month) = if day_first { (one, other) } else { (other, one) };
        Some((Date::new(year, month, day).or_else(|_| Date::new(year, day, month)).ok()?, at + 2))
    }

    /// `5 March 2024`, `5. März 2024`, `12 de octubre de 2019`, `5 tháng 3, 2024`
    fn day_and_name(&self, at: usize) -> Option<Ends> {
        let day = self.get(at)?.small(31)?;
        let mut next = self.behind_ordinal(at);
        next = self.behind_word(next, &["de", "of", "d", "den"]);
        if self.word(next).is_some_and(|word| word.eq_ignore_ascii_case("tháng")) {
            let month = self.get(next + 1)?.small(12)?;
            let year_at = self.behind_word(next + 2, &["năm"]);
            return Some((Date::new(self.get(year_at)?.year()?, month, day).ok()?, year_at));
        }
        let month = self.get(next).filter(|_| self.is_near(next))?.month?;
        let year_at = self.behind_word(next + 1, &["de", "del", "of", "do"]);
        let token = self.get(year_at).filter(|_| self.is_near(year_at))?;
        let is_clock = self.text[token.end..].starts_with([':', 'h']);
        let year =
            token.year().or_else(|| short_year(token).filter(|_| !is_clock && !self.gap(year_at).contains('.')))?;
        Some((Date::new(year, month, day).ok()?, year_at))
    }

    /// `March 5, 2024`, `Tue Mar 5 10:00:00 CET 2024`
    fn name_and_day(&self, at: usize) -> Option<Ends> {
        let month = self.get(at)?.month?;
        let day = self.get(at + 1).filter(|_| self.is_near(at + 1))?.small(31)?;
        let next = self.behind_ordinal(at + 1);
        if let Some(year) = self.get(next).filter(|_| self.is_near(next)).and_then(Token::year) {
            return Some((Date::new(year, month, day).ok()?, next));
        }
        let clock = self.gap(next + 1).starts_with(':') && self.get(next)?.number.is_some();
        let year_at =
            (next + 2..next + 6).find(|&place| self.get(place).is_some_and(|token| token.year().is_some()))?;
        let year = self.get(year_at)?.year().filter(|_| clock)?;
        Some((Date::new(year, month, day).ok()?, year_at))
    }

    /// `20240305`, `20240305101500`
    fn dense(&self, at: usize) -> Option<Ends> {
        let (number, digits) = self.get(at)?.number?;
        let number = match digits {
            8 => number,
            12 => number / 10_000,
            14 => number / 1_000_000,
            _ => return None,
        };
        let part = |value: i64| i8::try_from(value % 100).ok();
        let year = i16::try_from(number / 10_000).ok().filter(|year| YEARS.contains(year))?;
        Some((Date::new(year, part(number / 100)?, part(number)?).ok()?, at))
    }

    fn behind_ordinal(&self, at: usize) -> usize {
        let is_ordinal = self.gap(at + 1).is_empty()
            && self.word(at + 1).is_some_and(|word| {
                ["st", "nd", "rd", "th", "er", "º", "ª"].iter().any(|known| word.eq_ignore_ascii_case(known))
            });
        if is_ordinal { at + 2 } else { at + 1 }
    }

    fn behind_word(&self, at: usize, words: &[&str]) -> usize {
        let is_one = self.is_near(at)
            && self.word(at).is_some_and(|word| words.iter().any(|known| word.eq_ignore_ascii_case(known)));
        if is_one { at + 1 } else { at }
    }
}

/// `24` is 2024, `98` is 1998.
fn short_year(token: &Token) -> Option<i16> {
    let (number, digits) = token.number?;
    let short = i16::try_from(number).ok().filter(|_| digits == 2)?;
    Some(if short < 50 { 2000 + short } else { 1900 + short }).filter(|year| YEARS.contains(year))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str, order: Order) -> Vec<(String, String)> {
        let all = spot(text, order, 3, true);
        all.into_iter().map(|one| (one.day.to_string(), text[one.start..one.end].to_owned())).collect()
    }

    #[test]
    fn dates_are_found_where_they_stand() {
        for (text, day, stands) in [
            ("Published on 5th March 2024, 10:05", "2024-03-05", "5th March 2024"),
            ("Di, 5. März 2024 | Sport", "2024-03-05", "5. März 2024"),
            ("Mar. 5, 2024 at noon", "2024-03-05", "Mar. 5, 2024"),
            ("le 12 de octubre de 2019.", "2019-10-12", "12 de octubre de 2019"),
            ("2024年3月5日 星期二", "2024-03-05", "2024年3月5日"),
            ("2024-03-05T10:00", "2024-03-05", "2024-03-05"),
            ("05.03.24, 10 Uhr", "2024-03-05", "05.03.24"),
            ("05 | 03 | 2024 | Sport", "2024-03-05", "05 | 03 | 2024"),
            ("Tue Mar 05 10:00:00 CET 2024", "2024-03-05", "Mar 05 10:00:00 CET 2024"),
            ("id 20240305101500", "2024-03-05", "20240305101500"),
            ("۵ مارس ۲۰۲۴", "2024-03-05", "۵ مارس ۲۰۲۴"),
            ("5 tháng 3, 2024", "2024-03-05", "5 tháng 3, 2024"),
            ("12 May '19 was", "2019-05-12", "12 May '19"),
        ] {
            assert_eq!(found(text, Order::DayFirst), [(day.to_owned(), stands.to_owned())], "{text}");
        }
    }

    #[test]
    fn numbers_follow_the_order_unless_they_cannot() {
        assert_eq!(found("05/03/2024", Order::DayFirst)[0].0, "2024-03-05");
        assert_eq!(found("05/03/2024", Order::MonthFirst)[0].0, "2024-05-03");
        assert_eq!(found("28/03/2024", Order::MonthFirst)[0].0, "2024-03-28");
        assert_eq!(found("05.03.2024", Order::MonthFirst)[0].0, "2024-03-05");
    }

    #[test]
    fn what_is_no_date_is_not_found() {
        for text in [
            "12 May 10:30", "1.2.3.2024", "192.168.10.12", "March 2024", "may 5", "2024-13-05", "31/02/2024", "5-3-2",
            "5 | 3 | 24",
        ] {
            assert_eq!(found(text, Order::DayFirst), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn places_are_places_of_the_text(text in "[0-9a-z年月. ,:/'-]{0,40}|\\PC{0,40}") {
            for one in spot(&text, Order::MonthFirst, 5, true) {
                prop_assert!(text.get(one.start..one.end).is_some_and(|part| !part.is_empty()));
            }
        }
    }
}
