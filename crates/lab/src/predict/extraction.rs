//! Saved pages: headline, body, authors, date.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use dateline_ingest::measure;
use dateline_model::{Capture, Location};
use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::spend;
use crate::lines::lines;
use crate::out;

/// What is read of a line of gold.
#[derive(Deserialize)]
pub(crate) struct Question {
    pub(crate) id: String,
    pub(crate) url: Option<String>,
    /// Path of the page, from the folder of the gold file.
    html: PathBuf,
}

/// How the body is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Body {
    /// As the extractor gives it
    Extracted,
    /// As it stands in the article, captions, credits, corrections and prompts sorted out
    Article,
}

/// Writes one line for each page: id, headline, body, authors, date.
pub(crate) fn extraction(gold: &Path, output: &Path, body: Body) -> anyhow::Result<()> {
    let pages = load(gold)?;
    let answers = answers(&pages, body)?;
    let mut file =
        BufWriter::new(File::create(output).with_context(|| format!("cannot write `{}`", output.display()))?);
    for answer in &answers {
        writeln!(file, "{answer}")?;
    }
    file.flush()?;
    let (_, spent) = spend(|| pages.iter().filter_map(|(_, page)| measure::body(page)).count());
    let bytes: usize = pages.iter().map(|(_, page)| page.len()).sum();
    let seconds = spent.cpu.as_secs_f64().max(0.01);
    let captures: Vec<Capture> = pages.iter().map(|(question, page)| capture(question, page)).collect();
    let now = jiff::Timestamp::now();
    let (read, whole) =
        spend(|| captures.iter().filter(|capture| dateline_ingest::normalise(capture, now).is_ok()).count());
    out::line(&format!(
        "{}: {read} of {} pages are articles; body, metadata and all else {:.0} pages/s of CPU time",
        gold.display(),
        pages.len(),
        pages.len() as f64 / whole.cpu.as_secs_f64().max(0.01)
    ));
    out::line(&format!(
        "{}: {} pages of {} kB; body alone {:.0} pages/s, {:.0} MB/s of CPU time",
        gold.display(),
        pages.len(),
        bytes / pages.len().max(1) / 1000,
        pages.len() as f64 / seconds,
        bytes as f64 / 1e6 / seconds
    ));
    Ok(())
}

/// Writes what was found in each page and why it was taken, one page a line.
pub(crate) fn explanations(gold: &Path, output: &Path) -> anyhow::Result<()> {
    let pages = load(gold)?;
    let lines = in_two(&pages, |(question, page)| {
        let explanation = dateline_ingest::explain(&capture(question, page), jiff::Timestamp::now());
        json!({"id": question.id, "explanation": explanation})
    })?;
    let mut file = BufWriter::new(File::create(output)?);
    for line in &lines {
        writeln!(file, "{line}")?;
    }
    Ok(file.flush()?)
}

/// The answers to all pages, in their order.
pub(crate) fn answers(pages: &[(Question, Vec<u8>)], body: Body) -> anyhow::Result<Vec<Value>> {
    in_two(pages, |(question, page)| answer(question, page, body))
}

/// Makes an article of a page, metadata and all; returns true where it is one.
pub(crate) fn read(question: &Question, page: &[u8]) -> bool {
    dateline_ingest::normalise(&capture(question, page), jiff::Timestamp::now()).is_ok()
}

/// Writes the numbers of every block of some pages, one page a line.
pub(crate) fn features(gold: &Path, output: &Path, most: usize) -> anyhow::Result<()> {
    let mut file = BufWriter::new(File::create(output)?);
    for (question, page) in load(gold)?.iter().take(most) {
        let blocks: Vec<Value> = measure::blocks(page)
            .into_iter()
            .map(|block| {
                json!({"text": block.text, "numbers": block.numbers, "first": block.first, "second": block.second})
            })
            .collect();
        writeln!(file, "{}", json!({"id": question.id, "names": measure::names(), "blocks": blocks}))?;
    }
    Ok(file.flush()?)
}

/// Reads the questions of a gold file and their pages.
pub(crate) fn load(gold: &Path) -> anyhow::Result<Vec<(Question, Vec<u8>)>> {
    let folder = gold.parent().unwrap_or(Path::new("."));
    let lines = lines(gold)?;
    lines
        .map(|line| {
            let question: Question = serde_json::from_str(&line?)?;
            let path = folder.join(&question.html);
            let mut page = Vec::new();
            let file = File::open(&path).with_context(|| format!("cannot open `{}`", path.display()))?;
            MultiGzDecoder::new(file).read_to_end(&mut page)?;
            Ok((question, page))
        })
        .collect()
}

/// Works on both halves at the same time, with the stack that reading pages asks for.
pub(crate) fn in_two<T: Sync, A: Send>(all: &[T], work: impl Fn(&T) -> A + Sync) -> anyhow::Result<Vec<A>> {
    let (one, other) = all.split_at(all.len() / 2);
    let run = |part: &[T]| part.iter().map(&work).collect::<Vec<A>>();
    std::thread::scope(|scope| {
        let start = |part| {
            let builder = std::thread::Builder::new().stack_size(dateline_ingest::limits::STACK_BYTES);
            let run = &run;
            builder.spawn_scoped(scope, move || run(part))
        };
        let mut answers = Vec::new();
        for thread in [start(one)?, start(other)?] {
            answers.extend(thread.join().map_err(|_| anyhow::anyhow!("reading pages panicked"))?);
        }
        Ok(answers)
    })
}

/// The page as the program would receive it.
pub(crate) fn capture(question: &Question, page: &[u8]) -> Capture {
    Capture {
        location: Location::default(),
        uri: question.url.clone(),
        captured: None,
        media_type: "text/html".to_owned(),
        charset: None,
        payload: page.to_vec(),
    }
}

fn answer(question: &Question, page: &[u8], body: Body) -> Value {
    let article = dateline_ingest::normalise(&capture(question, page), jiff::Timestamp::now()).ok();
    let text = match body {
        Body::Extracted => measure::body(page).map(|body| body.paragraphs.join("\n\n")),
        Body::Article => article.as_ref().map(|article| {
            let paragraphs = article.body.paragraphs.iter().map(|paragraph| paragraph.text.as_str());
            paragraphs.collect::<Vec<_>>().join("\n\n")
        }),
    };
    // An article keeps agencies apart, by one name each; gold has them among the authors, as printed.
    let named = measure::metadata(page, question.url.as_deref(), jiff::Timestamp::now(), None).map(|found| found.names);
    let date = article.as_ref().and_then(|article| article.published.as_ref()).map(|dated| dated.local.date());
    json!({
        "id": question.id,
        "body": text.unwrap_or_default(),
        "headline": article.as_ref().map(|article| &article.headline),
        "authors": named.filter(|_| article.is_some()).unwrap_or_default(),
        "date": date.map(|date| date.to_string()),
    })
}
