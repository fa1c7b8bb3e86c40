//! A query text to an answer: parsed, names resolved, asked, snippets and labels added.

use dateline_model::{Flag, Revision};
use dateline_query::{Name, NameFacet, Parsed, Problem, Query, Value, ValueField};
use dateline_search::{
    Cursor, FacetCount, FacetCounts, FacetField, Highlighter, Order, SearchRequest, Snippet, SnippetOptions, Total,
};

use crate::enrich::{readable, today};
use crate::{ActorView, Archive, Error, Kind, PlaceView};

/// Narrows a search beside its query text. Several values of one filter are alternatives; different filters all hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Actors, by name or identifier.
    pub actors: Vec<String>,
    /// Places, by name or identifier.
    pub places: Vec<String>,
    /// Countries involved, by name or ISO code.
    pub countries: Vec<String>,
    /// Sources, by name or identifier.
    pub sources: Vec<String>,
    /// Languages, by ISO code.
    pub languages: Vec<String>,
    /// Sections.
    pub sections: Vec<String>,
    /// First day, as queries write days.
    pub since: Option<String>,
    /// Last day, as queries write days.
    pub until: Option<String>,
}

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
    /// Facets to count, each with the number of values wanted.
    pub facets: Vec<(FacetField, usize)>,
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

/// Counts of one facet with names to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledFacet {
    /// Which facet.
    pub field: FacetField,
    /// The most frequent values, most frequent first.
    pub values: Vec<FacetValue>,
    /// How many different values the hits have in all.
    pub distinct: u64,
}

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// The value as filters take it.
    pub id: String,
    /// The value as people read it.
    pub label: String,
    /// How many hits have it.
    pub count: u64,
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
        let query = options.filters.narrow(query, &mut problems);
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
            facets: options.facets.iter().map(|&(field, wanted)| (field, spare(field, wanted))).collect(),
            languages,
        };
        let found = engine.search(&request)?;
        let mut hits = Vec::with_capacity(found.hits.len());
        for hit in &found.hits {
            // The store may be ahead of the index for a moment: the current revision is shown.
            let revision = self.store.article(&hit.article)?;
            let revision = revision.ok_or_else(|| self.stray(&hit.article))?;
            let snippets = Snippet::of_article(&revision.article, &mut highlighter, options.snippets);
            let profile = self.profile(&revision)?;
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
        let counted = found.facets.into_iter().zip(&options.facets);
        let facets: Result<Vec<_>, Error> =
            counted.map(|(counts, &(_, wanted))| self.labelled(&without_folders(counts, wanted))).collect();
        Ok(Answer { text, read_as, problems, total: found.total, next: found.next, hits, facets: facets? })
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

    fn labelled(&self, counts: &FacetCounts) -> Result<LabelledFacet, Error> {
        let ids = || counts.values.iter().map(|count| count.value.as_str());
        let mut labels = match counts.field {
            FacetField::Actor | FacetField::Place | FacetField::About => self.labels(ids())?,
            FacetField::Source => self.store.source_labels(&ids().collect::<Vec<_>>())?,
            FacetField::Country => ids().map(|code| (code.to_owned(), self.country_label(code))).collect(),
            _ => std::collections::HashMap::new(),
        };
        let label = |id: &str| match counts.field {
            FacetField::Actor | FacetField::Place | FacetField::About => readable(id),
            _ => id.to_owned(),
        };
        let values = counts.values.iter().map(|FacetCount { value, count }| FacetValue {
            id: value.clone(),
            label: labels.remove(value).unwrap_or_else(|| label(value)),
            count: *count,
        });
        let values = values.collect();
        Ok(LabelledFacet { field: counts.field, values, distinct: counts.distinct })
    }

    fn country_label(&self, code: &str) -> String {
        const CONTINENTS: [&str; 7] = ["EU", "AS", "AF", "NA", "SA", "OC", "AN"];
        let known = CONTINENTS.iter().find_map(|continent| self.lexicon.entity(&format!("/{continent}/{code}")));
        known.map_or_else(|| code.to_owned(), |entity| entity.label.clone())
    }
}

impl Filters {
    /// Adds the filters to a query.
    fn narrow(&self, query: Query, problems: &mut Vec<Problem>) -> Query {
        let mut parts = vec![query];
        for (facet, values) in
            [(NameFacet::Actor, &self.actors), (NameFacet::Place, &self.places), (NameFacet::Country, &self.countries)]
        {
            parts.extend(any(values, |value| Query::Name(Name { facet, value })));
        }
        for (field, values) in [
            (ValueField::Source, &self.sources),
            (ValueField::Language, &self.languages),
            (ValueField::Section, &self.sections),
        ] {
            parts.extend(any(values, |value| Query::Value(Value { field, value: value.to_lowercase() })));
        }
        for (field, day) in [("since", &self.since), ("until", &self.until)] {
            if let Some(day) = day {
                let parsed = dateline_query::parse(&format!("{field}:{}", day.trim()), today());
                // Positions in a filter mean nothing in the query: what was wrong with it is told without one.
                problems.extend(parsed.problems.into_iter().map(|problem| Problem {
                    span: 0..0,
                    message: format!("{field}: {}", problem.message),
                    ..problem
                }));
                parts.push(parsed.query);
            }
        }
        Query::And(parts).simplify()
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

/// How many values are asked for so that enough are left without the folders.
const fn spare(field: FacetField, wanted: usize) -> usize {
    match field {
        FacetField::Actor | FacetField::Place if wanted > 0 => wanted * 2 + 8,
        _ => wanted,
    }
}

/// Leaves out what says nothing beside the rest: continents, and whatever holds a value that is shown with the same
/// count ("Turkey" beside "Government of Turkey").
fn without_folders(mut counts: FacetCounts, wanted: usize) -> FacetCounts {
    if matches!(counts.field, FacetField::Actor | FacetField::Place) {
        let all = counts.values.clone();
        let holds = |folder: &FacetCount, value: &FacetCount| {
            value.count == folder.count
                && value.value.strip_prefix(&folder.value).is_some_and(|rest| rest.starts_with('/'))
        };
        let is_continent =
            |value: &FacetCount| counts.field == FacetField::Place && value.value.matches('/').count() == 1;
        counts.values.retain(|folder| !is_continent(folder) && !all.iter().any(|value| holds(folder, value)));
    }
    counts.values.truncate(wanted);
    counts
}

fn any(values: &[String], query: impl Fn(String) -> Query) -> Option<Query> {
    let mut alternatives: Vec<Query> = values
        .iter()
        .map(|value| value.trim())
        .filter(|value| !value.is_empty())
        .map(|value| query(value.to_owned()))
        .collect();
    if alternatives.len() <= 1 { alternatives.pop() } else { Some(Query::Or(alternatives)) }
}
