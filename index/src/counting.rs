//! Counting one facet in one segment: blocks of matches in, numbers of values with their counts out.

use std::sync::Arc;

use dateline_search::FacetField;
use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentOrdinal, SegmentReader};

use crate::facets::Ordinals;
use crate::rows::{RowCache, Rows};

/// Counts one facet in one segment.
pub(crate) struct Counter {
    values: Values,
    tally: Tally,
}

/// Where the values of a document are read.
enum Values {
    None,
    Decoded(Arc<Rows>),
    Packed(StrColumn),
}

/// How often each number was met. An array is fastest, but making and reading one costs as much as counting some
/// thousands of matches: few numbers are listed as they come.
enum Tally {
    Listed { met: Vec<u32>, numbers: usize },
    Counted(Vec<u32>),
}

/// The values of a facet that the matches of one segment have, by their numbers in that segment.
#[derive(Clone, Debug)]
pub(crate) struct SegmentCounts {
    pub(crate) segment: SegmentOrdinal,
    /// Each number once, in ascending order, with its count.
    pub(crate) counts: Vec<(u32, u32)>,
}

impl Counter {
    /// Returns a counter with all counts zero.
    pub(crate) fn new(
        ordinals: &Ordinals,
        rows: &RowCache,
        field: FacetField,
        at: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> Self {
        let column = ordinals.table(field).column(at);
        let values = column.map_or(Values::None, |column| {
            rows.rows(segment, field, column).map_or_else(|| Values::Packed(column.clone()), Values::Decoded)
        });
        let numbers = column.map_or(0, |column| column.dictionary().num_terms());
        Self { values, tally: Tally::Listed { met: Vec::new(), numbers } }
    }

    /// Counts the values of a block of documents: one facet at a time keeps its counts in the nearest cache.
    pub(crate) fn count(&mut self, docs: &[DocId]) {
        match &mut self.tally {
            Tally::Counted(counts) => self.values.for_each(docs, |number| counts[number as usize] += 1),
            Tally::Listed { met, .. } => self.values.for_each(docs, |number| met.push(number)),
        }
        self.tally.settle();
    }

    /// Hands out the values of some documents, one after the other.
    pub(crate) fn values(&self, docs: &[DocId], each: impl FnMut(u32)) {
        self.values.for_each(docs, each);
    }

    pub(crate) fn into_counts(self, segment: SegmentOrdinal) -> SegmentCounts {
        SegmentCounts { segment, counts: self.tally.into_counts() }
    }
}

impl Values {
    fn for_each(&self, docs: &[DocId], mut each: impl FnMut(u32)) {
        match self {
            Self::None => {}
            Self::Decoded(rows) => rows.for_each(docs, each),
            // A dictionary has fewer terms than 32 bits count.
            Self::Packed(column) => {
                docs.iter().for_each(|&doc| column.term_ords(doc).for_each(|ordinal| each(ordinal as u32)));
            }
        }
    }
}

impl Tally {
    /// Goes over to an array where the list has grown long.
    fn settle(&mut self) {
        if let Self::Listed { met, numbers } = self
            && met.len() * 8 > *numbers
        {
            let mut counts = vec![0; *numbers];
            met.iter().for_each(|&number| counts[number as usize] += 1);
            *self = Self::Counted(counts);
        }
    }

    fn into_counts(self) -> Vec<(u32, u32)> {
        match self {
            Self::Counted(counts) => nonzero(&counts),
            Self::Listed { mut met, .. } => {
                met.sort_unstable();
                met.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32)).collect()
            }
        }
    }
}

/// Adds up counts of the same number; numbers are below `numbers`. The answer is in ascending order.
pub(crate) fn sum(mut counts: Vec<(u32, u32)>, numbers: usize) -> Vec<(u32, u32)> {
    if counts.len() * 8 > numbers {
        let mut sums = vec![0; numbers];
        counts.iter().for_each(|&(number, count)| sums[number as usize] += count);
        return nonzero(&sums);
    }
    counts.sort_unstable();
    counts.chunk_by(|a, b| a.0 == b.0).map(|run| (run[0].0, run.iter().map(|(_, count)| count).sum())).collect()
}

fn nonzero(counts: &[u32]) -> Vec<(u32, u32)> {
    (0..).zip(counts).filter(|(_, count)| **count > 0).map(|(number, count)| (number, *count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_numbers_are_counted_alike() {
        let met = [3, 0, 3, 7, 3, 0];
        let expected = vec![(0, 2), (3, 3), (7, 1)];
        for numbers in [8, 1000] {
            let mut tally = Tally::Listed { met: met.to_vec(), numbers };
            tally.settle();
            assert_eq!(matches!(tally, Tally::Counted(_)), numbers == 8);
            assert_eq!(tally.into_counts(), expected);
            assert_eq!(sum(met.map(|number| (number, 1)).to_vec(), numbers), expected);
        }
    }
}
