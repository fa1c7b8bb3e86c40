//! Wire files: every field that their formats state.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use dateline_ingest::{Input, Record, normalise, unpack};
use dateline_model::Article;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::lines::lines;
use crate::out;

/// What is read of a line of gold.
#[derive(Deserialize)]
struct Question {
    id: String,
    /// Path of the file, from the folder of the gold file.
    file: PathBuf,
}

/// What became of a file.
#[derive(Default)]
struct Outcome {
    articles: Vec<Article>,
    skipped: Vec<String>,
    rejected: Vec<String>,
}

/// Writes one line for each file: what its first article says; else what it is, or why it is none.
pub(crate) fn wire(gold: &Path, output: &Path) -> anyhow::Result<()> {
    let folder = gold.parent().unwrap_or(Path::new("."));
    let lines = lines(gold)?;
    let mut file =
        BufWriter::new(File::create(output).with_context(|| format!("cannot write `{}`", output.display()))?);
    let mut counts = [0usize; 3];
    for line in lines {
        let question: Question = serde_json::from_str(&line?)?;
        let outcome = read(folder.join(&question.file));
        counts[0] += outcome.articles.len();
        counts[1] += outcome.skipped.len();
        counts[2] += outcome.rejected.len();
        writeln!(file, "{}", answer(&question.id, &outcome))?;
    }
    file.flush()?;
    let [articles, skipped, rejected] = counts;
    out::line(&format!("{}: {articles} articles, {skipped} skipped, {rejected} rejected", gold.display()));
    Ok(())
}

fn read(path: PathBuf) -> Outcome {
    let mut outcome = Outcome::default();
    let mut sink = |record: Record| {
        match record {
            Record::Capture(capture) => match normalise(&capture, jiff::Timestamp::now()) {
                Ok(article) => outcome.articles.push(article),
                Err(rejection) => outcome.rejected.push(rejection.to_string()),
            },
            Record::Coded(_) => outcome.skipped.push("packed by a server".to_owned()),
            Record::Skipped { kind, .. } | Record::Sitemap { kind, .. } => outcome.skipped.push(kind),
            Record::Rejected(rejection) => outcome.rejected.push(rejection.to_string()),
        }
        Ok(())
    };
    unpack(&[Input::Path(path)], &mut sink, &mut |_| {});
    outcome
}

fn answer(id: &str, outcome: &Outcome) -> Value {
    let Some(article) = outcome.articles.first() else {
        return json!({"id": id, "type": outcome.skipped.first(), "rejected": outcome.rejected.first()});
    };
    let paragraphs = article.body.paragraphs.iter().map(|paragraph| paragraph.text.as_str());
    let byline = article.byline.as_ref();
    let dateline = article.dateline.as_ref();
    // The date of the version, which gold has, and not that of the story.
    let date = article.updated.as_ref().or(article.published.as_ref());
    json!({
        "id": id,
        "headline": article.headline,
        "byline": byline.map(|byline| &byline.printed),
        "authors": byline.map_or_else(Vec::new, |byline| byline.authors.clone()),
        "dateline": dateline.map(|dateline| &dateline.printed),
        "dateline_place": dateline.and_then(|dateline| dateline.place.as_ref()),
        "date": date.map(dateline_model::Dated::value),
        "body": paragraphs.collect::<Vec<_>>().join("\n\n"),
        "lang": article.language,
        "type": "text",
        "dek": article.dek,
        "agency": article.agency,
        "source": article.source.id.as_str(),
        "section": article.section,
        "tags": article.tags,
        "notes": article.notes,
        "corrections": article.corrections.iter().map(|notice| &notice.text).collect::<Vec<_>>(),
        "captions": article.captions.iter().map(|caption| &caption.text).collect::<Vec<_>>(),
        "flags": article.flags.iter().map(|flag| flag.as_str()).collect::<Vec<_>>(),
        "embargo": article.embargo.as_ref().map(dateline_model::Dated::value),
        "items": [outcome.articles.len(), outcome.skipped.len(), outcome.rejected.len()],
    })
}
