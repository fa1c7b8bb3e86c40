//! Kept blocks as paragraphs of the kind they were set as, and the captions between them.

use dateline_model::{Link, Paragraph, ParagraphKind};

use super::blocks::Block;
use super::container::Elements;
use super::features::Rows;
use super::tags::Tag;
use super::tree::{NONE, Node};
use crate::repair::one_line;

/// An item or a cell that holds more blocks than this is layout around running text.
const MOST_BLOCKS: u32 = 3;
/// A cell of more words is layout too.
const CELL_WORDS: u32 = 40;
/// Characters of the longest caption.
const CAPTION_CHARS: usize = 1000;
/// So many elements above a block may call it a caption.
const CAPTION_LEVELS: usize = 4;

/// So many blocks behind the body may present its author, in so many words or more.
const BEHIND: usize = 15;
const FEWEST_WORDS: u32 = 6;

/// Links of one paragraph that are kept, and bytes of the longest address.
const MOST_LINKS: usize = 100;
const LONGEST_ADDRESS: usize = 2000;

/// A page cut, measured and decided.
pub(super) struct Decided<'a> {
    pub(super) nodes: &'a [Node],
    pub(super) blocks: &'a [Block],
    pub(super) elements: &'a Elements,
    pub(super) rows: &'a Rows,
    /// Numbers of the kept blocks, ascending.
    pub(super) kept: &'a [usize],
}

impl Decided<'_> {
    /// The kept blocks in order; cells of a row make one paragraph.
    pub(super) fn paragraphs(&self) -> Vec<Paragraph> {
        let mut out: Vec<Paragraph> = Vec::new();
        let mut last_row = NONE;
        // The headline is kept by mistake only; it is not the body's.
        for &at in self.kept.iter().filter(|&&at| self.rows.headline != Some(at)) {
            let block = &self.blocks[at];
            let (kind, row) = self.kind(block);
            let text = match kind {
                ParagraphKind::Preformatted => preformatted(self.nodes, block),
                _ => one_line(&block.text),
            };
            if text.is_empty() {
                continue;
            }
            let links = self.links(block);
            match out.last_mut().filter(|_| row != NONE && row == last_row) {
                Some(cells) => {
                    cells.kind = ParagraphKind::TableRow;
                    cells.text.push_str(" | ");
                    cells.text.push_str(&text);
                    cells.links.extend(links);
                }
                None => out.push(Paragraph { kind, text, links }),
            }
            last_row = row;
        }
        out
    }

    /// The links in a block, their addresses as they stand in the page.
    fn links(&self, block: &Block) -> Vec<Link> {
        if block.links == 0 {
            return Vec::new();
        }
        let mut found = Vec::new();
        // A link may begin in front of the first text, inside of the element.
        let mut at = block.element;
        while at < block.end && found.len() < MOST_LINKS {
            let node = &self.nodes[at as usize];
            let leads = (node.tag == Tag::Link && node.end > block.first).then(|| node.attribute("href")).flatten();
            if let Some(address) = leads.filter(|address| address.len() <= LONGEST_ADDRESS) {
                let inside = self.nodes[at as usize..node.end.min(block.end) as usize].iter();
                let text: String = inside.filter(|node| node.tag == Tag::Text).map(|node| &*node.text).collect();
                let text = one_line(&text);
                if !text.is_empty() {
                    found.push(Link { text, address: address.to_owned() });
                }
            }
            at += 1;
        }
        found
    }

    /// The kind of a block; for a cell the row it stands in. A cell alone in its row is an ordinary paragraph.
    fn kind(&self, block: &Block) -> (ParagraphKind, u32) {
        let tag = self.nodes[block.element as usize].tag;
        if tag.is_heading() {
            return (ParagraphKind::Subhead, NONE);
        }
        let mut at = block.element;
        while let Some(node) = self.nodes.get(at as usize) {
            let is_small = self.elements.all[at as usize].blocks <= MOST_BLOCKS;
            match node.tag {
                Tag::Li if is_small => return (ParagraphKind::ListItem, NONE),
                _ if is_embed(node) => return (ParagraphKind::Embed, NONE),
                Tag::Blockquote => return (ParagraphKind::Quotation, NONE),
                Tag::Pre => return (ParagraphKind::Preformatted, NONE),
                Tag::Td | Tag::Th if is_small && block.words <= CELL_WORDS => {
                    return (ParagraphKind::Text, self.row(at));
                }
                Tag::Li | Tag::Td | Tag::Th | Tag::Article | Tag::Body => break,
                _ => at = node.parent,
            }
        }
        (ParagraphKind::Text, NONE)
    }

    fn row(&self, cell: u32) -> u32 {
        let parent = self.nodes[cell as usize].parent;
        let is_row = self.nodes.get(parent as usize).is_some_and(|node| node.tag == Tag::Tr);
        if is_row { parent } else { NONE }
    }

    /// Captions of the pictures between the headline and the last kept block.
    pub(super) fn captions(&self) -> Vec<String> {
        let (Some(&first), Some(&last)) = (self.kept.first(), self.kept.last()) else { return Vec::new() };
        let start = self.rows.headline.map_or(first, |headline| headline.min(first));
        let mut found: Vec<(u32, String)> = Vec::new();
        for at in (start..last).filter(|at| self.kept.binary_search(at).is_err()) {
            let block = &self.blocks[at];
            let Some(owner) = self.caption(block).filter(|_| block.link_share() <= 0.5) else { continue };
            let text = one_line(&block.text);
            match found.last_mut().filter(|(known, _)| *known == owner) {
                Some((_, known)) => {
                    known.push(' ');
                    known.push_str(&text);
                }
                None => found.push((owner, text)),
            }
        }
        let fitting = found.into_iter().map(|(_, text)| text);
        fitting.filter(|text| !text.is_empty() && text.chars().count() <= CAPTION_CHARS).collect()
    }

    /// What was left out right behind the last kept block, and is long enough to present somebody.
    pub(super) fn behind(&self) -> Vec<String> {
        let Some(&last) = self.kept.last() else { return Vec::new() };
        let near = self.blocks.iter().skip(last + 1).take(BEHIND);
        near.filter(|block| block.words >= FEWEST_WORDS && block.link_share() <= 0.5)
            .map(|block| one_line(&block.text))
            .collect()
    }

    /// The `figcaption`, or the element whose class says so, that a block stands in.
    fn caption(&self, block: &Block) -> Option<u32> {
        let mut at = block.element;
        for _ in 0..CAPTION_LEVELS {
            let node = self.nodes.get(at as usize)?;
            let class = node.attribute("class").unwrap_or("");
            if node.tag == Tag::Figcaption || class.contains("caption") || class.contains("cutline") {
                return Some(at);
            }
            at = node.parent;
        }
        None
    }
}

/// The markup that services of short posts and videos hand out for showing one of theirs in a page.
fn is_embed(node: &Node) -> bool {
    const CLASSES: [&str; 11] = [
        "twitter-tweet", "twitter-video", "instagram-media", "tiktok-embed", "fb-post", "fb-video", "reddit-card",
        "reddit-embed-bq", "bluesky-embed", "mastodon-embed", "telegram-post",
    ];
    node.attribute("class").is_some_and(|class| class.split_ascii_whitespace().any(|word| CLASSES.contains(&word)))
}

/// The block's lines as they were set, without blank ones around them and without white space at their ends.
fn preformatted(nodes: &[Node], block: &Block) -> String {
    let mut raw = String::new();
    let mut at = block.first;
    while at < block.end {
        let Some(node) = nodes.get(at as usize) else { break };
        match node.tag {
            Tag::Text => raw.push_str(&node.text),
            Tag::Break => raw.push('\n'),
            _ => {}
        }
        at = if node.tag.is_skipped() { node.end } else { at + 1 };
    }
    let lines: Vec<&str> = raw.lines().map(str::trim_end).collect();
    let is_text = |line: &&str| !line.is_empty();
    let first = lines.iter().position(is_text).unwrap_or(lines.len());
    let last = lines.iter().rposition(is_text).map_or(first, |last| last + 1);
    lines[first..last].join("\n")
}
