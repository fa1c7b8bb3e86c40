//! The guard in front of every HTML reader: bytes, elements and depth, counted on tokens before anything is parsed.

use crate::Reason;
use crate::limits::{PAGE_BYTES, PAGE_DEPTH, PAGE_ELEMENTS};

/// Elements that never hold others.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements whose content is not markup.
const RAW: [&str; 7] = ["script", "style", "textarea", "title", "noscript", "iframe", "xmp"];

/// Fails where a page is larger, has more elements or is nested deeper than the limits.
///
/// The depth is an upper bound: end tags close as browsers do, except that misnested formatting elements pile up;
/// start tags that would close others by themselves (`p`, `li`) are counted as closing their twin.
pub(crate) fn check(html: &str) -> Result<(), (Reason, String)> {
    if html.len() > PAGE_BYTES {
        return Err((Reason::TooLarge, format!("expected a page of at most {PAGE_BYTES} bytes, found {}", html.len())));
    }
    let mut open: Vec<&str> = Vec::new();
    let mut elements = 0;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let closing = rest.starts_with('/');
        let name_at = usize::from(closing);
        let name_len =
            rest[name_at..].find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len() - name_at);
        let name = &rest[name_at..name_at + name_len];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        rest = skip_tag(&rest[name_at + name_len..]);
        if closing {
            close(&mut open, name);
            continue;
        }
        elements += 1;
        if elements > PAGE_ELEMENTS {
            return Err((Reason::TooLarge, format!("expected at most {PAGE_ELEMENTS} elements, found more")));
        }
        if is_one_of(name, &RAW) {
            rest = skip_raw(rest, name);
        } else if !is_one_of(name, &VOID) {
            push(&mut open, name);
            if open.len() > PAGE_DEPTH {
                return Err((
                    Reason::TooDeep,
                    format!("expected elements nested at most {PAGE_DEPTH} deep, found more"),
                ));
            }
        }
    }
    Ok(())
}

/// An end tag closes the nearest open element of its name and all inside it; of formatting elements only itself,
/// since the parser opens those inside it again.
fn close(open: &mut Vec<&str>, name: &str) {
    const FORMATTING: [&str; 14] =
        ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
    let Some(at) = open.iter().rposition(|known| known.eq_ignore_ascii_case(name)) else { return };
    if is_one_of(name, &FORMATTING) {
        open.remove(at);
    } else {
        open.truncate(at);
    }
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// `p`, `li`, `dt`, `dd`, `option`, `tr`, `td` and `th` end their open twin.
fn push<'a>(open: &mut Vec<&'a str>, name: &'a str) {
    const ENDS_TWIN: [&str; 9] = ["p", "li", "dt", "dd", "option", "tr", "td", "th", "body"];
    if is_one_of(name, &ENDS_TWIN) && open.last().is_some_and(|last| last.eq_ignore_ascii_case(name)) {
        open.pop();
    }
    open.push(name);
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
    }

    #[test]
    fn depth_size_and_number_are_bounded() {
        let reason = |html: &str| check(html).unwrap_err().0;
        assert_eq!(reason(&"<div>".repeat(251)), Reason::TooDeep);
        assert_eq!(reason(&"<b><i></b>".repeat(300)), Reason::TooDeep, "misnested tags pile up in the parser");
        assert_eq!(reason(&"<p>x</p>".repeat(60_001)), Reason::TooLarge);
        assert_eq!(reason(&"x".repeat(PAGE_BYTES + 1)), Reason::TooLarge);
        assert_eq!(check(&"<div>".repeat(250)), Ok(()));
    }
}
