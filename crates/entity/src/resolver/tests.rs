//! Tests of what is chosen and why, with invented news about real places.

use dateline_model::{Dateline, Field, Usage};

use super::*;
use crate::testing::article;
use crate::{explain_given_places, explain_places, home_of, recognise_in, tally};

/// The chosen place of every name in a text, by its label and state or country.
fn places(text: &str) -> Vec<(String, String)> {
    chosen(&explain_places(&article("", &[text]), &World::new(Atlas::builtin())))
}

fn chosen(readings: &[PlaceReading]) -> Vec<(String, String)> {
    let chosen = readings.iter().filter_map(|reading| Some((reading, reading.chosen.as_ref()?)));
    chosen.map(|(reading, place)| (reading.text.clone(), place.id.to_string())).collect()
}

fn id_of(text: &str, name: &str) -> String {
    let found = places(text).into_iter().find(|(found, _)| found == name);
    found.map_or_else(String::new, |(_, id)| id)
}

#[test]
fn a_name_in_front_of_what_it_lies_in() {
    for (text, name, outer) in [
        ("The fire in Paris, Texas, was put out.", "Paris", "/NA/US/texas/"),
        ("The fire in Paris, Tenn., was put out.", "Paris", "/NA/US/tennessee/"),
        ("The mayor of Rome, Ga., spoke.", "Rome", "/NA/US/georgia/"),
        ("The mayor of Lebanon, Ohio, spoke.", "Lebanon", "/NA/US/ohio/"),
        ("A mill in London, Ontario, closed.", "London", "/NA/CA/ontario/"),
        ("The plant at Charleston, W.Va., closed.", "Charleston", "/NA/US/west-virginia/"),
        ("They left Cambridge, England, at noon.", "Cambridge", "/EU/GB/england/"),
    ] {
        let id = id_of(text, name);
        assert!(id.starts_with(outer), "{text}: {id}");
    }
}

#[test]
fn two_towns_of_one_name_in_one_article() {
    let found = places("Buses run from Springfield, Ohio, to Springfield, Illinois, twice a day.");
    let springfields: Vec<&str> =
        found.iter().filter(|(name, _)| name == "Springfield").map(|(_, id)| id.as_str()).collect();
    assert_eq!(springfields.len(), 2, "{found:?}");
    assert!(springfields[0].starts_with("/NA/US/ohio/"), "{found:?}");
    assert!(springfields[1].starts_with("/NA/US/illinois/"), "{found:?}");
}

#[test]
fn the_rest_of_an_article_says_which_is_meant() {
    let alone = id_of("They met in Birmingham on Monday.", "Birmingham");
    assert!(alone.starts_with("/EU/GB/"), "{alone}");
    let text = "They met in Birmingham on Monday. Officials of Alabama came from Montgomery and Tuscaloosa, and some from \
                Huntsville.";
    let with = id_of(text, "Birmingham");
    assert!(with.starts_with("/NA/US/alabama"), "{with}");
}

#[test]
fn what_a_source_writes_of_decides_where_nothing_else_does() {
    let atlas = Atlas::builtin();
    let mut home = Home::default();
    let stories = [
        "Schools in Nashville, Tenn., and Memphis, Tenn., stayed open, those in Knoxville, Tenn., did not.",
        "Roads to Jackson, Tenn., and Clarksville, Tenn., and Chattanooga, Tenn., were cleared.",
        "Farmers of Dyersburg, Tenn., and Union City, Tenn., and Martin, Tenn., wait for rain.",
    ];
    for story in stories {
        home.add(&home_of(&article("", &[story]), atlas));
    }
    assert!(home.places >= home::LEAST, "{home:?}");
    let story = article("", &["The council of Paris meets in Paris on Monday."]);
    let id = |world: &World<'_>| chosen(&explain_places(&story, world)).pop().map(|(_, id)| id).unwrap_or_default();
    assert_eq!(id(&World::new(atlas)), "/EU/FR/paris");
    let at_home = World { home: Some(&home), ..World::new(atlas) };
    assert!(id(&at_home).starts_with("/NA/US/tennessee/"), "{}", id(&at_home));
    // An article is no evidence for itself: where it is all that is known, nothing is known.
    assert_eq!(id(&World { home: Some(&home), own: Some(&home), ..World::new(atlas) }), "/EU/FR/paris");
}

#[test]
fn a_part_of_a_known_region_is_the_region() {
    let story = article("", &["Fighters left Western Qalamoun on Monday, and others went to South Sudan."]);
    let found: Vec<String> =
        chosen(&explain_places(&story, &World::new(Atlas::builtin()))).into_iter().map(|(_, id)| id).collect();
    assert_eq!(found, ["/AS/SY/qalamoun", "/AF/SS"]);
}

#[test]
fn homes_do_not_depend_on_the_order() {
    let atlas = Atlas::builtin();
    let parts: Vec<Home> = ["A fire in Lyon.", "Rain in Bordeaux and Toulouse.", "A strike in Lille."]
        .iter()
        .map(|text| home_of(&article("", &[text]), atlas))
        .collect();
    let sum = |parts: &mut dyn Iterator<Item = &Home>| {
        let mut sum = Home::default();
        parts.for_each(|part| sum.add(part));
        sum
    };
    let (forward, backward) = (sum(&mut parts.iter()), sum(&mut parts.iter().rev()));
    assert_eq!(forward, backward);
    assert_eq!(forward.version(), backward.version());
    assert_ne!(forward.version(), parts[0].version());
}

#[test]
fn a_small_place_needs_something_that_speaks_for_it() {
    let story = article("", &["They went to Esperance on Monday."]);
    let field = Field::Paragraph(0);
    let readings = explain_given_places(&story, &World::new(Atlas::builtin()), &[(field, 13..22)]);
    assert!(matches!(readings.as_slice(), [PlaceReading { chosen: None, .. }]), "{readings:?}");
    let id = id_of("They went to Esperance, Western Australia, on Monday.", "Esperance");
    assert!(id.starts_with("/OC/AU/western-australia"), "{id}");
}

#[test]
fn an_explanation_has_the_candidates_and_adds_up() {
    let readings = explain_places(&article("", &["They met in Paris, Texas."]), &World::new(Atlas::builtin()));
    let paris = &readings[0];
    assert_eq!((paris.field, paris.span.clone(), paris.text.as_str()), (Field::Paragraph(0), 12..17, "Paris"));
    let chosen = paris.chosen.as_ref().unwrap();
    assert!(paris.considered > 10 && paris.candidates.len() == 12);
    assert_eq!(&paris.candidates[0], chosen);
    assert!(chosen.reasons.iter().any(|reason| reason.what == "lies in what follows"));
    for candidate in &paris.candidates {
        let sum: f32 = candidate.reasons.iter().map(|reason| reason.adds).sum();
        assert!((sum - candidate.score).abs() < 1e-3, "{candidate:?}");
    }
    assert!(paris.candidates.windows(2).all(|pair| pair[0].probability >= pair[1].probability));
}

#[test]
fn places_of_the_gazetteer_are_facets_with_all_levels() {
    let atlas = Atlas::builtin();
    let mut story = article("Mill closes", &["Hundreds lose their work."]);
    story.dateline = Some(Dateline {
        printed: "SYLACAUGA, Ala. (AP)".to_owned(),
        place: Some("SYLACAUGA, Ala.".to_owned()),
        date: None,
        agency: None,
    });
    let recognition = recognise_in(&story, &World::new(atlas));
    let facets = tally(&recognition.mentions, atlas.lexicon());
    assert_eq!(facets.countries, ["US"]);
    assert_eq!(facets.places[0].usage, Usage::Dateline);
    let terms = facets.place_terms();
    assert_eq!(terms.len(), 4, "{terms:?}");
    assert!(terms[0].starts_with("/NA/US/alabama/"), "{terms:?}");
    assert_eq!(terms[1..], ["/NA/US/alabama", "/NA/US", "/NA"]);
    assert!(recognition.entities.iter().any(|entity| entity.label == "Sylacauga"));
}

#[test]
fn languages_and_dishes_are_no_countries() {
    for (text, expected) in [
        ("The English teachers of the school met.", 0),
        ("She wrote it in Spanish.", 0),
        ("They ate French fries.", 0),
        ("They walked along the Spanish coast.", 1),
    ] {
        assert_eq!(places(text).len(), expected, "{text}: {:?}", places(text));
    }
}
