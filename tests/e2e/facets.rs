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

/// Stories about towns of two countries and of a contested region; some are copies of one another.
fn towns() -> TestArchive {
    let archive = TestArchive::new();
    let filler = |words: &str| -> String {
        (0..40).map(|number| format!("The council heard of {words} number {number} and of the weather. ")).collect()
    };
    let stories = [
        ("a.example/1", "Market opens in Lyon", "The market opened in Lyon, France.", "the market"),
        ("a.example/2", "Trams stop in Paris", "The trams stopped in Paris, France.", "the trams"),
        // The same copy with another beginning.
        ("b.example/2", "Trams stop", "Trams in Paris, France stopped.", "the trams"),
        ("a.example/3", "Bread in Nairobi", "Bread is dear in Nairobi, Kenya.", "the bread"),
        ("b.example/4", "Shepherds of the Golan Heights", "Shepherds in the Golan Heights sold wool.", "the wool"),
    ];
    let lines: Vec<String> = stories
        .iter()
        .map(|(address, title, text, topic)| {
            let text = format!("{text} {}", filler(topic));
            let url = format!("https://{address}");
            serde_json::json!({ "url": url, "title": title, "date": "2021-05-03", "text": text }).to_string()
        })
        .collect();
    let file = archive.file("towns.jsonl", lines.join("\n"));
    assert_eq!(archive.run(&["ingest", "--quiet", &file]).code, 0);
    archive
}

#[test]
fn places_are_counted_level_by_level() {
    let archive = towns();
    let level = |by: &str| counts(&archive.json(&["facets", "", "--by", by]), by);
    let own = |values: &[(&str, u64)]| -> Vec<(String, u64)> {
        values.iter().map(|&(id, count)| (id.to_owned(), count)).collect()
    };
    let top = level("place:/");
    assert!(top.contains(&("/EU/FR".to_owned(), 3)) && top.contains(&("/AF/KE".to_owned(), 1)), "{top:?}");
    assert!(!top.iter().any(|(id, _)| id == "/EU"), "the top is countries: {top:?}");
    assert_eq!(level("place:/EU"), own(&[("/EU/FR", 3)]));
    for claimant in ["place:/AS/SY", "place:/AS/IL"] {
        let inside = level(claimant);
        assert!(inside.contains(&("/AS/SY/golan-heights".to_owned(), 1)), "{claimant}: {inside:?}");
    }
    // Each level adds up to what its values find.
    let mut open = top;
    while let Some((id, count)) = open.pop() {
        assert_eq!(archive.json(&["search", "", "--place", &id])["total"].as_u64(), Some(count), "{id}");
        open.extend(level(&format!("place:{id}")));
    }
}

#[test]
fn what_is_chosen_does_not_narrow_its_own_counts() {
    let archive = towns();
    let all = counts(&archive.json(&["facets", "", "--by", "place"]), "place");
    let chosen = archive.json(&["facets", "", "--by", "place", "--by", "source", "--place", "/AF/KE"]);
    assert_eq!(counts(&chosen, "place"), all, "places as if none had been chosen");
    assert_eq!(counts(&chosen, "source"), [("a.example".to_owned(), 1)]);
    assert_eq!((&chosen["total"], &chosen["picked"]["place"][0]["count"]), (&1.into(), &1.into()));
    let two = archive.json(&["search", "", "--place", "/AF/KE", "--place", "/EU/FR", "--source", "a.example"]);
    assert_eq!(two["total"], 3, "alternatives inside a facet, conditions between facets");
    let out = archive.json(&["facets", "", "--by", "place", "--by", "source", "--not", "place:/EU/FR/paris"]);
    assert_eq!(out["total"], 3);
    assert_eq!(counts(&out, "place"), all, "nor does what is left out");
    assert_eq!(out["picked"]["place"][0]["label"], "Paris");
}

#[test]
fn stories_count_their_copies_once() {
    let archive = towns();
    let by = |stories: &[&str]| archive.json(&[&["facets", "", "--by", "place", "--by", "source"], stories].concat());
    let (articles, stories) = (by(&[]), by(&["--stories"]));
    let paris = |found: &Value| counts(found, "place").into_iter().find(|(id, _)| id == "/EU/FR/paris");
    assert_eq!(paris(&articles).map(|(_, count)| count), Some(2));
    assert_eq!(paris(&stories).map(|(_, count)| count), Some(1));
    assert_eq!((&articles["total"], &stories["total"], &stories["stories"]), (&5.into(), &5.into(), &4.into()));
    assert_eq!(counts(&stories, "source"), [("a.example".to_owned(), 3), ("b.example".to_owned(), 2)]);
}

#[test]
fn values_are_found_by_their_names_and_come_in_pages() {
    let archive = towns();
    let found = archive.json(&["facets", "", "--by", "place", "--find", "PAR"]);
    assert_eq!(counts(&found, "place"), [("/EU/FR/paris".to_owned(), 2)]);
    assert_eq!(found["distinct"]["place"], 1);
    let all = counts(&archive.json(&["facets", "", "--by", "place"]), "place");
    let mut paged = Vec::new();
    for offset in 0..all.len() {
        let page = archive.json(&["facets", "", "--by", "place", "-n", "1", "--offset", &offset.to_string()]);
        paged.extend(counts(&page, "place"));
    }
    assert_eq!(paged, all);
    let run = archive.run(&["facets", "", "--by", "source:/EU"]);
    assert!(run.code == 2 && run.stderr.contains("it has no levels"), "{}", run.stderr);
}

#[test]
fn an_article_is_about_what_its_headline_says() {
    let archive = towns();
    assert_eq!(archive.headlines(&["", "--about", "/AF/KE/nairobi"]), ["Bread in Nairobi"]);
    assert_eq!(archive.headlines(&["about:Paris"]), ["Trams stop in Paris"]);
    assert_eq!(archive.json(&["search", "place:Paris"])["total"], 2);
    let about = counts(&archive.json(&["facets", "", "--by", "about"]), "about");
    assert!(about.contains(&("/EU/FR".to_owned(), 3)), "{about:?}");
}

#[test]
fn an_article_explains_its_actors_and_places() {
    let archive = towns();
    let id = archive.json(&["search", "headline:Golan"])["hits"][0]["id"].as_str().expect("id").to_owned();
    let explained = archive.json(&["explain", &id]);
    let mention = &explained["mentions"][0];
    assert_eq!((&mention["field"], &mention["text"]), (&"headline".into(), &"Golan Heights".into()));
    assert_eq!(mention["entity"], "/AS/SY/golan-heights");
    assert_eq!(mention["candidates"][0]["taken"], true);
    let values = explained["facets"].as_array().expect("facets");
    let why = |facet: &str, id: &str| {
        let value = values.iter().find(|value| value["facet"] == facet && value["id"] == id);
        value.and_then(|value| value["why"].as_str()).unwrap_or_else(|| panic!("no {facet} {id} in {values:?}"))
    };
    assert_eq!(why("place", "/AS/IL"), "holds Golan Heights");
    assert!(why("place", "/AS/SY/golan-heights").contains("in the headline"));
    assert!(why("country", "SY").contains("`Golan Heights`"));
    // Every value of the article is explained, and the explanation has no others.
    for facet in ["actor", "place", "country", "about"] {
        let counted = archive.json(&["facets", &format!("id:{id}"), "--by", facet, "-n", "1000"]);
        let explained = values.iter().filter(|value| value["facet"] == facet).count() as u64;
        assert_eq!(counted["distinct"][facet].as_u64(), Some(explained), "{facet}");
    }
    assert_eq!(archive.run(&["entity", "reject", "/AS/SY/golan-heights", "--article", &id, "--quiet"]).code, 0);
    let explained = archive.json(&["explain", &id]);
    assert_eq!(
        (&explained["mentions"][0]["entity"], &explained["mentions"][0]["rulings"][0]),
        (&Value::Null, &1.into())
    );
    assert!(archive.run(&["explain", &id]).stdout.contains("rejected (/AS/SY/golan-heights)"));
}
