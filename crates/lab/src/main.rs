//! What measures Dateline: benches against peers. Never part of the command.

mod bench_archive;
mod bench_index;
mod clock;
mod corpus;
mod out;

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
}

fn main() -> anyhow::Result<()> {
    match Args::parse().command {
        Command::BenchIndex { articles, data, rounds } => bench_index::run(articles, data.as_deref(), rounds),
        Command::BenchArchive { articles, data, rounds, keep } => {
            bench_archive::run(articles, data.as_deref(), rounds, keep)
        }
    }
}
