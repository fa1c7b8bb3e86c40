//! Counting stories instead of articles: the copies of one story count once together.

use dateline_search::FacetField;
use tantivy::{DocId, SegmentOrdinal};

use crate::counting::{Counter, SegmentCounts};
use crate::index::View;

/// A match and the story it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Match {
    /// The first 60 bits of the identifier of its cluster: a digest, so that two of a billion stories are told apart.
    pub(crate) story: u64,
    pub(crate) segment: SegmentOrdinal,
    pub(crate) doc: DocId,
}

/// What the matches are, by story.
pub(crate) struct Stories {
    /// How many there are.
    pub(crate) count: u64,
    /// For each facet asked for: the counts of what single articles tell, by segment.
    pub(crate) single: Vec<Vec<SegmentCounts>>,
    /// For each facet asked for: each value, by its number for all segments, once for each story that several articles
    /// tell.
    pub(crate) shared: Vec<Vec<u32>>,
}

/// Counts the stories of some matches. Most stories are told once: their articles are counted like articles. Only the
/// values of the others are put together.
pub(crate) fn count(view: &View, fields: &[FacetField], mut matches: Vec<Match>) -> Stories {
    matches.sort_unstable();
    let mut count = 0;
    let mut alone: Vec<Vec<DocId>> = vec![Vec::new(); view.searcher.segment_readers().len()];
    let mut copies: Vec<&[Match]> = Vec::new();
    for story in matches.chunk_by(|a, b| a.story == b.story) {
        count += 1;
        match story {
            [only] => alone[only.segment as usize].push(only.doc),
            several => copies.push(several),
        }
    }
    let mut single = Vec::with_capacity(fields.len());
    let mut shared = Vec::with_capacity(fields.len());
    for &field in fields {
        let mut counters: Vec<Counter> = view
            .searcher
            .segment_readers()
            .iter()
            .zip(0..)
            .map(|(segment, at)| view.counter(field, at, segment))
            .collect();
        let table = view.ordinals.table(field);
        let mut values = Vec::new();
        let mut of_story = Vec::new();
        for story in &copies {
            for copy in *story {
                let counter = &counters[copy.segment as usize];
                counter.values(&[copy.doc], |number| of_story.push(table.global(copy.segment, number)));
            }
            of_story.sort_unstable();
            of_story.dedup();
            values.append(&mut of_story);
        }
        for (counter, docs) in counters.iter_mut().zip(&alone) {
            counter.count(docs);
        }
        single.push(counters.into_iter().zip(0..).map(|(counter, at)| counter.into_counts(at)).collect());
        shared.push(values);
    }
    Stories { count, single, shared }
}
