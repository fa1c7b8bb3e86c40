//! People, organisations and places that the recogniser finds in plain texts.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use dateline_entity::tagger::{Crf, Kind, Tagger};
use dateline_entity::{Lexicon, Recognition, recognise};
use dateline_model::{Article, ArticleId, Body, EntityKind, Field, Mention, Paragraph, Source, SourceId};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::lines::lines;
use crate::out;

/// What is read of a line of gold.
#[derive(Deserialize)]
pub(crate) struct Text {
    pub(crate) id: String,
    pub(crate) text: String,
}

/// Reads the ids and texts of a gold file.
pub(crate) fn texts(gold: &Path) -> anyhow::Result<Vec<Text>> {
    let read = |line: std::io::Result<String>| Ok(serde_json::from_str(&line?)?);
    lines(gold)?.map(read).collect::<anyhow::Result<_>>().with_context(|| format!("cannot read `{}`", gold.display()))
}

/// Writes one line for each text: what [`recognise`] finds, or what the tagger alone finds, by the weights of a file
/// where one is given.
pub(crate) fn actors(gold: &Path, output: &Path, tagger_only: bool, weights: Option<&Path>) -> anyhow::Result<()> {
    let texts = texts(gold)?;
    let file = weights.map(fs::read).transpose().context("cannot read the weights")?;
    let read = file.as_deref().map(Crf::read).transpose()?;
    let tagger = read.as_ref().map_or_else(|| Crf::builtin() as &dyn Tagger, |read| read);
    let create = File::create(output).with_context(|| format!("cannot write `{}`", output.display()))?;
    let mut out = BufWriter::new(create);
    for text in &texts {
        let answer = if tagger_only || weights.is_some() { tagged(text, tagger) } else { recognised(text) };
        writeln!(out, "{answer}")?;
    }
    out.flush()?;
    out::line(&format!("{} texts", texts.len()));
    Ok(())
}

fn tagged(text: &Text, tagger: &dyn Tagger) -> Value {
    let mut chars = Chars::new(&text.text);
    let entities: Vec<Value> = tagger
        .spans(&[&text.text])
        .into_iter()
        .map(|span| {
            let (start, end) = (chars.at(span.bytes.start), chars.at(span.bytes.end));
            json!({"start": start, "end": end, "type": span.kind.name(), "confidence": span.confidence})
        })
        .collect();
    let toponyms = entities.iter().filter(|entity| entity["type"] == Kind::Location.name()).cloned();
    json!({"id": text.id, "toponyms": toponyms.collect::<Vec<_>>(), "entities": entities})
}

/// Offsets in characters of offsets in bytes that only grow.
struct Chars<'a> {
    text: &'a str,
    bytes: usize,
    chars: usize,
}

impl<'a> Chars<'a> {
    const fn new(text: &'a str) -> Self {
        Self { text, bytes: 0, chars: 0 }
    }

    fn at(&mut self, bytes: usize) -> usize {
        self.chars += self.text.get(self.bytes..bytes).map_or(0, |between| between.chars().count());
        self.bytes = bytes;
        self.chars
    }
}

/// A text as an article without a headline, a paragraph for each line, and where each begins, in characters.
pub(crate) fn article(text: &Text) -> (Article, Vec<usize>) {
    let mut starts = Vec::new();
    let mut paragraphs = Vec::new();
    let mut at = 0;
    for line in text.text.split('\n') {
        if !line.trim().is_empty() {
            starts.push(at);
            paragraphs.push(Paragraph::text(line));
        }
        at += line.chars().count() + 1;
    }
    let article = Article {
        id: ArticleId::from_parts(&[&text.id]),
        source: Source { id: SourceId::new("lab"), name: String::new() },
        url: None,
        headline: String::new(),
        dek: None,
        byline: None,
        contributors: Vec::new(),
        agency: None,
        dateline: None,
        published: None,
        updated: None,
        captured: None,
        language: Some("en".to_owned()),
        section: None,
        tags: Vec::new(),
        body: Body { paragraphs },
        captions: Vec::new(),
        corrections: Vec::new(),
        version: None,
        notes: Vec::new(),
        embargo: None,
        biographies: Vec::new(),
        flags: Vec::new(),
    };
    (article, starts)
}

fn recognised(text: &Text) -> Value {
    let (article, starts) = article(text);
    let recognition = recognise(&article, Lexicon::builtin());
    let entities: Vec<Value> = recognition
        .mentions
        .iter()
        .filter_map(|mention| {
            let Field::Paragraph(index) = mention.field else { return None };
            let from = starts.get(index)?;
            let kind = kind(mention, Lexicon::builtin());
            Some(json!({"start": from + mention.span.start, "end": from + mention.span.end, "type": kind}))
        })
        .collect();
    json!({
        "id": text.id,
        "entities": entities,
        "persons": names(&recognition, Kind::Person),
        "organisations": names(&recognition, Kind::Organisation),
    })
}

/// What corpora call a mention. A country or capital that acts is a place to them; one that only describes by its
/// demonym is none.
fn kind(mention: &Mention, lexicon: &Lexicon) -> &'static str {
    let place = || lexicon.named(&mention.text).iter().any(|entity| entity.kind == EntityKind::Place);
    let kind = match mention.kind {
        EntityKind::Person => Kind::Person,
        EntityKind::Place | EntityKind::State if lexicon.is_demonym(&mention.text) => Kind::Group,
        EntityKind::Place => Kind::Location,
        EntityKind::State | EntityKind::Igo if place() => Kind::Location,
        _ => Kind::Organisation,
    };
    kind.name()
}

/// The names of the document's people or organisations: of each the longest form in the text.
fn names(recognition: &Recognition, wanted: Kind) -> Vec<String> {
    let mut names: Vec<(&str, &str)> = Vec::new();
    for mention in &recognition.mentions {
        if kind(mention, Lexicon::builtin()) != wanted.name() {
            continue;
        }
        match names.iter_mut().find(|(entity, _)| *entity == mention.entity.as_str()) {
            Some((_, name)) if wanted == Kind::Person && name.len() < mention.text.len() => *name = &mention.text,
            Some(_) if wanted == Kind::Person => {}
            _ => names.push((mention.entity.as_str(), &mention.text)),
        }
    }
    names.into_iter().map(|(_, name)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_those_of_the_whole_text() {
        let text = Text { id: "1".to_owned(), text: "É é.\n\nSergei Lavrov left Geneva.".to_owned() };
        let answer = recognised(&text);
        assert_eq!(answer["persons"], json!(["Sergei Lavrov"]));
        assert_eq!(answer["entities"][0], json!({"start": 6, "end": 19, "type": "PER"}));
        assert_eq!(answer["entities"][1], json!({"start": 25, "end": 31, "type": "LOC"}));
    }
}
