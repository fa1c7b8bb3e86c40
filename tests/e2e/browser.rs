//! The search pages in a real browser, without any script, driven over the WebDriver protocol.
//!
//! Skipped where there is no `chromedriver`, unless `DATELINE_BROWSER=required`.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use dateline_tests::TestArchive;
use serde_json::{Value, json};

/// A browser with one window.
struct Browser {
    driver: Child,
    session: String,
    // The browser's profile; goes with it.
    _profile: tempfile::TempDir,
}

impl Browser {
    fn start(width: u32) -> Option<Self> {
        let driver = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut driver = match driver {
            Ok(driver) => driver,
            Err(error) if std::env::var("DATELINE_BROWSER").is_ok_and(|wish| wish == "required") => {
                panic!("no chromedriver: {error}")
            }
            Err(_) => return None,
        };
        let lines = BufReader::new(driver.stdout.take().expect("stdout")).lines().map_while(Result::ok);
        let port = lines.into_iter().find_map(|line| {
            line.split("successfully on port ").nth(1).and_then(|rest| rest.trim_end_matches('.').parse::<u16>().ok())
        });
        let base = format!("http://127.0.0.1:{}", port.expect("the port of chromedriver"));
        let profile = tempfile::tempdir().expect("a profile");
        let options = json!({
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", format!("--window-size={width},900"), format!("--user-data-dir={}", profile.path().display()),
            ],
            // No script runs: the pages must do without.
            "prefs": { "profile.managed_default_content_settings.javascript": 2 },
        });
        let wanted =
            json!({ "capabilities": { "alwaysMatch": { "browserName": "chrome", "goog:chromeOptions": options } } });
        let answer = send(&format!("{base}/session"), &wanted);
        let id = answer["sessionId"].as_str().unwrap_or_else(|| panic!("expected a session, found {answer}"));
        Some(Self { session: format!("{base}/session/{id}"), driver, _profile: profile })
    }

    fn open(&self, address: &str) {
        send(&format!("{}/url", self.session), &json!({ "url": address }));
    }

    fn all(&self, selector: &str) -> Vec<String> {
        let found = send(&format!("{}/elements", self.session), &json!({ "using": "css selector", "value": selector }));
        found
            .as_array()
            .expect("elements")
            .iter()
            .map(|element| {
                element
                    .as_object()
                    .expect("an element")
                    .values()
                    .next()
                    .and_then(Value::as_str)
                    .expect("an id")
                    .to_owned()
            })
            .collect()
    }

    fn text(&self, element: &str) -> String {
        ask(&format!("{}/element/{element}/text", self.session)).as_str().expect("text").to_owned()
    }

    fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).iter().map(|element| self.text(element)).collect()
    }

    fn first(&self, selector: &str) -> String {
        self.all(selector).into_iter().next().unwrap_or_else(|| panic!("nothing matches `{selector}`"))
    }

    /// Clicks on what leads to another page, and waits until that page is there.
    fn follow(&self, element: &str) {
        let address = || ask(&format!("{}/url", self.session)).as_str().unwrap_or_default().to_owned();
        let before = address();
        send(&format!("{}/element/{element}/click", self.session), &json!({}));
        for _ in 0..600 {
            if address() != before && !self.all("main h1").is_empty() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("no other page came after the click on {before}");
    }

    fn write(&self, element: &str, text: &str) {
        send(&format!("{}/element/{element}/value", self.session), &json!({ "text": text }));
    }

    fn right_edge(&self, element: &str) -> f64 {
        let rect = ask(&format!("{}/element/{element}/rect", self.session));
        rect["x"].as_f64().expect("x") + rect["width"].as_f64().expect("width")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // What has ended already needs no ending.
        let _ = ureq::delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>, address: &str) -> Value {
    let mut answer = answer.unwrap_or_else(|error| panic!("asking `{address}`: {error}"));
    let value: Value = serde_json::from_str(&answer.body_mut().read_to_string().expect("reading")).expect("JSON");
    value["value"].clone()
}

fn send(address: &str, body: &Value) -> Value {
    read(
        ureq::post(address)
            .config()
            .http_status_as_error(false)
            .build()
            .content_type("application/json")
            .send(body.to_string()),
        address,
    )
}

fn ask(address: &str) -> Value {
    read(ureq::get(address).config().http_status_as_error(false).build().call(), address)
}

#[test]
fn a_reader_searches_narrows_and_reads() {
    let Some(browser) = Browser::start(1200) else { return };
    let archive = TestArchive::with_sample_news();
    let server = archive.serve();
    browser.open(&format!("{}/", server.address));
    browser.write(&browser.first("#q"), "minister");
    browser.follow(&browser.first("header button"));
    let total = |browser: &Browser| {
        browser
            .text(&browser.first(".count"))
            .split(' ')
            .next()
            .and_then(|count| count.parse::<u64>().ok())
            .expect("a count")
    };
    let all = total(&browser);
    assert_eq!(Some(all), archive.json(&["search", "minister"])["total"].as_u64());
    assert!(browser.texts(".hits mark").iter().any(|word| word.eq_ignore_ascii_case("minister")));

    // The second facet is places: its first value narrows to what it counts.
    let value = browser.first(".facets section:nth-of-type(2) li a");
    let label = browser.text(&value);
    let count = browser.text(&browser.first(".facets section:nth-of-type(2) li .quiet"));
    browser.follow(&value);
    assert_eq!(total(&browser).to_string(), count, "{label}");
    assert!(browser.texts(".chips li").iter().any(|chip| chip.contains(&label)), "the filter is shown");
    browser.follow(&browser.first(".chips a"));
    assert_eq!(total(&browser), all, "and can be let go of");

    let headline = browser.first(".hits h2 a");
    let title = browser.text(&headline);
    browser.follow(&headline);
    assert_eq!(browser.text(&browser.first("article h1")), title);
    assert!(!browser.all("article mark").is_empty(), "the words of the search are marked in the article");
    browser.follow(&browser.first(".back a"));
    assert_eq!(total(&browser), all);
}

#[test]
fn a_reader_opens_a_level_leaves_a_value_out_and_looks_for_one() {
    let Some(browser) = Browser::start(1200) else { return };
    let archive = TestArchive::with_sample_news();
    let server = archive.serve();
    browser.open(&format!("{}/search?q=minister", server.address));
    let all = browser.text(&browser.first(".count"));
    browser.follow(&browser.first(".facets section:nth-of-type(2) .level"));
    assert!(!browser.all(".facets section:nth-of-type(2) .depth1").is_empty(), "what lies below is shown");
    let label = browser.text(&browser.first(".facets section:nth-of-type(2) .depth1 .pick"));
    browser.follow(&browser.first(".facets section:nth-of-type(2) .depth1 .out"));
    assert_eq!(browser.texts(".facets section:nth-of-type(2) .excluded s"), [label]);
    assert_ne!(browser.text(&browser.first(".count")), all);
    browser.follow(&browser.first(".facets section:nth-of-type(2) .excluded .pick"));
    assert_eq!(browser.text(&browser.first(".count")), all, "what was left out is let in again");
    browser.write(&browser.first(".facets section:nth-of-type(1) .find input[type=search]"), "united");
    browser.follow(&browser.first(".facets section:nth-of-type(1) .find button"));
    let found = browser.texts(".facets section:nth-of-type(1) .pick");
    assert!(found.iter().all(|label| label.contains("United")) && !found.is_empty(), "{found:?}");
}

#[test]
fn pages_fit_a_phone() {
    let Some(browser) = Browser::start(500) else { return };
    let archive = TestArchive::with_sample_news();
    let server = archive.serve();
    for path in ["/", "/search?q=minister", "/help/query", "/article/aaaaaaaaaaaaaaaa"] {
        browser.open(&format!("{}{path}", server.address));
        let body = browser.right_edge(&browser.first("body"));
        for selector in ["main", "header", "h1", "form", ".hits > li", ".facets"] {
            for element in browser.all(selector) {
                assert!(browser.right_edge(&element) <= body + 1.0, "`{selector}` of {path} is wider than the window");
            }
        }
    }
}
