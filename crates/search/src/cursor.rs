//! Where the next page begins.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use thiserror::Error;

use crate::Order;

/// The place of the last hit of a page in the order of all hits. Opaque to clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The order it belongs to.
    pub order: Order,
    /// Sort key of the last hit: larger comes first.
    pub key: i64,
    /// Tie-breaking number of the last hit: smaller comes first.
    pub tie: u64,
}

/// Why a text is no cursor.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum CursorError {
    /// Not one of ours.
    #[error("expected a cursor as an earlier answer gave it in `next`, found `{0}`")]
    Malformed(String),
    /// Taken from a search in another order.
    #[error("expected a cursor of a search by {expected}, found one of a search by {found}")]
    OtherOrder {
        /// The order of this search.
        expected: &'static str,
        /// The order it was made for.
        found: &'static str,
    },
}

const VERSION: u8 = 1;

impl Cursor {
    /// Returns the cursor if it belongs to this order.
    ///
    /// # Errors
    ///
    /// Fails where it was made for another order.
    pub fn for_order(self, order: Order) -> Result<Self, CursorError> {
        if self.order == order {
            Ok(self)
        } else {
            Err(CursorError::OtherOrder { expected: order.as_str(), found: self.order.as_str() })
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let order = Order::ALL.iter().position(|(order, _)| *order == self.order).unwrap_or_default();
        let mut bytes = vec![VERSION, u8::try_from(order).unwrap_or_default()];
        bytes.extend(self.key.to_be_bytes());
        bytes.extend(self.tie.to_be_bytes());
        f.write_str(&BASE64URL_NOPAD.encode(&bytes))
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let malformed = || CursorError::Malformed(text.to_owned());
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| malformed())?;
        let [VERSION, order, rest @ ..] = bytes.as_slice() else { return Err(malformed()) };
        let (key, tie) = rest.split_at_checked(8).ok_or_else(malformed)?;
        Ok(Self {
            order: Order::ALL.get(usize::from(*order)).ok_or_else(malformed)?.0,
            key: i64::from_be_bytes(key.try_into().map_err(|_| malformed())?),
            tie: u64::from_be_bytes(tie.try_into().map_err(|_| malformed())?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back() {
        let cursor = Cursor { order: Order::Newest, key: -5, tie: u64::MAX };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "abc", "AQ", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "é"] {
            assert_eq!(text.parse::<Cursor>(), Err(CursorError::Malformed(text.to_owned())));
        }
        let cursor = Cursor { order: Order::Newest, key: 1, tie: 1 };
        assert_eq!(
            cursor.for_order(Order::Relevance).unwrap_err().to_string(),
            "expected a cursor of a search by relevance, found one of a search by newest"
        );
    }
}
