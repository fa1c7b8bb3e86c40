//! The durable archive: articles, revisions, captures, and the journal of what changed.
//!
//! An archive is one directory:
//!
//! | in it | what it is |
//! | --- | --- |
//! | `dateline.db` | SQLite: articles, revisions, where captures lie, the journal, rulings, and derived tables |
//! | `captures/000001.warc.zst` | the bytes as received: WARC 1.1 records, one zstd frame each, only ever appended to |
//! | `index/` | the engine's; may be deleted, and is then made anew |
//! | `actors.jsonl` | actors from the operator's lists, if any |
//! | `lock` | held by the one process that may write |
//!
//! **What is promised.** When [`Store::put`] returns, the batch is on the disk: captures are flushed before the
//! transaction that refers to them commits. After a crash the archive is as it was after some whole batch; bytes
//! of a capture that no transaction refers to are cut off at the next opening for writing.
//!
//! **Ground and derived.** Everything but the tables of [`derived`](Store::set_mentions) is ground. Derived tables
//! can be emptied at any time ([`Store::drop_derived`]); reading the journal from zero fills them again.

mod articles;
mod authority;
mod check;
mod codec;
mod derived;
mod error;
mod homes;
mod journal;
mod lock;
mod rulings;
mod runs;
mod schema;
mod segments;
mod stats;
mod store;

pub use articles::{Incoming, Outcome};
pub use check::{CheckReport, Fault};
pub use derived::{ClusterWriter, Kept, ReadBy, RevisionMentions};
pub use error::StoreError;
pub use journal::JournalEntry;
pub use rulings::NewRuling;
pub use runs::Run;
pub use schema::FORMAT;
pub use stats::StoreStats;
pub use store::{Access, Store};
