//! A text as tokens: words with byte offsets, their shape, and what stands between them.

use dateline_text::{Stems, fold_into, is_cjk, sentences};

use crate::names::{STEMMER, is_declined};
use crate::vocab::{self, Parts};
use crate::words::{WordId, Words};

/// One word of a text with what rules want to know about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'a> {
    /// The word as written, without possessive ending.
    pub(crate) text: &'a str,
    /// Byte offset in the text.
    pub(crate) start: usize,
    /// The word in the lexicon's table; [`WordId::NONE`] for words no rule and no name knows.
    pub(crate) word: WordId,
    /// The parts the word plays.
    pub(crate) parts: Parts,
    /// How it is written.
    pub(crate) shape: Shape,
    /// What stands between the word before and this one.
    pub(crate) gap: Gap,
    /// Stands where anything is capitalised: at the start of a sentence, quotation or line.
    pub(crate) starts: bool,
    /// Followed by a possessive ending.
    pub(crate) possessive: bool,
}

impl Token<'_> {
    /// Byte offset just behind the word.
    pub(crate) const fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Plays one of these parts.
    pub(crate) const fn is(&self, parts: Parts) -> bool {
        self.parts & parts != 0
    }

    /// Begins with a capital.
    pub(crate) const fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Title | Shape::Caps)
    }

    /// A single letter, as in `George W. Bush`.
    pub(crate) fn is_initial(&self) -> bool {
        self.is_capital() && self.text.chars().filter(|c| c.is_alphabetic()).count() <= 2 && {
            let mut chars = self.text.chars();
            chars.next();
            chars.next().is_none_or(|c| c == '.')
        }
    }

    /// Written together with the word before it as parts of one name are.
    pub(crate) const fn joins(&self) -> bool {
        matches!(self.gap, Gap::Space | Gap::Dot | Gap::Hyphen)
    }
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Begins with a small letter.
    Lower,
    /// Begins with a capital.
    Title,
    /// Capitals only, two or more.
    Caps,
    /// A script without case.
    Caseless,
    /// Begins with a digit or sign.
    Other,
}

/// What stands between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// White space, or nothing, or an elided article.
    Space,
    /// The dot of an abbreviation.
    Dot,
    /// A hyphen.
    Hyphen,
    /// A comma.
    Comma,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// A colon.
    Colon,
    /// A stroke.
    Slash,
    /// An ampersand.
    Ampersand,
    /// Anything else: quotation marks, dashes.
    Other,
    /// The start of a sentence or text.
    Break,
}

/// How a whole text is written, which says what capitals mean in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Capitals mark names.
    Sentence,
    /// Most words begin with capitals.
    Title,
    /// Capitals only.
    Caps,
}

/// Returns the words of a text in which names are matched, each with its byte offset: as [`dateline_text::words`]
/// has them, but titles glued to names cut off (`Gen.Curtis`), and without the last single character of a run
/// of Han, Kana or Hangul.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut within_run = false;
    dateline_text::words(text)
        .filter(move |word| {
            let tail = within_run && !word.overlaps_next && word.text.chars().next().is_some_and(is_cjk);
            within_run = word.overlaps_next;
            !tail
        })
        .flat_map(|word| split_at_dots(word.start, word.text))
}

fn split_at_dots(start: usize, word: &str) -> impl Iterator<Item = (usize, &str)> {
    // Not acronyms (`U.S`) and not domains: every part begins with a capital and one is longer than a letter.
    let splits = word.contains('.')
        && word.split('.').all(|part| part.chars().next().is_some_and(char::is_uppercase))
        && word.split('.').any(|part| part.chars().nth(1).is_some());
    let mut rest = Some((start, word));
    std::iter::from_fn(move || {
        let (at, text) = rest.take()?;
        match text.find('.').filter(|_| splits) {
            Some(dot) => {
                rest = Some((at + dot + 1, &text[dot + 1..]));
                Some((at, &text[..dot]))
            }
            None => Some((at, text)),
        }
    })
}

/// Cuts a text into tokens; `language` is the ISO 639-1 code, where known.
pub(crate) fn tokenise<'a>(text: &'a str, words: &Words, language: &str) -> Vec<Token<'a>> {
    let mut tokens: Vec<Token<'a>> = Vec::with_capacity(text.len() / 6);
    let sentences = sentences(text);
    let mut upcoming = sentences.iter().map(|range| range.start).peekable();
    let mut folded = String::new();
    let mut stems = Stems::default();
    for (start, word) in pieces(text) {
        let mut fresh = false;
        while upcoming.next_if(|&border| border <= start).is_some() {
            fresh = true;
        }
        let (gap, quoted) = match tokens.last_mut() {
            Some(last) => gap_after(last, &text[last.end().min(start)..start]),
            None => (Gap::Break, false),
        };
        folded.clear();
        fold_into(word, &mut folded);
        let mut id = words.find(&folded);
        if id == WordId::NONE && is_declined(word) {
            id = words.find_stem(stems.stem(STEMMER, word));
        }
        let parts = words.parts(id) | foreign_parts(language, word);
        let abbreviated = gap == Gap::Dot && tokens.last().is_some_and(|last| is_short_title(last.text));
        let fresh = fresh && !abbreviated;
        let gap = if fresh { Gap::Break } else { gap };
        let starts = fresh || quoted || gap == Gap::Break;
        tokens.push(Token { text: word, start, word: id, parts, shape: shape(word), gap, starts, possessive: false });
    }
    tokens
}

/// `Lt.Gen. Holt`: a dot behind a title ends no sentence, even where the title is glued to another.
fn is_short_title(word: &str) -> bool {
    matches!(
        word,
        "Lt" | "Gen"
            | "Col"
            | "Maj"
            | "Capt"
            | "Sgt"
            | "Adm"
            | "Brig"
            | "Cmdr"
            | "Gov"
            | "Sen"
            | "Rep"
            | "Dr"
            | "Mr"
            | "Mrs"
            | "Ms"
            | "Prof"
            | "Rev"
            | "St"
    )
}

/// Parts that a word plays in one language only, because elsewhere it is another word.
fn foreign_parts(language: &str, word: &str) -> Parts {
    match (language, word) {
        (_, "à") | ("pt", "no" | "na" | "nos" | "nas") | ("it" | "es", "a") => vocab::SPATIAL,
        ("fr", "a" | "ont") | ("it", "ha" | "hanno") | ("de", "hat" | "haben" | "wird") | ("es", "ha" | "han") => {
            vocab::MODAL
        }
        _ => 0,
    }
}

fn shape(word: &str) -> Shape {
    let mut chars = word.chars();
    let Some(first) = chars.next() else { return Shape::Other };
    if first.is_lowercase() {
        Shape::Lower
    } else if first.is_uppercase() {
        let caps = word.chars().all(|c| !c.is_lowercase()) && word.chars().filter(|c| c.is_uppercase()).count() > 1;
        if caps { Shape::Caps } else { Shape::Title }
    } else if first.is_alphabetic() {
        Shape::Caseless
    } else {
        Shape::Other
    }
}

/// Returns what the text between two words says, and whether a quotation or clause begins in it.
fn gap_after(last: &mut Token<'_>, between: &str) -> (Gap, bool) {
    let mut between = between;
    for ending in ["'s", "’s", "'S", "’S", "ʼs", "＇s"] {
        if let Some(rest) = between.strip_prefix(ending) {
            last.possessive = true;
            between = rest;
            break;
        }
    }
    // The last dot of `U.S.` belongs to the word.
    if last.text.contains('.') && last.text.split('.').all(|part| part.chars().count() <= 1) {
        between = between.strip_prefix('.').unwrap_or(between);
    }
    if last.text.ends_with(['s', 'S']) && (between.starts_with("' ") || between.starts_with("’ ")) {
        last.possessive = true;
        between = &between[between.len() - between.trim_start_matches(['\'', '’']).len()..];
        return (classify(between), false);
    }
    let quoted = between.contains(['“', '„', '«', ':', '"', '‘', '|']) && between.contains(char::is_whitespace);
    (classify(between), quoted)
}

fn classify(between: &str) -> Gap {
    let mut gap = Gap::Space;
    for c in between.chars() {
        gap = match (c, gap) {
            ('\n', _) => return Gap::Break,
            // The letters of an elided article, and marks that words do not keep.
            (c, _) if c.is_whitespace() || c.is_alphanumeric() || matches!(c, '\'' | '’' | '\u{ad}') => gap,
            ('.', Gap::Space) => Gap::Dot,
            ('-' | '\u{2010}' | '\u{2011}', Gap::Space | Gap::Dot) => Gap::Hyphen,
            (',' | '،' | '、', Gap::Space | Gap::Dot | Gap::Close) => Gap::Comma,
            ('(' | '[', _) => return Gap::Open,
            (')' | ']', _) => Gap::Close,
            (':', Gap::Space | Gap::Close) => Gap::Colon,
            ('/', Gap::Space) => Gap::Slash,
            ('&', Gap::Space) => Gap::Ampersand,
            _ => return Gap::Other,
        };
    }
    // A hyphen with space around it is a dash.
    if gap == Gap::Hyphen && between.contains(char::is_whitespace) { Gap::Other } else { gap }
}

/// Says how a text is written.
pub(crate) fn style(tokens: &[Token<'_>]) -> Style {
    let cased = tokens.iter().filter(|token| token.is_capital() || token.shape == Shape::Lower);
    let (mut all, mut capital, mut caps, mut long, mut long_lower) = (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    for token in cased {
        all += 1;
        capital += usize::from(token.is_capital());
        caps += usize::from(token.shape == Shape::Caps);
        // Short words stay small in title case too.
        if token.text.len() > 3 {
            long += 1;
            long_lower += usize::from(token.shape == Shape::Lower);
        }
    }
    if all > 2 && caps * 10 >= all * 9 {
        Style::Caps
    } else if long >= 3 && long_lower * 5 < long && capital * 2 > all {
        Style::Title
    } else {
        Style::Sentence
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token<'_>> {
        tokenise(text, &Words::default(), "en")
    }

    #[test]
    fn titles_glued_to_names_are_cut_off() {
        let all = tokens("Lt.-Gen.Anna Holt of the U.S. Army flew");
        let found: Vec<(&str, Gap)> = all.iter().map(|token| (token.text, token.gap)).collect();
        assert_eq!(
            found[..6],
            [
                ("Lt", Gap::Break),
                ("Gen", Gap::Hyphen),
                ("Anna", Gap::Dot),
                ("Holt", Gap::Space),
                ("of", Gap::Space),
                ("the", Gap::Space)
            ]
        );
        assert_eq!(found[6], ("U.S", Gap::Space));
        assert_eq!(found[7], ("Army", Gap::Space));
    }

    #[test]
    fn gaps_say_what_stands_between() {
        for (text, gap) in [
            ("Ghent, Belgium", Gap::Comma),
            ("US-Russian", Gap::Hyphen),
            ("talks - Ghent", Gap::Other),
            ("Front (FLG", Gap::Open),
            ("Ghent: talks", Gap::Colon),
            ("Ghent/Bruges", Gap::Slash),
            ("Standard & Poor", Gap::Ampersand),
            ("He left. She", Gap::Break),
            ("de l’Iran", Gap::Space),
        ] {
            assert_eq!(tokens(text).last().unwrap().gap, gap, "{text}");
        }
        let possessive = tokens("Iran’s aim, the Russians' plan");
        assert!(possessive[0].possessive && possessive[3].possessive && !possessive[1].possessive);
    }

    #[test]
    fn quotations_begin_like_sentences() {
        let all = tokens("He said: “Nice work” and “maybe” in Ghent");
        let starting: Vec<&str> = all.iter().filter(|token| token.starts).map(|token| token.text).collect();
        assert_eq!(starting, ["He", "Nice", "maybe"]);
    }

    #[test]
    fn styles_of_headlines() {
        for (text, expected) in [
            ("Ministers agree on new border rules", Style::Sentence),
            ("Ministers Agree on New Border Rules", Style::Title),
            ("MINISTERS AGREE ON NEW BORDER RULES", Style::Caps),
            ("Talks fail", Style::Sentence),
        ] {
            assert_eq!(style(&tokens(text)), expected, "{text}");
        }
    }
}
