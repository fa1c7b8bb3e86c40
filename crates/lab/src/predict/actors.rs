//! People, organisations and places that the recogniser finds in plain texts.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use dateline_entity::tagger::{Crf, Kind, Tagger};
use dateline_entity::{Lexicon, recognise};
use dateline_model::{Article, ArticleId, EntityKind, Field, Mention, Source, SourceId};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::gold_places::paragraphs;
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
    write_actors(&texts, output, tagger_only, weights)?;
    out::line(&format!("{} texts", texts.len()));
    Ok(())
}

/// The same for texts that are read.
pub(crate) fn write_actors(
    texts: &[Text],
    output: &Path,
    tagger_only: bool,
    weights: Option<&Path>,
) -> anyhow::Result<()> {
    let file = weights.map(fs::read).transpose().context("cannot read the weights")?;
    let read = file.as_deref().map(Crf::read).transpose()?;
    let tagger: &dyn Tagger = match &read {
        Some(read) => read,
        None => Crf::builtin(),
    };
    let create = File::create(output).with_context(|| format!("cannot write `{}`", output.display()))?;
    let mut file = BufWriter::new(create);
    for text in texts {
        let answer = if tagger_only || weights.is_some() { tagged(text, tagger) } else { recognised(text) };
        writeln!(file, "{answer}")?;
    }
    file.flush()?;
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
    json!({"id": text.id, "toponyms": toponyms(&entities), "entities": entities})
}

/// What corpora of places mark: places, and demonyms as well.
fn toponyms(entities: &[Value]) -> Vec<Value> {
    let kinds = [Kind::Location.name(), Kind::Group.name()];
    entities.iter().filter(|entity| kinds.iter().any(|kind| entity["type"] == *kind)).cloned().collect()
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
    let (paragraphs, starts) = paragraphs(&text.text);
    let source = Source { id: SourceId::new("lab"), name: String::new() };
    let article = Article::of_text(ArticleId::from_parts(&[&text.id]), source, String::new(), paragraphs);
    let article = Article { language: Some("en".to_owned()), ..article };
    (article, starts)
}

fn recognised(text: &Text) -> Value {
    let (article, starts) = article(text);
    let recognition = recognise(&article, Lexicon::builtin());
    let names: Vec<Name> = recognition.mentions.iter().filter_map(|mention| Name::of(mention, &starts)).collect();
    let entities: Vec<Value> =
        names.iter().map(|name| json!({"start": name.start, "end": name.end, "type": name.kind.name()})).collect();
    json!({
        "id": text.id,
        "toponyms": toponyms(&entities),
        "entities": entities,
        "persons": distinct(&names, Kind::Person),
        "organisations": distinct(&names, Kind::Organisation),
    })
}

/// A mention in the terms of corpora.
struct Name<'a> {
    start: usize,
    end: usize,
    kind: Kind,
    text: &'a str,
    entity: &'a str,
}

impl<'a> Name<'a> {
    /// Corpora mark what is written with a capital: of `Chinese government` the nation, of `UN refugee agency` the UN.
    /// A country or capital that acts is a place to them, a demonym a group.
    fn of(mention: &'a Mention, starts: &[usize]) -> Option<Self> {
        let Field::Paragraph(index) = mention.field else { return None };
        let is_small = |word: &&str| word.starts_with(char::is_lowercase) && !word.contains(char::is_uppercase);
        let words: Vec<&str> = mention.text.split(' ').collect();
        let first = words.iter().position(|word| !is_small(word))?;
        let last = words.iter().rposition(|word| !is_small(word))?;
        let before: usize = words[..first].iter().map(|word| word.len() + 1).sum();
        let behind: usize = words[last + 1..].iter().map(|word| word.len() + 1).sum();
        let text = mention.text.get(before..mention.text.len() - behind)?;
        let text = text.strip_suffix("'s").or_else(|| text.strip_suffix("’s")).filter(|_| behind > 0).unwrap_or(text);
        let start = starts.get(index)? + mention.span.start + mention.text[..before].chars().count();
        let kind = kind(mention, text, Lexicon::builtin());
        Some(Self { start, end: start + text.chars().count(), kind, text, entity: mention.entity.as_str() })
    }
}

/// What corpora call a mention that is written so.
fn kind(mention: &Mention, text: &str, lexicon: &Lexicon) -> Kind {
    let place = || lexicon.named(text).iter().any(|entity| entity.kind == EntityKind::Place);
    match mention.kind {
        EntityKind::Person => Kind::Person,
        EntityKind::Place | EntityKind::State if lexicon.is_demonym(text) => Kind::Group,
        EntityKind::Place => Kind::Location,
        EntityKind::State | EntityKind::Igo if place() => Kind::Location,
        _ => Kind::Organisation,
    }
}

/// The names of the document's people or organisations: of a person the longest form in the text.
fn distinct<'a>(names: &[Name<'a>], wanted: Kind) -> Vec<&'a str> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    for name in names.iter().filter(|name| name.kind == wanted) {
        let same = |known: &&mut (&str, &str)| match wanted {
            Kind::Person => known.0 == name.entity,
            _ => known.1 == name.text,
        };
        match found.iter_mut().find(same) {
            Some(known) if known.1.len() < name.text.len() => known.1 = name.text,
            Some(_) => {}
            None => found.push((name.entity, name.text)),
        }
    }
    found.into_iter().map(|(_, text)| text).collect()
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

    #[test]
    fn what_is_written_small_is_no_part_of_a_name() {
        let text = "The Belgian government met the UN refugee agency and Belgium's army in Geneva.";
        let answer = recognised(&Text { id: "1".to_owned(), text: text.to_owned() });
        let names: Vec<String> = answer["entities"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entity| {
                let at = |name: &str| usize::try_from(entity[name].as_u64().unwrap()).unwrap();
                format!("{} {}", entity["type"].as_str().unwrap(), &text[at("start")..at("end")])
            })
            .collect();
        assert_eq!(names, ["NORP Belgian", "ORG UN", "LOC Belgium", "LOC Geneva"]);
        assert_eq!(answer["organisations"], json!(["UN"]));
    }
}
