//! An edited story, a printed correction, and near-copies.

use dateline_tests::TestArchive;
use serde_json::Value;

#[test]
fn three_captures_are_three_revisions_of_one_article() {
    let archive = TestArchive::with_sample_news();
    let found = archive.json(&["search", "Kabul airport is:revised"]);
    assert_eq!(found["total"], 1, "{found}");
    let id = found["hits"][0]["id"].as_str().expect("id");
    let article = archive.json(&["show", id]);
    assert_eq!((article["revision"].as_u64(), article["revisions"].as_u64()), (Some(3), Some(3)));
    assert_eq!(article["corrections"].as_array().map(Vec::len), Some(1), "the last revision prints a correction");
    assert!(
        article["flags"]
            .as_array()
            .is_some_and(|flags| flags.contains(&Value::from("correction")) && flags.contains(&Value::from("revised"))),
        "{article}"
    );
    let revisions = archive.json(&["show", id, "--revisions"]);
    let revisions = revisions.as_array().expect("revisions");
    let captured: Vec<&str> =
        revisions.iter().map(|revision| revision["captured"].as_str().expect("captured")).collect();
    assert!(captured.len() == 3 && captured.is_sorted(), "{captured:?}");
    let first = revisions[0]["headline"].as_str().expect("headline");
    let last = revisions[2]["headline"].as_str().expect("headline");
    assert_ne!(first, last);
    assert_eq!(found["hits"][0]["headline"], last, "searches see the current revision");
    assert_eq!(archive.json(&["search", &format!("headline:\"{first}\"")])["total"], 0, "and no earlier one");
}

#[test]
fn an_older_capture_that_comes_late_does_not_take_over() {
    let archive = TestArchive::new();
    let page = |headline: &str, modified: &str| {
        format!(
            "<html><head><link rel=canonical href='https://paper.example/a'><script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"{headline}\",\"datePublished\":\"2021-03-01T10:00:00Z\",\"dateModified\":\"{modified}\"}}</script></head><body><article><h1>{headline}</h1><p>{}</p></article></body></html>",
            "A sentence about the harbour and its cranes. ".repeat(12)
        )
    };
    let newer = archive.file("newer.html", page("Harbour reopens in full", "2021-03-03T10:00:00Z"));
    let older = archive.file("older.html", page("Harbour closed by storm", "2021-03-01T10:00:00Z"));
    assert_eq!(archive.run(&["ingest", "--quiet", &newer]).code, 0);
    assert_eq!(archive.json(&["ingest", &older])["revised"], 1);
    assert_eq!(archive.headlines(&["harbour"]), ["Harbour reopens in full"]);
}

#[test]
fn a_text_that_comes_back_is_a_revision_of_its_own() {
    let archive = TestArchive::new();
    let page = |name: &str, headline: &str, modified: &str| {
        let page = format!(
            "<html><head><link rel=canonical href='https://paper.example/a'><script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"{headline}\",\"datePublished\":\"2021-03-01T10:00:00Z\",\"dateModified\":\"{modified}\"}}</script></head><body><article><h1>{headline}</h1><p>{}</p></article></body></html>",
            "A sentence about the harbour and its cranes. ".repeat(12)
        );
        archive.file(name, page)
    };
    let pages = [
        page("1.html", "Harbour closed by storm", "2021-03-01T10:00:00Z"),
        page("2.html", "Harbour reopens in full", "2021-03-02T10:00:00Z"),
        page("3.html", "Harbour closed by storm", "2021-03-03T10:00:00Z"),
    ];
    let revised: Vec<Value> = pages.iter().map(|page| archive.json(&["ingest", page])["revised"].clone()).collect();
    assert_eq!(revised, [0, 1, 1]);
    assert_eq!(archive.headlines(&["harbour"]), ["Harbour closed by storm"]);
    for page in &pages {
        assert_eq!(archive.json(&["ingest", page])["unchanged"], 1, "{page}");
    }
}

#[test]
fn one_agency_story_in_four_papers_is_one_cluster() {
    let archive = TestArchive::with_sample_news();
    let found = archive.json(&["search", "actor:\"United Nations\" grain Odesa silos", "--limit", "10"]);
    let copies: Vec<u64> =
        found["hits"].as_array().expect("hits").iter().map(|hit| hit["copies"].as_u64().expect("copies")).collect();
    assert!(copies.iter().filter(|&&copies| copies >= 2).count() >= 3, "{copies:?}");
    let id = found["hits"][0]["id"].as_str().expect("id");
    let article = archive.json(&["show", id]);
    assert!(article["copies"].as_array().is_some_and(|copies| copies.len() >= 2), "{article}");
}
