//! The name tagger: spans of people, organisations, places and groups in English text, by a linear-chain CRF.
//!
//! [`Crf`] goes over all texts of a document at once. It cuts them into tokens (`tokenise`, `token`), marks the names of
//! its lists (`lists`), gathers what the document says about each capitalised word (`sheet`), scores the tokens of
//! capitalised runs (`runs`, `features`, `weights`), and takes the best tags of each run (`decode`, `tags`).
//!
//! The weights and lists are one generated file, made by the lab's `train-tagger`; `data/NOTICE.md` says from what.
//! They are read where they lie in the program, so starting costs nothing.

mod decode;
mod features;
mod hash;
mod lists;
pub mod measure;
mod runs;
mod sheet;
mod tags;
mod token;
mod tokenise;
mod weights;

use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use decode::{Decoder, Ways};
use sheet::{Sentence, Sheet};
pub use tags::Kind;
pub use weights::WeightsError;
use weights::{Scores, Weights};

/// Spans less probable than this are not reported: several kinds or borders are about as likely. Places and groups
/// are looked up afterwards, so that a doubtful one does less harm.
const fn least(kind: Kind) -> f32 {
    match kind {
        Kind::Location | Kind::Group => 0.3,
        Kind::Person | Kind::Organisation | Kind::Other => 0.4,
    }
}

/// A name in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// Which of the texts.
    pub text: usize,
    /// The bytes it covers there.
    pub bytes: Range<usize>,
    /// What it names.
    pub kind: Kind,
    /// How probable it is, 0 to 1.
    pub confidence: f32,
}

/// Finds names in text; another tagger can be put in place of [`Crf`].
pub trait Tagger: fmt::Debug + Send + Sync {
    /// Returns the names in the texts of one document, in reading order and without overlaps.
    fn spans(&self, texts: &[&str]) -> Vec<Span>;
}

/// The tagger of this crate.
#[derive(Debug)]
pub struct Crf<'a> {
    weights: Weights<'a>,
    ways: Ways,
}

impl Crf<'static> {
    /// Returns the tagger with the weights that are built in.
    ///
    /// # Panics
    ///
    /// Panics where the built-in file is wrong, which the tests of this crate rule out.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Crf<'static>> =
            LazyLock::new(|| match Crf::read(include_bytes!("../../data/tagger.bin")) {
                Ok(tagger) => tagger,
                Err(error) => panic!("the built-in file is wrong: {error}"),
            });
        &BUILTIN
    }
}

impl<'a> Crf<'a> {
    /// Reads weights and lists in the form that the trainer writes.
    ///
    /// # Errors
    ///
    /// Fails where the bytes are no such file, or one of another version or with other tags.
    pub fn read(file: &'a [u8]) -> Result<Self, WeightsError> {
        let weights = Weights::read(file)?;
        Ok(Self { ways: Ways::new(&weights), weights })
    }

    fn spans_of_sentence(
        &self,
        texts: &[&str],
        sheet: &Sheet,
        sentence: &Sentence,
        work: &mut Work,
        out: &mut Vec<Span>,
    ) {
        let text = texts[sentence.text];
        let start = sentence.tokens.start;
        for run in runs::runs(&sheet.tokens[sentence.tokens.clone()]) {
            let run = start + run.start..start + run.end;
            work.scores.clear();
            for at in run.clone() {
                let token = &sheet.tokens[at];
                work.lower.clear();
                work.lower.extend(text[token.start as usize..token.end as usize].chars().flat_map(char::to_lowercase));
                features::features(sheet, sentence, &run, at, &work.lower, &mut work.features);
                let mut scores = Scores::default();
                for &feature in &work.features {
                    self.weights.add(feature, &mut scores);
                }
                work.scores.push(scores);
            }
            let spans = work.decoder.spans(&work.scores, &self.ways);
            for (span, confidence) in spans.into_iter().filter(|(span, confidence)| *confidence >= least(span.kind)) {
                let first = &sheet.tokens[run.start + span.tokens.start];
                let last = &sheet.tokens[run.start + span.tokens.end - 1];
                let bytes = first.start as usize..last.end as usize;
                out.push(Span { text: sentence.text, bytes, kind: span.kind, confidence });
            }
        }
    }
}

/// Space that is used again for each run.
#[derive(Debug, Default)]
struct Work {
    scores: Vec<Scores>,
    features: Vec<u64>,
    lower: String,
    decoder: Decoder,
}

impl Tagger for Crf<'_> {
    fn spans(&self, texts: &[&str]) -> Vec<Span> {
        let sheet = Sheet::read(texts, self.weights.lists);
        let mut work = Work::default();
        let mut out = Vec::new();
        for sentence in &sheet.sentences {
            self.spans_of_sentence(texts, &sheet, sentence, &mut work, &mut out);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[&str]) -> Vec<String> {
        let spans = Crf::builtin().spans(texts);
        spans.iter().map(|span| format!("{} {}", span.kind.name(), &texts[span.text][span.bytes.clone()])).collect()
    }

    #[test]
    fn names_are_found_where_they_stand() {
        let texts = [
            "Talks in Ghent fail",
            "Belgian Finance Minister Ilse Vandorpe met reporters in Ghent. Vandorpe said that the Meridian Institute, \
             based in Bruges, had left.",
        ];
        let expected = [
            "LOC Ghent", "NORP Belgian", "PER Ilse Vandorpe", "LOC Ghent", "PER Vandorpe", "ORG Meridian Institute",
            "LOC Bruges",
        ];
        assert_eq!(names(&texts), expected);
        assert!(names(&["", "nothing here."]).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn spans_lie_in_their_texts(texts in proptest::collection::vec("(\\PC| |\\. |Ghent|Anna ){0,40}", 0..4)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let spans = Crf::builtin().spans(&texts);
            for span in &spans {
                proptest::prop_assert!(!texts[span.text][span.bytes.clone()].trim().is_empty());
                proptest::prop_assert!((0.0..=1.0).contains(&span.confidence));
            }
            for pair in spans.windows(2) {
                let (a, b) = (&pair[0], &pair[1]);
                proptest::prop_assert!(a.text < b.text || a.text == b.text && a.bytes.end <= b.bytes.start);
            }
        }
    }

    #[test]
    fn a_hostile_text_takes_linear_time() {
        for text in ["Paris ", "A-", "Abc. ", "the of ", "(ABC) ", "Ab of the "] {
            let _ = Crf::builtin().spans(&[&text.repeat(60_000 / text.len())]);
        }
    }
}
