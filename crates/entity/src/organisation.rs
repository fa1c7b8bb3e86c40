//! Organisations that no lexicon knows: a run of capitalised words with a head such as `Party` or `Ministry of`.

use std::ops::Range;

use dateline_model::{EntityId, EntityKind, Field, Usage};

use crate::document::{Claim, Document, Subject, Text};
use crate::tokens::{Gap, Shape, Style, Token};
use crate::{body, slug, spans, vocab};

/// How many tokens a name may reach to each side of its head.
const REACH: usize = 7;

/// Claims every organisation that its head word gives away.
pub(crate) fn find(document: &mut Document<'_>) {
    for at in 0..document.texts.len() {
        let text = &document.texts[at];
        if text.field == Field::Dateline {
            continue;
        }
        spans::organisations(document, at);
        if document.texts[at].style != Style::Sentence || document.nouns_capital {
            continue;
        }
        let mut head = 0;
        while head < document.texts[at].tokens.len() {
            let found = name_around(&document.texts[at], head);
            head += 1;
            if let Some(tokens) = found {
                head = head.max(tokens.end);
                // Where the tagger sees a name it has said what it is.
                if tokens.clone().all(|token| document.texts[at].tags.at(token).is_none()) {
                    claim_name(document, at, tokens, 0.6);
                }
            }
        }
    }
}

/// Claims an organisation by its name, unless the name could be that of any country's.
pub(crate) fn claim_name(document: &mut Document<'_>, at: usize, tokens: Range<usize>, confidence: f32) {
    let text = &document.texts[at];
    let before = tokens.start.saturating_sub(1)..tokens.end;
    let country = document.country_within(text, before);
    if country.is_none() && is_generic(&text.tokens[tokens.clone()]) {
        return;
    }
    claim_as(document, at, tokens, country.as_deref(), confidence);
}

/// Claims an organisation of a country, whatever its name.
pub(crate) fn claim_as(
    document: &mut Document<'_>,
    at: usize,
    tokens: Range<usize>,
    country: Option<&str>,
    confidence: f32,
) {
    if let Some(subject) = name(document, at, tokens.clone(), country) {
        document.claim(Claim { text: at, tokens, subject, usage: Usage::Actor, role: None, confidence });
    }
}

/// `Supreme Court`, `Foreign Ministry`: says nothing without a country.
fn is_generic(tokens: &[Token<'_>]) -> bool {
    tokens.iter().all(|token| {
        token.is(vocab::NO_SURNAME | vocab::ROLE_PART | vocab::ROLE | vocab::COMPASS) || !token.is_capital()
    }) || tokens.len() == 2 && matches!(tokens[0].text, "National" | "Central" | "Local" | "Regional" | "New")
}

/// Returns the entity of an organisation with this name: a known one, or one that is made up here.
pub(crate) fn name(
    document: &mut Document<'_>,
    at: usize,
    tokens: Range<usize>,
    country: Option<&str>,
) -> Option<Subject> {
    let text = &document.texts[at];
    let label = text.written(tokens.clone());
    let known = |name: &str| {
        let first = document.lexicon.senses_named(name).first().map(|sense| sense.entry);
        first.filter(|&entry| document.lexicon.entry(entry).entity.kind.is_actor())
    };
    let body = || country.and_then(|code| body::of_state(document.lexicon, code, label));
    if let Some(known) = known(label).or_else(|| known(without_legal_form(label)?)).or_else(body) {
        return Some(Subject::Known(known));
    }
    let (kind, path) = kind_and_path(&text.tokens[tokens], country);
    let id = EntityId::new(&format!("{path}/{}", slug::of(label)?));
    Some(document.provisional(id, kind, label, country))
}

/// `Greyfell Power Co.` is `Greyfell Power`, where the text or the lexicon leaves out what a company is by law.
fn without_legal_form(name: &str) -> Option<&str> {
    const FORMS: [&str; 14] = [
        "co", "inc", "corp", "corporation", "company", "ltd", "limited", "plc", "llc", "ag", "sa", "gmbh", "nv", "spa",
    ];
    let (rest, last) = name.trim_end_matches('.').rsplit_once([' ', ','])?;
    let form = FORMS.contains(&last.replace('.', "").to_lowercase().as_str());
    form.then(|| rest.trim_end_matches([',', ' '])).filter(|rest| !rest.is_empty())
}

/// Returns what kind of organisation a name speaks of, and where such ones are kept.
fn kind_and_path(tokens: &[Token<'_>], country: Option<&str>) -> (EntityKind, String) {
    let has =
        |heads: &[&str]| tokens.iter().any(|token| heads.iter().any(|head| token.text.eq_ignore_ascii_case(head)));
    let home = country.unwrap_or(slug::NOWHERE);
    let (kind, folder) = if has(&["ministry", "ministère", "ministerio", "ministero", "ministério"]) {
        match country {
            Some(code) => return (EntityKind::State, format!("/state/{code}/government")),
            None => (EntityKind::Organisation, "org"),
        }
    } else if has(&["brigade", "brigades", "battalion", "militia", "liberation"]) {
        (EntityKind::ArmedGroup, "armed-group")
    } else if has(&["army", "forces", "force"]) {
        match country {
            Some(code) => return (EntityKind::State, format!("/state/{code}/military")),
            None => (EntityKind::ArmedGroup, "armed-group"),
        }
    } else if has(&["police"]) && country.is_some() {
        return (EntityKind::State, format!("/state/{home}/police"));
    } else if has(&["party", "parti", "partido", "partito"]) {
        (EntityKind::Party, "party")
    } else if has(&[
        "bank", "banque", "banco", "banca", "company", "inc", "corp", "corporation", "ltd", "plc", "llc", "gmbh",
        "group", "holdings", "airlines", "airways", "industries", "technologies", "pharmaceuticals", "partners",
        "capital", "securities",
    ]) {
        (EntityKind::Company, "company")
    } else {
        (EntityKind::Organisation, "org")
    };
    (kind, format!("/{folder}/{home}"))
}

/// Returns the name that this token is the head of.
fn name_around(text: &Text<'_>, head: usize) -> Option<Range<usize>> {
    let tokens = &text.tokens;
    let token = &tokens[head];
    // `Soviet Union` has a head too, but is known for what it is.
    let known = text.hit_at(head).is_some_and(|hit| hit.tokens.len() > 1);
    if !token.is(vocab::ORG_LAST | vocab::ORG_FIRST) || known || !free_capital(text, head) {
        return None;
    }
    // `Partido Popular`: in Romance languages the head comes first and needs no connector.
    let romance = !token.is(vocab::ORG_LAST) && !token.text.is_ascii() || ends_like_romance(token);
    let start = if romance { head } else { left_end(text, head) };
    let end = right_end(text, head, romance);
    let capitals = tokens[start..end].iter().filter(|token| token.is_capital()).count();
    (capitals > 1).then_some(start..end)
}

fn ends_like_romance(token: &Token<'_>) -> bool {
    !token.is(vocab::ORG_LAST)
        && token.text.ends_with(['o', 'a', 'i', 'e'])
        && !token.text.ends_with("ffice")
        && !token.text.ends_with("ommittee")
        && !token.text.ends_with("entre")
}

/// A capitalised word that no claim and no known actor covers.
fn free_capital(text: &Text<'_>, at: usize) -> bool {
    text.tokens[at].is_capital()
        && !text.is_taken(at..at + 1)
        && text.hit_at(at).is_none_or(|hit| !hit.actor && !hit.person)
}

/// Walks to the left from the head over capitalised words and connectors between them.
fn left_end(text: &Text<'_>, head: usize) -> usize {
    let tokens = &text.tokens;
    let mut start = head;
    while start > 0 && head - start < REACH {
        let border = &tokens[start];
        let before = start - 1;
        if !(border.joins() || border.gap == Gap::Ampersand) || border.starts {
            break;
        }
        if free_capital(text, before) {
            // `Russia's Progress Party` is the Progress Party of Russia; `People's Party` is its own name.
            let country = text.hit_at(before).is_some_and(|hit| hit.is_geographic());
            if tokens[before].possessive && country || tokens[before].starts && is_function_word(&tokens[before]) {
                break;
            }
            start = before;
            continue;
        }
        // `Bank for Trade and Development Group`: a connector counts between two capitalised words only.
        let connects = tokens[before].shape == Shape::Lower
            && (tokens[before].is(vocab::OF | vocab::FOR) || matches!(tokens[before].text, "and"));
        let names_end = before > 0 && text.hit_at(before - 1).is_some();
        // `Shares of Greyfell Bank` at the start of a sentence: only a head may stand in front of the connector.
        let opens = |at: usize| tokens[at].starts && !tokens[at].is(vocab::ORG_FIRST);
        if connects
            && before > 0
            && tokens[before].joins()
            && free_capital(text, before - 1)
            && !names_end
            && !opens(before - 1)
            && !is_function_word(&tokens[before - 1])
        {
            start = before - 1;
            continue;
        }
        break;
    }
    start
}

/// Walks to the right over `of`, `for the` and the capitalised words behind them.
fn right_end(text: &Text<'_>, head: usize, romance: bool) -> usize {
    let tokens = &text.tokens;
    let limit = (head + REACH).min(tokens.len());
    let mut end = head + 1;
    let mut may_add_capitals = romance;
    let mut at = end;
    while at < limit && !tokens[at - 1].possessive {
        let token = &tokens[at];
        if !(token.joins() || token.gap == Gap::Ampersand) || token.starts || token.gap == Gap::Dot {
            break;
        }
        // `Greyfell Industries Inc.`: a second head follows without connector.
        if token.is_capital()
            && (may_add_capitals || token.is(vocab::ORG_LAST) && at == end)
            && !text.is_taken(at..at + 1)
        {
            at += 1;
            end = at;
        } else if token.shape == Shape::Lower && token.is(vocab::OF | vocab::FOR) && at == end {
            may_add_capitals = true;
            at += 1;
        } else if token.shape == Shape::Lower && token.text == "and" && at == end && end > head + 1 {
            // `Ministry of Trade and Industry`, not `Ministry of Trade and Anna Holt`.
            let next = tokens.get(at + 1);
            if next.is_none_or(|next| text.is_taken(at + 1..at + 2) || next.is(vocab::GIVEN)) {
                break;
            }
            at += 1;
        } else if token.shape == Shape::Lower && token.is(vocab::ARTICLE) && at > end {
            at += 1;
        } else {
            break;
        }
    }
    end
}

fn is_function_word(token: &Token<'_>) -> bool {
    token.is(vocab::PREPOSITION | vocab::ARTICLE | vocab::AND | vocab::MODAL | vocab::BE | vocab::ADVERB)
}

#[cfg(test)]
mod tests {
    use crate::recognise;
    use crate::testing::{article, ids, lexicon, paragraph};

    #[test]
    fn heads_make_organisations() {
        for (text, expected) in [
            (
                "Then the Belgian Ministry of Public Gardens closed.",
                "/state/BE/government/belgian-ministry-of-public-gardens",
            ),
            ("He leads the Greyfell Party now.", "/party/xx/greyfell-party"),
            ("A loan by the Bank of Greyfell ended.", "/company/xx/bank-of-greyfell"),
            (
                "A study by the Greyfell Institute for Trade and Labour ended.",
                "/org/xx/greyfell-institute-for-trade-and-labour",
            ),
            ("A raid by the Greyfell Brigades ended.", "/armed-group/xx/greyfell-brigades"),
            ("Shares of Greyfell Industries Inc. fell.", "/company/xx/greyfell-industries-inc"),
            ("A vote of the Workers' Greyfell Union ended.", "/org/xx/workers-greyfell-union"),
        ] {
            assert_eq!(ids(&paragraph(text)).last().map(String::as_str), Some(expected), "{text}");
        }
    }

    #[test]
    fn heads_come_first_in_romance_languages() {
        let mut story = article("", &["El Partido Greyfell perdió."]);
        story.language = Some("es".to_owned());
        assert_eq!(ids(&recognise(&story, lexicon())), ["/party/xx/partido-greyfell"]);
    }

    #[test]
    fn not_every_head_makes_one() {
        for text in [
            "The Party was over.", "A party in the bank ended.", "In May the Supreme Court rose.",
            "The Foreign Ministry closed.",
        ] {
            let found = ids(&paragraph(text));
            assert!(found.is_empty(), "{text}: {found:?}");
        }
    }
}
