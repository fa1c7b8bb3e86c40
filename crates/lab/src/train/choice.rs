//! Weights for choosing one of several candidates or none, with an L1 penalty: most numbers tell nothing, and their weights
//! become 0.

use std::ops::Range;

/// Sweeps over all weights; fits end long before.
const MOST_SWEEPS: usize = 400;
/// A fit ends when no weight of a sweep changes by more.
const STILL: f64 = 1e-3;

/// One candidate.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Numbers of the features that are not 0, and their values.
    pub(crate) cells: Vec<(usize, f64)>,
    pub(crate) is_right: bool,
}

/// What is fitted on, and how far the fit is.
struct Fit<'a> {
    rows: &'a [Row],
    /// The candidates of each question.
    questions: Vec<Range<usize>>,
    question_of: Vec<usize>,
    /// What the weights give each candidate.
    sums: Vec<f64>,
    strength: f64,
}

/// Returns the constant and the weights that make `strength` times the sum of the questions' losses plus the sum of the
/// weights' absolute values as small as can be. The loss is that of McFadden's conditional logit: the logarithm of the
/// probability, given by exponentials of sums in proportion, of the right candidates, or where there are none, of "none of
/// these", whose sum is 0.
///
/// Coordinate descent with one Newton step and a line search for each weight, as in Yuan, Chang, Hsieh and Lin, "A
/// Comparison of Optimization Methods and Software for Large-scale L1-regularized Linear Classification" (2010),
/// section 4.1. The constant is not penalised.
pub(crate) fn fit(questions: &[Vec<Row>], features: usize, strength: f64) -> (f64, Vec<f64>) {
    let rows: Vec<Row> = questions.concat();
    let mut columns: Vec<Vec<(usize, f64)>> = vec![Vec::new(); features + 1];
    for (at, row) in rows.iter().enumerate() {
        row.cells.iter().for_each(|&(feature, value)| columns[feature].push((at, value)));
        columns[features].push((at, 1.0));
    }
    let mut start = 0;
    let ranges = questions.iter().map(|question| {
        start += question.len();
        start - question.len()..start
    });
    let question_of = questions.iter().enumerate().flat_map(|(at, question)| question.iter().map(move |_| at));
    let mut fit = Fit {
        rows: &rows,
        questions: ranges.collect(),
        question_of: question_of.collect(),
        sums: vec![0.0; rows.len()],
        strength,
    };
    let mut weights = vec![0.0; features + 1];
    for _ in 0..MOST_SWEEPS {
        let mut largest: f64 = 0.0;
        for (feature, column) in columns.iter().enumerate() {
            let penalty = if feature == features { 0.0 } else { 1.0 };
            let step = fit.step(column, weights[feature], penalty);
            if step != 0.0 {
                weights[feature] += step;
                column.iter().for_each(|&(row, value)| fit.sums[row] += step * value);
                largest = largest.max(step.abs());
            }
        }
        if largest < STILL {
            break;
        }
    }
    let bias = weights.pop().unwrap_or(0.0);
    (bias, weights)
}

impl Fit<'_> {
    /// By how much one weight changes.
    fn step(&self, column: &[(usize, f64)], weight: f64, penalty: f64) -> f64 {
        let (mut slope, mut curve) = (0.0, 1e-9);
        for cells in self.by_question(column) {
            let question = &self.questions[self.question_of[cells[0].0]];
            let (all, right) = self.totals(question, |row| self.sums[row]);
            let (mut mean, mut squares) = (0.0, 0.0);
            for &(row, value) in cells {
                let p = (self.sums[row] - all).exp();
                let asked = if self.rows[row].is_right { (self.sums[row] - right).exp() } else { 0.0 };
                slope += value * (p - asked);
                mean += value * p;
                squares += value * value * p;
            }
            curve += squares - mean * mean;
        }
        let (slope, curve) = (self.strength * slope, self.strength * curve);
        let whole = if slope + penalty <= curve * weight {
            -(slope + penalty) / curve
        } else if slope - penalty >= curve * weight {
            -(slope - penalty) / curve
        } else {
            -weight
        };
        if whole.abs() < 1e-12 {
            return 0.0;
        }
        let expected = slope * whole + penalty * ((weight + whole).abs() - weight.abs());
        let mut share = 1.0;
        for _ in 0..20 {
            let step = share * whole;
            let gained = self.strength * self.change(column, step);
            if gained + penalty * ((weight + step).abs() - weight.abs()) <= 0.01 * share * expected {
                return step;
            }
            share *= 0.5;
        }
        0.0
    }

    /// The cells of a column, those of one question together.
    fn by_question<'c>(&self, column: &'c [(usize, f64)]) -> impl Iterator<Item = &'c [(usize, f64)]> {
        column.chunk_by(|one, other| self.question_of[one.0] == self.question_of[other.0])
    }

    /// By how much all losses change with a step of the column's weight.
    fn change(&self, column: &[(usize, f64)], step: f64) -> f64 {
        let of = |cells: &[(usize, f64)]| {
            let question = &self.questions[self.question_of[cells[0].0]];
            let moved = |row: usize| {
                let value = cells.iter().find(|cell| cell.0 == row).map_or(0.0, |cell| cell.1);
                self.sums[row] + step * value
            };
            self.loss(question, moved) - self.loss(question, |row| self.sums[row])
        };
        self.by_question(column).map(of).sum()
    }

    fn loss(&self, question: &Range<usize>, sum: impl Fn(usize) -> f64) -> f64 {
        let (all, right) = self.totals(question, sum);
        all - right
    }

    /// Logarithms of the sums of exponentials: of all candidates and "none of these", and of what is right.
    fn totals(&self, question: &Range<usize>, sum: impl Fn(usize) -> f64) -> (f64, f64) {
        let largest = question.clone().map(&sum).fold(0.0, f64::max);
        let (mut all, mut right) = ((-largest).exp(), 0.0);
        for row in question.clone() {
            let share = (sum(row) - largest).exp();
            all += share;
            right += if self.rows[row].is_right { share } else { 0.0 };
        }
        let is_any_right = self.rows[question.clone()].iter().any(|row| row.is_right);
        (largest + all.ln(), if is_any_right { largest + right.max(f64::MIN_POSITIVE).ln() } else { 0.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_something_gets_a_weight_and_the_rest_none() {
        // Of two candidates the first is right in half of the questions, where it has the mark; else mostly none is.
        let question = |number: usize| {
            let noise = |at: usize| (1, ((number * 7919 + at * 31) % 13) as f64 / 13.0);
            let is_marked = number.is_multiple_of(2);
            let mut cells = vec![noise(0)];
            cells.extend(is_marked.then_some((0, 1.0)));
            vec![Row { cells, is_right: is_marked || number % 10 == 1 }, Row { cells: vec![noise(1)], is_right: false }]
        };
        let questions: Vec<Vec<Row>> = (0..400).map(question).collect();
        let (bias, weights) = fit(&questions, 3, 0.1);
        assert!(weights[0] > 2.0 && weights[1].abs() < 0.5 && weights[2] == 0.0, "{weights:?}");
        // A fifth of the unmarked questions has a right answer, one of two that look alike.
        let share = 2.0 * bias.exp() / (1.0 + 2.0 * bias.exp());
        assert!((share - 0.2).abs() < 0.1, "{bias} {share}");
    }
}
