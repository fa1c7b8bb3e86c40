//! A query text to an answer: parsed, names resolved, asked, snippets and labels added.

use dateline_model::{Flag, Revision};
use dateline_query::{Parsed, Problem, Query, Value, ValueField};
use dateline_search::{
    CountBy, Cursor, Engine, Highlighter, Hits, Order, SearchRequest, Snippet, SnippetOptions, Total,
};

use crate::desk::Rulings;
use crate::enrich::today;
use crate::facets::{FacetOptions, LabelledFacet};
use crate::filters::Filters;
use crate::{ActorView, Archive, Error, Kind, PlaceView};

/// What is asked of [`Archive::search`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchOptions {
    /// The query text.
    pub text: String,
    /// Filters beside it.
    pub filters: Filters,
    /// In which order hits come.
    pub order: Order,
    /// How many hits at most.
    pub limit: usize,
    /// Where the page begins.
    pub after: Option<Cursor>,
    /// Facets to count.
    pub facets: Vec<FacetOptions>,
    /// What facets count.
    pub count: CountBy,
    /// How much is shown of a hit.
    pub snippets: SnippetOptions,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            text: String::new(),
            filters: Filters::default(),
            order: Order::Relevance,
            limit: 10,
            after: None,
            facets: Vec::new(),
            count: CountBy::Documents,
            snippets: SnippetOptions::default(),
        }
    }
}

/// A page of answers, ready to be shown.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The query as typed.
    pub text: String,
    /// What it was read as, filters included.
    pub read_as: String,
    /// What is wrong with it or worth a look.
    pub problems: Vec<Problem>,
    /// How many articles match.
    pub total: Total,
    /// How many stories they are; `None` where facets count articles.
    pub stories: Option<u64>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
    /// The hits of this page.
    pub hits: Vec<AnsweredHit>,
    /// The counts asked for.
    pub facets: Vec<LabelledFacet>,
}

/// One hit with what is shown of it.
#[derive(Clone, Debug)]
pub struct AnsweredHit {
    /// The revision that matched.
    pub revision: Revision,
    /// BM25 score; 0 where the order is by date.
    pub score: f32,
    /// Excerpts with their matches marked.
    pub snippets: Vec<Snippet>,
    /// Actors, most salient first.
    pub actors: Vec<ActorView>,
    /// Places, most salient first.
    pub places: Vec<PlaceView>,
    /// How many other articles are the same copy.
    pub copies: usize,
}

/// A search on its way to the engine, in parts: each facet is counted without the values chosen from it.
pub(crate) struct Asked<'a> {
    pub(crate) engine: &'a dyn Engine,
    /// The query as typed.
    pub(crate) text: &'a str,
    /// What it was read as, without filters.
    pub(crate) query: &'a Query,
    /// With all filters, without facets.
    pub(crate) request: &'a SearchRequest,
    pub(crate) filters: &'a Filters,
    pub(crate) rulings: &'a Rulings,
}

impl Archive {
    /// Answers a search.
    ///
    /// A query text always gives an answer; what was not understood is told in `problems`.
    ///
    /// # Errors
    ///
    /// Fails where the cursor is of another search, a filter is no date, or the archive cannot be read.
    pub fn search(&self, options: &SearchOptions) -> Result<Answer, Error> {
        let Parsed { text, query, mut problems } = dateline_query::parse(&options.text, today());
        let text_alone = query.clone();
        let query = options.filters.narrow(query, None, &mut problems);
        let read_as = query.to_string();
        let resolved = self.resolve(&query, &text, &mut problems)?;
        let engine = self.engine()?;
        let languages = engine.languages()?;
        let mut highlighter = Highlighter::new(&query, &languages);
        // Best match first means nothing where no word was asked for.
        let order =
            if options.order == Order::Relevance && highlighter.is_empty() { Order::Newest } else { options.order };
        let after = options.after.map(|cursor| cursor.for_order(order)).transpose()?;
        let request = SearchRequest {
            withdrawn: asks_for_withdrawn(&resolved),
            query: resolved.simplify(),
            order,
            limit: options.limit,
            after,
            facets: Vec::new(),
            count: options.count,
            languages,
        };
        // Every look at them asks the store.
        let rulings = self.rulings()?;
        let asked = Asked {
            rulings: &rulings,
            engine: &*engine,
            text: &text,
            query: &text_alone,
            request: &request,
            filters: &options.filters,
        };
        let (found, facets) = self.search_with_facets(&asked, &options.facets)?;
        let mut hits = Vec::with_capacity(found.hits.len());
        for hit in &found.hits {
            // The store may be ahead of the index for a moment: the current revision is shown.
            let revision = self.store.article(&hit.article)?;
            let revision = revision.ok_or_else(|| self.stray(&hit.article))?;
            let snippets = Snippet::of_article(&revision.article, &mut highlighter, options.snippets);
            let profile = self.profile(&revision, &rulings)?;
            let copies = self.copies(&hit.article)?.len().saturating_sub(1);
            hits.push(AnsweredHit {
                revision,
                score: hit.score,
                snippets,
                actors: profile.actors,
                places: profile.places,
                copies,
            });
        }
        let Hits { total, stories, next, .. } = found;
        Ok(Answer { text, read_as, problems, total, stories, next, hits, facets })
    }

    /// Returns what marks the words of a query text in an article.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn highlighter(&self, text: &str) -> Result<Highlighter, Error> {
        Ok(Highlighter::new(&dateline_query::parse(text, today()).query, &self.engine()?.languages()?))
    }

    /// The index knows an article that the store does not: the database was replaced.
    fn stray(&self, id: &dateline_model::ArticleId) -> Error {
        Error::new(Kind::NeedsRebuild, format!("the index finds article `{id}`, which is not in the archive"))
            .hint("`dateline rebuild` makes the index anew from the archive")
    }
}

/// Whether a query speaks of stories that their publishers took back: all others do not see them.
fn asks_for_withdrawn(query: &Query) -> bool {
    let withdrawn = Query::Value(Value { field: ValueField::Flag, value: Flag::Withdrawn.as_str().to_owned() });
    mentions(query, &withdrawn)
}

fn mentions(query: &Query, part: &Query) -> bool {
    match query {
        Query::And(parts) | Query::Or(parts) => parts.iter().any(|inside| mentions(inside, part)),
        Query::Not(inside) => mentions(inside, part),
        other => other == part,
    }
}
