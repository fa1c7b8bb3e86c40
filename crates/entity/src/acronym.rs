//! Acronyms that a text introduces itself: `Greyfell Workers Union (GWU)` makes every `GWU` below the same.

use std::collections::HashMap;
use std::ops::Range;

use dateline_model::{Field, Usage};

use crate::document::{Claim, Document, Subject, Text};
use crate::tokens::{Gap, Shape, Style};
use crate::{organisation, vocab};

/// The acronyms of one article.
#[derive(Debug, Default)]
pub(crate) struct Acronyms {
    known: HashMap<String, Subject>,
}

impl Acronyms {
    /// Claims names whose initials spell the acronym in brackets behind them. Runs before other organisations
    /// are looked for: the initials say where the name begins.
    pub(crate) fn expand(&mut self, document: &mut Document<'_>) {
        for at in 0..document.texts.len() {
            for acronym in in_brackets(&document.texts[at]) {
                let text = &document.texts[at];
                let letters = letters(text, acronym);
                if let Some(hit) = acronym.checked_sub(1).and_then(|last| text.hit_at(last)) {
                    let subject = document
                        .senses(text, hit)
                        .map(|sense| sense.entry)
                        .find(|&entry| document.lexicon.entry(entry).entity.kind.is_actor());
                    if hit.actor && hit.tokens.len() > 1 {
                        self.known.extend(subject.map(|entry| (letters, Subject::Known(entry))));
                        continue;
                    }
                }
                let Some(tokens) = spelled_by(text, acronym, &letters) else { continue };
                if text.is_taken(tokens.clone()) {
                    continue;
                }
                let label = text.written(tokens.clone());
                let known = lexicon_sense(document, text, acronym, label);
                let country = document.country_within(text, tokens.clone());
                let subject = known.or_else(|| organisation::name(document, at, tokens.clone(), country.as_deref()));
                if let Some(subject) = subject {
                    let usage = Usage::Actor;
                    document.claim(Claim { text: at, tokens, subject, usage, role: None, confidence: 0.8 });
                    self.known.insert(letters, subject);
                }
            }
        }
    }

    /// Ties acronyms to the organisations claimed in front of them, whatever their initials, and claims every
    /// mention of an acronym.
    pub(crate) fn claim(&mut self, document: &mut Document<'_>) {
        let ends: HashMap<(usize, usize), Subject> = document
            .claims
            .iter()
            .filter(|claim| {
                claim.tokens.len() > 1 && !document.entity(claim.subject).id.as_str().starts_with("/person")
            })
            .map(|claim| ((claim.text, claim.tokens.end), claim.subject))
            .collect();
        for (at, text) in document.texts.iter().enumerate() {
            for acronym in in_brackets(text) {
                if let Some(&subject) = ends.get(&(at, acronym)) {
                    self.known.entry(letters(text, acronym)).or_insert(subject);
                }
            }
        }
        if self.known.is_empty() {
            return;
        }
        for at in 0..document.texts.len() {
            for token in 0..document.texts[at].tokens.len() {
                let text = &document.texts[at];
                let candidate =
                    is_acronym(text, token) && text.style != Style::Caps && !text.is_taken(token..token + 1);
                if !candidate || text.hit_at(token).is_some_and(|hit| hit.tokens.len() > 1) {
                    continue;
                }
                if let Some(&subject) = self.known.get(&letters(text, token)) {
                    let (tokens, usage) = (token..token + 1, Usage::Actor);
                    document.claim(Claim { text: at, tokens, subject, usage, role: None, confidence: 0.85 });
                }
            }
        }
    }
}

fn is_acronym(text: &Text<'_>, at: usize) -> bool {
    let token = &text.tokens[at];
    // In other scripts than Latin the lexicon alone is trusted.
    let latin = token.text.chars().all(|c| c < '\u{250}');
    latin && token.shape == Shape::Caps && (2..=10).contains(&token.text.len())
}

/// Returns the tokens that stand alone in brackets and look like acronyms.
fn in_brackets(text: &Text<'_>) -> Vec<usize> {
    if text.field == Field::Dateline || text.style == Style::Caps {
        return Vec::new();
    }
    let closes = |at: usize| match text.tokens.get(at + 1) {
        Some(next) => next.gap == Gap::Close || text.text[text.tokens[at].end()..next.start].starts_with(')'),
        None => text.text[text.tokens[at].end()..].starts_with(')'),
    };
    (1..text.tokens.len())
        .filter(|&at| text.tokens[at].gap == Gap::Open && is_acronym(text, at) && closes(at))
        .collect()
}

fn letters(text: &Text<'_>, at: usize) -> String {
    text.tokens[at].text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Returns the words in front of an acronym whose initials are its letters; small words may stand between.
fn spelled_by(text: &Text<'_>, acronym: usize, letters: &str) -> Option<Range<usize>> {
    let mut start = acronym;
    for letter in letters.chars().rev() {
        loop {
            if start < acronym && !(text.tokens[start].joins() || text.tokens[start].gap == Gap::Ampersand) {
                return None;
            }
            start = start.checked_sub(1)?;
            let token = &text.tokens[start];
            if token.is_capital() && token.text.starts_with(letter) {
                break;
            }
            if token.is_capital() || !token.is(vocab::OF | vocab::FOR | vocab::AND | vocab::ARTICLE | vocab::ON) {
                return None;
            }
        }
    }
    (acronym - start > 1).then_some(start..acronym)
}

/// Returns the organisation that the lexicon knows by the acronym, if its name is much like the one written out
/// (`World Health Organisation` for `World Health Organization`).
fn lexicon_sense(document: &Document<'_>, text: &Text<'_>, acronym: usize, label: &str) -> Option<Subject> {
    let hit = text.hit_at(acronym)?;
    let written: Vec<String> = dateline_text::words(label).map(|word| dateline_text::fold(word.text)).collect();
    document.senses(text, hit).map(|sense| sense.entry).find_map(|entry| {
        let entity = &document.lexicon.entry(entry).entity;
        let known = dateline_text::words(&entity.label).map(|word| dateline_text::fold(word.text));
        let shared = known.filter(|word| written.contains(word)).count();
        (entity.kind.is_actor() && shared * 2 >= written.len()).then_some(Subject::Known(entry))
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::{ids, paragraph};

    #[test]
    fn an_acronym_stands_for_its_expansion() {
        let text = "A strike of the Greyfell Workers Union (GWU) began. The GWU gave no date.";
        assert_eq!(ids(&paragraph(text)), ["/org/xx/greyfell-workers-union"; 3]);
        let text = "A raid by the Liberators of Greyfell failed, not by the MOG (LOG) or the LOG.";
        assert_eq!(ids(&paragraph(text)).len(), 1, "the letters must be spelled by the capitals in front of them");
        let text = "A raid by the Liberators of Greyfell (LG) failed, the LG said.";
        assert_eq!(ids(&paragraph(text)).len(), 3);
    }

    #[test]
    fn spellings_meet_in_a_known_acronym() {
        let text = "Kits came from the World Health Organisation (WHO).";
        let found = ids(&paragraph(text));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], found[1]);
        assert!(found[0].starts_with("/igo/"), "{found:?}");
    }

    #[test]
    fn a_text_may_give_a_known_acronym_another_meaning() {
        let text = "Members of the Northern Arc Tenants Organisation (NATO) met. NATO has forty houses.";
        assert_eq!(ids(&paragraph(text)), ["/org/xx/northern-arc-tenants-organisation"; 3]);
    }
}
