//! Web archives read record by record, beside what their bytes alone cost: copying, or a bare decompressor.

use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use dateline_ingest::{Record, unpack_stream};
use flate2::read::MultiGzDecoder;

use crate::clock::{Spent, spend};
use crate::corpus::Corpus;
use crate::out;

/// Invented pages in the sample: some twenty megabytes.
const PAGES: usize = 300;

/// Reads the same records plain, as gzip members and as zstd frames; prints rates by CPU time, shares and memory.
pub(crate) fn run(data: Option<&Path>, gigabytes: u64, rounds: usize) -> anyhow::Result<()> {
    let records = match data {
        Some(path) => records_of(path)?,
        None => invented()?,
    };
    let payload: u64 = records.iter().map(|record| record.len() as u64).sum();
    let times = (gigabytes * 1_000_000_000).div_ceil(payload.max(1));
    out::line(&format!("{} records of {} MB in all, {times} times over", records.len(), payload / 1_000_000));
    out::line(
        "\n| form | MB | bare, MB/s of payload | records, MB/s | share | HTTP codings undone too | pages | peak RSS, MB |",
    );
    out::line("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for form in [Form::Plain, Form::Gzip, Form::Zstd] {
        let packed = form.pack(&records)?;
        let (mut bare, mut ours, mut opened) = (0f64, 0f64, 0f64);
        let mut pages = 0;
        for _ in 0..rounds.max(1) {
            let rate = |spent: Spent| (payload * times) as f64 / 1e6 / spent.cpu.as_secs_f64().max(0.01);
            let (bytes, spent) = spend(|| form.bare(Repeat::new(&packed, times)));
            anyhow::ensure!(bytes? == payload * times, "expected all bytes back");
            bare = bare.max(rate(spent));
            let (told, spent) = spend(|| count(Repeat::new(&packed, times), false));
            anyhow::ensure!(told.rejected == 0, "expected records that can be read, found {}", told.first);
            ours = ours.max(rate(spent));
            pages = told.pages;
            opened = opened.max(rate(spend(|| count(Repeat::new(&packed, times), true)).1));
        }
        out::line(&format!(
            "| {form:?} | {} | {bare:.0} | {ours:.0} | {:.2} | {opened:.0} | {pages} | {} |",
            packed.len() as u64 * times / 1_000_000,
            ours / bare,
            peak_megabytes()
        ));
    }
    Ok(())
}

/// How the records are packed.
#[derive(Clone, Copy, Debug)]
enum Form {
    Plain,
    Gzip,
    Zstd,
}

impl Form {
    fn pack(self, records: &[Vec<u8>]) -> io::Result<Vec<u8>> {
        let mut packed = Vec::new();
        for record in records {
            match self {
                Self::Plain => packed.extend_from_slice(record),
                Self::Gzip => {
                    let mut gzip = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::default());
                    gzip.write_all(record)?;
                    gzip.finish()?;
                }
                Self::Zstd => zstd::stream::copy_encode(&record[..], &mut packed, 3)?,
            }
        }
        Ok(packed)
    }

    /// The same bytes without a look at them.
    fn bare(self, bytes: Repeat<'_>) -> io::Result<u64> {
        const CHUNK: usize = 256 << 10;
        match self {
            Self::Plain => drain(bytes),
            Self::Gzip => drain(MultiGzDecoder::new(BufReader::with_capacity(CHUNK, bytes))),
            Self::Zstd => drain(zstd::Decoder::with_buffer(BufReader::with_capacity(CHUNK, bytes))?),
        }
    }
}

fn drain(mut reader: impl Read) -> io::Result<u64> {
    let mut chunk = vec![0; 256 << 10];
    let mut bytes = 0;
    loop {
        match reader.read(&mut chunk)? {
            0 => return Ok(bytes),
            read => bytes += read as u64,
        }
    }
}

#[derive(Default)]
struct Told {
    pages: u64,
    rejected: u64,
    first: String,
}

fn count(mut bytes: Repeat<'_>, open: bool) -> Told {
    let mut told = Told::default();
    let mut sink = |record| {
        let record = match record {
            Record::Coded(coded) if open => coded.open(),
            other => other,
        };
        match record {
            Record::Capture(_) | Record::Coded(_) => told.pages += 1,
            Record::Skipped { .. } | Record::Sitemap { .. } => {}
            Record::Rejected(rejection) => {
                told.rejected += 1;
                if told.first.is_empty() {
                    told.first = rejection.to_string();
                }
            }
        }
        Ok(())
    };
    unpack_stream("-", &mut bytes, &mut sink, &mut |_| {});
    told
}

/// The same bytes again and again: a file of any size that is nowhere stored.
struct Repeat<'a> {
    bytes: &'a [u8],
    at: usize,
    left: u64,
}

impl<'a> Repeat<'a> {
    const fn new(bytes: &'a [u8], times: u64) -> Self {
        Self { bytes, at: 0, left: times }
    }
}

impl Read for Repeat<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.bytes.len() {
            self.at = 0;
            self.left = self.left.saturating_sub(1);
        }
        if self.left == 0 {
            return Ok(0);
        }
        let count = into.len().min(self.bytes.len() - self.at);
        into[..count].copy_from_slice(&self.bytes[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// Records of a web archive, however it is compressed.
fn records_of(path: &Path) -> anyhow::Result<Vec<Vec<u8>>> {
    const BORDER: &[u8] = b"\r\n\r\nWARC/1.";
    let file = std::fs::read(path)?;
    let mut plain = Vec::new();
    match file.get(..4) {
        Some([0x1f, 0x8b, ..]) => drop(MultiGzDecoder::new(&file[..]).read_to_end(&mut plain)?),
        Some([0x28, 0xb5, 0x2f, 0xfd]) => drop(zstd::Decoder::with_buffer(&file[..])?.read_to_end(&mut plain)?),
        _ => plain = file,
    }
    let mut records = Vec::new();
    let mut rest = &plain[..];
    while let Some(at) = rest.windows(BORDER.len()).position(|bytes| bytes == BORDER) {
        let (record, behind) = rest.split_at(at + 4);
        records.push(record.to_vec());
        rest = behind;
    }
    records.push(rest.to_vec());
    Ok(records)
}

/// Pages of invented words with as much markup around them as news has, each behind its request.
fn invented() -> anyhow::Result<Vec<Vec<u8>>> {
    let corpus = Corpus::load(None)?;
    let mut records = Vec::new();
    for number in 0..PAGES {
        let made = corpus.article(number);
        let mut page = format!("<!doctype html><html><head><title>{}</title></head><body>", made.headline);
        for other in 0..200 {
            let link = corpus.article(number * 200 + other);
            page.push_str(&format!(
                "<li class=\"teaser teaser--small\" data-id=\"{other}\"><a href=\"/news/{}\">{}</a></li>\n",
                link.number, link.headline
            ));
        }
        page.extend(made.paragraphs.iter().map(|paragraph| format!("<p class=\"text\">{paragraph}</p>\n")));
        let url = format!("https://{}/story-{number}", made.source);
        let mut record = |kind: &str, block: &str| {
            records.push(
                format!(
                    "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-05T10:00:00Z\r\n\
                     Content-Type: application/http; msgtype={kind}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
                    block.len()
                )
                .into_bytes(),
            );
        };
        record("request", "GET / HTTP/1.1\r\n\r\n");
        record("response", &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}"));
    }
    Ok(records)
}

/// The most memory that this process has had, from `/proc` where there is one.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
