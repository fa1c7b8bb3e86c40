//! The sample news in all its forms: what became of every record, and what the articles hold.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Stdio;

use dateline_tests::{TestArchive, sample_inputs, sample_news};
use serde_json::Value;

fn expected() -> Vec<Value> {
    let text = std::fs::read_to_string(sample_news().join("expected.json")).expect("expected.json");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn every_record_is_accounted_for() {
    let archive = TestArchive::new();
    let report = archive.path("report.jsonl").display().to_string();
    let inputs = sample_inputs();
    let mut args = vec!["ingest", "--report", &report];
    args.extend(inputs.iter().map(String::as_str));
    let summary = archive.json(&args);
    let lines = std::fs::read_to_string(&report).expect("the report");
    assert_eq!(lines.lines().count() as u64, summary["records"].as_u64().expect("records"), "one line a record");
    let mut outcomes: BTreeMap<String, u64> = BTreeMap::new();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let reason = line["reason"].as_str().map_or_else(String::new, |reason| format!(": {reason}"));
        *outcomes.entry(format!("{}{reason}", line["outcome"].as_str().expect("outcome"))).or_default() += 1;
    }
    insta::assert_json_snapshot!(outcomes);
}

#[test]
fn the_same_ingest_twice_changes_nothing() {
    let archive = TestArchive::with_sample_news();
    let before = (archive.json(&["search", "", "--limit", "100"]), archive.json(&["check"]));
    let inputs = sample_inputs();
    let mut args = vec!["ingest"];
    args.extend(inputs.iter().map(String::as_str));
    let again = archive.json(&args);
    assert_eq!((again["added"].as_u64(), again["revised"].as_u64()), (Some(0), Some(0)), "{again}");
    assert_eq!((archive.json(&["search", "", "--limit", "100"]), archive.json(&["check"])), before);
}

#[test]
fn the_number_of_threads_decides_nothing() {
    let one = TestArchive::new();
    let many = TestArchive::new();
    let inputs = sample_inputs();
    for (archive, threads) in [(&one, "1"), (&many, "7")] {
        let mut args = vec!["ingest", "--quiet", "--threads", threads];
        args.extend(inputs.iter().map(String::as_str));
        assert_eq!(archive.run(&args).code, 2);
    }
    let seen = |archive: &TestArchive| {
        (archive.json(&["search", "", "--limit", "100"]), archive.json(&["search", "minister", "--limit", "100"]))
    };
    assert_eq!(seen(&one), seen(&many));
}

#[test]
fn a_dry_run_writes_nothing() {
    let archive = TestArchive::new();
    let pages = sample_news().join("pages").display().to_string();
    let foreseen = archive.json(&["ingest", "--dry-run", &pages]);
    assert!(foreseen["added"].as_u64().is_some_and(|added| added >= 30), "{foreseen}");
    assert_eq!(archive.json(&["check"])["articles"], 0);
    let done = archive.json(&["ingest", &pages]);
    assert_eq!(done["added"], foreseen["added"]);
}

#[test]
fn standard_input_is_read_by_content() {
    let archive = TestArchive::new();
    for name in ["crawl.warc.gz", "feed.xml", "dump.jsonl"] {
        let mut child = archive
            .command()
            .args(["ingest", "--json", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("starting");
        let bytes = std::fs::read(sample_news().join(name)).expect("reading");
        child.stdin.take().expect("stdin").write_all(&bytes).expect("writing");
        let output = child.wait_with_output().expect("waiting");
        let summary: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert!(summary["added"].as_u64().is_some_and(|added| added >= 7), "{name}: {summary}");
    }
}

#[test]
fn articles_hold_what_was_written() {
    let archive = TestArchive::with_sample_news();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for story in expected() {
        // A later capture stands in for the first two; copies and cut texts are tested elsewhere.
        if ["capture", "copy_of", "truncated", "summary_only"].iter().any(|key| !story[key].is_null()) {
            continue;
        }
        checked += 1;
        wrong.extend(
            differences(&archive, &story)
                .into_iter()
                .map(|difference| format!("{}: {difference}", story["file"].as_str().unwrap_or_default())),
        );
    }
    assert!(checked >= 55, "expected the stories, found {checked}");
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

fn differences(archive: &TestArchive, story: &Value) -> Vec<String> {
    let headline = story["headline"].as_str().expect("headline");
    // One page names its address nowhere but in a link for sharing it.
    let nameless = story["url_source"] == "share-link-only";
    let source = Some(story["url"].clone())
        .filter(|_| !nameless)
        .as_ref()
        .unwrap_or(&Value::Null)
        .as_str()
        .and_then(|url| url.split('/').nth(2))
        .map_or_else(String::new, |host| format!(" source:{}", host.trim_start_matches("www.")));
    let query =
        format!("headline:\"{}\" lang:{}{source}", headline.replace('"', " "), story["lang"].as_str().expect("lang"));
    let found = archive.json(&["search", &query, "--limit", "3"]);
    let Some(id) = found["hits"][0]["id"].as_str() else { return vec![format!("not found by `{query}`")] };
    let article = archive.json(&["show", id]);
    let mut wrong = Vec::new();
    let mut compare = |what: &str, found: String, expected: String| {
        if squeeze(&found) != squeeze(&expected) {
            wrong.push(format!("{what}: expected `{expected}`, found `{found}`"));
        }
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let names = |value: &Value| {
        value.as_array().map_or_else(String::new, |names| names.iter().map(text).collect::<Vec<_>>().join("; "))
    };
    compare("headline", text(&article["headline"]), headline.to_owned());
    compare("authors", names(&article["authors"]), names(&story["authors"]));
    // The reader of feeds turns dates into UTC: the day may be another.
    if let Some(date) = story["date"].as_str().filter(|_| story["form"] != "atom") {
        compare("date", text(&article["published"]["value"]).chars().take(10).collect(), date.to_owned());
    }
    if let Some(url) = story["url"].as_str().filter(|_| !nameless) {
        compare("url", text(&article["url"]), url.to_owned());
    }
    let paragraphs: Vec<String> = article["paragraphs"].as_array().expect("paragraphs").iter().map(text).collect();
    let expected = story["paragraphs"].as_u64().expect("paragraphs") as usize;
    let (first, last) = (text(&story["first"]), text(&story["last"]));
    if matches!(story["form"].as_str(), Some("page" | "pages" | "warc" | "html")) {
        // Pages: all of the text, and hardly anything of what stands around it.
        let has = |part: &str, cut: fn(&str, &str) -> String| {
            paragraphs.iter().any(|text| squeeze(&cut(text, part)) == squeeze(part)).to_string()
        };
        compare("has the first paragraph", has(&first, head), "true".to_owned());
        compare("has the last paragraph", has(&last, tail), "true".to_owned());
        let extra = paragraphs.len().checked_sub(expected);
        compare(
            "hardly more blocks than written",
            extra.is_some_and(|extra| extra <= 2).to_string(),
            "true".to_owned(),
        );
    } else {
        compare("paragraphs", paragraphs.len().to_string(), expected.to_string());
        compare("first", head(paragraphs.first().map_or("", String::as_str), &first), first);
        compare("last", tail(paragraphs.last().map_or("", String::as_str), &last), last);
        let captions = article["captions"].as_array().map_or(0, Vec::len);
        let expected = story["captions"]
            .as_array()
            .map_or_else(|| story["captions"].as_u64().unwrap_or_default() as usize, Vec::len);
        compare("captions", captions.to_string(), expected.to_string());
    }
    let corrections = usize::from(!story["correction"].is_null());
    compare("corrections", article["corrections"].as_array().map_or(0, Vec::len).to_string(), corrections.to_string());
    wrong
}

/// White space of every kind counts as one space.
fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn head(text: &str, like: &str) -> String {
    squeeze(text).chars().take(squeeze(like).chars().count()).collect()
}

fn tail(text: &str, like: &str) -> String {
    let text = squeeze(text);
    let chars = text.chars().count();
    text.chars().skip(chars.saturating_sub(squeeze(like).chars().count())).collect()
}
