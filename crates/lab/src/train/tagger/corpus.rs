//! Training text: documents as sentences of tokens with tags, some of which are unknown.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, ensure};
use dateline_entity::tagger::measure::{self, Kind, TokenSpan};
use flate2::read::MultiGzDecoder;
use serde::Deserialize;

/// The tag of a token that may be anything: the fit sums over it.
pub(super) const UNKNOWN: u8 = u8::MAX;

/// A document.
#[derive(Clone, Debug, Default)]
pub(super) struct Document {
    pub(super) sentences: Vec<Vec<String>>,
    /// For each token of each sentence its tag, or [`UNKNOWN`].
    pub(super) tags: Vec<Vec<u8>>,
}

#[derive(Deserialize)]
struct Line {
    sents: Vec<Vec<String>>,
    tags: Vec<Vec<String>>,
}

/// Reads a gzipped file of documents; `entries` are the lists, by which words with hyphens are cut.
pub(super) fn read(path: &Path, entries: &[u8]) -> anyhow::Result<Vec<Document>> {
    let file = File::open(path).with_context(|| format!("cannot open `{}`", path.display()))?;
    let mut documents = Vec::new();
    for (number, line) in (1..).zip(BufReader::new(MultiGzDecoder::new(file)).lines()) {
        let place = || format!("`{}`, line {number}", path.display());
        let line: Line = serde_json::from_str(&line?).with_context(place)?;
        documents.push(document(&line, entries).with_context(place)?);
    }
    Ok(documents)
}

fn document(line: &Line, entries: &[u8]) -> anyhow::Result<Document> {
    ensure!(line.sents.len() == line.tags.len(), "expected as many lists of tags as sentences");
    let mut document = Document::default();
    for (words, labels) in line.sents.iter().zip(&line.tags) {
        ensure!(words.len() == labels.len(), "expected as many tags as tokens");
        let (words, labels) = cut_hyphens(words, labels, entries);
        document.tags.push(tags(&labels)?);
        document.sentences.push(words);
    }
    Ok(document)
}

/// Cuts `U.S.-led` as the tagger does. Whoever left the whole word outside of names said nothing about its parts.
fn cut_hyphens(words: &[String], labels: &[String], entries: &[u8]) -> (Vec<String>, Vec<String>) {
    let (mut out, mut tags) = (Vec::new(), Vec::new());
    for (word, label) in words.iter().zip(labels) {
        let joined = word.len() > 3 && word.trim_matches(['-', '/']).contains(['-', '/']);
        let parts = if joined { measure::cut(word, entries) } else { Vec::new() };
        if parts.len() < 3 {
            out.push(word.clone());
            tags.push(label.clone());
            continue;
        }
        for part in parts {
            let part = &word[part];
            let capital = part.starts_with(char::is_uppercase);
            out.push(part.to_owned());
            tags.push(match label.as_str() {
                "O" if capital => "?".to_owned(),
                label if capital || label == "?" => label.to_owned(),
                _ => "O".to_owned(),
            });
        }
    }
    (out, tags)
}

fn tags(labels: &[String]) -> anyhow::Result<Vec<u8>> {
    let mut tags = vec![0; labels.len()];
    let mut at = 0;
    while at < labels.len() {
        let label = labels[at].as_str();
        let start = at;
        at += 1;
        let Some(name) = label.strip_prefix("B-").or_else(|| label.strip_prefix("I-")) else {
            ensure!(label == "O" || label == "?", "expected a tag such as `B-PER`, found `{label}`");
            tags[start] = if label == "?" { UNKNOWN } else { 0 };
            continue;
        };
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == name);
        let kind = kind.with_context(|| format!("expected a tag such as `B-PER`, found `{label}`"))?;
        while labels.get(at).is_some_and(|next| next.strip_prefix("I-") == Some(name)) {
            at += 1;
        }
        measure::write(&mut tags, &TokenSpan { tokens: start..at, kind });
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &str, labels: &str) -> Line {
        let list = |text: &str| vec![text.split(' ').map(str::to_owned).collect()];
        Line { sents: list(words), tags: list(labels) }
    }

    #[test]
    fn labels_become_tags() {
        let found = document(&line("Anna Holt of Ghent left", "B-PER I-PER O B-LOC ?"), &[]).unwrap();
        assert_eq!(found.tags, [vec![1, 3, 0, 12, UNKNOWN]]);
        assert!(document(&line("Anna", "B-PERSON"), &[]).is_err());
        assert!(document(&line("Anna Holt", "O"), &[]).is_err());
    }

    #[test]
    fn words_with_hyphens_are_cut() {
        let found = document(&line("the Ghent-based firm", "O O O"), &[]).unwrap();
        assert_eq!(found.sentences, [["the", "Ghent", "-", "based", "firm"]]);
        assert_eq!(found.tags, [[0, UNKNOWN, 0, 0, 0]]);
    }
}
