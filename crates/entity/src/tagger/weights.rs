//! The weights' file: a line that says what it holds, then transitions, lists and rows, read where they lie.
//!
//! The line is `dateline-tagger 1 tags=PER,ORG,LOC,NORP,MISC scale=31.75 lists=300000 rows=240000`. Behind it come
//! the weights of the transitions (16-bit integers), the entries of the lists ([`super::lists`]), and the rows: for
//! each slot of an open-addressing table the weights of one feature for every tag (8-bit integers) and a 16-bit
//! fingerprint, 0 where the slot is free. All numbers are little-endian and weights are multiplied by `scale`.

use thiserror::Error;

use super::lists::{self, Lists};
use super::tags::{Kind, TAGS};

/// Version of the form, of the hashes and of the templates of features.
const FORMAT: &str = "dateline-tagger 1";

/// Bytes of a row: a weight for each tag, one unused, the fingerprint.
const ROW: usize = 24;
/// Where the fingerprint is in a row.
const PRINT: usize = 22;

/// Scores of the tags at one token; those behind the last tag mean nothing.
pub(crate) type Scores = [i32; ROW];

/// Says why a file is not one with weights of the tagger.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("weights of the tagger: expected {expected}, found `{found}`")]
pub struct WeightsError {
    expected: &'static str,
    found: String,
}

/// The weights of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weights<'a> {
    pub(crate) lists: Lists<'a>,
    pub(crate) transitions: [[i32; TAGS]; TAGS],
    /// What weights are multiplied by.
    pub(crate) scale: f32,
    rows: &'a [u8],
}

impl<'a> Weights<'a> {
    /// Reads a file.
    pub(crate) fn read(file: &'a [u8]) -> Result<Self, WeightsError> {
        let error = |expected, found: &str| WeightsError { expected, found: found.chars().take(200).collect() };
        let end = file.iter().take(400).position(|&byte| byte == b'\n');
        let line = end.and_then(|end| std::str::from_utf8(&file[..end]).ok()).unwrap_or_default();
        let Some(fields) = line.strip_prefix(FORMAT) else {
            return Err(error("a first line that begins with `dateline-tagger 1`", line));
        };
        let field = |name: &str| fields.split(' ').find_map(|field| field.strip_prefix(name)?.strip_prefix('='));
        if field("tags") != Some(&tags()) {
            return Err(error("`tags=PER,ORG,LOC,NORP,MISC`", line));
        }
        let scale = field("scale").and_then(|scale| scale.parse().ok()).filter(|scale: &f32| *scale > 0.0);
        let scale = scale.ok_or_else(|| error("`scale=` and a number above 0", line))?;
        let parse = |count: &str| count.parse::<usize>().ok().filter(|count| *count < 1 << 24);
        let count = |name| field(name).and_then(parse);
        let lists = count("lists").ok_or_else(|| error("`lists=` and a number of entries", line))?;
        let slots = count("rows").ok_or_else(|| error("`rows=` and a number of rows", line))?;
        let body = &file[line.len() + 1..];
        let (transitions, rest) = body.split_at_checked(2 * TAGS * TAGS).unwrap_or((&[], &[]));
        let (lists, rows) = rest.split_at_checked(lists * lists::ENTRY).unwrap_or((&[], &[]));
        if transitions.is_empty() || rows.len() != slots * ROW {
            return Err(error("a file as long as its first line says", &format!("{} bytes", file.len())));
        }
        let transition = |from: usize, to: usize| {
            let at = 2 * (from * TAGS + to);
            i32::from(i16::from_le_bytes([transitions[at], transitions[at + 1]]))
        };
        let transitions = std::array::from_fn(|from| std::array::from_fn(|to| transition(from, to)));
        Ok(Self { lists: Lists::new(lists), transitions, scale, rows })
    }

    /// Adds the weights of a feature to the scores of a token.
    #[inline]
    pub(crate) fn add(&self, feature: u64, scores: &mut Scores) {
        let slots = self.rows.len() / ROW;
        let wanted = fingerprint(feature).to_le_bytes();
        let mut at = lists::slot(feature, slots);
        for _ in 0..slots {
            let Some(row) = self.rows.get(at * ROW..(at + 1) * ROW) else { return };
            let found = [row[PRINT], row[PRINT + 1]];
            if found == wanted {
                for (score, &weight) in scores.iter_mut().zip(row) {
                    *score += i32::from(weight.cast_signed());
                }
                return;
            }
            if found == [0, 0] {
                return;
            }
            at = if at + 1 == slots { 0 } else { at + 1 };
        }
    }
}

fn tags() -> String {
    Kind::ALL.map(Kind::name).join(",")
}

#[expect(clippy::cast_possible_truncation, reason = "the low bits are the fingerprint")]
const fn fingerprint(feature: u64) -> u16 {
    feature as u16 | 1
}

/// What a file is written from.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// Weights of the transitions, from tag to tag.
    pub transitions: Vec<f32>,
    /// Features with their weights for each tag.
    pub rows: Vec<(u64, Vec<f32>)>,
    /// Entries of the lists.
    pub lists: Vec<u8>,
}

impl Fitted {
    /// Writes the file; the same weights give the same bytes.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        // Few weights are larger; those are cut.
        let largest = self.rows.iter().flat_map(|(_, row)| row).fold(0.01_f32, |most, weight| most.max(weight.abs()));
        let scale = 127.0 / largest.min(4.0);
        let slots = (self.rows.len() * 5 / 4).max(1);
        let lists = self.lists.len() / lists::ENTRY;
        let mut file = format!("{FORMAT} tags={} scale={scale} lists={lists} rows={slots}\n", tags()).into_bytes();
        for weight in &self.transitions {
            file.extend(narrow(weight * scale, i16::MAX).to_le_bytes());
        }
        file.extend(&self.lists);
        file.extend(self.table(slots, scale));
        file
    }

    fn table(&self, slots: usize, scale: f32) -> Vec<u8> {
        let mut order: Vec<&(u64, Vec<f32>)> = self.rows.iter().collect();
        order.sort_by_key(|(feature, _)| *feature);
        let mut rows = vec![0; slots * ROW];
        for (feature, weights) in order {
            let mut at = lists::slot(*feature, slots);
            while rows[at * ROW + PRINT..(at + 1) * ROW] != [0, 0] {
                at = if at + 1 == slots { 0 } else { at + 1 };
            }
            let row = &mut rows[at * ROW..(at + 1) * ROW];
            for (slot, weight) in row.iter_mut().zip(weights) {
                let [low, _] = narrow(weight * scale, 127).to_le_bytes();
                *slot = low;
            }
            row[PRINT..].copy_from_slice(&fingerprint(*feature).to_le_bytes());
        }
        rows
    }
}

#[expect(clippy::cast_possible_truncation, reason = "clamped first")]
fn narrow(weight: f32, limit: i16) -> i16 {
    weight.round().clamp(-f32::from(limit), f32::from(limit)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted() -> Fitted {
        let mut row = vec![0.0; TAGS];
        (row[0], row[20]) = (-1.0, 2.0);
        Fitted { transitions: vec![0.5; TAGS * TAGS], rows: vec![(7, row)], lists: Vec::new() }
    }

    #[test]
    fn what_is_written_is_what_is_read() {
        let file = fitted().write();
        let weights = Weights::read(&file).unwrap();
        let mut scores = [0; ROW];
        weights.add(7, &mut scores);
        weights.add(8 << 40, &mut scores);
        assert!((weights.scale - 63.5).abs() < 0.01);
        assert_eq!((scores[0], scores[1], scores[20]), (-64, 0, 127));
        assert_eq!(weights.transitions[3][4], 32);
    }

    #[test]
    fn errors_say_what_was_expected() {
        let mut file = fitted().write();
        file.pop();
        let error = |file: &[u8]| Weights::read(file).unwrap_err().to_string();
        assert!(error(&file).contains("expected a file as long as its first line says"), "{}", error(&file));
        for (file, part) in [
            ("", "found ``"),
            ("dateline-tagger 2 tags=PER\n", "begins with `dateline-tagger 1`"),
            ("dateline-tagger 1 tags=PER\n", "expected `tags=PER,ORG,LOC,NORP,MISC`"),
            ("dateline-tagger 1 tags=PER,ORG,LOC,NORP,MISC scale=0\n", "expected `scale=`"),
            ("dateline-tagger 1 tags=PER,ORG,LOC,NORP,MISC scale=1 lists=1 rows=many\n", "expected `rows=`"),
        ] {
            assert!(error(file.as_bytes()).contains(part), "{}", error(file.as_bytes()));
        }
    }
}
