//! One table of all sets of pages with gold: what the shipped weights give, what weights give that did not see the page,
//! and what the peer gives in the same run.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::{Map, Value};

use crate::clock::spend;
use crate::predict::{self, Body};
use crate::{out, score};

/// Pages that are read before those that are timed.
const WARM: usize = 8;

/// What the table is made from.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    /// Folder with the sets.
    pub(crate) data: &'a Path,
    /// The scorer: takes `--gold` and `--system`, prints one JSON object.
    pub(crate) scorer: &'a Path,
    /// Folders with answers by weights that did not see the page, `SET.jsonl` in each; together they make the answer.
    pub(crate) cross_validated: &'a [PathBuf],
    /// The peer's interpreter and program: takes the set's folder and the file to write, prints `pages_per_cpu_s`.
    pub(crate) peer: Option<(&'a Path, &'a Path)>,
}

/// Pages, and the seconds of CPU time that they took.
#[derive(Default)]
struct Speeds {
    pages: f64,
    ours: f64,
    peer: f64,
}

impl Table<'_> {
    /// Prints the table.
    pub(crate) fn print(&self) -> anyhow::Result<()> {
        let sets = self.sets()?;
        ensure!(!sets.is_empty(), "expected sets with `gold.jsonl` in `{}`, found none", self.data.display());
        let folder = tempfile::tempdir()?;
        out::line(&row(&[
            "set", "answers", "body F1", "exact par", "with", "without", "headline", "authors", "date", "pages/CPU s",
        ]
        .map(str::to_owned)));
        let mut all = Speeds::default();
        for set in sets {
            let speeds =
                self.print_set(&set, folder.path()).with_context(|| format!("cannot evaluate the set `{set}`"))?;
            all =
                Speeds { pages: all.pages + speeds.pages, ours: all.ours + speeds.ours, peer: all.peer + speeds.peer };
        }
        let Speeds { pages, ours, peer } = all;
        out::line(&format!("all pages: {:.0} a second of CPU time", pages / ours));
        if peer > 0.0 {
            out::line(&format!("the peer: {:.0}; ours are {:.1} times as many", pages / peer, peer / ours));
        }
        Ok(())
    }

    fn sets(&self) -> anyhow::Result<Vec<String>> {
        let mut sets: Vec<String> = fs::read_dir(self.data)
            .with_context(|| format!("cannot read `{}`", self.data.display()))?
            .filter_map(|entry| Some(entry.ok()?.path()).filter(|path| path.join("gold.jsonl").is_file()))
            .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
            .collect();
        sets.sort();
        Ok(sets)
    }

    fn print_set(&self, set: &str, folder: &Path) -> anyhow::Result<Speeds> {
        let gold = self.data.join(set).join("gold.jsonl");
        let pages = predict::load(&gold)?;
        // Weights are read and expressions compiled before the clock, as the peer's imports are.
        for (question, page) in pages.iter().take(WARM) {
            predict::read(question, page);
        }
        let (_, spent) = spend(|| pages.iter().filter(|(question, page)| predict::read(question, page)).count());
        let mut speeds = Speeds { pages: pages.len() as f64, ours: spent.cpu.as_secs_f64().max(0.01), peer: 0.0 };
        let speed = speeds.pages / speeds.ours;
        for (name, body) in [("article", Body::Article), ("extracted", Body::Extracted)] {
            let file = folder.join(format!("{set}-{name}.jsonl"));
            write(&file, &predict::answers(&pages, body)?)?;
            self.print_row(set, name, &file, Some(speed).filter(|_| body == Body::Article))?;
        }
        let merged = self.merged(set)?;
        if !merged.is_empty() {
            let file = folder.join(format!("{set}-cross-validated.jsonl"));
            write(&file, &merged)?;
            self.print_row(set, "cross-validated", &file, None)?;
        }
        if let Some((interpreter, program)) = self.peer {
            let file = folder.join(format!("{set}-peer.jsonl"));
            let said = run(Command::new(interpreter).arg(program).arg(self.data.join(set)).arg(&file))?;
            let speed = said["pages_per_cpu_s"].as_f64();
            speeds.peer = speed.map_or(0.0, |speed| speeds.pages / speed);
            self.print_row(set, "peer", &file, speed)?;
        }
        Ok(speeds)
    }

    /// The answers of all folders to one set: what one leaves out another may say.
    fn merged(&self, set: &str) -> anyhow::Result<Vec<Value>> {
        let mut order: Vec<String> = Vec::new();
        let mut known: HashMap<String, Map<String, Value>> = HashMap::new();
        for path in self.cross_validated.iter().map(|folder| folder.join(format!("{set}.jsonl"))) {
            let Ok(file) = File::open(&path) else { continue };
            for line in BufReader::new(file).lines() {
                let answer: Map<String, Value> = serde_json::from_str(&line?)?;
                let id = answer.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
                known
                    .entry(id.clone())
                    .or_insert_with(|| {
                        order.push(id);
                        Map::new()
                    })
                    .extend(answer);
            }
        }
        Ok(order.into_iter().filter_map(|id| known.remove(&id)).map(Value::Object).collect())
    }

    fn print_row(&self, set: &str, name: &str, answers: &Path, speed: Option<f64>) -> anyhow::Result<()> {
        let gold = self.data.join(set).join("gold.jsonl");
        let mut scorer = Command::new("python3");
        let scores = run(scorer.arg(self.scorer).arg("--gold").arg(&gold).arg("--system").arg(answers))?;
        let first = BufReader::new(File::open(answers)?).lines().next().transpose()?.unwrap_or_default();
        let first: Value = serde_json::from_str(&first).unwrap_or_default();
        // Who does not answer a question is not scored by it.
        let share = |of: &str, measure: &str, question: &str| {
            let score = scores[of][measure].as_f64().filter(|_| first.get(question).is_some());
            score.map_or_else(|| "-".to_owned(), |score| format!("{score:.4}"))
        };
        let exact = score::f1(&gold, answers)?;
        out::line(&row(&[
            set.to_owned(),
            name.to_owned(),
            share("body", "f1", "body"),
            exact.map_or_else(|| "-".to_owned(), |f1| format!("{f1:.4}")),
            share("snippets", "with", "body"),
            share("snippets", "without", "body"),
            share("headline", "exact", "headline"),
            share("authors", "f1", "authors"),
            share("date", "exact", "date"),
            speed.map_or_else(|| "-".to_owned(), |speed| format!("{speed:.0}")),
        ]));
        Ok(())
    }
}

fn row(cells: &[String; 10]) -> String {
    let [set, name, numbers @ ..] = cells;
    let numbers: String = numbers.iter().map(|cell| format!("{cell:>12}")).collect();
    format!("{set:<12} {name:<16}{numbers}")
}

fn write(path: &Path, answers: &[Value]) -> anyhow::Result<()> {
    let mut file = File::create(path).with_context(|| format!("cannot write `{}`", path.display()))?;
    for answer in answers {
        writeln!(file, "{answer}")?;
    }
    Ok(())
}

/// Runs a program that prints one JSON object.
fn run(command: &mut Command) -> anyhow::Result<Value> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("cannot run `{name}`"))?;
    ensure!(output.status.success(), "`{name}` failed: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).with_context(|| format!("expected JSON from `{name}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_several_folders_make_one() {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let lines = [r#"{"id": "b", "body": "text"}"#, r#"{"id": "b", "headline": "title"}"#];
        for (folder, line) in folders.iter().zip(lines) {
            fs::write(folder.path().join("set.jsonl"), format!("{line}\n")).unwrap();
        }
        let paths = folders.each_ref().map(|folder| folder.path().to_owned());
        let table = Table { data: Path::new("."), scorer: Path::new("."), cross_validated: &paths, peer: None };
        let merged = table.merged("set").unwrap();
        assert_eq!(merged, [serde_json::json!({"id": "b", "body": "text", "headline": "title"})]);
        assert!(table.merged("another").unwrap().is_empty());
    }
}
