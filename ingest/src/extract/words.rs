//! Words as the model was fitted on: runs of letters, digits and low lines, marks apart.

use unicode_normalization::char::is_combining_mark;

/// The words of a text.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_word(c)).filter(|word| !word.is_empty())
}

fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() || c == '_' } else { c.is_alphanumeric() && !is_combining_mark(c) }
}

/// What [`plain`] makes of a text, as far as its first `most` characters.
pub(super) fn plain_head(text: &str, most: usize) -> String {
    let cut = text.char_indices().nth(3 * most).map_or(text.len(), |(at, _)| at);
    let head = plain(&text[..cut]);
    if cut == text.len() || head.chars().count() > most { head } else { plain(text) }
}

/// The words in lower case with single spaces: for comparing titles.
pub(crate) fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut out = String::with_capacity(lower.len());
    for word in words(&lower) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
