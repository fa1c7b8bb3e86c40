//! Pages for people: server-rendered, complete without any script.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use dateline_archive::model::Field;
use dateline_archive::{Archive, CountBy, Error, Highlighter, SearchOptions};

use crate::facet_view::{self, FacetView};
use crate::json::{Article, ArticleReading, Hits};
use crate::state::AppState;
use crate::view::{self, Chip, HitView, OrderView, ParagraphView, Piece, ProblemView};
use crate::{ProblemDetails, search_options};

/// Hits of a page.
const HITS: usize = 20;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    text: String,
    articles: u64,
    sources: Vec<(String, u64)>,
    languages: String,
    behind: u64,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Results {
    text: String,
    found: Hits,
    hits: Vec<HitView>,
    facets: Vec<FacetView>,
    chips: Vec<Chip>,
    orders: Vec<OrderView>,
    problems: Vec<ProblemView>,
    next: Option<String>,
    hidden: Vec<(String, String)>,
    api: String,
    /// Whether stories are counted, and the address that counts the other.
    by_stories: bool,
    otherwise: String,
}

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    text: String,
    article: Article,
    headline: Vec<Piece>,
    paragraphs: Vec<ParagraphView>,
    back: Option<String>,
}

#[derive(Template)]
#[template(path = "explain.html")]
struct ExplainPage {
    text: String,
    reading: ArticleReading,
}

#[derive(Template)]
#[template(path = "help.html")]
struct Help {
    text: String,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Failure {
    text: String,
    problem: ProblemDetails,
}

/// A problem as a page.
pub(crate) struct PageProblem(Box<ProblemDetails>);

impl<T: Into<ProblemDetails>> From<T> for PageProblem {
    fn from(problem: T) -> Self {
        Self(Box::new(problem.into()))
    }
}

impl IntoResponse for PageProblem {
    fn into_response(self) -> Response {
        let status = self.0.status();
        let page = Failure { text: String::new(), problem: (*self.0).clone() }.render();
        page.map_or_else(|_| self.0.into_response(), |page| (status, Html(page)).into_response())
    }
}

fn page(template: &impl Template) -> Result<Html<String>, PageProblem> {
    template.render().map(Html).map_err(|error| {
        tracing::error!(%error, "a page failed to render");
        PageProblem::from(ProblemDetails::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "the server failed; its log says why",
        ))
    })
}

/// The search box and what the archive holds.
pub(crate) async fn home(State(state): State<AppState>) -> Result<Html<String>, PageProblem> {
    let stats = state.blocking(Archive::stats).await?;
    page(&Home {
        text: String::new(),
        articles: stats.store.articles,
        sources: stats.store.sources.into_iter().take(12).collect(),
        languages: stats.languages.join(", "),
        behind: stats.behind,
    })
}

/// Hits with facets.
pub(crate) async fn search(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<Html<String>, PageProblem> {
    let options = search_options(query.as_deref().unwrap_or(""), &state.limits)?;
    let api = crate::search_address(&options);
    let limit = if options.limit == SearchOptions::default().limit { HITS } else { options.limit };
    let asked = SearchOptions { facets: facet_view::wanted(&options), limit, ..options.clone() };
    let answer = state.blocking(move |archive| archive.search(&asked)).await?;
    let found = Hits::from(&answer);
    page(&Results {
        text: options.text.clone(),
        hits: view::hits(&found, &options),
        facets: facet_view::facets(&found, &options),
        chips: view::chips(&found, &options),
        orders: view::orders(&options),
        problems: view::problems(&found),
        next: view::next(&found, &options),
        hidden: hidden(&options),
        by_stories: options.count == CountBy::Stories,
        otherwise: facet_view::counted_otherwise(&options),
        api: format!("/api/v1/search?{api}"),
        found,
    })
}

/// The filters, for the form that sends a new query text.
fn hidden(options: &SearchOptions) -> Vec<(String, String)> {
    let others = SearchOptions { text: String::new(), after: None, ..options.clone() };
    facet_view::fields(&others)
}

/// One article, with the words of the search that led to it marked.
pub(crate) async fn article(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Html<String>, PageProblem> {
    let options = search_options(query.as_deref().unwrap_or(""), &state.limits)?;
    let text = options.text;
    let asked = text.clone();
    let (article, headline, paragraphs) = state.blocking(move |archive| marked(archive, &id, &asked)).await?;
    let back = (!text.is_empty()).then(|| format!("/search?{}", query.unwrap_or_default()));
    page(&ArticlePage { text, article, headline, paragraphs, back })
}

fn marked(archive: &Archive, id: &str, text: &str) -> Result<(Article, Vec<Piece>, Vec<ParagraphView>), Error> {
    let article = Article::load(archive, id)?;
    let mut highlighter: Highlighter = archive.highlighter(text)?;
    let language = article.language.clone().unwrap_or_default();
    let mut marks = |field, text: &str| -> Vec<[usize; 2]> {
        highlighter.mark(field, text, &language).into_iter().map(|span| [span.start, span.end]).collect()
    };
    let headline = view::pieces(&article.headline, &marks(Field::Headline, &article.headline));
    let body: Vec<Vec<[usize; 2]>> =
        article.paragraphs.iter().enumerate().map(|(index, text)| marks(Field::Paragraph(index), text)).collect();
    let paragraphs = view::paragraphs(&article, &body);
    Ok((article, headline, paragraphs))
}

/// Why an article has the actors and places it has.
pub(crate) async fn explain(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Html<String>, PageProblem> {
    let reading = state.blocking(move |archive| Ok(ArticleReading::from(&archive.who_and_where(&id)?))).await?;
    page(&ExplainPage { text: String::new(), reading })
}

/// How to write a query.
pub(crate) async fn help() -> Result<Html<String>, PageProblem> {
    page(&Help { text: String::new() })
}
