//! Parts of classes that makers of pages use for one thing: all elements are asked for them, several times.

use std::sync::LazyLock;

use rapidhash::RapidHashMap;

use crate::extract::tree::Node;
use crate::named::Named;

/// A set of things that the class of an element holds the word for, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts(u8);

impl Parts {
    pub(super) const DEK: Self = Self(1);
    /// In a paragraph it is a dek.
    pub(super) const DEK_PARAGRAPH: Self = Self(1 << 1);
    /// In a paragraph behind the headline it is a dek.
    pub(super) const INTRO: Self = Self(1 << 2);
    pub(super) const BYLINE: Self = Self(1 << 3);
    pub(super) const CAPTION: Self = Self(1 << 4);
    /// In a block it is a caption.
    pub(super) const CAPTION_BOX: Self = Self(1 << 5);
    /// In a caption it is a credit.
    pub(super) const CREDIT: Self = Self(1 << 6);
    /// Boxes with other stories.
    pub(super) const ELSEWHERE: Self = Self(1 << 7);

    /// Returns true where one of the others is among these.
    pub(super) const fn any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

const WORDS: [(Parts, &[&str]); 8] = [
    (
        Parts::DEK,
        &[
            "standfirst", "subheadline", "sub-headline", "article-dek", "chapeau", "article__summary", "subtitle",
            "vorspann",
        ],
    ),
    (Parts::DEK_PARAGRAPH, &["dek"]),
    (Parts::INTRO, &["intro", "lead"]),
    (Parts::BYLINE, &["byline", "author-name", "author__name", "article-author"]),
    (Parts::CAPTION, &["wp-caption-text", "photo-caption", "image-caption", "cutline"]),
    (Parts::CAPTION_BOX, &["caption"]),
    (Parts::CREDIT, &["credit", "copyright", "source", "author"]),
    (Parts::ELSEWHERE, &["related", "teaser", "most-read", "trending"]),
];

static NAMED: LazyLock<Option<Named<Parts>>> = LazyLock::new(|| Named::new(&WORDS, false));

fn of_class(class: &str) -> Parts {
    let found = NAMED.iter().flat_map(|named| named.all(class));
    found.fold(Parts::default(), |all, one| Parts(all.0 | one.0))
}

/// The parts of every node's class. Pages use the same classes again and again.
pub(super) fn read(nodes: &[Node]) -> Vec<Parts> {
    let mut known: RapidHashMap<&str, Parts> = RapidHashMap::default();
    let mut of = |class| *known.entry(class).or_insert_with(|| of_class(class));
    nodes.iter().map(|node| node.attribute("class").map_or_else(Parts::default, &mut of)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::tree;

    #[test]
    fn words_stand_anywhere_in_a_class() {
        assert!(of_class("c-photo-caption__text").any(Parts::CAPTION) && of_class("caption").any(Parts::CAPTION_BOX));
        assert!(of_class("article-author").any(Parts::BYLINE) && of_class("article-author").any(Parts::CREDIT));
        assert_eq!(of_class("story"), Parts::default());
        let nodes = tree::parse("<p class=intro><p><p class=intro>");
        assert_eq!(read(&nodes).iter().filter(|parts| parts.any(Parts::INTRO)).count(), 2);
    }
}
