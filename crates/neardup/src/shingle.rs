//! Overlapping four-word groups, each as one stable 64-bit hash.

use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};

/// Words in one group.
///
/// Four is long enough that two independent reports share few groups, and short
/// enough that one changed word spoils no more than four.
pub const WORDS_IN_SHINGLE: usize = 4;

/// Texts of fewer words have no useful fingerprint.
pub const MIN_WORDS: usize = 12;

/// Written out, because every fingerprint ever stored depends on it. The C++
/// seeding is the one other implementations of rapidhash share.
pub(crate) const SECRETS: RapidSecrets = RapidSecrets::seed_cpp(0x6461_7465_6c69_6e65);

/// The stable hash that everything in this crate is built on.
pub(crate) fn stable_hash(bytes: &[u8]) -> u64 {
    rapidhash_v3_seeded(bytes, &SECRETS)
}

/// The distinct groups of a text, sorted.
///
/// Words are hashed one by one before they are grouped, so that `ab c` and
/// `a bc` differ and no separator has to be kept out of the words.
pub(crate) fn shingles<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<u64> {
    let mut group = [0_u8; 8 * WORDS_IN_SHINGLE];
    let mut found = Vec::new();
    for (position, word) in words.into_iter().enumerate() {
        group.copy_within(8.., 0);
        let last = 8 * (WORDS_IN_SHINGLE - 1);
        group[last..].copy_from_slice(&stable_hash(word.as_bytes()).to_le_bytes());
        if position + 1 >= WORDS_IN_SHINGLE {
            found.push(stable_hash(&group));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::shingles;

    #[test]
    fn a_text_of_n_words_has_n_minus_three_groups() {
        assert!(shingles(["a", "b", "c"]).is_empty());
        assert_eq!(shingles(["a", "b", "c", "d"]).len(), 1);
        assert_eq!(shingles(["a", "b", "c", "d", "e", "f"]).len(), 3);
    }

    #[test]
    fn a_repeated_group_counts_once() {
        assert_eq!(shingles(["a"; 40]).len(), 1);
    }

    #[test]
    fn word_limits_matter() {
        assert_ne!(shingles(["ab", "c", "d", "e"]), shingles(["a", "bc", "d", "e"]));
    }
}
