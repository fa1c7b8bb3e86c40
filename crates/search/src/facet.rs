//! Facet fields and counts.

/// What hits can be counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FacetField {
    /// People, organisations, states and armed groups, with their ancestors.
    Actor,
    /// Where it happens: located uses and the dateline, with the regions around.
    Place,
    /// Countries involved, in any use.
    Country,
    /// Actors and places that articles are about, with their ancestors.
    About,
    /// Publications and agencies.
    Source,
    /// Languages, as ISO 639-1 codes.
    Language,
    /// Sections.
    Section,
    /// Tags.
    Tag,
    /// Flags.
    Flag,
    /// News agencies whose copy it is.
    Agency,
    /// Years of publication.
    Year,
    /// Months of publication, `2024-03`.
    Month,
}

impl FacetField {
    /// Every facet, in the order in which they are shown.
    pub const ALL: [Self; 12] = [
        Self::Actor,
        Self::Place,
        Self::Country,
        Self::About,
        Self::Source,
        Self::Language,
        Self::Section,
        Self::Tag,
        Self::Flag,
        Self::Agency,
        Self::Year,
        Self::Month,
    ];

    /// Returns the name used in commands, addresses and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Place => "place",
            Self::Country => "country",
            Self::About => "about",
            Self::Source => "source",
            Self::Language => "language",
            Self::Section => "section",
            Self::Tag => "tag",
            Self::Flag => "flag",
            Self::Agency => "agency",
            Self::Year => "year",
            Self::Month => "month",
        }
    }

    /// Returns the facet of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }
}

/// A facet to be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetRequest {
    /// Which facet.
    pub field: FacetField,
    /// How many values at most, the most frequent first.
    pub limit: usize,
    /// One level of the paths instead of all values.
    pub level: Option<Level>,
    /// Values whose counts are wanted in any case.
    pub also: Vec<String>,
}

impl FacetRequest {
    /// Asks for the most frequent values, whatever their level.
    #[must_use]
    pub const fn new(field: FacetField, limit: usize) -> Self {
        Self { field, limit, level: None, also: Vec::new() }
    }
}

/// One level of a facet whose values are paths. The parent of a value is the longest of its ancestors that is a value,
/// so levels that nothing has are passed over, and no number of levels is presumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Level {
    /// Values without a parent; with `inner`, paths of one part (continents) do not count as values.
    Top {
        /// Whether paths of one part are passed over.
        inner: bool,
    },
    /// Values whose parent is this one.
    Below(String),
}

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CountBy {
    /// Articles.
    #[default]
    Documents,
    /// Stories: the articles of one near-duplicate cluster count once together, for a value that one of them has.
    Stories,
}

impl CountBy {
    /// Returns the name used in commands and addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Stories => "stories",
        }
    }

    /// Returns what is counted by this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Documents, Self::Stories].into_iter().find(|by| by.as_str() == name)
    }
}

/// How many hits each value of a facet has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCounts {
    /// Which facet.
    pub field: FacetField,
    /// The most frequent values, most frequent first, equal counts by value.
    pub values: Vec<FacetCount>,
    /// How many different values the hits have in all, or at the level asked for.
    pub distinct: u64,
    /// The counts of the values that were wanted in any case, in that order; 0 for those that no hit has.
    pub also: Vec<FacetCount>,
}

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCount {
    /// The value: an identifier, a code or a word.
    pub value: String,
    /// How many hits have it.
    pub count: u64,
    /// Whether hits have values below it; false where no level was asked for.
    pub parts: bool,
}
