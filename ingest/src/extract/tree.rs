//! A page as flat arrays in preorder: `is inside` is a comparison of two indexes, sums over subtrees one backward pass.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, LocalName, QualName, local_name, ns, parse_document};

use super::tags::Tag;

/// No node.
pub(crate) const NONE: u32 = u32::MAX;

/// Bytes handed to the parser at once; between two pieces the number of nodes is looked at.
const PIECE: usize = 16 << 10;

/// Misnested formatting elements are opened again in every paragraph: a page within the guard's limits can ask for
/// millions. Past this number of nodes the rest of the page is left unread.
const MOST_NODES: usize = 400_000;

/// An element or a text.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) tag: Tag,
    /// Index of the parent, [`NONE`] for the root.
    pub(crate) parent: u32,
    /// Index behind the last node of its subtree.
    pub(crate) end: u32,
    /// The element's name; empty for a text.
    pub(crate) name: LocalName,
    attributes: Vec<Attribute>,
    /// [`bit`] of each attribute.
    named: u16,
    /// The text of a text node.
    pub(crate) text: StrTendril,
}

/// One of a few sets of names, so that what an element has not is not looked for: readers ask every element.
#[inline]
fn bit(name: &str) -> u16 {
    match name {
        "class" => 1,
        "id" => 1 << 1,
        "itemprop" => 1 << 2,
        "property" => 1 << 3,
        "content" => 1 << 4,
        "datetime" => 1 << 5,
        "rel" => 1 << 6,
        "href" => 1 << 7,
        "title" => 1 << 8,
        "name" => 1 << 9,
        _ if name.starts_with("data-") => 1 << 10,
        _ => 1 << 11,
    }
}

impl Node {
    /// The value of an attribute.
    #[inline]
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        if self.named & bit(name) == 0 { None } else { self.find(name) }
    }

    fn find(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
    }

    /// It has any.
    pub(crate) fn has_attributes(&self) -> bool {
        !self.attributes.is_empty()
    }

    /// All attributes, as names and values.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|attribute| (&*attribute.name.local, &*attribute.value))
    }
}

/// Parses a page; the root (`html`) is node 0. Empty where the page holds nothing.
pub(crate) fn parse(html: &str) -> Vec<Node> {
    let mut parser = parse_document(Sink::for_page(html.len()), html5ever::ParseOpts::default());
    let mut rest = html;
    while !rest.is_empty() {
        let cut = if rest.len() <= PIECE { rest.len() } else { rest.floor_char_boundary(PIECE) };
        let (piece, after) = rest.split_at(cut);
        parser.process(StrTendril::from(piece));
        if parser.tokenizer.sink.sink.nodes.borrow().len() > MOST_NODES {
            break;
        }
        rest = after;
    }
    flatten(parser.finish())
}

/// A node while the page is being parsed: texts come and go, parents change.
struct Raw {
    name: Option<QualName>,
    is_text: bool,
    attributes: Vec<Attribute>,
    text: StrTendril,
    contents: u32,
    parent: u32,
    first: u32,
    last: u32,
    previous: u32,
    next: u32,
}

impl Raw {
    fn new(name: Option<QualName>, attributes: Vec<Attribute>) -> Self {
        Self {
            name,
            is_text: false,
            attributes,
            text: StrTendril::new(),
            contents: NONE,
            parent: NONE,
            first: NONE,
            last: NONE,
            previous: NONE,
            next: NONE,
        }
    }
}

/// What the parser holds of a node: it asks for names all the time.
#[derive(Clone)]
struct Handle {
    id: u32,
    name: QualName,
}

struct Sink {
    /// Node 0 is the document.
    nodes: RefCell<Vec<Raw>>,
}

fn nameless() -> QualName {
    QualName::new(None, ns!(), local_name!(""))
}

thread_local! {
    /// Space for the nodes of the next page: to ask the system for it anew costs more than to fill it.
    static SPACE: Cell<Vec<Raw>> = const { Cell::new(Vec::new()) };
}

/// Nodes whose space a thread keeps between pages: 6 MiB.
const KEPT_NODES: usize = 1 << 16;

impl Sink {
    /// A sink with space for the nodes of a page of so many bytes.
    fn for_page(bytes: usize) -> Self {
        /// Stripped pages have a node in so many bytes, more or less.
        const BYTES: usize = 32;
        let mut nodes = SPACE.take();
        nodes.reserve((bytes / BYTES).min(MOST_NODES) + 1);
        nodes.push(Raw::new(None, Vec::new()));
        Self { nodes: RefCell::new(nodes) }
    }

    fn add(&self, raw: Raw) -> u32 {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(raw);
        u32::try_from(nodes.len() - 1).unwrap_or(NONE)
    }

    /// Puts a node or a text in front of `before` ([`NONE`]: at the end); texts next to each other are one.
    fn insert(&self, parent: u32, before: u32, child: NodeOrText<Handle>) {
        let id = match child {
            NodeOrText::AppendNode(handle) => {
                detach(&mut self.nodes.borrow_mut(), handle.id);
                handle.id
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let previous =
                    if before == NONE { nodes[parent as usize].last } else { nodes[before as usize].previous };
                if let Some(known) = nodes.get_mut(previous as usize).filter(|known| known.is_text) {
                    known.text.push_tendril(&text);
                    return;
                }
                drop(nodes);
                self.add(Raw { is_text: true, text, ..Raw::new(None, Vec::new()) })
            }
        };
        link(&mut self.nodes.borrow_mut(), id, parent, before);
    }
}

fn link(nodes: &mut [Raw], id: u32, parent: u32, before: u32) {
    let previous = if before == NONE { nodes[parent as usize].last } else { nodes[before as usize].previous };
    let node = &mut nodes[id as usize];
    (node.parent, node.previous, node.next) = (parent, previous, before);
    match nodes.get_mut(previous as usize) {
        Some(known) => known.next = id,
        None => nodes[parent as usize].first = id,
    }
    match nodes.get_mut(before as usize) {
        Some(known) => known.previous = id,
        None => nodes[parent as usize].last = id,
    }
}

fn detach(nodes: &mut [Raw], id: u32) {
    let node = &mut nodes[id as usize];
    let (parent, previous, next) = (node.parent, node.previous, node.next);
    (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    if parent == NONE {
        return;
    }
    match nodes.get_mut(previous as usize) {
        Some(known) => known.next = next,
        None => nodes[parent as usize].first = next,
    }
    match nodes.get_mut(next as usize) {
        Some(known) => known.previous = previous,
        None => nodes[parent as usize].last = previous,
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Vec<Raw>;
    type ElemName<'a> = &'a QualName;

    fn finish(self) -> Vec<Raw> {
        self.nodes.into_inner()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: 0, name: nameless() }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> &'a QualName {
        &target.name
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Handle {
        let mut raw = Raw::new(Some(name.clone()), attributes);
        if flags.template {
            raw.contents = self.add(Raw::new(None, Vec::new()));
        }
        Handle { id: self.add(raw), name }
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        Handle { id: self.add(Raw::new(None, Vec::new())), name: nameless() }
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Handle {
        Handle { id: self.add(Raw::new(None, Vec::new())), name: nameless() }
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(parent.id, NONE, child);
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let parent = self.nodes.borrow()[sibling.id as usize].parent;
        if parent != NONE {
            self.insert(parent, sibling.id, child);
        }
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        if self.nodes.borrow()[element.id as usize].parent == NONE {
            self.append(previous, child);
        } else {
            self.append_before_sibling(element, child);
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        let contents = self.nodes.borrow()[target.id as usize].contents;
        Handle { id: if contents == NONE { target.id } else { contents }, name: nameless() }
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one.id == other.id
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        let known = &mut self.nodes.borrow_mut()[target.id as usize].attributes;
        for attribute in attributes {
            if !known.iter().any(|other| other.name == attribute.name) {
                known.push(attribute);
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        detach(&mut self.nodes.borrow_mut(), target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut nodes = self.nodes.borrow_mut();
        let mut child = nodes[node.id as usize].first;
        while child != NONE {
            let next = nodes[child as usize].next;
            detach(&mut nodes, child);
            link(&mut nodes, child, new_parent.id, NONE);
            child = next;
        }
    }
}

/// One walk in preorder from the first element of the document; comments are left behind, and so are the insides of
/// elements that hold no text of the page.
fn flatten(mut raw: Vec<Raw>) -> Vec<Node> {
    let mut flat: Vec<Node> = Vec::with_capacity(raw.len());
    let mut at = raw[0].first;
    while at != NONE && raw[at as usize].name.is_none() {
        at = raw[at as usize].next;
    }
    let root = at;
    let mut parent = NONE;
    while at != NONE {
        let node = &mut raw[at as usize];
        let index = u32::try_from(flat.len()).unwrap_or(NONE);
        let mut inner = NONE;
        if node.is_text || node.name.is_some() {
            let name = node.name.take().map_or_else(|| local_name!(""), |name| name.local);
            let tag = if node.is_text { Tag::Text } else { Tag::of(&name) };
            if tag != Tag::Foreign {
                inner = node.first;
            }
            let (attributes, text) = (std::mem::take(&mut node.attributes), std::mem::take(&mut node.text));
            let named = attributes.iter().fold(0, |named, attribute| named | bit(&attribute.name.local));
            flat.push(Node { tag, parent, end: index + 1, name, attributes, named, text });
        }
        if inner != NONE {
            parent = index;
            at = inner;
            continue;
        }
        while at != root && raw[at as usize].next == NONE {
            at = raw[at as usize].parent;
            if at == NONE || parent == NONE {
                break;
            }
            let end = u32::try_from(flat.len()).unwrap_or(NONE);
            flat[parent as usize].end = end;
            parent = flat[parent as usize].parent;
        }
        at = if at == root || at == NONE { NONE } else { raw[at as usize].next };
    }
    raw.clear();
    if raw.capacity() <= KEPT_NODES {
        SPACE.set(raw);
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(html: &str) -> String {
        let nodes = parse(html);
        let body = nodes.iter().position(|node| &*node.name == "body").unwrap();
        let mut out = String::new();
        for (at, node) in nodes.iter().enumerate().skip(body + 1) {
            let what = if node.tag == Tag::Text { &*node.text } else { &*node.name };
            let parent = node.parent as usize;
            assert!(parent < at && (nodes[parent].end >= node.end) && node.end as usize > at);
            out.push_str(&format!("{what}({} ", at - parent));
            out.push_str(&format!("{}) ", node.end as usize - at));
        }
        out.trim_end().to_owned()
    }

    #[test]
    fn nodes_stand_in_preorder_with_parents_and_ends() {
        assert_eq!(
            shape("<div><p>a<b>b</b>c<p>d</div>e"),
            "div(1 8) p(1 5) a(1 1) b(2 2) b(1 1) c(4 1) p(6 2) d(1 1) e(9 1)"
        );
    }

    #[test]
    fn misnesting_is_repaired_as_browsers_do() {
        assert_eq!(shape("<b>a<p>b</b>c</p>"), "b(1 2) a(1 1) p(3 4) b(1 2) b(1 1) c(3 1)");
        assert_eq!(shape("<table>x<tr><td>y</table>"), "x(1 1) table(2 5) tbody(1 4) tr(1 3) td(1 2) y(1 1)");
        assert_eq!(shape("x<template><p>no</template><!-- c -->a<!-- d -->"), "x(1 1) template(2 1) a(3 1)");
    }

    #[test]
    fn nothing_makes_an_empty_page() {
        assert_eq!(parse("").len(), 3, "html, head, body");
        assert_eq!(parse("\u{0}").last().map(|node| node.end), Some(3));
    }

    #[test]
    fn reopened_formatting_is_bounded() {
        let many: String = (0..200).map(|n| format!("<b id=x{n}>")).collect();
        let page = format!("<div>{many}</div>{}", "<p>x</p>".repeat(50_000));
        assert!(parse(&page).len() < 2 * MOST_NODES);
    }
}
