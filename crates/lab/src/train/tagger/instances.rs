//! Documents as what a fit runs on: runs of tokens with numbered features and tags.

use std::collections::HashMap;

use dateline_entity::tagger::measure;
use rapidhash::fast::RandomState;

use super::corpus::{Document, UNKNOWN};

/// A run of tokens.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    /// Numbers of the features of all tokens, one after the other.
    pub(super) features: Vec<u32>,
    /// Where the features of each token end.
    pub(super) ends: Vec<u32>,
    /// The tags, or [`UNKNOWN`].
    pub(super) tags: Vec<u8>,
}

/// The runs of all documents, and the hash of each numbered feature.
#[derive(Debug, Default)]
pub(super) struct Instances {
    pub(super) all: Vec<Instance>,
    pub(super) hashes: Vec<u64>,
}

impl Instances {
    /// Reads documents; features seen less than `least` times are left out.
    pub(super) fn new(documents: &[Document], entries: &[u8], least: u32) -> Self {
        let mut counts: HashMap<u64, u32, RandomState> = HashMap::default();
        for document in documents {
            for run in measure::document(&document.sentences, entries) {
                run.features.iter().flatten().for_each(|&feature| *counts.entry(feature).or_default() += 1);
            }
        }
        counts.retain(|_, count| *count >= least);
        let mut instances = Self::default();
        let mut numbers: HashMap<u64, u32, RandomState> = HashMap::default();
        for document in documents {
            for run in measure::document(&document.sentences, entries) {
                let tags = tags_of(&document.tags[run.sentence], &run.tokens);
                if tags.iter().all(|&tag| tag == UNKNOWN) {
                    continue;
                }
                let mut instance = Instance { features: Vec::new(), ends: Vec::new(), tags };
                for features in &run.features {
                    for feature in features.iter().filter(|feature| counts.contains_key(feature)) {
                        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                        instance.features.push(*numbers.entry(*feature).or_insert(next));
                        if numbers.len() > instances.hashes.len() {
                            instances.hashes.push(*feature);
                        }
                    }
                    instance.ends.push(u32::try_from(instance.features.len()).unwrap_or(u32::MAX));
                }
                instances.all.push(instance);
            }
        }
        instances
    }
}

/// The tags of a run; a name that reaches over its border leaves unknown what it covers.
fn tags_of(sentence: &[u8], run: &std::ops::Range<usize>) -> Vec<u8> {
    let mut tags = sentence[run.clone()].to_vec();
    let follows = |before: u8, tag: u8| {
        before != UNKNOWN && tag != UNKNOWN && before != 0 && tag != 0 && !measure::may_follow(0, tag)
    };
    if run.start > 0 && follows(sentence[run.start - 1], tags[0]) {
        let name = tags.iter().position(|&tag| tag == 0 || tag == UNKNOWN || measure::may_follow(0, tag));
        let end = name.unwrap_or(tags.len());
        tags[..end].fill(UNKNOWN);
    }
    if sentence.get(run.end).is_some_and(|&next| follows(sentence[run.end - 1], next)) {
        let start =
            tags.iter().rposition(|&tag| tag == 0 || tag == UNKNOWN || measure::may_follow(0, tag)).unwrap_or(0);
        tags[start..].fill(UNKNOWN);
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_reach_over_the_border_are_unknown() {
        // B I L U of a person.
        let sentence = [0, 1, 2, 3, 4, 1, 3];
        assert_eq!(tags_of(&sentence, &(1..5)), [1, 2, 3, 4]);
        assert_eq!(tags_of(&sentence, &(2..6)), [UNKNOWN, UNKNOWN, 4, UNKNOWN]);
        assert_eq!(tags_of(&[UNKNOWN, 4], &(1..2)), [4]);
    }
}
