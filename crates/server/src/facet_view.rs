//! The left column: facets with levels that open and close, values that are chosen, excluded and looked for. Every state
//! is an address, so that all of it works without a script.

use dateline_archive::{CountBy, FacetField, FacetOptions, SearchOptions};

use crate::json::{Count, Hits};
use crate::search_address;

/// The facets of the page, with titles.
const FACETS: [(FacetField, &str); 8] = [
    (FacetField::Actor, "Actors"),
    (FacetField::Place, "Places"),
    (FacetField::Country, "Countries involved"),
    (FacetField::About, "About"),
    (FacetField::Source, "Sources"),
    (FacetField::Language, "Languages"),
    (FacetField::Section, "Sections"),
    (FacetField::Year, "Years"),
];

/// Values of each facet, and of a facet of which more is asked for.
const VALUES: usize = 12;
const MORE_VALUES: usize = 100;

/// One facet with what a click on each value asks.
#[derive(Clone, Debug)]
pub(crate) struct FacetView {
    pub(crate) field: &'static str,
    pub(crate) title: &'static str,
    pub(crate) values: Vec<FacetValueView>,
    /// What is looked for in it.
    pub(crate) find: String,
    /// Whether it has enough values to be searched.
    pub(crate) searchable: bool,
    /// The address that shows more of its values, where there are more, and how many there are.
    pub(crate) more: Option<(String, u64)>,
    /// Everything else of the search, for the form that looks for values.
    pub(crate) hidden: Vec<(String, String)>,
}

/// One value of a facet.
#[derive(Clone, Debug)]
pub(crate) struct FacetValueView {
    pub(crate) count: Count,
    pub(crate) chosen: bool,
    pub(crate) excluded: bool,
    /// The address that chooses it, or lets go of it.
    pub(crate) address: String,
    /// The address without articles that have it; `None` where it is chosen or excluded, or the facet has no filter.
    pub(crate) without: Option<String>,
    /// Whether the level below it is shown, and the address that opens or closes it; `None` where nothing lies below.
    pub(crate) level: Option<(bool, String)>,
    /// How many levels it lies below the first.
    pub(crate) depth: usize,
    /// Share of the largest count, 0 to 100.
    pub(crate) share: u64,
}

/// What is counted for the page: the top of each facet, and the levels that are open.
pub(crate) fn wanted(options: &SearchOptions) -> Vec<FacetOptions> {
    let limit = limit(options);
    let mut wanted = Vec::new();
    for (field, _) in FACETS {
        let find = options.facets.iter().filter(|facet| facet.field == field).find_map(|facet| facet.find.clone());
        let levels = matches!(field, FacetField::Actor | FacetField::Place) && find.is_none();
        wanted.push(FacetOptions { under: levels.then(|| "/".to_owned()), find, ..FacetOptions::new(field, limit) });
    }
    let open = options.facets.iter().filter(|facet| facet.under.as_deref().is_some_and(|path| path != "/"));
    wanted.extend(open.map(|facet| FacetOptions { limit, offset: 0, ..facet.clone() }));
    wanted
}

fn limit(options: &SearchOptions) -> usize {
    options.facets.first().map_or(VALUES, |facet| if facet.limit == 10 { VALUES } else { facet.limit })
}

/// The facets of the left column. A value that is chosen or excluded is shown as such, whatever its count, and its link
/// lets go of it.
pub(crate) fn facets(found: &Hits, options: &SearchOptions) -> Vec<FacetView> {
    let wanted = wanted(options);
    let mut views = Vec::new();
    for (facet, (_, title)) in wanted.iter().zip(FACETS) {
        let name = facet.name();
        let Some(counts) = found.facets.get(&name) else { continue };
        let picked = found.picked.get(facet.field.as_str()).map_or(&[][..], Vec::as_slice);
        let find = facet.find.clone().unwrap_or_default();
        if counts.is_empty() && picked.is_empty() && find.is_empty() {
            continue;
        }
        let largest = counts.iter().map(|count| count.count).max().unwrap_or(1).max(1);
        let mut page = Level { found, options, field: facet.field, largest, values: Vec::new() };
        page.add(counts, 0);
        let unseen: Vec<Count> = picked
            .iter()
            .filter(|count| !page.values.iter().any(|value| value.count.id == count.id))
            .cloned()
            .collect();
        let mut values = std::mem::take(&mut page.values);
        page.add(&unseen, 0);
        values.splice(0..0, page.values);
        let all = found.distinct.get(&name).copied().unwrap_or_default();
        let more = (all > counts.len() as u64 && limit(options) < MORE_VALUES)
            .then(|| (address(&with_limit(options, MORE_VALUES)), all));
        views.push(FacetView {
            field: facet.field.as_str(),
            title,
            searchable: !find.is_empty() || all > VALUES as u64 / 2,
            find,
            more,
            values,
            hidden: hidden(options, facet.field),
        });
    }
    views
}

/// Values of one facet, level by level.
struct Level<'a> {
    found: &'a Hits,
    options: &'a SearchOptions,
    field: FacetField,
    largest: u64,
    values: Vec<FacetValueView>,
}

impl Level<'_> {
    fn add(&mut self, counts: &[Count], depth: usize) {
        for count in counts {
            let (field, options) = (self.field, self.options);
            let chosen = is_chosen(options, field, &count.id);
            let excluded = is_excluded(options, field, &count.id);
            let below = format!("{}:{}", field.as_str(), count.id);
            let parts = self.found.facets.get(&below).filter(|_| count.id.starts_with('/'));
            self.values.push(FacetValueView {
                chosen,
                excluded,
                address: if excluded { let_in(options, field, &count.id) } else { toggled(options, field, &count.id) },
                without: (!chosen && !excluded && field != FacetField::Year)
                    .then(|| kept_out(options, field, &count.id)),
                level: (count.parts || parts.is_some())
                    .then(|| (parts.is_some(), opened(options, field, &count.id, parts.is_none()))),
                depth,
                share: count.count * 100 / self.largest,
                count: count.clone(),
            });
            // A level is shown once, and levels are few: this ends.
            if let Some(parts) = parts.filter(|_| depth < 12) {
                self.add(parts, depth + 1);
            }
        }
    }
}

fn is_chosen(options: &SearchOptions, field: FacetField, id: &str) -> bool {
    let filters = &options.filters;
    let year =
        field == FacetField::Year && filters.since.as_deref() == Some(id) && filters.until.as_deref() == Some(id);
    year || filters.chosen(field).is_some_and(|values| values.iter().any(|value| value == id))
}

fn is_excluded(options: &SearchOptions, field: FacetField, id: &str) -> bool {
    options.filters.excluded.iter().any(|(of, value)| *of == field && value == id)
}

/// The address of the same search with a value chosen, or let go of; always its first page.
pub(crate) fn toggled(options: &SearchOptions, field: FacetField, id: &str) -> String {
    let mut options = SearchOptions { after: None, ..options.clone() };
    let was = is_chosen(&options, field, id);
    match options.filters.chosen_mut(field) {
        Some(values) if was => values.retain(|value| value != id),
        Some(values) => values.push(id.to_owned()),
        None => {
            let year = (!was).then(|| id.to_owned());
            options.filters.since.clone_from(&year);
            options.filters.until = year;
        }
    }
    address(&options)
}

/// The address of the same search without articles that have a value.
fn kept_out(options: &SearchOptions, field: FacetField, id: &str) -> String {
    let mut options = SearchOptions { after: None, ..options.clone() };
    options.filters.excluded.push((field, id.to_owned()));
    address(&options)
}

/// The address of the same search with articles that have a value let in again.
pub(crate) fn let_in(options: &SearchOptions, field: FacetField, id: &str) -> String {
    let mut options = SearchOptions { after: None, ..options.clone() };
    options.filters.excluded.retain(|(of, value)| *of != field || value != id);
    address(&options)
}

/// The address of the same page with the level below a value open, or closed with all that is open below it.
fn opened(options: &SearchOptions, field: FacetField, id: &str, open: bool) -> String {
    let mut options = options.clone();
    let below = format!("{id}/");
    options.facets.retain(|facet| {
        let path = facet.under.as_deref().unwrap_or_default();
        facet.field != field || path != id && !path.starts_with(&below)
    });
    if open {
        options.facets.push(FacetOptions { under: Some(id.to_owned()), ..FacetOptions::new(field, 10) });
    }
    address(&options)
}

/// The address that counts the other of articles and stories.
pub(crate) fn counted_otherwise(options: &SearchOptions) -> String {
    let count = match options.count {
        CountBy::Documents => CountBy::Stories,
        CountBy::Stories => CountBy::Documents,
    };
    address(&SearchOptions { count, ..options.clone() })
}

fn with_limit(options: &SearchOptions, limit: usize) -> SearchOptions {
    let mut options = options.clone();
    if options.facets.is_empty() {
        options.facets.push(FacetOptions::new(FacetField::Actor, limit));
    }
    options.facets.iter_mut().for_each(|facet| facet.limit = limit);
    options
}

/// The address of a page. Which facets it has is its own business: the address says which levels are open, what is looked
/// for, and how many values are shown.
pub(crate) fn address(options: &SearchOptions) -> String {
    let kept = |facet: &&FacetOptions| facet.find.is_some() || facet.under.as_deref().is_some_and(|path| path != "/");
    let mut facets: Vec<FacetOptions> = options.facets.iter().filter(kept).cloned().collect();
    let limit = options.facets.first().map_or(10, |facet| facet.limit);
    if facets.is_empty() && limit != 10 {
        facets.push(FacetOptions::new(FacetField::Actor, limit));
    }
    facets.iter_mut().for_each(|facet| (facet.limit, facet.offset) = (limit, 0));
    match search_address(&SearchOptions { facets, ..options.clone() }) {
        query if query.is_empty() => "/search".to_owned(),
        query => format!("/search?{query}"),
    }
}

/// Everything of a search but what is looked for in one facet, as fields of a form.
fn hidden(options: &SearchOptions, field: FacetField) -> Vec<(String, String)> {
    let mut options = SearchOptions { after: None, ..options.clone() };
    options.facets.iter_mut().filter(|facet| facet.field == field).for_each(|facet| facet.find = None);
    fields(&options)
}

/// Everything of a search, as fields of a form.
pub(crate) fn fields(options: &SearchOptions) -> Vec<(String, String)> {
    let address = address(options);
    let query = address.split_once('?').map_or("", |(_, query)| query);
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, search_options};

    fn options(query: &str) -> SearchOptions {
        search_options(query, &Limits::default()).unwrap()
    }

    #[test]
    fn every_state_is_an_address() {
        let asked = options("q=a&actor=%2Figo%2Fun&facet=place%3A%2FEU%2FFR&facet=place%3A%2FEU%2FFR%2Fparis");
        let un = toggled(&asked, FacetField::Actor, "/igo/un");
        assert_eq!(un, "/search?q=a&facet=place%3A%2FEU%2FFR&facet=place%3A%2FEU%2FFR%2Fparis");
        let closed = opened(&asked, FacetField::Place, "/EU/FR", false);
        assert_eq!(closed, "/search?q=a&actor=%2Figo%2Fun", "what is open below goes with it");
        let out = kept_out(&options("q=a"), FacetField::Source, "x.example");
        assert_eq!(out, "/search?q=a&not=source%3Ax.example");
        assert_eq!(let_in(&options(out.split_once('?').unwrap().1), FacetField::Source, "x.example"), "/search?q=a");
        assert_eq!(counted_otherwise(&options("q=a")), "/search?q=a&count=stories");
        assert_eq!(counted_otherwise(&options("q=a&count=stories")), "/search?q=a");
        let found = options("q=a&find_actor=lav&sort=newest");
        let names: Vec<String> = hidden(&found, FacetField::Actor).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["q", "sort"]);
        assert_eq!(address(&found), "/search?q=a&sort=newest&facet=actor&find_actor=lav");
    }

    #[test]
    fn the_page_asks_for_the_top_and_for_what_is_open() {
        let asked = wanted(&options("facet=place%3A%2FEU%2FFR&find_actor=lav"));
        let names: Vec<String> = asked.iter().map(FacetOptions::name).collect();
        assert_eq!(
            names,
            ["actor", "place:/", "country", "about", "source", "language", "section", "year", "place:/EU/FR"]
        );
        assert_eq!(asked[0].find.as_deref(), Some("lav"));
    }
}
