//! The lexicon with an operator's records beside what is built in, and what it tells importers.

use dateline_model::{Entity, EntityId, EntityKind};

use crate::authority::{self, AuthorityRecord};
use crate::chain;
use crate::data::{self, Nature, PlaceKind, Sources};
use crate::lexicon::{Builder, Entry, Lexicon};
use crate::names::Way;
use crate::tokens::pieces;
use crate::vocab;

impl Lexicon {
    /// Returns the built-in lexicon with an operator's records beside it. What is built in goes first where both know a
    /// name; a record with the identifier of a built-in entry adds its names and roles to it. A record that cannot be
    /// used is left out, and the reason returned with its identifier.
    #[must_use]
    pub fn with_authority<'r>(records: impl Iterator<Item = &'r AuthorityRecord>) -> (Self, Vec<(String, String)>) {
        let mut builder = Builder::new(&Sources::BUILTIN);
        // The tests of this crate read every built-in line.
        for line in data::places(Sources::BUILTIN.places).flatten() {
            builder.place(&line);
        }
        for line in data::actors(Sources::BUILTIN.actors).flatten() {
            let _ = builder.actor(&line);
        }
        builder.finish_states();
        let mut unused = Vec::new();
        for record in records {
            if let Err(reason) = authority::check(record).and_then(|()| builder.record(record)) {
                unused.push((record.id.clone(), reason));
            }
        }
        (builder.lexicon, unused)
    }

    /// Returns every entity, in the order of the data files, the operator's last.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.entries.iter().map(|entry| &entry.entity)
    }

    /// Returns the dated roles of a person as the authority file has them: office, country or body, period.
    #[must_use]
    pub fn roles(&self, id: &str) -> Vec<String> {
        let terms = self.index(id).into_iter().flat_map(|person| self.offices.of(person));
        terms.map(|term| format!("{} of {} {}", term.office, term.holder, term.period)).collect()
    }

    /// Returns the actors that have this full name, and not only this last name.
    pub(crate) fn named_in_full(&self, name: &str) -> Vec<&Entity> {
        let senses = self.senses_named(name).iter().filter(|sense| sense.way == Way::Name);
        let entities = senses.map(|sense| self.entry(sense.entry));
        entities.filter(|entry| matches!(entry.nature, Nature::Actor(_))).map(|entry| &entry.entity).collect()
    }

    /// Says whether a word plays one of these parts.
    pub(crate) fn plays(&self, word: &str, parts: vocab::Parts) -> bool {
        self.words.parts(self.words.find(&dateline_text::fold(word))) & parts != 0
    }

    /// Returns the code of the country of this name.
    pub(crate) fn country_code(&self, name: &str) -> Option<&str> {
        let mut senses = self.senses_named(name).iter().map(|sense| self.entry(sense.entry));
        senses.find(|entry| entry.nature == Nature::Place(PlaceKind::Country))?.entity.country.as_deref()
    }

    /// Returns the identifier of the international body of this name.
    pub(crate) fn body_named(&self, name: &str) -> Option<&str> {
        let mut senses = self.senses_named(name).iter().map(|sense| self.entry(sense.entry));
        senses.find(|entry| entry.nature == Nature::Actor(EntityKind::Igo)).map(|entry| entry.entity.id.as_str())
    }
}

impl Builder {
    /// Adds an operator's record: to the entry of its identifier, or as a new one.
    fn record(&mut self, record: &AuthorityRecord) -> Result<(), String> {
        let entry = match self.lexicon.index(&record.id) {
            Some(known) => {
                let entry = &mut self.lexicon.entries[known as usize];
                if entry.entity.kind != record.kind {
                    return Err(format!(
                        "expected a record of kind `{}`, found `{}`",
                        entry.entity.kind.as_str(),
                        record.kind.as_str()
                    ));
                }
                if record.replaces {
                    entry.entity.label.clone_from(&record.name);
                    entry.entity.country = record.country.clone().or(entry.entity.country.take());
                    entry.countries = entry.entity.country.iter().cloned().collect();
                }
                known
            }
            None => {
                let entity = Entity {
                    id: EntityId::new(&record.id),
                    kind: record.kind,
                    label: record.name.clone(),
                    country: record.country.clone(),
                };
                let countries = record.country.iter().cloned().collect();
                self.add(Entry {
                    entity,
                    nature: Nature::Actor(record.kind),
                    population: 0.0,
                    point: None,
                    parents: Vec::new(),
                    countries,
                })
            }
        };
        for name in std::iter::once(&record.name).chain(&record.aliases) {
            if self.tells_enough(name) {
                self.name(entry, name, Way::Name, false);
            }
        }
        if record.kind == EntityKind::Person && !record.roles.is_empty() {
            let surname = chain::last_name(&record.name, record.country.as_deref());
            let roles = record.roles.join(";");
            let added = self.lexicon.offices.add(entry, surname, &roles);
            added.map_err(|role| format!("expected roles such as `president of RU 2000-2008`, found `{role}`"))?;
        }
        Ok(())
    }

    /// Says whether a name from an operator's list can be looked for in texts. Lists are full of short names; one word
    /// that is also a place, a given name or an ordinary word would be found everywhere.
    fn tells_enough(&self, name: &str) -> bool {
        let mut words = pieces(name);
        let Some((_, first)) = words.next() else { return false };
        if words.next().is_some() {
            return true;
        }
        let short = first.chars().count() < 3;
        let ordinary = self.lexicon.plays(first, !vocab::SURNAME)
            || !first.starts_with(|c: char| c.is_uppercase() || !c.is_lowercase());
        let geographic = self
            .lexicon
            .senses_named(name)
            .iter()
            .any(|sense| matches!(self.lexicon.entry(sense.entry).nature, Nature::Place(_)));
        !short && !ordinary && !geographic
    }
}
