//! XML of wire files: parsed within limits, repaired where it almost parses, its bodies turned into paragraphs.

use std::collections::HashSet;

use dateline_model::Paragraph;
use roxmltree::{Document, Node, ParsingOptions};

use crate::limits::PAGE_DEPTH;
use crate::repair::{non_empty, unescape};
use crate::{Reason, json, plain};

/// Elements, texts and attributes of one file.
const NODES: u32 = 4_000_000;
/// Characters that the entities a file declares itself may grow to.
const EXPANDED: usize = 64 << 20;
/// Entity references that one reference may lead to: the parser's own limit.
const NESTED_REFERENCES: usize = 255;

/// Parses a file and hands the tree to `read`. A file with entities of HTML or bare `&` is repaired first.
pub(crate) fn with_document<T>(text: &str, read: impl FnOnce(&Document<'_>) -> T) -> Result<T, (Reason, String)> {
    let text = text.trim_start_matches(['\u{feff}', '\u{0}']).trim();
    check_entities(text)?;
    let options = || ParsingOptions { allow_dtd: true, nodes_limit: NODES, ..ParsingOptions::default() };
    let broken = |error: roxmltree::Error| match error {
        roxmltree::Error::NodesLimitReached => {
            (Reason::TooLarge, format!("expected at most {NODES} nodes, found more"))
        }
        error => (Reason::Broken, format!("expected well-formed XML, found an error: {error}")),
    };
    match Document::parse_with_options(text, options()) {
        Ok(document) => check_depth(&document).map(|()| read(&document)),
        Err(first) => {
            let repaired = repair(text);
            // What the repair could not help is told as it was found first.
            let document = Document::parse_with_options(&repaired, options()).map_err(|_| broken(first))?;
            check_depth(&document).map(|()| read(&document))
        }
    }
}

/// A few declared entities, each holding many others or much text, can grow to any size.
fn check_entities(text: &str) -> Result<(), (Reason, String)> {
    let Some(start) = text.find("<!DOCTYPE") else { return Ok(()) };
    let Some(subset) = text[start..].find('[').map(|at| &text[start + at..]) else { return Ok(()) };
    let subset = &subset[..subset.find("]>").unwrap_or(subset.len())];
    if !subset.contains("<!ENTITY") {
        return Ok(());
    }
    let references = text.len() - text.replace('&', "").len();
    let nested = if subset.replace("&#", "").contains('&') { NESTED_REFERENCES } else { 1 };
    if subset.len().saturating_mul(references).saturating_mul(nested) > EXPANDED {
        return Err((Reason::TooLarge, format!("expected entities that grow to at most {EXPANDED} bytes, found more")));
    }
    Ok(())
}

fn check_depth(document: &Document<'_>) -> Result<(), (Reason, String)> {
    let mut depth = 0;
    let mut node = document.root();
    loop {
        if let Some(child) = node.first_child() {
            node = child;
            depth += 1;
            if depth > PAGE_DEPTH {
                return Err((Reason::TooDeep, format!("expected at most {PAGE_DEPTH} nested elements, found more")));
            }
            continue;
        }
        loop {
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return Ok(()) };
            node = parent;
            depth -= 1;
        }
    }
}

/// Entities of HTML become characters, a bare `&` is escaped, and controls that XML forbids go.
fn repair(text: &str) -> String {
    let declared: HashSet<&str> =
        text.split("<!ENTITY ").skip(1).filter_map(|rest| rest.split_whitespace().next()).collect();
    let mut repaired = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, after) = rest.split_at(at);
        repaired.extend(before.chars().filter(|&c| is_xml(c)));
        let end = after.char_indices().take(34).find(|&(_, c)| c == ';').map(|(at, _)| at);
        let name = end.map_or("", |end| &after[1..end]);
        let character = name.starts_with('#').then(|| unescape(&after[..=end.unwrap_or(0)]));
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let written = end.filter(|_| is_name || character.is_some()).map(|end| &after[..=end]);
        match written {
            Some(written) if matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") || declared.contains(name) => {
                repaired.push_str(written);
            }
            Some(written) => match unescape(written) {
                known if known != written => push_escaped(&mut repaired, &known),
                _ => push_escaped(&mut repaired, written),
            },
            None => repaired.push_str("&amp;"),
        }
        rest = &after[written.map_or(1, str::len)..];
    }
    repaired.extend(rest.chars().filter(|&c| is_xml(c)));
    repaired
}

const fn is_xml(c: char) -> bool {
    !(c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r')) && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

pub(crate) fn push_escaped(html: &mut String, text: &str) {
    for c in text.chars().filter(|&c| is_xml(c)) {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
}

/// Names are compared without their namespace and without case: profiles differ in both.
pub(crate) fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name().eq_ignore_ascii_case(name)
}

pub(crate) fn children<'a, 'd>(node: Node<'a, 'd>, name: &'a str) -> impl Iterator<Item = Node<'a, 'd>> {
    node.children().filter(move |child| is(*child, name))
}

pub(crate) fn child<'a, 'd>(node: Node<'a, 'd>, name: &'a str) -> Option<Node<'a, 'd>> {
    children(node, name).next()
}

/// Follows a path of children: `docdata/date.issue`.
pub(crate) fn path<'a, 'd>(node: Node<'a, 'd>, path: &'a str) -> Option<Node<'a, 'd>> {
    path.split('/').try_fold(node, child)
}

/// The first element of this name anywhere inside.
pub(crate) fn find<'a, 'd>(node: Node<'a, 'd>, name: &'a str) -> Option<Node<'a, 'd>> {
    node.descendants().find(move |inside| is(*inside, name))
}

pub(crate) fn find_all<'a, 'd>(node: Node<'a, 'd>, name: &'a str) -> impl Iterator<Item = Node<'a, 'd>> {
    node.descendants().filter(move |inside| is(*inside, name))
}

/// An attribute that holds something, whatever its namespace.
pub(crate) fn attribute(node: Node<'_, '_>, name: &str) -> Option<String> {
    let found = node.attributes().find(|attribute| attribute.name().eq_ignore_ascii_case(name))?;
    non_empty(found.value())
}

/// Everything written inside, on one line; elements are apart by a space where nothing else stands between them.
pub(crate) fn text(node: Node<'_, '_>) -> Option<String> {
    let mut written = String::new();
    for inside in node.descendants() {
        if inside.is_text() {
            written.push_str(inside.text().unwrap_or(""));
        } else if inside.is_element() && !written.ends_with(char::is_whitespace) && is_apart(inside) {
            written.push(' ');
        }
    }
    non_empty(&written)
}

/// Elements that are parts of a field, not words of a sentence.
fn is_apart(node: Node<'_, '_>) -> bool {
    const APART: [&str; 16] = [
        "p", "br", "person", "byttl", "location", "city", "state", "country", "region", "sublocation", "org",
        "virtloc", "hl1", "hl2", "li", "div",
    ];
    APART.contains(&node.tag_name().name().to_ascii_lowercase().as_str())
}

pub(crate) fn text_at(node: Node<'_, '_>, at: &str) -> Option<String> {
    path(node, at).and_then(text)
}

/// Returns the paragraphs of a body of XHTML or NITF. `<br/>` at the end of lines broken at a width joins them.
pub(crate) fn paragraphs(body: Node<'_, '_>) -> Result<Vec<Paragraph>, (Reason, String)> {
    let has_elements = body.descendants().skip(1).any(|inside| inside.is_element());
    if !has_elements {
        return written_paragraphs(&written(body));
    }
    let mut html = String::new();
    push_html(&mut html, body, is_wrapped(body));
    json::html_blocks(&html)
}

/// Everything written inside, as it stands.
pub(crate) fn written(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|inside| inside.text()).collect()
}

/// The paragraphs of a text that may be markup behind entities or a `CDATA` section.
pub(crate) fn written_paragraphs(written: &str) -> Result<Vec<Paragraph>, (Reason, String)> {
    if json::looks_like_html(written) {
        return json::html_blocks(written);
    }
    Ok(plain::paragraphs_of(written).into_iter().map(Paragraph::text).collect())
}

fn is_wrapped(body: Node<'_, '_>) -> bool {
    if find(body, "br").is_none() {
        return false;
    }
    let mut lines = vec![String::new()];
    for inside in body.descendants() {
        if is(inside, "br") || is(inside, "p") {
            lines.push(String::new());
        } else if let (true, Some(last)) = (inside.is_text(), lines.last_mut()) {
            last.push_str(inside.text().unwrap_or(""));
        }
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    plain::is_wrapped(&[lines])
}

/// Writes an element as HTML: what NITF names otherwise under HTML's name, what is no text of the body not at all.
fn push_html(html: &mut String, node: Node<'_, '_>, joined: bool) {
    if node.is_text() {
        push_escaped(html, node.text().unwrap_or(""));
        return;
    }
    let name = node.tag_name().name().to_ascii_lowercase();
    let tag = match name.as_str() {
        "head"
        | "style"
        | "script"
        | "title"
        | "media"
        | "img"
        | "object"
        | "note"
        | "figure"
        | "table-metadata"
        | "nitf-table-metadata"
        | "custom-table" => return,
        "br" => {
            html.push_str(if joined { " " } else { "<br>" });
            return;
        }
        "hl1" | "hl2" | "hedline" => "h2",
        "bq" | "blockquote" => "blockquote",
        "block" | "body.content" | "body" | "section" | "article" | "div" | "body.head" | "body.end" => "div",
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "li" | "table" | "tr" | "td" | "th" | "tbody"
        | "thead" | "pre" | "dl" | "dt" | "dd" | "tagline" => name.as_str(),
        _ => "",
    };
    if !tag.is_empty() {
        html.extend(["<", tag, ">"]);
    }
    for inside in node.children() {
        push_html(html, inside, joined);
    }
    if !tag.is_empty() {
        html.extend(["</", tag, ">"]);
    }
}

/// Names in the order of the file, each once.
pub(crate) fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    names.filter(|name| seen.insert(name.to_lowercase())).collect()
}
