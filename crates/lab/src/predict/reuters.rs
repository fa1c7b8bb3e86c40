//! Reuters-21578: headline, authors, place of the dateline and date of its documents.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use anyhow::Context;
use dateline_ingest::{Input, Record, normalise, unpack};
use dateline_model::{Article, Capture, Location};
use flate2::read::MultiGzDecoder;
use serde_json::{Value, json};

use crate::out;

/// What a dump has of a document; the other fields of the gold file are not looked at.
const FIELDS: [&str; 6] = ["id", "datetime", "headline", "author", "dateline", "text"];

/// Writes one line for each document, read as a dump of JSON; with `sgml`, those of that file, read from their SGML.
pub(crate) fn reuters(gold: &Path, output: &Path, sgml: Option<&Path>) -> anyhow::Result<()> {
    let mut file =
        BufWriter::new(File::create(output).with_context(|| format!("cannot write `{}`", output.display()))?);
    let (mut right, mut wrong) = (0, 0);
    let mut write = |id: &str, capture: &Capture| -> anyhow::Result<()> {
        match normalise(capture, jiff::Timestamp::now()) {
            Ok(article) => {
                right += 1;
                writeln!(file, "{}", answer(id, &article))?;
            }
            Err(rejection) => {
                wrong += 1;
                writeln!(file, "{}", json!({"id": id, "rejected": rejection.to_string()}))?;
            }
        }
        Ok(())
    };
    match sgml {
        Some(sgml) => {
            for capture in captures(sgml) {
                let id = number(&capture.payload).context("expected a number in the document, found none")?;
                write(&format!("reuters21578:{id}"), &capture)?;
            }
        }
        None => {
            let opened = File::open(gold).with_context(|| format!("cannot open `{}`", gold.display()))?;
            for line in BufReader::new(MultiGzDecoder::new(opened)).lines() {
                let mut record: serde_json::Map<String, Value> = serde_json::from_str(&line?)?;
                record.retain(|name, _| FIELDS.contains(&name.as_str()));
                let id = record.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
                write(&id, &dump_record(&record))?;
            }
        }
    }
    file.flush()?;
    out::line(&format!("{}: {right} articles, {wrong} rejected", sgml.unwrap_or(gold).display()));
    Ok(())
}

fn dump_record(record: &serde_json::Map<String, Value>) -> Capture {
    Capture {
        location: Location::default(),
        uri: None,
        captured: None,
        media_type: "application/json".to_owned(),
        charset: None,
        payload: Value::Object(record.clone()).to_string().into_bytes(),
    }
}

fn captures(path: &Path) -> Vec<Capture> {
    let mut found = Vec::new();
    let mut sink = |record: Record| {
        if let Record::Capture(capture) = record {
            found.push(capture);
        }
        Ok(())
    };
    unpack(&[Input::Path(path.to_owned())], &mut sink, &mut |_| {});
    found
}

fn number(payload: &[u8]) -> Option<String> {
    let mut head = String::new();
    payload.take(400).read_to_string(&mut head).ok();
    let (_, rest) = head.split_once("NEWID=\"")?;
    rest.split('"').next().map(str::to_owned)
}

fn answer(id: &str, article: &Article) -> Value {
    let paragraphs = article.body.paragraphs.iter().map(|paragraph| paragraph.text.as_str());
    let published = article.published.as_ref();
    json!({
        "id": id,
        "headline": article.headline,
        "authors": article.byline.as_ref().map_or_else(Vec::new, |byline| byline.authors.clone()),
        "dateline_place": article.dateline.as_ref().and_then(|dateline| dateline.place.clone()),
        "date": published.map(|dated| dated.date().to_string()),
        "body": paragraphs.collect::<Vec<_>>().join("\n"),
        "flags": article.flags.iter().map(|flag| flag.as_str()).collect::<Vec<_>>(),
    })
}
