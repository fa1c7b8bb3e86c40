//! Every route, in reading order.

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::state::AppState;
use crate::{ProblemDetails, api, assets, desk, openapi, pages, trace};

/// Pages load nothing but themselves: no script, no frame, no other site.
const CONTENT_POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Returns the whole service.
pub(crate) fn app(state: AppState) -> Router {
    let body = state.limits.body;
    let header = |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    Router::new()
        // Pages for people.
        .route("/", get(pages::home))
        .route("/search", get(pages::search))
        .route("/article/{id}", get(pages::article))
        .route("/article/{id}/explain", get(pages::explain))
        .route("/help/query", get(pages::help))
        .route("/assets/{name}", get(assets::asset))
        // The API.
        .route("/api/v1/search", get(api::search))
        .route("/api/v1/articles/{id}", get(api::article))
        .route("/api/v1/articles/{id}/revisions", get(api::revisions))
        .route("/api/v1/articles/{id}/explain", get(api::explain))
        .route("/api/v1/entity", get(desk::entity))
        .route("/api/v1/rulings", get(desk::rulings).post(desk::rule))
        // For those who run it.
        .route("/health", get(api::health))
        .route("/openapi.json", get(openapi::openapi))
        .fallback(api::not_found)
        .method_not_allowed_fallback(api::method_not_allowed)
        .with_state(state)
        .layer(RequestBodyLimitLayer::new(body))
        .layer(header(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "same-origin"))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(axum::middleware::from_fn(trace::log))
}

fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    ProblemDetails::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the server failed; its log says why")
        .into_response()
}
