//! Whether the borders of paragraphs survive: paragraphs of answers that are exactly paragraphs of gold.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use serde_json::json;

use crate::out;

#[derive(Deserialize)]
struct Line {
    id: String,
    body: Option<String>,
}

/// Paragraphs of one page that agree, and all of either side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    agree: usize,
    gold: usize,
    answer: usize,
}

impl Count {
    /// Precision, recall, and their harmonic mean.
    fn measures(self) -> [f64; 3] {
        let share = |of: usize| if of == 0 { 0.0 } else { self.agree as f64 / of as f64 };
        let (precision, recall) = (share(self.answer), share(self.gold));
        let sum = precision + recall;
        [precision, recall, if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 }]
    }
}

/// Prints precision, recall and F1 of paragraphs over all pages of a gold file that have a body; an answer that is
/// missing is empty.
pub(crate) fn paragraphs(gold: &Path, system: &Path) -> anyhow::Result<()> {
    let (pages, all) = count(gold, system)?;
    let [precision, recall, f1] = all.measures().map(|share| (share * 1e4).round() / 1e4);
    let measures = json!({"precision": precision, "recall": recall, "f1": f1});
    out::line(&json!({"pages": pages, "paragraphs": all.gold, "exact": measures}).to_string());
    Ok(())
}

/// The F1 of paragraphs; `None` where no page has a gold body.
pub(crate) fn f1(gold: &Path, system: &Path) -> anyhow::Result<Option<f64>> {
    let (pages, all) = count(gold, system)?;
    let [.., f1] = all.measures();
    Ok(Some(f1).filter(|_| pages > 0))
}

fn count(gold: &Path, system: &Path) -> anyhow::Result<(usize, Count)> {
    let answers: HashMap<String, String> =
        read(system)?.into_iter().map(|line| (line.id, line.body.unwrap_or_default())).collect();
    let (mut pages, mut all) = (0, Count::default());
    for Line { id, body } in read(gold)? {
        let Some(body) = body else { continue };
        let count = compare(&body, answers.get(&id).map_or("", String::as_str));
        pages += 1;
        all = Count { agree: all.agree + count.agree, gold: all.gold + count.gold, answer: all.answer + count.answer };
    }
    Ok((pages, all))
}

fn read(path: &Path) -> anyhow::Result<Vec<Line>> {
    let file = File::open(path).with_context(|| format!("cannot open `{}`", path.display()))?;
    BufReader::new(file).lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

/// Paragraphs are lines that are not blank, white space in them collapsed; each counts as often as it stands there.
fn compare(gold: &str, answer: &str) -> Count {
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut count = Count::default();
    for paragraph in split(gold) {
        *known.entry(paragraph).or_default() += 1;
        count.gold += 1;
    }
    for paragraph in split(answer) {
        count.answer += 1;
        if let Some(left) = known.get_mut(&paragraph).filter(|left| **left > 0) {
            *left -= 1;
            count.agree += 1;
        }
    }
    count
}

fn split(text: &str) -> impl Iterator<Item = String> {
    let collapsed = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    collapsed.filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_agree_where_both_borders_do() {
        let count = compare("one two\n\nthree\nthree", " one  two\nthree\n\nthree\n\nthree four");
        assert_eq!(count, Count { agree: 3, gold: 3, answer: 4 });
        assert_eq!(count.measures(), [0.75, 1.0, 6.0 / 7.0]);
        assert_eq!(compare("one\n\ntwo", "one two").measures(), [0.0; 3]);
    }
}
