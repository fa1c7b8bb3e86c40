//! What the JSON-LD of a page says of the story: which of its objects is the story, and who is meant by a reference.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::json_ld::{self, Statement};

/// Objects inside one another.
const DEEPEST: usize = 12;
/// Objects of one page that are looked at.
const MOST_OBJECTS: usize = 4000;

/// Types of stories, in lower case.
const STORIES: [&str; 19] = [
    "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
    "backgroundnewsarticle", "reviewnewsarticle", "askpublicnewsarticle", "blogposting", "liveblogposting",
    "socialmediaposting", "discussionforumposting", "report", "satiricalarticle", "techarticle", "scholarlyarticle",
    "medicalscholarlyarticle", "advertisercontentarticle", "blogpost",
];
/// Types of other works that a page may be about.
const WORKS: [&str; 14] = [
    "review", "recipe", "creativework", "howto", "medicalwebpage", "videoobject", "audioobject", "podcastepisode",
    "event", "product", "course", "book", "qapage", "dataset",
];
const PAGES: [&str; 6] = ["webpage", "itempage", "aboutpage", "collectionpage", "faqpage", "profilepage"];
/// Under these keys stand other stories than the page's own.
const ELSEWHERE: [&str; 17] = [
    "itemlistelement", "haspart", "ispartof", "relatedlink", "mentions", "citation", "comment", "blogpost",
    "blogposts", "review", "subjectof", "about", "significantlink", "breadcrumb", "potentialaction", "offers", "image",
];

/// What an object is, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Story,
    Work,
    Page,
}

type Object = Map<String, Value>;

/// An object somewhere in the scripts.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) object: &'a Object,
    pub(super) kinds: Vec<String>,
    /// It stands under a key that leads to other stories.
    pub(super) elsewhere: bool,
    /// It stands under `publisher`.
    pub(super) is_publisher: bool,
}

impl Found<'_> {
    pub(super) fn is(&self, kinds: &[&str]) -> bool {
        self.kinds.iter().any(|kind| kinds.contains(&kind.as_str()))
    }
}

/// All objects of a page's scripts.
#[derive(Debug, Default)]
pub(super) struct Linked<'a> {
    pub(super) all: Vec<Found<'a>>,
    named: HashMap<&'a str, &'a Object>,
    /// Numbers of the objects that may be the story, the likeliest first.
    works: Vec<(Rank, usize)>,
}

impl<'a> Linked<'a> {
    /// Reads the scripts; `addresses` are those of the page itself.
    pub(super) fn read(statements: &'a [Statement<'a>], addresses: &[String]) -> Self {
        let mut linked = Self::default();
        for value in statements.iter().flat_map(|statement| &statement.values) {
            linked.walk(value, 0, false, false);
        }
        let own: Vec<(String, String)> = addresses.iter().filter_map(|address| comparable(address)).collect();
        let mut works: Vec<(Rank, u8, usize)> = Vec::new();
        for (number, found) in linked.all.iter().enumerate() {
            let rank = if found.is(&STORIES) {
                Rank::Story
            } else if found.is(&WORKS) {
                Rank::Work
            } else if found.is(&PAGES) {
                Rank::Page
            } else {
                continue;
            };
            let stated: Vec<(String, String)> = addresses_of(found.object);
            let is_own = stated.iter().any(|address| own.contains(address));
            if found.elsewhere && !is_own {
                continue;
            }
            works.push((rank, if is_own { 0 } else { 1 + u8::from(!stated.is_empty()) }, number));
        }
        works.sort_unstable();
        linked.works = works.into_iter().map(|(rank, _, number)| (rank, number)).collect();
        linked
    }

    fn walk(&mut self, value: &'a Value, depth: usize, elsewhere: bool, is_publisher: bool) {
        if depth > DEEPEST || self.all.len() >= MOST_OBJECTS {
            return;
        }
        match value {
            Value::Array(items) => {
                items.iter().for_each(|item| self.walk(item, depth + 1, elsewhere, is_publisher));
            }
            Value::Object(object) => {
                if let Some(id) = object.get("@id").and_then(Value::as_str).filter(|_| object.len() > 2) {
                    let known = self.named.entry(id).or_insert(object);
                    if known.len() < object.len() {
                        *known = object;
                    }
                }
                self.all.push(Found { object, kinds: kinds(object), elsewhere, is_publisher });
                for (key, value) in object.iter().filter(|(_, value)| value.is_array() || value.is_object()) {
                    let key = key.to_ascii_lowercase();
                    let leads_away = ELSEWHERE.contains(&key.as_str());
                    self.walk(value, depth + 1, elsewhere || leads_away, key == "publisher");
                }
            }
            _ => {}
        }
    }

    /// The objects that may be the story, the likeliest first.
    pub(super) fn works(&self) -> impl Iterator<Item = (Rank, &'a Object)> {
        self.works.iter().map(|&(rank, number)| (rank, self.all[number].object))
    }

    /// The first story.
    pub(super) fn story(&self) -> Option<&Found<'a>> {
        self.works.iter().find(|(rank, _)| *rank == Rank::Story).map(|&(_, number)| &self.all[number])
    }

    /// People and organisations under a key such as `author`, with their types; references are followed.
    pub(super) fn people(&self, value: Option<&'a Value>) -> Vec<(String, Kind)> {
        let mut out = Vec::new();
        self.add_people(value, 0, &mut out);
        out
    }

    fn add_people(&self, value: Option<&'a Value>, depth: usize, out: &mut Vec<(String, Kind)>) {
        if depth > 4 || out.len() > 50 {
            return;
        }
        match value {
            Some(Value::Array(items)) => items.iter().for_each(|item| self.add_people(Some(item), depth + 1, out)),
            Some(Value::String(text)) => match self.named.get(text.as_str()) {
                Some(object) => self.add_person(object, depth + 1, out),
                None => out.push((text.clone(), Kind::Person)),
            },
            Some(Value::Object(object)) => self.add_person(object, depth, out),
            _ => {}
        }
    }

    fn add_person(&self, object: &'a Object, depth: usize, out: &mut Vec<(String, Kind)>) {
        let kinds = kinds(object);
        let kind =
            if kinds.is_empty() || kinds.iter().any(|kind| kind == "person") { Kind::Person } else { Kind::Other };
        let names = json_ld::strings(object.get("name"));
        if !names.is_empty() {
            out.extend(names.into_iter().map(|name| (name, kind)));
            return;
        }
        let part = |key: &str| json_ld::strings(object.get(key)).into_iter().next();
        if let Some(given) = part("givenName") {
            out.push((format!("{given} {}", part("familyName").unwrap_or_default()), kind));
            return;
        }
        let named = object.get("@id").and_then(Value::as_str).and_then(|id| self.named.get(id));
        match named.filter(|named| !std::ptr::eq(**named, object)) {
            Some(named) if depth <= 4 => self.add_person(named, depth + 1, out),
            _ => self.add_people(object.get("author").or_else(|| object.get("@list")), depth + 1, out),
        }
    }
}

/// Who is named: a person or untold, or an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Person,
    Other,
}

/// The types of an object, in lower case and without what stands in front of them.
fn kinds(object: &Object) -> Vec<String> {
    let stated = json_ld::strings(object.get("@type"));
    stated.iter().map(|kind| kind.rsplit('/').next().unwrap_or(kind).to_ascii_lowercase()).collect()
}

fn addresses_of(object: &Object) -> Vec<(String, String)> {
    let of = |value: &Value| match value {
        Value::Object(page) => page.get("@id").or_else(|| page.get("url")).and_then(Value::as_str).and_then(comparable),
        other => other.as_str().and_then(comparable),
    };
    ["url", "@id", "mainEntityOfPage"].iter().filter_map(|key| object.get(*key).and_then(of)).collect()
}

/// Host and path, for telling whether two addresses are the same page.
fn comparable(address: &str) -> Option<(String, String)> {
    let url = url::Url::parse(address.trim()).ok()?;
    let host = url.host_str()?.trim_start_matches("www.").to_owned();
    Some((host, url.path().trim_end_matches('/').to_owned()))
}

/// The first string under one of these keys.
pub(super) fn text(object: &Object, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| match object.get(*key) {
        Some(Value::Object(inner)) => {
            json_ld::strings(inner.get("@value").or_else(|| inner.get("name"))).into_iter().next()
        }
        other => json_ld::strings(other).into_iter().next(),
    })
}

/// What of the story's object goes into an article as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StoryData {
    pub(crate) is_story: bool,
    pub(crate) is_list: bool,
    pub(crate) is_live: bool,
    pub(crate) is_opinion: bool,
    pub(crate) description: Option<String>,
    pub(crate) alternative: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) keywords: Vec<String>,
    pub(crate) language: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) paywalled: bool,
}

impl StoryData {
    pub(super) fn of(linked: &Linked<'_>) -> Self {
        let is_list = linked.all.iter().any(|found| !found.elsewhere && found.is(&["collectionpage", "itemlist"]));
        let Some(story) = linked.story() else { return Self { is_list, ..Self::default() } };
        let object = story.object;
        Self {
            is_story: true,
            is_list,
            is_live: story.is(&["liveblogposting"]),
            is_opinion: story.is(&["opinionnewsarticle"]),
            description: text(object, &["description"]),
            alternative: text(object, &["alternativeHeadline"]),
            publisher: json_ld::names(object.get("publisher")).into_iter().next(),
            section: text(object, &["articleSection"]),
            keywords: json_ld::keywords(object.get("keywords")),
            language: text(object, &["inLanguage"]),
            url: text(object, &["url"]).or_else(|| match object.get("mainEntityOfPage") {
                Some(Value::Object(page)) => text(page, &["@id"]),
                _ => text(object, &["mainEntityOfPage"]),
            }),
            paywalled: matches!(object.get("isAccessibleForFree"), Some(Value::Bool(false)))
                || text(object, &["isAccessibleForFree"]).is_some_and(|free| free.eq_ignore_ascii_case("false")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = r##"{"@context":"https://schema.org","@graph":[
        {"@type":"WebSite","name":"W"},
        {"@type":"ItemList","itemListElement":[{"@type":"Article","headline":"Another","url":"https://e.example/b"}]},
        {"@type":["NewsArticle"],"headline":"Talks begin","mainEntityOfPage":{"@id":"https://www.e.example/a/"},
         "author":[{"@id":"#p1"},"C D",{"@type":"Organization","name":["O"]},{"givenName":"E","familyName":"F"}],
         "publisher":{"name":"P"},"keywords":"x, y","isAccessibleForFree":"False"},
        {"@id":"#p1","@type":"Person","name":"A B"}]}"##;

    #[test]
    fn the_story_and_its_people_are_found_in_a_graph() {
        let statements = [Statement::of(SCRIPT), Statement::of("{broken")];
        let linked = Linked::read(&statements, &[]);
        let works: Vec<Option<String>> = linked.works().map(|(_, object)| text(object, &["headline"])).collect();
        assert_eq!(works, [Some("Talks begin".to_owned())]);
        let author = linked.story().unwrap().object.get("author");
        let people: Vec<String> =
            linked.people(author).into_iter().map(|(name, kind)| format!("{name} {kind:?}")).collect();
        assert_eq!(people, ["A B Person", "C D Person", "O Other", "E F Person"]);
        let data = StoryData::of(&linked);
        assert_eq!((data.publisher.as_deref(), data.keywords.len()), (Some("P"), 2));
        assert!(data.paywalled && data.is_story && data.is_list);
    }

    #[test]
    fn a_story_in_a_list_counts_where_it_is_the_page_itself() {
        let statements = [Statement::of(SCRIPT)];
        let linked = Linked::read(&statements, &["http://e.example/b/".to_owned()]);
        let first = linked.works().next().and_then(|(_, object)| text(object, &["headline"]));
        assert_eq!(first.as_deref(), Some("Another"));
    }

    #[test]
    fn people_that_refer_to_each_other_end() {
        let statements = [Statement::of(
            r##"[{"@type":"Article","author":{"@id":"#a"}},{"@id":"#a","author":{"@id":"#b"},"x":1},{"@id":"#b","author":{"@id":"#a"},"x":1}]"##,
        )];
        let linked = Linked::read(&statements, &[]);
        assert_eq!(linked.people(linked.story().unwrap().object.get("author")), []);
    }
}
