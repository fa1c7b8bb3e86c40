//! The weights' file: the form that `ingest/data/NOTICE.md` tells, a tree a line.

use std::fmt::Write as _;

use dateline_ingest::measure;
use serde_json::json;

use super::fit::Fitted;
use super::trees::{Node, Tree};

/// Form of the file, as the extractor knows it.
const FORMAT: u32 = 1;
/// Probability from which on a block is kept.
const THRESHOLD: f64 = 0.5;
/// Words on a line.
const WORDS: usize = 10;

/// Writes weights; the same weights give the same bytes.
pub(super) fn write(fitted: &Fitted) -> String {
    let mut out = String::new();
    let names = measure::names();
    let words: Vec<String> = fitted.lexicon.iter().map(|(word, weight)| format!("{}:{weight}", json!(word))).collect();
    let lines: Vec<String> = words.chunks(WORDS).map(|line| line.join(",")).collect();
    let stages: Vec<String> = fitted.stages.iter().map(|trees| stage(trees)).collect();
    // Writing to a string does not fail.
    let _ = write!(
        out,
        "{{\"format\":{FORMAT},\"threshold\":{THRESHOLD},\n\"features\":{},\n\"words\":{{\n{}}},\n\"stages\":[\n{}]}}\n",
        json!(names),
        lines.join(",\n"),
        stages.join(",\n")
    );
    out
}

fn stage(trees: &[Tree]) -> String {
    let lines: Vec<String> = trees.iter().map(|tree| format!("[{}]", steps(tree).join(","))).collect();
    format!("[{}]", lines.join(",\n"))
}

fn steps(tree: &Tree) -> Vec<String> {
    let step = |node: &Node| match *node {
        Node::Leaf(value) => format!("{value}"),
        Node::Split { column, limit, left, right, .. } => format!("[{column},{limit},{left},{right}]"),
    };
    tree.iter().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicon;
    use super::*;

    #[test]
    fn what_is_written_is_what_the_extractor_reads() {
        let split = Node::Split { column: 0, limit: 0.5, bin: 0, left: 1, right: 2 };
        let keep_inside = vec![split, Node::Leaf(-3.0), Node::Leaf(3.0)];
        let fitted = Fitted {
            lexicon: Lexicon::from([("a\"b".to_owned(), -1.5), ("body".to_owned(), 2.0)]),
            stages: [vec![vec![Node::Leaf(0.25)]], vec![keep_inside]],
        };
        let text = write(&fitted);
        assert_eq!(text, write(&fitted));
        let model = measure::Model::read(&text).unwrap();
        let sentence = "Twelve words of a plain sentence that somebody wrote down for this one test. ";
        let page = format!("<div><p>{sentence}<p>{sentence}<p>{sentence}</div><div>Menu</div>");
        let body = measure::body_with(&model, page.as_bytes()).unwrap();
        assert_eq!(body.paragraphs.len(), 3, "the container's blocks, and no other: {body:?}");
    }
}
