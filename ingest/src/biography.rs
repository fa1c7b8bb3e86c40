//! Paragraphs at the end of a story that present who wrote it.

/// Words of the longest biography.
const LONGEST: usize = 120;

/// Openings that announce a biography whoever is named, folded.
const OPENINGS: [&str; 12] = [
    "about the author", "about the writer", "about the reporter", "the author is", "the writer is", "author bio",
    "uber den autor", "uber die autorin", "zur person", "a propos de lauteur", "sobre el autor", "sobre la autora",
];

/// What a biography says next to the writer's name, folded.
const SAYS: [&str; 26] = [
    "is", "writes", "covers", "reports", "works", "joined", "edits", "has", "can", "lives", "ist", "schreibt",
    "arbeitet", "berichtet", "leitet", "est", "ecrit", "couvre", "es", "escribe", "cubre", "e", "scrive", "schrijft",
    "werkt", "skriver",
];

/// Returns true where a paragraph at the end of a story presents one of its authors: it begins with the whole name and
/// goes on with what they do, or announces itself.
pub(crate) fn is_biography(paragraph: &str, authors: &[String]) -> bool {
    if paragraph.split_whitespace().count() > LONGEST {
        return false;
    }
    let folded = dateline_text::fold_name(paragraph);
    let presents = |author: &String| {
        let name = dateline_text::fold_name(author);
        let rest = folded.strip_prefix(name.as_str()).and_then(|rest| rest.strip_prefix(' '));
        name.contains(' ') && rest.and_then(|rest| rest.split(' ').next()).is_some_and(|next| SAYS.contains(&next))
    };
    OPENINGS.iter().any(|opening| folded.starts_with(opening)) || authors.iter().any(presents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_signed_the_story_is_presented() {
        let authors = ["Anna Holt".to_owned(), "Zoë Krüger".to_owned()];
        for paragraph in [
            "Anna Holt is the Courier's correspondent in Rome.", "Zoë Krüger schreibt für den Nordblick über Häfen.",
            "About the author: Ben Ali grew up in Osk.",
        ] {
            assert!(is_biography(paragraph, &authors), "{paragraph}");
        }
        for paragraph in [
            "Ben Ali is the mayor of Osk.", "Anna Holt told the court that she had seen nothing.",
            "“Anna Holt is right,” the mayor said.", "Anna Holton is the mayor.",
        ] {
            assert!(!is_biography(paragraph, &authors), "{paragraph}");
        }
        let long = format!("Anna Holt is {}", "very ".repeat(LONGEST));
        assert!(!is_biography(&long, &authors));
    }
}
