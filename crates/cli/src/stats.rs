//! `dateline stats`: how much is in the archive.

use std::io::Write;

use anyhow::bail;
use comfy_table::{Table, presets};
use dateline_archive::{Access, Stats};

use crate::args::Global;
use crate::exit::Outcome;
use crate::{local, printer};

/// Sources in the table; `--json` has them all.
const SOURCES: usize = 15;

pub(crate) fn run(global: &Global) -> anyhow::Result<Outcome> {
    if global.server.is_some() {
        bail!("`stats` reads an archive on this machine; leave out `--server`");
    }
    let stats = local::open(global, Access::Read)?.stats()?;
    if global.json {
        printer::json(&json(&stats))?;
    } else {
        write!(printer::stdout(), "{}", text(&stats))?;
    }
    Ok(Outcome::Done)
}

fn json(stats: &Stats) -> serde_json::Value {
    let store = &stats.store;
    let sources: Vec<_> =
        store.sources.iter().map(|(id, count)| serde_json::json!({ "id": id, "count": count })).collect();
    serde_json::json!({
        "articles": store.articles,
        "revisions": store.revisions,
        "captures": store.captures,
        "capture_bytes": store.capture_bytes,
        "database_bytes": store.database_bytes,
        "entities": store.entities,
        "first_seen": store.first_seen.map(|at| at.to_string()),
        "last_seen": store.last_seen.map(|at| at.to_string()),
        "sources": sources,
        "languages": stats.languages,
        "index_documents": stats.index_documents,
        "index_bytes": stats.index_bytes,
        "behind": stats.behind,
        "outdated": stats.outdated,
        "runs": stats.runs,
    })
}

fn text(stats: &Stats) -> String {
    let store = &stats.store;
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let number = printer::thousands;
    let mut row = |what: &str, value: String| {
        table.add_row([what.to_owned(), value]);
    };
    row("articles", number(store.articles));
    row("revisions", number(store.revisions));
    row("captures", format!("{} in {}", number(store.captures), bytes(store.capture_bytes)));
    row("entities", number(store.entities));
    if stats.outdated > 0 {
        let count = number(stats.outdated);
        row(
            "",
            format!("of {count} articles as an earlier version of the program read them; see `rebuild --entities`"),
        );
    }
    row("database", bytes(store.database_bytes));
    row(
        "index",
        format!(
            "{} in {} documents, {} journal entries to read",
            bytes(stats.index_bytes),
            number(stats.index_documents),
            number(stats.behind)
        ),
    );
    row("languages", stats.languages.join(", "));
    row("ingests", number(stats.runs.len() as u64));
    for (source, count) in store.sources.iter().take(SOURCES) {
        row("source", format!("{} {source}", number(*count)));
    }
    if store.sources.len() > SOURCES {
        row("", format!("and {} more sources", store.sources.len() - SOURCES));
    }
    format!("{}\n", table.trim_fmt())
}

fn bytes(count: u64) -> String {
    indicatif::DecimalBytes(count).to_string()
}
