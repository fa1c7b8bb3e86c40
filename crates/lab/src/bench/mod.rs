//! Dateline beside its peers and the limits of the machine, both sides in one run.

mod archive;
mod entities;
mod index;
mod warc;

pub(crate) use archive::run as archive;
pub(crate) use entities::{entities, speeds};
pub(crate) use index::run as index;
pub(crate) use warc::run as warc;
