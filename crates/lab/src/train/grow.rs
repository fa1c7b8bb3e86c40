//! One tree, grown leaf by leaf: the leaf whose best split gains most is split next.

use super::trees::{Node, Table, Tree, round};

/// What decides how a tree grows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Growth {
    /// Most leaves of a tree.
    pub(super) leaves: usize,
    /// A leaf holds at least so many rows.
    pub(super) fewest_rows: u32,
    /// Weight of the square of a leaf's value: draws the values of small leaves to zero.
    pub(super) ridge: f64,
    /// Share of a leaf's value that is taken.
    pub(super) rate: f64,
    /// Threads that columns are shared out to; the tree is the same for any number.
    pub(super) threads: usize,
}

/// A split must gain more than this.
const SMALLEST_GAIN: f64 = 1e-9;
/// Fewer rows than this are not worth a second thread.
const ROWS_FOR_THREADS: usize = 20_000;

/// First and second derivatives of the loss, and rows.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    slope: f64,
    curve: f64,
    rows: u32,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.slope += other.slope;
        self.curve += other.curve;
        self.rows += other.rows;
    }

    fn without(self, other: Self) -> Self {
        Self { slope: self.slope - other.slope, curve: self.curve - other.curve, rows: self.rows - other.rows }
    }

    fn score(self, ridge: f64) -> f64 {
        self.slope * self.slope / (self.curve + ridge)
    }
}

/// Sums of each bin of one column.
type Histogram = Vec<Sum>;

#[derive(Clone, Copy, Debug)]
struct Split {
    gain: f64,
    column: usize,
    bin: u8,
}

/// A leaf that may still be split.
struct Open {
    /// Its place in the tree.
    node: usize,
    rows: Vec<u32>,
    total: Sum,
    /// One for each column that this tree looks at.
    histograms: Vec<Histogram>,
    best: Option<Split>,
}

/// What a tree is grown on: the derivatives of every row, and the columns it looks at, ascending.
pub(super) struct Grower<'a> {
    pub(super) table: &'a Table,
    pub(super) slopes: &'a [(f64, f64)],
    pub(super) columns: &'a [usize],
    pub(super) growth: Growth,
}

impl Grower<'_> {
    /// Grows a tree on some rows.
    pub(super) fn grow(&self, rows: Vec<u32>) -> Tree {
        let root = self.open(0, rows, None);
        let mut tree = vec![Node::Leaf(self.value(root.total))];
        let mut open = vec![root];
        while open.len() < self.growth.leaves {
            let gain = |leaf: &Open| leaf.best.map_or(0.0, |best| best.gain);
            // The first of equals, so that the tree does not depend on the order of a sort.
            let Some(at) = (0..open.len()).reduce(|a, b| if gain(&open[b]) > gain(&open[a]) { b } else { a }) else {
                break;
            };
            let Some(best) = open[at].best else { break };
            let leaf = open.swap_remove(at);
            open.extend(self.split(leaf, best, &mut tree));
        }
        tree
    }

    fn value(&self, total: Sum) -> f64 {
        round(-total.slope / (total.curve + self.growth.ridge) * self.growth.rate, 5)
    }

    fn split(&self, leaf: Open, best: Split, tree: &mut Tree) -> [Open; 2] {
        let column = &self.table.columns[best.column];
        let (left, right): (Vec<u32>, Vec<u32>) =
            leaf.rows.iter().partition(|&&row| column.bins[row as usize] <= best.bin);
        let at = tree.len();
        tree[leaf.node] = Node::Split {
            column: best.column,
            limit: column.limits[usize::from(best.bin)],
            bin: best.bin,
            left: at,
            right: at + 1,
        };
        // The smaller half is counted, the larger one is what is left of the whole.
        let left_is_smaller = left.len() <= right.len();
        let (small, large) = if left_is_smaller { (left, right) } else { (right, left) };
        let (small_at, large_at) = if left_is_smaller { (at, at + 1) } else { (at + 1, at) };
        let small = self.open(small_at, small, None);
        let rest = leaf.histograms.into_iter().zip(&small.histograms).map(|(mut all, part)| {
            all.iter_mut().zip(part).for_each(|(all, part)| *all = all.without(*part));
            all
        });
        let large = self.open(large_at, large, Some((rest.collect(), leaf.total.without(small.total))));
        let halves = if left_is_smaller { [small, large] } else { [large, small] };
        tree.extend(halves.iter().map(|half| Node::Leaf(self.value(half.total))));
        halves
    }

    fn open(&self, node: usize, rows: Vec<u32>, known: Option<(Vec<Histogram>, Sum)>) -> Open {
        let (histograms, total) = known.unwrap_or_else(|| (self.histograms(&rows), self.sum(&rows)));
        let best = self.best(&histograms, total);
        Open { node, rows, total, histograms, best }
    }

    fn sum(&self, rows: &[u32]) -> Sum {
        let mut total = Sum::default();
        for &row in rows {
            let (slope, curve) = self.slopes[row as usize];
            total.add(Sum { slope, curve, rows: 1 });
        }
        total
    }

    /// Each column is summed by one thread in the order of rows: sums do not depend on how many threads there are.
    fn histograms(&self, rows: &[u32]) -> Vec<Histogram> {
        let slopes: Vec<(f64, f64)> = rows.iter().map(|&row| self.slopes[row as usize]).collect();
        let count = |columns: &[usize]| -> Vec<Histogram> {
            columns.iter().map(|&column| self.histogram(column, rows, &slopes)).collect()
        };
        if self.growth.threads < 2 || rows.len() < ROWS_FOR_THREADS {
            return count(self.columns);
        }
        let share = self.columns.len().div_ceil(self.growth.threads).max(1);
        std::thread::scope(|scope| {
            let count = &count;
            let running: Vec<_> =
                self.columns.chunks(share).map(|part| (part, scope.spawn(move || count(part)))).collect();
            // A thread that broke off is made up for here.
            running.into_iter().flat_map(|(part, thread)| thread.join().unwrap_or_else(|_| count(part))).collect()
        })
    }

    fn histogram(&self, column: usize, rows: &[u32], slopes: &[(f64, f64)]) -> Histogram {
        let column = &self.table.columns[column];
        let mut bins = vec![Sum::default(); column.limits.len() + 1];
        for (&row, &(slope, curve)) in rows.iter().zip(slopes) {
            bins[usize::from(column.bins[row as usize])].add(Sum { slope, curve, rows: 1 });
        }
        bins
    }

    /// The first of the best splits, by column and bin.
    fn best(&self, histograms: &[Histogram], total: Sum) -> Option<Split> {
        let Growth { ridge, fewest_rows, .. } = self.growth;
        let whole = total.score(ridge);
        let mut best: Option<Split> = None;
        for (&column, bins) in self.columns.iter().zip(histograms) {
            let mut left = Sum::default();
            for (bin, sum) in bins.iter().take(bins.len().saturating_sub(1)).enumerate() {
                left.add(*sum);
                let right = total.without(left);
                if left.rows < fewest_rows || right.rows < fewest_rows {
                    continue;
                }
                let gain = left.score(ridge) + right.score(ridge) - whole;
                if gain > best.map_or(SMALLEST_GAIN, |best| best.gain) {
                    best = Some(Split { gain, column, bin: bin as u8 });
                }
            }
        }
        best
    }
}
