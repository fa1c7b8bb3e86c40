//! How much one client may ask for.

use std::time::Duration;

/// Bounds on requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long one answer may take.
    pub time: Duration,
    /// Searches that run at once; more wait.
    pub searches: usize,
    /// Whether rulings are taken: whoever can reach the server could make them.
    pub edits: bool,
    /// Bytes of a request's body: some thousand rulings.
    pub body: usize,
    /// Characters of a query text.
    pub query: usize,
    /// Hits of a page.
    pub hits: usize,
    /// Values of a facet.
    pub facet_values: usize,
    /// Facets of an answer, levels counted one by one.
    pub facets: usize,
    /// Values that are chosen or excluded.
    pub picked: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            time: Duration::from_secs(20),
            searches: cores * 4,
            edits: false,
            body: 512 << 10,
            query: 10_000,
            hits: 200,
            facet_values: 1_000,
            facets: 60,
            picked: 200,
        }
    }
}
