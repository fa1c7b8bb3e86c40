//! Everything the model sees and says of a page, for fitting and measuring.

use std::collections::BTreeSet;

use super::features::{COUNT, NAMES as OWN};
use super::tree::{NONE, Node};
use super::{Cut, Reading, classes, context as surroundings, model};

/// Numbers of a block, those of its surroundings included.
const ALL: usize = COUNT + surroundings::COUNT;

/// Names of all numbers: a block's own, then those that [`context`] gives.
pub(crate) static NAMES: [&str; ALL] = {
    let mut names = [""; ALL];
    let mut at = 0;
    while at < ALL {
        names[at] = if at < COUNT { OWN[at] } else { surroundings::NAMES[at - COUNT] };
        at += 1;
    }
    names
};

/// A block as the model sees it.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) text: String,
    /// Its own numbers.
    pub(crate) numbers: Vec<f64>,
    pub(crate) words: u32,
    /// All words of the names around it, in lower case, ascending, whether the model knows them or not.
    pub(crate) names: Vec<String>,
    /// Those of the elements that count as near.
    pub(crate) near_names: Vec<String>,
    pub(crate) groups: [u64; 5],
    /// The two stages' probabilities, before the rules.
    pub(crate) probabilities: (f64, f64),
}

/// All blocks of a page that the guard has let through, with what the shipped weights say of them.
pub(crate) fn dump(html: &str) -> Vec<Seen> {
    let model = model::shipped();
    let page = Reading::by(model, html).cut;
    let (first, second) = page.judge(model);
    let Cut { nodes, blocks, rows, .. } = page;
    let seen = blocks.into_iter().zip(rows.rows).zip(rows.groups).zip(first.into_iter().zip(second));
    seen.map(|(((block, row), groups), probabilities)| Seen {
        names: names_around(&nodes, block.first, NONE),
        near_names: names_around(&nodes, block.first, far(&nodes, block.element)),
        text: block.text,
        numbers: row.map(f64::from).to_vec(),
        words: block.words,
        groups,
        probabilities,
    })
    .collect()
}

/// The first ancestor of an element that is not near.
fn far(nodes: &[Node], element: u32) -> u32 {
    (0..classes::NEAR).fold(element, |at, _| nodes.get(at as usize).map_or(NONE, |node| node.parent))
}

fn names_around(nodes: &[Node], text: u32, end: u32) -> Vec<String> {
    let mut names = BTreeSet::new();
    let mut at = nodes.get(text as usize).map_or(NONE, |node| node.parent);
    while let Some(node) = nodes.get(at as usize).filter(|_| at != end) {
        classes::each(node, |name| {
            names.insert(name.to_owned());
        });
        at = node.parent;
    }
    names.into_iter().collect()
}

/// The numbers of all blocks' surroundings, from their first probabilities, their words and their groups.
pub(crate) fn context(first: &[f64], words: &[u32], groups: &[[u64; 5]]) -> Vec<Vec<f64>> {
    surroundings::context(first, words, groups, 0..first.len())
        .into_iter()
        .map(|row| row.map(f64::from).to_vec())
        .collect()
}
