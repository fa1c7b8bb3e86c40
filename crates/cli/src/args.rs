//! What was typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use dateline_archive::{FacetField, FacetOptions, Filters, Order};
use dateline_server::{excluded_value, facet_named};

use crate::entity_args::Entity;

use crate::actors::Actors;

/// A searchable news archive: takes the news people really have, and answers with highlighted snippets and facets of
/// actors and places.
#[derive(Debug, Parser)]
#[command(
    name = "dateline",
    version,
    max_term_width = 110,
    after_help = "Exit codes: 0 found or done, 1 nothing found, 2 trouble."
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, ClapArgs)]
pub(crate) struct Global {
    /// Directory of the archive [default: `dateline` in the user's data directory]
    #[arg(long, global = true, env = "DATELINE_ARCHIVE", hide_env_values = true, value_name = "DIR")]
    pub(crate) archive: Option<PathBuf>,
    /// Ask a running server the same questions instead of opening the archive
    #[arg(long, global = true, value_name = "URL", conflicts_with = "archive")]
    pub(crate) server: Option<String>,
    /// Print JSON, in the types of the API
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Say nothing but results and errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read news into the archive: pages, plain text, WARC, feeds, JSON, tables, mail, folders of them, `-` for standard input
    Ingest(Ingest),
    /// Search, with highlighted snippets
    Search(Search),
    /// Show one article
    Show(Show),
    /// Explain why an article has the actors and places it has: every mention, what it could mean, and each facet
    Explain(Explain),
    /// Count the hits of a query by actor, place, source and the like
    Facets(Facets),
    /// Rule on who and what is meant: merge, split, rename and reject entities, and undo it
    Entity(Entity),
    /// Serve search pages and the API
    Serve(Serve),
    /// Make the index anew from the archive; nothing is lost, and searches go on meanwhile
    Rebuild(Rebuild),
    /// Read everything back and compare: digests, journal, index
    Check,
    /// Say how much is in the archive
    Stats,
    /// Say which gazetteer is in use, or import another
    Gazetteer(crate::gazetteer::Gazetteer),
    /// Import lists of actors, and show who is known
    #[command(subcommand)]
    Actors(Actors),
    /// Make an archive of sample news in a temporary folder, search it, and serve it until Ctrl-C
    Demo(Demo),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// Options of `ingest`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Ingest {
    /// Files and folders; `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Write one line of JSON a record: where it came from, what became of it, and why
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Write nothing; only say what would become of the records
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write nothing; print every candidate for headline, date, byline and body of each page, where it was found, and
    /// why the winner won
    #[arg(long, conflicts_with_all = ["report", "dry_run", "no_index", "threads"])]
    pub(crate) explain: bool,
    /// Threads that read records [default: all cores]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// How a dump calls its fields, for example `headline=titular,body=doc.texto,date=fecha,url=link`: columns of tables,
    /// or paths with dots into JSON. Names that are not given are looked for as ever
    #[arg(long, value_name = "FIELD=NAME,...")]
    pub(crate) map: Option<dateline_archive::FieldMap>,
    /// Leave the index as it is; `dateline rebuild`, or the next ingest, brings it up to date
    #[arg(long)]
    pub(crate) no_index: bool,
}

/// Options of `search`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Search {
    /// The query, in quotes where the shell would read it itself; `--` in front of one that begins with a minus
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    #[command(flatten)]
    pub(crate) filters: FilterArgs,
    /// In which order hits come
    #[arg(long, value_enum, default_value_t = Sort::Relevance)]
    pub(crate) sort: Sort,
    /// How many hits at most
    #[arg(long, short = 'n', default_value_t = 10, value_name = "N")]
    pub(crate) limit: usize,
    /// Where the page begins: `next` of an earlier answer
    #[arg(long, value_name = "CURSOR")]
    pub(crate) cursor: Option<String>,
    /// Leave out the facet counts
    #[arg(long)]
    pub(crate) no_facets: bool,
}

/// Options of `facets`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Facets {
    /// The query; an empty one counts everything
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// What to count by; may be given several times. `place:/EU` counts the values right below one, `place:/` and `actor:/`
    /// those at the top
    #[arg(long, value_name = "FACET", value_parser = facet_named, default_values = ["actor"])]
    pub(crate) by: Vec<FacetOptions>,
    /// Only values with this in their names
    #[arg(long, value_name = "TEXT")]
    pub(crate) find: Option<String>,
    /// Count stories: the copies of one story count once together
    #[arg(long)]
    pub(crate) stories: bool,
    #[command(flatten)]
    pub(crate) filters: FilterArgs,
    /// How many values at most
    #[arg(long, short = 'n', default_value_t = 20, value_name = "N")]
    pub(crate) limit: usize,
    /// How many of the most frequent values are passed over
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) offset: usize,
}

/// Filters beside the query. Several values of one filter are alternatives.
#[derive(Clone, Debug, Default, ClapArgs)]
pub(crate) struct FilterArgs {
    /// Only articles with this actor, by name or identifier
    #[arg(long, value_name = "NAME")]
    actor: Vec<String>,
    /// Only articles that happen in this place, by name or identifier
    #[arg(long, value_name = "NAME")]
    place: Vec<String>,
    /// Only articles that involve this country, by name or ISO code
    #[arg(long, value_name = "NAME")]
    country: Vec<String>,
    /// Only articles that are about this actor or place, by name or identifier
    #[arg(long, value_name = "NAME")]
    about: Vec<String>,
    /// Only articles of this source, by name or identifier
    #[arg(long, value_name = "NAME")]
    source: Vec<String>,
    /// Only articles published on this day or later: 2024, 2024-03, 2024-03-05, -7d
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
    /// Only articles published on this day or earlier
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    until: Option<String>,
    /// Only articles in this language, by ISO 639-1 code
    #[arg(long, value_name = "CODE")]
    lang: Vec<String>,
    /// Only articles of this section
    #[arg(long, value_name = "NAME")]
    section: Vec<String>,
    /// Only articles without this value of a facet: `actor:/igo/un`, `source:paper.example`
    #[arg(long, value_name = "FACET:VALUE", value_parser = excluded_value)]
    not: Vec<(FacetField, String)>,
}

/// Options of `show`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Show {
    /// Identifier of the article, or its first four or more characters
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// Show every revision, oldest first
    #[arg(long)]
    pub(crate) revisions: bool,
    /// Print the bytes that the article was read from
    #[arg(long, conflicts_with = "revisions")]
    pub(crate) raw: bool,
}

/// Options of `explain`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Explain {
    /// Identifier of the article, or its first four or more characters
    #[arg(value_name = "ARTICLE")]
    pub(crate) id: String,
}

/// Options of `serve`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Serve {
    /// Address and port to listen on; port 0 takes any that is free
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub(crate) listen: std::net::SocketAddr,
    /// Take rulings (`dateline entity`) from whoever can reach the server
    #[arg(long)]
    pub(crate) allow_edits: bool,
}

/// Options of `rebuild`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Rebuild {
    /// Recognise actors and places anew where another version of the program has read the articles, and let the index
    /// read again those in which something has changed; the rest of it stays
    #[arg(long)]
    pub(crate) entities: bool,
    /// Forget all that can be derived, and recognise actors and places, compare copies and make the index anew
    #[arg(long, conflicts_with = "entities")]
    pub(crate) all: bool,
}

/// Options of `demo`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Demo {
    /// End after the example searches instead of serving
    #[arg(long)]
    pub(crate) exit: bool,
    /// Address and port to listen on; port 0 takes any that is free
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS")]
    pub(crate) listen: std::net::SocketAddr,
}

/// In which order hits come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    /// Best match first
    Relevance,
    /// Newest first
    Newest,
    /// Oldest first
    Oldest,
}

impl From<Sort> for Order {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Relevance => Self::Relevance,
            Sort::Newest => Self::Newest,
            Sort::Oldest => Self::Oldest,
        }
    }
}

impl From<FilterArgs> for Filters {
    fn from(args: FilterArgs) -> Self {
        let FilterArgs { actor, place, country, about, source, since, until, lang, section, not } = args;
        Self {
            actors: actor,
            places: place,
            countries: country,
            about,
            excluded: not,
            sources: source,
            languages: lang,
            sections: section,
            since,
            until,
        }
    }
}
