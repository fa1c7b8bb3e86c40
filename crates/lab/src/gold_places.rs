//! Texts with places as evaluation sets have them, as the articles that an archive would hold.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use anyhow::Context;
use dateline_entity::{Atlas, Home, World, home_of};
use dateline_model::{Article, ArticleId, Field, Paragraph, Source, SourceId};
use serde::Deserialize;

use crate::lines::lines;

/// What is read of a line: what an archive would know too.
#[derive(Deserialize)]
pub(crate) struct Text {
    pub(crate) id: String,
    #[serde(default)]
    url: Option<String>,
    text: String,
}

/// A text as an article, with the place of every paragraph in it.
pub(crate) struct Story {
    pub(crate) id: String,
    pub(crate) article: Article,
    /// Where each paragraph begins, in characters of the text.
    starts: Vec<usize>,
}

/// Reads the texts of a file; what is right is not read.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<Story>> {
    let mut stories = Vec::new();
    for (number, line) in (1..).zip(lines(path)?) {
        let text: Text =
            serde_json::from_str(&line?).with_context(|| format!("`{}`, line {number}", path.display()))?;
        stories.push(Story::new(text));
    }
    Ok(stories)
}

/// A paragraph for each line of a text that is not blank, and where each begins, in characters.
pub(crate) fn paragraphs(text: &str) -> (Vec<Paragraph>, Vec<usize>) {
    let (mut paragraphs, mut starts, mut at) = (Vec::new(), Vec::new(), 0);
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            starts.push(at);
            paragraphs.push(Paragraph::text(line));
        }
        at += line.chars().count() + 1;
    }
    (paragraphs, starts)
}

impl Story {
    pub(crate) fn new(text: Text) -> Self {
        let (paragraphs, starts) = paragraphs(&text.text);
        let domain = text.url.as_deref().and_then(domain).unwrap_or_else(|| "unknown.invalid".to_owned());
        let source = Source { id: SourceId::new(&domain), name: domain };
        let article = Article::of_text(ArticleId::from_parts(&[&text.id]), source, String::new(), paragraphs);
        let article = Article { url: text.url, language: Some("en".to_owned()), ..article };
        Self { id: text.id, article, starts }
    }

    /// Returns a span of a field as characters of the whole text.
    pub(crate) fn span(&self, field: Field, span: &Range<usize>) -> Option<Range<usize>> {
        let Field::Paragraph(number) = field else { return None };
        let start = *self.starts.get(number)?;
        Some(start + span.start..start + span.end)
    }

    /// Returns a span of the whole text as one of a paragraph.
    pub(crate) fn field(&self, span: &Range<usize>) -> Option<(Field, Range<usize>)> {
        let number = self.starts.partition_point(|start| *start <= span.start).checked_sub(1)?;
        let start = self.starts[number];
        Some((Field::Paragraph(number), span.start - start..span.end.saturating_sub(start)))
    }
}

fn domain(url: &str) -> Option<String> {
    let host = url::Url::parse(url).ok()?.host_str()?.to_owned();
    Some(host.strip_prefix("www.").map_or(host.clone(), str::to_owned))
}

/// What each source writes of, learned from the texts themselves, as an archive learns it.
#[derive(Default)]
pub(crate) struct Homes {
    by_source: HashMap<SourceId, Home>,
    by_article: HashMap<ArticleId, Home>,
}

impl Homes {
    pub(crate) fn learn(stories: &[Story], atlas: &Atlas<'_>) -> Self {
        let mut this = Self::default();
        for Story { article, .. } in stories {
            let part = home_of(article, atlas);
            this.by_source.entry(article.source.id.clone()).or_default().add(&part);
            this.by_article.insert(article.id.clone(), part);
        }
        this
    }

    /// Returns the world for a story, which is left out of the home of its source.
    pub(crate) fn world<'a>(&'a self, story: &Story, atlas: &'a Atlas<'a>) -> World<'a> {
        let home = self.by_source.get(&story.article.source.id);
        World { home, own: self.by_article.get(&story.article.id), ..World::new(atlas) }
    }
}
