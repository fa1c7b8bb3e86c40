//! The operators of the full grammar that the search cannot do yet.

/// An operator that is recognised, reported, and read as something wider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// `NEAR/5`, `W/5`: near each other, in any order.
    Near,
    /// `PRE/5`, `BEFORE/5`: near each other, in this order.
    Ordered,
    /// `NOT NEAR/5`: the left side with no right side near.
    NotNear,
    /// `SENTENCE`: in one sentence.
    Sentence,
    /// `PARA`: in one paragraph.
    Paragraph,
    /// `ATLEAST/5`: as many times.
    AtLeast,
    /// `FIRST/50`: among the first words.
    First,
}

impl Operator {
    /// The operator that a piece of text is. Numbered ones in any case, because
    /// `w/5` is never a word; the others in capitals only.
    pub(crate) fn named(text: &str) -> Option<Self> {
        match text {
            "SENTENCE" => return Some(Self::Sentence),
            "PARA" => return Some(Self::Paragraph),
            "NEAR" => return Some(Self::Near),
            "NOTNEAR" => return Some(Self::NotNear),
            _ if text.len() > 16 => return None,
            _ => {}
        }
        let text = text.to_ascii_uppercase();
        match text.as_str() {
            "W/S" => return Some(Self::Sentence),
            "W/P" => return Some(Self::Paragraph),
            _ => {}
        }
        let name = text.trim_end_matches(|c: char| c.is_ascii_digit());
        if name.len() == text.len() {
            return None;
        }
        match name {
            "NEAR/" | "W/" | "WITHIN/" | "/N" | "NEAR" => Some(Self::Near),
            "PRE/" | "BEFORE/" | "ONEAR/" | "ADJ/" | "ADJ" => Some(Self::Ordered),
            "NOTNEAR/" => Some(Self::NotNear),
            "ATLEAST/" | "ATLEAST" => Some(Self::AtLeast),
            "FIRST/" => Some(Self::First),
            _ => None,
        }
    }

    /// Whether it stands between what it joins, and not before it.
    pub(crate) fn joins(self) -> bool {
        !matches!(self, Self::AtLeast | Self::First)
    }

    /// What it asks for.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Near => "words near each other",
            Self::Ordered => "words near each other in this order",
            Self::NotNear => "words not near each other",
            Self::Sentence => "words in one sentence",
            Self::Paragraph => "words in one paragraph",
            Self::AtLeast => "a word so many times",
            Self::First => "words at the beginning",
        }
    }

    /// What is searched instead.
    pub(crate) fn reading(self) -> &'static str {
        match self {
            Self::Near | Self::Ordered | Self::Sentence | Self::Paragraph => "read as `AND`",
            Self::NotNear => "its right side is left out",
            Self::AtLeast => "once is enough",
            Self::First => "anywhere in the text is searched",
        }
    }

    /// What can be written today.
    pub(crate) fn hint(self) -> &'static str {
        match self {
            Self::Near | Self::Ordered => "write `\"two words\"` for words next to each other, or `AND`",
            Self::NotNear => "write `a NOT b` for articles without `b`",
            Self::Sentence | Self::Paragraph => "write `AND` for words in one article, or `lede:(a b)`",
            Self::AtLeast => "write the word once",
            Self::First => "write `headline:(...)` or `lede:(...)`",
        }
    }
}
