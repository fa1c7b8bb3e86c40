//! A rebuilt index answers as before.

use dateline_tests::TestArchive;
use serde_json::Value;

fn answers(archive: &TestArchive) -> Vec<Value> {
    ["", "minister", "\"prime minister\"", "actor:\"United Nations\"", "place:Beirut", "grain -Istanbul", "sanction*"]
        .map(|query| archive.json(&["search", query, "--limit", "100"]))
        .to_vec()
}

#[test]
fn a_rebuilt_index_answers_as_before() {
    let archive = TestArchive::with_sample_news();
    // The first time it learns what the sources write of; articles of those that it learned something of are read again.
    let learned = archive.json(&["rebuild", "--entities"]);
    assert_eq!(
        learned["recomputed"].as_u64().zip(learned["reused"].as_u64()).map(|(a, b)| a + b),
        Some(69),
        "{learned}"
    );
    // Scores count what was replaced until segments are merged; a rebuild begins without it.
    assert_eq!(archive.run(&["rebuild", "--quiet"]).code, 0);
    let before = answers(&archive);
    assert_eq!(archive.run(&["rebuild", "--quiet"]).code, 0);
    assert_eq!(answers(&archive), before);
    let refreshed = archive.json(&["rebuild", "--entities"]);
    assert_eq!((&refreshed["recomputed"], &refreshed["journal_entries"]), (&0.into(), &0.into()), "{refreshed}");
    assert!(refreshed["reused"].as_u64() > Some(0), "{refreshed}");
    assert_eq!(answers(&archive), before);
    assert_eq!(archive.run(&["rebuild", "--all", "--quiet"]).code, 0);
    assert_eq!(answers(&archive), before, "actors, places and copies made anew are the same");
}

#[test]
fn an_index_that_is_gone_is_made_again() {
    let archive = TestArchive::with_sample_news();
    let before = answers(&archive);
    std::fs::remove_dir_all(archive.directory().join("index")).expect("removing the index");
    let run = archive.run(&["search", "grain"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("hint: `dateline rebuild` makes it from the archive; nothing is lost"),
        "{}",
        run.stderr
    );
    assert_eq!(archive.run(&["rebuild", "--quiet"]).code, 0);
    assert_eq!(answers(&archive), before);
}

#[test]
fn a_rebuild_needs_an_archive() {
    let archive = TestArchive::new();
    let run = archive.run(&["rebuild"]);
    assert_eq!(run.code, 2);
    assert!(!archive.directory().exists(), "nothing is made by the way");
}
