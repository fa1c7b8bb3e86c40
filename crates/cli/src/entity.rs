//! `dateline entity`: people's rulings on who and what is meant.

use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, bail};
use comfy_table::{Table, presets};
use dateline_archive::{Access, Archive};
use dateline_server::json::{self, NewRuling, Ruled, Ruling, RulingScope};

use crate::args::Global;
use crate::entity_args::{Action, Entity, Note};
use crate::exit::Outcome;
use crate::printer::{QUIET, STRONG};
use crate::progress::Bars;
use crate::remote::Remote;
use crate::{local, printer};

/// Bytes of a file of rulings.
const LARGEST: u64 = 64 << 20;

pub(crate) fn run(global: &Global, args: Entity) -> anyhow::Result<Outcome> {
    let (rulings, note) = match args.action {
        Action::List => return list(global),
        Action::Show { entity } => return show(global, &entity),
        Action::Apply { file, note } => (read(&file)?, note),
        Action::Merge { from, into, note } => {
            (vec![NewRuling { entity: Some(from), into: Some(into), ..named("merge") }], note)
        }
        Action::Split { from, into, source, country, role, article, note } => {
            let only = RulingScope { sources: source, countries: country, roles: role, articles: article };
            (vec![NewRuling { entity: Some(from), into: Some(into), only: Some(only), ..named("split") }], note)
        }
        Action::Rename { entity, label, note } => {
            (vec![NewRuling { entity: Some(entity), label: Some(label), ..named("rename") }], note)
        }
        Action::Reject { entity, article, note } => {
            let only = (!article.is_empty()).then(|| RulingScope { articles: article, ..RulingScope::default() });
            (vec![NewRuling { entity: Some(entity), only, ..named("reject") }], note)
        }
        Action::Undo { number, note } => (vec![NewRuling { undoes: Some(number), ..named("undo") }], note),
    };
    let ruled = rule(global, signed(rulings, &note))?;
    tell(global, &ruled)
}

fn named(decision: &str) -> NewRuling {
    NewRuling { decision: decision.to_owned(), ..NewRuling::default() }
}

fn signed(mut rulings: Vec<NewRuling>, note: &Note) -> Vec<NewRuling> {
    let user = || ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    let by = note.by.clone().or_else(user).unwrap_or_else(|| "unknown".to_owned());
    for ruling in &mut rulings {
        if ruling.by.is_empty() {
            ruling.by.clone_from(&by);
        }
        if ruling.why.is_empty() {
            ruling.why.clone_from(&note.why);
        }
    }
    rulings
}

fn read(file: &Path) -> anyhow::Result<Vec<NewRuling>> {
    let mut text = String::new();
    let name = file.display();
    let source: Box<dyn Read> = if file == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(std::fs::File::open(file).with_context(|| format!("failed to open `{name}`"))?)
    };
    source.take(LARGEST + 1).read_to_string(&mut text).with_context(|| format!("failed to read `{name}`"))?;
    if text.len() as u64 > LARGEST {
        bail!("expected at most {LARGEST} bytes in `{name}`, found more");
    }
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line).with_context(|| format!("line {} of `{name}`: expected a ruling", at + 1))
        })
        .collect()
}

fn rule(global: &Global, rulings: Vec<NewRuling>) -> anyhow::Result<Ruled> {
    if let Some(server) = &global.server {
        return Remote::new(server).rule(&rulings);
    }
    let requests: Result<Vec<_>, String> = rulings.into_iter().map(NewRuling::request).collect();
    let requests = requests.map_err(anyhow::Error::msg)?;
    let directory = local::directory(global)?;
    // Ruling needs no lock; only the index waits for one.
    let archive = Archive::open(&directory, Access::Read)?;
    let numbers: Vec<u64> = archive.rule(&requests)?.iter().map(|ruling| ruling.number).collect();
    let followed = Archive::catch_up_if_free(&directory, &Bars::new(global.quiet, false))?;
    if followed.is_none() && !global.quiet {
        printer::warning(
            "another process writes to the archive: names and labels have changed, searches and facets follow when it comes to the index",
        );
    }
    let views = archive.ruling_views()?;
    let made = views.iter().filter(|view| numbers.contains(&view.ruling.number)).map(Ruling::from).collect();
    let behind = archive.health().map_or(0, |(_, behind)| behind);
    Ok(Ruled { rulings: made, behind })
}

fn tell(global: &Global, ruled: &Ruled) -> anyhow::Result<Outcome> {
    if global.json {
        printer::json(ruled)?;
    } else if !global.quiet {
        let mut out = printer::stdout();
        for ruling in &ruled.rulings {
            writeln!(out, "{STRONG}ruling {}{STRONG:#}: {}", ruling.number, ruling.text)?;
        }
        if ruled.behind > 0 {
            let number = printer::thousands(ruled.behind);
            writeln!(out, "{QUIET}the index has {number} articles to read again{QUIET:#}")?;
        }
    }
    Ok(Outcome::Done)
}

fn list(global: &Global) -> anyhow::Result<Outcome> {
    let rulings: Vec<Ruling> = match &global.server {
        Some(server) => Remote::new(server).rulings()?,
        None => local::open(global, Access::Read)?.ruling_views()?.iter().map(Ruling::from).collect(),
    };
    if global.json {
        printer::json(&rulings)?;
    } else {
        print(&rulings)?;
    }
    Ok(if rulings.is_empty() { Outcome::Nothing } else { Outcome::Done })
}

fn print(rulings: &[Ruling]) -> anyhow::Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    for ruling in rulings {
        let state = ruling.undone_by.map_or(String::new(), |by| format!("undone by {by}"));
        let day = ruling.at.split('T').next().unwrap_or_default().to_owned();
        let plain = |text: &str| -> String { text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect() };
        table.add_row([
            ruling.number.to_string(),
            day,
            plain(&ruling.by),
            plain(&ruling.text),
            state,
            plain(&ruling.why),
        ]);
    }
    if !rulings.is_empty() {
        writeln!(printer::stdout(), "{}", table.trim_fmt())?;
    }
    Ok(())
}

fn show(global: &Global, name: &str) -> anyhow::Result<Outcome> {
    let entity = match &global.server {
        Some(server) => Remote::new(server).entity(name)?,
        None => json::Entity::from(&local::open(global, Access::Read)?.entity(name)?),
    };
    if global.json {
        printer::json(&entity)?;
        return Ok(Outcome::Done);
    }
    let mut out = printer::stdout();
    writeln!(out, "{STRONG}{}{STRONG:#}  {QUIET}{} {}{QUIET:#}", entity.label, entity.kind, entity.id)?;
    if let Some(now) = &entity.now {
        writeln!(out, "merged into {now}")?;
    }
    for from in &entity.merged {
        writeln!(out, "holds {from}")?;
    }
    let noun = if entity.recognised_in == 1 { "article" } else { "articles" };
    writeln!(out, "recognised in {} {noun}", printer::thousands(entity.recognised_in))?;
    drop(out);
    print(&entity.rulings)?;
    Ok(Outcome::Done)
}
