//! Counts of facets.

use dateline_archive::FacetValue;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Count {
    /// The value as filters take it.
    pub id: String,
    /// The value as people read it.
    pub label: String,
    /// How many hits have it.
    pub count: u64,
    /// Whether there are values below it, where a level was asked for.
    #[serde(default, skip_serializing_if = "is_false")]
    pub parts: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

impl From<&FacetValue> for Count {
    fn from(value: &FacetValue) -> Self {
        Self { id: value.id.clone(), label: value.label.clone(), count: value.count, parts: value.parts }
    }
}
