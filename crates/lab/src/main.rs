//! What measures Dateline and makes its data files: benches against peers, answers for scorers, trainers. Never part of
//! the command.

mod args;
mod bench;
mod clock;
mod corpus;
mod eval_entities;
mod eval_ingest;
mod gazetteer;
mod gold_places;
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
        Command::BenchEntities { data } => bench::entities(&data),
        Command::Predict(Predict::Warc { gold, out }) => predict::warc(&gold, &out),
        Command::TrainMetadata { data, folds, strength, cross_validated, dry_run } => {
            train::metadata(&data, folds, strength, cross_validated.as_deref(), !dry_run)
        }
        Command::TrainExtractor { data, out, cross_validated, threads } => {
            train::extractor(&data, out.as_deref(), cross_validated.as_deref(), threads)
        }
        Command::Gazetteer { packages, out } => gazetteer::build(&packages, &out),
        Command::TrainTagger(options) => train::tagger(&options),
        Command::EvalEntities { data, scorers, peer, peer_python, peer_model } => eval_entities::Table {
            data: &data,
            scorers: &scorers,
            peer: peer.as_deref().map(|peer| (peer_python.as_path(), peer, peer_model.as_str())),
        }
        .print(),
        Command::EvalIngest { data, scorer, cross_validated, peer, peer_python } => eval_ingest::Table {
            data: &data,
            scorer: &scorer,
            cross_validated: &cross_validated,
            peer: peer.as_deref().map(|peer| (peer_python.as_path(), peer)),
        }
        .print(),
        Command::Score(Score::Paragraphs { gold, system }) => score::paragraphs(&gold, &system),
        Command::Predict(Predict::Actors { gold, out, tagger_only, weights }) => {
            predict::actors(&gold, &out, tagger_only, weights.as_deref())
        }
        Command::Predict(Predict::Extraction { gold, out, body }) => predict::extraction(&gold, &out, body),
        Command::Predict(Predict::Explanations { gold, out }) => predict::explanations(&gold, &out),
        Command::Predict(Predict::Features { gold, out, most }) => predict::features(&gold, &out, most),
        Command::Predict(Predict::Feeds { gold, out }) => predict::feeds(&gold, &out),
        Command::Predict(Predict::Wire { gold, out }) => predict::wire(&gold, &out),
        Command::Predict(Predict::Reuters { gold, out, sgml }) => predict::reuters(&gold, &out, sgml.as_deref()),
        Command::Predict(Predict::Places { gold, out, gold_spans, no_home }) => {
            predict::places(&gold, &out, gold_spans, !no_home)
        }
        Command::TrainPlaces { data, out, strength } => train::places(&data, out.as_deref(), strength),
        Command::Score(Score::Feeds { gold, system }) => score::feeds(&gold, &system),
        Command::Score(Score::Uses { gold, text, differences }) => score::uses(&gold, &text, differences),
        Command::Score(Score::GeowebnewsUses { gold, differences }) => score::geowebnews_uses(&gold, differences),
        Command::Score(Score::Links { gold, text, differences }) => score::links(&gold, &text, differences),
        Command::Score(Score::Wire { gold, system }) => score::wire(&gold, &system),
    }
}
