//! Weights of the words of classes: logistic regression on which words stand around text, and around the rest.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::pages::Page;

/// A word is weighed from this number of domains on: makers of pages, not one of them.
const FEWEST_DOMAINS: usize = 15;
/// Smaller weights are left out.
const SMALLEST: f64 = 0.3;
/// How much the blocks count against the squares of the weights.
const STRENGTH: f64 = 0.3;
/// Rounds over all words; weights have settled to the third digit long before.
const ROUNDS: usize = 60;
/// Change of a weight below which it has settled.
const SETTLED: f64 = 1e-3;

/// Words with their weights, ascending by word.
pub(super) type Lexicon = BTreeMap<String, f64>;

/// Blocks of one page that stand in the same words, all positive or all negative.
struct Example {
    words: Vec<usize>,
    label: f64,
    weight: f64,
}

/// Weighs the class words of some pages.
pub(super) fn fit(pages: &[&Page]) -> Lexicon {
    let known = frequent(pages);
    let numbers: HashMap<&str, usize> = known.iter().enumerate().map(|(at, &word)| (word, at)).collect();
    let examples = examples(pages, &numbers);
    let weights = regress(&examples, known.len());
    let rounded = known.into_iter().zip(weights).map(|(word, weight)| (word.to_owned(), (weight * 1e3).round() / 1e3));
    rounded.filter(|(_, weight)| weight.abs() >= SMALLEST).collect()
}

/// Sum, smallest, largest, and sum of the negative weights of some words: a block's last four own numbers.
pub(super) fn numbers(lexicon: &Lexicon, words: &[String]) -> [f64; 4] {
    let weights = words.iter().filter_map(|word| lexicon.get(word));
    weights.fold([0.0; 4], |[sum, smallest, largest, negative], &weight| {
        [sum + weight, smallest.min(weight), largest.max(weight), negative + weight.min(0.0)]
    })
}

/// The words that enough domains use, ascending.
fn frequent<'a>(pages: &[&'a Page]) -> Vec<&'a str> {
    let mut domains: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for page in pages {
        for word in page.blocks.iter().flat_map(|block| &block.class_words) {
            domains.entry(word).or_default().insert(&page.domain);
        }
    }
    domains.into_iter().filter(|(_, domains)| domains.len() >= FEWEST_DOMAINS).map(|(word, _)| word).collect()
}

fn examples(pages: &[&Page], numbers: &HashMap<&str, usize>) -> Vec<Example> {
    let mut out: Vec<Example> = Vec::new();
    for page in pages {
        let mut sums: BTreeMap<Vec<usize>, [f64; 2]> = BTreeMap::new();
        for (block, lesson) in page.blocks.iter().zip(&page.lessons) {
            let words = block.class_words.iter().filter_map(|word| numbers.get(word.as_str()).copied()).collect();
            sums.entry(words).or_default()[usize::from(lesson.is_body)] += lesson.size;
        }
        for (words, [negative, positive]) in sums {
            for (label, weight) in [(-1.0, negative), (1.0, positive)].into_iter().filter(|(_, weight)| *weight > 0.0) {
                out.push(Example { words: words.clone(), label, weight });
            }
        }
    }
    let mean = out.iter().map(|example| example.weight).sum::<f64>() / out.len().max(1) as f64;
    out.iter_mut().for_each(|example| example.weight *= STRENGTH / mean);
    out
}

/// Ridge logistic regression by coordinate steps within a region of trust, after Genkin, Lewis and Madigan (2007).
fn regress(examples: &[Example], words: usize) -> Vec<f64> {
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); words];
    for (at, example) in examples.iter().enumerate() {
        example.words.iter().for_each(|&word| holders[word].push(at));
    }
    // The last one is the weight that every example has.
    holders.push((0..examples.len()).collect());
    let mut weights = vec![0.0; words + 1];
    let mut trust = vec![1.0_f64; words + 1];
    let mut margins = vec![0.0; examples.len()];
    for _ in 0..ROUNDS {
        let mut largest: f64 = 0.0;
        for (word, holders) in holders.iter().enumerate() {
            let (mut slope, mut curve) = (weights[word], 1.0);
            for &at in holders {
                let Example { label, weight, .. } = examples[at];
                let margin: f64 = label * margins[at];
                slope -= weight * label / (1.0 + margin.exp());
                curve += weight * steepest(margin, trust[word]);
            }
            let step = (-slope / curve).clamp(-trust[word], trust[word]);
            trust[word] = (2.0 * step.abs()).max(trust[word] / 2.0);
            weights[word] += step;
            holders.iter().for_each(|&at| margins[at] += step);
            largest = largest.max(step.abs());
        }
        if largest < SETTLED {
            break;
        }
    }
    weights.truncate(words);
    weights
}

/// The largest second derivative of the logistic loss within a distance of a margin.
fn steepest(margin: f64, reach: f64) -> f64 {
    let beyond = margin.abs() - reach;
    if beyond <= 0.0 { 0.25 } else { 1.0 / (2.0 + beyond.exp() + (-beyond).exp()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_around_text_weigh_more_than_words_around_the_rest() {
        let example = |words: &[usize], label: f64| Example { words: words.to_vec(), label, weight: 1.0 };
        let mut examples = Vec::new();
        for _ in 0..50 {
            examples.extend([example(&[0, 2], 1.0), example(&[1, 2], -1.0), example(&[2], 1.0), example(&[2], -1.0)]);
        }
        let weights = regress(&examples, 3);
        assert!(weights[0] > 1.0 && weights[1] < -1.0 && weights[2].abs() < 0.1, "{weights:?}");
        // At the minimum the slope of the loss is that of the squares.
        let slope: f64 = 50.0 / (1.0 + (weights[0] + weights[2]).exp());
        assert!((slope - weights[0]).abs() < 0.05, "{slope} {}", weights[0]);
    }

    #[test]
    fn words_are_summed() {
        let lexicon = Lexicon::from([("body".to_owned(), 1.5), ("footer".to_owned(), -4.0), ("nav".to_owned(), -2.0)]);
        let words = ["body", "footer", "nav", "unknown"].map(str::to_owned);
        assert_eq!(numbers(&lexicon, &words), [-4.5, -4.0, 1.5, -6.0]);
    }
}
