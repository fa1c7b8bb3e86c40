//! Names as the last part of an identifier.

/// Stands where the country of a provisional entity is unknown. Lower case, so that it is no country code.
pub(crate) const NOWHERE: &str = "xx";

/// Identifiers longer than this are cut: a hostile text must not make long keys.
const LONGEST: usize = 80;

/// Returns a name folded, its words joined by hyphens; `None` where nothing remains.
pub(crate) fn of(name: &str) -> Option<String> {
    let mut slug = String::new();
    for c in dateline_text::fold_name(name).chars() {
        if slug.len() >= LONGEST {
            break;
        }
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') && c != '\'' {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    (!slug.is_empty()).then_some(slug)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn slugs_are_folded_and_hyphened() {
        assert_eq!(of("Ümit O’Dündar jr.").as_deref(), Some("umit-odundar-jr"));
        assert_eq!(of("…"), None);
        assert!(of(&"Abc ".repeat(100)).unwrap().len() <= 80);
    }
}
