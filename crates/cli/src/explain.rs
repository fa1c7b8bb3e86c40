//! `dateline ingest --explain`: what was found in a page, and why the winners won.

use std::io::Write;

use dateline_archive::model::Location;
use dateline_archive::{Candidate, Choice, Explained, Explanation, FieldMap, Input};
use serde::Serialize;

use crate::args::Global;
use crate::exit::Outcome;
use crate::printer::{self, BAD, MARK, QUIET, STRONG};

/// Candidates of a field that are shown to people; `--json` has them all.
const CANDIDATES: usize = 8;
/// What speaks for and against the winner that is shown to people.
const REASONS: usize = 4;

/// One line of `--json`.
#[derive(Serialize)]
struct Line<'a> {
    location: String,
    #[serde(flatten)]
    explanation: Option<&'a Explanation>,
}

pub(crate) fn run(global: &Global, inputs: &[Input], map: Option<&FieldMap>) -> anyhow::Result<Outcome> {
    let mut explained = 0_u64;
    let mut failed = None;
    let json = global.json;
    let mut each = |record: Explained| {
        explained += u64::from(record.page.is_some());
        let Explained { location, page } = record;
        let printed = if json { json_line(&location, page.as_ref()) } else { print(&location, page.as_ref()) };
        printed.map_err(|error| failed = Some(error)).is_ok()
    };
    dateline_archive::explain(inputs, map.unwrap_or(&FieldMap::default()), &mut each)?;
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(if explained == 0 { Outcome::Nothing } else { Outcome::Done }),
    }
}

fn json_line(location: &Location, explanation: Option<&Explanation>) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &Line { location: location.to_string(), explanation })?;
    writeln!(out)
}

fn print(location: &Location, explanation: Option<&Explanation>) -> std::io::Result<()> {
    let mut out = printer::stdout();
    writeln!(out, "{STRONG}{location}{STRONG:#}")?;
    let Some(explanation) = explanation else {
        return writeln!(out, "  no page: its fields are stated by name, and nothing is chosen\n");
    };
    if let Some(refusal) = &explanation.refused {
        writeln!(out, "  {BAD}rejected{BAD:#} as {}: {}", refusal.reason, refusal.detail)?;
    }
    field(&mut out, "headline", &explanation.headline)?;
    field(&mut out, "date", &explanation.date)?;
    field(&mut out, "byline", &explanation.authors)?;
    let body = &explanation.body;
    writeln!(
        out,
        "  {STRONG}body{STRONG:#}: {} of {} blocks kept, {:.2} sure",
        body.kept, body.total, body.confidence
    )?;
    for block in &body.blocks {
        let (sign, style) = if block.kept { ('+', MARK) } else { ('-', QUIET) };
        let text = block.text.replace(char::is_whitespace, " ");
        writeln!(out, "  {style}{sign} {:.2}  {text}{style:#}", block.score)?;
    }
    writeln!(out)
}

fn field(out: &mut impl Write, name: &str, choice: &Choice) -> std::io::Result<()> {
    let guessed = if choice.guessed { ", guessed" } else { "" };
    writeln!(out, "  {STRONG}{name}{STRONG:#}: {:.2} sure{guessed}; {}", choice.confidence, choice.why)?;
    for (number, candidate) in choice.candidates.iter().enumerate().take(CANDIDATES) {
        let taken = choice.taken == Some(number);
        let (sign, style) = if taken { ('+', MARK) } else { ('-', QUIET) };
        let values = candidate.values.join("; ");
        let origins = candidate.origins.join(", ");
        writeln!(out, "  {style}{sign} {:.2}  {values}{style:#}  {QUIET}{origins}{QUIET:#}", candidate.score)?;
        if taken {
            writeln!(out, "          {QUIET}{}{QUIET:#}", reasons(candidate))?;
        }
    }
    if choice.candidates.len() > CANDIDATES {
        writeln!(out, "    and {} more", choice.candidates.len() - CANDIDATES)?;
    }
    Ok(())
}

fn reasons(candidate: &Candidate) -> String {
    let weighed = candidate.reasons.iter().take(REASONS);
    weighed.map(|reason| format!("{} {:+.1}", reason.what, reason.adds)).collect::<Vec<_>>().join(", ")
}
