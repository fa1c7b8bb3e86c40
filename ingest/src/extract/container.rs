//! Sums over elements, and the element that holds most of the prose. It is one feature among others, not the answer: the
//! best single container of a page holds related links and captions too, and misses stories split over siblings.

use std::rc::Rc;

use super::blocks::Block;
use super::classes::{self, Words};
use super::model::Model;
use super::tags::Tag;
use super::tree::{NONE, Node};

/// The child is entered as long as it holds this share of its parent's prose.
const SHARE: f64 = 0.6;
/// Weight of prose in elements that are not made for it.
const LOOSE: f64 = 0.6;

/// What is known of an element, over its whole subtree.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    /// Characters of its blocks.
    pub(super) chars: u32,
    /// Characters in links.
    pub(super) links: u32,
    /// Characters of good blocks.
    pub(super) good: u32,
    pub(super) blocks: u32,
    /// Prose outside menus, boxes, forms and hidden parts, weighted.
    pub(super) mass: f64,
    /// Number of elements above it, itself included.
    pub(super) depth: u32,
    pub(super) inside: Inside,
    /// Words of names on the way down to it; most elements add none and share their parent's.
    pub(super) words: Rc<Words>,
    /// Words of its own names.
    pub(super) own: Words,
}

/// What an element stands in, itself included.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Inside {
    pub(super) figure: bool,
    pub(super) caption: bool,
    pub(super) table: bool,
    pub(super) hidden: bool,
    /// `nav`, `footer`, `aside`, `form`, `figcaption`
    furniture: bool,
}

/// All elements of a page by their index in the tree, and the container.
#[derive(Debug)]
pub(super) struct Elements {
    pub(super) all: Vec<Element>,
    /// Index of the container.
    pub(super) container: u32,
    /// Mass of the whole page.
    pub(super) mass: f64,
}

impl Elements {
    pub(super) fn read(nodes: &[Node], blocks: &[Block], model: &Model) -> Self {
        let mut all = vec![Element::default(); nodes.len()];
        for block in blocks {
            let element = &mut all[block.element as usize];
            element.chars += block.chars;
            element.links += block.links;
            element.good += block.good_chars();
            element.blocks += 1;
        }
        // Children stand behind their parents: one pass from the end sums up, one from the front hands down.
        for at in (1..nodes.len()).rev() {
            if all[at].blocks > 0 && nodes[at].parent != NONE {
                let Element { chars, links, good, blocks, .. } = all[at];
                let parent = &mut all[nodes[at].parent as usize];
                parent.chars += chars;
                parent.links += links;
                parent.good += good;
                parent.blocks += blocks;
            }
        }
        for at in 0..nodes.len() {
            if all[at].blocks > 0 {
                hand_down(nodes, &mut all, at, model);
            }
        }
        let mass = weigh(nodes, blocks, &mut all);
        let container = if mass > 0.0 { descend(nodes, &all) } else { 0 };
        Self { all, container, mass }
    }
}

fn hand_down(nodes: &[Node], all: &mut [Element], at: usize, model: &Model) {
    let node = &nodes[at];
    let (mut inside, mut words, depth) = match all.get(node.parent as usize) {
        Some(parent) => (parent.inside, Rc::clone(&parent.words), parent.depth),
        None => (Inside::default(), Rc::default(), 0),
    };
    inside.figure |= node.tag == Tag::Figure;
    inside.caption |= node.tag == Tag::Figcaption;
    inside.table |= node.tag == Tag::Table;
    inside.furniture |= matches!(node.tag, Tag::Nav | Tag::Footer | Tag::Aside | Tag::Form | Tag::Figcaption);
    inside.hidden |= classes::is_hidden(node);
    let own = classes::read(node, |word| model.word(word));
    if !own.is_empty() {
        Rc::make_mut(&mut words).add(&own);
    }
    let element = &mut all[at];
    (element.inside, element.words, element.own, element.depth) = (inside, words, own, depth + 1);
}

fn weigh(nodes: &[Node], blocks: &[Block], all: &mut [Element]) -> f64 {
    let mut total = 0.0;
    for block in blocks.iter().filter(|block| block.is_good()) {
        let element = &mut all[block.element as usize];
        if element.inside.furniture || element.inside.hidden {
            continue;
        }
        let made_for_prose =
            matches!(nodes[block.element as usize].tag, Tag::P | Tag::Li | Tag::Blockquote | Tag::H2 | Tag::H3);
        let mass = f64::from(block.chars) * if made_for_prose { 1.0 } else { LOOSE };
        element.mass += mass;
        total += mass;
    }
    for at in (1..nodes.len()).rev() {
        if all[at].mass > 0.0 && nodes[at].parent != NONE {
            all[nodes[at].parent as usize].mass += all[at].mass;
        }
    }
    total
}

/// From the root into the heaviest child, until none holds most of the prose.
fn descend(nodes: &[Node], all: &[Element]) -> u32 {
    let mut here = 0;
    loop {
        let mut best: Option<u32> = None;
        let mut child = here + 1;
        while child < nodes[here as usize].end {
            let mass = all[child as usize].mass;
            if mass > 0.0 && best.is_none_or(|best| mass > all[best as usize].mass) {
                best = Some(child);
            }
            child = nodes[child as usize].end;
        }
        match best {
            Some(next)
                if all[next as usize].mass >= SHARE * all[here as usize].mass
                    && !matches!(nodes[next as usize].tag, Tag::P | Tag::Li | Tag::Blockquote | Tag::Td) =>
            {
                here = next;
            }
            _ => return here,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{blocks, tree};
    use super::*;

    #[test]
    fn the_container_holds_the_prose_and_not_the_box_beside_it() {
        let prose = "Twelve words of a plain sentence that somebody wrote down for this one test. ";
        let page = format!(
            "<main><div id=story><p>{prose}<p>{prose}<p>{prose}</div><div><p>{prose}</div></main>\
             <aside>{prose}{prose}{prose}{prose}</aside><div hidden><p>{prose}{prose}{prose}{prose}{prose}</div>"
        );
        let nodes = tree::parse(&page);
        let blocks = blocks::cut(&nodes);
        let found = Elements::read(&nodes, &blocks, super::super::model::shipped());
        assert_eq!(nodes[found.container as usize].attribute("id"), Some("story"));
        assert_eq!(found.all[found.container as usize].blocks, 3);
        assert_eq!(found.all[0].blocks as usize, blocks.len());
    }
}
