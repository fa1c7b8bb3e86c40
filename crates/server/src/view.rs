//! What the pages show: hits, facets and articles ready for the templates.

use dateline_archive::{FacetField, SearchOptions};

use crate::facet_view::{self, address};
use crate::json::{Article, Hit, HitSnippet, Hits, QueryProblem};
use crate::search_address;

/// A piece of text, marked or not. Templates escape it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) marked: bool,
}

/// An excerpt in pieces.
#[derive(Clone, Debug)]
pub(crate) struct ExcerptView {
    pub(crate) field: String,
    pub(crate) pieces: Vec<Piece>,
}

/// One hit.
#[derive(Clone, Debug)]
pub(crate) struct HitView {
    pub(crate) hit: Hit,
    pub(crate) headline: Vec<Piece>,
    pub(crate) excerpts: Vec<ExcerptView>,
    pub(crate) address: String,
}

/// A filter in force and the address without it.
#[derive(Clone, Debug)]
pub(crate) struct Chip {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    pub(crate) without: String,
}

/// A link to the same search in another order.
#[derive(Clone, Debug)]
pub(crate) struct OrderView {
    pub(crate) name: &'static str,
    pub(crate) chosen: bool,
    pub(crate) address: String,
}

/// A problem with the query, cut where the caret points.
#[derive(Clone, Debug)]
pub(crate) struct ProblemView {
    pub(crate) problem: QueryProblem,
    pub(crate) before: String,
    pub(crate) at: String,
    pub(crate) after: String,
}

/// Cuts a text at its marks.
pub(crate) fn pieces(text: &str, marks: &[[usize; 2]]) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    let cut = |from: usize, to: usize| chars[from.min(chars.len())..to.min(chars.len())].iter().collect::<String>();
    let mut found = Vec::new();
    let mut rest = 0;
    for &[start, end] in marks {
        found.push(Piece { text: cut(rest, start), marked: false });
        found.push(Piece { text: cut(start, end), marked: true });
        rest = end;
    }
    found.push(Piece { text: cut(rest, chars.len()), marked: false });
    found.retain(|piece| !piece.text.is_empty());
    found
}

pub(crate) fn hits(found: &Hits, options: &SearchOptions) -> Vec<HitView> {
    let query = if options.text.is_empty() {
        String::new()
    } else {
        format!("?{}", search_address(&SearchOptions { text: options.text.clone(), ..SearchOptions::default() }))
    };
    found.hits.iter().map(|hit| hit_view(hit, &query)).collect()
}

fn hit_view(hit: &Hit, query: &str) -> HitView {
    let marked = hit.snippets.iter().find(|snippet| snippet.field == "headline");
    let headline = pieces(&hit.headline, marked.map_or(&[], |snippet| &snippet.marks));
    let excerpt = |snippet: &HitSnippet| ExcerptView {
        field: snippet.field.clone(),
        pieces: pieces(&snippet.text, &snippet.marks),
    };
    let excerpts = hit.snippets.iter().filter(|snippet| snippet.field != "headline").map(excerpt).collect();
    HitView { address: format!("/article/{}{query}", hit.id), headline, excerpts, hit: hit.clone() }
}

/// The filters in force, with labels where the counts know them.
pub(crate) fn chips(found: &Hits, options: &SearchOptions) -> Vec<Chip> {
    let mut chips = Vec::new();
    for field in FacetField::ALL {
        let picked = |id: &str| {
            let known = found.picked.get(field.as_str()).and_then(|counts| counts.iter().find(|count| count.id == id));
            known.map_or_else(|| id.to_owned(), |count| count.label.clone())
        };
        for value in options.filters.chosen(field).into_iter().flatten() {
            let without = facet_view::toggled(options, field, value);
            chips.push(Chip { name: field.as_str(), value: picked(value), without });
        }
        for (_, value) in options.filters.excluded.iter().filter(|(of, _)| *of == field) {
            let without = facet_view::let_in(options, field, value);
            chips.push(Chip { name: "not", value: picked(value), without });
        }
    }
    for (name, value) in [("since", &options.filters.since), ("until", &options.filters.until)] {
        if let Some(value) = value {
            let mut without = SearchOptions { after: None, ..options.clone() };
            if name == "since" {
                without.filters.since = None;
            } else {
                without.filters.until = None;
            }
            chips.push(Chip { name, value: value.clone(), without: address(&without) });
        }
    }
    chips
}

pub(crate) fn orders(options: &SearchOptions) -> Vec<OrderView> {
    let view = |(order, name)| OrderView {
        name,
        chosen: order == options.order,
        address: address(&SearchOptions { order, after: None, ..options.clone() }),
    };
    dateline_archive::Order::ALL.into_iter().map(view).collect()
}

pub(crate) fn next(found: &Hits, options: &SearchOptions) -> Option<String> {
    let after = found.next.as_deref()?.parse().ok()?;
    Some(address(&SearchOptions { after: Some(after), ..options.clone() }))
}

pub(crate) fn problems(found: &Hits) -> Vec<ProblemView> {
    let chars: Vec<char> = found.query.text.chars().collect();
    let cut = |from: usize, to: usize| chars[from.min(chars.len())..to.min(chars.len())].iter().collect::<String>();
    let view = |problem: &QueryProblem| ProblemView {
        before: cut(0, problem.start),
        at: cut(problem.start, problem.end),
        after: cut(problem.end, chars.len()),
        problem: problem.clone(),
    };
    found.query.problems.iter().map(view).collect()
}

/// A paragraph of the article page.
#[derive(Clone, Debug)]
pub(crate) struct ParagraphView {
    pub(crate) kind: String,
    pub(crate) pieces: Vec<Piece>,
}

/// Pairs the paragraphs of an article with the marks of the search that led to it.
pub(crate) fn paragraphs(article: &Article, marks: &[Vec<[usize; 2]>]) -> Vec<ParagraphView> {
    let paragraph = |(index, text): (usize, &String)| ParagraphView {
        kind: article.paragraph_kinds.get(index).cloned().unwrap_or_default(),
        pieces: pieces(text, marks.get(index).map_or(&[], Vec::as_slice)),
    };
    article.paragraphs.iter().enumerate().map(paragraph).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_at_characters() {
        let cut: Vec<(String, bool)> =
            pieces("né à Élysée", &[[0, 2], [5, 11]]).into_iter().map(|piece| (piece.text, piece.marked)).collect();
        assert_eq!(cut, [("né".to_owned(), true), (" à ".to_owned(), false), ("Élysée".to_owned(), true)]);
        assert_eq!(pieces("ab", &[[5, 9]]).len(), 1);
    }
}
