//! What is no story: error pages, demands to accept cookies, lists of stories, pages without text.

use dateline_model::ParagraphKind;

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
/// Links whose text is so long (in characters) may be headlines.
const HEADLINE_LINK: usize = 25;

pub(crate) fn refuse_error_page(metadata: &Metadata) -> Result<(), (Reason, String)> {
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
    if !metadata.linked.is_story && (says(&title) || says(&heading)) {
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
    /// How sure the extractor is of the body, 0 to 1.
    confidence: f32,
}

impl Weight {
    pub(crate) fn of(nodes: &[Node], body: &Extracted) -> Self {
        let length = |at: usize, node: &Node| {
            nodes.get(at..node.end as usize).unwrap_or(&[]).iter().map(|inner| inner.text.trim().chars().count()).sum::<usize>()
        };
        let links = nodes.iter().enumerate().filter(|(at, node)| node.tag == Tag::Link && length(*at, node) >= HEADLINE_LINK);
        Self { links: links.count(), confidence: body.confidence }
    }
}

pub(crate) fn judge(page: &Page, links: Weight, unreduced: bool) -> Result<(), (Reason, String)> {
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
    let stated = metadata.linked.is_story || metadata.published.taken.is_some() && metadata.is_article;
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

