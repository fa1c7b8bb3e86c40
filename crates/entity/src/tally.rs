//! Mentions added up to the facets of one article: actors, places, countries involved.

use std::collections::HashMap;

use dateline_model::{EntityId, EntityKind, Field, Mention, Usage};
use serde::{Deserialize, Serialize};

use crate::data::{Nature, PlaceKind};
use crate::lexicon::Lexicon;
use crate::role::{self, is_office_of_state};
use crate::slug;

/// Who and where: the facets of one article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facets {
    /// Who acts, the most salient first.
    pub actors: Vec<ActorTally>,
    /// Where it happens or was filed, the most salient first. Places that only stand for those who act, or only
    /// describe, are not among them.
    pub places: Vec<PlaceTally>,
    /// ISO codes of the countries involved in any sense, the most often mentioned first.
    pub countries: Vec<String>,
    /// Those of the countries that the article is about, by the rule of [`Facets::about`].
    pub main_countries: Vec<String>,
}

/// How often, and how prominently, an actor is mentioned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorTally {
    /// Which actor.
    pub id: EntityId,
    /// What kind of thing it is.
    pub kind: EntityKind,
    /// The first role that the text gives a person, as printed. It held when the article was published.
    pub role: Option<String>,
    /// ISO code of the country that the role names: `FR` for "French president".
    pub role_country: Option<String>,
    /// How many mentions there are.
    pub count: u32,
    /// Mentioned in the headline.
    pub in_headline: bool,
    /// Mentioned in the first paragraph.
    pub in_lede: bool,
}

/// How often a place is named as the scene.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceTally {
    /// Which place.
    pub id: EntityId,
    /// ISO code of its country, where it has one.
    pub country: Option<String>,
    /// [`Usage::Dateline`] where the story was filed there, else [`Usage::Located`].
    pub usage: Usage,
    /// How many mentions as scene or dateline there are.
    pub count: u32,
    /// Mentioned in the headline.
    pub in_headline: bool,
    /// Mentioned in the first paragraph.
    pub in_lede: bool,
    /// Everything it lies in, apart from what its own identifier names: the Golan Heights lie in two countries.
    pub within: Vec<EntityId>,
}

/// The folder of places that only the text tells of.
const PROVISIONAL: &str = "/place/";

/// How salient something is: headline, then lede, then count, then first position.
#[derive(Clone, Copy, Debug, Default)]
struct Salience {
    headline: bool,
    lede: bool,
    count: u32,
    first: usize,
}

impl Salience {
    fn add(&mut self, field: Field, position: usize) {
        if self.count == 0 {
            self.first = position;
        }
        self.count += 1;
        self.headline |= field == Field::Headline;
        self.lede |= field == Field::Paragraph(0);
    }

    /// The rule of [`Facets::about`].
    const fn is_about(self) -> bool {
        self.headline || self.lede && self.count >= 2 || self.count >= 3
    }

    const fn with(self, other: Self) -> Self {
        Self {
            headline: self.headline || other.headline,
            lede: self.lede || other.lede,
            count: self.count + other.count,
            first: self.first,
        }
    }

    fn key(&self) -> impl Ord + use<> {
        (!self.headline, !self.lede, u32::MAX - self.count, self.first)
    }
}

/// Adds up the mentions of one article.
#[must_use]
pub fn tally(mentions: &[Mention], lexicon: &Lexicon) -> Facets {
    let mut actors: HashMap<&EntityId, (Salience, EntityKind, Option<&str>)> = HashMap::new();
    let mut places: HashMap<&EntityId, (Salience, Usage)> = HashMap::new();
    let mut countries: HashMap<String, Salience> = HashMap::new();
    for (position, mention) in mentions.iter().enumerate() {
        for (order, code) in countries_of(mention, lexicon).into_iter().enumerate() {
            countries.entry(code).or_default().add(mention.field, position * 16 + order);
        }
        if mention.kind.is_actor() {
            let (salience, _, role) =
                actors.entry(&mention.entity).or_insert((Salience::default(), mention.kind, None));
            salience.add(mention.field, position);
            *role = role.or(mention.role.as_deref());
        } else if matches!(mention.usage, Usage::Located | Usage::Dateline) {
            let (salience, usage) = places.entry(&mention.entity).or_insert((Salience::default(), mention.usage));
            salience.add(mention.field, position);
            if mention.usage == Usage::Dateline {
                *usage = Usage::Dateline;
            }
        }
    }
    let mut actors: Vec<_> = actors.into_iter().collect();
    actors.sort_by_key(|(_, (salience, ..))| salience.key());
    let mut places: Vec<_> = places.into_iter().collect();
    places.sort_by_key(|(_, (salience, _))| salience.key());
    let mut countries: Vec<_> = countries.into_iter().collect();
    countries.sort_by_cached_key(|(code, salience)| (u32::MAX - salience.count, salience.first, code.clone()));
    Facets {
        actors: actors
            .into_iter()
            .map(|(id, (salience, kind, role))| ActorTally {
                id: id.clone(),
                kind,
                role_country: role.and_then(|role| role::country_of(role, lexicon)),
                role: role.map(str::to_owned),
                count: salience.count,
                in_headline: salience.headline,
                in_lede: salience.lede,
            })
            .collect(),
        places: places.into_iter().map(|(id, (salience, usage))| place_tally(id, usage, salience, lexicon)).collect(),
        main_countries: countries
            .iter()
            .filter(|(_, salience)| salience.is_about())
            .map(|(code, _)| code.clone())
            .collect(),
        countries: countries.into_iter().map(|(code, _)| code).collect(),
    }
}

fn place_tally(id: &EntityId, usage: Usage, salience: Salience, lexicon: &Lexicon) -> PlaceTally {
    let own: Vec<&str> = id.with_ancestors().collect();
    let mut within = lexicon.surroundings(id.as_str());
    within.retain(|outer| !own.contains(&outer.as_str()));
    let known = lexicon.entity(id.as_str());
    let country = known.map_or_else(|| country_in(id).map(str::to_owned), |entity| entity.country.clone());
    PlaceTally {
        id: id.clone(),
        country,
        usage,
        count: salience.count,
        in_headline: salience.headline,
        in_lede: salience.lede,
        within,
    }
}

/// Returns the countries that a mention involves. The home of a company, paper or charity is not involved
/// because it is mentioned: else Reuters would put the United Kingdom into every story.
fn countries_of(mention: &Mention, lexicon: &Lexicon) -> Vec<String> {
    let homeless = matches!(
        mention.kind,
        EntityKind::Company | EntityKind::Media | EntityKind::Ngo | EntityKind::Organisation | EntityKind::Igo
    );
    // A person brings their country along only as one who acts for it: the head of an international body does not.
    let private = mention.kind == EntityKind::Person && !mention.role.as_deref().is_some_and(is_office_of_state);
    if homeless || private {
        return Vec::new();
    }
    let office = mention.role.as_deref().filter(|_| mention.kind == EntityKind::Person);
    if let Some(code) = office.and_then(|role| role::country_of(role, lexicon)) {
        return vec![code];
    }
    match lexicon.index(mention.entity.as_str()).map(|index| lexicon.entry(index)) {
        Some(entry) if entry.nature == Nature::Place(PlaceKind::Nature) => Vec::new(),
        Some(entry) if entry.is_of_many() => Vec::new(),
        Some(entry) => entry.countries.clone(),
        None => country_in(&mention.entity).map(str::to_owned).into_iter().collect(),
    }
}

/// Returns the country code in the identifier of an actor.
fn country_in(id: &EntityId) -> Option<&str> {
    let code = id.as_str().split('/').nth(2)?;
    (code.len() == 2 && code != slug::NOWHERE && code.bytes().all(|b| b.is_ascii_uppercase())).then_some(code)
}

impl Facets {
    /// Returns the terms under which the article is found by actor: the identifiers and their meaningful
    /// ancestors, each once.
    ///
    /// `/state/US/government/state-department` is also found under `/state/US/government` and `/state/US`, but not
    /// under `/state`, which is a folder. A person to whom the text gives an office of state ("Russian
    /// Foreign Minister") is also found under the government of the country.
    #[must_use]
    pub fn actor_terms(&self) -> Vec<String> {
        let mut terms = Terms::default();
        for actor in &self.actors {
            actor.terms().iter().for_each(|term| terms.add(term, Salience::default()));
        }
        terms.into_list()
    }

    /// Returns the terms under which the article is found by place: the identifiers and everything the places
    /// lie in, countries and continents included, each once.
    #[must_use]
    pub fn place_terms(&self) -> Vec<String> {
        let mut terms = Terms::default();
        for place in &self.places {
            place.terms().for_each(|term| terms.add(term, Salience::default()));
        }
        terms.into_list()
    }

    /// Returns the actors, places and countries that the article is about, and not only names.
    ///
    /// Something is what an article is about if it stands in the headline, or in the lede and at least once more, or
    /// at least three times. What stands under a term counts for it: three bodies of one state, or three towns of one
    /// country, each named once, make the article one about that state or country. Continents are never what an
    /// article is about because of their countries.
    #[must_use]
    pub fn about(&self) -> About {
        let (mut actors, mut places) = (Terms::default(), Terms::default());
        for actor in &self.actors {
            let salience = Salience {
                headline: actor.in_headline,
                lede: actor.in_lede,
                count: actor.count,
                ..Salience::default()
            };
            actor.terms().iter().for_each(|term| actors.add(term, salience));
        }
        for place in &self.places {
            let salience = Salience {
                headline: place.in_headline,
                lede: place.in_lede,
                count: place.count,
                ..Salience::default()
            };
            let is_wide = |term: &&str| term.matches('/').count() < 2 && *term != place.id.as_str();
            place.terms().filter(|term| !is_wide(term)).for_each(|term| places.add(term, salience));
        }
        About { actors: actors.about(), places: places.about(), countries: self.main_countries.clone() }
    }
}

/// What an article is about: identifiers of actors and places with their ancestors, and country codes, as terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Terms as of [`Facets::actor_terms`], the most salient actor first.
    pub actors: Vec<String>,
    /// Terms as of [`Facets::place_terms`].
    pub places: Vec<String>,
    /// ISO codes.
    pub countries: Vec<String>,
}

impl About {
    /// Returns identifiers of actors and places, each once.
    #[must_use]
    pub fn into_terms(self) -> Vec<String> {
        let Self { mut actors, places, .. } = self;
        actors.extend(places);
        actors
    }
}

impl ActorTally {
    /// The identifier, its meaningful ancestors, and the government for which a person acts.
    fn terms(&self) -> Vec<String> {
        let mut terms: Vec<String> =
            self.id.with_ancestors().filter(|term| is_actor(term)).map(str::to_owned).collect();
        let role = self.role.as_deref().filter(|_| self.kind == EntityKind::Person);
        let country = self.role_country.as_deref().or_else(|| country_in(&self.id));
        if let Some(code) = role.filter(|role| is_office_of_state(role)).and(country) {
            terms.push(format!("/state/{code}/government"));
            terms.push(format!("/state/{code}"));
        }
        terms
    }
}

impl PlaceTally {
    fn terms(&self) -> impl Iterator<Item = &str> {
        // What a provisional place lies in is not known.
        let known = if self.id.as_str().starts_with(PROVISIONAL) { 1 } else { usize::MAX };
        self.id.with_ancestors().take(known).chain(self.within.iter().map(EntityId::as_str))
    }
}

/// Terms in the order of their first mention, each once, with the salience of all that stands under them.
#[derive(Default)]
struct Terms {
    list: Vec<(String, Salience)>,
    seen: HashMap<String, usize>,
}

impl Terms {
    fn add(&mut self, term: &str, salience: Salience) {
        if let Some(&at) = self.seen.get(term) {
            self.list[at].1 = self.list[at].1.with(salience);
        } else {
            self.seen.insert(term.to_owned(), self.list.len());
            self.list.push((term.to_owned(), salience));
        }
    }

    fn into_list(self) -> Vec<String> {
        self.list.into_iter().map(|(term, _)| term).collect()
    }

    fn about(self) -> Vec<String> {
        self.list.into_iter().filter(|(_, salience)| salience.is_about()).map(|(term, _)| term).collect()
    }
}

/// Tells actors from the folders that only sort them.
fn is_actor(id: &str) -> bool {
    let parts: Vec<&str> = id.split('/').skip(1).collect();
    match parts[..] {
        ["state", _, "ministry" | "court" | "agency" | "subnational"] => false,
        ["state", _, ..] | ["igo" | "ngo", _, ..] => true,
        [_, _, _, ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise;
    use crate::testing::{article, lexicon};

    fn facets(headline: &str, paragraphs: &[&str]) -> Facets {
        tally(&recognise(&article(headline, paragraphs), lexicon()).mentions, lexicon())
    }

    #[test]
    fn actors_come_by_salience() {
        let facets = facets(
            "Lavrov opens talks",
            &[
                "The United Nations said that Hezbollah was invited.",
                "Hezbollah and Hamas agreed. Hamas left. Hamas slept.",
            ],
        );
        let found: Vec<(&str, u32, bool, bool)> = facets
            .actors
            .iter()
            .map(|actor| (actor.id.as_str(), actor.count, actor.in_headline, actor.in_lede))
            .collect();
        assert_eq!(
            found,
            [
                ("/person/RU/sergei-lavrov", 1, true, false),
                ("/armed-group/LB/hezbollah", 2, false, true),
                ("/igo/un", 1, false, true),
                ("/armed-group/PS/hamas", 3, false, false),
            ]
        );
    }

    #[test]
    fn only_scenes_are_places() {
        let facets =
            facets("", &["Moscow rejected it. Fighting near the Golan Heights spread to Beirut. Iranian oil."]);
        let places: Vec<&str> = facets.places.iter().map(|place| place.id.as_str()).collect();
        assert_eq!(places, ["/AS/SY/golan-heights", "/AS/LB/beirut"]);
        assert_eq!(facets.countries, ["RU", "SY", "IL", "LB", "IR"]);
        assert_eq!(
            facets.place_terms(),
            ["/AS/SY/golan-heights", "/AS/SY", "/AS", "/AS/IL", "/AS/LB/beirut", "/AS/LB"]
        );
    }

    #[test]
    fn an_article_is_about_what_is_salient_in_it() {
        let facets = facets(
            "Lavrov opens talks",
            &[
                "Hezbollah was invited, the United Nations said.",
                "Hezbollah agreed. Hamas did not. Bombs fell in Aleppo, and Iran called Russia.",
                "The Syrian parliament met. The Syrian army left Homs and came to Hama. Iran and Iranian papers said so.",
            ],
        );
        let about = facets.about();
        assert_eq!(about.actors.first().map(String::as_str), Some("/person/RU/sergei-lavrov"), "the headline");
        assert!(about.actors.iter().any(|term| term == "/armed-group/LB/hezbollah"), "lede and once more");
        assert!(!about.actors.iter().any(|term| term == "/igo/un"), "once in the lede is not enough");
        assert_eq!(about.places, ["/AS/SY"], "three towns make their country, but not their continent");
        assert!(about.countries.contains(&"IR".to_owned()) && about.countries.contains(&"SY".to_owned()));
    }

    #[test]
    fn folders_are_no_terms() {
        for (text, expected) in [
            (
                "The US State Department closed.",
                vec!["/state/US/government/state-department", "/state/US/government", "/state/US"],
            ),
            ("Hezbollah left.", vec!["/armed-group/LB/hezbollah"]),
            ("The European Commission met.", vec!["/igo/eu/commission", "/igo/eu"]),
        ] {
            assert_eq!(facets("", &[text]).actor_terms(), expected, "{text}");
        }
    }

    #[test]
    fn an_office_of_state_counts_for_the_government() {
        for (text, government) in [
            ("Russian Foreign Minister Sergei Lavrov spoke.", true),
            ("Sergei Lavrov spoke.", false),
            ("The former Russian president Dmitry Medvedev spoke.", false),
            ("Opposition leader Benjamin Netanyahu spoke.", false),
            ("Prime Minister Benjamin Netanyahu spoke.", true),
            ("Ukrainian Finance Minister Natalie Holt spoke.", true),
        ] {
            let terms = facets("", &[text]).actor_terms();
            let found = terms.iter().any(|term| term.ends_with("/government"));
            assert_eq!(found, government, "{text}: {terms:?}");
        }
    }
}
