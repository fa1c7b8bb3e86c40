//! `dateline check`: does everything read back as it was written.

use std::io::Write;

use anyhow::bail;
use dateline_archive::Access;

use crate::args::Global;
use crate::exit::Outcome;
use crate::printer::BAD;
use crate::progress::Bars;
use crate::{local, printer};

pub(crate) fn run(global: &Global) -> anyhow::Result<Outcome> {
    if global.server.is_some() {
        bail!("`check` works on an archive on this machine; leave out `--server`");
    }
    let archive = local::open(global, Access::Read)?;
    let report = archive.check(&Bars::new(global.quiet, false))?;
    if global.json {
        let faults: Vec<_> = report
            .faults
            .iter()
            .map(|fault| serde_json::json!({ "subject": fault.subject, "what": fault.what }))
            .collect();
        printer::json(&serde_json::json!({
            "revisions": report.revisions,
            "captures": report.captures,
            "rulings": report.rulings,
            "articles": report.articles,
            "searchable": report.searchable,
            "behind": report.behind,
            "faults": faults,
        }))?;
    } else {
        let mut out = printer::stdout();
        for fault in &report.faults {
            writeln!(out, "{BAD}fault:{BAD:#} {}: {}", fault.subject, fault.what)?;
        }
        let number = printer::thousands;
        writeln!(
            out,
            "read {} revisions, {} captures and {} rulings; {} articles, {} searchable; {} journal entries to index; {} faults",
            number(report.revisions),
            number(report.captures),
            number(report.rulings),
            number(report.articles),
            number(report.searchable),
            number(report.behind),
            report.faults.len()
        )?;
    }
    Ok(if report.faults.is_empty() { Outcome::Done } else { Outcome::Trouble })
}
