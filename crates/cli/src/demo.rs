//! `dateline demo`: the whole of Dateline on sample news.

use std::io::Write;

use anyhow::Context;
use dateline_archive::{Access, Archive, FacetField, FacetOptions, IngestOptions, Input, SearchOptions};
use dateline_server::json::Hits;

use crate::args::{Demo, Global};
use crate::exit::Outcome;
use crate::printer::{QUIET, STRONG};
use crate::progress::Bars;
use crate::{ingest, printer, sample, search, serve};

/// What is asked: a word with facets, a phrase, and names with a date.
const QUERIES: [&str; 3] =
    ["ceasefire OR cease-fire", "\"prime minister\" place:Beirut", "actor:\"United Nations\" grain since:2022"];

pub(crate) fn run(global: &Global, args: &Demo) -> anyhow::Result<Outcome> {
    let folder =
        tempfile::Builder::new().prefix("dateline-demo-").tempdir().context("cannot make a temporary folder")?;
    let news = folder.path().join("news");
    let directory = folder.path().join("archive");
    sample::write(&news)?;
    let mut out = printer::stdout();
    writeln!(out, "{STRONG}dateline ingest{STRONG:#}  {QUIET}sample news into a temporary archive{QUIET:#}")?;
    {
        let archive = Archive::open(&directory, Access::Write)?;
        let bars = Bars::new(global.quiet, true);
        let report = archive.ingest(&[Input::Path(news)], IngestOptions::default(), &bars, &mut |_| {})?;
        archive.catch_up(&bars)?;
        write!(out, "{}", ingest::summary(&report.run, false))?;
    }
    // From here on the archive is only read: another process could write to it.
    let archive = Archive::open(&directory, Access::Read)?;
    for query in QUERIES {
        writeln!(out, "\n{STRONG}dateline search '{query}'{STRONG:#}")?;
        write!(out, "{}", search::text(&ask(&archive, query)?))?;
    }
    out.flush()?;
    drop(out);
    if args.exit {
        return Ok(Outcome::Done);
    }
    serve::log(global);
    serve::serve(archive, args.listen, false)
}

fn ask(archive: &Archive, query: &str) -> anyhow::Result<Hits> {
    let facets = [FacetField::Actor, FacetField::Place, FacetField::Country, FacetField::Source]
        .map(|field| FacetOptions::new(field, 10))
        .to_vec();
    let options = SearchOptions { text: query.to_owned(), limit: 3, facets, ..SearchOptions::default() };
    Ok(Hits::from(&archive.search(&options)?))
}
