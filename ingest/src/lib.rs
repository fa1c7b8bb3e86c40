//! From bytes to captures, from a capture to an article.
//!
//! Two steps, neither of which stops a run:
//!
//! 1. [`unpack()`] reads files, folders and streams of any known format, recognised by content, and hands out
//!    [`Record`]s: a capture, something skipped by its nature, or a named [`Rejection`]. Every record of the input
//!    is handed out exactly once.
//! 2. [`normalise()`] turns a capture into an article, or says why it is none.
//!
//! Foreign bytes are bounded before they are parsed: see [`limits`].

mod biography;
mod body;
mod byline;
mod clutter;
mod corrections;
mod credit;
mod dateline;
mod decode;
mod error;
mod extract;
mod feed;
mod guard;
mod http;
mod json;
mod json_ld;
pub mod limits;
mod markup;
pub mod measure;
mod metadata;
mod normalise;
mod page;
mod plain;
mod repair;
mod sniff;
mod unpack;
mod warc;
mod web;
mod when;

pub use error::{Reason, Rejection};
pub use normalise::normalise;
pub use sniff::{Format, sniff};
pub use unpack::{Input, Record, Stop, unpack};
pub use when::parse_date;
