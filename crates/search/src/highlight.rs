//! Where in a text a query matches: the marks of snippets.

use std::ops::Range;

use dateline_model::Field;
use dateline_query::{Query, TextField};
use dateline_text::{Stems, fold_into, words};

use crate::analysis::{Needle, STEM_MARK, marked_stem};

/// Finds the words and phrases of a query in texts. Agrees with the engines about what matches, since both ask
/// [`crate::analysis`].
#[derive(Debug)]
pub struct Highlighter {
    needles: Vec<(Option<TextField>, Needle)>,
    stems: Stems,
    /// Number of the paragraph that is the lede.
    lede: usize,
}

/// One match: which part of the query, and where (in bytes).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) needle: usize,
    pub(crate) span: Range<usize>,
}

/// The words of one text, folded, side by side in one string.
struct FoldedText<'a> {
    text: &'a str,
    folded: String,
    words: Vec<(Range<usize>, Range<usize>)>,
    /// Numbers of the words that have a position of their own: all but the single characters that end a run of pairs.
    placed: Vec<usize>,
}

impl Highlighter {
    /// Prepares the words and phrases of a query; what stands under NOT is never marked.
    #[must_use]
    pub fn new(query: &Query, languages: &[String]) -> Self {
        let mut needles = Vec::new();
        collect(query, languages, &mut needles);
        Self { needles, stems: Stems::default(), lede: 0 }
    }

    /// Says which paragraph of the texts that follow is the lede, for queries that ask for it.
    pub const fn set_lede(&mut self, paragraph: usize) {
        self.lede = paragraph;
    }

    /// Returns true where the query has no words to mark.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.needles.is_empty()
    }

    /// Returns the marked spans of a text in characters: sorted, those that touch or overlap joined.
    pub fn mark(&mut self, field: Field, text: &str, language: &str) -> Vec<Range<usize>> {
        let marks = self.marks(field, text, language);
        char_spans(text, marks.into_iter().map(|mark| mark.span))
    }

    /// Returns every match in byte offsets, sorted by where it begins.
    pub(crate) fn marks(&mut self, field: Field, text: &str, language: &str) -> Vec<Mark> {
        if self.needles.is_empty() {
            return Vec::new();
        }
        let folded = FoldedText::new(text);
        let mut marks = Vec::new();
        for (needle, (only, what)) in self.needles.iter().enumerate() {
            if only.is_none_or(|only| covers(only, field, self.lede)) {
                folded.find(what, language, &mut self.stems, |span| marks.push(Mark { needle, span }));
            }
        }
        marks.sort_by_key(|mark| (mark.span.start, mark.span.end));
        marks
    }
}

fn collect(query: &Query, languages: &[String], needles: &mut Vec<(Option<TextField>, Needle)>) {
    match query {
        Query::Word(word) => needles.push((word.field, Needle::of_word(word, languages))),
        Query::Phrase(phrase) => needles.push((phrase.field, Needle::of_phrase(&phrase.words, phrase.prefix))),
        Query::And(parts) | Query::Or(parts) => parts.iter().for_each(|part| collect(part, languages, needles)),
        Query::Not(_) | Query::All | Query::Nothing | Query::Name(_) | Query::Value(_) | Query::Date(_) => {}
    }
}

fn covers(only: TextField, field: Field, lede: usize) -> bool {
    match only {
        TextField::Headline => field == Field::Headline,
        TextField::Dek => field == Field::Dek,
        TextField::Lede => field == Field::Paragraph(lede),
        TextField::Body => matches!(field, Field::Paragraph(_)),
        TextField::Caption => matches!(field, Field::Caption(_)),
        TextField::Byline => false,
    }
}

/// Turns byte spans into character spans, sorted, those that touch or overlap joined.
pub(crate) fn char_spans(text: &str, spans: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    let mut offsets = dateline_text::CharOffsets::new(text);
    let mut sorted: Vec<Range<usize>> = spans.collect();
    sorted.sort_by_key(|span| (span.start, span.end));
    for span in sorted {
        let span = offsets.at(span.start)..offsets.at(span.end);
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

impl<'a> FoldedText<'a> {
    fn new(text: &'a str) -> Self {
        let mut folded = String::with_capacity(text.len());
        let mut found = Vec::with_capacity(text.len() / 6);
        let mut placed = Vec::with_capacity(text.len() / 6);
        let mut inside_run = false;
        for word in words(text) {
            let start = folded.len();
            fold_into(word.text, &mut folded);
            if !inside_run || word.overlaps_next {
                placed.push(found.len());
            }
            inside_run = word.overlaps_next;
            found.push((word.start..word.end(), start..folded.len()));
        }
        Self { text, folded, words: found, placed }
    }

    fn folded(&self, at: usize) -> &str {
        &self.folded[self.words[at].1.clone()]
    }

    fn find(&self, needle: &Needle, language: &str, stems: &mut Stems, mut found: impl FnMut(Range<usize>)) {
        match needle {
            Needle::Empty => {}
            Needle::Terms(terms) => {
                let filter = StemFilter::new(terms, language);
                for at in 0..self.words.len() {
                    let folded = self.folded(at);
                    let span = self.words[at].0.clone();
                    if terms.contains(folded)
                        || filter.may_match(folded) && {
                            let stem = stems.stem(language, &self.text[span.clone()]);
                            marked_stem(folded, stem).is_some_and(|stem| terms.contains(&stem))
                        }
                    {
                        found(span);
                    }
                }
            }
            Needle::Prefix(prefix) => {
                for at in (0..self.words.len()).filter(|&at| self.folded(at).starts_with(prefix.as_str())) {
                    found(self.words[at].0.clone());
                }
            }
            Needle::Sequence { words, prefix } => {
                for at in 0..(self.placed.len() + 1).saturating_sub(words.len()) {
                    if self.sequence_at(at, words, *prefix) {
                        found(self.words[self.placed[at]].0.start..self.words[self.placed[at + words.len() - 1]].0.end);
                    }
                }
            }
        }
    }

    fn sequence_at(&self, at: usize, words: &[String], prefix: bool) -> bool {
        words.iter().enumerate().all(|(offset, word)| {
            let folded = self.folded(self.placed[at + offset]);
            if prefix && offset + 1 == words.len() { folded.starts_with(word.as_str()) } else { folded == word }
        })
    }
}

/// Spares the stemmer: where stemming only cuts endings, a word whose first letter begins no stem that is looked
/// for cannot match.
struct StemFilter {
    /// First bytes of the stems; `None` where every word must be stemmed.
    first: Option<Vec<u8>>,
}

impl StemFilter {
    fn new(terms: &std::collections::BTreeSet<String>, language: &str) -> Self {
        const CUTS_ENDINGS_ONLY: [&str; 11] = ["en", "de", "fr", "es", "it", "pt", "ru", "sv", "da", "no", "fi"];
        let stems = terms.iter().filter_map(|term| term.strip_prefix(STEM_MARK));
        let first: Vec<u8> = stems.filter_map(|stem| stem.bytes().next()).collect();
        let filters = first.is_empty() || CUTS_ENDINGS_ONLY.contains(&language);
        Self { first: filters.then_some(first) }
    }

    fn may_match(&self, folded: &str) -> bool {
        self.first.as_ref().is_none_or(|first| folded.bytes().next().is_some_and(|byte| first.contains(&byte)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn marked(query: &str, text: &str) -> Vec<String> {
        let query = dateline_query::parse(query, date(2024, 1, 1)).query;
        let mut highlighter = Highlighter::new(&query, &["en".to_owned()]);
        let chars: Vec<char> = text.chars().collect();
        highlighter.mark(Field::Paragraph(0), text, "en").into_iter().map(|span| chars[span].iter().collect()).collect()
    }

    #[test]
    fn stems_phrases_and_prefixes_are_marked_whole() {
        let text = "Talks on the cease-fire resumed; “the White House” said it was talking. A white dog, a house.";
        assert_eq!(marked("talk", text), ["Talks", "talking"]);
        assert_eq!(marked("\"white house\"", text), ["White House"]);
        assert_eq!(marked("cease-fire", text), ["cease-fire"]);
        assert_eq!(marked("resu*", text), ["resumed"]);
        assert_eq!(marked("=talk", text), Vec::<String>::new());
    }

    #[test]
    fn what_is_excluded_or_belongs_to_another_field_is_not_marked() {
        assert_eq!(marked("dog -house", "A dog, a house."), ["dog"]);
        assert_eq!(marked("headline:dog house", "A dog, a house."), ["house"]);
    }

    #[test]
    fn offsets_are_characters() {
        let query = dateline_query::parse("élysée", date(2024, 1, 1)).query;
        let mut highlighter = Highlighter::new(&query, &["fr".to_owned()]);
        let marks = highlighter.mark(Field::Headline, "À l’Élysée", "fr");
        assert_eq!(marks.first(), Some(&(4..10)));
    }
}
