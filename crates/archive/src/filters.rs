//! What narrows a search beside its query text.

use dateline_query::{Name, NameFacet, Problem, Query, Value, ValueField};
use dateline_search::FacetField;

use crate::enrich::today;

/// Narrows a search beside its query text. Several values of one filter are alternatives; different filters all hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Actors, by name or identifier.
    pub actors: Vec<String>,
    /// Places, by name or identifier.
    pub places: Vec<String>,
    /// Countries involved, by name or ISO code.
    pub countries: Vec<String>,
    /// Actors and places that the article is about, by name or identifier.
    pub about: Vec<String>,
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
    /// Values of facets that no article may have.
    pub excluded: Vec<(FacetField, String)>,
}

impl Filters {
    /// Returns the values chosen from a facet; `None` where it has no filter.
    #[must_use]
    pub const fn chosen(&self, field: FacetField) -> Option<&Vec<String>> {
        Some(match field {
            FacetField::Actor => &self.actors,
            FacetField::Place => &self.places,
            FacetField::Country => &self.countries,
            FacetField::About => &self.about,
            FacetField::Source => &self.sources,
            FacetField::Language => &self.languages,
            FacetField::Section => &self.sections,
            _ => return None,
        })
    }

    /// The same, to be changed.
    #[must_use]
    pub const fn chosen_mut(&mut self, field: FacetField) -> Option<&mut Vec<String>> {
        Some(match field {
            FacetField::Actor => &mut self.actors,
            FacetField::Place => &mut self.places,
            FacetField::Country => &mut self.countries,
            FacetField::About => &mut self.about,
            FacetField::Source => &mut self.sources,
            FacetField::Language => &mut self.languages,
            FacetField::Section => &mut self.sections,
            _ => return None,
        })
    }

    /// Returns the values that are chosen from a facet or excluded by it.
    pub fn picked(&self, field: FacetField) -> impl Iterator<Item = &String> {
        let excluded = self.excluded.iter().filter(move |(of, _)| *of == field).map(|(_, value)| value);
        self.chosen(field).into_iter().flatten().chain(excluded)
    }

    /// Adds the filters to a query, apart from those of one facet: its values are counted as if none had been picked.
    pub(crate) fn narrow(&self, query: Query, apart: Option<FacetField>, problems: &mut Vec<Problem>) -> Query {
        let mut parts = vec![query];
        for field in FacetField::ALL.into_iter().filter(|field| apart != Some(*field)) {
            let chosen = self.chosen(field).map_or(&[][..], Vec::as_slice);
            parts.extend(any(chosen.iter().filter_map(|value| clause(field, value))));
            let excluded = self.excluded.iter().filter(|(of, _)| *of == field);
            let excluded = any(excluded.filter_map(|(_, value)| clause(field, value)));
            parts.extend(excluded.map(|excluded| Query::Not(Box::new(excluded))));
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

/// What an article with a value of a facet matches.
fn clause(field: FacetField, value: &str) -> Option<Query> {
    let value = Some(value.trim()).filter(|value| !value.is_empty())?;
    let name = |facet| Query::Name(Name { facet, value: value.to_owned() });
    let keyword = |field| Query::Value(Value { field, value: value.to_lowercase() });
    Some(match field {
        FacetField::Actor => name(NameFacet::Actor),
        FacetField::Place => name(NameFacet::Place),
        FacetField::Country => name(NameFacet::Country),
        FacetField::About => name(NameFacet::About),
        FacetField::Source => keyword(ValueField::Source),
        FacetField::Language => keyword(ValueField::Language),
        FacetField::Section => keyword(ValueField::Section),
        FacetField::Tag => keyword(ValueField::Tag),
        FacetField::Flag => keyword(ValueField::Flag),
        FacetField::Agency => keyword(ValueField::Agency),
        FacetField::Year | FacetField::Month => dateline_query::parse(&format!("published:{value}"), today()).query,
    })
}

fn any(alternatives: impl Iterator<Item = Query>) -> Option<Query> {
    let mut alternatives: Vec<Query> = alternatives.collect();
    if alternatives.len() <= 1 { alternatives.pop() } else { Some(Query::Or(alternatives)) }
}
