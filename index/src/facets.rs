//! Counts of actors, places and the rest: one counter for each value of a column.
//!
//! A column gives each document the numbers (ordinals) of its values in the dictionary of its segment. Counting is
//! adding one under a number. Segments number differently, so a table for each turns its numbers into numbers that
//! hold for all segments; the tables are made once for each commit. Measured against Tantivy's `FacetCollector`: 7 to
//! 85 times faster; against its terms aggregation on match-all: twice as fast, and exact across segments.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::{Mutex, OnceLock, PoisonError};

use dateline_search::{EngineError, FacetCount, FacetCounts, FacetField, FacetRequest};
use tantivy::columnar::StrColumn;
use tantivy::{Searcher, SegmentOrdinal, SegmentReader};

use crate::counting::{self, SegmentCounts};
use crate::error::{inner, io};
use crate::levels::Parents;

/// The tables of all facets of one commit.
pub(crate) struct Ordinals {
    tables: Vec<FacetTable>,
}

/// One facet over all segments.
#[derive(Default)]
pub(crate) struct FacetTable {
    /// For each segment: local number to global number; `None` where they are the same.
    global: Vec<Option<Vec<u32>>>,
    /// For each global number: a segment that has the value, and its number there. Empty where there is one segment.
    origin: Vec<(u32, u32)>,
    /// How many values there are.
    len: usize,
    /// The column of each segment: opening one reads its dictionary, which costs more than counting by it.
    columns: Vec<Option<StrColumn>>,
    /// Values that were shown: reading one unpacks a block of the dictionary, and the frequent ones come again.
    shown: Mutex<HashMap<u32, String>>,
    parents: OnceLock<Parents>,
}

/// Values that a facet remembers at most.
const SHOWN: usize = 100_000;

impl Ordinals {
    pub(crate) fn new(searcher: &Searcher) -> Result<Self, EngineError> {
        let tables =
            FacetField::ALL.into_iter().map(|field| FacetTable::new(searcher, field)).collect::<Result<_, _>>()?;
        Ok(Self { tables })
    }

    pub(crate) fn table(&self, field: FacetField) -> &FacetTable {
        let at = FacetField::ALL.iter().position(|known| *known == field).unwrap_or(0);
        &self.tables[at]
    }
}

fn column(segment: &SegmentReader, field: FacetField) -> tantivy::Result<Option<StrColumn>> {
    segment.fast_fields().str(field.as_str())
}

fn terms(column: Option<&StrColumn>) -> usize {
    column.map_or(0, |column| column.dictionary().num_terms())
}

impl FacetTable {
    fn new(searcher: &Searcher, field: FacetField) -> Result<Self, EngineError> {
        let columns: Vec<Option<StrColumn>> = searcher
            .segment_readers()
            .iter()
            .map(|segment| column(segment, field))
            .collect::<tantivy::Result<_>>()
            .map_err(inner("reading columns"))?;
        if let [only] = columns.as_slice() {
            let len = terms(only.as_ref());
            return Ok(Self { global: vec![None], len, columns, ..Self::default() });
        }
        Self::merged(columns)
    }

    /// Walks the sorted dictionaries of all segments side by side.
    fn merged(columns: Vec<Option<StrColumn>>) -> Result<Self, EngineError> {
        let failed = io("reading dictionaries");
        let mut streams = Vec::new();
        let mut heap = BinaryHeap::new();
        for (segment, column) in columns.iter().enumerate() {
            let mut stream = column.as_ref().map(|column| column.dictionary().stream()).transpose().map_err(&failed)?;
            if let Some(stream) = &mut stream
                && stream.advance()
            {
                heap.push(Reverse((stream.key().to_vec(), segment)));
            }
            streams.push(stream);
        }
        let mut global: Vec<Vec<u32>> =
            columns.iter().map(|column| Vec::with_capacity(terms(column.as_ref()))).collect();
        let mut origin: Vec<(u32, u32)> = Vec::new();
        let mut last: Option<Vec<u8>> = None;
        while let Some(Reverse((key, segment))) = heap.pop() {
            let local = global[segment].len();
            if last.as_deref() != Some(key.as_slice()) {
                origin.push((number(segment), number(local)));
            }
            global[segment].push(number(origin.len() - 1));
            last = Some(key);
            if let Some(stream) = &mut streams[segment]
                && stream.advance()
            {
                heap.push(Reverse((stream.key().to_vec(), segment)));
            }
        }
        let len = origin.len();
        Ok(Self { global: global.into_iter().map(Some).collect(), origin, len, columns, ..Self::default() })
    }

    /// Adds up the counts of all segments, by numbers that hold for all.
    fn counts(&self, Counted { segments, shared }: &Counted<'_>) -> Vec<(u32, u32)> {
        let own: usize = segments.iter().map(|segment| segment.counts.len()).sum();
        let mut counts = Vec::with_capacity(own + shared.len());
        counts.extend(shared.iter().map(|&value| (value, 1)));
        for SegmentCounts { segment, counts: local } in *segments {
            match self.global.get(*segment as usize).and_then(Option::as_ref) {
                Some(table) => counts.extend(local.iter().map(|&(number, count)| (table[number as usize], count))),
                None => counts.extend(local),
            }
        }
        counting::sum(counts, self.len)
    }

    /// Returns the number that a value of a segment has for all segments.
    pub(crate) fn global(&self, segment: SegmentOrdinal, local: u32) -> u32 {
        match self.global.get(segment as usize).and_then(Option::as_ref) {
            Some(table) => table[local as usize],
            None => local,
        }
    }

    /// Returns a segment that has the value, and its number there.
    pub(crate) fn origin(&self, global: u32) -> (u32, u32) {
        self.origin.get(global as usize).copied().unwrap_or((0, global))
    }

    /// Returns how many values there are.
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// Returns the column of each segment.
    pub(crate) fn columns(&self) -> &[Option<StrColumn>] {
        &self.columns
    }

    /// Returns which value lies right below which; worked out when it is first asked for.
    fn parents(&self) -> Result<&Parents, EngineError> {
        if let Some(parents) = self.parents.get() {
            return Ok(parents);
        }
        let parents = Parents::new(self)?;
        Ok(self.parents.get_or_init(|| parents))
    }

    pub(crate) fn value(&self, global: u32) -> Result<String, EngineError> {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = shown.get(&global) {
            return Ok(value.clone());
        }
        let (segment, local) = self.origin(global);
        let mut value = String::new();
        if let Some(column) = self.column(segment) {
            column.ord_to_str(u64::from(local), &mut value).map_err(io("reading a value"))?;
        }
        if shown.len() < SHOWN {
            shown.insert(global, value.clone());
        }
        Ok(value)
    }

    /// Returns the column of a segment, where it has one.
    pub(crate) fn column(&self, segment: SegmentOrdinal) -> Option<&StrColumn> {
        self.columns.get(segment as usize).and_then(Option::as_ref)
    }
}

pub(crate) fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// What was counted of a facet.
pub(crate) struct Counted<'a> {
    /// By the numbers of each segment.
    pub(crate) segments: &'a [SegmentCounts],
    /// Values, by their numbers for all segments, that count once more each time they stand here.
    pub(crate) shared: &'a [u32],
}

/// Returns the values of a facet that were asked for, from what was counted.
pub(crate) fn answer(
    ordinals: &Ordinals,
    request: &FacetRequest,
    counted: &Counted<'_>,
) -> Result<FacetCounts, EngineError> {
    let table = ordinals.table(request.field);
    let mut counts = table.counts(counted);
    let mut also = Vec::with_capacity(request.also.len());
    for value in &request.also {
        let at = table.find(value)?.and_then(|value| counts.binary_search_by_key(&value, |(value, _)| *value).ok());
        also.push((value.clone(), at.map(|at| counts[at])));
    }
    let parts = match &request.level {
        None => Vec::new(),
        Some(level) => {
            let parents = table.parents()?;
            let parts = parents.with_parts(&counts);
            parents.keep(table, level, &mut counts)?;
            parts
        }
    };
    let has_parts = |value: u32| parts.get(value as usize).copied().unwrap_or(false);
    let distinct = counts.len() as u64;
    let mut values = Vec::new();
    for (count, value) in top(counts, request.limit) {
        values.push(FacetCount { value: table.value(value)?, count: u64::from(count), parts: has_parts(value) });
    }
    let also = also.into_iter().map(|(value, found)| FacetCount {
        value,
        count: found.map_or(0, |(_, count)| u64::from(count)),
        parts: found.is_some_and(|(value, _)| has_parts(value)),
    });
    Ok(FacetCounts { field: request.field, values, distinct, also: also.collect() })
}

/// The most frequent values, most frequent first, with their counts in front. Numbers follow the order of values, so of
/// equal counts the earlier value comes first.
fn top(counts: Vec<(u32, u32)>, wanted: usize) -> impl Iterator<Item = (u32, u32)> {
    let mut best: BinaryHeap<Reverse<(u32, Reverse<u32>)>> = BinaryHeap::with_capacity(wanted.min(counts.len()) + 1);
    for (global, count) in counts {
        if best.len() < wanted {
            best.push(Reverse((count, Reverse(global))));
        } else if best.peek().is_some_and(|Reverse(least)| *least < (count, Reverse(global))) {
            best.pop();
            best.push(Reverse((count, Reverse(global))));
        }
    }
    best.into_sorted_vec().into_iter().map(|Reverse((count, Reverse(global)))| (count, global))
}
