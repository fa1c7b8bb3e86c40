//! The tests that every engine passes: the same documents, queries, facets, orders and pages.
//!
//! Scores may differ between engines; sets, counts and clear orders may not.

use dateline_model::{ArticleId, EntityId, Seq};
use jiff::civil::{Date, date};

use crate::{Change, CountBy, Document, Engine, FacetField, FacetRequest, Level, Order, Period, SearchRequest, Total};

/// Runs the whole suite on engines made by `make`, each empty.
///
/// # Panics
///
/// Panics, with what was expected and what was found, where an engine does not keep the contract.
pub fn run<E: Engine>(make: impl Fn() -> E) {
    starts_empty(&make());
    let engine = make();
    engine.write(&corpus(), Seq(7)).expect("writing the corpus");
    assert_eq!(engine.checkpoint().expect("reading the checkpoint"), Seq(7));
    matches_words(&engine);
    matches_fields_and_filters(&engine);
    counts_facets(&engine);
    counts_levels(&engine);
    counts_stories(&make());
    knows_who_is_named(&engine);
    orders_and_pages(&engine);
    replaces_and_removes(&engine);
    hides_what_was_withdrawn(&engine);
}

fn id(name: &str) -> ArticleId {
    ArticleId::from_parts(&["conformance", name])
}

const NAMES: [&str; 5] = ["harbour", "budget", "summit", "storm", "wahl"];

fn day(day: Date) -> Period {
    let moment = day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).map_or(0, |zoned| zoned.timestamp().as_second());
    Period { first: day, last: day, moment }
}

fn document(
    headline: &str,
    paragraphs: &[&str],
    source: &str,
    actors: &[&str],
    places: &[&str],
    published: Date,
) -> Document {
    let own = |values: &[&str]| values.iter().map(|&value| value.to_owned()).collect();
    Document {
        revision: 1,
        current: true,
        language: "en".to_owned(),
        headline: headline.to_owned(),
        lede: (!paragraphs.is_empty()).then_some(0),
        paragraphs: own(paragraphs),
        source: source.to_owned(),
        actors: own(actors),
        about: own(&actors[..actors.len().min(1)]),
        named: own(actors),
        places: own(places),
        countries: vec!["GB".to_owned()],
        published: Some(day(published)),
        ..Document::default()
    }
}

fn corpus() -> Vec<Change> {
    let mut old =
        document("Harbour closed", &["Cranes stopped."], "courier", &[], &["/EU", "/EU/GB"], date(2021, 1, 1));
    old.current = false;
    let mut harbour = document(
        "Harbour reopens after strike",
        &["The port's cranes are moving again.", "Peace talks with the union ended."],
        "courier",
        &["/igo/un"],
        &["/EU", "/EU/GB"],
        date(2021, 1, 2),
    );
    harbour.revision = 2;
    let budget = document(
        "Budget talks stall",
        &["Ministers were talking for peace in the house.", "White smoke, a house away."],
        "tribune",
        &["/igo/un", "/state/GB"],
        &["/EU", "/EU/GB", "/EU/GB/london"],
        date(2022, 5, 1),
    );
    let summit = document(
        "Summit at the White House",
        &["The president spoke of cease-fire lines."],
        "tribune",
        &["/state/GB"],
        &["/NA"],
        date(2022, 6, 1),
    );
    let mut storm = document("Storm", &["A storm in the year."], "courier", &[], &[], date(2023, 1, 1));
    storm.published = Some(Period { first: date(2023, 1, 1), last: date(2023, 12, 31), moment: 1_672_531_200 });
    let mut wahl = document(
        "Wahl in Berlin",
        &["Die Verhandlungen über die Koalition dauern."],
        "blick",
        &[],
        &["/EU"],
        date(2021, 9, 27),
    );
    wahl.language = "de".to_owned();
    vec![
        Change::Put(id("harbour"), vec![old, harbour]),
        Change::Put(id("budget"), vec![budget]),
        Change::Put(id("summit"), vec![summit]),
        Change::Put(id("storm"), vec![storm]),
        Change::Put(id("wahl"), vec![wahl]),
    ]
}

fn request(query: &str) -> SearchRequest {
    let languages = ["en", "de"].map(str::to_owned).to_vec();
    SearchRequest {
        withdrawn: false,
        query: dateline_query::parse(query, date(2024, 1, 1)).query,
        order: Order::Relevance,
        limit: 10,
        after: None,
        facets: Vec::new(),
        count: CountBy::Documents,
        languages,
    }
}

fn found(engine: &impl Engine, request: &SearchRequest) -> Vec<&'static str> {
    let hits = engine.search(request).unwrap_or_else(|error| panic!("searching: {error}"));
    hits.hits.iter().map(|hit| NAMES.into_iter().find(|name| id(name) == hit.article).unwrap_or("?")).collect()
}

#[track_caller]
fn expect(engine: &impl Engine, query: &str, expected: &[&str]) {
    let mut names = found(engine, &request(query));
    names.sort_unstable();
    assert_eq!(names, expected, "hits of `{query}`");
}

fn starts_empty(engine: &impl Engine) {
    assert_eq!(engine.checkpoint().expect("reading the checkpoint"), Seq(0));
    assert_eq!(engine.search(&request("")).expect("searching").total, Total::Exactly(0));
}

fn matches_words(engine: &impl Engine) {
    expect(engine, "", &["budget", "harbour", "storm", "summit", "wahl"]);
    expect(engine, "talk", &["budget", "harbour"]);
    expect(engine, "=talks", &["budget", "harbour"]);
    expect(engine, "=talking", &["budget"]);
    expect(engine, "\"peace talks\"", &["harbour"]);
    expect(engine, "\"white house\"", &["summit"]);
    expect(engine, "\"again peace\"", &[]);
    expect(engine, "cease-fire", &["summit"]);
    expect(engine, "port", &["harbour"]);
    expect(engine, "Verhandlung", &["wahl"]);
    expect(engine, "uber", &["wahl"]);
    expect(engine, "talks -union", &["budget"]);
    expect(engine, "storm OR summit", &["storm", "summit"]);
    expect(engine, "(storm OR talks) house", &["budget"]);
    expect(engine, "NOT talks", &["storm", "summit", "wahl"]);
    expect(engine, "stri*", &["harbour"]);
    expect(engine, "\"white hou*\"", &["summit"]);
    expect(engine, "closed", &[]);
}

fn matches_fields_and_filters(engine: &impl Engine) {
    expect(engine, "headline:talks", &["budget"]);
    expect(engine, "lede:talks", &["budget"]);
    expect(engine, "lede:smoke", &[]);
    expect(engine, "lede:\"the house\"", &["budget"]);
    expect(engine, "lede:\"a house\"", &[]);
    expect(engine, "lede:minist*", &["budget"]);
    expect(engine, "source:COURIER", &["harbour", "storm"]);
    expect(engine, "lang:de", &["wahl"]);
    expect(engine, "actor:/igo/un", &["budget", "harbour"]);
    expect(engine, "place:/EU/GB/london", &["budget"]);
    expect(engine, "about:/state/GB", &["summit"]);
    expect(engine, "place:/EU -place:/EU/GB", &["wahl"]);
    expect(engine, "published:2022", &["budget", "summit"]);
    expect(engine, "published:2022-05-02..", &["storm", "summit"]);
    expect(engine, "published:2023-07-01", &["storm"]);
    expect(engine, "until:2021-01-02", &["harbour"]);
    expect(engine, &format!("id:{}", id("storm")), &["storm"]);
}

fn counts_facets(engine: &impl Engine) {
    let mut request = request("talks");
    request.facets = [(FacetField::Actor, 10), (FacetField::Source, 1), (FacetField::Year, 10)]
        .map(|(field, limit)| FacetRequest::new(field, limit))
        .to_vec();
    let hits = engine.search(&request).expect("searching");
    let counts: Vec<Vec<(&str, u64)>> = hits
        .facets
        .iter()
        .map(|facet| facet.values.iter().map(|value| (value.value.as_str(), value.count)).collect())
        .collect();
    assert_eq!(
        counts,
        [vec![("/igo/un", 2), ("/state/GB", 1)], vec![("courier", 1)], vec![("2021", 1), ("2022", 1)]],
        "facet counts"
    );
    assert_eq!(hits.facets[1].distinct, 2, "distinct sources");
}

/// The values of one facet with their counts, and whether they have parts.
fn level(engine: &impl Engine, query: &str, facet: FacetRequest) -> (Vec<(String, u64, bool)>, u64) {
    let hits = engine.search(&SearchRequest { facets: vec![facet], ..request(query) }).expect("searching");
    let facet = &hits.facets[0];
    let values = facet.values.iter().chain(&facet.also);
    (values.map(|value| (value.value.clone(), value.count, value.parts)).collect(), facet.distinct)
}

fn counts_levels(engine: &impl Engine) {
    let places = |limit, level| FacetRequest { level: Some(level), ..FacetRequest::new(FacetField::Place, limit) };
    let own = |values: &[(&str, u64, bool)]| -> Vec<(String, u64, bool)> {
        values.iter().map(|&(value, count, parts)| (value.to_owned(), count, parts)).collect()
    };
    let top = places(10, Level::Top { inner: false });
    assert_eq!(level(engine, "", top.clone()), (own(&[("/EU", 3, true), ("/NA", 1, false)]), 2), "the top");
    assert_eq!(level(engine, "talks -union", top), (own(&[("/EU", 1, true)]), 1), "the top of some");
    assert_eq!(
        level(engine, "", places(10, Level::Top { inner: true })),
        (own(&[("/EU/GB", 2, true)]), 1),
        "countries"
    );
    let below = |path: &str| places(10, Level::Below(path.to_owned()));
    assert_eq!(level(engine, "", below("/EU")), (own(&[("/EU/GB", 2, true)]), 1), "below a continent");
    assert_eq!(level(engine, "", below("/EU/GB")), (own(&[("/EU/GB/london", 1, false)]), 1), "below a country");
    assert_eq!(level(engine, "", below("/EU/GB/london")), (Vec::new(), 0), "below a town");
    assert_eq!(level(engine, "", below("/nowhere")), (Vec::new(), 0), "below what nothing has");
    let mut also = places(0, Level::Below("/EU".to_owned()));
    also.also = vec!["/NA".to_owned(), "/nowhere".to_owned()];
    assert_eq!(level(engine, "", also), (own(&[("/NA", 1, false), ("/nowhere", 0, false)]), 1), "values wanted anyway");
    // `-` sorts before `/`: what lies between a value and its parts is not of them.
    let hyphen =
        document("Quay", &["Quay."], "courier", &["/igo/eu", "/igo/eu-x", "/igo/eu/court"], &[], date(2020, 1, 1));
    engine.write(&[Change::Put(id("quay"), vec![hyphen])], Seq(8)).expect("writing");
    let actors = FacetRequest { level: Some(Level::Top { inner: false }), ..FacetRequest::new(FacetField::Actor, 10) };
    assert_eq!(level(engine, "quay", actors).0, own(&[("/igo/eu", 1, true), ("/igo/eu-x", 1, false)]));
    engine.write(&[Change::Remove(id("quay"))], Seq(8)).expect("writing");
}

fn counts_stories(engine: &impl Engine) {
    let copy = |actors: &[&str], cluster: Option<&str>| {
        let mut copy = document("Dam breaks", &["The dam broke."], "courier", actors, &[], date(2020, 1, 1));
        copy.cluster = cluster.map_or_else(String::new, |name| id(name).to_string());
        vec![copy]
    };
    // In several commits, so that the copies of one story lie in several segments.
    for (seq, (name, actors, cluster)) in (1..).zip([
        ("harbour", &["/igo/un", "/state/GB"][..], Some("harbour")),
        ("budget", &["/igo/un"], Some("harbour")),
        ("summit", &["/igo/un", "/igo/eu"], None),
        ("storm", &["/igo/eu"], Some("harbour")),
    ]) {
        engine.write(&[Change::Put(id(name), copy(actors, cluster))], Seq(seq)).expect("writing");
    }
    let counted = |count| {
        let facets = vec![FacetRequest::new(FacetField::Actor, 10), FacetRequest::new(FacetField::Source, 10)];
        let hits = engine.search(&SearchRequest { facets, count, ..request("dam") }).expect("searching");
        let pairs = |at: usize| -> Vec<(String, u64)> {
            hits.facets[at].values.iter().map(|value| (value.value.clone(), value.count)).collect()
        };
        (hits.total, hits.stories, hits.hits.len(), pairs(0), pairs(1))
    };
    let own = |values: &[(&str, u64)]| -> Vec<(String, u64)> {
        values.iter().map(|&(value, count)| (value.to_owned(), count)).collect()
    };
    assert_eq!(
        counted(CountBy::Documents),
        (Total::Exactly(4), None, 4, own(&[("/igo/un", 3), ("/igo/eu", 2), ("/state/GB", 1)]), own(&[("courier", 4)]))
    );
    assert_eq!(
        counted(CountBy::Stories),
        (
            Total::Exactly(4),
            Some(2),
            4,
            own(&[("/igo/eu", 2), ("/igo/un", 2), ("/state/GB", 1)]),
            own(&[("courier", 2)])
        )
    );
}

fn knows_who_is_named(engine: &impl Engine) {
    let naming = |ids: &[&str]| {
        let ids: Vec<EntityId> = ids.iter().map(|id| EntityId::new(id)).collect();
        engine.naming(&ids).expect("asking who is named")
    };
    let sorted = |names: &[&str]| {
        let mut ids: Vec<ArticleId> = names.iter().map(|name| id(name)).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(naming(&["/igo/un"]), sorted(&["harbour", "budget"]));
    assert_eq!(naming(&["/igo/un", "/state/GB"]), sorted(&["harbour", "budget", "summit"]), "each once");
    assert_eq!(naming(&["/igo", "/nobody"]), []);
}

fn orders_and_pages(engine: &impl Engine) {
    let mut request = request("");
    request.order = Order::Newest;
    assert_eq!(found(engine, &request), ["storm", "summit", "budget", "wahl", "harbour"], "newest first");
    request.order = Order::Oldest;
    assert_eq!(found(engine, &request), ["harbour", "wahl", "budget", "summit", "storm"], "oldest first");
    for order in [Order::Relevance, Order::Newest, Order::Oldest] {
        request.order = order;
        let whole = {
            request.limit = 10;
            request.after = None;
            found(engine, &request)
        };
        let mut paged = Vec::new();
        request.limit = 2;
        loop {
            paged.extend(found(engine, &request));
            let hits = engine.search(&request).expect("searching");
            assert_eq!(hits.total, Total::Exactly(5), "the total of a page is that of all");
            request.after = hits.next;
            if request.after.is_none() {
                break;
            }
        }
        assert_eq!(paged, whole, "pages by {order:?} put together");
    }
}

fn replaces_and_removes(engine: &impl Engine) {
    let changed = document("Storm ends", &["Calm."], "courier", &[], &[], date(2023, 1, 2));
    let changes = [Change::Put(id("storm"), vec![changed]), Change::Remove(id("summit"))];
    engine.write(&changes, Seq(9)).expect("writing");
    engine.write(&changes, Seq(9)).expect("writing the same again");
    assert_eq!(engine.checkpoint().expect("reading the checkpoint"), Seq(9));
    expect(engine, "calm", &["storm"]);
    expect(engine, "year", &[]);
    expect(engine, "", &["budget", "harbour", "storm", "wahl"]);
}

fn hides_what_was_withdrawn(engine: &impl Engine) {
    let mut story = document("Ferry sinks", &["The ferry sank."], "courier", &[], &[], date(2021, 2, 1));
    story.withdrawn = true;
    engine.write(&[Change::Put(id("wahl"), vec![story])], Seq(10)).expect("writing");
    expect(engine, "ferry", &[]);
    let asked = SearchRequest { withdrawn: true, ..request("ferry") };
    assert_eq!(found(engine, &asked), ["wahl"]);
    assert_eq!(engine.search(&asked).expect("searching").total, Total::Exactly(1));
}
