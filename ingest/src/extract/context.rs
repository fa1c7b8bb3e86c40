//! What the second stage sees besides: the first stage's answers for neighbours and for blocks of the same kind.

use rapidhash::{HashMapExt as _, RapidHashMap};

/// Numbers of context of a block.
pub(super) const COUNT: usize = 31;

/// Their names, as the weights' file uses them. `mean`: weighted by words; `share`: of all positive words of the page;
/// `others`: the mean without the block; `gap`: words to the nearest positive block.
pub(super) const NAMES: [&str; COUNT] = [
    "first_stage", "before3", "before2", "before1", "after1", "after2", "after3", "near3", "near8", "share_before",
    "share_after", "share_own", "template_mean", "template_share", "template_others", "up1_mean", "up1_share",
    "up1_others", "up2_mean", "up2_share", "up2_others", "up3_mean", "up3_share", "up3_others", "up4_mean",
    "up4_share", "up4_others", "gap_before", "gap_after", "page_words", "page_blocks",
];

/// Words beyond which a gap is just far.
const FARTHEST: f64 = 300.0;

/// Computes the context of the blocks asked for from the first probabilities of all, their words, and the groups they are
/// in.
pub(super) fn context(
    first: &[f64],
    words: &[u32],
    groups: &[[u64; 5]],
    asked: impl Iterator<Item = usize>,
) -> Vec<[f32; COUNT]> {
    let weights: Vec<f64> = words.iter().map(|&words| f64::from(words) + 1.0).collect();
    let positive: Vec<f64> = weights.iter().zip(first).map(|(weight, p)| weight * p).collect();
    let (weights_to, positive_to) = (sums(&weights), sums(&positive));
    let total = positive_to[first.len()] + 1e-6;
    let grouped: Vec<RapidHashMap<u64, (f64, f64)>> =
        (0..5).map(|kind| group(kind, groups, &weights, &positive)).collect();
    let before = gaps(first, &weights, false);
    let after = gaps(first, &weights, true);
    let kept = first.iter().filter(|&&p| p > 0.5).count() as f64;
    let near = |at: usize, reach: usize| {
        let (low, high) = (at.saturating_sub(reach), (at + reach + 1).min(first.len()));
        (positive_to[high] - positive_to[low] - positive[at])
            / (weights_to[high] - weights_to[low] - weights[at]).max(1.0)
    };
    let row = |at: usize| {
        let beside = |distance: isize| {
            at.checked_add_signed(distance).and_then(|other| first.get(other)).copied().unwrap_or(-1.0)
        };
        let mut row = [0.0; COUNT];
        row[..12].copy_from_slice(&[
            first[at],
            beside(-3),
            beside(-2),
            beside(-1),
            beside(1),
            beside(2),
            beside(3),
            near(at, 3),
            near(at, 8),
            positive_to[at] / total,
            (total - positive_to[at + 1]) / total,
            positive[at] / total,
        ]);
        for (kind, cells) in row[12..27].chunks_exact_mut(3).enumerate() {
            let (all, good) = grouped[kind].get(&groups[at][kind]).copied().unwrap_or((1.0, 0.0));
            cells.copy_from_slice(&[good / all, good / total, (good - positive[at]) / (all - weights[at]).max(1.0)]);
        }
        row[27..].copy_from_slice(&[before[at], after[at], total, kept]);
        row.map(|number: f64| number as f32)
    };
    asked.map(row).collect()
}

/// Below this first probability, with no neighbour above it...
const FAINT: f64 = 0.005;
/// ...among so many on either side, a block is left to the first stage: menus and footers, most of a page.
const REACH: usize = 3;

/// Whether the second stage need not be asked of a block.
pub(super) fn is_clear(first: &[f64], at: usize) -> bool {
    first[at.saturating_sub(REACH)..(at + REACH + 1).min(first.len())].iter().all(|&p| p < FAINT)
}

/// Sums up to each place, one more than there are values.
fn sums(values: &[f64]) -> Vec<f64> {
    let running = values.iter().scan(0.0, |sum, value| {
        *sum += value;
        Some(*sum)
    });
    std::iter::once(0.0).chain(running).collect()
}

/// Weight and positive weight of each group of a kind.
fn group(kind: usize, groups: &[[u64; 5]], weights: &[f64], positive: &[f64]) -> RapidHashMap<u64, (f64, f64)> {
    let mut out: RapidHashMap<u64, (f64, f64)> = RapidHashMap::new();
    for (at, groups) in groups.iter().enumerate() {
        let (all, good) = out.entry(groups[kind]).or_default();
        *all += weights[at];
        *good += positive[at];
    }
    out
}

/// Words between each block and the positive one before it, or behind it.
fn gaps(first: &[f64], weights: &[f64], backward: bool) -> Vec<f64> {
    let mut out = vec![FARTHEST; first.len()];
    let mut distance = FARTHEST;
    for step in 0..first.len() {
        let at = if backward { first.len() - 1 - step } else { step };
        out[at] = distance;
        distance = if first[at] > 0.5 { 0.0 } else { (distance + weights[at]).min(FARTHEST) };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_groups_and_gaps_are_summed() {
        let rows = context(&[0.9, 0.1, 0.8], &[9, 4, 19], &[[1; 5], [2; 5], [1; 5]], 0..3);
        let cell = |row: usize, name| rows[row][NAMES.iter().position(|known| *known == name).unwrap()];
        assert_eq!([cell(0, "before1"), cell(0, "after1"), cell(0, "after2")], [-1.0, 0.1, 0.8]);
        assert!((cell(1, "near3") - 25.0 / 30.0).abs() < 1e-6);
        assert!((cell(0, "template_mean") - 25.0 / 30.0).abs() < 1e-6);
        assert!((cell(0, "template_others") - 0.8).abs() < 1e-6);
        assert_eq!([cell(2, "gap_before"), cell(0, "gap_before"), cell(0, "gap_after")], [5.0, 300.0, 5.0]);
        assert_eq!(cell(0, "page_blocks"), 2.0);
        assert!(context(&[], &[], &[], 0..0).is_empty());
    }
}
