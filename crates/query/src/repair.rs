//! Repair: tokens in, and out a sequence in which every bracket is closed, every
//! operator has its sides and every field its value.

use std::mem;

use crate::field::Field;
use crate::operator::Operator;
use crate::problem::{Code, Problem, Problems};
use crate::source::{Source, Span};
use crate::token::{Kind, Leaf, Token};

/// Brackets inside brackets. The parser goes as deep as they do.
pub(crate) const MAX_DEPTH: usize = 64;

/// Words, phrases, names, keywords and dates in one query.
pub(crate) const MAX_CLAUSES: usize = 1_000;

/// A piece of the repaired sequence.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) item: Item,
    pub(crate) span: Span,
}

/// The kinds of piece.
#[derive(Debug, PartialEq)]
pub(crate) enum Item {
    Open(Prefix),
    Close,
    And,
    Or,
    Operator(Operator),
    Leaf(Prefix, Leaf),
    Fuzzy,
    Boost,
}

/// What stands before a word or group and applies to it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Prefix {
    /// An odd number of negations.
    pub(crate) not: bool,
    pub(crate) field: Option<Field>,
    /// Names of unknown fields, searched as words.
    pub(crate) words: Vec<Span>,
    /// `ATLEAST/5`, `FIRST/50`.
    pub(crate) operator: Option<Operator>,
    not_span: Option<Span>,
    field_span: Option<Span>,
    operator_span: Option<Span>,
}

impl Item {
    fn is_binary(&self) -> bool {
        matches!(self, Self::And | Self::Or | Self::Operator(_))
    }
}

/// Repairs `tokens`, noting every change.
pub(crate) fn repair(source: &Source, tokens: Vec<Token>, problems: &mut Problems) -> Vec<Part> {
    let mut repair = Repair {
        source,
        problems,
        parts: Vec::with_capacity(tokens.len()),
        prefix: Prefix::default(),
        opens: Vec::new(),
        depth: 0,
        clauses: 0,
        too_deep: false,
        full: false,
    };
    for token in tokens {
        repair.token(token);
        if repair.full {
            break;
        }
    }
    repair.finish()
}

struct Repair<'a> {
    source: &'a Source,
    problems: &'a mut Problems,
    parts: Vec<Part>,
    prefix: Prefix,
    /// The open brackets; `None` is one that is ignored because it is too deep.
    opens: Vec<Option<Span>>,
    depth: usize,
    clauses: usize,
    too_deep: bool,
    /// There are as many clauses as may be: the rest of the text is cut off, and
    /// nothing that the cut leaves open is the user's mistake.
    full: bool,
}

impl Repair<'_> {
    fn token(&mut self, Token { kind, span }: Token) {
        match kind {
            Kind::Open => self.open(span),
            Kind::Close => self.close(&span),
            Kind::And => self.binary(Item::And, span),
            Kind::Or => self.binary(Item::Or, span),
            Kind::Operator(operator) if operator.joins() => self.joining(operator, span),
            Kind::Operator(operator) => {
                self.unsupported(operator, &span);
                self.prefix.operator = Some(operator);
                self.prefix.operator_span = Some(span);
            }
            Kind::Not => {
                self.prefix.not = !self.prefix.not;
                self.prefix.not_span = Some(span);
            }
            Kind::Field(field) => self.field(field, span),
            Kind::Unknown => self.prefix.words.push(span),
            Kind::Leaf(leaf) => self.leaf(leaf, span),
            Kind::Fuzzy => self.suffix(Item::Fuzzy, span),
            Kind::Boost => self.suffix(Item::Boost, span),
        }
    }

    fn report(&mut self, problem: Problem) {
        if !self.full {
            self.problems.add(problem);
        }
    }

    fn typed(&self, span: &Span) -> String {
        self.source.typed(span.clone())
    }

    fn last(&self) -> Option<&Item> {
        self.parts.last().map(|part| &part.item)
    }

    fn open(&mut self, span: Span) {
        if self.depth == MAX_DEPTH {
            if !mem::replace(&mut self.too_deep, true) {
                let message = format!(
                    "expected at most `{MAX_DEPTH}` brackets inside each other, found more: those further in are ignored"
                );
                self.report(Problem::error(Code::TooDeep, span, message));
            }
            self.opens.push(None);
            return;
        }
        self.depth += 1;
        self.opens.push(Some(span.clone()));
        let prefix = mem::take(&mut self.prefix);
        self.parts.push(Part { item: Item::Open(prefix), span });
    }

    fn close(&mut self, span: &Span) {
        match self.opens.pop() {
            Some(Some(_)) => self.close_group(span),
            Some(None) => self.dangling(),
            None => {
                let message = "expected `(` before `)`, found none: the bracket is ignored";
                self.report(Problem::error(Code::UnopenedBracket, span.clone(), message));
            }
        }
    }

    fn close_group(&mut self, span: &Span) {
        self.depth -= 1;
        self.trailing();
        match self.parts.pop() {
            Some(Part { item: Item::Open(_), span: open }) => {
                let message = "expected words in the brackets, found none: left out";
                self.report(Problem::error(Code::EmptyGroup, open.start..span.end, message));
            }
            Some(part) => {
                self.parts.push(part);
                self.parts.push(Part { item: Item::Close, span: span.clone() });
            }
            None => {}
        }
    }

    /// Takes away what waits for something that does not come.
    fn trailing(&mut self) {
        self.dangling();
        while let Some(part) = self.parts.pop_if(|part| part.item.is_binary()) {
            let operator = self.typed(&part.span);
            let message =
                format!("expected something to search for after `{operator}`, found none: `{operator}` is ignored");
            self.report(quoting(Problem::error(Code::TrailingOperator, part.span, message), &operator));
        }
    }

    /// The same for what stands before one operand.
    fn dangling(&mut self) {
        if let Some(word) = self.prefix.words.pop() {
            return self.leaf(Leaf::Bare { text: word.clone(), exact: false }, word);
        }
        let prefix = mem::take(&mut self.prefix);
        if let Some(span) = prefix.field_span {
            let name = self.typed(&span);
            let message = format!("expected a value after `{name}`, found none: the field is left out");
            self.report(Problem::error(Code::EmptyField, span, message));
        }
        for span in prefix.not_span.into_iter().chain(prefix.operator_span) {
            let operator = self.typed(&span);
            let message =
                format!("expected something to search for after `{operator}`, found none: `{operator}` is ignored");
            self.report(Problem::error(Code::TrailingOperator, span, message));
        }
    }

    fn joining(&mut self, operator: Operator, span: Span) {
        let negated = self.prefix.not && self.prefix.field.is_none() && self.prefix.words.is_empty();
        let operator = if negated { Operator::NotNear } else { operator };
        if negated {
            self.prefix = Prefix::default();
        }
        if self.binary_fits() {
            self.unsupported(operator, &span);
        }
        self.binary(Item::Operator(operator), span);
    }

    fn binary_fits(&self) -> bool {
        let operand = !self.prefix.words.is_empty();
        operand || self.last().is_some_and(|item| !item.is_binary() && !matches!(item, Item::Open(_)))
    }

    fn binary(&mut self, item: Item, span: Span) {
        self.dangling();
        let operator = self.typed(&span);
        let (code, before) = match self.last() {
            None | Some(Item::Open(_)) => (Code::LeadingOperator, "none".to_owned()),
            Some(last) if last.is_binary() => {
                let last = self.parts.last().map(|part| self.typed(&part.span)).unwrap_or_default();
                (Code::DoubledOperator, format!("`{last}`"))
            }
            Some(_) => return self.parts.push(Part { item, span }),
        };
        let message =
            format!("expected something to search for before `{operator}`, found {before}: `{operator}` is ignored");
        self.report(quoting(Problem::error(code, span, message), &operator));
    }

    fn unsupported(&mut self, operator: Operator, span: &Span) {
        let typed = self.typed(span);
        let message = format!("`{typed}` ({}) is not supported yet: {}", operator.meaning(), operator.reading());
        self.report(Problem::error(Code::UnsupportedOperator, span.clone(), message).hint(operator.hint()));
    }

    fn field(&mut self, field: Field, span: Span) {
        if let Some(outer) = self.prefix.field_span.take() {
            let (outer_name, name) = (self.typed(&outer), self.typed(&span));
            let message =
                format!("expected a value after `{outer_name}`, found the field `{name}`: `{outer_name}` is left out");
            self.report(Problem::error(Code::FieldInsideField, outer, message));
        }
        self.prefix.field = Some(field);
        self.prefix.field_span = Some(span);
    }

    fn leaf(&mut self, leaf: Leaf, span: Span) {
        self.clauses += 1 + self.prefix.words.len();
        if self.clauses > MAX_CLAUSES {
            let message = format!(
                "expected at most `{MAX_CLAUSES}` words, phrases and values, found more: the rest of the text is not searched"
            );
            self.report(Problem::error(Code::TooManyClauses, span.start..self.source.len(), message));
            self.full = true;
            self.prefix = Prefix::default();
            return;
        }
        let prefix = mem::take(&mut self.prefix);
        self.parts.push(Part { item: Item::Leaf(prefix, leaf), span });
    }

    fn suffix(&mut self, item: Item, span: Span) {
        let waiting = self.prefix != Prefix::default();
        if !waiting && matches!(self.last(), Some(Item::Leaf(..) | Item::Close)) {
            self.parts.push(Part { item, span });
        }
    }

    fn finish(mut self) -> Vec<Part> {
        let end = self.source.len();
        while let Some(open) = self.opens.pop() {
            let Some(open) = open else { continue };
            let message = "expected `)`, found the end: the group is read to the end of the text";
            self.report(Problem::error(Code::UnclosedBracket, open, message));
            self.close_group(&(end..end));
        }
        self.trailing();
        self.parts
    }
}

/// Adds how to search for an operator that may have been meant as a word.
fn quoting(problem: Problem, operator: &str) -> Problem {
    if operator.chars().any(char::is_alphabetic) {
        problem.hint(format!("write `\"{operator}\"`, in quotes, to search for the word"))
    } else {
        problem
    }
}
