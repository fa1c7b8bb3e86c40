//! Which blocks of a page are the gold text's: both cut into words, blocks laid along the text in the order of both.

use std::collections::{BTreeMap, HashMap};

/// Blocks are compared by runs of so many words.
const RUN: usize = 4;
/// Share of a block's runs that stand in one place of the gold text, at least.
const LEAST: f64 = 0.4;
/// Runs whose places differ by up to this count for the same place: words are missing on one of the sides.
const SLACK: i64 = 10;
/// Blocks may overlap by so many words in the gold text.
const OVERLAP: i64 = 4;
/// So many places of a run, of a short block, and so many places of a block are looked at.
const RUN_PLACES: usize = 20;
const SHORT_PLACES: usize = 10;
const BLOCK_PLACES: usize = 4;
/// Short blocks count up to so many blocks beyond the first and the last long one.
const BEYOND: usize = 2;

/// A place in the gold text where a block may stand.
struct Place {
    block: usize,
    start: i64,
    end: i64,
    /// Words that agree.
    agree: f64,
    share: f64,
}

/// For each block the share of it, 0 to 1, that stands in the gold text.
pub(super) fn shares(blocks: &[&str], gold: &str) -> Vec<f64> {
    let gold = Gold::new(gold);
    let cut: Vec<Vec<Option<u32>>> = blocks.iter().map(|text| gold.known(text)).collect();
    let places: Vec<Place> = cut.iter().enumerate().flat_map(|(block, words)| gold.places(block, words)).collect();
    let mut shares = vec![0.0; blocks.len()];
    for at in longest_chain(&places) {
        shares[places[at].block] = places[at].share;
    }
    let is_long = |at: &usize| shares[*at] > 0.0 && cut[*at].len() >= RUN;
    let (first, last) = ((0..blocks.len()).find(is_long), (0..blocks.len()).rfind(is_long));
    if let (Some(first), Some(last)) = (first, last) {
        for at in (0..blocks.len()).filter(|&at| at + BEYOND < first || at > last + BEYOND) {
            shares[at] = 0.0;
        }
    }
    shares
}

/// The gold text, its words numbered.
struct Gold<'a> {
    numbers: HashMap<&'a str, u32>,
    words: Vec<u32>,
    /// Where each run of words stands.
    runs: HashMap<[u32; RUN], Vec<usize>>,
    /// Where lines begin.
    lines: Vec<usize>,
}

impl<'a> Gold<'a> {
    fn new(text: &'a str) -> Self {
        let (mut numbers, mut all, mut lines) = (HashMap::new(), Vec::new(), Vec::new());
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            lines.push(all.len());
            for word in words(line) {
                let next = numbers.len() as u32;
                all.push(*numbers.entry(word).or_insert(next));
            }
        }
        let mut runs: HashMap<[u32; RUN], Vec<usize>> = HashMap::new();
        for (at, run) in all.windows(RUN).enumerate() {
            if let Ok(run) = <[u32; RUN]>::try_from(run) {
                runs.entry(run).or_default().push(at);
            }
        }
        Self { numbers, words: all, runs, lines }
    }

    fn known(&self, text: &str) -> Vec<Option<u32>> {
        words(text).map(|word| self.numbers.get(word).copied()).collect()
    }

    fn places(&self, block: usize, words: &[Option<u32>]) -> Vec<Place> {
        if words.len() < RUN { self.short_places(block, words) } else { self.long_places(block, words) }
    }

    /// Every run votes for the place where the block would begin.
    fn long_places(&self, block: usize, words: &[Option<u32>]) -> Vec<Place> {
        let runs = words.len() + 1 - RUN;
        let mut votes: BTreeMap<i64, usize> = BTreeMap::new();
        for (at, run) in words.windows(RUN).enumerate() {
            let run: Option<Vec<u32>> = run.iter().copied().collect();
            let known = run.and_then(|run| self.runs.get(run.as_slice())).map_or(&[][..], Vec::as_slice);
            for &place in known.iter().take(RUN_PLACES) {
                *votes.entry(place as i64 - at as i64).or_default() += 1;
            }
        }
        let mut best: Vec<(i64, usize)> = votes.iter().map(|(&start, &votes)| (start, votes)).collect();
        best.sort_by_key(|&(start, votes)| (std::cmp::Reverse(votes), start));
        best.truncate(BLOCK_PLACES);
        let place = |(start, _)| {
            let near: usize = votes.range(start - SLACK..=start + SLACK).map(|(_, votes)| votes).sum();
            let share = (near as f64 / runs as f64).min(1.0);
            let agree = share * words.len() as f64;
            Place { block, start, end: start + words.len() as i64, agree, share }
        };
        best.into_iter().map(place).filter(|place| place.share >= LEAST).collect()
    }

    /// A block of fewer words than a run must begin a line.
    fn short_places(&self, block: usize, words: &[Option<u32>]) -> Vec<Place> {
        let Some(words) = words.iter().copied().collect::<Option<Vec<u32>>>().filter(|words| !words.is_empty()) else {
            return Vec::new();
        };
        let begins = self.lines.iter().filter(|&&at| self.words[at..].starts_with(&words)).take(SHORT_PLACES);
        let length = words.len() as i64;
        let place = |&at: &usize| {
            // A little less than its words: where they stand twice, a longer block goes first.
            Place { block, start: at as i64, end: at as i64 + length, agree: length as f64 * 0.9, share: 1.0 }
        };
        begins.map(place).collect()
    }
}

/// The places, one a block, that follow each other on both sides and agree in most words.
fn longest_chain(places: &[Place]) -> Vec<usize> {
    let mut best: Vec<(f64, Option<usize>)> = Vec::with_capacity(places.len());
    for (at, place) in places.iter().enumerate() {
        let fits = |&before: &usize| places[before].block < place.block && places[before].end <= place.start + OVERLAP;
        let before = (0..at).filter(fits).fold(None, |known: Option<usize>, other| match known {
            Some(known) if best[known].0 >= best[other].0 => Some(known),
            _ => Some(other),
        });
        best.push((before.map_or(0.0, |before| best[before].0) + place.agree, before));
    }
    let last = (0..places.len()).fold(None, |known: Option<usize>, other| match known {
        Some(known) if best[known].0 >= best[other].0 => Some(known),
        _ => Some(other),
    });
    std::iter::successors(last, |&at| best[at].1).collect()
}

/// Runs of letters, digits and low lines.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOLD: &str = "The council voted on Tuesday to rebuild the bridge.\n\nWhy now\n\nThe old one fell into the river last winter.";

    #[test]
    fn blocks_of_the_text_are_found_in_order() {
        let blocks = [
            "Why now", // in the menu, long before the text
            "Home",
            "Sport",
            "The council voted on Tuesday to rebuild the bridge.",
            "Why now",
            "A box about something else altogether, with words of its own",
            "The old one fell into the river last winter.",
            "The council voted on Tuesday to rebuild the bridge.",
        ];
        assert_eq!(shares(&blocks, GOLD), [0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0]);
    }

    #[test]
    fn a_block_may_hold_more_than_the_text_or_less() {
        let blocks = ["By A. Name. The council voted on Tuesday to rebuild the bridge. Why now", "fell into the river"];
        let shares = shares(&blocks, GOLD);
        assert!(shares[0] > 0.6 && shares[0] < 1.0 && shares[1] == 1.0, "{shares:?}");
        assert!(super::shares(&[], GOLD).is_empty() && super::shares(&["a b c d"], "") == [0.0]);
    }
}
