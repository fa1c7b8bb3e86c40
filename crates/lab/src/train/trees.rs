//! A table of numbers cut into bins, and the trees that are grown on it.

/// Most bins of a column: a bin's number fits a byte.
const MOST_BINS: usize = 255;

/// Rows of numbers, column by column, each number replaced by the bin it falls into.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) columns: Vec<Column>,
    pub(super) rows: usize,
}

/// A column of a [`Table`].
#[derive(Debug)]
pub(super) struct Column {
    /// The bin of each row.
    pub(super) bins: Vec<u8>,
    /// The largest number of each bin but the last, ascending. A row is in the first bin whose limit it does not pass.
    pub(super) limits: Vec<f64>,
}

impl Table {
    /// Cuts each column into bins that hold about as many rows each; all rows are as long as the first.
    pub(super) fn new(rows: &[Vec<f64>]) -> Self {
        let columns = rows.first().map_or(0, Vec::len);
        let column = |at: usize| Column::new(&rows.iter().map(|row| row[at]).collect::<Vec<f64>>());
        Self { columns: (0..columns).map(column).collect(), rows: rows.len() }
    }
}

impl Column {
    fn new(numbers: &[f64]) -> Self {
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let limits = limits(&sorted);
        let bin = |number: &f64| limits.partition_point(|limit| number > limit) as u8;
        Self { bins: numbers.iter().map(bin).collect(), limits }
    }
}

/// Limits half way between neighbours, cut to the digits that the weights' file has: what is fitted is what is written.
fn limits(sorted: &[f64]) -> Vec<f64> {
    let mut distinct: Vec<(f64, usize)> = Vec::new();
    for &number in sorted {
        match distinct.last_mut().filter(|(last, _)| *last == number) {
            Some((_, count)) => *count += 1,
            None => distinct.push((number, 1)),
        }
    }
    let share = sorted.len().div_ceil(MOST_BINS);
    let is_few = distinct.len() <= MOST_BINS;
    let mut out: Vec<f64> = Vec::new();
    let mut held = 0;
    for pair in distinct.windows(2) {
        held += pair[0].1;
        if is_few || held >= share {
            held = 0;
            let limit = round(f64::midpoint(pair[0].0, pair[1].0), 6);
            if out.last().is_none_or(|&last| limit > last) && out.len() + 1 < MOST_BINS {
                out.push(limit);
            }
        }
    }
    out
}

/// Rounds to so many significant digits.
pub(super) fn round(number: f64, digits: usize) -> f64 {
    format!("{number:.*e}", digits.saturating_sub(1)).parse().unwrap_or(number)
}

/// A tree as its nodes, the root first, children behind their parent.
pub(super) type Tree = Vec<Node>;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Node {
    /// Left where the number in this column is at most the limit.
    Split {
        column: usize,
        limit: f64,
        /// The last bin that goes left.
        bin: u8,
        left: usize,
        right: usize,
    },
    Leaf(f64),
}

/// The leaf that a walk through a tree ends at.
pub(super) fn leaf(tree: &Tree, goes_left: impl Fn(usize, f64, u8) -> bool) -> f64 {
    let mut at = 0;
    loop {
        match tree[at] {
            Node::Leaf(value) => return value,
            Node::Split { column, limit, bin, left, right } => {
                at = if goes_left(column, limit, bin) { left } else { right };
            }
        }
    }
}

/// The probability that an ensemble gives a row.
pub(super) fn probability(trees: &[Tree], row: &[f64]) -> f64 {
    let sum: f64 = trees.iter().map(|tree| leaf(tree, |column, limit, _| row[column] <= limit)).sum();
    1.0 / (1.0 + (-sum).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_fall_into_the_bins_that_the_limits_say() {
        let rows: Vec<Vec<f64>> = (0..1000).map(|row| vec![f64::from(row % 3), f64::from(row) / 7.0]).collect();
        let table = Table::new(&rows);
        assert_eq!(table.columns[0].limits, [0.5, 1.5]);
        assert!((200..MOST_BINS).contains(&table.columns[1].limits.len()));
        for column in 0..2 {
            let Column { bins, limits } = &table.columns[column];
            for (row, &bin) in rows.iter().zip(bins) {
                let bin = usize::from(bin);
                assert!(limits.get(bin).is_none_or(|&limit| row[column] <= limit));
                assert!(bin == 0 || row[column] > limits[bin - 1]);
            }
        }
        assert!(Table::new(&[vec![4.0], vec![4.0]]).columns[0].limits.is_empty());
    }

    #[test]
    fn rounding_keeps_significant_digits() {
        assert_eq!([round(0.123_456_789, 6), round(1_234_567.0, 6), round(0.0, 6)], [0.123_457, 1_234_570.0, 0.0]);
    }
}
