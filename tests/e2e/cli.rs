//! Every command's help, output and exit code.

use dateline_tests::TestArchive;

#[test]
fn help_says_what_there_is() {
    let archive = TestArchive::new();
    let run = archive.run(&["--help"]);
    assert_eq!(run.code, 0);
    insta::assert_snapshot!("help", run.stdout);
    for command in
        ["ingest", "search", "show", "explain", "facets", "entity", "serve", "rebuild", "check", "stats", "demo"]
    {
        let run = archive.run(&[command, "--help"]);
        assert_eq!(run.code, 0, "{command}");
        insta::assert_snapshot!(format!("help_{command}"), run.stdout);
    }
}

#[test]
fn exit_codes_tell_found_nothing_and_trouble() {
    let archive = TestArchive::with_sample_news();
    assert_eq!(archive.run(&["search", "grain"]).code, 0);
    assert_eq!(archive.run(&["search", "xyzzyx"]).code, 1);
    assert_eq!(archive.run(&["facets", "xyzzyx", "--by", "actor"]).code, 1);
    assert_eq!(archive.run(&["show", "aaaaaaaaaaaaaaaa"]).code, 2);
    assert_eq!(archive.run(&["search", "grain", "--sort", "best"]).code, 2);
    assert_eq!(archive.run(&["ingest", "no-such-file"]).code, 2);
    assert_eq!(archive.run(&["check"]).code, 0);
}

#[test]
fn errors_name_the_value_and_a_way_out() {
    let archive = TestArchive::new();
    let run = archive.run(&["search", "grain"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    let place = archive.directory().display().to_string();
    insta::assert_snapshot!(run.stderr.replace(&place, "[archive]"), @r"
    error: no archive in `[archive]`
    hint: make one with `dateline ingest PATH`, or name another with `--archive DIR`
    ");
    let other = archive.file("other/notes.txt", "not an archive");
    let other = std::path::Path::new(&other).parent().expect("a folder").display().to_string();
    let page = archive.file("page.html", "<p>x</p>");
    let run = archive.run(&["--archive", &other, "ingest", &page]);
    insta::assert_snapshot!(run.stderr.replace(&other, "[other]"), @r"
    error: `[other]` is no Dateline archive: expected `dateline.db` or an empty directory, found `notes.txt`
    hint: name another directory with `--archive DIR`
    ");
}

#[test]
fn a_second_writer_is_refused() {
    let archive = TestArchive::with_sample_news();
    let holder =
        dateline_archive::Archive::open(&archive.directory(), dateline_archive::Access::Write).expect("opening");
    let page = archive.file("page.html", "<p>x</p>");
    let run = archive.run(&["ingest", &page]);
    assert_eq!(run.code, 2);
    let words = run
        .stderr
        .replace(&archive.directory().display().to_string(), "[archive]")
        .replace(&std::process::id().to_string(), "[process]");
    insta::assert_snapshot!(words, @r"
    error: the archive in `[archive]` is being written by another process (process [process])
    hint: wait until it ends, or ask a running server with `--server URL`
    ");
    assert_eq!(archive.run(&["search", "grain"]).code, 0, "reading goes on meanwhile");
    drop(holder);
    assert_eq!(archive.run(&["ingest", "--quiet", &page]).code, 0);
}

#[test]
fn piped_output_is_plain_and_colour_is_asked_for() {
    let archive = TestArchive::with_sample_news();
    assert!(!archive.run(&["search", "grain"]).stdout.contains('\u{1b}'), "piped output has no colour");
    let forced = archive.command().args(["search", "grain"]).env("CLICOLOR_FORCE", "1").output().expect("running");
    assert!(String::from_utf8_lossy(&forced.stdout).contains('\u{1b}'), "colour can be forced");
    let refused = archive
        .command()
        .args(["search", "grain"])
        .env("CLICOLOR_FORCE", "1")
        .env("NO_COLOR", "1")
        .output()
        .expect("running");
    assert!(!String::from_utf8_lossy(&refused.stdout).contains('\u{1b}'), "NO_COLOR is honoured");
}

#[test]
fn completions_and_manual_are_printed() {
    let archive = TestArchive::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = archive.run(&["completions", shell]);
        assert!(run.code == 0 && run.stdout.contains("dateline"), "{shell}");
    }
    let run = archive.run(&["man"]);
    assert!(run.code == 0 && run.stdout.contains(".TH dateline"), "{}", run.stdout);
}

#[test]
fn stats_and_check_count_what_was_ingested() {
    let archive = TestArchive::with_sample_news();
    let stats = archive.json(&["stats"]);
    let check = archive.json(&["check"]);
    assert_eq!(stats["articles"], check["articles"]);
    assert_eq!(check["searchable"], check["articles"]);
    assert_eq!(check["behind"], 0);
    assert_eq!(check["faults"].as_array().map(Vec::len), Some(0));
    assert!(stats["languages"].as_array().is_some_and(|languages| languages.len() >= 8), "{stats}");
    assert!(archive.run(&["stats"]).stdout.contains("harbourcourier.example"));
}

#[test]
fn a_damaged_capture_is_found() {
    let archive = TestArchive::with_sample_news();
    let segment = archive.directory().join("captures/000001.warc.zst");
    let mut bytes = std::fs::read(&segment).expect("reading the segment");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 64].fill(0);
    std::fs::write(&segment, bytes).expect("writing the segment");
    let run = archive.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(run.stdout.contains("capture of article"), "{}", run.stdout);
    assert_eq!(archive.run(&["search", "grain"]).code, 0, "searches need no captures");
}
