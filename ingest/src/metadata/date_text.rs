//! Dates that readers see: where on the page, beside which words, how far from the headline.

use std::sync::LazyLock;

use dateline_model::{Dated, Origin};
use regex::Regex;

use super::choice::Source;
use super::date_places::{Stated, spot, zone_number};
use super::marks::Marks;
use super::scene::{Scene, Zone};
use crate::calendar::{Order, Spotted};
use crate::credit;
use crate::extract::tags::Tag;
use crate::extract::tree::NONE;
use crate::repair::one_line;
use crate::when;

/// Texts with dates that are looked at.
const MOST: usize = 2000;
/// A text with no more than this beside its date (in bytes) is the date alone.
const ALONE: usize = 40;
/// Bytes in front of a date that say what it is the date of.
const CONTEXT: usize = 40;
/// Bytes in front of a date from which on a text may be the caption of a picture.
const CAPTION: usize = 20;

/// A date in a text of the page.
struct Seen {
    at: u32,
    spotted: Spotted,
    text: String,
    /// What stands in front of it.
    context: String,
}

/// All dates that are to be seen; the first of each kind counts.
pub(super) fn seen(scene: &Scene<'_>, order: Order) -> Vec<Stated> {
    let all = dates(scene, order);
    let mut out: Vec<Stated> = Vec::new();
    let mut add = |name: &'static str, seen: &Seen| {
        if !out.iter().any(|known| known.source.name == name) {
            out.push(Stated { source: Source { name, how: "" }, dated: dated(seen) });
        }
    };
    if let Some((name, nearest)) = nearest(scene, &all) {
        add(name, nearest);
    }
    for seen in &all {
        if ["©", "copyright", "(c)"].iter().any(|sign| seen.context.to_lowercase().contains(sign)) {
            continue;
        }
        let boxed = scene.is_boxed_date(seen.at);
        let updated = says_updated(&seen.context);
        let alone = seen.text.len() - (seen.spotted.end - seen.spotted.start) < ALONE;
        let marked = scene.above(seen.at).take(2).any(|at| scene.marks(at).any(Marks::DATE));
        let zone = scene.zone(seen.at);
        add(name(zone, marked, alone, updated, boxed), seen);
        if says_published(&seen.context) && !updated && !boxed {
            const NAMES: [&str; 4] = ["seen_word_above", "seen_word_head", "seen_word_inside", "seen_word_below"];
            add(NAMES[zone_number(zone)], seen);
        }
    }
    let known: Vec<jiff::civil::Date> = all.iter().map(|seen| seen.spotted.day).collect();
    for (at, seen) in all.iter().enumerate() {
        if !known[..at].contains(&seen.spotted.day) {
            out.push(Stated { source: Source { name: "visible", how: "" }, dated: dated(seen) });
        }
    }
    out
}

/// The day with the time of day that stands behind it.
fn dated(seen: &Seen) -> Dated {
    let rest = &seen.text[seen.spotted.end..];
    Dated { origin: Origin::Text, ..when::with_time(seen.spotted.day, &rest[..rest.floor_char_boundary(30)]) }
}

/// `seen_head_marked_alone` and the other 63.
fn name(zone: Zone, marked: bool, alone: bool, updated: bool, boxed: bool) -> &'static str {
    static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let zones = ["above", "head", "inside", "below"];
        let with = |set: bool, word: &str| if set { format!("_{word}") } else { String::new() };
        let all = zones.iter().flat_map(|zone| (0..16u8).map(move |bits| (zone, bits)));
        all.map(|(zone, bits)| {
            let is = |bit: u8| bits & bit != 0;
            let alone = if is(2) { "alone" } else { "among" };
            format!("seen_{zone}{}_{alone}{}{}", with(is(1), "marked"), with(is(4), "updated"), with(is(8), "boxed"))
        })
        .collect()
    });
    let bits = usize::from(marked) + 2 * usize::from(alone) + 4 * usize::from(updated) + 8 * usize::from(boxed);
    NAMES.get(zone_number(zone) * 16 + bits).map_or("seen", String::as_str)
}

fn dates(scene: &Scene<'_>, order: Order) -> Vec<Seen> {
    let mut out = Vec::new();
    for (at, node) in (0u32..).zip(scene.nodes) {
        if node.tag != Tag::Text || node.parent == NONE || !has_number(&node.text) {
            continue;
        }
        if matches!(&*scene.node(node.parent).name, "title" | "textarea" | "option" | "noscript") {
            continue;
        }
        let text = line(scene, at);
        let searched = if text.len() > 400 { &text[..text.floor_char_boundary(120)] } else { &text };
        for spotted in spot(searched, order, 3) {
            // `Workers in the harbour: 11 May 2026 (Agency / A. NAME)` dates a picture.
            if spotted.start >= CAPTION && credit::is_caption_line(&text) {
                continue;
            }
            let ahead = &text[text.floor_char_boundary(spotted.start.saturating_sub(CONTEXT))..spotted.start];
            let context =
                if spotted.start > 3 { ahead.to_owned() } else { format!("{} {ahead}", before(scene, at, CONTEXT)) };
            out.push(Seen { at, spotted, text: text.clone(), context });
        }
        if out.len() > MOST {
            break;
        }
    }
    out
}

/// The text of a node; where it is short and holds no year, that of the element around it: day, month and year may stand
/// in elements of their own.
fn line(scene: &Scene<'_>, at: u32) -> String {
    let text = one_line(&scene.node(at).text);
    if text.len() >= 25 || has_year(&text) {
        return text;
    }
    let parent = scene.node(at).parent;
    let is_small = |at: u32| !matches!(scene.node(at).tag, Tag::Body | Tag::Html);
    let mut whole = if is_small(parent) { scene.text(parent, 150) } else { text.clone() };
    let above = scene.node(parent).parent;
    if whole.len() < 10 && above != NONE && is_small(above) {
        whole = scene.text(above, 150);
    }
    if whole.len() < 120 { whole } else { text }
}

fn has_number(text: &str) -> bool {
    // Without a way out the loop is done for many bytes at once.
    let has = |is_one: fn(u8) -> bool| text.bytes().fold(false, |any, byte| any | is_one(byte));
    has(|byte| byte.is_ascii_digit()) || has(|byte| !byte.is_ascii()) && text.chars().any(char::is_numeric)
}

fn has_year(text: &str) -> bool {
    text.as_bytes()
        .windows(4)
        .any(|four| (four.starts_with(b"19") || four.starts_with(b"20")) && four.iter().all(u8::is_ascii_digit))
}

/// The date with the fewest characters between it and the headline; in front of the headline they count twice.
fn nearest<'s>(scene: &Scene<'_>, all: &'s [Seen]) -> Option<(&'static str, &'s Seen)> {
    if scene.headline == 0 {
        return None;
    }
    let headline_end = scene.node(scene.headline).end;
    let chars = |from: u32, to: u32| -> usize {
        let nodes = scene.nodes.get(from as usize..to as usize).unwrap_or_default();
        nodes.iter().map(|node| node.text.trim_ascii().trim().chars().count()).sum()
    };
    let fits = |seen: &&Seen| seen.text.len() < 160 && !scene.is_boxed_date(seen.at) && !says_updated(&seen.context);
    // On either side the first one met is the nearest; of several in one text it is the first there.
    let last_above = all.iter().filter(|seen| seen.at <= scene.headline).rfind(fits);
    let above = last_above.and_then(|last| all.iter().filter(|seen| seen.at == last.at).find(fits));
    let below = all.iter().filter(|seen| seen.at > scene.headline).find(fits);
    let above = above.map(|seen| (2 * chars(seen.at + 1, scene.headline), seen));
    let below = below.map(|seen| (chars(headline_end, seen.at), seen));
    let (distance, nearest) = above.into_iter().chain(below).min_by_key(|(distance, _)| *distance)?;
    let name = match distance {
        0..40 => "near_40",
        40..150 => "near_150",
        150..500 => "near_500",
        _ => "near_far",
    };
    Some((name, nearest))
}

/// About so many bytes of the text in front of a node.
pub(super) fn before(scene: &Scene<'_>, at: u32, most: usize) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut bytes = 0;
    for node in scene.nodes[at.saturating_sub(40) as usize..at as usize].iter().rev() {
        if bytes >= most {
            break;
        }
        let text = node.text.trim();
        if !text.is_empty() {
            bytes += text.len() + 1;
            parts.push(text);
        }
    }
    parts.reverse();
    let joined = one_line(&parts.join(" "));
    joined[joined.ceil_char_boundary(joined.len().saturating_sub(most))..].to_owned()
}

/// Words for a change stand at the end of a text.
pub(super) fn says_updated(text: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            "(?i)updat|modif|aktualisiert|geändert|zuletzt|bearbeitet|stand:|mis à jour|\\bmaj\\b|actualizad|atualizad|\
             aggiorna|bijgewerkt|uppdaterad|opdateret|oppdatert|päivitetty|güncell|обновлен|оновлен|aktualiz|\
             last[ _-]?(?:edit|change|review)|reviewed|更新|编辑",
        )
        .ok()
    });
    WORDS.as_ref().is_some_and(|words| words.is_match(text))
}

fn says_published(text: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            "(?i)publish|posted|publi(?:é|ée|cado|cada|kován|kow)|veröffentlicht|erschienen|erstellt|pubblicat|geplaatst|\
             gepubliceerd|publicerad|publiceret|publisert|julkaistu|yayın|опубликован|objavljen|written|created|\
             \\bon\\b|\\bam\\b|vom|datum|date",
        )
        .ok()
    });
    let tail = &text[text.ceil_char_boundary(text.len().saturating_sub(30))..];
    WORDS.as_ref().is_some_and(|words| words.is_match(tail))
}

#[cfg(test)]
mod tests {
    use crate::measure;

    #[test]
    fn the_date_of_a_picture_is_none_of_the_story() {
        let page = "<html><body><img><span class='legend'>Workers leave the closed harbour: 11 May 2023 (Agency / A. NAME)</span>\
            <h1>Harbour stays closed</h1><p class='date'>13 May 2023</p><p>The harbour stays closed until the end of the week, the \
            director told the paper on Saturday, and the ships wait outside the mole.</p></body></html>";
        let seen = "2023-06-01T00:00:00Z".parse().unwrap();
        let found = measure::metadata(page.as_bytes(), None, seen, None).unwrap();
        assert_eq!(found.day.as_deref(), Some("2023-05-13"));
        assert!(found.days.iter().all(|day| day.keys != ["2023-05-11"]), "{:?}", found.days);
    }
}
