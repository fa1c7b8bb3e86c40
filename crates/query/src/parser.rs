//! Parts to a tree: NOT binds tighter than AND, AND tighter than OR.
//!
//! Nothing can fail here, because [`repair`](crate::repair) went before. What the
//! search cannot do is read as something *wider*, so that nothing that was asked
//! for is missing from the answer. Under a negation wider is narrower; such a
//! negation is left out.

use jiff::civil::Date;

use crate::ast::Query;
use crate::field::Field;
use crate::operator::Operator;
use crate::problem::{Code, Problem, Problems, quote};
use crate::repair::{Item, Part, Prefix};
use crate::source::{Source, Span};

/// Reads the repaired sequence as a tree, not simplified.
pub(crate) fn read(source: &Source, parts: &[Part], today: Date, problems: &mut Problems) -> Query {
    let mut parser = Parser { source, parts, today, problems, at: 0, widened: 0 };
    if parts.is_empty() { Query::All } else { parser.or(None) }
}

pub(crate) struct Parser<'a> {
    pub(crate) source: &'a Source,
    pub(crate) parts: &'a [Part],
    pub(crate) today: Date,
    pub(crate) problems: &'a mut Problems,
    pub(crate) at: usize,
    /// How often something was read more widely than typed.
    pub(crate) widened: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Item> {
        self.parts.get(self.at).map(|part| &part.item)
    }

    fn eat(&mut self, item: &Item) -> bool {
        let found = self.peek() == Some(item);
        self.at += usize::from(found);
        found
    }

    /// From the part at `start` to the one before where we are.
    fn span_from(&self, start: usize) -> Span {
        self.parts[start].span.start..self.parts[self.at - 1].span.end
    }

    fn or(&mut self, field: Option<Field>) -> Query {
        let start = self.at;
        let mut mixed = false;
        let mut read = Vec::new();
        loop {
            let all = self.and(field);
            mixed |= all.len() > 1;
            read.push(Query::And(all));
            if !self.eat(&Item::Or) {
                break;
            }
        }
        let several = read.len() > 1;
        let query = Query::Or(read);
        if several && mixed {
            let reading = quote(&query.clone().simplify().to_string());
            let message = format!("`AND` binds tighter than `OR`: read as `{reading}`");
            let problem = Problem::warning(Code::MixedOperators, self.span_from(start), message);
            self.problems.add(problem.hint("write brackets to show what belongs together"));
        }
        query
    }

    fn and(&mut self, field: Option<Field>) -> Vec<Query> {
        let mut read = vec![self.not(field)];
        while self.eat(&Item::And) || matches!(self.peek(), Some(Item::Leaf(..) | Item::Open(_))) {
            read.push(self.not(field));
        }
        read
    }

    fn not(&mut self, field: Option<Field>) -> Query {
        let start = self.at;
        let before = self.widened;
        let negated = matches!(self.peek(), Some(Item::Leaf(prefix, _) | Item::Open(prefix)) if prefix.not);
        let query = self.near(field);
        if !negated {
            return query;
        }
        if self.widened == before {
            return Query::Not(Box::new(query));
        }
        let message = "what `NOT` excludes here could only be read more widely than typed: it is not excluded";
        self.problems.add(Problem::error(Code::NegationLeftOut, self.span_from(start), message));
        Query::All
    }

    /// Operands joined by operators that are not supported yet.
    fn near(&mut self, field: Option<Field>) -> Query {
        let mut read = vec![self.operand(field)];
        while let Some(Item::Operator(operator)) = self.peek() {
            self.at += 1;
            self.widened += 1;
            let negated = matches!(self.peek(), Some(Item::Leaf(prefix, _) | Item::Open(prefix)) if prefix.not);
            let right = self.operand(field);
            if *operator != Operator::NotNear && !negated {
                read.push(right);
            }
        }
        Query::And(read)
    }

    fn operand(&mut self, outer: Option<Field>) -> Query {
        let part = &self.parts[self.at];
        let (Item::Leaf(prefix, _) | Item::Open(prefix)) = &part.item else { return Query::All };
        self.at += 1;
        let field = self.field(prefix, outer, &part.span);
        self.widened += usize::from(prefix.operator.is_some());
        let mut read: Vec<Query> = prefix.words.iter().map(|word| self.word(word.clone(), false, field)).collect();
        let mut query = if let Item::Leaf(_, leaf) = &part.item {
            self.leaf(leaf, &part.span, field)
        } else {
            let group = self.or(field);
            self.at += 1;
            group
        };
        while let Some(suffix @ (Item::Fuzzy | Item::Boost)) = self.peek() {
            let span = self.parts[self.at].span.clone();
            self.at += 1;
            query = if *suffix == Item::Boost { self.boost(query, span) } else { self.fuzzy(query, span) };
        }
        read.push(query);
        Query::And(read)
    }

    fn field(&mut self, prefix: &Prefix, outer: Option<Field>, span: &Span) -> Option<Field> {
        if let (Some(inner), Some(outer)) = (prefix.field, outer) {
            let (inner, outer) = (inner.name(), outer.name());
            let message = format!("`{inner}:` stands in a group for `{outer}:`: only `{inner}:` applies to it");
            self.problems.add(Problem::warning(Code::FieldInsideField, span.clone(), message));
        }
        prefix.field.or(outer)
    }

    fn boost(&mut self, query: Query, span: Span) -> Query {
        let typed = self.source.typed(span.clone());
        let message = format!(
            "`{typed}` (more weight) is not supported yet: ignored, which changes the order and not what is found"
        );
        let hint = "leave it out; every word has the weight its rarity gives it";
        self.problems.add(Problem::error(Code::UnsupportedOperator, span, message).hint(hint));
        query
    }
}
