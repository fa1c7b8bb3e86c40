//! Our words as Tantivy tokens: the folded form and, at the same position, the marked stem.

use dateline_search::analysis::STEM_MARK;
use dateline_text::{RawWord, Stems, fold_into, words};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

/// Name of the tokenizer of running text.
pub(crate) const TEXT: &str = "dateline-text";
/// Name of the tokenizer of keywords.
pub(crate) const KEYWORD: &str = "dateline-keyword";

/// Stands between the language of a text and the text: a tokenizer belongs to a field and sees nothing of the
/// document but the text, so the text carries its language in front.
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
}

struct TextStream<'a> {
    words: Box<dyn Iterator<Item = RawWord<'a>> + 'a>,
    language: &'a str,
    stemmed: bool,
    stems: &'a mut Stems,
    token: &'a mut Token,
    /// The word whose stem comes next, and where the text begins behind its language.
    pending: Option<RawWord<'a>>,
    shift: usize,
    /// True behind a pair of characters that shares one with what comes next.
    inside_run: bool,
}

impl Tokenizer for TextTokenizer {
    type TokenStream<'a> = TextStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TextStream<'a> {
        let (language, text, shift) = match text.split_once(LANGUAGE_END) {
            Some((language, rest)) => (language, rest, language.len() + LANGUAGE_END.len_utf8()),
            None => ("", text, 0),
        };
        self.token.reset();
        let stemmed = Stems::knows(language);
        TextStream {
            words: Box::new(words(text)),
            language,
            stemmed,
            stems: &mut self.stems,
            token: &mut self.token,
            pending: None,
            shift,
            inside_run: false,
        }
    }
}

impl TextStream<'_> {
    /// Turns the token into the marked stem of the word it holds; false where that is the word itself.
    fn take_stem(&mut self) -> bool {
        let Some(word) = self.pending.take() else { return false };
        let stem = self.stems.stem(self.language, word.text);
        if stem.is_empty() || stem == self.token.text {
            return false;
        }
        self.token.text.clear();
        self.token.text.push(STEM_MARK);
        self.token.text.push_str(stem);
        true
    }
}

impl TokenStream for TextStream<'_> {
    fn advance(&mut self) -> bool {
        if self.take_stem() {
            return true;
        }
        let Some(word) = self.words.next() else { return false };
        self.token.text.clear();
        fold_into(word.text, &mut self.token.text);
        // The character that ends a run stands where the last pair stands: what follows the run follows the pair.
        if !self.inside_run || word.overlaps_next {
            self.token.position = self.token.position.wrapping_add(1);
        }
        self.inside_run = word.overlaps_next;
        self.token.offset_from = self.shift + word.start;
        self.token.offset_to = self.shift + word.end();
        self.pending = self.stemmed.then_some(word);
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
