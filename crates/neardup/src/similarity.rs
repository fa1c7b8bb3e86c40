//! How much two texts share, estimated from their fingerprints.

use crate::fingerprint::{BINS, Fingerprint};

/// The Jaccard similarity from which two texts are the same copy.
///
/// At 0.6 a quarter of the groups of each text may differ. On text of 20
/// sentences (the edits are measured in this crate's tests) one sentence
/// rewritten gives 0.9, two sentences added 0.9 and four rewritten 0.65; ten
/// rewritten give 0.33, a cut to the first eight 0.4, and an unrelated text 0.
/// The line lies under the heaviest edit an editor would still call the same
/// report and well over the ones they would not, because joining two reports
/// hides one of them; and [`Fingerprint::band_keys`] finds 99 % of the pairs on it.
pub const SAME_COPY: f32 = 0.6;

/// An estimate of the Jaccard similarity of two texts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Similarity {
    /// Shared groups over all groups, 0 to 1.
    pub jaccard: f32,
    /// The standard error of `jaccard`: two estimates in three are closer than
    /// this to the truth. 0.044 at most for long texts, more for short ones, and
    /// rather too high than too low for the shortest.
    pub error: f32,
}

impl Similarity {
    /// Whether the texts are [the same copy](SAME_COPY).
    #[must_use]
    pub fn is_same_copy(self) -> bool {
        self.jaccard >= SAME_COPY
    }
}

impl Fingerprint {
    /// How similar two texts are, as a whole. Symmetric.
    ///
    /// 0 when either text has no group at all: nothing is known to be shared.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> Similarity {
        if self.shingles == 0 || other.shingles == 0 {
            return Similarity { jaccard: 0.0, error: 0.0 };
        }
        let equal = self.bins.iter().zip(&other.bins).filter(|(a, b)| a == b).count();
        let jaccard = equal as f32 / BINS as f32;
        // Borrowed bins repeat what others say: only the occupied ones count as
        // samples, and as many are expected as `union` balls fill of 128 boxes.
        let union = (self.shingles as f32 + other.shingles as f32) / (1.0 + jaccard);
        let occupied = BINS as f32 * (1.0 - (-union / BINS as f32).exp());
        Similarity { jaccard, error: (jaccard * (1.0 - jaccard) / occupied.max(1.0)).sqrt() }
    }

    /// How much of this text is in the other, 0 to 1: the share of this text's
    /// groups which the other has. Not symmetric: a text cut to its beginning is
    /// contained in the whole, and the whole is not contained in it.
    #[must_use]
    pub fn contained_in(&self, other: &Self) -> f32 {
        let jaccard = self.similarity(other).jaccard;
        if jaccard == 0.0 {
            return 0.0;
        }
        // J = shared / (a + b - shared), solved for `shared`. The estimate may
        // claim more shared groups than the smaller text has.
        let (a, b) = (self.shingles as f32, other.shingles as f32);
        let shared = jaccard * (a + b) / (1.0 + jaccard);
        (shared / a).min(1.0)
    }
}
