//! The features of one token: hashes of the words, shapes and lists around it.
//!
//! The numbers of the templates are part of the form of the weights' file.

use std::ops::Range;

use super::hash::{feature, feature2};
use super::sheet::{Sentence, Sheet, each_list};
use super::token::{Token, head, tail};

/// Stand for what is beyond the ends of a sentence.
const BEFORE: u64 = 11;
const AFTER: u64 = 12;

/// Writes the features of a token of a run into `out`; `lower` is the token's word in lower case.
pub(crate) fn features(
    sheet: &Sheet,
    sentence: &Sentence,
    run: &Range<usize>,
    at: usize,
    lower: &str,
    out: &mut Vec<u64>,
) {
    out.clear();
    let window = Window { tokens: &sheet.tokens[sentence.tokens.clone()], at: at - sentence.tokens.start };
    out.push(feature(1, 0));
    own(&window, lower, out);
    around(&window, out);
    lists(&window, out);
    style(&window, sentence, run, at, out);
    if sheet.tokens[at].is_capital() {
        sheet.features(sentence, at, out);
    }
}

/// A token and its neighbours in the sentence.
struct Window<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Window<'_> {
    fn get(&self, offset: isize) -> Option<&Token> {
        self.tokens.get(self.at.checked_add_signed(offset)?)
    }

    fn read(&self, offset: isize, read: impl Fn(&Token) -> u64) -> u64 {
        self.get(offset).map_or(if offset < 0 { BEFORE } else { AFTER }, read)
    }

    fn lower(&self, offset: isize) -> u64 {
        self.read(offset, |token| token.lower)
    }

    fn sketch(&self, offset: isize) -> u64 {
        self.read(offset, |token| token.sketch)
    }
}

/// The word itself: shape, beginnings, endings.
fn own(window: &Window<'_>, lower: &str, out: &mut Vec<u64>) {
    out.push(feature(34, window.tokens[window.at].shape));
    for (letters, template) in (1..=4).zip(40..) {
        out.extend(head(lower, letters).map(|head| feature(template, super::hash::word(head.as_bytes()))));
        out.extend(tail(lower, letters).map(|tail| feature(template + 10, super::hash::word(tail.as_bytes()))));
    }
}

/// Words and shapes of the window, alone and in pairs.
fn around(window: &Window<'_>, out: &mut Vec<u64>) {
    let lower = |offset| window.lower(offset);
    let sketch = |offset| window.sketch(offset);
    for (offset, template) in (-2..=2).zip(10..) {
        out.push(feature(template, lower(offset)));
        out.push(feature(template + 10, sketch(offset)));
    }
    for (offset, template) in (-1..=1).zip(30..) {
        out.extend(window.get(offset).map(|token| feature(template, token.exact)));
    }
    for (offset, template) in [(-1, 60), (1, 62)] {
        out.extend(window.get(offset).map(|token| feature(template, token.ending)));
    }
    out.extend([
        feature2(70, lower(-1), lower(0)),
        feature2(71, lower(0), lower(1)),
        feature2(72, lower(-1), lower(1)),
        feature2(73, sketch(-1), sketch(0)),
        feature2(74, sketch(0), sketch(1)),
        feature2(75, feature2(1, sketch(-1), sketch(0)), sketch(1)),
        feature2(76, lower(-2), lower(-1)),
        feature2(77, lower(1), lower(2)),
        feature2(78, lower(-1), sketch(0)),
        feature2(79, sketch(0), lower(1)),
    ]);
    for offset in [-4, -3, 3, 4] {
        let template = if offset < 0 { 84 } else { 85 };
        out.extend(window.get(offset).map(|token| feature(template, token.lower)));
    }
}

/// Which lists the token and its neighbours stand in.
fn lists(window: &Window<'_>, out: &mut Vec<u64>) {
    for (offset, template) in (-1..=1).zip(200..) {
        let Some(token) = window.get(offset) else { continue };
        each_list(token.lists, |list, place| out.push(feature2(template, list, place)));
    }
    let token = &window.tokens[window.at];
    each_list(token.lists, |list, place| {
        out.push(feature2(204, list * 8 + place, window.lower(-1)));
        out.push(feature2(205, list * 8 + place, window.lower(1)));
    });
    if token.lists != 0 {
        out.push(feature2(206, token.lists, token.case as u64 + 8 * u64::from(window.at == 0)));
        let beside = |offset| window.get(offset).map_or(0, |token| token.lists);
        out.push(feature2(207, token.lists, beside(-1)));
        out.push(feature2(208, token.lists, beside(1)));
    }
}

/// How the sentence is written, and the run the token stands in.
fn style(window: &Window<'_>, sentence: &Sentence, run: &Range<usize>, at: usize, out: &mut Vec<u64>) {
    let token = &window.tokens[window.at];
    let starts = u64::from(window.at == 0);
    let flags = starts + 2 * sentence.style as u64;
    out.push(feature2(80, token.case as u64, flags));
    out.push(feature2(81, token.sketch, flags));
    out.push(feature2(82, token.lower, flags));
    let outside = |at: Option<usize>| at.and_then(|at| window.tokens.get(at)).map_or(0, |token| token.lower);
    let first = run.start - sentence.tokens.start;
    let (before, after) = (outside(first.checked_sub(1)), outside(Some(run.end - sentence.tokens.start)));
    let length = run.len().min(6) as u64;
    let place = u64::from(at == run.start) + 2 * u64::from(at + 1 == run.end);
    out.push(feature2(86, length, place));
    out.push(feature(87, before));
    out.push(feature(88, after));
    out.push(feature2(89, before, length));
    out.push(feature2(90, after, length));
}
