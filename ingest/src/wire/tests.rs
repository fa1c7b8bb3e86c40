//! Whole files of every format, through `unpack` and `normalise`.

use std::io::Write;

use dateline_model::{Article, CorrectionKind, Flag, ParagraphKind};
use jiff::Timestamp;
use proptest::prelude::*;

use crate::{Input, Reason, Record, normalise, unpack};

const NITF: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-2.dtd">
<nitf baselang="en-GB"><head><title>harbour-slug</title><tobject tobject.type="World"/>
<docdata management-status="usable"><doc-id id-string="MP-1.2" regsrc="Meridian Press"/><du-key key="MP-1" version="2"/>
<date.issue norm="20240305T101500+0100"/><ed-msg info="With pictures."/><key-list><keyword key="ports"/></key-list></docdata></head>
<body><body.head><hedline><hl1>Port reopens</hl1><hl2>Backlog of a week expected</hl2></hedline>
<byline>By <person>Anna Holt and Jordan Press</person><byttl>Meridian Press</byttl></byline>
<dateline><location><city>Port Ellery</city><country>Norway</country></location><story.date norm="20240305"/></dateline></body.head>
<body.content><p>PORT ELLERY (MP) - The caf&eacute; at the port &amp; its <em>quay</em> reopened.</p>
<hl2>Why now</hl2><p>Cranes were tested.</p><ul><li>one</li></ul><bq><p>Nobody will hurry us.</p></bq>
<media media-type="image"><media-caption>Cranes at dawn</media-caption><media-producer>P. Wren</media-producer></media>
<p>Correction: An earlier version gave another day.</p></body.content></body></nitf>"#;

const MESSAGE: &str = r#"<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sender>meridian.example</sender></header><itemSet>
<packageItem guid="urn:newsml:meridian.example:p" version="1"><itemMeta><itemClass qcode="ninat:composite"/></itemMeta></packageItem>
<newsItem guid="urn:newsml:meridian.example:1" version="3" xml:lang="en"><itemMeta><itemClass qcode="ninat:text"/><provider literal="Meridian Press"/>
<versionCreated>2024-03-05T12:00:00+01:00</versionCreated><firstCreated>2024-03-05T10:00:00+01:00</firstCreated>
<embargoed>2024-03-06T00:00:00Z</embargoed><pubStatus qcode="stat:usable"/><edNote>Corrects name of ship</edNote><edNote>Pictures follow</edNote></itemMeta>
<contentMeta><by>Anna Holt</by><dateline>Port Ellery</dateline><headline>Port reopens</headline><subject><name>shipping</name></subject></contentMeta>
<contentSet><!-- no words --><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><p>The port reopened.</p></body></html></inlineXML></contentSet></newsItem>
<newsItem guid="urn:newsml:meridian.example:2" version="1"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta></newsItem>
</itemSet></newsMessage>"#;

const NEWSML: &str = r#"<NewsML Version="1.2"><NewsEnvelope><SentFrom><Party FormalName="Meridian Press"/></SentFrom></NewsEnvelope>
<NewsItem><Identification><NewsIdentifier><ProviderId>meridian.example</ProviderId><DateId>20240305</DateId><NewsItemId>A7</NewsItemId><RevisionId PreviousRevision="1" Update="N">2</RevisionId></NewsIdentifier></Identification>
<NewsManagement><FirstCreated>20240305T100000+0000</FirstCreated><ThisRevisionCreated>20240305T110000+0000</ThisRevisionCreated><Status FormalName="Usable"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Port reopens</HeadLine><ByLine>By Anna Holt</ByLine><DateLine>PORT ELLERY, March 5 (MP) -</DateLine></NewsLines><DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>
<NewsComponent><Role FormalName="StyleSheet"/><ContentItem><MimeType FormalName="text/css"/><DataContent>.x {}</DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Main"/><ContentItem><MediaType FormalName="Text"/><DataContent><nitf><body><body.content><p>The port reopened.</p></body.content></body></nitf></DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Caption"/><ContentItem><DataContent>Cranes at dawn</DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem>
<NewsItem><NewsComponent><ContentItem Href="a.jpg"><MediaType FormalName="Photo"/></ContentItem></NewsComponent></NewsItem></NewsML>"#;

const NINJS: &str = r#"{"uri": "urn:newsml:meridian.example:9", "type": "text", "version": "2", "firstCreated": "2024-03-05T10:00:00Z", "versionCreated": "2024-03-05T11:00:00Z", "pubStatus": "usable", "language": "en",
"headlines": [{"role": "main", "value": "Port reopens"}], "by": "Anna Holt", "descriptions": [{"value": "A backlog of a week is expected."}], "subjects": [{"name": "shipping"}], "infoSources": [{"name": "Meridian Press"}],
"bodies": [{"contentType": "text/plain", "value": "plain"}, {"contentType": "text/html", "value": "<p>PORT ELLERY, March 5 (MP) - The port reopened.</p>"}],
"associations": [{"type": "picture", "descriptions": [{"value": "Cranes at dawn"}], "by": "P. Wren"}]}"#;

/// What became of the records of a file.
fn read(bytes: &[u8]) -> Vec<Result<Article, String>> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let now: Timestamp = "2024-04-01T00:00:00Z".parse().unwrap();
    let mut found = Vec::new();
    let mut sink = |record: Record| {
        found.push(match record {
            Record::Capture(capture) => normalise(&capture, now).map_err(|rejection| rejection.reason.to_string()),
            Record::Coded(_) => Err("coded".to_owned()),
            Record::Skipped { kind, .. } | Record::Sitemap { kind, .. } => Err(kind),
            Record::Rejected(rejection) => Err(rejection.reason.to_string()),
        });
        Ok(())
    };
    unpack(&[Input::Path(file.path().to_owned())], &mut sink, &mut |_| {});
    found
}

fn only(text: &str) -> Article {
    read(text.as_bytes()).remove(0).unwrap()
}

fn body(article: &Article) -> Vec<&str> {
    article.body.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect()
}

#[test]
fn nitf_with_a_document_type_and_entities_of_html() {
    let article = only(NITF);
    assert_eq!(
        (article.headline.as_str(), article.dek.as_deref()),
        ("Port reopens", Some("Backlog of a week expected"))
    );
    let byline = article.byline.as_ref().unwrap();
    assert_eq!(byline.printed, "By Anna Holt and Jordan Press, Meridian Press");
    assert_eq!(byline.authors, ["Anna Holt", "Jordan Press"]);
    assert_eq!(article.agency.as_deref(), Some("Meridian Press"));
    assert_eq!(article.source.id.as_str(), "meridian-press");
    assert_eq!(article.dateline.as_ref().unwrap().place.as_deref(), Some("Port Ellery, Norway"));
    assert_eq!(article.published.as_ref().unwrap().value(), "2024-03-05T10:15:00+01:00");
    assert_eq!((article.section.as_deref(), article.tags.as_slice()), (Some("World"), &["ports".to_owned()][..]));
    assert_eq!(
        body(&article),
        ["The café at the port & its quay reopened.", "Why now", "Cranes were tested.", "one", "Nobody will hurry us."]
    );
    assert_eq!(article.body.paragraphs[1].kind, ParagraphKind::Subhead);
    assert_eq!(article.body.paragraphs[4].kind, ParagraphKind::Quotation);
    assert_eq!(article.captions[0].credit.as_deref(), Some("P. Wren"));
    assert_eq!(article.notes, ["With pictures."]);
    assert_eq!(article.corrections[0].kind, CorrectionKind::Correction);
}

#[test]
fn a_message_holds_several_items() {
    let found = read(MESSAGE.as_bytes());
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].as_ref().unwrap_err(), "package");
    assert_eq!(found[2].as_ref().unwrap_err(), "picture");
    let article = found[1].as_ref().unwrap();
    assert_eq!(body(article), ["The port reopened."]);
    assert_eq!(article.published.as_ref().unwrap().value(), "2024-03-05T10:00:00+01:00");
    assert_eq!(article.updated.as_ref().unwrap().value(), "2024-03-05T12:00:00+01:00");
    assert_eq!((article.version, article.language.as_deref()), (Some(3), Some("en")));
    assert_eq!(article.flags, [Flag::Correction, Flag::Embargoed]);
    assert_eq!(article.embargo.as_ref().unwrap().value(), "2024-03-06T00:00:00Z");
    assert_eq!(article.notes, ["Pictures follow"]);
    assert_eq!(article.corrections[0].text, "Corrects name of ship");
    assert_eq!(article.dateline.as_ref().unwrap().printed, "Port Ellery");
}

#[test]
fn newsml_takes_the_text_and_leaves_what_stands_beside_it() {
    let found = read(NEWSML.as_bytes());
    assert_eq!(found[1].as_ref().unwrap_err(), "picture");
    let article = found[0].as_ref().unwrap();
    assert_eq!(body(article), ["The port reopened."]);
    assert_eq!(article.captions[0].text, "Cranes at dawn");
    assert_eq!(article.updated.as_ref().unwrap().value(), "2024-03-05T11:00:00Z");
    assert_eq!(article.dateline.as_ref().unwrap().date.as_deref(), Some("March 5"));
    assert_eq!((article.source.name.as_str(), article.version), ("Meridian Press", Some(2)));
}

#[test]
fn ninjs_of_any_version_and_in_lists() {
    let article = only(NINJS);
    assert_eq!(body(&article), ["The port reopened."]);
    assert_eq!(article.dek.as_deref(), Some("A backlog of a week is expected."));
    assert_eq!(article.captions[0].credit.as_deref(), Some("P. Wren"));
    let old = NINJS
        .replace("\"headlines\": [{\"role\": \"main\", \"value\": \"Port reopens\"}]", "\"headline\": \"Port reopens\"")
        .replace("versionCreated", "versioncreated")
        .replace("\"by\": \"Anna Holt\"", "\"byline\": \"Anna Holt\"");
    let one_line = |text: &str| text.replace('\n', " ");
    for several in [format!("[{NINJS}, {old}]"), format!("{}\n{}\n", one_line(NINJS), one_line(&old))] {
        let found = read(several.as_bytes());
        assert_eq!(found.len(), 2, "{several}");
        assert_eq!(found[0].as_ref().unwrap().id, article.id);
        assert_eq!(found[1].as_ref().unwrap().text_digest(), article.text_digest());
    }
    let picture = NINJS.replace("\"type\": \"text\"", "\"type\": \"picture\"");
    assert_eq!(read(picture.as_bytes())[0].as_ref().unwrap_err(), "picture");
    // A record of a scraper is none.
    assert!(read(br#"{"id": "1", "title": "A", "body": "Talks began in the capital."}"#)[0].is_ok());
}

#[test]
fn versions_are_one_article_and_withdrawals_keep_headline_and_notice() {
    let first = only(NINJS);
    let kill = NINJS.replace("\"usable\"", "\"canceled\"").replace("\"version\": \"2\"", "\"version\": \"3\"");
    let killed = only(&kill);
    assert_eq!(killed.id, first.id);
    assert_eq!(killed.flags, [Flag::Correction, Flag::Withdrawn]);
    assert_eq!(killed.headline, "Port reopens");
    assert!(killed.body.is_empty() && killed.dek.is_none() && killed.captions.is_empty());
    // A short text is the notice.
    assert_eq!(killed.corrections[0].kind, CorrectionKind::Retraction);
    assert_ne!(killed.text_digest(), first.text_digest());
    let noted = only(&kill.replace("\"by\":", "\"edNote\": \"KILL: contains errors\", \"by\":"));
    assert_eq!(noted.corrections.len(), 1);
    assert_eq!(noted.corrections[0].text, "KILL: contains errors");
    // Providers that only a urn names may be left out.
    assert_eq!(only(&kill.replace("\"infoSources\"", "\"x\"")).id, first.id);
}

#[test]
fn flashes_are_stories_and_empty_items_are_none() {
    let flash = NITF.replace(&NITF[NITF.find("<p>PORT").unwrap()..NITF.find("</body.content>").unwrap()], "");
    let flash = flash.replace("<hl2>Backlog of a week expected</hl2>", "");
    assert_eq!(only(&flash).flags, [Flag::HeadlineOnly]);
    let nothing = flash.replace("<hl1>Port reopens</hl1>", "").replace("<title>harbour-slug</title>", "");
    assert_eq!(read(nothing.as_bytes())[0].as_ref().unwrap_err(), Reason::NoStory.as_str());
    let dump = r#"{"id": "7", "datetime": "1987-02-26T15:01:01Z", "headline": "HARBOUR Q1 SHR 12 CTS", "text": null}"#;
    assert_eq!(only(dump).flags, [Flag::HeadlineOnly]);
    // The text of a page exists: it was not got.
    let page = dump.replace("\"id\": \"7\"", "\"url\": \"https://paper.example/a\"");
    assert_eq!(read(page.as_bytes())[0].as_ref().unwrap_err(), Reason::NoStory.as_str());
}

#[test]
fn bombs_are_refused_and_small_entities_are_not() {
    let with = |subset: &str, body: &str| {
        NITF.replace("SYSTEM \"nitf-3-2.dtd\"", &format!("SYSTEM \"nitf-3-2.dtd\" [{subset}]"))
            .replace("Cranes were tested.", body)
    };
    assert_eq!(body(&only(&with("<!ENTITY mp \"Meridian Press\">", "It is &mp;.")))[2], "It is Meridian Press.");
    let mut laughs = "<!ENTITY a \"haha\">".to_owned();
    for (name, inner) in ["b", "c", "d", "e", "f", "g", "h"].into_iter().zip(["a", "b", "c", "d", "e", "f", "g"]) {
        laughs.push_str(&format!("<!ENTITY {name} \"{}\">", format!("&{inner};").repeat(10)));
    }
    let found = read(with(&laughs, &"&h;".repeat(10)).as_bytes());
    assert!(found[0].is_err(), "{found:?}");
    let long = format!("<!ENTITY a \"{}\">", "x".repeat(100_000));
    assert_eq!(read(with(&long, &"&a;".repeat(10_000)).as_bytes())[0].as_ref().unwrap_err(), "too large");
    let deep = with("", &format!("{}x{}", "<b>".repeat(5_000), "</b>".repeat(5_000)));
    assert_eq!(read(deep.as_bytes())[0].as_ref().unwrap_err(), "too deep");
}

#[test]
fn teleprinter_files_hold_many_messages_in_old_character_sets() {
    let message = |number: u32, text: &str| {
        let mut bytes = format!(
            "\u{1}mpa{number:04} 4 pl 80  mpa 0045\r\n\nHafen/\r\n\u{2}Hafen wieder offen =\r\n\r\nHamburg (mpa) - "
        )
        .into_bytes();
        bytes.extend_from_slice(text.as_bytes());
        bytes.extend_from_slice(b"\r\n\x03052322 GMT Mar 24\r\n\x04");
        bytes
    };
    let german = "Der Hafen ist nach drei Tagen wieder ge|ffnet, wie die Beh|rde am Dienstag erkl{rte.\r\n\
                  F}r die Schiffe gab es zun{chst keine Pl{tze, und die Kr{ne m}ssen noch gepr}ft werden.";
    let mut file = message(1, german);
    file.extend(message(2, "The port reopened on Tuesday."));
    let found = read(&file);
    assert_eq!(found.len(), 2);
    let first = found[0].as_ref().unwrap();
    assert!(body(first)[0].starts_with("Der Hafen ist nach drei Tagen wieder geöffnet, wie die Behörde"), "{first:?}");
    assert_eq!(first.published.as_ref().unwrap().value(), "2024-03-05T23:22Z");
    assert_ne!(first.id, found[1].as_ref().unwrap().id);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Files that were cut, joined and changed anywhere are read or rejected; nothing panics.
    #[test]
    fn damaged_files_never_panic(
        which in 0usize..6,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0usize..4), 1..12),
    ) {
        let anpa = "\u{16}\u{16}\u{1}V1\u{1f}_a\nr i\u{13}\u{11} BC-X     11-13 0093\n\u{2}^BC-X, 1st Ld,93<\n^Head<\n^By A B=\n\t   LIMA (AP) _ Text\nmore.\n\u{3}AP-WF-11-13-13 1509GMT<\n\u{4}";
        let reuters = "<REUTERS NEWID=\"7\"><DATE>26-FEB-1987 15:01</DATE><TEXT>&#2;<TITLE>A &lt;B></TITLE><DATELINE> LIMA, Feb 26 - </DATELINE><BODY>Text\n Reuter\n&#3;</BODY></TEXT></REUTERS>";
        let mut bytes = [NITF, MESSAGE, NEWSML, NINJS, anpa, reuters][which].as_bytes().to_vec();
        for (at, byte, kind) in changes {
            if bytes.is_empty() { break; }
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => { bytes.remove(at); }
                2 => bytes.truncate(at.max(1)),
                _ => { let tail = bytes[at..].to_vec(); bytes.extend(tail.into_iter().take(2_000)); }
            }
        }
        let _ = read(&bytes);
    }
}
