//! The tagger as its trainer sees it: documents as features, tags, and the file. The program does not use it.

use std::ops::Range;

pub use super::lists::List;
use super::lists::Lists;
use super::sheet::Sheet;
pub use super::tags::{Kind, TokenSpan};
use super::token::plain;
use super::tokenise::Cut;
pub use super::weights::Fitted;
use super::{features, lists, runs, tags, tokenise};

/// How many tags there are; 0 is that of tokens in no name.
pub const TAGS: usize = tags::TAGS;

/// Says whether one tag may follow another; 0 stands before and behind a run.
#[must_use]
pub const fn may_follow(before: u8, tag: u8) -> bool {
    tags::may_follow(before, tag)
}

/// Writes a span into tags.
pub fn write(tags: &mut [u8], span: &TokenSpan) {
    tags::write(tags, span);
}

/// Builds the entries of lists from names.
#[must_use]
pub fn table<'n>(names: impl Iterator<Item = (&'n str, List)>) -> Vec<u8> {
    lists::table(names, |name| {
        let cut = tokenise::cut(name, &|_| false);
        cut.tokens.into_iter().map(|token| plain(&name[token].to_lowercase()).to_owned()).collect()
    })
}

/// Cuts a word as the tagger would; corpora have their own ideas of words.
#[must_use]
pub fn cut(word: &str, entries: &[u8]) -> Vec<Range<usize>> {
    let lists = Lists::new(entries);
    tokenise::cut(word, &|part| lists.is_country(&part.to_lowercase())).tokens
}

/// A run of tokens in which names can be.
#[derive(Clone, Debug)]
pub struct Run {
    /// Index of its sentence.
    pub sentence: usize,
    /// Its tokens, counted from the start of the sentence.
    pub tokens: Range<usize>,
    /// The features of each token.
    pub features: Vec<Vec<u64>>,
}

/// Returns the runs of a document that is cut into sentences of tokens.
#[must_use]
pub fn document(sentences: &[Vec<String>], entries: &[u8]) -> Vec<Run> {
    let texts: Vec<String> = sentences.iter().map(|sentence| sentence.join(" ")).collect();
    let cut =
        |(text, sentence): (_, &Vec<String>)| (text, Cut { tokens: places(sentence), ends: vec![sentence.len()] });
    let texts: Vec<_> = texts.iter().map(String::as_str).zip(sentences).map(cut).collect();
    let sheet = Sheet::of_tokens(&texts, Lists::new(entries));
    let mut found = Vec::new();
    for sentence in &sheet.sentences {
        let start = sentence.tokens.start;
        for tokens in runs::runs(&sheet.tokens[sentence.tokens.clone()]) {
            let run = start + tokens.start..start + tokens.end;
            let features = run.clone().map(|at| {
                let token = &sheet.tokens[at];
                let lower = texts[sentence.text].0[token.start as usize..token.end as usize].to_lowercase();
                let mut out = Vec::new();
                features::features(&sheet, sentence, &run, at, &lower, &mut out);
                out
            });
            found.push(Run { sentence: sentence.text, features: features.collect(), tokens });
        }
    }
    found
}

fn places(sentence: &[String]) -> Vec<Range<usize>> {
    let mut at = 0;
    let place = |word: &String| {
        let start = at;
        at += word.len() + 1;
        start..start + word.len()
    };
    sentence.iter().map(place).collect()
}

/// Says how many tokens a text has; for speeds.
#[must_use]
pub fn words(text: &str) -> usize {
    let cut = tokenise::cut(text, &|_| false);
    cut.tokens.into_iter().filter(|token| text[token.clone()].contains(char::is_alphanumeric)).count()
}
