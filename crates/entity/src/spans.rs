//! Names that the tagger sees and no lexicon knows: people, organisations and places with provisional identifiers.
//!
//! What a lexicon knows and what a document says of itself (acronyms, full names) comes first; here is what is left.

use std::collections::HashMap;
use std::ops::Range;

use dateline_model::{EntityId, EntityKind, Field, Usage};

use crate::document::{Claim, Document, Hit, Subject, Text};
use crate::evidence::Evidence;
use crate::person::{self, Name};
use crate::tagged::Tag;
use crate::tagger::Kind;
use crate::tokens::Style;
use crate::usage::{self, Scale};
use crate::{organisation, role, slug, vocab, whole};

/// A name that is also that of a town must be this probable to mean the club or company.
const SURE: f32 = 0.6;

/// A single name must be this probable to mean a person of whom nothing else is said.
const SINGLE: f32 = 0.6;

/// Claims the people of several words.
pub(crate) fn people(document: &mut Document<'_>) {
    for at in 0..document.texts.len() {
        for tag in tags(&document.texts[at], Kind::Person) {
            let text = &document.texts[at];
            let tokens = whole::whole_words(text, whole_name(text, without_titles(text, tag.tokens)));
            if tokens.len() < 2
                || text.is_taken(tokens.clone())
                || person::is_credit(text, &tokens)
                || is_known_otherwise(text, &tokens)
            {
                continue;
            }
            let role = role::before(text, tokens.start).or_else(|| role::after(text, tokens.end));
            let name = Name { tokens, nickname: None, role, confidence: tag.confidence.max(0.5) };
            if let Some(subject) = person::who(document, at, &name) {
                let Name { tokens, role, confidence, .. } = name;
                let confidence = if matches!(subject, Subject::Known(_)) { 0.95 } else { confidence };
                document.claim(Claim { text: at, tokens, subject, usage: Usage::Actor, role, confidence });
            }
        }
    }
}

/// Says whether these words are the name of a place or body, or the name of a company and more: `Khan Younis`, `Volvo
/// Cars`.
fn is_known_otherwise(text: &Text<'_>, tokens: &Range<usize>) -> bool {
    text.hit_at(tokens.start).is_some_and(|hit| {
        let all = hit.tokens.start <= tokens.start && hit.tokens.end >= tokens.end;
        !hit.person && (all && (hit.place || hit.actor) || hit.actor && !text.tokens[tokens.start].is(vocab::GIVEN))
    })
}

/// The tags of a kind; in a line of capitals `US` and `WHO` are words.
fn tags(text: &Text<'_>, kind: Kind) -> Vec<Tag> {
    let word = |tag: &Tag| tag.tokens.len() == 1 && text.tokens[tag.tokens.start].is(vocab::CLASHES);
    text.tags.of_kind(kind).filter(|tag| text.style != Style::Caps || !word(tag)).cloned().collect()
}

/// `King Otto` is Otto: the title is his role.
fn without_titles(text: &Text<'_>, mut tokens: Range<usize>) -> Range<usize> {
    while tokens.len() > 1 {
        let first = &text.tokens[tokens.start];
        let title = first.is(vocab::ROLE | vocab::SALUTATION) && (!first.is(vocab::GIVEN) || first.is(vocab::WORDLIKE));
        if !title {
            break;
        }
        tokens.start += 1;
    }
    tokens
}

/// Where the tagger sees a part of a person's name that the lexicon knows as a whole, the whole is meant.
fn whole_name(text: &Text<'_>, tokens: Range<usize>) -> Range<usize> {
    let known = tokens.clone().filter_map(|at| text.hit_at(at)).find(|hit| hit.person && hit.tokens.len() > 1);
    known.map_or(tokens.clone(), |hit| hit.tokens.start.min(tokens.start)..hit.tokens.end.max(tokens.end))
}

/// Claims the organisations of several words in a text.
pub(crate) fn organisations(document: &mut Document<'_>, at: usize) {
    for tag in tags(&document.texts[at], Kind::Organisation) {
        let tokens = without_article(&document.texts[at], tag.tokens.clone());
        if tokens.len() > 1 {
            organisation_at(document, at, tokens, tag.confidence);
        }
    }
}

/// Claims the organisations of one word: after the acronyms, which know better.
pub(crate) fn short_organisations(document: &mut Document<'_>) {
    for at in 0..document.texts.len() {
        for tag in tags(&document.texts[at], Kind::Organisation) {
            let tokens = without_article(&document.texts[at], tag.tokens.clone());
            if tokens.len() == 1 {
                organisation_at(document, at, tokens, tag.confidence);
            }
        }
    }
}

fn without_article(text: &Text<'_>, tokens: Range<usize>) -> Range<usize> {
    let article = tokens.len() > 1 && text.tokens[tokens.start].is(vocab::ARTICLE);
    tokens.start + usize::from(article)..tokens.end
}

fn organisation_at(document: &mut Document<'_>, at: usize, tokens: Range<usize>, confidence: f32) {
    let text = &document.texts[at];
    let known = |hit: &Hit| hit.tokens.start <= tokens.start && hit.tokens.end >= tokens.end;
    if let Some(hit) = text.hit_at(tokens.start).filter(|hit| known(hit)) {
        let town = hit.place && !hit.country && !hit.actor && !hit.person && confidence >= SURE;
        if !town {
            return;
        }
    }
    if text.is_taken(tokens.clone()) {
        return;
    }
    organisation::claim_name(document, at, tokens, confidence.max(0.5));
}

/// Claims people of whom the text gives one name only. There are many of that name, so that each is kept apart: the
/// identifier is that of a person of this article.
pub(crate) fn single_names(document: &mut Document<'_>) {
    for at in 0..document.texts.len() {
        for tag in tags(&document.texts[at], Kind::Person) {
            let text = &document.texts[at];
            let tokens = without_titles(text, tag.tokens.clone());
            let known = text.hit_at(tokens.start).is_some_and(|hit| hit.country || hit.demonym || hit.actor);
            if tokens.len() != 1 || tag.confidence < SINGLE || known || text.is_taken(tokens.clone()) {
                continue;
            }
            let role = role::before(text, tokens.start).or_else(|| role::after(text, tokens.end));
            let label = text.written(tokens.clone());
            let Some(slug) = slug::of(label) else { continue };
            let id = EntityId::new(&format!("/person/{}/{slug}-{}", slug::NOWHERE, document.article));
            let confidence = tag.confidence * 0.6;
            let subject = document.provisional(id, EntityKind::Person, label, None);
            document.claim(Claim { text: at, tokens, subject, usage: Usage::Actor, role, confidence });
        }
    }
}

/// Claims `Parliament` and `National Assembly`, which every country has: those of the country that the article is about.
pub(crate) fn common_bodies(document: &mut Document<'_>, evidence: &Evidence<'_>) {
    let Some(country) = evidence.leading() else { return };
    for at in 0..document.texts.len() {
        for tag in tags(&document.texts[at], Kind::Organisation) {
            let text = &document.texts[at];
            let tokens = without_article(text, tag.tokens.clone());
            if !text.is_taken(tokens.clone()) && tokens.clone().all(|token| text.hit_at(token).is_none()) {
                organisation::claim_as(document, at, tokens, Some(country), tag.confidence * 0.8);
            }
        }
    }
}

/// Returns the tokens of a name without the small article in front of it, and without a person's titles.
pub(crate) fn bare_name(text: &Text<'_>, tokens: Range<usize>, kind: EntityKind) -> Range<usize> {
    let first = &text.tokens[tokens.start];
    if kind == EntityKind::Person {
        without_titles(text, tokens)
    } else if tokens.len() > 1 && first.is(vocab::ARTICLE) && !first.is_capital() {
        tokens.start + 1..tokens.end
    } else {
        tokens
    }
}

/// Claims the places that no rule has claimed.
pub(crate) fn places(document: &mut Document<'_>) {
    for at in 0..document.texts.len() {
        for tag in tags(&document.texts[at], Kind::Location) {
            let text = &document.texts[at];
            if text.is_taken(tag.tokens.clone()) || text.field == Field::Dateline {
                continue;
            }
            let label = text.written(tag.tokens.clone());
            let Some(slug) = slug::of(label) else { continue };
            let usage = usage::judge(text, tag.tokens.clone(), Scale::Other, None).usage;
            let id = EntityId::new(&format!("/place/{}/{slug}", slug::NOWHERE));
            let subject = document.provisional(id, EntityKind::Place, label, None);
            let confidence = tag.confidence * 0.8;
            document.claim(Claim { text: at, tokens: tag.tokens, subject, usage, role: None, confidence });
        }
    }
}

/// Whose full name has a word: nobody where several people's have it.
#[derive(Debug, Default)]
pub(crate) struct NameParts(HashMap<String, Option<Subject>>);

impl NameParts {
    /// Gathers the words of the full names found so far.
    pub(crate) fn of(document: &Document<'_>) -> Self {
        let mut parts = Self::default();
        let people = document.claims.iter().filter(|claim| document.entity(claim.subject).kind == EntityKind::Person);
        for claim in people {
            let words = &document.texts[claim.text].tokens[claim.tokens.clone()];
            for word in words.iter().filter(|word| word.is_capital()) {
                let known = parts.0.entry(dateline_text::fold(word.text)).or_insert(Some(claim.subject));
                if *known != Some(claim.subject) {
                    *known = None;
                }
            }
        }
        parts
    }

    /// Returns who is meant by one word that the tagger takes for a person.
    pub(crate) fn person(&self, text: &Text<'_>, token: usize) -> Option<Subject> {
        let alone = text.tags.at(token).filter(|tag| tag.kind == Kind::Person)?;
        if without_titles(text, alone.tokens.clone()) != (token..token + 1) {
            return None;
        }
        self.0.get(&dateline_text::fold(text.tokens[token].text)).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use dateline_model::ArticleId;

    use crate::testing::{article, ids, lexicon, paragraph};
    use crate::{recognise, recognise_with};

    #[test]
    fn unknown_names_are_found_without_head_or_title() {
        for (text, expected) in [
            (
                "Shares of Vandorpe Kessenik & Co. fell by 3 percent on Monday, the company said.",
                "/org/xx/vandorpe-kessenik",
            ),
            ("They moved from Greyfell to a village near Oldhaven in the north.", "/place/xx/greyfell"),
            ("The film stars Tarvo Kessenik and was shot last year.", "/person/xx/tarvo-kessenik"),
        ] {
            let found = ids(&paragraph(text));
            assert!(found.iter().any(|id| id.starts_with(expected)), "{text}: {found:?}");
            let story = article("", &[text]);
            let without = ids(&recognise_with(&story, lexicon(), None));
            assert!(!without.iter().any(|id| id.starts_with(expected)), "{text}: {without:?}");
        }
    }

    #[test]
    fn single_names_are_people_of_their_article() {
        assert!(ids(&paragraph("Mr Kessenik left."))[0].starts_with("/person/xx/kessenik-"));
        let mut story = article("", &["A talk with Prince Hussein ended."]);
        let first = ids(&recognise(&story, lexicon()));
        story.id = ArticleId::from_parts(&["another"]);
        let second = ids(&recognise(&story, lexicon()));
        assert!(first[0].starts_with("/person/xx/hussein-"), "{first:?}");
        assert_ne!(first, second);
    }

    #[test]
    fn common_bodies_are_those_of_the_country_that_a_story_is_about() {
        let text =
            "Belgium votes on Sunday. Belgium has many parties. The National Assembly met on Monday, officials said.";
        let found = ids(&paragraph(text));
        assert!(found.contains(&"/state/BE/legislature".to_owned()), "{found:?}");
    }
}
