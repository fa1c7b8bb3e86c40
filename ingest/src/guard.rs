//! The guard in front of every HTML reader: bytes, elements and depth, counted on tokens before anything is parsed.

use crate::Reason;
use crate::limits::{PAGE_BYTES, PAGE_DEPTH, PAGE_ELEMENTS};

/// Elements that never hold others.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements whose content is not markup.
const RAW: [&str; 7] = ["script", "style", "textarea", "title", "noscript", "iframe", "xmp"];

/// Formatting elements: left open at the end of a block, the parser opens them again in the next.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Cells keep formatting to themselves.
const CELLS: [&str; 3] = ["td", "th", "caption"];

/// Fails where a page is larger, has more elements or is nested deeper than the limits.
///
/// Elements and depth are upper bounds of what a browser's rules make of the tags: end tags close as browsers do,
/// except that misnested formatting elements pile up; start tags that would close others by themselves (`p`, `li`)
/// close their twin; and formatting that a block left open is counted again in each block behind it.
pub(crate) fn check(html: &str) -> Result<(), (Reason, String)> {
    if html.len() > PAGE_BYTES {
        return Err((Reason::TooLarge, format!("expected a page of at most {PAGE_BYTES} bytes, found {}", html.len())));
    }
    let mut tags = Tags::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let closing = rest.starts_with('/');
        let start = &rest[usize::from(closing)..];
        let name_len = start.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(start.len());
        let name = &start[..name_len];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        rest = skip_tag(&start[name_len..]);
        if closing {
            tags.close(name);
            continue;
        }
        let whole = &start[..start.len() - rest.len()];
        tags.start(name, whole)?;
        if is_one_of(name, &RAW) {
            rest = skip_raw(rest, name);
        }
    }
    Ok(())
}

/// The elements that are open, and the formatting that is to be opened again.
#[derive(Default)]
struct Tags<'a> {
    elements: usize,
    open: Vec<&'a str>,
    /// Formatting not closed by its end tag: name and whole tag; an empty name begins a cell.
    formatting: Vec<(&'a str, &'a str)>,
}

impl<'a> Tags<'a> {
    fn start(&mut self, name: &'a str, whole: &'a str) -> Result<(), (Reason, String)> {
        let inline = is_inline(name);
        // Formatting is opened again in front of what stands in a line, and inside a block.
        if inline {
            self.open_again();
        }
        self.elements += 1;
        if !is_one_of(name, &RAW) && !is_one_of(name, &VOID) {
            self.push(name, whole);
        }
        if !inline {
            self.open_again();
        }
        if self.elements > PAGE_ELEMENTS {
            return Err((Reason::TooLarge, format!("expected at most {PAGE_ELEMENTS} elements, found more")));
        }
        if self.open.len() > PAGE_DEPTH {
            return Err((Reason::TooDeep, format!("expected elements nested at most {PAGE_DEPTH} deep, found more")));
        }
        Ok(())
    }

    /// What a block left open stands open again, and counts again; what stands outside of this cell does not.
    fn open_again(&mut self) {
        let wanted = self.formatting.iter().rev().take_while(|(name, _)| !name.is_empty()).count();
        if wanted == 0 {
            return;
        }
        let here = self.open.iter().rev().take_while(|name| !is_one_of(name, &CELLS));
        let missing = wanted.saturating_sub(here.filter(|name| is_one_of(name, &FORMATTING)).count());
        self.elements += missing;
        let again = self.formatting.iter().rev().take(missing).map(|(name, _)| *name);
        self.open.extend(again);
    }

    /// `p`, `li`, `dt`, `dd`, `option`, `tr`, `td` and `th` end their open twin, with the formatting in it.
    fn push(&mut self, name: &'a str, whole: &'a str) {
        const ENDS_TWIN: [&str; 9] = ["p", "li", "dt", "dd", "option", "tr", "td", "th", "body"];
        if is_one_of(name, &ENDS_TWIN)
            && let Some(at) = self.open.iter().rposition(|open| !is_inline(open))
            && self.open[at].eq_ignore_ascii_case(name)
        {
            self.close(name);
        }
        if is_one_of(name, &CELLS) {
            self.formatting.push(("", ""));
        }
        if is_one_of(name, &FORMATTING) {
            // Three of the same are as many as browsers remember.
            let same: Vec<usize> = (0..self.formatting.len()).filter(|&at| self.formatting[at].1 == whole).collect();
            if let [first, _, _, ..] = same[..] {
                self.formatting.remove(first);
            }
            self.formatting.push((name, whole));
        }
        self.open.push(name);
    }

    /// An end tag closes the nearest open element of its name and all inside it; of formatting elements only itself,
    /// since the parser opens those inside it again.
    fn close(&mut self, name: &str) {
        let formatting = is_one_of(name, &FORMATTING);
        if formatting && let Some(at) = self.formatting.iter().rposition(|(known, _)| known.eq_ignore_ascii_case(name))
        {
            self.formatting.remove(at);
        }
        if is_one_of(name, &CELLS) {
            let cell = self.formatting.iter().rposition(|(known, _)| known.is_empty()).unwrap_or(0);
            self.formatting.truncate(cell);
        }
        let Some(at) = self.open.iter().rposition(|known| known.eq_ignore_ascii_case(name)) else { return };
        if formatting {
            self.open.remove(at);
        } else {
            self.open.truncate(at);
        }
    }
}

fn is_inline(name: &str) -> bool {
    is_one_of(name, &FORMATTING)
        || is_one_of(name, &["span", "img", "br", "wbr", "input", "label", "button", "sup", "sub"])
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Returns what follows the end of a tag; `>` inside quoted attributes does not end it.
pub(crate) fn skip_tag(rest: &str) -> &str {
    let mut quote = None;
    let mut after_equals = false;
    for (at, byte) in rest.bytes().enumerate() {
        match quote {
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if byte == b'>' => return &rest[at + 1..],
            None if after_equals && matches!(byte, b'"' | b'\'') => quote = Some(byte),
            None => {}
        }
        if !byte.is_ascii_whitespace() {
            after_equals = byte == b'=';
        }
    }
    ""
}

/// Returns what follows the end tag of an element whose content is not markup.
pub(crate) fn skip_raw<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(at) = rest[from..].find("</") {
        let start = from + at + 2;
        if rest.as_bytes()[start..].len() >= name.len()
            && rest.as_bytes()[start..start + name.len()].eq_ignore_ascii_case(name.as_bytes())
        {
            return &rest[start + name.len()..];
        }
        from = start;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_pages_pass() {
        let page = "<!doctype html><p>a<p>b<br><img src='x>y'><script>if (a < b) '<div>'</script>".repeat(500);
        assert_eq!(check(&page), Ok(()));
        assert_eq!(check("<a title='>' href=x>5 < 6</a>"), Ok(()));
        let careless = "<table><tr><td><font size=2><b>a</td><td><b>b</td></tr></table><p><b>c<p>d".repeat(200);
        assert_eq!(check(&careless), Ok(()), "formatting left open in cells and paragraphs is common");
    }

    #[test]
    fn depth_size_and_number_are_bounded() {
        let reason = |html: &str| check(html).unwrap_err().0;
        assert_eq!(reason(&"<div>".repeat(251)), Reason::TooDeep);
        assert_eq!(reason(&"<b><i></b>".repeat(300)), Reason::TooDeep, "misnested tags pile up in the parser");
        let open: String = (0..200).map(|number| format!("<b id={number}>")).collect();
        let again = format!("<div>{open}</div>{}", "<p>x</p>".repeat(400));
        assert_eq!(reason(&again), Reason::TooLarge, "200 elements are opened again in each paragraph");
        assert_eq!(reason(&"<p>x</p>".repeat(60_001)), Reason::TooLarge);
        assert_eq!(reason(&"x".repeat(PAGE_BYTES + 1)), Reason::TooLarge);
        assert_eq!(check(&"<div>".repeat(250)), Ok(()));
    }
}
