//! Measured edits of generated text, and the properties every fingerprint has.

use std::collections::HashSet;

use proptest::prelude::*;

use crate::shingle::shingles;
use crate::{BINS, BytesError, Fingerprint, SAME_COPY};

/// A fixed generator, so that the measured numbers are the same everywhere.
struct Lines(u64);

impl Lines {
    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    /// A sentence of 20 words, frequent words more often as in running text.
    fn sentence(&mut self) -> Vec<String> {
        (0..20)
            .map(|_| {
                let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
                format!("w{}", (3_000.0 * unit * unit * unit) as u32)
            })
            .collect()
    }

    fn article(&mut self, sentences: usize) -> Vec<Vec<String>> {
        (0..sentences).map(|_| self.sentence()).collect()
    }
}

fn print(article: &[Vec<String>]) -> Fingerprint {
    Fingerprint::of(article.iter().flatten().map(String::as_str))
}

fn true_jaccard(a: &[Vec<String>], b: &[Vec<String>]) -> f32 {
    let set = |article: &[Vec<String>]| -> HashSet<u64> {
        shingles(article.iter().flatten().map(String::as_str)).into_iter().collect()
    };
    let (a, b) = (set(a), set(b));
    a.intersection(&b).count() as f32 / a.union(&b).count() as f32
}

/// The mean estimate over 40 articles of 20 sentences, after an edit, and the
/// mean of how much of the edited text the original contains.
fn measure(edit: impl Fn(&mut Lines, &mut Vec<Vec<String>>)) -> (f32, f32) {
    let mut lines = Lines(7);
    let (mut jaccard, mut contained) = (0.0, 0.0);
    for _ in 0..40 {
        let article = lines.article(20);
        let mut edited = article.clone();
        edit(&mut lines, &mut edited);
        let (a, b) = (print(&article), print(&edited));
        jaccard += a.similarity(&b).jaccard / 40.0;
        contained += b.contained_in(&a) / 40.0;
    }
    (jaccard, contained)
}

fn assert_near(measured: f32, expected: f32, tolerance: f32) {
    assert!((measured - expected).abs() <= tolerance, "expected {expected} ± {tolerance}, measured {measured}");
}

#[test]
fn the_same_text() {
    let (jaccard, contained) = measure(|_, _| {});
    assert_near(jaccard, 1.0, 1e-5);
    assert_near(contained, 1.0, 1e-5);
}

#[test]
fn one_sentence_changed() {
    let (jaccard, _) = measure(|lines, article| article[9] = lines.sentence());
    assert_near(jaccard, 0.89, 0.03);
}

#[test]
fn two_sentences_added() {
    let (jaccard, contained) = measure(|lines, article| {
        article.insert(0, lines.sentence());
        article.push(lines.sentence());
    });
    assert_near(jaccard, 0.90, 0.03);
    assert_near(contained, 0.90, 0.03);
}

#[test]
fn a_fifth_changed_is_the_same_copy() {
    let (jaccard, _) = measure(|lines, article| {
        for place in [2, 3, 11, 12] {
            article[place] = lines.sentence();
        }
    });
    assert_near(jaccard, 0.65, 0.03);
    assert!(jaccard > SAME_COPY);
}

#[test]
fn half_changed_is_not() {
    let (jaccard, _) = measure(|lines, article| {
        for sentence in &mut article[10..] {
            *sentence = lines.sentence();
        }
    });
    assert_near(jaccard, 0.33, 0.03);
    assert!(jaccard < SAME_COPY);
}

#[test]
fn cut_to_two_fifths_is_contained() {
    let (jaccard, contained) = measure(|_, article| article.truncate(8));
    assert_near(jaccard, 0.40, 0.03);
    assert_near(contained, 0.98, 0.03);
}

#[test]
fn unrelated() {
    let (jaccard, contained) = measure(|lines, article| *article = lines.article(20));
    assert_near(jaccard, 0.0, 0.01);
    assert_near(contained, 0.0, 0.01);
}

/// The stated error is the one measured; for a text of one sentence, whose few
/// groups are nearly all looked at, it is too high rather than too low.
#[test]
fn the_stated_error_is_true() {
    for sentences in [1, 3, 20, 100] {
        let mut lines = Lines(11);
        let (mut measured, mut stated, rounds) = (0.0, 0.0, 300);
        for _ in 0..rounds {
            let article = lines.article(sentences);
            let mut edited = article.clone();
            for sentence in edited.iter_mut() {
                for word in &mut sentence[15..] {
                    *word = format!("v{}", lines.next() % 3_000);
                }
            }
            let estimate = print(&article).similarity(&print(&edited));
            measured += (estimate.jaccard - true_jaccard(&article, &edited)).powi(2);
            stated += estimate.error.powi(2);
        }
        let ratio = (measured / stated).sqrt();
        assert!((0.4..1.3).contains(&ratio), "{sentences} sentences: {ratio}");
    }
}

#[test]
fn band_keys_find_the_same_copy_and_not_the_unrelated() {
    let mut lines = Lines(3);
    let (mut found, mut strangers) = (0, 0);
    for _ in 0..200 {
        let article = lines.article(20);
        let mut edited = article.clone();
        for place in [2, 3, 11, 12] {
            edited[place] = lines.sentence();
        }
        let keys = print(&article).band_keys();
        let shared = |other: &Fingerprint| keys.iter().zip(other.band_keys()).any(|(a, b)| *a == b);
        found += u32::from(shared(&print(&edited)));
        strangers += u32::from(shared(&print(&lines.article(20))));
    }
    assert!(found >= 196, "{found} of 200");
    assert_eq!(strangers, 0);
}

#[test]
fn short_texts_are_not_usable() {
    let words: Vec<String> = (0..30).map(|n| n.to_string()).collect();
    let of = |count: usize| Fingerprint::of(words[..count].iter().map(String::as_str));
    assert!(!of(0).is_usable());
    assert!(!of(11).is_usable());
    assert!(of(12).is_usable());
    assert!(!Fingerprint::of(["again"; 500]).is_usable());
    assert_eq!(of(0).similarity(&of(0)).jaccard, 0.0);
    assert_eq!(of(12).contained_in(&of(0)), 0.0);
}

#[test]
fn bytes_that_are_no_fingerprint() {
    let bytes = Fingerprint::of(["a"; 20]).to_bytes();
    let message = |bytes: &[u8]| Fingerprint::from_bytes(bytes).unwrap_err().to_string();
    insta::assert_snapshot!(message(&bytes[..100]), @"fingerprint: expected `261` bytes, found `100`");
    insta::assert_snapshot!(message(&[]), @"fingerprint: expected `261` bytes, found `0`");
    insta::assert_snapshot!(message(&[9, 0, 0]), @"fingerprint: expected version `1`, found `9`");
    assert_eq!(Fingerprint::from_bytes(&[9]), Err(BytesError::Version { found: 9 }));
}

/// If this fails, stored fingerprints are worthless: raise the version byte.
#[test]
fn the_same_bytes_on_every_machine() {
    let text = "the two sides agreed on a ceasefire on tuesday after talks in geneva that lasted \
                four days and nearly collapsed twice mediators said";
    let print = Fingerprint::of(text.split(' '));
    let hex: String = print.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    insta::assert_snapshot!(hex, @"0114000000af041763626cc795af04c795ce4013e417634b6ecf5e81f792a3b95f4b6e89fcaf04f290ce40ce40cbd9626cb95f434c4b6ec79589fccbd94b6e5ecb434c5c70ce40176389fcce40434cc7956b91c795ce405ecbcbd981f7b95ff2905c70434ccf5ece40cf5eb95f92a381f75ecb6b91c795626c81f75c70626caf0447e0ce40af04b95f92a381f747e013e4c795ce404b6e5c7089fc6b914b6e626c434c434ccf5e92a313e46b91434c1763434cc7955ecb5c706b91cbd9626cce405ecb92a3cbd981f781f75ecb47e0af045ecbcbd947e013e4c795434c47e04b6e47e0434c5c70434c81f789fc5c70ce405ecb6b9192a313e44b6e92a3434c626c4b6e5ecb");
    insta::assert_snapshot!(format!("{:016x}", print.band_keys()[31]), @"e002dda71e0b6a08");
}

fn words() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-f]{1,2}", 0..120)
}

fn of(words: &[String]) -> Fingerprint {
    Fingerprint::of(words.iter().map(String::as_str))
}

proptest! {
    #[test]
    fn similarity_is_symmetric_and_a_share(a in words(), b in words()) {
        let (a, b) = (of(&a), of(&b));
        let there = a.similarity(&b);
        prop_assert_eq!(there, b.similarity(&a));
        for share in [there.jaccard, there.error, a.contained_in(&b), b.contained_in(&a)] {
            prop_assert!((0.0..=1.0).contains(&share));
        }
    }

    #[test]
    fn a_text_is_itself(a in words()) {
        let print = of(&a);
        let expected = if print.shingle_count() == 0 { 0.0 } else { 1.0 };
        prop_assert_eq!(print.similarity(&print).jaccard, expected);
        prop_assert_eq!(print.contained_in(&print), expected);
    }

    #[test]
    fn bytes_round_trip(a in words()) {
        let print = of(&a);
        prop_assert_eq!(Fingerprint::from_bytes(&print.to_bytes()), Ok(print));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(print) = Fingerprint::from_bytes(&bytes) {
            prop_assert_eq!(print.to_bytes().to_vec(), bytes);
        }
    }

    /// A fingerprint is of a *set*: the order of the groups means nothing.
    #[test]
    fn order_of_groups_means_nothing(
        (sorted, shuffled) in words().prop_flat_map(|words| {
            let groups = shingles(words.iter().map(String::as_str));
            (Just(groups.clone()), Just(groups).prop_shuffle())
        })
    ) {
        let (a, b) = (Fingerprint::of_shingles(&sorted), Fingerprint::of_shingles(&shuffled));
        prop_assert_eq!(a.band_keys(), b.band_keys());
        prop_assert_eq!(a, b);
    }
}

#[test]
fn bins_fill_bands() {
    assert_eq!(BINS, crate::BANDS * crate::ROWS);
}
