//! Errors as `application/problem+json` (RFC 9457), with stable codes.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dateline_archive::{Error, Kind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What went wrong with a request, by RFC 9457.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemDetails {
    /// `about:blank`: the code says more than an address could.
    #[serde(rename = "type")]
    pub kind: String,
    /// The meaning of the status.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What was expected and what was found.
    pub detail: String,
    /// Stable name: `not-found`, `bad-parameter`, `conflict`, `busy`, `needs-rebuild`, `too-slow`, `too-large`, `method-not-allowed`, `read-only`, `cross-origin`, `unsupported-media-type`, `internal`.
    pub code: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl ProblemDetails {
    pub(crate) fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            code: code.to_owned(),
            hint: None,
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// What the client did wrong is told; what we did wrong is logged, and the client hears no more than that.
impl From<Error> for ProblemDetails {
    fn from(error: Error) -> Self {
        let (status, code) = match error.kind() {
            Kind::NotFound => (StatusCode::NOT_FOUND, "not-found"),
            Kind::Invalid => (StatusCode::BAD_REQUEST, "bad-parameter"),
            Kind::Conflict => (StatusCode::CONFLICT, "conflict"),
            Kind::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Kind::NeedsRebuild => (StatusCode::SERVICE_UNAVAILABLE, "needs-rebuild"),
            Kind::Damaged | Kind::System => {
                tracing::error!(%error, "request failed");
                return Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the server failed; its log says why");
            }
        };
        Self { hint: error.get_hint().map(str::to_owned), ..Self::new(status, code, error.to_string()) }
    }
}

impl IntoResponse for ProblemDetails {
    fn into_response(self) -> Response {
        let mut response = (self.status(), Json(self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}
