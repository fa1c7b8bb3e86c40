//! A page as the readers of its metadata see it: statements in the head, names of elements, where the story begins.

use url::Url;

use super::linked::Linked;
use super::marks::{Marks, Reader};
use super::parts::{self, Parts};
use super::site::Sites;
use super::text::{cleaned, text_of};
use crate::extract::tags::Tag;
use crate::extract::tree::{NONE, Node};
use crate::extract::{Place, Reading};
use crate::web;

/// So many elements above one may say that it stands in a box.
const LEVELS: u8 = 7;
/// Statements in `meta` elements that are read.
const MOST_META: usize = 1000;
/// Bytes of a text read for a heading.
pub(super) const HEADING_BYTES: usize = 1000;

/// A statement of a `meta` element.
#[derive(Debug)]
pub(super) struct Meta<'a> {
    /// The attribute that named it: `name`, `property`, `itemprop`, `http-equiv`.
    kind: &'static str,
    key: String,
    content: &'a str,
}

/// Where an element stands in relation to the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// In front of the headline.
    Above,
    /// From the headline to the first paragraph.
    Head,
    Inside,
    Below,
}

/// Everything the readers of headline, date and authors ask for.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) nodes: &'a [Node],
    pub(super) marks: Vec<Marks>,
    parts: Vec<Parts>,
    /// For headings, dates and names: whether an element stands in a box, a menu or among comments.
    boxed: Vec<[bool; 3]>,
    metas: Vec<Meta<'a>>,
    pub(super) linked: Linked<'a>,
    pub(super) scripts: &'a [&'a str],
    pub(super) address: Option<Url>,
    /// Own addresses, as stated: captured, canonical, shared.
    pub(super) addresses: Vec<String>,
    pub(super) sites: Sites,
    /// Language tag of the root, in lower case.
    pub(super) language: Option<String>,
    /// Headings of the first level with text, in order.
    pub(super) first_level: Vec<u32>,
    /// The heading that the head begins with; 0 where there is none.
    pub(super) headline: u32,
    pub(super) first: u32,
    pub(super) end: u32,
}

impl<'a> Scene<'a> {
    pub(super) fn of(reading: &'a Reading<'a>, place: Option<Place>, address: Option<&str>) -> Self {
        let nodes = reading.nodes();
        let marks = read_marks(nodes);
        let boxed = read_boxes(nodes, &marks);
        let count = u32::try_from(nodes.len()).unwrap_or(NONE);
        let mut scene = Self {
            nodes,
            marks,
            parts: parts::read(nodes),
            boxed,
            metas: read_metas(nodes),
            linked: Linked::default(),
            scripts: reading.scripts(),
            address: address.and_then(web::unwrapped),
            addresses: Vec::new(),
            sites: Sites::default(),
            language: None,
            first_level: Vec::new(),
            headline: 0,
            first: place.map_or(count, |place| place.first),
            end: place.map_or(count, |place| place.end),
        };
        scene.language = scene.read_language();
        scene.addresses = scene.read_addresses();
        scene.linked = Linked::read(&reading.linked, &scene.addresses);
        scene.sites = scene.read_sites();
        let headings = scene.all(&[Tag::H1]);
        scene.first_level = headings.into_iter().filter(|&at| !scene.text(at, 50).is_empty()).collect();
        scene.headline = scene.find_headline();
        scene
    }

    fn read_language(&self) -> Option<String> {
        let root = self.nodes.first()?;
        let tag = root.attribute("lang").or_else(|| root.attribute("xml:lang"))?.trim().to_lowercase();
        Some(tag).filter(|tag| !tag.is_empty())
    }

    fn read_addresses(&self) -> Vec<String> {
        let mut out: Vec<String> = self.address.iter().map(|url| url.as_str().to_owned()).collect();
        let links = self.nodes.iter().filter(|node| &*node.name == "link");
        let canonical = links
            .filter(|link| link.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")))
            .filter_map(|link| link.attribute("href"));
        out.extend(canonical.map(|href| href.trim().to_owned()).filter(|href| !href.is_empty()).take(3));
        out.extend(self.meta(&["og:url"]).map(str::to_owned));
        out
    }

    fn read_sites(&self) -> Sites {
        let mut sites = Sites::default();
        let stated = [
            "og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site", "copyright", "publisher",
            "dc.publisher", "dcterms.publisher", "al:ios:app_name", "parsely-site", "cre",
        ];
        stated.iter().flat_map(|key| self.metas(&[key])).for_each(|name| sites.add(&cleaned(name)));
        for found in &self.linked.all {
            if found.is_publisher || found.is(&["website", "organization", "newsmediaorganization"]) {
                for key in ["name", "alternateName"] {
                    super::linked::text(found.object, &[key]).iter().for_each(|name| sites.add(name));
                }
            }
        }
        self.addresses.iter().for_each(|address| sites.add_host(address));
        sites
    }

    /// The last good heading of the first level in front of the body, else the last of the second.
    fn find_headline(&self) -> u32 {
        let before = |at: &u32| *at <= self.first;
        let good = self.first_level.iter().copied().filter(before).rfind(|&at| !self.is_boxed_heading(at));
        let any = || self.first_level.iter().copied().rfind(before);
        let second = || self.all(&[Tag::H2]).into_iter().rfind(|at| before(at) && !self.is_boxed_heading(*at));
        good.or_else(any).or_else(second).unwrap_or(0)
    }

    /// Elements of these kinds, in order.
    pub(super) fn all(&self, tags: &[Tag]) -> Vec<u32> {
        let here = self.nodes.iter().enumerate().filter(|(_, node)| tags.contains(&node.tag));
        here.filter_map(|(at, _)| u32::try_from(at).ok()).collect()
    }

    pub(super) fn node(&self, at: u32) -> &'a Node {
        &self.nodes[at as usize]
    }

    pub(super) fn marks(&self, at: u32) -> Marks {
        self.marks.get(at as usize).copied().unwrap_or_default()
    }

    pub(super) fn parts(&self, at: u32) -> Parts {
        self.parts.get(at as usize).copied().unwrap_or_default()
    }

    /// The text of an element, about `most` bytes of it.
    pub(super) fn text(&self, at: u32, most: usize) -> String {
        text_of(self.nodes, at, most, |_| false)
    }

    /// The elements around one, the nearest first.
    pub(super) fn above(&self, at: u32) -> impl Iterator<Item = u32> {
        let up = |at: &u32| self.nodes.get(*at as usize).map(|node| node.parent).filter(|&parent| parent != NONE);
        std::iter::successors(up(&at), move |at| up(at))
    }

    pub(super) fn is_inside(&self, at: u32, name: &str) -> bool {
        self.above(at).any(|at| &*self.node(at).name == name)
    }

    pub(super) fn is_boxed_heading(&self, at: u32) -> bool {
        self.boxed[at as usize][0]
    }

    pub(super) fn is_boxed_date(&self, at: u32) -> bool {
        self.boxed[at as usize][1]
    }

    pub(super) fn is_boxed_name(&self, at: u32) -> bool {
        self.boxed[at as usize][2]
    }

    pub(super) fn zone(&self, at: u32) -> Zone {
        if at < self.headline {
            Zone::Above
        } else if at <= self.first {
            Zone::Head
        } else if at < self.end {
            Zone::Inside
        } else {
            Zone::Below
        }
    }

    /// Contents of the `meta` elements of these names, in the order of the names.
    pub(super) fn metas(&self, keys: &[&str]) -> Vec<&'a str> {
        let of = |key: &&str| {
            let fits = move |meta: &&Meta<'a>| meta.key == *key && matches!(meta.kind, "name" | "property");
            self.metas.iter().filter(fits).map(|meta| meta.content).collect::<Vec<_>>()
        };
        keys.iter().flat_map(of).collect()
    }

    /// The first of [`Self::metas`].
    pub(super) fn meta(&self, keys: &[&str]) -> Option<&'a str> {
        keys.iter().find_map(|key| {
            let fits = |meta: &&Meta<'a>| meta.key == *key && matches!(meta.kind, "name" | "property");
            self.metas.iter().find(fits).map(|meta| meta.content)
        })
    }

    /// The content of the first `meta` element with an attribute of this kind and one of these values.
    pub(super) fn meta_by(&self, kind: &str, keys: &[&str]) -> Option<&'a str> {
        let of = |key: &&str| self.metas.iter().find(|meta| meta.kind == kind && meta.key == **key);
        keys.iter().find_map(of).map(|meta| meta.content)
    }
}

fn read_marks<'a>(nodes: &'a [Node]) -> Vec<Marks> {
    let mut reader = Reader::default();
    let of = |node: &'a Node| {
        if !node.has_attributes() || matches!(node.tag, Tag::Html | Tag::Body | Tag::Meta) {
            return Marks::default();
        }
        let names = ["class", "id", "data-testid", "data-qa", "data-component"];
        names
            .iter()
            .filter_map(|name| node.attribute(name))
            .fold(Marks::default(), |marks, value| marks.and(reader.read(value)))
    };
    nodes.iter().map(of).collect()
}

/// Whether an element stands in a box, for headings, dates and names: by the kind of an element above it, or by what one
/// of the nearest is called.
fn read_boxes(nodes: &[Node], marks: &[Marks]) -> Vec<[bool; 3]> {
    const COMMON: Marks = Marks::COMMENT.and(Marks::FURNITURE).and(Marks::RELATED);
    const SAY_SO: [Marks; 3] =
        [COMMON.and(Marks::BRAND).and(Marks::MENU), COMMON.and(Marks::LISTED).and(Marks::MENU), COMMON];
    const FOR_GOOD: u8 = u8::MAX;
    let mut left: Vec<[u8; 3]> = Vec::with_capacity(nodes.len());
    for (node, marks) in nodes.iter().zip(marks) {
        let mut here = [0; 3];
        if !matches!(node.tag, Tag::Html | Tag::Body) && &*node.name != "main" {
            let above = left.get(node.parent as usize).copied().unwrap_or_default();
            let kinds: [bool; 3] = match node.tag {
                Tag::Nav | Tag::Footer => [true, true, true],
                Tag::Aside => [true, true, false],
                Tag::Form => [true, false, false],
                _ => [false; 3],
            };
            for (at, cell) in here.iter_mut().enumerate() {
                // A headline of its own may be called a banner or a teaser.
                let says_so = marks.any(SAY_SO[at]) && !(at == 0 && node.tag == Tag::H1);
                *cell = match above[at] {
                    FOR_GOOD => FOR_GOOD,
                    _ if kinds[at] => FOR_GOOD,
                    _ if says_so && node.tag != Tag::Article => LEVELS,
                    more => more.saturating_sub(u8::from(node.tag != Tag::Text)),
                };
            }
        }
        left.push(here);
    }
    left.into_iter().map(|left| left.map(|left| left > 0)).collect()
}

fn read_metas(nodes: &[Node]) -> Vec<Meta<'_>> {
    let mut out = Vec::new();
    for node in nodes.iter().filter(|node| node.tag == Tag::Meta).take(MOST_META) {
        let content = node.attribute("content").or_else(|| node.attribute("value")).map_or("", str::trim);
        if content.is_empty() || content.len() > 10_000 {
            continue;
        }
        for kind in ["property", "name", "itemprop", "http-equiv"] {
            for key in node.attribute(kind).unwrap_or("").split_whitespace().take(4) {
                out.push(Meta { kind, key: key.to_lowercase(), content });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_begins_with_the_last_good_heading() {
        let prose = "Twelve words of a plain sentence that somebody wrote down for this one test. ".repeat(3);
        let page = format!(
            "<div class=logo><h1>Paper</h1></div><article><h1 id=x>Storm wins</h1><p class=byline>By A B</p><p>{prose}</p><p>{prose}</p>\
             <div class=comments><h1>Comments</h1><p><b>C D</b></div></article>"
        );
        let reading = Reading::of(&page);
        let scene = Scene::of(&reading, reading.body().place, None);
        assert_eq!(scene.text(scene.headline, 100), "Storm wins");
        let zone = |name: &str| {
            let at = scene.nodes.iter().position(|node| &*node.text == name).and_then(|at| u32::try_from(at).ok());
            (scene.zone(at.unwrap()), scene.is_boxed_name(at.unwrap()))
        };
        assert_eq!(
            [zone("Paper"), zone("By A B"), zone("C D")],
            [(Zone::Above, false), (Zone::Head, false), (Zone::Below, true)]
        );
    }
}
