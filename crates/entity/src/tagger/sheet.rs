//! A document before it is tagged: its sentences as tokens, and what the document as a whole says about each word.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::hash;
use super::lists::Lists;
use super::runs::runs;
use super::token::{Buffer, Case, Token};
use super::tokenise::{self, Cut};

/// How many other mentions of a word are looked at.
const MENTIONS: usize = 8;

/// Longest acronym whose words are looked for.
const ACRONYM: usize = 6;

/// How a sentence is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Capitals mean something.
    Plain,
    /// Every Long Word Has One.
    Title,
    /// ALL LETTERS ARE.
    Caps,
}

/// A sentence.
#[derive(Clone, Debug)]
pub(crate) struct Sentence {
    /// Which text it stands in.
    pub(crate) text: usize,
    pub(crate) tokens: Range<usize>,
    pub(crate) style: Style,
}

/// What a document says about one word that it writes with a capital.
#[derive(Clone, Debug, Default)]
struct Word {
    /// How often it stands in lower case.
    lower: u32,
    /// How often it has a capital where a sentence does not explain it.
    capital: u32,
    /// The first places with a capital: index of the token.
    places: Vec<u32>,
}

/// The tokens of a document.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: Vec<Sentence>,
    words: HashMap<u64, Word>,
    /// Initials of runs, with the last word of the run: `WHO` and `organization`.
    initials: HashMap<u64, u64>,
    /// Acronyms that stand in brackets behind a run.
    bracketed: HashSet<u64>,
}

impl Sheet {
    /// Reads the texts of a document.
    pub(crate) fn read(texts: &[&str], lists: Lists<'_>) -> Self {
        let mut sheet = Self::default();
        let mut buffer = Buffer::default();
        for (text, content) in texts.iter().enumerate() {
            let is_country = |word: &str| lists.is_country(&word.to_lowercase());
            let cut = tokenise::cut(content, &is_country);
            sheet.add(text, content, &cut, &mut buffer);
        }
        sheet.finish(lists);
        sheet
    }

    /// Takes over texts that are cut already.
    pub(crate) fn of_tokens(texts: &[(&str, Cut)], lists: Lists<'_>) -> Self {
        let mut sheet = Self::default();
        let mut buffer = Buffer::default();
        for (text, (content, cut)) in texts.iter().enumerate() {
            sheet.add(text, content, cut, &mut buffer);
        }
        sheet.finish(lists);
        sheet
    }

    fn add(&mut self, text: usize, content: &str, cut: &Cut, buffer: &mut Buffer) {
        let from = self.tokens.len();
        self.tokens.extend(cut.tokens.iter().map(|token| Token::new(&content[token.clone()], token.start, buffer)));
        let mut start = from;
        for &end in &cut.ends {
            let end = from + end;
            let style = style(&self.tokens[start..end]);
            self.sentences.push(Sentence { text, tokens: start..end, style });
            start = end;
        }
    }

    fn finish(&mut self, lists: Lists<'_>) {
        for sentence in &self.sentences {
            lists.mark(&mut self.tokens[sentence.tokens.clone()]);
        }
        self.count_capitals();
        for token in self.tokens.iter().filter(|token| token.case == Case::Lower) {
            if let Some(word) = self.words.get_mut(&token.lower) {
                word.lower += 1;
            }
        }
    }

    fn count_capitals(&mut self) {
        for sentence in &self.sentences {
            let tokens = &self.tokens[sentence.tokens.clone()];
            for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.is_capital()) {
                let word = self.words.entry(token.lower).or_default();
                word.capital += u32::from(at > 0 && sentence.style == Style::Plain);
                if word.places.len() <= MENTIONS {
                    word.places.push(index(sentence.tokens.start + at));
                }
            }
            if sentence.style != Style::Caps {
                for run in runs(tokens) {
                    collect_initials(&tokens[run], &mut self.initials);
                }
            }
        }
        self.bracketed = self.find_bracketed();
    }

    /// Acronyms of two letters and more between brackets.
    fn find_bracketed(&self) -> HashSet<u64> {
        let (open, close) = (hash::word(b"("), hash::word(b")"));
        let inside = |three: &[Token]| three[0].exact == open && three[2].exact == close && three[1].case == Case::Caps;
        self.tokens.windows(3).filter(|three| inside(three)).map(|three| three[1].lower).collect()
    }

    /// Appends what the document says about a capitalised token.
    pub(crate) fn features(&self, sentence: &Sentence, at: usize, out: &mut Vec<u64>) {
        let token = &self.tokens[at];
        let Some(word) = self.words.get(&token.lower) else { return };
        let starts = at == sentence.tokens.start;
        let seen = match (word.lower, word.capital) {
            (0, 0) => 0,
            (0, _) => 1,
            (_, 0) => 2,
            (lower, capital) if lower > capital => 3,
            _ => 4,
        };
        out.push(hash::feature2(300, seen, token.case as u64 + 10 * u64::from(starts)));
        let from = out.len();
        let mut push = |feature: u64| {
            if !out[from..].contains(&feature) {
                out.push(feature);
            }
        };
        let mut joined = 0;
        for place in word.places.iter().map(|&place| place as usize).filter(|&place| place != at).take(MENTIONS) {
            let (before, after) = self.neighbours(place);
            push(hash::feature(301, before.map_or(1, |token| token.lower)));
            push(hash::feature(302, after.map_or(2, |token| token.lower)));
            // Neighbours with capitals: longer forms of the name.
            for (template, neighbour) in [(303, before), (304, after)] {
                let Some(neighbour) = neighbour.filter(|token| token.is_capital()) else { continue };
                joined += 1;
                push(hash::feature(template, neighbour.lower));
                each_list(neighbour.lists, |list, place| push(hash::feature2(template + 2, list, place)));
            }
        }
        if joined > 0 {
            push(hash::feature(309, joined.min(4)));
        }
        if token.case == Case::Caps {
            if let Some(&last) = self.initials.get(&token.lower) {
                push(hash::feature(310, 1));
                push(hash::feature(311, last));
            }
            if self.bracketed.contains(&token.lower) {
                push(hash::feature(312, 1));
            }
        }
    }

    /// The tokens beside one, within its sentence.
    fn neighbours(&self, at: usize) -> (Option<&Token>, Option<&Token>) {
        let sentence = self.sentences.partition_point(|sentence| sentence.tokens.end <= at);
        let Range { start, end } = self.sentences[sentence].tokens;
        let before = (at > start).then(|| &self.tokens[at - 1]);
        let after = (at + 1 < end).then(|| &self.tokens[at + 1]);
        (before, after)
    }
}

/// Calls `found` with each list a token stands in, and where in the listed name.
pub(crate) fn each_list(lists: u64, mut found: impl FnMut(u64, u64)) {
    let mut left = lists;
    while left != 0 {
        let list = u64::from(left.trailing_zeros() / 4);
        found(list, lists >> (4 * list) & 0xf);
        left &= !(0xf << (4 * list));
    }
}

/// Keeps the initials of the endings of a run, two letters and more: `World Health Organization` gives `WHO` and `HO`.
fn collect_initials(run: &[Token], initials: &mut HashMap<u64, u64>) {
    let Some(last) = run.last().filter(|last| last.is_capital()) else { return };
    let mut letters = Vec::with_capacity(ACRONYM);
    for token in run.iter().rev().filter(|token| token.is_capital()).take(ACRONYM) {
        letters.insert(0, token.initial);
        if letters.len() > 1 {
            let acronym: String = letters.iter().collect();
            initials.entry(hash::word(acronym.as_bytes())).or_insert(last.lower);
        }
    }
}

fn style(tokens: &[Token]) -> Style {
    let (mut letters, mut capital, mut caps, mut small) = (0, 0, 0, 0);
    for token in tokens.iter().filter(|token| token.letters) {
        letters += 1;
        capital += usize::from(token.is_capital());
        caps += usize::from(!matches!(token.case, Case::Lower | Case::Title));
        // Short words stay small in title case too.
        small += usize::from(token.case == Case::Lower && token.end - token.start > 3);
    }
    if letters > 1 && caps * 4 >= letters * 3 {
        Style::Caps
    } else if letters > 3 && small * 5 < letters && capital * 5 >= letters * 3 {
        Style::Title
    } else {
        Style::Plain
    }
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
