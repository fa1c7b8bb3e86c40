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

/// A tree: the root first, children always behind their parent.
///
/// A walk takes as many steps as the deepest leaf is down: leaves lead to themselves. Steps without a question whether
/// to go on let the processor walk for several rows at once, and it never guesses wrong where to go.
#[derive(Debug, Default)]
struct Tree {
    splits: Vec<Split>,
    /// What each node answers; zero where it is no leaf.
    values: Vec<f64>,
    depth: usize,
}

/// On to the left where the number of this index is at most the limit, else to the node behind the left one.
#[derive(Clone, Copy, Debug)]
struct Split {
    limit: f32,
    number: u16,
    left: u16,
}

/// Rows that walk through a tree side by side.
const ABREAST: usize = 32;

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
        probabilities(&self.stages[0], rows)
    }

    /// The second stage's, from numbers and context of blocks.
    pub(super) fn second<'r>(
        &self,
        blocks: impl Iterator<Item = (&'r features::Row, &'r [f32; context::COUNT])>,
    ) -> Vec<f64> {
        let rows = blocks.map(|(row, context)| {
            let mut both = [0.0; features::COUNT + context::COUNT];
            both[..features::COUNT].copy_from_slice(row);
            both[features::COUNT..].copy_from_slice(context);
            both
        });
        probabilities(&self.stages[1], &rows.collect::<Vec<_>>())
    }
}

/// Every split must lead on, and ask for a number below `most`. Nodes are laid out anew, brothers side by side.
fn check(tree: &[FileStep], numbers: &[usize], most: usize) -> Result<Tree, String> {
    let count = tree.len();
    let short =
        |number: usize| u16::try_from(number).map_err(|_| format!("expected a small tree, found {count} nodes"));
    let mut out = Tree::default();
    // Places in the file of the nodes that are laid out, with their depths.
    let mut laid = vec![(0, 0)];
    while let Some(&(at, depth)) = laid.get(out.splits.len()) {
        let step = tree.get(at).ok_or("empty tree")?;
        out.depth = out.depth.max(depth);
        let (split, value) = match *step {
            FileStep::Leaf(value) => (Split { limit: f32::INFINITY, number: 0, left: short(out.splits.len())? }, value),
            FileStep::Split(name, limit, left, right) => {
                let leads_on = [left, right].into_iter().all(|child| child > at && child < count) && laid.len() < count;
                let number = numbers.get(name).copied().filter(|&number| number < most && leads_on);
                let number = number
                    .ok_or_else(|| format!("expected a split that leads on, found {name}, {left}, {right} at {at}"))?;
                let brothers = laid.len();
                laid.extend([(left, depth + 1), (right, depth + 1)]);
                (Split { limit: limit as f32, number: short(number)?, left: short(brothers)? }, 0.0)
            }
        };
        out.splits.push(split);
        out.values.push(value);
    }
    Ok(out)
}

/// The probability of each row: the logistic function of the sum over all trees.
fn probabilities<const N: usize>(trees: &[Tree], rows: &[[f32; N]]) -> Vec<f64> {
    let mut sums = vec![0.0; rows.len()];
    for (rows, sums) in rows.chunks(ABREAST).zip(sums.chunks_mut(ABREAST)) {
        for tree in trees {
            tree.add(rows, sums);
        }
    }
    sums.into_iter().map(|sum: f64| 1.0 / (1.0 + (-sum).exp())).collect()
}

impl Tree {
    /// Adds what the tree answers to each of at most [`ABREAST`] rows.
    fn add<const N: usize>(&self, rows: &[[f32; N]], sums: &mut [f64]) {
        let mut at = [0_u16; ABREAST];
        for _ in 0..self.depth {
            for (at, row) in at.iter_mut().zip(rows) {
                let split = self.splits[usize::from(*at)];
                *at = split.left + u16::from(row[usize::from(split.number)] > split.limit);
            }
        }
        for (at, sum) in at.into_iter().zip(sums) {
            *sum += self.values[usize::from(at)];
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
        assert_eq!((model.weights.len(), model.stages[0].len(), model.stages[1].len()), (635, 60, 180));
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
