//! Facets of an answer: levels, values looked for by name, labels, and counts that ignore what was picked.

use std::collections::HashMap;

use dateline_search::{FacetCount, FacetCounts, FacetField, FacetRequest, Hits, Level, SearchRequest};

use crate::desk::Rulings;
use crate::enrich::readable;
use crate::search::Asked;
use crate::{Archive, Error};

/// A facet to be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetOptions {
    /// Which facet.
    pub field: FacetField,
    /// How many values at most.
    pub limit: usize,
    /// How many of the most frequent are passed over: where a page of values begins.
    pub offset: usize,
    /// Values right below this one, a path; `/` stands for the top, which for places is the countries. `None` for all
    /// values whatever their level, without those that say nothing beside another.
    pub under: Option<String>,
    /// Only values whose label has this in it, as names are compared.
    pub find: Option<String>,
}

impl FacetOptions {
    /// Asks for the most frequent values.
    #[must_use]
    pub const fn new(field: FacetField, limit: usize) -> Self {
        Self { field, limit, offset: 0, under: None, find: None }
    }

    /// Returns the name under which its counts are told: the facet, with the path where values below one are asked for.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.under {
            Some(path) => format!("{}:{path}", self.field.as_str()),
            None => self.field.as_str().to_owned(),
        }
    }
}

/// Counts of one facet with names to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledFacet {
    /// Which facet.
    pub field: FacetField,
    /// The name under which the counts are told, see [`FacetOptions::name`].
    pub name: String,
    /// The most frequent values, most frequent first.
    pub values: Vec<FacetValue>,
    /// How many different values the hits have in all, of those that were asked for.
    pub distinct: u64,
    /// The values that are chosen or excluded, with their counts, in the order in which they were picked.
    pub picked: Vec<FacetValue>,
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
    /// Whether hits have values below it; false where no level was asked for.
    pub parts: bool,
}

impl Archive {
    /// Searches, and counts each facet as if none of its own values had been picked: facets from which something was
    /// picked are counted by a search of their own.
    pub(crate) fn search_with_facets(
        &self,
        asked: &Asked<'_>,
        wanted: &[FacetOptions],
    ) -> Result<(Hits, Vec<LabelledFacet>), Error> {
        let is_picked = |field: FacetField| asked.filters.picked(field).next().is_some();
        let requests: Vec<FacetRequest> = wanted.iter().map(|facet| self.facet_request(asked, facet)).collect();
        let of = |fits: &dyn Fn(FacetField) -> bool| -> Vec<FacetRequest> {
            requests.iter().filter(|request| fits(request.field)).cloned().collect()
        };
        let usual = of(&|field| !is_picked(field));
        let mut found = asked.engine.search(&SearchRequest { facets: usual, ..asked.request.clone() })?;
        let mut usual = std::mem::take(&mut found.facets).into_iter();
        let mut apart: HashMap<FacetField, std::vec::IntoIter<FacetCounts>> = HashMap::new();
        for field in FacetField::ALL.into_iter().filter(|field| is_picked(*field)) {
            let requests = of(&|other| other == field);
            if !requests.is_empty() {
                apart.insert(field, self.counts_apart(asked, field, requests)?.into_iter());
            }
        }
        let mut facets = Vec::with_capacity(wanted.len());
        for facet in wanted {
            let counts = apart.get_mut(&facet.field).map_or_else(|| usual.next(), Iterator::next);
            facets.push(self.settled(asked, facet, counts.unwrap_or_else(|| nothing(facet.field)))?);
        }
        Ok((found, facets))
    }

    /// Counts a facet without the values picked from it.
    fn counts_apart(
        &self,
        asked: &Asked<'_>,
        field: FacetField,
        facets: Vec<FacetRequest>,
    ) -> Result<Vec<FacetCounts>, Error> {
        // What is wrong with the filters is told by the search itself.
        let mut told = Vec::new();
        let query = asked.filters.narrow(asked.query.clone(), Some(field), &mut told);
        let query = self.resolve(&query, asked.text, &mut told)?.simplify();
        let request = SearchRequest { query, limit: 0, after: None, facets, ..asked.request.clone() };
        Ok(asked.engine.search(&request)?.facets)
    }

    fn facet_request(&self, asked: &Asked<'_>, facet: &FacetOptions) -> FacetRequest {
        let end = facet.limit.saturating_add(facet.offset);
        let level = facet.under.as_deref().map(|path| match path.trim_end_matches('/') {
            "" => Level::Top { inner: facet.field == FacetField::Place },
            path => Level::Below(path.to_owned()),
        });
        let mut also = self.elsewhere(facet);
        also.extend(asked.filters.picked(facet.field).cloned());
        let limit = match (&level, is_path(facet.field)) {
            // Labels are not known to the engine.
            _ if facet.find.is_some() => usize::MAX,
            (None, true) if facet.offset > 0 => usize::MAX,
            (None, true) => spare(end),
            _ => end,
        };
        FacetRequest { field: facet.field, limit, level, also }
    }

    /// Places that lie in this one, too, though their paths lead through another: both who claim it hold it.
    fn elsewhere(&self, facet: &FacetOptions) -> Vec<String> {
        match facet.under.as_deref() {
            Some(path) if matches!(facet.field, FacetField::Place | FacetField::About) => {
                self.lexicon.also_inside(path.trim_end_matches('/')).into_iter().map(ToString::to_string).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The values that were asked for, with their labels.
    fn settled(&self, asked: &Asked<'_>, facet: &FacetOptions, counts: FacetCounts) -> Result<LabelledFacet, Error> {
        let FacetCounts { field, mut values, mut distinct, mut also } = counts;
        let picked = also.split_off(also.len() - asked.filters.picked(field).count().min(also.len()));
        also.retain(|value| value.count > 0 && !values.iter().any(|known| known.value == value.value));
        distinct += also.len() as u64;
        if !also.is_empty() {
            values.append(&mut also);
            values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        }
        if facet.under.is_none() && facet.find.is_none() && is_path(field) {
            values = without_folders(field, values);
        }
        let labels =
            self.labels_of(asked.rulings, field, values.iter().chain(&picked).map(|value| value.value.as_str()))?;
        let label = |value: FacetCount| FacetValue {
            label: labels.get(&value.value).cloned().unwrap_or_else(|| unlabelled(field, &value.value)),
            id: value.value,
            count: value.count,
            parts: value.parts,
        };
        let picked = picked.into_iter().map(label).collect();
        let mut values: Vec<FacetValue> = values.into_iter().map(label).collect();
        if let Some(find) = &facet.find {
            let wanted = dateline_text::fold_name(find);
            values.retain(|value| dateline_text::fold_name(&value.label).contains(&wanted));
            distinct = values.len() as u64;
        }
        let values = values.into_iter().skip(facet.offset).take(facet.limit).collect();
        Ok(LabelledFacet { field, name: facet.name(), values, distinct, picked })
    }

    fn labels_of<'a>(
        &self,
        rulings: &Rulings,
        field: FacetField,
        ids: impl Iterator<Item = &'a str>,
    ) -> Result<HashMap<String, String>, Error> {
        Ok(match field {
            FacetField::Actor | FacetField::Place | FacetField::About => self.labels(rulings, ids)?,
            FacetField::Source => self.store.source_labels(&ids.collect::<Vec<_>>())?,
            FacetField::Country => ids.map(|code| (code.to_owned(), self.country_label(code))).collect(),
            _ => HashMap::new(),
        })
    }

    pub(crate) fn country_label(&self, code: &str) -> String {
        const CONTINENTS: [&str; 7] = ["EU", "AS", "AF", "NA", "SA", "OC", "AN"];
        let known = CONTINENTS.iter().find_map(|continent| self.lexicon.entity(&format!("/{continent}/{code}")));
        known.map_or_else(|| code.to_owned(), |entity| entity.label.clone())
    }
}

const fn is_path(field: FacetField) -> bool {
    matches!(field, FacetField::Actor | FacetField::Place | FacetField::About)
}

fn unlabelled(field: FacetField, value: &str) -> String {
    if is_path(field) && value.starts_with('/') { readable(value) } else { value.to_owned() }
}

const fn nothing(field: FacetField) -> FacetCounts {
    FacetCounts { field, values: Vec::new(), distinct: 0, also: Vec::new() }
}

/// How many values are asked for so that enough are left without the folders.
const fn spare(wanted: usize) -> usize {
    if wanted == 0 { 0 } else { wanted.saturating_mul(2).saturating_add(8) }
}

/// Leaves out what says nothing beside the rest: continents, and whatever holds a value that is shown with the same
/// count ("Turkey" beside "Government of Turkey").
fn without_folders(field: FacetField, values: Vec<FacetCount>) -> Vec<FacetCount> {
    // By count, the values of each count: only those of the same count are compared.
    let mut known: HashMap<u64, std::collections::BTreeSet<String>> = HashMap::new();
    for value in &values {
        known.entry(value.count).or_default().insert(value.value.clone());
    }
    let holds_another = |folder: &FacetCount| {
        let below = format!("{}/", folder.value);
        let others = known.get(&folder.count);
        others.is_some_and(|others| others.range(below.clone()..).next().is_some_and(|next| next.starts_with(&below)))
    };
    let is_continent = |value: &FacetCount| field == FacetField::Place && value.value.matches('/').count() == 1;
    let keeps: Vec<bool> = values.iter().map(|value| !is_continent(value) && !holds_another(value)).collect();
    values.into_iter().zip(keeps).filter_map(|(value, keeps)| keeps.then_some(value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_say_nothing_are_left_out() {
        let count = |(value, count): (&str, u64)| FacetCount { value: value.to_owned(), count, parts: false };
        let values =
            [("/EU", 9), ("/EU/FR", 4), ("/EU/FR/paris", 4), ("/EU/FR-x", 4), ("/EU/DE", 3), ("/EU/DE/ulm", 2)];
        let kept = without_folders(FacetField::Place, values.map(count).to_vec());
        let kept: Vec<&str> = kept.iter().map(|value| value.value.as_str()).collect();
        assert_eq!(kept, ["/EU/FR/paris", "/EU/FR-x", "/EU/DE", "/EU/DE/ulm"]);
    }
}
