//! Our query to Tantivy's.

use std::ops::Bound;

use dateline_query::{DateRange, Name, NameFacet, Query, TextField, Value};
use dateline_search::EngineError;
use dateline_search::FacetField;
use dateline_search::analysis::Needle;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query as Lowered, RangeQuery,
    RegexPhraseQuery, RegexQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use crate::analyzer::keyword;
use crate::document::day_number;
use crate::error::inner;
use crate::lede::LedeQuery;
use crate::schema::Fields;

/// Where plain words are looked for, and how much a match there weighs. A word in the headline says three times as
/// much about a story as one in its body; captions describe pictures more than the story.
const USUAL: [(TextField, f32); 4] =
    [(TextField::Headline, 3.0), (TextField::Dek, 1.5), (TextField::Body, 1.0), (TextField::Caption, 0.5)];

/// How many words the last word of a phrase may stand for; more is an error, never a shorter answer.
pub(crate) const MAX_EXPANSIONS: u32 = 1 << 16;

/// Returns the query that Tantivy runs.
pub(crate) fn lower(query: &Query, fields: &Fields, languages: &[String]) -> Result<Box<dyn Lowered>, EngineError> {
    Lowering { fields, languages }.query(query)
}

struct Lowering<'a> {
    fields: &'a Fields,
    languages: &'a [String],
}

impl Lowering<'_> {
    fn query(&self, query: &Query) -> Result<Box<dyn Lowered>, EngineError> {
        Ok(match query {
            Query::All => Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)),
            Query::Nothing => Box::new(EmptyQuery),
            Query::Word(word) => self.text(word.field, &Needle::of_word(word, self.languages))?,
            Query::Phrase(phrase) => self.text(phrase.field, &Needle::of_phrase(&phrase.words, phrase.prefix))?,
            Query::Name(name) => self.name(name),
            Query::Value(value) => self.value(value),
            Query::Date(range) => self.date(range),
            Query::And(parts) => self.and(parts)?,
            Query::Or(parts) => {
                let parts: Result<Vec<_>, _> = parts.iter().map(|part| self.query(part)).collect();
                Box::new(BooleanQuery::union(parts?))
            }
            Query::Not(inner) => {
                Box::new(BooleanQuery::new(vec![(Occur::Must, everything()), (Occur::MustNot, self.query(inner)?)]))
            }
        })
    }

    fn and(&self, parts: &[Query]) -> Result<Box<dyn Lowered>, EngineError> {
        let mut clauses = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            clauses.push(match part {
                Query::Not(inner) => (Occur::MustNot, self.query(inner)?),
                part => (Occur::Must, self.query(part)?),
            });
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, everything()));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// A word or phrase in one field, or in the usual ones with their weights.
    fn text(&self, field: Option<TextField>, needle: &Needle) -> Result<Box<dyn Lowered>, EngineError> {
        let mut clauses: Vec<Box<dyn Lowered>> = Vec::new();
        match field {
            Some(TextField::Lede) => {
                let Some(lede) = LedeQuery::new(self.fields.body, needle) else { return Ok(Box::new(EmptyQuery)) };
                // The body decides the score, the lede what matches.
                let body = self.text(Some(TextField::Body), needle)?;
                return Ok(Box::new(BooleanQuery::intersection(vec![filter(Box::new(lede)), body])));
            }
            Some(field) => self.needle(self.fields.text(field), 1.0, needle, &mut clauses)?,
            None => {
                for (field, weight) in USUAL {
                    self.needle(self.fields.text(field), weight, needle, &mut clauses)?;
                }
            }
        }
        Ok(match clauses.len() {
            0 => Box::new(EmptyQuery),
            1 => clauses.remove(0),
            _ => Box::new(BooleanQuery::union(clauses)),
        })
    }

    fn needle(
        &self,
        field: Field,
        weight: f32,
        needle: &Needle,
        clauses: &mut Vec<Box<dyn Lowered>>,
    ) -> Result<(), EngineError> {
        let weighted = |query: Box<dyn Lowered>| -> Box<dyn Lowered> {
            if weight == 1.0 { query } else { Box::new(BoostQuery::new(query, weight)) }
        };
        match needle {
            Needle::Empty => {}
            Needle::Terms(terms) => {
                for term in terms {
                    clauses.push(weighted(Box::new(TermQuery::new(
                        Term::from_field_text(field, term),
                        IndexRecordOption::WithFreqs,
                    ))));
                }
            }
            Needle::Prefix(prefix) => clauses.push(weighted(Box::new(prefix_query(field, prefix)?))),
            Needle::Sequence { words, prefix: false } => {
                let terms = words.iter().map(|word| Term::from_field_text(field, word)).collect();
                clauses.push(weighted(Box::new(PhraseQuery::new(terms))));
            }
            Needle::Sequence { words, prefix: true } => {
                // Not `PhrasePrefixQuery`: that leaves hits out without a word when many words begin so.
                let mut patterns: Vec<String> = words.iter().map(|word| escape(word)).collect();
                if let Some(last) = patterns.last_mut() {
                    last.push_str(".*");
                }
                let mut query = RegexPhraseQuery::new(field, patterns);
                query.set_max_expansions(MAX_EXPANSIONS);
                clauses.push(weighted(Box::new(query)));
            }
        }
        Ok(())
    }

    fn name(&self, name: &Name) -> Box<dyn Lowered> {
        let facet = match name.facet {
            NameFacet::Actor => FacetField::Actor,
            NameFacet::Place => FacetField::Place,
            NameFacet::Country => FacetField::Country,
            NameFacet::About => FacetField::About,
        };
        filter(term(self.fields.facet(facet), &name.value))
    }

    fn value(&self, value: &Value) -> Box<dyn Lowered> {
        filter(term(self.fields.value(value.field), &value.value))
    }

    /// Days overlap: a date that is only a year may lie in any part of it.
    fn date(&self, range: &DateRange) -> Box<dyn Lowered> {
        let (first, last) = self.fields.days(range.field);
        let until =
            range.until.map_or(Bound::Unbounded, |day| Bound::Included(Term::from_field_i64(first, day_number(day))));
        let from =
            range.from.map_or(Bound::Unbounded, |day| Bound::Included(Term::from_field_i64(last, day_number(day))));
        let mut parts: Vec<Box<dyn Lowered>> = Vec::new();
        if !matches!(until, Bound::Unbounded) {
            parts.push(Box::new(RangeQuery::new(Bound::Unbounded, until)));
        }
        if !matches!(from, Bound::Unbounded) {
            parts.push(Box::new(RangeQuery::new(from, Bound::Unbounded)));
        }
        if parts.is_empty() {
            // Any date at all.
            let earliest = Bound::Included(Term::from_field_i64(first, i64::MIN));
            parts.push(Box::new(RangeQuery::new(earliest, Bound::Unbounded)));
        }
        filter(Box::new(BooleanQuery::intersection(parts)))
    }
}

fn everything() -> Box<dyn Lowered> {
    filter(Box::new(AllQuery))
}

/// Filters say yes or no; they add nothing to the score.
fn filter(query: Box<dyn Lowered>) -> Box<dyn Lowered> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn term(field: Field, value: &str) -> Box<dyn Lowered> {
    Box::new(TermQuery::new(Term::from_field_text(field, &keyword(value)), IndexRecordOption::Basic))
}

/// Every word that begins so; marked stems begin with the mark and are not among them.
fn prefix_query(field: Field, prefix: &str) -> Result<RegexQuery, EngineError> {
    RegexQuery::from_pattern(&format!("{}.*", escape(prefix)), field).map_err(inner("reading a prefix"))
}

/// A word as a pattern that matches it alone.
fn escape(word: &str) -> String {
    let mut pattern = String::with_capacity(word.len() + 4);
    for c in word.chars() {
        if !c.is_alphanumeric() {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}
