//! The contract of a search engine: what is written, what is asked, what comes back.
//!
//! An [`Engine`] owes four methods. It is given [`Document`]s in [`Change`]s together with the journal number
//! up to which they reach, so that engine and store always agree; it is asked [`SearchRequest`]s; it answers
//! [`Hits`]. Which words match a query is settled here too ([`analysis`]), because the engine that matches and
//! the [`Highlighter`] that marks must never disagree.

pub mod analysis;
mod cursor;
mod document;
mod engine;
mod error;
mod facet;
mod highlight;
mod hits;
mod request;
mod snippet;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use cursor::{Cursor, CursorError};
pub use document::{Change, Document, Period};
pub use engine::Engine;
pub use error::EngineError;
pub use facet::{CountBy, FacetCount, FacetCounts, FacetField, FacetRequest, Level};
pub use highlight::Highlighter;
pub use hits::{Hit, Hits, Total};
pub use request::{Order, SearchRequest};
pub use snippet::{Snippet, SnippetOptions};
