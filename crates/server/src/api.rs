//! The API: searches, articles, health.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use dateline_archive::Archive;

use crate::json::{Article, ArticleReading, Health, Hits};
use crate::state::AppState;
use crate::{ProblemDetails, search_options};

/// Searches the archive.
#[utoipa::path(
    get,
    path = "/api/v1/search",
    params(
        ("q" = Option<String>, Query, description = "Query text; empty finds everything"),
        ("actor" = Option<Vec<String>>, Query, description = "Actor by name or identifier; several are alternatives"),
        ("place" = Option<Vec<String>>, Query, description = "Place by name or identifier; several are alternatives"),
        ("country" = Option<Vec<String>>, Query, description = "Country involved, by name or ISO code"),
        ("about" = Option<Vec<String>>, Query, description = "Actor or place that the article is about, by name or identifier"),
        ("source" = Option<Vec<String>>, Query, description = "Source by name or identifier"),
        ("lang" = Option<Vec<String>>, Query, description = "Language by ISO 639-1 code"),
        ("section" = Option<Vec<String>>, Query, description = "Section"),
        ("not" = Option<Vec<String>>, Query, description = "A facet and a value that no article may have: `source:paper.example`"),
        ("since" = Option<String>, Query, description = "First day of publication: 2024, 2024-03, 2024-03-05, -7d"),
        ("until" = Option<String>, Query, description = "Last day of publication"),
        ("sort" = Option<String>, Query, description = "relevance, newest or oldest"),
        ("limit" = Option<usize>, Query, description = "Hits of a page, 0 to 200; 10 where it is left out"),
        ("cursor" = Option<String>, Query, description = "`next` of an earlier answer"),
        ("facet" = Option<Vec<String>>, Query, description = "Facets to count; actor, place, country and source where it is left out. `place:/EU` counts the values right below one, `place:/` those at the top. What is chosen from a facet or excluded by it does not narrow its own counts"),
        ("facet_limit" = Option<usize>, Query, description = "Values of each facet, 0 to 1000; 10 where it is left out"),
        ("facet_offset" = Option<usize>, Query, description = "Values of each facet that are passed over"),
        ("find_actor" = Option<String>, Query, description = "Only values of the facet with this in their names; likewise `find_place`, `find_source` and so on"),
        ("count" = Option<String>, Query, description = "What facets count: documents, or stories, where the copies of one story count once together"),
    ),
    responses(
        (status = 200, description = "A page of hits", body = Hits),
        (status = 400, description = "A parameter is wrong", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "Busy, too slow, or the index must be rebuilt", body = ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn search(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<Json<Hits>, ProblemDetails> {
    let options = search_options(query.as_deref().unwrap_or(""), &state.limits)?;
    let answer = state.blocking(move |archive| archive.search(&options)).await?;
    Ok(Json(Hits::from(&answer)))
}

/// Returns one article.
#[utoipa::path(
    get,
    path = "/api/v1/articles/{id}",
    params(("id" = String, Path, description = "Identifier, or its first four or more characters")),
    responses(
        (status = 200, description = "The article as it stands now", body = Article),
        (status = 404, description = "No such article", body = ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn article(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Json<Article>, ProblemDetails> {
    Ok(Json(state.blocking(move |archive| Article::load(archive, &id)).await?))
}

/// Returns every revision of an article in the order in which they were observed.
#[utoipa::path(
    get,
    path = "/api/v1/articles/{id}/revisions",
    params(("id" = String, Path, description = "Identifier, or its first four or more characters")),
    responses(
        (status = 200, description = "The revisions; actors and places are left out", body = Vec<Article>),
        (status = 404, description = "No such article", body = ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn revisions(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Json<Vec<Article>>, ProblemDetails> {
    Ok(Json(state.blocking(move |archive| Article::load_revisions(archive, &id)).await?))
}

/// Explains why an article has the actors and places it has.
#[utoipa::path(
    get,
    path = "/api/v1/articles/{id}/explain",
    params(("id" = String, Path, description = "Identifier, or its first four or more characters")),
    responses(
        (status = 200, description = "Every mention, what it could mean and does mean, and every value of a facet with its reason", body = ArticleReading),
        (status = 404, description = "No such article", body = ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn explain(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Json<ArticleReading>, ProblemDetails> {
    Ok(Json(state.blocking(move |archive| Ok(ArticleReading::from(&archive.who_and_where(&id)?))).await?))
}

/// Says whether the archive answers, and how far the index has read.
#[utoipa::path(get, path = "/health", responses((status = 200, description = "It answers", body = Health)))]
pub(crate) async fn health(State(state): State<AppState>) -> Result<Json<Health>, ProblemDetails> {
    let (articles, behind) = state.blocking(Archive::health).await?;
    let status = if behind == 0 { "ok" } else { "behind" };
    Ok(Json(Health { status: status.to_owned(), articles, behind, version: env!("CARGO_PKG_VERSION").to_owned() }))
}

pub(crate) async fn not_found() -> ProblemDetails {
    ProblemDetails::new(StatusCode::NOT_FOUND, "not-found", "no such address; `/openapi.json` lists those there are")
}

pub(crate) async fn method_not_allowed() -> ProblemDetails {
    ProblemDetails::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "expected GET or HEAD")
}

impl From<crate::BadParameter> for ProblemDetails {
    fn from(error: crate::BadParameter) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-parameter", error.to_string())
    }
}
