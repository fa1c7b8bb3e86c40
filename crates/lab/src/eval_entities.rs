//! One table of all texts with names and places: the recogniser's answers and the peer's, by the scorers, in one run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::{bench, out, predict};

/// The folders of sets, and which scorer goes with each.
const FOLDERS: [(&str, &str); 2] = [("actors", "score_actors.py"), ("places", "score_places.py")];

/// What the table is made from.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    /// Folder with the folders of sets.
    pub(crate) data: &'a Path,
    /// Folder with the scorers.
    pub(crate) scorers: &'a Path,
    /// The peer: interpreter, program, and the model it is given. It takes a set and the file to write, and prints
    /// `words` and `words_per_cpu_s`.
    pub(crate) peer: Option<(&'a Path, &'a Path, &'a str)>,
}

/// A row of the table.
struct Row<'a> {
    set: &'a str,
    name: &'a str,
    scores: Value,
    /// Words a second of CPU time, and how many times the peer's.
    speed: Option<(f64, Option<f64>)>,
}

impl Table<'_> {
    /// Prints the table.
    pub(crate) fn print(&self) -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let mut any = false;
        for (name, scorer) in FOLDERS {
            for set in sets(&self.data.join(name))? {
                if !any {
                    heading();
                }
                any = true;
                self.print_set(&set, &self.scorers.join(scorer), folder.path())
                    .with_context(|| format!("cannot evaluate `{}`", set.display()))?;
            }
        }
        ensure!(any, "expected `actors` or `places` with sets in `{}`, found none", self.data.display());
        Ok(())
    }

    fn print_set(&self, gold: &Path, scorer: &Path, folder: &Path) -> anyhow::Result<()> {
        let set = gold.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        let texts = predict::texts(gold)?;
        let speeds = bench::speeds(&texts)?;
        let peer_file = folder.join("peer.jsonl");
        let peer = self.peer.map(|(interpreter, program, model)| {
            run(Command::new(interpreter).arg(program).arg(model).arg(gold).arg(&peer_file))
        });
        // The peer counts marks as words; time on the same text is what compares.
        let peer_speed = match peer.transpose()? {
            Some(said) => {
                let words = |name: &str| said[name].as_f64().with_context(|| format!("expected `{name}` of the peer"));
                Some(words("words_per_cpu_s")? * speeds.words / words("words")?)
            }
            None => None,
        };
        let times = |speed: f64| Some((speed, peer_speed.map(|peer| speed / peer)));
        for (name, tagger_only, speed) in [("ours", false, speeds.all), ("tagger alone", true, speeds.tagger)] {
            let file = folder.join("ours.jsonl");
            predict::write_actors(&texts, &file, tagger_only, None)?;
            let scores = score(scorer, gold, &file)?;
            Row { set: &set, name, scores, speed: times(speed) }.print();
        }
        if let Some(speed) = peer_speed {
            let scores = score(scorer, gold, &peer_file)?;
            Row { set: &set, name: "peer", scores, speed: Some((speed, None)) }.print();
        }
        Ok(())
    }
}

fn sets(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut sets = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<PathBuf>>>()?;
    sets.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    sets.sort();
    Ok(sets)
}

fn score(scorer: &Path, gold: &Path, system: &Path) -> anyhow::Result<Value> {
    run(Command::new("python3").arg(scorer).arg("--gold").arg(gold).arg("--system").arg(system))
}

fn run(command: &mut Command) -> anyhow::Result<Value> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("cannot run `{name}`"))?;
    ensure!(output.status.success(), "`{name}` failed: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).with_context(|| format!("expected JSON from `{name}`"))
}

fn heading() {
    let columns = ["spans", "PER", "ORG", "LOC", "actors", "persons", "orgs", "toponyms", "words/CPU s", "x peer"];
    let columns: String = columns.iter().map(|column| format!("{column:>12}")).collect();
    out::line(&format!("{:<14}{:<14}{columns}", "set", "answers"));
}

impl Row<'_> {
    fn print(&self) {
        let share = |path: [&str; 3]| {
            let found = path.iter().filter(|part| !part.is_empty()).fold(&self.scores, |value, part| &value[*part]);
            found.as_f64().map_or_else(|| "-".to_owned(), |share| format!("{share:.4}"))
        };
        let mut cells = vec![
            share(["spans", "all", "f1"]),
            share(["spans", "PER", "f1"]),
            share(["spans", "ORG", "f1"]),
            share(["spans", "LOC", "f1"]),
            share(["actors", "f1", ""]),
            share(["persons", "f1", ""]),
            share(["organisations", "f1", ""]),
            share(["recognition", "f1", ""]),
        ];
        let number = |number: Option<f64>| number.map_or_else(|| "-".to_owned(), |number| format!("{number:.0}"));
        cells.push(number(self.speed.map(|(speed, _)| speed)));
        cells.push(number(self.speed.and_then(|(_, times)| times)));
        let cells: String = cells.iter().map(|cell| format!("{cell:>12}")).collect();
        out::line(&format!("{:<14}{:<14}{cells}", self.set, self.name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_lines_are_sets() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.jsonl", "a.jsonl", "README.md"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let names: Vec<_> =
            sets(folder.path()).unwrap().iter().map(|path| path.file_name().unwrap().to_owned()).collect();
        assert_eq!(names, ["a.jsonl", "b.jsonl"]);
        assert!(sets(Path::new("/nowhere")).unwrap().is_empty());
    }
}
