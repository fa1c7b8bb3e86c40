//! Text to tokens, in one pass; what follows a field is read as the field asks.

use crate::field::{Accepts, Field};
use crate::operator::Operator;
use crate::problem::{Code, Problem, Problems, quote};
use crate::source::{Source, Span, breaks_words, has_word, trim_end};

/// A token and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
}

/// The kinds of token.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Open,
    Close,
    And,
    Or,
    Not,
    Field(Field),
    /// A name before a colon that is no field's; the span is the name alone.
    Unknown,
    /// An operator that is not supported yet.
    Operator(Operator),
    Leaf(Leaf),
    /// `~2` after a word or phrase.
    Fuzzy,
    /// `^2` after a word, phrase or group.
    Boost,
}

/// What is searched for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Leaf {
    /// A word, name or keyword without quotes.
    Bare { text: Span, exact: bool },
    /// What is between quotes, and whether a `*` follows them.
    Quoted { text: Span, star: bool },
    /// An address.
    Url,
    /// A date, period or range of days.
    Date,
    /// `[a TO b]`, not after a date field.
    Range,
    /// `/a.*b/`.
    Regex,
}

/// Reads the text as tokens.
pub(crate) fn tokens(source: &Source, problems: &mut Problems) -> Vec<Token> {
    let mut lexer =
        Lexer { source, problems, at: 0, tokens: Vec::new(), field: None, groups: Vec::new(), single: None };
    loop {
        lexer.at = source.find(lexer.at, |offset| !source.is_space(offset));
        if lexer.at == source.len() {
            return lexer.tokens;
        }
        lexer.next();
    }
}

pub(crate) struct Lexer<'a> {
    pub(crate) source: &'a Source,
    pub(crate) problems: &'a mut Problems,
    pub(crate) at: usize,
    pub(crate) tokens: Vec<Token>,
    /// The field that waits for its value.
    pub(crate) field: Option<Field>,
    /// The fields of the groups we are in.
    groups: Vec<Option<Field>>,
    /// Where a word began with a single quote.
    single: Option<usize>,
}

impl Lexer<'_> {
    fn next(&mut self) {
        let start = self.at;
        match self.source.at(start) {
            '(' => {
                self.groups.push(self.field.or(self.group()));
                self.push(Kind::Open, start + 1);
            }
            ')' => {
                self.groups.pop();
                self.push(Kind::Close, start + 1);
                self.suffixes();
            }
            '"' if self.source.is_quote(start) => self.quoted(start),
            '|' => self.push(Kind::Or, self.source.find(start, |offset| self.source.at(offset) != '|')),
            '&' if self.source.at(start + 1) == '&' => {
                self.push(Kind::And, self.source.find(start, |offset| self.source.at(offset) != '&'));
            }
            _ if self.accepts() == Some(Accepts::Dates) => self.date(),
            _ => self.text(),
        }
    }

    fn group(&self) -> Option<Field> {
        self.groups.last().copied().flatten()
    }

    /// What the field we are in accepts.
    pub(crate) fn accepts(&self) -> Option<Accepts> {
        self.field.or(self.group()).map(Field::accepts)
    }

    /// Adds the token from where we are to `end`, and goes there.
    pub(crate) fn push(&mut self, kind: Kind, end: usize) {
        if !matches!(kind, Kind::Field(_) | Kind::Unknown | Kind::Not) {
            self.field = None;
        }
        self.tokens.push(Token { kind, span: self.at..end });
        self.at = end;
    }

    fn quoted(&mut self, start: usize) {
        let source = self.source;
        let close = source.find(start + 1, |offset| source.is_quote(offset));
        let text = start + 1..close;
        let mut end = (close + 1).min(source.len());
        if close == source.len() {
            let message = "expected a closing quote, found the end: the phrase is read to the end of the text";
            let hint = format!("write `\"{}\"`", quote(source.typed(text.clone()).trim()));
            self.problems.add(Problem::error(Code::UnclosedQuote, start..close, message).hint(hint));
        }
        let verbatim = matches!(self.accepts(), Some(Accepts::Names | Accepts::Keyword | Accepts::Address));
        let filled = if verbatim {
            source.find(start + 1, |offset| offset == close || !source.is_space(offset)) < close
        } else {
            has_word(source, text.clone())
        };
        if !filled {
            // After a field it is the empty field that is reported.
            if self.field.is_none() {
                let message = "expected words between the quotes, found none: left out";
                self.problems.add(Problem::error(Code::EmptyPhrase, start..end, message));
            }
            self.at = end;
            return;
        }
        let star = source.at(end) == '*';
        end = source.find(end, |offset| source.at(offset) != '*');
        self.push(Kind::Leaf(Leaf::Quoted { text, star }), end);
        self.suffixes();
    }

    /// `~2` and `^2` right after a closing quote or bracket.
    pub(crate) fn suffixes(&mut self) {
        loop {
            let kind = match self.source.at(self.at) {
                '~' => Kind::Fuzzy,
                '^' => Kind::Boost,
                _ => return,
            };
            let end = self.source.find(self.at + 1, |offset| {
                let c = self.source.at(offset);
                !c.is_ascii_digit() && c != '.'
            });
            self.push(kind, end);
        }
    }

    fn date(&mut self) {
        let source = self.source;
        let start = self.at;
        if source.at(start) == '!' {
            return self.push(Kind::Not, start + 1);
        }
        if matches!(source.at(start), '[' | '{')
            && let Some(close) = source.find_near(start, 80, |offset| matches!(source.at(offset), ']' | '}'))
        {
            return self.push(Kind::Leaf(Leaf::Date), close + 1);
        }
        let sign = source.find(start, |offset| !matches!(source.at(offset), '<' | '>' | '='));
        let from = if sign == start { start } else { source.find(sign, |offset| !source.is_space(offset)) };
        let mut end = self.date_end(from);
        match source.plain(start..end).as_str() {
            "AND" => return self.push(Kind::And, end),
            "OR" => return self.push(Kind::Or, end),
            "NOT" => return self.push(Kind::Not, end),
            "IN" if self.set(end) => return,
            _ => {}
        }
        // `2024-03 .. 2024-06`
        let dots = source.find(end, |offset| !source.is_space(offset));
        if source.starts_with(dots, "..") || source.at(dots) == '–' {
            let gap = source.find(dots, |offset| !matches!(source.at(offset), '.' | '–'));
            end = self.date_end(source.find(gap, |offset| !source.is_space(offset)));
        } else if matches!(source.at(start), '[' | '{') && source.starts_with(dots, "TO ") {
            // The bracket is not closed; the range is understood all the same.
            end = self.date_end(source.find(dots + 3, |offset| !source.is_space(offset)));
        }
        if has_word(source, start..end) || source.at(start) == '*' {
            self.push(Kind::Leaf(Leaf::Date), end);
        } else {
            self.at = end.max(start + 1);
            self.ignored(start..self.at);
        }
    }

    fn date_end(&self, from: usize) -> usize {
        let source = self.source;
        let stop = |offset| source.is_space(offset) || matches!(source.at(offset), '(' | ')' | '"' | ',' | ';' | '|');
        source.find(from, stop)
    }

    /// Where a word that begins at `from` ends, punctuation included.
    pub(crate) fn chunk_end(&self, from: usize, verbatim: bool) -> usize {
        self.source.find(from, |offset| self.ends_chunk(from, offset, verbatim))
    }

    /// Whether a word that began at `from` ends before `offset`.
    pub(crate) fn ends_chunk(&self, from: usize, offset: usize, verbatim: bool) -> bool {
        let source = self.source;
        let c = source.at(offset);
        let in_number =
            || offset > from && source.at(offset - 1).is_ascii_digit() && source.at(offset + 1).is_ascii_digit();
        source.is_space(offset)
            || matches!(c, '(' | ')' | '|')
            || source.is_quote(offset)
            || (c == '&' && source.at(offset + 1) == '&')
            || (!verbatim && breaks_words(c) && !(c == ',' && in_number()))
    }

    /// An address runs to the next space, but not over a bracket that it did not
    /// open itself.
    pub(crate) fn url_end(&self, from: usize) -> usize {
        let source = self.source;
        let mut open = 0_usize;
        let mut end = from;
        while end < source.len() && !source.is_space(end) && source.at(end) != '"' {
            match source.at(end) {
                '(' => open += 1,
                ')' if open == 0 => break,
                ')' => open -= 1,
                _ => {}
            }
            end += 1;
        }
        while end > from && matches!(source.at(end - 1), ',' | ';' | '.' | '\'') {
            end -= 1;
        }
        end
    }

    /// Notes punctuation that stands alone.
    pub(crate) fn ignored(&mut self, span: Span) {
        let message =
            format!("punctuation on its own is not searched: `{}` is ignored", quote(&self.source.typed(span.clone())));
        self.problems.add(Problem::warning(Code::IgnoredPunctuation, span, message));
    }

    /// Notes `'two words'`: typed as a phrase, and read as words.
    pub(crate) fn single_quotes(&mut self, chunk: &Span, word: &Span) {
        let has =
            |mut span: Span| span.any(|offset| matches!(self.source.at(offset), '\'' | '‘' | '’' | '‚' | '‹' | '›'));
        if has(chunk.start..word.start) {
            self.single = Some(chunk.start);
        }
        if has(word.end..chunk.end)
            && let Some(start) = self.single.take()
        {
            let inside = quote(&self.source.typed(start + 1..word.end));
            let message = "single quotes do not make a phrase: the words are searched one by one";
            let problem = Problem::warning(Code::SingleQuotes, start..chunk.end, message);
            self.problems.add(problem.hint(format!("write `\"{inside}\"`")));
        }
    }

    /// The word in `chunk`, without the punctuation around it and without what
    /// `~` and `^` add to it, which is in the second span.
    pub(crate) fn word_in(&self, chunk: Span) -> (Span, Span) {
        let source = self.source;
        let mut word = trim_end(source, chunk, true);
        let mut suffix = word.end..word.end;
        loop {
            let number = |offset: usize| source.at(offset).is_ascii_digit() || source.at(offset) == '.';
            let mut mark = word.end;
            while mark > word.start && number(mark - 1) {
                mark -= 1;
            }
            if mark <= word.start + 1 || !matches!(source.at(mark - 1), '~' | '^') {
                return (word, suffix);
            }
            suffix.start = mark - 1;
            word = trim_end(source, word.start..mark - 1, true);
        }
    }
}
