//! Characters to words, by the rules of Unicode, with what news text needs besides.

use unicode_segmentation::UnicodeSegmentation;

/// One word of a text, not yet folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawWord<'a> {
    /// The word as written, without possessive ending or elided article.
    pub text: &'a str,
    /// Byte offset of the word in the text.
    pub start: usize,
    /// True for all but the last pair of a run of Han, Kana or Hangul: the next pair shares a character with it.
    pub overlaps_next: bool,
}

impl RawWord<'_> {
    /// Returns the byte offset just behind the word.
    #[must_use]
    pub const fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Returns the words of a text in order.
///
/// A word never reaches over white space, which is where this function cuts first: most pieces of a Western
/// text are then one word of ASCII letters, which needs no segmentation at all.
#[must_use]
pub fn words(text: &str) -> Words<'_> {
    Words { text, rest: 0, piece: PieceWords::Plain(None) }
}

/// The words of a text in order; see [`words()`].
pub struct Words<'a> {
    text: &'a str,
    /// Byte offset up to which pieces have been cut off.
    rest: usize,
    piece: PieceWords<'a>,
}

impl<'a> Iterator for Words<'a> {
    type Item = RawWord<'a>;

    fn next(&mut self) -> Option<RawWord<'a>> {
        loop {
            if let Some(word) = self.piece.next() {
                return Some(word);
            }
            let bytes = self.text.as_bytes();
            let space = bytes[self.rest..].iter().position(|byte| !byte.is_ascii_whitespace())?;
            let start = self.rest + space;
            let len = bytes[start..].iter().position(u8::is_ascii_whitespace).unwrap_or(bytes.len() - start);
            self.rest = start + len;
            self.piece = PieceWords::new(start, &self.text[start..self.rest]);
        }
    }
}

impl std::fmt::Debug for Words<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").field("rest", &self.rest).finish_non_exhaustive()
    }
}

/// Returns how many positions the words of a text take: all but the single characters that end a run of pairs, which
/// stand where the last pair stands.
#[must_use]
pub fn positions(text: &str) -> usize {
    let mut inside_run = false;
    let mut count = 0;
    for word in words(text) {
        count += usize::from(!inside_run || word.overlaps_next);
        inside_run = word.overlaps_next;
    }
    count
}

/// Returns true for characters of scripts written without spaces between words.
#[must_use]
pub const fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3130}'..='\u{318f}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// The words of one piece without white space.
enum PieceWords<'a> {
    /// Most pieces are one word of ASCII letters with punctuation around it.
    Plain(Option<RawWord<'a>>),
    Western(usize, unicode_segmentation::UnicodeWordIndices<'a>),
    Mixed(std::vec::IntoIter<RawWord<'a>>),
}

impl<'a> PieceWords<'a> {
    fn new(start: usize, piece: &'a str) -> Self {
        if let Some(word) = plain_word(start, piece) {
            Self::Plain(Some(word))
        } else if !piece.is_ascii() && piece.chars().any(is_cjk) {
            Self::Mixed(mixed_words(start, piece).into_iter())
        } else {
            Self::Western(start, piece.unicode_word_indices())
        }
    }
}

impl<'a> Iterator for PieceWords<'a> {
    type Item = RawWord<'a>;

    fn next(&mut self) -> Option<RawWord<'a>> {
        match self {
            Self::Plain(word) => word.take(),
            Self::Western(start, indices) => indices.next().map(|(at, word)| western(*start + at, word)),
            Self::Mixed(words) => words.next(),
        }
    }
}

/// Returns the word of a piece that is nothing but ASCII letters inside common punctuation, for which the rules of
/// Unicode say nothing else. A property test compares.
fn plain_word(start: usize, piece: &str) -> Option<RawWord<'_>> {
    let around = |c: char| matches!(c, '!'..='/' | ':'..='@' | '['..='^' | '`' | '{'..='~' | '“' | '”' | '‘' | '’' | '«' | '»' | '…' | '–' | '—');
    let bytes = piece.as_bytes();
    // The common case: only the end needs a look.
    let word = if bytes[0].is_ascii_alphabetic() { piece } else { piece.trim_start_matches(around) };
    let start = start + (piece.len() - word.len());
    let word = word.trim_end_matches(around);
    let plain = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    plain.then_some(RawWord { text: word, start, overlaps_next: false })
}

fn western(start: usize, word: &str) -> RawWord<'_> {
    let elided = elided_article(word);
    let text = strip_possessive(&word[elided..]);
    RawWord { text, start: start + elided, overlaps_next: false }
}

fn strip_possessive(word: &str) -> &str {
    const ENDINGS: [&str; 6] = ["'s", "’s", "'S", "’S", "ʼs", "＇s"];
    for ending in ENDINGS {
        if let Some(stripped) = word.strip_suffix(ending)
            && !stripped.is_empty()
        {
            return stripped;
        }
    }
    word
}

/// Returns the length of an elided article or pronoun in front of a vowel: `l'`, `d'`, `qu'`, `dell'`.
fn elided_article(word: &str) -> usize {
    const ELIDED: [&str; 19] = [
        "l", "d", "qu", "s", "n", "j", "m", "t", "c", "jusqu", "lorsqu", "puisqu", "dell", "all", "nell", "sull", "un",
        "dall", "quest",
    ];
    let Some((at, mark)) = word.char_indices().find(|&(_, c)| c == '\'' || c == '’') else { return 0 };
    let rest = &word[at + mark.len_utf8()..];
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h') || !c.is_ascii();
    let starts_with_vowel = rest.chars().next().is_some_and(|c| c.to_lowercase().any(vowel));
    if rest.chars().count() >= 2
        && starts_with_vowel
        && ELIDED.iter().any(|elided| word[..at].eq_ignore_ascii_case(elided))
    {
        at + mark.len_utf8()
    } else {
        0
    }
}

/// Cuts a piece that holds Han, Kana or Hangul: those runs into pairs, the rest as usual.
fn mixed_words(start: usize, piece: &str) -> Vec<RawWord<'_>> {
    let mut found = Vec::new();
    let mut rest = 0;
    while rest < piece.len() {
        let cjk = piece[rest..].chars().next().is_some_and(is_cjk);
        let len = piece[rest..].find(|c| is_cjk(c) != cjk).unwrap_or(piece.len() - rest);
        let run = &piece[rest..rest + len];
        if cjk {
            pairs(start + rest, run, &mut found);
        } else {
            found.extend(run.unicode_word_indices().map(|(at, word)| western(start + rest + at, word)));
        }
        rest += len;
    }
    found
}

/// Adds the overlapping pairs of a run, and its last character alone, so that every single character can be
/// found as the beginning of a word.
fn pairs<'a>(start: usize, run: &'a str, found: &mut Vec<RawWord<'a>>) {
    let borders: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    for window in borders.windows(3) {
        found.push(RawWord { text: &run[window[0]..window[2]], start: start + window[0], overlaps_next: true });
    }
    if let [.., last, end] = borders[..] {
        found.push(RawWord { text: &run[last..end], start: start + last, overlaps_next: false });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        words(text).map(|word| word.text).collect()
    }

    #[test]
    fn words_of_news() {
        assert_eq!(
            texts("Iran’s presence (in Syria) is “legitimate”."),
            ["Iran", "presence", "in", "Syria", "is", "legitimate"]
        );
        assert_eq!(
            texts("US-Russian cease-fire, 1,000 km; U.S. o'clock"),
            ["US", "Russian", "cease", "fire", "1,000", "km", "U.S", "o'clock"]
        );
        assert_eq!(
            texts("L’Iran et d'Ivoire, aujourd'hui, O'Brien"),
            ["Iran", "et", "Ivoire", "aujourd'hui", "O'Brien"]
        );
    }

    #[test]
    fn scripts_without_spaces_become_pairs() {
        assert_eq!(texts("習近平主席"), ["習近", "近平", "平主", "主席", "席"]);
        assert_eq!(texts("G7首脳 会議"), ["G7", "首脳", "脳", "会議", "議"]);
        assert_eq!(texts("中"), ["中"]);
    }

    proptest! {
        #[test]
        fn words_are_where_they_say(text in "\\PC{0,80}") {
            let mut last = 0;
            for word in words(&text) {
                prop_assert_eq!(&text[word.start..word.end()], word.text);
                prop_assert!(word.start >= last);
                last = word.start;
            }
        }

        #[test]
        fn shortcuts_change_nothing(text in "[a-zA-Z0-9’'., \\-“”éü_:;/@!?(){}\\[\\]«»…–—%&#*+=<>^~|`$]{0,60}") {
            let direct: Vec<&str> = text.unicode_word_indices().map(|(at, word)| western(at, word).text).collect();
            prop_assert_eq!(texts(&text), direct);
        }
    }
}
