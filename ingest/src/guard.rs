//! The guard in front of every HTML reader: bytes, elements and depth, counted on tokens before anything is parsed.

use crate::Reason;
use crate::limits::{PAGE_BYTES, PAGE_DEPTH, PAGE_ELEMENTS};

/// What a browser's rules ask of an element, by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Kind(u8);

impl Kind {
    /// Never holds others.
    const VOID: Self = Self(1);
    /// Its content is not markup.
    const RAW: Self = Self(1 << 1);
    /// Left open at the end of a block, the parser opens it again in the next.
    const FORMATTING: Self = Self(1 << 2);
    /// Keeps formatting to itself.
    const CELL: Self = Self(1 << 3);
    /// Its start tag ends an open element of the same name.
    const ENDS_TWIN: Self = Self(1 << 4);
    /// Stands in a line, like formatting.
    const INLINE: Self = Self(1 << 5);

    fn of(name: &str) -> Self {
        let mut lower = [0; 8];
        let Some(lower) = lower.get_mut(..name.len()) else {
            return Self::default();
        };
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        match &*lower {
            b"a" | b"b" | b"big" | b"code" | b"em" | b"font" | b"i" | b"nobr" | b"s" | b"small" | b"strike"
            | b"strong" | b"tt" | b"u" => Self(Self::FORMATTING.0 | Self::INLINE.0),
            b"br" | b"img" | b"input" | b"wbr" => Self(Self::VOID.0 | Self::INLINE.0),
            b"area" | b"base" | b"col" | b"embed" | b"hr" | b"link" | b"meta" | b"param" | b"source" | b"track" => {
                Self::VOID
            }
            b"script" | b"style" | b"textarea" | b"title" | b"noscript" | b"iframe" | b"xmp" => Self::RAW,
            b"td" | b"th" => Self(Self::CELL.0 | Self::ENDS_TWIN.0),
            b"caption" => Self::CELL,
            b"p" | b"li" | b"dt" | b"dd" | b"option" | b"tr" | b"body" => Self::ENDS_TWIN,
            b"span" | b"label" | b"button" | b"sup" | b"sub" => Self::INLINE,
            _ => Self::default(),
        }
    }

    const fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

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
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
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
        let kind = Kind::of(name);
        tags.start(name, kind, whole)?;
        if kind.is(Kind::RAW) {
            rest = skip_raw(rest, name);
        }
    }
    Ok(())
}

/// The elements that are open, and the formatting that is to be opened again.
#[derive(Default)]
struct Tags<'a> {
    elements: usize,
    open: Vec<(&'a str, Kind)>,
    /// Formatting not closed by its end tag: name and whole tag; an empty name begins a cell.
    formatting: Vec<(&'a str, &'a str)>,
}

impl<'a> Tags<'a> {
    fn start(&mut self, name: &'a str, kind: Kind, whole: &'a str) -> Result<(), (Reason, String)> {
        let inline = kind.is(Kind::INLINE);
        // Formatting is opened again in front of what stands in a line, and inside a block.
        if inline {
            self.open_again();
        }
        self.elements += 1;
        if !kind.is(Kind::RAW) && !kind.is(Kind::VOID) {
            self.push(name, kind, whole);
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
        let here = self.open.iter().rev().take_while(|(_, kind)| !kind.is(Kind::CELL));
        let missing = wanted.saturating_sub(here.filter(|(_, kind)| kind.is(Kind::FORMATTING)).count());
        self.elements += missing;
        let again = self.formatting.iter().rev().take(missing).map(|(name, _)| (*name, Kind::of(name)));
        self.open.extend(again);
    }

    /// `p`, `li`, `dt`, `dd`, `option`, `tr`, `td` and `th` end their open twin, with the formatting in it.
    fn push(&mut self, name: &'a str, kind: Kind, whole: &'a str) {
        if kind.is(Kind::ENDS_TWIN)
            && let Some(at) = self.open.iter().rposition(|(_, kind)| !kind.is(Kind::INLINE))
            && self.open[at].0.eq_ignore_ascii_case(name)
        {
            self.close(name);
        }
        if kind.is(Kind::CELL) {
            self.formatting.push(("", ""));
        }
        if kind.is(Kind::FORMATTING) {
            // Three of the same are as many as browsers remember.
            let mut same = self.formatting.iter().enumerate().filter(|(_, (_, known))| *known == whole);
            if let (Some((first, _)), Some(_), Some(_)) = (same.next(), same.next(), same.next()) {
                self.formatting.remove(first);
            }
            self.formatting.push((name, whole));
        }
        self.open.push((name, kind));
    }

    /// An end tag closes the nearest open element of its name and all inside it; of formatting elements only itself,
    /// since the parser opens those inside it again.
    fn close(&mut self, name: &str) {
        let kind = Kind::of(name);
        if kind.is(Kind::FORMATTING)
            && let Some(at) = self.formatting.iter().rposition(|(known, _)| known.eq_ignore_ascii_case(name))
        {
            self.formatting.remove(at);
        }
        if kind.is(Kind::CELL) {
            let cell = self.formatting.iter().rposition(|(known, _)| known.is_empty()).unwrap_or(0);
            self.formatting.truncate(cell);
        }
        let Some(at) = self.open.iter().rposition(|(known, _)| known.eq_ignore_ascii_case(name)) else { return };
        if kind.is(Kind::FORMATTING) {
            self.open.remove(at);
        } else {
            self.open.truncate(at);
        }
    }
}

/// Returns what follows the end of a tag; `>` inside quoted attributes does not end it.
pub(crate) fn skip_tag(rest: &str) -> &str {
    let bytes = rest.as_bytes();
    let mut from = 0;
    while let Some(found) = memchr::memchr3(b'>', b'"', b'\'', &bytes[from..]) {
        let at = from + found;
        from = at + 1;
        if bytes[at] == b'>' {
            return &rest[from..];
        }
        // A quotation mark opens a value behind `=` alone.
        let before = bytes[..at].iter().rfind(|byte| !byte.is_ascii_whitespace());
        if before == Some(&b'=') {
            let Some(length) = memchr::memchr(bytes[at], &bytes[from..]) else { return "" };
            from += length + 1;
        }
    }
    ""
}

/// Returns what follows the end tag of an element whose content is not markup.
pub(crate) fn skip_raw<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    let ends = memchr::memmem::Finder::new("</");
    while let Some(at) = ends.find(&rest.as_bytes()[from..]) {
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
