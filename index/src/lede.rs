//! Words at the positions of the body that are the lede.
//!
//! The lede is not indexed a second time: two columns say which positions of the body it takes. A query for it reads
//! the positions of its words and keeps the documents in which they stand there, one behind the other.

use std::collections::HashMap;
use std::ops::Range;

use dateline_search::analysis::Needle;
use tantivy::columnar::Column;
use tantivy::postings::Postings;
use tantivy::query::{BitSetDocSet, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use crate::lower::MAX_EXPANSIONS;
use crate::schema::column;

/// Matches documents whose lede holds these words one behind the other.
#[derive(Clone, Debug)]
pub(crate) struct LedeQuery {
    body: Field,
    /// For each place of the sequence: the terms that may stand there.
    slots: Vec<Slot>,
}

#[derive(Clone, Debug)]
enum Slot {
    Terms(Vec<String>),
    Prefix(String),
}

impl LedeQuery {
    /// Returns the query for a needle; `None` for one that nothing can match.
    pub(crate) fn new(body: Field, needle: &Needle) -> Option<Self> {
        let slots = match needle {
            Needle::Empty => return None,
            Needle::Terms(terms) => vec![Slot::Terms(terms.iter().cloned().collect())],
            Needle::Prefix(prefix) => vec![Slot::Prefix(prefix.clone())],
            Needle::Sequence { words, prefix } => {
                let last = words.len().saturating_sub(1);
                let slot = |(at, word): (usize, &String)| {
                    if *prefix && at == last { Slot::Prefix(word.clone()) } else { Slot::Terms(vec![word.clone()]) }
                };
                words.iter().enumerate().map(slot).collect()
            }
        };
        Some(Self { body, slots })
    }
}

impl Query for LedeQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for LedeQuery {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let ledes = Ledes::open(reader)?;
        // Documents in which the slots read so far match, with the positions where the first of them stands.
        let mut found: Option<HashMap<DocId, Vec<u32>>> = None;
        for (offset, slot) in (0u32..).zip(&self.slots) {
            found = Some(self.read_slot(reader, slot, offset, &ledes, found.as_ref())?);
        }
        let found = found.unwrap_or_default();
        if found.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let mut documents = BitSet::with_max_value(reader.max_doc());
        for &document in found.keys() {
            documents.insert(document);
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(documents), boost)))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > document || scorer.seek(document) != document {
            return Err(TantivyError::InvalidArgument(format!("document {document} does not match")));
        }
        Ok(Explanation::new("words in the lede", 1.0))
    }
}

impl LedeQuery {
    /// Reads the postings of one slot, and keeps what goes on from `before`.
    fn read_slot(
        &self,
        reader: &SegmentReader,
        slot: &Slot,
        offset: u32,
        ledes: &Ledes,
        before: Option<&HashMap<DocId, Vec<u32>>>,
    ) -> tantivy::Result<HashMap<DocId, Vec<u32>>> {
        let inverted = reader.inverted_index(self.body)?;
        let mut found: HashMap<DocId, Vec<u32>> = HashMap::new();
        let mut positions = Vec::new();
        for term in self.terms(reader, slot)? {
            let term = Term::from_field_text(self.body, &term);
            let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)? else {
                continue;
            };
            let mut document = postings.doc();
            while document != TERMINATED {
                let lede = ledes.of(document);
                if before.is_none_or(|before| before.contains_key(&document)) && !lede.is_empty() {
                    postings.positions(&mut positions);
                    let starts = positions
                        .iter()
                        .filter(|position| lede.contains(position))
                        .filter_map(|position| position.checked_sub(offset));
                    let goes_on = |start: &u32| {
                        before.is_none_or(|before| before.get(&document).is_some_and(|known| known.contains(start)))
                    };
                    let starts: Vec<u32> = starts.filter(goes_on).collect();
                    if !starts.is_empty() {
                        found.entry(document).or_default().extend(starts);
                    }
                }
                document = postings.advance();
            }
        }
        Ok(found)
    }

    /// The terms of the dictionary that a slot stands for.
    fn terms(&self, reader: &SegmentReader, slot: &Slot) -> tantivy::Result<Vec<String>> {
        let prefix = match slot {
            Slot::Terms(terms) => return Ok(terms.clone()),
            Slot::Prefix(prefix) => prefix,
        };
        let inverted = reader.inverted_index(self.body)?;
        let mut stream = inverted.terms().range().ge(prefix.as_bytes()).into_stream()?;
        let mut terms = Vec::new();
        while stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
            if terms.len() >= MAX_EXPANSIONS as usize {
                return Err(TantivyError::InvalidArgument(format!(
                    "more than {MAX_EXPANSIONS} expansions of a prefix"
                )));
            }
            terms.extend(std::str::from_utf8(stream.key()).map(str::to_owned));
        }
        Ok(terms)
    }
}

/// Where the lede of each document of a segment stands.
struct Ledes {
    start: Column<u64>,
    end: Column<u64>,
}

impl Ledes {
    fn open(reader: &SegmentReader) -> tantivy::Result<Self> {
        let columns = reader.fast_fields();
        Ok(Self { start: columns.u64(column::LEDE_START)?, end: columns.u64(column::LEDE_END)? })
    }

    /// Positions of the body; empty where a document has no lede.
    fn of(&self, document: DocId) -> Range<u32> {
        let at = |column: &Column<u64>| column.first(document).and_then(|at| u32::try_from(at).ok()).unwrap_or(0);
        at(&self.start)..at(&self.end)
    }
}
