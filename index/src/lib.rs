//! The embedded engine: builds and queries a Tantivy index with actor and place facets.
//!
//! [`Index`] implements [`dateline_search::Engine`]. One Tantivy document stands for one revision of an article;
//! searches see the current ones. The text itself stays in the store: the index keeps what matching needs.
//!
//! How far the index has read the journal is written into the payload of each commit, so the answer to "what is
//! searchable" and the answers themselves can never disagree.

mod analyzer;
mod collect;
mod columns;
mod counting;
mod document;
mod error;
mod facets;
mod index;
mod lede;
mod levels;
mod lower;
mod manifest;
mod rows;
mod schema;
mod search;
mod stories;

pub use index::{Access, Index, WriterOptions};
