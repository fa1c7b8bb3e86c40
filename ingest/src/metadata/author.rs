//! Authors: lists of names from every place of a page that may sign it, what is known of each, and the choice.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::author_places::{self, Signed};
use super::choice::{Candidate, Choice, Features, Source, Sum};
use super::names;
use super::scene::Scene;
use super::text::key;

/// Nobody is named where the best list is less likely than this...
const FLOOR: f64 = 0.3;
/// ...and a list that is less likely than this is guessed.
const SURE: f64 = 0.5;
/// Sources that speak against a list of which they name nobody.
const AGAINST: [&str; 11] = [
    "linked_author", "meta_author", "rel_head", "link_head", "marked-name_head", "by-next_head", "marked-byline_head",
    "page_author", "twitter-label", "microdata", "named_author",
];
/// Words that name a desk or nobody.
const GENERIC: [&str; 7] = ["redaktion", "staff", "team", "editor", "desk", "redacci", "contributor"];

/// Chooses the authors.
pub(super) fn choose(scene: &Scene<'_>, sum: &Sum) -> Choice<Vec<String>> {
    let signed = first_of_each(author_places::signed(scene));
    let mut choice = Choice::of(candidates(scene, &signed), sum);
    take(&mut choice, scene, &signed);
    prefer_the_first_line(&mut choice, scene, &signed);
    choice.guessed = choice.taken.is_some() && !choice.why.starts_with("stated") && choice.confidence() < SURE;
    choice
}

/// The first list of each source.
fn first_of_each(signed: Vec<Signed>) -> Vec<Signed> {
    let mut seen = HashSet::new();
    let mut first: Vec<Signed> =
        signed.into_iter().filter(|signed| !signed.names.is_empty() && seen.insert(signed.source)).collect();
    // What stands beside the date may be one name of several.
    if let Some(at) = first.iter().position(|signed| signed.source == "beside-date") {
        let set = keys(&first[at].names);
        if first.iter().map(|other| keys(&other.names)).any(|other| other.len() > set.len() && other.is_superset(&set))
        {
            first.remove(at);
        }
    }
    first
}

/// Statements made for machines come first, unless they name the site; then the best list.
fn take(choice: &mut Choice<Vec<String>>, scene: &Scene<'_>, signed: &[Signed]) {
    let names_site = |names: &[String]| names.iter().any(|name| scene.sites.is_site(name));
    let of = |source: &str| signed.iter().find(|signed| signed.source == source).map(|signed| &signed.names);
    let place = |choice: &Choice<Vec<String>>, names: &Vec<String>| {
        let wanted = keys(names);
        choice.candidates.iter().position(|candidate| keys(&candidate.value) == wanted)
    };
    let linked =
        of("linked_author").filter(|names| !names_site(names)).map(|names| of("linked_author-all").unwrap_or(names));
    let stated = linked.or_else(|| {
        ["address", "named_author"].iter().find_map(|source| of(source).filter(|names| !names_site(names)))
    });
    if let Some(at) = stated.and_then(|names| place(choice, names)) {
        choice.taken = Some(at);
        choice.why = "stated for machines, and not the name of the site";
    } else if choice.confidence() < FLOOR {
        choice.taken = None;
        choice.why =
            if choice.candidates.is_empty() { "nothing was found" } else { "no list of names is likely enough" };
    }
}

/// Papers sign with their own name what a reporter signs in the first line of the story.
fn prefer_the_first_line(choice: &mut Choice<Vec<String>>, scene: &Scene<'_>, signed: &[Signed]) {
    let is_site = |names: &Vec<String>| names.iter().all(|name| scene.sites.is_site(name));
    if !choice.winner().is_some_and(|winner| is_site(&winner.value)) {
        return;
    }
    let titles = words_of_titles(scene);
    let is_person = |name: &String| {
        matches!(name.split_whitespace().count(), 2 | 3)
            && !scene.sites.is_site(name)
            && !key(name).split(' ').all(|word| titles.contains(word))
    };
    let first = signed.iter().find(|signed| signed.source == "first-paragraph" && signed.names.iter().all(is_person));
    let wanted = first.map(|signed| keys(&signed.names));
    let at = wanted.and_then(|wanted| choice.candidates.iter().position(|candidate| keys(&candidate.value) == wanted));
    if let Some(at) = at {
        choice.taken = Some(at);
        choice.why = "the likeliest is the name of the site, and this name is the first line of the story";
    }
}

fn keys(names: &[String]) -> BTreeSet<String> {
    names.iter().map(|name| key(name)).filter(|key| !key.is_empty()).collect()
}

/// One candidate for each set of names.
fn candidates(scene: &Scene<'_>, signed: &[Signed]) -> Vec<Candidate<Vec<String>>> {
    let mut sets: Vec<(BTreeSet<String>, Candidate<Vec<String>>)> = Vec::new();
    let mut votes: HashMap<String, usize> = HashMap::new();
    for one in signed {
        let set = keys(&one.names);
        if set.is_empty() {
            continue;
        }
        set.iter().for_each(|name| *votes.entry(name.clone()).or_default() += 1);
        let source = Source { name: one.source, how: "" };
        match sets.iter_mut().find(|(known, _)| *known == set) {
            Some((_, candidate)) => candidate.sources.push(source),
            None => sets.push((
                set,
                Candidate {
                    value: one.names.clone(),
                    sources: vec![source],
                    features: Features::default(),
                    score: 0.0,
                },
            )),
        }
    }
    let view = View {
        scene,
        signed,
        votes,
        words: words_of_titles(scene),
        sets: sets.iter().map(|(set, candidate)| (set.clone(), view_site(scene, &candidate.value))).collect(),
    };
    sets.into_iter()
        .map(|(set, candidate)| Candidate { features: view.features(&set, &candidate), ..candidate })
        .collect()
}

/// How many of the names are the site, and all of them.
fn view_site(scene: &Scene<'_>, names: &[String]) -> (bool, bool) {
    let is_site: Vec<bool> = names.iter().map(|name| scene.sites.is_site(name)).collect();
    (is_site.iter().any(|&is| is), is_site.iter().all(|&is| is))
}

fn words_of_titles(scene: &Scene<'_>) -> HashSet<String> {
    let mut texts: Vec<String> = scene.meta(&["og:title"]).map(str::to_owned).into_iter().collect();
    texts.extend(scene.first_level.iter().take(2).map(|&at| scene.text(at, 500)));
    let title = scene.nodes.iter().position(|node| &*node.name == "title").and_then(|at| u32::try_from(at).ok());
    texts.extend(title.map(|at| super::text::raw_text(scene.nodes, at)));
    texts.iter().flat_map(|text| key(text).split(' ').map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// All lists of a page, for looking at one among the others.
struct View<'a> {
    scene: &'a Scene<'a>,
    signed: &'a [Signed],
    votes: HashMap<String, usize>,
    /// Words of the page's titles.
    words: HashSet<String>,
    /// Every set of names, and whether some or all of them are the site.
    sets: Vec<(BTreeSet<String>, (bool, bool))>,
}

impl View<'_> {
    fn features(&self, set: &BTreeSet<String>, candidate: &Candidate<Vec<String>>) -> Features {
        let mut features = Features::default();
        let names = &candidate.value;
        for source in &candidate.sources {
            features.flag("source", source.name, true);
        }
        let mut families: Vec<&str> = candidate.sources.iter().map(|source| family(source.name)).collect();
        families.sort_unstable();
        families.dedup();
        features.add("number", "sources", candidate.sources.len().min(5) as f64);
        features.add("number", "kinds_of_sources", families.len().min(4) as f64);
        let size = ["none", "one", "two", "three", "four"];
        features.flag("names", size[set.len().min(4)], true);
        let count = |is: &dyn Fn(&BTreeSet<String>) -> bool| {
            self.sets.iter().filter(|(other, _)| is(other)).count().min(3) as f64
        };
        features.add("number", "larger_lists", count(&|other| other.len() > set.len() && other.is_superset(set)));
        features.add("number", "smaller_lists", count(&|other| other.len() < set.len() && other.is_subset(set)));
        let votes = || set.iter().map(|name| self.votes.get(name).copied().unwrap_or(0));
        features.add("number", "fewest_votes", votes().min().unwrap_or(0).min(4) as f64);
        features.add("number", "most_votes", votes().max().unwrap_or(0).min(5) as f64);
        self.look(names, candidate, &mut features);
        for source in AGAINST {
            let other = self.signed.iter().find(|signed| signed.source == source);
            features.flag("against", source, other.is_some_and(|other| keys(&other.names).is_disjoint(set)));
        }
        features
    }

    /// What the names look like.
    fn look(&self, names: &[String], candidate: &Candidate<Vec<String>>, features: &mut Features) {
        let words = |name: &String| name.split_whitespace().count();
        let any = |is: &dyn Fn(&String) -> bool| names.iter().any(is);
        let (some, all) = view_site(self.scene, names);
        features.flag("is", "partly_the_site", some);
        features.flag("is", "the_site", all);
        features.flag("is", "the_site_beside_others", all && self.sets.iter().any(|(_, (some, _))| !some));
        features.flag("is", "agency", any(&|name| names::is_agency(name)));
        features.flag("is", "one_word", any(&|name| words(name) == 1));
        features.flag("is", "many_words", any(&|name| words(name) > 3));
        features.flag("is", "two_words", names.iter().all(|name| matches!(words(name), 2 | 3)));
        let in_titles = any(&|name| key(name).split(' ').all(|word| self.words.contains(word)));
        features.flag("is", "in_titles", in_titles);
        let firm = ["linked", "meta", "named", "article", "rel", "microdata"];
        let is_weak = !candidate.sources.iter().any(|source| firm.contains(&family(source.name)));
        features.flag("is", "in_titles_alone", in_titles && is_weak);
        features.flag("is", "generic", any(&|name| GENERIC.iter().any(|word| name.to_lowercase().contains(word))));
        features.flag(
            "is",
            "small_letters",
            any(&|name| !name.chars().any(char::is_uppercase) && name.chars().any(char::is_lowercase)),
        );
        features.flag(
            "is",
            "capitals",
            names.iter().all(|name| !name.chars().any(char::is_lowercase) && name.chars().any(char::is_uppercase)),
        );
        features.flag("is", "role", any(&|name| names::has_role(name)));
        features.flag("is", "with_digits", any(&|name| name.bytes().any(|byte| byte.is_ascii_digit())));
    }
}

/// Sources that are one statement.
fn family(source: &'static str) -> &'static str {
    source.split(['_', '-']).next().unwrap_or(source)
}
