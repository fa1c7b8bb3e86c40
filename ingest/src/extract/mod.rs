//! The body of a page: which blocks of it are text of the story.
//!
//! A page is stripped, parsed into flat arrays and cut into blocks. Each block gets some sixty numbers (where it stands,
//! what it is made of, what its makers call it), two small ensembles of trees judge it, the second with the first's
//! answers for its surroundings in view, and a few rules put lists, captions and subheads right. Measured on news
//! pages, choosing blocks loses nothing (a perfect choice scores .9995), while choosing one container loses .05.

mod attributes;
mod blocks;
mod classes;
mod container;
mod context;
mod dump;
mod features;
mod kinds;
mod linked;
mod model;
mod phrases;
mod rules;
mod strip;
pub(crate) mod tags;
pub(crate) mod tree;
mod words;

use dateline_model::Paragraph;

use self::blocks::Block;
use self::container::Elements;
pub(crate) use self::dump::{NAMES, Seen, context, dump};
use self::features::Rows;
use self::linked::Stated;
pub(crate) use self::model::Model;
use self::tree::Node;
use crate::json_ld::Statement;
use crate::repair::one_line;
use crate::{guard, markup};

/// Bodies shorter than this (in characters) are looked for elsewhere too.
const TINY: usize = 200;

/// What is kept of a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extracted {
    /// The body in reading order.
    pub(crate) blocks: Vec<Paragraph>,
    /// Captions of the pictures that stand between the headline and the end of the body.
    pub(crate) captions: Vec<String>,
    /// Texts that stand right behind the body and are not of it: who wrote it may be among them.
    pub(crate) behind: Vec<String>,
    /// How sure the model is, 0 to 1; below .7 the page has no clear article.
    pub(crate) confidence: f32,
    /// Where the body stands among the nodes of the page; `None` where it is not the page's own markup.
    pub(crate) place: Option<Place>,
    /// Kept blocks that are links to other stories: a list of stories is made of them.
    pub(crate) pointers: usize,
}

/// Where a body stands, as indexes of nodes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The first text of its first paragraph.
    pub(crate) first: u32,
    /// Behind its last block.
    pub(crate) end: u32,
}

impl Extracted {
    fn chars(&self) -> usize {
        self.blocks.iter().map(|block| block.text.chars().count()).sum()
    }
}

/// A page parsed once, for its body and for its metadata.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    stripped: strip::Stripped<'a>,
    /// What its `ld+json` scripts state.
    pub(crate) linked: Vec<Statement<'a>>,
    cut: Cut,
    model: &'a Model,
}

impl<'a> Reading<'a> {
    /// Parses a page that the guard has let through.
    pub(crate) fn of(html: &'a str) -> Self {
        Self::by(model::shipped(), html)
    }

    /// The same with weights of the caller's choice.
    pub(crate) fn by(model: &'a Model, html: &'a str) -> Self {
        let mut stripped = strip::strip(html);
        let linked: Vec<Statement<'a>> = stripped.linked.iter().map(|script| Statement::of(script)).collect();
        let cut = Cut::new(&stripped.html, &linked, model);
        stripped.is_parsed();
        Self { stripped, linked, cut, model }
    }

    /// The page in preorder, without scripts and the like.
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.cut.nodes
    }

    /// Contents of the scripts that state nothing in JSON-LD.
    pub(crate) fn scripts(&self) -> &[&'a str] {
        &self.stripped.scripts
    }

    /// All blocks with their probabilities after the rules, and whether they are kept.
    pub(crate) fn judged(&self) -> impl Iterator<Item = (&str, f64, bool)> {
        let threshold = self.model.threshold;
        let probabilities = self.cut.ruled(self.model);
        self.cut.blocks.iter().zip(probabilities).map(move |(block, p)| (block.text.as_str(), p, p > threshold))
    }

    /// Finds the body; without blocks where there is none.
    pub(crate) fn body(&self) -> Extracted {
        let found = self.cut.decide(self.model);
        if found.chars() >= TINY {
            return found;
        }
        // The body may stand where only a script would have found it.
        let stated = self.cut.stated.bodies.iter().map(|body| of_stated(body));
        let inserted = self.stripped.templates.iter().chain(&self.stripped.noscript);
        let inserted = inserted.map(|part| of_part(self.model, part));
        let enough = TINY.max(found.chars() * 2);
        stated.chain(inserted).find(|other| other.chars() >= enough).unwrap_or(found)
    }
}

/// Words of a text in lower case with single spaces.
pub(crate) use self::words::plain;

/// Finds the body of a page that the guard has let through.
#[cfg(test)]
fn extract(html: &str) -> Extracted {
    Reading::of(html).body()
}

/// A page cut into blocks, with all that is known of each.
#[derive(Debug)]
struct Cut {
    nodes: Vec<Node>,
    blocks: Vec<Block>,
    elements: Elements,
    stated: Stated,
    rows: Rows,
}

impl Cut {
    fn new(html: &str, scripts: &[Statement<'_>], model: &Model) -> Self {
        let nodes = tree::parse(html);
        let blocks = blocks::cut(&nodes);
        let elements = Elements::read(&nodes, &blocks, model);
        let stated = Stated::read(&nodes, scripts);
        let rows = features::rows(&nodes, &blocks, &elements, &stated, model);
        Self { nodes, blocks, elements, stated, rows }
    }

    /// Probabilities of the second stage, without the rules.
    fn judge(&self, model: &Model) -> (Vec<f64>, Vec<f64>) {
        let first = model.first(&self.rows.rows);
        let words: Vec<u32> = self.blocks.iter().map(|block| block.words).collect();
        let asked: Vec<usize> = (0..first.len()).filter(|&at| !context::is_clear(&first, at)).collect();
        let context = context::context(&first, &words, &self.rows.groups, asked.iter().copied());
        let mut second = first.clone();
        for (&at, p) in asked.iter().zip(model.second(asked.iter().map(|&at| &self.rows.rows[at]).zip(&context))) {
            second[at] = p;
        }
        (first, second)
    }

    /// Probabilities of the second stage, corrected by the rules.
    fn ruled(&self, model: &Model) -> Vec<f64> {
        let (_, mut probabilities) = self.judge(model);
        rules::apply(&mut probabilities, &self.blocks, &self.nodes, &self.rows, model.threshold);
        probabilities
    }

    fn decide(&self, model: &Model) -> Extracted {
        let probabilities = self.ruled(model);
        let kept: Vec<usize> = (0..self.blocks.len()).filter(|&at| probabilities[at] > model.threshold).collect();
        let decided = kinds::Decided {
            nodes: &self.nodes,
            blocks: &self.blocks,
            elements: &self.elements,
            rows: &self.rows,
            kept: &kept,
        };
        Extracted {
            blocks: decided.paragraphs(),
            captions: decided.captions(),
            behind: decided.behind(),
            confidence: rules::confidence(&probabilities, &self.blocks, model.threshold) as f32,
            place: self.place(&kept),
            pointers: kept.iter().filter(|&&at| self.blocks[at].is_pointer()).count(),
        }
    }

    /// Where the kept blocks stand; a line in front of the first paragraph is not yet the body.
    fn place(&self, kept: &[usize]) -> Option<Place> {
        let body = || kept.iter().filter(|&&at| self.rows.headline != Some(at)).map(|&at| &self.blocks[at]);
        let first = body().find(|block| block.is_good()).or_else(|| body().next())?.first;
        Some(Place { first, end: body().next_back()?.end })
    }
}

/// Confidence in a body that is not the page's own markup.
const SECOND_HAND: f32 = 0.5;

/// A body as JSON-LD states it: lines, or markup.
fn of_stated(body: &str) -> Extracted {
    let is_markup = body.contains("</") || body.contains("<br") || body.contains("<p");
    let blocks = if is_markup && guard::check(body).is_ok() {
        markup::paragraphs(body).unwrap_or_default()
    } else {
        let text = crate::repair::unescape(body);
        let lines = text.lines().map(one_line).filter(|line| !line.is_empty());
        lines.map(Paragraph::text).collect()
    };
    Extracted { blocks, confidence: SECOND_HAND, ..Extracted::default() }
}

/// A piece of markup that a script would have put into the page.
fn of_part(model: &Model, part: &str) -> Extracted {
    if guard::check(part).is_err() {
        return Extracted::default();
    }
    let mut stripped = strip::strip(part);
    let found = Cut::new(&stripped.html, &[], model).decide(model);
    stripped.is_parsed();
    Extracted { confidence: found.confidence.min(SECOND_HAND), place: None, ..found }
}

#[cfg(test)]
mod tests;
