//! Fits the weights of headline, date and authors on pages with gold, and says what they are worth on sites they have not seen.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use dateline_ingest::measure::{self, Candidate, Field, Found, Weights};
use flate2::read::MultiGzDecoder;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::choice::{Row, fit};
use crate::out;

/// Where the program reads the weights from.
const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ingest/data/metadata.json");
/// Sets of pages that may be in the folder, and whether their headlines are fitted on: those of `readability` are another
/// tool's own.
const SETS: [(&str, bool); 4] = [("fundus", true), ("bbaw", true), ("wcxb", true), ("readability", false)];
/// Weights smaller than this are left out.
const SMALLEST: f64 = 0.02;

/// What is read of a line of gold.
#[derive(Deserialize)]
struct Gold {
    id: String,
    url: Option<String>,
    html: PathBuf,
    headline: Option<String>,
    authors: Option<Vec<String>>,
    date: Option<String>,
}

struct Page {
    set: usize,
    gold: Gold,
    bytes: Vec<u8>,
    /// Pages of one registrable domain are in one fold.
    site: String,
    found: Found,
}

/// Fits on everything in `data`, writes the weights, and with `cross_validated` the answers of weights that have not seen
/// the site of a page, one file for each set.
pub(crate) fn metadata(
    data: &Path,
    folds: usize,
    strength: f64,
    cross_validated: Option<&Path>,
    write: bool,
) -> anyhow::Result<()> {
    let pages = load(data)?;
    anyhow::ensure!(!pages.is_empty(), "expected pages with gold in `{}`, found none", data.display());
    out::line(&format!("{} pages", pages.len()));
    if let Some(folder) = cross_validated {
        std::fs::create_dir_all(folder)?;
        validate(&pages, folds.max(2), strength, folder)?;
    }
    let all: Vec<&Page> = pages.iter().collect();
    let weights = weights_of(&all, strength, true);
    if write {
        std::fs::write(SHIPPED, weights.to_json()).with_context(|| format!("cannot write `{SHIPPED}`"))?;
    }
    Ok(())
}

fn load(data: &Path) -> anyhow::Result<Vec<Page>> {
    let mut out = Vec::new();
    for (set, (name, _)) in SETS.iter().enumerate() {
        let folder = data.join(name);
        let Ok(file) = File::open(folder.join("gold.jsonl")) else { continue };
        for line in BufReader::new(file).lines() {
            let gold: Gold = serde_json::from_str(&line?)?;
            let path = folder.join(&gold.html);
            let mut bytes = Vec::new();
            let page = File::open(&path).with_context(|| format!("cannot open `{}`", path.display()))?;
            MultiGzDecoder::new(page).read_to_end(&mut bytes)?;
            let Some(found) = measure::metadata(&bytes, gold.url.as_deref(), Timestamp::now(), None) else { continue };
            let site = site(gold.url.as_deref().unwrap_or("")).unwrap_or_else(|| format!("{name} {}", gold.id));
            out.push(Page { set, gold, bytes, site, found });
        }
    }
    Ok(out)
}

/// The registrable domain of an address, that of the page inside an archive's.
fn site(address: &str) -> Option<String> {
    let inner = address.rfind("http").filter(|&at| at > 0).map_or(address, |at| &address[at..]);
    let host = inner.split_once("://").map_or(inner, |(_, rest)| rest).split(['/', '?', ':']).next()?.to_lowercase();
    psl::domain_str(&host).map(str::to_owned)
}

/// Deals sites to folds, those with most pages first, each to the fold that has fewest.
fn deal(pages: &[Page], folds: usize) -> Vec<usize> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    pages.iter().for_each(|page| *sizes.entry(&page.site).or_default() += 1);
    let mut sites: Vec<(&str, usize)> = sizes.into_iter().collect();
    sites.sort_by_key(|&(site, size)| (std::cmp::Reverse(size), site));
    let mut filled = vec![0; folds];
    let mut fold_of = HashMap::new();
    for (site, size) in sites {
        let fold = (0..folds).min_by_key(|&fold| filled[fold]).unwrap_or(0);
        filled[fold] += size;
        fold_of.insert(site, fold);
    }
    pages.iter().map(|page| fold_of.get(page.site.as_str()).copied().unwrap_or(0)).collect()
}

fn validate(pages: &[Page], folds: usize, strength: f64, folder: &Path) -> anyhow::Result<()> {
    let fold_of = deal(pages, folds);
    let fitted = |fold: usize| {
        let others = pages.iter().zip(&fold_of).filter(|(_, of)| **of != fold).map(|(page, _)| page);
        weights_of(&others.collect::<Vec<_>>(), strength, false)
    };
    let weights: Vec<Weights> = std::thread::scope(|scope| {
        let second = scope.spawn(|| (folds / 2..folds).map(fitted).collect::<Vec<_>>());
        let mut all: Vec<Weights> = (0..folds / 2).map(fitted).collect();
        all.extend(second.join().map_err(|_| anyhow::anyhow!("fitting panicked"))?);
        anyhow::Ok(all)
    })?;
    for (set, (name, _)) in SETS.iter().enumerate() {
        if !pages.iter().any(|page| page.set == set) {
            continue;
        }
        let mut file = BufWriter::new(File::create(folder.join(format!("{name}.jsonl")))?);
        for (page, fold) in pages.iter().zip(&fold_of).filter(|(page, _)| page.set == set) {
            let found = measure::metadata(&page.bytes, page.gold.url.as_deref(), Timestamp::now(), weights.get(*fold));
            let Some(found) = found else { continue };
            let answer =
                json!({"id": page.gold.id, "headline": found.headline, "authors": found.names, "date": found.day});
            writeln!(file, "{answer}")?;
        }
        file.flush()?;
    }
    out::line(&format!("cross-validated answers in `{}`", folder.display()));
    Ok(())
}

fn weights_of(pages: &[&Page], strength: f64, say: bool) -> Weights {
    let headline = |page: &Page| {
        let gold = page.gold.headline.as_deref().filter(|_| SETS[page.set].1)?;
        Some(vec![measure::key(gold)])
    };
    let date = |page: &Page| page.gold.date.clone().map(|date| vec![date]);
    let authors = |page: &Page| {
        let names = page.gold.authors.as_ref()?.iter().map(|name| measure::key(&without_by(name)));
        Some(sorted(names.filter(|name| !name.is_empty()).collect()))
    };
    let fit = |name: &str, of: &dyn Fn(&Page) -> &Vec<Candidate>, gold: &dyn Fn(&Page) -> Option<Vec<String>>| {
        let (field, rows) = field(pages, of, gold, strength);
        if say {
            out::line(&format!("{name}: {rows} candidates, {} weights", field.weights.len()));
        }
        field
    };
    Weights::new(
        &fit("headline", &|page| &page.found.headlines, &headline),
        &fit("date", &|page| &page.found.days, &date),
        &fit("authors", &|page| &page.found.authors, &authors),
    )
}

/// A name as gold has it, without a word in front that some keep.
fn without_by(name: &str) -> String {
    let name = name.trim();
    let openings = ["by ", "von ", "par ", "por ", "di ", "av "];
    let opening = openings
        .iter()
        .find(|opening| name.get(..opening.len()).is_some_and(|head| head.eq_ignore_ascii_case(opening)));
    opening.map_or(name, |opening| &name[opening.len()..]).to_owned()
}

fn sorted(mut keys: Vec<String>) -> Vec<String> {
    keys.sort();
    keys.dedup();
    keys
}

/// Fits one field on the candidates of all pages whose gold is known.
fn field(
    pages: &[&Page],
    of: &dyn Fn(&Page) -> &Vec<Candidate>,
    gold: &dyn Fn(&Page) -> Option<Vec<String>>,
    strength: f64,
) -> (Field, usize) {
    let mut names: Vec<(&'static str, &'static str)> = Vec::new();
    let mut numbers: HashMap<(&'static str, &'static str), usize> = HashMap::new();
    let mut questions: Vec<Vec<Row>> = Vec::new();
    for page in pages {
        let Some(gold) = gold(page) else { continue };
        let mut rows: Vec<Row> = Vec::new();
        for candidate in of(page) {
            let mut cells: Vec<(usize, f64)> = Vec::with_capacity(candidate.features.len());
            for &(kind, of, value) in &candidate.features {
                let number = *numbers.entry((kind, of)).or_insert_with(|| {
                    names.push((kind, of));
                    names.len() - 1
                });
                match cells.iter_mut().find(|(known, _)| *known == number) {
                    Some((_, sum)) => *sum += value,
                    None => cells.push((number, value)),
                }
            }
            rows.push(Row { cells, is_right: sorted(candidate.keys.clone()) == gold });
        }
        questions.push(rows);
    }
    let (bias, weights) = fit(&questions, names.len(), strength);
    let kept = names.into_iter().zip(weights).filter(|(_, weight)| weight.abs() >= SMALLEST);
    let hundredths = |weight: f64| (weight * 100.0).round() / 100.0;
    let weights = kept.map(|((kind, of), weight)| (kind.to_owned(), of.to_owned(), hundredths(weight))).collect();
    (Field { bias: hundredths(bias), weights }, questions.iter().map(Vec::len).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_registrable_domains() {
        assert_eq!(site("https://news.paper.co.uk/a").as_deref(), Some("paper.co.uk"));
        assert_eq!(site("https://archive.org/web/20200101/http://www.paper.de:80/a").as_deref(), Some("paper.de"));
        assert_eq!(without_by("By A B"), "A B");
    }
}
