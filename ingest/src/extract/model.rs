//! Class words and two small ensembles of trees, read from the weights' file once.

use std::sync::LazyLock;

use rapidhash::RapidHashMap;
use serde::Deserialize;

use super::{context, features};

/// The weights: see `data/NOTICE.md` for what they were fitted on.
const SHIPPED: &str = include_str!("../../data/extractor.json");
/// The form of the file that this code reads.
const FORMAT: u32 = 1;

/// A model ready for use.
#[derive(Debug, Default)]
pub(crate) struct Model {
    numbers: RapidHashMap<String, usize>,
    weights: Vec<f64>,
    stages: [Vec<Tree>; 2],
    /// Probability above which a block is kept.
    pub(super) threshold: f64,
}

/// A tree as what its splits rule out.
///
/// Nobody walks: where a number is above the limit of a split, the leaves on its left are out, and the first leaf that is
/// left answers. The splits are asked of many rows at once, without a question where to go on, as in QuickScorer (Lucchese
/// and others, SIGIR 2015) and its vectorised form (SIGIR 2016).
#[derive(Debug, Default)]
struct Tree {
    splits: Vec<Split>,
    /// What the leaves answer, from left to right.
    values: [f64; MOST_LEAVES],
    leaves: usize,
}

/// On to the right where the number of this index is above the limit.
#[derive(Clone, Copy, Debug)]
struct Split {
    limit: f32,
    number: u16,
    /// The leaves that are not on its left, one bit each.
    right: u32,
}

/// As many as a word has bits.
const MOST_LEAVES: usize = 32;

/// Rows that are asked side by side.
const ABREAST: usize = 32;

/// A number of several rows.
type Column = [f32; ABREAST];

/// The file: names of numbers, weights of class words, trees with splits as `[name, limit, left, right]`, the name
/// given as its place in `features`.
#[derive(Deserialize)]
struct File {
    format: u32,
    threshold: f64,
    features: Vec<String>,
    words: RapidHashMap<String, f64>,
    stages: [Vec<Vec<FileStep>>; 2],
}

#[derive(Deserialize)]
#[serde(untagged)]
enum FileStep {
    Split(usize, f64, usize, usize),
    Leaf(f64),
}

/// The model that comes with the program. A test reads the file: it cannot be empty.
pub(crate) fn shipped() -> &'static Model {
    static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(SHIPPED).unwrap_or_default());
    &MODEL
}

impl Model {
    /// # Errors
    ///
    /// Fails where the text is no file of this form, or names a number this code does not compute.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file.format != FORMAT {
            return Err(format!("expected format {FORMAT}, found {}", file.format));
        }
        let known: RapidHashMap<&str, usize> =
            features::NAMES.into_iter().chain(context::NAMES).enumerate().map(|(at, name)| (name, at)).collect();
        let numbers = file
            .features
            .iter()
            .map(|name| {
                known.get(name.as_str()).copied().ok_or_else(|| format!("expected a known feature, found `{name}`"))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let mut words: Vec<(String, f64)> = file.words.into_iter().collect();
        words.sort_by(|one, other| one.0.cmp(&other.0));
        let [first, second] = file.stages;
        let trees = |stage: Vec<Vec<FileStep>>, most: usize| {
            stage.into_iter().map(|tree| check(&tree, &numbers, most)).collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            weights: words.iter().map(|(_, weight)| *weight).collect(),
            numbers: words.into_iter().enumerate().map(|(at, (word, _))| (word, at)).collect(),
            stages: [trees(first, features::COUNT)?, trees(second, features::COUNT + context::COUNT)?],
            threshold: file.threshold,
        })
    }

    /// The number of a class word, in lower case.
    pub(super) fn word(&self, word: &str) -> Option<usize> {
        self.numbers.get(word).copied()
    }

    pub(super) fn weight(&self, number: usize) -> f64 {
        self.weights.get(number).copied().unwrap_or(0.0)
    }

    /// The first stage's probabilities that blocks belong to the body.
    pub(super) fn first(&self, rows: &[features::Row]) -> Vec<f64> {
        probabilities(&self.stages[0], features::COUNT, rows.iter().map(|row| row.iter()))
    }

    /// The second stage's, from numbers and context of blocks.
    pub(super) fn second<'r>(
        &self,
        blocks: impl Iterator<Item = (&'r features::Row, &'r [f32; context::COUNT])>,
    ) -> Vec<f64> {
        let rows = blocks.map(|(row, context)| row.iter().chain(context));
        probabilities(&self.stages[1], features::COUNT + context::COUNT, rows)
    }
}

/// Every split must lead on, and ask for a number below `most`.
fn check(tree: &[FileStep], numbers: &[usize], most: usize) -> Result<Tree, String> {
    let mut out = Tree::default();
    lay_out(&mut out, tree, 0, 0, &|name| numbers.get(name).copied().filter(|&number| number < most))?;
    Ok(out)
}

/// Adds what lies under a step of the file, from left to right.
fn lay_out(
    out: &mut Tree,
    tree: &[FileStep],
    at: usize,
    depth: usize,
    number_of: &impl Fn(usize) -> Option<usize>,
) -> Result<(), String> {
    match *tree.get(at).ok_or("empty tree")? {
        FileStep::Leaf(value) => {
            let leaf = out.values.get_mut(out.leaves);
            *leaf.ok_or_else(|| format!("expected a tree of at most {MOST_LEAVES} leaves, found more"))? = value;
            out.leaves += 1;
        }
        FileStep::Split(name, limit, left, right) => {
            let leads_on = left > at && right > at && left.max(right) < tree.len() && depth < MOST_LEAVES;
            let number = number_of(name).and_then(|number| u16::try_from(number).ok()).filter(|_| leads_on);
            let number = number
                .ok_or_else(|| format!("expected a split that leads on, found {name}, {left}, {right} at {at}"))?;
            let leaves = |count: usize| (1_u64 << count) - 1;
            let before = leaves(out.leaves);
            lay_out(out, tree, left, depth + 1, number_of)?;
            let ruled_out = (leaves(out.leaves) ^ before) as u32;
            out.splits.push(Split { limit: limit as f32, number, right: !ruled_out });
            lay_out(out, tree, right, depth + 1, number_of)?;
        }
    }
    Ok(())
}

/// The probability of each row: the logistic function of the sum over all trees.
fn probabilities<'n>(
    trees: &[Tree],
    numbers: usize,
    mut rows: impl Iterator<Item = impl Iterator<Item = &'n f32>>,
) -> Vec<f64> {
    let mut columns: Vec<Column> = vec![[0.0; ABREAST]; numbers];
    let mut out = Vec::new();
    loop {
        let mut count = 0;
        for row in rows.by_ref().take(ABREAST) {
            columns.iter_mut().zip(row).for_each(|(column, number)| column[count] = *number);
            count += 1;
        }
        let mut sums = [0.0; ABREAST];
        if count > 0 {
            trees.iter().for_each(|tree| tree.add(&columns, &mut sums));
        }
        out.extend(sums[..count].iter().map(|sum: &f64| 1.0 / (1.0 + (-sum).exp())));
        if count < ABREAST {
            return out;
        }
    }
}

impl Tree {
    /// Adds what the tree answers to each row.
    fn add(&self, columns: &[Column], sums: &mut [f64; ABREAST]) {
        let mut left = [u32::MAX; ABREAST];
        for &Split { limit, number, right } in &self.splits {
            for (left, number) in left.iter_mut().zip(&columns[usize::from(number)]) {
                // All bits where the number is not above the limit: without a branch the compiler takes several rows at once.
                *left &= right | u32::from(*number <= limit).wrapping_neg();
            }
        }
        for (left, sum) in left.into_iter().zip(sums) {
            *sum += self.values[left.trailing_zeros() as usize % MOST_LEAVES];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"{"format": 1, "threshold": 0.5, "features": ["words", "near3"], "words": {"story": 1.5},
        "stages": [[[[0, 10, 1, 2], -1, 1]], [[[1, 0.5, 1, 2], -2, 2], [0.5]]]}"#;

    #[test]
    fn the_shipped_weights_can_be_read() {
        let model = Model::read(SHIPPED).unwrap();
        assert_eq!((model.weights.len(), model.stages[0].len(), model.stages[1].len()), (631, 180, 320));
        assert!(model.word("footer").is_some_and(|number| model.weight(number) < -4.0));
    }

    #[test]
    fn trees_are_walked_and_summed() {
        let model = Model::read(SMALL).unwrap();
        let mut rows = vec![[0.0; features::COUNT]; ABREAST + 1];
        rows[ABREAST][features::NAMES.iter().position(|name| *name == "words").unwrap()] = 11.0;
        let first = model.first(&rows);
        assert!(first[..ABREAST].iter().all(|p| (p - 1.0 / (1.0 + 1f64.exp())).abs() < 1e-12));
        assert!(first[ABREAST] > 0.7);
        let second = model.second([(&rows[0], &[0.0; context::COUNT])].into_iter());
        assert!((second[0] - 1.0 / (1.0 + 1.5f64.exp())).abs() < 1e-12);
    }

    #[test]
    fn damaged_files_are_refused() {
        for (from, to) in [
            ("\"words\", \"near3\"", "\"words\", \"far\""),
            ("[0, 10, 1, 2]", "[0, 10, 0, 2]"),
            ("[0, 10, 1, 2]", "[1, 10, 1, 2]"),
            (": 1,", ": 2,"),
        ] {
            assert!(Model::read(&SMALL.replacen(from, to, 1)).is_err(), "{to}");
        }
    }
}
