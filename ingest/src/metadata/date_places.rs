//! Dates that a page states for machines: JSON-LD, meta elements, microdata, `time` elements, addresses, scripts.

use std::sync::LazyLock;

use dateline_model::{Dated, Origin};
use regex::Regex;

use super::choice::Source;
use super::date::{is_sane, read};
use super::date_text::{before, says_updated};
use super::linked::{self, Rank};
use super::marks::Marks;
use super::scene::{Scene, Zone};
use crate::calendar::{self, Order};
use crate::extract::tags::Tag;
use crate::json_ld;
use crate::{web, when};

/// A date and where it was found.
#[derive(Clone, Debug)]
pub(super) struct Stated {
    pub(super) source: Source,
    pub(super) dated: Dated,
}

/// Bytes of one script that are searched.
const SCRIPT_BYTES: usize = 2 << 20;
/// Dates in scripts that are looked at.
const MOST_IN_SCRIPTS: usize = 200;
/// So many nodes behind the first paragraph, a `time` element may still be that of the headline.
const NEAR_FIRST: u32 = 60;

const PUBLISHED: &[&str] = &[
    "article:published_time", "og:published_time", "article:published", "og:article:published_time",
    "article.published", "rnews:datepublished", "og:pubdate", "og:publish_date", "og:regdate",
    "article:publicationdate", "article:publishedtime", "bt:pubdate", "published_time", "og:article:published",
];
const NAMED: &[&str] = &[
    "datepublished", "date-published", "publishdate", "publish-date", "publish_date", "published", "published-date",
    "published_date", "publication_date", "publication-date", "publicationdate", "pubdate", "pub_date", "pub-date",
    "pdate", "ptime", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "citation_publication_date", "citation_date", "citation_online_date", "article.created", "article_date_original",
    "article:post_date", "originalpublicationdate", "dateposted", "datecreated", "date_created", "created",
    "creation_date", "contentpublisheddate", "release_date", "release-date", "article_publication_date",
    "article:publish_time", "firstpublished", "first-published", "displaydate", "shareaholic:article_published_time",
    "lp.article:published", "timestamp", "gs_date", "prism.publicationdate", "vr:published_time",
    "weibo:article:create_at", "mediator_published_time", "apub:time", "last-published", "cre:pubdate", "doc_date",
    "docdate", "dcsext.articlefirstpublished", "article:created", "published_at", "article-publish-date",
];
const DUBLIN_CORE: &[&str] = &[
    "dc.date.issued", "dcterms.issued", "dc.issued", "dc.date.published", "dc.date", "dcterms.date", "dcterms.created",
    "dc.date.created", "dc.created", "dc:date", "dc:created", "dcterms:created", "dcterms.available",
];
const DATE: &[&str] =
    &["date", "article_date", "article-date", "newsdate", "news_date", "pagedate", "og:date", "article:date"];
const MODIFIED: &[&str] = &[
    "article:modified_time", "og:updated_time", "og:modified_time", "article:modified", "article:updated_time",
    "article:updated", "last-modified", "lastmod", "datemodified", "date-modified", "modified", "modified_time",
    "dcterms.modified", "dc.date.modified", "dc.modified", "dc:modified", "revised", "cxenseparse:recs:modifiedtime",
    "updated_time", "lastmodified", "dc.date.lastmodified", "dateupdated", "updated", "article_date_updated", "utime",
    "moddate", "last_updated_date", "revision_date", "article:lastmodified", "update_time",
];

/// All dates stated for machines; the first of each source counts.
pub(super) fn stated(scene: &Scene<'_>, order: Order) -> Vec<Stated> {
    let mut gathered = Gathered { order, all: Vec::new() };
    of_linked(scene, &mut gathered);
    of_metas(scene, &mut gathered);
    of_elements(scene, &mut gathered);
    of_addresses(scene, &mut gathered);
    of_scripts(scene, &mut gathered);
    gathered.all
}

struct Gathered {
    order: Order,
    all: Vec<Stated>,
}

impl Gathered {
    fn has(&self, name: &str) -> bool {
        self.all.iter().any(|known| known.source.name == name)
    }

    fn add(&mut self, name: &'static str, text: &str, origin: Origin) -> bool {
        let dated = read(text, self.order, origin);
        let is_date = dated.is_some();
        if let Some(dated) = dated.filter(|_| !self.has(name)) {
            self.all.push(Stated { source: Source { name, how: "" }, dated });
        }
        is_date
    }

    fn add_dated(&mut self, name: &'static str, dated: &Dated) {
        if !self.has(name) {
            self.all.push(Stated { source: Source { name, how: "" }, dated: dated.clone() });
        }
    }
}

fn of_linked(scene: &Scene<'_>, gathered: &mut Gathered) {
    const NAMES: [(Rank, [&str; 5]); 3] = [
        (Rank::Story, ["linked_published", "linked_uploaded", "linked_created", "linked_posted", "linked_modified"]),
        (Rank::Work, ["work_published", "work_uploaded", "work_created", "work_posted", "work_modified"]),
        (Rank::Page, ["page_published", "page_uploaded", "page_created", "page_posted", "page_modified"]),
    ];
    const FIELDS: [&str; 5] = ["datePublished", "uploadDate", "dateCreated", "datePosted", "dateModified"];
    for (rank, object) in scene.linked.works() {
        let names = NAMES.iter().filter(|(of, _)| *of == rank).flat_map(|(_, names)| names);
        for (name, field) in names.zip(FIELDS) {
            if let Some(text) = linked::text(object, &[field]) {
                gathered.add(name, &text, Origin::JsonLd);
            }
        }
    }
    let any = scene.linked.all.iter().filter(|found| !found.elsewhere).find_map(|found| {
        json_ld::strings(found.object.get("datePublished").or_else(|| found.object.get("datepublished")))
            .into_iter()
            .next()
    });
    if let Some(text) = any {
        gathered.add("linked-any_published", &text, Origin::JsonLd);
    }
}

fn of_metas(scene: &Scene<'_>, gathered: &mut Gathered) {
    let families: [(&'static str, &[&'static str]); 5] = [
        ("meta_published", PUBLISHED),
        ("named_published", NAMED),
        ("dublin-core_published", DUBLIN_CORE),
        ("date_published", DATE),
        ("meta_modified", MODIFIED),
    ];
    for (name, keys) in families {
        for key in keys {
            let equivalent = if name == "date_published" { None } else { scene.meta_by("http-equiv", &[key]) };
            let Some(text) = scene.meta(&[key]).or(equivalent) else { continue };
            if let Some(dated) = read(text, gathered.order, Origin::Meta) {
                gathered.add_dated(name, &dated);
                // The name itself tells something too.
                gathered.all.push(Stated { source: Source { name, how: key }, dated });
            }
        }
    }
    for (name, keys) in
        [("item_published", &["datepublished", "datecreated"][..]), ("item_modified", &["datemodified"][..])]
    {
        if let Some(text) = scene.meta_by("itemprop", keys) {
            gathered.add(name, text, Origin::Microdata);
        }
    }
    let parsely = scene.meta(&["parsely-page"]).and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
    if let Some(text) = parsely.as_ref().and_then(|page| page.get("pub_date")).and_then(serde_json::Value::as_str) {
        gathered.add("named_published", text, Origin::Meta);
    }
}

fn of_elements(scene: &Scene<'_>, gathered: &mut Gathered) {
    for (at, node) in (0u32..).zip(scene.nodes) {
        if !node.has_attributes() && node.tag != Tag::Time || matches!(node.tag, Tag::Meta | Tag::Html | Tag::Body) {
            continue;
        }
        if let Some(properties) = node.attribute("itemprop") {
            microdata(scene, at, properties, gathered);
        }
        if let Some(property) = node.attribute("property").map(str::to_lowercase) {
            let known = ["dc:date", "dc:created", "datepublished", "datecreated", "dcterms:created", "dc:issued"];
            if known.iter().any(|known| property.ends_with(known)) {
                let stated = node.attribute("content").or_else(|| node.attribute("datetime"));
                let text = stated.map_or_else(|| scene.text(at, 200), str::to_owned);
                gathered.add("rdfa_published", &text, Origin::Microdata);
            }
        }
        time_element(scene, at, gathered);
        if !gathered.has("data_published") {
            data_attributes(scene, at, gathered);
        }
    }
}

fn microdata(scene: &Scene<'_>, at: u32, properties: &str, gathered: &mut Gathered) {
    let has = |wanted: &str| properties.split_whitespace().any(|property| property.eq_ignore_ascii_case(wanted));
    let published = has("datePublished") || has("dateCreated");
    if !published && !has("dateModified") {
        return;
    }
    let node = scene.node(at);
    let name = match (published, scene.is_boxed_date(at)) {
        (true, false) => "microdata_published",
        (true, true) => "microdata_boxed",
        (false, _) => "microdata_modified",
    };
    let stated =
        ["datetime", "content", "title"].iter().find_map(|name| node.attribute(name).filter(|text| !text.is_empty()));
    if !stated.is_some_and(|text| gathered.add(name, text, Origin::Microdata)) {
        gathered.add(name, &scene.text(at, 200), Origin::Microdata);
    }
}

fn time_element(scene: &Scene<'_>, at: u32, gathered: &mut Gathered) {
    let node = scene.node(at);
    let is_time = node.tag == Tag::Time;
    let is_other = || matches!(&*node.name, "abbr" | "relative-time" | "time-ago" | "local-time");
    if !is_time && !matches!(node.tag, Tag::Span | Tag::P | Tag::Div) && !is_other() {
        return;
    }
    let stated = node.attribute("datetime").or_else(|| node.attribute("title").filter(|_| &*node.name == "abbr"));
    if !is_time && stated.is_none() {
        return;
    }
    let text = scene.text(at, 200);
    let dated = stated
        .and_then(|stated| read(stated, gathered.order, Origin::TimeElement))
        .or_else(|| read(&text, gathered.order, Origin::TimeElement));
    let Some(dated) = dated else { return };
    let boxed = scene.is_boxed_date(at);
    let updated = scene.marks(at).any(Marks::UPDATED)
        || says_updated(&before(scene, at, 25))
        || says_updated(&text[..text.floor_char_boundary(25)]);
    if scene.marks(at).any(Marks::PUBLISHED) && !updated {
        gathered.add_dated("time_published", &dated);
    }
    if node.attribute("pubdate").is_some() {
        gathered.add_dated("time_pubdate", &dated);
    }
    let place = if at < scene.headline {
        0
    } else if at <= scene.first.saturating_add(NEAR_FIRST) {
        1
    } else {
        2
    };
    const NAMES: [[&str; 3]; 4] = [
        ["time_above", "time_head", "time_late"],
        ["time_above_boxed", "time_head_boxed", "time_late_boxed"],
        ["time_above_updated", "time_head_updated", "time_late_updated"],
        ["time_above_boxed_updated", "time_head_boxed_updated", "time_late_boxed_updated"],
    ];
    gathered.add_dated(NAMES[usize::from(boxed) + 2 * usize::from(updated)][place], &dated);
    gathered.add_dated("time_first", &dated);
    if !boxed && !updated {
        for (name, around) in [("time_article", "article"), ("time_header", "header")] {
            if !gathered.has(name) && scene.is_inside(at, around) {
                gathered.add_dated(name, &dated);
            }
        }
    }
}

fn data_attributes(scene: &Scene<'_>, at: u32, gathered: &mut Gathered) {
    for (name, value) in scene.node(at).attributes() {
        let Some(name) = name.strip_prefix("data-").filter(|_| (8..=40).contains(&value.len())) else { continue };
        let is_one = ["pub", "date", "time", "created"].iter().any(|part| name.contains(part))
            && !["update", "modif", "offset", "zone", "format", "end", "event", "timeout", "timer"]
                .iter()
                .any(|part| name.contains(part));
        let digits = value.bytes().take_while(u8::is_ascii_digit).count();
        let is_machine = digits == value.len() && matches!(digits, 10 | 13)
            || digits == 4 && value[4..].starts_with('-')
            || digits == 8;
        if is_one && is_machine && !scene.is_boxed_date(at) {
            gathered.add("data_published", value, Origin::TimeElement);
        }
    }
}

fn of_addresses(scene: &Scene<'_>, gathered: &mut Gathered) {
    let own = scene.address.as_ref().map(url::Url::as_str);
    let canonical = scene.addresses.iter().map(String::as_str).filter(|address| Some(*address) != own);
    let all = own
        .map(|address| ("address", address))
        .into_iter()
        .chain(canonical.map(|address| ("canonical_address", address)));
    for (name, address) in all {
        // The digits of a web archive are when it captured the page.
        let address = web::unwrapped(address).map_or_else(|| address.to_owned(), String::from);
        let address = address.as_str();
        let path = address.split_once("://").map_or(address, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
        let path = path.split('#').next().unwrap_or(path);
        if let Some(dated) = when::in_path(path, Origin::Url).or_else(|| named_in_path(path)) {
            gathered.add_dated(name, &dated);
        }
    }
}

/// `/2024/mar/05/`, `/24_marzo_05/`, `05-03-2024`
fn named_in_path(path: &str) -> Option<Dated> {
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).collect();
    parts.windows(3).find_map(|parts| {
        let number = |at: usize, digits: &[usize]| {
            Some(parts[at]).filter(|part| digits.contains(&part.len())).and_then(|part| part.parse::<i16>().ok())
        };
        let month = crate::months::month(&dateline_text::fold(parts[1]));
        let (year, month, day) = match month {
            Some(month) => {
                let year = number(0, &[4]).or_else(|| number(0, &[2]).map(|year| 2000 + year))?;
                (year, i16::from(month), number(2, &[1, 2])?)
            }
            None => (number(2, &[4])?, number(1, &[2])?, number(0, &[2])?),
        };
        let day = jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        (1990..2050).contains(&year).then(|| Dated::day(day, Origin::Url))
    })
}

/// Dates under keys that mean publication, in the state that pages hand to their scripts.
fn of_scripts(scene: &Scene<'_>, gathered: &mut Gathered) {
    static KEYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let keys = "datePublished|date_published|publishedAt|published_at|publishDate|publish_date|publishedDate|\
                    published_date|publicationDate|publication_date|firstPublished|first_published|firstPublishDate|\
                    first_publish_date|publishedTime|published_time|pubDate|pub_date|publishTime|postDate|article_date|\
                    articleDate|displayDate|display_date|date_publication";
        Regex::new(&format!(
            "(?:{keys})[A-Za-z_]{{0,8}}\\\\?[\"']?\\s*[:=,]\\s*\\\\?[\"']?([0-9][0-9TZtz:+ ./-]{{7,35}})"
        ))
        .ok()
    });
    let Some(keys) = KEYS.as_ref() else { return };
    let mut counts: Vec<(Dated, usize)> = Vec::new();
    let searched = scene.scripts.iter().map(|script| &script[..script.floor_char_boundary(SCRIPT_BYTES)]);
    for value in searched.flat_map(|script| keys.captures_iter(script)).take(MOST_IN_SCRIPTS) {
        let Some(dated) = value.get(1).and_then(|value| read(value.as_str(), gathered.order, Origin::Record)) else {
            continue;
        };
        if !is_sane(dated.date()) || dated.date().year() < 1990 {
            continue;
        }
        match counts.iter_mut().find(|(known, _)| known.date() == dated.date()) {
            Some((_, count)) => *count += 1,
            None => counts.push((dated, 1)),
        }
    }
    if let Some((first, _)) = counts.first() {
        gathered.add_dated("script_first", first);
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    if let Some((dated, _)) = counts.iter().find(|(_, count)| *count == most) {
        gathered.add_dated(if counts.len() == 1 { "script_only" } else { "script_most" }, dated);
    }
}

/// The zone of a date in words.
pub(super) const fn zone_number(zone: Zone) -> usize {
    match zone {
        Zone::Above => 0,
        Zone::Head => 1,
        Zone::Inside => 2,
        Zone::Below => 3,
    }
}

/// All dates of a text.
pub(super) fn spot(text: &str, order: Order, most: usize) -> Vec<calendar::Spotted> {
    calendar::spot(text, order, most, false).into_iter().filter(|spotted| spotted.day.year() >= 1990).collect()
}
