//! Pictures and videos with caption and credit.

use serde::{Deserialize, Serialize};

/// The words under a picture or video.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caption {
    /// The caption without the credit.
    pub text: String,
    /// Who made the picture, for example `OMAR SANADIKI/REUTERS`.
    pub credit: Option<String>,
}
