//! `dateline rebuild`: a fresh index from the store.

use std::io::Write;

use anyhow::bail;
use dateline_archive::{Access, Archive};

use crate::args::{Global, Rebuild};
use crate::exit::Outcome;
use crate::progress::Bars;
use crate::{local, printer};

pub(crate) fn run(global: &Global, args: &Rebuild) -> anyhow::Result<Outcome> {
    if global.server.is_some() {
        bail!("`rebuild` works on an archive on this machine; leave out `--server`");
    }
    let directory = local::directory(global)?;
    // Opening for writing makes an archive where there is none; here that would be a surprise.
    Archive::probe(&directory)?;
    let archive = Archive::open(&directory, Access::Write)?;
    let bars = Bars::new(global.quiet, false);
    if args.entities {
        return entities(global, &archive, &bars);
    }
    if args.all {
        archive.forget_derived()?;
        archive.learn_homes(&bars)?;
    }
    let read = archive.rebuild(&bars)?;
    if global.json {
        printer::json(&serde_json::json!({ "journal_entries": read }))?;
    } else if !global.quiet {
        writeln!(printer::stdout(), "rebuilt the index from {} journal entries", printer::thousands(read))?;
    }
    Ok(Outcome::Done)
}

fn entities(global: &Global, archive: &Archive, bars: &Bars) -> anyhow::Result<Outcome> {
    archive.learn_homes(bars)?;
    let refreshed = archive.refresh(bars)?;
    let indexed = archive.catch_up(bars)?;
    if global.json {
        printer::json(&serde_json::json!({
            "recomputed": refreshed.recomputed,
            "changed": refreshed.changed,
            "reused": refreshed.reused,
            "journal_entries": indexed,
        }))?;
    } else if !global.quiet {
        let number = printer::thousands;
        writeln!(
            printer::stdout(),
            "recognised actors and places anew in {} articles, {} of them changed; {} were up to date",
            number(refreshed.recomputed),
            number(refreshed.changed),
            number(refreshed.reused)
        )?;
    }
    Ok(Outcome::Done)
}
