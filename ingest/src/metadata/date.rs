//! Dates of publication: every place of a page that may state one, grouped by day.

use dateline_model::{Dated, Origin, Precision};
use jiff::civil::Date;

use super::choice::{Candidate, Choice, Features, Source, Sum};
use super::date_places::{self, Stated};
use super::date_text;
use super::scene::Scene;
use crate::calendar::{self, Order};
use crate::{parse_date, when};

/// A date that is less likely than this is guessed.
const SURE: f64 = 0.5;
/// Domains of countries that write the day first, whatever language a page is in.
const DAY_FIRST: [&str; 14] = ["uk", "au", "nz", "ie", "in", "za", "my", "sg", "eu", "de", "fr", "pk", "ng", "ke"];
/// Countries whose English writes the day first.
const DAY_FIRST_ENGLISH: [&str; 8] = ["gb", "au", "nz", "ie", "in", "za", "sg", "pk"];

/// How the page writes numbers that may be a day or a month: month first in American English.
pub(super) fn order(scene: &Scene<'_>) -> Order {
    let language = scene.language.as_deref().unwrap_or("en");
    let (language, country) = language.split_once(['-', '_']).unwrap_or((language, ""));
    let host = scene.address.as_ref().and_then(|url| url.host_str()).unwrap_or("");
    let domain = host.rsplit('.').next().unwrap_or("");
    let is_american = language == "en" && !DAY_FIRST_ENGLISH.contains(&country) && !DAY_FIRST.contains(&domain);
    if is_american { Order::MonthFirst } else { Order::DayFirst }
}

/// Reads what a field states: as machines write it, else the first date in its words. The day is the one written, in the
/// zone it was written in.
pub(super) fn read(text: &str, order: Order, origin: Origin) -> Option<Dated> {
    let text = super::text::cleaned(text);
    let exact = parse_date(&text, origin).filter(|dated| dated.precision >= Precision::Day);
    let dated = exact.or_else(|| {
        let text = &text[..text.floor_char_boundary(200)];
        let spotted = *calendar::spot(text, order, 1, true).first()?;
        let rest = text[spotted.end..].trim_start_matches(['T', ' ', ',']);
        Some(Dated { origin, ..when::with_time(spotted.day, &rest[..rest.floor_char_boundary(30)]) })
    })?;
    is_sane(dated.date()).then_some(dated)
}

/// Zero in the clocks of machines is no date.
pub(super) fn is_sane(day: Date) -> bool {
    let (is_first, is_last) = ((day.month(), day.day()) == (1, 1), (day.month(), day.day()) == (12, 31));
    day.year() > 1970 || day.year() >= 1700 && !is_first && !is_last
}

/// Everything of a page that is a date, and the choice.
#[derive(Clone, Debug, Default)]
pub(super) struct Dates {
    pub(super) published: Choice<Dated>,
    /// When the page says it was changed.
    pub(super) updated: Option<Dated>,
}

/// Chooses the date of publication; days after `latest` are taken where there are no others.
pub(super) fn choose(scene: &Scene<'_>, sum: &Sum, latest: Date) -> Dates {
    let order = order(scene);
    let mut stated = date_places::stated(scene, order);
    let seen = date_text::seen(scene, order);
    stated.extend(seen);
    let updated = stated.iter().find(|stated| is_change(stated.source.name)).map(|stated| stated.dated.clone());
    let (possible, late): (Vec<Stated>, Vec<Stated>) =
        stated.into_iter().partition(|stated| stated.dated.date() <= latest);
    let possible = if possible.is_empty() { late } else { possible };
    let mut published = Choice::of(candidates(possible), sum);
    take_no_change(&mut published);
    let only_changed = published.winner().is_some_and(is_only_changed);
    published.guessed = published.taken.is_some() && (only_changed || published.confidence() < SURE);
    if only_changed {
        published.why = "only a date of change was found";
    }
    Dates { published, updated: updated.filter(|dated| dated.date() <= latest) }
}

/// The source states when the page was changed, not when it was published.
fn is_change(source: &str) -> bool {
    source.ends_with("_modified")
}

/// The source is a date on the page that nothing says more of.
fn is_any(source: &str) -> bool {
    source == "visible"
}

/// The source states when the story was published, not when it was changed.
fn is_publication(source: &str) -> bool {
    source.ends_with("_published")
}

/// All that is said of the day is that the page was changed.
fn is_only_changed(candidate: &Candidate<Dated>) -> bool {
    let is_said = |source: &Source| is_change(source.name) || source.name.contains("_updated");
    candidate.sources.iter().all(|source| is_said(source) || is_any(source.name))
        && candidate.sources.iter().any(is_said)
}

/// A date of change does not stand for that of publication where one is stated.
fn take_no_change(published: &mut Choice<Dated>) {
    if !published.winner().is_some_and(is_only_changed) {
        return;
    }
    let is_stated = |day: &Candidate<Dated>| day.sources.iter().any(|source| is_publication(source.name));
    if let Some(stated) = published.candidates.iter().position(is_stated) {
        published.taken = Some(stated);
        published.why = "the likeliest is a date of change, and this one is stated as that of publication";
    }
}

/// One candidate for each day, earliest first.
fn candidates(stated: Vec<Stated>) -> Vec<Candidate<Dated>> {
    let mut days: Vec<Candidate<Dated>> = Vec::new();
    for Stated { source, dated, .. } in stated {
        match days.iter_mut().find(|day| day.value.date() == dated.date()) {
            Some(day) => {
                // The time of day comes from the first that states one, a change only where nothing else does.
                let is_better = !is_change(source.name)
                    && (dated.precision > day.value.precision || day.sources.iter().all(|known| is_change(known.name)));
                if is_better {
                    day.value = dated;
                }
                if !day.sources.contains(&source) {
                    day.sources.push(source);
                }
            }
            None => {
                days.push(Candidate { value: dated, sources: vec![source], features: Features::default(), score: 0.0 });
            }
        }
    }
    days.sort_by_key(|day| day.value.date());
    let is_first_hand = |day: &Candidate<Dated>| day.sources.iter().any(is_first_hand);
    let first = days.iter().position(is_first_hand);
    let count = days.len();
    for (at, day) in days.iter_mut().enumerate() {
        day.features = features(day);
        day.features.flag("is", "not_first", first.is_some_and(|first| first < at));
        day.features.flag("is", "first", first == Some(at));
        day.features.flag("is", "last", at + 1 == count);
    }
    days
}

/// A statement of its own, neither a change nor only something to see.
fn is_first_hand(source: &Source) -> bool {
    !source.name.starts_with("visible") && !source.name.starts_with("seen_") && !is_change(source.name)
}

fn features(day: &Candidate<Dated>) -> Features {
    let mut features = Features::default();
    for source in &day.sources {
        features.flag("source", source.name, true);
        features.flag("named", source.how, !source.how.is_empty());
    }
    let families = |change: bool| {
        let all = day.sources.iter().filter(|source| change || !is_change(source.name));
        let mut all: Vec<&str> = all.map(|source| source.name.split('_').next().unwrap_or(source.name)).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    features.add("number", "kinds_of_sources", families(true).len().min(6) as f64);
    features.add("number", "kinds_of_published", families(false).len().min(6) as f64);
    let published = families(false);
    features.flag("is", "only_modified", published.is_empty() || published == ["visible"]);
    features
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure;

    #[test]
    fn a_date_of_change_does_not_stand_for_that_of_publication() {
        let page = |published: &str| {
            format!(
                "<html><head><script type='application/ld+json'>{{\"@type\": \"Article\", {published} \
                 \"dateModified\": \"2020-02-24T20:33:00Z\"}}</script></head><body><h1>Harbour</h1><p>The harbour is where \
                 the ships lie that carry what the town makes, and it was dug when the river silted up.</p><ul \
                 class='footer-info'><li>This page was last edited on 24 February 2020, at 20:33.</li></ul></body></html>"
            )
        };
        let seen = "2023-06-01T00:00:00Z".parse().unwrap();
        let day = |page: &str| measure::metadata(page.as_bytes(), None, seen, None).unwrap().day;
        assert_eq!(day(&page("\"datePublished\": \"2003-02-28T21:51:08Z\",")).as_deref(), Some("2003-02-28"));
        assert_eq!(day(&page("")).as_deref(), Some("2020-02-24"), "guessed where nothing else is stated");
    }

    #[test]
    fn fields_keep_the_day_as_written() {
        for (text, value) in [
            ("2024-03-05T23:30:00-05:00", "2024-03-05T23:30:00-05:00"),
            ("2024-03-05T00:10:00.000+0000", "2024-03-05T00:10:00Z"),
            ("20240305T101500", "2024-03-05T10:15:00"),
            ("Published: 03/05/2024 10:20", "2024-03-05T10:20"),
            ("2024-03-05 um 10:20 Uhr", "2024-03-05T10:20"),
        ] {
            let order = Order::MonthFirst;
            assert_eq!(read(text, order, Origin::Meta).map(|dated| dated.value()).as_deref(), Some(value), "{text}");
        }
        for text in ["", "2024", "1970-01-01T00:00:00Z", "0001-01-01", "soon"] {
            assert_eq!(read(text, Order::DayFirst, Origin::Meta), None, "{text}");
        }
    }
}
