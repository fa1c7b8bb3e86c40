//! The query language: text to a tree and back, with problems that know their place.
//!
//! # One query worked through
//!
//! Someone types `title:(ceasefire OR “peace tal*”) -source:tass since:2024-02-30`:
//!
//! 1. The typography is made plain, character for character, so that every offset
//!    stays an offset into the text as typed.
//! 2. The text becomes tokens: the field `title`, a bracket, a word, `OR`, a
//!    phrase, a bracket, `NOT`, the field `source` and so on. After a date field
//!    a date is read, after `url:` an address, where in running text other rules
//!    hold.
//! 3. The tokens are repaired: brackets are closed, operators without a side
//!    dropped. Here nothing is to do.
//! 4. The tree is read. 30 February is no day; the whole month is searched, which
//!    is wider, and a problem says so.
//! 5. The tree is simplified, and can be printed for the user to see.
//!
//! ```
//! use dateline_query::{Code, parse};
//!
//! let text = "title:(ceasefire OR “peace tal*”) -source:tass since:2024-02-30";
//! let parsed = parse(text, jiff::civil::date(2024, 3, 13));
//!
//! assert_eq!(
//!     parsed.read_as(),
//!     r#"(headline:ceasefire OR headline:"peace tal*") NOT source:tass published:2024-02-01.."#
//! );
//! let [problem] = &parsed.problems[..] else { panic!("one problem") };
//! assert_eq!(problem.code, Code::ImpossibleDate);
//! assert_eq!(problem.span, 53..63);
//! assert_eq!(
//!     problem.message,
//!     "expected a day from `1` to `29` in `2024-02`, found `30` in `2024-02-30`: `2024-02` is searched"
//! );
//! ```
//!
#![doc = include_str!("../GRAMMAR.md")]

mod ast;
mod chunk;
mod field;
mod leaf;
mod operator;
mod parser;
mod print;
mod problem;
#[cfg(test)]
mod properties;
mod repair;
mod simplify;
mod source;
#[cfg(test)]
mod tests;
mod token;
mod when;
#[cfg(test)]
mod wording;

use jiff::civil::Date;

pub use ast::{DateField, DateRange, Form, Name, NameFacet, Phrase, Query, TextField, Value, ValueField, Word};
pub use field::{Accepts, Bound, Field};
pub use problem::{Code, Problem, Severity};

/// What a text was read as.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The text as typed.
    pub text: String,
    /// The tree, simplified.
    pub query: Query,
    /// What was wrong or is worth a look, in the order of the text. The tree is
    /// then that of the repaired text.
    pub problems: Vec<Problem>,
}

impl Parsed {
    /// The canonical text of the tree: what was understood.
    #[must_use]
    pub fn read_as(&self) -> String {
        self.query.to_string()
    }
}

/// Reads a query. Every text is one, if with problems.
///
/// `today` is what `-7d` and `last-month` count from.
#[must_use]
pub fn parse(text: &str, today: Date) -> Parsed {
    let source = source::Source::new(text);
    let mut problems = problem::Problems::default();
    let tokens = token::tokens(&source, &mut problems);
    let parts = repair::repair(&source, tokens, &mut problems);
    let query = parser::read(&source, &parts, today, &mut problems).simplify();
    Parsed { text: text.to_owned(), query, problems: problems.finish(source.len()) }
}
