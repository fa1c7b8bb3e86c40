//! `dateline ingest`: files, folders, archives of the web or standard input into the archive.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use comfy_table::{CellAlignment, Table, presets};
use dateline_archive::{Access, IngestOptions, IngestReport, Input, Outcome as RecordOutcome, RecordReport, Run};
use serde::Serialize;

use crate::args::{Global, Ingest};
use crate::exit::Outcome;
use crate::progress::Bars;
use crate::{explain, local, printer};

/// How long what a run has read waits to be searched, while the run goes on.
const INDEX_EVERY: Duration = Duration::from_secs(60);

/// How many rejections are shown while a run goes on; the report has them all.
const SHOWN: u64 = 20;

/// What `--json` prints.
#[derive(Serialize)]
struct Summary<'a> {
    records: u64,
    added: u64,
    revised: u64,
    unchanged: u64,
    skipped: &'a std::collections::BTreeMap<String, u64>,
    rejected: &'a std::collections::BTreeMap<String, u64>,
    dry_run: bool,
}

/// One line of the report.
#[derive(Serialize)]
struct ReportLine<'a> {
    location: String,
    path: &'a str,
    offset: Option<u64>,
    line: Option<u64>,
    item: Option<u64>,
    outcome: &'static str,
    id: Option<&'a str>,
    reason: Option<&'a str>,
    detail: Option<&'a str>,
    missing: &'a [&'static str],
}

pub(crate) fn run(global: &Global, args: &Ingest) -> anyhow::Result<Outcome> {
    if global.server.is_some() {
        bail!("`ingest` writes to an archive on this machine; leave out `--server`");
    }
    let inputs = args.paths.iter().map(|path| input(path)).collect::<anyhow::Result<Vec<Input>>>()?;
    if args.explain {
        return explain::run(global, &inputs, args.map.as_ref());
    }
    let archive = local::open(global, Access::Write)?;
    let mut options = IngestOptions { dry_run: args.dry_run, ..IngestOptions::default() };
    options.threads = args.threads.unwrap_or(options.threads);
    options.map = args.map.clone().unwrap_or_default();
    options.index_every = (!args.no_index).then_some(INDEX_EVERY);
    let mut report = args.report.as_deref().map(Report::create).transpose()?;
    let bars = Bars::new(global.quiet, false);
    let mut shown = 0;
    let mut failed = None;
    let outcome = archive.ingest(&inputs, options, &bars, &mut |record| {
        if let Some(report) = &mut report
            && let Err(error) = report.add(record)
        {
            failed.get_or_insert(error);
        }
        if let RecordOutcome::Rejected(reason, detail) = &record.outcome
            && !global.quiet
        {
            shown += 1;
            if shown <= SHOWN {
                printer::warning(&format!("{}: {reason}: {detail}", record.location));
            }
        }
    })?;
    if let Some(report) = report {
        report.finish()?;
    }
    if let Some(error) = failed {
        return Err(error);
    }
    if shown > SHOWN && !global.quiet {
        printer::say(&format!("and {} more rejections; `--report FILE` lists them all", shown - SHOWN));
    }
    if !args.dry_run && !args.no_index {
        archive.catch_up(&bars)?;
    }
    print(global, &outcome, args.dry_run)?;
    Ok(if outcome.damaged { Outcome::Trouble } else { Outcome::Done })
}

fn input(path: &Path) -> anyhow::Result<Input> {
    if path.as_os_str() == "-" {
        return Ok(Input::Stdin);
    }
    // A path that is not there is a slip of the fingers: nothing has been read yet, so it is said at once.
    std::fs::metadata(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(Input::Path(path.to_owned()))
}

fn print(global: &Global, report: &IngestReport, dry_run: bool) -> anyhow::Result<()> {
    let run = &report.run;
    if global.json {
        let Run { added, revised, unchanged, skipped, rejected, .. } = run;
        return printer::json(&Summary {
            records: run.records(),
            added: *added,
            revised: *revised,
            unchanged: *unchanged,
            skipped,
            rejected,
            dry_run,
        });
    }
    if !global.quiet {
        write!(printer::stdout(), "{}", summary(run, dry_run))?;
    }
    Ok(())
}

/// The table by outcome and reason.
pub(crate) fn summary(run: &Run, dry_run: bool) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let mut row = |outcome: &str, count: u64, reason: &str| {
        table.add_row([outcome.to_owned(), printer::thousands(count), reason.to_owned()]);
    };
    row("added", run.added, "");
    row("revised", run.revised, "");
    row("unchanged", run.unchanged, "");
    for (kind, count) in &run.skipped {
        row("skipped", *count, kind);
    }
    for (reason, count) in &run.rejected {
        row("rejected", *count, reason);
    }
    row("records", run.records(), if dry_run { "nothing was written" } else { "" });
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{}\n", table.trim_fmt())
}

/// One line of JSON a record, in a file.
struct Report {
    path: PathBuf,
    out: BufWriter<File>,
}

impl Report {
    fn create(path: &Path) -> anyhow::Result<Self> {
        let file = File::create(path).with_context(|| format!("cannot write `{}`", path.display()))?;
        Ok(Self { path: path.to_owned(), out: BufWriter::new(file) })
    }

    fn add(&mut self, record: &RecordReport) -> anyhow::Result<()> {
        let (outcome, id, reason, detail) = match &record.outcome {
            RecordOutcome::Added(id) => ("added", Some(id.as_str()), None, None),
            RecordOutcome::Revised(id) => ("revised", Some(id.as_str()), None, None),
            RecordOutcome::Unchanged(id) => ("unchanged", Some(id.as_str()), None, None),
            RecordOutcome::Skipped(kind) => ("skipped", None, Some(kind.as_str()), None),
            RecordOutcome::Rejected(reason, detail) => ("rejected", None, Some(reason.as_str()), Some(detail.as_str())),
        };
        let at = &record.location;
        let line = ReportLine {
            location: at.to_string(),
            path: &at.path,
            offset: at.offset,
            line: at.line,
            item: at.item,
            outcome,
            id,
            reason,
            detail,
            missing: &record.missing,
        };
        serde_json::to_writer(&mut self.out, &line)
            .map_err(std::io::Error::from)
            .and_then(|()| writeln!(self.out))
            .with_context(|| format!("cannot write `{}`", self.path.display()))
    }

    fn finish(mut self) -> anyhow::Result<()> {
        self.out.flush().with_context(|| format!("cannot write `{}`", self.path.display()))
    }
}
