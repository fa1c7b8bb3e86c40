//! A dump into an archive, and whole answers out of it: ten hits with snippets, actors, places and four facets.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use dateline_archive::{Access, Archive, FacetField, FacetOptions, IngestOptions, Input, Order, SearchOptions, Silent};

use crate::clock::{Spent, millis, percentiles, spend};
use crate::corpus::Corpus;
use crate::out;

/// What is asked: name, notation, order.
const QUERIES: [(&str, &str, Order); 8] = [
    ("term, common", "government", Order::Relevance),
    ("term, rare", "volcano", Order::Relevance),
    ("two words AND", "president russia", Order::Relevance),
    ("four words OR", "storm OR flood OR drought OR wildfire", Order::Relevance),
    ("phrase", "\"prime minister\"", Order::Relevance),
    ("words, actor, years", "economy actor:\"European Union\" published:2010..2015", Order::Relevance),
    ("newest with a word", "election", Order::Newest),
    ("everything, newest", "", Order::Newest),
];

pub(crate) fn run(articles: usize, data: Option<&Path>, rounds: usize, keep: Option<PathBuf>) -> anyhow::Result<()> {
    let temporary = tempfile::tempdir()?;
    let folder = keep.unwrap_or_else(|| temporary.path().to_owned());
    let directory = folder.join("archive");
    if !directory.exists() {
        let corpus = Corpus::load(data)?;
        out::line(&format!("{articles} articles, {}", corpus.made_of));
        fill(&corpus, articles, &folder, &directory)?;
    }
    let archive = Archive::open(&directory, Access::Read)?;
    // On a busy machine wall times hold the neighbours' work too; CPU time does not.
    out::line("\n| query: 10 hits, snippets, 4 facets | hits | ms p50 | ms p95 | CPU ms, mean |");
    out::line("| --- | ---: | ---: | ---: | ---: |");
    let mut all = Vec::new();
    for (name, text, order) in QUERIES {
        let facets = [FacetField::Actor, FacetField::Place, FacetField::Country, FacetField::Source]
            .map(|field| FacetOptions::new(field, 10))
            .to_vec();
        let options = SearchOptions { text: text.to_owned(), order, facets, ..SearchOptions::default() };
        let mut times = Vec::new();
        let mut hits = 0;
        for _ in 0..5 {
            hits = archive.search(&options)?.total.count();
        }
        let (asked, spent) = spend(|| {
            (0..rounds).try_for_each(|_| {
                let started = Instant::now();
                archive.search(&options).map(|_| times.push(started.elapsed()))
            })
        });
        asked?;
        all.extend_from_slice(&times);
        let (p50, p95) = percentiles(&mut times);
        let cpu = millis(spent.cpu) / rounds.max(1) as f64;
        out::line(&format!("| {name} | {hits} | {:.2} | {:.2} | {cpu:.1} |", millis(p50), millis(p95)));
    }
    let (p50, p95) = percentiles(&mut all);
    out::line(&format!("| all together | | {:.2} | {:.2} | |", millis(p50), millis(p95)));
    Ok(())
}

fn fill(corpus: &Corpus, articles: usize, folder: &Path, directory: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let dump = folder.join("dump.jsonl");
    let mut bytes = 0;
    {
        let mut file = BufWriter::new(std::fs::File::create(&dump)?);
        for number in 0..articles {
            let made = corpus.article(number);
            bytes += made.bytes();
            writeln!(file, "{}", made.json())?;
        }
        file.flush()?;
    }
    let archive = Archive::open(directory, Access::Write)?;
    let (ingested, spent) =
        spend(|| archive.ingest(&[Input::Path(dump)], IngestOptions::default(), &Silent, &mut |_| {}));
    let ingested = ingested?;
    anyhow::ensure!(
        ingested.run.added == articles as u64,
        "expected {articles} articles, added {}",
        ingested.run.added
    );
    out::line("\n| stage | docs/s | MB/s | docs/CPU-s |\n| --- | ---: | ---: | ---: |");
    let row = |name: &str, spent: Spent| {
        let wall = spent.wall.as_secs_f64();
        out::line(&format!(
            "| {name} | {:.0} | {:.1} | {:.0} |",
            articles as f64 / wall,
            bytes as f64 / wall / 1e6,
            articles as f64 / spent.cpu.as_secs_f64().max(0.01)
        ));
    };
    row("dump to store", spent);
    let (caught_up, spent) = spend(|| archive.catch_up(&Silent));
    caught_up?;
    row("store to index: actors, places, copies, words", spent);
    Ok(())
}
