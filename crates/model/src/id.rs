//! Identifiers, content digests and journal numbers.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use serde::{Deserialize, Serialize};

/// Which story: 16 characters of lower-case base 32 (80 bits), the same on every machine.
///
/// It is made from the canonical address; for input without one from the source and its own identifier; else from
/// source, headline and first paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleId(String);

impl ArticleId {
    /// Length in characters (and bytes: an identifier is ASCII).
    pub const LEN: usize = 16;

    /// Returns the identifier for a list of parts, for example source and canonical address.
    #[must_use]
    pub fn from_parts(parts: &[&str]) -> Self {
        let digest = Digest::of_parts(parts);
        Self(BASE32_NOPAD.encode(&digest.0[..10]).to_ascii_lowercase())
    }

    /// Returns the identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ArticleId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let id = text.trim().to_ascii_lowercase();
        if id.len() == Self::LEN && id.bytes().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7')) {
            Ok(Self(id))
        } else {
            Err(format!(
                "expected an article id of {} letters and digits `a` to `z`, `2` to `7`, found `{text}`",
                Self::LEN
            ))
        }
    }
}

/// A BLAKE3 digest, 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Returns the digest of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// Returns the digest of a list of texts; the borders between them count.
    #[must_use]
    pub fn of_parts(parts: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        Self(*hasher.finalize().as_bytes())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// Number of a revision within its article, from 1.
pub type RevisionNumber = u32;

/// Number of a journal entry, from 1; 0 stands for "nothing read yet".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn article_ids_are_stable_and_parse_back() {
        let id = ArticleId::from_parts(&["example.org", "https://example.org/a"]);
        assert_eq!(id.as_str().len(), ArticleId::LEN);
        assert_eq!(id.as_str().parse::<ArticleId>().unwrap(), id);
        assert_eq!(id.as_str(), "ogd4twstslrsuj3f");
    }

    #[test]
    fn borders_between_parts_count() {
        assert_ne!(Digest::of_parts(&["ab", "c"]), Digest::of_parts(&["a", "bc"]));
    }

    #[test]
    fn a_wrong_id_says_what_was_expected() {
        let error = "not an id".parse::<ArticleId>().unwrap_err();
        assert_eq!(error, "expected an article id of 16 letters and digits `a` to `z`, `2` to `7`, found `not an id`");
    }
}
