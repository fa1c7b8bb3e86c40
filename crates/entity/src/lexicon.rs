//! The names that are known and what they mean.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, LazyLock};

use dateline_model::{Entity, EntityId, EntityKind};
use dateline_text::Stems;

use crate::chain;
use crate::data::{self, ActorLine, Nature, PlaceKind, PlaceLine, Sources};
use crate::error::LexiconError;
use crate::gazetteer::Point;
use crate::names::{Names, NewName, Sense, Way};
use crate::office::Offices;
use crate::vocab;
use crate::words::Words;

/// The known people, organisations and places, and the words that rules look at.
pub struct Lexicon {
    pub(crate) entries: Vec<Entry>,
    ids: HashMap<Box<str>, u32>,
    pub(crate) countries: HashMap<Box<str>, Country>,
    /// Who held which office when.
    pub(crate) offices: Offices,
    /// People whose name many bear.
    pub(crate) common: HashSet<u32>,
    /// The names of everything.
    pub(crate) names: Names,
    /// The words of those names and of the rules.
    pub(crate) words: Words,
}

static BUILTIN: LazyLock<Arc<Lexicon>> = LazyLock::new(|| match Lexicon::parse(&Sources::BUILTIN) {
    Ok(lexicon) => Arc::new(lexicon),
    Err(error) => panic!("the built-in lexicon is wrong: {error}"),
});

/// One entity of the lexicon.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) entity: Entity,
    pub(crate) nature: Nature,
    pub(crate) population: f64,
    /// Where a place lies.
    pub(crate) point: Option<Point>,
    /// The identifiers of what a place lies in, apart from those that its own identifier names.
    pub(crate) parents: Vec<EntityId>,
    /// Every country it belongs to.
    pub(crate) countries: Vec<String>,
}

/// From so many inhabitants on, a region of several countries is no disputed rock.
const PEOPLED: f64 = 100_000.0;

impl Entry {
    /// The Middle East is about none of its countries in particular; disputed islands are about all who claim them.
    pub(crate) fn is_of_many(&self) -> bool {
        self.countries.len() > 3 && self.population > PEOPLED
    }
}

/// The entries that belong to one country.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Country {
    pub(crate) place: Option<u32>,
    pub(crate) state: Option<u32>,
    pub(crate) government: Option<u32>,
}

impl Lexicon {
    /// Returns the lexicon that is built in; the first call takes some hundredths of a second.
    ///
    /// # Panics
    ///
    /// Panics where the built-in files are wrong, which the tests of this crate rule out.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Returns the lexicon that is built in, to be held beside others of the kind.
    ///
    /// # Panics
    ///
    /// As [`Lexicon::builtin`].
    #[must_use]
    pub fn shared() -> Arc<Self> {
        Arc::clone(&BUILTIN)
    }

    /// Reads a lexicon from the contents of its files.
    ///
    /// Every country gets a state (`/state/RU`) and a government (`/state/RU/government`), whether or not the
    /// actors list them.
    ///
    /// # Errors
    ///
    /// Returns the first line that is not as it should be.
    pub fn parse(sources: &Sources<'_>) -> Result<Self, LexiconError> {
        let mut builder = Builder::new(sources);
        for line in data::places(sources.places) {
            builder.place(&line?);
        }
        for line in data::actors(sources.actors) {
            builder.actor(&line?)?;
        }
        builder.finish_states();
        Ok(builder.lexicon)
    }

    /// Returns the entity of an identifier, for example `/EU/BE`, `/state/RU/government` or `/igo/un`.
    #[must_use]
    pub fn entity(&self, id: &str) -> Option<&Entity> {
        self.ids.get(id).map(|&entry| &self.entry(entry).entity)
    }

    /// Returns everything that goes by a name: actors and places, by label, alias, demonym or country code,
    /// however it is capitalised.
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<&Entity> {
        let name = name.trim();
        let mut found: Vec<u32> = Vec::new();
        let mut add = |entry: u32| {
            if !found.contains(&entry) {
                found.push(entry);
            }
        };
        let without_article = name.strip_prefix("the ").or_else(|| name.strip_prefix("The ")).unwrap_or(name);
        for name in [name, without_article] {
            self.names.lookup(name, &self.words).iter().for_each(|sense| add(sense.entry));
        }
        let code = name.to_ascii_uppercase();
        if let Some(country) = self.countries.get(code.as_str()) {
            country.place.into_iter().for_each(&mut add);
        }
        // The names of a state are those of its country.
        for entry in found.clone() {
            let named = self.entry(entry);
            if named.nature == Nature::Place(PlaceKind::Country)
                && let Some(country) = named.entity.country.as_deref().and_then(|code| self.country(code))
            {
                found.extend(country.state);
            }
        }
        found.into_iter().map(|entry| &self.entry(entry).entity).collect()
    }

    /// Returns the number of entries.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Says whether a word means places by their demonyms only: `Iranian`.
    #[must_use]
    pub fn is_demonym(&self, name: &str) -> bool {
        let senses = self.names.lookup(name, &self.words);
        !senses.is_empty() && senses.iter().all(|sense| sense.way == Way::Demonym)
    }

    /// Says whether an identifier is that of a capital.
    #[must_use]
    pub fn is_capital(&self, id: &str) -> bool {
        self.index(id).is_some_and(|entry| self.entry(entry).nature == Nature::Place(PlaceKind::Capital))
    }

    /// Returns the places that lie right inside this one although their identifiers name another: contested places lie in
    /// everything that claims them.
    #[must_use]
    pub fn also_inside(&self, id: &str) -> Vec<&EntityId> {
        let inside = self.entries.iter().filter(|entry| entry.parents.iter().any(|parent| parent.as_str() == id));
        inside.map(|entry| &entry.entity.id).collect()
    }

    pub(crate) fn entry(&self, index: u32) -> &Entry {
        &self.entries[index as usize]
    }

    pub(crate) fn index(&self, id: &str) -> Option<u32> {
        self.ids.get(id).copied()
    }

    pub(crate) fn country(&self, code: &str) -> Option<Country> {
        self.countries.get(code).copied()
    }

    /// Returns everything a place lies in, by its own identifier and by its other parents, without itself.
    pub(crate) fn surroundings(&self, id: &str) -> Vec<EntityId> {
        let mut found: Vec<EntityId> = Vec::new();
        let mut open = vec![EntityId::new(id)];
        while let Some(place) = open.pop() {
            let ancestors = place.with_ancestors().skip(1).map(EntityId::new);
            let entry = self.index(place.as_str()).map(|index| self.entry(index));
            let parents = entry.into_iter().flat_map(|entry| entry.parents.iter().cloned());
            for outer in ancestors.chain(parents) {
                // The file may hold a circle; nothing is visited twice.
                if outer.as_str() != id && !found.contains(&outer) {
                    found.push(outer.clone());
                    open.push(outer);
                }
            }
        }
        found
    }

    /// Says whether one place lies in another.
    pub(crate) fn lies_in(&self, inner: u32, outer: u32) -> bool {
        let (inner, outer) = (self.entry(inner), self.entry(outer));
        if outer.nature == Nature::Place(PlaceKind::Country)
            && outer.entity.country.as_ref().is_some_and(|code| inner.countries.contains(code))
        {
            return inner.entity.id != outer.entity.id;
        }
        self.surroundings(inner.entity.id.as_str()).contains(&outer.entity.id)
    }

    pub(crate) fn senses_named(&self, name: &str) -> &[Sense] {
        self.names.lookup(name, &self.words)
    }
}

impl fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lexicon").field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

/// Puts a lexicon together.
pub(crate) struct Builder {
    pub(crate) lexicon: Lexicon,
    ambiguous: HashSet<String>,
    stems: Stems,
}

impl Builder {
    pub(crate) fn new(sources: &Sources<'_>) -> Self {
        let mut words = Words::default();
        vocab::each_word(|word, parts| {
            words.add(word, parts);
        });
        let mut add_names = |text: &str, parts| {
            for (_, name) in data::lines(text) {
                for part in dateline_text::words(name).map(|word| dateline_text::fold(word.text)) {
                    if part.chars().count() > 2 || !name.contains(['-', ' ']) {
                        words.add(&part, parts);
                    }
                }
            }
        };
        add_names(sources.given_names, vocab::GIVEN);
        add_names(sources.surnames, vocab::SURNAME);
        let ambiguous = data::lines(sources.ambiguous).map(|(_, name)| name.trim().to_owned()).collect();
        let lexicon = Lexicon {
            entries: Vec::new(),
            ids: HashMap::new(),
            countries: HashMap::new(),
            offices: Offices::default(),
            common: HashSet::new(),
            names: Names::default(),
            words,
        };
        Self { lexicon, ambiguous, stems: Stems::default() }
    }

    pub(crate) fn add(&mut self, entry: Entry) -> u32 {
        let index = u32::try_from(self.lexicon.entries.len()).unwrap_or(u32::MAX);
        self.lexicon.ids.insert(entry.entity.id.as_str().into(), index);
        self.lexicon.entries.push(entry);
        index
    }

    pub(crate) fn name(&mut self, entry: u32, name: &str, way: Way, exact: bool) {
        let is_place = matches!(self.lexicon.entry(entry).nature, Nature::Place(_));
        let needs_cue = is_place && self.ambiguous.contains(name);
        self.lexicon.names.add(
            NewName { name, entry, way, exact, needs_cue },
            &mut self.lexicon.words,
            &mut self.stems,
        );
    }

    pub(crate) fn place(&mut self, line: &PlaceLine<'_>) {
        let countries: Vec<String> = data::list(line.countries).map(str::to_owned).collect();
        let entity = Entity {
            id: EntityId::new(line.id),
            kind: EntityKind::Place,
            label: line.label.to_owned(),
            country: countries.first().cloned(),
        };
        let parents = data::list(line.parents)
            .map(EntityId::new)
            .filter(|parent| !entity.id.with_ancestors().any(|own| own == parent.as_str()))
            .collect();
        let nature = Nature::Place(line.kind);
        let code = countries.first().cloned();
        let entry =
            self.add(Entry { entity, nature, population: line.population, point: line.point, parents, countries });
        if line.kind == PlaceKind::Country
            && let Some(code) = code
        {
            self.lexicon.countries.entry(code.into()).or_default().place = Some(entry);
        }
        for name in names_of(line.label, line.aliases) {
            self.name(entry, name, Way::Name, false);
        }
        for demonym in data::list(line.demonyms) {
            self.name(entry, demonym, Way::Demonym, false);
        }
    }

    pub(crate) fn actor(&mut self, line: &ActorLine<'_>) -> Result<(), LexiconError> {
        let kind = match line.nature {
            Nature::Actor(kind) => kind,
            Nature::State | Nature::Place(_) => EntityKind::State,
        };
        let countries: Vec<String> = data::list(line.country).map(str::to_owned).collect();
        let entity = Entity {
            id: EntityId::new(line.id),
            kind,
            label: line.label.to_owned(),
            country: countries.first().cloned(),
        };
        let entry = self.add(Entry {
            entity,
            nature: line.nature,
            population: 0.0,
            point: None,
            parents: Vec::new(),
            countries,
        });
        // Whether a country acts or is where things happen is decided where its name stands: the names of a
        // state are names of the country.
        let mut named = entry;
        if line.nature == Nature::State
            && let Some(place) = self.lexicon.country(line.country).and_then(|country| country.place)
        {
            named = place;
        }
        for name in names_of(line.label, line.aliases) {
            self.name(named, name, Way::Name, line.case && named == entry);
        }
        if line.cue {
            self.lexicon.common.insert(entry);
        }
        if line.surname
            && let Some(last) = line.label.rsplit([' ', '-']).next()
        {
            self.name(entry, last, Way::Surname, line.case);
        }
        let surname = chain::last_name(line.label, data::list(line.country).next());
        self.lexicon.offices.add(entry, surname, line.roles).map_err(|role| LexiconError {
            file: "actors.tsv",
            line: line.line,
            expected: "roles such as `president of RU 2000-2008`",
            found: role.to_owned(),
        })
    }
}

/// Returns the label and aliases; an article in front is dropped where the name stands without it as well, or
/// has several words (`the Kremlin`, `The New York Times`, but `The Hague` and `the Amazon`).
fn names_of<'a>(label: &'a str, aliases: &'a str) -> impl Iterator<Item = &'a str> {
    let all = move || std::iter::once(label).chain(data::list(aliases));
    all().map(move |name| {
        let rest = name.strip_prefix("the ").or_else(|| name.strip_prefix("The "));
        rest.filter(|rest| rest.contains(' ') || all().any(|other| other == *rest)).unwrap_or(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_lexicon_is_sound() {
        let lexicon = Lexicon::builtin();
        assert!(lexicon.entries.len() > 8_000);
        assert_eq!(lexicon.ids.len(), lexicon.entries.len(), "every id once");
        for entry in &lexicon.entries {
            for parent in &entry.parents {
                assert!(lexicon.entity(parent.as_str()).is_some(), "{} lies in {parent}", entry.entity.id);
            }
            if let Nature::Place(_) = entry.nature {
                for ancestor in entry.entity.id.with_ancestors() {
                    assert!(lexicon.entity(ancestor).is_some(), "{} has {ancestor}", entry.entity.id);
                }
            }
        }
    }

    #[test]
    fn ids_give_entities_and_so_do_their_ancestors() {
        let lexicon = Lexicon::builtin();
        for (id, label) in [
            ("/EU/BE", "Belgium"),
            ("/EU", "Europe"),
            ("/state/RU", "Russia"),
            ("/igo/un", "United Nations"),
            ("/person/RU/sergei-lavrov", "Sergei Lavrov"),
        ] {
            assert_eq!(lexicon.entity(id).map(|entity| entity.label.as_str()), Some(label), "{id}");
        }
        assert!(lexicon.entity("/state/VA/government").is_some());
        assert!(lexicon.entity("/nowhere").is_none());
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        let lexicon = Lexicon::builtin();
        let ids = |name: &str| lexicon.named(name).into_iter().map(|found| found.id.to_string()).collect::<Vec<_>>();
        for (name, id) in [
            ("RU", "/EU/RU"),
            ("russia", "/EU/RU"),
            ("Russia", "/state/RU"),
            ("Russian", "/EU/RU"),
            ("the hezbollah", "/armed-group/LB/hezbollah"),
            ("State Department", "/state/US/government/state-department"),
            ("geneva", "/EU/CH/geneva"),
            ("UN", "/igo/un"),
            ("Lavrov", "/person/RU/sergei-lavrov"),
        ] {
            assert!(ids(name).iter().any(|found| found == id), "{name}: {:?}", ids(name));
        }
        assert!(ids("no such name").is_empty());
    }
}
