//! Boosting: each tree is grown on what the trees before it got wrong. Log-loss of two classes, after Friedman,
//! "Greedy function approximation" (2001), with histograms and leaf-wise growth as in LightGBM (Ke et al., 2017).

use super::grow::{Grower, Growth};
use super::trees::{self, Node, Table, Tree, round};
use crate::corpus::Dice;

/// How an ensemble is made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    /// Trees of an ensemble.
    pub(super) rounds: usize,
    /// Ensembles, each made with another seed; the answer is their mean. Fewer surprises, for as many more trees.
    pub(super) ensembles: usize,
    pub(super) growth: Growth,
    /// Each tree looks at this share of the columns, and at this share of the rows, in percent.
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// Which of them: the same seed makes the same trees.
    pub(super) seed: u64,
}

/// What is to be learned: a table, whether each row is positive, and its weight.
pub(super) struct Lesson<'a> {
    pub(super) table: &'a Table,
    pub(super) labels: &'a [bool],
    pub(super) weights: &'a [f64],
}

/// Fits trees; their sums go through the logistic function.
pub(super) fn fit(lesson: &Lesson, settings: Settings) -> Vec<Tree> {
    let mut trees: Vec<Tree> = Vec::new();
    for at in 0..settings.ensembles {
        trees.extend(ensemble(lesson, Settings { seed: settings.seed + at as u64, ..settings }));
    }
    let share = settings.ensembles.max(1) as f64;
    for node in trees.iter_mut().flatten() {
        if let Node::Leaf(value) = node {
            *value = round(*value / share, 5);
        }
    }
    trees
}

fn ensemble(lesson: &Lesson, settings: Settings) -> Vec<Tree> {
    let Lesson { table, labels, weights } = *lesson;
    let mean = weights.iter().sum::<f64>() / weights.len().max(1) as f64;
    let weights: Vec<f64> = weights.iter().map(|weight| weight / mean).collect();
    let base = round(log_odds(labels, &weights), 5);
    let mut scores = vec![base; table.rows];
    let mut dice = Dice::new(settings.seed);
    let mut ensemble: Vec<Tree> = Vec::with_capacity(settings.rounds);
    for _ in 0..settings.rounds {
        let slopes: Vec<(f64, f64)> = scores
            .iter()
            .zip(labels)
            .zip(&weights)
            .map(|((score, &label), weight)| {
                let p = 1.0 / (1.0 + (-score).exp());
                (weight * (p - f64::from(u8::from(label))), weight * p * (1.0 - p))
            })
            .collect();
        let columns = draw(&mut dice, table.columns.len(), settings.columns);
        let rows = (0..table.rows as u32).filter(|&row| dice.below(100) < settings.rows && weights[row as usize] > 0.0);
        let grower = Grower { table, slopes: &slopes, columns: &columns, growth: settings.growth };
        let tree = grower.grow(rows.collect());
        for (row, score) in scores.iter_mut().enumerate() {
            *score += trees::leaf(&tree, |column, _, bin| table.columns[column].bins[row] <= bin);
        }
        ensemble.push(tree);
    }
    // An ensemble has no number of its own to begin with: its first tree begins with the odds.
    for node in ensemble.first_mut().into_iter().flatten() {
        if let Node::Leaf(value) = node {
            *value = round(*value + base, 6);
        }
    }
    ensemble
}

/// The logarithm of the odds of a positive row, kept finite.
fn log_odds(labels: &[bool], weights: &[f64]) -> f64 {
    let all: f64 = weights.iter().sum();
    let positive: f64 = labels.iter().zip(weights).filter(|(label, _)| **label).map(|(_, weight)| weight).sum();
    let share = (positive / all).clamp(1e-6, 1.0 - 1e-6);
    (share / (1.0 - share)).ln()
}

/// Draws a share of the numbers below `count`, ascending, one at least.
fn draw(dice: &mut Dice, count: usize, percent: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..count).collect();
    let taken = (count * percent).div_ceil(100).clamp(1, count.max(1));
    for at in 0..taken.min(count) {
        let other = at + dice.below(count - at);
        all.swap(at, other);
    }
    all.truncate(taken);
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(threads: usize) -> Settings {
        let growth = Growth { leaves: 4, fewest_rows: 5, ridge: 1.0, rate: 0.3, threads };
        Settings { rounds: 40, ensembles: 1, growth, columns: 100, rows: 80, seed: 1 }
    }

    /// Rows of two numbers that decide together and one that says nothing.
    fn exclusive_or(count: usize) -> (Vec<Vec<f64>>, Vec<bool>) {
        let mut dice = Dice::new(7);
        let rows: Vec<Vec<f64>> =
            (0..count).map(|_| (0..3).map(|_| dice.below(1000) as f64 / 1000.0).collect()).collect();
        let labels = rows.iter().map(|row| (row[0] > 0.5) != (row[1] > 0.3)).collect();
        (rows, labels)
    }

    fn learn(rows: &[Vec<f64>], labels: &[bool], settings: Settings) -> Vec<Tree> {
        let weights = vec![1.0; labels.len()];
        fit(&Lesson { table: &Table::new(rows), labels, weights: &weights }, settings)
    }

    #[test]
    fn what_two_numbers_say_together_is_learned() {
        let (rows, labels) = exclusive_or(2000);
        let ensemble = learn(&rows[..1000], &labels[..1000], settings(1));
        let is_right = |at: &usize| (trees::probability(&ensemble, &rows[*at]) > 0.5) == labels[*at];
        let right = (1000..2000).filter(is_right).count();
        assert!(right > 960, "{right}");
    }

    #[test]
    fn the_same_rows_make_the_same_trees_on_one_thread_and_two() {
        let (rows, labels) = exclusive_or(30_000);
        let few = Settings { rounds: 5, ..settings(1) };
        let one = learn(&rows, &labels, few);
        assert_eq!(one, learn(&rows, &labels, few));
        assert_eq!(one, learn(&rows, &labels, Settings { growth: settings(2).growth, ..few }));
        assert_ne!(one, learn(&rows, &labels, Settings { seed: 2, ..few }));
        let two = learn(&rows, &labels, Settings { ensembles: 2, ..few });
        assert_eq!((two.len(), one.len()), (10, 5));
    }

    #[test]
    fn weights_shift_the_odds_and_small_leaves_are_not_made() {
        let rows = vec![vec![1.0]; 40];
        let labels: Vec<bool> = (0..40).map(|row| row % 2 == 0).collect();
        let weights: Vec<f64> = labels.iter().map(|&label| if label { 3.0 } else { 1.0 }).collect();
        let table = Table::new(&rows);
        let ensemble = fit(&Lesson { table: &table, labels: &labels, weights: &weights }, settings(1));
        assert!((trees::probability(&ensemble, &[1.0]) - 0.75).abs() < 0.01);
        let (rows, labels) = exclusive_or(9);
        assert!(learn(&rows, &labels, settings(1)).iter().all(|tree| tree.len() == 1));
    }

    #[test]
    fn draws_are_distinct_and_ascending() {
        let drawn = draw(&mut Dice::new(3), 10, 50);
        assert_eq!(drawn.len(), 5);
        assert!(drawn.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(draw(&mut Dice::new(3), 1, 50), [0]);
    }
}
