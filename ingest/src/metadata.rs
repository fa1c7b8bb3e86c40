//! What a page says of itself: JSON-LD, meta elements, microdata, `time` elements, its address and its words.

use dateline_model::{Caption, Dated, Origin};
use dom_query::{Document, Selection};

use crate::json_ld::LinkedData;
use crate::repair::{non_empty, one_line};
use crate::{credit, json_ld, parse_date, when};

/// Everything a page states about itself.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) linked: LinkedData,
    pub(crate) headline: Option<String>,
    pub(crate) dek: Option<String>,
    pub(crate) dek_is_printed: bool,
    pub(crate) byline: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) published: Option<Dated>,
    pub(crate) updated: Option<Dated>,
    pub(crate) site_name: Option<String>,
    pub(crate) canonical: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) captions: Vec<Caption>,
    pub(crate) is_article: bool,
}

/// Reads a page before extraction takes it apart.
pub(crate) fn read(document: &Document, address: Option<&str>) -> Metadata {
    let scripts: Vec<String> =
        document.select("script[type*='ld+json']").iter().map(|script| script.text().to_string()).collect();
    let linked = json_ld::read(scripts.iter().map(String::as_str));
    let site_name = meta(document, &["og:site_name", "application-name"]).or_else(|| linked.publisher.clone());
    let (dek, dek_is_printed) = dek(document, &linked);
    let mut metadata = Metadata {
        headline: headline(document, &linked, site_name.as_deref()),
        dek,
        dek_is_printed,
        byline: printed_byline(document),
        authors: authors(document, &linked),
        published: published(document, &linked, address),
        updated: updated(document, &linked),
        canonical: attribute(document, "link[rel='canonical']", "href")
            .or_else(|| meta(document, &["og:url"]))
            .or_else(|| linked.url.clone()),
        language: language(document, &linked),
        section: meta(document, &["article:section", "parsely-section", "section"]).or_else(|| linked.section.clone()),
        tags: tags(document, &linked),
        captions: captions(document),
        is_article: linked.is_story || meta(document, &["og:type"]).is_some_and(|kind| kind.contains("article")),
        site_name,
        linked,
    };
    metadata.tags.truncate(50);
    metadata
}

fn attribute(document: &Document, selector: &str, name: &str) -> Option<String> {
    document.select(selector).iter().find_map(|found| found.attr(name).and_then(|value| non_empty(&value)))
}

/// Returns the content of the first meta element of these names, in their order.
fn meta(document: &Document, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        attribute(
            document,
            &format!("meta[property='{name}'], meta[name='{name}'], meta[itemprop='{name}']"),
            "content",
        )
    })
}

fn first_text(document: &Document, selector: &str) -> Option<String> {
    document.select(selector).iter().find_map(|found| non_empty(&found.text()))
}

fn headline(document: &Document, linked: &LinkedData, site: Option<&str>) -> Option<String> {
    let heading = first_text(document, "article h1, main h1, [itemprop='headline'], h1");
    let stated = linked.headline.as_deref().map(crate::repair::unescape).and_then(|text| non_empty(&text));
    let shared = meta(document, &["og:title", "twitter:title", "dc.title", "parsely-title"]);
    let title = first_text(document, "title");
    let strip = |text: String| strip_site(&text, site);
    // The heading that readers see wins where something else vouches for it; else what is stated.
    let vouched = heading.clone().filter(|heading| {
        [&stated, &shared, &title]
            .into_iter()
            .flatten()
            .any(|other| crate::body::same(heading, &strip(other.clone())) || other.contains(heading.as_str()))
    });
    vouched.or(stated).or_else(|| shared.map(strip)).or(heading).or_else(|| title.map(strip))
}

/// `Talks begin - The Paper` and `Talks begin | Paper` without the name of the site.
fn strip_site(title: &str, site: Option<&str>) -> String {
    for separator in [" | ", " – ", " — ", " - ", " :: ", " • "] {
        if let Some((head, tail)) = title.rsplit_once(separator) {
            let named = site.is_some_and(|site| {
                crate::body::same(tail, site)
                    || dateline_text::fold_name(tail).contains(&dateline_text::fold_name(site))
            });
            let short = tail.split_whitespace().count() <= 4 && head.split_whitespace().count() >= 4;
            if named || short {
                return one_line(head);
            }
        }
    }
    title.to_owned()
}

/// What is printed under the headline, and whether it is printed: else it is the description that search engines get,
/// which is often the lede again.
fn dek(document: &Document, linked: &LinkedData) -> (Option<String>, bool) {
    const PRINTED: &str = "[class*='standfirst'], [class*='subheadline'], [class*='sub-headline'], [class*='article-dek'], \
        [class='dek'], p[class*='dek'], [class='deck'], [itemprop='alternativeHeadline'], p[itemprop='description'], [class*='chapeau'], \
        [class*='article__summary'], [class*='subtitle'], [class*='vorspann'], h1 + h2, h1 + p[class*='intro'], \
        h1 + p[class*='lead']";
    let printed = first_text(document, PRINTED).filter(|dek| (10..=500).contains(&dek.chars().count()));
    if printed.is_some() {
        return (printed, true);
    }
    let stated = meta(document, &["og:description", "description", "twitter:description"])
        .or_else(|| linked.description.clone());
    (stated.and_then(|text| non_empty(&crate::repair::unescape(&text))), false)
}

fn printed_byline(document: &Document) -> Option<String> {
    let selector = "[rel='author'], [itemprop='author'], [class*='byline'], [class*='author-name'], [class*='author__name'], [class='author'], [class*='article-author'], [data-testid*='byline']";
    let mut candidates = document
        .select(selector)
        .iter()
        .filter(|found| !within(found, "aside, nav, footer, [class*='comment'], [class*='related']"))
        .filter_map(|found| non_empty(&found.text()))
        .collect::<Vec<_>>();
    candidates.retain(|text| text.chars().count() <= 160 && !crate::byline::names(text).authors.is_empty());
    candidates.into_iter().next()
}

fn within(selection: &Selection<'_>, selector: &str) -> bool {
    selection.ancestors(None).is(selector)
}

fn authors(document: &Document, linked: &LinkedData) -> Vec<String> {
    if !linked.authors.is_empty() {
        return linked.authors.iter().filter_map(|name| non_empty(&crate::repair::unescape(name))).collect();
    }
    let selector = "meta[name='author'], meta[property='article:author'], meta[name='parsely-author'], meta[name='dc.creator'], meta[name='sailthru.author'], meta[name='byl']";
    let mut found: Vec<String> = Vec::new();
    for element in document.select(selector).iter() {
        let name = element.attr("content").and_then(|name| non_empty(&name)).filter(|name| !name.starts_with("http"));
        found.extend(name.filter(|name| !found.contains(name)));
    }
    if found.is_empty() {
        let named = document.select("[itemprop='author']");
        for element in named.iter().filter(|element| !within(element, "aside, nav, footer, [class*='comment']")) {
            let inner = element.select("[itemprop='name']");
            let name = if inner.exists() { inner.text() } else { element.text() };
            found.extend(non_empty(&name).filter(|name| name.chars().count() <= 80 && !found.contains(name)));
        }
    }
    found
}

fn published(document: &Document, linked: &LinkedData, address: Option<&str>) -> Option<Dated> {
    let stated = linked.published.as_deref().and_then(|text| parse_date(text, Origin::JsonLd));
    let names = [
        "article:published_time", "og:article:published_time", "date", "dc.date", "dc.date.issued", "dcterms.created",
        "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publication_date", "datepublished",
        "article.published",
    ];
    stated
        .or_else(|| meta(document, &names).and_then(|text| parse_date(&text, Origin::Meta)))
        .or_else(|| microdata(document, "datePublished"))
        .or_else(|| time_element(document))
        .or_else(|| address.and_then(|address| when::in_path(address, Origin::Url)))
        .or_else(|| printed_date(document))
}

fn updated(document: &Document, linked: &LinkedData) -> Option<Dated> {
    let stated = linked.modified.as_deref().and_then(|text| parse_date(text, Origin::JsonLd));
    let names = ["article:modified_time", "og:updated_time", "dcterms.modified", "last-modified", "lastmod"];
    stated
        .or_else(|| meta(document, &names).and_then(|text| parse_date(&text, Origin::Meta)))
        .or_else(|| microdata(document, "dateModified"))
}

fn microdata(document: &Document, name: &str) -> Option<Dated> {
    document.select(&format!("[itemprop='{name}']")).iter().find_map(|found| {
        let stated = ["datetime", "content"]
            .into_iter()
            .find_map(|attribute| found.attr(attribute))
            .and_then(|value| non_empty(&value));
        parse_date(&stated.or_else(|| non_empty(&found.text()))?, Origin::Microdata)
    })
}

fn time_element(document: &Document) -> Option<Dated> {
    let times = document.select("time");
    times
        .iter()
        .filter(|time| {
            !within(time, "aside, nav, footer, [class*='related'], [class*='comment'], [class*='most-read']")
        })
        .find_map(|time| {
            let stated = time.attr("datetime").and_then(|value| parse_date(&value, Origin::TimeElement));
            stated.or_else(|| parse_date(&one_line(&time.text()), Origin::TimeElement))
        })
}

/// A short text near the headline that is a date.
fn printed_date(document: &Document) -> Option<Dated> {
    let selector = "[class*='date'], [class*='time'], [class*='published'], [class*='posted'], [class*='meta'], [class*='byline'], [class*='info'], [id*='date']";
    let near = document.select(selector);
    let printed = near
        .iter()
        .filter(|found| !within(found, "aside, nav, footer, [class*='related'], [class*='comment']"))
        .find_map(|found| {
            let text = one_line(&found.text());
            (text.chars().count() <= 120).then(|| parse_date(&text, Origin::Text)).flatten()
        });
    printed.or_else(|| {
        let texts = document.select("body p, body div, body td, body span, body font, body i, body em, body small");
        texts.iter().take(400).find_map(|found| {
            let text = one_line(&found.text());
            (8..=60).contains(&text.chars().count()).then(|| parse_date(&text, Origin::Text)).flatten()
        })
    })
}

fn language(document: &Document, linked: &LinkedData) -> Option<String> {
    let stated = attribute(document, "html", "lang")
        .or_else(|| linked.language.clone())
        .or_else(|| meta(document, &["og:locale", "content-language", "language"]));
    stated.and_then(|tag| dateline_text::normalise_code(&tag))
}

fn tags(document: &Document, linked: &LinkedData) -> Vec<String> {
    let mut found: Vec<String> = document
        .select("meta[property='article:tag']")
        .iter()
        .filter_map(|tag| tag.attr("content").and_then(|value| non_empty(&value)))
        .collect();
    if found.is_empty() {
        found.clone_from(&linked.keywords);
    }
    if found.is_empty() {
        let listed = meta(document, &["news_keywords", "keywords"]).unwrap_or_default();
        found = listed.split([',', ';']).filter_map(non_empty).collect();
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|tag| tag.chars().count() <= 80 && seen.insert(dateline_text::fold_name(tag)));
    found
}

/// Captions of the pictures that stand in the story, not in teasers of others.
fn captions(document: &Document) -> Vec<Caption> {
    let mut found = Vec::new();
    let selector = "figcaption, [class*='wp-caption-text'], [class*='photo-caption'], [class*='image-caption'], p[class*='caption'], div[class*='caption'], td[class*='caption'], [class*='cutline']";
    for element in document.select(selector).iter() {
        if within(
            &element,
            "a, aside, nav, footer, figcaption, [class*='related'], [class*='teaser'], [class*='most-read'], [class*='trending']",
        ) {
            continue;
        }
        let credit = element.select("[class*='credit'], [class*='copyright'], [itemprop='copyrightHolder'], [class*='source'], [class*='author'], cite").iter().find_map(|credit| non_empty(&credit.text()));
        let all = one_line(&element.text());
        let Some(mut caption) = credit::read(&match &credit {
            Some(credit) if all.ends_with(credit.as_str()) && all != *credit => {
                all[..all.len() - credit.len()].trim_end().to_owned()
            }
            _ => all,
        }) else {
            continue;
        };
        if let Some(credit) = credit {
            let bare = credit.trim_matches(['(', ')', ' ']);
            caption.credit = Some(credit::only_credit(bare).unwrap_or_else(|| bare.to_owned()));
        }
        if caption.text.chars().count() <= 1000 {
            credit::add(&mut found, caption);
        }
    }
    found.truncate(60);
    found
}
