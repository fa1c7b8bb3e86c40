//! What the trees cannot know: captions and bare links go, lists and tables stand together, subheads follow their text.

use std::collections::BTreeMap;

use super::blocks::Block;
use super::features::Rows;
use super::phrases;
use super::tags::Tag;
use super::tree::Node;

/// Weight of a list item's own probability; the rest is the mean of its list.
const OWN: f64 = 0.4;
/// A heading directly over kept text is kept from this probability on.
const SUBHEAD: f64 = 0.25;
/// A quotation directly behind kept text is kept from this probability on.
const QUOTATION: f64 = 0.3;
/// A list between kept text is kept from this mean probability of its items on...
const LIST: f64 = 0.2;
/// ...where it has so many...
const FEWEST_ITEMS: usize = 3;
/// ...and no larger share of their characters in links.
const ITEM_LINKS: f64 = 0.1;
/// Words of the longest label.
const LABEL_WORDS: u32 = 8;
/// A block with more of its characters in links than this is one link.
const ONE_LINK: f64 = 0.9;

/// Corrects the probabilities of a page's blocks.
pub(super) fn apply(probabilities: &mut [f64], blocks: &[Block], nodes: &[Node], rows: &Rows, threshold: f64) {
    let mut together: BTreeMap<(bool, u64), Vec<usize>> = BTreeMap::new();
    for (at, block) in blocks.iter().enumerate() {
        let tag = nodes[block.element as usize].tag;
        let is_kept = probabilities[at] > threshold;
        let is_nothing = is_kept && (phrases::is_placeholder(block) || is_stamp(&block.text));
        if rows.inside[at].caption || is_pointer(block, tag) || is_nothing {
            probabilities[at] = 0.0;
        }
        if tag == Tag::Li {
            together.entry((false, rows.groups[at][1])).or_default().push(at);
        } else if rows.inside[at].table && matches!(tag, Tag::Td | Tag::Th) {
            together.entry((true, rows.groups[at][2])).or_default().push(at);
        }
    }
    for members in together.values().filter(|members| members.len() > 1) {
        smooth(probabilities, members, blocks);
    }
    for members in together.iter().filter(|((is_table, _), _)| !is_table).map(|(_, members)| members) {
        keep_list(probabilities, members, blocks, nodes, threshold);
    }
    keep_quotations(probabilities, blocks, nodes, threshold);
    keep_subheads(probabilities, blocks, nodes, threshold);
    drop_labels(probabilities, blocks, nodes, threshold);
}

/// A list without links that stands between kept text or its headings is text: names of winners are short.
fn keep_list(probabilities: &mut [f64], members: &[usize], blocks: &[Block], nodes: &[Node], threshold: f64) {
    let (Some(&first), Some(&last)) = (members.first(), members.last()) else { return };
    let sum = |of: &dyn Fn(usize) -> f64| members.iter().map(|&at| of(at)).sum::<f64>();
    let mean = sum(&|at| probabilities[at]) / members.len() as f64;
    let (links, chars) = (sum(&|at| f64::from(blocks[at].links)), sum(&|at| f64::from(blocks[at].chars)));
    let is_one = members.len() >= FEWEST_ITEMS && last - first < members.len() && links <= ITEM_LINKS * chars;
    let is_text = |at: usize| {
        let is_heading = || nodes[blocks[at].element as usize].tag.is_heading();
        probabilities.get(at).is_some_and(|&p| p > threshold || p > SUBHEAD && is_heading())
    };
    if is_one && mean > LIST && first > 0 && is_text(first - 1) && is_text(last + 1) {
        for &at in members {
            probabilities[at] = probabilities[at].max(threshold + 0.01);
        }
    }
}

/// A quotation set as a block is text where it follows text: gold of news leaves some out that we keep.
fn keep_quotations(probabilities: &mut [f64], blocks: &[Block], nodes: &[Node], threshold: f64) {
    for at in 1..blocks.len() {
        let node = &nodes[blocks[at].element as usize];
        let is_set = node.tag == Tag::Blockquote
            || nodes.get(node.parent as usize).is_some_and(|parent| parent.tag == Tag::Blockquote);
        let is_spoken = blocks[at].text.starts_with(['"', '“', '„', '«', '»', '‘']);
        let p = probabilities[at];
        if is_set && is_spoken && p > QUOTATION && p <= threshold && probabilities[at - 1] > threshold {
            probabilities[at] = threshold + 0.01;
        }
    }
}

/// A heading or a short label (`Sources:`) with nothing of the story behind it headed what is gone.
fn drop_labels(probabilities: &mut [f64], blocks: &[Block], nodes: &[Node], threshold: f64) {
    let is_label = |at: &usize| {
        let block = &blocks[*at];
        nodes[block.element as usize].tag.is_heading()
            || block.words <= LABEL_WORDS && block.text.ends_with([':', '：'])
    };
    let kept: Vec<usize> = (0..blocks.len()).filter(|&at| probabilities[at] > threshold).collect();
    let labels = kept.iter().rev().take_while(|at| is_label(at)).count();
    // A page of nothing but headings is what it is.
    if labels < kept.len() {
        for &at in &kept[kept.len() - labels..] {
            probabilities[at] = threshold.min(1.0 - probabilities[at]);
        }
    }
}

/// A block that is one link of four words or more, and no sentence, is the headline of another story.
fn is_pointer(block: &Block, tag: Tag) -> bool {
    block.link_share() > ONE_LINK
        && block.words >= 4
        && matches!(tag, Tag::P | Tag::Div | Tag::Span)
        && !block.text.ends_with(['.', '!', '?', '。', '！', '？', '…'])
}

/// Seconds or milliseconds since 1970, which posts of live blogs carry for their scripts.
fn is_stamp(text: &str) -> bool {
    matches!(text.len(), 10 | 13) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn smooth(probabilities: &mut [f64], members: &[usize], blocks: &[Block]) {
    let (mut all, mut good) = (0.0, 0.0);
    for &at in members {
        let weight = f64::from(blocks[at].words) + 1.0;
        all += weight;
        good += weight * probabilities[at];
    }
    for &at in members {
        probabilities[at] = OWN * probabilities[at] + (1.0 - OWN) * good / all;
    }
}

fn keep_subheads(probabilities: &mut [f64], blocks: &[Block], nodes: &[Node], threshold: f64) {
    let is_kept = |p: &f64| *p > threshold;
    let (Some(first), Some(last)) = (probabilities.iter().position(is_kept), probabilities.iter().rposition(is_kept))
    else {
        return;
    };
    for at in first + 1..last {
        let tag = nodes[blocks[at].element as usize].tag;
        let p = probabilities[at];
        if tag.is_heading() && tag != Tag::H1 && p > SUBHEAD && p <= threshold && probabilities[at + 1] > threshold {
            probabilities[at] = threshold + 0.01;
        }
    }
}

/// How sure the model is of a page, 0 to 1: harmonic mean of the kept words' mean probability and the share of all
/// probable words that is kept. Correlates .62 with the true F1 of pages; .95 and more on 85 % of news pages.
pub(super) fn confidence(probabilities: &[f64], blocks: &[Block], threshold: f64) -> f64 {
    let (mut words, mut kept, mut all) = (0.0, 0.0, 0.0);
    for (p, block) in probabilities.iter().zip(blocks) {
        let weight = f64::from(block.words);
        all += weight * p;
        if *p > threshold {
            words += weight;
            kept += weight * p;
        }
    }
    let (precision, recall) = (kept / f64::max(words, 1.0), kept / f64::max(all, 1e-9));
    2.0 * precision * recall / f64::max(precision + recall, 1e-9)
}
