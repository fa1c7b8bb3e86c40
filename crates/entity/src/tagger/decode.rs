//! The best tags of a run, and how sure its spans are.

use super::tags::{self, OUTSIDE, TAGS, TokenSpan};
use super::weights::{Scores, Weights};

/// A score that no way reaches.
const NEVER: i32 = i32::MIN / 4;

/// Space for decoding, used again for each run.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    best: Vec<[i32; TAGS]>,
    came: Vec<[u8; TAGS]>,
    tags: Vec<u8>,
    forward: Vec<[f32; TAGS]>,
    backward: Vec<[f32; TAGS]>,
    local: Vec<[f32; TAGS]>,
    norms: Vec<f32>,
}

/// What may stand before each tag, and the weights of transitions in both forms.
#[derive(Debug)]
pub(crate) struct Ways {
    before: [Vec<u8>; TAGS],
    integer: [[i32; TAGS]; TAGS],
    real: [[f32; TAGS]; TAGS],
    scale: f32,
}

impl Ways {
    pub(crate) fn new(weights: &Weights<'_>) -> Self {
        let all = || (0..).take(TAGS);
        let real = |weight: i32| exp(weight, weights.scale);
        Self {
            before: std::array::from_fn(|tag| all().filter(|&from| tags::may_follow(from, number(tag))).collect()),
            integer: weights.transitions,
            real: weights.transitions.map(|row| row.map(real)),
            scale: weights.scale,
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "there are 21 tags")]
const fn number(tag: usize) -> u8 {
    tag as u8
}

#[expect(clippy::cast_precision_loss, reason = "scores are small")]
fn exp(score: i32, scale: f32) -> f32 {
    (score as f32 / scale).exp()
}

impl Decoder {
    /// Returns the spans of a run, tokens counted from its start, each with the probability that it is there.
    pub(crate) fn spans(&mut self, scores: &[Scores], ways: &Ways) -> Vec<(TokenSpan, f32)> {
        self.walk(scores, ways);
        if self.tags.iter().all(|&tag| tag == OUTSIDE) {
            return Vec::new();
        }
        self.sum(scores, ways);
        let spans: Vec<TokenSpan> = tags::spans(&self.tags).collect();
        spans.into_iter().map(|span| (span.clone(), self.probability(&span, ways))).collect()
    }

    /// Viterbi: the best way through the tags.
    fn walk(&mut self, scores: &[Scores], ways: &Ways) {
        self.best.clear();
        self.came.clear();
        for (at, local) in scores.iter().enumerate() {
            let mut best = [NEVER; TAGS];
            let mut came = [OUTSIDE; TAGS];
            for tag in 0..TAGS {
                if at == 0 {
                    if tags::starts(number(tag)) {
                        best[tag] = local[tag];
                    }
                    continue;
                }
                let last = &self.best[at - 1];
                for &from in &ways.before[tag] {
                    let score = last[from as usize] + ways.integer[from as usize][tag];
                    if score > best[tag] {
                        (best[tag], came[tag]) = (score, from);
                    }
                }
                best[tag] += local[tag];
            }
            self.best.push(best);
            self.came.push(came);
        }
        let closed = (0..).take(TAGS).filter(|&tag| !tags::is_open(tag));
        let end = self.best.last().map_or(&[NEVER; TAGS], |best| best);
        let mut tag = closed.max_by_key(|&tag| end[tag as usize]).unwrap_or(OUTSIDE);
        self.tags.clear();
        for came in self.came.iter().rev() {
            self.tags.push(tag);
            tag = came[tag as usize];
        }
        self.tags.reverse();
    }

    /// Sums over all ways, forward and backward, normalised at every token.
    fn sum(&mut self, scores: &[Scores], ways: &Ways) {
        self.local.clear();
        self.local.extend(scores.iter().map(|scores| {
            let most = scores[..TAGS].iter().copied().max().unwrap_or(0);
            std::array::from_fn(|tag| exp(scores[tag] - most, ways.scale))
        }));
        self.forward.clear();
        self.norms.clear();
        for at in 0..scores.len() {
            let mut sums: [f32; TAGS] = std::array::from_fn(|tag| {
                let reached = match at.checked_sub(1).map(|before| &self.forward[before]) {
                    None => f32::from(u8::from(tags::starts(number(tag)))),
                    Some(last) => {
                        ways.before[tag].iter().map(|&from| last[from as usize] * ways.real[from as usize][tag]).sum()
                    }
                };
                reached * self.local[at][tag]
            });
            let norm = sums.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            sums.iter_mut().for_each(|sum| *sum /= norm);
            self.forward.push(sums);
            self.norms.push(norm);
        }
        self.backward.clear();
        self.backward.resize(scores.len(), [0.0; TAGS]);
        let mut next: [f32; TAGS] = std::array::from_fn(|tag| f32::from(u8::from(!tags::is_open(number(tag)))));
        for at in (0..scores.len()).rev() {
            self.backward[at] = next;
            let mut sums = [0.0; TAGS];
            for (tag, behind) in next.iter().enumerate() {
                let ahead = behind * self.local[at][tag] / self.norms[at];
                for &from in &ways.before[tag] {
                    sums[from as usize] += ahead * ways.real[from as usize][tag];
                }
            }
            next = sums;
        }
    }

    /// Returns the share of all ways that spell this span.
    fn probability(&self, span: &TokenSpan, ways: &Ways) -> f32 {
        let (first, last) = (span.tokens.start, span.tokens.end - 1);
        let tag = |at: usize| self.tags[at] as usize;
        let mut share = self.forward[first][tag(first)];
        for at in first + 1..=last {
            share *= ways.real[tag(at - 1)][tag(at)] * self.local[at][tag(at)] / self.norms[at];
        }
        let end = self.norms.len() - 1;
        let whole: f32 = (0..TAGS).map(|tag| self.forward[end][tag] * self.backward[end][tag]).sum();
        (share * self.backward[last][tag(last)] / whole.max(f32::MIN_POSITIVE)).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tags::Kind;
    use super::super::weights::Fitted;
    use super::*;

    fn spans(scores: &[Scores]) -> Vec<(TokenSpan, f32)> {
        let fitted = Fitted { transitions: vec![0.0; TAGS * TAGS], rows: Vec::new(), lists: Vec::new() };
        let file = fitted.write();
        let mut weights = Weights::read(&file).unwrap();
        weights.scale = 1.0;
        Decoder::default().spans(scores, &Ways::new(&weights))
    }

    #[test]
    fn shares_of_ways_are_probabilities() {
        // One token, all tags alike: eleven of them may stand alone as the start of a way, six of these may end it.
        let mut even = [0; 24];
        even[4] = 1;
        let found = spans(&[even]);
        assert_eq!(found[0].0, TokenSpan { tokens: 0..1, kind: Kind::Person });
        let expected = 1_f32.exp() / (5.0 + 1_f32.exp());
        assert!((found[0].1 - expected).abs() < 1e-5, "{found:?}");
    }

    #[test]
    fn the_best_way_is_a_valid_one() {
        let mut scores = [[0; 24]; 3];
        (scores[0][1], scores[1][2], scores[2][3]) = (5, 5, 5);
        let found = spans(&scores);
        assert_eq!(found[0].0, TokenSpan { tokens: 0..3, kind: Kind::Person });
        assert!(found[0].1 > 0.9, "{found:?}");
        // Nothing ends the span: it is not begun.
        assert!(spans(&scores[..1]).iter().all(|(span, _)| span.tokens == (0..1)));
        assert!(spans(&[]).is_empty());
    }
}
