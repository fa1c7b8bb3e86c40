//! Headlines: every place of a page that may hold it, and what is known of each.

use super::choice::{Candidate, Choice, Features, Source, Sum};
use super::linked::{self, Rank};
use super::marks::Marks;
use super::scene::{HEADING_BYTES, Scene};
use super::site;
use super::text::{as_in_addresses, cleaned, key, overlap, raw_text, text_of};
use crate::extract::tags::Tag;

/// Longer texts (in characters) are no headlines.
const LONGEST: usize = 500;
/// What a headline that is less likely than this is called: guessed.
const SURE: f64 = 0.5;
/// Sources whose titles are also tried in parts.
const IN_PARTS: [&str; 6] = ["title", "og", "twitter", "page_name", "linked_headline", "h1_before"];
/// What stands in front of the name of the site is cut off.
const CUT: &str = "without the site";
/// Statements that candidates are compared with: where they are found, and whether the site was cut off.
const COMPARED: [(&str, Source); 9] = [
    ("title", Source { name: "title", how: "" }),
    ("og", Source { name: "og", how: "" }),
    ("twitter", Source { name: "twitter", how: "" }),
    ("linked_headline", Source { name: "linked_headline", how: "" }),
    ("h1_before", Source { name: "h1_before", how: "" }),
    ("h1_good", Source { name: "h1_good", how: "" }),
    ("h1_article", Source { name: "h1_article", how: "" }),
    ("title_cut", Source { name: "title", how: CUT }),
    ("og_cut", Source { name: "og", how: CUT }),
];

/// Texts and where they stand, in the order in which they were found.
type Found = Vec<(Source, String)>;

/// Chooses the headline.
pub(super) fn choose(scene: &Scene<'_>, sum: &Sum) -> Choice<String> {
    let mut choice = Choice::of(candidates(scene), sum);
    choice.guessed = choice.confidence() < SURE;
    choice
}

fn candidates(scene: &Scene<'_>) -> Vec<Candidate<String>> {
    let found = with_variants(stated(scene), scene);
    let mut groups: Vec<(String, Candidate<String>)> = Vec::new();
    for (source, text) in &found {
        let key = key(text);
        if key.is_empty() || text.chars().count() > LONGEST {
            continue;
        }
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => {
                if !group.sources.contains(source) {
                    group.sources.push(*source);
                }
            }
            None => groups.push((
                key,
                Candidate { value: text.clone(), sources: vec![*source], features: Features::default(), score: 0.0 },
            )),
        }
    }
    let compared = Compared::of(&found, scene);
    for (key, group) in &mut groups {
        group.features = compared.features(key, group, scene);
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Cuts off the site, and takes titles apart.
fn with_variants(stated: Vec<(&'static str, String)>, scene: &Scene<'_>) -> Found {
    let mut out = Found::new();
    for (name, text) in stated {
        let cut = scene.sites.cut(&text);
        let parts =
            if IN_PARTS.contains(&name) { site::parts(if cut.is_empty() { &text } else { &cut }) } else { Vec::new() };
        let is_other = !cut.is_empty() && cut != text;
        out.push((Source { name, how: "" }, text));
        if is_other {
            out.push((Source { name, how: CUT }, cut));
        }
        out.extend(parts.into_iter().map(|(how, part)| (Source { name, how }, part)));
    }
    out
}

/// What the page states and shows, with the names of the sources.
fn stated(scene: &Scene<'_>) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    of_linked(scene, &mut out);
    of_metas(scene, &mut out);
    of_microdata(scene, &mut out);
    of_headings(scene, &mut out);
    let title = scene.nodes.iter().position(|node| &*node.name == "title").and_then(|at| u32::try_from(at).ok());
    out.extend(title.map(|at| ("title", raw_text(scene.nodes, at))));
    out.retain(|(_, text)| !text.is_empty());
    out
}

fn of_linked(scene: &Scene<'_>, out: &mut Vec<(&'static str, String)>) {
    const NAMES: [(Rank, &str, &str); 9] = [
        (Rank::Story, "headline", "linked_headline"),
        (Rank::Story, "name", "linked_name"),
        (Rank::Story, "alternativeHeadline", "linked_alternative"),
        (Rank::Work, "headline", "work_headline"),
        (Rank::Work, "name", "work_name"),
        (Rank::Work, "alternativeHeadline", "work_alternative"),
        (Rank::Page, "headline", "page_headline"),
        (Rank::Page, "name", "page_name"),
        (Rank::Page, "alternativeHeadline", "page_alternative"),
    ];
    for (rank, object) in scene.linked.works() {
        for (_, field, name) in NAMES.iter().filter(|(of, _, _)| *of == rank) {
            if !out.iter().any(|(known, _)| known == name)
                && let Some(text) = linked::text(object, &[field])
            {
                out.push((name, cleaned(&text)));
            }
        }
    }
}

fn of_metas(scene: &Scene<'_>, out: &mut Vec<(&'static str, String)>) {
    const NAMES: [(&str, &[&str]); 7] = [
        ("og", &["og:title"]),
        ("twitter", &["twitter:title", "twitter:text:title"]),
        ("dublin_core", &["dc.title", "dcterms.title", "dc:title", "dcterms:title"]),
        ("sailthru", &["sailthru.title"]),
        ("parsely", &["parsely-title"]),
        ("citation", &["citation_title"]),
        (
            "named_title",
            &[
                "title", "headline", "article:title", "article_title", "hdl", "hed", "cxenseparse:title", "bt:title",
                "shareaholic:title", "news_title", "fb_title", "title_short", "cre:title",
            ],
        ),
    ];
    for (name, keys) in NAMES {
        out.extend(scene.meta(keys).map(|text| (name, cleaned(text))));
    }
    out.extend(scene.meta_by("itemprop", &["headline", "name"]).map(|text| ("meta_item", cleaned(text))));
}

fn of_microdata(scene: &Scene<'_>, out: &mut Vec<(&'static str, String)>) {
    for (at, node) in (0u32..).zip(scene.nodes) {
        if !node.has_attributes() || node.tag == Tag::Meta {
            continue;
        }
        let says = |name: &str, value: &str| {
            node.attribute(name)
                .is_some_and(|words| words.split_whitespace().any(|word| word.eq_ignore_ascii_case(value)))
        };
        let is_heading = matches!(node.tag, Tag::H1 | Tag::H2);
        let property = node.attribute("property").map(str::to_ascii_lowercase).unwrap_or_default();
        let titled =
            property.split_whitespace().any(|word| matches!(word.rsplit(':').next(), Some("headline" | "title")));
        let name = if says("itemprop", "headline") {
            "microdata_headline"
        } else if is_heading && says("itemprop", "name") {
            "microdata_name"
        } else if titled {
            "rdfa"
        } else {
            continue;
        };
        if out.iter().any(|(known, _)| *known == name) || scene.is_boxed_heading(at) {
            continue;
        }
        let text = node.attribute("content").map_or_else(|| scene.text(at, HEADING_BYTES), cleaned);
        out.push((name, text));
    }
}

fn of_headings(scene: &Scene<'_>, out: &mut Vec<(&'static str, String)>) {
    let all = &scene.first_level;
    let good: Vec<u32> = all.iter().copied().filter(|&at| !scene.is_boxed_heading(at)).collect();
    let mut add = |name: &'static str, at: Option<u32>| out.extend(at.map(|at| (name, scene.text(at, HEADING_BYTES))));
    add("h1_first", all.first().copied());
    add("h1_only", all.first().copied().filter(|_| all.len() == 1));
    add("h1_good", good.first().copied());
    for (name, around) in [("h1_article", "article"), ("h1_main", "main"), ("h1_header", "header")] {
        add(name, all.iter().copied().find(|&at| scene.is_inside(at, around)));
    }
    add("h1_marked", all.iter().copied().find(|&at| scene.marks(at).any(Marks::TITLE)));
    let candidates = if good.is_empty() { all } else { &good };
    let before = candidates.iter().copied().rfind(|&at| at <= scene.first);
    add("h1_before", before);
    add("h1_after", good.first().copied().filter(|_| before.is_none()));
    let second: Vec<u32> = scene
        .all(&[Tag::H2, Tag::H3])
        .into_iter()
        .filter(|&at| at <= scene.first && !scene.is_boxed_heading(at) && !scene.text(at, 10).is_empty())
        .collect();
    add("h2_marked", second.iter().copied().rfind(|&at| scene.marks(at).any(Marks::TITLE)));
    add("h2_before", second.last().copied());
    add("marked", marked(scene));
    // Labels inside of a heading: kicker, section, serial.
    for (name, at) in [("h1_good_bare", good.first().copied()), ("h1_before_bare", before)] {
        let Some(at) = at else { continue };
        let whole = scene.text(at, HEADING_BYTES);
        let bare = text_of(scene.nodes, at, HEADING_BYTES, |inner| scene.marks(inner).any(Marks::KICKER));
        out.extend((bare != whole).then_some((name, bare)));
    }
}

/// The last element in front of the body that is no heading and is called a title.
fn marked(scene: &Scene<'_>) -> Option<u32> {
    let end = (scene.first as usize + 1).min(scene.nodes.len());
    (0..u32::try_from(end).ok()?).rev().find(|&at| {
        let is_kind = matches!(scene.node(at).tag, Tag::Div | Tag::Span | Tag::P | Tag::Td | Tag::Link | Tag::Bold);
        is_kind
            && scene.marks(at).any(Marks::TITLE)
            && !scene.is_boxed_heading(at)
            && (9..250).contains(&scene.text(at, 300).chars().count())
    })
}

/// What candidates are compared with.
struct Compared {
    /// Keys, in the order of [`COMPARED`].
    keys: [Option<String>; COMPARED.len()],
    /// Words of the address.
    slug: Vec<String>,
}

impl Compared {
    fn of(found: &Found, scene: &Scene<'_>) -> Self {
        let first = |wanted: Source| found.iter().find(|(source, _)| *source == wanted).map(|(_, text)| key(text));
        Self { keys: COMPARED.map(|(_, source)| first(source)), slug: slug(scene) }
    }

    fn key(&self, name: &str) -> Option<&str> {
        let at = COMPARED.iter().position(|(known, _)| *known == name)?;
        self.keys[at].as_deref()
    }

    fn features(&self, key: &str, group: &Candidate<String>, scene: &Scene<'_>) -> Features {
        let mut features = Features::default();
        let kind_of = |how: &'static str| if how.is_empty() { "source" } else { how };
        for source in &group.sources {
            features.flag(kind_of(source.how), source.name, true);
        }
        let is_whole = |source: &&Source| source.how.is_empty() || source.how == CUT;
        let mut families: Vec<&str> = group.sources.iter().filter(is_whole).map(|source| family(source.name)).collect();
        features.flag("is", "only_a_part", families.is_empty());
        families.sort_unstable();
        families.dedup();
        features.add("number", "sources", families.len().min(5) as f64);
        features.flag("is", "the_site", scene.sites.is_site(&group.value));
        features.flag("words", length(key), true);
        self.compare(key, &mut features);
        self.compare_address(key, &mut features);
        features
    }

    fn compare(&self, key: &str, features: &mut Features) {
        let (within, padded) = (|text: &str| format!(" {text} "), format!(" {key} "));
        for ((name, _), known) in COMPARED.iter().zip(&self.keys) {
            let Some(known) = known else {
                features.flag("absent", name, true);
                continue;
            };
            if known == key {
                features.flag("equals", name, true);
            } else if within(known).contains(&padded) {
                features.flag("inside", name, true);
                features.flag("begins", name, known.starts_with(key));
                features.flag("ends", name, known.ends_with(key));
            } else if padded.contains(&within(known)) {
                features.flag("contains", name, true);
            }
            features.add("like", name, overlap(key.split(' '), known.split(' ')));
        }
        // A headline that JSON-LD alone states, while heading and shared title agree.
        let shared = self.key("og_cut").or_else(|| self.key("og"));
        if let (Some(linked), Some(heading), Some(shared)) =
            (self.key("linked_headline"), self.key("h1_before"), shared)
            && linked != heading
            && heading == shared
            && key == linked
        {
            let differs = overlap(linked.split(' '), heading.split(' ')) < 0.5;
            features.flag("is", if differs { "linked_alone" } else { "linked_variant" }, true);
        }
    }

    fn compare_address(&self, key: &str, features: &mut Features) {
        if self.slug.len() <= 2 {
            features.flag("absent", "address", true);
            return;
        }
        let spelled = as_in_addresses(key);
        let words = || spelled.split(' ').filter(|word| !word.is_empty());
        features.add("like", "address", overlap(words(), self.slug.iter().map(String::as_str)));
        let known = words().filter(|word| self.slug.iter().any(|slug| slug == word)).count();
        features.add("in", "address", known as f64 / words().count().max(1) as f64);
    }
}

/// Sources that are one statement: `h1_first` and `h1_only` are `h1`.
fn family(name: &'static str) -> &'static str {
    name.split('_').next().unwrap_or(name)
}

fn length(key: &str) -> &'static str {
    let is_dense =
        key.chars().any(|c| matches!(c, '\u{0e00}'..='\u{0e7f}' | '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'));
    let words = if is_dense { key.chars().count() / 3 } else { key.split(' ').count() };
    match words {
        0 | 1 => "one",
        2 => "two",
        3 => "three",
        4..=6 => "four",
        7..=9 => "seven",
        10..=12 => "ten",
        13..=15 => "thirteen",
        _ => "more",
    }
}

/// Words of the part of the path that has most of them.
fn slug(scene: &Scene<'_>) -> Vec<String> {
    let Some(url) = &scene.address else { return Vec::new() };
    let of = |part: &str| {
        let part = part.split_once('.').map_or(part, |(name, _)| name);
        let decoded =
            url::form_urlencoded::parse(part.replace('+', "%2B").as_bytes()).next().map(|(name, _)| name.into_owned());
        let spelled = as_in_addresses(&decoded.unwrap_or_default());
        let words = spelled.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() > 1);
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    let letters =
        |words: &Vec<String>| words.iter().filter(|word| word.bytes().any(|byte| byte.is_ascii_alphabetic())).count();
    url.path().split('/').map(of).max_by_key(letters).unwrap_or_default()
}
