//! How newspapers shorten the states behind the names of towns.

use std::collections::HashMap;

use crate::data;
use crate::lexicon::Lexicon;

const TABLE: &str = include_str!("../../data/abbreviations.tsv");

/// Returns the entries that abbreviations stand for, by key; those that the lexicon does not have are left out.
pub(crate) fn entries(lexicon: &Lexicon) -> HashMap<Box<str>, u32> {
    let rows = data::lines(TABLE).filter_map(|(_, row)| row.split_once('\t'));
    let known = rows.filter_map(|(short, id)| Some((short, lexicon.index(id.trim())?)));
    known.flat_map(|(short, entry)| data::list(short).map(move |short| (short.into(), entry))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_abbreviation_stands_for_a_state_that_is_known() {
        let lexicon = Lexicon::builtin();
        for (line, row) in data::lines(TABLE) {
            let (short, id) = row.split_once('\t').unwrap();
            assert!(lexicon.entity(id).is_some(), "line {line}: {id}");
            for short in data::list(short) {
                assert_eq!(crate::gazetteer::key(short), short, "line {line}");
            }
        }
        assert!(entries(lexicon).len() > 100);
    }
}
