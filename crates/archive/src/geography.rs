//! The gazetteer that an archive uses, and what it has learned of its sources.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use dateline_entity::gazetteer::Gazetteer;
use dateline_entity::{Atlas, Facets, Home, PlaceReading, Recognition, World, explain_places, recognise_in, tally};
use dateline_model::{Article, Mention, SourceId};
use dateline_store::Store;

use crate::progress::Unit;
use crate::refresh::on_all_cores;
use crate::{Archive, Error, Kind, Progress};

/// Name of the file that is used instead of the built-in gazetteer, in the directory of the archive.
const FILE: &str = "gazetteer.bin";
/// Articles whose places are counted before they are kept.
const BATCH: usize = 500;

/// Lexicon, gazetteer and homes, each read when it is first needed.
#[derive(Debug, Default)]
pub(crate) struct Geography {
    own: OnceLock<Option<Box<Atlas<'static>>>>,
    homes: RwLock<Option<Arc<Homes>>>,
}

/// What is known of every source, and the version of it.
#[derive(Debug, Default)]
struct Homes {
    by_source: BTreeMap<SourceId, (Home, String)>,
}

/// The gazetteer in use.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct GazetteerInfo {
    /// Its file; `None` for the built-in one.
    pub file: Option<PathBuf>,
    /// Its version: other contents have another.
    pub version: String,
    /// Where the data come from.
    pub about: String,
    /// Places, divisions apart.
    pub places: usize,
    /// Countries and divisions of the first two levels.
    pub divisions: usize,
    /// Different names.
    pub names: usize,
    /// Size in bytes.
    pub bytes: usize,
}

/// Returns where the gazetteer of an archive lies, if it has one of its own.
#[must_use]
pub fn gazetteer_file(directory: &Path) -> PathBuf {
    directory.join(FILE)
}

impl Archive {
    /// Returns lexicon and gazetteer. The first call reads the gazetteer's file where the archive has one.
    ///
    /// # Errors
    ///
    /// Fails where that file is damaged.
    pub fn atlas(&self) -> Result<&Atlas<'static>, Error> {
        if let Some(known) = self.geography.own.get() {
            return Ok(known.as_deref().unwrap_or_else(|| Atlas::builtin()));
        }
        let file = gazetteer_file(self.directory());
        let gazetteer = if file.exists() {
            Some(Gazetteer::open(&file).map_err(|error| damaged(&file, &error))?)
        } else {
            // The operator's actors make another lexicon.
            (!self.authority.is_empty()).then(|| Gazetteer::builtin().clone())
        };
        let own = gazetteer.map(|gazetteer| Box::new(Atlas::shared(Arc::clone(&self.lexicon), gazetteer)));
        Ok(self.geography.own.get_or_init(|| own).as_deref().unwrap_or_else(|| Atlas::builtin()))
    }

    /// Returns the version under which the mentions of a source's articles are kept: that of the recogniser, of the
    /// gazetteer, and of what is known of the source.
    ///
    /// # Errors
    ///
    /// Fails where the archive or its gazetteer cannot be read.
    pub fn model_of(&self, source: &SourceId) -> Result<String, Error> {
        let gazetteer = self.atlas()?.gazetteer().version();
        let homes = self.homes()?;
        let home = homes.by_source.get(source).filter(|(home, _)| home.tells());
        let home = home.map_or("0", |(_, version)| version.as_str());
        Ok(format!("{}+{gazetteer}+{home}", self.model))
    }

    /// Returns what an article mentions, with the gazetteer and the homes of this archive.
    ///
    /// # Errors
    ///
    /// Fails where the archive or its gazetteer cannot be read.
    pub fn recognise(&self, article: &Article) -> Result<Recognition, Error> {
        self.in_world(article, |world| recognise_in(article, world))
    }

    /// Adds mentions up to facets. A town of our own list stands directly under its country: the gazetteer knows the
    /// state it lies in.
    pub(crate) fn facets(&self, mentions: &[Mention]) -> Result<Facets, Error> {
        let mut facets = tally(mentions, &self.lexicon);
        if facets.places.is_empty() {
            return Ok(facets);
        }
        let atlas = self.atlas()?;
        for place in &mut facets.places {
            if let Some(around) = atlas.around(place.id.as_str())
                && !place.within.contains(&around)
                && !place.id.with_ancestors().any(|own| own == around.as_str())
            {
                place.within.push(around);
            }
        }
        Ok(facets)
    }

    /// Returns the name of a place that only the gazetteer knows.
    pub(crate) fn label_of_place(&self, id: &str) -> Result<Option<String>, Error> {
        Ok(self.atlas()?.gazetteer().entity(id).map(|place| place.label))
    }

    /// Returns every place that an article names, what else it might have meant, and what spoke for each.
    pub(crate) fn explain_places(&self, article: &Article) -> Result<Vec<PlaceReading>, Error> {
        self.in_world(article, |world| explain_places(article, world))
    }

    fn in_world<T>(&self, article: &Article, work: impl FnOnce(&World<'_>) -> T) -> Result<T, Error> {
        let (atlas, homes) = (self.atlas()?, self.homes()?);
        let home = homes.by_source.get(&article.source.id).map(|(home, _)| home);
        // An article that came after the last learning is not counted, and nothing is taken off for it.
        let own: Option<Home> = if home.is_some() { self.store.home_part(&article.id)? } else { None };
        Ok(work(&World { home, own: own.as_ref(), ..World::new(atlas) }))
    }

    fn homes(&self) -> Result<Arc<Homes>, Error> {
        if let Some(known) = &*self.geography.homes.read().unwrap_or_else(PoisonError::into_inner) {
            return Ok(known.clone());
        }
        let read = Arc::new(Homes::read(&self.store)?);
        *self.geography.homes.write().unwrap_or_else(PoisonError::into_inner) = Some(read.clone());
        Ok(read)
    }

    /// Learns from all articles what their sources usually write of; returns how many articles were counted.
    ///
    /// The counts are sums, so they are the same for any order of ingest and any number of threads. Articles that were
    /// counted before are not read again, and a source is seen anew only when the places it has named are half as many
    /// again as before: else every new article would be a reason to read all others of its source again.
    ///
    /// # Errors
    ///
    /// Fails where the archive is open for reading only or the disk refuses.
    pub fn learn_homes(&self, progress: &dyn Progress) -> Result<u64, Error> {
        let atlas = self.atlas()?;
        let version = format!("{}+{}", self.model, atlas.gazetteer().version());
        progress.begin("learning", Unit::Records, None);
        let (mut after, mut counted) = (String::new(), 0);
        loop {
            let next = self.store.without_home_part(&version, &after, BATCH)?;
            let Some((last, _)) = next.last() else { break };
            after = last.to_string();
            let parts = on_all_cores(&next, |(id, _)| {
                let revision = self.store.article(id)?;
                Ok(revision.map_or_else(Home::default, |revision| dateline_entity::home_of(&revision.article, atlas)))
            })?;
            let parts: Vec<_> =
                next.iter().zip(parts).map(|((id, version), part)| (id, version.as_str(), part)).collect();
            self.store.add_home_parts(&parts)?;
            counted += next.len() as u64;
            progress.advance(next.len() as u64);
        }
        progress.end();
        let mut totals: BTreeMap<SourceId, Home> = BTreeMap::new();
        self.store.each_home_part(|source, part: Home| totals.entry(source).or_default().add(&part))?;
        let known: BTreeMap<SourceId, (String, Home)> = self.store.homes()?;
        totals.retain(|source, total| {
            let before = known.get(source).filter(|(by, _)| *by == version);
            before.is_none_or(|(_, home)| total.places.abs_diff(home.places) * 2 > home.places)
        });
        self.store.set_homes(&version, &totals)?;
        *self.geography.homes.write().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(counted)
    }

    /// Returns which gazetteer is in use.
    ///
    /// # Errors
    ///
    /// Fails where its file is damaged.
    pub fn gazetteer(&self) -> Result<GazetteerInfo, Error> {
        gazetteer_of(self.directory())
    }
}

/// Returns which gazetteer an archive in a directory uses, or would use.
///
/// # Errors
///
/// Fails where its file is damaged.
pub fn gazetteer_of(directory: &Path) -> Result<GazetteerInfo, Error> {
    let file = Some(gazetteer_file(directory)).filter(|file| file.exists());
    let gazetteer = match &file {
        Some(file) => Gazetteer::open(file).map_err(|error| damaged(file, &error))?,
        None => Gazetteer::builtin().clone(),
    };
    Ok(GazetteerInfo {
        file,
        version: gazetteer.version().to_owned(),
        about: gazetteer.about().to_owned(),
        places: gazetteer.places(),
        divisions: gazetteer.divisions(),
        names: gazetteer.names(),
        bytes: gazetteer.bytes(),
    })
}

fn damaged(file: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::new(Kind::Damaged, format!("failed to open `{}`: {error}", file.display()))
        .hint("delete the file to use the built-in gazetteer, or import it again with `dateline gazetteer import`")
}

impl Homes {
    fn read(store: &Store) -> Result<Self, Error> {
        let homes: BTreeMap<SourceId, (String, Home)> = store.homes()?;
        let by_source = homes.into_iter().map(|(source, (_, home))| {
            let version = home.version();
            (source, (home, version))
        });
        Ok(Self { by_source: by_source.collect() })
    }
}

#[cfg(test)]
mod tests {
    use dateline_ingest::Input;

    use super::*;
    use crate::{Access, IngestOptions, Silent};

    /// Invented news of a paper in Tennessee that once speaks of Paris without more.
    fn dump(folder: &Path, backwards: bool) -> PathBuf {
        let towns =
            ["Nashville", "Memphis", "Knoxville", "Jackson", "Clarksville", "Chattanooga", "Dyersburg", "Martin"];
        let mut stories: Vec<String> = towns
            .iter()
            .map(|town| {
                story(
                    &format!("Rain in {town}"),
                    &format!("Farmers of {town}, Tenn., and of Union City, Tenn., were glad of the rain that fell."),
                )
            })
            .collect();
        stories.push(story("Council meets", "The council of Paris meets in Paris on Monday to talk about the water."));
        if backwards {
            stories.reverse();
        }
        let file = folder.join(format!("dump-{backwards}.jsonl"));
        std::fs::write(&file, stories.join("\n")).unwrap();
        file
    }

    fn story(headline: &str, body: &str) -> String {
        let body = format!("{body} Nobody was hurt, and the roads stayed open all day, the sheriff told the paper.");
        let url = format!("https://paper.example/{}", headline.to_lowercase().replace(' ', "-"));
        serde_json::json!({ "headline": headline, "body": body, "url": url, "language": "en" }).to_string()
    }

    fn place_of_council(archive: &Archive) -> String {
        let ids = archive.store.journal_after(dateline_model::Seq::default(), 100).unwrap();
        let articles = ids.iter().map(|entry| archive.article(entry.article.as_str()).unwrap());
        let council = articles.into_iter().find(|(revision, _)| revision.article.headline == "Council meets");
        council.unwrap().1.places[0].id.to_string()
    }

    #[test]
    fn what_a_source_writes_of_is_learned_by_a_rebuild_in_any_order() {
        let mut models = Vec::new();
        for backwards in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let archive = Archive::open(folder.path(), Access::Write).unwrap();
            let inputs = [Input::Path(dump(folder.path(), backwards))];
            archive.ingest(&inputs, IngestOptions::default(), &Silent, &mut |_| {}).unwrap();
            archive.catch_up(&Silent).unwrap();
            assert_eq!(place_of_council(&archive), "/EU/FR/paris");
            assert_eq!(archive.learn_homes(&Silent).unwrap(), 9);
            assert_eq!(archive.refresh(&Silent).unwrap().recomputed, 9);
            archive.catch_up(&Silent).unwrap();
            // The second time there is nothing to do.
            assert_eq!(archive.learn_homes(&Silent).unwrap(), 0);
            assert_eq!(archive.refresh(&Silent).unwrap().recomputed, 0);
            let place = place_of_council(&archive);
            assert!(place.starts_with("/NA/US/tennessee/"), "{place}");
            models.push(archive.model_of(&SourceId::new("paper.example")).unwrap());
            assert_ne!(models[0], archive.model_of(&SourceId::new("other.example")).unwrap());
        }
        assert_eq!(models[0], models[1]);
    }

    #[test]
    fn a_damaged_gazetteer_is_told_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::open(folder.path(), Access::Write).unwrap();
        assert_eq!(archive.gazetteer().unwrap().file, None);
        std::fs::write(gazetteer_file(folder.path()), "not one").unwrap();
        let error = archive.gazetteer().unwrap_err();
        assert!(error.to_string().contains("gazetteer.bin"), "{error}");
        assert!(error.get_hint().unwrap().contains("dateline gazetteer import"));
        assert!(archive.atlas().is_err());
    }
}
