//! The tree that a query is read as.

use jiff::civil::Date;

/// A query, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Query {
    /// Everything: the empty query.
    All,
    /// What simplification shows can match nothing.
    Nothing,
    /// One word.
    Word(Word),
    /// Words in this order, next to each other.
    Phrase(Phrase),
    /// An actor, a place or a country.
    Name(Name),
    /// A keyword, matched whole.
    Value(Value),
    /// A range of days.
    Date(DateRange),
    /// Articles that match all of these.
    And(Vec<Query>),
    /// Articles that match any of these.
    Or(Vec<Query>),
    /// Articles that do not match this.
    Not(Box<Query>),
}

/// One word, as typed: its case, accents and inner punctuation are kept, for
/// the analyser to fold.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Word {
    /// Where to look; `None` is the usual text of an article.
    pub field: Option<TextField>,
    /// The word as typed, without quotes, `=`, `*` or punctuation around it.
    pub text: String,
    /// How it is to match.
    pub form: Form,
}

/// Words in order, next to each other, not stemmed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phrase {
    /// Where to look; `None` is the usual text of an article.
    pub field: Option<TextField>,
    /// The words as typed; two or more.
    pub words: Vec<String>,
    /// Whether the last word is only the beginning of one: `"peace tal*"`.
    pub prefix: bool,
}

/// Something with a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// What kind of thing.
    pub facet: NameFacet,
    /// A plain name as typed, or an id path beginning with `/`.
    pub value: String,
}

/// A keyword, matched whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Value {
    /// Which keyword.
    pub field: ValueField,
    /// In lower case if [`ValueField::folds_case`], otherwise as typed.
    pub value: String,
}

/// A range of days; both ends are in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// Which date of the article.
    pub field: DateField,
    /// The first day; `None` is open.
    pub from: Option<Date>,
    /// The last day; `None` is open.
    pub until: Option<Date>,
}

/// How a word is to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// In any of its forms: `strike` finds `strikes`.
    Stemmed,
    /// As it is: written `=word`, or in quotes as a single word.
    Exact,
    /// As the beginning of a word: written `word*`.
    Prefix,
}

/// The parts of an article that have running text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextField {
    /// The headline.
    Headline,
    /// The line under the headline.
    Dek,
    /// The first paragraph.
    Lede,
    /// The text.
    Body,
    /// Captions of pictures.
    Caption,
    /// Who wrote it.
    Byline,
}

/// The kinds of things that have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameFacet {
    /// A person or an organisation.
    Actor,
    /// A place.
    Place,
    /// A country involved.
    Country,
    /// An actor or place that the article is about.
    About,
}

/// The fields that are matched whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueField {
    /// The publication.
    Source,
    /// The language's code.
    Language,
    /// The section of the publication.
    Section,
    /// A tag the publication gave.
    Tag,
    /// Something that is so or not: `has:correction`, `is:revised`.
    Flag,
    /// The article's id.
    Id,
    /// The article's address.
    Url,
    /// The group of articles that are the same copy.
    Cluster,
    /// The agency the copy came from.
    Agency,
}

/// The dates an article has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateField {
    /// When it says it was published.
    Published,
    /// When it says it was last changed.
    Updated,
    /// When the archive saw it.
    Captured,
}

impl ValueField {
    /// Whether values are folded to lower case. Not ids and addresses, in which
    /// case may tell two apart.
    #[must_use]
    pub fn folds_case(self) -> bool {
        !matches!(self, Self::Id | Self::Url)
    }
}

impl Query {
    /// The words and phrases an article is found *for*, in the order of the
    /// query: those not under a negation. For highlighting.
    #[must_use]
    pub fn positive_text(&self) -> Vec<&Query> {
        let mut found = Vec::new();
        self.collect_text(true, &mut found);
        found
    }

    fn collect_text<'a>(&'a self, positive: bool, found: &mut Vec<&'a Query>) {
        match self {
            Self::Word(_) | Self::Phrase(_) if positive => found.push(self),
            Self::And(parts) | Self::Or(parts) => {
                for part in parts {
                    part.collect_text(positive, found);
                }
            }
            Self::Not(inner) => inner.collect_text(!positive, found),
            _ => {}
        }
    }
}
