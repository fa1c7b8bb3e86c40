//! Inputs of other kinds through the whole program: tables under the operator's names, sitemaps, mailboxes, feeds.

use dateline_tests::TestArchive;
use serde_json::Value;

/// The one hit of a query.
fn only(archive: &TestArchive, query: &str) -> Value {
    let found = archive.json(&["search", query]);
    assert_eq!(found["hits"].as_array().map(Vec::len), Some(1), "{query}: {found}");
    let id = found["hits"][0]["id"].as_str().expect("an id").to_owned();
    archive.json(&["show", &id])
}

#[test]
fn a_table_is_read_under_the_operators_names() {
    let archive = TestArchive::new();
    let table = archive.file(
        "dump.csv",
        "clave;titular;cuerpo;fecha\n\
         1;Puerto abierto;\"Las grúas trabajan;\n\nlos barcos esperan desde el lunes.\";2024-03-05\n\
         2;Otro;corto\n\
         3;Mercado cerrado;\"El mercado cierra por obras, dijo la directora el martes.\";2024-03-06\n",
    );
    let wrong = archive.run(&["ingest", "--map", "titel=titular", &table]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("expected one of `headline`"), "{wrong:#?}");
    let summary = archive.json(&["ingest", "--map", "headline=titular,body=cuerpo,date=fecha,id=clave", &table]);
    assert_eq!((summary["added"].as_u64(), summary["rejected"]["broken"].as_u64()), (Some(2), Some(1)), "{summary}");
    let article = only(&archive, "barcos");
    assert_eq!(article["headline"], "Puerto abierto", "{article}");
    assert!(article["published"].to_string().contains("2024-03-05"), "{article}");
}

#[test]
fn a_sitemap_dates_pages_of_its_run_wherever_it_stands() {
    let body =
        "<p>Die Kräne im Hafen stehen seit Montag still, sagte die Direktorin am Abend der Redaktion.</p>".repeat(3);
    let page = |address: &str| {
        format!("<!-- saved from url=(0001){address} -->\n<html><body><h1>Kräne</h1>{body}</body></html>")
    };
    let archive = TestArchive::new();
    let first = archive.file("news/a.html", page("https://hafen.example/a"));
    archive.file(
        "news/z.xml",
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>\
         <url><loc>https://hafen.example/a</loc><news:news><news:publication><news:name>Der Hafen</news:name></news:publication>\
         <news:publication_date>2024-03-05T23:30:00+01:00</news:publication_date></news:news></url></urlset>",
    );
    let folder = std::path::Path::new(&first).parent().expect("a folder").display().to_string();
    let summary = archive.json(&["ingest", &folder]);
    assert_eq!(
        (summary["added"].as_u64(), summary["skipped"]["sitemap entry"].as_u64()),
        (Some(1), Some(1)),
        "{summary}"
    );
    let article = only(&archive, "Direktorin");
    assert!(article["published"].to_string().contains("2024-03-05T23:30:00+01:00"), "{article}");
    assert_eq!(article["source_name"], "Der Hafen", "{article}");
}

#[test]
fn a_sitemap_in_a_crawl_dates_the_pages_behind_it() {
    let record = |address: &str, kind: &str, body: &str| {
        let http = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{body}");
        format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-03-06T00:00:00Z\r\n\
             Content-Length: {}\r\n\r\n{http}\r\n\r\n",
            http.len()
        )
    };
    let page = |word: &str| {
        let body = format!("<p>Die {word} im Hafen stehen seit Montag still, sagte die Direktorin der Redaktion.</p>");
        record(
            &format!("https://hafen.example/{word}"),
            "text/html",
            &format!("<html><body><h1>{word}</h1>{}</body></html>", body.repeat(3)),
        )
    };
    let entry = |word: &str| {
        format!(
            "<url><loc>https://hafen.example/{word}</loc><n:news><n:publication_date>2024-03-05</n:publication_date></n:news></url>"
        )
    };
    let news = format!(
        "<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>{}{}</urlset>",
        entry("Schlepper"),
        entry("Lotsen")
    );
    let sitemap = record("https://hafen.example/news.xml", "application/xml", &news);
    let archive = TestArchive::new();
    let crawl = archive.file("crawl.warc", [page("Schlepper"), sitemap, page("Lotsen")].concat());
    let summary = archive.json(&["ingest", "--threads", "2", &crawl]);
    assert_eq!(
        (summary["added"].as_u64(), summary["skipped"]["application/xml"].as_u64()),
        (Some(2), Some(1)),
        "{summary}"
    );
    assert!(only(&archive, "Lotsen")["published"].to_string().contains("2024-03-05"));
    assert!(!only(&archive, "Schlepper")["published"].to_string().contains("2024-03-05"), "stands in front of it");
}

#[test]
fn mailboxes_and_broken_feeds_give_what_they_hold() {
    let archive = TestArchive::new();
    let mailbox = archive.file(
        "a.mbox",
        "From brief@hafen.example Tue Mar  5 23:30:00 2024\nFrom: Der Hafen <brief@hafen.example>\n\
         Date: Tue, 5 Mar 2024 23:30:00 +0100\nSubject: Kräne stehen still\n\nDie Kräne stehen seit Montag still, hieß es.\n",
    );
    let feed = archive.file(
        "feed.xml",
        "<rss><channel><title>Nord</title><item><title>Eins & zwei</title><link>https://nord.example/1</link>\
         <description>Ein Schiff wartet vor der Mole.</description></item><item><title>Halb",
    );
    let run = archive.run(&["ingest", &mailbox, &feed]);
    assert_eq!(run.code, 2, "{run:#?}");
    assert!(run.stderr.contains("1 items in front of it were read"), "{run:#?}");
    assert_eq!(only(&archive, "Mole")["headline"], "Eins & zwei");
    let letter = only(&archive, "Montag");
    assert!(letter["source"].to_string().contains("hafen.example"), "{letter}");
    assert!(letter["published"].to_string().contains("2024-03-05T23:30:00+01:00"), "{letter}");
}

#[test]
fn a_page_is_explained_and_nothing_is_written() {
    let archive = TestArchive::new();
    let page = "<html><head><meta property='og:title' content='Cranes stand still - The Harbour'>\
        <meta property='article:published_time' content='2024-03-05T08:00:00Z'></head><body><h1>Cranes stand still</h1>\
        <p>The cranes in the harbour have stood still since Monday, the director told the paper on Tuesday evening.</p>\
        <p>Ships wait outside the mole, and the fish market has closed its doors until the end of the week.</p></body></html>";
    let path = archive.file("page.html", page);
    let explained = archive.run(&["ingest", "--explain", &path]);
    assert_eq!(explained.code, 0, "{explained:#?}");
    for line in ["headline: ", "+ ", "Cranes stand still", "2024-03-05", "blocks kept"] {
        assert!(explained.stdout.contains(line), "`{line}` in {}", explained.stdout);
    }
    let explained = archive.run(&["--json", "ingest", "--explain", &path]);
    let line: Value = serde_json::from_str(&explained.stdout).expect("one line of JSON");
    assert_eq!(line["headline"]["candidates"][0]["values"][0], "Cranes stand still", "{line}");
    assert!(line["body"]["kept"].as_u64() >= Some(2), "{line}");
    let record = archive.file("record.json", "{\"title\": \"Cranes\", \"text\": \"The cranes stand still, he said.\"}");
    assert_eq!(archive.run(&["ingest", "--explain", &record]).code, 1, "no page among them");
}

#[test]
fn the_report_says_what_is_missing() {
    let archive = TestArchive::new();
    let record = archive.file(
        "record.json",
        "{\"title\": \"Cranes\", \"text\": \"The cranes in the harbour have stood still since Monday, he said.\"}",
    );
    let report = archive.path("report.jsonl").display().to_string();
    assert_eq!(archive.json(&["ingest", "--report", &report, &record])["added"], 1);
    let line: Value = serde_json::from_str(&std::fs::read_to_string(&report).expect("the report")).expect("one line");
    assert_eq!(line["missing"], serde_json::json!(["source", "url", "published", "byline"]), "{line}");
}
