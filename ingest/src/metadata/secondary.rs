//! The fields that are taken as stated: dek, section, tags, language, addresses, captions, the printed byline.

use std::collections::HashSet;

use dateline_model::Caption;

use super::linked::StoryData;
use super::marks::Marks;
use super::parts::Parts;
use super::scene::{Scene, Zone};
use super::text::cleaned;
use crate::credit;
use crate::extract::tags::Tag;
use crate::extract::tree::Node;
use crate::repair::{non_empty, one_line};

/// Characters of a line under the headline.
const DEK: std::ops::RangeInclusive<usize> = 10..=500;
/// Bytes of a caption that are read.
const CAPTION_BYTES: usize = 5000;

fn has_class(scene: &Scene<'_>, at: u32, name: &str) -> bool {
    scene.node(at).attribute("class").is_some_and(|class| class == name)
}

fn says(scene: &Scene<'_>, at: u32, property: &str) -> bool {
    scene.node(at).attribute("itemprop").is_some_and(|value| value == property)
}

/// Elements that may be something of their own: with attributes, or of a kind that says it.
fn elements<'s>(scene: &'s Scene<'_>) -> impl Iterator<Item = u32> + 's {
    let is_one = |(_, node): &(u32, &Node)| {
        (node.has_attributes() || matches!(node.tag, Tag::H2 | Tag::Figcaption))
            && !matches!(node.tag, Tag::Text | Tag::Meta | Tag::Html | Tag::Body | Tag::Foreign)
    };
    (0u32..).zip(scene.nodes).filter(is_one).map(|(at, _)| at)
}

/// What is printed under the headline, and whether it is printed: else it is the description that search engines get,
/// which is often the lede again.
pub(super) fn dek(scene: &Scene<'_>, story: &StoryData) -> (Option<String>, bool) {
    let fitting = |at: u32| Some(scene.text(at, 3000)).filter(|text| DEK.contains(&text.chars().count()));
    let printed =
        elements(scene).find(|&at| is_printed_dek(scene, at) && !scene.text(at, 20).is_empty()).and_then(fitting);
    let marked = || {
        let is_one = |at: &u32| {
            scene.zone(*at) == Zone::Head
                && *at != scene.headline
                && scene.marks(*at).any(Marks::DEK)
                && scene.node(*at).end <= scene.first
                && !scene.is_boxed_heading(*at)
        };
        elements(scene).filter(is_one).filter_map(fitting).find(|text| text.chars().count() >= 2 * DEK.start())
    };
    if let Some(printed) = printed.or_else(marked) {
        return (Some(printed), true);
    }
    let stated = scene.meta(&["og:description", "description", "twitter:description"]).map(str::to_owned);
    let stated = stated.or_else(|| story.description.clone());
    (stated.and_then(|text| non_empty(&cleaned(&text))), false)
}

fn is_printed_dek(scene: &Scene<'_>, at: u32) -> bool {
    let node = scene.node(at);
    let tag = node.tag;
    if tag != Tag::H2 && node.attribute("class").is_none() && node.attribute("itemprop").is_none() {
        return false;
    }
    let behind_headline = || {
        let parent = scene.node(at).parent;
        let siblings = scene.first_level.iter().filter(|&&heading| scene.node(heading).parent == parent);
        siblings.map(|&heading| scene.node(heading).end).any(|end| {
            let next = (end..at)
                .find(|&between| !scene.node(between).text.trim().is_empty() || scene.node(between).tag != Tag::Text);
            end <= at && next.is_none()
        })
    };
    scene.parts(at).any(Parts::DEK)
        || tag == Tag::P && (scene.parts(at).any(Parts::DEK_PARAGRAPH) || says(scene, at, "description"))
        || has_class(scene, at, "dek")
        || has_class(scene, at, "deck")
        || says(scene, at, "alternativeHeadline")
        || tag == Tag::H2 && behind_headline()
        || tag == Tag::P && scene.parts(at).any(Parts::INTRO) && behind_headline()
}

/// The byline as it is printed: an element made for it that names one of the authors.
pub(super) fn printed_byline(scene: &Scene<'_>, authors: &[String]) -> Option<String> {
    let keys: Vec<String> = authors.iter().map(|name| super::text::key(name)).collect();
    let is_made_for_it = |at: &u32| {
        let node = scene.node(*at);
        node.attribute("rel") == Some("author")
            || says(scene, *at, "author")
            || has_class(scene, *at, "author")
            || scene.parts(*at).any(Parts::BYLINE)
            || node.attribute("data-testid").is_some_and(|id| id.contains("byline"))
    };
    let candidates = elements(scene).filter(|&at| scene.node(at).has_attributes()).filter(is_made_for_it);
    let texts = candidates
        .filter(|&at| !scene.is_boxed_name(at) && !is_within(scene, at, &["aside", "nav", "footer"], Parts::default()));
    texts.map(|at| scene.text(at, 400)).find(|text| {
        let printed = super::text::key(text);
        text.chars().count() <= 160 && keys.iter().any(|key| !key.is_empty() && printed.contains(key))
    })
}

fn is_within(scene: &Scene<'_>, at: u32, names: &[&str], parts: Parts) -> bool {
    scene.above(at).any(|above| names.contains(&&*scene.node(above).name) || scene.parts(above).any(parts))
}

pub(super) fn tags(scene: &Scene<'_>, story: &StoryData) -> Vec<String> {
    let mut found: Vec<String> = scene.metas(&["article:tag"]).into_iter().filter_map(non_empty).collect();
    if found.is_empty() {
        found.clone_from(&story.keywords);
    }
    if found.is_empty() {
        let listed = scene.meta(&["news_keywords", "keywords"]).unwrap_or_default();
        found = listed.split([',', ';']).filter_map(non_empty).collect();
    }
    let mut seen = HashSet::new();
    found.retain(|tag| tag.chars().count() <= 80 && seen.insert(dateline_text::fold_name(tag)));
    found.truncate(50);
    found
}

pub(super) fn language(scene: &Scene<'_>, story: &StoryData) -> Option<String> {
    let stated = scene
        .language
        .clone()
        .or_else(|| story.language.clone())
        .or_else(|| scene.meta(&["og:locale", "content-language", "language"]).map(str::to_owned))
        .or_else(|| scene.meta_by("http-equiv", &["content-language"]).map(str::to_owned));
    stated.and_then(|tag| dateline_text::normalise_code(&tag))
}

/// Captions of the pictures that stand in the story, not in teasers of others.
pub(super) fn captions(scene: &Scene<'_>) -> Vec<Caption> {
    let mut found = Vec::new();
    for at in elements(scene).filter(|&at| is_caption(scene, at)) {
        if is_within(scene, at, &["a", "aside", "nav", "footer", "figcaption"], Parts::ELSEWHERE) {
            continue;
        }
        let inner = (at + 1)..scene.node(at).end;
        let is_credit = |at: &u32| {
            scene.parts(*at).any(Parts::CREDIT)
                || says(scene, *at, "copyrightHolder")
                || &*scene.node(*at).name == "cite"
        };
        let credit = inner.filter(is_credit).find_map(|at| non_empty(&scene.text(at, CAPTION_BYTES)));
        let all = one_line(&scene.text(at, CAPTION_BYTES));
        let Some(mut caption) = credit::read(&match &credit {
            Some(credit) if all.ends_with(credit.as_str()) && all != *credit => {
                all[..all.len() - credit.len()].trim_end().to_owned()
            }
            _ => all,
        }) else {
            continue;
        };
        if let Some(credit) = credit {
            let bare = credit.trim_matches(['(', ')', ' ']);
            caption.credit = Some(credit::only_credit(bare).unwrap_or_else(|| bare.to_owned()));
        }
        if caption.text.chars().count() <= 1000 {
            credit::add(&mut found, caption);
        }
    }
    found.truncate(60);
    found
}

fn is_caption(scene: &Scene<'_>, at: u32) -> bool {
    let tag = scene.node(at).tag;
    tag == Tag::Figcaption
        || scene.parts(at).any(Parts::CAPTION)
        || matches!(tag, Tag::P | Tag::Div | Tag::Td) && scene.parts(at).any(Parts::CAPTION_BOX)
}
