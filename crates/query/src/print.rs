//! Canonical text: a tree written so that it reads back as the same tree.

use std::fmt::{self, Display, Formatter};

use jiff::civil::Date;

use crate::ast::{DateField, DateRange, Form, NameFacet, Phrase, Query, TextField, ValueField, Word};
use crate::field::{Bound, Field};

/// Canonical text. A simplified tree that [`parse`](crate::parse) made reads
/// back as itself, without problems.
impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("*"),
            Self::Nothing => f.write_str("NOT *"),
            Self::Word(word) => print_word(word, f),
            Self::Phrase(phrase) => print_phrase(phrase, f),
            Self::Name(name) => {
                // Bare, a plain name would swallow nothing of what follows and
                // look as if it did: `actor:Vladimir Putin`.
                let bare = name.facet == NameFacet::Country || name.value.starts_with('/');
                print_value(Field::Name(name.facet), &name.value, bare, f)
            }
            Self::Value(value) => print_value(Field::Value(value.field), &value.value, true, f),
            Self::Date(range) => print_date(range, f),
            Self::And(parts) => print_list(parts, " ", f),
            Self::Or(parts) => print_list(parts, " OR ", f),
            Self::Not(inner) => {
                f.write_str("NOT ")?;
                print_part(inner, f)
            }
        }
    }
}

fn print_list(parts: &[Query], between: &str, f: &mut Formatter<'_>) -> fmt::Result {
    for (position, part) in parts.iter().enumerate() {
        if position > 0 {
            f.write_str(between)?;
        }
        print_part(part, f)?;
    }
    Ok(())
}

/// A part of a group: in brackets if it is a group itself, even where the order
/// of operators would do, because a reader should not need to know it.
fn print_part(part: &Query, f: &mut Formatter<'_>) -> fmt::Result {
    match part {
        Query::And(_) | Query::Or(_) => write!(f, "({part})"),
        _ => write!(f, "{part}"),
    }
}

fn print_field(field: Option<TextField>, f: &mut Formatter<'_>) -> fmt::Result {
    field.map_or(Ok(()), |field| write!(f, "{}:", Field::Text(field).name()))
}

fn print_word(word: &Word, f: &mut Formatter<'_>) -> fmt::Result {
    print_field(word.field, f)?;
    let text = &word.text;
    match word.form {
        Form::Stemmed => write!(f, "{text}"),
        // Quotes and not `=`: inside them nothing is an operator.
        Form::Exact => write!(f, "\"{text}\""),
        Form::Prefix if text.chars().all(char::is_alphanumeric) => write!(f, "{text}*"),
        Form::Prefix => write!(f, "\"{text}*\""),
    }
}

fn print_phrase(phrase: &Phrase, f: &mut Formatter<'_>) -> fmt::Result {
    print_field(phrase.field, f)?;
    let star = if phrase.prefix { "*" } else { "" };
    write!(f, "\"{}{star}\"", phrase.words.join(" "))
}

fn print_value(field: Field, value: &str, bare: bool, f: &mut Formatter<'_>) -> fmt::Result {
    let name = field.name();
    if bare && reads_bare(field, value) { write!(f, "{name}:{value}") } else { write!(f, "{name}:\"{value}\"") }
}

/// Whether a value needs no quotes.
fn reads_bare(field: Field, value: &str) -> bool {
    let inner = match field {
        Field::Value(ValueField::Url) => "-._~:/?#[]@!$&'*+,;=%",
        _ => "-._/",
    };
    let operator = matches!(value, "AND" | "OR" | "NOT");
    let slash = |c: char, may: bool| c.is_alphanumeric() || (c == '/' && may);
    let begins = value.chars().next().is_some_and(|c| slash(c, matches!(field, Field::Name(_))));
    let ends = value.chars().next_back().is_some_and(|c| slash(c, field == Field::Value(ValueField::Url)));
    !operator && begins && ends && value.chars().all(|c| c.is_alphanumeric() || inner.contains(c))
}

fn print_date(range: &DateRange, f: &mut Formatter<'_>) -> fmt::Result {
    let name = Field::Date(range.field, Bound::Within).name();
    write!(f, "{name}:")?;
    match (range.from, range.until) {
        (Some(from), Some(until)) if from == until => write!(f, "{from}"),
        (Some(from), Some(until)) if is_year(from, until) => write!(f, "{:04}", from.year()),
        (Some(from), Some(until)) if is_month(from, until) => write!(f, "{:04}-{:02}", from.year(), from.month()),
        (Some(from), Some(until)) => write!(f, "{from}..{until}"),
        (Some(from), None) => write!(f, "{from}.."),
        (None, Some(until)) => write!(f, "..{until}"),
        (None, None) => f.write_str("*"),
    }
}

fn is_year(from: Date, until: Date) -> bool {
    from == from.first_of_year() && until == from.last_of_year()
}

fn is_month(from: Date, until: Date) -> bool {
    from == from.first_of_month() && until == from.last_of_month()
}

impl Display for DateField {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(Field::Date(*self, Bound::Within).name())
    }
}

impl Display for TextField {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(Field::Text(*self).name())
    }
}

impl Display for NameFacet {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(Field::Name(*self).name())
    }
}

impl Display for ValueField {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(Field::Value(*self).name())
    }
}
