//! What measures Dateline and makes its data files: benches against peers, answers for scorers, trainers. Never part of
//! the command.

mod args;
mod bench;
mod clock;
mod corpus;
mod eval_ingest;
mod lines;
mod out;
mod predict;
mod score;
mod train;

use args::{Args, Command, Predict, Score};
use clap::Parser;

/// As in the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    match Args::parse().command {
        Command::BenchIndex { articles, data, rounds } => bench::index(articles, data.as_deref(), rounds),
        Command::BenchArchive { articles, data, rounds, keep } => {
            bench::archive(articles, data.as_deref(), rounds, keep)
        }
        Command::BenchWarc { data, gigabytes, rounds } => bench::warc(data.as_deref(), gigabytes, rounds),
        Command::Predict(Predict::Warc { gold, out }) => predict::warc(&gold, &out),
        Command::TrainMetadata { data, folds, strength, cross_validated, dry_run } => {
            train::metadata(&data, folds, strength, cross_validated.as_deref(), !dry_run)
        }
        Command::TrainExtractor { data, out, cross_validated, threads } => {
            train::extractor(&data, out.as_deref(), cross_validated.as_deref(), threads)
        }
        Command::EvalIngest { data, scorer, cross_validated, peer, peer_python } => eval_ingest::Table {
            data: &data,
            scorer: &scorer,
            cross_validated: &cross_validated,
            peer: peer.as_deref().map(|peer| (peer_python.as_path(), peer)),
        }
        .print(),
        Command::Score(Score::Paragraphs { gold, system }) => score::paragraphs(&gold, &system),
        Command::Predict(Predict::Extraction { gold, out, body }) => predict::extraction(&gold, &out, body),
        Command::Predict(Predict::Explanations { gold, out }) => predict::explanations(&gold, &out),
        Command::Predict(Predict::Features { gold, out, most }) => predict::features(&gold, &out, most),
        Command::Predict(Predict::Feeds { gold, out }) => predict::feeds(&gold, &out),
        Command::Predict(Predict::Wire { gold, out }) => predict::wire(&gold, &out),
        Command::Predict(Predict::Reuters { gold, out, sgml }) => predict::reuters(&gold, &out, sgml.as_deref()),
        Command::Score(Score::Feeds { gold, system }) => score::feeds(&gold, &system),
        Command::Score(Score::Wire { gold, system }) => score::wire(&gold, &system),
    }
}
