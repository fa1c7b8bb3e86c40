//! Lexicon and gazetteer side by side: what a name may mean, as facts that can be compared.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use dateline_model::{Entity, EntityId, EntityKind};

use crate::data::{Nature, PlaceKind};
use crate::gazetteer::{Feature, Gazetteer, Place, Point, Target};
use crate::lexicon::Lexicon;

/// Stands for no number.
pub(crate) const NONE: u32 = u32::MAX;

/// Everything that places are resolved with: our own list, and a gazetteer.
#[derive(Debug)]
pub struct Atlas<'a> {
    lexicon: Held<'a>,
    pub(crate) gazetteer: Gazetteer,
    /// Facts of the places of the lexicon, by entry.
    own: Vec<Option<Facts>>,
    /// Entries of the lexicon that the gazetteer has too.
    entries: HashMap<Target, u32>,
    /// Entries of the lexicon by division, for those that are no twins.
    abbreviations: HashMap<Box<str>, u32>,
}

/// A sea or region of our own list counts as much as a division of so many inhabitants.
const WELL_KNOWN: f64 = 5_000_000.0;

/// The lexicon of an atlas: lent, or its own.
#[derive(Debug)]
enum Held<'a> {
    Lent(&'a Lexicon),
    Shared(Arc<Lexicon>),
}

/// What a place is, for weights: what kind of thing a name more likely means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// A continent.
    Continent,
    /// A country or territory.
    Country,
    /// The capital of a country.
    Capital,
    /// A first-level division: a state or province.
    State,
    /// A second-level division: a county or district.
    County,
    /// A smaller division.
    District,
    /// The seat of a first-level division.
    Seat,
    /// The seat of a smaller division.
    LocalSeat,
    /// Any other town or village.
    City,
    /// A part of a town.
    Quarter,
    /// Nobody lives there any more.
    Deserted,
    /// A region of any sort.
    Region,
    /// A sea, river or mountain.
    Nature,
    /// A building, airport or base.
    Facility,
}

impl Class {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::Facility as usize + 1;

    /// Returns the level for facets: continent 0, country 1, division 2, all else 3.
    #[must_use]
    pub const fn level(self) -> u8 {
        match self {
            Self::Continent => 0,
            Self::Country => 1,
            Self::State | Self::Region | Self::Nature => 2,
            _ => 3,
        }
    }

    /// A town, village or part of one.
    #[must_use]
    pub const fn is_town(self) -> bool {
        matches!(self, Self::Capital | Self::Seat | Self::LocalSeat | Self::City | Self::Quarter | Self::Deserted)
    }

    /// A town, or something as small.
    pub(crate) const fn is_small(self) -> bool {
        matches!(
            self,
            Self::Capital
                | Self::County
                | Self::District
                | Self::Seat
                | Self::LocalSeat
                | Self::City
                | Self::Quarter
                | Self::Deserted
                | Self::Facility
        )
    }
}

/// What is known of a place, in numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) class: Class,
    pub(crate) point: Option<Point>,
    /// The point as a vector of length one; zero where there is none.
    pub(crate) vector: [f32; 3],
    /// Logarithm to base ten of inhabitants and ten more.
    pub(crate) size: f32,
    /// ISO code of the (first) country; zeros where there is none.
    pub(crate) country: [u8; 2],
    /// First-level division, by its index in the gazetteer; [`NONE`] where there is none.
    pub(crate) state: u32,
    /// Second-level division.
    pub(crate) county: u32,
}

/// A place that a name may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Meaning {
    /// An entry of the lexicon.
    Own(u32),
    /// A place of the gazetteer.
    Other(Target),
}

impl Atlas<'static> {
    /// Returns the atlas of the built-in lexicon and gazetteer.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Atlas<'static>> =
            LazyLock::new(|| Atlas::new(Lexicon::builtin(), Gazetteer::builtin().clone()));
        &BUILTIN
    }

    /// Puts a lexicon that others use too and a gazetteer side by side.
    #[must_use]
    pub fn shared(lexicon: Arc<Lexicon>, gazetteer: Gazetteer) -> Self {
        Self::of(Held::Shared(lexicon), gazetteer)
    }
}

impl<'a> Atlas<'a> {
    /// Puts a lexicon and a gazetteer side by side.
    #[must_use]
    pub fn new(lexicon: &'a Lexicon, gazetteer: Gazetteer) -> Self {
        Self::of(Held::Lent(lexicon), gazetteer)
    }

    fn of(lexicon: Held<'a>, gazetteer: Gazetteer) -> Self {
        let mut this =
            Self { lexicon, own: Vec::new(), entries: HashMap::new(), abbreviations: HashMap::new(), gazetteer };
        this.abbreviations = super::abbreviations::entries(this.lexicon());
        this.own = vec![None; this.lexicon().len()];
        let mut twins: HashMap<u32, Target> = HashMap::new();
        for (target, id) in this.gazetteer.twins() {
            if let Some(entry) = this.lexicon().index(id) {
                this.entries.insert(target, entry);
                twins.insert(entry, target);
            }
        }
        for entry in 0..u32::try_from(this.own.len()).unwrap_or(0) {
            this.own[entry as usize] = this.facts_of_own(entry, twins.get(&entry).copied());
        }
        this
    }

    /// Returns the gazetteer.
    #[must_use]
    pub const fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// Returns the lexicon.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        match &self.lexicon {
            Held::Lent(lexicon) => lexicon,
            Held::Shared(lexicon) => lexicon,
        }
    }

    fn facts_of_own(&self, index: u32, twin: Option<Target>) -> Option<Facts> {
        let entry = self.lexicon().entry(index);
        let Nature::Place(kind) = entry.nature else { return None };
        let id = entry.entity.id.as_str();
        let twin = twin.and_then(|twin| self.facts_of(twin));
        let class = match kind {
            PlaceKind::Continent => Class::Continent,
            PlaceKind::Country => Class::Country,
            PlaceKind::Capital => Class::Capital,
            PlaceKind::Region if twin.is_some_and(|twin| twin.class == Class::State) => Class::State,
            PlaceKind::Region => Class::Region,
            PlaceKind::City => twin.map_or(Class::City, |twin| twin.class),
            PlaceKind::Facility => Class::Facility,
            PlaceKind::Nature => Class::Nature,
        };
        // The point of a town is better known to the gazetteer; what a country or region is, we say ourselves.
        let small = matches!(kind, PlaceKind::Capital | PlaceKind::City);
        let exact = twin.filter(|_| small).and_then(|twin| twin.point);
        // Nobody lives in a sea; it is in our list because the world speaks of it.
        let known = if matches!(class, Class::Nature | Class::Region) { WELL_KNOWN } else { 0.0 };
        let mut facts = Facts::new(class, exact.or(entry.point), entry.population.max(known));
        let code = entry.entity.country.as_deref().filter(|_| !entry.is_of_many());
        if let Some(code) = code.and_then(|code| code.as_bytes().try_into().ok()) {
            facts.country = code;
        }
        let outer = id.rfind('/').map(|cut| &id[..cut]).filter(|outer| outer.matches('/').count() == 3);
        let by_path = |path: &str| self.gazetteer.division_at(path);
        let own_state = if class == Class::State { by_path(id) } else { outer.and_then(by_path) };
        facts.state = own_state.or(twin.map(|twin| twin.state)).unwrap_or(NONE);
        facts.county = twin.map_or(NONE, |twin| twin.county);
        Some(facts)
    }

    fn facts_of(&self, target: Target) -> Option<Facts> {
        match target {
            Target::Division(index) => {
                let division = self.gazetteer.division(index)?;
                let class = match division.level {
                    0 => Class::Country,
                    1 => Class::State,
                    _ => Class::County,
                };
                let mut facts = Facts::new(class, Some(division.point), f64::from(division.population));
                facts.country = division.country;
                facts.state = match division.level {
                    0 => NONE,
                    1 => index,
                    _ => division.parent,
                };
                facts.county = if division.level == 2 { index } else { NONE };
                Some(facts)
            }
            Target::Place(index) => Some(self.facts_of_place(&self.gazetteer.place(index)?)),
        }
    }

    fn facts_of_place(&self, place: &Place) -> Facts {
        let class = match place.feature {
            Feature::City => Class::City,
            Feature::Capital => Class::Capital,
            Feature::Seat => Class::Seat,
            Feature::LocalSeat => Class::LocalSeat,
            Feature::Quarter => Class::Quarter,
            Feature::Deserted => Class::Deserted,
            Feature::District => Class::District,
            Feature::Water | Feature::River | Feature::Terrain => Class::Nature,
            Feature::Island | Feature::Region => Class::Region,
            Feature::Facility => Class::Facility,
        };
        let mut facts = Facts::new(class, Some(place.point), f64::from(place.population));
        if let Some(division) = self.gazetteer.division(place.division) {
            facts.country = division.country;
            (facts.state, facts.county) = match division.level {
                0 => (NONE, NONE),
                1 => (place.division, NONE),
                _ => (division.parent, place.division),
            };
        }
        facts
    }

    /// Returns what is known of a place.
    pub(crate) fn facts(&self, meaning: Meaning) -> Option<Facts> {
        match meaning {
            Meaning::Own(entry) => self.own.get(entry as usize).copied().flatten(),
            Meaning::Other(target) => self.facts_of(target),
        }
    }

    /// Calls `each` with every place of the gazetteer that goes by a name, given as its key; the name is its main
    /// one, or another.
    pub(crate) fn each_named(&self, key: &str, mut each: impl FnMut(Meaning, bool)) {
        self.gazetteer.each_named(key, |posting| {
            let meaning =
                self.entries.get(&posting.target).map_or(Meaning::Other(posting.target), |&entry| Meaning::Own(entry));
            each(meaning, posting.main);
        });
    }

    /// Returns the state that an abbreviation such as `tenn` stands for, given as a key.
    pub(crate) fn abbreviated(&self, key: &str) -> Option<u32> {
        self.abbreviations.get(key).copied()
    }

    /// Says whether one place lies in another.
    pub(crate) fn lies_in(&self, inner: (Meaning, &Facts), outer: (Meaning, &Facts)) -> bool {
        let ((inner, inside), (outer, around)) = (inner, outer);
        if inner == outer {
            return false;
        }
        if let (Meaning::Own(inner), Meaning::Own(outer)) = (inner, outer)
            && self.lexicon().lies_in(inner, outer)
        {
            return true;
        }
        match around.class {
            Class::Country => inside.class != Class::Country && inside.country == around.country,
            Class::State => inside.class != Class::State && around.state != NONE && inside.state == around.state,
            Class::County => inside.class != Class::County && around.county != NONE && inside.county == around.county,
            Class::Continent | Class::Region | Class::Nature => false,
            // `Brooklyn, New York City`.
            _ => inside.class == Class::Quarter && near(&inside.vector, &around.vector, KM_40),
        }
    }

    /// Returns the entity of a place.
    pub(crate) fn entity(&self, meaning: Meaning) -> Option<Entity> {
        match meaning {
            Meaning::Own(entry) => {
                let entry = self.lexicon().entry(entry);
                let country = entry.entity.country.clone().filter(|_| !entry.is_of_many());
                Some(Entity { country, ..entry.entity.clone() })
            }
            Meaning::Other(target) => Some(Entity {
                id: self.gazetteer.id(target)?,
                kind: EntityKind::Place,
                label: self.gazetteer.label(target)?.to_owned(),
                country: self.gazetteer.country(target),
            }),
        }
    }

    /// Returns the identifier of a first-level division.
    pub(crate) fn state_id(&self, state: u32) -> Option<&str> {
        self.gazetteer.path(state)
    }

    /// Returns the entity of an identifier, of the lexicon or of the gazetteer.
    #[must_use]
    pub fn entity_of(&self, id: &str) -> Option<Entity> {
        self.lexicon().entity(id).cloned().or_else(|| self.gazetteer.entity(id))
    }

    /// Returns the division that a place lies in where its identifier does not name it: the state of a town that our own
    /// list has directly under its country. A state that is its city and called like it would be the same twice.
    #[must_use]
    pub fn around(&self, id: &str) -> Option<EntityId> {
        let entry = self.lexicon().index(id)?;
        let facts = self.own.get(entry as usize)?.as_ref()?;
        let state = self.state_id(facts.state).filter(|state| *state != id)?;
        let named = self.lexicon().entity(state).map(|entity| entity.label.as_str());
        let named = named.or_else(|| self.gazetteer.label(Target::Division(facts.state)));
        (named != Some(self.lexicon().entry(entry).entity.label.as_str())).then(|| EntityId::new(state))
    }
}

impl Facts {
    fn new(class: Class, point: Option<Point>, population: f64) -> Self {
        Self {
            class,
            point,
            vector: point.map_or([0.0; 3], Point::vector),
            size: (population + 10.0).log10() as f32,
            country: [0; 2],
            state: NONE,
            county: NONE,
        }
    }
}

/// Cosines of distances on the globe.
pub(crate) const KM_40: f32 = 0.999_980_3;
pub(crate) const KM_100: f32 = 0.999_876_8;
pub(crate) const KM_400: f32 = 0.998_029_7;

/// Says whether two points are at most so far from each other; false where one has none.
pub(crate) fn near(a: &[f32; 3], b: &[f32; 3], cosine: f32) -> bool {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2] >= cosine
}
