//! The fingerprint of a text: 128 minima of its shingle hashes, and its bytes.

use std::fmt;

use crate::shingle::{MIN_WORDS, WORDS_IN_SHINGLE, shingles, stable_hash};

/// Bins in a fingerprint.
pub const BINS: usize = 128;

/// The hash bits left below the ones that choose the bin.
const BIN_SHIFT: u32 = u64::BITS - BINS.trailing_zeros();

/// Raised when the same words would give other bytes.
const VERSION: u8 = 1;

/// Bytes before the bins: the version, then the shingle count.
const HEADER: usize = 1 + 4;

/// What is kept of a text to recognise it again.
///
/// Built by [`Fingerprint::of`], compared by [`Fingerprint::similarity`], found
/// by [`Fingerprint::band_keys`], stored by [`Fingerprint::to_bytes`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint {
    pub(crate) bins: [u16; BINS],
    pub(crate) shingles: u32,
}

/// Why bytes are not a fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BytesError {
    /// There are too few or too many bytes.
    Length {
        /// How many there were.
        found: usize,
    },
    /// They were written by a version of this crate which made other fingerprints.
    Version {
        /// The version byte.
        found: u8,
    },
}

impl fmt::Display for BytesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { found } => {
                write!(f, "fingerprint: expected `{}` bytes, found `{found}`", Fingerprint::BYTES)
            }
            Self::Version { found } => {
                write!(f, "fingerprint: expected version `{VERSION}`, found `{found}`")
            }
        }
    }
}

impl std::error::Error for BytesError {}

impl Fingerprint {
    /// Length of [`Fingerprint::to_bytes`], in bytes.
    pub const BYTES: usize = HEADER + 2 * BINS;

    /// The fingerprint of a text, given as its words in order.
    ///
    /// Words are compared byte for byte: fold case, accents and punctuation
    /// first, or a change of those will count as a change of the copy.
    #[must_use]
    pub fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        Self::of_shingles(&shingles(words))
    }

    /// The fingerprint of a set of shingle hashes, in any order, each given once.
    pub(crate) fn of_shingles(hashes: &[u64]) -> Self {
        let mut least = [None::<u64>; BINS];
        for &hash in hashes {
            let bin = &mut least[(hash >> BIN_SHIFT) as usize];
            *bin = Some(bin.map_or(hash, |held| held.min(hash)));
        }
        Self { bins: fill(&least), shingles: u32::try_from(hashes.len()).unwrap_or(u32::MAX) }
    }

    /// How many different four-word groups the text has.
    #[must_use]
    pub fn shingle_count(&self) -> u32 {
        self.shingles
    }

    /// Whether the text is long enough for the fingerprint to mean something:
    /// as many different groups as [`MIN_WORDS`] different words have.
    ///
    /// A caption or a one-line correction is not, nor is one line repeated.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.shingles as usize > MIN_WORDS - WORDS_IN_SHINGLE
    }

    /// The fingerprint as bytes: a version byte, the shingle count and the bins,
    /// little-endian.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[0] = VERSION;
        bytes[1..HEADER].copy_from_slice(&self.shingles.to_le_bytes());
        for (place, bin) in bytes[HEADER..].chunks_exact_mut(2).zip(self.bins) {
            place.copy_from_slice(&bin.to_le_bytes());
        }
        bytes
    }

    /// Reads what [`Fingerprint::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// When the version byte is another, or the length is not [`Self::BYTES`].
    /// The version is looked at first: another version may have another length.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BytesError> {
        match bytes.first() {
            Some(&found) if found != VERSION => return Err(BytesError::Version { found }),
            _ if bytes.len() != Self::BYTES => {
                return Err(BytesError::Length { found: bytes.len() });
            }
            _ => {}
        }
        let (count, rest) = bytes[1..].split_at(HEADER - 1);
        let mut bins = [0; BINS];
        for (bin, pair) in bins.iter_mut().zip(rest.chunks_exact(2)) {
            *bin = u16::from_le_bytes([pair[0], pair[1]]);
        }
        Ok(Self { bins, shingles: u32::from_le_bytes([count[0], count[1], count[2], count[3]]) })
    }
}

/// Keeps 16 bits of every bin, and lets the empty ones borrow.
///
/// The *low* 16 bits: being the least of its bin says much about a hash's high
/// bits and nothing about its low ones.
fn fill(least: &[Option<u64>; BINS]) -> [u16; BINS] {
    if least.iter().all(Option::is_none) {
        return [0; BINS];
    }
    std::array::from_fn(|bin| {
        let held = least[bin].or_else(|| lenders(bin).find_map(|lender| least[lender]));
        (held.unwrap_or_default() & 0xffff) as u16
    })
}

/// The bins an empty bin asks in turn, the same for every text.
///
/// Asking a hashed bin instead of the neighbour is what makes the densification
/// optimal: runs of empty bins do not all copy the same one.
fn lenders(bin: usize) -> impl Iterator<Item = usize> {
    (0_u32..).map(move |attempt| {
        let mut key = [0; 5];
        key[0] = bin as u8;
        key[1..].copy_from_slice(&attempt.to_le_bytes());
        (stable_hash(&key) >> BIN_SHIFT) as usize
    })
}

#[cfg(test)]
mod tests {
    use super::{BINS, lenders};

    /// `fill` asks until a bin answers: it ends because every bin is asked.
    #[test]
    fn every_bin_asks_every_other() {
        for bin in 0..BINS {
            let mut asked = [false; BINS];
            lenders(bin).take(4_096).for_each(|lender| asked[lender] = true);
            assert!(asked.iter().all(|&was| was), "bin {bin}");
        }
    }
}
