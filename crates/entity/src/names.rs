//! Known names as a tree of words, matched longest first.

use std::collections::HashMap;

use dateline_text::Stems;

use crate::tokens::{Gap, Shape, Style, Token, pieces};
use crate::vocab;
use crate::words::{WordId, Words};

/// What a known name may mean.
#[derive(Clone, Debug)]
pub(crate) struct Sense {
    /// Index of the entity in the lexicon.
    pub(crate) entry: u32,
    /// How the name means it.
    pub(crate) way: Way,
    /// Needs a cue before it counts (`Nice`, `Reading`).
    pub(crate) needs_cue: bool,
    /// The words, by bit, that must begin with a capital.
    capitals: u32,
    /// The letters of a name that must be written exactly so (`US`, `WHO`).
    exact: Option<Box<str>>,
    /// The name itself has a comma (`Washington, D.C.`).
    comma: bool,
}

/// How a name means its entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// By its name.
    Name,
    /// By the last name alone.
    Surname,
    /// `Iranian`.
    Demonym,
}

/// One name as the data files have it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewName<'a> {
    pub(crate) name: &'a str,
    pub(crate) entry: u32,
    pub(crate) way: Way,
    pub(crate) exact: bool,
    pub(crate) needs_cue: bool,
}

/// A known name at some words of a text: a node of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NameId(u32);

/// A match: how many tokens it spans and which name it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Match {
    pub(crate) len: usize,
    pub(crate) name: NameId,
}

/// The tree. The walk over it is bounded by the longest name, so a text is matched in linear time.
#[derive(Debug)]
pub(crate) struct Names {
    edges: HashMap<(u32, WordId), u32>,
    senses: Vec<Vec<Sense>>,
}

impl Default for Names {
    fn default() -> Self {
        // Room for the built-in files, so that the tables need not grow while they are read.
        let mut senses = Vec::with_capacity(48_000);
        senses.push(Vec::new());
        Self { edges: HashMap::with_capacity(48_000), senses }
    }
}

impl Names {
    /// Adds a name; a name without words is left out.
    pub(crate) fn add(&mut self, new: NewName<'_>, words: &mut Words, stems: &mut Stems) {
        let (mut node, mut len, mut capitals) = (0, 0, 0_u32);
        let mut folded = String::new();
        for (_, word) in pieces(new.name) {
            folded.clear();
            dateline_text::fold_into(word, &mut folded);
            let lower = word.starts_with(char::is_lowercase);
            let id = words.add(&folded, if len == 0 && lower { vocab::LOWER_START } else { 0 });
            if is_declined(word) {
                words.add_stem(stems.stem(STEMMER, word), id);
            }
            if word.starts_with(char::is_uppercase) && len < 32 {
                capitals |= 1 << len;
            }
            node = self.step_or_grow(node, id);
            len += 1;
        }
        // `Canal+` must not be found in every canal.
        if len == 0 || len == 1 && new.name.ends_with(['+', '!']) {
            return;
        }
        let exact = (len == 1 && (new.exact || is_acronym(new.name))).then(|| letters(new.name));
        let sense = Sense {
            entry: new.entry,
            way: new.way,
            needs_cue: new.needs_cue,
            capitals,
            exact,
            comma: new.name.contains(','),
        };
        let senses = &mut self.senses[node as usize];
        match senses.iter_mut().find(|known| known.entry == sense.entry && known.exact == sense.exact) {
            // Two spellings of one name that differ in capitals only: either will do.
            Some(known) => known.capitals &= sense.capitals,
            None => senses.push(sense),
        }
    }

    fn step_or_grow(&mut self, node: u32, word: WordId) -> u32 {
        let fresh = u32::try_from(self.senses.len()).unwrap_or(u32::MAX);
        let next = *self.edges.entry((node, word)).or_insert(fresh);
        if next == fresh {
            self.senses.push(Vec::new());
        }
        next
    }

    /// Returns the longest name that begins at this token and is written as it must be.
    pub(crate) fn longest(&self, tokens: &[Token<'_>], at: usize, style: Style) -> Option<Match> {
        let first = &tokens[at];
        if first.word == WordId::NONE || first.shape == Shape::Lower && !first.is(vocab::LOWER_START) {
            return None;
        }
        let (mut node, mut found, mut comma) = (0, None, false);
        for (len, token) in tokens[at..].iter().enumerate() {
            if len > 0 {
                match token.gap {
                    Gap::Comma => comma = true,
                    Gap::Break | Gap::Colon | Gap::Open | Gap::Close => break,
                    _ => {}
                }
            }
            let Some(&next) = self.edges.get(&(node, token.word)) else { break };
            node = next;
            let spelling = Spelling { tokens: &tokens[at..=at + len], comma, style };
            if self.senses[node as usize].iter().any(|sense| spelling.fits(sense)) {
                found = Some(Match { len: len + 1, name: NameId(node) });
            }
        }
        found
    }

    /// Returns what a matched name may mean, as it is written there.
    pub(crate) fn senses<'a>(
        &'a self,
        name: NameId,
        tokens: &'a [Token<'a>],
        style: Style,
    ) -> impl Iterator<Item = &'a Sense> {
        let comma = tokens.iter().skip(1).any(|token| token.gap == Gap::Comma);
        let spelling = Spelling { tokens, comma, style };
        self.senses[name.0 as usize].iter().filter(move |sense| spelling.fits(sense))
    }

    /// Returns everything a name may mean, however it is capitalised.
    pub(crate) fn lookup(&self, name: &str, words: &Words) -> &[Sense] {
        let mut node = 0;
        let mut folded = String::new();
        for (_, word) in pieces(name) {
            folded.clear();
            dateline_text::fold_into(word, &mut folded);
            let Some(&next) = self.edges.get(&(node, words.find(&folded))) else { return &[] };
            node = next;
        }
        &self.senses[node as usize]
    }
}

/// Words of a text that may be a name.
#[derive(Clone, Copy)]
struct Spelling<'a> {
    tokens: &'a [Token<'a>],
    comma: bool,
    style: Style,
}

impl Spelling<'_> {
    fn fits(&self, sense: &Sense) -> bool {
        if self.comma && !sense.comma {
            return false;
        }
        let missing =
            |(at, token): (usize, &Token<'_>)| sense.capitals >> at.min(31) & 1 == 1 && token.shape == Shape::Lower;
        if self.tokens.iter().enumerate().any(missing) {
            return false;
        }
        let [only] = self.tokens else { return true };
        match &sense.exact {
            Some(exact) if self.style == Style::Caps => {
                !only.is(vocab::CLASHES) && letters(only.text).eq_ignore_ascii_case(exact)
            }
            Some(exact) => letters(only.text) == *exact,
            // `SANA` in ordinary text is an agency, not the town of Sana.
            None => self.style == Style::Caps || only.shape != Shape::Caps || only.text.len() > 4,
        }
    }
}

/// The language whose endings are cut off declined names; it serves Ukrainian and Bulgarian well enough.
pub(crate) const STEMMER: &str = "ru";

/// Says whether a name is declined in its language: a Cyrillic word that is no acronym.
pub(crate) fn is_declined(word: &str) -> bool {
    let cyrillic = |c: char| matches!(c, '\u{400}'..='\u{52f}');
    word.starts_with(cyrillic) && word.chars().nth(3).is_some()
}

fn letters(name: &str) -> Box<str> {
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Capitals and digits only, as in `US`, `U.N.`, `G7`.
fn is_acronym(name: &str) -> bool {
    !name.contains(char::is_lowercase) && name.chars().filter(|c| c.is_uppercase()).count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::tokenise;

    fn known() -> (Names, Words) {
        let (mut names, mut words, mut stems) = (Names::default(), Words::default(), Stems::default());
        vocab::each_word(|word, parts| {
            words.add(word, parts);
        });
        for (entry, name) in (0..).zip([
            "US", "U.N.", "State Department", "Washington, D.C.", "foreign ministry of Freedonia", "Sana",
            "Côte d’Ivoire", "美国", "al-Tanf", "Москва",
        ]) {
            names.add(NewName { name, entry, way: Way::Name, exact: false, needs_cue: false }, &mut words, &mut stems);
        }
        (names, words)
    }

    fn entries(text: &str) -> Vec<u32> {
        let (names, words) = known();
        let tokens = tokenise(text, &words, "en");
        let style = crate::tokens::style(&tokens);
        (0..tokens.len())
            .filter_map(|at| names.longest(&tokens, at, style).map(|found| (at, found)))
            .flat_map(|(at, found)| {
                names
                    .senses(found.name, &tokens[at..at + found.len], style)
                    .map(|sense| sense.entry)
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    #[test]
    fn names_match_as_written() {
        for (text, expected) in [
            ("tell us that the US and the U.S. agree", vec![0, 0]),
            ("the UN and un homme", vec![1]),
            ("the State Department, the state department", vec![2]),
            ("WORLD LEADERS TELL US: TALK", vec![]),
            ("in Washington, D.C.", vec![3]),
            ("the foreign ministry of Freedonia said", vec![4]),
            ("the foreign ministry of freedonia said", vec![]),
            ("agency SANA said", vec![]),
            ("en Cote d'Ivoire", vec![6]),
            ("的美国总统", vec![7]),
            ("a base at al-Tanf", vec![8]),
            ("в Москве и МОСКВЕ", vec![9, 9]),
        ] {
            assert_eq!(entries(text), expected, "{text}");
        }
    }

    #[test]
    fn lookups_ignore_capitals() {
        let (names, words) = known();
        assert_eq!(names.lookup("state department", &words)[0].entry, 2);
        assert_eq!(names.lookup("us", &words)[0].entry, 0);
        assert!(names.lookup("state", &words).is_empty());
        assert!(names.lookup("", &words).is_empty());
    }
}
