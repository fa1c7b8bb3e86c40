//! A kept item of a feed to a story.

use dateline_model::{Dated, Origin, Paragraph};
use serde::{Deserialize, Serialize};

use super::entry::{Entry, Head, Words};
use crate::body::Story;
use crate::json::{RecordStory, html_blocks, looks_like_html};
use crate::repair::{non_empty, unescape};
use crate::{Reason, byline, credit};

/// Media type of an item as we keep it: a JSON object with what the feed says of the item and of itself.
pub(crate) const ITEM: &str = "application/vnd.dateline.feed-item+json";

/// An item as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Item {
    /// What the feed says of itself.
    #[serde(default)]
    pub(super) feed: Head,
    /// Absolute address of the story.
    #[serde(default)]
    pub(super) url: Option<String>,
    /// What it says of the item.
    #[serde(flatten)]
    pub(super) entry: Entry,
}

/// Reads an item that [`super::unpack`] kept.
pub(crate) fn read(payload: &[u8]) -> Result<RecordStory, (Reason, String)> {
    let Item { feed, url, entry } = serde_json::from_slice(payload)
        .map_err(|error| (Reason::Broken, format!("expected a feed item, found broken JSON: {error}")))?;
    let date = |stated: &Option<String>| {
        let dated = crate::parse_date(stated.as_deref()?, Origin::Feed)?;
        Some(Dated { origin: Origin::Feed, ..dated })
    };
    let mut story =
        Story { headline: entry.title.as_ref().and_then(Words::line).unwrap_or_default(), ..Story::default() };
    for caption in entry.captions.iter().filter_map(|printed| credit::read(printed)) {
        credit::add(&mut story.captions, caption);
    }
    if let Some((byline, agency)) = byline::of_authors(&entry.authors) {
        story.byline = Some(byline);
        story.agency = agency;
    }
    let summary = entry.summary.as_ref().map(blocks).transpose()?.unwrap_or_default();
    let content = entry.content.as_ref().map(blocks).transpose()?.unwrap_or_default();
    let is_summary = sort(&mut story, summary, content);
    if story.body.is_empty() {
        return Err((Reason::NoStory, "expected a text in the item, found none".to_owned()));
    }
    let source = feed.link.as_deref().and_then(crate::web::canonical);
    Ok(RecordStory {
        story,
        url: url.or(entry.link).as_deref().and_then(non_empty),
        own_id: entry.id.as_deref().and_then(non_empty),
        source: source
            .map(|link| crate::web::source(&link).to_string())
            .or_else(|| feed.title.as_ref().and_then(Words::line)),
        published: date(&entry.published).or_else(|| date(&entry.updated)),
        updated: date(&entry.updated),
        captured: None,
        language: entry.language.or(feed.language).and_then(|tag| dateline_text::normalise_code(tag.trim())),
        section: None,
        tags: entry.categories,
        is_summary,
        headline_only: false,
    })
}

/// Bytes of a text of one or two paragraphs that is taken for a summary, though the feed gives it as the whole text too.
const SHORT: usize = 500;

/// The longer text is the body, the other may be the dek; true where the body is no more than a summary.
fn sort(story: &mut Story, summary: Vec<Paragraph>, content: Vec<Paragraph>) -> bool {
    let chars = |blocks: &[Paragraph]| blocks.iter().map(|block| block.text.len()).sum::<usize>();
    let longer = chars(&content) > chars(&summary);
    // A full text that says no more than the summary is one.
    let is_summary = !longer && summary.len() <= 2 && (content.is_empty() || chars(&summary) < SHORT);
    if longer && let [only] = summary.as_slice() {
        story.dek = Some(only.text.clone()).filter(|dek| {
            content.first().is_none_or(|first| !first.text.starts_with(dek.trim_end_matches(['…', '.'])))
        });
    }
    story.sort(if longer || summary.is_empty() { content } else { summary });
    is_summary
}

fn blocks(words: &Words) -> Result<Vec<Paragraph>, (Reason, String)> {
    let text = words.as_str();
    let is_markup = match words {
        Words::Html { .. } => true,
        Words::Plain { .. } => false,
        Words::Unstated(text) => looks_like_html(text) || text.contains('<'),
    };
    if is_markup {
        return html_blocks(text);
    }
    // How a template indents its lines says nothing about paragraphs.
    let unindented = || unescape(text).lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let text = if matches!(words, Words::Plain { .. }) { text.to_owned() } else { unindented() };
    Ok(crate::plain::paragraphs_of(&text).into_iter().map(Paragraph::text).collect())
}

/// Name of the feed an item came from.
pub(crate) fn feed_title(payload: &[u8]) -> Option<String> {
    let item: Item = serde_json::from_slice(payload).ok()?;
    item.feed.title.as_ref().and_then(Words::line)
}
