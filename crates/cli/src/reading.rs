//! `dateline explain`: why an article has the actors and places it has.

use std::io::Write;

use comfy_table::{Table, presets};
use dateline_archive::Access;
use dateline_server::json::{ArticleReading, MentionView};

use crate::args::{Explain, Global};
use crate::exit::Outcome;
use crate::printer::{QUIET, STRONG};
use crate::remote::Remote;
use crate::{local, printer};

/// Candidates of a mention that are shown to people; `--json` has them all.
const CANDIDATES: usize = 4;

pub(crate) fn run(global: &Global, args: &Explain) -> anyhow::Result<Outcome> {
    let reading = match &global.server {
        Some(server) => Remote::new(server).reading(&args.id)?,
        None => ArticleReading::from(&local::open(global, Access::Read)?.who_and_where(&args.id)?),
    };
    if global.json {
        printer::json(&reading)?;
    } else {
        print(&reading)?;
    }
    Ok(Outcome::Done)
}

fn print(reading: &ArticleReading) -> anyhow::Result<()> {
    let mut out = printer::stdout();
    writeln!(out, "{STRONG}{}{STRONG:#}", plain(&reading.headline))?;
    writeln!(out, "{QUIET}{} revision {}, read by {}{QUIET:#}\n", reading.id, reading.revision, reading.model)?;
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    for mention in &reading.mentions {
        table.add_row([
            mention.place(),
            format!("{}-{}", mention.start, mention.end),
            plain(&mention.text),
            mention.usage.clone(),
            format!("{:.2}", mention.confidence),
            plain(&mention.meaning()),
            notes(mention),
        ]);
    }
    if !reading.mentions.is_empty() {
        writeln!(out, "{STRONG}mentions{STRONG:#}\n{}\n", table.trim_fmt())?;
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    for reason in &reading.facets {
        table.add_row([reason.facet.as_str(), &plain(&reason.label), &reason.id, &plain(&reason.why)]);
    }
    if !reading.facets.is_empty() {
        writeln!(out, "{STRONG}facets{STRONG:#}\n{}", table.trim_fmt())?;
    }
    Ok(())
}

/// Role, rulings, and what else the words could mean.
fn notes(mention: &MentionView) -> String {
    let mut notes = Vec::new();
    notes.extend(mention.role.as_deref().map(|role| format!("role: {}", plain(role))));
    if !mention.rulings.is_empty() {
        let numbers: Vec<String> = mention.rulings.iter().map(u64::to_string).collect();
        notes.push(format!("recognised as {}, by ruling {}", mention.recognised, numbers.join(", ")));
    }
    for candidate in mention.candidates.iter().take(CANDIDATES) {
        let score = candidate.score.map_or(String::new(), |score| format!(" {score:.2}"));
        let sign = if candidate.taken { "+" } else { "-" };
        notes.push(format!("{sign} {}{score}: {}", candidate.id, plain(&candidate.why)));
    }
    if let more @ 1.. = mention.candidates.len().saturating_sub(CANDIDATES) {
        notes.push(format!("and {more} more"));
    }
    notes.join("\n")
}

/// Control characters of foreign text never reach the terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
