//! A real server, asked by the real command.

use dateline_tests::TestArchive;

#[test]
fn a_server_answers_the_same_and_stops_when_asked() {
    let archive = TestArchive::with_sample_news();
    let server = archive.serve();
    let remote = |args: &[&str]| {
        let output = archive
            .command()
            .env_remove("DATELINE_ARCHIVE")
            .args(args)
            .args(["--server", &server.address])
            .output()
            .expect("running");
        (
            output.status.code(),
            String::from_utf8(output.stdout).expect("UTF-8"),
            String::from_utf8(output.stderr).expect("UTF-8"),
        )
    };
    for args in [
        &["search", "\"prime minister\" Beirut", "--sort", "newest"][..],
        &["search", "grain", "--json", "--actor", "United Nations", "--since", "2022"],
        &["facets", "minister", "--by", "place", "--by", "year"],
        &[
            "facets", "", "--by", "place:/EU", "--by", "actor:/", "--stories", "--not", "source:unknown", "--offset",
            "1",
        ],
        &["facets", "minister", "--find", "united", "--about", "United Nations"],
        &["entity", "show", "United Nations"],
        &["search", "xyzzyx"],
    ] {
        let local = archive.run(args);
        assert_eq!(remote(args), (Some(local.code), local.stdout, local.stderr), "{args:?}");
    }
    let id = archive.json(&["search", "grain"])["hits"][0]["id"].as_str().expect("id").to_owned();
    let local = archive.run(&["show", &id]);
    assert_eq!(remote(&["show", &id]).1, local.stdout);
    assert_eq!(remote(&["explain", &id]).1, archive.run(&["explain", &id]).stdout);
    let (code, _, words) = remote(&["show", "aaaaaaaaaaaaaaaa"]);
    assert_eq!((code, words.as_str()), (Some(2), "error: no article `aaaaaaaaaaaaaaaa` in the archive\n"));
    assert!(server.stop(), "a server that is asked to stop ends well");
}

#[test]
fn a_running_server_sees_what_another_process_ingests() {
    let archive = TestArchive::with_sample_news();
    let server = archive.serve();
    let ask = || {
        ureq::get(format!("{}/api/v1/search?q=zanzibarian", server.address))
            .call()
            .expect("asking")
            .body_mut()
            .read_to_string()
            .expect("reading")
    };
    assert!(ask().contains("\"total\":0"));
    let file = archive.file(
        "new.txt",
        format!(
            "Zanzibarian spice fair opens\n\n{}",
            "The Zanzibarian fair drew crowds, its director said. ".repeat(6)
        ),
    );
    assert_eq!(archive.run(&["ingest", "--quiet", &file]).code, 0);
    assert!(ask().contains("\"total\":1"), "a new commit is seen");
    assert_eq!(archive.run(&["rebuild", "--quiet"]).code, 0);
    assert!(ask().contains("\"total\":1"), "a new generation is seen");
}

#[test]
fn an_address_that_nobody_answers_is_named() {
    let archive = TestArchive::new();
    let output = archive
        .command()
        .env_remove("DATELINE_ARCHIVE")
        .args(["search", "x", "--server", "http://127.0.0.1:9"])
        .output()
        .expect("running");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&output.stderr).starts_with("error: failed to ask `http://127.0.0.1:9`"),
        "{output:?}"
    );
}
