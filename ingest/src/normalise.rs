//! A capture to an article: who published it, when, and which story it is.

use dateline_model::{Article, ArticleId, Capture, Dated, Flag, Origin, Paragraph, Source, SourceId};
use jiff::Timestamp;
use url::Url;

use crate::body::Story;
use crate::json::RecordStory;
use crate::wire::{self, WireStory};
use crate::{Reason, Rejection, decode, feed, json, mail, page, plain, source, web, when};

/// Turns a capture into an article, or says why it is none. `now` stands in for the capture time where that is
/// unknown: what is dated later than that is quarantined.
///
/// # Errors
///
/// Fails, with the name of the reason, where the capture holds no story.
pub fn normalise(capture: &Capture, now: Timestamp) -> Result<Article, Rejection> {
    let draft = match capture.media_type.as_str() {
        "text/html" | "application/xhtml+xml" => page::read(capture, now).map(|page| Draft::of_page(page, capture)),
        "text/plain" => read_plain(capture),
        "application/json" => json::read(&capture.payload).map(|record| Draft::of_record(record, None)),
        feed::ITEM => feed::read(&capture.payload)
            .map(|record| Draft::of_record(record, feed::feed_title(&capture.payload).as_deref())),
        mail::MESSAGE => {
            mail::read(&capture.payload).map(|letter| Draft::of_record(letter.record, letter.sender.as_deref()))
        }
        other => match wire::read(capture) {
            Some(item) => item.map(Draft::of_wire),
            None => Err((Reason::NotText, format!("expected a page, a text or a record, found `{other}`"))),
        },
    };
    let draft = draft.map_err(|(reason, detail)| Rejection { location: capture.location.clone(), reason, detail })?;
    Ok(draft.finish(capture, now))
}

/// Other dates of one page that are kept.
const MOST_DATES: usize = 8;

/// What the readers of all formats agree on.
struct Draft {
    story: Story,
    url: Option<Url>,
    own_id: Option<String>,
    version: Option<u64>,
    notes: Vec<String>,
    embargo: Option<Dated>,
    source: Option<Source>,
    published: Option<Dated>,
    /// Other days on which it may have been published.
    other_dates: Vec<Dated>,
    updated: Option<Dated>,
    captured: Option<Timestamp>,
    language: Option<String>,
    section: Option<String>,
    tags: Vec<String>,
    flags: Vec<Flag>,
}

fn read_plain(capture: &Capture) -> Result<Draft, (Reason, String)> {
    let text = decode::decode(&capture.payload, capture.charset.as_deref());
    if text.trim().is_empty() {
        return Err((Reason::Empty, "expected a text, found none".to_owned()));
    }
    let mut story = plain::read(&text);
    if story.body.is_empty() {
        // A single line is a headline without a story, unless it is long.
        if story.headline.chars().count() < 200 {
            return Err((Reason::NoStory, "expected text under the headline, found none".to_owned()));
        }
        story.body.paragraphs.push(Paragraph::text(story.headline.clone()));
    }
    let published =
        story.published.clone().or_else(|| when::in_path(file_name(&capture.location.path), Origin::FileName));
    Ok(Draft { published, ..Draft::of_story(story) })
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

impl Draft {
    const fn of_story(story: Story) -> Self {
        Self {
            story,
            url: None,
            own_id: None,
            version: None,
            notes: Vec::new(),
            embargo: None,
            source: None,
            published: None,
            other_dates: Vec::new(),
            updated: None,
            captured: None,
            language: None,
            section: None,
            tags: Vec::new(),
            flags: Vec::new(),
        }
    }

    fn of_page(page: page::Page, capture: &Capture) -> Self {
        let fetched = capture.uri.as_deref().or(page.saved.address.as_deref()).and_then(web::canonical);
        let page::Page { story, metadata, flags, saved } = page;
        let published = metadata.published.winner().map(|winner| winner.value.clone()).or(metadata.coarse);
        // A canonical address on another site, or the front page, is a mistake of the template.
        let stated = metadata.canonical.as_deref().and_then(|canonical| match &fetched {
            Some(base) => base.join(canonical).ok().and_then(|url| web::canonical(url.as_str())),
            None => web::canonical(canonical),
        });
        let url = stated
            .filter(|stated| {
                stated.path().len() > 1 && fetched.as_ref().is_none_or(|fetched| web::same_site(stated, fetched))
            })
            .or(fetched);
        let source = url
            .as_ref()
            .map(|url| named(web::source(url), metadata.site_name.as_deref()))
            .or_else(|| metadata.site_name.as_deref().map(|name| named(SourceId::new(name), Some(name))));
        Self {
            url,
            source,
            published: published.or_else(|| story.published.clone()),
            other_dates: metadata.published.others().take(MOST_DATES).cloned().collect(),
            updated: metadata.updated,
            captured: saved.at,
            language: metadata.language,
            section: metadata.section,
            tags: metadata.tags,
            flags,
            ..Self::of_story(story)
        }
    }

    fn of_record(record: RecordStory, feed_title: Option<&str>) -> Self {
        let url = record.url.as_deref().and_then(web::canonical);
        let stated = record
            .source
            .as_deref()
            .map(|stated| if stated.contains('.') { stated.trim_start_matches("www.") } else { stated });
        let name = feed_title.or_else(|| stated.filter(|stated| !stated.contains('.')));
        let source = url
            .as_ref()
            .map(|url| named(web::source(url), name))
            .or_else(|| stated.map(|stated| named(SourceId::new(stated), name.or(Some(stated)))));
        Self {
            url,
            own_id: record.own_id,
            source,
            published: record.published.or_else(|| record.story.published.clone()),
            updated: record.updated,
            captured: record.captured.map(|dated| dated.earliest()),
            language: record.language,
            section: record.section,
            tags: record.tags,
            flags: [(record.is_summary, Flag::Summary), (record.headline_only, Flag::HeadlineOnly)]
                .into_iter()
                .filter_map(|(is, flag)| is.then_some(flag))
                .collect(),
            ..Self::of_story(record.story)
        }
    }

    fn of_wire(item: WireStory) -> Self {
        let source = item.provider.as_deref().map(|provider| {
            let name = wire::agency_name(provider);
            named(SourceId::new(&name), Some(&name))
        });
        Self {
            own_id: item.own_id,
            source,
            published: item.published,
            updated: item.updated,
            language: item.language.and_then(|tag| dateline_text::normalise_code(&tag)),
            section: item.section,
            tags: item.tags,
            flags: item.flags,
            version: item.version,
            notes: item.notes,
            embargo: item.embargo,
            ..Self::of_story(item.story)
        }
    }

    fn finish(mut self, capture: &Capture, now: Timestamp) -> Article {
        let captured = capture.captured.or(self.captured);
        let source = self.source.take().unwrap_or_else(|| named(SourceId::new(SourceId::UNKNOWN), None));
        self.quarantine(captured.unwrap_or(now));
        if !self.story.corrections.is_empty() && !self.flags.contains(&Flag::Correction) {
            self.flags.push(Flag::Correction);
        }
        self.flags.sort_unstable();
        let language = self.language();
        let id = self.id(&source.id);
        let story = self.story;
        Article {
            id,
            source,
            url: self.url.map(String::from),
            headline: story.headline,
            dek: story.dek,
            byline: story.byline,
            contributors: story.contributors,
            agency: story.agency,
            dateline: story.dateline,
            published: self.published,
            updated: self.updated,
            other_dates: self.other_dates,
            captured,
            declared_language: self
                .language
                .filter(|declared| language.as_ref().is_some_and(|found| found != declared)),
            language,
            section: self.section,
            tags: self.tags,
            body: story.body,
            captions: story.captions,
            corrections: story.corrections,
            version: self.version,
            notes: self.notes,
            embargo: self.embargo,
            biographies: story.biographies,
            flags: self.flags,
        }
    }

    /// Drops dates that lie more than two days in the future of the capture: zones and wrong clocks account for that much.
    fn quarantine(&mut self, seen: Timestamp) {
        let latest = seen + page::AHEAD;
        for dated in [&mut self.published, &mut self.updated] {
            if let Some(dated) = dated.take_if(|dated| dated.earliest() > latest) {
                self.other_dates.push(dated);
                if !self.flags.contains(&Flag::DateQuarantined) {
                    self.flags.push(Flag::DateQuarantined);
                }
            }
        }
    }

    /// What the text shows wins over what is declared, where it is long enough to show anything.
    fn language(&self) -> Option<String> {
        let mut sample = self.story.headline.clone();
        for paragraph in &self.story.body.paragraphs {
            if sample.len() > 1500 {
                break;
            }
            sample.push('\n');
            sample.push_str(&paragraph.text);
        }
        let found = dateline_text::detect(&sample).map(str::to_owned);
        if sample.chars().count() >= 200 {
            found.or_else(|| self.language.clone())
        } else {
            self.language.clone().or(found)
        }
    }

    fn id(&self, source: &SourceId) -> ArticleId {
        if let Some(url) = &self.url {
            return ArticleId::from_parts(&["url", &web::identity(url)]);
        }
        // A urn or tag is the same story whoever sends it, and a kill may not say who does.
        if let Some(id) = self.own_id.as_ref().filter(|id| id.starts_with("urn:") || id.starts_with("tag:")) {
            return ArticleId::from_parts(&["id", id]);
        }
        if let Some(id) = &self.own_id {
            return ArticleId::from_parts(&["id", source.as_str(), id]);
        }
        let first = self.story.body.paragraphs.first().map_or("", |paragraph| paragraph.text.as_str());
        ArticleId::from_parts(&[
            "text",
            source.as_str(),
            &dateline_text::fold_name(&self.story.headline),
            &dateline_text::fold_name(first),
        ])
    }
}

fn named(id: SourceId, name: Option<&str>) -> Source {
    let name = name
        .map(str::trim)
        .filter(|name| !name.is_empty() && name.chars().count() <= 80)
        .or_else(|| source::known_name(&id))
        .unwrap_or(id.as_str())
        .to_owned();
    Source { id, name }
}
