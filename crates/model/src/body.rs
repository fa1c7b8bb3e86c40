//! The paragraphs of a story in order, with its lede.

use serde::{Deserialize, Serialize};

/// The text of a story: its paragraphs in reading order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Paragraphs, subheads, list items and quotations in reading order; none is empty.
    pub paragraphs: Vec<Paragraph>,
}

impl Body {
    /// Returns the lede: the first ordinary paragraph.
    #[must_use]
    pub fn lede(&self) -> Option<&Paragraph> {
        self.lede_index().and_then(|index| self.paragraphs.get(index))
    }

    /// Returns the number of the lede among the paragraphs.
    #[must_use]
    pub fn lede_index(&self) -> Option<usize> {
        self.paragraphs.iter().position(|paragraph| paragraph.kind == ParagraphKind::Text)
    }

    /// Returns true where there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
    }

    /// Returns the length of all paragraphs in characters.
    #[must_use]
    pub fn chars(&self) -> usize {
        self.paragraphs.iter().map(|paragraph| paragraph.text.chars().count()).sum()
    }
}

/// One block of the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// What kind of block it is.
    pub kind: ParagraphKind,
    /// Its text: one line, white space put right.
    pub text: String,
    /// Where its words lead, in reading order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}

impl Paragraph {
    /// Returns a block without links.
    pub fn new(kind: ParagraphKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), links: Vec::new() }
    }

    /// Returns an ordinary paragraph without links.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(ParagraphKind::Text, text)
    }
}

/// Words of a paragraph that lead to another page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The words, one line.
    pub text: String,
    /// Where they lead: an absolute address of the web in canonical form, without tracking parameters.
    pub address: String,
}

/// What kind of block a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParagraphKind {
    /// An ordinary paragraph.
    Text,
    /// A heading inside the body.
    Subhead,
    /// One entry of a list.
    ListItem,
    /// A quotation set as a block.
    Quotation,
    /// One row of a table, cells separated by ` | `.
    TableRow,
    /// Text whose line breaks matter.
    Preformatted,
    /// Somebody else's post that the page shows.
    Embed,
}

impl ParagraphKind {
    /// Returns the name used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Subhead => "subhead",
            Self::ListItem => "list_item",
            Self::Quotation => "quotation",
            Self::TableRow => "table_row",
            Self::Preformatted => "preformatted",
            Self::Embed => "embed",
        }
    }
}
