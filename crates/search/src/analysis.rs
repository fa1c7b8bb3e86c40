//! Which words of a text a word of a query stands for.
//!
//! Every word of a text is entered under two terms at one position: its folded form, and, where that differs,
//! its stem behind [`STEM_MARK`]. A plain word of a query stands for its own folded form, for its stem as a
//! folded form, and for its marked stem, in each language of the archive; a word in quotes stands for its
//! folded form alone.

use std::collections::BTreeSet;

use dateline_query::{Form, Word};
use dateline_text::{Stems, fold, words};

/// Stands in front of stems, so that `organ` the stem and `organ` the word stay apart. No word contains it.
pub const STEM_MARK: char = '\u{1}';

/// One word of a query as terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needle {
    /// A word whose folded form, or whose marked stem, is one of these terms.
    Terms(BTreeSet<String>),
    /// A word whose folded form begins so.
    Prefix(String),
    /// Words with these folded forms, one behind the other; the last may be a prefix.
    Sequence {
        /// The folded forms.
        words: Vec<String>,
        /// True where the last of them is only the beginning of a word.
        prefix: bool,
    },
    /// Nothing searchable: punctuation.
    Empty,
}

impl Needle {
    /// Returns what a word of a query stands for.
    ///
    /// A written word may be several words of the text (`cease-fire`, 習近平): those must follow one another.
    #[must_use]
    pub fn of_word(word: &Word, languages: &[String]) -> Self {
        let prefix = word.form == Form::Prefix;
        let folded = sequence(&word.text);
        match (folded.as_slice(), word.form) {
            ([], _) => Self::Empty,
            // A single Han or Kana character is the beginning of the pairs that the text is entered under.
            ([only], _) if is_single_cjk(only) => Self::Prefix(only.clone()),
            ([only], Form::Prefix) => Self::Prefix(only.clone()),
            ([only], Form::Exact) => Self::Terms(BTreeSet::from([only.clone()])),
            ([only], Form::Stemmed) => Self::Terms(stemmed(&word.text, only, languages)),
            _ => Self::Sequence { words: folded, prefix },
        }
    }

    /// Returns what a quoted phrase stands for.
    #[must_use]
    pub fn of_phrase(phrase: &[String], prefix: bool) -> Self {
        let words = sequence(&phrase.join(" "));
        match words.as_slice() {
            [] => Self::Empty,
            [only] if prefix || is_single_cjk(only) => Self::Prefix(only.clone()),
            [only] => Self::Terms(BTreeSet::from([only.clone()])),
            _ => Self::Sequence { words, prefix },
        }
    }
}

/// Returns the marked stem under which a word is entered, or `None` where it is the folded form.
pub fn marked_stem(folded: &str, stem: &str) -> Option<String> {
    (stem != folded && !stem.is_empty()).then(|| format!("{STEM_MARK}{stem}"))
}

fn sequence(text: &str) -> Vec<String> {
    let mut folded = Vec::new();
    let mut inside_run = false;
    for word in words(text) {
        // The single character that ends a run of pairs is in the text only there: a query must not ask for it.
        let ends_run = inside_run && !word.overlaps_next;
        inside_run = word.overlaps_next;
        if !ends_run {
            folded.push(fold(word.text));
        }
    }
    folded.retain(|word| !word.is_empty());
    folded
}

fn is_single_cjk(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(dateline_text::is_cjk) && chars.next().is_none()
}

fn stemmed(written: &str, folded: &str, languages: &[String]) -> BTreeSet<String> {
    let mut stems = Stems::default();
    let bare = words(written).next().map_or(written, |word| word.text);
    let mut terms = BTreeSet::from([folded.to_owned()]);
    for language in languages.iter().filter(|language| Stems::knows(language)) {
        let stem = stems.stem(language, bare);
        terms.insert(stem.to_owned());
        terms.insert(format!("{STEM_MARK}{stem}"));
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needle(text: &str, form: Form) -> Needle {
        Needle::of_word(&Word { field: None, text: text.to_owned(), form }, &["en".to_owned()])
    }

    #[test]
    fn a_plain_word_stands_for_its_stem() {
        let terms = ["talks", "talk", "\u{1}talk"].map(str::to_owned);
        assert_eq!(needle("Talks", Form::Stemmed), Needle::Terms(BTreeSet::from(terms)));
        assert_eq!(needle("Talks", Form::Exact), Needle::Terms(BTreeSet::from(["talks".to_owned()])));
    }

    #[test]
    fn one_written_word_may_be_several() {
        let words = ["cease", "fire"].map(str::to_owned).to_vec();
        assert_eq!(needle("cease-fire", Form::Stemmed), Needle::Sequence { words, prefix: false });
        let pairs = ["習近", "近平"].map(str::to_owned).to_vec();
        assert_eq!(needle("習近平", Form::Stemmed), Needle::Sequence { words: pairs, prefix: false });
        assert_eq!(needle("習", Form::Stemmed), Needle::Prefix("習".to_owned()));
        assert_eq!(needle("--", Form::Stemmed), Needle::Empty);
    }
}
