//! The operator's own actors: lists in, records kept, the lexicon made of both.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dateline_entity::{
    ActorFormat, ActorItem, ActorRejection, Authority, AuthorityRecord, Joined, Lexicon, MODEL, read_actors,
};
use dateline_model::Entity;
use dateline_store::Store;
use flate2::read::MultiGzDecoder;

use crate::{Archive, Error, Kind};

/// The most records of one archive; each takes some hundred bytes of memory, and its names again as much.
const MOST_RECORDS: usize = 1_000_000;

/// How actors are imported.
#[derive(Clone, Copy, Debug, Default)]
pub struct ActorImport {
    /// How the lists are written; found out by content where it is `None`.
    pub format: Option<ActorFormat>,
    /// Names and countries of the lists go before those of built-in entries of the same identifier.
    pub replaces: bool,
    /// Write nothing; only say what would become of the records.
    pub dry_run: bool,
}

/// What became of the records of some lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActorReport {
    /// Records of actors read.
    pub read: u64,
    /// Of those: new to this archive.
    pub added: u64,
    /// Of those: gave names or roles to one that was there.
    pub extended: u64,
    /// Of those: known already.
    pub known: u64,
    /// Of those: about an actor that is built in, to which names and roles are added.
    pub built_in: u64,
    /// Records that are no actors, by reason.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Records that could not be read, by reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Records in the archive afterwards.
    pub total: u64,
}

/// The actors that go by a name, or all.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownActor {
    /// The entity, as mentions name it.
    pub entity: Entity,
    /// Dated roles, such as `president of RU 2012.05.07-`.
    pub roles: Vec<String>,
    /// What an operator's list says, where one knows it.
    pub own: Option<AuthorityRecord>,
}

/// The lexicon of an archive and the version of everything that mentions depend on.
pub(crate) fn lexicon(store: &Store) -> Result<(Arc<Lexicon>, Authority, String), Error> {
    let (text, digest) = store.authority()?;
    let authority = Authority::read(&text).map_err(|reason| {
        let path = store.directory().join("actors.jsonl");
        Error::new(Kind::Damaged, format!("`{}` does not read back: {reason}", path.display()))
            .hint("repair that line, or move the file away and import the lists again")
    })?;
    match digest.filter(|_| !authority.is_empty()) {
        None => Ok((Lexicon::shared(), authority, MODEL.to_owned())),
        Some(digest) => {
            // What cannot be used was told when it was imported.
            let (lexicon, _) = Lexicon::with_authority(authority.records());
            Ok((Arc::new(lexicon), authority, format!("{MODEL}+{digest}")))
        }
    }
}

impl Archive {
    /// Reads lists of actors and keeps what they hold beside the built-in ones. Mentions found so far stay as they are
    /// until the archive is rebuilt; articles that come later, and a rebuild, use the new records.
    ///
    /// Every record that could not be read is handed to `problem` with its file. None of them stops the run.
    ///
    /// # Errors
    ///
    /// Fails where a file cannot be opened or read, and where the archive cannot be written.
    pub fn import_actors(
        &self,
        files: &[PathBuf],
        options: ActorImport,
        problem: &mut dyn FnMut(&Path, &ActorRejection),
    ) -> Result<ActorReport, Error> {
        let mut report = ActorReport::default();
        let mut authority = self.authority.clone();
        // Identifiers come from the built-in lexicon alone, so that they do not depend on what was imported before.
        let builtin = Lexicon::builtin();
        for file in files {
            let mut input = open(file)?;
            let mut sink = |_: u64, item: ActorItem| match item {
                ActorItem::Record(mut record) => {
                    record.replaces = options.replaces;
                    report.take(&mut authority, *record, builtin);
                }
                ActorItem::Skipped(why) => *report.skipped.entry(why.as_str()).or_default() += 1,
                ActorItem::Rejected(rejection) => {
                    *report.rejected.entry(rejection.reason.as_str()).or_default() += 1;
                    problem(file, &rejection);
                }
            };
            read_actors(&mut *input, options.format, builtin, &mut sink)
                .map_err(|error| Error::file("read", file, &error))?;
        }
        report.total = authority.records().len() as u64;
        if !options.dry_run && authority != self.authority {
            let mut text = Vec::new();
            authority.write(&mut text).map_err(|error| Error::new(Kind::System, error.to_string()))?;
            self.store.set_authority(&text)?;
        }
        Ok(report)
    }

    /// Returns the actors that go by a name: built in, the operator's, and those that the articles alone tell of. An
    /// identifier is a name too.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn actors_named(&self, name: &str) -> Result<Vec<KnownActor>, Error> {
        let mut found: Vec<Entity> = self
            .lexicon
            .named(name)
            .into_iter()
            .chain(self.lexicon.entity(name))
            .filter(|entity| entity.kind.is_actor())
            .cloned()
            .collect();
        let own = self.authority.named(name);
        found.extend(own.iter().filter_map(|record| self.lexicon.entity(&record.id)).cloned());
        found.extend(
            self.store
                .entities_named(&dateline_text::fold_name(name))?
                .into_iter()
                .filter(|entity| entity.kind.is_actor()),
        );
        let mut seen = std::collections::HashSet::new();
        found.retain(|entity| seen.insert(entity.id.clone()));
        Ok(found.into_iter().map(|entity| self.known(entity)).collect())
    }

    /// Returns the operator's records.
    pub fn own_actors(&self) -> impl Iterator<Item = &AuthorityRecord> {
        self.authority.records()
    }

    /// Returns how many actors are built in, and how many an operator's lists brought.
    #[must_use]
    pub fn actor_counts(&self) -> (usize, usize) {
        let actors = Lexicon::builtin().entities().filter(|entity| entity.kind.is_actor()).count();
        (actors, self.authority.records().len())
    }

    /// Returns the version of data and rules under which mentions are kept: it changes with the operator's records.
    #[must_use]
    pub fn entity_model(&self) -> &str {
        &self.model
    }

    fn known(&self, entity: Entity) -> KnownActor {
        let id = entity.id.as_str();
        KnownActor { roles: self.lexicon.roles(id), own: self.authority.get(id).cloned(), entity }
    }
}

impl ActorReport {
    fn take(&mut self, authority: &mut Authority, record: AuthorityRecord, builtin: &Lexicon) {
        if authority.records().len() >= MOST_RECORDS && authority.get(&record.id).is_none() {
            *self.rejected.entry("too many records").or_default() += 1;
            return;
        }
        self.read += 1;
        self.built_in += u64::from(builtin.entity(&record.id).is_some());
        match authority.join(record) {
            Joined::Added => self.added += 1,
            Joined::Extended => self.extended += 1,
            Joined::Known => self.known += 1,
        }
    }
}

/// Opens a list; gzip is undone, `-` is standard input.
fn open(path: &Path) -> Result<Box<dyn BufRead>, Error> {
    let input: Box<dyn Read> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        Box::new(File::open(path).map_err(|error| Error::file("open", path, &error))?)
    };
    let mut input = BufReader::with_capacity(1 << 16, input);
    let head = input.fill_buf().map_err(|error| Error::file("read", path, &error))?;
    if head.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(input))));
    }
    Ok(Box::new(input))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Access, IngestOptions, Input, Silent};

    fn list(folder: &Path, name: &str, text: &str) -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn import(directory: &Path, file: &Path, options: ActorImport) -> ActorReport {
        let archive = Archive::open(directory, Access::Write).unwrap();
        archive.import_actors(&[file.to_owned()], options, &mut |_, _| {}).unwrap()
    }

    #[test]
    fn lists_are_kept_and_used() {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().join("archive");
        let story = list(
            folder.path(),
            "story.txt",
            "Bridge opened\n\nLONDON, 3 May 2020 - The Greyfell Panel opened a bridge on Monday. It is the third bridge of this year, and it took five years.\n",
        );
        let archive = Archive::open(&directory, Access::Write).unwrap();
        archive.ingest(&[Input::Path(story)], IngestOptions::default(), &Silent, &mut |_| {}).unwrap();
        archive.catch_up(&Silent).unwrap();
        let before = archive.entity_model().to_owned();
        drop(archive);
        let actors = list(folder.path(), "list.txt", "GREYFELL_PANEL_\n\t[NGOGBR]\nX_\n\t[bad]\n");
        let dry = import(&directory, &actors, ActorImport { dry_run: true, ..ActorImport::default() });
        assert_eq!((dry.read, dry.added, dry.total), (1, 1, 1));
        assert_eq!(Archive::open(&directory, Access::Read).unwrap().actor_counts().1, 0, "a dry run keeps nothing");
        let report = import(&directory, &actors, ActorImport::default());
        assert_eq!((report.added, report.rejected.values().sum::<u64>()), (1, 2));
        assert_eq!(import(&directory, &actors, ActorImport::default()).known, 1, "the second time nothing is new");
        let archive = Archive::open(&directory, Access::Write).unwrap();
        assert_ne!(archive.entity_model(), before);
        archive.refresh(&Silent).unwrap();
        archive.catch_up(&Silent).unwrap();
        let options =
            crate::SearchOptions { text: "actor:\"Greyfell Panel\"".to_owned(), ..crate::SearchOptions::default() };
        let answer = archive.search(&options).unwrap();
        assert_eq!(answer.hits.len(), 1);
        let known = archive.actors_named("greyfell panel").unwrap();
        assert_eq!(known[0].entity.id.as_str(), "/ngo/greyfell-panel");
        assert!(known[0].own.is_some());
    }

    #[test]
    fn a_damaged_file_is_told_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        drop(Archive::open(folder.path(), Access::Write).unwrap());
        std::fs::write(folder.path().join("actors.jsonl"), "\nno json\n").unwrap();
        let error = Archive::open(folder.path(), Access::Read).unwrap_err();
        assert_eq!(error.kind(), Kind::Damaged);
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
