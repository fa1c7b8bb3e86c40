//! A printed byline to names, roles left out and agencies kept apart.

use dateline_model::Byline;

use crate::repair::{non_empty, one_line};

/// Words that open a byline, folded, longest first.
const OPENERS: [&str; 16] = [
    "written by", "reported by", "reporting by", "story by", "analysis by", "as told to", "by", "par", "von", "por",
    "di", "door", "av", "przez", "texte", "od",
];

/// Words that a role or a desk is named with, not a person.
const ROLES: [&str; 36] = [
    "editor", "correspondent", "reporter", "writer", "staff", "bureau", "chief", "desk", "newsroom", "contributor",
    "columnist", "producer", "analyst", "redaktion", "redaccion", "redaction", "agencies", "agency", "team", "service",
    "journalist", "photographer", "associate", "senior", "special", "guest", "opinion", "redazione", "politics",
    "world", "admin", "online", "news", "press", "correspondante", "korrespondent",
];

/// News agencies whose name in a byline is a credit and not a person.
const AGENCIES: [(&str, &str); 35] = [
    ("reuters", "Reuters"),
    ("reuter", "Reuters"),
    ("thomson reuters", "Reuters"),
    ("ap", "AP"),
    ("associated press", "AP"),
    ("the associated press", "AP"),
    ("afp", "AFP"),
    ("agence france presse", "AFP"),
    ("dpa", "dpa"),
    ("efe", "EFE"),
    ("ansa", "ANSA"),
    ("tass", "TASS"),
    ("itar tass", "TASS"),
    ("interfax", "Interfax"),
    ("ria novosti", "RIA Novosti"),
    ("xinhua", "Xinhua"),
    ("kyodo", "Kyodo"),
    ("kyodo news", "Kyodo"),
    ("upi", "UPI"),
    ("pti", "PTI"),
    ("ians", "IANS"),
    ("ani", "ANI"),
    ("bloomberg", "Bloomberg"),
    ("pa", "PA"),
    ("press association", "PA"),
    ("anadolu agency", "Anadolu"),
    ("aap", "AAP"),
    ("australian associated press", "AAP"),
    ("canadian press", "CP"),
    ("the canadian press", "CP"),
    ("stt", "STT"),
    ("ntb", "NTB"),
    ("tt", "TT"),
    ("apa", "APA"),
    ("agencia efe", "EFE"),
];

/// A byline taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signed {
    pub(crate) authors: Vec<String>,
    pub(crate) agency: Option<String>,
}

/// Returns true where a line looks like a byline: it opens with a word for it and holds a name.
pub(crate) fn is_byline(line: &str) -> bool {
    let words = line.split_whitespace().count();
    (2..=14).contains(&words)
        && starts_upper(line)
        && opener_len(line).is_some()
        && !line.ends_with('.')
        && !names(line).authors.is_empty()
}

/// Returns the names in a printed byline.
pub(crate) fn names(printed: &str) -> Signed {
    let line = one_line(printed);
    let line = &line[opener_len(&line).unwrap_or(0)..];
    let mut signed = Signed::default();
    for part in split_names(line) {
        let part = part.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ';' | '|' | ':' | '(' | ')' | '-' | '–' | '—' | '·' | '•')
        });
        if let Some(agency) = agency(part) {
            signed.agency.get_or_insert(agency);
            continue;
        }
        // `Anna Holt Reuters`: the comma is missing.
        let part = match part.rsplit_once(' ').map(|(name, last)| (name, listed(last))) {
            Some((name, Some(agency))) if name.contains(' ') => {
                signed.agency.get_or_insert(agency);
                name
            }
            _ => part,
        };
        if is_name(part) && !signed.authors.contains(&from_capitals(part)) {
            signed.authors.push(from_capitals(part));
        }
    }
    signed
}

/// Returns the byline of a printed line, or `None` where nothing is printed.
pub(crate) fn read(printed: &str) -> Option<(Byline, Option<String>)> {
    let printed = non_empty(printed)?;
    let Signed { authors, agency } = names(&printed);
    Some((Byline { printed, authors }, agency))
}

/// Returns the byline for a list of names that the input gives apart.
pub(crate) fn of_authors(listed: &[String]) -> Option<(Byline, Option<String>)> {
    let mut signed = Signed::default();
    for author in listed {
        let found = names(author);
        signed
            .authors
            .extend(found.authors.into_iter().filter(|name| !signed.authors.contains(name)).collect::<Vec<_>>());
        signed.agency = signed.agency.or(found.agency);
    }
    let printed = non_empty(&listed.join(", "))?;
    Some((Byline { printed, authors: signed.authors }, signed.agency))
}

/// Returns the name of a known news agency.
pub(crate) fn agency(name: &str) -> Option<String> {
    let folded = dateline_text::fold_name(name);
    // An agency nobody has heard of still calls itself one.
    listed(name).or_else(|| {
        let words: Vec<&str> = folded.split(' ').collect();
        let last = words.last().copied().unwrap_or("");
        (words.len() >= 2
            && words.len() <= 4
            && matches!(last, "press" | "agency" | "newswire" | "wire" | "agence")
            && starts_upper(name))
        .then(|| one_line(name))
    })
}

fn listed(name: &str) -> Option<String> {
    let folded = dateline_text::fold_name(name);
    AGENCIES.iter().find(|(known, _)| *known == folded).map(|(_, label)| (*label).to_owned())
}

/// `ROSALIND ASHBY-COLE` as people write it; names in mixed case stay as they are.
pub(crate) fn from_capitals(name: &str) -> String {
    if name.chars().any(char::is_lowercase) || name.chars().filter(|c| c.is_alphabetic()).count() < 5 {
        return name.to_owned();
    }
    let mut inside = false;
    let mut cased = String::with_capacity(name.len());
    for c in name.chars() {
        if inside {
            cased.extend(c.to_lowercase());
        } else {
            cased.push(c);
        }
        inside = c.is_alphabetic();
    }
    cased
}

fn starts_upper(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_uppercase)
}

/// Returns the byte length of the opening words with the space or colon behind them.
fn opener_len(line: &str) -> Option<usize> {
    for opener in OPENERS {
        let Some(head) = line.get(..opener.len()) else { continue };
        // `von` and `di` in lower case begin names; `by` does not.
        if head.to_lowercase() == opener && (starts_upper(line) || head == "by") {
            let rest = &line[opener.len()..];
            let trimmed = rest.trim_start_matches([':', ' ', '\u{a0}']);
            if trimmed.len() < rest.len() && !trimmed.is_empty() {
                return Some(line.len() - trimmed.len());
            }
        }
    }
    None
}

fn split_names(line: &str) -> Vec<&str> {
    let mut parts = vec![line];
    for separator in [
        " and ", " AND ", " und ", " et ", " y ", " e ", " en ", " и ", " та ", " with ", " & ", ", ", "; ", " | ",
        " / ", " - ", " – ", " — ", " in ", " à ", " for ", " (", "、", "，",
    ] {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    parts
}

/// Two to five capitalised words (or a name in a script without capitals), none of them a role.
fn is_name(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let uncased = part.chars().any(|c| c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase());
    let count = if uncased { 1..=4 } else { 2..=5 };
    // `d'Emilio` counts by what follows the particle.
    let stem = |word: &str| {
        word.split_once(['\'', '’'])
            .filter(|(particle, _)| particle.len() <= 2)
            .map_or(word, |(_, stem)| stem)
            .to_owned()
    };
    let capitalised = words.iter().filter(|word| starts_upper(&stem(word))).count();
    count.contains(&words.len())
        && (uncased || capitalised * 2 > words.len() && starts_upper(part))
        && !part.contains(['@', '/'])
        && words[0] != "The"
        && !part.bytes().any(|byte| byte.is_ascii_digit())
        && !words.iter().any(|word| ROLES.contains(&dateline_text::fold(word).as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_roles_and_agencies() {
        for (printed, authors, agency) in [
            ("By Anna Holt and Peter Wren", &["Anna Holt", "Peter Wren"][..], None),
            ("By ANNA HOLT-REED, Political Editor", &["Anna Holt-Reed"], None),
            ("Anna Holt in Cairo", &["Anna Holt"], None),
            ("Par Nadia Haddad", &["Nadia Haddad"], None),
            ("Von Jörg Petersen und Lena M. Voß, Berlin", &["Jörg Petersen", "Lena M. Voß"], None),
            ("By J. Smith, Reuters", &["J. Smith"], Some("Reuters")),
            ("Anna Holt and Peter d'Este", &["Anna Holt", "Peter d'Este"], None),
            ("ANNA HOLT AND PETER WREN", &["Anna Holt", "Peter Wren"], None),
            ("By Anna Holt Reuters", &["Anna Holt"], Some("Reuters")),
            ("by Anna Holt, Reuter", &["Anna Holt"], Some("Reuters")),
            ("By Anna Holt, The Harbour Courier", &["Anna Holt"], None),
            ("Associated Press", &[], Some("AP")),
            ("Meridian Press", &[], Some("Meridian Press")),
            ("Staff Reporter", &[], None),
            ("Иван Петров", &["Иван Петров"], None),
            ("مراسل أحمد", &["مراسل أحمد"], None),
        ] {
            let signed = names(printed);
            assert_eq!(
                (signed.authors, signed.agency.as_deref()),
                (authors.iter().map(|&name| name.to_owned()).collect(), agency),
                "{printed}"
            );
        }
    }

    #[test]
    fn lines_that_are_bylines() {
        assert!(is_byline("By Anna Holt"));
        assert!(is_byline("Par Nadia Haddad, à Beyrouth"));
        assert!(!is_byline("By the time Anna Holt arrived, the square had emptied."));
        assert!(!is_byline("By Friday"));
        assert!(!is_byline("Bye Anna Holt"));
    }
}
