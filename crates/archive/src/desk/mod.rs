//! The desk: what people decided about entities, and what that means for mentions, names and searches.
//!
//! **When a ruling takes effect.** The store keeps mentions as they were recognised, and every ruling for ever. What a
//! ruling means is worked out each time mentions are read, so profiles, labels and names follow it at once. The index
//! follows by its journal: a ruling enters the articles in which its entity was recognised, and no others, in the journal
//! again, in its own transaction. Whoever made it then catches up, which costs a millisecond or so for each of these
//! articles; where an ingest holds the archive, the ingest does it when it comes to the index. Until then a filter finds
//! by the ruling, since the names it asks for are resolved by it, and counts are as before. A rebuild reads the same
//! mentions and the same rulings, so it ends where catching up ends.
//!
//! Turning values into others as they are counted would need no second reading of articles, and was not done: what lies
//! around an entity (its state, its country, the region) goes with it, and splits depend on what else an article says,
//! which the index does not know. Reading the articles again is exact, and those are few, since what is wrong is rare.

mod about;
mod apply;
mod board;
mod entities;
mod request;
#[cfg(test)]
mod tests;

pub use board::Rulings;
pub use entities::{EntityView, RulingView};
pub use request::{DecisionRequest, RulingRequest, ScopeRequest};

pub(crate) use about::standings;
pub(crate) use apply::Reading;
pub(crate) use board::{Concern, kind_of};
