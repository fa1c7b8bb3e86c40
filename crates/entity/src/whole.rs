//! Names as wholes: none ends inside a hyphenated word, and a nickname in quotation marks stands inside one.

use std::ops::Range;

use crate::document::Text;
use crate::tagger::Kind;
use crate::tokens::{Gap, Shape, Token};
use crate::vocab;

/// Letters that the later syllables of a given name have at most: `Suk-yeol`, `Wen-hsiung`.
const LONGEST_SYLLABLE: usize = 6;

/// Small words behind a hyphen that say something of the one named: `Blair-led`, `Mao-era`.
const SAYING: &[&str] = &[
    "led", "era", "style", "like", "run", "born", "elect", "type", "only", "ally", "turned", "in", "to", "the", "and",
    "on", "off", "up", "out", "backer", "aide", "loyal", "themed", "owned",
];

/// Returns a person's name with the rest of the hyphenated words at its ends.
pub(crate) fn whole_words(text: &Text<'_>, name: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = name;
    let tokens = &text.tokens;
    while !tokens[end - 1].possessive {
        let Some(next) = tokens.get(end) else { break };
        let joined = next.gap == Gap::Hyphen
            && (is_syllable(next) && end - start > 1 || is_free(text, end) || is_article(&tokens[end - 1]));
        let family = next.gap == Gap::Space
            && is_article(next)
            && tokens.get(end + 1).is_some_and(|name| name.gap == Gap::Hyphen && name.is_capital());
        match (joined, family) {
            (true, _) => end += 1,
            (_, true) => end += 2,
            _ => break,
        }
    }
    while start > 0 && tokens[start].gap == Gap::Hyphen && is_free(text, start - 1) {
        start -= 1;
    }
    start..end
}

fn is_syllable(token: &Token<'_>) -> bool {
    token.shape == Shape::Lower
        && token.text.chars().count() <= LONGEST_SYLLABLE
        && token.text.chars().all(char::is_alphabetic)
        && !token.text.ends_with("ed")
        && !SAYING.contains(&token.text)
}

/// The article of Arabic names: `Al-Sabah` is a part of whatever name it follows.
fn is_article(token: &Token<'_>) -> bool {
    matches!(token.text, "Al" | "El" | "al" | "el")
}

/// A capitalised word that is no name of its own.
fn is_free(text: &Text<'_>, at: usize) -> bool {
    text.tokens[at].is_capital() && text.hit_at(at).is_none() && text.tags.at(at).is_none()
}

/// Returns the name with a nickname in it that begins at a token, and the nickname: `Ferdinand “Bongbong” Marcos`.
pub(crate) fn nicknamed_at(text: &Text<'_>, at: usize) -> Option<(Range<usize>, Range<usize>)> {
    let tokens = &text.tokens;
    let first = &tokens[at];
    if !first.is_capital() || first.is(vocab::NO_SURNAME | vocab::ARTICLE) {
        return None;
    }
    let nickname = at + 1..at + if closes(text, at + 1) { 2 } else { 3 };
    if !opens(text, at) || !closes(text, nickname.end - 1) || !tokens[nickname.start].is_capital() {
        return None;
    }
    let surname = tokens.get(nickname.end).filter(|surname| surname.is_capital() && !surname.is(vocab::NO_SURNAME))?;
    // `the song “Queen” Friday`: one of the two has to be known for a person's.
    let person = |at: usize| text.tags.at(at).is_some_and(|tag| tag.kind == Kind::Person);
    if !(first.is(vocab::GIVEN) || surname.is(vocab::SURNAME) || person(at) || person(nickname.end)) {
        return None;
    }
    let mut whole = whole_words(text, at..nickname.end + 1);
    let suffix = |token: &Token<'_>| token.gap == Gap::Space && matches!(token.text, "Jr" | "Jnr" | "Sr");
    whole.end += usize::from(tokens.get(whole.end).is_some_and(suffix));
    Some((whole, nickname))
}

/// Says whether an opening quotation mark stands behind a token.
fn opens(text: &Text<'_>, at: usize) -> bool {
    let gap = between(text, at).and_then(|gap| gap.strip_prefix(' '));
    gap.is_some_and(|gap| matches!(gap, "“" | "\"" | "‘" | "'" | "«"))
}

/// Says whether a closing quotation mark stands behind a token.
fn closes(text: &Text<'_>, at: usize) -> bool {
    let gap = between(text, at).and_then(|gap| gap.strip_suffix(' '));
    gap.is_some_and(|gap| matches!(gap, "”" | "\"" | "’" | "'" | "»"))
}

/// What stands between a token and the next.
fn between<'a>(text: &Text<'a>, at: usize) -> Option<&'a str> {
    text.text.get(text.tokens.get(at)?.end()..text.tokens.get(at + 1)?.start)
}

#[cfg(test)]
mod tests {
    use crate::testing::{paragraph, people};

    #[test]
    fn no_name_ends_inside_a_word() {
        for (text, expected) in [
            ("A neurosurgeon, Lin Kuo-hsiung, spoke.", "/person/xx/lin-kuo-hsiung"),
            (
                "A letter of Sheikh Nasif Al-Amjad Al-Zuber Al-Kasir ended.",
                "/person/xx/nasif-al-amjad-al-zuber-al-kasir",
            ),
            ("Tony Blair-led talks ended.", "/person/GB/tony-blair"),
        ] {
            assert_eq!(people(&paragraph(text)), [expected], "{text}");
        }
    }

    #[test]
    fn nicknames_stand_inside_names() {
        for (text, expected) in [
            ("The spokesman Andrés ‘Zorro’ Larrasque spoke.", "/person/xx/andres-larrasque"),
            ("A singer, Johnny \"Big Boy\" Holt, and Anna Holt.", "/person/xx/johnny-holt"),
            ("President Ferdinand “Bongbong” Marcos Jr spoke.", "/person/PH/ferdinand-marcos-jr"),
            ("The ministers heard Viktor «Uncle» Kessenik Jr speak.", "/person/xx/viktor-kessenik-jr"),
        ] {
            assert_eq!(people(&paragraph(text)).first().map(String::as_str), Some(expected), "{text}");
        }
    }
}
