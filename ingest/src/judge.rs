//! What is no story: error pages, demands to accept cookies, lists of stories, pages without text.

use dateline_model::{Paragraph, ParagraphKind};

use crate::Reason;
use crate::body::Story;
use crate::extract::Extracted;
use crate::extract::tags::Tag;
use crate::extract::tree::Node;
use crate::metadata::Metadata;
use crate::page::Page;
use crate::repair::one_line;

/// Texts shorter than this (in characters) are no story.
const SHORTEST: usize = 80;
/// Paragraphs of so many characters tell something.
const PROSE: usize = 80;
/// A page with so many of them is no error page, whatever its title says.
const MOST_PROSE_OF_AN_ERROR: usize = 4;
/// A page with fewer links to other stories is no list of them.
const FEWEST_LINKS: usize = 10;
/// A list of stories has at least so many of these links in what the extractor kept.
const FEWEST_POINTERS: usize = 4;
/// Below this the extractor has found no clear article.
const UNCLEAR: f32 = 0.7;
/// Links whose text is so long (in characters) may be headlines.
const HEADLINE_LINK: usize = 25;

/// Refuses a page whose title or headline says that something went wrong, unless a story follows.
pub(crate) fn refuse_error_page(metadata: &Metadata, weight: Weight) -> Result<(), (Reason, String)> {
    const SAYS: [&str; 17] = [
        "404", "page not found", "not found", "404 not found", "access denied", "403 forbidden", "forbidden",
        "error 404", "just a moment", "attention required", "are you a robot", "page unavailable",
        "seite nicht gefunden", "page introuvable", "pagina no encontrada", "service unavailable", "bad gateway",
    ];
    let title = dateline_text::fold_name(&metadata.title);
    let heading = metadata.headline.winner().map(|winner| dateline_text::fold_name(&winner.value)).unwrap_or_default();
    let says = |text: &str| {
        SAYS.iter().any(|says| text == *says || text.starts_with(&format!("{says} ")) && text.split(' ').count() <= 8)
    };
    let has_story = metadata.linked.is_story || weight.prose >= MOST_PROSE_OF_AN_ERROR;
    if !has_story && (says(&title) || says(&heading)) {
        return Err((
            Reason::ErrorPage,
            format!("expected a story, found a page titled `{}`", one_line(&metadata.title)),
        ));
    }
    Ok(())
}

/// What a page is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weight {
    /// Links whose text is long enough to be a headline.
    links: usize,
    /// Blocks of the body that are nothing but such a link.
    pointers: usize,
    /// Paragraphs of the body that are long enough to tell something.
    prose: usize,
    /// How sure the extractor is of the body, 0 to 1.
    confidence: f32,
}

impl Weight {
    pub(crate) fn of(nodes: &[Node], body: &Extracted) -> Self {
        let length = |at: usize, node: &Node| {
            nodes
                .get(at..node.end as usize)
                .unwrap_or(&[])
                .iter()
                .map(|inner| inner.text.trim().chars().count())
                .sum::<usize>()
        };
        let links =
            nodes.iter().enumerate().filter(|(at, node)| node.tag == Tag::Link && length(*at, node) >= HEADLINE_LINK);
        let is_prose = |block: &&Paragraph| block.kind != ParagraphKind::Subhead && block.text.chars().count() >= PROSE;
        Self {
            links: links.count(),
            pointers: body.pointers,
            prose: body.blocks.iter().filter(is_prose).count(),
            confidence: body.confidence,
        }
    }
}

/// Refuses demands to accept cookies, lists of stories and pages without text.
pub(crate) fn judge(page: &Page, weight: Weight, unreduced: bool) -> Result<(), (Reason, String)> {
    let Page { story, metadata, .. } = page;
    let chars = story.body.chars();
    if chars < 1200 && is_consent_wall(story) {
        return Err((
            Reason::ConsentWall,
            "expected a story, found the demand to accept cookies or to sign in".to_owned(),
        ));
    }
    let stated = metadata.linked.is_story || metadata.published.taken.is_some() && metadata.is_article;
    if !stated && is_list(weight, metadata.linked.is_list) {
        return Err((
            Reason::SectionFront,
            format!(
                "expected a story, found {} headlines that lead elsewhere, {} of them in the body, and {} paragraphs of prose",
                weight.links, weight.pointers, weight.prose
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

/// What the extractor keeps of a list of stories is headlines that are links and a line under each; or it finds no article
/// at all. Links around a clear body say nothing: most stories have dozens.
fn is_list(weight: Weight, says_so: bool) -> bool {
    let Weight { links, pointers, prose, confidence } = weight;
    let is_made_of_links = pointers >= FEWEST_POINTERS && pointers > prose;
    let is_unclear = confidence < UNCLEAR && prose < 2;
    links >= FEWEST_LINKS && (is_made_of_links || is_unclear || says_so && prose < 2 && pointers > 0)
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
