//! Folded forms and stems by language, remembered.

use std::fmt;
use std::hash::BuildHasher;

use frostem::Stemmer;
use hashbrown::HashTable;
use rapidhash::fast::RandomState;

/// How many words of a language are remembered before the memory is emptied.
///
/// News repeats itself: with 100,000 words, folding and stemming are hardly ever done twice. Remembering stems alone
/// measured 44 % more documents per second than stemming every word anew.
const REMEMBERED: usize = 100_000;

/// Bytes of words and stems that are remembered before the memory is emptied.
const LETTERS: usize = 16 << 20;

/// Folds and stems words by language; remembers what it has done. Cheap to create, not shared between threads.
#[derive(Default)]
pub struct Stems {
    languages: Vec<Language>,
}

struct Language {
    code: String,
    /// `None` where no stemmer is known: the folded word is its own stem.
    stemmer: Option<Stemmer>,
    hasher: RandomState,
    /// Numbers of entries by the hash of their word.
    remembered: HashTable<u32>,
    entries: Vec<Entry>,
    /// Word, folded form and stem of each entry side by side: what is looked at together lies together.
    letters: String,
}

/// Where an entry lies in the letters.
#[derive(Clone, Copy)]
struct Entry {
    start: u32,
    word: u16,
    folded: u16,
    stem: u16,
}

impl Stems {
    /// Returns the folded stem of a word in the language with this ISO 639-1 code.
    ///
    /// The stemmer sees the word in lower case with its accents, since its rules need them; the stem is then
    /// folded like any word. In a language without stemmer the folded word is returned.
    pub fn stem(&mut self, language: &str, word: &str) -> &str {
        self.folded_and_stem(language, word).1
    }

    /// Returns the folded form of a word and its folded stem; the same text where the language has no stemmer.
    pub fn folded_and_stem(&mut self, language: &str, word: &str) -> (&str, &str) {
        let at = match self.languages.iter().position(|known| known.code == language) {
            Some(at) => at,
            None => {
                self.languages.push(Language::new(language));
                self.languages.len() - 1
            }
        };
        self.languages[at].look_up(word)
    }

    /// Returns true where words of this language have stems of their own.
    #[must_use]
    pub fn knows(language: &str) -> bool {
        stemmer(language).is_some()
    }
}

impl fmt::Debug for Stems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let languages = self.languages.iter().map(|language| (&language.code, language.entries.len()));
        f.debug_list().entries(languages).finish()
    }
}

impl Clone for Stems {
    /// Returns an empty memory: copying the words would cost more than learning them again.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Language {
    fn new(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            stemmer: stemmer(code),
            hasher: RandomState::new(),
            remembered: HashTable::new(),
            entries: Vec::new(),
            letters: String::new(),
        }
    }

    fn look_up(&mut self, word: &str) -> (&str, &str) {
        let hash = self.hasher.hash_one(word);
        let known = self.remembered.find(hash, |&at| self.entries[at as usize].word(&self.letters) == word).copied();
        let entry = match known {
            Some(at) => self.entries[at as usize],
            None => self.learn(word, hash),
        };
        (entry.folded(&self.letters), entry.stem(&self.letters))
    }

    fn learn(&mut self, word: &str, hash: u64) -> Entry {
        if self.entries.len() >= REMEMBERED || self.letters.len() > LETTERS {
            self.remembered.clear();
            self.entries.clear();
            self.letters.clear();
        }
        let folded = crate::fold(word);
        let stem = match &self.stemmer {
            Some(stemmer) => crate::fold(&stemmer.stem(&word.replace('’', "'").to_lowercase())),
            None => folded.clone(),
        };
        // A "word" of more than 65,535 bytes is no word: it is cut where it would not fit, at a character.
        let fit = |text: &str| text.floor_char_boundary(usize::from(u16::MAX));
        let entry = Entry {
            // Bounded by LETTERS and three words more.
            start: u32::try_from(self.letters.len()).unwrap_or_default(),
            word: fit(word) as u16,
            folded: fit(&folded) as u16,
            stem: fit(&stem) as u16,
        };
        for text in [word, &folded, &stem] {
            self.letters.push_str(&text[..fit(text)]);
        }
        let at = u32::try_from(self.entries.len()).unwrap_or_default();
        self.entries.push(entry);
        let Self { hasher, entries, letters, remembered, .. } = self;
        let rehash = |&at: &u32| hasher.hash_one(entries[at as usize].word(letters));
        remembered.insert_unique(hash, at, rehash);
        entry
    }
}

impl Entry {
    fn word(self, letters: &str) -> &str {
        &letters[self.start as usize..][..usize::from(self.word)]
    }

    fn folded(self, letters: &str) -> &str {
        &letters[self.start as usize + usize::from(self.word)..][..usize::from(self.folded)]
    }

    fn stem(self, letters: &str) -> &str {
        &letters[self.start as usize + usize::from(self.word) + usize::from(self.folded)..][..usize::from(self.stem)]
    }
}

fn stemmer(language: &str) -> Option<Stemmer> {
    // Names of two letters only: `porter` and the like are other algorithms, not languages.
    if language.len() == 2 { Stemmer::try_from_name(language).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::Stems;

    #[test]
    fn stems_follow_the_language() {
        let mut stems = Stems::default();
        assert_eq!(stems.stem("en", "Negotiations"), "negoti");
        assert_eq!(stems.stem("de", "Verhandlungen"), "verhandl");
        assert_eq!(stems.stem("fr", "élections"), "elect");
        assert_eq!(stems.stem("ru", "переговоры"), "переговор");
        assert_eq!(stems.stem("zh", "谈判"), "谈判");
        assert_eq!(stems.folded_and_stem("fr", "Élections"), ("elections", "elect"));
        assert_eq!(stems.stem("en", "Negotiations"), "negoti", "from memory");
        assert!(Stems::knows("en") && !Stems::knows("zh"));
    }

    #[test]
    fn the_memory_is_bounded() {
        let mut stems = Stems::default();
        for number in 0..super::REMEMBERED + 10 {
            stems.stem("en", &format!("word{number}"));
        }
        assert!(stems.languages[0].entries.len() <= super::REMEMBERED);
        let long = "x".repeat(100_000);
        assert_eq!(stems.stem("zh", &long).len(), 65_535, "longer than any word: cut, not refused");
    }
}
