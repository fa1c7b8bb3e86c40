//! Candidates for one field: where each was found, what is known of it, and how a plain sum of weights chooses.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// The weights: see `data/NOTICE.md` for what they were fitted on.
const SHIPPED: &str = include_str!("../../data/metadata.json");
/// The form of the file that this code reads.
const FORMAT: u32 = 2;

/// What is known of a candidate: a kind (`source`, `equals`) of something (`og`, `h1_first`), as a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Feature {
    pub(crate) kind: &'static str,
    pub(crate) of: &'static str,
    pub(crate) value: f64,
}

/// All that is known of a candidate; what is not there is 0.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features(pub(crate) Vec<Feature>);

impl Features {
    pub(super) fn add(&mut self, kind: &'static str, of: &'static str, value: f64) {
        if value != 0.0 {
            self.0.push(Feature { kind, of, value });
        }
    }

    pub(super) fn flag(&mut self, kind: &'static str, of: &'static str, is: bool) {
        self.add(kind, of, f64::from(u8::from(is)));
    }
}

/// Weights of one field.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sum {
    pub(crate) bias: f64,
    pub(crate) weights: BTreeMap<String, HashMap<String, f64>>,
}

impl Sum {
    pub(crate) fn weight(&self, feature: &Feature) -> f64 {
        self.weights.get(feature.kind).and_then(|of| of.get(feature.of)).copied().unwrap_or(0.0)
    }

    fn of(&self, features: &Features) -> f64 {
        self.bias + features.0.iter().map(|feature| self.weight(feature) * feature.value).sum::<f64>()
    }
}

/// The weights of all fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Model {
    format: u32,
    pub(crate) headline: Sum,
    pub(crate) date: Sum,
    pub(crate) authors: Sum,
}

impl Model {
    /// The model that comes with the program. A test reads the file: it cannot be empty.
    pub(crate) fn shipped() -> &'static Self {
        static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(SHIPPED).unwrap_or_default());
        &MODEL
    }

    pub(crate) const fn new(headline: Sum, date: Sum, authors: Sum) -> Self {
        Self { format: FORMAT, headline, date, authors }
    }

    /// # Errors
    ///
    /// Fails where the text is no file of this form.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let model: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if model.format == FORMAT {
            Ok(model)
        } else {
            Err(format!("expected format {FORMAT}, found {}", model.format))
        }
    }
}

/// Where a candidate was found, and what was done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// The place: `og`, `h1_first`.
    pub(crate) name: &'static str,
    /// What was done, empty where it stands as found: `without the site`.
    pub(crate) how: &'static str,
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.how.is_empty() { f.write_str(self.name) } else { write!(f, "{}, {}", self.name, self.how) }
    }
}

/// One possible answer.
#[derive(Clone, Debug)]
pub(crate) struct Candidate<T> {
    pub(crate) value: T,
    pub(crate) sources: Vec<Source>,
    pub(crate) features: Features,
    /// Probability that it is right, 0 to 1.
    pub(crate) score: f64,
}

/// All possible answers, the likeliest first, and the one that was taken.
#[derive(Clone, Debug)]
pub(crate) struct Choice<T> {
    pub(crate) candidates: Vec<Candidate<T>>,
    /// Number of the candidate taken.
    pub(crate) taken: Option<usize>,
    /// Why this one, in words.
    pub(crate) why: &'static str,
    /// It is the likeliest and not sure.
    pub(crate) guessed: bool,
}

impl<T> Default for Choice<T> {
    fn default() -> Self {
        Self { candidates: Vec::new(), taken: None, why: "nothing was found", guessed: false }
    }
}

impl<T> Choice<T> {
    /// What was not taken, the likeliest first.
    pub(crate) fn others(&self) -> impl Iterator<Item = &T> {
        let taken = self.taken;
        let others = self.candidates.iter().enumerate().filter(move |(at, _)| Some(*at) != taken);
        others.map(|(_, candidate)| &candidate.value)
    }

    /// Scores the candidates and takes the likeliest, the earlier of two that are equal. Probabilities are the exponentials
    /// of the sums in proportion; that none is right has the sum 0.
    pub(super) fn of(mut candidates: Vec<Candidate<T>>, sum: &Sum) -> Self {
        let sums: Vec<f64> = candidates.iter().map(|candidate| sum.of(&candidate.features)).collect();
        let largest = sums.iter().copied().fold(0.0, f64::max);
        let all: f64 = (-largest).exp() + sums.iter().map(|sum| (sum - largest).exp()).sum::<f64>();
        for (candidate, sum) in candidates.iter_mut().zip(sums) {
            candidate.score = (sum - largest).exp() / all;
        }
        candidates.sort_by(|one, other| other.score.total_cmp(&one.score));
        let taken = (!candidates.is_empty()).then_some(0);
        let why = if taken.is_some() { "it has the best score" } else { "nothing was found" };
        Self { candidates, taken, why, guessed: false }
    }

    pub(crate) fn winner(&self) -> Option<&Candidate<T>> {
        self.taken.and_then(|taken| self.candidates.get(taken))
    }

    /// The score of the one taken, 0 where there is none.
    pub(crate) fn confidence(&self) -> f64 {
        self.winner().map_or(0.0, |winner| winner.score)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_can_be_read() {
        let model = Model::read(SHIPPED).unwrap();
        for sum in [&model.headline, &model.date, &model.authors] {
            assert!(sum.weights.get("source").is_some_and(|sources| sources.len() > 10));
        }
        let modified = Feature { kind: "is", of: "only_modified", value: 1.0 };
        assert!(model.date.weight(&modified) < -1.0, "a date of change is seldom that of publication");
        assert!(Model::read(&SHIPPED.replacen("\"format\": 2", "\"format\": 1", 1)).is_err());
    }

    #[test]
    fn the_likeliest_is_taken() {
        let sum = Sum {
            bias: -1.0,
            weights: BTreeMap::from([("source".to_owned(), HashMap::from([("og".to_owned(), 2.0)]))]),
        };
        let candidate = |value: &'static str, of: &'static str| {
            let mut features = Features::default();
            features.flag("source", of, true);
            Candidate { value, sources: Vec::new(), features, score: 0.0 }
        };
        let choice = Choice::of(vec![candidate("a", "unknown"), candidate("b", "og")], &sum);
        assert_eq!(choice.winner().map(|winner| winner.value), Some("b"));
        let all = 1f64.exp() + (-1f64).exp() + 1.0;
        assert!((choice.confidence() - 1f64.exp() / all).abs() < 1e-12);
        assert_eq!(Choice::<&str>::of(Vec::new(), &sum).confidence(), 0.0);
    }
}
