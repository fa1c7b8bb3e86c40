//! What a page says of itself: headline, authors and date chosen among candidates, the rest as stated.
//!
//! Every place that may hold a headline, a date or the authors gives a candidate with the name of the place. What is
//! known of a candidate (where it was found, what agrees with it, what it looks like) are numbers; a plain sum with
//! fitted weights is its score. The likeliest wins, and what is not likely enough is marked as guessed. The one strongest
//! piece of evidence for names and for dates that readers see is that they stand between the headline and the first
//! paragraph, so the body is found first.

mod author;
mod author_places;
mod author_text;
mod choice;
mod date;
mod date_places;
mod date_text;
mod headline;
mod linked;
mod marks;
mod names;
mod parts;
mod scene;
mod secondary;
mod site;
mod text;

use dateline_model::{Caption, Dated, Origin, Precision};
use jiff::civil::Date;

pub(crate) use self::choice::{Candidate, Choice, Feature, Model, Sum};
pub(crate) use self::linked::StoryData;
use self::scene::Scene;
pub(crate) use self::text::key;
use crate::extract::{Place, Reading};
use crate::parse_date;
use crate::repair::non_empty;

/// Everything a page states about itself.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) linked: StoryData,
    pub(crate) headline: Choice<String>,
    pub(crate) authors: Choice<Vec<String>>,
    pub(crate) published: Choice<Dated>,
    /// A year or a month, where nothing states a day.
    pub(crate) coarse: Option<Dated>,
    pub(crate) updated: Option<Dated>,
    pub(crate) title: String,
    pub(crate) dek: Option<String>,
    pub(crate) dek_is_printed: bool,
    pub(crate) byline: Option<String>,
    pub(crate) site_name: Option<String>,
    pub(crate) canonical: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) captions: Vec<Caption>,
    pub(crate) is_article: bool,
}

/// What is known of a page besides its markup.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around<'a> {
    /// Where the body stands.
    pub(crate) place: Option<Place>,
    pub(crate) address: Option<&'a str>,
    /// The last day that is no misprint.
    pub(crate) latest: Date,
}

/// Reads a parsed page.
pub(crate) fn read(reading: &Reading<'_>, around: Around<'_>, model: &Model) -> Metadata {
    let scene = Scene::of(reading, around.place, around.address);
    let story = StoryData::of(&scene.linked);
    let dates = date::choose(&scene, &model.date, around.latest);
    let authors = author::choose(&scene, &model.authors);
    let names = authors.winner().map(|winner| winner.value.clone()).unwrap_or_default();
    let (dek, dek_is_printed) = secondary::dek(&scene, &story);
    let stated = |keys: &[&str]| scene.meta(keys).and_then(|text| non_empty(&text::cleaned(text)));
    let title = scene.nodes.iter().position(|node| &*node.name == "title").and_then(|at| u32::try_from(at).ok());
    Metadata {
        headline: headline::choose(&scene, &model.headline),
        coarse: if dates.published.taken.is_none() { coarse(&scene) } else { None },
        published: dates.published,
        updated: dates.updated,
        title: title.map_or_else(String::new, |at| text::raw_text(scene.nodes, at)),
        dek,
        dek_is_printed,
        byline: secondary::printed_byline(&scene, &names),
        authors,
        site_name: stated(&["og:site_name", "application-name"]).or_else(|| story.publisher.clone()),
        canonical: canonical(&scene).or_else(|| story.url.clone()),
        language: secondary::language(&scene, &story),
        section: stated(&["article:section", "parsely-section", "section"]).or_else(|| story.section.clone()),
        tags: secondary::tags(&scene, &story),
        captions: secondary::captions(&scene),
        is_article: story.is_story || scene.meta(&["og:type"]).is_some_and(|kind| kind.contains("article")),
        linked: story,
    }
}

/// The address that the page calls its own, before the one it is shared by. Where nobody knows where the page came from,
/// a relative one leads nowhere: programs that save pages make addresses relative.
fn canonical(scene: &Scene<'_>) -> Option<String> {
    let Some(own) = &scene.address else {
        return scene.addresses.iter().find(|address| crate::web::canonical(address).is_some()).cloned();
    };
    let own = Some(own.as_str());
    scene.addresses.iter().find(|address| Some(address.as_str()) != own).or_else(|| scene.addresses.first()).cloned()
}

/// `2017` or `2017-11` where a page states no day.
fn coarse(scene: &Scene<'_>) -> Option<Dated> {
    let linked = scene.linked.story().and_then(|story| linked::text(story.object, &["datePublished"]));
    let stated = linked.and_then(|text| parse_date(&text, Origin::JsonLd)).or_else(|| {
        let keys = ["article:published_time", "date", "dc.date", "dcterms.created", "citation_publication_date"];
        scene.meta(&keys).and_then(|text| parse_date(text, Origin::Meta))
    });
    stated.filter(|dated| dated.precision < Precision::Day)
}
