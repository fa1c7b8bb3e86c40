//! Which articles are the same copy with small changes.
//!
//! # What counts as the same copy
//!
//! Newspapers print the same agency report with another headline, a paragraph
//! cut, a sentence added. Two texts are *the same copy* when most of their
//! overlapping four-word groups (shingles) are the same: when the Jaccard
//! similarity of the two sets, shared groups over all groups, is at least
//! [`SAME_COPY`]. Two reports of the same event by different hands share
//! quotations and names but few groups of four words, and are not the same copy.
//! A text cut to its first paragraphs shares all *its* groups with the longer
//! one: [`Fingerprint::contained_in`] finds that case, which Jaccard does not.
//!
//! # How it works
//!
//! A [`Fingerprint`] is a *one-permutation MinHash*: every group is hashed once,
//! the top bits of the hash choose one of [`BINS`] bins, and each bin keeps its
//! smallest hash (Li, Owen, Zhang: *One Permutation Hashing*, NIPS 2012). A bin
//! which no group fell into borrows from another, chosen by a hash of the bin's
//! number alone, so that two texts borrow from the same place (Shrivastava:
//! *Optimal Densification for Fast and Accurate Minwise Hashing*, ICML 2017).
//! The share of equal bins in two fingerprints estimates the Jaccard similarity.
//! A bin keeps 16 bits of its hash, which makes two different groups look equal
//! once in 65,536 bins (Li, König: *b-Bit Minwise Hashing*, WWW 2010).
//!
//! To find candidates without comparing every pair, the bins are read as
//! [`BANDS`] bands of [`ROWS`]: two texts are candidates when they share the key
//! of any band. See [`Fingerprint::band_keys`] for how many that finds.
//!
//! Nothing here depends on the machine, the platform's byte order or a random
//! seed: the same words give the same bytes everywhere. A change that breaks
//! this must raise the version byte of [`Fingerprint::to_bytes`].
//!
//! ```
//! use dateline_neardup::{Fingerprint, SAME_COPY};
//!
//! let printed = "the two sides agreed on a ceasefire on tuesday after talks in geneva \
//!     that lasted four days and nearly collapsed twice mediators said";
//! let copied = format!("{printed} on wednesday");
//! let a = Fingerprint::of(printed.split(' '));
//! let b = Fingerprint::of(copied.split(' '));
//!
//! assert!(a.is_usable() && b.is_usable());
//! assert!(a.similarity(&b).jaccard >= SAME_COPY);
//! ```

mod bands;
mod fingerprint;
mod shingle;
mod similarity;
#[cfg(test)]
mod tests;

pub use bands::{BANDS, ROWS};
pub use fingerprint::{BINS, BytesError, Fingerprint};
pub use shingle::{MIN_WORDS, WORDS_IN_SHINGLE};
pub use similarity::{SAME_COPY, Similarity};
