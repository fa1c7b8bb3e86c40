//! The columns of one commit that every search reads, opened once.

use dateline_search::EngineError;
use tantivy::columnar::{Cardinality, Column};
use tantivy::{Searcher, SegmentReader};

use crate::document;
use crate::error::inner;
use crate::schema::column;

/// The columns of one segment.
#[derive(Clone)]
pub(crate) struct Columns {
    pub(crate) revision: Column<u64>,
    /// Whether it is the current revision of an article ([`document::CURRENT`]); `None` where every document of the
    /// segment is one, of a story that was not taken back.
    pub(crate) current: Option<Column<u64>>,
    /// The first part of the identifier, which also decides between equals; the rest of it.
    pub(crate) tie: Column<u64>,
    pub(crate) id_end: Column<u64>,
    pub(crate) moment: Column<i64>,
    pub(crate) story: Column<u64>,
}

impl Columns {
    /// Opens the columns of every segment.
    pub(crate) fn of_segments(searcher: &Searcher) -> Result<Vec<Self>, EngineError> {
        let opened: tantivy::Result<Vec<Self>> = searcher.segment_readers().iter().map(Self::open).collect();
        opened.map_err(inner("reading columns"))
    }

    fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        let current = columns.u64(column::CURRENT)?;
        let all = current.get_cardinality() == Cardinality::Full
            && [current.min_value(), current.max_value()] == [document::CURRENT; 2];
        Ok(Self {
            revision: columns.u64(column::REVISION)?,
            current: (!all).then_some(current),
            tie: columns.u64(column::TIE)?,
            id_end: columns.u64(column::ID_END)?,
            moment: columns.i64(column::MOMENT)?,
            story: columns.u64(column::STORY)?,
        })
    }
}
