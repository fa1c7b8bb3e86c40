//! A web page to a story: metadata, the kept body, and what is no story.

use dateline_model::{Byline, Caption, Capture, Flag, Paragraph, ParagraphKind};
use jiff::{SignedDuration, Timestamp};

use crate::body::{Story, same};
use crate::extract::{Extracted, Reading};
use crate::judge::{self, Weight};
use crate::metadata::{self, Around, Metadata, Model};
use crate::saved::{self, Saved};
use crate::{Reason, byline, credit, decode, guard, markup, web};

/// A page that is a story.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) story: Story,
    pub(crate) metadata: Metadata,
    pub(crate) flags: Vec<Flag>,
    /// What a browser or another saver wrote into the page.
    pub(crate) saved: Saved,
}

/// Zones and wrong clocks account for dates so far in the future of the capture.
pub(crate) const AHEAD: SignedDuration = SignedDuration::from_hours(48);

/// Reads a page, or says why it is no story. `now` stands in for an unknown time of capture.
pub(crate) fn read(capture: &Capture, now: Timestamp) -> Result<Page, (Reason, String)> {
    let html = decode::decode(&capture.payload, capture.charset.as_deref());
    if html.trim().is_empty() {
        return Err((Reason::Empty, "expected a page, found no text".to_owned()));
    }
    guard::check(&html)?;
    let reading = Reading::of(&html);
    let found = reading.body();
    let saved = saved::read(&html);
    let around = around(&found, capture, &saved, now);
    let base = around.address.map(str::to_owned);
    let metadata = metadata::read(&reading, around, Model::shipped());
    let weight = Weight::of(reading.nodes(), &found);
    judge::refuse_error_page(&metadata, weight)?;
    let Kept { mut blocks, captions, behind, unreduced } = keep(&html, found)?;
    lead_somewhere(&mut blocks, base.as_deref());
    let mut page = assemble(metadata, blocks, captions);
    page.story.present_authors(behind);
    page.saved = saved;
    if unreduced {
        page.flags.push(Flag::Unreduced);
    }
    judge::judge(&page, weight, unreduced)?;
    Ok(page)
}

/// What is known of a page beside its own words.
pub(crate) fn around<'a>(body: &Extracted, capture: &'a Capture, saved: &'a Saved, now: Timestamp) -> Around<'a> {
    let address = capture.uri.as_deref().or(saved.address.as_deref());
    Around { place: body.place, address, latest: latest(capture.captured.or(saved.at).unwrap_or(now)) }
}

/// The last day that may be one of publication where a page was seen then.
pub(crate) fn latest(seen: Timestamp) -> jiff::civil::Date {
    jiff::tz::Offset::UTC.to_datetime(seen.saturating_add(AHEAD).unwrap_or(seen)).date()
}

/// Makes the addresses of links absolute and canonical; what leads to no page of the web, or within this one, is no link.
fn lead_somewhere(blocks: &mut [Paragraph], base: Option<&str>) {
    let base = base.and_then(web::unwrapped);
    for block in blocks {
        block.links.retain_mut(|link| {
            let printed = link.address.trim();
            let joined = base.as_ref().filter(|_| !printed.starts_with('#')).and_then(|base| base.join(printed).ok());
            let whole = joined.map_or_else(|| web::canonical(printed), |url| web::canonical(url.as_str()));
            whole.map(|url| link.address = url.into()).is_some()
        });
    }
}

/// What is kept of a page.
struct Kept {
    blocks: Vec<Paragraph>,
    captions: Vec<String>,
    /// What stands right behind the body.
    behind: Vec<String>,
    /// Nothing could be left out.
    unreduced: bool,
}

/// The body as blocks; where the extractor finds none, the whole page.
fn keep(html: &str, found: Extracted) -> Result<Kept, (Reason, String)> {
    if !found.blocks.is_empty() {
        return Ok(Kept { blocks: found.blocks, captions: found.captions, behind: found.behind, unreduced: false });
    }
    let whole = markup::paragraphs(html);
    whole
        .map(|blocks| Kept { blocks, captions: Vec::new(), behind: Vec::new(), unreduced: true })
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
        headline: metadata.headline.winner().map(|winner| winner.value.clone()).unwrap_or_default(),
        captions: metadata.captions.clone(),
        ..Story::default()
    };
    add_captions(&mut story.captions, captions);
    let has_headline = !story.headline.is_empty();
    if !has_headline {
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
    let only = if has_headline { None } else { blocks.first().cloned() };
    story.sort(blocks);
    // A paragraph that stands in for the headline is still the story where there is no other.
    if story.body.is_empty() {
        story.body.paragraphs.extend(only);
    }
    let flags = flags(&metadata, &story);
    Page { story, metadata, flags, saved: Saved::default() }
}

fn after_dateline(text: &str) -> String {
    crate::dateline::split(text).map_or_else(String::new, |(_, rest)| rest.to_owned())
}

/// The byline as printed, with the names that were chosen; the agency among them apart.
fn signed(metadata: &Metadata) -> Option<(Byline, Option<String>)> {
    let names = &metadata.authors.winner()?.value;
    let agency = names.iter().find_map(|name| byline::agency(name));
    let authors: Vec<String> =
        names.iter().filter(|name| byline::agency(name).is_none()).map(|name| byline::from_capitals(name)).collect();
    let printed = metadata.byline.clone().unwrap_or_else(|| names.join(", "));
    Some((Byline { printed, authors }, agency))
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
    flags.extend(metadata.headline.guessed.then_some(Flag::HeadlineGuessed));
    flags.extend(metadata.authors.guessed.then_some(Flag::BylineGuessed));
    flags.extend(metadata.published.guessed.then_some(Flag::DateGuessed));
    flags
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
    fn links_lead_to_pages_of_the_web() {
        let prose = "Twelve words of a plain sentence that somebody wrote down for this one test. ".repeat(3);
        let html = format!(
            "<html><body><h1>Harbour opens</h1><p>{prose}<p>{prose} The <a href='/news/mole?utm_source=x&id=4'>mole\n is \
             <b>done</b></a>, <a href='https://Other.example/a#b'>others</a> say; <a href='#top'>up</a>, \
             <a href='mailto:a@b.example'>write</a>.<p>{prose}</body></html>"
        );
        let capture = Capture {
            location: Location::default(),
            uri: Some("https://courier.example/news/harbour".to_owned()),
            captured: None,
            media_type: "text/html".to_owned(),
            charset: None,
            payload: html.into_bytes(),
        };
        let page = read(&capture, Timestamp::now()).unwrap();
        let links: Vec<(usize, &str, &str)> = page
            .story
            .body
            .paragraphs
            .iter()
            .enumerate()
            .flat_map(|(at, block)| block.links.iter().map(move |link| (at, link.text.as_str(), link.address.as_str())))
            .collect();
        let expected =
            [(1, "mole is done", "https://courier.example/news/mole?id=4"), (1, "others", "https://other.example/a")];
        assert_eq!(links, expected);
    }

    fn saved_page(html: String) -> Page {
        let capture = Capture {
            location: Location::default(),
            uri: None,
            captured: None,
            media_type: "text/html".to_owned(),
            charset: None,
            payload: html.into_bytes(),
        };
        read(&capture, Timestamp::now()).unwrap()
    }

    const STORY: &str = "<p>The council of the harbour town voted on Tuesday to close the old crane for good, after long talks.\
        <p>The mayor said that the decision had been taken with a heavy heart and that the workers would find new posts.\
        <p>Dockers who had waited outside the hall since the morning said that they had expected nothing else from it.\
        <p>The crane was built in the last century and had been out of use since a storm bent its arm three years ago.";

    #[test]
    fn a_text_that_a_page_holds_twice_counts_once() {
        let html = format!(
            "<main><h1>Crane closes</h1><div class=mobile>{STORY}</div><div class=desktop>{STORY}</div></main>"
        );
        assert_eq!(saved_page(html).story.body.paragraphs.len(), 4);
    }

    #[test]
    fn a_relative_address_of_a_saved_page_leads_nowhere() {
        let html = format!(
            "<head><link rel=canonical href=crane.html><meta property=og:url content='https://paper.example/crane.html'></head>\
             <main><h1>Crane closes</h1>{STORY}</main>"
        );
        assert_eq!(saved_page(html).metadata.canonical.as_deref(), Some("https://paper.example/crane.html"));
    }

    #[test]
    fn who_wrote_it_is_taken_from_behind_the_story() {
        let html = format!(
            "<head><meta name=author content='Anna Holt'></head><main><article><h1>Crane closes</h1><p class=byline>By Anna Holt</p>\
             {STORY}</article><div class='author-box sidebar'><h3>About the author</h3><p>Anna Holt is the Courier's \
             correspondent in the harbour.</p></div><footer><p>Copyright Courier, all rights reserved.</footer></main>"
        );
        let story = saved_page(html).story;
        assert_eq!(story.biographies, ["Anna Holt is the Courier's correspondent in the harbour."]);
        assert_eq!(story.body.paragraphs.len(), 4);
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
            let found = read(&capture, Timestamp::now()).unwrap_or_else(|error| panic!("{}: {error:?}", story["key"]));
            let date =
                found.metadata.published.winner().map(|winner| winner.value.date().to_string()).unwrap_or_default();
            let found = found.story;
            let authors = found.byline.as_ref().map_or_else(Vec::new, |byline| byline.authors.clone());
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
            let is_signed = date == stated("date") && story["authors"] == serde_json::json!(authors);
            if !is_signed {
                wrong.push(format!(
                    "{}: expected {} {}, found {date} {authors:?}",
                    story["key"], story["date"], story["authors"]
                ));
            }
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
