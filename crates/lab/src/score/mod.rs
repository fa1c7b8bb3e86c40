//! Answers beside gold, where no scorer outside does it.

mod feeds;
mod paragraphs;
mod wire;

pub(crate) use feeds::feeds;
pub(crate) use paragraphs::{f1, paragraphs};
pub(crate) use wire::wire;
