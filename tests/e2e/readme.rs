//! The README's commands do what they say.

use dateline_tests::{TestArchive, workspace};

#[test]
fn the_two_commands_stand_in_the_readme() {
    let readme = std::fs::read_to_string(workspace().join("README.md")).expect("README.md");
    assert!(readme.contains("cargo run --release -- demo"));
    assert!(readme.contains("cargo test --workspace"));
}

#[test]
fn the_demo_runs_the_whole_way() {
    let archive = TestArchive::new();
    let run = archive.run(&["demo", "--exit"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!archive.directory().exists(), "the demo leaves the user's archive alone");
    assert_eq!(run.stdout.matches("dateline search '").count(), 3, "three example searches");
    for part in ["added", "revised", "unchanged", "rejected", "section front", "actor", "place", "who:", "where:"] {
        assert!(run.stdout.contains(part), "{part} is missing:\n{}", run.stdout);
    }
    assert!(!run.stdout.contains("\n0 articles"), "every example finds something:\n{}", run.stdout);
}

#[test]
fn the_demo_serves_until_it_is_told_to_stop() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    let archive = TestArchive::new();
    let mut child =
        archive.command().arg("demo").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("starting");
    let lines = BufReader::new(child.stdout.take().expect("stdout")).lines();
    let address = lines
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("listening on ").map(str::to_owned))
        .expect("the address");
    let page = ureq::get(format!("{address}search?q=grain"))
        .call()
        .expect("asking")
        .body_mut()
        .read_to_string()
        .expect("reading");
    assert!(page.contains("<mark>"), "{page}");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("running kill").success());
    assert!(child.wait().expect("waiting").success(), "Ctrl-C ends it well");
}
