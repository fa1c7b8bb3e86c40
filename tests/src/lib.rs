//! What the end-to-end tests share: the real binary, an archive in a temporary folder, expectations.
//!
//! ```no_run
//! use dateline_tests::TestArchive;
//!
//! let archive = TestArchive::with_sample_news();
//! let found = archive.json(&["search", "grain"]);
//! assert!(found["total"].as_u64().unwrap() > 0);
//! ```

#![allow(
    clippy::missing_panics_doc,
    reason = "a test helper that cannot do its work has nothing better to do than to panic"
)]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// An archive in a folder of its own, asked through the real binary.
#[derive(Debug)]
pub struct TestArchive {
    folder: TempDir,
}

/// What a run of the binary gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The exit code; -1 where a signal ended it.
    pub code: i32,
    /// Data.
    pub stdout: String,
    /// Words.
    pub stderr: String,
}

/// Returns the path of the real binary, built once from the sources that are there now.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["build", "--quiet", "-p", "dateline-cli", "--message-format", "json"])
            .current_dir(workspace())
            .stderr(Stdio::inherit())
            .output()
            .expect("running cargo");
        assert!(output.status.success(), "building the binary failed");
        let messages = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut executables = messages
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter_map(|message| message["executable"].as_str().map(PathBuf::from));
        executables.next_back().expect("cargo names the executable")
    })
}

/// Returns the top of the repository.
#[must_use]
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository").to_owned()
}

/// Returns the folder of the sample news.
#[must_use]
pub fn sample_news() -> PathBuf {
    workspace().join("crates/cli/sample-news")
}

/// Returns the folders and files of the sample news that hold news, without its description.
#[must_use]
pub fn sample_inputs() -> Vec<String> {
    ["pages", "text", "odd", "crawl.warc.gz", "feed.xml", "atom.xml", "dump.jsonl"]
        .map(|name| sample_news().join(name).display().to_string())
        .to_vec()
}

impl TestArchive {
    /// Returns an empty folder; the archive is made by the first ingest.
    #[must_use]
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("making a folder") }
    }

    /// Returns an archive of the sample news.
    #[must_use]
    pub fn with_sample_news() -> Self {
        let archive = Self::new();
        let inputs = sample_inputs();
        let mut args = vec!["ingest", "--quiet"];
        args.extend(inputs.iter().map(String::as_str));
        let run = archive.run(&args);
        assert!(run.code == 2, "the sample news holds a broken line: {run:#?}");
        archive
    }

    /// Returns the directory of the archive.
    #[must_use]
    pub fn directory(&self) -> PathBuf {
        self.folder.path().join("archive")
    }

    /// Returns a path in the folder beside the archive.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file beside the archive and returns its path as text.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("making a folder");
        std::fs::write(&path, content).expect("writing a file");
        path.display().to_string()
    }

    /// Returns the command, ready to be given arguments, in an environment of its own.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(binary());
        command.env_clear().env("HOME", self.folder.path()).env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("DATELINE_ARCHIVE", self.directory()).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Runs the command.
    #[must_use]
    pub fn run(&self, args: &[&str]) -> Run {
        let output = self.command().args(args).output().expect("running the binary");
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
        }
    }

    /// Runs the command with `--json` and returns what it printed.
    #[must_use]
    pub fn json(&self, args: &[&str]) -> Value {
        let run = self.run(&[args, &["--json"]].concat());
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("expected JSON ({error}), found {run:#?}"))
    }

    /// Returns the headlines of the hits of a query, in order.
    #[must_use]
    pub fn headlines(&self, args: &[&str]) -> Vec<String> {
        let found = self.json(&[&["search"], args].concat());
        found["hits"]
            .as_array()
            .expect("hits")
            .iter()
            .map(|hit| hit["headline"].as_str().expect("headline").to_owned())
            .collect()
    }

    /// Serves the archive and returns the running server.
    #[must_use]
    pub fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    /// Serves the archive with further options.
    #[must_use]
    pub fn serve_with(&self, options: &[&str]) -> Server {
        use std::io::{BufRead, BufReader};
        let mut child = self
            .command()
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("starting the server");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout")).read_line(&mut line).expect("reading the address");
        let address = line
            .trim()
            .strip_prefix("listening on ")
            .unwrap_or_else(|| panic!("expected the address, found `{line}`"))
            .trim_end_matches('/')
            .to_owned();
        Server { child, address }
    }
}

impl Default for TestArchive {
    fn default() -> Self {
        Self::new()
    }
}

/// A running server; it ends with the test.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Its address without a slash at the end.
    pub address: String,
}

impl Server {
    /// Asks it to stop and returns whether it ended as one that was asked.
    pub fn stop(mut self) -> bool {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("running kill");
        asked.success() && self.child.wait().expect("waiting for the server").success()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
