//! Excerpts of a hit with their matches marked.

use std::collections::BTreeSet;
use std::ops::Range;

use dateline_model::{Article, Field};
use dateline_text::{CharOffsets, sentences};

use crate::Highlighter;
use crate::highlight::{Mark, char_spans};

/// An excerpt, word for word as it stands in the article, with the matches in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// Which text it is from.
    pub field: Field,
    /// Where in that text it begins, in characters.
    pub start: usize,
    /// The excerpt.
    pub text: String,
    /// The matches, in characters of `text`: sorted, none touching another.
    pub marks: Vec<Range<usize>>,
}

/// How much is shown of a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SnippetOptions {
    /// Excerpts of the body at most.
    pub fragments: usize,
    /// Length of an excerpt of the body in characters at most; cut at a word.
    pub chars: usize,
}

impl Default for SnippetOptions {
    fn default() -> Self {
        Self { fragments: 3, chars: 260 }
    }
}

/// A sentence, or the part of a long one, that could be shown.
struct Candidate<'a> {
    field: Field,
    text: &'a str,
    span: Range<usize>,
    marks: Vec<Mark>,
}

impl Snippet {
    /// Returns the excerpts of an article that best show why it matches: headline, dek and one caption where they
    /// match, and the sentences of the body that hold most parts of the query. Where nothing matches in a text,
    /// the beginning of the body stands for it, unmarked.
    pub fn of_article(article: &Article, highlighter: &mut Highlighter, options: SnippetOptions) -> Vec<Self> {
        let language = article.language.as_deref().unwrap_or("");
        highlighter.set_lede(article.body.lede_index().unwrap_or(0));
        let mut heads = Vec::new();
        let mut body = Vec::new();
        let mut captions = Vec::new();
        for (field, text) in article.fields() {
            let marks = highlighter.marks(field, text, language);
            if marks.is_empty() {
                continue;
            }
            match field {
                Field::Paragraph(_) => candidates(field, text, marks, options.chars, &mut body),
                Field::Caption(_) => candidates(field, text, marks, options.chars, &mut captions),
                _ => heads.push(Self::cut(field, text, 0..text.len(), &marks)),
            }
        }
        let chosen = choose(body, options.fragments);
        let mut snippets = heads;
        if chosen.is_empty() {
            snippets.extend(choose(captions, 1).iter().map(Candidate::snippet));
        }
        snippets.extend(chosen.iter().map(Candidate::snippet));
        if !snippets.iter().any(|snippet| matches!(snippet.field, Field::Paragraph(_) | Field::Caption(_))) {
            snippets.extend(opening(article, options.chars));
        }
        snippets
    }

    fn cut(field: Field, text: &str, span: Range<usize>, marks: &[Mark]) -> Self {
        let excerpt = &text[span.clone()];
        let inside = marks.iter().filter(|mark| mark.span.start >= span.start && mark.span.end <= span.end);
        Self {
            field,
            start: CharOffsets::new(text).at(span.start),
            text: excerpt.to_owned(),
            marks: char_spans(excerpt, inside.map(|mark| mark.span.start - span.start..mark.span.end - span.start)),
        }
    }
}

impl Candidate<'_> {
    fn snippet(&self) -> Snippet {
        Snippet::cut(self.field, self.text, self.span.clone(), &self.marks)
    }

    fn needles(&self) -> BTreeSet<usize> {
        self.marks.iter().map(|mark| mark.needle).collect()
    }
}

/// Adds the sentences of a text that hold marks, long ones cut around their first mark.
fn candidates<'a>(field: Field, text: &'a str, marks: Vec<Mark>, chars: usize, found: &mut Vec<Candidate<'a>>) {
    let mut marks = marks.into_iter().peekable();
    for sentence in sentences(text) {
        let mut inside = Vec::new();
        while let Some(mark) = marks.next_if(|mark| mark.span.start < sentence.end) {
            inside.push(mark);
        }
        if let Some(first) = inside.first() {
            // A phrase may reach over what we take for the end of a sentence.
            let end = inside.iter().map(|mark| mark.span.end).max().unwrap_or(sentence.end).max(sentence.end);
            let span = shorten(text, sentence.start..end, first.span.start, chars);
            inside.retain(|mark| mark.span.start >= span.start && mark.span.end <= span.end);
            found.push(Candidate { field, text, span, marks: inside });
        }
    }
}

/// Cuts a span to a length in characters around a byte offset, at white space where there is any.
fn shorten(text: &str, span: Range<usize>, around: usize, chars: usize) -> Range<usize> {
    if text[span.clone()].chars().count() <= chars {
        return span;
    }
    let before: usize = text[span.start..around].char_indices().rev().nth(chars / 3).map_or(0, |(at, _)| at);
    let from = span.start + before;
    let start = if from == span.start { from } else { from + text[from..around].find(' ').map_or(0, |at| at + 1) };
    let Some((limit, _)) = text[start..span.end].char_indices().nth(chars) else { return start..span.end };
    let end = text[start..start + limit].rfind(' ').filter(|&at| start + at > around).unwrap_or(limit);
    start..start + end
}

/// Picks the candidates that together show most parts of the query, in reading order.
fn choose(mut candidates: Vec<Candidate<'_>>, wanted: usize) -> Vec<Candidate<'_>> {
    let mut chosen: Vec<Candidate<'_>> = Vec::new();
    let mut shown = BTreeSet::new();
    while chosen.len() < wanted && !candidates.is_empty() {
        let value = |candidate: &Candidate<'_>| {
            let needles = candidate.needles();
            (needles.difference(&shown).count(), needles.len(), candidate.marks.len().min(4))
        };
        // The first of the best: news puts the most important first.
        let best = (0..candidates.len()).rev().max_by_key(|&at| value(&candidates[at])).unwrap_or(0);
        let candidate = candidates.remove(best);
        shown.extend(candidate.needles());
        chosen.push(candidate);
    }
    chosen.sort_by_key(|candidate| (candidate.field, candidate.span.start));
    chosen
}

/// The beginning of the body, unmarked.
fn opening(article: &Article, chars: usize) -> Option<Snippet> {
    let index = article.body.lede_index()?;
    let text = &article.body.paragraphs[index].text;
    let end = shorten(text, 0..text.len(), 0, chars).end;
    Some(Snippet::cut(Field::Paragraph(index), text, 0..end, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_sentences_are_cut_at_words_around_the_match() {
        let text = "word ".repeat(100) + "target " + &"word ".repeat(100);
        let around = text.find("target").unwrap();
        let span = shorten(&text, 0..text.len(), around, 60);
        assert!(span.start <= around && span.end >= around + 6, "{span:?}");
        let cut = &text[span];
        assert!(cut.chars().count() <= 60 && cut.starts_with("word") && !cut.ends_with(' '), "{cut}");
    }

    #[test]
    fn a_text_without_spaces_is_cut_anywhere() {
        let text = "会".repeat(500);
        let span = shorten(&text, 0..text.len(), 300, 50);
        assert!(text[span].chars().count() <= 50);
    }
}
