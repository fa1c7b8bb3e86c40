//! Offices named without their holders: "the US president" is whoever the text calls so, else whoever held the
//! office on the day the article was published.

use std::collections::HashMap;
use std::ops::Range;

use dateline_model::{EntityKind, Field, Usage};

use crate::data::{Nature, PlaceKind};
use crate::document::{Claim, Document, Subject, Text};
use crate::office::{self, Held, LONGEST_TITLE};
use crate::tokens::{Gap, Shape, Style};
use crate::vocab;

/// Words in front of an office that mean another than the present holder.
const NOT_PRESENT: &[&str] = &[
    "former", "ex", "late", "then", "a", "an", "any", "every", "each", "no", "another", "next", "first", "second",
    "third", "future", "previous", "past", "deputy", "vice", "acting", "interim", "assistant", "opposition", "new",
    "last", "ousted", "deposed", "exiled", "self-declared", "self-proclaimed", "rival", "would-be", "incoming", "one",
    "two", "several", "shadow", "honorary", "only", "youngest", "oldest", "longest-serving", "old", "1st",
];

/// Words behind an office that mean somebody who does not hold it.
const NOT_HOLDERS: &[&str] = &["elect", "designate", "candidate", "hopeful", "nominee", "emeritus", "pro", "general"];

/// An office that a text names.
#[derive(Debug)]
pub(crate) struct Named {
    /// The words of the title.
    pub(crate) title: Range<usize>,
    /// The title, folded.
    pub(crate) name: String,
    /// The words of title and holder.
    pub(crate) role: Range<usize>,
    /// Country codes, or identifiers of bodies, that the holder may mean.
    pub(crate) holders: Vec<String>,
}

/// Claims offices that stand for the people who hold them.
pub(crate) fn find(document: &mut Document<'_>) {
    let named: Vec<Vec<Named>> = document.texts.iter().map(|text| offices_in(document, text)).collect();
    let called = called_so(document, &named);
    let mut in_roles: Vec<Vec<bool>> = document.texts.iter().map(|text| vec![false; text.tokens.len()]).collect();
    for claim in &document.claims {
        if let Some(role) = claim.role.clone() {
            in_roles[claim.text][role].fill(true);
        }
    }
    for (at, offices) in named.into_iter().enumerate() {
        for office in offices {
            let text = &document.texts[at];
            if !stands_alone(text, &in_roles[at], &office) || !means_the_present_one(text, &office) {
                continue;
            }
            let Some((subject, confidence)) = by_text(&called, &office).or_else(|| by_date(document, &office)) else {
                continue;
            };
            let (tokens, role) = (office.title, Some(office.role));
            document.claim(Claim { text: at, tokens, subject, usage: Usage::Actor, role, confidence });
        }
    }
}

/// Returns the offices with their holders that a text names, in order.
fn offices_in(document: &Document<'_>, text: &Text<'_>) -> Vec<Named> {
    let mut found = Vec::new();
    if text.field == Field::Dateline {
        return found;
    }
    let mut at = 0;
    while at < text.tokens.len() {
        let Some((title, name)) = title_at(text, at) else {
            at += 1;
            continue;
        };
        at = title.end;
        if let Some((role, holders)) = holder_of(document, text, &title) {
            found.push(Named { title, name, role, holders });
        }
    }
    found
}

/// Returns the longest title of an office that begins at a token, and the title folded.
pub(crate) fn title_at(text: &Text<'_>, at: usize) -> Option<(Range<usize>, String)> {
    if !text.tokens[at].is(vocab::ROLE | vocab::ROLE_PART) {
        return None;
    }
    let mut folded = String::new();
    let mut found = None;
    for (end, token) in (at + 1..).zip(&text.tokens[at..]).take(LONGEST_TITLE) {
        if end > at + 1 {
            if !token.joins() || text.tokens[end - 2].possessive {
                break;
            }
            folded.push(' ');
        }
        dateline_text::fold_into(token.text, &mut folded);
        if folded.contains('-') {
            folded = folded.replace('-', " ");
        }
        if office::meanings(&folded).next().is_some() {
            found = Some((at..end, folded.clone()));
        }
    }
    found
}

/// Returns whose office it is: what stands in front of the title (`Russia's foreign minister`) or behind `of`.
fn holder_of(document: &Document<'_>, text: &Text<'_>, title: &Range<usize>) -> Option<(Range<usize>, Vec<String>)> {
    let tokens = &text.tokens;
    if title.start > 0 && tokens[title.start].gap == Gap::Space {
        let hit = text.hit_at(title.start - 1);
        if let Some(hit) = hit {
            let holders = holders(document, text, hit);
            if !holders.is_empty() {
                return Some((hit.tokens.start..title.end, holders));
            }
        }
    }
    let mut at = title.end;
    if tokens[title.end - 1].possessive || !tokens.get(at).is_some_and(|of| of.gap == Gap::Space && of.is(vocab::OF)) {
        return None;
    }
    at += 1;
    if tokens.get(at).is_some_and(|token| token.is(vocab::ARTICLE) && token.gap == Gap::Space) {
        at += 1;
    }
    let hit = text.hit_at(at).filter(|hit| hit.tokens.start == at && !hit.demonym)?;
    let holders = holders(document, text, hit);
    (!holders.is_empty()).then_some((title.start..hit.tokens.end, holders))
}

/// Returns the states and international bodies that a name may mean.
fn holders(document: &Document<'_>, text: &Text<'_>, hit: &crate::document::Hit) -> Vec<String> {
    let mut found = Vec::new();
    for sense in document.senses(text, hit) {
        let entry = document.lexicon.entry(sense.entry);
        let holder = match entry.nature {
            Nature::Place(PlaceKind::Country) => entry.entity.country.clone(),
            Nature::Actor(EntityKind::Igo) => Some(entry.entity.id.as_str().to_owned()),
            _ => None,
        };
        found.extend(holder.filter(|holder| !found.contains(holder)));
    }
    found
}

/// Whom the article gives an office by name, for each office and holder; `None` where it gives it to several.
type Called = HashMap<(String, String), Option<Subject>>;

fn called_so(document: &Document<'_>, named: &[Vec<Named>]) -> Called {
    let mut called = Called::new();
    for claim in &document.claims {
        let Some(role) = claim.role.clone().filter(|_| document.entity(claim.subject).kind == EntityKind::Person)
        else {
            continue;
        };
        let text = &document.texts[claim.text];
        let offices = &named[claim.text];
        let first = offices.partition_point(|office| office.title.start < role.start);
        for office in offices[first..].iter().take_while(|office| office.title.start < role.end) {
            if !within(&office.role, &role) {
                continue;
            }
            if !means_the_present_one(text, office) {
                continue;
            }
            for holder in &office.holders {
                let key = (office::plain(&office.name, holder).to_owned(), holder.clone());
                let known = called.entry(key).or_insert(Some(claim.subject));
                if *known != Some(claim.subject) {
                    *known = None;
                }
            }
        }
    }
    called
}

fn within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Says whether no name and no claim covers the office, and no name follows it.
fn stands_alone(text: &Text<'_>, in_roles: &[bool], office: &Named) -> bool {
    if text.is_taken(office.title.clone()) {
        return false;
    }
    if in_roles[office.title.clone()].contains(&true) {
        return false;
    }
    let end = office.role.end.max(office.title.end);
    let Some(next) = text.tokens.get(end) else { return true };
    // `Russian President Medvedev`: a name follows, known or not. In headlines a verb may have a capital too.
    let verb = text.style != Style::Sentence && next.is(vocab::ACTS | vocab::SAYS | vocab::MODAL | vocab::BE);
    let named = next.joins() && next.is_capital() && !verb && !text.tokens[end - 1].possessive;
    let other = next.joins() && NOT_HOLDERS.iter().any(|word| next.text.eq_ignore_ascii_case(word));
    !named && !other && !(next.gap == Gap::Hyphen)
}

/// `a US president`, `the former Russian president` are not whoever holds the office.
fn means_the_present_one(text: &Text<'_>, office: &Named) -> bool {
    let denies = |at: usize| {
        let token = &text.tokens[at];
        NOT_PRESENT.iter().any(|word| token.text.eq_ignore_ascii_case(word))
    };
    // What stands between holder and title is part of neither: the title follows at once.
    let mut at = office.role.start;
    for _ in 0..2 {
        let border = text.tokens[at].gap;
        if at == 0 || !matches!(border, Gap::Space | Gap::Hyphen) {
            break;
        }
        at -= 1;
        if denies(at) {
            return false;
        }
        if text.tokens[at].shape != Shape::Lower {
            break;
        }
    }
    true
}

fn by_text(called: &Called, office: &Named) -> Option<(Subject, f32)> {
    let mut people = office
        .holders
        .iter()
        .filter_map(|holder| *called.get(&(office::plain(&office.name, holder).to_owned(), holder.clone()))?);
    let first = people.next()?;
    people.all(|other| other == first).then_some((first, 0.85))
}

fn by_date(document: &Document<'_>, office: &Named) -> Option<(Subject, f32)> {
    let days = document.days?;
    let people =
        office.holders.iter().filter_map(|holder| document.lexicon.offices.holder_of(&office.name, holder, days));
    let (person, held) = office::the_one(people)?;
    Some((Subject::Known(person), if held == Held::Surely { 0.8 } else { 0.65 }))
}

/// Returns the title that a role ends with, folded.
pub(crate) fn title_of(text: &Text<'_>, role: &Range<usize>) -> Option<String> {
    last_title(text, role).map(|(_, title)| title)
}

fn last_title(text: &Text<'_>, role: &Range<usize>) -> Option<(Range<usize>, String)> {
    let titles = role.clone().filter_map(|at| title_at(text, at)).filter(|(title, _)| title.end <= role.end);
    titles.max_by_key(|(title, _)| (title.end, title.len()))
}

/// Says whether a person is known to have held an office of this title at any time.
pub(crate) fn ever_had(document: &Document<'_>, subject: Subject, title: &str) -> bool {
    let Subject::Known(person) = subject else { return false };
    office::meanings(title).any(|(office, _)| document.lexicon.offices.ever(person, office))
}

/// Returns the one person with this last name who held office on the article's day: the office that the title in
/// front of the name means, or any prominent one of a country or body that the article names.
pub(crate) fn by_last_name(
    document: &Document<'_>,
    text: &Text<'_>,
    at: usize,
    role: Option<&Range<usize>>,
) -> Option<(u32, Held)> {
    let days = document.days?;
    let offices = &document.lexicon.offices;
    let people = offices.called(&dateline_text::fold(text.tokens[at].text));
    if people.is_empty() {
        return None;
    }
    let title = role.and_then(|role| last_title(text, role));
    let country = role.and_then(|role| document.country_within(text, role.clone()));
    let of_country = |person: &u32| {
        let home = document.lexicon.entry(*person).entity.country.as_deref();
        country.is_none() || home == country.as_deref()
    };
    match title {
        Some((title, name)) => {
            let office = Named { role: title.clone(), title, name, holders: Vec::new() };
            if !means_the_present_one(text, &office) {
                return None;
            }
            let held = |person: u32| (person, offices.held_by(person, Some(&office.name), days));
            office::the_one(people.iter().copied().filter(of_country).map(held))
        }
        None => {
            // `Mr. Blair` without a first name anywhere is known to all; a bare name needs his country beside it.
            let polite = at > 0 && text.tokens[at].joins() && text.tokens[at - 1].is(vocab::SALUTATION);
            let named = |person: &u32| {
                let home = document.lexicon.entry(*person).entity.country.as_deref();
                polite || home.is_some_and(|code| document.names_country(code))
            };
            let held = |person: u32| (person, offices.held_by(person, None, days));
            let found = office::the_one(people.iter().copied().filter(named).map(held));
            found.filter(|(_, held)| polite || *held == Held::Surely)
        }
    }
}

#[cfg(test)]
mod tests {
    use dateline_model::{Article, Dated, Origin};

    use crate::testing::{article, lexicon, people};
    use crate::{Recognition, recognise};

    fn on(date: &str, text: &str) -> Recognition {
        let article =
            Article { published: Some(Dated::day(date.parse().unwrap(), Origin::Record)), ..article("", &[text]) };
        recognise(&article, lexicon())
    }

    #[test]
    fn offices_mean_those_who_held_them() {
        for (date, text, expected) in [
            ("2005-06-01", "The US president spoke.", "/person/US/george-w-bush"),
            ("2022-06-01", "The US president spoke.", "/person/US/joe-biden"),
            ("2009-01-19", "The US president spoke.", "/person/US/george-w-bush"),
            ("2009-01-20", "The US president spoke.", "/person/US/barack-obama"),
            ("2010-06-01", "A call to Russia's prime minister ended.", "/person/RU/vladimir-putin"),
            ("2010-06-01", "It was the president of Russia who left.", "/person/RU/dmitry-medvedev"),
            ("2010-06-01", "The Russian foreign minister left.", "/person/RU/sergei-lavrov"),
            ("2006-06-01", "He wrote to the US secretary of state.", "/person/US/condoleezza-rice"),
            ("2003-06-01", "The U.N. Secretary-General left.", "/person/GH/kofi-annan"),
            ("2010-06-01", "The French President left.", "/person/FR/nicolas-sarkozy"),
        ] {
            assert_eq!(people(&on(date, text)), [expected], "{date} {text}");
        }
    }

    #[test]
    fn nobody_is_guessed() {
        for (date, text) in [
            ("2005-06-01", "A US president has an office."),
            ("2005-06-01", "The former US president left."),
            ("2005-06-01", "Then US vice presidents left."),
            ("2005-06-01", "US presidents come and go."),
            ("2005-06-01", "The US president-elect left."),
            ("2005-06-01", "The Russian deputy foreign minister left."),
            ("2005-06-01", "The president left."),
            ("1850-06-01", "The US president left."),
        ] {
            assert_eq!(people(&on(date, text)), [""; 0], "{date} {text}");
        }
        let undated = recognise(&article("", &["The US president spoke."]), lexicon());
        assert_eq!(people(&undated), [""; 0]);
    }

    /// Years from 2000 to 2025 in which the holder of an office is known in the middle of March, over these states.
    fn known_years(states: &str, titles: &[&str]) -> usize {
        let offices = &lexicon().offices;
        let march = |year: u32| crate::office::Days::of_day(year, 3, 15);
        let known = |code: &str, year| titles.iter().any(|title| offices.holder_of(title, code, march(year)).is_some());
        states.split(' ').map(|code| (2000..=2025).filter(|&year| known(code, year)).count()).sum()
    }

    #[test]
    fn leaders_since_2000_are_known() {
        const HEADS: [&str; 8] =
            ["president", "prime minister", "chancellor", "king", "emir", "sultan", "leader", "prince"];
        for (states, titles, least) in [
            ("US RU GB FR CN", &HEADS[..], 130),
            ("DE IT JP CA IN BR MX AR ZA SA TR KR ID AU", &HEADS, 363),
            ("IL EG JO LB SY IQ IR SA YE OM AE QA KW BH PS TR", &HEADS, 415),
            ("AT BE BG HR CY CZ DK EE FI GR HU IE LV LT LU MT NL PL PT RO SK SI ES SE", &HEADS, 624),
            ("UA BY MD GE AM AZ RS ME MK AL XK CH NO IS", &HEADS, 331),
            ("US RU GB FR CN DE IT JP CA IN BR MX AR ZA SA TR KR ID AU IL EG IR", &["foreign minister"], 569),
            ("US RU GB FR CN DE IT IN AU CA IL EG IR TR UA", &["defence minister"], 388),
        ] {
            let known = known_years(states, titles);
            assert!(known >= least, "{known} of {} years: {titles:?} of {states}", states.split(' ').count() * 26);
        }
        // Of all states some years are missing; they may only become fewer.
        let states: Vec<&str> = lexicon()
            .entities()
            .map(|entity| entity.id.as_str())
            .filter_map(|id| id.strip_prefix("/state/"))
            .filter(|id| id.len() == 2)
            .collect();
        let known = known_years(&states.join(" "), &HEADS);
        assert!(known >= 4_755, "{known} of {}", states.len() * 26);
    }

    #[test]
    fn the_text_goes_before_the_dates() {
        let text = "Belgian Finance Minister Ilse Vandorpe signed. The Belgian finance minister left.";
        assert_eq!(people(&on("2005-06-01", text)), ["/person/BE/ilse-vandorpe"; 2]);
        let undated = recognise(&article("", &[text]), lexicon());
        assert_eq!(people(&undated), ["/person/BE/ilse-vandorpe"; 2]);
    }

    #[test]
    fn the_role_is_kept_with_its_country() {
        let found = on("2005-06-01", "The US president spoke.");
        let roles: Vec<_> =
            found.mentions.iter().map(|mention| (mention.text.as_str(), mention.role.as_deref())).collect();
        assert_eq!(roles, [("US", None), ("president", Some("US president"))]);
    }

    #[test]
    fn last_names_mean_who_is_in_office() {
        for (date, text, expected) in [
            ("2005-06-01", "A note by President Bush was read.", vec!["/person/US/george-w-bush"]),
            ("1990-06-01", "A note by President Bush was read.", vec!["/person/US/george-h-w-bush"]),
            ("2015-06-01", "A note by President Bush was read.", vec![]),
            ("2005-06-01", "A call from the United States by Mr. Bush was short.", vec!["/person/US/george-w-bush"]),
            ("2008-06-01", "British Prime Minister Brown left.", vec!["/person/GB/gordon-brown"]),
            ("2003-06-01", "British Prime Minister Brown left.", vec![]),
        ] {
            // Whom nobody knows stays somebody of this article.
            let mut found = people(&on(date, text));
            found.retain(|id| !id.starts_with("/person/xx/"));
            assert_eq!(found, expected, "{date} {text}");
        }
    }
}
