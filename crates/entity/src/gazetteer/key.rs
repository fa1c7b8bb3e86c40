//! The form in which names of places are kept and looked up.

/// Longest key in bytes; longer names are no names of places.
pub(crate) const LONGEST: usize = 120;

/// Words that are written in full or short: both become the short form.
const SHORT: [(&str, &str); 5] = [("saint", "st"), ("sainte", "ste"), ("mount", "mt"), ("fort", "ft"), ("and", "&")];

/// Writes the key of a name: words folded and joined by single spaces, without an article in front, `Saint`, `Mount`
/// and `Fort` short. A name without words, or too long for one, has an empty key.
pub(crate) fn key_into(name: &str, key: &mut String) {
    key.clear();
    if name.len() > 4 * LONGEST {
        return;
    }
    for word in dateline_text::words(name) {
        let end = key.len();
        if end > 0 {
            key.push(' ');
        }
        let from = key.len();
        dateline_text::fold_into(word.text, key);
        if let Some((_, short)) = SHORT.iter().find(|(long, _)| *long == &key[from..]) {
            key.truncate(from);
            key.push_str(short);
        } else if end == 0 && key == "the" {
            key.clear();
        }
        if key.len() > LONGEST {
            key.clear();
            return;
        }
    }
}

/// Returns the key of a name; see [`key_into`].
#[cfg(test)]
pub(crate) fn key(name: &str) -> String {
    let mut key = String::new();
    key_into(name, &mut key);
    key
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for (name, expected) in [
            ("Saint-Étienne", "st etienne"),
            ("St. Louis", "st louis"),
            ("The Hague", "hague"),
            ("Mount Vernon", "mt vernon"),
            ("Trinidad and Tobago", "trinidad & tobago"),
            ("U.S.", "us"),
            ("Martha’s Vineyard", "martha vineyard"),
            ("—", ""),
        ] {
            assert_eq!(key(name), expected, "{name}");
        }
        assert_eq!(key(&"long ".repeat(40)), "");
    }
}
