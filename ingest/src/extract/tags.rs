//! Elements as the extractor tells them apart.

/// An element's name, or that a node is a text. The first 23 are numbers the model knows: see [`Tag::number`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Tag {
    P,
    H1,
    H2,
    H3,
    H4,
    H5,
    H6,
    Li,
    Div,
    Blockquote,
    Td,
    Th,
    Pre,
    Figcaption,
    Dd,
    Dt,
    Span,
    Section,
    Article,
    Time,
    Label,
    Summary,
    Details,
    Html,
    Body,
    Nav,
    Footer,
    Aside,
    Form,
    Figure,
    Table,
    Tr,
    /// Any other element that breaks the text.
    Block,
    /// `a`
    Link,
    /// `b`, `strong`
    Bold,
    /// `i`, `em`
    Italic,
    /// `br`
    Break,
    /// `meta`
    Meta,
    /// Elements whose text is not read; what is inside is walked.
    Skipped,
    /// Elements that are not even walked.
    Foreign,
    /// Any other element: it does not break the text.
    Inline,
    /// A text node.
    Text,
}

impl Tag {
    pub(crate) fn of(name: &str) -> Self {
        match name {
            "p" => Self::P,
            "h1" => Self::H1,
            "h2" => Self::H2,
            "h3" => Self::H3,
            "h4" => Self::H4,
            "h5" => Self::H5,
            "h6" => Self::H6,
            "li" => Self::Li,
            "div" => Self::Div,
            "blockquote" => Self::Blockquote,
            "td" => Self::Td,
            "th" => Self::Th,
            "pre" => Self::Pre,
            "figcaption" => Self::Figcaption,
            "dd" => Self::Dd,
            "dt" => Self::Dt,
            "span" => Self::Span,
            "section" => Self::Section,
            "article" => Self::Article,
            "time" => Self::Time,
            "label" => Self::Label,
            "summary" => Self::Summary,
            "details" => Self::Details,
            "html" => Self::Html,
            "body" => Self::Body,
            "nav" => Self::Nav,
            "footer" => Self::Footer,
            "aside" => Self::Aside,
            "form" => Self::Form,
            "figure" => Self::Figure,
            "table" => Self::Table,
            "tr" => Self::Tr,
            "a" => Self::Link,
            "b" | "strong" => Self::Bold,
            "i" | "em" => Self::Italic,
            "br" => Self::Break,
            "meta" => Self::Meta,
            "script" | "style" | "template" | "svg" | "math" => Self::Foreign,
            "noscript" | "iframe" | "object" | "embed" | "canvas" | "head" | "select" | "option" | "datalist"
            | "textarea" | "input" | "button" | "audio" | "video" | "picture" | "map" | "progress" | "meter"
            | "dialog" | "title" | "link" | "base" | "applet" | "frame" | "frameset" | "noframes" | "rt" | "rp" => {
                Self::Skipped
            }
            "address" | "center" | "dir" | "dl" | "fieldset" | "header" | "hgroup" | "hr" | "main" | "menu" | "ol"
            | "tbody" | "tfoot" | "thead" | "ul" | "caption" | "legend" | "search" | "noindex" => Self::Block,
            _ if name.contains('-') => Self::Block,
            _ => Self::Inline,
        }
    }

    /// The number the model knows the element by; -1 for all that are rare around text.
    pub(crate) fn number(self) -> f64 {
        if (self as u8) <= Self::Details as u8 { f64::from(self as u8) } else { -1.0 }
    }

    /// A text is cut where such an element begins or ends.
    pub(crate) const fn is_block(self) -> bool {
        !matches!(
            self,
            Self::Span
                | Self::Time
                | Self::Link
                | Self::Bold
                | Self::Italic
                | Self::Break
                | Self::Meta
                | Self::Skipped
                | Self::Foreign
                | Self::Inline
                | Self::Text
        )
    }

    /// The text inside is not read.
    pub(crate) const fn is_skipped(self) -> bool {
        matches!(self, Self::Skipped | Self::Foreign | Self::Meta)
    }

    pub(crate) const fn is_heading(self) -> bool {
        matches!(self, Self::H1 | Self::H2 | Self::H3 | Self::H4 | Self::H5 | Self::H6)
    }
}
