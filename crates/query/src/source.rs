//! The text of a query, as typed and with its typography made plain.

use std::ops::Range;

/// A stretch of the text, in character offsets.
pub(crate) type Span = Range<usize>;

/// The characters of a query twice: as typed, for what ends up in the tree, and
/// plain, for reading. Both have the same length, so that offsets hold for both.
#[derive(Debug)]
pub(crate) struct Source {
    typed: Vec<char>,
    plain: Vec<char>,
}

impl Source {
    pub(crate) fn new(text: &str) -> Self {
        let typed: Vec<char> = text.chars().collect();
        let plain = typed.iter().map(|&c| plain(c)).collect();
        Self { typed, plain }
    }

    pub(crate) fn len(&self) -> usize {
        self.typed.len()
    }

    /// The plain character at an offset; a space after the end.
    pub(crate) fn at(&self, offset: usize) -> char {
        self.plain.get(offset).copied().unwrap_or(' ')
    }

    pub(crate) fn starts_with(&self, offset: usize, pattern: &str) -> bool {
        pattern.chars().enumerate().all(|(step, c)| self.at(offset + step).eq_ignore_ascii_case(&c))
    }

    pub(crate) fn typed(&self, span: Span) -> String {
        self.typed[span].iter().collect()
    }

    pub(crate) fn plain(&self, span: Span) -> String {
        self.plain[span].iter().collect()
    }

    pub(crate) fn is_space(&self, offset: usize) -> bool {
        self.at(offset) == ' '
    }

    /// Whether a quoted phrase begins or ends here. A straight quote between two
    /// Hebrew letters does not: it is how acronyms are written (צה"ל).
    pub(crate) fn is_quote(&self, offset: usize) -> bool {
        let hebrew = |offset: usize| ('\u{5d0}'..='\u{5ea}').contains(&self.at(offset));
        let acronym = || self.typed[offset] == '"' && offset > 0 && hebrew(offset - 1) && hebrew(offset + 1);
        self.at(offset) == '"' && !acronym()
    }

    /// The first offset from `from` on, below the end, for which `stop` holds;
    /// else the end.
    pub(crate) fn find(&self, from: usize, stop: impl Fn(usize) -> bool) -> usize {
        (from..self.len()).find(|&offset| stop(offset)).unwrap_or(self.len())
    }

    /// Like [`Source::find`], but no further than `most` characters away: what
    /// is tried at every character must not look through the whole text.
    pub(crate) fn find_near(&self, from: usize, most: usize, stop: impl Fn(usize) -> bool) -> Option<usize> {
        (from..self.len().min(from + most)).find(|&offset| stop(offset))
    }
}

/// The plain form of a typographic character.
fn plain(c: char) -> char {
    match c {
        '“' | '”' | '„' | '‟' | '«' | '»' | '＂' | '〝' | '〞' => '"',
        '（' => '(',
        '）' => ')',
        '｜' => '|',
        '＊' => '*',
        '−' => '-',
        // Marks that are not seen, and would keep a word from being recognised.
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' => ' ',
        c if c.is_whitespace() || c.is_control() => ' ',
        c => c,
    }
}

/// Punctuation that belongs to no word at whose edge it stands.
pub(crate) fn is_edge(c: char) -> bool {
    match c {
        // Kept: @handle, #tag, $5, 5%, A&, snake_, C++; and the wildcards.
        '@' | '#' | '$' | '%' | '&' | '_' | '+' | '*' | '?' => false,
        '¡' | '¿' | '·' | '´' | '"' | '«' | '»' => true,
        '\u{2010}'..='\u{2027}' | '\u{2032}'..='\u{205e}' => true,
        _ => c.is_ascii_punctuation() || breaks_words(c),
    }
}

/// Punctuation that ends a word even where no space follows.
pub(crate) fn breaks_words(c: char) -> bool {
    let chinese = matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '・');
    let full_width =
        matches!(c, '！' | '（' | '）' | '，' | '．' | '／' | '：' | '；' | '？' | '\u{ff61}'..='\u{ff65}');
    let arabic = matches!(c, '،' | '؛' | '؟' | '۔');
    matches!(c, ',' | ';' | '—' | '―' | '…' | '।' | '॥') || chinese || full_width || arabic
}

/// `span` without the punctuation around the word in it; empty if there is none.
pub(crate) fn trim(source: &Source, span: Span) -> Span {
    let start = span.clone().find(|&offset| !is_edge(source.at(offset))).unwrap_or(span.end);
    trim_end(source, start..span.end, false)
}

/// `span` without the punctuation at its end, which a question mark is there and
/// nowhere else. The last dot of an abbreviation with dots (`U.S.`) stays, and so
/// do `~` and `^` on request.
pub(crate) fn trim_end(source: &Source, span: Span, keep_marks: bool) -> Span {
    let kept = |c: char| !(is_edge(c) || c == '?') || (keep_marks && matches!(c, '~' | '^'));
    let last = span.clone().rev().find(|&offset| kept(source.at(offset)));
    let mut end = last.map_or(span.start, |last| last + 1);
    let dotted = || (span.start..end).any(|offset| source.at(offset) == '.');
    if end < span.end && source.at(end) == '.' && dotted() {
        end += 1;
    }
    span.start..end
}

/// Whether there is something to search for in `span`.
pub(crate) fn has_word(source: &Source, mut span: Span) -> bool {
    span.any(|offset| source.at(offset).is_alphanumeric())
}
