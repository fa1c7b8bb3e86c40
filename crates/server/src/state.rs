//! What handlers share, and the step onto the blocking pool.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use dateline_archive::{Archive, Silent};
use tokio::sync::Semaphore;

use crate::{Limits, ProblemDetails};

/// How often, and how far apart, the archive is asked for after a ruling; how long its author waits.
const TRIES: u32 = 600;
const PAUSE: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(5);

/// Shared by all handlers; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct AppState {
    archive: Arc<Archive>,
    permits: Arc<Semaphore>,
    pub(crate) limits: Limits,
}

impl AppState {
    pub(crate) fn new(archive: Arc<Archive>, limits: Limits) -> Self {
        Self { archive, permits: Arc::new(Semaphore::new(limits.searches)), limits }
    }

    /// Lets the index follow what was ruled, on a thread of its own, and waits a little for it: mostly it takes no longer
    /// than an answer. Where an ingest has the archive, the ingest does it, or we do when it is done.
    pub(crate) async fn follow_rulings(&self) {
        let directory = self.archive.directory().to_owned();
        let (done, wait) = tokio::sync::oneshot::channel();
        let follow = move || {
            for _ in 0..TRIES {
                match Archive::catch_up_if_free(&directory, &Silent) {
                    Ok(Some(_)) => break,
                    Ok(None) => std::thread::sleep(PAUSE),
                    Err(error) => {
                        tracing::error!(%error, "the index could not follow a ruling");
                        break;
                    }
                }
            }
            // Nobody may be waiting any more.
            let _ = done.send(());
        };
        // Not a task of the runtime: that would be waited for when the server is told to stop.
        if let Err(error) = std::thread::Builder::new().name("rulings".to_owned()).spawn(follow) {
            tracing::error!(%error, "no thread for the index to follow a ruling");
        }
        // What takes longer goes on without us.
        let _ = tokio::time::timeout(PATIENCE, wait).await;
    }

    /// Runs blocking work with the archive: at most so many at once, each within the time limit. Work that takes longer
    /// is no longer waited for; it holds its permit until it ends, so slow work cannot pile up.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Archive) -> Result<T, dateline_archive::Error> + Send + 'static,
    ) -> Result<T, ProblemDetails> {
        let slow = || {
            ProblemDetails::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too-slow",
                format!("no answer within {} seconds", self.limits.time.as_secs()),
            )
        };
        let archive = Arc::clone(&self.archive);
        let permits = Arc::clone(&self.permits);
        let run = async move {
            let permit = permits.acquire_owned().await;
            let task = tokio::task::spawn_blocking(move || {
                let result = work(&archive);
                drop(permit);
                result
            });
            match task.await {
                Ok(result) => result.map_err(ProblemDetails::from),
                Err(error) => {
                    tracing::error!(%error, "a request panicked");
                    Err(ProblemDetails::new(
                        StatusCode::INTERNAL_SERVER_ERROR,
                        "internal",
                        "the server failed; its log says why",
                    ))
                }
            }
        };
        tokio::time::timeout(self.limits.time, run).await.map_err(|_| slow())?
    }
}
