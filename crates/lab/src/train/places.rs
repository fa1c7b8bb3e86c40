//! Fits the weights with which places are resolved.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use dateline_entity::gazetteer::Point;
use dateline_entity::{Atlas, Class, Example, Group, Trained, fit, place_groups};
use serde::Deserialize;

use crate::gold_places::{Homes, Story, Text};
use crate::lines::lines;
use crate::out;

/// What is right by the scorer's rule.
const KM: f64 = 161.0;
/// Rounds of choosing with the weights so far and fitting to that choice.
const ROUNDS: usize = 4;

/// A text with what is right.
#[derive(Deserialize)]
struct Gold {
    #[serde(flatten)]
    text: Text,
    toponyms: Vec<Toponym>,
}

#[derive(Deserialize)]
struct Toponym {
    start: usize,
    end: usize,
    lat: Option<f64>,
    lon: Option<f64>,
    country: Option<String>,
    #[serde(default)]
    fcode: Option<String>,
    #[serde(default)]
    ignore: bool,
}

/// A set of texts with their answers.
struct Set {
    name: String,
    stories: Vec<Story>,
    toponyms: Vec<Vec<Toponym>>,
    homes: Homes,
}

/// Fits on one half of the documents and tells the accuracy on the other, both ways, then fits and writes weights from
/// the first half alone.
pub(crate) fn places(sets: &[PathBuf], output: Option<&Path>, strength: f64) -> anyhow::Result<()> {
    let atlas = Atlas::builtin();
    let sets = sets.iter().map(|path| load(path, atlas)).collect::<anyhow::Result<Vec<_>>>()?;
    for half in [1, 0] {
        let trained = train(&sets, atlas, half, strength);
        for set in &sets {
            let (groups, missing) = set.groups(atlas, &trained, 1 - half);
            let (accuracy, known) = trained.accuracy(&groups);
            let start = Trained::builtin();
            let (before, _) = start.accuracy(&set.groups(atlas, &start, 1 - half).0);
            out::line(&format!(
                "{}, half {}: {:.4} of {known} right, {:.4} by the weights so far; {missing} without a right candidate",
                set.name,
                1 - half,
                accuracy,
                before
            ));
        }
        if half == 0
            && let Some(output) = output
        {
            std::fs::write(output, trained.print()).with_context(|| format!("cannot write `{}`", output.display()))?;
        }
    }
    Ok(())
}

fn train(sets: &[Set], atlas: &Atlas<'_>, half: usize, strength: f64) -> Trained {
    let mut trained = Trained::builtin();
    for _ in 0..ROUNDS {
        let groups: Vec<Group> = sets.iter().flat_map(|set| set.groups(atlas, &trained, half).0).collect();
        trained = fit(&groups, &trained, strength);
    }
    trained
}

fn load(path: &Path, atlas: &Atlas<'_>) -> anyhow::Result<Set> {
    let (mut stories, mut toponyms) = (Vec::new(), Vec::new());
    for line in lines(path)? {
        let gold: Gold = serde_json::from_str(&line?)?;
        stories.push(Story::new(gold.text));
        toponyms.push(gold.toponyms);
    }
    let name = path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let homes = Homes::learn(&stories, atlas);
    Ok(Set { name, stories, toponyms, homes })
}

impl Set {
    /// Returns the occurrences of the documents of one half with what is right of them, and how many have nothing
    /// that is right.
    fn groups(&self, atlas: &Atlas<'_>, by: &Trained, half: usize) -> (Vec<Group>, usize) {
        let (mut found, mut missing) = (Vec::new(), 0);
        for (story, toponyms) in self.stories.iter().zip(&self.toponyms) {
            if half_of(&story.id) != half {
                continue;
            }
            let spans: Vec<_> =
                toponyms.iter().filter_map(|toponym| story.field(&(toponym.start..toponym.end))).collect();
            let mut gold: BTreeMap<usize, &Toponym> = BTreeMap::new();
            for toponym in toponyms.iter().filter(|toponym| !toponym.ignore && toponym.lat.is_some()) {
                gold.insert(toponym.start, toponym);
            }
            for mut group in place_groups(&story.article, &self.homes.world(story, atlas), &spans, by) {
                let toponym = story.span(group.field, &group.span).and_then(|span| gold.remove(&span.start));
                let Some(toponym) = toponym else { continue };
                group.right = group.candidates.iter().map(|candidate| toponym.fits(candidate)).collect();
                if group.right.contains(&true) {
                    found.push(group);
                } else {
                    missing += 1;
                }
            }
            missing += gold.len();
        }
        (found, missing)
    }
}

impl Toponym {
    fn fits(&self, candidate: &Example) -> bool {
        let gold = self.lat.zip(self.lon).and_then(|(lat, lon)| Point::new(lat, lon));
        let point = candidate.point.and_then(|(lat, lon)| Point::new(lat, lon));
        let near = gold.zip(point).is_some_and(|(gold, point)| gold.km_to(point) <= KM);
        // Where gold says what the place is, a state does not do for its capital. A country is right by identity:
        // where its middle lies is a matter of taste.
        match self.fcode.as_deref() {
            Some(code) if code.starts_with("PCL") => {
                candidate.class == Class::Country && candidate.country == self.country
            }
            Some("ADM1") => near && !candidate.class.is_town() && candidate.class != Class::County,
            Some("ADM2") => near && !candidate.class.is_town() && candidate.class != Class::State,
            Some(code) if code.starts_with("PPL") => near && candidate.class.is_town(),
            _ => near,
        }
    }
}

/// Deals documents into two halves by their identifiers.
fn half_of(id: &str) -> usize {
    usize::from(blake3::hash(id.as_bytes()).as_bytes()[0] & 1)
}
