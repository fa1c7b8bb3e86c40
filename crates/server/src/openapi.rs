//! The description of the API.

use axum::Json;
use utoipa::OpenApi;

use crate::ProblemDetails;
use crate::json::{Article, ArticleReading, Entity, Health, Hits, NewRuling, Ruled, Ruling};

/// What `/openapi.json` answers.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Dateline",
        description = "A searchable news archive. Offsets are characters of the text beside them.",
        license(name = "MIT OR Apache-2.0")
    ),
    paths(
        crate::api::search, crate::api::article, crate::api::revisions, crate::api::explain, crate::desk::entity,
        crate::desk::rulings, crate::desk::rule, crate::api::health
    ),
    components(schemas(Hits, Article, ArticleReading, Entity, Ruling, NewRuling, Ruled, Health, ProblemDetails))
)]
struct Api;

pub(crate) async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(Api::openapi())
}
