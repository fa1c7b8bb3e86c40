//! `dateline serve`: search pages and the API over HTTP.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, bail};
use dateline_archive::Archive;
use dateline_server::Limits;

use crate::args::{Global, Serve};
use crate::exit::Outcome;
use crate::{local, printer};

pub(crate) fn run(global: &Global, args: &Serve) -> anyhow::Result<Outcome> {
    if global.server.is_some() {
        bail!("`serve` is a server; leave out `--server`");
    }
    let archive = local::open_to_search(global)?;
    log(global);
    if args.allow_edits && !args.listen.ip().is_loopback() {
        printer::warning(&format!("whoever can reach `{}` can rule on entities", args.listen));
    }
    serve(archive, args.listen, args.allow_edits)
}

/// Serves until Ctrl-C or SIGTERM. The address goes to stdout: it is what callers wait for.
pub(crate) fn serve(archive: Archive, address: SocketAddr, edits: bool) -> anyhow::Result<Outcome> {
    let limits = Limits { edits, ..Limits::default() };
    dateline_server::serve(Arc::new(archive), address, limits, |address| {
        use std::io::Write;
        let mut out = std::io::stdout().lock();
        // Whoever closed stdout does not want to know.
        let _ = writeln!(out, "listening on http://{address}/").and_then(|()| out.flush());
        printer::say("Ctrl-C ends it");
    })
    .with_context(|| format!("cannot serve on `{address}`"))?;
    Ok(Outcome::Done)
}

/// One line per request on stderr; `RUST_LOG` says how much.
pub(crate) fn log(global: &Global) {
    let usual = if global.quiet { "error" } else { "info" };
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(usual));
    let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    // A second call has nothing to add.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(color)
        .with_target(false)
        .try_init();
}
