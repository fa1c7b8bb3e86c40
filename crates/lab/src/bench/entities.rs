//! How many words a second of CPU time are recognised: by the tagger alone, and with lexicon, rules and facets.

use std::path::Path;
use std::time::Duration;

use anyhow::ensure;
use dateline_entity::tagger::{Crf, Tagger, measure};
use dateline_entity::{Lexicon, recognise, tally};
use dateline_model::Article;

use crate::clock::spend;
use crate::out;
use crate::predict::{Text, article, texts};

/// Each is repeated until it has taken so long: the clock counts in hundredths of a second.
const ENOUGH: Duration = Duration::from_secs(1);

/// Words a second of CPU time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Speeds {
    /// How many words were measured on.
    pub(crate) words: f64,
    /// Raw text to spans.
    pub(crate) tagger: f64,
    /// Article to mentions, entities and facets.
    pub(crate) all: f64,
}

/// Prints the speeds on the texts of a file.
pub(crate) fn entities(data: &Path) -> anyhow::Result<()> {
    let speeds = speeds(&texts(data)?)?;
    out::line(&format!("tagger alone: {:.0} words/CPU s", speeds.tagger));
    out::line(&format!("all together: {:.0} words/CPU s", speeds.all));
    Ok(())
}

/// Measures on these texts; words are tokens with a letter or digit.
pub(crate) fn speeds(texts: &[Text]) -> anyhow::Result<Speeds> {
    let words: usize = texts.iter().map(|text| measure::words(&text.text)).sum();
    ensure!(words > 0, "expected texts with words, found none");
    let articles: Vec<Article> = texts.iter().map(|text| article(text).0).collect();
    let (lexicon, tagger) = (Lexicon::builtin(), Crf::builtin());
    let tag = || texts.iter().map(|text| tagger.spans(&[&text.text]).len()).sum();
    let recognise = || {
        let count = |article| {
            let found = recognise(article, lexicon);
            tally(&found.mentions, lexicon).actors.len()
        };
        articles.iter().map(count).sum()
    };
    #[expect(clippy::cast_precision_loss, reason = "counts of words are small")]
    Ok(Speeds { words: words as f64, tagger: speed(words, &tag), all: speed(words, &recognise) })
}

#[expect(clippy::cast_precision_loss, reason = "counts of words are small")]
fn speed(words: usize, work: &dyn Fn() -> usize) -> f64 {
    let (mut rounds, mut spent, mut found) = (0, Duration::ZERO, 0);
    while spent < ENOUGH && rounds < 1_000 {
        let (count, round) = spend(work);
        (rounds, spent, found) = (rounds + 1, spent + round.cpu, found + count);
    }
    // What was found is used, or the compiler might leave the work out.
    std::hint::black_box(found);
    (words * rounds) as f64 / spent.as_secs_f64().max(0.01)
}
