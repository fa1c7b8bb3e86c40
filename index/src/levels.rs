//! Levels of a facet whose values are paths: which value lies right below which.

use std::collections::HashMap;

use dateline_search::{EngineError, Level};

use crate::error::io;
use crate::facets::{FacetTable, number};

/// Stands for no parent.
pub(crate) const NONE: u32 = u32::MAX;

/// The parents of all values of a facet, by number.
pub(crate) struct Parents {
    parents: Vec<u32>,
    /// Whether a value is a path of one part.
    outermost: Vec<bool>,
}

impl Parents {
    /// Walks over all values in order. An ancestor is shorter than what lies below it, so it comes first; what comes
    /// between the two may lie elsewhere (`-` sorts before `/`), so ancestors are looked up and not stacked.
    pub(crate) fn new(table: &FacetTable) -> Result<Self, EngineError> {
        let mut known: HashMap<Vec<u8>, u32> = HashMap::new();
        let mut parents = Vec::new();
        let mut outermost = Vec::new();
        table.each_value(|value| {
            let mut parent = NONE;
            let mut rest = value;
            while let Some(cut) = rest.iter().rposition(|&byte| byte == b'/').filter(|&cut| cut > 0) {
                rest = &rest[..cut];
                if let Some(&outer) = known.get(rest) {
                    parent = outer;
                    break;
                }
            }
            known.insert(value.to_vec(), number(parents.len()));
            parents.push(parent);
            outermost.push(value.iter().filter(|&&byte| byte == b'/').count() == 1);
        })?;
        Ok(Self { parents, outermost })
    }

    /// Returns which of some values are the parent of another one of them.
    pub(crate) fn with_parts(&self, counts: &[(u32, u32)]) -> Vec<bool> {
        let mut parts = vec![false; self.parents.len()];
        for &(value, _) in counts {
            if let Some(parent) = parts.get_mut(self.parent(value) as usize) {
                *parent = true;
            }
        }
        parts
    }

    fn parent(&self, value: u32) -> u32 {
        self.parents.get(value as usize).copied().unwrap_or(NONE)
    }

    fn is_outermost(&self, value: u32) -> bool {
        self.outermost.get(value as usize).copied().unwrap_or(false)
    }

    /// Keeps the values of one level.
    pub(crate) fn keep(
        &self,
        table: &FacetTable,
        level: &Level,
        counts: &mut Vec<(u32, u32)>,
    ) -> Result<(), EngineError> {
        match level {
            Level::Top { inner: false } => counts.retain(|&(value, _)| self.parent(value) == NONE),
            Level::Top { inner: true } => counts.retain(|&(value, _)| {
                let parent = self.parent(value);
                !self.is_outermost(value) && (parent == NONE || self.is_outermost(parent))
            }),
            Level::Below(path) => match table.find(path)? {
                Some(outer) => counts.retain(|&(value, _)| self.parent(value) == outer),
                None => counts.clear(),
            },
        }
        Ok(())
    }
}

impl FacetTable {
    /// Hands out every value in order. Numbers follow the order of values, in each segment and over all: so each
    /// dictionary is read once, from its beginning.
    fn each_value(&self, mut each: impl FnMut(&[u8])) -> Result<(), EngineError> {
        let failed = io("reading dictionaries");
        let mut streams = Vec::new();
        for column in self.columns() {
            streams.push(column.as_ref().map(|column| column.dictionary().stream()).transpose().map_err(&failed)?);
        }
        let mut at = vec![0_u32; streams.len()];
        for global in 0..number(self.len()) {
            let (segment, local) = self.origin(global);
            let Some(Some(stream)) = streams.get_mut(segment as usize) else { continue };
            let read = &mut at[segment as usize];
            while *read <= local && stream.advance() {
                *read += 1;
            }
            each(stream.key());
        }
        Ok(())
    }

    /// Returns the number of a value, where some document has it.
    pub(crate) fn find(&self, wanted: &str) -> Result<Option<u32>, EngineError> {
        let (mut low, mut high) = (0, number(self.len()));
        while low < high {
            let middle = low + (high - low) / 2;
            match self.value(middle)?.as_str().cmp(wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Ok(Some(middle)),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        Ok(None)
    }
}
