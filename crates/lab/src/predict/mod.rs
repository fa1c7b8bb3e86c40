//! Answers to questions whose gold is elsewhere: the lab reads ids, addresses and file names, never the gold itself.

mod actors;
mod extraction;
mod feeds;
mod places;
mod reuters;
mod warc;
mod wire;

pub(crate) use actors::{Text, actors, article, texts, write_actors};
pub(crate) use extraction::{Body, Question, answers, capture, explanations, extraction, features, in_two, load, read};
pub(crate) use feeds::feeds;
pub(crate) use places::places;
pub(crate) use reuters::reuters;
pub(crate) use warc::warc;
pub(crate) use wire::wire;
