//! One pass over the matches: total, the best of a page, and the facets.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::sync::Arc;

use dateline_search::{Cursor, FacetField, Order};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::columns::Columns;
use crate::counting::{Counter, SegmentCounts};
use crate::document;
use crate::index::View;
use crate::stories::Match;

/// Matches that are counted together.
const BLOCK: usize = 512;

/// Collects a page of hits with total and facet counts.
pub(crate) struct PageCollector {
    pub(crate) order: Order,
    pub(crate) limit: usize,
    pub(crate) after: Option<Cursor>,
    pub(crate) facets: Vec<FacetField>,
    /// Matches are kept by story instead of being counted as they come.
    pub(crate) stories: bool,
    /// Stories that were taken back are found too.
    pub(crate) withdrawn: bool,
    pub(crate) view: Arc<View>,
}

/// A match and its place in the order: larger keys first, then smaller ties.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ranked {
    pub(crate) key: i64,
    pub(crate) tie: u64,
    pub(crate) score: Score,
    pub(crate) address: DocAddress,
}

impl Ranked {
    fn rank(&self) -> (i64, Reverse<u64>, Reverse<DocAddress>) {
        (self.key, Reverse(self.tie), Reverse(self.address))
    }
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

/// What all segments gave.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) total: u64,
    /// The best, in order; one more than the limit where there are more.
    pub(crate) best: Vec<Ranked>,
    /// For each facet asked for: the counts by segment.
    pub(crate) facets: Vec<Vec<SegmentCounts>>,
    /// Every match with its story, where stories are counted.
    pub(crate) stories: Vec<Match>,
}

pub(crate) struct SegmentPage {
    segment: SegmentOrdinal,
    order: Order,
    wanted: usize,
    after: Option<Cursor>,
    total: u64,
    best: BinaryHeap<Reverse<Ranked>>,
    columns: Columns,
    withdrawn: bool,
    /// Matches that are not counted yet.
    block: Vec<DocId>,
    facets: Vec<Counter>,
    stories: Option<Vec<Match>>,
}

impl Collector for PageCollector {
    type Fruit = Page;
    type Child = SegmentPage;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentPage> {
        // One more than the page tells whether there is a next one.
        let wanted = if self.limit == 0 { 0 } else { self.limit + 1 };
        Ok(SegmentPage {
            segment,
            order: self.order,
            wanted,
            after: self.after,
            total: 0,
            best: BinaryHeap::with_capacity(wanted + 1),
            columns: self.view.columns[segment as usize].clone(),
            withdrawn: self.withdrawn,
            block: Vec::with_capacity(BLOCK),
            facets: match self.stories {
                true => Vec::new(),
                false => self.facets.iter().map(|&field| self.view.counter(field, segment, reader)).collect(),
            },
            stories: self.stories.then(Vec::new),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order == Order::Relevance && self.limit > 0
    }

    fn merge_fruits(&self, segments: Vec<SegmentPage>) -> tantivy::Result<Page> {
        let mut page = Page { facets: vec![Vec::new(); self.facets.len()], ..Page::default() };
        for segment in segments {
            page.total += segment.total;
            page.stories.extend(segment.stories.into_iter().flatten());
            page.best.extend(segment.best.into_iter().map(|Reverse(ranked)| ranked));
            for (all, counter) in page.facets.iter_mut().zip(segment.facets) {
                all.push(counter.into_counts(segment.segment));
            }
        }
        page.best.sort_unstable_by(|a, b| b.cmp(a));
        page.best.truncate(if self.limit == 0 { 0 } else { self.limit + 1 });
        Ok(page)
    }
}

impl SegmentPage {
    fn key(&self, doc: DocId, score: Score) -> i64 {
        match self.order {
            // The bits of floats that are not negative sort like the floats.
            Order::Relevance => i64::from(score.max(0.0).to_bits()),
            Order::Newest => self.columns.moment.first(doc).unwrap_or(i64::MIN),
            Order::Oldest => self.columns.moment.first(doc).map_or(i64::MIN, |moment| -moment),
        }
    }

    fn rank(&mut self, doc: DocId, score: Score) {
        let key = self.key(doc, score);
        if self.best.len() >= self.wanted && self.best.peek().is_none_or(|Reverse(least)| key < least.key) {
            return;
        }
        let tie = self.columns.tie.first(doc).unwrap_or(u64::MAX);
        if self.after.is_some_and(|after| (key, Reverse(tie)) >= (after.key, Reverse(after.tie))) {
            return;
        }
        self.best.push(Reverse(Ranked { key, tie, score, address: DocAddress::new(self.segment, doc) }));
        if self.best.len() > self.wanted {
            self.best.pop();
        }
    }
}

impl SegmentPage {
    fn is_seen(&self, doc: DocId) -> bool {
        self.columns.current.as_ref().is_none_or(|current| match current.first(doc) {
            Some(document::CURRENT) => true,
            Some(document::WITHDRAWN) => self.withdrawn,
            _ => false,
        })
    }

    fn count(&mut self) {
        if let Some(stories) = &mut self.stories {
            let (columns, segment) = (&self.columns, self.segment);
            let story = |doc| columns.story.first(doc).unwrap_or_default();
            stories.extend(self.block.iter().map(|&doc| Match { story: story(doc), segment, doc }));
        }
        self.facets.iter_mut().for_each(|counter| counter.count(&self.block));
        self.block.clear();
    }
}

impl SegmentCollector for SegmentPage {
    type Fruit = Self;

    fn collect(&mut self, doc: DocId, score: Score) {
        if !self.is_seen(doc) {
            return;
        }
        self.total += 1;
        if self.wanted > 0 {
            self.rank(doc, score);
        }
        self.block.push(doc);
        if self.block.len() == BLOCK {
            self.count();
        }
    }

    fn harvest(mut self) -> Self {
        self.count();
        self
    }
}
