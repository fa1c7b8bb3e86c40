//! Every route, and the API description as a snapshot.

use std::sync::Arc;

use dateline_archive::{Access, Archive};
use dateline_server::{Answer, InProcess, Limits};
use dateline_tests::TestArchive;
use serde_json::Value;

fn service(archive: &TestArchive) -> InProcess {
    let archive = Archive::open(&archive.directory(), Access::Read).expect("opening");
    InProcess::new(Arc::new(archive), Limits::default()).expect("starting")
}

fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body)
        .unwrap_or_else(|error| panic!("expected JSON ({error}), found {}", answer.text()))
}

#[test]
fn the_api_answers_what_the_command_prints() {
    let archive = TestArchive::with_sample_news();
    let service = service(&archive);
    let answer = service.get("/api/v1/search?q=%22prime+minister%22&sort=oldest&limit=5").expect("asking");
    assert_eq!(answer.status, 200);
    assert_eq!(json(&answer), archive.json(&["search", "\"prime minister\"", "--sort", "oldest", "--limit", "5"]));
    let id = json(&answer)["hits"][0]["id"].as_str().expect("id").to_owned();
    let answer = service.get(&format!("/api/v1/articles/{id}")).expect("asking");
    assert_eq!(json(&answer), archive.json(&["show", &id]));
    let answer = service.get(&format!("/api/v1/articles/{id}/revisions")).expect("asking");
    assert_eq!(json(&answer), archive.json(&["show", &id, "--revisions"]));
    let health = json(&service.get("/health").expect("asking"));
    assert_eq!((health["status"].as_str(), health["behind"].as_u64()), (Some("ok"), Some(0)));
}

#[test]
fn a_hit_in_full() {
    let archive = TestArchive::with_sample_news();
    let found = json(
        &service(&archive)
            .get("/api/v1/search?q=headline:Panmunjom&facet=actor&facet=place&facet=year&facet_limit=5")
            .expect("asking"),
    );
    insta::assert_json_snapshot!(found, { ".hits[].score" => "[score]" });
}

#[test]
fn the_description_of_the_api() {
    let archive = TestArchive::with_sample_news();
    insta::assert_json_snapshot!(json(&service(&archive).get("/openapi.json").expect("asking")));
}

#[test]
fn wrong_requests_get_problem_details() {
    let archive = TestArchive::with_sample_news();
    let service = service(&archive);
    let mut problems = Vec::new();
    for (method, path) in [
        ("GET", "/api/v1/search?limit=100000"),
        ("GET", "/api/v1/search?colour=red"),
        ("GET", "/api/v1/search?q=a&cursor=AQEAAAAAAAAAAAAAAAAAAAAA&sort=oldest"),
        ("GET", "/api/v1/articles/aaaaaaaaaaaaaaaa"),
        ("GET", "/api/v1/articles/x"),
        ("GET", "/no/such/page"),
        ("POST", "/api/v1/search"),
    ] {
        let answer = service.request(method, path, &[]).expect("asking");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
        let problem = json(&answer);
        assert_eq!(problem["status"].as_u64(), Some(u64::from(answer.status)), "{path}");
        problems.push((format!("{method} {path}"), problem));
    }
    insta::assert_json_snapshot!(problems);
    let long = format!("/api/v1/search?q={}", "x".repeat(20_000));
    assert_eq!(service.get(&long).expect("asking").status, 400);
    let large = service.request("POST", "/api/v1/search", &vec![b'x'; 1 << 20]).expect("asking");
    assert!(large.status == 405 || large.status == 413, "{}", large.status);
}

#[test]
fn pages_work_without_a_script_and_escape_everything() {
    let archive = TestArchive::with_sample_news();
    let text = format!(
        "Marked <script>alert(1)</script> headline\n\n{}",
        "A paragraph with <b>markup</b> & ampersands about cranes. ".repeat(8)
    );
    let file = archive.file("hostile.txt", text);
    assert_eq!(archive.run(&["ingest", "--quiet", &file]).code, 0);
    let service = service(&archive);
    let home = service.get("/").expect("asking");
    assert!(home.status == 200 && home.text().contains("articles"), "{}", home.text());
    let page = service.get("/search?q=cranes").expect("asking").text();
    assert!(page.contains("<mark>cranes</mark>"), "{page}");
    assert!(!page.contains("<script") && page.contains("&#60;script&#62;") | page.contains("&lt;script&gt;"), "{page}");
    let hit = archive.json(&["search", "cranes"])["hits"][0]["id"].as_str().expect("id").to_owned();
    let article = service.get(&format!("/article/{hit}?q=cranes")).expect("asking");
    assert!(
        article.status == 200
            && article.text().contains("<mark>cranes</mark>")
            && !article.text().contains("<b>markup"),
        "{}",
        article.text()
    );
    let policy = article.header("content-security-policy").expect("a policy");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    for path in ["/help/query", "/assets/style.css", "/assets/icon.svg"] {
        assert_eq!(service.get(path).expect("asking").status, 200, "{path}");
    }
    let missing = service.get("/article/aaaaaaaaaaaaaaaa").expect("asking");
    assert!(missing.status == 404 && missing.header("content-type").is_some_and(|kind| kind.starts_with("text/html")));
}

#[test]
fn facet_links_lead_to_what_they_count() {
    let archive = TestArchive::with_sample_news();
    let service = service(&archive);
    let page = service.get("/search?q=minister").expect("asking").text();
    let links: Vec<&str> = page
        .split("<nav class=\"facets\"")
        .nth(1)
        .expect("facets")
        .split("<a class=\"pick\" href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(links.len() >= 20, "{}", links.len());
    for link in links {
        let link = link.replace("&#38;", "&").replace("&amp;", "&");
        let answer = service.get(&link).expect("asking");
        assert_eq!(answer.status, 200, "{link}");
        assert!(answer.text().contains(" chosen\">"), "{link} chooses what it names");
        assert!(!answer.text().contains("Nothing found"), "{link}");
    }
}

#[test]
fn levels_open_and_close_and_values_are_left_out_by_links() {
    let archive = TestArchive::with_sample_news();
    let service = service(&archive);
    let follow = |path: &str, class: &str, label: &str| {
        let page = service.get(path).expect("asking").text();
        let mark = format!("<a class=\"{class}\" href=\"");
        let links = page.split(&mark).skip(1).filter_map(|rest| rest.split_once('"'));
        let mut fitting = links.filter(|(_, rest)| rest.split("</a>").next().is_some_and(|rest| rest.contains(label)));
        let (link, _) = fitting.next().unwrap_or_else(|| panic!("no link `{class}` with `{label}` on {path}: {page}"));
        link.replace("&#38;", "&").replace("&amp;", "&")
    };
    let opened = follow("/search?q=minister", "level", "open Lebanon");
    let page = service.get(&opened).expect("asking").text();
    assert!(page.contains("class=\"depth1\"") && page.contains("close Lebanon"), "{page}");
    assert_eq!(follow(&opened, "level", "close Lebanon"), "/search?q=minister");
    let without = follow(&opened, "out", "leave out Lebanon");
    let page = service.get(&without).expect("asking").text();
    assert!(page.contains("<s>Lebanon</s>"), "what is left out is shown with a way back");
    assert_eq!(follow(&without, "pick", "<s>Lebanon</s>"), opened);
    let found = service.get("/search?q=minister&find_actor=united").expect("asking").text();
    assert!(found.contains("United Nations") && found.contains("name=\"find_actor\" value=\"united\""), "{found}");
    let stories = service.get("/search?q=minister&count=stories").expect("asking").text();
    assert!(stories.contains(" stories</h1>") || stories.contains(" story</h1>"), "{stories}");
    let id = archive.json(&["search", "minister"])["hits"][0]["id"].as_str().expect("id").to_owned();
    let page = service.get(&format!("/article/{id}/explain")).expect("asking");
    assert!(page.status == 200 && page.text().contains("<h2>Mentions</h2>"), "{}", page.text());
    let answer = service.get(&format!("/api/v1/articles/{id}/explain")).expect("asking");
    assert_eq!(json(&answer), archive.json(&["explain", &id]));
}

#[test]
fn problems_with_a_query_are_shown_with_the_place() {
    let archive = TestArchive::with_sample_news();
    let page = service(&archive).get("/search?q=grain+AND+%28wheat").expect("asking").text();
    assert!(page.contains("class=\"problem error\"") && page.contains("<u>"), "{page}");
}
