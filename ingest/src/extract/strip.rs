//! Takes out what holds no text before anything is parsed: comments, scripts, styles, drawings. Half of a page's bytes.

use std::cell::Cell;

use super::attributes;
use crate::guard::{skip_raw, skip_tag};

/// `noscript` contents shorter than this (in bytes) are counters and notices.
const SHORTEST_NOSCRIPT: usize = 500;

/// Shorter scripts (in bytes) state nothing about a story...
const SHORTEST_SCRIPT: usize = 30;
/// ...and so many are enough.
const MOST_SCRIPTS: usize = 300;

/// A page without what holds no text, and the parts of it that may matter yet.
#[derive(Debug, Default)]
pub(super) struct Stripped<'a> {
    /// The rest of the page.
    pub(super) html: String,
    /// Contents of `application/ld+json` scripts.
    pub(super) linked: Vec<&'a str>,
    /// Contents of the other scripts that stand in the page itself.
    pub(super) scripts: Vec<&'a str>,
    /// Contents of `text/template` scripts and the like: markup that a script would have put into the page.
    pub(super) templates: Vec<&'a str>,
    /// Contents of long `noscript` elements.
    pub(super) noscript: Vec<&'a str>,
}

/// Elements that leave with their content.
const DROPPED: [&str; 4] = ["script", "style", "noscript", "svg"];
/// Elements whose content is not markup, and stays.
const RAW: [&str; 4] = ["textarea", "title", "iframe", "xmp"];

thread_local! {
    /// Space for the rest of the next page: to ask the system for it anew costs more than to fill it.
    static SPACE: Cell<String> = const { Cell::new(String::new()) };
}

/// Bytes of space that a thread keeps between pages.
const KEPT: usize = 4 << 20;

impl Stripped<'_> {
    /// Gives the rest of the page back once it is parsed.
    pub(super) fn is_parsed(&mut self) {
        let mut html = std::mem::take(&mut self.html);
        html.clear();
        if html.capacity() <= KEPT {
            SPACE.set(html);
        }
    }
}

/// Walks the tags of a page once, with respect to quoted attributes, in the same way as the guard counts them: what the
/// guard has seen as text never becomes markup here.
pub(super) fn strip(html: &str) -> Stripped<'_> {
    let mut out = Stripped { html: SPACE.take(), ..Stripped::default() };
    out.html.reserve(html.len() / 2);
    let mut rest = html;
    // What is not closed as it should be is looked for once: time stays linear.
    let (mut drawings_close, mut scripts_close) = (true, true);
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        let (before, markup) = rest.split_at(at);
        out.html.push_str(before);
        if let Some(comment) = markup.strip_prefix("<!--") {
            seal(&mut out.html);
            rest = after_comment(comment);
            continue;
        }
        let name = name_of(&markup[1..]);
        let after = if name.is_empty() && !markup[1..].starts_with(['/', '!', '?']) {
            &markup[1..]
        } else {
            skip_tag(&markup[1 + name.len()..])
        };
        let tag = &markup[..markup.len() - after.len()];
        if let Some(dropped) = one_of(name, &DROPPED) {
            if dropped == "svg" {
                match drawings_close.then(|| after_svg(tag, after)).flatten() {
                    Some(end) => rest = end,
                    None => {
                        drawings_close = false;
                        out.html.push_str(tag);
                        rest = after;
                    }
                }
            } else {
                let nested = if dropped == "script" && scripts_close { after_script(after) } else { None };
                scripts_close &= dropped != "script" || nested.is_some();
                rest = nested.unwrap_or_else(|| skip_raw(after, dropped));
                let content = &after[..after.len() - rest.len()];
                put_aside(&mut out, dropped, tag, without_end_tag(content));
                rest = if rest.is_empty() { rest } else { skip_tag(rest) };
            }
            seal(&mut out.html);
            continue;
        }
        rest = after;
        if name.is_empty() {
            out.html.push_str(tag);
        } else {
            attributes::push(&mut out.html, tag, name);
        }
        if one_of(name, &RAW).is_some() {
            rest = skip_raw(after, name);
            out.html.push_str(&after[..after.len() - rest.len()]);
        }
    }
    out.html.push_str(rest);
    out
}

/// A `<` in front of what is taken out must not become a tag with what follows.
fn seal(html: &mut String) {
    if html.ends_with('<') || html.ends_with("</") || html.ends_with("<!") {
        html.push(' ');
    }
}

/// The name of a start tag, behind its `<`; empty where there is none.
fn name_of(rest: &str) -> &str {
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return "";
    }
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
    &rest[..end]
}

fn one_of<'n>(name: &str, names: &[&'n str]) -> Option<&'n str> {
    names.iter().copied().find(|known| known.eq_ignore_ascii_case(name))
}

/// Returns what follows a comment; `<!-->` and `<!--->` are empty ones.
fn after_comment(comment: &str) -> &str {
    if let Some(rest) = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->")) {
        return rest;
    }
    comment.find("-->").map_or("", |end| &comment[end + 3..])
}

/// Returns what follows the end tag of a script: inside `<!--`, a script's start tag asks for an end tag of its own.
/// `None` where that one is missing: then the first end tag will do.
fn after_script(after: &str) -> Option<&str> {
    let mut rest = after;
    let (mut commented, mut open) = (false, false);
    while let Some(at) = memchr::memchr2(b'<', b'-', rest.as_bytes()) {
        rest = &rest[at..];
        if rest.starts_with("-->") {
            (commented, open) = (false, false);
        } else if rest.starts_with("<!--") {
            commented = true;
            // `<!-->` ends at once.
            rest = &rest[2..];
            continue;
        } else if let Some(name) = rest.strip_prefix("</").filter(|name| is_script(name)) {
            if !open {
                return Some(&name["script".len()..]);
            }
            open = false;
        } else if commented && is_script(&rest[1..]) {
            open = true;
        }
        rest = &rest[1..];
    }
    None
}

fn is_script(rest: &str) -> bool {
    rest.as_bytes().get(.."script".len()).is_some_and(|name| name.eq_ignore_ascii_case(b"script"))
}

/// Returns what follows a drawing, drawings inside it counted; `None` where it is not closed.
fn after_svg<'a>(tag: &str, after: &'a str) -> Option<&'a str> {
    if tag.ends_with("/>") {
        return Some(after);
    }
    let mut depth = 1;
    let mut rest = after;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at + 1..];
        let closing = rest.starts_with('/');
        let name = name_of(&rest[usize::from(closing)..]);
        if !name.eq_ignore_ascii_case("svg") {
            continue;
        }
        let next = skip_tag(&rest[usize::from(closing) + name.len()..]);
        let closes_itself = rest[..rest.len() - next.len()].ends_with("/>");
        rest = next;
        if closing {
            depth -= 1;
        } else if !closes_itself {
            depth += 1;
        }
        if depth == 0 {
            return Some(rest);
        }
    }
    None
}

fn without_end_tag(content: &str) -> &str {
    content.rfind("</").map_or(content, |at| &content[..at])
}

fn put_aside<'a>(out: &mut Stripped<'a>, name: &str, tag: &str, content: &'a str) {
    match name {
        "script" => {
            let tag = tag.to_ascii_lowercase();
            if tag.contains("ld+json") {
                out.linked.push(content);
            } else if tag.contains("text/template") || tag.contains("text/html") {
                out.templates.push(content);
            } else if content.len() > SHORTEST_SCRIPT && out.scripts.len() < MOST_SCRIPTS {
                out.scripts.push(content);
            }
        }
        "noscript" if content.len() > SHORTEST_NOSCRIPT => out.noscript.push(content),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(html: &str) -> String {
        strip(html).html
    }

    #[test]
    fn what_holds_no_text_is_taken_out() {
        assert_eq!(rest("<p>a<!-- <p>b --> c<script>'</p>'</script>d<style>p{}</STYLE >e"), "<p>a cde");
        assert_eq!(rest("a<svg><path d='>'/><svg/><svg><g></svg></svg>b<svg viewBox=x />c"), "abc");
        assert_eq!(
            rest("<p title='<!-- x'>a</p><textarea><script></textarea>b"),
            "<p title='<!-- x'>a</p><textarea><script></textarea>b"
        );
        assert_eq!(rest("a<!-->b<!--->c<!-- x"), "abc");
        assert_eq!(rest("1 < 2<p>x</p"), "1 < 2<p>x</p");
    }

    #[test]
    fn scripts_end_where_browsers_end_them() {
        assert_eq!(rest("a<script><!-- <script>x</script> y --></script>b"), "ab");
        assert_eq!(rest("a<script><!-- x --> '<script>'</script>b"), "ab");
        assert_eq!(rest("a<script><!-- <script> x</script>b"), "ab");
        assert_eq!(rest("a<script><!--> <script> x</script>b"), "ab");
    }

    #[test]
    fn what_is_taken_out_makes_no_tags() {
        assert_eq!(rest("<<!-- -->b>"), "< b>");
        assert_eq!(rest("<<script></script>b>"), "< b>");
    }

    #[test]
    fn statements_and_templates_are_put_aside() {
        let page = format!(
            "<script type=\"application/ld+json\">{{\"a\":1}}</script><script type=text/template><p>b</p></script>\
             <noscript>short</noscript><noscript>{}</noscript>",
            "x".repeat(600)
        );
        let found = strip(&page);
        assert_eq!(found.linked, ["{\"a\":1}"]);
        assert_eq!(found.templates, ["<p>b</p>"]);
        assert_eq!(found.noscript.len(), 1);
        assert_eq!(found.html, "");
    }

    #[test]
    fn unclosed_parts_are_read_once() {
        for part in ["<svg>", "<script>", "<!--", "<noscript", "<<svg", "<title>", "<script><!-- <script></script>"] {
            strip(&part.repeat(100_000));
        }
    }
}
