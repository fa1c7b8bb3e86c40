//! The roles that a text gives people: in front of the name, or behind it between commas.

use std::ops::Range;

use crate::document::Text;
use crate::lexicon::Lexicon;
use crate::tokens::{Gap, Shape};
use crate::vocab;

/// How many tokens a role may have.
const LONGEST: usize = 10;

/// Returns the tokens of the role in front of a name: `IDF Chief of Staff Lt.Gen.`, `Russian Foreign Minister`.
pub(crate) fn before(text: &Text<'_>, name: usize) -> Option<Range<usize>> {
    let tokens = &text.tokens;
    let mut start = name;
    let mut behind_connector = false;
    while start > 0 && name - start < LONGEST {
        let border = &tokens[start];
        let token = &tokens[start - 1];
        let comma = start == name && border.gap == Gap::Comma && token.is(vocab::ROLE);
        if !border.joins() && !comma {
            break;
        }
        if let Some(hit) = text.hit_at(start - 1).filter(|hit| !hit.person && !is_plain_role(text, start - 1)) {
            // `the president of France and Russian President`: a name in front of a connector ends the role.
            if behind_connector || start == name && !hit.actor {
                break;
            }
            start = hit.tokens.start;
            continue;
        }
        if token.is(vocab::ROLE | vocab::ROLE_PART) {
            behind_connector = false;
        } else if token.shape == Shape::Lower && token.is(vocab::OF | vocab::FOR | vocab::AND) && start < name {
            behind_connector = true;
        } else {
            break;
        }
        start -= 1;
    }
    trim(text, start..name)
}

/// A word of a role that happens to be a known name as well, such as `general`.
fn is_plain_role(text: &Text<'_>, at: usize) -> bool {
    text.tokens[at].is(vocab::ROLE) && text.hit_at(at).is_some_and(|hit| hit.tokens.len() == 1)
}

/// Drops what cannot begin a role, and roles without a head.
fn trim(text: &Text<'_>, mut role: Range<usize>) -> Option<Range<usize>> {
    let tokens = &text.tokens;
    while let Some(first) = tokens[role.clone()].first() {
        // `Then Russian President` at the start of a sentence; `then` further inside says when it was.
        let opens = first.starts && first.is(vocab::ADVERB) || first.is(vocab::OF | vocab::FOR | vocab::AND);
        if first.is(vocab::ROLE) || !opens {
            break;
        }
        role.start += 1;
    }
    tokens[role.clone()].iter().any(|token| token.is(vocab::ROLE)).then_some(role)
}

/// Returns the tokens of the role behind a name: `, the Russian foreign minister,`.
pub(crate) fn after(text: &Text<'_>, name_end: usize) -> Option<Range<usize>> {
    let tokens = &text.tokens;
    if tokens.get(name_end)?.gap != Gap::Comma {
        return None;
    }
    let mut start = name_end;
    while tokens[start].is(vocab::ARTICLE) && tokens[start].shape == Shape::Lower {
        start += 1;
        if !tokens.get(start)?.joins() {
            return None;
        }
    }
    let limit = (start + LONGEST).min(tokens.len());
    let mut head = None;
    for (at, token) in tokens.iter().enumerate().take(limit).skip(start) {
        if at > start && !token.joins() {
            break;
        }
        let known = text.hit_at(at).is_some_and(|hit| !hit.person);
        if token.is(vocab::ROLE) {
            head = Some(at);
        } else if !(token.is(vocab::ROLE_PART) || known || token.gap == Gap::Hyphen) {
            break;
        }
    }
    let mut end = head? + 1;
    // `, president of the Meridian Institute,`: what follows the head belongs to it.
    if tokens.get(end).is_some_and(|token| token.is(vocab::OF | vocab::FOR) && token.joins()) {
        let mut at = end + 1;
        while at < limit && tokens[at].joins() && tokens[at].is(vocab::ARTICLE | vocab::OF) {
            at += 1;
        }
        while at < limit && tokens[at].joins() {
            if tokens[at].is_capital() {
                end = at + 1;
            } else if !tokens[at].is(vocab::OF) || end < at {
                break;
            }
            at += 1;
        }
    }
    Some(start..end)
}

/// Says whether a role as printed is an office of state held now.
pub(crate) fn is_office_of_state(role: &str) -> bool {
    const OFFICES: [&str; 24] = [
        "president", "minister", "premier", "chancellor", "secretary", "king", "queen", "emir", "sultan", "president",
        "presidente", "ministre", "ministro", "ministra", "kanzler", "kanzlerin", "bundeskanzler", "bundeskanzlerin",
        "aussenminister", "aussenministerin", "finanzminister", "verteidigungsminister", "innenminister", "prasident",
    ];
    // Past or rival holders, and presidents and secretaries of other bodies than states.
    const OTHERS: [&str; 26] = [
        "former", "ex", "ousted", "deposed", "exiled", "opposition", "late", "then", "candidate", "elect",
        "commission", "council", "parliament", "bank", "club", "university", "company", "federation", "party",
        "committee", "un", "nato", "institute", "union", "group", "press",
    ];
    let folded = dateline_text::fold_name(role);
    let has = |words: &[&str]| folded.split(' ').any(|word| words.contains(&word));
    let general = folded.contains("secretary general") || folded.contains("spokes");
    has(&OFFICES) && !has(&OTHERS) && !general
}

/// Returns the code of the first country that a role as printed names, by name or demonym.
pub(crate) fn country_of(role: &str, lexicon: &Lexicon) -> Option<String> {
    /// `United Arab Emirates`; longer ones have a short name too.
    const WORDS: usize = 3;
    let words: Vec<&str> = dateline_text::words(role).map(|word| word.text).collect();
    let names =
        (0..words.len()).flat_map(|at| (1..=WORDS).rev().filter_map(move |len| Some((at, at.checked_add(len)?))));
    names
        .filter_map(|(at, end)| words.get(at..end))
        // A small letter begins no country: `to`, `us`.
        .filter(|name| name[0].starts_with(char::is_uppercase))
        .find_map(|name| lexicon.country_code(&name.join(" ")).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use dateline_model::Field;

    use super::*;
    use crate::testing::text_of;

    #[test]
    fn roles_in_front_of_names() {
        for (sentence, name, expected) in [
            ("Then Russian Foreign Minister Oleg Brandt said", "Oleg", "Russian Foreign Minister"),
            ("It was IDF Chief of Staff Lt.Gen. Dan Orr who", "Dan", "IDF Chief of Staff Lt.Gen"),
            ("talks of the president of France and Russian President Oleg Brandt", "Oleg", "Russian President"),
            ("said former deputy prime minister Anna Holt", "Anna", "former deputy prime minister"),
            ("the foreign secretary, Anna Holt, said", "Anna", "foreign secretary"),
            ("met Mr Holt", "Holt", ""),
            ("In Moscow Anna Holt said", "Anna", ""),
            ("Secretary of State Anna Holt", "Anna", "Secretary of State"),
        ] {
            let text = text_of(Field::Paragraph(0), sentence);
            let at = text.tokens.iter().position(|token| token.text == name).unwrap();
            let role = before(&text, at).map_or("", |role| text.written(role));
            assert_eq!(role, expected, "{sentence}");
        }
    }

    #[test]
    fn roles_name_countries() {
        for (role, expected) in [
            ("French President", Some("FR")),
            ("president of the United Arab Emirates", Some("AE")),
            ("US Secretary of State", Some("US")),
            ("finance minister", None),
            ("told us who", None),
        ] {
            assert_eq!(country_of(role, crate::testing::lexicon()).as_deref(), expected, "{role}");
        }
    }

    #[test]
    fn roles_behind_names() {
        for (sentence, name, expected) in [
            ("Oleg Brandt, the Russian foreign minister, said", "Brandt", "Russian foreign minister"),
            ("Anna Holt, president of the Meridian Institute, said", "Holt", "president of the Meridian Institute"),
            ("Anna Holt, head of the Bank of Greyfell, said", "Holt", "head of the Bank of Greyfell"),
            ("Anna Holt, who is a minister, said", "Holt", ""),
            ("Anna Holt, 42, said", "Holt", ""),
            ("Anna Holt said", "Holt", ""),
        ] {
            let text = text_of(Field::Paragraph(0), sentence);
            let at = text.tokens.iter().position(|token| token.text == name).unwrap();
            let role = after(&text, at + 1).map_or("", |role| text.written(role));
            assert_eq!(role, expected, "{sentence}");
        }
    }
}
