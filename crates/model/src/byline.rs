//! Who signed a story.

use serde::{Deserialize, Serialize};

/// Who signed a story: the printed line and the names in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Byline {
    /// The line as printed, for example `By Anna Holt and Peter Wren, Meridian Press`.
    pub printed: String,
    /// The people in it, in order, without roles or agencies.
    pub authors: Vec<String>,
}
