//! Who and where in our own sample news: what the recogniser finds beside what is true of each article.
//!
//! `sample_entities.tsv` was checked by hand, article by article. A name there that is not found is a miss, one that is
//! found and not there is false. Neither is perfect; the floors may only rise, and the known faults only become fewer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dateline_archive::{Access, Archive, IngestOptions, Input, Outcome, Silent};
use dateline_entity::{Lexicon, tally};

/// Facets of one article, by their names in the file.
type Facets = BTreeMap<String, BTreeSet<String>>;

const EXPECTED: &str = include_str!("sample_entities.tsv");

/// The least share of what is expected that is found, and of what is found that is expected: actors, places, countries.
const FLOORS: [(&str, f64, f64); 3] = [("actors", 0.95, 0.93), ("places", 0.94, 0.80), ("countries", 0.97, 0.94)];

/// At most so many names are missing or false in all.
const FAULTS: usize = 133;

fn expected() -> BTreeMap<String, Facets> {
    let mut articles: BTreeMap<String, Facets> = BTreeMap::new();
    for line in EXPECTED.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let mut cells = line.split('\t');
        let (article, facet, ids) = (cells.next().unwrap(), cells.next().unwrap(), cells.next().unwrap_or(""));
        let ids = ids.split("; ").filter(|id| !id.is_empty()).map(str::to_owned).collect();
        articles.entry(article.to_owned()).or_default().insert(facet.to_owned(), ids);
    }
    articles
}

/// What is found in every sample article, by its headline.
fn found() -> BTreeMap<String, Facets> {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::open(folder.path(), Access::Write).unwrap();
    let news = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cli/sample-news");
    let mut ids = Vec::new();
    let inputs = [Input::Path(news)];
    archive
        .ingest(&inputs, IngestOptions::default(), &Silent, &mut |record| {
            if let Outcome::Added(id) | Outcome::Revised(id) | Outcome::Unchanged(id) = &record.outcome {
                ids.push(id.to_string());
            }
        })
        .unwrap();
    let mut articles = BTreeMap::new();
    for id in ids {
        let (revision, profile) = archive.article(&id).unwrap();
        let facets = tally(&profile.mentions, Lexicon::builtin());
        let set = |ids: Vec<String>| ids.into_iter().collect::<BTreeSet<_>>();
        let facets = BTreeMap::from([
            ("actors".to_owned(), set(facets.actors.iter().map(|actor| actor.id.to_string()).collect())),
            // Identifiers of places depend on the gazetteer; their names hardly do.
            (
                "places".to_owned(),
                set(profile.places.iter().map(|place| dateline_text::fold_name(&place.label)).collect()),
            ),
            ("countries".to_owned(), set(facets.countries)),
        ]);
        articles.insert(revision.article.headline, facets);
    }
    articles
}

#[test]
fn who_and_where_are_found_in_the_sample_news() {
    let (mut expected, found) = (expected(), found());
    let common = expected.remove("*").unwrap();
    let same: BTreeMap<&str, &str> =
        common["same"].iter().filter_map(|pair| pair.split_once('=')).map(|(a, b)| (b, a)).collect();
    assert!(expected.len() >= 40, "{} articles are checked", expected.len());
    // What is missing and false can be read in a file.
    let wanted = std::env::var_os("DATELINE_ENTITY_REPORT");
    let (mut faults, mut report) = (Vec::new(), String::new());
    for (facet, least_recall, least_precision) in FLOORS {
        let (mut right, mut missed, mut wrong) = (0, 0, 0);
        for (article, facets) in &expected {
            let none = BTreeSet::new();
            let optional = facets.get("optional").unwrap_or(&none);
            let found = found.get(article).unwrap_or_else(|| panic!("`{article}` is not among the sample news"));
            let plain = |name: &String| same.get(name.as_str()).map_or_else(|| name.clone(), |&name| name.to_owned());
            let (found, truth): (BTreeSet<String>, _) = (found[facet].iter().map(plain).collect(), &facets[facet]);
            let absent: Vec<_> = truth.difference(&found).filter(|id| !common["optional"].contains(*id)).collect();
            let surplus: Vec<_> = found
                .difference(truth)
                .filter(|id| !optional.contains(*id) && !common["optional"].contains(*id))
                .collect();
            right += truth.intersection(&found).count();
            missed += absent.len();
            wrong += surplus.len();
            faults.extend(absent.iter().map(|id| format!("missed `{id}` in `{article}`")));
            faults.extend(surplus.iter().map(|id| format!("false `{id}` in `{article}`")));
        }
        let share = |of: usize| right as f64 / (right + of).max(1) as f64;
        report += &format!(
            "{facet}: recall {:.3}, precision {:.3} ({right} right, {missed} missed, {wrong} false)\n",
            share(missed),
            share(wrong)
        );
        assert!(share(missed) >= least_recall, "{facet}: recall {:.3}\n{}", share(missed), faults.join("\n"));
        assert!(share(wrong) >= least_precision, "{facet}: precision {:.3}\n{}", share(wrong), faults.join("\n"));
    }
    if let Some(path) = wanted {
        std::fs::write(path, report + &faults.join("\n")).unwrap();
    }
    assert!(faults.len() <= FAULTS, "{} faults:\n{}", faults.len(), faults.join("\n"));
}
