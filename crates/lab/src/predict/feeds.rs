//! Feeds: what the reader makes of each file.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::lines::lines;

use anyhow::Context;
use dateline_ingest::measure::{self, Entry, Words};
use dateline_ingest::parse_date;
use dateline_model::{Dated, Origin};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What is read of a line of gold to answer it.
#[derive(Deserialize)]
struct Question {
    id: String,
    /// Path of the feed, from the folder of the gold file.
    file: PathBuf,
}

/// Writes one line for each feed: its fields and those of its entries, in the shape of the gold.
pub(crate) fn feeds(gold: &Path, output: &Path) -> anyhow::Result<()> {
    let folder = gold.parent().unwrap_or(Path::new("."));
    let mut file =
        BufWriter::new(File::create(output).with_context(|| format!("cannot write `{}`", output.display()))?);
    for line in lines(gold)? {
        let question: Question = serde_json::from_str(&line?)?;
        let path = folder.join(&question.file);
        let bytes = std::fs::read(&path).with_context(|| format!("cannot open `{}`", path.display()))?;
        writeln!(file, "{}", json!({"id": question.id, "expect": answer(&bytes)}))?;
    }
    Ok(file.flush()?)
}

/// All fields that a gold may ask for. Conventions of feed readers in general: where there is only one text, it is the
/// summary; RSS 2.0 has one date, which is both; RDF's is when an item was published.
fn answer(bytes: &[u8]) -> Value {
    let (head, entries, _) = measure::feed(bytes);
    let one_date = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).contains("<rss");
    let entries: Map<String, Value> =
        entries.iter().enumerate().map(|(at, entry)| (at.to_string(), of_entry(entry, one_date))).collect();
    let text = |words: &Option<Words>| words.as_ref().map(|words| words.as_str().to_owned());
    json!({
        "feed": {
            "title": text(&head.title),
            "link": head.link,
            "author": head.author,
            "description": text(&head.description),
            "published": head.published,
            "published_parsed": stamp(head.published.as_deref()),
            "updated": head.updated,
            "updated_parsed": stamp(head.updated.as_deref()),
        },
        "entries": entries,
    })
}

fn of_entry(entry: &Entry, one_date: bool) -> Value {
    let text = |words: &Option<Words>| words.as_ref().map(|words| words.as_str().to_owned());
    let summary = text(&entry.summary).or_else(|| text(&entry.content));
    let updated = entry.updated.clone().or_else(|| entry.published.clone().filter(|_| one_date));
    json!({
        "id": entry.id,
        "title": text(&entry.title),
        "link": entry.link,
        "author": Some(entry.authors.join(", ")).filter(|authors| !authors.is_empty()),
        "summary": summary,
        "description": summary,
        "published": entry.published,
        "published_parsed": stamp(entry.published.as_deref()),
        "updated": updated,
        "updated_parsed": stamp(updated.as_deref()),
    })
}

/// The moment in UTC; a date without a zone counts as UTC.
fn stamp(date: Option<&str>) -> Option<String> {
    parse_date(date?, Origin::Feed).as_ref().map(Dated::earliest).map(|moment| moment.to_string())
}
