//! Found, nothing found, trouble.

use std::process::ExitCode;

use dateline_server::ProblemDetails;

use crate::printer;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Found, or done.
    Done,
    /// Nothing found.
    Nothing,
    /// Done, but something was wrong.
    Trouble,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Nothing => Self::from(1),
            Outcome::Trouble => Self::from(2),
        }
    }
}

/// An answer of a server that is a problem.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct ServerProblem(String, Option<String>);

impl From<ProblemDetails> for ServerProblem {
    fn from(problem: ProblemDetails) -> Self {
        Self(problem.detail, problem.hint)
    }
}

/// Says what went wrong and what to do about it.
pub(crate) fn failed(error: &anyhow::Error) -> ExitCode {
    if is_closed_pipe(error) {
        // Whoever read our output has read enough.
        return ExitCode::SUCCESS;
    }
    let ours = error.downcast_ref::<dateline_archive::Error>().and_then(dateline_archive::Error::get_hint);
    let theirs = error.downcast_ref::<ServerProblem>().and_then(|problem| problem.1.as_deref());
    printer::error(&format!("{error:#}"), ours.or(theirs));
    ExitCode::from(2)
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
