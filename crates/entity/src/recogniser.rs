//! From an article to its mentions: the order of the rules, and the seam at which another recogniser can stand.

use std::collections::HashSet;
use std::ops::Range;

use dateline_model::{Article, Entity, EntityKind, Field, Mention, Usage};
use dateline_text::CharOffsets;
use serde::{Deserialize, Serialize};

use crate::acronym::Acronyms;
use crate::document::{Claim, Document, Hit, Subject, Text};
use crate::evidence::Evidence;
use crate::gazetteer::Gazetteer;
use crate::lexicon::Lexicon;
use crate::resolver::{self, Atlas, Group, Home, PlaceReading, Resolution, Trained, World, readings};
use crate::tagger::{Crf, Tagger};
use crate::{body, chain, incumbent, organisation, person, place, spans};

/// Version of data and rules: part of the key under which the store keeps mentions, so it changes whenever
/// results do.
pub const MODEL: &str = "tagger-4";

/// What an article mentions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Recognition {
    /// Every mention, field by field in reading order (the dateline last), without overlaps. Spans are
    /// characters of the field's own text.
    pub mentions: Vec<Mention>,
    /// Every entity mentioned, each once in the order of its first mention, provisional ones included.
    pub entities: Vec<Entity>,
}

/// Finds out what articles mention.
pub trait Recogniser: Send + Sync {
    /// Returns the version of data and rules, see [`MODEL`].
    fn model(&self) -> &str;

    /// Returns what an article mentions.
    fn recognise(&self, article: &Article) -> Recognition;
}

/// The recogniser of this crate: lexicons, a tagger and rules.
#[derive(Clone, Copy, Debug)]
pub struct RuleRecogniser<'a> {
    lexicon: &'a Lexicon,
    tagger: Option<&'a dyn Tagger>,
}

impl RuleRecogniser<'static> {
    /// Returns a recogniser with the lexicon and tagger that are built in.
    #[must_use]
    pub fn builtin() -> Self {
        Self { lexicon: Lexicon::builtin(), tagger: Some(Crf::builtin()) }
    }
}

impl<'a> RuleRecogniser<'a> {
    /// Returns a recogniser with this lexicon, and with this tagger where there is one.
    #[must_use]
    pub const fn new(lexicon: &'a Lexicon, tagger: Option<&'a dyn Tagger>) -> Self {
        Self { lexicon, tagger }
    }
}

impl Recogniser for RuleRecogniser<'_> {
    fn model(&self) -> &str {
        MODEL
    }

    fn recognise(&self, article: &Article) -> Recognition {
        recognise_with(article, self.lexicon, self.tagger)
    }
}

/// Returns what an article mentions, by the names of a lexicon, by the built-in tagger and gazetteer, and by rules.
#[must_use]
pub fn recognise(article: &Article, lexicon: &Lexicon) -> Recognition {
    recognise_with(article, lexicon, Some(Crf::builtin()))
}

/// Returns what an article mentions with another tagger than the built-in one, or with none.
#[must_use]
pub fn recognise_with(article: &Article, lexicon: &Lexicon, tagger: Option<&dyn Tagger>) -> Recognition {
    if std::ptr::eq(lexicon, Lexicon::builtin()) {
        recognise_in(article, &World { tagger, ..World::new(Atlas::builtin()) })
    } else {
        let atlas = Atlas::new(lexicon, Gazetteer::builtin().clone());
        recognise_in(article, &World { tagger, ..World::new(&atlas) })
    }
}

/// Returns what an article mentions in a world: a lexicon, a gazetteer, and what its source usually writes of.
#[must_use]
pub fn recognise_in(article: &Article, world: &World<'_>) -> Recognition {
    let (document, _) = read(article, world, &[]);
    write_down(document)
}

/// Returns every place that an article names, with everything it might have meant and what spoke for it.
#[must_use]
pub fn explain_places(article: &Article, world: &World<'_>) -> Vec<PlaceReading> {
    let (document, resolution) = read(article, world, &[]);
    readings(&document, &resolution, world.atlas)
}

/// As [`explain_places`], and what stands in these spans (of characters) is taken for places: for measuring the choice
/// of places apart from finding their names.
#[must_use]
pub fn explain_given_places(
    article: &Article,
    world: &World<'_>,
    spans: &[(Field, Range<usize>)],
) -> Vec<PlaceReading> {
    let (document, resolution) = read(article, world, spans);
    readings(&document, &resolution, world.atlas)
}

/// Returns what an article adds to the home of its source.
#[must_use]
pub fn home_of(article: &Article, atlas: &Atlas<'_>) -> Home {
    let document = people_and_organisations(article, &World::new(atlas));
    resolver::home(&document, atlas, &resolver::tagged(&document))
}

/// Returns the candidates of every place name with their numbers, by these weights: what a fit runs on.
#[must_use]
pub fn place_groups(article: &Article, world: &World<'_>, spans: &[(Field, Range<usize>)], by: &Trained) -> Vec<Group> {
    let document = people_and_organisations(article, world);
    let given = given(&document, spans);
    resolver::groups(&document, world, &given, by)
}

/// Finds everything; `spans` are taken for places.
fn read<'a>(article: &'a Article, world: &World<'a>, spans: &[(Field, Range<usize>)]) -> (Document<'a>, Resolution) {
    let mut document = people_and_organisations(article, world);
    let evidence = Evidence::gather(&document);
    let given = given(&document, spans);
    let mut resolution = resolver::resolve(&document, world, &given);
    place::find(&mut document, &evidence, world.atlas, &mut resolution);
    spans::places(&mut document);
    spans::common_bodies(&mut document, &evidence);
    known_actors(&mut document, &evidence);
    (document, resolution)
}

/// Returns the tokens of what is given, or else of the places that the tagger sees.
fn given(document: &Document<'_>, spans: &[(Field, Range<usize>)]) -> Vec<(usize, Range<usize>)> {
    if spans.is_empty() { resolver::tagged(document) } else { tokens_of(document, spans) }
}

/// Returns spans of characters as tokens; those that hold no token are left out.
fn tokens_of(document: &Document<'_>, spans: &[(Field, Range<usize>)]) -> Vec<(usize, Range<usize>)> {
    let mut found = Vec::with_capacity(spans.len());
    for (at, text) in document.texts.iter().enumerate() {
        let mut here = spans.iter().filter(|(field, _)| *field == text.field).peekable();
        if here.peek().is_none() {
            continue;
        }
        let mut chars = CharOffsets::new(text.text);
        let starts: Vec<usize> = text.tokens.iter().map(|token| chars.at(token.start)).collect();
        for (_, span) in here {
            let tokens =
                starts.partition_point(|start| *start < span.start)..starts.partition_point(|start| *start < span.end);
            if !tokens.is_empty() {
                found.push((at, tokens));
            }
        }
    }
    found
}

fn people_and_organisations<'a>(article: &'a Article, world: &World<'a>) -> Document<'a> {
    let mut document = Document::new(article, world.atlas.lexicon(), world.tagger);
    let mut acronyms = Acronyms::default();
    acronyms.expand(&mut document);
    body::find(&mut document);
    person::nicknamed(&mut document);
    spans::people(&mut document);
    person::find(&mut document);
    organisation::find(&mut document);
    acronyms.claim(&mut document);
    chain::find(&mut document);
    spans::short_organisations(&mut document);
    spans::single_names(&mut document);
    incumbent::find(&mut document);
    document
}

/// Claims the organisations of the lexicon that no rule has claimed.
fn known_actors(document: &mut Document<'_>, evidence: &Evidence<'_>) {
    for (at, index) in document.hits() {
        let text = &document.texts[at];
        let hit = &text.hits[index];
        if !hit.actor || text.is_taken(hit.tokens.clone()) {
            continue;
        }
        let Some(best) = best_actor(document, text, hit, evidence) else { continue };
        let subject = Subject::Known(best);
        let (tokens, usage) = (hit.tokens.clone(), Usage::Actor);
        let confidence = if tokens.len() > 1 { 0.95 } else { 0.85 };
        document.claim(Claim { text: at, tokens, subject, usage, role: None, confidence });
    }
}

/// Several courts are called the Supreme Court: returns the one of a country that the article speaks of, else
/// the first.
fn best_actor(document: &Document<'_>, text: &Text<'_>, hit: &Hit, evidence: &Evidence<'_>) -> Option<u32> {
    let is_actor = |entry: &u32| {
        let kind = document.lexicon.entry(*entry).entity.kind;
        kind.is_actor() && kind != EntityKind::Person
    };
    let actors = || document.senses(text, hit).map(|sense| sense.entry).filter(is_actor);
    actors().find(|&entry| evidence.speaks_for(entry)).or_else(|| actors().next())
}

fn write_down(mut document: Document<'_>) -> Recognition {
    let mut claims = std::mem::take(&mut document.claims);
    claims.sort_by_key(|claim| (claim.text, claim.tokens.start));
    let mut recognition = Recognition::default();
    let mut seen = HashSet::new();
    let mut offsets: Option<(usize, CharOffsets<'_>)> = None;
    for mut claim in claims {
        let text = &document.texts[claim.text];
        let entity = document.entity(claim.subject);
        let tokens = spans::bare_name(text, claim.tokens.clone(), entity.kind);
        if tokens.start > claim.tokens.start && entity.kind == EntityKind::Person {
            claim.role = claim.role.or(Some(claim.tokens.start..tokens.start));
        }
        claim.tokens = tokens;
        let written = text.with_full_stop(claim.tokens.clone());
        if written.is_empty() {
            continue;
        }
        let chars = match &mut offsets {
            Some((at, chars)) if *at == claim.text => chars,
            other => &mut other.insert((claim.text, CharOffsets::new(text.text))).1,
        };
        let start = chars.at(text.tokens[claim.tokens.start].start);
        recognition.mentions.push(Mention {
            entity: entity.id.clone(),
            kind: entity.kind,
            field: text.field,
            span: start..start + written.chars().count(),
            text: written.to_owned(),
            usage: claim.usage,
            role: claim.role.map(|role| text.written(role).to_owned()),
            confidence: claim.confidence,
        });
        if seen.insert(claim.subject) {
            recognition.entities.push(entity.clone());
        }
    }
    let mut ancestors = HashSet::new();
    for ancestor in document.ancestors {
        if document.lexicon.index(ancestor.id.as_str()).is_none() && ancestors.insert(ancestor.id.clone()) {
            recognition.entities.push(ancestor);
        }
    }
    recognition
}

#[cfg(test)]
mod tests {
    use dateline_model::Paragraph;
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{article, lexicon};

    /// Pieces that rules react to, so that random texts reach them.
    const PIECES: [&str; 24] = [
        "Russian", "President", "Vladimir", "Putin", "said", "in", "Paris", ", ", "Texas", "(", ")", "GWU", "al-",
        "Ministry of", "Party", "’s", ".", "“", "美国总统", "É", "the", "US-", "Jordan", "and",
    ];

    fn check(article: &Article) -> Result<(), TestCaseError> {
        let recognition = recognise(article, lexicon());
        for mention in &recognition.mentions {
            let text = article.field(mention.field).unwrap();
            let span: String = text.chars().skip(mention.span.start).take(mention.span.len()).collect();
            prop_assert_eq!(&span, &mention.text);
            prop_assert!(mention.span.end <= text.chars().count());
            prop_assert!(recognition.entities.iter().any(|entity| entity.id == mention.entity));
        }
        for pair in recognition.mentions.windows(2) {
            prop_assert!(pair[0].field != pair[1].field || pair[0].span.end <= pair[1].span.start);
        }
        let _ = crate::tally(&recognition.mentions, lexicon());
        Ok(())
    }

    proptest! {
        #[test]
        fn spans_hold_what_they_say(
            headline in "\\PC{0,60}",
            pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..30),
            noise in "\\PC{0,40}",
        ) {
            check(&article(&headline, &[&pieces.join(" "), &pieces.concat(), &noise]))?;
        }
    }

    #[test]
    fn a_hostile_text_takes_linear_time() {
        let mut story = article("A", &[]);
        for text in [
            "Paris Ministry ", "Abc ", "President ", "Putin, ", "(ABC) ", "Moscow and ",
            "President Anna Holt. President Holt. Anna. ", "Russian President Oleg Brandt. The Russian president. ",
        ] {
            story.body.paragraphs = vec![Paragraph::text(text.repeat(200_000 / text.len()))];
            let _ = recognise(&story, lexicon());
        }
    }

    #[test]
    fn headlines_in_capitals_are_read_with_care() {
        for (headline, expected) in [
            (
                "Trump And Putin Meet In Paris For Talks On Oil",
                "/person/US/donald-trump /person/RU/vladimir-putin /EU/FR/paris",
            ),
            ("LAVROV OPENS TALKS IN GENEVA", "/person/RU/sergei-lavrov /EU/CH/geneva"),
            ("READERS TELL US WHO IT IS", ""),
            ("Grand Tour Ends With Bright Summer Party", ""),
        ] {
            let found: Vec<String> = crate::testing::ids(&recognise(&article(headline, &[]), lexicon()));
            assert_eq!(found.join(" "), expected, "{headline}");
        }
    }

    #[test]
    fn a_recogniser_can_be_put_behind_the_trait() {
        let recogniser: Box<dyn Recogniser> = Box::new(RuleRecogniser::builtin());
        let found = recogniser.recognise(&article("Moscow rejects offer", &[]));
        assert_eq!(recogniser.model(), MODEL);
        assert_eq!(found.entities[0].id.as_str(), "/state/RU/government");
    }
}
