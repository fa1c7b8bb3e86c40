//! What people rule about entities: at once, everywhere, kept through rebuilds, undone.

use dateline_tests::TestArchive;
use serde_json::{Value, json};

const MARIA: &str = "/person/xx/maria-oldstone";
const MARY: &str = "/person/xx/mary-oldstone";
const SINGER: &str = "/person/xx/maria-oldstone-singer";

/// Two spellings of a mayor, and a singer of the same name.
fn archive() -> TestArchive {
    let archive = TestArchive::new();
    let filler =
        "The council of the harbour town met again to talk about the cranes and the price of grain. ".repeat(5);
    let stories = [
        ("harbour.example/1", "Maria Oldstone opens the harbour", "Maria Oldstone opened the harbour on Monday."),
        ("harbour.example/2", "Cranes are late", "The cranes are late, Maria Oldstone said in Nairobi, Kenya."),
        ("tribune.example/1", "Mary Oldstone speaks of grain", "Mary Oldstone spoke of grain and of bread."),
        ("tribune.example/2", "A singer comes home", "The singer Maria Oldstone came home to Lyon, France, and sang."),
    ];
    let lines: Vec<String> = stories
        .iter()
        .map(|(address, title, text)| {
            let url = format!("https://{address}");
            json!({ "url": url, "title": title, "date": "2021-05-03", "text": format!("{text} {filler}") }).to_string()
        })
        .collect();
    let file = archive.file("stories.jsonl", lines.join("\n"));
    assert_eq!(archive.run(&["ingest", "--quiet", &file]).code, 0);
    archive
}

fn rule(archive: &TestArchive, args: &[&str]) {
    let run = archive.run(&[&["entity"], args, &["--quiet"]].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
}

/// How many articles each Oldstone has by the facet, which must be what the filter finds.
fn oldstones(archive: &TestArchive) -> Vec<(String, u64)> {
    let found = archive.json(&["facets", "", "--by", "actor"]);
    let values = found["facets"]["actor"].as_array().expect("actors");
    let mut counts: Vec<(String, u64)> = values
        .iter()
        .map(|value| (value["id"].as_str().expect("id").to_owned(), value["count"].as_u64().expect("count")))
        .filter(|(id, _)| id.contains("oldstone"))
        .collect();
    counts.sort();
    for (id, count) in &counts {
        let total = archive.json(&["search", &format!("actor:{id}")])["total"].as_u64();
        assert_eq!(total, Some(*count), "{id}");
    }
    counts
}

fn counts(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> = expected.iter().map(|(id, count)| ((*id).to_owned(), *count)).collect();
    counts.sort();
    counts
}

#[test]
fn a_merge_holds_at_once_and_until_it_is_undone() {
    let archive = archive();
    let before = oldstones(&archive);
    assert_eq!(before, counts(&[(MARIA, 3), (MARY, 1)]));
    rule(&archive, &["merge", "Mary Oldstone", "Maria Oldstone", "--by", "ada", "--why", "one mayor"]);
    assert_eq!(oldstones(&archive), counts(&[(MARIA, 4)]));
    assert_eq!(archive.json(&["search", "actor:\"Mary Oldstone\""])["total"], 4, "the old name means the new one");
    assert_eq!(archive.json(&["search", "about:\"Maria Oldstone\""])["total"], 2);
    let id = archive.json(&["search", "spoke of grain"])["hits"][0]["id"].as_str().expect("id").to_owned();
    assert_eq!(archive.json(&["show", &id])["actors"][0]["id"], MARIA);
    for rebuild in
        [&["rebuild", "--quiet"][..], &["rebuild", "--entities", "--quiet"], &["rebuild", "--all", "--quiet"]]
    {
        assert_eq!(archive.run(rebuild).code, 0, "{rebuild:?}");
        assert_eq!(oldstones(&archive), counts(&[(MARIA, 4)]), "{rebuild:?}");
    }
    rule(&archive, &["undo", "1"]);
    assert_eq!(oldstones(&archive), before);
    rule(&archive, &["undo", "2"]);
    assert_eq!(oldstones(&archive), counts(&[(MARIA, 4)]), "an undoing can be undone");
    let listed = archive.json(&["entity", "list"]);
    assert_eq!(listed[0]["by"], "ada");
    assert_eq!((&listed[0]["why"], &listed[1]["undone_by"]), (&json!("one mayor"), &json!(3)));
    assert_eq!(archive.json(&["check"])["faults"], json!([]));
}

#[test]
fn a_split_takes_some_articles_and_makes_an_entity() {
    let archive = archive();
    rule(&archive, &["split", MARIA, "Maria Oldstone (singer)", "--country", "France", "--source", "tribune.example"]);
    assert_eq!(oldstones(&archive), counts(&[(MARIA, 2), (MARY, 1), (SINGER, 1)]));
    assert_eq!(archive.headlines(&["actor:\"Maria Oldstone (singer)\""]), ["A singer comes home"]);
    // A further article of the same kind is read by the same ruling.
    let text = "Maria Oldstone sang again in Lyon, France, and the council of the town was in the hall. ".repeat(4);
    let line = json!({ "url": "https://tribune.example/9", "title": "A concert", "date": "2021-05-09", "text": text });
    let file = archive.file("later.jsonl", line.to_string());
    assert_eq!(archive.run(&["ingest", "--quiet", &file]).code, 0);
    assert_eq!(oldstones(&archive), counts(&[(MARIA, 2), (MARY, 1), (SINGER, 2)]));
    // One that was merged away can be given some of its articles back.
    rule(&archive, &["merge", MARY, MARIA]);
    rule(&archive, &["split", MARIA, MARY, "--source", "tribune.example"]);
    assert_eq!(oldstones(&archive), counts(&[(MARIA, 2), (MARY, 3)]), "the later split is nearer to the case");
}

#[test]
fn names_are_given_and_entities_rejected() {
    let archive = archive();
    rule(&archive, &["rename", MARIA, "Maria Alba Oldstone"]);
    let shown = archive.json(&["facets", "actor:\"Maria Alba Oldstone\"", "--by", "actor"]);
    assert_eq!(shown["facets"]["actor"][0]["label"], "Maria Alba Oldstone");
    let id = archive.json(&["search", "headline:singer"])["hits"][0]["id"].as_str().expect("id").to_owned();
    rule(&archive, &["reject", MARIA, "--article", &id[..6]]);
    assert_eq!(oldstones(&archive), counts(&[(MARIA, 2), (MARY, 1)]));
    rule(&archive, &["reject", MARY]);
    assert_eq!(oldstones(&archive), counts(&[(MARIA, 2)]));
}

#[test]
fn refusals_say_why_and_change_nothing() {
    let archive = archive();
    rule(&archive, &["merge", MARY, MARIA]);
    let mut said = String::new();
    for args in [
        &["merge", MARIA, MARY][..],
        &["merge", MARIA, "/EU/FR"],
        &["merge", "Nobody Atall", MARIA],
        &["split", MARIA, "Another"],
        &["split", MARIA, "Another", "--source", "nowhere.example"],
        &["rename", MARY, "Mary"],
        &["reject", "Syria"],
        &["undo", "7"],
    ] {
        let run = archive.run(&[&["entity"], args].concat());
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}");
        said.push_str(&run.stderr);
    }
    insta::assert_snapshot!(said);
    assert_eq!(archive.json(&["entity", "list"]).as_array().map(Vec::len), Some(1));
}

#[test]
fn a_file_of_rulings_is_made_whole_or_not_at_all() {
    let archive = archive();
    let merge = json!({ "decision": "merge", "entity": MARY, "into": MARIA, "by": "ada" });
    let wrong = json!({ "decision": "rename", "entity": MARY, "label": "Mary" });
    let file = archive.file("wrong.jsonl", format!("{merge}\n{wrong}\n"));
    let run = archive.run(&["entity", "apply", &file]);
    assert_eq!(run.code, 2);
    assert_eq!(archive.run(&["entity", "list"]).code, 1, "there are none");
    let mut lines = vec![merge.to_string()];
    lines.extend((0..1_500).map(|number| {
        json!({ "decision": "rename", "entity": MARIA, "label": format!("Maria {number}") }).to_string()
    }));
    let file = archive.file("right.jsonl", lines.join("\n"));
    rule(&archive, &["apply", &file]);
    assert_eq!(archive.json(&["entity", "show", "Maria 1499"])["rulings"].as_array().map(Vec::len), Some(1_501));
    assert_eq!(oldstones(&archive), counts(&[(MARIA, 4)]));
}

fn ask(address: &str) -> Value {
    let text = ureq::get(address).call().expect("asking").body_mut().read_to_string().expect("reading");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn a_running_server_and_the_command_see_each_others_rulings() {
    let archive = archive();
    let server = archive.serve_with(&["--allow-edits"]);
    let total = || ask(&format!("{}/api/v1/search?q=actor:{MARIA}", server.address))["total"].as_u64();
    assert_eq!(total(), Some(3));
    rule(&archive, &["merge", MARY, MARIA]);
    assert_eq!(total(), Some(4), "the server sees what the command ruled");
    let output = archive
        .command()
        .env_remove("DATELINE_ARCHIVE")
        .args(["entity", "undo", "1", "--by", "bo", "--json", "--server", &server.address])
        .output()
        .expect("running");
    let ruled: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    assert_eq!((&ruled["rulings"][0]["undoes"], &ruled["behind"]), (&json!(1), &json!(0)));
    assert_eq!(total(), Some(3));
    assert_eq!(oldstones(&archive), counts(&[(MARIA, 3), (MARY, 1)]), "the command sees what the server ruled");
}

#[test]
fn a_ruling_made_while_another_process_writes_is_kept_and_followed() {
    let archive = archive();
    let holder =
        dateline_archive::Archive::open(&archive.directory(), dateline_archive::Access::Write).expect("opening");
    let run = archive.run(&["entity", "merge", MARY, MARIA]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("another process writes to the archive"), "{}", run.stderr);
    assert_eq!(archive.json(&["search", &format!("actor:{MARIA}")])["total"], 4, "names follow at once");
    let id = archive.json(&["search", "spoke of grain"])["hits"][0]["id"].as_str().expect("id").to_owned();
    assert_eq!(archive.json(&["show", &id])["actors"][0]["id"], MARIA, "and so do profiles");
    assert_eq!(holder.catch_up(&dateline_archive::Silent).expect("catching up"), 1);
    drop(holder);
    assert_eq!(oldstones(&archive), counts(&[(MARIA, 4)]));
}

#[test]
fn rulings_need_leave() {
    let archive = archive();
    let service = |edits: bool| {
        let opened = dateline_archive::Archive::open(&archive.directory(), dateline_archive::Access::Read);
        let limits = dateline_server::Limits { edits, ..dateline_server::Limits::default() };
        dateline_server::InProcess::new(std::sync::Arc::new(opened.expect("opening")), limits).expect("starting")
    };
    let body = json!({ "decision": "merge", "entity": MARY, "into": MARIA, "by": "ada" }).to_string();
    let refused = service(false).request("POST", "/api/v1/rulings", body.as_bytes()).expect("asking");
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("\"code\":\"read-only\""), "{}", refused.text());
    // Without the header that no form can send.
    let refused = service(true).request("POST", "/api/v1/rulings", body.as_bytes()).expect("asking");
    assert_eq!(refused.status, 415, "{}", refused.text());
    let service = service(true);
    let json = [("content-type", "application/json"), ("host", "localhost")];
    let made = service.send("POST", "/api/v1/rulings", &json, body.as_bytes()).expect("asking");
    assert_eq!(made.status, 200, "{}", made.text());
    let again = service.send("POST", "/api/v1/rulings", &json, body.as_bytes()).expect("asking");
    assert_eq!(again.status, 409, "{}", again.text());
    let foreign = [json[0], json[1], ("origin", "https://elsewhere.example")];
    let refused = service.send("POST", "/api/v1/rulings", &foreign, body.as_bytes()).expect("asking");
    assert_eq!(refused.status, 403, "{}", refused.text());
    let wrong = service.send("POST", "/api/v1/rulings", &json, b"{\"decision\":\"merge\"}").expect("asking");
    assert!(wrong.status == 400 && wrong.text().contains("expected `entity` for `merge`"), "{}", wrong.text());
}

#[test]
fn rulings_that_were_killed_on_their_way_are_whole_or_not_there() {
    let archive = archive();
    let lines: Vec<String> = (0..2_000)
        .map(|number| json!({ "decision": "rename", "entity": MARIA, "label": format!("Maria {number}") }).to_string())
        .collect();
    let file = archive.file("renames.jsonl", lines.join("\n"));
    for pause in [5, 20, 60, 120, 250] {
        let mut child = archive
            .command()
            .args(["entity", "apply", &file, "--quiet"])
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("starting");
        std::thread::sleep(std::time::Duration::from_millis(pause));
        // On Unix this is SIGKILL: no handler runs, nothing is tidied up. It may have ended already.
        let _ = child.kill();
        child.wait().expect("waiting");
        let made = archive.json(&["entity", "list"]).as_array().map_or(0, Vec::len);
        assert_eq!(made % 2_000, 0, "killed after {pause} ms");
    }
    rule(&archive, &["merge", MARY, MARIA]);
    assert_eq!(oldstones(&archive), counts(&[(MARIA, 4)]));
    let check = archive.json(&["check"]);
    assert_eq!((&check["faults"], &check["behind"]), (&json!([]), &json!(0)), "{check}");
}
