//! The tags of single tokens, which of them may follow each other, and the spans they spell.

use std::ops::Range;

/// What kind of thing a span names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A person, without titles and roles.
    Person,
    /// An organisation, company, armed group, or body of a state.
    Organisation,
    /// A place; also a country that acts.
    Location,
    /// A nationality, religion or political camp: `Iranian`, `Sunni`.
    Group,
    /// Any other name: works, events, treaties, products.
    Other,
}

impl Kind {
    /// All kinds, in the order of the weights' file.
    pub const ALL: [Self; 5] = [Self::Person, Self::Organisation, Self::Location, Self::Group, Self::Other];

    /// The name that corpora and the weights' file use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "PER",
            Self::Organisation => "ORG",
            Self::Location => "LOC",
            Self::Group => "NORP",
            Self::Other => "MISC",
        }
    }
}

/// How many tags there are: none, and four places in a span for each kind.
pub(crate) const TAGS: usize = 1 + 4 * Kind::ALL.len();

/// The tag of a token that is in no span.
pub(crate) const OUTSIDE: u8 = 0;

/// Where in its span a token stands.
const BEGIN: u8 = 0;
const INSIDE: u8 = 1;
const LAST: u8 = 2;
const ONLY: u8 = 3;

const fn tag(kind: usize, place: u8) -> u8 {
    #[expect(clippy::cast_possible_truncation, reason = "there are five kinds")]
    {
        1 + 4 * kind as u8 + place
    }
}

const fn place(tag: u8) -> u8 {
    (tag - 1) % 4
}

/// Says whether a span is still open behind this tag.
pub(crate) const fn is_open(tag: u8) -> bool {
    tag != OUTSIDE && place(tag) < LAST
}

/// Says whether a token may begin a sequence with this tag, or follow a closed one.
pub(crate) const fn starts(tag: u8) -> bool {
    tag == OUTSIDE || place(tag) == BEGIN || place(tag) == ONLY
}

/// Says whether one tag may follow another.
pub(crate) const fn may_follow(before: u8, tag: u8) -> bool {
    if is_open(before) { !starts(tag) && (before - 1) / 4 == (tag - 1) / 4 } else { starts(tag) }
}

/// A span of tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSpan {
    /// The tokens it covers.
    pub tokens: Range<usize>,
    /// What it names.
    pub kind: Kind,
}

/// Returns the spans that valid tags spell.
pub(crate) fn spans(tags: &[u8]) -> impl Iterator<Item = TokenSpan> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while tags.get(at) == Some(&OUTSIDE) {
            at += 1;
        }
        let &first = tags.get(at)?;
        let start = at;
        while is_open(tags[at]) && at + 1 < tags.len() {
            at += 1;
        }
        at += 1;
        Some(TokenSpan { tokens: start..at, kind: Kind::ALL[(first - 1) as usize / 4] })
    })
}

/// Writes a span into tags.
pub(crate) fn write(tags: &mut [u8], span: &TokenSpan) {
    let kind = span.kind as usize;
    let last = span.tokens.len().saturating_sub(1);
    for (at, slot) in tags[span.tokens.clone()].iter_mut().enumerate() {
        *slot = match (at, last) {
            (0, 0) => tag(kind, ONLY),
            (0, _) => tag(kind, BEGIN),
            _ if at == last => tag(kind, LAST),
            _ => tag(kind, INSIDE),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_read() {
        let all = [
            TokenSpan { tokens: 1..2, kind: Kind::Person },
            TokenSpan { tokens: 2..5, kind: Kind::Other },
            TokenSpan { tokens: 5..7, kind: Kind::Other },
        ];
        let mut tags = [OUTSIDE; 8];
        all.iter().for_each(|span| write(&mut tags, span));
        assert_eq!(spans(&tags).collect::<Vec<_>>(), all);
        assert!(tags.windows(2).all(|pair| may_follow(pair[0], pair[1])));
        assert!(starts(tags[0]) && !is_open(tags[7]));
    }

    #[test]
    fn an_open_span_is_closed_by_its_own_kind() {
        let followers = |before: u8| (0..TAGS as u8).filter(|&tag| may_follow(before, tag)).count();
        assert_eq!(followers(OUTSIDE), 11);
        assert_eq!(followers(tag(2, BEGIN)), 2);
        assert!(may_follow(tag(2, INSIDE), tag(2, LAST)));
        assert!(!may_follow(tag(2, BEGIN), tag(1, LAST)));
    }
}
