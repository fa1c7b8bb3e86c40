//! Who signs a page, as JSON-LD, meta elements, microdata, links and the names of elements have it.

use std::sync::LazyLock;

use regex::Regex;

use super::author_text;
use super::linked::{Kind, Rank};
use super::marks::Marks;
use super::names::{self, Written};
use super::scene::{Scene, Zone};
use crate::extract::tags::Tag;
use crate::json_ld;

/// A list of names and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Signed {
    pub(super) source: &'static str,
    pub(super) names: Vec<String>,
}

/// Elements of one kind form one list while they lie so close, in nodes...
const CLOSE: u32 = 60;
/// ...and are no more than these.
const MOST_ELEMENTS: usize = 6;
/// Bytes of one script that are searched.
const SCRIPT_BYTES: usize = 2 << 20;

const META: [(&str, Written, &[&str]); 4] = [
    ("meta_author", Written::Field, &["author", "authors"]),
    (
        "article_author",
        Written::Field,
        &["article:author", "article:author_name", "og:author", "og:article:author", "article:authors"],
    ),
    (
        "dublin-core",
        Written::Library,
        &["dc.creator", "dcterms.creator", "dc:creator", "dcterms:creator", "dc.contributor"],
    ),
    ("citation", Written::Library, &["citation_author", "citation_authors"]),
];
/// Attributes that name who wrote.
const DATA: [&str; 6] =
    ["data-author", "data-author-name", "data-authors", "data-byline", "data-article-author", "data-creator"];
const NAMED: &[&str] = &[
    "byl", "parsely-author", "sailthru.author", "cxenseparse:author", "bt:author", "author_name", "article.author",
    "shareaholic:article_author_name", "vr:author", "lp.article:author", "cre:author", "dable:author",
    "content_author", "article_author", "rnews:creator", "publisher_author", "cxenseparse:recs:author",
    "mediator_author", "creator", "authorname", "news_author", "article-author", "dcsext.author", "autor",
];

/// All lists, in the order in which their sources are looked at.
pub(super) fn signed(scene: &Scene<'_>) -> Vec<Signed> {
    let mut out = Vec::new();
    of_linked(scene, &mut out);
    of_metas(scene, &mut out);
    of_elements(scene, &mut out);
    author_text::signed(scene, &mut out);
    of_scripts(scene, &mut out);
    if let Some(text) = scene.meta(&["twitter:creator"]).filter(|text| text.trim().contains(' ')) {
        add(&mut out, "twitter-creator", &[text.trim_start_matches('@')], Written::Field);
    }
    out
}

fn add(out: &mut Vec<Signed>, source: &'static str, printed: &[&str], written: Written) {
    let mut all: Vec<String> = Vec::new();
    for name in printed.iter().take(40).flat_map(|printed| names::read(printed, written)) {
        if !all.iter().any(|known| known.to_lowercase() == name.to_lowercase()) {
            all.push(name);
        }
    }
    if !all.is_empty() {
        out.push(Signed { source, names: all });
    }
}

fn of_linked(scene: &Scene<'_>, out: &mut Vec<Signed>) {
    /// Field, then the names of persons alone, of others alone, of both.
    type Names = [(&'static str, [&'static str; 3]); 4];
    const STORY: Names = [
        ("author", ["linked_author", "linked_author-other", "linked_author-all"]),
        ("creator", ["linked_creator", "linked_creator-other", "linked_creator-all"]),
        ("contributor", ["linked_contributor", "linked_contributor-other", "linked_contributor-all"]),
        ("editor", ["linked_editor", "linked_editor-other", "linked_editor-all"]),
    ];
    const WORK: Names = [
        ("author", ["work_author", "work_author-other", "work_author-all"]),
        ("creator", ["work_creator", "work_creator-other", "work_creator-all"]),
        ("contributor", ["work_contributor", "work_contributor-other", "work_contributor-all"]),
        ("editor", ["work_editor", "work_editor-other", "work_editor-all"]),
    ];
    const PAGE: Names = [
        ("author", ["page_author", "page_author-other", "page_author-all"]),
        ("creator", ["page_creator", "page_creator-other", "page_creator-all"]),
        ("contributor", ["page_contributor", "page_contributor-other", "page_contributor-all"]),
        ("editor", ["page_editor", "page_editor-other", "page_editor-all"]),
    ];
    let mut done: Vec<&str> = Vec::new();
    for (rank, object) in scene.linked.works() {
        let names = match rank {
            Rank::Story => STORY,
            Rank::Work => WORK,
            Rank::Page => PAGE,
        };
        for (field, [persons, others, both]) in names {
            let people = scene.linked.people(object.get(field));
            if people.is_empty() || done.contains(&persons) {
                continue;
            }
            done.push(persons);
            let of = |wanted: Kind| {
                people.iter().filter(|(_, kind)| *kind == wanted).map(|(name, _)| name.as_str()).collect::<Vec<_>>()
            };
            let (named, other) = (of(Kind::Person), of(Kind::Other));
            add(out, persons, &named, Written::Marked);
            add(out, others, &other, Written::Marked);
            if !named.is_empty() && !other.is_empty() {
                add(out, both, &people.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), Written::Marked);
            }
        }
    }
    let persons = scene.linked.all.iter().filter(|found| found.is(&["person"]) && !found.elsewhere);
    let mut names: Vec<String> =
        persons.filter_map(|found| json_ld::strings(found.object.get("name")).into_iter().next()).collect();
    names.dedup();
    if let [name] = &names[..] {
        add(out, "linked-person", &[name], Written::Marked);
    }
}

fn of_metas(scene: &Scene<'_>, out: &mut Vec<Signed>) {
    let is_address = |text: &&str| text.contains("//") && text.split_whitespace().count() == 1;
    for (source, written, keys) in META {
        let stated: Vec<&str> = scene.metas(keys).into_iter().filter(|text| !is_address(text)).collect();
        add(out, source, &stated, written);
    }
    let named: Vec<&str> = scene.metas(NAMED).into_iter().filter(|text| !is_address(text)).take(1).collect();
    add(out, "named_author", &named, Written::Field);
    let parsely = scene.meta(&["parsely-page"]).and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
    if let Some(page) = parsely {
        let stated = json_ld::names(page.get("authors").or_else(|| page.get("author")));
        add(out, "named_author", &stated.iter().map(String::as_str).collect::<Vec<_>>(), Written::Marked);
    }
    if let Some(text) = scene.meta_by("itemprop", &["author"]) {
        add(out, "item_author", &[text], Written::Marked);
    }
    const LABELS: [&str; 18] = [
        "written", "author", "verfasst", "geschrieben", "escrito", "écrit", "autor", "scritto", "geschreven", "skriv",
        "par", "von", "by", "автор", "yazan", "napis", "auteur", "por",
    ];
    for (label, value) in
        [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2"), ("twitter:label3", "twitter:data3")]
    {
        let says =
            scene.meta(&[label]).is_some_and(|label| LABELS.iter().any(|word| label.to_lowercase().contains(word)));
        if let Some(text) = scene.meta(&[value]).filter(|_| says) {
            add(out, "twitter-label", &[text], Written::Marked);
        }
    }
}

/// Names gathered from elements, one list for each source.
#[derive(Default)]
struct Lists {
    all: Vec<(&'static str, Vec<String>, u32, usize)>,
}

impl Lists {
    fn add(&mut self, source: &'static str, printed: &str, at: u32, written: Written) {
        let found = names::read(printed, written);
        if found.is_empty() {
            return;
        }
        match self.all.iter_mut().find(|(known, ..)| *known == source) {
            None => self.all.push((source, found, at, 1)),
            Some((_, names, last, count)) => {
                if at - *last < CLOSE && *count < MOST_ELEMENTS {
                    names.extend(found);
                    (*last, *count) = (at, *count + 1);
                }
            }
        }
    }

    /// The lists; a name that is part of a longer one is left out.
    fn lists(self) -> impl Iterator<Item = Signed> {
        self.all.into_iter().map(|(source, names, ..)| {
            let mut kept: Vec<(Vec<String>, String)> = Vec::new();
            for name in names {
                let words: Vec<String> = name.to_lowercase().split_whitespace().map(str::to_owned).collect();
                let is_part = |one: &[String], of: &[String]| one.iter().all(|word| of.contains(word));
                if kept.iter().any(|(known, _)| is_part(&words, known)) {
                    continue;
                }
                kept.retain(|(known, _)| !is_part(known, &words));
                kept.push((words, name));
            }
            Signed { source, names: kept.into_iter().map(|(_, name)| name).collect() }
        })
    }
}

/// Names of a source in the four zones.
type InZones = [&'static str; 4];

pub(super) fn in_zone(names: InZones, zone: Zone) -> &'static str {
    names[super::date_places::zone_number(zone)]
}

const REL: InZones = ["rel_above", "rel_head", "rel_inside", "rel_below"];
const LINK: InZones = ["link_above", "link_head", "link_inside", "link_below"];
const MARKED: [[InZones; 2]; 4] = [
    [
        ["marked-name_above", "marked-name_head", "marked-name_inside", "marked-name_below"],
        ["marked-name_above_boxed", "marked-name_head_boxed", "marked-name_inside_boxed", "marked-name_below_boxed"],
    ],
    [
        ["marked-byline_above", "marked-byline_head", "marked-byline_inside", "marked-byline_below"],
        [
            "marked-byline_above_boxed", "marked-byline_head_boxed", "marked-byline_inside_boxed",
            "marked-byline_below_boxed",
        ],
    ],
    [
        ["marked-author_above", "marked-author_head", "marked-author_inside", "marked-author_below"],
        [
            "marked-author_above_boxed", "marked-author_head_boxed", "marked-author_inside_boxed",
            "marked-author_below_boxed",
        ],
    ],
    [
        ["marked-signed_above", "marked-signed_head", "marked-signed_inside", "marked-signed_below"],
        [
            "marked-signed_above_boxed", "marked-signed_head_boxed", "marked-signed_inside_boxed",
            "marked-signed_below_boxed",
        ],
    ],
];

fn of_elements(scene: &Scene<'_>, out: &mut Vec<Signed>) {
    let mut lists = Lists::default();
    let mut microdata_end = 0;
    for (at, node) in (0u32..).zip(scene.nodes) {
        if node.tag == Tag::Text
            || matches!(node.tag, Tag::Meta | Tag::Html | Tag::Body | Tag::Form | Tag::Foreign)
            || matches!(&*node.name, "link" | "img" | "head" | "input" | "button" | "title")
        {
            continue;
        }
        if node.has_attributes() {
            if at >= microdata_end && microdata(scene, at, &mut lists) {
                microdata_end = node.end;
            }
            if node.tag == Tag::Link {
                link(scene, at, &mut lists);
            }
            marked(scene, at, &mut lists);
            for (_, text) in node.attributes().filter(|(name, _)| DATA.contains(name)) {
                lists.add("data_author", text, at, Written::Marked);
            }
        }
        if node.tag == Tag::Block
            && &*node.name == "address"
            && scene.zone(at) != Zone::Below
            && !scene.is_boxed_name(at)
        {
            let text = scene.text(at, 110);
            if (3..100).contains(&text.chars().count()) {
                lists.add("address", &text, at, Written::Unmarked);
            }
        }
    }
    out.extend(lists.lists());
}

fn has_word(text: Option<&str>, words: &[&str]) -> bool {
    text.is_some_and(|text| {
        text.split_whitespace().any(|word| words.iter().any(|known| word.eq_ignore_ascii_case(known)))
    })
}

/// Returns true where the element is one.
fn microdata(scene: &Scene<'_>, at: u32, lists: &mut Lists) -> bool {
    let node = scene.node(at);
    if !has_word(node.attribute("itemprop"), &["author", "creator"]) || scene.is_boxed_name(at) {
        return false;
    }
    let inner = (at..node.end).filter(|&inner| has_word(scene.node(inner).attribute("itemprop"), &["name"]));
    let named: Vec<u32> = inner.take(5).collect();
    for &inner in &named {
        let text = scene.node(inner).attribute("content").map_or_else(|| scene.text(inner, 200), str::to_owned);
        lists.add("microdata", &text, inner, Written::Marked);
    }
    if named.is_empty() {
        let text = node.attribute("content").map_or_else(|| scene.text(at, 200), str::to_owned);
        lists.add("microdata", &text, at, Written::Marked);
    }
    true
}

fn link(scene: &Scene<'_>, at: u32, lists: &mut Lists) {
    let node = scene.node(at);
    let zone = scene.zone(at);
    let is_author = has_word(node.attribute("rel"), &["author"]);
    let leads_to_one = zone != Zone::Below && node.attribute("href").is_some_and(leads_to_author);
    if !is_author && !leads_to_one || scene.is_boxed_name(at) {
        return;
    }
    let text = scene.text(at, 100);
    let length = text.chars().count();
    if is_author && (1..80).contains(&length) {
        lists.add(in_zone(REL, zone), &text, at, Written::Marked);
    }
    if leads_to_one && (3..60).contains(&length) {
        lists.add(in_zone(LINK, zone), &text, at, Written::Unmarked);
    }
}

/// The address of a page about somebody who writes.
fn leads_to_author(href: &str) -> bool {
    static PATHS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            "(?i)/(?:authors?|autor(?:en|in|es)?|auteurs?|autore|autori|redaktion|redakteur\\w*|profiles?|profile|profil|people|\
             persons?|writers?|journalist\\w*|reporters?|contributors?|staff|team|by|byline|users?|members?|experts?|columnist|\
             opinion-writers|penulis|yazar(?:lar)?|firmas|@)[/=-]|[?&]author(?:_name)?=|^/?@\\w",
        )
        .ok()
    });
    let href = &href[..href.floor_char_boundary(500)];
    let path = href.split_once("://").map_or(href, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
    PATHS.as_ref().is_some_and(|paths| paths.is_match(path))
}

fn marked(scene: &Scene<'_>, at: u32, lists: &mut Lists) {
    let marks = scene.marks(at);
    if !marks.any(Marks::AUTHOR.and(Marks::BYLINE).and(Marks::SIGNED).and(Marks::CARD_NAME)) {
        return;
    }
    let text = scene.text(at, 400);
    let length = text.chars().count();
    let (kind, most) =
        if marks.any(Marks::CARD_NAME) || marks.any(Marks::NAME) && marks.any(Marks::AUTHOR.and(Marks::BYLINE)) {
            (0, 60)
        } else if marks.any(Marks::BYLINE) {
            (1, 160)
        } else if marks.any(Marks::AUTHOR) {
            (2, 160)
        } else {
            (3, 160)
        };
    if (3..most).contains(&length) {
        let boxed = scene.is_boxed_name(at)
            || marks.any(
                Marks::AROUND_NAME.and(Marks::COMMENT).and(Marks::RELATED).and(Marks::FURNITURE).and(Marks::LISTED),
            );
        let source = in_zone(MARKED[kind][usize::from(boxed)], scene.zone(at));
        lists.add(source, &text, at, if kind == 3 { Written::Unmarked } else { Written::Marked });
    }
}

/// The name under a key for authors, in the state that pages hand to their scripts.
fn of_scripts(scene: &Scene<'_>, out: &mut Vec<Signed>) {
    let searched = scene.scripts.iter().map(|script| &script[..script.floor_char_boundary(SCRIPT_BYTES)]);
    let mut values = searched.flat_map(keyed).take(100);
    if let Some(name) = values.find(|value| value.trim().contains(' ') && !value.contains("//")) {
        add(out, "script_author", &[name], Written::Unmarked);
    }
}

/// The values under keys for authors in a script.
fn keyed(script: &str) -> impl Iterator<Item = &str> {
    static KEYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let keys = "author|authorName|author_name|authors|articleAuthor|article_author|page_author|content_author|contentAuthor|\
                    byline|pageAuthor|creator|postAuthor|pagePostAuthor|dcAuthor|autor";
        Regex::new(&format!(
            "[\"'\\\\ ,{{](?:{keys})\\\\?[\"']?\\s*[:=]\\s*\\[?\\s*(?:\\{{[^{{}}]{{0,80}}?\"name\"\\s*:\\s*)?\\\\?[\"']([^\"'\\\\<>{{}}]{{3,60}})\\\\?[\"']"
        ))
        .ok()
    });
    /// A part of each key that is quickly found, in scripts of a megabyte; `uthor` is in `author` and `Author`.
    static SIGNS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("uthor|byline|creator|autor").ok());
    /// Bytes in front of a sign in which its key begins, and bytes behind it in which the value ends.
    const AROUND: (usize, usize) = (14, 400);
    let mut read_to = 0;
    let signs = SIGNS.as_ref().into_iter().flat_map(|signs| signs.find_iter(script));
    signs.filter_map(move |sign| {
        if sign.start() < read_to {
            return None;
        }
        let from = script.ceil_char_boundary(sign.start().saturating_sub(AROUND.0).max(read_to));
        let to = script.floor_char_boundary((sign.end() + AROUND.1).min(script.len()));
        let found = KEYS.as_ref()?.captures_at(&script[..to], from)?;
        read_to = found.get_match().end();
        Some(found.get(1)?.as_str())
    })
}
