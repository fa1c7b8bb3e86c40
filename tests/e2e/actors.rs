//! Lists of actors that an operator brings.

use dateline_tests::TestArchive;

const LIST: &str = "id,schema,name,aliases,birth_date,countries\n\
    Q1,Person,Tarvo Kessenik,Tarvo K. Kessenik;T. Kessenik,1961-02-03,ee\n\
    Q2,Organization,Harbour Workers Front,Front of the Harbour Workers;HWF,,gb\n\
    Q3,Vessel,Ever Onward,,,pa\n\
    Q4,Person,,,,\n";

fn story(archive: &TestArchive) -> String {
    archive.file(
        "story.txt",
        "Dockers walk out\n\nThe Front of the Harbour Workers called its members out on Monday. Tarvo K. Kessenik, who speaks \
         for the dockers, said that the strike would last until the cranes are safe again.\n\nThe port said that it had heard \
         nothing of the Front of the Harbour Workers before.\n",
    )
}

#[test]
fn actors_of_a_list_are_found_once_they_are_imported_and_the_archive_is_read_again() {
    let archive = TestArchive::new();
    assert_eq!(archive.run(&["ingest", "--quiet", &story(&archive)]).code, 0);
    let named = |archive: &TestArchive| archive.json(&["search", "actor:\"Harbour Workers Front\""])["total"].clone();
    assert_eq!(named(&archive), 0);

    let list = archive.file("list.csv", LIST);
    let foreseen = archive.run(&["actors", "import", "--dry-run", &list]);
    assert!(foreseen.stdout.contains("nothing was written"), "{}", foreseen.stdout);
    assert_eq!(archive.json(&["actors", "info"])["own"], 0);

    // A row without a name is told and counted; it ends nothing.
    let run = archive.run(&["--json", "actors", "import", &list]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("list.csv") && run.stderr.contains("expected"), "{}", run.stderr);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("json");
    assert_eq!((&report["added"], &report["skipped"]["thing"], &report["total"]), (&2.into(), &1.into(), &2.into()));
    assert_eq!(archive.run(&["--json", "actors", "list"]).stdout.lines().count(), 2, "one a line");

    assert_eq!(archive.json(&["rebuild", "--entities"])["recomputed"], 1);
    assert_eq!(named(&archive), 1);
    let shown = archive.json(&["actors", "show", "HWF"]);
    assert_eq!(shown[0]["label"], "Harbour Workers Front", "{shown}");
    let facets = archive.json(&["search", "strike"])["facets"]["actor"].to_string();
    assert!(facets.contains("Harbour Workers Front") && facets.contains("Tarvo Kessenik"), "{facets}");

    // The same list again changes nothing, and nothing is read again.
    assert_eq!(
        archive.json(&["actors", "import", "--format", "table", &archive.file("good.csv", &LIST[..LIST.len() - 14])])["known"],
        2
    );
    assert_eq!(archive.json(&["rebuild", "--entities"])["recomputed"], 0);
}

#[test]
fn a_list_in_no_known_format_says_so() {
    let archive = TestArchive::new();
    assert_eq!(archive.run(&["ingest", "--quiet", &story(&archive)]).code, 0);
    let list = archive.file("list.bin", [0_u8, 159, 146, 150].repeat(40));
    let run = archive.run(&["actors", "import", &list]);
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert!(run.stderr.contains("list.bin") && run.stderr.contains("expected"), "{}", run.stderr);
    let run = archive.run(&["actors", "import", "--format", "phonebook", &list]);
    assert!(run.code == 2 && run.stderr.contains("phoenix"), "{}", run.stderr);
    assert_eq!(archive.run(&["actors", "show", "Nobody At All"]).code, 1);
}
