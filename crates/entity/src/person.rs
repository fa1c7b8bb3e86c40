//! People: known full names, and unknown ones that a given name, a title or a verb gives away.

use std::ops::Range;

use dateline_model::{EntityId, EntityKind, Field, Usage};

use crate::document::{Claim, Document, Subject, Text};
use crate::names::Way;
use crate::tagger::Kind;
use crate::tokens::{Gap, Shape, Style};
use crate::{role, slug, vocab, whole};

/// How many tokens a name may have.
const LONGEST: usize = 6;

/// A person's full name found in a text.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) tokens: Range<usize>,
    /// A nickname within it.
    pub(crate) nickname: Option<Range<usize>>,
    pub(crate) role: Option<Range<usize>>,
    pub(crate) confidence: f32,
}

/// Claims every full name of a person.
pub(crate) fn find(document: &mut Document<'_>) {
    claim_all(document, names_in);
}

/// Claims the names with a nickname in them, of which others see the parts.
pub(crate) fn nicknamed(document: &mut Document<'_>) {
    claim_all(document, |_, text| {
        let mut found: Vec<Name> = Vec::new();
        for at in 0..text.tokens.len() {
            let free = |tokens: &Range<usize>| {
                !text.is_taken(tokens.clone()) && found.last().is_none_or(|last| last.tokens.end <= at)
            };
            if let Some((tokens, nickname)) = whole::nicknamed_at(text, at).filter(|(tokens, _)| free(tokens)) {
                let role = role_of(text, &tokens);
                found.push(Name { tokens, nickname: Some(nickname), role, confidence: 0.8 });
            }
        }
        found
    });
}

fn claim_all(document: &mut Document<'_>, names_in: impl Fn(&Document<'_>, &Text<'_>) -> Vec<Name>) {
    for at in 0..document.texts.len() {
        if document.texts[at].field == Field::Dateline {
            continue;
        }
        for name in names_in(document, &document.texts[at]) {
            let subject = who(document, at, &name);
            if let Some(subject) = subject {
                let Name { tokens, role, confidence, .. } = name;
                document.claim(Claim { text: at, tokens, subject, usage: Usage::Actor, role, confidence });
            }
        }
    }
}

fn names_in(document: &Document<'_>, text: &Text<'_>) -> Vec<Name> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.tokens.len() {
        if let Some(hit) = text.hit_at(at).filter(|hit| hit.tokens.start == at && hit.tokens.len() > 1) {
            let tokens = hit.tokens.clone();
            at = tokens.end;
            let free = !text.is_taken(tokens.clone()) && !text.tags.inside_other(&tokens, Kind::Person);
            if hit.person && !hit.actor && !hit.place && free {
                found.push(Name { role: role_of(text, &tokens), tokens, nickname: None, confidence: 0.95 });
            }
            continue;
        }
        match unknown_at(document, text, at) {
            Some(name) => {
                at = name.tokens.end;
                // Where the tagger sees a name it has said what it is.
                if !text.is_taken(name.tokens.clone()) && name.tokens.clone().all(|at| text.tags.at(at).is_none()) {
                    found.push(name);
                }
            }
            None => at += 1,
        }
    }
    found
}

fn role_of(text: &Text<'_>, name: &Range<usize>) -> Option<Range<usize>> {
    role::before(text, name.start).or_else(|| role::after(text, name.end))
}

/// Returns the unknown name that begins at this token, where there is evidence for one.
fn unknown_at(document: &Document<'_>, text: &Text<'_>, at: usize) -> Option<Name> {
    let first = &text.tokens[at];
    if !first.is_capital() || first.is(vocab::SALUTATION) {
        return None;
    }
    // `Prince Hussein` is a title and one name, though some are called Prince.
    if first.is(vocab::ROLE | vocab::ROLE_PART) && (!first.is(vocab::GIVEN) || first.is(vocab::WORDLIKE)) {
        return None;
    }
    let given = first.is(vocab::GIVEN) && !(first.is(vocab::NO_SURNAME) && first.starts);
    let role_before = role::before(text, at);
    let titled = role_before.is_some() || at > 0 && first.joins() && text.tokens[at - 1].is(vocab::SALUTATION);
    // `said Anna Holt`; behind `by` and `with` a given name needs no more.
    let said_before = at > 0
        && first.gap == Gap::Space
        && text.tokens[at - 1].is(if given { vocab::SAYS | vocab::WITH } else { vocab::SAYS })
        && text.tokens[at - 1].shape == Shape::Lower;
    if !given && (first.is(vocab::NO_SURNAME) || text.style != Style::Sentence) {
        return None;
    }
    let tokens = whole::whole_words(text, at..extent(text, at, given)?);
    if !titled && names_a_thing(text, tokens.end) {
        return None;
    }
    if is_credit(text, &tokens) {
        return None;
    }
    let role = role_before.or_else(|| role::after(text, tokens.end));
    let evidence = Evidence { given, titled, said_before, apposition: role.is_some() && !titled };
    if !evidence.suffices(document, text, &tokens) {
        return None;
    }
    let confidence = if titled { 0.8 } else { 0.7 };
    Some(Name { tokens, nickname: None, role, confidence })
}

/// `ANNA HOLT/REUTERS` made the picture; she is not in the story.
pub(crate) fn is_credit(text: &Text<'_>, name: &Range<usize>) -> bool {
    text.tokens[name.start].shape == Shape::Caps && text.tokens.get(name.end).is_some_and(|next| next.gap == Gap::Slash)
}

/// Returns where the name that begins here ends, if it has at least two parts.
fn extent(text: &Text<'_>, at: usize, given: bool) -> Option<usize> {
    let tokens = &text.tokens;
    let mut end = at + 1;
    while end < tokens.len() && end - at < LONGEST && !tokens[end - 1].possessive {
        let token = &tokens[end];
        if !token.joins() || token.starts || token.gap == Gap::Dot && !tokens[end - 1].is_initial() {
            break;
        }
        if token.is(vocab::PARTICLE) && !token.is_capital() {
            let follows = tokens.get(end + 1).is_some_and(|next| next.joins() && next.is_capital());
            let twice = tokens.get(end + 1).is_some_and(|next| next.is(vocab::PARTICLE))
                && tokens.get(end + 2).is_some_and(|next| next.joins() && next.is_capital());
            if follows && part_of_name(text, end + 1, given) {
                end += 2;
                continue;
            } else if twice && part_of_name(text, end + 2, given) {
                end += 3;
                continue;
            }
            break;
        }
        if !token.is_capital() || !part_of_name(text, end, given) {
            break;
        }
        end += 1;
    }
    let long_enough = tokens[at..end].iter().filter(|token| token.is_capital() && !token.is_initial()).count() > 1;
    (long_enough && !tokens[end - 1].is_initial()).then_some(end)
}

/// Says whether a capitalised word may be a later part of a name.
fn part_of_name(text: &Text<'_>, at: usize, given: bool) -> bool {
    let token = &text.tokens[at];
    if token.is(vocab::NO_SURNAME | vocab::ROLE | vocab::ROLE_PART) {
        // `King`, `West` and `Law` are surnames too, but only behind a given name.
        return given && token.is(vocab::SURNAME) && token.shape == Shape::Title;
    }
    match text.hit_at(at) {
        None => true,
        Some(hit) if hit.tokens.len() > 1 => false,
        // `Anna Paris` may be a name, `Anna Belgium` and `Anna Russian` are none.
        Some(hit) if hit.needs_cue && given => true,
        Some(hit) => token.is(vocab::SURNAME) || hit.person || !hit.country && !hit.demonym && !hit.actor,
    }
}

/// `Anna Holt Foundation`, `James Holt Space Telescope`: the thing is named after somebody.
fn names_a_thing(text: &Text<'_>, end: usize) -> bool {
    text.tokens.get(end).is_some_and(|next| {
        next.gap == Gap::Space
            && next.shape == Shape::Title
            && !next.starts
            && !text.tokens[end - 1].possessive
            && next.is(vocab::NO_SURNAME)
            && text.hit_at(end).is_none()
    })
}

/// What speaks for a person.
#[derive(Clone, Copy)]
struct Evidence {
    given: bool,
    titled: bool,
    said_before: bool,
    apposition: bool,
}

impl Evidence {
    fn suffices(self, document: &Document<'_>, text: &Text<'_>, name: &Range<usize>) -> bool {
        let tokens = &text.tokens;
        let (first, last) = (&tokens[name.start], &tokens[name.end - 1]);
        let surname = last.is(vocab::SURNAME) || text.hit_at(name.end - 1).is_some_and(|hit| hit.person);
        if text.style != Style::Sentence {
            return self.given && surname;
        }
        if self.titled {
            return true;
        }
        if document.nouns_capital {
            return self.given && surname;
        }
        let says = tokens.get(name.end).is_some_and(|next| next.gap == Gap::Space && next.is(vocab::SAYS));
        if self.given {
            let hit = text.hit_at(name.start);
            let places = hit.is_some_and(|hit| hit.is_geographic() && !hit.needs_cue);
            let wordlike = first.is(vocab::WORDLIKE) && first.starts;
            return surname || says || self.apposition || self.said_before || !places && !wordlike;
        }
        // Two or three unknown words with capitals: only where a verb or role says that they are someone.
        let plain = text.hit_at(name.start).is_none() && name.len() <= 3 && first.shape == Shape::Title;
        // At the start of a sentence the first of the words must be one that no rule knows.
        let unheard = !first.starts || surname || first.parts == 0;
        let after_article = name.start > 0 && tokens[name.start - 1].is(vocab::ARTICLE) && first.gap == Gap::Space;
        plain && !after_article && unheard && (says || self.said_before || self.apposition)
    }
}

/// Returns who a name means: someone known, or someone new.
pub(crate) fn who(document: &mut Document<'_>, at: usize, name: &Name) -> Option<Subject> {
    let text = &document.texts[at];
    if let Some(hit) = text.hit_at(name.tokens.start).filter(|hit| hit.tokens == name.tokens) {
        let country = name.role.clone().and_then(|role| document.country_within(text, role));
        let people = || {
            document
                .senses(text, hit)
                .map(|sense| sense.entry)
                .filter(|&entry| document.lexicon.entry(entry).entity.kind == EntityKind::Person)
        };
        let fits = |entry: &u32| country.is_some() && document.lexicon.entry(*entry).entity.country == country;
        let known = people().find(fits).or_else(|| people().find(|&entry| may_be_meant(document, entry)));
        if known.is_some() {
            return known.map(Subject::Known);
        }
    }
    let in_nickname = |at: &usize| name.nickname.as_ref().is_some_and(|nickname| nickname.contains(at));
    let parts = name.tokens.clone().filter(|at| !in_nickname(at)).map(|at| &text.tokens[at]);
    // `Anna B. Holt` is `Anna Holt`, where she is known.
    let short: Vec<&str> = parts.filter(|token| !token.is_initial()).map(|token| token.text).collect();
    let known = document
        .lexicon
        .senses_named(&short.join(" "))
        .iter()
        .filter(|sense| sense.way == Way::Name)
        .map(|sense| sense.entry)
        .filter(|&entry| document.lexicon.entry(entry).entity.kind == EntityKind::Person)
        .find(|&entry| may_be_meant(document, entry));
    if let Some(known) = known {
        return Some(Subject::Known(known));
    }
    let country = name.role.clone().and_then(|role| document.country_within(text, role));
    let label = text.written(name.tokens.clone());
    // Initials are left out, unless only one word would be left: there are many Holts.
    let slug =
        if short.len() == name.tokens.len() || short.len() < 2 { slug::of(label) } else { slug::of(&short.join(" ")) }?;
    let id = EntityId::new(&format!("/person/{}/{slug}", country.as_deref().unwrap_or(slug::NOWHERE)));
    Some(document.provisional(id, EntityKind::Person, label, country.as_deref()))
}

/// Says whether a known person can be meant by the full name alone: where many bear the name, the article has to
/// speak of the person's country, or of a body in which the person held an office.
fn may_be_meant(document: &Document<'_>, person: u32) -> bool {
    let lexicon = document.lexicon;
    if !lexicon.common.contains(&person) {
        return true;
    }
    let country = &lexicon.entry(person).entity.country;
    let speaks_of_it = |entry: u32| {
        let entity = &lexicon.entry(entry).entity;
        entity.country == *country || lexicon.offices.of(person).any(|term| *term.holder == *entity.id.as_str())
    };
    document.texts.iter().any(|text| {
        let mut hits = text.hits.iter().filter(|hit| !hit.person && !hit.needs_cue);
        hits.any(|hit| document.senses(text, hit).any(|sense| speaks_of_it(sense.entry)))
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::{ids, paragraph, people};

    #[test]
    fn known_people_go_by_their_full_names() {
        for (text, expected) in [
            ("Sergei Lavrov met reporters.", vec!["/person/RU/sergei-lavrov"]),
            ("A speech by Donald J. Trump ended.", vec!["/person/US/donald-trump"]),
            ("Netanyahu spoke.", vec!["/person/IL/benjamin-netanyahu"]),
            ("A note by Lt.-Gen.Gadi Eisenkot ended.", vec!["/person/IL/gadi-eisenkot"]),
        ] {
            assert_eq!(people(&paragraph(text)), expected, "{text}");
        }
    }

    #[test]
    fn a_common_name_is_a_ministers_only_where_the_article_speaks_of_the_state() {
        for (text, expected) in [
            ("A report by Michael Smith ended.", "/person/xx/michael-smith"),
            ("A report by Michael Smith ended in Ireland.", "/person/IE/michael-smith"),
            ("Irish Defence Minister Michael Smith signed.", "/person/IE/michael-smith"),
        ] {
            assert_eq!(people(&paragraph(text)), [expected], "{text}");
        }
    }

    #[test]
    fn unknown_people_need_evidence() {
        for (text, expected) in [
            ("A report by Martin Ostrava ended.", vec!["/person/xx/martin-ostrava"]),
            ("Belgian Finance Minister Ilse Vandorpe signed.", vec!["/person/BE/ilse-vandorpe"]),
            ("The office of Brig. Gen. Tarvo Kessenik closed.", vec!["/person/xx/tarvo-kessenik"]),
            ("It is a start, said Tarvo Kessenik.", vec!["/person/xx/tarvo-kessenik"]),
            ("Tarvo Kessenik, the Estonian interior minister, left.", vec!["/person/EE/tarvo-kessenik"]),
            ("A song by Ahmed bin Khalid al-Jaburi ended.", vec!["/person/xx/ahmed-bin-khalid-al-jaburi"]),
            ("A book by Maria von der Heide ended.", vec!["/person/xx/maria-von-der-heide"]),
            ("The Tarvo Kessenik was sunk.", vec![]),
            ("Will Congress agree?", vec![]),
            ("The Grand Hotel closed on Monday Night.", vec![]),
            ("The Anna Kessenik Space Telescope broke.", vec![]),
            ("Kessenik left.", vec![]),
            ("The Paris Agreement holds.", vec![]),
        ] {
            assert_eq!(people(&paragraph(text)), expected, "{text}");
        }
    }

    #[test]
    fn people_win_over_places_inside_their_names() {
        for (text, expected) in [
            ("A lecture by Jordan Peterson ended.", "/person/xx/jordan-peterson"),
            ("A film with Paris Hilton ended.", "/person/xx/paris-hilton"),
        ] {
            let found = ids(&paragraph(text));
            assert!(found.iter().all(|id| id.starts_with("/person")), "{text}: {found:?}");
            assert!(found[0].ends_with(&expected["/person/xx".len()..]), "{text}: {found:?}");
        }
    }

    #[test]
    fn roles_are_kept_as_printed() {
        let recognition =
            paragraph("Syrian President Bashar Assad spoke. Anna Holt, the Belgian finance minister, left.");
        let roles: Vec<Option<&str>> = recognition
            .mentions
            .iter()
            .filter(|mention| mention.entity.as_str().starts_with("/person"))
            .map(|mention| mention.role.as_deref())
            .collect();
        assert_eq!(roles, [Some("Syrian President"), Some("Belgian finance minister")]);
    }
}
