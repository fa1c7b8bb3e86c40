//! Serving until told to stop.

use std::net::SocketAddr;
use std::sync::Arc;

use dateline_archive::Archive;

use crate::Limits;
use crate::router::app;
use crate::state::AppState;

/// Serves an archive on an address until Ctrl-C or SIGTERM; requests that are under way are answered first. `ready` is
/// told the address, which matters where port 0 was asked for.
///
/// # Errors
///
/// Fails where the address cannot be listened on.
pub fn serve(
    archive: Arc<Archive>,
    address: SocketAddr,
    limits: Limits,
    ready: impl FnOnce(SocketAddr),
) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        let stop = Stop::new()?;
        ready(listener.local_addr()?);
        axum::serve(listener, app(AppState::new(archive, limits))).with_graceful_shutdown(stop.wait()).await
    })
}

/// The two ways in which a server is told to stop.
struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Stop {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?,
        })
    }

    #[cfg(unix)]
    async fn wait(mut self) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = self.terminate.recv() => {}
        }
    }

    #[cfg(not(unix))]
    async fn wait(self) {
        // Where the handler cannot be set, nothing but the end of the process stops the server.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
