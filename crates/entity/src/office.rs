//! Offices and who held them when, from the dated roles of the authority file.

use std::collections::HashMap;
use std::fmt;

use dateline_model::{Article, Precision};

/// The days an article may be of, or a bound of a term may fall on: first and last as `yyyymmdd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    first: u32,
    last: u32,
}

/// From when to when an office was held; `None` is open. An end that is known to the day is the first day without
/// the office: on the day of a handover the successor holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    from: Option<Days>,
    to: Option<Days>,
}

/// Whether an office was held on a day, as far as the dates tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Held {
    No,
    /// The day is in a year or month in which the term began or ended.
    Maybe,
    Surely,
}

/// One term of one person in one office.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    /// Index of the person in the lexicon.
    pub(crate) person: u32,
    /// The office by its plain name, see [`plain`].
    pub(crate) office: Box<str>,
    /// Country code, or identifier of the body.
    pub(crate) holder: Box<str>,
    pub(crate) period: Period,
}

/// All terms, by office, by person, and by the last names of those who held them.
#[derive(Debug, Default)]
pub(crate) struct Offices {
    terms: Vec<Term>,
    by_office: HashMap<(Box<str>, Box<str>), Vec<usize>>,
    by_person: HashMap<u32, Vec<usize>>,
    by_surname: HashMap<Box<str>, Vec<u32>>,
}

/// Titles by which an office goes: its plain name, the holders for which the titles mean it (any where empty), and
/// the titles, folded.
const TITLES: &[(&str, &str, &str)] = &[
    ("president", "", "president|head of state"),
    ("vice president", "", "vice president"),
    ("prime minister", "", "prime minister|premier|pm|taoiseach|head of government"),
    ("finance minister", "GB", "chancellor|chancellor of the exchequer"),
    ("chancellor", "", "chancellor"),
    ("foreign minister", "US", "secretary of state|state secretary|foreign minister"),
    ("foreign minister", "GB PH", "foreign secretary|foreign minister"),
    (
        "foreign minister",
        "",
        "foreign minister|minister of foreign affairs|foreign affairs minister|external affairs minister",
    ),
    (
        "defence minister",
        "",
        "defence minister|defense minister|minister of defence|minister of defense|defence secretary|defense secretary|\
         secretary of defense|defence chief|defense chief",
    ),
    (
        "finance minister",
        "",
        "finance minister|minister of finance|treasury secretary|secretary of the treasury|treasurer|economy minister",
    ),
    ("interior minister", "", "interior minister|minister of the interior|home secretary|home minister"),
    ("justice minister", "", "justice minister|minister of justice|attorney general"),
    (
        "military chief",
        "",
        "military chief|army chief|chief of staff|chief of general staff|chief of the general staff",
    ),
    ("central bank governor", "", "central bank governor|central bank chief"),
    ("national security adviser", "", "national security adviser|national security advisor"),
    ("opposition leader", "", "opposition leader|leader of the opposition"),
    ("supreme leader", "", "supreme leader"),
    ("leader", "", "leader|ruler"),
    ("king", "", "king|monarch"),
    ("prince", "MC LI", "prince|monarch"),
    ("queen", "", "queen|monarch"),
    ("emperor", "", "emperor|monarch"),
    ("emir", "", "emir|ruler"),
    ("sultan", "", "sultan|ruler"),
    ("crown prince", "", "crown prince"),
    ("pope", "", "pope"),
    (
        "high representative",
        "/",
        "foreign policy chief|high representative|top diplomat|high representative for foreign policy",
    ),
    (
        "head",
        "/",
        "secretary general|president|director general|managing director|high commissioner|executive director|\
         administrator|commissioner general|chairperson of the commission|high commissioner for human rights|chief|head|\
         boss",
    ),
];

/// The offices whose holders are known by their last names alone while they hold them.
const PROMINENT: [&str; 14] = [
    "president", "vice president", "prime minister", "chancellor", "foreign minister", "defence minister",
    "supreme leader", "leader", "king", "emir", "sultan", "head", "high representative", "finance minister",
];

/// The most words a title has.
pub(crate) const LONGEST_TITLE: usize = 5;

/// Returns the plain names of the offices that a title may mean, each with the holders for which it does.
pub(crate) fn meanings(title: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    TITLES
        .iter()
        .filter(move |(.., titles)| titles.split('|').any(|known| known == title))
        .map(|&(office, holders, _)| (office, holders))
}

/// Says whether a title with these holders can be that of a body.
fn suits(holders: &str, holder: &str) -> bool {
    match holders {
        "" => !holder.starts_with('/'),
        "/" => holder.starts_with('/'),
        codes => codes.split(' ').any(|code| code == holder),
    }
}

/// Returns the plain name of an office under which all its titles meet: the US secretary of state is a foreign
/// minister. A title that no rule knows is its own plain name.
pub(crate) fn plain<'a>(title: &'a str, holder: &str) -> &'a str {
    meanings(title).find(|(_, holders)| suits(holders, holder)).map_or(title, |(office, _)| office)
}

impl Days {
    /// The days an article may have been published on; `None` where it does not say.
    pub(crate) fn of_article(article: &Article) -> Option<Self> {
        let published = article.published.as_ref()?;
        let day = published.date();
        let year = u32::try_from(day.year()).ok()?;
        let [month, day] = [day.month(), day.day()].map(i8::unsigned_abs).map(u32::from);
        Some(match published.precision {
            Precision::Year => Self::new(year, None, None),
            Precision::Month => Self::new(year, Some(month), None),
            _ => Self::new(year, Some(month), Some(day)),
        })
    }

    /// One day, for tests.
    #[cfg(test)]
    pub(crate) fn of_day(year: u32, month: u32, day: u32) -> Self {
        Self::new(year, Some(month), Some(day))
    }

    fn new(year: u32, month: Option<u32>, day: Option<u32>) -> Self {
        let at = |month: u32, day: u32| year * 10_000 + month * 100 + day;
        match (month, day) {
            (Some(month), Some(day)) => Self { first: at(month, day), last: at(month, day) },
            (Some(month), None) => Self { first: at(month, 1), last: at(month, 31) },
            _ => Self { first: at(1, 1), last: at(12, 31) },
        }
    }

    /// Reads `2001`, `2001.03` or `2001.03.14`.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()));
        let year = parts.next()??.filter(|year| (1000..3000).contains(year))?;
        let month = parts.next().map(|month| month?.filter(|month| (1..=12).contains(month)));
        let day = parts.next().map(|day| day?.filter(|day| (1..=31).contains(day)));
        if parts.next().is_some() || month == Some(None) || day == Some(None) {
            return None;
        }
        Some(Self::new(year, month.flatten(), day.flatten()))
    }

    const fn is_a_day(self) -> bool {
        self.first == self.last
    }
}

impl Period {
    /// Reads `2001-2009`, `2012-`, `2001.01.20-2009.01.20`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let bound = |text: &str| if text.is_empty() { Some(None) } else { Days::parse(text).map(Some) };
        let period = Self { from: bound(from)?, to: bound(to)? };
        let ordered = match (period.from, period.to) {
            (Some(from), Some(to)) => from.first <= to.last,
            _ => true,
        };
        ordered.then_some(period)
    }

    /// Says whether the office was held on these days.
    pub(crate) fn held(self, days: Days) -> Held {
        let begun = match self.from {
            None => Held::Surely,
            Some(from) if from.last <= days.first => Held::Surely,
            Some(from) if from.first <= days.last => Held::Maybe,
            Some(_) => Held::No,
        };
        let lasts = match self.to {
            None => Held::Surely,
            Some(to) if days.last < to.first => Held::Surely,
            Some(to) if days.first < to.last || !to.is_a_day() && days.first == to.last => Held::Maybe,
            Some(_) => Held::No,
        };
        begun.min(lasts)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bound = |days: Option<Days>| days.map_or_else(String::new, |days| days.to_string());
        write!(f, "{}-{}", bound(self.from), bound(self.to))
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.first / 10_000, self.first / 100 % 100, self.first % 100);
        match (self.is_a_day(), self.first / 100 == self.last / 100) {
            (true, _) => write!(f, "{year}.{month:02}.{day:02}"),
            (false, true) => write!(f, "{year}.{month:02}"),
            (false, false) => write!(f, "{year}"),
        }
    }
}

impl Offices {
    /// Adds the roles of a person as the authority file has them: `president of RU 2000-2008;prime minister of RU
    /// 2008-2012`. Returns the role that cannot be read.
    pub(crate) fn add<'a>(&mut self, person: u32, surname: &str, roles: &'a str) -> Result<(), &'a str> {
        for role in roles.split(';').map(str::trim).filter(|role| !role.is_empty()) {
            let (title, holder, period) = split(role).ok_or(role)?;
            let folded = dateline_text::fold_name(title).replace('-', " ");
            let office: Box<str> = plain(&folded, holder).into();
            let holder: Box<str> = holder.into();
            let term = self.terms.len();
            self.by_office.entry((holder.clone(), office.clone())).or_default().push(term);
            self.by_person.entry(person).or_default().push(term);
            self.terms.push(Term { person, office, holder, period });
        }
        if !roles.trim().is_empty() && !surname.is_empty() {
            let people = self.by_surname.entry(dateline_text::fold(surname).into()).or_default();
            if !people.contains(&person) {
                people.push(person);
            }
        }
        Ok(())
    }

    /// Returns the terms of a person.
    pub(crate) fn of(&self, person: u32) -> impl Iterator<Item = &Term> {
        self.by_person.get(&person).into_iter().flatten().map(|&term| &self.terms[term])
    }

    /// Says whether a person ever held an office of this plain name.
    pub(crate) fn ever(&self, person: u32, office: &str) -> bool {
        self.of(person).any(|term| *term.office == *office)
    }

    /// Returns those with dated roles who have this last name, folded.
    pub(crate) fn called(&self, surname: &str) -> &[u32] {
        self.by_surname.get(surname).map_or(&[], Vec::as_slice)
    }

    /// Returns the one person who held an office on these days and how sure that is. Where the dates allow several,
    /// nobody is chosen.
    pub(crate) fn holder_of(&self, title: &str, holder: &str, days: Days) -> Option<(u32, Held)> {
        let offices = || meanings(title).filter(|(_, holders)| suits(holders, holder)).map(|(office, _)| office);
        let terms =
            offices().flat_map(|office| self.by_office.get(&(holder.into(), office.into())).into_iter().flatten());
        the_one(terms.map(|&term| (self.terms[term].person, self.terms[term].period.held(days))))
    }

    /// Says how surely a person held an office of this title, or any prominent one where no title is given.
    pub(crate) fn held_by(&self, person: u32, title: Option<&str>, days: Days) -> Held {
        let fits = |term: &&Term| match title {
            None => PROMINENT.contains(&&*term.office),
            Some(title) => {
                meanings(title).any(|(office, holders)| *office == *term.office && suits(holders, &term.holder))
            }
        };
        self.of(person).filter(fits).map(|term| term.period.held(days)).max().unwrap_or(Held::No)
    }
}

/// Returns the one who surely held something, or else the one who maybe did; nobody where there are two.
pub(crate) fn the_one(people: impl Iterator<Item = (u32, Held)>) -> Option<(u32, Held)> {
    let mut best: Option<(u32, Held)> = None;
    let mut tied = false;
    for (person, held) in people.filter(|(_, held)| *held != Held::No) {
        match best {
            Some((known, before)) if held == before => tied |= known != person,
            Some((_, before)) if held < before => {}
            _ => (best, tied) = (Some((person, held)), false),
        }
    }
    best.filter(|_| !tied)
}

/// Splits `speaker of /state/RU/legislature/duma 2003-2011` into title, holder and period.
fn split(role: &str) -> Option<(&str, &str, Period)> {
    let (rest, period) = role.rsplit_once(' ')?;
    let (title, holder) = rest.rsplit_once(" of ")?;
    let code = holder.len() == 2 && holder.bytes().all(|b| b.is_ascii_uppercase());
    if !(code || holder.starts_with('/')) || holder.contains(' ') || title.is_empty() {
        return None;
    }
    Some((title, holder, Period::parse(period)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Days {
        Days::parse(text).unwrap()
    }

    #[test]
    fn terms_hold_for_their_time() {
        for (period, days, held) in [
            ("2001-2009", "2005.03.01", Held::Surely),
            ("2001-2009", "2001.03.01", Held::Maybe),
            ("2001-2009", "2009.12.31", Held::Maybe),
            ("2001-2009", "2010.01.01", Held::No),
            ("2001-2009", "2000", Held::No),
            ("2001.01.20-2009.01.20", "2009.01.19", Held::Surely),
            ("2001.01.20-2009.01.20", "2009.01.20", Held::No),
            ("2001.01.20-2009.01.20", "2001.01.20", Held::Surely),
            ("2001.01.20-2009.01.20", "2009.01", Held::Maybe),
            ("2012-", "2030", Held::Surely),
            ("-1999", "1950", Held::Surely),
        ] {
            assert_eq!(Period::parse(period).unwrap().held(day(days)), held, "{period} on {days}");
        }
        for wrong in ["2001", "2001-x", "2009-2001", "2001.13-", "2001.1.1.1-", "20-30", "2001.01.xx-"] {
            assert_eq!(Period::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn roles_are_read_and_asked_for() {
        let mut offices = Offices::default();
        offices.add(1, "Brandt", "president of RU 2000-2008;prime minister of RU 2008.05.08-2012.05.07").unwrap();
        offices.add(2, "Holt", "secretary of state of US 2004-2009").unwrap();
        offices.add(3, "Orr", "secretary-general of /igo/un 1997-2006").unwrap();
        offices.add(4, "Brandt", "president of RU 2008-2012").unwrap();
        let holder = |title, holder, days| offices.holder_of(title, holder, day(days)).map(|(person, _)| person);
        assert_eq!(holder("president", "RU", "2005.01.01"), Some(1));
        assert_eq!(holder("president", "RU", "2010.01.01"), Some(4));
        assert_eq!(holder("president", "RU", "2008.07.01"), None, "the dates allow two");
        assert_eq!(holder("premier", "RU", "2010.01.01"), Some(1));
        assert_eq!(holder("secretary of state", "US", "2006.01.01"), Some(2));
        assert_eq!(holder("foreign minister", "US", "2006.01.01"), Some(2));
        assert_eq!(holder("secretary of state", "GB", "2006.01.01"), None);
        assert_eq!(holder("chief", "/igo/un", "2006.01.01"), Some(3));
        assert_eq!(holder("chief", "RU", "2006.01.01"), None);
        assert_eq!(offices.called("brandt"), [1, 4]);
        assert_eq!(offices.held_by(1, Some("president"), day("2010.01.01")), Held::No);
        assert_eq!(offices.held_by(1, None, day("2010.01.01")), Held::Surely);
    }

    #[test]
    fn wrong_roles_are_named() {
        let mut offices = Offices::default();
        for role in ["president of RU", "president 2001-2009", "of RU 2001-2009", "president of Russia 2001-2009"] {
            assert_eq!(offices.add(1, "", role), Err(role));
        }
    }
}
