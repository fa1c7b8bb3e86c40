//! The text of elements, and texts made comparable.

use rapidhash::RapidHashSet;
use unicode_normalization::UnicodeNormalization;

use crate::extract::tags::Tag;
use crate::extract::tree::Node;
use crate::repair::{one_line, unescape};

/// The text of an element on one line, `most` bytes of it or a little more. What stands in a part that `leave_out`
/// names is not read; a block is set apart, and so is an inline element with a name of its own between two words,
/// because labels in front of a headline run into it otherwise.
pub(super) fn text_of(nodes: &[Node], at: u32, most: usize, leave_out: impl Fn(u32) -> bool) -> String {
    let Some(top) = nodes.get(at as usize) else { return String::new() };
    let mut raw = String::new();
    let mut inner = if top.tag == Tag::Text { at } else { at + 1 };
    while inner < top.end && raw.len() < most {
        let Some(node) = nodes.get(inner as usize) else { break };
        match node.tag {
            Tag::Text => raw.push_str(&node.text),
            tag if tag.is_skipped() || leave_out(inner) => {
                raw.push(' ');
                inner = node.end;
                continue;
            }
            Tag::Break => raw.push(' '),
            tag if tag.is_block() => raw.push(' '),
            _ if node.has_attributes() && ends_in_a_word(&raw) && begins_with_a_word(nodes, inner) => raw.push(' '),
            _ => {}
        }
        inner += 1;
    }
    one_line(&raw)
}

/// The last two characters are letters or digits.
fn ends_in_a_word(text: &str) -> bool {
    let mut last = text.chars().rev();
    last.next().is_some_and(char::is_alphanumeric) && last.next().is_some_and(char::is_alphanumeric)
}

/// So are the first two of the element: one letter alone is a drop capital.
fn begins_with_a_word(nodes: &[Node], at: u32) -> bool {
    let text = nodes.get(at as usize + 1).filter(|node| node.tag == Tag::Text).map_or("", |node| &node.text);
    let mut first = text.chars();
    first.next().is_some_and(char::is_alphanumeric) && first.next().is_some_and(char::is_alphanumeric)
}

/// The text of an element whose content is nothing but text, such as `title`.
pub(super) fn raw_text(nodes: &[Node], at: u32) -> String {
    let end = nodes.get(at as usize).map_or(at, |node| node.end);
    let mut raw = String::new();
    for node in nodes.get(at as usize..end as usize).unwrap_or(&[]) {
        raw.push_str(&node.text);
    }
    cleaned(&raw)
}

/// One line, tags taken out and entities read, which statements often hold twice over.
pub(super) fn cleaned(text: &str) -> String {
    let mut line = one_line(text);
    for _ in 0..2 {
        if line.contains('&') {
            line = one_line(&unescape(&line));
        }
    }
    if line.contains('<') { one_line(&without_tags(&line)) } else { line }
}

/// The text without tags; a `<` that begins none stays.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let begins = tag[1..].trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic());
        match tag.find('>').filter(|_| begins) {
            Some(end) => {
                out.push(' ');
                rest = &tag[end + 1..];
            }
            None => {
                out.push('<');
                rest = &tag[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Words in lower case with single spaces, apostrophes left out: texts that read the same have the same key.
pub(crate) fn key(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    if text.is_ascii() {
        joined.extend(text.chars().filter(|&c| c != '\'').map(|c| c.to_ascii_lowercase()));
    } else {
        let plain = text.chars().filter(|c| !matches!(c, '\'' | '\u{2019}'));
        joined.extend(plain.nfkc().flat_map(char::to_lowercase));
        if joined.contains('ß') {
            joined = joined.replace('ß', "ss");
        }
    }
    crate::extract::plain(&joined)
}

/// Letters and digits alone, accents dropped: for names of sites.
pub(super) fn squashed(text: &str) -> String {
    text.nfkd().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

/// Lower case in ASCII as addresses spell it: `Über` is `ueber`.
pub(super) fn as_in_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc().flat_map(char::to_lowercase) {
        match c {
            'ä' => out.push_str("ae"),
            'ö' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            c if c.is_ascii() => out.push(c),
            c => out.extend(std::iter::once(c).nfkd().filter(char::is_ascii)),
        }
    }
    out
}

/// Harmonic mean of the shares of words (each counted once) that two texts have in common.
pub(super) fn overlap<'a>(one: impl Iterator<Item = &'a str>, other: impl Iterator<Item = &'a str>) -> f64 {
    let (one, other): (RapidHashSet<&str>, RapidHashSet<&str>) = (one.collect(), other.collect());
    let all = one.len() + other.len();
    if all == 0 { 0.0 } else { 2.0 * one.intersection(&other).count() as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::tree;

    fn first(html: &str, tag: Tag) -> String {
        let nodes = tree::parse(html);
        let at = nodes.iter().position(|node| node.tag == tag).unwrap();
        text_of(&nodes, u32::try_from(at).unwrap(), 1000, |_| false)
    }

    #[test]
    fn parts_of_a_heading_are_set_apart_where_they_are_words() {
        assert_eq!(
            first("<h1><span class=k>Sport</span><span class=t>Storm wins</span></h1>", Tag::H1),
            "Sport Storm wins"
        );
        assert_eq!(first("<h1><span class=drop>S</span>torm <em>w</em>ins<br>again</h1>", Tag::H1), "Storm wins again");
        assert_eq!(first("<div>By<div>A B</div></div>", Tag::Div), "By A B");
    }

    #[test]
    fn statements_are_cleaned() {
        assert_eq!(cleaned("A &amp;amp; B <b>c</b> &lt;i&gt;d&lt;/i&gt; 3 < 4"), "A & B c d 3 < 4");
        assert_eq!(key("It’s  the “Straße” – 3"), "its the strasse 3");
        assert_eq!(as_in_addresses("Über Café"), "ueber cafe");
        assert!((overlap("a b c".split(' '), "b c d".split(' ')) - 2.0 / 3.0).abs() < 1e-9);
    }
}
