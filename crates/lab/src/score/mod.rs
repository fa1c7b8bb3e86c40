//! Answers beside gold, where no scorer outside does it.

mod feeds;
mod links;
mod paragraphs;
mod uses;
mod voa;
mod wire;

pub(crate) use feeds::feeds;
pub(crate) use links::links;
pub(crate) use paragraphs::{f1, paragraphs};
pub(crate) use uses::{geowebnews_uses, uses};
pub(crate) use wire::wire;
