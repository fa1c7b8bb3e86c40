//! Parameters of a search: from an address, and back into one.

use dateline_archive::{Cursor, FacetField, Filters, Order, SearchOptions};
use thiserror::Error;
use url::form_urlencoded;

use crate::Limits;

/// Facets that are counted where none is asked for.
const USUAL: [FacetField; 4] = [FacetField::Actor, FacetField::Place, FacetField::Country, FacetField::Source];

/// A parameter that cannot be honoured.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("parameter `{name}`: {problem}")]
pub struct BadParameter {
    /// Which parameter.
    pub name: String,
    /// What was expected and what was found.
    pub problem: String,
}

fn bad(name: &str, problem: impl Into<String>) -> BadParameter {
    BadParameter { name: name.to_owned(), problem: problem.into() }
}

/// Reads the parameters of a search from the query part of an address: `q`, the filters `actor`, `place`, `country`,
/// `source`, `lang`, `section` (each any number of times), `since`, `until`, `sort`, `limit`, `cursor`, `facet` (any number
/// of times) and `facet_limit`.
///
/// # Errors
///
/// Fails on unknown parameters and on values out of range: a parameter that is silently passed over would give a wrong
/// answer.
pub fn search_options(query: &str, limits: &Limits) -> Result<SearchOptions, BadParameter> {
    let mut options = SearchOptions::default();
    let mut facets = Vec::new();
    let mut facet_limit = 10;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let filters = &mut options.filters;
        let many = match &*name {
            "actor" => Some(&mut filters.actors),
            "place" => Some(&mut filters.places),
            "country" => Some(&mut filters.countries),
            "source" => Some(&mut filters.sources),
            "lang" => Some(&mut filters.languages),
            "section" => Some(&mut filters.sections),
            _ => None,
        };
        if let Some(many) = many {
            many.extend(Some(value.into_owned()).filter(|value| !value.trim().is_empty()));
            continue;
        }
        // Forms send empty fields along.
        let given = Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        match &*name {
            "q" => options.text = query_text(&value, limits)?,
            "since" => filters.since = given,
            "until" => filters.until = given,
            "sort" => options.order = given.as_deref().map_or(Ok(Order::Relevance), order)?,
            "limit" => options.limit = number("limit", &value, limits.hits)?,
            "cursor" => {
                options.after = given
                    .map(|value| value.parse::<Cursor>().map_err(|error| bad("cursor", error.to_string())))
                    .transpose()?;
            }
            "facet" => facets.push(facet(&value)?),
            "facet_limit" => facet_limit = number("facet_limit", &value, limits.facet_values)?,
            _ => {
                return Err(bad(
                    &name,
                    "expected one of q, actor, place, country, source, lang, section, since, until, sort, limit, cursor, facet, facet_limit",
                ));
            }
        }
    }
    if facets.is_empty() {
        facets = USUAL.to_vec();
    }
    options.facets = facets.into_iter().map(|field| (field, facet_limit)).collect();
    Ok(options)
}

fn query_text(value: &str, limits: &Limits) -> Result<String, BadParameter> {
    let chars = value.chars().count();
    if chars > limits.query {
        Err(bad("q", format!("expected at most {} characters, found {chars}", limits.query)))
    } else {
        Ok(value.to_owned())
    }
}

fn order(value: &str) -> Result<Order, BadParameter> {
    let known = Order::ALL.into_iter().find(|(_, name)| *name == value);
    known
        .map(|(order, _)| order)
        .ok_or_else(|| bad("sort", format!("expected relevance, newest or oldest, found `{value}`")))
}

fn facet(value: &str) -> Result<FacetField, BadParameter> {
    FacetField::from_name(value).ok_or_else(|| {
        let names: Vec<&str> = FacetField::ALL.into_iter().map(FacetField::as_str).collect();
        bad("facet", format!("expected one of {}, found `{value}`", names.join(", ")))
    })
}

fn number(name: &str, value: &str, most: usize) -> Result<usize, BadParameter> {
    value
        .trim()
        .parse()
        .ok()
        .filter(|number| *number <= most)
        .ok_or_else(|| bad(name, format!("expected a number from 0 to {most}, found `{value}`")))
}

/// Writes the parameters of a search as the query part of an address; what is usual is left out, so equal searches have
/// equal addresses.
#[must_use]
pub fn search_address(options: &SearchOptions) -> String {
    let mut address = form_urlencoded::Serializer::new(String::new());
    if !options.text.is_empty() {
        address.append_pair("q", &options.text);
    }
    let Filters { actors, places, countries, sources, languages, sections, since, until } = &options.filters;
    for (name, values) in [
        ("actor", actors),
        ("place", places),
        ("country", countries),
        ("source", sources),
        ("lang", languages),
        ("section", sections),
    ] {
        values.iter().for_each(|value| {
            address.append_pair(name, value);
        });
    }
    for (name, value) in [("since", since), ("until", until)] {
        if let Some(value) = value {
            address.append_pair(name, value);
        }
    }
    if options.order != Order::Relevance {
        address.append_pair("sort", options.order.as_str());
    }
    if options.limit != SearchOptions::default().limit {
        address.append_pair("limit", &options.limit.to_string());
    }
    if let Some(after) = options.after {
        address.append_pair("cursor", &after.to_string());
    }
    if !options.facets.is_empty() && !options.facets.iter().map(|(field, _)| *field).eq(USUAL) {
        options.facets.iter().for_each(|(field, _)| {
            address.append_pair("facet", field.as_str());
        });
    }
    if let Some((_, wanted)) = options.facets.first().filter(|(_, wanted)| *wanted != 10) {
        address.append_pair("facet_limit", &wanted.to_string());
    }
    address.finish()
}

/// Writes the query part of an address that asks for an entity.
#[must_use]
pub fn entity_address(name: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair("name", name).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_back() {
        let limits = Limits::default();
        for address in [
            "q=%22white+house%22&actor=%2Figo%2Fun&actor=Lavrov&since=2024-01&sort=newest&limit=50",
            "q=a&facet=year&facet=tag&facet_limit=30",
            "",
        ] {
            let options = search_options(address, &limits).unwrap();
            assert_eq!(search_address(&options), address);
        }
        assert_eq!(search_address(&search_options("q=&since=&sort=&cursor=", &limits).unwrap()), "");
    }

    #[test]
    fn wrong_parameters_are_named() {
        let error = |address| search_options(address, &Limits::default()).unwrap_err().to_string();
        assert_eq!(error("limit=201"), "parameter `limit`: expected a number from 0 to 200, found `201`");
        assert_eq!(error("sort=best"), "parameter `sort`: expected relevance, newest or oldest, found `best`");
        assert!(error("query=x").starts_with("parameter `query`: expected one of q, actor"));
        assert_eq!(
            error("cursor=x"),
            "parameter `cursor`: expected a cursor as an earlier answer gave it in `next`, found `x`"
        );
        assert_eq!(
            error(&format!("q={}", "x".repeat(10_001))),
            "parameter `q`: expected at most 10000 characters, found 10001"
        );
    }
}
