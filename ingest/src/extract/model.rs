//! Class words and two small ensembles of trees, read from the weights' file once.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{context, features};

/// The weights: see `data/NOTICE.md` for what they were fitted on.
const SHIPPED: &str = include_str!("../../data/extractor.json");
/// The form of the file that this code reads.
const FORMAT: u32 = 1;

/// A model ready for use.
#[derive(Debug, Default)]
pub(crate) struct Model {
    numbers: HashMap<String, usize>,
    weights: Vec<f64>,
    stages: [Vec<Tree>; 2],
    /// Probability above which a block is kept.
    pub(super) threshold: f64,
}

/// A tree as its nodes, the root first; children always stand behind their parent, so that a walk ends.
type Tree = Vec<Step>;

#[derive(Clone, Copy, Debug)]
enum Step {
    /// Left where the number of this index is at most the limit.
    Split {
        number: usize,
        limit: f64,
        left: usize,
        right: usize,
    },
    Leaf(f64),
}

/// The file: names of numbers, weights of class words, trees with splits as `[name, limit, left, right]`, the name
/// given as its place in `features`.
#[derive(Deserialize)]
struct File {
    format: u32,
    threshold: f64,
    features: Vec<String>,
    words: HashMap<String, f64>,
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
        let known: HashMap<&str, usize> =
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
            stage.into_iter().map(|tree| check(tree, &numbers, most)).collect::<Result<Vec<_>, _>>()
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

    /// The first stage's probability that a block belongs to the body.
    pub(super) fn first(&self, row: &features::Row) -> f64 {
        probability(&self.stages[0], row)
    }

    /// The second stage's.
    pub(super) fn second(&self, row: &features::Row, context: &[f64; context::COUNT]) -> f64 {
        let mut both = [0.0; features::COUNT + context::COUNT];
        both[..features::COUNT].copy_from_slice(row);
        both[features::COUNT..].copy_from_slice(context);
        probability(&self.stages[1], &both)
    }
}

/// Every split must lead on, and ask for a number below `most`.
fn check(tree: Vec<FileStep>, numbers: &[usize], most: usize) -> Result<Tree, String> {
    let count = tree.len();
    let steps = tree.into_iter().enumerate().map(|(at, step)| match step {
        FileStep::Leaf(value) => Ok(Step::Leaf(value)),
        FileStep::Split(name, limit, left, right) => {
            let number = numbers.get(name).copied().filter(|&number| number < most);
            let leads_on = [left, right].into_iter().all(|child| child > at && child < count);
            number
                .filter(|_| leads_on)
                .map(|number| Step::Split { number, limit, left, right })
                .ok_or_else(|| format!("expected a split that leads on, found {name}, {left}, {right} at {at}"))
        }
    });
    steps.collect::<Result<Tree, _>>().and_then(|tree| if count > 0 { Ok(tree) } else { Err("empty tree".to_owned()) })
}

fn probability(trees: &[Tree], row: &[f64]) -> f64 {
    let sum: f64 = trees.iter().map(|tree| leaf(tree, row)).sum();
    1.0 / (1.0 + (-sum).exp())
}

fn leaf(tree: &Tree, row: &[f64]) -> f64 {
    let mut at = 0;
    loop {
        match tree[at] {
            Step::Leaf(value) => return value,
            Step::Split { number, limit, left, right } => at = if row[number] <= limit { left } else { right },
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
        assert_eq!((model.weights.len(), model.stages[0].len(), model.stages[1].len()), (645, 60, 100));
        assert!(model.word("footer").is_some_and(|number| model.weight(number) < -4.0));
    }

    #[test]
    fn trees_are_walked_and_summed() {
        let model = Model::read(SMALL).unwrap();
        let mut row = [0.0; features::COUNT];
        assert!((model.first(&row) - 1.0 / (1.0 + 1f64.exp())).abs() < 1e-12);
        row[features::NAMES.iter().position(|name| *name == "words").unwrap()] = 11.0;
        assert!(model.first(&row) > 0.7);
        assert!((model.second(&row, &[0.0; context::COUNT]) - 1.0 / (1.0 + 1.5f64.exp())).abs() < 1e-12);
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
