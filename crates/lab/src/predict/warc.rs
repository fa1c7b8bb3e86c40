//! What a web archive says of the pages in it, by their addresses: date, digest and coding.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use dateline_ingest::{Input, Record, unpack};
use dateline_model::Capture;
use flate2::bufread::GzDecoder;
use serde::Deserialize;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use crate::lines::lines;
use crate::out;

/// What is read of a line of gold.
#[derive(Deserialize)]
struct Question {
    url: String,
}

/// Writes one line for each address asked for: what the web archives in the folder of the gold have of it.
pub(crate) fn warc(gold: &Path, output: &Path) -> anyhow::Result<()> {
    let folder = gold.parent().unwrap_or(Path::new("."));
    let mut answers: HashMap<String, Value> = HashMap::new();
    for path in web_archives(folder)? {
        let mut failed = None;
        let mut sink = |record| {
            let record = if let Record::Coded(coded) = record { coded.open() } else { record };
            if let Record::Capture(capture) = record
                && let Some(url) = capture.uri.clone()
            {
                match answer(&path, &url, &capture) {
                    Ok(answer) => drop(answers.insert(url, answer)),
                    Err(error) => failed = Some(error),
                }
            }
            Ok(())
        };
        unpack(&[Input::Path(path.clone())], &mut sink, &mut |_| {});
        failed.map_or(Ok(()), Err)?;
    }
    let lines = lines(gold)?;
    let mut file = BufWriter::new(File::create(output)?);
    let (mut asked, mut found) = (0, 0);
    for line in lines {
        let question: Question = serde_json::from_str(&line?)?;
        let answer = answers.get(&question.url);
        asked += 1;
        found += usize::from(answer.is_some());
        writeln!(file, "{}", answer.cloned().unwrap_or_else(|| json!({ "url": question.url })))?;
    }
    file.flush()?;
    out::line(&format!("{}: {found} of {asked} pages found", gold.display()));
    Ok(())
}

fn web_archives(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if [".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz"].iter().any(|end| name.ends_with(end)) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn answer(path: &Path, url: &str, capture: &Capture) -> anyhow::Result<Value> {
    let digest = Sha1::digest(&capture.payload).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    Ok(json!({
        "url": url,
        "warc_date": capture.captured.map(|captured| captured.to_string()),
        "sha1_of_html": digest,
        "coding": coding(&headers(path, capture.location.offset.unwrap_or(0))?),
    }))
}

/// Reads the headers of the record that begins at an offset, both the archive's and those of HTTP: this also shows that
/// the offset is right.
fn headers(path: &Path, offset: u64) -> anyhow::Result<String> {
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(offset))?;
    let plain: Box<dyn Read> = match file.fill_buf()? {
        [0x1f, 0x8b, ..] => Box::new(GzDecoder::new(file)),
        [0x28, 0xb5, ..] => Box::new(zstd::Decoder::with_buffer(file)?),
        _ => Box::new(file),
    };
    let mut headers = String::new();
    let mut lines = BufReader::new(plain).split(b'\n');
    // Two blocks of lines, each ended by an empty one.
    for _ in 0..2 {
        for line in lines.by_ref() {
            let line = line?;
            if line.trim_ascii().is_empty() {
                break;
            }
            headers.push_str(&String::from_utf8_lossy(&line).to_ascii_lowercase());
            headers.push('\n');
        }
    }
    Ok(headers)
}

/// Names how a response was packed.
fn coding(headers: &str) -> &'static str {
    let value = |name: &str| headers.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("").trim();
    if value("content-encoding:").contains("gzip") {
        "content-gzip"
    } else if value("transfer-encoding:").contains("chunked") {
        "chunked"
    } else if headers.lines().any(|line| line.starts_with("content-type:") && line.contains("charset")) {
        "identity"
    } else {
        "identity-no-charset"
    }
}
