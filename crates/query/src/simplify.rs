//! Simplification: one tree for all ways of writing the same thing.

use std::collections::HashSet;

use crate::ast::Query;

impl Query {
    /// The same query with nothing superfluous: groups in groups of their own
    /// kind opened, repetitions and double negations dropped, and what matches
    /// everything or nothing absorbed. The order of what remains is kept.
    ///
    /// Recursive: for trees no deeper than those [`parse`](crate::parse) makes.
    #[must_use]
    pub fn simplify(self) -> Self {
        match self {
            Self::And(parts) => join(parts, true),
            Self::Or(parts) => join(parts, false),
            Self::Not(inner) => match inner.simplify() {
                Self::All => Self::Nothing,
                Self::Nothing => Self::All,
                Self::Not(inner) => *inner,
                inner => Self::Not(Box::new(inner)),
            },
            Self::Date(range) => match (range.from, range.until) {
                (None, None) => Self::All,
                (Some(from), Some(until)) if from > until => Self::Nothing,
                _ => Self::Date(range),
            },
            leaf => leaf,
        }
    }
}

/// Joins simplified parts with AND or OR.
fn join(parts: Vec<Query>, all: bool) -> Query {
    // What changes nothing when joined, and what decides the matter.
    let (neutral, absorbing) = if all { (Query::All, Query::Nothing) } else { (Query::Nothing, Query::All) };
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match (part.simplify(), all) {
            (Query::And(inner), true) | (Query::Or(inner), false) => flat.extend(inner),
            (part, _) if part == neutral => {}
            (part, _) if part == absorbing => return absorbing,
            (part, _) => flat.push(part),
        }
    }
    let mut seen = HashSet::new();
    let first: Vec<bool> = flat.iter().map(|part| seen.insert(part)).collect();
    let mut first = first.into_iter();
    flat.retain(|_| first.next().unwrap_or(true));
    match flat.len() {
        0 => neutral,
        1 => flat.remove(0),
        _ if all => Query::And(flat),
        _ => Query::Or(flat),
    }
}
