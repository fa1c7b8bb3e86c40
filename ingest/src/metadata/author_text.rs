//! Who signs a page in words: `By Anna Holt`, a name beside the date, a name alone as the first or the last paragraph.

use super::author_places::{Signed, in_zone};
use super::date_places::spot;
use super::names::{self, Written};
use super::scene::{Scene, Zone};
use crate::calendar::Order;
use crate::extract::tags::Tag;
use crate::extract::tree::NONE;
use crate::repair::one_line;

/// Nodes behind the body in which a signature may stand.
const BEHIND: u32 = 80;
/// Bytes of a text that may sign.
const LONGEST: usize = 400;
/// Words for `by` inside of a line.
const BY: [&str; 8] = ["by", "von", "por", "par", "di", "door", "av", "af"];

const BY_TEXT: [&str; 4] = ["by-text_above", "by-text_head", "by-text_inside", "by-text_below"];
const BY_NEXT: [&str; 4] = ["by-next_above", "by-next_head", "by-next_inside", "by-next_below"];
const BY_WITHIN: [&str; 4] = ["by-within_above", "by-within_head", "by-within_inside", "by-within_below"];

/// A text that may sign.
struct Line {
    at: u32,
    text: String,
}

pub(super) fn signed(scene: &Scene<'_>, out: &mut Vec<Signed>) {
    let lines = lines(scene);
    let mut push = |source: &'static str, names: Vec<String>| {
        if !names.is_empty() && !out.iter().any(|known| known.source == source) {
            out.push(Signed { source, names });
        }
    };
    for line in &lines {
        if let Some((source, names)) = introduced(scene, line) {
            push(source, names);
        }
    }
    for line in
        lines.iter().filter(|line| line.at <= scene.first.saturating_add(5) && (5..160).contains(&line.text.len()))
    {
        if let Some(names) = within(&line.text) {
            push(in_zone(BY_WITHIN, scene.zone(line.at)), names);
        }
        if line.at > scene.headline && line.at <= scene.first {
            push("beside-date", beside_date(scene, line));
        }
    }
    let (first, last) = paragraphs(scene);
    push("first-paragraph", first);
    push("last-paragraph", last);
}

fn lines(scene: &Scene<'_>) -> Vec<Line> {
    let mut out = Vec::new();
    for (at, node) in (0u32..).zip(scene.nodes) {
        if node.tag != Tag::Text
            || node.parent == NONE
            || node.text.len() > 4 * LONGEST
            || node.text.bytes().all(|byte| byte.is_ascii_whitespace())
            || at >= scene.end.saturating_add(BEHIND)
        {
            continue;
        }
        let is_read =
            !matches!(&*scene.node(node.parent).name, "title" | "textarea" | "option" | "button" | "noscript");
        if !is_read || scene.is_boxed_name(at) {
            continue;
        }
        let text = one_line(&node.text);
        if !text.is_empty() && text.len() <= LONGEST {
            out.push(Line { at, text });
        }
    }
    out
}

/// `By Anna Holt`; or `By` alone and the name in the next element.
fn introduced(scene: &Scene<'_>, line: &Line) -> Option<(&'static str, Vec<String>)> {
    let length = names::opening_length(&line.text);
    if length <= 1 {
        return None;
    }
    let zone = scene.zone(line.at);
    let rest = line.text[length..].trim();
    let (source, rest) = if rest.chars().count() < 3 {
        (in_zone(BY_NEXT, zone), next_names(scene, line)?)
    } else {
        (in_zone(BY_TEXT, zone), rest.to_owned())
    };
    let fits = (3..120).contains(&rest.chars().count());
    Some((source, names::read(&rest, Written::Unmarked))).filter(|(_, names)| fits && !names.is_empty())
}

/// The text behind a lonely `By`; where it is one of several links in a small box, all of them.
fn next_names(scene: &Scene<'_>, line: &Line) -> Option<String> {
    let behind = (line.at + 1..(line.at + 12).min(u32::try_from(scene.nodes.len()).ok()?))
        .find(|&at| !scene.node(at).text.trim().is_empty())?;
    let next = one_line(&scene.node(behind).text);
    for around in scene.above(line.at).take(2) {
        let node = scene.node(around);
        if matches!(node.tag, Tag::Body | Tag::Html | Tag::Article) || node.end - around >= 40 {
            break;
        }
        let whole = scene.text(around, 150);
        if !(next.len() + 1..140).contains(&whole.len()) || !whole.starts_with(&line.text) {
            continue;
        }
        let links: Vec<u32> = (around..node.end).filter(|&at| scene.node(at).tag == Tag::Link).collect();
        let texts: Vec<String> = links.iter().map(|&at| scene.text(at, 60)).collect();
        let mut folders: Vec<&str> =
            links.iter().map(|&at| folder(scene.node(at).attribute("href").unwrap_or(""))).collect();
        folders.dedup();
        if links.len() > 1
            && folders.len() == 1
            && texts.iter().all(|text| !names::read(text, Written::Unmarked).is_empty())
        {
            return Some(texts.join(" ; "));
        }
    }
    Some(next)
}

/// The first part of the path of an address.
fn folder(href: &str) -> &str {
    let path = href.split_once("://").map_or(href, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    path.trim_start_matches('/').split('/').next().unwrap_or("")
}

/// `5 March 2024 by Anna Holt`, with something in front.
fn within(text: &str) -> Option<Vec<String>> {
    let is_word = |at: usize, word: &str| {
        let before = text[..at].chars().next_back().is_some_and(|c| c.is_whitespace() || "|,–—-".contains(c));
        before && text[at + word.len()..].starts_with(char::is_whitespace)
    };
    let (at, word) = BY
        .iter()
        .filter_map(|word| text.rfind(word).filter(|&at| at > 0 && is_word(at, word)).map(|at| (at, *word)))
        .max()?;
    let rest = text[at + word.len()..].trim();
    let is_dated = !spot(text, Order::DayFirst, 1).is_empty();
    if !(3..=60).contains(&rest.chars().count()) || !is_dated && text.len() >= 90 {
        return None;
    }
    Some(names::read(rest, Written::Unmarked)).filter(|names| !names.is_empty())
}

/// A name in the head that stands beside a date: `Anna Holt | 5 March 2024`.
fn beside_date(scene: &Scene<'_>, line: &Line) -> Vec<String> {
    if line.text.len() >= 100 {
        return Vec::new();
    }
    if spot(&line.text, Order::DayFirst, 1).is_empty() {
        let from = line.at.saturating_sub(7) as usize;
        let to = (line.at as usize + 8).min(scene.nodes.len());
        let around: Vec<&str> =
            scene.nodes[from..to].iter().map(|node| node.text.trim()).filter(|text| !text.is_empty()).collect();
        let around = around.join(" ");
        if around.len() >= 300 || spot(&around, Order::DayFirst, 1).is_empty() {
            return Vec::new();
        }
    }
    let parts = line
        .text
        .split(['|', '•', '·', ',', '/'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" – "));
    let undated = parts.filter(|part| !part.bytes().any(|byte| byte.is_ascii_digit()));
    undated.map(|part| names::read(part, Written::Unmarked)).find(|names| !names.is_empty()).unwrap_or_default()
}

/// A short name as one of the first two or the last three paragraphs of the body.
fn paragraphs(scene: &Scene<'_>) -> (Vec<String>, Vec<String>) {
    let from = scene.first.saturating_sub(40).max(scene.headline);
    let to = scene.end.saturating_add(10).min(u32::try_from(scene.nodes.len()).unwrap_or(NONE));
    let all: Vec<u32> =
        (from..to).filter(|&at| scene.node(at).tag == Tag::P && scene.zone(at) != Zone::Above).collect();
    let texts: Vec<String> = all.iter().map(|&at| scene.text(at, 120)).filter(|text| !text.is_empty()).collect();
    let first = texts.iter().take(2).map(|text| signature(text)).find(|names| !names.is_empty());
    let last = texts.iter().rev().take(3).map(|text| signature(text)).find(|names| !names.is_empty());
    (first.unwrap_or_default(), last.unwrap_or_default())
}

fn signature(text: &str) -> Vec<String> {
    let length = text.chars().count();
    let bare = text.trim_matches(['(', ')', ' ']);
    let is_bracket = text.starts_with('(') && text.ends_with(')') && length <= 32;
    let is_line = (3..60).contains(&length) && !text.ends_with(['.', '!', '?', ':']);
    let words = || text.split(|c: char| !c.is_alphabetic() && c != '.' && c != '-').filter(|word| !word.is_empty());
    let has_capitals = words().all(|word| word.starts_with(char::is_uppercase) || word.chars().count() < 4);
    if !is_bracket && !is_line || !has_capitals && !names::is_agency(bare) {
        return Vec::new();
    }
    let found = names::read(bare, Written::Unmarked);
    if found.is_empty() && names::is_agency(bare) { vec![bare.to_owned()] } else { found }
}
