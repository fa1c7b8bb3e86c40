//! A web page to a story: metadata, the kept body, and what is no story.

use dateline_model::{Caption, Capture, Flag, Paragraph, ParagraphKind};
use dom_query::Document;

use crate::body::{Story, same};
use crate::metadata::{self, Metadata};
use crate::repair::one_line;
use crate::saved::{self, Saved};
use crate::{Reason, byline, credit, decode, extract, guard, markup};

/// A page that is a story.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) story: Story,
    pub(crate) metadata: Metadata,
    pub(crate) flags: Vec<Flag>,
    /// What a browser or another saver wrote into the page.
    pub(crate) saved: Saved,
}

/// Texts shorter than this (in characters) are no story.
const SHORTEST: usize = 80;

/// Reads a page, or says why it is no story.
pub(crate) fn read(capture: &Capture) -> Result<Page, (Reason, String)> {
    let html = decode::decode(&capture.payload, capture.charset.as_deref());
    if html.trim().is_empty() {
        return Err((Reason::Empty, "expected a page, found no text".to_owned()));
    }
    guard::check(&html)?;
    let document = Document::from(html.as_str());
    let saved = saved::read(&html);
    let metadata = metadata::read(&document, capture.uri.as_deref().or(saved.address.as_deref()));
    refuse_error_page(&document, &metadata)?;
    let links = LinkCount::of(&document);
    drop(document);
    let Kept { blocks, captions, unreduced } = keep(&html)?;
    let mut page = assemble(metadata, blocks, captions);
    page.saved = saved;
    if unreduced {
        page.flags.push(Flag::Unreduced);
    }
    judge(&page, links, unreduced)?;
    Ok(page)
}

/// What is kept of a page.
struct Kept {
    blocks: Vec<Paragraph>,
    captions: Vec<String>,
    /// Nothing could be left out.
    unreduced: bool,
}

/// The body as blocks; where the extractor finds none, the whole page.
fn keep(html: &str) -> Result<Kept, (Reason, String)> {
    let found = extract::extract(html);
    if !found.blocks.is_empty() {
        return Ok(Kept { blocks: found.blocks, captions: found.captions, unreduced: false });
    }
    let whole = markup::paragraphs(html);
    whole
        .map(|blocks| Kept { blocks, captions: Vec::new(), unreduced: true })
        .map_err(|error| (Reason::NoStory, format!("expected text in the page, found none ({error})")))
}

/// Adds captions found beside the body to those the page's metadata gave, unless one says what another says.
fn add_captions(known: &mut Vec<Caption>, found: Vec<String>) {
    for printed in found {
        let says = |caption: &Caption| printed.contains(caption.text.as_str()) || caption.text.contains(&printed);
        if !known.iter().any(says)
            && let Some(caption) = credit::read(&printed)
        {
            credit::add(known, caption);
        }
    }
}

fn assemble(metadata: Metadata, blocks: Vec<Paragraph>, captions: Vec<String>) -> Page {
    let mut story = Story {
        headline: metadata.headline.clone().unwrap_or_default(),
        captions: metadata.captions.clone(),
        ..Story::default()
    };
    add_captions(&mut story.captions, captions);
    if story.headline.is_empty() {
        story.headline = first_line(&blocks);
    }
    let lede = blocks.iter().find(|block| block.kind == ParagraphKind::Text && block.text.chars().count() > 40);
    // A description that begins like the lede is the lede, cut to length; what is printed under the headline is not.
    story.dek = metadata.dek.clone().filter(|dek| {
        let begins = |text: &str| {
            dateline_text::fold_name(text).starts_with(&dateline_text::fold_name(dek.trim_end_matches(['…', '.'])))
        };
        let is_lede = !metadata.dek_is_printed
            && lede.is_some_and(|lede| begins(&lede.text) || begins(&after_dateline(&lede.text)));
        // Unless the block stands in front of a longer one: then it is the standfirst, taken for text.
        let stands_apart = lede.is_some_and(|lede| same(&lede.text, dek))
            && blocks
                .iter()
                .filter(|block| block.kind == ParagraphKind::Text)
                .nth(1)
                .is_some_and(|next| metadata.dek_is_printed || next.text.len() > dek.len() * 2);
        !same(dek, &story.headline) && (!is_lede || stands_apart)
    });
    if let Some((byline, agency)) = signed(&metadata) {
        story.byline = Some(byline);
        story.agency = agency;
    }
    story.sort(blocks);
    let flags = flags(&metadata, &story);
    Page { story, metadata, flags, saved: Saved::default() }
}

fn after_dateline(text: &str) -> String {
    crate::dateline::split(text).map_or_else(String::new, |(_, rest)| rest.to_owned())
}

/// The byline as printed, with the names that are stated where there are any.
fn signed(metadata: &Metadata) -> Option<(dateline_model::Byline, Option<String>)> {
    let stated = byline::of_authors(&metadata.authors);
    let printed = metadata.byline.as_deref().and_then(byline::read);
    match (printed, stated) {
        (Some((mut printed, agency)), Some((stated, other))) => {
            if !stated.authors.is_empty() {
                printed.authors = stated.authors;
            }
            Some((printed, agency.or(other)))
        }
        (printed, stated) => printed.or(stated),
    }
}

fn first_line(blocks: &[Paragraph]) -> String {
    blocks.first().map_or_else(String::new, |block| block.text.chars().take(200).collect())
}

fn flags(metadata: &Metadata, story: &Story) -> Vec<Flag> {
    let section = dateline_text::fold_name(metadata.section.as_deref().unwrap_or(""));
    let opinion = [
        "opinion", "opinions", "comment", "commentary", "editorial", "meinung", "opinion analysis", "commentisfree",
        "kommentar",
    ]
    .contains(&section.as_str());
    let mut flags = Vec::new();
    flags.extend((!story.corrections.is_empty()).then_some(Flag::Correction));
    flags.extend(metadata.linked.paywalled.then_some(Flag::Paywall));
    flags.extend(metadata.linked.is_live.then_some(Flag::LiveBlog));
    flags.extend((metadata.linked.is_opinion || opinion).then_some(Flag::Opinion));
    flags
}

fn refuse_error_page(document: &Document, metadata: &Metadata) -> Result<(), (Reason, String)> {
    const SAYS: [&str; 17] = [
        "404", "page not found", "not found", "404 not found", "access denied", "403 forbidden", "forbidden",
        "error 404", "just a moment", "attention required", "are you a robot", "page unavailable",
        "seite nicht gefunden", "page introuvable", "pagina no encontrada", "service unavailable", "bad gateway",
    ];
    let title = dateline_text::fold_name(&document.select("title").text());
    let heading = metadata.headline.as_deref().map(dateline_text::fold_name).unwrap_or_default();
    let says = |text: &str| {
        SAYS.iter().any(|says| text == *says || text.starts_with(&format!("{says} ")) && text.split(' ').count() <= 8)
    };
    if !metadata.linked.is_story && (says(&title) || says(&heading)) {
        return Err((
            Reason::ErrorPage,
            format!("expected a story, found a page titled `{}`", one_line(&document.select("title").text())),
        ));
    }
    Ok(())
}

/// Characters of text on the page, and how many of them stand in links.
#[derive(Clone, Copy, Debug)]
struct LinkCount {
    links: usize,
}

impl LinkCount {
    fn of(document: &Document) -> Self {
        // Links whose text is long enough to be a headline.
        let links = document
            .select("main a, article a, section a, li a, h2 a, h3 a, td a, div a")
            .iter()
            .filter(|link| link.text().trim().chars().count() >= 25)
            .count();
        Self { links }
    }
}

fn judge(page: &Page, links: LinkCount, unreduced: bool) -> Result<(), (Reason, String)> {
    let Page { story, metadata, .. } = page;
    let chars = story.body.chars();
    if chars < 1200 && is_consent_wall(story) {
        return Err((
            Reason::ConsentWall,
            "expected a story, found the demand to accept cookies or to sign in".to_owned(),
        ));
    }
    let prose = story
        .body
        .paragraphs
        .iter()
        .filter(|paragraph| paragraph.kind == ParagraphKind::Text && paragraph.text.chars().count() >= 150)
        .count();
    let stated = metadata.linked.is_story || metadata.published.is_some() && metadata.is_article;
    if !stated && links.links >= 12 && (metadata.linked.is_list || prose * 4 < links.links && prose < 6) {
        return Err((
            Reason::SectionFront,
            format!(
                "expected a story, found {} headlines that lead elsewhere and {prose} paragraphs of prose",
                links.links
            ),
        ));
    }
    if story.headline.is_empty() && chars == 0 {
        return Err((Reason::Empty, "expected a story, found no text".to_owned()));
    }
    if chars < SHORTEST && !metadata.is_article || chars == 0 {
        let what = if unreduced { "in the whole page" } else { "in the body" };
        return Err((Reason::NoStory, format!("expected at least {SHORTEST} characters {what}, found {chars}")));
    }
    Ok(())
}

fn is_consent_wall(story: &Story) -> bool {
    const SAYS: [&str; 12] = [
        "cookie", "cookies", "consent", "privacy", "partners", "accept all", "zustimmung", "einwilligung",
        "consentement", "datenschutz", "vendors", "personalised ads",
    ];
    let text = dateline_text::fold_name(
        &story.body.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect::<Vec<_>>().join(" "),
    );
    let words = text.split(' ').count().max(1);
    let said: usize = SAYS.iter().map(|says| text.matches(says).count()).sum();
    said >= 3 && said * 40 > words
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use dateline_model::Location;
    use serde_json::Value;

    use super::*;

    fn line(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn captions(of: &[Value]) -> Vec<String> {
        of.iter().filter_map(|caption| caption["text"].as_str()).map(line).collect()
    }

    #[test]
    fn the_sample_pages_are_read_as_expected() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/cli/sample-news");
        let expected = std::fs::read_to_string(folder.join("expected.json")).unwrap();
        let expected: Vec<Value> = serde_json::from_str(&expected).unwrap();
        let mut wrong = Vec::new();
        for story in expected.iter().filter(|story| story["form"] == "page") {
            let payload = std::fs::read(folder.join(story["file"].as_str().unwrap())).unwrap();
            let capture = Capture {
                location: Location::default(),
                uri: story["url"].as_str().map(str::to_owned),
                captured: None,
                media_type: "text/html".to_owned(),
                charset: None,
                payload,
            };
            let found = read(&capture).unwrap_or_else(|error| panic!("{}: {error:?}", story["key"])).story;
            let texts: Vec<String> = found.body.paragraphs.iter().map(|block| line(&block.text)).collect();
            let stated = |key: &str| line(story[key].as_str().unwrap_or(""));
            let count = story["paragraphs"].as_u64().unwrap_or(0) as usize;
            let has_all = texts.iter().any(|text| text.starts_with(&stated("first")))
                && texts.iter().any(|text| text.ends_with(&stated("last")))
                && (count..=count + 2).contains(&texts.len());
            let seen: Vec<String> = found.captions.iter().map(|caption| line(&caption.text)).collect();
            let has_captions = captions(story["captions"].as_array().unwrap())
                .iter()
                .all(|text| seen.iter().any(|seen| seen.contains(text)));
            if !has_all || !has_captions || line(&found.headline) != stated("headline") {
                wrong.push(format!(
                    "{}: expected {count} {story}, found {} {texts:#?} {seen:?}",
                    story["key"],
                    texts.len()
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
