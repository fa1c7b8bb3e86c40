//! Mentions added up to the facets of one article: actors, places, countries involved.

use std::collections::{BTreeSet, HashMap};

use dateline_model::{EntityId, EntityKind, Field, Mention, Usage};
use serde::{Deserialize, Serialize};

use crate::data::{Nature, PlaceKind};
use crate::lexicon::Lexicon;
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
}

/// How often, and how prominently, an actor is mentioned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorTally {
    /// Which actor.
    pub id: EntityId,
    /// What kind of thing it is.
    pub kind: EntityKind,
    /// The first role that the text gives a person, as printed.
    pub role: Option<String>,
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
                role: role.map(str::to_owned),
                count: salience.count,
                in_headline: salience.headline,
                in_lede: salience.lede,
            })
            .collect(),
        places: places
            .into_iter()
            .map(|(id, (salience, usage))| place_tally(id, usage, salience.count, lexicon))
            .collect(),
        countries: countries.into_iter().map(|(code, _)| code).collect(),
    }
}

fn place_tally(id: &EntityId, usage: Usage, count: u32, lexicon: &Lexicon) -> PlaceTally {
    let own: Vec<&str> = id.with_ancestors().collect();
    let mut within = lexicon.surroundings(id.as_str());
    within.retain(|outer| !own.contains(&outer.as_str()));
    let known = lexicon.entity(id.as_str());
    let country = known.map_or_else(|| country_in(id).map(str::to_owned), |entity| entity.country.clone());
    PlaceTally { id: id.clone(), country, usage, count, within }
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
    /// `/state/US/ministry/state-department` is also found under `/state/US`, but not under `/state` or
    /// `/state/US/ministry`, which are folders. A person to whom the text gives an office of state ("Russian
    /// Foreign Minister") is also found under the government of the country.
    #[must_use]
    pub fn actor_terms(&self) -> Vec<String> {
        let mut terms = Terms::default();
        for actor in &self.actors {
            actor.id.with_ancestors().filter(|term| is_actor(term)).for_each(|term| terms.add(term));
            let role = actor.role.as_deref().filter(|_| actor.kind == EntityKind::Person);
            if let Some(code) = role.filter(|role| is_office_of_state(role)).and_then(|_| country_in(&actor.id)) {
                terms.add(&format!("/state/{code}/government"));
                terms.add(&format!("/state/{code}"));
            }
        }
        terms.list
    }

    /// Returns the terms under which the article is found by place: the identifiers and everything the places
    /// lie in, countries and continents included, each once.
    #[must_use]
    pub fn place_terms(&self) -> Vec<String> {
        let mut terms = Terms::default();
        for place in &self.places {
            // What a provisional place lies in is not known.
            let known = if place.id.as_str().starts_with(PROVISIONAL) { 1 } else { usize::MAX };
            place.id.with_ancestors().take(known).for_each(|term| terms.add(term));
            place.within.iter().for_each(|term| terms.add(term.as_str()));
        }
        terms.list
    }
}

/// A list without repetitions.
#[derive(Default)]
struct Terms {
    list: Vec<String>,
    seen: BTreeSet<String>,
}

impl Terms {
    fn add(&mut self, term: &str) {
        if self.seen.insert(term.to_owned()) {
            self.list.push(term.to_owned());
        }
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

/// Says whether a role as printed is an office of state held now.
fn is_office_of_state(role: &str) -> bool {
    const OFFICES: [&str; 24] = [
        "president", "minister", "premier", "chancellor", "secretary", "king", "queen", "emir", "sultan", "president",
        "presidente", "ministre", "ministro", "ministra", "kanzler", "kanzlerin", "bundeskanzler", "bundeskanzlerin",
        "aussenminister", "aussenministerin", "finanzminister", "verteidigungsminister", "innenminister", "prasident",
    ];
    // Past or rival holders, and presidents and secretaries of other bodies than states.
    const OTHERS: [&str; 26] = [
        "former", "ex", "ousted", "deposed", "exiled", "opposition", "late", "then", "candidate", "elect",
        "commission", "council", "parliament", "bank", "club", "university", "company", "federation", "party",
        "committee", "un", "nato", "institute", "union", "group", "press",
    ];
    let folded = dateline_text::fold_name(role);
    let has = |words: &[&str]| folded.split(' ').any(|word| words.contains(&word));
    let general = folded.contains("secretary general") || folded.contains("spokes");
    has(&OFFICES) && !has(&OTHERS) && !general
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
    fn folders_are_no_terms() {
        for (text, expected) in [
            ("The US State Department closed.", vec!["/state/US/ministry/state-department", "/state/US"]),
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
        ] {
            let terms = facets("", &[text]).actor_terms();
            let found = terms.iter().any(|term| term.ends_with("/government"));
            assert_eq!(found, government, "{text}: {terms:?}");
        }
    }
}
