//! Problems: what is wrong or worth a look in a query, and where.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

/// Problems reported for one query. Pasted text that is no query at all would
/// otherwise give one for every line.
pub(crate) const MAX_PROBLEMS: usize = 100;

/// Something in the text that was not honoured, or honoured but worth a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// Which kind of problem it is.
    pub code: Code,
    /// Whether the query was honoured as typed.
    pub severity: Severity,
    /// Where, in *character* offsets into the text as typed.
    pub span: Range<usize>,
    /// What was expected and found, or what was done instead.
    pub message: String,
    /// What to write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Honoured, but look.
    Warning,
    /// Something could not be honoured as typed.
    Error,
}

/// The kinds of problem. Serialised in kebab-case; a published name stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Code {
    /// `foo:bar`, where `foo` is no field.
    UnknownField,
    /// `headline:` with nothing after it.
    EmptyField,
    /// `headline: peace`.
    SpaceAfterField,
    /// `headline:source:x` or `headline:(source:x)`.
    FieldInsideField,
    /// `"peace`.
    UnclosedQuote,
    /// `""`.
    EmptyPhrase,
    /// `'peace talks'`.
    SingleQuotes,
    /// `(peace`.
    UnclosedBracket,
    /// `peace)`.
    UnopenedBracket,
    /// `()`.
    EmptyGroup,
    /// `AND peace`.
    LeadingOperator,
    /// `peace AND`, or a `NOT` before nothing.
    TrailingOperator,
    /// `peace AND OR talks`.
    DoubledOperator,
    /// `a OR b AND c`.
    MixedOperators,
    /// `NEAR/5` and others which the grammar has and the search has not.
    UnsupportedOperator,
    /// `p*`.
    PrefixTooShort,
    /// A negation of something that could only be read more widely than typed.
    NegationLeftOut,
    /// Not a date at all.
    BadDate,
    /// A date which no calendar has.
    ImpossibleDate,
    /// A range from a later day to an earlier one.
    ReversedRange,
    /// A range with no day in it.
    EmptyRange,
    /// `--`.
    IgnoredPunctuation,
    /// `econom!`, `peace?`.
    MarkAtEnd,
    /// `+peace`.
    NeedlessPlus,
    /// `actor:Vladimir Putin`.
    NameWithoutQuotes,
    /// `actor:"Nobody Inparticular"`: the archive mentions nobody of this name. Said by whoever knows the archive.
    UnknownName,
    /// Brackets inside brackets, too many deep.
    TooDeep,
    /// More words, phrases and values than a query may have.
    TooManyClauses,
    /// There were more problems than are shown.
    TooManyProblems,
}

/// The name as serialised: `unclosed-quote`.
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// The name as serialised: `warning`.
impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

impl Problem {
    /// A problem that changes what is searched.
    pub(crate) fn error(code: Code, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, span, message: message.into(), hint: None }
    }

    /// A problem that does not.
    pub(crate) fn warning(code: Code, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// Adds what to write instead.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// The problems found so far; holds on to the first hundred.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<Problem>,
    more: usize,
}

impl Problems {
    pub(crate) fn add(&mut self, problem: Problem) {
        if self.found.len() < MAX_PROBLEMS {
            self.found.push(problem);
        } else {
            self.more += 1;
        }
    }

    /// In the order of the text. `end` is its length in characters.
    pub(crate) fn finish(mut self, end: usize) -> Vec<Problem> {
        self.found.sort_by_key(|problem| (problem.span.start, problem.span.end));
        if self.more > 0 {
            let message = format!("`{}` more problems are not shown", self.more);
            self.found.push(Problem::error(Code::TooManyProblems, end..end, message));
        }
        self.found
    }
}

/// A piece of the text as it may stand in a message: one line, not long.
pub(crate) fn quote(text: &str) -> String {
    const LONGEST: usize = 80;
    let line = |c: char| if c.is_control() { ' ' } else { c };
    let mut chars = text.chars();
    let mut short: String = chars.by_ref().take(LONGEST).map(line).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}
