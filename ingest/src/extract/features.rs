//! What the model sees of a block: numbers with names, in the order of [`NAMES`].
//!
//! The weights were fitted on these definitions. Whoever changes one, or how blocks are cut, fits again.

use std::hash::{BuildHasher as _, Hash as _, Hasher as _};
use std::rc::Rc;

use rapidhash::fast::SeedableState;
use rapidhash::{HashMapExt as _, RapidHashMap};

use super::blocks::Block;
use super::classes::{self, Weights};
use super::container::{Element, Elements, Inside};
use super::linked::Stated;
use super::model::Model;
use super::phrases;
use super::tags::Tag;
use super::tree::{NONE, Node};
use super::words::{plain, plain_head};

/// Numbers of a block, without those of its neighbours' probabilities.
pub(super) const COUNT: usize = 70;

/// A page has one headline: so many `h1` are compared with its titles.
const MOST_HEADINGS: usize = 100;

/// Names of the numbers, as the weights' file uses them.
///
/// `path`: the elements from the container up. `branch`: the child, of the element where a block's ancestors meet the
/// path, that holds the block. `template`: blocks whose element, parent and grandparent have the same names and first
/// classes. `up1` to `up4`: the parent of the block's element and on. `good`: share of the page's prose; `links`: share
/// of characters in links; `density`: share of characters that are prose; `same_opening`: other blocks with the same first
/// three words; `near`: class words of the block's element and the two above it only.
pub(super) const NAMES: [&str; COUNT] = [
    "in_container", "steps_to_path", "path_height", "path_mass", "branch_good", "branch_links", "branch_blocks",
    "template_blocks", "template_length", "template_links", "template_good", "siblings", "siblings_good", "up1_good",
    "up1_links", "up1_density", "up1_blocks", "up2_good", "up2_links", "up2_density", "up2_blocks", "up3_good",
    "up3_links", "up3_density", "up3_blocks", "up4_good", "up4_links", "up4_density", "up4_blocks", "words",
    "log_length", "links", "sentences", "ends", "starts", "capitals", "bold", "italic", "element", "depth",
    "in_caption", "in_figure", "hidden", "repeated", "is_description", "stated_body", "from_headline", "from_first",
    "to_last", "position", "text_before", "next_element", "next_links", "promotion", "furniture", "after_comments",
    "after_related", "notices", "credit", "biography", "same_opening", "digits", "last_element", "last_links",
    "class_sum", "class_smallest", "class_largest", "class_negative", "near_sum", "near_smallest",
];

/// The numbers of a block in the order of [`NAMES`]. Trees ask which side of a limit they are on: that needs no more bits.
pub(super) type Row = [f32; COUNT];

/// The rows of a page, and what the later steps need to know of each block besides.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) rows: Vec<Row>,
    /// For each block the groups it belongs to: template, and the elements one to four levels above its own.
    pub(super) groups: Vec<[u64; 5]>,
    /// What each block stands in, inline elements around it included.
    pub(super) inside: Vec<Inside>,
    /// The heading that is the page's headline.
    pub(super) headline: Option<usize>,
}

/// Sums over a group of blocks.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    blocks: u32,
    chars: u32,
    links: u32,
    good: u32,
}

impl Group {
    fn add(&mut self, block: &Block) {
        self.blocks += 1;
        self.chars += block.chars;
        self.links += block.links;
        self.good += block.good_chars();
    }
}

/// Everything that is known of a page before its blocks are looked at one by one.
struct Page<'a> {
    nodes: &'a [Node],
    blocks: &'a [Block],
    elements: &'a Elements,
    stated: &'a Stated,
    model: &'a Model,
    chars: f64,
    good: f64,
    /// Of each block.
    template_of: Vec<u64>,
    templates: RapidHashMap<u64, Group>,
    families: RapidHashMap<u32, Group>,
    texts: RapidHashMap<&'a str, u32>,
    openings: RapidHashMap<&'a str, u32>,
    headline: Option<usize>,
    first: usize,
    last: usize,
}

/// Computes the rows of all blocks.
pub(super) fn rows(nodes: &[Node], blocks: &[Block], elements: &Elements, stated: &Stated, model: &Model) -> Rows {
    let page = Page::new(nodes, blocks, elements, stated, model);
    let mut out = Rows {
        rows: Vec::with_capacity(blocks.len()),
        groups: Vec::with_capacity(blocks.len()),
        inside: Vec::with_capacity(blocks.len()),
        headline: page.headline,
    };
    let mut heading = phrases::Headings::default();
    let mut chars_before = 0.0;
    for (at, block) in blocks.iter().enumerate() {
        let (words, near, inside) = page.around(block);
        let weights = Weights::of(&words, |number| model.weight(number));
        let near = Weights::of(&near, |number| model.weight(number));
        let groups = page.groups(at);
        let signs = phrases::Signs::of(block);
        let parts: [&[f64]; 10] = [
            &page.to_container(block),
            &page.template(groups),
            &page.ancestors(block),
            &page.own(block, inside),
            &page.place(at, chars_before),
            &heading.pass(at, block, page.tag(block), signs),
            &signs.numbers(),
            &page.beside(at),
            &[weights.sum, weights.smallest, weights.largest, weights.negative],
            &[near.sum, near.smallest],
        ];
        let mut row = [0.0; COUNT];
        let mut cells = row.iter_mut();
        for part in parts {
            cells.by_ref().zip(part).for_each(|(cell, value)| *cell = *value as f32);
        }
        chars_before += f64::from(block.chars);
        out.rows.push(row);
        out.groups.push(groups);
        out.inside.push(inside);
    }
    out
}

impl<'a> Page<'a> {
    fn new(
        nodes: &'a [Node],
        blocks: &'a [Block],
        elements: &'a Elements,
        stated: &'a Stated,
        model: &'a Model,
    ) -> Self {
        let sum = |of: fn(&Block) -> u32| f64::from(blocks.iter().map(of).sum::<u32>().max(1));
        let mut page = Self {
            nodes,
            blocks,
            elements,
            stated,
            model,
            chars: sum(|block| block.chars),
            good: sum(Block::good_chars),
            template_of: blocks.iter().map(|block| template(nodes, block.element)).collect(),
            templates: RapidHashMap::new(),
            families: RapidHashMap::new(),
            texts: RapidHashMap::new(),
            openings: RapidHashMap::new(),
            headline: None,
            first: 0,
            last: blocks.len().saturating_sub(1),
        };
        for (block, &template) in blocks.iter().zip(&page.template_of) {
            page.templates.entry(template).or_default().add(block);
            page.families.entry(page.parent(block.element)).or_default().add(block);
            *page.texts.entry(&block.text).or_default() += 1;
            if let Some(opening) = opening(&block.text) {
                *page.openings.entry(opening).or_default() += 1;
            }
        }
        page.headline = page.find_headline();
        let is_inside = |block: &Block| block.is_good() && page.in_container(block.element);
        let first = blocks.iter().position(is_inside);
        let last = blocks.iter().rposition(is_inside);
        (page.first, page.last) = (first.unwrap_or(page.first), last.unwrap_or(page.last));
        page
    }

    /// The first `h1` that says what a title says, else the first `h1`.
    fn find_headline(&self) -> Option<usize> {
        let headings = || (0..self.blocks.len()).filter(|&at| self.tag(&self.blocks[at]) == Tag::H1);
        let is_title = |text: &str| {
            !text.is_empty()
                && self.stated.titles.iter().any(|title| title.contains(text) || text.contains(title.as_str()))
        };
        headings().take(MOST_HEADINGS).find(|&at| is_title(&plain(&self.blocks[at].text))).or_else(|| headings().next())
    }

    fn tag(&self, block: &Block) -> Tag {
        self.nodes[block.element as usize].tag
    }

    fn parent(&self, element: u32) -> u32 {
        self.nodes.get(element as usize).map_or(NONE, |node| node.parent)
    }

    fn element(&self, at: u32) -> Option<&Element> {
        self.elements.all.get(at as usize)
    }

    fn in_container(&self, element: u32) -> bool {
        let container = self.elements.container;
        container <= element && element < self.nodes[container as usize].end
    }

    /// Whether the container lies in an element or is it.
    fn on_path(&self, element: u32) -> bool {
        element <= self.elements.container && self.elements.container < self.nodes[element as usize].end
    }

    /// Words of names and surroundings, inline elements between the block's element and its text included.
    fn around(&self, block: &Block) -> (Rc<classes::Words>, classes::Words, Inside) {
        let element = &self.elements.all[block.element as usize];
        let (mut words, mut inside) = (Rc::clone(&element.words), element.inside);
        let mut near = self.near(block.element);
        let mut at = self.parent(block.first);
        while at != NONE && at > block.element {
            let node = &self.nodes[at as usize];
            let own = classes::read(node, |word| self.model.word(word));
            if !own.is_empty() {
                Rc::make_mut(&mut words).add(&own);
                near.add(&own);
            }
            inside.hidden |= classes::is_hidden(node);
            at = node.parent;
        }
        (words, near, inside)
    }

    /// Words of the names of an element and its nearest ancestors.
    fn near(&self, element: u32) -> classes::Words {
        let mut words = classes::Words::default();
        let mut at = element;
        for _ in 0..classes::NEAR {
            let Some(element) = self.element(at) else { break };
            words.add(&element.own);
            at = self.parent(at);
        }
        words
    }

    /// What stands before the block, how many others begin like it, and its digits.
    fn beside(&self, at: usize) -> [f64; 4] {
        let block = &self.blocks[at];
        let last = at.checked_sub(1).and_then(|before| self.blocks.get(before));
        let alike = opening(&block.text).and_then(|opening| self.openings.get(opening)).map_or(0, |count| count - 1);
        [
            f64::from(alike.min(5)),
            block.text.bytes().filter(u8::is_ascii_digit).count() as f64 / f64::from(block.chars.max(1)),
            last.map_or(-2.0, |last| self.tag(last).number()),
            last.map_or(-1.0, Block::link_share),
        ]
    }

    fn groups(&self, at: usize) -> [u64; 5] {
        let mut above = self.blocks[at].element;
        let mut up = || {
            above = self.parent(above);
            u64::from(above)
        };
        [self.template_of[at], up(), up(), up(), up()]
    }

    fn to_container(&self, block: &Block) -> [f64; 7] {
        let (mut meet, mut branch, mut steps) = (block.element, None, 0);
        while !self.on_path(meet) {
            branch = Some(meet);
            meet = self.parent(meet);
            steps += 1;
        }
        let height = self.elements.all[self.elements.container as usize]
            .depth
            .saturating_sub(self.elements.all[meet as usize].depth);
        let mass =
            if self.elements.mass > 0.0 { self.elements.all[meet as usize].mass / self.elements.mass } else { 0.0 };
        let branch = branch.and_then(|branch| self.element(branch));
        let [good, links, blocks] = branch.map_or([0.0; 3], |branch| {
            [f64::from(branch.good) / self.good, link_share(branch), f64::from(branch.blocks.min(100))]
        });
        [
            f64::from(u8::from(self.in_container(block.element))),
            f64::from(steps),
            f64::from(height),
            mass,
            good,
            links,
            blocks,
        ]
    }

    fn template(&self, groups: [u64; 5]) -> [f64; 6] {
        let group = self.templates.get(&groups[0]).copied().unwrap_or_default();
        let family = self.families.get(&(groups[1] as u32)).copied().unwrap_or_default();
        [
            f64::from(group.blocks.min(80)),
            (f64::from(group.chars) / f64::from(group.blocks.max(1))).min(600.0),
            f64::from(group.links) / f64::from(group.chars.max(1)),
            f64::from(group.good) / self.good,
            f64::from(family.blocks.min(60)),
            f64::from(family.good) / self.good,
        ]
    }

    fn ancestors(&self, block: &Block) -> [f64; 16] {
        let mut out = [0.0; 16];
        let mut above = block.element;
        for level in out.chunks_exact_mut(4) {
            above = self.parent(above);
            level.copy_from_slice(&self.element(above).map_or([1.0, 0.0, 0.0, 200.0], |element| {
                [
                    f64::from(element.good) / self.good,
                    link_share(element),
                    f64::from(element.good) / f64::from(element.chars.max(1)),
                    f64::from(element.blocks.min(200)),
                ]
            }));
        }
        out
    }

    fn own(&self, block: &Block, inside: Inside) -> [f64; 17] {
        let (text, chars) = (block.text.as_str(), f64::from(block.chars.max(1)));
        let repeated = self.texts.get(text).map_or(0, |count| count - 1);
        [
            f64::from(block.words.min(150)),
            f64::from(block.chars).ln_1p(),
            block.link_share(),
            phrases::sentences(text).min(8) as f64,
            ends(text),
            starts(text),
            capitals(text) as f64 / chars,
            f64::from(block.bold) / chars,
            f64::from(block.italic) / chars,
            self.tag(block).number(),
            f64::from(self.elements.all[block.element as usize].depth),
            f64::from(u8::from(inside.caption)),
            f64::from(u8::from(inside.figure)),
            f64::from(u8::from(inside.hidden)),
            f64::from(repeated.min(3)),
            f64::from(u8::from(self.is_description(text))),
            self.stated.body_share(text),
        ]
    }

    fn is_description(&self, text: &str) -> bool {
        /// Descriptions are cut; this many characters tell enough.
        const HEAD: usize = 60;
        if self.stated.descriptions.is_empty() {
            return false;
        }
        if text.len() <= 25 {
            return false;
        }
        let text = plain_head(text, HEAD);
        let head = |text: &str| text.char_indices().nth(HEAD).map_or(text.len(), |(at, _)| at);
        text.chars().count() > 25
            && self.stated.descriptions.iter().any(|known| known[..head(known)] == text[..head(&text)])
    }

    fn place(&self, at: usize, chars_before: f64) -> [f64; 7] {
        let from = |start: usize| at as f64 - start as f64;
        let next = self.blocks.get(at + 1);
        [
            self.headline.map_or(-99.0, |headline| from(headline).clamp(-30.0, 60.0)),
            from(self.first).clamp(-30.0, 60.0),
            from(self.last).clamp(-60.0, 30.0),
            at as f64 / self.blocks.len() as f64,
            chars_before / self.chars,
            next.map_or(-2.0, |next| self.tag(next).number()),
            next.map_or(-1.0, Block::link_share),
        ]
    }
}

fn link_share(element: &Element) -> f64 {
    f64::from(element.links) / f64::from(element.chars.max(1))
}

/// The first three words of a text that has more.
fn opening(text: &str) -> Option<&str> {
    text.match_indices(' ').nth(2).map(|(end, _)| &text[..end])
}

/// Names and first classes of an element, its parent and its grandparent, hashed.
fn template(nodes: &[Node], element: u32) -> u64 {
    let mut hasher = SeedableState::fixed().build_hasher();
    let mut at = element;
    for _ in 0..3 {
        let Some(node) = nodes.get(at as usize) else { break };
        let class = node.attribute("class").unwrap_or("");
        (&*node.name, class.split(' ').next()).hash(&mut hasher);
        at = node.parent;
    }
    hasher.finish()
}

fn capitals(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(u8::is_ascii_uppercase).count();
    }
    text.chars().filter(|c| c.is_uppercase()).count()
}

/// 1: end of a sentence, 2: closing mark, 3: colon.
fn ends(text: &str) -> f64 {
    match text.chars().next_back() {
        Some('.' | '!' | '?' | '。' | '！' | '？' | '…') => 1.0,
        Some('"' | '”' | '’' | '»') => 2.0,
        Some(':' | '：') => 3.0,
        _ => 0.0,
    }
}

/// 1: capital, 2: opening mark or dash, 0: small letter, 3: anything else.
fn starts(text: &str) -> f64 {
    match text.chars().next() {
        Some(c) if c.is_uppercase() => 1.0,
        Some('"' | '“' | '„' | '«' | '‘' | '—' | '–' | '-') => 2.0,
        Some(c) if c.is_lowercase() => 0.0,
        _ => 3.0,
    }
}
