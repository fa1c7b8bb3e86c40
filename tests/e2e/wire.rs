//! What agencies take back or send again, through the real command.

use dateline_tests::TestArchive;

fn item(version: u32, hour: u32, status: &str, text: &str) -> String {
    format!(
        r#"{{"uri": "urn:newsml:meridian.example:1", "type": "text", "version": "{version}", "firstcreated": "2024-03-05T10:00:00Z",
        "versioncreated": "2024-03-05T{hour}:00:00Z", "pubstatus": "{status}", "headline": "Harbour reopens",
        "body_text": "{text}", "infosource": [{{"name": "Meridian Press"}}]}}"#
    )
}

#[test]
fn the_latest_version_is_current_whatever_comes_last() {
    let archive = TestArchive::new();
    let second = archive.file("2.json", item(2, 12, "usable", "The cranes were tested on Tuesday morning."));
    let first = archive.file("1.json", item(1, 10, "usable", "The port reopened on Tuesday."));
    assert_eq!(archive.run(&["ingest", &second]).code, 0);
    assert_eq!(archive.run(&["ingest", &first]).code, 0);
    assert_eq!(archive.headlines(&["cranes"]), ["Harbour reopens"]);
    assert!(archive.headlines(&["port"]).is_empty());
}

#[test]
fn versions_of_one_moment_are_told_apart_by_their_numbers() {
    let archive = TestArchive::new();
    let second = archive.file("2.json", item(2, 12, "usable", "The cranes were tested on Tuesday morning."));
    let first = archive.file("1.json", item(1, 12, "usable", "The port reopened on Tuesday."));
    assert_eq!(archive.run(&["ingest", &second, &first]).code, 0);
    assert_eq!(archive.headlines(&["cranes"]), ["Harbour reopens"]);
}

#[test]
fn what_was_withdrawn_is_found_only_by_those_who_ask_for_it() {
    let archive = TestArchive::new();
    let usable = archive.file("1.json", item(1, 10, "usable", "The port reopened on Tuesday."));
    assert_eq!(archive.run(&["ingest", &usable]).code, 0);
    assert_eq!(archive.headlines(&["harbour"]).len(), 1);
    let kill = archive.file("2.json", item(2, 12, "canceled", "The port reopened on Tuesday."));
    assert_eq!(archive.run(&["ingest", &kill]).code, 0);
    assert!(archive.headlines(&["harbour"]).is_empty());
    assert_eq!(archive.headlines(&["harbour is:withdrawn"]), ["Harbour reopens"]);
    assert!(archive.headlines(&["harbour NOT is:withdrawn"]).is_empty());
    // The version before the kill is kept as ground; the check of the archive counts both.
    assert_eq!(archive.run(&["check"]).code, 0);
    // The same text again is in force again; telling it twice changes nothing.
    let again = archive.file("3.json", item(3, 14, "usable", "The port reopened on Tuesday."));
    let foreseen = archive.json(&["ingest", "--dry-run", &again]);
    assert_eq!((&foreseen["revised"], &archive.json(&["ingest", &again])["revised"]), (&1.into(), &1.into()));
    assert_eq!(archive.headlines(&["harbour NOT is:withdrawn"]), ["Harbour reopens"]);
    for known in [&usable, &kill, &again] {
        assert_eq!(archive.json(&["ingest", known])["unchanged"], 1, "{known}");
    }
    assert_eq!(archive.headlines(&["harbour"]), ["Harbour reopens"]);
    assert_eq!(archive.run(&["check"]).code, 0);
}
