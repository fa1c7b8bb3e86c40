//! Where the archive is, and opening it.

use std::path::PathBuf;

use anyhow::Context;
use dateline_archive::{Access, Archive};

use crate::args::Global;

/// Returns the directory of the archive: as given, or `dateline` in the user's data directory.
pub(crate) fn directory(global: &Global) -> anyhow::Result<PathBuf> {
    match &global.archive {
        Some(directory) => Ok(directory.clone()),
        None => Ok(dirs::data_dir()
            .context("this machine has no data directory; name the archive with `--archive DIR`")?
            .join("dateline")),
    }
}

pub(crate) fn open(global: &Global, access: Access) -> anyhow::Result<Archive> {
    Ok(Archive::open(&directory(global)?, access)?)
}

/// Opens the archive to be searched, and says so where the index is behind.
pub(crate) fn open_to_search(global: &Global) -> anyhow::Result<Archive> {
    let archive = open(global, Access::Read)?;
    let (_, behind) = archive.health()?;
    if behind > 0 && !global.quiet {
        crate::printer::warning(&format!(
            "the index has {behind} journal entries still to read: the newest articles are missing; `dateline ingest` or `dateline rebuild` brings it up to date"
        ));
    }
    Ok(archive)
}
