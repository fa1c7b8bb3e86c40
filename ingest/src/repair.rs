//! Spaces, control characters and entities put right.

/// Returns a text on one line: white space of every kind as single spaces, invisible characters dropped, trimmed.
pub(crate) fn one_line(text: &str) -> String {
    if is_one_line(text) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let before = line.len();
        if !line.is_empty() {
            line.push(' ');
        }
        let start = line.len();
        if word.is_ascii() && !word.bytes().any(|byte| byte.is_ascii_control()) {
            line.push_str(word);
        } else {
            line.extend(word.chars().filter(|&c| !is_invisible(c)));
        }
        if line.len() == start {
            line.truncate(before);
        }
    }
    line
}

/// Most texts are one line already: single spaces, and nothing that would be dropped.
fn is_one_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Without a way out the loops are done for many bytes at once.
    let odd = bytes.iter().fold(false, |odd, &byte| odd | (byte < b' ') | (byte == 0x7f));
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let doubled = pairs.fold(false, |doubled, (&one, &next)| doubled | ((one == b' ') & (next == b' ')));
    let is_trimmed = !text.starts_with(' ') && !text.ends_with(' ');
    !odd && !doubled && is_trimmed && {
        // Quotation marks and dashes are the usual ones beside ASCII.
        bytes.is_ascii() || text.chars().all(|c| c == ' ' || !c.is_whitespace() && !is_invisible(c))
    }
}

/// Returns the line, or `None` where nothing is left of it.
pub(crate) fn non_empty(text: &str) -> Option<String> {
    Some(one_line(text)).filter(|line| !line.is_empty())
}

/// Returns a text with the entities that feeds and dumps leave in titles turned into characters.
pub(crate) fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    // The parser knows all 2,231 named entities and the rules for broken ones.
    let escaped = text.replace('<', "&lt;");
    dom_query::Document::fragment(escaped).text().to_string()
}

/// Soft hyphens, zero-width characters, directional marks and controls.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fffc}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || (c.is_ascii_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_becomes_single_spaces() {
        assert_eq!(one_line(" a\u{a0}\n b\u{ad}c \u{200b}"), "a bc");
        for (text, line) in [("a b", "a b"), (" a", "a"), ("a ", "a"), ("a  b", "a b"), ("a\u{7f}b", "ab"), ("", "")] {
            assert_eq!(one_line(text), line);
        }
        assert_eq!(non_empty(" \u{a0}\t"), None);
        assert_eq!(unescape("Q&amp;A: Macron &#8217;s &eacute;lys&eacute;e <3"), "Q&A: Macron ’s élysée <3");
    }
}
