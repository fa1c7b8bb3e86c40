//! Counts of actors and places, and drilling down.

use dateline_tests::TestArchive;
use serde_json::Value;

fn counts(found: &Value, facet: &str) -> Vec<(String, u64)> {
    let counts = found["facets"][facet].as_array().unwrap_or_else(|| panic!("no facet {facet}"));
    counts
        .iter()
        .map(|count| (count["id"].as_str().expect("id").to_owned(), count["count"].as_u64().expect("count")))
        .collect()
}

#[test]
fn a_count_is_what_its_filter_finds() {
    let archive = TestArchive::with_sample_news();
    for (facet, flag) in [
        ("actor", "--actor"),
        ("place", "--place"),
        ("country", "--country"),
        ("source", "--source"),
        ("language", "--lang"),
    ] {
        let found = archive.json(&["facets", "minister", "--by", facet, "--limit", "8"]);
        let counts = counts(&found, facet);
        assert!(!counts.is_empty(), "{facet}");
        assert!(counts.is_sorted_by(|a, b| a.1 >= b.1), "{facet}: most frequent first");
        for (id, count) in counts {
            let total = archive.json(&["search", "minister", flag, &id])["total"].as_u64();
            assert_eq!(total, Some(count), "{facet} {id}");
        }
    }
}

#[test]
fn actors_and_places_are_told_apart() {
    let archive = TestArchive::with_sample_news();
    let found = archive.json(&["search", "headline:Odesa grain"]);
    let hit = &found["hits"][0];
    let labels = |key: &str| {
        hit[key]
            .as_array()
            .expect(key)
            .iter()
            .map(|entry| entry["label"].as_str().expect("label").to_owned())
            .collect::<Vec<_>>()
    };
    let (actors, places) = (labels("actors"), labels("places"));
    assert!(actors.iter().any(|label| label == "United Nations"), "{actors:?}");
    assert!(actors.iter().any(|label| label == "António Guterres"), "{actors:?}");
    assert!(places.iter().any(|label| label == "Istanbul"), "{places:?}");
}

#[test]
fn a_name_finds_its_actor_whatever_the_spelling() {
    let archive = TestArchive::with_sample_news();
    let total = |query: &str| archive.json(&["search", query])["total"].as_u64().expect("total");
    let zelensky = total("actor:\"Volodymyr Zelensky\"");
    assert!(zelensky >= 2);
    assert_eq!(total("actor:\"Volodymyr Zelenskyy\""), zelensky);
    assert!(total("actor:NATO") > 0);
    assert!(total("place:Lebanon") >= total("place:Beirut") && total("place:Beirut") > 0, "a country holds its towns");
}
