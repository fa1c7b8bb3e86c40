//! Words that stand for something, looked for all at once, wherever in a text they stand.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Words, and what each stands for.
#[derive(Debug)]
pub(crate) struct Named<T> {
    finder: AhoCorasick,
    things: Vec<T>,
}

impl<T: Copy> Named<T> {
    /// The words of each thing, in small letters where case is ignored. `None` where there are more than an automaton
    /// holds.
    pub(crate) fn new(groups: &[(T, &[&str])], ignore_case: bool) -> Option<Self> {
        let words = || groups.iter().flat_map(|(thing, words)| words.iter().map(|word| (*word, *thing)));
        let mut finder = AhoCorasick::builder();
        // To look for rare bytes first does not pay in a few words.
        finder.ascii_case_insensitive(ignore_case).kind(Some(AhoCorasickKind::DFA)).prefilter(false);
        let finder = finder.build(words().map(|(word, _)| word)).ok()?;
        Some(Self { finder, things: words().map(|(_, thing)| thing).collect() })
    }

    /// What the word in a text stands for that ends first.
    pub(crate) fn first(&self, text: &str) -> Option<T> {
        self.finder.find(text).map(|found| self.things[found.pattern().as_usize()])
    }

    /// What all words in a text stand for, those inside others too.
    pub(crate) fn all<'t>(&'t self, text: &'t str) -> impl Iterator<Item = T> + 't {
        self.finder.find_overlapping_iter(text).map(|found| self.things[found.pattern().as_usize()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_inside_others() {
        let named = Named::new(&[(1, &["caption", "photo-caption"]), (2, &["cap"])], false).unwrap();
        assert_eq!([named.first("x-photo-caption"), named.first("photo")], [Some(2), None]);
        assert_eq!(named.all("photo-caption").collect::<Vec<_>>(), [2, 1, 1]);
        assert_eq!(named.first("Caption"), None);
        assert_eq!(Named::new(&[(1, &["caption"])], true).unwrap().first("CAPTION"), Some(1));
    }
}
