//! Last names that stand for people named in full elsewhere in the text, or famous enough to need no full name.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use dateline_model::{EntityKind, Field, Usage};

use crate::document::{Claim, Document, Subject, Text};
use crate::names::Way;
use crate::office::Held;
use crate::spans::NameParts;
use crate::tagger::Kind;
use crate::tokens::{Gap, Shape, Style};
use crate::{incumbent, role, vocab};

/// Countries where the family name comes first.
const FAMILY_NAME_FIRST: [&str; 6] = ["CN", "TW", "HK", "KP", "KR", "MO"];

/// Where full names stand, and whom they mean.
type Named = Vec<((usize, usize), Subject)>;

/// The full names of one article by their parts.
#[derive(Default)]
struct Antecedents {
    /// By the part people go by alone: the last, or the first where family names come first.
    last: HashMap<String, Named>,
    /// By the other end.
    given: HashMap<String, Named>,
    /// The titles that roles give people, folded.
    titles: HashSet<(Subject, String)>,
}

/// How many people of one name are compared by their titles.
const MOST_NAMESAKES: usize = 16;

/// Claims last names.
pub(crate) fn find(document: &mut Document<'_>) {
    let antecedents = antecedents(document);
    let parts = NameParts::of(document);
    for at in 0..document.texts.len() {
        if document.texts[at].field == Field::Dateline {
            continue;
        }
        for token in 0..document.texts[at].tokens.len() {
            let text = &document.texts[at];
            if !may_be_last_name(text, token) {
                continue;
            }
            if text.tags.inside_other(&(token..token + 1), Kind::Person) {
                continue;
            }
            // Without capitals a last name may be any word; only the lexicon is trusted then.
            let cased = text.tokens[token].shape != Shape::Caseless;
            let role = role::before(text, token);
            let place = (at, token);
            let by_chain = || antecedent(document, &antecedents, place, role.as_ref()).filter(|_| cased);
            let by_office = || in_office(document, text, token, role.as_ref());
            let found = wife(document, &antecedents, place).or_else(by_chain).or_else(by_office);
            let found = found.or_else(|| famous(document, text, token));
            let by_given_name = || given_name(document, &antecedents, place).filter(|_| cased);
            let by_part = || parts.person(text, token).map(|subject| (subject, 0.7));
            let Some((subject, confidence)) = found.or_else(by_given_name).or_else(by_part) else { continue };
            let tokens = with_particles(text, token, &document.entity(subject).label);
            let role = role::before(text, tokens.start);
            document.claim(Claim { text: at, tokens, subject, usage: Usage::Actor, role, confidence });
        }
    }
}

fn antecedents(document: &Document<'_>) -> Antecedents {
    let mut antecedents = Antecedents::default();
    for claim in &document.claims {
        let entity = document.entity(claim.subject);
        if entity.kind != EntityKind::Person {
            continue;
        }
        let tokens = &document.texts[claim.text].tokens[claim.tokens.clone()];
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { continue };
        let family_first = entity.country.as_deref().is_some_and(|code| FAMILY_NAME_FIRST.contains(&code));
        let (own, other) = if family_first { (first, last) } else { (last, first) };
        let named = ((claim.text, claim.tokens.start), claim.subject);
        note(antecedents.last.entry(dateline_text::fold(own.text)).or_default(), named);
        if let Some(role) = &claim.role
            && let Some(title) = incumbent::title_of(&document.texts[claim.text], role)
        {
            antecedents.titles.insert((claim.subject, title));
        }
        // `of Sheikh Hasina`: a title in front is no name.
        let is_name =
            other.is_capital() && !other.is_initial() && !other.is(vocab::ROLE | vocab::SALUTATION | vocab::PARTICLE);
        if tokens.len() > 1 && is_name {
            note(antecedents.given.entry(dateline_text::fold(other.text)).or_default(), named);
        }
    }
    // People are found in several goes.
    let named = antecedents.last.values_mut().chain(antecedents.given.values_mut());
    named.for_each(|named| named.sort_by_key(|(place, _)| *place));
    antecedents
}

/// Adds a full name, unless the one before is of the same person: where the first stands is all that matters.
fn note(named: &mut Named, new: ((usize, usize), Subject)) {
    if named.last().is_none_or(|(_, subject)| *subject != new.1) {
        named.push(new);
    }
}

/// Says whether a word can be a last name where it stands.
fn may_be_last_name(text: &Text<'_>, at: usize) -> bool {
    let token = &text.tokens[at];
    if !(token.is_capital() || token.shape == Shape::Caseless) || text.is_taken(at..at + 1) || token.is_initial() {
        return false;
    }
    if let Some(hit) = text.hit_at(at) {
        // `Jordan` and `Chad` are countries, but people are called so too.
        let other = hit.tokens.len() > 1 || hit.actor || hit.is_geographic() && !hit.needs_cue;
        if other && !hit.person {
            return false;
        }
        // `in Jackson` is a town even where somebody is called so.
        let spatial = at > 0 && token.gap == Gap::Space && text.tokens[at - 1].is(vocab::SPATIAL | vocab::TO);
        if hit.place && spatial {
            return false;
        }
    }
    if text.style != Style::Sentence {
        return true;
    }
    !part_of_longer_name(text, at)
}

/// `Kim Holt` is not `Anna Holt`, and `Holt Street` is nobody.
fn part_of_longer_name(text: &Text<'_>, at: usize) -> bool {
    let token = &text.tokens[at];
    if at > 0 && token.gap == Gap::Space {
        let before = &text.tokens[at - 1];
        let other = before.is_capital()
            && !before.starts
            && !before.possessive
            && text.hit_at(at - 1).is_none()
            && !before.is(vocab::ROLE | vocab::ROLE_PART | vocab::SALUTATION | vocab::PARTICLE | vocab::NO_SURNAME);
        if other || before.is(vocab::GIVEN) && before.is_capital() && !before.is(vocab::ROLE | vocab::WORDLIKE) {
            return true;
        }
    }
    text.tokens.get(at + 1).is_some_and(|next| {
        !token.possessive
            && next.gap == Gap::Space
            && next.shape == Shape::Title
            && next.is(vocab::NO_SURNAME)
            && !next.is(vocab::GOVERNS | vocab::CALENDAR)
    })
}

/// Returns the one person that a last name can mean: of those named before, else of those named below.
fn antecedent(
    document: &Document<'_>,
    antecedents: &Antecedents,
    place: (usize, usize),
    role: Option<&Range<usize>>,
) -> Option<(Subject, f32)> {
    let text = &document.texts[place.0];
    let named = antecedents.last.get(&dateline_text::fold(text.tokens[place.1].text))?;
    let before = named.partition_point(|(full, _)| *full < place);
    let candidates = if before > 0 { &named[..before] } else { named };
    if let Some(only) = the_only(candidates.iter().map(|(_, subject)| *subject)) {
        return Some((only, 0.85));
    }
    // Several people of one name: the one who has the title in front of it.
    if let Some(title) = role.and_then(|role| incumbent::title_of(text, role)) {
        let titled = |subject: &Subject| {
            antecedents.titles.contains(&(*subject, title.clone())) || incumbent::ever_had(document, *subject, &title)
        };
        let latest = candidates.iter().rev().take(MOST_NAMESAKES).map(|(_, subject)| *subject);
        if let Some(only) = the_only(latest.filter(titled)) {
            return Some((only, 0.75));
        }
    }
    // Or the famous one, who is called by it.
    let famous = famous(document, text, place.1)?;
    candidates.iter().any(|(_, subject)| *subject == famous.0).then_some(famous)
}

/// Returns the one who is meant every time.
fn the_only(mut subjects: impl Iterator<Item = Subject>) -> Option<Subject> {
    let first = subjects.next()?;
    subjects.all(|other| other == first).then_some(first)
}

/// `Saddam`, `Mr. Thaksin`: a given name alone, for the one person named before whose it is.
fn given_name(document: &Document<'_>, antecedents: &Antecedents, place: (usize, usize)) -> Option<(Subject, f32)> {
    let text = &document.texts[place.0];
    let token = &text.tokens[place.1];
    // What may be a word, a place or an organisation is no given name on this evidence.
    let doubtful = token.is(vocab::WORDLIKE | vocab::NO_SURNAME) || text.hit_at(place.1).is_some_and(|hit| !hit.person);
    if doubtful || token.shape != Shape::Title || text.style != Style::Sentence {
        return None;
    }
    let named = antecedents.given.get(&dateline_text::fold(token.text))?;
    let before = named.partition_point(|(full, _)| *full < place);
    the_only(named[..before].iter().map(|(_, subject)| *subject)).map(|subject| (subject, 0.7))
}

/// `Mrs. Obama` is not the president: returns the wife of a head of state where one of that last name is known.
fn wife(document: &Document<'_>, antecedents: &Antecedents, place: (usize, usize)) -> Option<(Subject, f32)> {
    let text = &document.texts[place.0];
    let (token, title) = (&text.tokens[place.1], &text.tokens[place.1.checked_sub(1)?]);
    if !token.joins() || !title.text.trim_end_matches('.').eq_ignore_ascii_case("mrs") {
        return None;
    }
    let surname = dateline_text::fold(token.text);
    let offices = &document.lexicon.offices;
    let wives = || offices.called(&surname).iter().copied().filter(|&person| offices.ever(person, "first lady"));
    let named = antecedents.last.get(&surname).map_or(&[][..], Vec::as_slice);
    let by_name = wives().find(|&wife| named.iter().any(|(_, subject)| *subject == Subject::Known(wife)));
    let alone = || the_only(wives().map(Subject::Known));
    by_name.map(Subject::Known).or_else(alone).map(|subject| (subject, 0.75))
}

/// Returns whom a last name means without any full name, by the office held on the day of the article.
fn in_office(
    document: &Document<'_>,
    text: &Text<'_>,
    at: usize,
    role: Option<&Range<usize>>,
) -> Option<(Subject, f32)> {
    let token = &text.tokens[at];
    // `King`, `May` and `Brown` are other words too: without a title in front of them they mean nobody.
    let salutation = at > 0 && token.joins() && text.tokens[at - 1].is(vocab::SALUTATION);
    let doubtful =
        token.starts || token.is(vocab::GIVEN | vocab::NO_SURNAME) || text.hit_at(at).is_some_and(|hit| !hit.person);
    if !token.is_capital() || text.style == Style::Caps || role.is_none() && !salutation && doubtful {
        return None;
    }
    let (person, held) = incumbent::by_last_name(document, text, at, role)?;
    let confidence = match (role, held) {
        (Some(_), Held::Surely) => 0.85,
        (Some(_), _) => 0.7,
        (None, _) => 0.65,
    };
    Some((Subject::Known(person), confidence))
}

/// Returns the part of a full name by which a person goes alone: the last, or the first where family names come first.
pub(crate) fn last_name<'a>(name: &'a str, country: Option<&str>) -> &'a str {
    // `Sakura Holt (politician)`: what stands in brackets tells apart, and is no name.
    let name = name.split(" (").next().unwrap_or(name);
    let mut parts = name.split([' ', '-']);
    let part =
        if country.is_some_and(|code| FAMILY_NAME_FIRST.contains(&code)) { parts.next() } else { parts.next_back() };
    part.unwrap_or(name)
}

/// Returns whom a last name means without any full name, where the lexicon knows just one such person.
fn famous(document: &Document<'_>, text: &Text<'_>, at: usize) -> Option<(Subject, f32)> {
    let hit = text.hit_at(at).filter(|hit| hit.person && hit.tokens.len() == 1)?;
    let mut people = document
        .senses(text, hit)
        .filter(|sense| document.lexicon.entry(sense.entry).entity.kind == EntityKind::Person);
    let first = people.next()?;
    if people.any(|other| other.entry != first.entry) {
        return None;
    }
    let confidence = if first.way == Way::Surname { 0.75 } else { 0.85 };
    Some((Subject::Known(first.entry), confidence))
}

/// `al-Jaburi`, `von der Heide`: particles in front belong to the name if they are joined to it or the full name
/// has them; else `von` is a German preposition.
fn with_particles(text: &Text<'_>, at: usize, full_name: &str) -> Range<usize> {
    let mut start = at;
    while start > 0 && at - start < 3 {
        let (border, before) = (&text.tokens[start], &text.tokens[start - 1]);
        let in_full = || full_name.split([' ', '-']).any(|part| part == before.text);
        let particle = before.is(vocab::PARTICLE)
            && (border.gap == Gap::Hyphen || border.gap == Gap::Space && before.shape == Shape::Lower && in_full());
        if !particle || text.is_taken(start - 1..start) {
            break;
        }
        start -= 1;
    }
    start..at + 1
}

#[cfg(test)]
mod tests {
    use crate::recognise;
    use crate::testing::{article, ids, lexicon, paragraph};

    #[test]
    fn last_names_follow_full_names() {
        let text = "A book by Maria Oldstone came out. Oldstone read from it. Ms Oldstone's reading ended.";
        assert_eq!(ids(&paragraph(text)), ["/person/xx/maria-oldstone"; 3]);
        let text = "A note by Ahmed al-Jaburi ended. Then al-Jaburi left, and Jaburi slept.";
        let recognition = paragraph(text);
        let written: Vec<&str> = recognition.mentions.iter().map(|mention| mention.text.as_str()).collect();
        assert_eq!(written, ["Ahmed al-Jaburi", "al-Jaburi", "Jaburi"]);
    }

    #[test]
    fn headlines_name_people_before_the_text_does() {
        let article = article("Oldstone wins prize for first novel", &["The prize went to Maria Oldstone on Friday."]);
        assert_eq!(ids(&recognise(&article, lexicon())), ["/person/xx/maria-oldstone"; 2]);
    }

    #[test]
    fn people_are_never_merged_on_a_guess() {
        for (text, expected) in [
            ("Oldstone left.", 0),
            ("A book by Maria Oldstone and Peter Oldstone came out. Oldstone read.", 2),
            ("A book by Maria Oldstone came out on Oldstone Street.", 2),
        ] {
            assert_eq!(ids(&paragraph(text)).len(), expected, "{text}");
        }
    }

    #[test]
    fn given_names_follow_full_names() {
        let text = "A book by Dr. Wirawan Oldstone came out. The day after Wirawan read from it.";
        assert_eq!(ids(&paragraph(text)), ["/person/xx/wirawan-oldstone"; 2]);
        let text = "Books by Anna Oldstone and Anna Kessenik came out. The day after Anna read.";
        let found = ids(&paragraph(text));
        assert!(found.iter().skip(2).all(|id| !found[..2].contains(id)), "nobody is guessed: {found:?}");
    }

    #[test]
    fn a_title_tells_people_of_one_name_apart() {
        let text = "A talk of President Maria Oldstone with Judge Peter Oldstone ended. Then President Oldstone left.";
        assert_eq!(ids(&paragraph(text)).last().map(String::as_str), Some("/person/xx/maria-oldstone"));
        let text = "Barack Obama spoke. A gift for Mrs. Obama came.";
        assert_eq!(ids(&paragraph(text)).last().map(String::as_str), Some("/person/US/michelle-obama"));
    }

    #[test]
    fn people_may_be_called_like_places() {
        let text = "A film with Michael Jordan ended. Jordan said no, and flew to Jordan.";
        assert_eq!(ids(&paragraph(text)), ["/person/xx/michael-jordan", "/person/xx/michael-jordan", "/AS/JO"]);
    }

    #[test]
    fn the_famous_need_no_full_name() {
        for (text, expected) in [
            ("A call to Putin ended.", "/person/RU/vladimir-putin"),
            ("A talk by Melania Trump and Donald Trump ended, and Trump left.", "/person/US/donald-trump"),
        ] {
            assert_eq!(ids(&paragraph(text)).last().map(String::as_str), Some(expected), "{text}");
        }
    }
}
