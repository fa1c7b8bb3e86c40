//! What is searched for: words, phrases, names, keywords and dates.

use crate::ast::{DateField, DateRange, Form, Name, NameFacet, Phrase, Query, TextField, Value, ValueField, Word};
use crate::field::{Bound, Field};
use crate::parser::Parser;
use crate::problem::{Code, Problem, quote};
use crate::repair::{Item, MAX_CLAUSES, Part, Prefix};
use crate::source::{Source, Span, has_word, trim};
use crate::token::Leaf;
use crate::when::{self, Days};

/// Letters that must stand before a `*`.
const PREFIX_LETTERS: usize = 2;

/// A word, wildcards understood.
enum Shape {
    /// No wildcard.
    Whole(Span),
    /// `word*`.
    Prefix(Span),
    /// Something that a prefix, if there is one, is wider than.
    Wider(Option<Span>),
}

impl Parser<'_> {
    pub(crate) fn leaf(&mut self, leaf: &Leaf, span: &Span, field: Option<Field>) -> Query {
        match (leaf, field) {
            (Leaf::Range, _) => self.wider(span, "a range outside a date field", "write `published:2024-03..2024-06`"),
            (Leaf::Regex, _) => {
                self.wider(span, "a pattern between slashes", "write `word*` for all words that begin so")
            }
            (Leaf::Date, Some(Field::Date(field, bound))) => self.date(span, span.clone(), field, bound),
            (Leaf::Date, _) => self.date(span, span.clone(), DateField::Published, Bound::Within),
            (Leaf::Bare { text, .. } | Leaf::Quoted { text, .. }, Some(Field::Date(field, bound))) => {
                self.date(span, text.clone(), field, bound)
            }
            (Leaf::Url, Some(Field::Date(field, bound))) => self.date(span, span.clone(), field, bound),
            (Leaf::Url, _) => self.value(Field::Value(ValueField::Url), span.clone()),
            (Leaf::Bare { text, .. }, Some(field @ (Field::Name(_) | Field::Value(_)))) => {
                if text.clone().any(|offset| matches!(self.source.at(offset), '*' | '?')) {
                    return self.wild_value(span, field);
                }
                self.name_without_quotes(field, text);
                self.value(field, text.clone())
            }
            (Leaf::Quoted { star: true, .. }, Some(field @ (Field::Name(_) | Field::Value(_)))) => {
                self.wild_value(span, field)
            }
            (Leaf::Quoted { text, .. }, Some(field @ (Field::Name(_) | Field::Value(_)))) => {
                self.value(field, text.clone())
            }
            (Leaf::Bare { text, exact }, _) => self.word(text.clone(), *exact, field),
            (Leaf::Quoted { text, star }, _) => self.phrase(text.clone(), *star, field),
        }
    }

    /// What cannot be searched is left out: everything is wider.
    fn wider(&mut self, span: &Span, what: &str, hint: &str) -> Query {
        let typed = quote(&self.source.typed(span.clone()));
        let message = format!("`{typed}` ({what}) is not supported yet: left out");
        self.problems.add(Problem::error(Code::UnsupportedOperator, span.clone(), message).hint(hint));
        self.widened += 1;
        Query::All
    }

    fn wild_value(&mut self, span: &Span, field: Field) -> Query {
        let hint = format!("write a whole value, or several: `{}:(a OR b)`", field.name());
        self.wider(span, "a wildcard in a field that is matched whole", &hint)
    }

    fn value(&mut self, field: Field, span: Span) -> Query {
        let value = self.source.typed(span).split_whitespace().collect::<Vec<_>>().join(" ");
        match field {
            Field::Name(facet) => Query::Name(Name { facet, value }),
            Field::Value(field) if field.folds_case() => Query::Value(Value { field, value: value.to_lowercase() }),
            Field::Value(field) => Query::Value(Value { field, value }),
            Field::Text(_) | Field::Date(..) => Query::All,
        }
    }

    /// `actor:Vladimir Putin` is the actor Vladimir and the word Putin.
    fn name_without_quotes(&mut self, field: Field, name: &Span) {
        let source = self.source;
        let capital = |offset: usize| source.at(offset).is_uppercase();
        let Field::Name(NameFacet::Actor | NameFacet::Place | NameFacet::About) = field else { return };
        let [
            Part { item: Item::Leaf(first, _), .. },
            Part { item: Item::Leaf(next, Leaf::Bare { text, exact: false }), .. },
            ..,
        ] = &self.parts[self.at - 1..]
        else {
            return;
        };
        if first.field.is_none() || *next != Prefix::default() || !capital(name.start) || !capital(text.start) {
            return;
        }
        let whole = quote(&source.typed(name.start..text.end));
        let message = format!("only `{}` belongs to `{}:`", source.typed(name.clone()), field.name());
        let problem = Problem::warning(Code::NameWithoutQuotes, name.start..text.end, message);
        self.problems.add(problem.hint(format!("write `{}:\"{whole}\"` for the whole name", field.name())));
    }

    fn date(&mut self, span: &Span, text: Span, field: DateField, bound: Bound) -> Query {
        let reading = when::read(&self.source.plain(text), bound, self.today);
        if let Some(fault) = reading.fault {
            self.widened += usize::from(fault.code != Code::EmptyRange);
            let problem = match fault.code {
                Code::EmptyRange => Problem::warning(fault.code, span.clone(), fault.message),
                code => Problem::error(code, span.clone(), fault.message),
            };
            self.problems.add(problem.hint(fault.hint));
        }
        match reading.days {
            Days::Between(from, until) => Query::Date(DateRange { field, from, until }),
            Days::Never => Query::Nothing,
        }
    }

    /// A word outside quotes. `text` has no punctuation around it.
    pub(crate) fn word(&mut self, text: Span, exact: bool, field: Option<Field>) -> Query {
        let source = self.source;
        if let Some(field @ (Field::Name(_) | Field::Value(_))) = field {
            return self.value(field, text);
        }
        let field = text_field(field);
        if text.clone().all(|offset| source.at(offset) == '*') {
            return match field {
                None => Query::All,
                Some(_) => self.wider(&text, "whether there is such a field", "leave the field out, or write a word"),
            };
        }
        match self.shape(text.clone()) {
            Shape::Whole(word) => {
                let form = if exact { Form::Exact } else { Form::Stemmed };
                one_word(source, field, word, form)
            }
            Shape::Prefix(stem) => {
                if exact {
                    let hint = "write `=word` or `word*`";
                    self.unsupported(&text, "an exact beginning of a word", "read without `=`", hint);
                    self.widened += 1;
                }
                one_word(source, field, stem, Form::Prefix)
            }
            Shape::Wider(stem) => stem.map_or(Query::All, |stem| one_word(source, field, stem, Form::Prefix)),
        }
    }

    /// What is between quotes.
    fn phrase(&mut self, text: Span, star: bool, field: Option<Field>) -> Query {
        let source = self.source;
        let field = text_field(field);
        let mut read = Vec::new();
        let mut loose = false;
        let chunks = self.chunks(&text);
        let count = chunks.len();
        for (place, chunk) in chunks.into_iter().enumerate() {
            // `"peace tal"*`: the star belongs to the last word.
            let own_star = star && place + 1 == count;
            match self.shape_in_phrase(chunk, own_star) {
                Shape::Whole(word) => read.push((word, Form::Exact)),
                Shape::Prefix(stem) if place + 1 == count => read.push((stem, Form::Prefix)),
                Shape::Prefix(stem) => {
                    self.unsupported(
                        &stem, "`*` inside a phrase", "the words are searched one by one",
                        "write `\"two wor*\"`, with `*` at the end",
                    );
                    loose = true;
                    read.push((stem, Form::Prefix));
                }
                Shape::Wider(stem) => {
                    loose |= place + 1 != count;
                    read.extend(stem.map(|stem| (stem, Form::Prefix)));
                }
            }
        }
        self.widened += usize::from(loose);
        let words = |read: Vec<(Span, Form)>| {
            read.into_iter().map(|(word, form)| one_word(source, field, word, form)).collect()
        };
        match read.len() {
            0 => Query::All,
            1 => Query::And(words(read)),
            _ if loose => Query::And(words(read)),
            _ => {
                let prefix = matches!(read.last(), Some((_, Form::Prefix)));
                let words = read.into_iter().map(|(word, _)| source.typed(word)).collect();
                Query::Phrase(Phrase { field, words, prefix })
            }
        }
    }

    /// The pieces of a phrase between spaces that have a word or a wildcard.
    fn chunks(&mut self, text: &Span) -> Vec<Span> {
        let source = self.source;
        let mut chunks = Vec::new();
        let mut at = text.start;
        while at < text.end {
            let end = source.find(at, |offset| offset >= text.end || source.is_space(offset));
            if has_word(source, at..end) || (at..end).any(|offset| source.at(offset) == '*') {
                chunks.push(at..end);
            }
            at = end + 1;
        }
        if chunks.len() > MAX_CLAUSES {
            let message = format!(
                "expected at most `{MAX_CLAUSES}` words in a phrase, found more: the rest of it is not searched"
            );
            self.problems.add(Problem::error(Code::TooManyClauses, text.clone(), message));
            chunks.truncate(MAX_CLAUSES);
            self.widened += 1;
        }
        chunks
    }

    fn shape_in_phrase(&mut self, chunk: Span, star: bool) -> Shape {
        let word = trim(self.source, chunk);
        let wild = word.clone().any(|offset| matches!(self.source.at(offset), '*' | '?'));
        if star && !wild {
            return self.prefix(word.clone(), word);
        }
        self.shape(word)
    }

    /// Understands the wildcards of a word.
    fn shape(&mut self, text: Span) -> Shape {
        let source = self.source;
        let wild = |offset: &usize| matches!(source.at(*offset), '*' | '?');
        let Some(first) = text.clone().find(wild) else { return Shape::Whole(text) };
        if (first..text.end).all(|offset| source.at(offset) == '*') {
            return self.prefix(text.start..first, text);
        }
        let stem = trim(source, text.start..first);
        let long = letters(source, &stem) >= PREFIX_LETTERS;
        let reading = if long { format!("read as `{}*`", source.typed(stem.clone())) } else { "left out".to_owned() };
        let what =
            if first == text.start { "a wildcard at the beginning of a word" } else { "a wildcard inside a word" };
        self.unsupported(&text, what, &reading, "write `word*`, with `*` at the end");
        self.widened += 1;
        Shape::Wider(long.then_some(stem))
    }

    fn prefix(&mut self, stem: Span, typed: Span) -> Shape {
        let stem = trim(self.source, stem);
        let found = letters(self.source, &stem);
        if found >= PREFIX_LETTERS {
            return Shape::Prefix(stem);
        }
        let whole = quote(&self.source.typed(typed.clone()));
        let message =
            format!("expected at least `{PREFIX_LETTERS}` letters before `*`, found `{found}`: `{whole}` is left out");
        let problem = Problem::error(Code::PrefixTooShort, typed, message);
        self.problems.add(problem.hint("write more of the word"));
        self.widened += 1;
        Shape::Wider(None)
    }

    fn unsupported(&mut self, span: &Span, what: &str, reading: &str, hint: &str) {
        let typed = quote(&self.source.typed(span.clone()));
        let message = format!("`{typed}` ({what}) is not supported yet: {reading}");
        self.problems.add(Problem::error(Code::UnsupportedOperator, span.clone(), message).hint(hint));
    }

    /// `"a b"~5` is wider as words; no reading of `word~1` is wider and of use,
    /// and it is the only thing read as less than was typed.
    pub(crate) fn fuzzy(&mut self, query: Query, span: Span) -> Query {
        match query {
            Query::Phrase(phrase) => {
                self.unsupported(
                    &span, "words of a phrase some way apart", "the words are searched one by one",
                    "write `\"two words\"` for words next to each other",
                );
                self.widened += 1;
                let last = phrase.words.len() - 1;
                let form = |place: usize| if phrase.prefix && place == last { Form::Prefix } else { Form::Exact };
                let word = |(place, text)| Query::Word(Word { field: phrase.field, text, form: form(place) });
                Query::And(phrase.words.into_iter().enumerate().map(word).collect())
            }
            query => {
                self.unsupported(
                    &span, "other spellings", "only the word as typed is searched",
                    "write the spellings: `(Kiev OR Kyiv)`",
                );
                query
            }
        }
    }
}

fn text_field(field: Option<Field>) -> Option<TextField> {
    match field {
        Some(Field::Text(field)) => Some(field),
        _ => None,
    }
}

fn one_word(source: &Source, field: Option<TextField>, word: Span, form: Form) -> Query {
    Query::Word(Word { field, text: source.typed(word), form })
}

fn letters(source: &Source, span: &Span) -> usize {
    span.clone().filter(|&offset| source.at(offset).is_alphanumeric()).count()
}
