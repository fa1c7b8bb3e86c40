//! Words of classes and identifiers: what makers of pages call the parts of them.

use std::sync::LazyLock;

use super::tags::Tag;
use super::tree::Node;
use crate::named::Named;

/// Attributes whose words are read.
pub(super) const READ: [&str; 14] = [
    "class", "id", "itemprop", "role", "data-testid", "data-component", "data-type", "data-qa", "data-module",
    "data-component-name", "data-gu-name", "aria-label", "data-block", "rel",
];

/// An element and so many above it, less one, are near.
pub(super) const NEAR: usize = 3;

/// Values longer than this (in characters) are data, not names.
const LONGEST: usize = 400;

/// A set of words of the lexicon, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words(Vec<u64>);

impl Words {
    pub(super) fn insert(&mut self, number: usize) {
        if self.0.len() <= number / 64 {
            self.0.resize(number / 64 + 1, 0);
        }
        self.0[number / 64] |= 1 << (number % 64);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs;
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(at, &bits)| {
            let mut left = bits;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(at * 64 + bit)
            })
        })
    }
}

/// Sums over the weights of the words around a block.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Weights {
    pub(super) sum: f64,
    pub(super) smallest: f64,
    pub(super) largest: f64,
    pub(super) negative: f64,
}

impl Weights {
    pub(super) fn of(words: &Words, weight: impl Fn(usize) -> f64) -> Self {
        words.iter().map(weight).fold(Self::default(), |so_far, weight| Self {
            sum: so_far.sum + weight,
            smallest: so_far.smallest.min(weight),
            largest: so_far.largest.max(weight),
            negative: so_far.negative + weight.min(0.0),
        })
    }
}

/// The words of an element's names, as numbers of a lexicon; elements above the body tell nothing.
pub(super) fn read(node: &Node, number: impl Fn(&str) -> Option<usize>) -> Words {
    let mut words = Words::default();
    each(node, |word| {
        if let Some(number) = number(word) {
            words.insert(number);
        }
    });
    words
}

/// Gives the words of an element's names one by one, in lower case.
pub(super) fn each(node: &Node, mut take: impl FnMut(&str)) {
    if matches!(node.tag, Tag::Html | Tag::Body | Tag::Text) {
        return;
    }
    let mut lower = String::new();
    for (name, value) in node.attributes() {
        if READ.contains(&name) && value.len() < LONGEST * 4 && value.chars().count() < LONGEST {
            for word in split(value) {
                lower.clear();
                lower.push_str(word);
                lower.make_ascii_lowercase();
                take(&lower);
            }
        }
    }
}

/// `articleBody main-text ABCNews` is article, Body, main, text, ABC, News: two letters or more, cut at capitals.
fn split(value: &str) -> impl Iterator<Item = &str> {
    let bytes = value.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let length = word_at(&bytes[at..]);
            if length > 0 {
                let word = &value[at..at + length];
                at += length;
                return Some(word);
            }
            at += 1;
        }
        None
    })
}

/// Bytes of the word that begins here: a capital or none and two small letters or more, or capitals alone.
fn word_at(bytes: &[u8]) -> usize {
    let run = |from: usize, is: fn(&u8) -> bool| bytes[from..].iter().take_while(|byte| is(byte)).count();
    let capital = usize::from(bytes[0].is_ascii_uppercase());
    let small = run(capital, u8::is_ascii_lowercase);
    if small >= 2 {
        return capital + small;
    }
    let capitals = run(0, u8::is_ascii_uppercase);
    let next_is_small = bytes.get(capitals).is_some_and(u8::is_ascii_lowercase);
    let whole = capitals - usize::from(next_is_small && capitals > 0);
    if whole >= 2 { whole } else { 0 }
}

/// Whether an element says itself that it is not shown. Many bodies say so too, until a script runs.
pub(super) fn is_hidden(node: &Node) -> bool {
    if matches!(node.tag, Tag::Html | Tag::Body) {
        return false;
    }
    node.attributes().any(|(name, value)| match name {
        "hidden" => true,
        "aria-hidden" => value == "true",
        "style" => {
            let style = without_spaces(value);
            style.contains("display:none") || style.contains("visibility:hidden")
        }
        _ => false,
    })
}

/// What the name of an element may say that decides by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is there for screen readers only: so small, or so far outside, that nobody sees it.
    OnlyHeard,
    /// It asks for consent to cookies: the programs that sites buy for that have names of their own.
    ConsentDialog,
}

/// Names, in small letters, and what they say.
const KINDS: [(Kind, &[&str]); 2] = [
    (
        Kind::OnlyHeard,
        &[
            "visually-hidden", "visuallyhidden", "visually_hidden", "hidden-visually", "sr-only", "sr_only", "sronly",
            "screen-reader", "screenreader", "screen_reader", "a11y-hidden", "accessibly-hidden", "assistive-text",
            "element-invisible", "off-screen", "offscreen", "off_screen",
        ],
    ),
    (
        Kind::ConsentDialog,
        &[
            "onetrust-consent-sdk", "onetrust-banner-sdk", "onetrust-pc-sdk", "didomi-host", "didomi-notice",
            "didomi-popup-container", "qc-cmp-ui", "qc-cmp2-container", "sp_message_container", "usercentrics-root",
            "cybotcookiebotdialog", "cmpbox", "cmplz-cookiebanner", "cookie-law-info-bar", "clisettingspopup",
            "iubenda-cs-banner", "borlabscookiebox", "borlabs-cookie-box", "osano-cm-window", "tarteaucitronroot",
            "fc-consent-root", "truste-consent-track", "cky-consent-container", "cky-modal", "moove_gdpr_cookie",
            "axeptio_overlay", "ez-cookie-dialog", "gdpr-cookie-notice", "cookie-consent-banner",
        ],
    ),
];

static NAMED: LazyLock<Option<Named<Kind>>> = LazyLock::new(|| Named::new(&KINDS, true));

/// What the names or the style of an element say for good.
pub(super) fn kind(node: &Node) -> Option<Kind> {
    if !node.has_attributes() || matches!(node.tag, Tag::Html | Tag::Body) {
        return None;
    }
    let named = |name: &str| {
        let value = node.attribute(name)?;
        let kind = NAMED.as_ref()?.first(value)?;
        // `not-sr-only` and `lg:sr-only` undo it, or do it on some screens.
        let is_undone = kind == Kind::OnlyHeard && (value.contains([':', '!']) || value.contains("not-sr"));
        Some(kind).filter(|_| !is_undone)
    };
    let clipped = || node.attribute("style").filter(|style| style.contains("clip") && is_clipped(style));
    named("class").or_else(|| named("id")).or_else(|| clipped().map(|_| Kind::OnlyHeard))
}

/// A style in small letters, written as densely as can be.
fn without_spaces(style: &str) -> String {
    style.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect()
}

fn is_clipped(style: &str) -> bool {
    let style = without_spaces(style);
    style.contains("clip:rect(0") || style.contains("clip:rect(1px") || style.contains("clip-path:inset(50%")
}

#[cfg(test)]
mod tests {
    use super::super::tree;
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        let cut = |value| split(value).collect::<Vec<_>>();
        assert_eq!(
            cut("articleBody main-text__x ABCNews HTML"),
            ["article", "Body", "main", "text", "ABC", "News", "HTML"]
        );
        assert_eq!(cut("ABc a1b sc-1x2y Q é"), ["sc"]);
    }

    #[test]
    fn sets_and_weights() {
        let mut words = Words::default();
        words.insert(3);
        let mut other = Words::default();
        other.insert(70);
        words.add(&other);
        assert_eq!(words.iter().collect::<Vec<_>>(), [3, 70]);
        let weights = Weights::of(&words, |number| if number == 3 { -2.0 } else { 0.5 });
        assert_eq!(weights, Weights { sum: -1.5, smallest: -2.0, largest: 0.5, negative: -2.0 });
    }

    #[test]
    fn hidden_elements_say_so() {
        let hidden = |html: &str| is_hidden(tree::parse(html).last().unwrap());
        assert!(hidden("<p hidden>") && hidden("<p aria-hidden=true>") && hidden("<p style='Display : none'>"));
        assert!(!hidden("<p aria-hidden=false style='display:block'>"));
    }
}
