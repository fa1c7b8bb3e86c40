//! Kill -9 in the middle of an ingest, then go on: the archive is that of an undisturbed run.

use std::fmt::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use dateline_tests::TestArchive;
use serde_json::Value;

/// Enough articles that the run is still going on when it is killed.
const ARTICLES: usize = 4_000;

fn dump() -> String {
    let mut lines = String::new();
    for number in 0..ARTICLES {
        let words = ["harbour", "treaty", "storm", "ballot", "railway", "drought", "summit"];
        let topic = words[number % words.len()];
        let text = format!(
            "The {topic} number {number} was discussed in Geneva on Monday, officials said. {}",
            format!("More on {topic} {} followed. ", number / 7).repeat(12)
        );
        let article = serde_json::json!({ "url": format!("https://paper.example/{topic}/{number}"), "title": format!("{topic} report {number}"), "date": "2021-05-03", "text": text });
        writeln!(lines, "{article}").expect("writing to a string");
    }
    lines
}

/// What a reader can see of an archive.
fn seen(archive: &TestArchive) -> Vec<Value> {
    let mut seen = vec![archive.json(&["search", "", "--sort", "oldest", "--limit", "50"])];
    for query in ["harbour", "\"treaty number\"", "storm -ballot", "headline:summit 42"] {
        seen.push(archive.json(&["search", query, "--limit", "50"]));
    }
    let check = archive.json(&["check"]);
    assert_eq!(check["faults"].as_array().map(Vec::len), Some(0), "{check}");
    seen.push(check);
    seen
}

fn captures(archive: &TestArchive) -> u64 {
    std::fs::metadata(archive.directory().join("captures/000001.warc.zst")).map_or(0, |metadata| metadata.len())
}

/// Starts an ingest and kills it as soon as `when` says so; false where it ended before.
fn kill_when(archive: &TestArchive, file: &str, when: impl Fn(&TestArchive) -> bool) -> bool {
    let mut command = archive.command();
    let mut child = command
        .args(["ingest", "--quiet", file])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("starting");
    let started = Instant::now();
    let killed = loop {
        if child.try_wait().expect("waiting").is_some() {
            break false;
        }
        if when(archive) {
            // On Unix this is SIGKILL: no handler runs, nothing is tidied up.
            child.kill().expect("killing");
            break true;
        }
        assert!(
            started.elapsed() < Duration::from_secs(120),
            "the ingest neither ended nor came to where it should be killed"
        );
        std::thread::sleep(Duration::from_millis(2));
    };
    child.wait().expect("waiting");
    killed
}

#[test]
fn an_ingest_that_was_killed_goes_on() {
    let undisturbed = TestArchive::new();
    let file = undisturbed.file("dump.jsonl", dump());
    assert_eq!(undisturbed.run(&["ingest", "--quiet", &file]).code, 0);
    let expected = seen(&undisturbed);

    let archive = TestArchive::new();
    let whole = captures(&undisturbed);
    let mut killed = 0;
    for share in [1, 2, 3] {
        killed += u32::from(kill_when(&archive, &file, |archive| captures(archive) >= whole * share / 5));
    }
    // Everything is stored by now or nearly so: this one dies while the index is written.
    killed += u32::from(kill_when(&archive, &file, |archive| captures(archive) >= whole));
    assert!(killed >= 2, "expected the runs to be killed on their way, {killed} were");
    assert_eq!(archive.run(&["ingest", "--quiet", &file]).code, 0);
    for (found, expected) in seen(&archive).iter().zip(&expected) {
        assert_eq!(found, expected);
    }
}

#[test]
fn bytes_that_no_transaction_knows_are_cut_off() {
    let archive = TestArchive::new();
    let first = archive.file("first.jsonl", dump().lines().next().expect("a line"));
    assert_eq!(archive.run(&["ingest", "--quiet", &first]).code, 0);
    let segment = archive.directory().join("captures/000001.warc.zst");
    let whole = std::fs::read(&segment).expect("reading");
    std::fs::write(&segment, [whole.as_slice(), b"half a record"].concat()).expect("writing");
    let second = archive.file("second.jsonl", dump().lines().nth(1).expect("a line"));
    assert_eq!(archive.run(&["ingest", "--quiet", &second]).code, 0);
    let check = archive.json(&["check"]);
    assert_eq!((check["captures"].as_u64(), check["faults"].as_array().map(Vec::len)), (Some(2), Some(0)), "{check}");
}
