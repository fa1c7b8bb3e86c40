//! Files of one JSON object a line.

use std::fs::File;
use std::io::{BufRead, BufReader, Lines};
use std::path::Path;

use anyhow::Context;

/// Opens a file to read it line by line.
pub(crate) fn lines(path: &Path) -> anyhow::Result<Lines<BufReader<File>>> {
    Ok(BufReader::new(File::open(path).with_context(|| format!("cannot open `{}`", path.display()))?).lines())
}
