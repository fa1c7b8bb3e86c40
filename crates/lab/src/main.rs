//! What measures Dateline: benches against peers, answers for scorers. Never part of the command.

mod bench_archive;
mod bench_index;
mod clock;
mod corpus;
mod logistic;
mod out;
mod predict;
mod train_metadata;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Measures Dateline on this machine. Read the ratios, not the milliseconds: machines are shared and noisy.
#[derive(Debug, Parser)]
#[command(name = "dateline-lab")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Index ready articles with Dateline and with plain Tantivy, and query both
    BenchIndex {
        /// How many articles
        #[arg(long, default_value_t = 100_000)]
        articles: usize,
        /// Folder with real news to make them from; synthetic text where it is absent
        #[arg(long)]
        data: Option<PathBuf>,
        /// How many times each is run; the best counts
        #[arg(long, default_value_t = 3)]
        rounds: usize,
    },
    /// Ingest a dump into an archive and time whole answers: hits, snippets, facets
    BenchArchive {
        /// How many articles
        #[arg(long, default_value_t = 100_000)]
        articles: usize,
        /// Folder with real news to make them from; synthetic text where it is absent
        #[arg(long)]
        data: Option<PathBuf>,
        /// How often each query is asked
        #[arg(long, default_value_t = 60)]
        rounds: usize,
        /// Keep the archive in this folder, and use the one that is there
        #[arg(long)]
        keep: Option<PathBuf>,
    },
    /// Fit the weights with which headline, date and authors are chosen
    TrainMetadata {
        /// Folder with sets of pages and their gold
        #[arg(long)]
        data: PathBuf,
        /// Into how many parts sites are dealt for cross-validation
        #[arg(long, default_value_t = 10)]
        folds: usize,
        /// Weight of the pages against the penalty on weights
        #[arg(long, default_value_t = 0.5)]
        strength: f64,
        /// Write the answers of weights that have not seen a page's site into this folder, for a scorer
        #[arg(long)]
        cross_validated: Option<PathBuf>,
        /// Leave the program's weights as they are
        #[arg(long)]
        dry_run: bool,
    },
    /// Answer the questions of a gold file, for a scorer: what is asked is read, what is right is not
    #[command(subcommand)]
    Predict(Predict),
}

#[derive(Debug, Subcommand)]
enum Predict {
    /// Headline, body, authors and date of saved pages; one JSON object a line
    Extraction {
        /// JSON lines with `id`, `url` and `html`, the path of the page from the file's folder
        #[arg(long)]
        gold: PathBuf,
        /// Where to write the answers
        #[arg(long)]
        out: PathBuf,
        /// The extractor's body, or the one the article ends up with
        #[arg(long, value_enum, default_value = "article")]
        body: predict::Body,
    },
    /// Every candidate for headline, date and authors with its score, and every block; one page a line
    Explanations {
        /// JSON lines with `id`, `url` and `html`, the path of the page from the file's folder
        #[arg(long)]
        gold: PathBuf,
        /// Where to write them
        #[arg(long)]
        out: PathBuf,
    },
    /// The numbers of every block, one page a line: what a fit runs on
    Features {
        /// JSON lines with `id`, `url` and `html`, the path of the page from the file's folder
        #[arg(long)]
        gold: PathBuf,
        /// Where to write them
        #[arg(long)]
        out: PathBuf,
        /// At most so many pages
        #[arg(long, default_value_t = usize::MAX)]
        most: usize,
    },
}

fn main() -> anyhow::Result<()> {
    match Args::parse().command {
        Command::BenchIndex { articles, data, rounds } => bench_index::run(articles, data.as_deref(), rounds),
        Command::BenchArchive { articles, data, rounds, keep } => {
            bench_archive::run(articles, data.as_deref(), rounds, keep)
        }
        Command::TrainMetadata { data, folds, strength, cross_validated, dry_run } => {
            train_metadata::run(&data, folds, strength, cross_validated.as_deref(), !dry_run)
        }
        Command::Predict(Predict::Extraction { gold, out, body }) => predict::extraction(&gold, &out, body),
        Command::Predict(Predict::Explanations { gold, out }) => predict::explanations(&gold, &out),
        Command::Predict(Predict::Features { gold, out, most }) => predict::features(&gold, &out, most),
    }
}
