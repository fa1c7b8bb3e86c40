//! Fits the weights of the extractor and of the metadata on pages with gold, and answers for pages that they did not see.

mod align;
mod boost;
mod choice;
mod file;
mod fit;
mod grow;
mod lexicon;
mod metadata;
mod pages;
mod places;
mod tagger;
mod trees;

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, anyhow, ensure};
use dateline_ingest::measure::{self, Model};
use serde_json::json;

pub(crate) use self::metadata::metadata;
use self::pages::{FOLDS, Page, SETS};
pub(crate) use self::places::places;
pub(crate) use self::tagger::{TaggerOptions, tagger};
use crate::{out, predict};

/// Fits on all pages below a folder and writes the weights; with a folder for answers, every page is answered by
/// weights that were fitted without its domain.
pub(crate) fn extractor(
    data: &Path,
    weights: Option<&Path>,
    answers: Option<&Path>,
    threads: usize,
) -> anyhow::Result<()> {
    let mut pages = Vec::new();
    for (set, weight) in SETS {
        if !data.join(set).join("gold.jsonl").is_file() {
            out::line(&format!("no set `{set}` in `{}`: left out", data.display()));
            continue;
        }
        pages.extend(pages::load(data, set, weight).with_context(|| format!("cannot read the set `{set}`"))?);
    }
    let lessons = |fold: Option<usize>| -> Vec<&Page> {
        pages.iter().filter(|page| !page.lessons.is_empty() && Some(page.fold) != fold).collect()
    };
    ensure!(!lessons(None).is_empty(), "expected pages with a gold body in `{}`, found none", data.display());
    out::line(&format!("{} pages, {} with lessons", pages.len(), lessons(None).len()));
    if let Some(folder) = answers {
        let models = (0..FOLDS).map(|fold| {
            out::line(&format!("fitting without fold {} of {FOLDS}", fold + 1));
            read(&file::write(&fit::fit(&lessons(Some(fold)), threads)))
        });
        answer(&pages, &models.collect::<anyhow::Result<Vec<_>>>()?, folder)?;
    }
    if let Some(path) = weights {
        let text = file::write(&fit::fit(&lessons(None), threads));
        read(&text)?;
        fs::write(path, &text).with_context(|| format!("cannot write `{}`", path.display()))?;
        out::line(&format!("{}: {} kB", path.display(), text.len() / 1000));
    }
    Ok(())
}

fn read(weights: &str) -> anyhow::Result<Model> {
    Model::read(weights).map_err(|error| anyhow!("weights that the extractor refuses: {error}"))
}

/// One file for each set, in the form that scorers read.
fn answer(pages: &[Page], models: &[Model], folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create `{}`", folder.display()))?;
    let answers = predict::in_two(pages, |page| {
        let body = measure::body_with(&models[page.fold], &page.bytes);
        let confidence = body.as_ref().map(|body| body.confidence);
        let text = body.map(|body| body.paragraphs.join("\n\n")).unwrap_or_default();
        json!({"id": page.id, "body": text, "confidence": confidence})
    })?;
    for (set, _) in SETS.iter().filter(|(set, _)| pages.iter().any(|page| page.set == *set)) {
        let path = folder.join(format!("{set}.jsonl"));
        let mut file = fs::File::create(&path).with_context(|| format!("cannot write `{}`", path.display()))?;
        for (_, answer) in pages.iter().zip(&answers).filter(|(page, _)| page.set == *set) {
            writeln!(file, "{answer}")?;
        }
    }
    Ok(())
}
