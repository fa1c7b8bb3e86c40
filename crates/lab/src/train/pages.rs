//! Pages with gold as lessons: the blocks of each, which of them are body, how much each counts, and its fold.

use std::path::Path;

use dateline_ingest::measure::{self, Block};
use serde::Deserialize;
use url::Url;

use super::align;
use crate::predict;

/// The sets, with the weight of a page in fitting; what weighs nothing is answered only.
pub(super) const SETS: [(&str, f64); 5] =
    [("fundus", 3.0), ("fundus_eval", 2.0), ("wcxb", 1.0), ("readability", 1.0), ("bbaw", 0.0)];
/// Parts that pages are shared out to.
pub(super) const FOLDS: usize = 5;
/// A block of which this share stands in the gold text is body.
const BODY: f64 = 0.4;
/// The gold of `fundus` leaves lists out, which we keep: items that it does not hold count so much.
const LEFT_OUT_LIST: f64 = 0.25;
/// Number that `element` has for a list item.
const LIST_ITEM: f64 = 7.0;

/// What a block teaches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lesson {
    pub(super) is_body: bool,
    /// Its weight by words, by page and by set.
    pub(super) size: f64,
    /// The same, less where the set's gold follows another convention than ours.
    pub(super) weight: f64,
}

/// A page.
pub(super) struct Page {
    pub(super) set: &'static str,
    pub(super) id: String,
    pub(super) bytes: Vec<u8>,
    /// The registrable domain it comes from.
    pub(super) domain: String,
    pub(super) fold: usize,
    /// Which of two halves of the domains it is in.
    pub(super) half: usize,
    pub(super) blocks: Vec<Block>,
    /// One for each block; empty where the page has no gold body or its set weighs nothing.
    pub(super) lessons: Vec<Lesson>,
}

#[derive(Deserialize)]
struct Gold {
    body: Option<String>,
    #[serde(default)]
    body_optional: Option<Vec<String>>,
}

/// Reads the pages of one set.
pub(super) fn load(folder: &Path, set: &'static str, weight: f64) -> anyhow::Result<Vec<Page>> {
    let gold = folder.join(set).join("gold.jsonl");
    let questions = predict::load(&gold)?;
    let golds = std::fs::read_to_string(&gold)?;
    let golds = golds.lines().map(serde_json::from_str).collect::<Result<Vec<Gold>, _>>()?;
    let pairs: Vec<_> = questions.into_iter().zip(golds).collect();
    predict::in_two(&pairs, |((question, bytes), gold)| {
        let domain = domain(question, bytes);
        let blocks = measure::blocks(bytes);
        let lessons = gold.body.as_ref().filter(|_| weight > 0.0).map_or_else(Vec::new, |body| {
            lessons(set, weight, &blocks, body, gold.body_optional.as_deref().unwrap_or_default())
        });
        let digest = blake3::hash(domain.as_bytes());
        let [fold, half] = [digest.as_bytes()[0], digest.as_bytes()[1]].map(usize::from);
        Page {
            set,
            id: question.id.clone(),
            bytes: bytes.clone(),
            domain,
            fold: fold % FOLDS,
            half: half % 2,
            blocks,
            lessons,
        }
    })
}

fn lessons(set: &str, weight: f64, blocks: &[Block], body: &str, optional: &[String]) -> Vec<Lesson> {
    let number = |name| measure::names().iter().position(|known| *known == name).unwrap_or(0);
    let (element, caption) = (number("element"), number("in_caption"));
    let texts: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
    let shares = align::shares(&texts, body);
    let may_be_either = |text: &str| optional.iter().any(|part| squashed(part).contains(&squashed(text)));
    let size = |block: &Block| f64::from(block.words) + 2.0;
    let all: f64 = blocks.iter().map(size).sum();
    let lesson = |(block, share): (&Block, f64)| {
        let is_body = share > BODY;
        let size = size(block) / all * weight;
        let is_item = block.numbers[element] == LIST_ITEM;
        let counts = match is_body {
            false if may_be_either(&block.text) => 0.0,
            false if set == "fundus" && is_item => LEFT_OUT_LIST,
            // Captions have a place of their own, whatever a set's gold does with them.
            true if block.numbers[caption] > 0.0 => 0.0,
            _ => 1.0,
        };
        Lesson { is_body, size, weight: size * counts }
    };
    blocks.iter().zip(shares).map(lesson).collect()
}

fn squashed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The registrable domain of a page's address, stated beside it or by the page itself; its id where there is none.
fn domain(question: &predict::Question, page: &[u8]) -> String {
    let stated = question.url.as_deref().and_then(registrable);
    let own = || {
        let capture = predict::capture(question, page);
        let article = dateline_ingest::normalise(&capture, jiff::Timestamp::UNIX_EPOCH).ok()?;
        registrable(article.url.as_deref()?)
    };
    stated.or_else(own).unwrap_or_else(|| question.id.clone())
}

/// `www.example.co.uk` is `example.co.uk`; a page of a web archive belongs to the domain that was archived.
fn registrable(address: &str) -> Option<String> {
    let archived = address.rfind("http").filter(|&at| at > 0 && address.contains("web.archive.org"));
    let address = &address[archived.unwrap_or(0)..];
    let url = Url::parse(address).ok()?;
    let host = url.host_str()?.to_lowercase();
    let domain = psl::domain_str(&host).map(str::to_owned);
    Some(domain.unwrap_or(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_registrable_domains() {
        for (address, domain) in [
            ("https://www.example.co.uk/a", Some("example.co.uk")),
            ("https://news.example.org", Some("example.org")),
            ("https://web.archive.org/web/2020/http://a.example.com/b", Some("example.com")),
            ("nothing", None),
        ] {
            assert_eq!(registrable(address).as_deref(), domain, "{address}");
        }
    }

    #[test]
    fn captions_and_what_gold_leaves_open_teach_nothing() {
        let page = "<p>The council voted on Tuesday to rebuild the bridge.</p><p>Reporting by A. Name</p>\
                    <figcaption>The bridge in winter, before it fell</figcaption><ul><li>One more item</ul>";
        let blocks = measure::blocks(page.as_bytes());
        let gold = "The council voted on Tuesday to rebuild the bridge.\nThe bridge in winter, before it fell";
        let found = lessons("fundus", 3.0, &blocks, gold, &["Reporting by A. Name".to_owned()]);
        let counts: Vec<(bool, f64)> = found.iter().map(|one| (one.is_body, one.weight / one.size)).collect();
        assert_eq!(counts, [(true, 1.0), (false, 0.0), (true, 0.0), (false, LEFT_OUT_LIST)]);
        assert!((found.iter().map(|one| one.size).sum::<f64>() - 3.0).abs() < 1e-9);
    }
}
