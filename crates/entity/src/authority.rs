//! The operator's own authority records: actors beside those that are built in, and how they join them.

use std::collections::BTreeMap;

use dateline_model::{Entity, EntityId, EntityKind};
use serde::{Deserialize, Serialize};

use crate::lexicon::Lexicon;
use crate::slug;

/// The most names that one record may have; more are left out. The longest lists of aliases in use have some hundred.
pub(crate) const MOST_NAMES: usize = 256;

/// The longest name, in bytes.
pub(crate) const LONGEST_NAME: usize = 200;

/// The most dated roles of one record.
pub(crate) const MOST_ROLES: usize = 256;

/// An actor as an operator's source has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityRecord {
    /// Identifier, such as `/person/AR/nilda-garre`.
    pub id: String,
    /// What kind of actor it is.
    pub kind: EntityKind,
    /// The name to show.
    pub name: String,
    /// Other names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// ISO 3166-1 alpha-2 code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Dated roles as the built-in file has them: `president of RU 2000.05.07-2008.05.07`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Name and country go before those of a built-in entry with this identifier.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replaces: bool,
}

/// What became of a record that joined a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// There was none of this identifier.
    Added,
    /// Another of this identifier got names or roles by it.
    Extended,
    /// Everything in it was known.
    Known,
}

/// All records of one archive, by identifier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authority {
    records: BTreeMap<String, AuthorityRecord>,
}

impl Authority {
    /// Adds a record. Names and roles of one that is there already are kept, and new ones added: reading the same
    /// source again changes nothing.
    pub fn join(&mut self, record: AuthorityRecord) -> Joined {
        use std::collections::btree_map::Entry;
        match self.records.entry(record.id.clone()) {
            Entry::Vacant(place) => {
                place.insert(record);
                Joined::Added
            }
            Entry::Occupied(mut place) => {
                let known = place.get_mut();
                let before = known.clone();
                for name in std::iter::once(record.name).chain(record.aliases) {
                    if name != known.name && !known.aliases.contains(&name) && known.aliases.len() < MOST_NAMES {
                        known.aliases.push(name);
                    }
                }
                for role in record.roles {
                    if !known.roles.contains(&role) && known.roles.len() < MOST_ROLES {
                        known.roles.push(role);
                    }
                }
                known.country = known.country.take().or(record.country);
                known.replaces |= record.replaces;
                if *known == before { Joined::Known } else { Joined::Extended }
            }
        }
    }

    /// Returns the records in the order of their identifiers.
    pub fn records(&self) -> impl ExactSizeIterator<Item = &AuthorityRecord> {
        self.records.values()
    }

    /// Returns the record of an identifier.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&AuthorityRecord> {
        self.records.get(id)
    }

    /// Says whether there are no records.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

/// An actor as an importer reads it, before it has an identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) kind: EntityKind,
    pub(crate) names: Vec<String>,
    pub(crate) country: Option<String>,
    pub(crate) roles: Vec<String>,
}

impl Draft {
    /// Makes the record: the identifier is that of a built-in entry of the same kind and name, else made from kind,
    /// country and first name as the recogniser makes those of unknown names. So both stay the same on the next
    /// import, and mentions found before the import are found under it. `None` where no name has a letter.
    pub(crate) fn record(self, lexicon: &Lexicon) -> Option<AuthorityRecord> {
        let mut names: Vec<String> = Vec::new();
        for name in self.names {
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            let fits = name.len() <= LONGEST_NAME && name.chars().any(char::is_alphabetic);
            if fits && !names.contains(&name) && names.len() < MOST_NAMES {
                names.push(name);
            }
        }
        let known = names.iter().find_map(|name| builtin(lexicon, name, self.kind, self.country.as_deref()));
        let name = names.first()?.clone();
        let id = match known {
            Some(entity) => entity.id.as_str().to_owned(),
            None => id(self.kind, self.country.as_deref(), &name)?,
        };
        let country = self.country.or_else(|| known.and_then(|entity| entity.country.clone()));
        names.remove(0);
        let roles = self.roles.into_iter().take(MOST_ROLES).collect();
        Some(AuthorityRecord { id, kind: self.kind, name, aliases: names, country, roles, replaces: false })
    }
}

/// Returns the built-in entry of this kind and name; of another country it is another actor.
fn builtin<'a>(lexicon: &'a Lexicon, name: &str, kind: EntityKind, country: Option<&str>) -> Option<&'a Entity> {
    // A last name alone says nothing, and is no name of an organisation.
    let found = lexicon.named_in_full(name);
    let mut of_kind = found.into_iter().filter(|entity| entity.kind == kind && !is_state_itself(entity));
    of_kind.find(|entity| match (country, entity.country.as_deref()) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    })
}

fn is_state_itself(entity: &Entity) -> bool {
    entity.kind == EntityKind::State && entity.id.as_str().matches('/').count() == 2
}

/// Returns the identifier of an actor: `/person/AR/nilda-garre`, `/igo/oecs`.
fn id(kind: EntityKind, country: Option<&str>, name: &str) -> Option<String> {
    let slug = slug::of(name)?;
    let home = country.unwrap_or(slug::NOWHERE);
    Some(match kind {
        EntityKind::Igo => format!("/igo/{slug}"),
        EntityKind::Ngo => format!("/ngo/{slug}"),
        EntityKind::State => format!("/state/{home}/{slug}"),
        EntityKind::Organisation => format!("/org/{home}/{slug}"),
        EntityKind::Place => return None,
        kind => format!("/{}/{home}/{slug}", kind.as_str()),
    })
}

/// What is wrong with a record of the kept file, in words of the form "expected .., found ..".
///
/// # Errors
///
/// Returns the message.
pub(crate) fn check(record: &AuthorityRecord) -> Result<(), String> {
    let id = &record.id;
    let good = id.len() > 2 && id.starts_with('/') && !id.ends_with('/') && !id.contains("//");
    if !good || EntityId::new(id).as_str() != id {
        return Err(format!("expected an id such as `/igo/un`, found `{id}`"));
    }
    if record.kind == EntityKind::Place {
        return Err("expected a kind of actor, found `place`".to_owned());
    }
    if !record.name.chars().any(char::is_alphabetic) || record.name.len() > LONGEST_NAME {
        return Err(format!("expected a name of at most {LONGEST_NAME} bytes, found `{}`", record.name));
    }
    if let Some(code) = record.country.as_deref().filter(|code| !is_country_code(code)) {
        return Err(format!("expected an ISO country code, found `{code}`"));
    }
    Ok(())
}

pub(crate) fn is_country_code(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())
}

impl Authority {
    /// Returns the records that go by a name, or have it as identifier.
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<&AuthorityRecord> {
        let wanted = dateline_text::fold_name(name);
        let named = |record: &&AuthorityRecord| {
            let mut names = std::iter::once(&record.name).chain(&record.aliases);
            record.id == name || names.any(|own| dateline_text::fold_name(own) == wanted)
        };
        self.records().filter(named).collect()
    }

    /// Reads records as [`Authority::write`] writes them. A line that is none is told with its number.
    ///
    /// # Errors
    ///
    /// Returns the first such line as "line 3: ..".
    pub fn read(text: &[u8]) -> Result<Self, String> {
        let mut authority = Self::default();
        for (number, line) in (1..).zip(text.split(|&byte| byte == b'\n')) {
            if line.trim_ascii().is_empty() {
                continue;
            }
            let record: AuthorityRecord =
                serde_json::from_slice(line).map_err(|error| format!("line {number}: {error}"))?;
            check(&record).map_err(|reason| format!("line {number}: {reason}"))?;
            authority.join(record);
        }
        Ok(authority)
    }

    /// Writes the records, one JSON object a line, in the order of their identifiers.
    ///
    /// # Errors
    ///
    /// Fails where the output refuses.
    pub fn write(&self, out: &mut dyn std::io::Write) -> std::io::Result<()> {
        for record in self.records() {
            serde_json::to_writer(&mut *out, record)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(kind: EntityKind, name: &str, country: Option<&str>) -> Draft {
        Draft { kind, names: vec![name.to_owned()], country: country.map(str::to_owned), roles: Vec::new() }
    }

    #[test]
    fn identifiers_are_those_of_the_lexicon_and_of_unknown_names() {
        let lexicon = Lexicon::builtin();
        for (kind, name, country, expected) in [
            (EntityKind::ArmedGroup, "Hizbollah", Some("LB"), "/armed-group/LB/hezbollah"),
            (EntityKind::Person, "SERGEI LAVROV", Some("RU"), "/person/RU/sergei-lavrov"),
            (EntityKind::Person, "Sergei Lavrov", Some("US"), "/person/US/sergei-lavrov"),
            (EntityKind::Person, "Lavrov", Some("RU"), "/person/RU/lavrov"),
            (EntityKind::Company, "Greyfell  Mining", None, "/company/xx/greyfell-mining"),
            (EntityKind::Ngo, "Greyfell Aid", Some("GB"), "/ngo/greyfell-aid"),
        ] {
            let record = draft(kind, name, country).record(lexicon).unwrap();
            assert_eq!(record.id, expected, "{name}");
        }
        assert!(draft(EntityKind::Person, "…", None).record(lexicon).is_none());
    }

    #[test]
    fn an_operators_records_stand_beside_the_built_in_ones() {
        let text = br#"{"id":"/armed-group/LB/hezbollah","kind":"armed-group","name":"Hezbollah","aliases":["Party of Greyfell"]}
{"id":"/person/FR/marisol-greyfell","kind":"person","name":"Marisol Greyfell","country":"FR","roles":["president of FR 1890-1895"]}
{"id":"/ngo/today","kind":"ngo","name":"Today"}
{"id":"/igo/un","kind":"company","name":"UN"}
"#;
        let authority = Authority::read(text).unwrap();
        let mut written = Vec::new();
        authority.write(&mut written).unwrap();
        assert_eq!(Authority::read(&written).unwrap(), authority);
        let (lexicon, unused) = Lexicon::with_authority(authority.records());
        assert_eq!(unused.len(), 1, "{unused:?}");
        let story = crate::testing::article("", &["The Party of Greyfell met Marisol Greyfell. Today the UN met."]);
        let found = crate::testing::ids(&crate::recognise(&story, &lexicon));
        assert_eq!(found, ["/armed-group/LB/hezbollah", "/person/FR/marisol-greyfell", "/igo/un"]);
        assert_eq!(lexicon.roles("/person/FR/marisol-greyfell"), ["president of FR 1890-1895"]);
        assert!(Authority::read(b"{\"id\":\"x\"}").unwrap_err().starts_with("line 1: "));
    }

    #[test]
    fn joining_twice_changes_nothing() {
        let record = |aliases: &[&str]| AuthorityRecord {
            id: "/igo/x".to_owned(),
            kind: EntityKind::Igo,
            name: "X".to_owned(),
            aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
            country: None,
            roles: Vec::new(),
            replaces: false,
        };
        let mut authority = Authority::default();
        assert_eq!(authority.join(record(&["Y"])), Joined::Added);
        assert_eq!(authority.join(record(&["Y"])), Joined::Known);
        assert_eq!(authority.join(record(&["Z"])), Joined::Extended);
        assert_eq!(authority.get("/igo/x").unwrap().aliases, ["Y", "Z"]);
    }
}
