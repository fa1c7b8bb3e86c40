//! Web archives, whole and damaged, of both kinds and in every compression.

use std::io::{Read, Write};

use proptest::prelude::*;

use crate::unpack::{Record, unpack_bytes};

fn record(kind: &str, uri: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2024-03-05T10:00:00Z\r\n\
         Content-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn http(status: &str, media_type: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\n\r\n").as_bytes(), body].concat()
}

fn page(body: &str) -> Vec<u8> {
    record("response", "https://example.org/a", &http("200 OK", "text/html", body.as_bytes()))
}

fn arc(uri: &str, kind: &str, block: &[u8]) -> Vec<u8> {
    [format!("{uri} 192.0.2.7 20080430204825 {kind} {}\n", block.len()).as_bytes(), block, b"\n"].concat()
}

fn arc_file(records: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let first = arc(
        "filedesc://x.arc",
        "text/plain",
        b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n",
    );
    std::iter::once(first).chain(records.iter().cloned()).collect()
}

fn told(bytes: &[u8]) -> Vec<String> {
    let tell = |record| match record {
        Record::Capture(capture) => format!("page {}", String::from_utf8_lossy(&capture.payload)),
        Record::Skipped { kind, .. } | Record::Sitemap { kind, .. } => kind,
        Record::Rejected(rejection) => rejection.to_string(),
        Record::Coded(coded) => format!("{}: coded", coded.location()),
    };
    unpack_bytes(bytes).into_iter().map(tell).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

/// The same archive plain, by members, and compressed as a whole.
fn compressions(records: &[Vec<u8>]) -> [Vec<u8>; 5] {
    let each = |compress: fn(&[u8]) -> Vec<u8>| records.iter().flat_map(|record| compress(record)).collect();
    let whole = records.concat();
    [each(gzip), each(zstd), gzip(&whole), zstd(&whole), whole]
}

#[test]
fn records_are_told_by_kind_however_they_are_compressed() {
    let records = [
        record("warcinfo", "", b"x"),
        record("request", "https://example.org/a", b"GET"),
        page("<p>one"),
        record("response", "dns:example.org", b"192.0.2.7"),
        record("response", "https://example.org/p", &http("200 OK", "image/png", b"\x89PNG")),
        record("response", "https://example.org/r", &http("301 Moved", "text/html", b"<p>moved")),
        record("response", "https://example.org/n", &http("404 Not Found", "text/html", b"<p>no")),
        record("revisit", "https://example.org/a", &http("200 OK", "text/html", b"")),
        record("metadata", "https://example.org/a", b"fetchTimeMs: 5"),
        record("resource", "https://example.org/b", b"<!doctype html><p>two"),
        record("Strange", "https://example.org/b", b"?"),
        page("<p>three"),
    ];
    for bytes in compressions(&records) {
        assert_eq!(
            told(&bytes),
            [
                "warc warcinfo", "warc request", "page <p>one", "dns answer", "image/png", "http redirect",
                "http status 404", "warc revisit", "warc metadata", "page <!doctype html><p>two",
                "warc record of another kind", "page <p>three"
            ]
        );
    }
}

#[test]
fn sitemaps_say_something_of_pages() {
    let news =
        b"<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://example.org/a</loc>\
        <n:news><n:publication_date>2024-03-05</n:publication_date></n:news></url></urlset>";
    let packed = gzip(news);
    let records = [
        record("response", "https://example.org/s.xml", &http("200 OK", "text/xml; charset=utf-8", news)),
        record("response", "https://example.org/s.xml", &http("200 OK", "text/xml\r\nContent-Encoding: gzip", &packed)),
        record("response", "https://example.org/Sitemap-1.xml.gz", &http("200 OK", "application/x-gzip", &packed)),
        record("resource", "https://example.org/s.xml", news),
        record("response", "https://example.org/feed.xml", &http("200 OK", "text/xml", b"<rss></rss>")),
        record(
            "response",
            "https://example.org/s.xml",
            &http("200 OK", "text/xml\r\nContent-Encoding: compress", b"?"),
        ),
        page("<p>one"),
    ];
    for bytes in compressions(&records) {
        let records = unpack_bytes(&bytes);
        let is_sitemap: Vec<bool> = records.iter().map(|record| matches!(record, Record::Sitemap { .. })).collect();
        assert_eq!(is_sitemap, [true, true, true, false, false, false, false], "{records:#?}");
        assert_eq!(told(&bytes)[..2], ["text/xml", "text/xml"]);
    }
}

#[test]
fn the_older_kind_is_read() {
    let records = arc_file(&[
        arc("dns:example.org", "text/dns", b"192.0.2.7"),
        arc("http://example.org/a b", "text/html", &http("200 OK", "text/html; charset=latin1", b"<p>one")),
        arc("http://example.org/", "no-type", &http("302 Found", "text/html", b"")),
    ]);
    for bytes in compressions(&records) {
        let records = unpack_bytes(&bytes);
        let Some(Record::Capture(capture)) = records.get(2) else { panic!("{records:#?}") };
        assert_eq!(capture.uri.as_deref(), Some("http://example.org/a b"));
        assert_eq!(capture.captured.unwrap().to_string(), "2008-04-30T20:48:25Z");
        assert_eq!(capture.charset.as_deref(), Some("latin1"));
        assert_eq!(told(&bytes), ["arc description", "dns answer", "page <p>one", "http redirect"]);
    }
    let damaged = [records[0].clone(), records[2].clone(), b"some words\n".to_vec(), records[2].clone()].concat();
    let at = records[0].len() + records[2].len();
    let lost = format!("x at byte {at}: broken: expected a record, found 10 other bytes");
    assert_eq!(told(&damaged), ["arc description", "page <p>one", &lost, "page <p>one"]);
}

#[test]
fn dictionaries_are_used() {
    // Any bytes may be a dictionary; a record like the others is a good one.
    let dictionary = page("<p>Talks in Geneva");
    let frame =
        |bytes: &[u8]| zstd::bulk::Compressor::with_dictionary(3, &dictionary).unwrap().compress(bytes).unwrap();
    for kept in [dictionary.clone(), zstd(&dictionary)] {
        let length = u32::try_from(kept.len()).unwrap().to_le_bytes();
        let head = [&[0x5d, 0x2a, 0x4d, 0x18], &length[..], &kept].concat();
        let bytes = [head, frame(&page("<p>one")), frame(&page("<p>two"))].concat();
        assert_eq!(told(&bytes), ["page <p>one", "page <p>two"]);
    }
}

#[test]
fn reading_goes_on_behind_damage() {
    let bytes = [page("<p>one"), b"garbage\r\n".to_vec(), page("<p>two")].concat();
    let garbage = format!("x at byte {}: broken: expected a record, found 7 other bytes", page("<p>one").len());
    assert_eq!(told(&bytes), ["page <p>one", &garbage, "page <p>two"]);
    // Two headers that do not parse make one loss.
    let broken = b"WARC/1.0\r\nContent-Length: many\r\n\r\n".repeat(2);
    let told = told(&[page("<p>one"), broken, page("<p>two")].concat());
    assert_eq!(told.len(), 3, "{told:#?}");
    assert!(told[1].contains("expected a number as `Content-Length`, found `many`"), "{told:#?}");
    assert_eq!(told[2], "page <p>two");
}

#[test]
fn a_damaged_member_costs_itself_alone() {
    let words: String = (0..4_000u32).map(|n| format!("<p>{}", n.wrapping_mul(2_654_435_761))).collect();
    for compress in [gzip, zstd] {
        let member = compress(&page(&words));
        for at in [14, 40, member.len() / 3, member.len() / 2, member.len() - 6] {
            let mut damaged = member.clone();
            damaged[at] ^= 0xff;
            let told = told(&[compress(&page("<p>one")), damaged, compress(&page("<p>three"))].concat());
            assert_eq!(told[0], "page <p>one");
            assert_eq!(told.last().unwrap(), "page <p>three", "byte {at}: {told:#?}");
            // zstd frames need not have a checksum: a flipped bit may go unseen.
            let seen = told.len() == 3 && told[1].contains("bytes passed over");
            assert!(seen || told[1].starts_with("page"), "byte {at}: {told:#?}");
        }
    }
}

#[test]
fn a_cut_in_the_middle_of_a_file_costs_one_record() {
    let cut = &page(&"<p>cut ".repeat(100))[..400];
    let told = told(&[cut, &page("<p>two"), &page("<p>three")].concat());
    assert_eq!(told.len(), 3, "{told:#?}");
    assert!(told[0].contains("expected a record of 744 bytes, found another one after"), "{told:#?}");
    assert_eq!(told[1..], ["page <p>two", "page <p>three"]);
}

#[test]
fn large_records_cost_no_memory_and_end_nothing() {
    use crate::limits::RECORD_BYTES;
    let head = http("200 OK", "text/html", b"");
    let length: u64 = 10 << 30;
    let big = format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\n");
    // A gzip bomb: a page of zeros, a thousandth of its size. It is given up long before its end.
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    bomb.write_all(big.as_bytes()).unwrap();
    bomb.write_all(&head).unwrap();
    std::io::copy(&mut std::io::repeat(0).take(3 * RECORD_BYTES as u64), &mut bomb).unwrap();
    let told = told(&[gzip(&page("<p>one")), bomb.finish().unwrap(), gzip(&page("<p>two"))].concat());
    assert_eq!(told.len(), 3, "{told:#?}");
    assert!(told[1].contains("too large: failed to read the record: expected at most 200 bytes"), "{told:#?}");
    assert_eq!(told[2], "page <p>two");
}

proptest! {
    #[test]
    fn what_was_written_is_read(bodies in prop::collection::vec("[ -~\r\n]{1,300}", 1..12)) {
        let records: Vec<Vec<u8>> = bodies.iter().map(|body| page(body)).collect();
        let pages: Vec<String> = bodies.iter().map(|body| format!("page {body}")).collect();
        for bytes in compressions(&records) {
            prop_assert_eq!(&told(&bytes), &pages);
        }
    }

    #[test]
    fn everything_in_front_of_a_cut_is_read(
        bodies in prop::collection::vec("[a-z ]{1,300}", 1..8),
        cut in any::<prop::sample::Index>(),
        way in 0..4usize,
    ) {
        let records: Vec<Vec<u8>> = bodies.iter().map(|body| page(body)).collect();
        let compress: fn(&[u8]) -> Vec<u8> = [gzip, zstd, <[u8]>::to_vec, <[u8]>::to_vec][way];
        let members: Vec<Vec<u8>> = records.iter().map(|record| compress(record)).collect();
        let whole = members.concat();
        // Enough is left to see what it is.
        let cut = 16 + cut.index(whole.len() - 16);
        let mut end = 0;
        let mut before = Vec::new();
        for (member, body) in members.iter().zip(&bodies) {
            // Two line ends may be missing without a loss.
            let padding = if way >= 2 { 4 } else { 0 };
            end += member.len();
            if end - padding <= cut {
                before.push(format!("page {body}"));
            }
        }
        let told = told(&whole[..cut]);
        prop_assert_eq!(&told[..before.len().min(told.len())], &before[..]);
        let rest = &told[before.len()..];
        let at_border = { let mut at = 0; members.iter().any(|member| { at += member.len(); at == cut || (way >= 2 && at >= cut && at - 4 <= cut) }) };
        prop_assert_eq!(rest.len(), usize::from(!at_border), "{:?}", rest);
        prop_assert!(rest.iter().all(|told| told.contains("broken: ")), "{:?}", rest);
    }

    #[test]
    fn any_bytes_are_read_to_their_end(bytes in prop::collection::vec(any::<u8>(), 0..2_000), at in any::<prop::sample::Index>()) {
        let records = [page("<p>one"), page("<p>two")];
        for mut whole in compressions(&records) {
            let at = at.index(whole.len());
            whole.splice(at..at, bytes.iter().copied());
            told(&whole);
        }
    }
}
