//! Rulings over HTTP: listed for everybody, made where the server allows it.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use dateline_archive::Archive;
use url::form_urlencoded;

use crate::ProblemDetails;
use crate::json::{Entity, NewRuling, Ruled, Ruling};
use crate::state::AppState;

/// Rulings in one request.
const MOST: usize = 1_000;

/// Lists every ruling in the order in which it was made.
#[utoipa::path(
    get,
    path = "/api/v1/rulings",
    responses((status = 200, description = "The rulings, those that were undone among them", body = Vec<Ruling>))
)]
pub(crate) async fn rulings(State(state): State<AppState>) -> Result<Json<Vec<Ruling>>, ProblemDetails> {
    let views = state.blocking(Archive::ruling_views).await?;
    Ok(Json(views.iter().map(Ruling::from).collect()))
}

/// Returns what is known of an entity.
#[utoipa::path(
    get,
    path = "/api/v1/entity",
    params(("name" = String, Query, description = "Identifier, or a name that only one entity has")),
    responses(
        (status = 200, description = "The entity", body = Entity),
        (status = 400, description = "The name has several meanings", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 404, description = "No such entity", body = ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn entity(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<Json<Entity>, ProblemDetails> {
    let query = query.unwrap_or_default();
    let mut parameters = form_urlencoded::parse(query.as_bytes());
    let name = match (parameters.next(), parameters.next()) {
        (Some((name, value)), None) if name == "name" => value.into_owned(),
        _ => {
            let detail = "expected one parameter, `name`";
            return Err(ProblemDetails::new(StatusCode::BAD_REQUEST, "bad-parameter", detail));
        }
    };
    let view = state.blocking(move |archive| archive.entity(&name)).await?;
    Ok(Json(Entity::from(&view)))
}

/// Makes a ruling, or several at once: all of them, or none where one cannot be.
#[utoipa::path(
    post,
    path = "/api/v1/rulings",
    request_body(content = NewRuling, description = "One ruling, or a list of at most 1000"),
    responses(
        (status = 200, description = "They hold; `behind` says whether searches have followed", body = Ruled),
        (status = 400, description = "A name is unknown or has several meanings, or a field is wrong", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 403, description = "This server takes no rulings, or the request comes from another site", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "It contradicts a ruling that holds", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, description = "The body is no JSON", body = ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn rule(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Ruled>, ProblemDetails> {
    if !state.limits.edits {
        let problem = ProblemDetails::new(StatusCode::FORBIDDEN, "read-only", "this server takes no rulings");
        let hint = "start it with `dateline serve --allow-edits`, or rule with `dateline entity` on its machine";
        return Err(ProblemDetails { hint: Some(hint.to_owned()), ..problem });
    }
    ours(&headers).map_err(|problem| *problem)?;
    let requests = read(&body).map_err(|problem| *problem)?;
    let made = state
        .blocking(move |archive| {
            let made = archive.rule(&requests)?;
            let numbers: Vec<u64> = made.iter().map(|ruling| ruling.number).collect();
            let views = archive.ruling_views()?;
            Ok(views.iter().filter(|view| numbers.contains(&view.ruling.number)).map(Ruling::from).collect())
        })
        .await?;
    state.follow_rulings().await;
    let (_, behind) = state.blocking(Archive::health).await?;
    Ok(Json(Ruled { rulings: made, behind }))
}

fn read(body: &[u8]) -> Result<Vec<dateline_archive::RulingRequest>, Box<ProblemDetails>> {
    let wrong = |detail: String| Box::new(ProblemDetails::new(StatusCode::BAD_REQUEST, "bad-parameter", detail));
    let is_list = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    let asked: Vec<NewRuling> = if is_list {
        serde_json::from_slice(body).map_err(|error| wrong(format!("expected a list of rulings: {error}")))?
    } else {
        let one = serde_json::from_slice(body).map_err(|error| wrong(format!("expected a ruling: {error}")))?;
        vec![one]
    };
    if asked.len() > MOST {
        return Err(wrong(format!("expected at most {MOST} rulings, found {}", asked.len())));
    }
    asked.into_iter().map(|asked| asked.request().map_err(wrong)).collect()
}

/// Refuses what another site's page made a browser send. JSON is asked for because no form can send it without asking
/// first; a browser says where a request comes from, and that must be the address it goes to; and that address must be a
/// number or `localhost`, since a foreign name can be made to lead here.
fn ours(headers: &HeaderMap) -> Result<(), Box<ProblemDetails>> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let media = text(header::CONTENT_TYPE.as_str()).unwrap_or_default();
    if !media.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        let detail = format!("expected a body of `application/json`, found `{media}`");
        let problem = ProblemDetails::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail);
        return Err(Box::new(problem));
    }
    let foreign = |detail| Err(Box::new(ProblemDetails::new(StatusCode::FORBIDDEN, "cross-origin", detail)));
    if let Some(site) = text("sec-fetch-site").filter(|site| !matches!(*site, "same-origin" | "none")) {
        return foreign(format!("expected a request from this server's own pages, found one that is `{site}`"));
    }
    let host = text(header::HOST.as_str()).unwrap_or_default();
    let Some(origin) = text(header::ORIGIN.as_str()) else { return Ok(()) };
    let from = origin.split_once("://").map_or(origin, |(_, authority)| authority);
    if !from.eq_ignore_ascii_case(host) || !is_number_or_local(host) {
        return foreign(format!("expected a request from `{host}` by its number or as localhost, found `{origin}`"));
    }
    Ok(())
}

fn is_number_or_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<std::net::IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_of_other_sites_are_refused() {
        let asked = |pairs: &[(&'static str, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, value.parse().unwrap());
            }
            ours(&headers).map_err(|problem| (problem.status, problem.code))
        };
        let json = ("content-type", "application/json; charset=utf-8");
        let here = ("host", "127.0.0.1:8080");
        assert_eq!(asked(&[json, here]), Ok(()));
        assert_eq!(asked(&[json, here, ("origin", "http://127.0.0.1:8080")]), Ok(()));
        assert_eq!(asked(&[json, ("host", "[::1]:80"), ("origin", "http://[::1]:80")]), Ok(()));
        let refused = |code: &str| Err((403, code.to_owned()));
        assert_eq!(asked(&[json, here, ("origin", "https://evil.example")]), refused("cross-origin"));
        assert_eq!(asked(&[json, here, ("origin", "null")]), refused("cross-origin"));
        assert_eq!(asked(&[json, here, ("sec-fetch-site", "cross-site")]), refused("cross-origin"));
        // A foreign name that was made to lead here.
        let rebound = [json, ("host", "evil.example"), ("origin", "http://evil.example")];
        assert_eq!(asked(&rebound), refused("cross-origin"));
        let form = asked(&[("content-type", "text/plain"), here]);
        assert_eq!(form, Err((415, "unsupported-media-type".to_owned())));
    }
}
