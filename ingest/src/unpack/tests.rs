//! Containers, inside one another, damaged, and made to do harm.

use std::io::{Read, Write};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use super::{Input, Record, unpack, unpack_bytes};

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, content) in members {
        append(&mut tar, tar::EntryType::Regular, name, content);
    }
    tar.into_inner().unwrap()
}

/// Writes any name, also those that the library refuses to write.
fn append(tar: &mut tar::Builder<Vec<u8>>, kind: tar::EntryType, name: &str, content: &[u8]) {
    let mut header = tar::Header::new_gnu();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    header.set_cksum();
    tar.append(&header, content).unwrap();
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated))
            .unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut bzip2 = ::bzip2::write::BzEncoder::new(Vec::new(), ::bzip2::Compression::fast());
    bzip2.write_all(bytes).unwrap();
    bzip2.finish().unwrap()
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut xz = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(0)).unwrap();
    xz.write_all(bytes).unwrap();
    xz.finish().unwrap()
}

fn tell(record: Record) -> String {
    match record {
        Record::Capture(capture) => format!("{}: {}", capture.location, String::from_utf8_lossy(&capture.payload)),
        Record::Skipped { location, kind } | Record::Sitemap { location, kind, .. } => {
            format!("{location}: skipped {kind}")
        }
        Record::Rejected(rejection) => rejection.to_string(),
        Record::Coded(coded) => format!("{}: coded", coded.location()),
    }
}

fn told(bytes: &[u8]) -> Vec<String> {
    unpack_bytes(bytes).into_iter().map(tell).collect()
}

#[test]
fn a_zip_archive_that_was_cut_off_is_read_as_far_as_it_goes() {
    let long = format!("<html>{}", "three ".repeat(50));
    let whole = zip(&[("a/one.html", b"<html>one"), ("two.txt", b"two"), ("c.html", long.as_bytes())]);
    let directory = whole.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    let members = ["x!a/one.html: <html>one".to_owned(), "x!two.txt: two".to_owned(), format!("x!c.html: {long}")];
    let found = told(&whole[..directory + 20]);
    assert_eq!(found[..3], members);
    let said =
        "x: broken: expected a zip archive with its directory at the end, found 3 members and no end of it behind byte";
    assert!(found.len() == 4 && found[3].starts_with(said), "{found:?}");
    // Cut inside the last member: the others are whole, and both the member and the archive say what they lack.
    let found = told(&whole[..directory - 5]);
    assert_eq!(found[..2], members[..2]);
    assert!(found.len() > 3 && found[2].starts_with("x!c.html"), "{found:?}");
    assert!(found.last().unwrap().contains("found 3 members and no further member"), "{found:?}");
    // A crawl is a crawl without its end, too.
    let crawl = zip(&[("archive/data.warc.gz", &gzip(b"")), ("pages/pages.jsonl", b"{}"), ("indexes/i.cdx", b"x")]);
    let found = told(&crawl[..crawl.len() - 10]);
    assert!(found.contains(&"x!pages/pages.jsonl: skipped wacz list of pages".to_owned()), "{found:?}");
}

#[test]
fn containers_are_looked_into_and_named_in_a_chain() {
    let pages: [(&str, &[u8]); 2] = [("a/one.html", b"<html>one"), ("two.txt", b"two")];
    let inner = zip(&pages);
    let warc = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\n<p>in\r\n\r\n";
    let feed = b"{\"title\":\"a\"}\n{\"title\":\"b\"}\n";
    let outer = tar(&[("in.zip", &inner), ("c.warc.gz", &gzip(warc)), ("d.jsonl", feed)]);
    let expected = [
        "x!in.zip!a/one.html: <html>one", "x!in.zip!two.txt: two", "x!c.warc.gz at byte 0: <p>in",
        "x!d.jsonl:1: {\"title\":\"a\"}", "x!d.jsonl:2: {\"title\":\"b\"}",
    ];
    for bytes in [outer.clone(), gzip(&outer), zstd(&outer), gzip(&zstd(&outer)), bzip2(&outer), xz(&bzip2(&outer))] {
        assert_eq!(told(&bytes), expected);
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &inner).unwrap();
    let mut told = Vec::new();
    let mut sum = 0;
    let mut sink = |record| {
        told.push(tell(record));
        Ok(())
    };
    unpack(&[Input::Path(file.path().to_owned())], &mut sink, &mut |bytes| sum += bytes);
    let path = file.path().display();
    assert_eq!(told, [format!("{path}!a/one.html: <html>one"), format!("{path}!two.txt: two")]);
    assert!(sum > 0);
}

#[test]
fn what_a_packed_file_asks_for_is_bounded_and_damage_is_said() {
    // `<html>one` in a file that asks for a dictionary of a gibibyte.
    let greedy = b"\xfd\x37\x7a\x58\x5a\x00\x00\x04\xe6\xd6\xb4\x46\x02\x00\x21\x01\x26\x00\x00\x00\xd5\xd7\xce\x53\
        \x01\x00\x08\x3c\x68\x74\x6d\x6c\x3e\x6f\x6e\x65\x00\x00\x00\x00\xc3\xc8\x74\x20\xf6\x29\xaf\xc2\
        \x00\x01\x21\x09\x6c\x18\xc5\xd5\x1f\xb6\xf3\x7d\x01\x00\x00\x00\x00\x04\x59\x5a";
    assert_eq!(
        told(greedy),
        [
            "x: too large: failed to read: expected an xz file that takes 192 MiB of memory, found one that asks for more"
        ]
    );
    let lines = b"{\"title\": \"a\"}\n".repeat(200_000);
    for mut packed in [bzip2(&lines), xz(&lines)] {
        packed.truncate(packed.len() - 20);
        let found = told(&packed);
        assert!(found.len() > 1 && found[0].starts_with("x:1: "), "{:?}", found.first());
        assert!(found.last().unwrap().contains("broken: failed to read"), "{:?}", found.last());
    }
}

#[test]
fn a_packed_crawl_gives_its_web_archives_alone() {
    let warc = b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\n<p>in\r\n\r\n";
    let bytes = zip(&[
        ("archive/data.warc.gz", &gzip(warc)),
        ("datapackage.json", b"{\"profile\": \"data-package\"}"),
        ("indexes/index.cdx.gz", &gzip(b"org,example)/ 2024")),
        ("pages/pages.jsonl", b"{\"format\": \"json-pages-1.0\"}"),
    ]);
    assert_eq!(
        told(&bytes),
        [
            "x!archive/data.warc.gz at byte 0: <p>in", "x!datapackage.json: skipped wacz description",
            "x!indexes/index.cdx.gz: skipped wacz index", "x!pages/pages.jsonl: skipped wacz list of pages",
        ]
    );
    let office = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>")]);
    assert_eq!(told(&office), ["x: skipped office document"]);
}

#[test]
fn names_that_lead_elsewhere_are_only_names() {
    let mut builder = tar::Builder::new(Vec::new());
    append(&mut builder, tar::EntryType::Regular, "../../etc/story.html", b"<html>up");
    append(&mut builder, tar::EntryType::Regular, "/etc/story.html", b"<html>root");
    append(&mut builder, tar::EntryType::Regular, "twice.html", b"<html>1");
    append(&mut builder, tar::EntryType::Regular, "twice.html", b"<html>2");
    append(&mut builder, tar::EntryType::Regular, "line\nend\x1b[2J", b"<html>odd");
    append(&mut builder, tar::EntryType::Symlink, "link", b"");
    append(&mut builder, tar::EntryType::Block, "disk", b"");
    append(&mut builder, tar::EntryType::Directory, "folder/", b"");
    assert_eq!(
        told(&builder.into_inner().unwrap()),
        [
            "x!../../etc/story.html: <html>up", "x!/etc/story.html: <html>root", "x!twice.html: <html>1",
            "x!twice.html: <html>2", "x!line\u{fffd}end\u{fffd}[2J: <html>odd",
            "x!link: skipped link in a tar archive", "x!disk: skipped device in a tar archive",
        ]
    );
    // The library that writes zip refuses a name that comes twice: it is patched in.
    let mut twice = zip(&[("../a.html", b"<html>1"), ("../b.html", b"<html>2")]);
    while let Some(at) = twice.windows(9).position(|bytes| bytes == b"../b.html") {
        twice[at + 3] = b'a';
    }
    assert_eq!(told(&twice), ["x!../a.html: <html>1", "x!../a.html: <html>2"]);
}

#[test]
fn long_names_and_sizes_stand_in_extended_headers() {
    let name = format!("{}/story.html", "folder".repeat(50));
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(9);
    builder.append_data(&mut header, &name, &b"<html>one"[..]).unwrap();
    builder.append_pax_extensions([("path", &b"pax.html"[..]), ("size", b"9")]).unwrap();
    // Where the size does not fit, the header has another.
    append(&mut builder, tar::EntryType::Regular, "short", b"<html>two");
    append(&mut builder, tar::EntryType::Regular, "next.html", b"<html>three");
    assert_eq!(
        told(&builder.into_inner().unwrap()),
        [format!("x!{name}: <html>one").as_str(), "x!pax.html: <html>two", "x!next.html: <html>three"]
    );
}

#[test]
fn damage_in_a_tar_archive_costs_a_member() {
    let whole = tar(&[("a.html", b"<html>a"), ("b.html", b"<html>b"), ("c.html", b"<html>c")]);
    let mut damaged = whole.clone();
    damaged[1024 + 10] ^= 1;
    assert_eq!(
        told(&damaged),
        [
            "x!a.html: <html>a",
            "x at byte 1024: broken: expected the header of a tar member, found 1024 other bytes",
            "x!c.html: <html>c"
        ]
    );
    assert_eq!(
        told(&whole[..1024 + 515]),
        [
            "x!a.html: <html>a",
            "x!b.html: broken: failed to read: expected a member of 7 bytes, found 3 and the end of the archive",
            "x at byte 1024: broken: failed to read: expected a member of 7 bytes, found 3 and the end of the archive",
        ]
    );
}

#[test]
fn nesting_has_a_bottom() {
    let mut bytes = b"<html>deep".to_vec();
    for _ in 0..crate::limits::CONTAINER_DEPTH {
        bytes = gzip(&bytes);
    }
    assert_eq!(told(&bytes), ["x: <html>deep"]);
    assert_eq!(told(&gzip(&bytes)), ["x: too deep: expected at most 8 containers inside one another, found more"]);
}

#[test]
fn bombs_are_given_up() {
    let zeros = std::io::repeat(b' ').take(3 * crate::limits::RECORD_BYTES as u64);
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    bomb.write_all(b"{}\n").unwrap();
    std::io::copy(&mut { zeros }, &mut bomb).unwrap();
    let outer = zip(&[("bomb.jsonl.gz", &bomb.finish().unwrap()), ("story.html", b"<html>story")]);
    let told = told(&outer);
    assert!(told.iter().any(|told| told.starts_with("x!bomb.jsonl.gz:2: too large")), "{told:#?}");
    assert_eq!(told.last().unwrap(), "x!story.html: <html>story");
}

#[test]
fn padding_behind_gzip_is_no_damage() {
    assert_eq!(told(&[gzip(b"<html>a"), gzip(b"b"), vec![0; 5_000]].concat()), ["x: <html>ab"]);
    let told = told(&[gzip(b"<html>a"), b"junk".to_vec()].concat());
    assert_eq!(told, ["x: broken: failed to read: expected the end or another gzip member, found other bytes"]);
}

proptest! {
    #[test]
    fn what_was_packed_is_read(pages in prop::collection::vec("[a-z ]{1,600}", 0..10)) {
        let pages: Vec<(String, String)> =
            pages.iter().zip(1..).map(|(page, number)| (format!("{number}.html"), format!("<html>{page}"))).collect();
        let members: Vec<(&str, &[u8])> = pages.iter().map(|(name, page)| (name.as_str(), page.as_bytes())).collect();
        let expected: Vec<String> = pages.iter().map(|(name, page)| format!("x!{name}: {page}")).collect();
        prop_assert_eq!(&told(&zip(&members)), &expected);
        if !members.is_empty() {
            prop_assert_eq!(&told(&tar(&members)), &expected);
            prop_assert_eq!(&told(&zstd(&tar(&members))), &expected);
        }
    }

    #[test]
    fn damaged_containers_are_read_to_their_end(
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        at in any::<prop::sample::Index>(),
    ) {
        let members: [(&str, &[u8]); 2] = [("a.html", b"<html>a"), ("b.html", b"<html>b")];
        for mut whole in [tar(&members), zip(&members), gzip(&tar(&members)), zstd(&zip(&members))] {
            let at = at.index(whole.len());
            let end = (at + bytes.len()).min(whole.len());
            whole.splice(at..end, bytes.iter().copied());
            told(&whole);
            told(&whole[..at]);
        }
    }
}
