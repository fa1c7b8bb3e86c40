//! Takes out of tags the attributes that nothing here reads: half of what a parser is given, and the dearer half.

use super::classes;

/// Attributes that are read, beside those of [`classes::READ`] and the dated ones under `data-`.
const READ: [&str; 18] = [
    "content", "datetime", "encoding", "hidden", "href", "http-equiv", "itemid", "itemscope", "itemtype", "lang",
    "name", "property", "pubdate", "title", "type", "value", "xml:lang", "aria-hidden",
];

/// Bytes of a value under `data-` that may be a date or a name; longer ones are state for scripts.
const LONGEST_DATA: usize = 200;

/// Appends a start tag without what is not read. A tag that is not written as everybody writes them is left as it is: no
/// reader may see it end elsewhere.
pub(super) fn push(out: &mut String, tag: &str, name: &str) {
    let start = out.len();
    out.push_str(&tag[..1 + name.len()]);
    // The parser compares what formatting elements say.
    let is_kept_whole = matches!(name.len(), 4) && name.eq_ignore_ascii_case("font");
    if is_kept_whole || push_read(out, &tag[1 + name.len()..]).is_none() {
        out.truncate(start);
        out.push_str(tag);
    }
}

/// `None` where the attributes are not written plainly.
fn push_read(out: &mut String, mut rest: &str) -> Option<()> {
    let (mut kept, mut any) = (false, false);
    loop {
        let inner = rest.trim_ascii_start();
        let is_apart = inner.len() < rest.len();
        match inner.as_bytes().first()? {
            b'>' => break,
            b'/' if inner == "/>" => {
                out.push_str(if any && !kept { " x/>" } else { "/>" });
                return Some(());
            }
            _ if !is_apart => return None,
            _ => {}
        }
        let (name, value, whole) = attribute(inner)?;
        any = true;
        if is_read(name, value) {
            kept = true;
            out.push(' ');
            out.push_str(whole);
        }
        rest = &inner[whole.len()..];
    }
    // Whether an element has attributes tells something of its own.
    out.push_str(if any && !kept { " x>" } else { ">" });
    Some(())
}

/// Name, value and whole of the attribute that begins here.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let bytes = text.as_bytes();
    let is_of_a_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.' | b'@');
    let length = bytes.iter().take_while(|byte| is_of_a_name(byte)).count();
    let name = text.get(..length).filter(|name| !name.is_empty())?;
    if bytes.get(length) != Some(&b'=') {
        let is_bare = bytes.get(length).is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
        // `name = "value"` is left to the parser.
        let next = text[length..].trim_ascii_start().as_bytes().first();
        return (is_bare && next != Some(&b'=')).then_some((name, "", name));
    }
    match bytes.get(length + 1)? {
        quote @ (b'"' | b'\'') => {
            let value = &text[length + 2..];
            let end = memchr::memchr(*quote, value.as_bytes())?;
            Some((name, &value[..end], &text[..length + end + 3]))
        }
        _ => {
            let value = &text[length + 1..];
            let end = value.bytes().position(|byte| byte.is_ascii_whitespace() || byte == b'>')?;
            let is_plain = end > 0 && !value[..end].contains(['"', '\'', '<', '=', '`']);
            is_plain.then_some((name, &value[..end], &text[..length + 1 + end]))
        }
    }
}

fn is_read(name: &str, value: &str) -> bool {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return true;
    }
    READ.contains(&name)
        || classes::READ.contains(&name)
        || name.starts_with("data-") && value.len() <= LONGEST_DATA
        || name == "style" && may_hide(value)
}

/// A style may say that the element is not shown.
fn may_hide(style: &str) -> bool {
    let says = |word: &[u8]| style.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    says(b"none") || says(b"hidden") || says(b"clip")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pushed(tag: &str) -> String {
        let name = tag[1..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let mut out = String::new();
        push(&mut out, tag, name);
        out
    }

    #[test]
    fn what_nothing_reads_is_left_out() {
        for (tag, rest) in [
            ("<p>", "<p>"),
            ("<p class=\"a b\" onclick='x()' id=c>", "<p class=\"a b\" id=c>"),
            ("<img src=x.png width=3/>", "<img x>"),
            ("<img src=\"x\" />", "<img x/>"),
            ("<p style='color:red' hidden>", "<p hidden>"),
            ("<p style='Display : NONE'>", "<p style='Display : NONE'>"),
            ("<p style='color:red'>", "<p x>"),
            (
                "<time data-published='2024-03-05' data-state='{}'>",
                "<time data-published='2024-03-05' data-state='{}'>",
            ),
        ] {
            assert_eq!(pushed(tag), rest);
        }
        assert_eq!(pushed(&format!("<p data-state='{}'>", "x".repeat(300))), "<p x>");
    }

    #[test]
    fn what_is_not_written_plainly_stays_as_it_is() {
        for tag in
            ["<p src = \"x\">", "<p src=\"x\"class=y>", "<p \"x\" src=y>", "<p src=a=b>", "<p <b src=x>", "<p src='x"]
        {
            assert_eq!(pushed(tag), tag);
        }
        assert_eq!(pushed("<font color=red src=x>"), "<font color=red src=x>");
    }
}
