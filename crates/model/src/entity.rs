//! People, organisations and places, and their mentions in a text.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Identifier of an entity: a path whose leading parts are its ancestors.
///
/// Actors: `/state/RU/government`, `/person/RU/sergei-lavrov`, `/armed-group/LB/hezbollah`, `/igo/un`.
/// Places: `/AS/SY/golan-heights` (continent, country, region or city).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntityId(String);

impl EntityId {
    /// Returns an identifier; a missing leading slash is added.
    #[must_use]
    pub fn new(path: &str) -> Self {
        let path = path.trim().trim_end_matches('/');
        Self(if path.starts_with('/') { path.to_owned() } else { format!("/{path}") })
    }

    /// Returns the identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the path itself and every ancestor, from the longest to the shortest.
    pub fn with_ancestors(&self) -> impl Iterator<Item = &str> {
        let mut rest = Some(self.0.as_str());
        std::iter::from_fn(move || {
            let current = rest?;
            rest = current.rfind('/').filter(|&cut| cut > 0).map(|cut| &current[..cut]);
            Some(current)
        })
    }
}

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A person, organisation, state, armed group or place with the name it is shown under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Which one.
    pub id: EntityId,
    /// What kind of thing it is.
    pub kind: EntityKind,
    /// The name to show.
    pub label: String,
    /// ISO 3166-1 alpha-2 code of its country, where it has one.
    pub country: Option<String>,
}

/// What kind of thing an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntityKind {
    /// A human being.
    Person,
    /// A state as actor: its government, ministries, army, parliament.
    State,
    /// A body of several states.
    Igo,
    /// An armed group that is no state.
    ArmedGroup,
    /// A political party.
    Party,
    /// A company.
    Company,
    /// A publication, broadcaster or agency.
    Media,
    /// A non-governmental organisation.
    Ngo,
    /// Another organisation.
    Organisation,
    /// A location.
    Place,
}

impl EntityKind {
    /// Returns the name used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::State => "state",
            Self::Igo => "igo",
            Self::ArmedGroup => "armed-group",
            Self::Party => "party",
            Self::Company => "company",
            Self::Media => "media",
            Self::Ngo => "ngo",
            Self::Organisation => "organisation",
            Self::Place => "place",
        }
    }

    /// Every kind, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::Person,
        Self::State,
        Self::Igo,
        Self::ArmedGroup,
        Self::Party,
        Self::Company,
        Self::Media,
        Self::Ngo,
        Self::Organisation,
        Self::Place,
    ];

    /// Returns the kind of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Returns true for everything but places.
    #[must_use]
    pub const fn is_actor(self) -> bool {
        !matches!(self, Self::Place)
    }
}

/// Which text of an article a mention or mark stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The headline.
    Headline,
    /// The dek.
    Dek,
    /// The dateline.
    Dateline,
    /// A paragraph of the body, from 0.
    Paragraph(usize),
    /// A caption, from 0.
    Caption(usize),
}

impl Field {
    /// Returns the name used in JSON, without the number.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Dek => "dek",
            Self::Dateline => "dateline",
            Self::Paragraph(_) => "body",
            Self::Caption(_) => "caption",
        }
    }
}

/// In which sense a place or country is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Usage {
    /// Something happens there.
    Located,
    /// The name stands for those who act: a government, an army, a team.
    Actor,
    /// The name only describes ("Russian oil", "the Syria talks").
    Modifier,
    /// The story was filed there.
    Dateline,
}

impl Usage {
    /// Returns the name used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Located => "located",
            Self::Actor => "actor",
            Self::Modifier => "modifier",
            Self::Dateline => "dateline",
        }
    }
}

/// One entity at one span of one field, as it was written there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// Which entity is meant.
    pub entity: EntityId,
    /// What kind of thing it is.
    pub kind: EntityKind,
    /// Which text it stands in.
    pub field: Field,
    /// Where in that text, in characters.
    pub span: Range<usize>,
    /// The words as written.
    pub text: String,
    /// In which sense.
    pub usage: Usage,
    /// The role that the text gives a person at this place ("Russian Foreign Minister").
    pub role: Option<String>,
    /// How sure the link is, from 0 to 1.
    pub confidence: f32,
}

#[cfg(test)]
mod tests {
    use super::EntityId;

    #[test]
    fn ancestors_run_from_the_path_to_its_root() {
        let id = EntityId::new("/state/US/government/state-department");
        assert_eq!(
            id.with_ancestors().collect::<Vec<_>>(),
            ["/state/US/government/state-department", "/state/US/government", "/state/US", "/state"]
        );
    }
}
