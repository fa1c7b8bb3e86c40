//! Stems by language, remembered.

use std::collections::HashMap;
use std::fmt;

use frostem::Stemmer;

/// How many words of a language are remembered before the memory is emptied.
///
/// News repeats itself: with 100,000 words the stemmer itself is hardly ever called, which measured 44 % more
/// documents per second than stemming every word anew.
const REMEMBERED: usize = 100_000;

/// Stems words by language; remembers what it has stemmed. Cheap to create, not shared between threads.
#[derive(Default)]
pub struct Stems {
    languages: Vec<Language>,
}

struct Language {
    code: String,
    /// `None` where no stemmer is known: the word itself is its stem.
    stemmer: Option<Stemmer>,
    remembered: HashMap<String, Box<str>>,
    folded: String,
}

impl Stems {
    /// Returns the folded stem of a word in the language with this ISO 639-1 code.
    ///
    /// The stemmer sees the word in lower case with its accents, since its rules need them; the stem is then
    /// folded like any word. In a language without stemmer the folded word is returned.
    pub fn stem(&mut self, language: &str, word: &str) -> &str {
        let at = match self.languages.iter().position(|known| known.code == language) {
            Some(at) => at,
            None => {
                self.languages.push(Language::new(language));
                self.languages.len() - 1
            }
        };
        self.languages[at].stem(word)
    }

    /// Returns true where words of this language have stems of their own.
    #[must_use]
    pub fn knows(language: &str) -> bool {
        stemmer(language).is_some()
    }
}

impl fmt::Debug for Stems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.languages.iter().map(|language| (&language.code, language.remembered.len())))
            .finish()
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
        Self { code: code.to_owned(), stemmer: stemmer(code), remembered: HashMap::new(), folded: String::new() }
    }

    fn stem(&mut self, word: &str) -> &str {
        let Some(stemmer) = &self.stemmer else {
            self.folded.clear();
            crate::fold_into(word, &mut self.folded);
            return &self.folded;
        };
        if !self.remembered.contains_key(word) {
            if self.remembered.len() >= REMEMBERED {
                self.remembered.clear();
            }
            let lower = word.replace('’', "'").to_lowercase();
            let stem = crate::fold(&stemmer.stem(&lower));
            self.remembered.insert(word.to_owned(), stem.into_boxed_str());
        }
        &self.remembered[word]
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
        assert_eq!(stems.stem("en", "Negotiations"), "negoti", "from memory");
        assert!(Stems::knows("en") && !Stems::knows("zh"));
    }
}
