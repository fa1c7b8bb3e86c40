//! Our words as Tantivy tokens: the folded form and, at the same position, the marked stem.

use dateline_search::analysis::STEM_MARK;
use dateline_text::{Stems, Words, words};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

/// Name of the tokenizer of running text.
pub(crate) const TEXT: &str = "dateline-text";
/// Name of the tokenizer of keywords.
pub(crate) const KEYWORD: &str = "dateline-keyword";

/// Stands between the language of a text and the text: a tokenizer belongs to a field and sees nothing of the
/// document but the text, so the first text of a field carries its language in front. Those that follow it in the
/// same document are in the same language.
const LANGUAGE_END: char = '\u{2}';

pub(crate) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::new();
    // Tantivy asks for `default` for fields of numbers, too.
    manager.register("default", tantivy::tokenizer::RawTokenizer::default());
    manager.register("raw", tantivy::tokenizer::RawTokenizer::default());
    manager.register(TEXT, TextTokenizer::default());
    manager.register(KEYWORD, KeywordTokenizer::default());
    manager
}

/// Returns a text as the tokenizer of running text expects it.
pub(crate) fn with_language(language: &str, text: &str) -> String {
    let mut marked = String::with_capacity(language.len() + 1 + text.len());
    marked.push_str(language);
    marked.push(LANGUAGE_END);
    marked.push_str(text);
    marked
}

/// Returns a keyword as it is compared.
pub(crate) fn keyword(value: &str) -> String {
    value.to_lowercase()
}

/// Cuts running text into words.
#[derive(Clone, Default)]
struct TextTokenizer {
    stems: Stems,
    token: Token,
    pending: String,
    language: String,
}

struct TextStream<'a> {
    words: Words<'a>,
    language: &'a str,
    stemmed: bool,
    stems: &'a mut Stems,
    token: &'a mut Token,
    /// The marked stem of the last word, where it is another; comes next, at the same position.
    pending: &'a mut String,
    /// Where the text begins behind its language.
    shift: usize,
    /// True behind a pair of characters that shares one with what comes next.
    inside_run: bool,
}

impl Tokenizer for TextTokenizer {
    type TokenStream<'a> = TextStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TextStream<'a> {
        // A language is a few letters: what stands behind more is text.
        let head = &text[..text.floor_char_boundary(12)];
        let (text, shift) = match head.find(LANGUAGE_END) {
            Some(end) => {
                head[..end].clone_into(&mut self.language);
                (&text[end + LANGUAGE_END.len_utf8()..], end + LANGUAGE_END.len_utf8())
            }
            None => (text, 0),
        };
        let language = self.language.as_str();
        self.token.reset();
        self.pending.clear();
        let stemmed = Stems::knows(language);
        TextStream {
            words: words(text),
            language,
            stemmed,
            stems: &mut self.stems,
            token: &mut self.token,
            pending: &mut self.pending,
            shift,
            inside_run: false,
        }
    }
}

impl TokenStream for TextStream<'_> {
    fn advance(&mut self) -> bool {
        if !self.pending.is_empty() {
            std::mem::swap(&mut self.token.text, self.pending);
            self.pending.clear();
            return true;
        }
        let Some(word) = self.words.next() else { return false };
        let (folded, stem) = self.stems.folded_and_stem(self.language, word.text);
        self.token.text.clear();
        self.token.text.push_str(folded);
        if self.stemmed && stem != folded && !stem.is_empty() {
            self.pending.push(STEM_MARK);
            self.pending.push_str(stem);
        }
        // The character that ends a run stands where the last pair stands: what follows the run follows the pair.
        if !self.inside_run || word.overlaps_next {
            self.token.position = self.token.position.wrapping_add(1);
        }
        self.inside_run = word.overlaps_next;
        self.token.offset_from = self.shift + word.start;
        self.token.offset_to = self.shift + word.end();
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// One token: the whole value in lower case.
#[derive(Clone, Default)]
struct KeywordTokenizer {
    token: Token,
}

struct KeywordStream<'a> {
    token: &'a mut Token,
    given: bool,
}

impl Tokenizer for KeywordTokenizer {
    type TokenStream<'a> = KeywordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> KeywordStream<'a> {
        self.token.reset();
        self.token.position = 0;
        self.token.offset_to = text.len();
        self.token.text = keyword(text);
        KeywordStream { token: &mut self.token, given: false }
    }
}

impl TokenStream for KeywordStream<'_> {
    fn advance(&mut self) -> bool {
        !std::mem::replace(&mut self.given, true)
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_stems_share_a_position() {
        let mut tokenizer = TextTokenizer::default();
        let mut stream = tokenizer.token_stream("en\u{2}Talks on Syria’s cease-fire");
        let mut tokens = Vec::new();
        while stream.advance() {
            tokens.push((stream.token().position, stream.token().text.replace(STEM_MARK, "~")));
        }
        let expected = [(0, "talks"), (0, "~talk"), (1, "on"), (2, "syria"), (3, "cease"), (3, "~ceas"), (4, "fire")];
        assert_eq!(tokens, expected.map(|(position, text)| (position, text.to_owned())));
    }
}
