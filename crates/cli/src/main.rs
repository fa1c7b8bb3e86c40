//! The `dateline` command: parse, run, exit.

mod actors;
mod args;
mod check;
mod commands;
mod demo;
mod entity;
mod entity_args;
mod exit;
mod explain;
mod facets;
mod gazetteer;
mod ingest;
mod local;
mod printer;
mod progress;
mod reading;
mod rebuild;
mod remote;
mod sample;
mod search;
mod serve;
mod show;
mod stats;

use std::process::ExitCode;

use clap::Parser;

/// Reading pages asks for small pieces of memory on every thread all the time; the system's allocator costs a tenth of it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = args::Args::parse();
    match commands::run(args) {
        Ok(outcome) => outcome.into(),
        Err(error) => exit::failed(&error),
    }
}
