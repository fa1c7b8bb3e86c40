//! Answering: a request to hits.

use std::sync::Arc;

use dateline_model::{ArticleId, EntityId, Seq};
use dateline_search::{Change, CountBy, Cursor, Engine, EngineError, FacetField, Hit, Hits, SearchRequest, Total};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, TERMINATED, TantivyError, Term};

use crate::analyzer::keyword;
use crate::collect::{PageCollector, Ranked};
use crate::columns::Columns;
use crate::document::id_from_numbers;
use crate::error::{inner, io};
use crate::facets::{self, Counted};
use crate::index::{Index, View};
use crate::schema::Fields;
use crate::{lower, stories};

/// Languages whose stems queries use: the most frequent of the archive.
const LANGUAGES: usize = 8;

impl Engine for Index {
    fn checkpoint(&self) -> Result<Seq, EngineError> {
        Ok(self.view()?.seq)
    }

    fn write(&self, changes: &[Change], checkpoint: Seq) -> Result<(), EngineError> {
        self.write_changes(changes, checkpoint)
    }

    fn search(&self, request: &SearchRequest) -> Result<Hits, EngineError> {
        let view = self.view()?;
        let query = lower::lower(&request.query, &self.fields, &request.languages)?;
        let fields: Vec<FacetField> = request.facets.iter().map(|facet| facet.field).collect();
        let collector = PageCollector {
            order: request.order,
            limit: request.limit,
            after: request.after,
            facets: fields.clone(),
            stories: request.count == CountBy::Stories,
            withdrawn: request.withdrawn,
            view: Arc::clone(&view),
        };
        let mut page = view.searcher.search(&*query, &collector).map_err(|error| searching(error, request))?;
        let more = page.best.len() > request.limit;
        page.best.truncate(request.limit);
        let next =
            page.best.last().filter(|_| more).map(|last| Cursor { order: request.order, key: last.key, tie: last.tie });
        let stories = match request.count {
            CountBy::Documents => None,
            CountBy::Stories => Some(stories::count(&view, &fields, std::mem::take(&mut page.stories))),
        };
        let counted = |at: usize| match &stories {
            Some(stories) => Counted { segments: &stories.single[at], shared: &stories.shared[at] },
            None => Counted { segments: &page.facets[at], shared: &[] },
        };
        let facets: Result<Vec<_>, _> = request
            .facets
            .iter()
            .enumerate()
            .map(|(at, facet)| facets::answer(&view.ordinals, facet, &counted(at)))
            .collect();
        Ok(Hits {
            total: Total::Exactly(page.total),
            stories: stories.map(|stories| stories.count),
            hits: hits(&view, &page.best)?,
            next,
            facets: facets?,
        })
    }

    fn naming(&self, entities: &[EntityId]) -> Result<Vec<ArticleId>, EngineError> {
        naming(&*self.view()?, self.fields.named, entities)
    }

    fn languages(&self) -> Result<Vec<String>, EngineError> {
        Ok(self.view()?.languages.clone())
    }
}

fn naming(view: &View, named: Field, entities: &[EntityId]) -> Result<Vec<ArticleId>, EngineError> {
    let failed = inner("reading who is named");
    let mut found = Vec::new();
    for (segment, columns) in view.searcher.segment_readers().iter().zip(&view.columns) {
        let inverted = segment.inverted_index(named).map_err(&failed)?;
        for entity in entities {
            let term = Term::from_field_text(named, &keyword(entity.as_str()));
            let postings =
                inverted.read_postings(&term, IndexRecordOption::Basic).map_err(io("reading who is named"))?;
            let Some(mut postings) = postings else { continue };
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                let is_current = columns.current.as_ref().is_none_or(|current| current.first(doc) != Some(0));
                if is_current && !segment.is_deleted(doc) {
                    found.push(article(columns, doc)?);
                }
                postings.advance();
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn article(columns: &Columns, doc: DocId) -> Result<ArticleId, EngineError> {
    let (start, end) = (columns.tie.first(doc), columns.id_end.first(doc));
    id_from_numbers(start.unwrap_or_default(), end.unwrap_or_default())
        .map_err(|error| EngineError::Inner { doing: "reading an id", cause: error })
}

fn searching(error: TantivyError, request: &SearchRequest) -> EngineError {
    if error.to_string().contains("expansions") {
        return EngineError::TooBroad { text: request.query.to_string(), limit: lower::MAX_EXPANSIONS as usize };
    }
    inner("searching")(error)
}

fn hits(view: &View, best: &[Ranked]) -> Result<Vec<Hit>, EngineError> {
    let mut hits = Vec::with_capacity(best.len());
    for ranked in best {
        let columns = &view.columns[ranked.address.segment_ord as usize];
        let doc = ranked.address.doc_id;
        let article = article(columns, doc)?;
        let revision = columns.revision.first(doc).unwrap_or(1);
        hits.push(Hit { article, revision: u32::try_from(revision).unwrap_or(1), score: ranked.score });
    }
    Ok(hits)
}

/// Returns the languages of an index, most frequent first.
pub(crate) fn languages(searcher: &Searcher, fields: &Fields) -> Result<Vec<String>, EngineError> {
    let mut counts = std::collections::BTreeMap::new();
    for segment in searcher.segment_readers() {
        let inverted =
            segment.inverted_index(fields.facet(FacetField::Language)).map_err(inner("reading languages"))?;
        let mut stream = inverted.terms().stream().map_err(io("reading languages"))?;
        while stream.advance() {
            if let Ok(code) = std::str::from_utf8(stream.key()) {
                *counts.entry(code.to_owned()).or_insert(0u64) += u64::from(stream.value().doc_freq);
            }
        }
    }
    let mut sorted: Vec<(String, u64)> = counts.into_iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(sorted.into_iter().take(LANGUAGES).map(|(code, _)| code).collect())
}
