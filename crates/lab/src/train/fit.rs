//! The two stages: trees on a block's own numbers, then trees that see the first ones' answers for its surroundings.

use dateline_ingest::measure;

use super::boost::{self, Lesson, Settings};
use super::grow::Growth;
use super::lexicon::{self, Lexicon};
use super::pages::{FOLDS, Page};
use super::trees::{self, Table, Tree};

/// Weights ready to be written.
#[derive(Debug, PartialEq)]
pub(super) struct Fitted {
    pub(super) lexicon: Lexicon,
    pub(super) stages: [Vec<Tree>; 2],
}

/// The first stage is small: its answers are what the second one looks at, not the last word.
const fn first_stage(threads: usize) -> Settings {
    let growth = Growth { leaves: 8, fewest_rows: 60, ridge: 5.0, rate: 0.12, threads };
    Settings { rounds: 60, ensembles: 3, growth, columns: 40, rows: 80, seed: 1 }
}

const fn second_stage(threads: usize) -> Settings {
    let growth = Growth { leaves: 16, fewest_rows: 80, ridge: 10.0, rate: 0.08, threads };
    Settings { rounds: 80, ensembles: 4, growth, columns: 25, rows: 70, seed: 11 }
}

/// Fits both stages on pages with lessons.
///
/// What a stage learns from must be as good as what it will see, and no better. So the class words of each half of the
/// domains are weighed by the other half, and the first stage's answers for each fold come from the other folds.
pub(super) fn fit(pages: &[&Page], threads: usize) -> Fitted {
    let of_half = |half| pages.iter().copied().filter(|page| page.half == half).collect::<Vec<_>>();
    let by_others = [lexicon::fit(&of_half(1)), lexicon::fit(&of_half(0))];
    let own: Vec<Vec<Vec<f64>>> = pages.iter().map(|page| own_numbers(page, &by_others[page.half])).collect();
    let ensemble = |chosen: &dyn Fn(&Page) -> bool, numbers: &[Vec<Vec<f64>>], settings: Settings| {
        let chosen = || pages.iter().zip(numbers).filter(|(page, _)| chosen(page));
        let rows: Vec<Vec<f64>> = chosen().flat_map(|(_, rows)| rows.iter().cloned()).collect();
        let lessons = || chosen().flat_map(|(page, _)| &page.lessons);
        let labels: Vec<bool> = lessons().map(|lesson| lesson.is_body).collect();
        let weights: Vec<f64> = lessons().map(|lesson| lesson.weight).collect();
        boost::fit(&Lesson { table: &Table::new(&rows), labels: &labels, weights: &weights }, settings)
    };
    let first = ensemble(&|_| true, &own, first_stage(threads));
    let of_others: Vec<Vec<Tree>> =
        (0..FOLDS).map(|fold| ensemble(&|page| page.fold != fold, &own, first_stage(threads))).collect();
    let both: Vec<Vec<Vec<f64>>> =
        pages.iter().zip(own).map(|(page, rows)| with_context(page, rows, &of_others[page.fold])).collect();
    let second = ensemble(&|_| true, &both, second_stage(threads));
    Fitted { lexicon: lexicon::fit(pages), stages: [first, second] }
}

/// The numbers of a page's blocks, those of class words by another lexicon than the one that the extractor has.
fn own_numbers(page: &Page, lexicon: &Lexicon) -> Vec<Vec<f64>> {
    let row = |block: &measure::Block| {
        let mut row = block.numbers.clone();
        let [near_sum, near_smallest, ..] = lexicon::numbers(lexicon, &block.near_words);
        let [sum, smallest, largest, negative] = lexicon::numbers(lexicon, &block.class_words);
        // The last numbers of a row, in the order of their names.
        let weighed = [sum, smallest, largest, negative, near_sum, near_smallest];
        let others = row.len() - weighed.len();
        row[others..].copy_from_slice(&weighed);
        row
    };
    page.blocks.iter().map(row).collect()
}

fn with_context(page: &Page, mut rows: Vec<Vec<f64>>, first_stage: &[Tree]) -> Vec<Vec<f64>> {
    let first: Vec<f64> = rows.iter().map(|row| trees::probability(first_stage, row)).collect();
    for (row, context) in rows.iter_mut().zip(measure::context(&first, &page.blocks)) {
        row.extend(context);
    }
    rows
}
