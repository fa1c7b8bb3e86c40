//! Band keys: how candidates are found without comparing every pair.

use crate::fingerprint::{BINS, Fingerprint};
use crate::shingle::stable_hash;

/// Bands in a fingerprint.
pub const BANDS: usize = 32;

/// Bins in a band.
pub const ROWS: usize = BINS / BANDS;

impl Fingerprint {
    /// One key for each band. Texts that share any key are worth comparing.
    ///
    /// The band's number is part of its key, so all keys can go into one index.
    /// With 32 bands of 4 rows, texts of Jaccard similarity *s* share a key with
    /// the chance 1 − (1 − *s*⁴)³²: 99 % at 0.6, 87 % at 0.5, 56 % at 0.4, 23 % at
    /// 0.3, 5 % at 0.2 and less than 1 % at 0.1.
    ///
    /// Keys of a fingerprint that is not [usable](Fingerprint::is_usable) should
    /// not be stored: short texts share them too easily.
    #[must_use]
    pub fn band_keys(&self) -> [u64; BANDS] {
        std::array::from_fn(|band| {
            let mut key = [0; 1 + 2 * ROWS];
            key[0] = band as u8;
            let rows = &self.bins[band * ROWS..(band + 1) * ROWS];
            for (place, bin) in key[1..].chunks_exact_mut(2).zip(rows) {
                place.copy_from_slice(&bin.to_le_bytes());
            }
            stable_hash(&key)
        })
    }
}
