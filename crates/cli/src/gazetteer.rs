//! `dateline gazetteer`: which one is in use, and importing another.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args as ClapArgs, Subcommand};
use dateline_archive::{gazetteer_of, import_gazetteer};

use crate::args::Global;
use crate::exit::Outcome;
use crate::progress::Bars;
use crate::{local, printer};

/// Options of `gazetteer`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Gazetteer {
    #[command(subcommand)]
    command: Option<GazetteerCommand>,
}

/// What to do with the gazetteer.
#[derive(Debug, Subcommand)]
enum GazetteerCommand {
    /// Build a gazetteer from a dump of GeoNames, and use it instead of the built-in one from then on
    Import {
        /// allCountries.txt, alternateNamesV2.txt, admin1CodesASCII.txt, admin2Codes.txt, countryInfo.txt, or the tables
        /// of single countries; plain or zip
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Write it here instead of into the archive; nothing uses it then
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

pub(crate) fn run(global: &Global, args: &Gazetteer) -> anyhow::Result<Outcome> {
    if global.server.is_some() {
        bail!("`gazetteer` works on an archive on this machine; leave out `--server`");
    }
    let directory = local::directory(global)?;
    match &args.command {
        None => info(global, &directory),
        Some(GazetteerCommand::Import { files, out }) => import(global, &directory, files, out.as_deref()),
    }
}

fn info(global: &Global, directory: &Path) -> anyhow::Result<Outcome> {
    let info = gazetteer_of(directory)?;
    if global.json {
        printer::json(&info)?;
        return Ok(Outcome::Done);
    }
    let mut out = printer::stdout();
    let file = info.file.as_deref().map_or_else(|| "built in".to_owned(), |file| file.display().to_string());
    writeln!(out, "gazetteer  {file}")?;
    writeln!(out, "version    {}", info.version)?;
    writeln!(
        out,
        "holds      {} places, {} countries and divisions, {} names",
        printer::thousands(info.places as u64),
        printer::thousands(info.divisions as u64),
        printer::thousands(info.names as u64)
    )?;
    writeln!(out, "size       {}", indicatif::DecimalBytes(info.bytes as u64))?;
    writeln!(out, "source     {}", info.about)?;
    Ok(Outcome::Done)
}

fn import(global: &Global, directory: &Path, files: &[PathBuf], out: Option<&Path>) -> anyhow::Result<Outcome> {
    let output = match out {
        Some(out) => out.to_owned(),
        None => {
            std::fs::create_dir_all(directory).with_context(|| format!("failed to make `{}`", directory.display()))?;
            dateline_archive::gazetteer_file(directory)
        }
    };
    let imported = import_gazetteer(files, &output, &Bars::new(global.quiet, !global.json))?;
    if global.json {
        printer::json(&imported)?;
    } else if !global.quiet {
        let built = &imported.built;
        let number = printer::thousands;
        writeln!(
            printer::stdout(),
            "{}: {} places, {} countries and divisions, {} names, version {}\n{} lines read, {} of features that news does \
             not need, {} in no known country, {} rejected{}",
            imported.file.display(),
            number(built.places),
            number(built.divisions),
            number(built.names),
            built.version,
            number(imported.lines),
            number(imported.left_out),
            number(imported.homeless),
            number(imported.rejected),
            if out.is_none() { "\n`dateline rebuild --entities` recognises places with it" } else { "" }
        )?;
    }
    Ok(Outcome::Done)
}
