//! Publications and agencies.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A publication or agency: its stable identifier and its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    /// Identifier: the registered domain where one is known, else the folded name.
    pub id: SourceId,
    /// Name for people, for example `The Harbour Courier`; the identifier where none is known.
    pub name: String,
}

/// Identifier of a source: lower case, without white space.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(String);

impl SourceId {
    /// The source of articles that do not say where they come from.
    pub const UNKNOWN: &str = "unknown";

    /// Returns the identifier for a domain or a name: lower case, runs of other characters as one hyphen.
    #[must_use]
    pub fn new(domain_or_name: &str) -> Self {
        let mut id = String::with_capacity(domain_or_name.len());
        for c in domain_or_name.trim().chars().flat_map(char::to_lowercase) {
            if c.is_alphanumeric() || c == '.' {
                id.push(c);
            } else if !id.is_empty() && !id.ends_with('-') {
                id.push('-');
            }
        }
        let id = id.trim_matches(['-', '.']);
        Self(if id.is_empty() { Self::UNKNOWN.to_owned() } else { id.to_owned() })
    }

    /// Returns the identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns true for the source of articles that do not say where they come from.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.0 == Self::UNKNOWN
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::SourceId;

    #[test]
    fn names_and_domains_become_identifiers() {
        assert_eq!(SourceId::new("Example.org").as_str(), "example.org");
        assert_eq!(SourceId::new("  La Gazette du Levant ").as_str(), "la-gazette-du-levant");
        assert!(SourceId::new(" - ").is_unknown());
    }
}
