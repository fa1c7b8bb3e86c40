//! Fits a linear-chain conditional random field: AdaGrad on the likelihood, unknown tags summed over.

use dateline_entity::tagger::measure::{self, TAGS};

use super::corpus::UNKNOWN;
use super::instances::{Instance, Instances};

/// Gradients smaller than this are not followed: most tags are out of the question at most tokens.
const SMALLEST: f32 = 2e-3;

/// How a fit goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    /// How often all runs are gone through.
    pub(super) epochs: usize,
    /// Over the weights behind so many last epochs the mean is taken.
    pub(super) averaged: usize,
    /// Step of AdaGrad.
    pub(super) rate: f32,
    /// Pull of each touched weight towards 0.
    pub(super) decay: f32,
}

type Row = [f32; TAGS];

/// The weights.
#[derive(Debug)]
pub(super) struct Model {
    /// For each feature a weight for each tag.
    pub(super) rows: Vec<Row>,
    /// From tag to tag.
    pub(super) transitions: [Row; TAGS],
}

/// Weights under way, and the sums of squared gradients.
struct Climb {
    model: Model,
    squares: Vec<Row>,
    transition_squares: [Row; TAGS],
    settings: Settings,
}

/// Fits weights; `report` is told the number of the epoch and the mean logarithm of the likelihood of a run.
pub(super) fn fit(instances: &Instances, settings: Settings, report: &mut dyn FnMut(usize, f64)) -> Model {
    let empty = || Model { rows: vec![[0.0; TAGS]; instances.hashes.len()], transitions: [[0.0; TAGS]; TAGS] };
    let mut climb = Climb {
        model: empty(),
        squares: vec![[0.0; TAGS]; instances.hashes.len()],
        transition_squares: [[0.0; TAGS]; TAGS],
        settings,
    };
    let (mut all, mut right) = (Chain::default(), Chain::default());
    let mut mean = empty();
    let averaged = settings.averaged.clamp(1, settings.epochs.max(1));
    let mut order: Vec<usize> = (0..instances.all.len()).collect();
    let mut random = 12345;
    for epoch in 0..settings.epochs {
        shuffle(&mut order, &mut random);
        let steps = order.iter().map(|&at| climb.step(&instances.all[at], &mut all, &mut right));
        let likelihood: f64 = steps.sum();
        #[expect(clippy::cast_precision_loss, reason = "a report")]
        report(epoch, likelihood / order.len().max(1) as f64);
        if epoch + averaged >= settings.epochs {
            #[expect(clippy::cast_precision_loss, reason = "a few epochs")]
            add(&mut mean, &climb.model, 1.0 / averaged as f32);
        }
    }
    mean
}

fn add(sum: &mut Model, model: &Model, share: f32) {
    let pairs = sum.rows.iter_mut().zip(&model.rows).chain(sum.transitions.iter_mut().zip(&model.transitions));
    for (to, from) in pairs {
        to.iter_mut().zip(from).for_each(|(to, from)| *to += share * from);
    }
}

/// Xorshift: the same order on every machine.
fn shuffle(order: &mut [usize], random: &mut u64) {
    for last in (1..order.len()).rev() {
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        #[expect(clippy::cast_possible_truncation, reason = "below the length")]
        order.swap(last, (*random % (last as u64 + 1)) as usize);
    }
}

impl Climb {
    /// Goes up the gradient of one run; returns the logarithm of its likelihood.
    fn step(&mut self, instance: &Instance, all: &mut Chain, right: &mut Chain) -> f64 {
        all.prepare(instance, &self.model);
        right.copy(all);
        all.sum(|_, _| true);
        right.sum(|at, tag| instance.tags[at] == UNKNOWN || instance.tags[at] == number(tag));
        for at in 0..instance.tags.len() {
            let (expected, wanted) = (all.share(at), right.share(at));
            let gradient: Vec<(usize, f32)> = (0..TAGS)
                .map(|tag| (tag, wanted[tag] - expected[tag]))
                .filter(|(_, gradient)| gradient.abs() > SMALLEST)
                .collect();
            if !gradient.is_empty() {
                for &feature in features(instance, at) {
                    self.update(feature as usize, &gradient);
                }
            }
            if at > 0 {
                self.update_transitions(at, all, right);
            }
        }
        right.logarithm - all.logarithm
    }

    fn update(&mut self, feature: usize, gradient: &[(usize, f32)]) {
        let Settings { rate, decay, .. } = self.settings;
        let (row, squares) = (&mut self.model.rows[feature], &mut self.squares[feature]);
        for &(tag, gradient) in gradient {
            let gradient = gradient - decay * row[tag];
            squares[tag] += gradient * gradient;
            row[tag] += rate * gradient / (1e-6 + squares[tag]).sqrt();
        }
    }

    fn update_transitions(&mut self, at: usize, all: &Chain, right: &Chain) {
        for tag in 0..TAGS {
            for &from in &all.before[tag] {
                let gradient = right.pair(at, from, tag) - all.pair(at, from, tag);
                if gradient.abs() > SMALLEST {
                    let squares = &mut self.transition_squares[from][tag];
                    *squares += gradient * gradient;
                    self.model.transitions[from][tag] += self.settings.rate * gradient / (1e-6 + *squares).sqrt();
                }
            }
        }
    }
}

fn features(instance: &Instance, at: usize) -> &[u32] {
    let start = at.checked_sub(1).map_or(0, |before| instance.ends[before]);
    &instance.features[start as usize..instance.ends[at] as usize]
}

/// Sums over all ways through the tags of a run, normalised at every token.
#[derive(Clone, Debug)]
struct Chain {
    before: Vec<Vec<usize>>,
    local: Vec<Row>,
    transitions: [Row; TAGS],
    forward: Vec<Row>,
    backward: Vec<Row>,
    norms: Vec<f32>,
    /// Logarithm of what was taken out of `local`.
    taken: f64,
    /// Logarithm of the sum over all ways.
    logarithm: f64,
}

impl Default for Chain {
    fn default() -> Self {
        let follows = |from: &usize, tag: usize| measure::may_follow(number(*from), number(tag));
        Self {
            before: (0..TAGS).map(|tag| (0..TAGS).filter(|from| follows(from, tag)).collect()).collect(),
            local: Vec::new(),
            transitions: [[0.0; TAGS]; TAGS],
            forward: Vec::new(),
            backward: Vec::new(),
            norms: Vec::new(),
            taken: 0.0,
            logarithm: 0.0,
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "there are 21 tags")]
const fn number(tag: usize) -> u8 {
    tag as u8
}

impl Chain {
    fn prepare(&mut self, instance: &Instance, model: &Model) {
        self.local.clear();
        self.taken = 0.0;
        for at in 0..instance.tags.len() {
            let mut scores = [0.0; TAGS];
            for &feature in features(instance, at) {
                let row = &model.rows[feature as usize];
                scores.iter_mut().zip(row).for_each(|(score, weight)| *score += weight);
            }
            let most = scores.iter().copied().fold(f32::MIN, f32::max);
            self.taken += f64::from(most);
            self.local.push(scores.map(|score| (score - most).exp()));
        }
        self.transitions = model.transitions.map(|row| row.map(f32::exp));
    }

    /// Takes over the run of another chain.
    fn copy(&mut self, other: &Self) {
        self.local.clone_from(&other.local);
        self.transitions = other.transitions;
        self.taken = other.taken;
    }

    /// Sums forward and backward over the ways that `allows` leaves.
    fn sum(&mut self, allows: impl Fn(usize, usize) -> bool) {
        let length = self.local.len();
        let ends = |tag: usize| measure::may_follow(number(tag), 0);
        self.forward.clear();
        self.norms.clear();
        self.logarithm = self.taken;
        for at in 0..length {
            let mut sums = [0.0; TAGS];
            for (tag, sum) in sums.iter_mut().enumerate() {
                if !allows(at, tag) || at + 1 == length && !ends(tag) {
                    continue;
                }
                let reached = match at.checked_sub(1).map(|before| &self.forward[before]) {
                    None => f32::from(u8::from(measure::may_follow(0, number(tag)))),
                    Some(last) => self.before[tag].iter().map(|&from| last[from] * self.transitions[from][tag]).sum(),
                };
                *sum = reached * self.local[at][tag];
            }
            let norm = sums.iter().sum::<f32>().max(1e-30);
            sums.iter_mut().for_each(|sum| *sum /= norm);
            self.logarithm += f64::from(norm.ln());
            self.forward.push(sums);
            self.norms.push(norm);
        }
        self.backward.clear();
        self.backward.resize(length, [0.0; TAGS]);
        let mut next: Row = std::array::from_fn(|tag| f32::from(u8::from(ends(tag))));
        for at in (0..length).rev() {
            self.backward[at] = next;
            let mut sums = [0.0; TAGS];
            for tag in (0..TAGS).filter(|&tag| allows(at, tag)) {
                let ahead = next[tag] * self.local[at][tag] / self.norms[at];
                for &from in &self.before[tag] {
                    sums[from] += ahead * self.transitions[from][tag];
                }
            }
            next = sums;
        }
    }

    /// The share of ways through each tag of a token.
    fn share(&self, at: usize) -> Row {
        std::array::from_fn(|tag| self.forward[at][tag] * self.backward[at][tag])
    }

    /// The share of ways that take this transition to a token.
    fn pair(&self, at: usize, from: usize, tag: usize) -> f32 {
        // A tag that no way takes has neither a sum before nor behind it.
        if self.forward[at][tag] == 0.0 {
            return 0.0;
        }
        self.forward[at - 1][from] * self.transitions[from][tag] * self.local[at][tag] * self.backward[at][tag]
            / self.norms[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance(features: &[&[u32]], tags: &[u8]) -> Instance {
        let mut ends = Vec::new();
        let mut all = Vec::new();
        for features in features {
            all.extend_from_slice(features);
            ends.push(u32::try_from(all.len()).unwrap());
        }
        Instance { features: all, ends, tags: tags.to_vec() }
    }

    const SETTINGS: Settings = Settings { epochs: 20, averaged: 2, rate: 0.2, decay: 0.0 };

    #[test]
    fn a_fit_learns_what_it_is_shown() {
        let all =
            vec![instance(&[&[0], &[1]], &[1, 3]), instance(&[&[2]], &[0]), instance(&[&[0], &[3]], &[1, UNKNOWN])];
        let instances = Instances { all, hashes: vec![10, 11, 12, 13] };
        let mut reports = Vec::new();
        let model = fit(&instances, SETTINGS, &mut |_, likelihood| reports.push(likelihood));
        assert!(reports[19] > reports[0] && reports[19] > -0.5, "{reports:?}");
        assert!(model.rows[1][3] > 1.0 && model.rows[2][0] > 1.0);
        // The unknown tag behind the beginning of a name can only go on in it.
        assert!(model.rows[3][0] < 0.1 && model.rows[3][3] > -0.1);
    }

    #[test]
    fn shares_add_up() {
        let mut chain = Chain::default();
        let model = Model { rows: vec![[0.1; TAGS]], transitions: [[0.2; TAGS]; TAGS] };
        chain.prepare(&instance(&[&[0], &[0], &[0]], &[0, 0, 0]), &model);
        chain.sum(|_, _| true);
        for at in 0..3 {
            assert!((chain.share(at).iter().sum::<f32>() - 1.0).abs() < 1e-4);
        }
        let pairs: f32 = (0..TAGS)
            .flat_map(|tag| (0..TAGS).map(move |from| (from, tag)))
            .filter(|&(from, tag)| chain.before[tag].contains(&from))
            .map(|(from, tag)| chain.pair(1, from, tag))
            .sum();
        assert!((pairs - 1.0).abs() < 1e-4, "{pairs}");
    }
}
