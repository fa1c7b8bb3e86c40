//! What rulings do to mentions, and which contradict one another.

use dateline_entity::Lexicon;
use dateline_model::{
    Article, ArticleId, Decision, EntityId, EntityKind, Field, Mention, Ruling, Scope, SourceId, Usage,
};
use jiff::Timestamp;
use proptest::prelude::*;

use super::Rulings;

fn id(path: &str) -> EntityId {
    EntityId::new(path)
}

fn person(name: &str) -> EntityId {
    id(&format!("/person/xx/{name}"))
}

fn merge(from: &str, into: &str) -> Decision {
    Decision::Merge { from: person(from), into: person(into) }
}

fn split(from: &str, into: &str, only: Scope) -> Decision {
    Decision::Split { from: person(from), into: person(into), label: None, only }
}

fn from_source(source: &str) -> Scope {
    Scope { sources: vec![SourceId::new(source)], ..Scope::default() }
}

fn reject(name: &str) -> Decision {
    Decision::Reject { entity: person(name), article: None }
}

fn undo(number: u64) -> Decision {
    Decision::Undo { number }
}

fn ruling(number: u64, decision: Decision) -> Ruling {
    Ruling { number, at: Timestamp::UNIX_EPOCH, by: "ada".to_owned(), why: String::new(), decision }
}

/// Makes these rulings one after the other.
fn board(decisions: &[Decision]) -> Result<Rulings, String> {
    let mut board = Rulings::default();
    for decision in decisions {
        let number = board.last() + 1;
        board.push(ruling(number, decision.clone()))?;
    }
    // A board read back from the store is the same one.
    assert_eq!(format!("{board:?}").len(), format!("{:?}", Rulings::new(board.all().to_vec())).len());
    Ok(board)
}

fn article(source: &str) -> Article {
    let none: [(); 0] = [];
    let article = serde_json::json!({
        "id": ArticleId::from_parts(&["test", source]),
        "source": { "id": source, "name": source },
        "headline": "", "body": { "paragraphs": none },
        "contributors": none, "tags": none, "captions": none, "corrections": none, "flags": none,
    });
    serde_json::from_value(article).unwrap()
}

fn mention(entity: EntityId, role: Option<&str>) -> Mention {
    Mention {
        kind: super::kind_of(&entity),
        entity,
        field: Field::Paragraph(0),
        span: 0..1,
        text: "x".to_owned(),
        usage: Usage::Actor,
        role: role.map(str::to_owned),
        confidence: 0.9,
    }
}

/// Who `name` is in an article of this source, with the role it has there.
fn meaning(board: &Rulings, name: &str, source: &str, role: Option<&str>) -> Option<String> {
    let mentions = vec![mention(person(name), role), mention(person(name), None)];
    let meant = board.apply(&article(source), mentions, Lexicon::builtin());
    assert!(meant.is_empty() || meant[0].entity == meant[1].entity, "one sense in one article");
    meant.first().map(|mention| mention.entity.as_str().rsplit('/').next().unwrap_or_default().to_owned())
}

fn plain(board: &Rulings, name: &str) -> Option<String> {
    meaning(board, name, "paper.example", None)
}

fn is(name: &str) -> Option<String> {
    Some(name.to_owned())
}

#[test]
fn merges_are_followed_to_their_end_in_whatever_order_they_were_made() {
    for decisions in [[merge("a", "b"), merge("b", "c")], [merge("b", "c"), merge("a", "b")]] {
        let board = board(&decisions).unwrap();
        assert_eq!(plain(&board, "a"), is("c"));
        assert_eq!(plain(&board, "b"), is("c"));
        assert_eq!(plain(&board, "d"), is("d"));
        assert_eq!(board.merged_into(&person("c")), [person("a"), person("b")]);
    }
}

#[test]
fn what_was_undone_is_as_if_it_had_not_been() {
    let decisions = [merge("a", "b"), merge("b", "c"), undo(1), undo(3), undo(2)];
    let after = |count: usize| plain(&board(&decisions[..count]).unwrap(), "a");
    assert_eq!([after(2), after(3), after(4), after(5)], [is("c"), is("a"), is("c"), is("b")]);
}

#[test]
fn a_split_takes_articles_out_of_a_merge_until_they_are_merged_again() {
    let mut decisions = vec![merge("b", "a"), split("a", "b", from_source("x.example"))];
    let split = board(&decisions).unwrap();
    for recognised in ["a", "b"] {
        assert_eq!(meaning(&split, recognised, "x.example", None), is("b"), "{recognised}");
        assert_eq!(meaning(&split, recognised, "y.example", None), is("a"), "{recognised}");
    }
    assert!(split.lives(&person("b")));
    assert_eq!(split.merged_into(&person("a")), [], "who asks for a does not mean b");
    decisions.extend([undo(1), merge("b", "c")]);
    let again = board(&decisions).unwrap();
    assert_eq!(meaning(&again, "a", "x.example", None), is("c"));
    assert_eq!(meaning(&again, "a", "y.example", None), is("a"));
}

#[test]
fn what_was_split_off_and_then_merged_is_all_that_the_other_is() {
    let decisions = [merge("c", "d"), split("a", "b", from_source("x.example")), merge("b", "c")];
    assert_eq!(meaning(&board(&decisions).unwrap(), "a", "x.example", None), is("d"));
}

#[test]
fn a_later_split_is_looked_at_before_an_earlier_one() {
    let board = board(&[split("a", "b", from_source("x.example")), split("a", "c", from_source("x.example"))]).unwrap();
    assert_eq!(meaning(&board, "a", "x.example", None), is("c"));
}

#[test]
fn conditions_of_a_split_all_hold() {
    let only = Scope {
        sources: vec![SourceId::new("x.example"), SourceId::new("y.example")],
        roles: vec!["defence minister".to_owned()],
        ..Scope::default()
    };
    let board = board(&[split("a", "b", only)]).unwrap();
    let role = Some("Former Defence Minister");
    assert_eq!(meaning(&board, "a", "y.example", role), is("b"));
    assert_eq!(meaning(&board, "a", "z.example", role), is("a"));
    assert_eq!(meaning(&board, "a", "x.example", Some("defence analyst")), is("a"));
    assert_eq!(meaning(&board, "a", "x.example", None), is("a"));
}

#[test]
fn a_country_is_involved_where_something_else_in_the_article_says_so() {
    let only = Scope { countries: vec!["KE".to_owned()], ..Scope::default() };
    let board = board(&[split("a", "b", only)]).unwrap();
    let with = |place: &str| {
        let mut place = mention(id(place), None);
        place.usage = Usage::Located;
        let mentions = vec![mention(person("a"), None), place];
        board.apply(&article("x.example"), mentions, Lexicon::builtin())[0].entity.clone()
    };
    assert_eq!(with("/AF/KE"), person("b"));
    assert_eq!(with("/EU/FR"), person("a"));
}

#[test]
fn what_is_rejected_is_gone_everywhere_or_in_one_article() {
    let board = board(&[
        reject("a"),
        merge("d", "c"),
        Decision::Reject { entity: person("c"), article: Some(article("x.example").id) },
    ])
    .unwrap();
    assert_eq!(plain(&board, "a"), None);
    for recognised in ["c", "d"] {
        assert_eq!(meaning(&board, recognised, "x.example", None), None, "{recognised}");
        assert_eq!(meaning(&board, recognised, "y.example", None), is("c"), "{recognised}");
    }
}

#[test]
fn the_kind_is_that_of_what_is_meant() {
    let decision = Decision::Merge { from: person("a"), into: id("/company/US/acme") };
    let board = board(&[decision]).unwrap();
    let meant = board.apply(&article("x.example"), vec![mention(person("a"), None)], Lexicon::builtin());
    assert_eq!((meant[0].kind, meant[0].entity.as_str()), (EntityKind::Company, "/company/US/acme"));
}

#[test]
fn the_whole_of_a_part_is_what_it_is_now() {
    let board = board(&[Decision::Merge { from: id("/igo/league"), into: id("/igo/un/council") }]).unwrap();
    let terms = ["/igo/league/court", "/igo/league", "/state/FR"].map(str::to_owned).to_vec();
    assert_eq!(board.terms(terms), ["/igo/league/court", "/igo/un/council", "/igo/un", "/state/FR"]);
}

#[test]
fn contradictions_are_refused_and_told() {
    let refused = |decisions: &[Decision]| board(decisions).expect_err("a refusal");
    let wide = |decision: Decision| [merge("a", "b"), decision];
    for (decisions, expected) in [
        (vec![merge("a", "a")], "`/person/xx/a` cannot be merged into itself"),
        (
            wide(merge("a", "c")).to_vec(),
            "`/person/xx/a` is merged into `/person/xx/b` by ruling 1; name that one, or undo the ruling",
        ),
        (
            wide(merge("b", "a")).to_vec(),
            "`/person/xx/a` is merged into `/person/xx/b` by ruling 1: both would be gone; undo that first",
        ),
        (
            vec![merge("a", "b"), merge("b", "c"), merge("c", "a")],
            "`/person/xx/a` is merged into `/person/xx/c` by ruling 1: both would be gone; undo that first",
        ),
        (
            vec![Decision::Merge { from: person("a"), into: id("/EU/FR/paris") }],
            "`/person/xx/a` is an actor, `/EU/FR/paris` is a place: one cannot be the other; reject `/person/xx/a` where it is wrong",
        ),
        (
            vec![Decision::Merge { from: id("/igo/eu"), into: id("/igo/eu/commission") }],
            "`/igo/eu/commission` is a part of `/igo/eu`: the whole cannot be merged into its part",
        ),
        (vec![reject("b"), merge("a", "b")], "`/person/xx/b` is rejected by ruling 1; undo that first"),
        (vec![reject("b"), reject("b")], "`/person/xx/b` is rejected by ruling 1; undo that first"),
        (
            vec![split("a", "b", Scope::default())],
            "expected in which articles `/person/xx/a` is another: a source, a country, a role or articles; found none",
        ),
        (
            vec![Decision::Rename { entity: person("a"), label: " \u{7} ".to_owned() }],
            "expected a name of 1 to 200 characters, found 1",
        ),
        (vec![undo(1)], "expected the number of a ruling, found `1`: there are none"),
        (wide(undo(2)).to_vec(), "expected the number of a ruling from 1 to 1, found `2`"),
        (vec![merge("a", "b"), undo(1), undo(1)], "ruling 1 is already undone by ruling 2; undo that to have it back"),
        (
            vec![merge("a", "b"), undo(1), merge("b", "a"), undo(2)],
            "without ruling 2, ruling 3 cannot hold: `/person/xx/a` is merged into `/person/xx/b` by ruling 1: both would be gone; undo that first",
        ),
    ] {
        let found = refused(&decisions);
        assert_eq!(found, expected, "{decisions:?}");
    }
}

#[test]
fn names_are_those_given_last() {
    let rename = |label: &str| Decision::Rename { entity: person("a"), label: label.to_owned() };
    let board = board(&[rename("Anna Aldous"), rename("Anna  Alder"), undo(2)]).unwrap();
    assert_eq!(board.label("/person/xx/a"), Some("Anna Aldous"));
    assert_eq!(board.named("anna aldous"), [person("a")]);
}

#[test]
fn thousands_of_rulings_are_made_and_followed() {
    let names: Vec<String> = (0..4_000).map(|number| format!("n{number}")).collect();
    let mut board = Rulings::default();
    // One chain, made from its end: the worst order.
    for (number, pair) in (1..).zip(names.windows(2).rev()) {
        board.push(ruling(number, merge(&pair[0], &pair[1]))).unwrap();
    }
    assert_eq!(plain(&board, "n0"), is("n3999"));
    assert_eq!(board.merged_into(&person("n3999")).len(), 3_999);
    assert_eq!(plain(&Rulings::new(board.all().to_vec()), "n17"), is("n3999"));
}

fn any_decision() -> impl Strategy<Value = Decision> {
    let name = || prop::sample::select(vec!["a", "b", "c", "d", "e"]);
    let source = prop::sample::select(vec!["x.example", "y.example"]);
    prop_oneof![
        (name(), name()).prop_map(|(from, into)| merge(from, into)),
        (name(), name(), source).prop_map(|(from, into, source)| split(from, into, from_source(source))),
        name().prop_map(reject),
        (1_u64..12).prop_map(undo),
    ]
}

proptest! {
    /// Whatever is decided in whatever order: what holds contradicts nothing, ends, and reads back the same.
    #[test]
    fn what_holds_is_sound(decisions in prop::collection::vec(any_decision(), 0..14)) {
        let mut board = Rulings::default();
        for decision in decisions {
            let mut trial = board.clone();
            let number = board.last() + 1;
            if trial.push(ruling(number, decision)).is_ok() {
                board = trial;
            }
        }
        prop_assert_eq!(board.contradictions(), &[]);
        let again = Rulings::new(board.all().to_vec());
        for name in ["a", "b", "c", "d", "e"] {
            for source in ["x.example", "y.example"] {
                let found = meaning(&board, name, source, None);
                prop_assert_eq!(&found, &meaning(&again, name, source, None));
                if let Some(found) = found {
                    prop_assert!(board.lives(&person(&found)), "{} became {}, which is gone", name, found);
                    prop_assert_eq!(board.rejected(&person(&found)), None);
                }
            }
        }
    }
}
