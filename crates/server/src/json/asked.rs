//! A query as it was read, and what is wrong with it.

use dateline_archive::query;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A query and how it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Query {
    /// As typed.
    pub text: String,
    /// In canonical form, filters included.
    pub read_as: String,
    /// What is wrong with it or worth a look.
    pub problems: Vec<QueryProblem>,
}

/// Something about a query that its author should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QueryProblem {
    /// Stable name, for example `unclosed-quote`.
    pub code: String,
    /// `error`: something could not be honoured as typed; `warning`: honoured, but look.
    pub severity: String,
    /// Where it begins in `text`, in characters.
    pub start: usize,
    /// Where it ends in `text`, in characters.
    pub end: usize,
    /// What was expected and found, or what was done instead.
    pub message: String,
    /// What to write.
    pub hint: Option<String>,
}

impl From<&query::Problem> for QueryProblem {
    fn from(problem: &query::Problem) -> Self {
        Self {
            code: problem.code.to_string(),
            severity: problem.severity.to_string(),
            start: problem.span.start,
            end: problem.span.end,
            message: problem.message.clone(),
            hint: problem.hint.clone(),
        }
    }
}
