//! The table of all words that names and rules know.

use std::collections::HashMap;

use crate::vocab::Parts;

/// A word in [`Words`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct WordId(u32);

impl WordId {
    /// Stands for every word that is not in the table.
    pub(crate) const NONE: Self = Self(u32::MAX);
}

/// Folded words with the parts they play, so that a text is folded and looked up once, and rules test bits.
#[derive(Debug, Default)]
pub(crate) struct Words {
    ids: HashMap<Box<str>, WordId>,
    parts: Vec<Parts>,
    /// Cyrillic words by their stems: there names are declined.
    stems: HashMap<Box<str>, WordId>,
}

impl Words {
    /// Adds the stem of a word; the first word with a stem keeps it.
    pub(crate) fn add_stem(&mut self, stem: &str, word: WordId) {
        self.stems.entry(stem.into()).or_insert(word);
    }

    /// Returns the word with this stem.
    pub(crate) fn find_stem(&self, stem: &str) -> WordId {
        self.stems.get(stem).copied().unwrap_or(WordId::NONE)
    }

    /// Adds a folded word, or more parts to it, and returns its number.
    pub(crate) fn add(&mut self, folded: &str, parts: Parts) -> WordId {
        let id = match self.ids.get(folded) {
            Some(&id) => id,
            None => {
                let id = WordId(u32::try_from(self.parts.len()).unwrap_or(u32::MAX));
                self.ids.insert(folded.into(), id);
                self.parts.push(0);
                id
            }
        };
        self.parts[id.0 as usize] |= parts;
        id
    }

    /// Returns the number of a folded word.
    pub(crate) fn find(&self, folded: &str) -> WordId {
        self.ids.get(folded).copied().unwrap_or(WordId::NONE)
    }

    /// Returns the parts a word plays.
    pub(crate) fn parts(&self, id: WordId) -> Parts {
        self.parts.get(id.0 as usize).copied().unwrap_or(0)
    }
}
