//! Where, and sometimes when and by which agency, a story was filed.

use serde::{Deserialize, Serialize};

/// The dateline in front of the first paragraph: `ANKARA, Nov 14 (Reuters) -`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dateline {
    /// The dateline as printed, without the dash that ends it.
    pub printed: String,
    /// The place of filing as printed, for example `ANKARA`.
    pub place: Option<String>,
    /// The day as printed, for example `Nov 14`; it has no year.
    pub date: Option<String>,
    /// The agency in brackets.
    pub agency: Option<String>,
}
