//! The router without a port, for tests and for programs that hold an archive.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use dateline_archive::Archive;
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::Limits;
use crate::router::app;
use crate::state::AppState;

/// The whole service, called directly.
#[derive(Debug)]
pub struct InProcess {
    app: axum::Router,
    runtime: tokio::runtime::Runtime,
}

/// What the service answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl InProcess {
    /// Makes the service over an archive.
    ///
    /// # Errors
    ///
    /// Fails where the machine gives no threads.
    pub fn new(archive: Arc<Archive>, limits: Limits) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        Ok(Self { app: app(AppState::new(archive, limits)), runtime })
    }

    /// Asks with a method and a path with its query.
    ///
    /// # Errors
    ///
    /// Fails where method or path are not of HTTP.
    pub fn request(&self, method: &str, path: &str, body: &[u8]) -> Result<Answer, String> {
        self.send(method, path, &[], body)
    }

    /// Asks with headers, too.
    ///
    /// # Errors
    ///
    /// As [`InProcess::request`]; headers too must be of HTTP.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer, String> {
        let request = Request::builder().method(method).uri(path);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let request = request.body(Body::from(body.to_vec())).map_err(|error| error.to_string())?;
        self.runtime.block_on(async {
            let Ok(response) = self.app.clone().oneshot(request).await;
            let (head, body) = response.into_parts();
            let body = body.collect().await.map_err(|error| error.to_string())?.to_bytes().to_vec();
            let headers = head
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
            Ok(Answer { status: head.status.as_u16(), headers: headers.collect(), body })
        })
    }

    /// Asks with GET.
    ///
    /// # Errors
    ///
    /// As [`InProcess::request`].
    pub fn get(&self, path: &str) -> Result<Answer, String> {
        self.request("GET", path, &[])
    }
}

impl Answer {
    /// Returns the body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Returns the first header of this name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}
