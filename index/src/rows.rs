//! Columns of facets decoded into memory: counting reads two numbers and a run of others, where the packed column
//! costs a handful of look-ups a value.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use dateline_search::FacetField;
use tantivy::columnar::StrColumn;
use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher, SegmentReader};

/// Bytes that all decoded columns of an index may take: four facets of some three million articles. Segments beyond
/// that are counted from their packed columns, at a fourth of the speed.
const BUDGET: usize = 256 << 20;

/// The values of each document of one segment, as numbers in the dictionary of the segment.
pub(crate) struct Rows {
    /// Where the values of each document begin; one more than there are documents.
    starts: Box<[u32]>,
    ordinals: Numbers,
}

/// Reading them is bound by memory: most dictionaries need no more than 16 bits.
enum Numbers {
    Narrow(Box<[u16]>),
    Wide(Box<[u32]>),
}

impl Rows {
    /// Hands out the values of some documents, one after the other.
    pub(crate) fn for_each(&self, docs: &[DocId], mut each: impl FnMut(u32)) {
        match &self.ordinals {
            Numbers::Narrow(ordinals) => {
                docs.iter().for_each(|&doc| ordinals[self.range(doc)].iter().for_each(|&number| each(number.into())));
            }
            Numbers::Wide(ordinals) => {
                docs.iter().for_each(|&doc| ordinals[self.range(doc)].iter().for_each(|&number| each(number)));
            }
        }
    }

    fn range(&self, doc: DocId) -> Range<usize> {
        let doc = doc as usize;
        self.starts[doc] as usize..self.starts[doc + 1] as usize
    }

    /// `None` where the numbers do not fit 32 bits.
    fn decode(column: &StrColumn, documents: u32) -> Option<Self> {
        let mut starts = Vec::with_capacity(documents as usize + 1);
        let mut ordinals = Vec::new();
        starts.push(0);
        for doc in 0..documents {
            for ordinal in column.term_ords(doc) {
                ordinals.push(u32::try_from(ordinal).ok()?);
            }
            starts.push(u32::try_from(ordinals.len()).ok()?);
        }
        let narrow: Option<Box<[u16]>> = ordinals.iter().map(|&number| u16::try_from(number).ok()).collect();
        let ordinals = narrow.map_or_else(|| Numbers::Wide(ordinals.into()), Numbers::Narrow);
        Some(Self { starts: starts.into(), ordinals })
    }

    const fn bytes(&self) -> usize {
        let ordinals = match &self.ordinals {
            Numbers::Narrow(ordinals) => size_of_val(&**ordinals),
            Numbers::Wide(ordinals) => size_of_val(&**ordinals),
        };
        size_of_val(&*self.starts) + ordinals
    }
}

/// Decoded columns by segment. Segments never change, so what is decoded outlives commits.
#[derive(Default)]
pub(crate) struct RowCache {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    rows: HashMap<(SegmentId, FacetField), Arc<Rows>>,
    bytes: usize,
}

impl RowCache {
    /// Returns the decoded column of a segment; `None` where the budget is spent.
    pub(crate) fn rows(&self, segment: &SegmentReader, field: FacetField, column: &StrColumn) -> Option<Arc<Rows>> {
        let key = (segment.segment_id(), field);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rows) = known.rows.get(&key) {
            return Some(Arc::clone(rows));
        }
        let expected = (segment.max_doc() as usize + column.ords().values.num_vals() as usize) * size_of::<u32>();
        if known.bytes + expected > BUDGET {
            return None;
        }
        let rows = Arc::new(Rows::decode(column, segment.max_doc())?);
        known.bytes += rows.bytes();
        known.rows.insert(key, Arc::clone(&rows));
        Some(rows)
    }

    /// Forgets segments that a commit no longer has.
    pub(crate) fn keep_only(&self, searcher: &Searcher) {
        let alive: Vec<SegmentId> = searcher.segment_readers().iter().map(SegmentReader::segment_id).collect();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.rows.retain(|(segment, _), _| alive.contains(segment));
        known.bytes = known.rows.values().map(|rows| rows.bytes()).sum();
    }
}
