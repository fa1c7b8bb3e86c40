//! Parameters of a search: from an address, and back into one.

use dateline_archive::{CountBy, Cursor, FacetField, FacetOptions, Filters, Order, SearchOptions};
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

/// The filters by the names of their parameters.
const FILTERS: [(&str, FacetField); 7] = [
    ("actor", FacetField::Actor),
    ("place", FacetField::Place),
    ("country", FacetField::Country),
    ("about", FacetField::About),
    ("source", FacetField::Source),
    ("lang", FacetField::Language),
    ("section", FacetField::Section),
];

/// Values of facets that are passed over at most.
const MOST_PASSED_OVER: usize = 1_000_000;

/// Reads the parameters of a search from the query part of an address: `q`, the filters `actor`, `place`, `country`,
/// `about`, `source`, `lang`, `section` and `not` (each any number of times), `since`, `until`, `sort`, `limit`, `cursor`,
/// `facet` (any number of times), `facet_limit`, `facet_offset`, `find_actor` and the like, and `count`.
///
/// # Errors
///
/// Fails on unknown parameters and on values out of range: a parameter that is silently passed over would give a wrong
/// answer.
pub fn search_options(query: &str, limits: &Limits) -> Result<SearchOptions, BadParameter> {
    let mut options = SearchOptions::default();
    let mut facets: Vec<FacetOptions> = Vec::new();
    let mut found: Vec<(FacetField, String)> = Vec::new();
    let (mut facet_limit, mut facet_offset) = (10, 0);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        // Forms send empty fields along.
        let given = Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        if let Some((_, field)) = FILTERS.iter().find(|(known, _)| *known == name) {
            options.filters.chosen_mut(*field).into_iter().for_each(|values| values.extend(given.clone()));
            continue;
        }
        if let Some(field) = name.strip_prefix("find_").and_then(FacetField::from_name) {
            found.extend(given.map(|text| (field, text)));
            continue;
        }
        match &*name {
            "q" => options.text = query_text(&value, limits)?,
            "not" => options.filters.excluded.extend(given.as_deref().map(excluded).transpose()?),
            "since" => options.filters.since = given,
            "until" => options.filters.until = given,
            "sort" => options.order = given.as_deref().map_or(Ok(Order::Relevance), order)?,
            "limit" => options.limit = number("limit", &value, limits.hits)?,
            "cursor" => {
                options.after = given
                    .map(|value| value.parse::<Cursor>().map_err(|error| bad("cursor", error.to_string())))
                    .transpose()?;
            }
            "facet" => facets.push(facet(&value)?),
            "facet_limit" => facet_limit = number("facet_limit", &value, limits.facet_values)?,
            "facet_offset" => facet_offset = number("facet_offset", &value, MOST_PASSED_OVER)?,
            "count" => options.count = given.as_deref().map_or(Ok(CountBy::Documents), count)?,
            _ => return Err(bad(&name, KNOWN)),
        }
    }
    if facets.is_empty() {
        facets = USUAL.map(|field| FacetOptions::new(field, 0)).to_vec();
    }
    let bounded = options.filters.excluded.len()
        + FILTERS.iter().filter_map(|(_, field)| options.filters.chosen(*field)).map(Vec::len).sum::<usize>();
    if bounded > limits.picked || facets.len() > limits.facets {
        let most = format!("expected at most {} filters and {} facets", limits.picked, limits.facets);
        return Err(bad("facet", format!("{most}, found {bounded} and {}", facets.len())));
    }
    for facet in &mut facets {
        (facet.limit, facet.offset) = (facet_limit, facet_offset);
        let text = found.iter().find(|(field, _)| *field == facet.field && facet.under.is_none());
        facet.find = text.map(|(_, text)| text.clone());
    }
    // What is looked for is counted, whether or not its facet is asked for.
    for (field, text) in found {
        if !facets.iter().any(|facet| facet.field == field && facet.find.is_some()) {
            let options = FacetOptions { offset: facet_offset, ..FacetOptions::new(field, facet_limit) };
            facets.push(FacetOptions { find: Some(text), ..options });
        }
    }
    options.facets = facets;
    Ok(options)
}

const KNOWN: &str = "expected one of q, actor, place, country, about, source, lang, section, not, since, until, sort, limit, cursor, facet, facet_limit, facet_offset, find_actor and the like, count";

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

/// Reads `place`, or `place:/EU` for the values right below one.
fn facet(value: &str) -> Result<FacetOptions, BadParameter> {
    facet_named(value).map_err(|problem| bad("facet", problem))
}

/// Reads the name of a facet, with a path for the values right below one: `place`, `place:/EU`.
///
/// # Errors
///
/// Fails with what was expected and found.
pub fn facet_named(text: &str) -> Result<FacetOptions, String> {
    let (name, path) = text.split_once(':').map_or((text, None), |(name, path)| (name, Some(path)));
    let field = FacetField::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = FacetField::ALL.into_iter().map(FacetField::as_str).collect();
        format!("expected one of {}, found `{name}`", names.join(", "))
    })?;
    let has_levels = matches!(field, FacetField::Actor | FacetField::Place | FacetField::About);
    if let Some(path) = path.filter(|path| !path.starts_with('/') || !has_levels) {
        let expected = if has_levels { "a path that begins with `/`" } else { "no path: it has no levels" };
        return Err(format!("expected {expected} behind `{name}:`, found `{path}`"));
    }
    let trimmed = path.map(|path| path.trim_end_matches('/'));
    let under = trimmed.map(|path| if path.is_empty() { "/".to_owned() } else { path.to_owned() });
    Ok(FacetOptions { under, ..FacetOptions::new(field, 0) })
}

fn excluded(value: &str) -> Result<(FacetField, String), BadParameter> {
    excluded_value(value).map_err(|problem| bad("not", problem))
}

/// Reads a value that is excluded: the facet, a colon, and the value, as in `source:paper.example`.
///
/// # Errors
///
/// Fails with what was expected and found.
pub fn excluded_value(text: &str) -> Result<(FacetField, String), String> {
    let parts = text.split_once(':').map(|(name, value)| (FacetField::from_name(name), value.trim()));
    match parts {
        Some((Some(field), value)) if !value.is_empty() => Ok((field, value.to_owned())),
        _ => Err(format!("expected a facet and a value, such as `source:paper.example`, found `{text}`")),
    }
}

fn count(value: &str) -> Result<CountBy, BadParameter> {
    CountBy::from_name(value).ok_or_else(|| bad("count", format!("expected documents or stories, found `{value}`")))
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
    let Filters { since, until, excluded, .. } = &options.filters;
    for (name, field) in FILTERS {
        options.filters.chosen(field).into_iter().flatten().for_each(|value| {
            address.append_pair(name, value);
        });
    }
    for (field, value) in excluded {
        address.append_pair("not", &format!("{}:{value}", field.as_str()));
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
    let is_usual = |(at, facet): (usize, &FacetOptions)| facet.under.is_none() && USUAL.get(at) == Some(&facet.field);
    let are_usual = options.facets.len() == USUAL.len() && options.facets.iter().enumerate().all(is_usual);
    if !are_usual {
        options.facets.iter().for_each(|facet| {
            address.append_pair("facet", &facet.name());
        });
    }
    for facet in &options.facets {
        if let Some(text) = &facet.find {
            address.append_pair(&format!("find_{}", facet.field.as_str()), text);
        }
    }
    if let Some(first) = options.facets.first() {
        if first.limit != 10 {
            address.append_pair("facet_limit", &first.limit.to_string());
        }
        if first.offset != 0 {
            address.append_pair("facet_offset", &first.offset.to_string());
        }
    }
    if options.count != CountBy::Documents {
        address.append_pair("count", options.count.as_str());
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
            "about=Lavrov&not=source%3Apaper.example&not=actor%3A%2Figo%2Fun&count=stories",
            "facet=place%3A%2F&facet=place%3A%2FEU%2FFR&facet=actor&find_actor=lav&facet_limit=5&facet_offset=10",
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
            error("facet=source:/EU"),
            "parameter `facet`: expected no path: it has no levels behind `source:`, found `/EU`"
        );
        assert_eq!(
            error("not=un"),
            "parameter `not`: expected a facet and a value, such as `source:paper.example`, found `un`"
        );
        assert_eq!(error("count=words"), "parameter `count`: expected documents or stories, found `words`");
        let many = "actor=x&".repeat(1_000);
        assert!(error(&many).contains("expected at most 200 filters"));
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
