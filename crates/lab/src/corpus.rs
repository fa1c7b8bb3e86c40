//! Many articles for load: paragraphs of real news shuffled, or synthetic sentences where there is none.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::Context;
use dateline_search::{Document, Period};
use flate2::read::MultiGzDecoder;
use jiff::civil::{Date, date};
use serde_json::Value;

/// Where the text comes from.
pub(crate) struct Corpus {
    headlines: Vec<String>,
    paragraphs: Vec<String>,
    /// What it is made of, for the head of the table.
    pub(crate) made_of: String,
}

/// One made article.
pub(crate) struct Made {
    pub(crate) number: usize,
    pub(crate) headline: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) source: String,
    pub(crate) published: Date,
}

/// A small generator with a fixed beginning: every run makes the same articles. SplitMix64 (Steele, Lea, Flood 2014).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit.max(1) as u64).unwrap_or(0)
    }

    /// Small numbers often, large ones seldom: the log-uniform stand-in for Zipf.
    pub(crate) fn skewed(&mut self, limit: usize) -> usize {
        let bits = (usize::BITS - limit.leading_zeros()).max(1) as usize;
        let below = 1usize << (self.below(bits) + 1);
        self.below(below.min(limit))
    }
}

impl Corpus {
    pub(crate) fn load(data: Option<&Path>) -> anyhow::Result<Self> {
        let Some(data) = data else { return Ok(Self::synthetic()) };
        let file = data.join("scale/articles.jsonl.gz");
        let reader = BufReader::new(MultiGzDecoder::new(
            File::open(&file).with_context(|| format!("cannot open `{}`", file.display()))?,
        ));
        let (mut headlines, mut paragraphs) = (Vec::new(), Vec::new());
        for line in reader.lines() {
            let article: Value = serde_json::from_str(&line?)?;
            headlines.extend(article["headline"].as_str().map(str::to_owned));
            let text = article["text"].as_str().unwrap_or("");
            paragraphs.extend(
                text.split("\n\n")
                    .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
                    .filter(|paragraph| paragraph.len() > 80),
            );
        }
        let made_of = format!("shuffled paragraphs of {} real articles", headlines.len());
        Ok(Self { headlines, paragraphs, made_of })
    }

    /// Invented words with the frequencies of a language.
    fn synthetic() -> Self {
        const SYLLABLES: [&str; 24] = [
            "ba", "co", "den", "fir", "gal", "hon", "is", "jor", "kel", "lam", "men", "nor", "op", "per", "qua", "ras",
            "sel", "tor", "ur", "ven", "wim", "xan", "yor", "zel",
        ];
        let mut dice = Dice::new(1);
        let word = |number: usize| {
            let mut rest = number + 24;
            let mut word = String::new();
            while rest > 0 {
                word.push_str(SYLLABLES[rest % 24]);
                rest /= 24;
            }
            word
        };
        let mut sentence = |words: usize| (0..words).map(|_| word(dice.skewed(200_000))).collect::<Vec<_>>().join(" ");
        let headlines = (0..5_000).map(|_| sentence(9)).collect();
        let paragraphs = (0..60_000).map(|_| format!("{}.", sentence(45))).collect();
        Self { headlines, paragraphs, made_of: "synthetic words (no real news beside the project)".to_owned() }
    }

    /// Returns the article of a number: about 3.6 KB, the same in every run.
    pub(crate) fn article(&self, number: usize) -> Made {
        let mut dice = Dice::new(number as u64 * 77 + 5);
        let mut paragraphs = Vec::new();
        let mut bytes = 0;
        let wanted = 1_600 + dice.below(4_000);
        while bytes < wanted {
            let paragraph = &self.paragraphs[dice.below(self.paragraphs.len())];
            bytes += paragraph.len();
            paragraphs.push(paragraph.clone());
        }
        let published =
            date(2005, 1, 1).saturating_add(jiff::Span::new().days(i32::try_from(dice.below(7_000)).unwrap_or(0)));
        Made {
            number,
            headline: self.headlines[dice.below(self.headlines.len())].clone(),
            paragraphs,
            source: format!("paper{}.example", dice.skewed(300)),
            published,
        }
    }

    /// Returns the document of a number, with six actors and six places of its own.
    pub(crate) fn document(&self, number: usize) -> Document {
        let made = self.article(number);
        let mut dice = Dice::new(number as u64 * 131 + 9);
        let actors = (0..6).map(|_| format!("/person/XX/actor-{}", dice.skewed(50_000))).collect();
        let mut places: Vec<String> = Vec::new();
        for _ in 0..3 {
            let city = dice.skewed(20_000);
            places.push(format!("/EU/C{:02}/city-{city}", city % 60));
            places.push(format!("/EU/C{:02}", city % 60));
        }
        let moment = made
            .published
            .at(12, 0, 0, 0)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .map_or(0, |zoned| zoned.timestamp().as_second());
        Document {
            revision: 1,
            current: true,
            language: "en".to_owned(),
            headline: made.headline,
            lede: Some(0),
            paragraphs: made.paragraphs,
            actors,
            places,
            countries: (0..3).map(|_| format!("C{:02}", dice.skewed(60))).collect(),
            source: made.source,
            published: Some(Period { first: made.published, last: made.published, moment }),
            ..Document::default()
        }
    }
}

impl Made {
    /// Returns the article as a line of a dump.
    pub(crate) fn json(&self) -> String {
        serde_json::json!({
            "url": format!("https://{}/story-{}", self.source, self.number),
            "title": self.headline,
            "date_publish": self.published.to_string(),
            "language": "en",
            "maintext": self.paragraphs.join("\n\n"),
        })
        .to_string()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.headline.len() + self.paragraphs.iter().map(String::len).sum::<usize>()
    }
}
