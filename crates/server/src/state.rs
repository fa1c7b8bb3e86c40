//! What handlers share, and the step onto the blocking pool.

use std::sync::Arc;

use axum::http::StatusCode;
use dateline_archive::Archive;
use tokio::sync::Semaphore;

use crate::{Limits, ProblemDetails};

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
