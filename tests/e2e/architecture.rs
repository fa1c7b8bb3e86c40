//! The arrows between crates are those we drew, and the walls hold.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use dateline_tests::workspace;

fn metadata() -> Metadata {
    MetadataCommand::new().manifest_path(workspace().join("Cargo.toml")).no_deps().exec().expect("cargo metadata")
}

/// The rows of the table in ARCHITECTURE.md: folder to the crates it may use.
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(workspace().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let rows = text.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let [folder, _, uses] = cells[..] else { return None };
        let folder = folder.strip_prefix('`')?.strip_suffix('`')?.trim_end_matches('/');
        (folder.starts_with("crates/") || matches!(folder, "ingest" | "index" | "tests")).then(|| {
            let uses = uses
                .split(',')
                .map(|name| name.trim().trim_matches('`').to_owned())
                .filter(|name| name != "-" && !name.is_empty());
            (folder.to_owned(), uses.collect())
        })
    });
    rows.collect()
}

fn folder(manifest: &Path) -> String {
    let folder = manifest.parent().expect("a manifest has a folder");
    folder.strip_prefix(workspace()).expect("members lie in the workspace").display().to_string()
}

#[test]
fn the_table_of_crates_is_true() {
    let drawn = table();
    let mut found = BTreeMap::new();
    for package in metadata().packages {
        let folder = folder(package.manifest_path.as_std_path());
        let expected = format!("dateline-{}", folder.rsplit('/').next().expect("a folder has a name"));
        assert_eq!(package.name.as_str(), expected, "a package is named after its folder");
        let ours = package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
        let uses: BTreeSet<String> =
            ours.filter_map(|dependency| dependency.name.strip_prefix("dateline-").map(str::to_owned)).collect();
        found.insert(folder, uses);
    }
    assert_eq!(found, drawn, "left: what the manifests say; right: the table in ARCHITECTURE.md");
}

/// Only these folders may name these libraries. The lab compares with peers and may name any.
const WALLS: [(&str, &str); 6] = [
    ("tantivy", "index"),
    ("axum", "crates/server"),
    ("tokio", "crates/server"),
    ("tower", "crates/server"),
    ("tower-http", "crates/server"),
    ("rusqlite", "crates/store"),
];

#[test]
fn walls_hold_in_the_manifests() {
    for package in metadata().packages {
        let folder = folder(package.manifest_path.as_std_path());
        for (library, home) in WALLS {
            let named = package.dependencies.iter().any(|dependency| dependency.name == library);
            assert!(
                !named || folder == home || folder == "crates/lab",
                "`{folder}` names {library}, which only `{home}` may"
            );
        }
    }
}

#[test]
fn async_stays_in_the_server() {
    for (path, text) in sources() {
        let at_home = path.starts_with("crates/server") || path.starts_with("tests");
        let named = text.lines().find(|line| {
            !line.trim_start().starts_with("//") && (line.contains("async fn") || line.contains(".await"))
        });
        assert!(at_home || named.is_none(), "`{}` is async: {}", path.display(), named.unwrap_or_default());
    }
}

#[test]
fn every_file_opens_with_a_sentence() {
    for (path, text) in sources() {
        let first = text.lines().next().unwrap_or("");
        assert!(first.starts_with("//! ") && first.len() > 10, "`{}` opens with `{first}`", path.display());
    }
}

#[test]
fn files_stay_small() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 450, "`{}` has {lines} lines: is there a second room inside?", path.display());
    }
}

#[test]
fn the_public_json_is_written_by_the_server() {
    // The model carries serde for the store alone: neither command nor server hands it to clients.
    for (path, text) in sources() {
        if path.starts_with("crates/cli") {
            assert!(
                !text.contains("to_value(revision") && !text.contains("json(&revision"),
                "`{}` prints the model",
                path.display()
            );
        }
    }
}

/// Every Rust file of the workspace with its path from the top.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for folder in ["crates", "ingest", "index", "tests"] {
        collect(&workspace().join(folder), &mut found);
    }
    assert!(found.len() > 80, "expected the sources, found {} files", found.len());
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).expect("reading a folder") {
        let path = entry.expect("reading a folder").path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "target") {
                collect(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("reading a source");
            found.push((path.strip_prefix(workspace()).expect("sources lie in the workspace").to_owned(), text));
        }
    }
}
