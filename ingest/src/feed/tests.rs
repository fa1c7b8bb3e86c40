//! Feeds of every kind, whole and broken.

use dateline_model::Location;

use super::*;

fn records(feed: &str) -> Vec<Record> {
    let mut records = Vec::new();
    let kept = unpack(feed.as_bytes(), &Location::file("feed.xml"), &mut |record| {
        records.push(record);
        Ok(())
    });
    assert_eq!(kept, Ok(()));
    records
}

fn captures(feed: &str) -> Vec<Capture> {
    let capture = |record| match record {
        Record::Capture(capture) => Some(capture),
        _ => None,
    };
    records(feed).into_iter().filter_map(capture).collect()
}

fn paragraphs(record: &crate::json::RecordStory) -> Vec<&str> {
    record.story.body.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect()
}

#[test]
fn items_become_captures_and_stories() {
    let rss = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'>\
        <channel><title>El Puerto</title><link>https://puerto.example</link><language>es-ES</language>\
        <item><title>Paz & memoria</title><link>https://puerto.example/a</link><guid isPermaLink='false'>7</guid><dc:creator>Ana Ruiz</dc:creator>\
        <pubDate>Sun, 02 Oct 2016 22:10:00 -0500</pubDate><description>Resumen.</description>\
        <content:encoded><![CDATA[<p>BOGOTÁ, 2 oct - Uno.</p><p>Dos.</p>]]></content:encoded></item></channel></rss>";
    let captures = captures(rss);
    assert_eq!(captures.len(), 1);
    assert_eq!(captures[0].location.to_string(), "feed.xml item 1");
    let record = read(&captures[0].payload).unwrap();
    assert_eq!(record.story.headline, "Paz & memoria");
    assert_eq!(record.story.dateline.as_ref().unwrap().place.as_deref(), Some("BOGOTÁ"));
    assert_eq!(paragraphs(&record), ["Uno.", "Dos."]);
    // The day is the one of the place of publication.
    assert_eq!(record.published.unwrap().value(), "2016-10-02T22:10:00-05:00");
    assert_eq!(record.language.as_deref(), Some("es"));
    assert!(!record.is_summary);
}

#[test]
fn what_stands_in_front_of_damage_is_read() {
    let feed = "<rss><channel><title>Nord</title><item><title>Eins</title><link>/a</link><description>Erster Text &nbsp;hier.</description></item>\
        <item><title>Zwei & drei</title><description>Halber";
    let records = records(feed);
    assert_eq!(records.len(), 2, "{records:#?}");
    let Record::Rejected(rejection) = &records[1] else { panic!("{records:#?}") };
    assert_eq!(rejection.reason, Reason::Broken);
    assert_eq!(rejection.detail, "expected `</rss>`, found the end; 1 items in front of it were read");
}

#[test]
fn templates_that_forget_things_are_read() {
    let feed = "<rss><channel><title>Nord</title><link>https://nord.example/</link>\
        <item><title>AT&T &mdash; Q&A</title><link>/wirtschaft/a?b=1&c=2</link><dc:date>2024-03-05</dc:date>\
        <description>Ein Text steht hier.<br>mit <b>Marken und &unknown; Namen</description></item>\
        </wrong></channel></rss>";
    let captures = captures(feed);
    assert_eq!(captures[0].uri.as_deref(), Some("https://nord.example/wirtschaft/a?b=1&c=2"));
    let record = read(&captures[0].payload).unwrap();
    assert_eq!(record.story.headline, "AT&T — Q&A");
    assert_eq!(record.published.as_ref().unwrap().value(), "2024-03-05");
    assert_eq!(paragraphs(&record), ["Ein Text steht hier.", "mit Marken und &unknown; Namen"]);
    assert!(record.is_summary);
}

#[test]
fn lines_of_a_template_are_no_paragraphs() {
    let feed = "<rss><channel><item><title>Eins</title><description>\n            Ein Schiff wartet seit dem frühen Morgen vor der Mole auf\n\
        \x20           die Einfahrt in den Hafen, wie die Direktorin am Abend\n            sagte.\n      </description></item></channel></rss>";
    let record = read(&captures(feed)[0].payload).unwrap();
    assert_eq!(record.story.body.paragraphs.len(), 1, "{:?}", paragraphs(&record));
    assert!(record.is_summary);
}

#[test]
fn atom_says_what_is_markup() {
    let feed = "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><entry><id>tag:a,1</id>\
        <title type='html'>A &lt;i&gt;new&lt;/i&gt; dawn</title><summary type='text'>1 &lt; 2 is true.</summary>\
        <link rel='self' href='/self'/><link href='https://nord.example/a'/>\
        <author><name>Ana Ruiz</name><email>ana@nord.example</email></author><author><name>Bo Ek</name></author>\
        <content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>First <b>bold</b> words of it.</p><p>Then more &amp; more.</p></div></content>\
        <published>2024-03-05T23:30:00+01:00</published><updated>2024-03-06T08:00:00Z</updated></entry><title>Nord</title></feed>";
    let captures = captures(feed);
    let record = read(&captures[0].payload).unwrap();
    assert_eq!(record.story.headline, "A new dawn");
    assert_eq!(record.story.dek.as_deref(), Some("1 < 2 is true."));
    assert_eq!(paragraphs(&record), ["First bold words of it.", "Then more & more."]);
    assert_eq!(record.story.byline.as_ref().unwrap().authors, ["Ana Ruiz", "Bo Ek"]);
    assert_eq!(record.published.unwrap().value(), "2024-03-05T23:30:00+01:00");
    // The name of the feed stands behind the items here.
    assert_eq!(feed_title(&captures[0].payload).as_deref(), Some("Nord"));
    assert_eq!(record.url.as_deref(), Some("https://nord.example/a"));
}

#[test]
fn an_entry_may_stand_alone_and_xhtml_may_have_a_prefix() {
    let feed = "<entry xmlns='http://www.w3.org/2005/Atom' xmlns:h='http://www.w3.org/1999/xhtml'><title>Eins</title>\
        <content type='xhtml'><h:div><h:p class='a'>Erster Absatz.</h:p><h:p>Zweiter Absatz.</h:p></h:div></content></entry>";
    assert_eq!(crate::sniff(feed.as_bytes()), crate::Format::Feed);
    let captures = captures(feed);
    assert_eq!(paragraphs(&read(&captures[0].payload).unwrap()), ["Erster Absatz.", "Zweiter Absatz."]);
}

#[test]
fn json_feeds_are_read() {
    let feed = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Nord", "home_page_url": "https://nord.example/",
        "authors": [{"name": "Ana Ruiz"}],
        "items": [{"id": "7", "url": "https://nord.example/a", "title": "Eins", "content_html": "<p>Uno.</p><p>Dos.</p>",
        "date_published": "2024-03-05T23:30:00+01:00", "tags": ["a"]}, {"id": 8, "content_text": "Nur ein <Text> ohne Marken."}]}"#;
    let captures = captures(feed);
    let record = read(&captures[0].payload).unwrap();
    assert_eq!(paragraphs(&record), ["Uno.", "Dos."]);
    assert_eq!(record.published.unwrap().value(), "2024-03-05T23:30:00+01:00");
    assert_eq!(record.story.byline.unwrap().authors, ["Ana Ruiz"]);
    assert_eq!(paragraphs(&read(&captures[1].payload).unwrap()), ["Nur ein <Text> ohne Marken."]);
}

#[test]
fn exports_of_wordpress_give_published_posts() {
    let post = |kind: &str, status: &str| {
        format!(
            "<item><title>Eins</title><link>https://nord.example/{kind}</link><dc:creator>ana</dc:creator>\
             <content:encoded><![CDATA[Erster Absatz.\n\nZweiter Absatz.]]></content:encoded>\
             <wp:post_date>2013-07-29 18:03:54</wp:post_date><wp:post_date_gmt>2013-07-29 16:03:54</wp:post_date_gmt>\
             <wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status></item>"
        )
    };
    let feed = format!(
        "<rss><channel><title>Nord</title><wp:author><wp:author_login>ana</wp:author_login>\
         <wp:author_display_name>Ana Ruiz</wp:author_display_name></wp:author>{}{}{}</channel></rss>",
        post("post", "publish"),
        post("post", "draft"),
        post("attachment", "inherit")
    );
    let records = records(&feed);
    let Record::Capture(capture) = &records[0] else { panic!("{records:#?}") };
    let record = read(&capture.payload).unwrap();
    assert_eq!(paragraphs(&record), ["Erster Absatz.", "Zweiter Absatz."]);
    assert_eq!(record.published.unwrap().value(), "2013-07-29T18:03:54+02:00");
    assert_eq!(record.story.byline.unwrap().authors, ["Ana Ruiz"]);
    let kinds: Vec<&str> = records[1..]
        .iter()
        .map(|record| if let Record::Skipped { kind, .. } = record { kind.as_str() } else { "" })
        .collect();
    assert_eq!(kinds, ["wordpress draft", "wordpress attachment"]);
}

#[test]
fn nesting_without_end_is_damage() {
    let feed = format!("<rss><channel><item><title>a</title></item>{}", "<x>".repeat(100_000));
    let records = records(&feed);
    assert_eq!(records.len(), 2);
    assert!(matches!(&records[1], Record::Rejected(rejection) if rejection.detail.contains("open elements")));
}

proptest::proptest! {
    #[test]
    fn nothing_panics(text in "(<(item|rss|title|/item|a b='|!\\[CDATA\\[|entry xmlns:a='x')>|&|;|\\PC){0,40}") {
        let _ = reading(text.as_bytes());
        let _ = reading(format!("<rss><channel><item>{text}").as_bytes());
    }
}
