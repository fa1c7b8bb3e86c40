//! Words to hits, order, pages and snippets.

use dateline_tests::TestArchive;

#[test]
fn a_hit_shows_why_it_matches() {
    let archive = TestArchive::with_sample_news();
    let found = archive.json(&["search", "\"prime minister\" Beirut"]);
    for hit in found["hits"].as_array().expect("hits") {
        let mut marked = Vec::new();
        for snippet in hit["snippets"].as_array().expect("snippets") {
            let text: Vec<char> = snippet["text"].as_str().expect("text").chars().collect();
            for mark in snippet["marks"].as_array().expect("marks") {
                let at = |end: usize| mark[end].as_u64().expect("offset") as usize;
                marked.push(text[at(0)..at(1)].iter().collect::<String>().to_lowercase());
            }
        }
        assert!(marked.iter().any(|words| words == "prime minister"), "{marked:?}");
        assert!(marked.iter().all(|words| words == "prime minister" || words == "beirut"), "{marked:?}");
    }
    assert!(found["total"].as_u64().is_some_and(|total| total >= 1));
    assert_eq!(found["query"]["read_as"], "\"prime minister\" Beirut");
}

#[test]
fn snippets_say_where_they_stand() {
    let archive = TestArchive::with_sample_news();
    let found = archive.json(&["search", "grain"]);
    let hit = &found["hits"][0];
    let article = archive.json(&["show", hit["id"].as_str().expect("id")]);
    let body = hit["snippets"].as_array().expect("snippets").iter().filter(|snippet| snippet["field"] == "body");
    for snippet in body {
        let paragraph =
            article["paragraphs"][snippet["paragraph"].as_u64().expect("paragraph") as usize].as_str().expect("text");
        let start = snippet["start"].as_u64().expect("start") as usize;
        let text = snippet["text"].as_str().expect("text");
        assert_eq!(paragraph.chars().skip(start).take(text.chars().count()).collect::<String>(), text);
    }
}

#[test]
fn languages_are_stemmed_and_scripts_without_spaces_found() {
    let archive = TestArchive::with_sample_news();
    for (query, language) in [
        ("Parteien lang:de", "de"),
        ("ministre lang:fr", "fr"),
        ("嫦娥", "zh"),
        ("安倍", "ja"),
        ("переговоры", "ru"),
        ("زلزال", "ar"),
    ] {
        let found = archive.json(&["search", query]);
        assert!(found["total"].as_u64().is_some_and(|total| total >= 1), "{query}");
        assert_eq!(found["hits"][0]["language"], language, "{query}");
        assert!(
            found["hits"][0]["snippets"].as_array().is_some_and(|snippets| snippets
                .iter()
                .any(|snippet| snippet["marks"].as_array().is_some_and(|marks| !marks.is_empty()))),
            "{query}"
        );
    }
}

#[test]
fn pages_put_together_are_the_whole() {
    let archive = TestArchive::with_sample_news();
    for sort in ["relevance", "newest", "oldest"] {
        let whole = archive.headlines(&["minister OR president", "--limit", "100", "--sort", sort]);
        let mut paged = Vec::new();
        let mut cursor = None::<String>;
        loop {
            let mut args = vec!["search", "minister OR president", "--limit", "7", "--sort", sort];
            if let Some(cursor) = &cursor {
                args.extend(["--cursor", cursor]);
            }
            let found = archive.json(&args);
            assert_eq!(found["total"].as_u64(), Some(whole.len() as u64));
            paged.extend(
                found["hits"]
                    .as_array()
                    .expect("hits")
                    .iter()
                    .map(|hit| hit["headline"].as_str().expect("headline").to_owned()),
            );
            cursor = found["next"].as_str().map(str::to_owned);
            if cursor.is_none() {
                break;
            }
        }
        assert!(whole.len() > 20, "{sort}: {}", whole.len());
        assert_eq!(paged, whole, "{sort}");
    }
}

#[test]
fn order_by_date_is_by_date() {
    let archive = TestArchive::with_sample_news();
    let found = archive.json(&["search", "", "--sort", "newest", "--limit", "100"]);
    let hits = found["hits"].as_array().expect("hits");
    let days: Vec<String> =
        hits.iter().filter_map(|hit| hit["published"]["value"].as_str()).map(|value| value[..10].to_owned()).collect();
    // Zones differ: a day is enough.
    let months: Vec<&str> = days.iter().map(|day| &day[..7]).collect();
    assert!(months.is_sorted_by(|a, b| a >= b), "{months:?}");
    let last = hits.iter().rposition(|hit| !hit["published"].is_null()).expect("dates");
    assert!(hits[..=last].iter().all(|hit| !hit["published"].is_null()), "articles without a date come last");
}

#[test]
fn problems_point_at_the_place() {
    let archive = TestArchive::with_sample_news();
    let run = archive.run(&["search", "(grain OR wheat"]);
    assert_eq!(run.code, 0);
    insta::assert_snapshot!(strip(&run.stderr));
    let run = archive.run(&["search", "actor:\"Nobody Inparticular\" grain"]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(strip(&run.stderr));
}

/// Without colours.
fn strip(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            chars.by_ref().take_while(|c| *c != 'm').for_each(drop);
        } else {
            plain.push(c);
        }
    }
    plain
}

#[test]
fn filters_narrow_and_dates_are_days() {
    let archive = TestArchive::with_sample_news();
    let all = archive.json(&["search", ""])["total"].as_u64().expect("total");
    let german = archive.json(&["search", "", "--lang", "de"])["total"].as_u64().expect("total");
    let french = archive.json(&["search", "", "--lang", "fr"])["total"].as_u64().expect("total");
    let both = archive.json(&["search", "", "--lang", "de", "--lang", "fr"])["total"].as_u64().expect("total");
    assert!(german > 0 && french > 0 && both == german + french && both < all, "values of one filter are alternatives");
    let before = archive.json(&["search", "", "--until", "2019"])["total"].as_u64().expect("total");
    let after = archive.json(&["search", "", "--since", "2020-01-01"])["total"].as_u64().expect("total");
    let undated = archive.json(&["search", "NOT published:*"])["total"].as_u64();
    assert!(before > 0 && after > 0 && before + after <= all, "{before} {after} {all} {undated:?}");
    assert_eq!(
        archive.headlines(&["source:\"The Harbour Courier\""]),
        archive.headlines(&["", "--source", "harbourcourier.example"])
    );
}
