//! Tokens of running text: words, fields, operators, addresses, sets.

use crate::field::{Accepts, Field};
use crate::operator::Operator;
use crate::problem::{Code, Problem, quote};
use crate::source::{Span, has_word, is_edge, trim};
use crate::token::{Kind, Leaf, Lexer};

/// Whether a word in capitals is an operator and not a word.
pub(crate) fn is_operator_word(text: &str) -> bool {
    matches!(text, "AND" | "OR" | "NOT") || Operator::named(text).is_some()
}

impl Lexer<'_> {
    /// Reads what begins here up to the next space, bracket or quote, or a part
    /// of it. Always goes on by a character at least.
    pub(crate) fn text(&mut self) {
        let source = self.source;
        let start = self.at;
        if self.sign(start) {
            return;
        }
        let exact = source.at(start) == '=' && !is_edge(source.at(start + 1)) && !source.is_space(start + 1);
        let path = self.accepts() == Some(Accepts::Names) && source.at(start) == '/';
        let begin = if path { start } else { self.word_start(start) };
        if begin == source.len() || self.ends_chunk(begin, begin, self.is_verbatim()) {
            self.at = begin.max(start + 1);
            if (start == 0 || source.is_space(start - 1)) && source.is_space(self.at) {
                self.ignored(start..self.at);
            }
        } else if !exact && (self.field_name(begin) || self.address(begin)) {
            // Read.
        } else {
            // Not before: fields in a row without a space would each look for it.
            let end = self.chunk_end(begin, self.is_verbatim());
            self.word(start, begin..end, exact);
        }
    }

    /// Whether the field we are in takes its value as it stands.
    fn is_verbatim(&self) -> bool {
        matches!(self.accepts(), Some(Accepts::Names | Accepts::Keyword | Accepts::Address))
    }

    fn word_start(&self, from: usize) -> usize {
        let source = self.source;
        let plus = |offset: usize| source.at(offset) == '+' && !source.at(offset + 1).is_ascii_digit();
        source.find(from, |offset| {
            let c = source.at(offset);
            source.is_space(offset)
                || source.is_quote(offset)
                || matches!(c, '(' | ')' | '|')
                || !is_edge(c) && !plus(offset)
        })
    }

    /// Signs with a meaning at the beginning of a word: `-` `!` `+` `=` `[` `/`.
    fn sign(&mut self, start: usize) -> bool {
        let source = self.source;
        let (sign, next) = (source.at(start), source.at(start + 1));
        match sign {
            '-' | '!' => {
                let before = if start == 0 { ' ' } else { source.at(start - 1) };
                let unknown = matches!(self.tokens.last(), Some(token) if token.kind == Kind::Unknown);
                let fresh = matches!(before, ' ' | '(' | '|' | '&' | ':' | '!' | '-') && !unknown;
                let excludes = fresh && next != ' ' && next != ')' && next != sign;
                if excludes {
                    self.push(Kind::Not, start + 1);
                }
                excludes
            }
            '+' if next.is_alphabetic() || next == '(' || source.is_quote(start + 1) => {
                let message = "`+` is not needed: every word must be found";
                self.problems.add(Problem::warning(Code::NeedlessPlus, start..start + 1, message));
                self.at += 1;
                true
            }
            '=' if source.is_quote(start + 1) => {
                self.at += 1;
                true
            }
            '[' | '{' => self.range(start),
            '/' if !self.is_verbatim() => self.slashes(start),
            _ => false,
        }
    }

    /// `[a TO b]` where no date is expected.
    fn range(&mut self, start: usize) -> bool {
        let source = self.source;
        let Some(close) = source.find_near(start, 80, |offset| matches!(source.at(offset), ']' | '}')) else {
            return false;
        };
        let inner = source.plain(start + 1..close);
        let is_range = inner.contains(" TO ") || inner.contains("..");
        if is_range {
            self.push(Kind::Leaf(Leaf::Range), close + 1);
        }
        is_range
    }

    /// `/a.*b/`, or Factiva's `/n5/`.
    fn slashes(&mut self, start: usize) -> bool {
        let source = self.source;
        let closes = |offset: usize| source.at(offset) == '/' && matches!(source.at(offset + 1), ' ' | '(' | ')' | '|');
        let close = source.find_near(start + 2, 200, closes);
        let Some(close) = close.filter(|_| !source.is_space(start + 1)) else { return false };
        let kind = match Operator::named(&source.plain(start..close)) {
            Some(operator) => Kind::Operator(operator),
            None => Kind::Leaf(Leaf::Regex),
        };
        self.push(kind, close + 1);
        true
    }

    /// `headline:`, or a name before a colon that is no field's.
    fn field_name(&mut self, begin: usize) -> bool {
        let source = self.source;
        if self.field.is_some() && self.is_verbatim() {
            return false;
        }
        let in_name = |offset: usize| source.at(offset).is_alphabetic() || matches!(source.at(offset), '-' | '_');
        let Some(end) = source.find_near(begin, 40, |offset| !in_name(offset)) else { return false };
        let colon = source.at(end);
        let named = matches!(colon, ':' | '：') && end > begin && source.at(end - 1).is_alphabetic();
        let name = source.plain(begin..end);
        if !named || is_operator_word(&name) || name == "IN" {
            return false;
        }
        let next = source.at(end + 1);
        match Field::named(&name) {
            Some(field) => self.known_field(begin, end, field),
            // A title in front of a text, an address, Chinese prose.
            None if colon != ':' || matches!(next, ' ' | ')') || source.starts_with(end, "://") => return false,
            None => self.unknown_field(begin, end, &name),
        }
        true
    }

    fn known_field(&mut self, begin: usize, end: usize, field: Field) {
        let source = self.source;
        self.at = begin;
        self.push(Kind::Field(field), end + 1);
        self.field = Some(field);
        let value = source.find(end + 1, |offset| !source.is_space(offset));
        if value > end + 1 && value < source.len() && source.at(value) != ')' {
            let name = source.typed(begin..end);
            let message = format!("`{name}:` is read as a field, with what follows the space as its value");
            let problem = Problem::warning(Code::SpaceAfterField, begin..value, message);
            self.problems.add(problem.hint(format!("write `{name}` without `:` for the word")));
        }
    }

    fn unknown_field(&mut self, begin: usize, end: usize, name: &str) {
        let message = format!("unknown field `{name}`: the name and what follows it are searched as plain words");
        let hint = match Field::nearest(name) {
            Some(known) => format!("did you mean `{known}:`?"),
            None => "put the text in quotes to search for it; fields are `headline`, `body`, `source`, `actor`, `place`, `published` and others".to_owned(),
        };
        self.problems.add(Problem::error(Code::UnknownField, begin..end + 1, message).hint(hint));
        self.at = begin;
        self.push(Kind::Unknown, end);
        self.at = end + 1;
    }

    /// An address: on its own, or as the value of a field that takes one.
    fn address(&mut self, begin: usize) -> bool {
        let source = self.source;
        let scheme = ["http://", "https://"].into_iter().find(|scheme| source.starts_with(begin, scheme));
        let found = match (self.accepts(), scheme) {
            (None, Some(scheme)) => source.at(begin + scheme.len()).is_alphanumeric(),
            (Some(Accepts::Address), _) => true,
            _ => false,
        };
        if !found {
            return false;
        }
        let end = self.url_end(begin);
        let operator = matches!(source.plain(begin..end).as_str(), "AND" | "OR" | "NOT");
        if operator || !has_word(source, begin..end) {
            return false;
        }
        self.at = begin;
        self.push(Kind::Leaf(Leaf::Url), end);
        true
    }

    /// A word, or an operator that looks like one.
    fn word(&mut self, start: usize, chunk: Span, exact: bool) {
        let source = self.source;
        let (word, suffix) = self.word_in(chunk.clone());
        let wild = word.clone().any(|offset| source.at(offset) == '*');
        if !wild && !has_word(source, word.clone()) {
            self.at = chunk.end;
            return self.ignored(start..chunk.end);
        }
        self.single_quotes(&(start..chunk.end), &word);
        let text = source.plain(word.clone());
        let operator = match text.as_str() {
            "AND" => Some(Kind::And),
            "OR" => Some(Kind::Or),
            "NOT" => Some(Kind::Not),
            "IN" if !exact && self.set(word.end) => return,
            // Right after a field nothing is joined yet: `headline:SENTENCE`.
            text if self.field.is_none() => Operator::named(text).map(Kind::Operator),
            _ => None,
        };
        self.at = if exact { chunk.start - 1 } else { chunk.start };
        match operator.filter(|_| !exact) {
            Some(kind) => self.push(kind, chunk.end),
            None => {
                self.mark_at_end(word.end..chunk.end, &text);
                self.push(Kind::Leaf(Leaf::Bare { text: word.clone(), exact }), word.end);
                self.at = suffix.start;
                self.suffixes();
            }
        }
        self.at = chunk.end;
    }

    /// `econom!` truncates in other systems, and `peac?` stands for one letter.
    fn mark_at_end(&mut self, mut tail: Span, text: &str) {
        if let Some(at) = tail.find(|&offset| matches!(self.source.at(offset), '!' | '?')) {
            let message = format!("`{}` at the end of a word is read as punctuation", self.source.at(at));
            let problem = Problem::warning(Code::MarkAtEnd, at..at + 1, message);
            self.problems.add(problem.hint(format!("write `{}*` for all words that begin so", quote(text))));
        }
    }

    /// `IN [a b]`, read as `(a OR b)`. `end` is where the `IN` ends.
    pub(crate) fn set(&mut self, end: usize) -> bool {
        let source = self.source;
        let open = source.find(end, |offset| !source.is_space(offset));
        let Some(close) = source.find_near(open, 400, |offset| source.at(offset) == ']') else { return false };
        if source.at(open) != '[' {
            return false;
        }
        let message = "`IN [...]` is not supported yet: read as `OR`";
        let problem = Problem::error(Code::UnsupportedOperator, self.at..close + 1, message);
        self.problems.add(problem.hint("write `(a OR b)`"));
        let dates = self.accepts() == Some(Accepts::Dates);
        self.push(Kind::Open, open + 1);
        let mut first = true;
        while let Some((leaf, span)) = self.set_item(close, dates) {
            if !first {
                self.tokens.push(crate::token::Token { kind: Kind::Or, span: span.start..span.start });
            }
            first = false;
            self.at = span.start;
            self.push(Kind::Leaf(leaf), span.end);
        }
        self.at = close;
        self.push(Kind::Close, close + 1);
        true
    }

    fn set_item(&self, close: usize, dates: bool) -> Option<(Leaf, Span)> {
        let source = self.source;
        let is_gap =
            |offset: usize| source.is_space(offset) || matches!(source.at(offset), ',' | '(' | ')' | '|' | ';');
        let mut start = self.at;
        loop {
            start = source.find(start, |offset| !is_gap(offset));
            if start >= close {
                return None;
            }
            if source.is_quote(start) {
                let end = source.find(start + 1, |offset| offset >= close || source.is_quote(offset));
                if has_word(source, start + 1..end) {
                    let after = if end < close { end + 1 } else { end };
                    return Some((Leaf::Quoted { text: start + 1..end, star: false }, start..after));
                }
                start = end.max(start + 1);
                continue;
            }
            let end = source.find(start, |offset| offset >= close || is_gap(offset) || source.is_quote(offset));
            let word = trim(source, start..end);
            if has_word(source, word.clone()) {
                let text = source.plain(word.clone());
                let plain = text.chars().all(char::is_alphanumeric) && !is_operator_word(&text);
                let leaf = if dates { Leaf::Date } else { Leaf::Bare { text: word.clone(), exact: !plain } };
                return Some((leaf, word));
            }
            start = end.max(start + 1);
        }
    }
}
