//! Fits the weights of the name tagger on text with tags, and writes them with the lists of names as one file.

mod augment;
mod corpus;
mod crf;
mod harmonise;
mod instances;
mod names;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::Args;
use dateline_entity::tagger::measure::{self, Fitted, List};

use self::corpus::Document;
use self::crf::{Model, Settings};
use self::instances::Instances;
use self::names::Names;
use crate::out;

/// The files of the folder with training text.
const CORPORA: [&str; 3] = ["docred.jsonl.gz", "ewt.jsonl.gz", "gmb_voted.jsonl.gz"];

/// What the tagger is made from.
#[derive(Args, Debug)]
pub(crate) struct TaggerOptions {
    /// Folder with the training text
    #[arg(long)]
    data: PathBuf,
    /// Folder with the lexicon's own files
    #[arg(long, default_value = "crates/entity/data")]
    lexicon: PathBuf,
    /// Folder with further lists of names, `city.txt` and so on, one a line
    #[arg(long)]
    lists: Option<PathBuf>,
    /// Where to write the weights
    #[arg(long)]
    out: PathBuf,
    /// How often all text is gone through
    #[arg(long, default_value_t = 8)]
    epochs: usize,
    /// Over how many last epochs the mean of the weights is taken
    #[arg(long, default_value_t = 3)]
    averaged: usize,
    /// Step of the fit
    #[arg(long, default_value_t = 0.02)]
    rate: f32,
    /// Pull of weights towards 0
    #[arg(long, default_value_t = 0.01)]
    decay: f32,
    /// How often a feature must be seen
    #[arg(long, default_value_t = 3)]
    least: u32,
    /// At most so many features are kept, those whose weights differ most
    #[arg(long, default_value_t = 185_000)]
    rows: usize,
}

/// Fits the weights and writes the file.
pub(crate) fn tagger(options: &TaggerOptions) -> anyhow::Result<()> {
    let names = Names::gather(&options.lexicon, options.lists.as_deref())?;
    let lists = measure::table(names.iter());
    let documents = documents(&options.data, &lists, &names)?;
    let tokens: usize = documents.iter().flat_map(|document| &document.sentences).map(Vec::len).sum();
    let instances = Instances::new(&documents, &lists, options.least);
    out::line(&format!(
        "{} documents, {tokens} tokens, {} runs, {} features, {} bytes of lists",
        documents.len(),
        instances.all.len(),
        instances.hashes.len(),
        lists.len()
    ));
    drop(documents);
    let settings =
        Settings { epochs: options.epochs, averaged: options.averaged, rate: options.rate, decay: options.decay };
    let model = crf::fit(&instances, settings, &mut |epoch, likelihood| {
        out::line(&format!("epoch {}: {likelihood:.4}", epoch + 1));
    });
    let fitted = kept(&model, &instances.hashes, lists, options.rows);
    let file = fitted.write();
    fs::write(&options.out, &file).with_context(|| format!("cannot write `{}`", options.out.display()))?;
    out::line(&format!("{} rows, {} bytes", fitted.rows.len(), file.len()));
    Ok(())
}

fn documents(folder: &Path, lists: &[u8], names: &Names) -> anyhow::Result<Vec<Document>> {
    let mut documents = Vec::new();
    for path in CORPORA.map(|name| folder.join(name)) {
        if path.is_file() {
            documents.extend(corpus::read(&path, lists)?);
        } else {
            out::line(&format!("no `{}`: left out", path.display()));
        }
    }
    ensure!(!documents.is_empty(), "expected training text in `{}`, found none", folder.display());
    let nations: HashSet<&str> = names
        .iter()
        .filter(|(name, list)| *list == List::Demonym && name.contains(' '))
        .map(|(name, _)| name)
        .collect();
    documents.iter_mut().for_each(|document| harmonise::harmonise(document, &nations));
    let headlines = augment::headlines(&documents);
    documents.extend(headlines);
    Ok(documents)
}

/// The features whose weights tell tags apart best.
fn kept(model: &Model, hashes: &[u64], lists: Vec<u8>, most: usize) -> Fitted {
    let spread = |row: &[f32]| {
        let largest = row.iter().copied().fold(f32::MIN, f32::max);
        largest - row.iter().copied().fold(f32::MAX, f32::min)
    };
    let mut order: Vec<(f32, usize)> = model.rows.iter().enumerate().map(|(at, row)| (spread(row), at)).collect();
    order.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.cmp(y)));
    order.truncate(most);
    order.retain(|(spread, _)| *spread > 0.02);
    Fitted {
        transitions: model.transitions.iter().flatten().copied().collect(),
        rows: order.into_iter().map(|(_, at)| (hashes[at], model.rows[at].to_vec())).collect(),
        lists,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_that_tell_nothing_are_left_out() {
        let mut rows = vec![[0.5; measure::TAGS]; 3];
        (rows[1][0], rows[2][0]) = (-2.0, 0.0);
        let model = Model { rows, transitions: [[0.0; measure::TAGS]; measure::TAGS] };
        let fitted = kept(&model, &[7, 8, 9], Vec::new(), 5);
        assert_eq!(fitted.rows.iter().map(|(hash, _)| *hash).collect::<Vec<_>>(), [8, 9]);
        assert_eq!(kept(&model, &[7, 8, 9], Vec::new(), 1).rows.len(), 1);
    }
}
