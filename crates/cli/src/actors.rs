//! `dateline actors`: who is known, and lists of more.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::bail;
use clap::Subcommand;
use dateline_archive::{Access, ActorFormat, ActorImport, Archive, KnownActor};
use serde_json::{Value, json};

use crate::args::Global;
use crate::exit::Outcome;
use crate::{local, printer};

/// What to do with actors.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Actors {
    /// Read lists of actors: Phoenix or PETRARCH dictionaries, OpenSanctions tables and FollowTheMoney entities, Wikidata
    /// items and answers of its query service
    Import {
        /// Files, gzipped or not; `-` for standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<std::path::PathBuf>,
        /// How they are written [default: found out by content]
        #[arg(long, value_name = "FORMAT", value_parser = format)]
        format: Option<ActorFormat>,
        /// Names and countries of the lists go before those of built-in actors
        #[arg(long)]
        replace: bool,
        /// Write nothing; only say what would become of the records
        #[arg(long)]
        dry_run: bool,
    },
    /// Say how many actors are known
    Info,
    /// List the actors that lists have brought
    List,
    /// Show who goes by a name or identifier, with dated roles
    Show {
        /// The name
        name: String,
    },
}

fn format(name: &str) -> Result<ActorFormat, String> {
    let known = || ActorFormat::ALL.map(ActorFormat::as_str).join("`, `");
    ActorFormat::from_name(name).ok_or_else(|| format!("expected one of `{}`", known()))
}

pub(crate) fn run(global: &Global, command: &Actors) -> anyhow::Result<Outcome> {
    if global.server.is_some() {
        bail!("`actors` works on an archive on this machine; leave out `--server`");
    }
    match command {
        Actors::Import { files, format, replace, dry_run } => {
            import(global, files, ActorImport { format: *format, replaces: *replace, dry_run: *dry_run })
        }
        Actors::Info => info(&local::open(global, Access::Read)?, global),
        Actors::List => list(&local::open(global, Access::Read)?, global),
        Actors::Show { name } => show(&local::open(global, Access::Read)?, global, name),
    }
}

fn import(global: &Global, files: &[std::path::PathBuf], options: ActorImport) -> anyhow::Result<Outcome> {
    let access = if options.dry_run { Access::Read } else { Access::Write };
    let archive = local::open(global, access)?;
    let report = archive.import_actors(files, options, &mut |file, rejection| {
        if !global.quiet {
            printer::warning(&format!("{}: {rejection}", file.display()));
        }
    })?;
    let rejected: u64 = report.rejected.values().sum();
    if global.json {
        printer::json(&json!({
            "read": report.read,
            "added": report.added,
            "extended": report.extended,
            "known": report.known,
            "built_in": report.built_in,
            "skipped": report.skipped,
            "rejected": report.rejected,
            "total": report.total,
            "dry_run": options.dry_run,
        }))?;
    } else if !global.quiet {
        let number = printer::thousands;
        let mut out = printer::stdout();
        writeln!(
            out,
            "read {} actors: {} new, {} extended, {} known; {} of them are built in",
            number(report.read),
            number(report.added),
            number(report.extended),
            number(report.known),
            number(report.built_in)
        )?;
        reasons(&mut out, "skipped", &report.skipped)?;
        reasons(&mut out, "rejected", &report.rejected)?;
        if options.dry_run {
            writeln!(out, "nothing was written")?;
        } else if report.added + report.extended > 0 {
            writeln!(out, "articles that are there keep their actors until `dateline rebuild --entities`")?;
        }
    }
    Ok(if rejected > 0 { Outcome::Trouble } else { Outcome::Done })
}

fn reasons(out: &mut impl Write, what: &str, counts: &BTreeMap<&'static str, u64>) -> anyhow::Result<()> {
    for (reason, count) in counts {
        writeln!(out, "{what} {} ({reason})", printer::thousands(*count))?;
    }
    Ok(())
}

fn info(archive: &Archive, global: &Global) -> anyhow::Result<Outcome> {
    let (builtin, own) = archive.actor_counts();
    let model = archive.entity_model();
    if global.json {
        printer::json(&json!({ "built_in": builtin, "own": own, "model": model }))?;
    } else {
        let number = |count: usize| printer::thousands(count as u64);
        writeln!(
            printer::stdout(),
            "{} actors are built in, {} came from lists; model {model}",
            number(builtin),
            number(own)
        )?;
    }
    Ok(Outcome::Done)
}

fn list(archive: &Archive, global: &Global) -> anyhow::Result<Outcome> {
    let mut out = printer::stdout();
    let mut any = false;
    for record in archive.own_actors() {
        any = true;
        if global.json {
            writeln!(out, "{}", serde_json::to_string(record)?)?;
        } else {
            writeln!(out, "{}\t{}\t{}", record.id, record.kind.as_str(), plain(&record.name))?;
        }
    }
    Ok(if any { Outcome::Done } else { Outcome::Nothing })
}

fn show(archive: &Archive, global: &Global, name: &str) -> anyhow::Result<Outcome> {
    let found = archive.actors_named(name)?;
    if global.json {
        printer::json(&found.iter().map(shown).collect::<Vec<_>>())?;
    } else {
        let mut out = printer::stdout();
        for KnownActor { entity, roles, own } in &found {
            writeln!(out, "{}  {} ({})", entity.id, plain(&entity.label), entity.kind.as_str())?;
            for role in roles {
                writeln!(out, "    {role}")?;
            }
            if let Some(own) = own.as_ref().filter(|own| !own.aliases.is_empty()) {
                writeln!(out, "    also: {}", plain(&own.aliases.join(", ")))?;
            }
        }
    }
    Ok(if found.is_empty() { Outcome::Nothing } else { Outcome::Done })
}

fn shown(actor: &KnownActor) -> Value {
    json!({
        "id": actor.entity.id.as_str(),
        "label": actor.entity.label,
        "kind": actor.entity.kind.as_str(),
        "country": actor.entity.country,
        "roles": actor.roles,
        "own": actor.own,
    })
}

/// Control characters of foreign text never reach the terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
