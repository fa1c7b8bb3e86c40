//! What the page says of its own text: titles, descriptions, and the body that JSON-LD may repeat.

use std::hash::BuildHasher as _;

use rapidhash::RapidHashSet;
use rapidhash::fast::SeedableState;
use serde_json::Value;

use super::tags::Tag;
use super::tree::Node;
use super::words::{plain, words};
use crate::json_ld::Statement;

/// Bodies shorter than this (in characters) are teasers.
const SHORTEST_BODY: usize = 200;
const DEEPEST: usize = 8;
/// Every block is compared with every statement: so many statements are enough...
const MOST_STATEMENTS: usize = 40;
/// ...and so many bytes of each.
const LONGEST_STATEMENT: usize = 2000;

/// Statements to compare blocks with.
#[derive(Debug, Default)]
pub(super) struct Stated {
    /// Headlines and titles for sharing, [`plain`].
    pub(super) titles: Vec<String>,
    /// Descriptions, [`plain`].
    pub(super) descriptions: Vec<String>,
    /// `articleBody` texts, as stated.
    pub(super) bodies: Vec<String>,
    /// Every three words in a row of the bodies, hashed.
    triples: RapidHashSet<u64>,
}

impl Stated {
    pub(super) fn read(nodes: &[Node], scripts: &[Statement<'_>]) -> Self {
        let mut found = Self::default();
        for script in scripts {
            script.values.iter().for_each(|value| found.walk(value, 0));
            if script.values.is_empty() {
                found.bodies.extend(cut_body(script.text));
            }
        }
        for node in nodes.iter().take_while(|node| node.tag != Tag::Body).filter(|node| node.tag == Tag::Meta) {
            found.meta(node);
        }
        for statements in [&mut found.titles, &mut found.descriptions] {
            statements.truncate(MOST_STATEMENTS);
            statements.iter_mut().for_each(|text| text.truncate(text.floor_char_boundary(LONGEST_STATEMENT)));
        }
        for body in &found.bodies {
            let text = without_tags(&crate::repair::unescape(body)).to_lowercase();
            let all: Vec<&str> = words(&text).collect();
            found.triples.extend(all.windows(3).map(hash));
        }
        found
    }

    fn walk(&mut self, value: &Value, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.walk(item, depth + 1)),
            Value::Object(object) => {
                let text = |key: &str| object.get(key).and_then(Value::as_str);
                if let Some(body) = text("articleBody").filter(|body| body.chars().count() > SHORTEST_BODY) {
                    self.bodies.push(body.to_owned());
                }
                let is_article = |kind: &str| kind.contains("Article") || matches!(kind, "BlogPosting" | "Report");
                let stated = match object.get("@type") {
                    Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is_article),
                    kind => kind.and_then(Value::as_str).is_some_and(is_article),
                };
                if stated {
                    self.descriptions.extend(text("description").filter(|text| !text.is_empty()).map(plain));
                    self.titles.extend(text("headline").filter(|text| !text.is_empty()).map(plain));
                }
                object.values().for_each(|value| self.walk(value, depth + 1));
            }
            _ => {}
        }
    }

    fn meta(&mut self, node: &Node) {
        let name = node.attribute("property").filter(|name| !name.is_empty()).or_else(|| node.attribute("name"));
        let content = node.attribute("content").filter(|content| !content.is_empty());
        let (Some(name), Some(content)) = (name, content) else { return };
        match name.to_lowercase().as_str() {
            "og:description" | "description" | "twitter:description" => self.descriptions.push(plain(content)),
            "og:title" | "twitter:title" => self.titles.push(plain(content)),
            _ => {}
        }
    }

    /// Share of the block's triples of words that the stated body holds; -1 where none is stated, -0.5 for blocks of
    /// less than three words.
    pub(super) fn body_share(&self, text: &str) -> f64 {
        if self.triples.is_empty() {
            return -1.0;
        }
        let lower = text.to_lowercase();
        let all: Vec<&str> = words(&lower).collect();
        if all.len() < 3 {
            return -0.5;
        }
        let known = all.windows(3).filter(|triple| self.triples.contains(&hash(triple))).count();
        known as f64 / (all.len() - 2) as f64
    }
}

fn hash(triple: &[&str]) -> u64 {
    SeedableState::fixed().hash_one(triple)
}

/// The text without what stands between `<` and `>`.
pub(super) fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let Some(end) = rest[at..].find('>').filter(|&end| end > 1) else { break };
        out.push_str(&rest[..at]);
        out.push(' ');
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
    out
}

/// The body out of a script that is no JSON as a whole.
fn cut_body(script: &str) -> Option<String> {
    let (_, rest) = script.split_once("\"articleBody\"")?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let mut escaped = false;
    let end = rest.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    let flat: String = rest[..end].chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    serde_json::from_str(&format!("\"{flat}\"")).ok()
}

#[cfg(test)]
mod tests {
    use super::super::tree;
    use super::*;

    #[test]
    fn statements_are_found_in_scripts_and_meta_elements() {
        let body = "The first three words and all the others. ".repeat(6);
        let script =
            format!(r#"{{"@graph":[{{"@type":["NewsArticle"],"headline":"A Title","articleBody":"{body}"}}]}}"#);
        let nodes =
            tree::parse("<meta property=og:title content='A title, shared'><meta name=Description content=D><p>x");
        let found = Stated::read(&nodes, &[Statement::of(&script)]);
        assert_eq!(found.titles, ["a title", "a title shared"]);
        assert_eq!(found.descriptions, ["d"]);
        assert_eq!(found.body_share("First three words and ALL"), 1.0);
        assert_eq!(found.body_share("Not there at all"), 0.0);
        assert_eq!(found.body_share("Two words"), -0.5);
        assert_eq!(Stated::default().body_share("any"), -1.0);
    }

    #[test]
    fn broken_scripts_still_give_their_body() {
        assert_eq!(cut_body("{,\"articleBody\" : \"a \\\"b\\\"\nc\", x").as_deref(), Some("a \"b\" c"));
        assert_eq!(cut_body("{\"articleBody\": \"no end"), None);
    }
}
