//! The fields: their names, their other names, and what each accepts.

use crate::ast::{DateField, NameFacet, TextField, ValueField};

/// A field, as it stands before a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// A part of the text.
    Text(TextField),
    /// Something with a name.
    Name(NameFacet),
    /// A keyword.
    Value(ValueField),
    /// A date, and how what follows bounds it.
    Date(DateField, Bound),
}

/// How a date after a field bounds the days searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// The period or range itself.
    Within,
    /// From its first day: `since:`.
    Since,
    /// From the day after its last: `after:`.
    After,
    /// Until its last day: `until:`.
    Until,
    /// Until the day before its first: `before:`.
    Before,
}

/// What may follow a field's colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Accepts {
    /// Words and phrases.
    Words,
    /// A name, or an id path beginning with `/`.
    Names,
    /// A keyword.
    Keyword,
    /// An address.
    Address,
    /// A date, a period or a range.
    Dates,
}

/// Every field. The first name is the one printed.
const FIELDS: &[(Field, &[&str])] = &[
    (Field::Text(TextField::Headline), &["headline", "title", "hl"]),
    (Field::Text(TextField::Dek), &["dek", "standfirst"]),
    (Field::Text(TextField::Lede), &["lede", "lead"]),
    (Field::Text(TextField::Body), &["body", "text"]),
    (Field::Text(TextField::Caption), &["caption"]),
    (Field::Text(TextField::Byline), &["byline", "by", "author"]),
    (Field::Name(NameFacet::Actor), &["actor", "person", "org", "who"]),
    (Field::Name(NameFacet::Place), &["place", "where"]),
    (Field::Name(NameFacet::Country), &["country", "involved"]),
    (Field::Name(NameFacet::About), &["about"]),
    (Field::Value(ValueField::Source), &["source", "pub", "publication", "domain"]),
    (Field::Value(ValueField::Language), &["language", "lang"]),
    (Field::Value(ValueField::Section), &["section"]),
    (Field::Value(ValueField::Tag), &["tag", "keyword"]),
    (Field::Value(ValueField::Flag), &["has", "is", "flag"]),
    (Field::Value(ValueField::Id), &["id"]),
    (Field::Value(ValueField::Url), &["url"]),
    (Field::Value(ValueField::Cluster), &["cluster"]),
    (Field::Value(ValueField::Agency), &["agency"]),
    (Field::Date(DateField::Published, Bound::Within), &["published", "date", "pub-date"]),
    (Field::Date(DateField::Updated, Bound::Within), &["updated"]),
    (Field::Date(DateField::Captured, Bound::Within), &["captured", "seen"]),
    (Field::Date(DateField::Published, Bound::Since), &["since"]),
    (Field::Date(DateField::Published, Bound::After), &["after"]),
    (Field::Date(DateField::Published, Bound::Until), &["until"]),
    (Field::Date(DateField::Published, Bound::Before), &["before"]),
];

impl Field {
    /// Every field, in the order in which they are worth offering.
    pub fn all() -> impl Iterator<Item = Self> {
        FIELDS.iter().map(|(field, _)| *field)
    }

    /// The field of this name; case does not matter.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let has = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        FIELDS.iter().find(|(_, names)| has(names)).map(|(field, _)| *field)
    }

    /// All names of this field; the first is the one canonical text has.
    #[must_use]
    pub fn names(self) -> &'static [&'static str] {
        // Every field that can be built is in the table, which a test checks.
        FIELDS.iter().find(|(field, _)| *field == self).map_or(&[], |(_, names)| names)
    }

    /// The name canonical text has.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.names().first().copied().unwrap_or_default()
    }

    /// What may follow the colon.
    #[must_use]
    pub fn accepts(self) -> Accepts {
        match self {
            Self::Text(_) => Accepts::Words,
            Self::Name(_) => Accepts::Names,
            Self::Value(ValueField::Url) => Accepts::Address,
            Self::Value(_) => Accepts::Keyword,
            Self::Date(..) => Accepts::Dates,
        }
    }

    /// The known name nearest to a mistyped one, if any is near: one slip in a
    /// short name, two in a name of five letters or more.
    pub(crate) fn nearest(name: &str) -> Option<&'static str> {
        let typed: Vec<char> = name.chars().take(20).flat_map(char::to_lowercase).collect();
        let allowed = match typed.len() {
            0..=2 => return None,
            3..=4 => 1,
            _ => 2,
        };
        let names = FIELDS.iter().flat_map(|(_, names)| names.iter().copied());
        let near = names.map(|known| (slips(&typed, known), known)).filter(|(count, _)| *count <= allowed);
        near.min_by_key(|(count, _)| *count).map(|(_, known)| known)
    }
}

/// Letters added, left out, changed or swapped with their neighbour.
fn slips(typed: &[char], known: &str) -> usize {
    let known: Vec<char> = known.chars().collect();
    let mut before_last = vec![0; known.len() + 1];
    let mut last: Vec<usize> = (0..=known.len()).collect();
    for i in 1..=typed.len() {
        let mut row = vec![i; known.len() + 1];
        for j in 1..=known.len() {
            let changed = last[j - 1] + usize::from(typed[i - 1] != known[j - 1]);
            row[j] = changed.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && typed[i - 1] == known[j - 2] && typed[i - 2] == known[j - 1] {
                row[j] = row[j].min(before_last[j - 2] + 1);
            }
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[known.len()]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{FIELDS, Field};

    #[test]
    fn no_name_is_given_twice() {
        let names: Vec<&str> = FIELDS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        assert_eq!(names.len(), names.iter().collect::<HashSet<_>>().len());
        for field in Field::all() {
            assert_eq!(Field::named(field.name()), Some(field));
        }
    }

    #[test]
    fn slips_are_forgiven() {
        for (typed, known) in [("tilte", Some("title")), ("headlin", Some("headline")), ("sourc", Some("source"))] {
            assert_eq!(Field::nearest(typed), known);
        }
        for unlike in ["x", "re", "foo", "mission"] {
            assert_eq!(Field::nearest(unlike), None, "{unlike}");
        }
    }
}
