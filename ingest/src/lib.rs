//! From bytes to captures, from a capture to an article.
//!
//! Two steps, neither of which stops a run:
//!
//! 1. [`unpack()`] reads files, folders and streams of any known format, recognised by content, and hands out
//!    [`Record`]s: a capture, something skipped by its nature, or a named [`Rejection`]. Every record of the input
//!    is handed out exactly once.
//! 2. [`normalise()`] turns a capture into an article, or says why it is none; [`Workers`] do so within a time limit.
//!
//! Foreign bytes are bounded before they are parsed: see [`limits`].

mod biography;
mod body;
mod byline;
mod calendar;
mod clutter;
mod corrections;
mod credit;
mod dateline;
mod decode;
mod error;
mod explain;
mod extract;
mod feed;
mod field_map;
mod guard;
mod http;
mod json;
mod json_ld;
mod judge;
pub mod limits;
mod mail;
mod markup;
pub mod measure;
mod metadata;
mod mhtml;
mod months;
mod named;
mod normalise;
mod page;
mod plain;
mod repair;
mod saved;
mod sitemap;
mod sniff;
mod source;
mod table;
mod unpack;
mod warc;
mod web;
mod when;
mod wire;
mod worker;

pub use error::{Reason, Rejection};
pub use explain::{Answer, Block, Blocks, Candidate, Explanation, Refusal, Weighed, explain};
pub use field_map::{FieldMap, FieldMapError, unpack_with};
pub use normalise::normalise;
pub use sitemap::Hints;
pub use sniff::{Format, sniff};
pub use unpack::{Input, Record, Stop, unpack, unpack_stream};
pub use warc::Coded;
pub use when::parse_date;
pub use wire::Wire;
pub use worker::{Worker, Workers};
