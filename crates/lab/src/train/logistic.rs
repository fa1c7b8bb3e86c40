//! Logistic regression with an L1 penalty: most numbers tell nothing, and their weights become 0.

/// Sweeps over all weights; fits end long before.
const MOST_SWEEPS: usize = 400;
/// A fit ends when no weight of a sweep changes by more.
const STILL: f64 = 1e-3;

/// One example.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Numbers of the features that are not 0, and their values.
    pub(crate) cells: Vec<(usize, f64)>,
    pub(crate) is_right: bool,
}

/// Returns the constant and the weights that make `strength` times the sum of the rows' logistic losses plus the sum of
/// the weights' absolute values as small as can be.
///
/// Coordinate descent with one Newton step and a line search for each weight, as in Yuan, Chang, Hsieh and Lin, "A
/// Comparison of Optimization Methods and Software for Large-scale L1-regularized Linear Classification" (2010),
/// section 4.1. The constant is not penalised.
pub(crate) fn fit(rows: &[Row], features: usize, strength: f64) -> (f64, Vec<f64>) {
    let mut columns: Vec<Vec<(usize, f64)>> = vec![Vec::new(); features + 1];
    for (at, row) in rows.iter().enumerate() {
        row.cells.iter().for_each(|&(feature, value)| columns[feature].push((at, value)));
        columns[features].push((at, 1.0));
    }
    let mut weights = vec![0.0; features + 1];
    let mut sums = vec![0.0; rows.len()];
    for _ in 0..MOST_SWEEPS {
        let mut largest: f64 = 0.0;
        for (feature, column) in columns.iter().enumerate() {
            let penalty = if feature == features { 0.0 } else { 1.0 };
            let step = step(rows, column, &sums, weights[feature], penalty, strength);
            if step != 0.0 {
                weights[feature] += step;
                column.iter().for_each(|&(row, value)| sums[row] += step * value);
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

/// By how much one weight changes.
fn step(rows: &[Row], column: &[(usize, f64)], sums: &[f64], weight: f64, penalty: f64, strength: f64) -> f64 {
    let (mut slope, mut curve) = (0.0, 1e-9);
    for &(row, value) in column {
        let p = probability(sums[row]);
        slope += value * (p - f64::from(u8::from(rows[row].is_right)));
        curve += value * value * p * (1.0 - p);
    }
    let (slope, curve) = (strength * slope, strength * curve);
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
        let gained: f64 = column
            .iter()
            .map(|&(row, value)| {
                loss(sums[row] + step * value, rows[row].is_right) - loss(sums[row], rows[row].is_right)
            })
            .sum();
        if strength * gained + penalty * ((weight + step).abs() - weight.abs()) <= 0.01 * share * expected {
            return step;
        }
        share *= 0.5;
    }
    0.0
}

fn probability(sum: f64) -> f64 {
    1.0 / (1.0 + (-sum).exp())
}

fn loss(sum: f64, is_right: bool) -> f64 {
    let wrong = if is_right { -sum } else { sum };
    wrong.max(0.0) + (-wrong.abs()).exp().ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_something_gets_a_weight_and_the_rest_none() {
        let row = |number: usize| {
            let mut cells = vec![(1, ((number * 7919) % 13) as f64 / 13.0)];
            cells.extend(number.is_multiple_of(2).then_some((0, 1.0)));
            Row { cells, is_right: number.is_multiple_of(2) || number % 10 == 1 }
        };
        let rows: Vec<Row> = (0..400).map(row).collect();
        let (bias, weights) = fit(&rows, 3, 0.1);
        assert!(weights[0] > 2.0 && weights[1].abs() < 0.3 && weights[2] == 0.0, "{weights:?}");
        assert!((probability(bias + weights[1] / 2.0) - 0.2).abs() < 0.1, "{bias}");
    }
}
