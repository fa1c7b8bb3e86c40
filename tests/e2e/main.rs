//! End-to-end tests through the real binary and the real router.

mod actors;
mod architecture;
mod cli;
mod crash;
mod entity;
mod facets;
mod formats;
mod http;
mod ingest;
mod readme;
mod rebuild;
mod remote;
mod revisions;
mod search;
mod wire;
