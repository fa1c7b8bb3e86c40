//! The sample news, built into the program.

use std::path::Path;

use anyhow::Context;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "sample-news"]
#[exclude = "README.md"]
#[exclude = "expected.json"]
struct SampleNews;

/// Writes the sample news into a folder.
pub(crate) fn write(folder: &Path) -> anyhow::Result<()> {
    for name in SampleNews::iter() {
        let path = folder.join(&*name);
        let file = SampleNews::get(&name).with_context(|| format!("the program lacks its sample `{name}`"))?;
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).with_context(|| format!("cannot make `{}`", parent.display()))?;
        }
        std::fs::write(&path, file.data).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(())
}
