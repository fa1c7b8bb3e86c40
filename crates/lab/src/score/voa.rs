//! Articles of the Groningen Meaning Bank, where sets name a mention by document, sentence and token.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, ensure};
use dateline_model::{Article, ArticleId, Body, Dated, Field, Mention, Origin, Paragraph, Precision, Source, SourceId};
use flate2::read::MultiGzDecoder;
use serde::Deserialize;

/// One document: its sentences as words.
#[derive(Deserialize)]
struct Document {
    id: String,
    sents: Vec<Vec<String>>,
}

/// A document as an article, and where each word of it stands.
pub(crate) struct Story {
    pub(crate) article: Article,
    /// For each sentence the spans of its words, in characters of its paragraph.
    words: Vec<Vec<Range<usize>>>,
}

/// Reads the documents with these identifiers.
pub(crate) fn stories<'a>(
    path: &Path,
    wanted: impl Iterator<Item = (&'a str, Option<i16>)>,
) -> anyhow::Result<HashMap<String, Story>> {
    let wanted: HashMap<&str, Option<i16>> = wanted.collect();
    let file = File::open(path).with_context(|| format!("cannot open `{}`", path.display()))?;
    let mut found = HashMap::new();
    for line in BufReader::new(MultiGzDecoder::new(file)).lines() {
        let document: Document = serde_json::from_str(&line?)?;
        if let Some(&year) = wanted.get(document.id.as_str()) {
            found.insert(document.id.clone(), story(&document, year));
        }
    }
    ensure!(found.len() == wanted.len(), "`{}` has {} of {} documents", path.display(), found.len(), wanted.len());
    Ok(found)
}

fn story(document: &Document, year: Option<i16>) -> Story {
    let mut paragraphs = Vec::new();
    let mut words = Vec::new();
    for sentence in &document.sents {
        let (text, spans) = spell(sentence);
        paragraphs.push(Paragraph::text(text));
        words.push(spans);
    }
    let published = year.and_then(|year| {
        let local = jiff::civil::Date::new(year, 1, 1).ok()?.at(0, 0, 0, 0);
        Some(Dated { local, precision: Precision::Year, offset_seconds: None, origin: Origin::Record })
    });
    let article = Article { published, body: Body { paragraphs }, ..empty(&document.id) };
    Story { article, words }
}

/// An English article that says nothing yet.
pub(crate) fn empty(id: &str) -> Article {
    let source = Source { id: SourceId::new("voa"), name: "VOA".to_owned() };
    let article = Article::of_text(ArticleId::from_parts(&[id]), source, String::new(), Vec::new());
    Article { language: Some("en".to_owned()), ..article }
}

/// Writes words as a sentence: no space in front of marks that close, or behind those that open.
fn spell(words: &[String]) -> (String, Vec<Range<usize>>) {
    let (mut text, mut at, mut quoted, mut glue) = (String::new(), 0, false, true);
    let mut spans = Vec::new();
    for word in words {
        let closes = matches!(word.as_str(), "." | "," | ";" | ":" | "?" | "!" | ")" | "%")
            || word.starts_with('\'')
            || word == "n't"
            || word == "\"" && quoted;
        if !glue && !closes {
            text.push(' ');
            at += 1;
        }
        let length = word.chars().count();
        spans.push(at..at + length);
        text.push_str(word);
        at += length;
        if word == "\"" {
            quoted = !quoted;
        }
        glue = matches!(word.as_str(), "(" | "$") || word == "\"" && quoted;
    }
    (text, spans)
}

impl Story {
    /// Returns the mention that covers the first of these words, and whether it covers more than the words.
    pub(crate) fn mention<'a>(
        &self,
        mentions: &'a [Mention],
        sentence: usize,
        words: Range<usize>,
    ) -> anyhow::Result<Option<(&'a Mention, bool)>> {
        let spans = self.words.get(sentence).and_then(|spans| spans.get(words));
        let spans = spans.filter(|spans| !spans.is_empty()).context("no such words")?;
        let (start, end) = (spans[0].start, spans[spans.len() - 1].end);
        let covers = |mention: &&Mention| {
            mention.field == Field::Paragraph(sentence) && mention.span.start <= start && start < mention.span.end
        };
        Ok(mentions.iter().find(covers).map(|mention| (mention, mention.span.start < start || mention.span.end > end)))
    }

    /// Returns the sentence of a mention, for lists of differences.
    pub(crate) fn sentence(&self, number: usize) -> &str {
        self.article.body.paragraphs.get(number).map_or("", |paragraph| paragraph.text.as_str())
    }

    /// Says whether the possessive ending follows a word.
    pub(crate) fn is_possessive(&self, sentence: usize, last: usize) -> bool {
        let Some(next) = self.words.get(sentence).and_then(|spans| spans.get(last + 1)) else { return false };
        self.sentence(sentence).chars().nth(next.start) == Some('\'')
    }
}

/// Returns the rows of a set of mentions: tab-separated, comments left out.
pub(crate) fn rows(path: &Path, columns: usize) -> anyhow::Result<Vec<Vec<String>>> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(crate::lines::lines(path)?) {
        let line = line?;
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let row: Vec<String> = line.split('\t').map(str::to_owned).collect();
        ensure!(
            row.len() == columns,
            "`{}`, line {number}: expected {columns} columns, found {}",
            path.display(),
            row.len()
        );
        found.push(row);
    }
    Ok(found)
}
