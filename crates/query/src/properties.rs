//! What holds for every text and every tree.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::{
    Code, DateField, DateRange, Form, Name, NameFacet, Phrase, Query, TextField, Value, ValueField, Word, parse,
};

const TODAY: Date = date(2024, 3, 13);

fn word_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zé]{2,6}",
        "[A-Z][a-z]{1,5}",
        "[a-z]{2,3}-[a-z]{2,3}",
        Just("U.S.".to_owned()),
        Just("AT&T".to_owned()),
        Just("COVID-19".to_owned()),
        Just("和平".to_owned()),
        Just("don’t".to_owned()),
        Just("10:30".to_owned()),
        Just("and".to_owned()),
    ]
}

/// What quotes protect.
fn quoted_text() -> impl Strategy<Value = String> {
    prop_oneof![word_text(), Just("AND".to_owned()), Just("NEAR/5".to_owned()), Just("a:b".to_owned())]
}

fn text_field() -> impl Strategy<Value = Option<TextField>> {
    use TextField::{Body, Byline, Caption, Dek, Headline, Lede};
    prop::option::of(prop::sample::select(vec![Headline, Dek, Lede, Body, Caption, Byline]))
}

fn day() -> impl Strategy<Value = Date> {
    (1_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

fn leaf() -> impl Strategy<Value = Query> {
    use DateField::{Captured, Published, Updated};
    use ValueField::{Agency, Cluster, Flag, Id, Language, Section, Source, Tag, Url};
    let keyword = prop::sample::select(vec![Source, Language, Section, Tag, Flag, Cluster, Agency]);
    let verbatim = prop::sample::select(vec![Id, Url]);
    let facet = prop::sample::select(vec![NameFacet::Actor, NameFacet::Place, NameFacet::Country, NameFacet::About]);
    let date_field = prop::sample::select(vec![Published, Updated, Captured]);
    let month = |(field, day): (DateField, Date)| {
        Query::Date(DateRange { field, from: Some(day.first_of_month()), until: Some(day.last_of_month()) })
    };
    let word = |form| move |(field, text)| Query::Word(Word { field, text, form });
    prop_oneof![
        (text_field(), word_text()).prop_map(word(Form::Stemmed)),
        (text_field(), quoted_text()).prop_map(word(Form::Exact)),
        (text_field(), quoted_text()).prop_map(word(Form::Prefix)),
        (text_field(), prop::collection::vec(quoted_text(), 2..4), any::<bool>())
            .prop_map(|(field, words, prefix)| Query::Phrase(Phrase { field, words, prefix })),
        (facet, "[A-Z][a-z]{1,5}( [A-Z][a-z]{1,5})?|/[a-z]{1,5}(/[a-z]{1,3}[ -][a-z])?|[A-Z]{2}|OR|a\\*b")
            .prop_map(|(facet, value)| Query::Name(Name { facet, value })),
        (keyword, "[a-z0-9.]{0,4}[a-z]( [a-z])?|w/5|a:b")
            .prop_map(|(field, value)| Query::Value(Value { field, value })),
        (verbatim, "https?://[a-zA-Z]{1,4}/[a-z?*()=,;.'-]{0,5}|AND|[A-Z]{1,3}-1")
            .prop_map(|(field, value)| Query::Value(Value { field, value })),
        (date_field.clone(), prop::option::of(day()), prop::option::of(day()))
            .prop_map(|(field, from, until)| Query::Date(DateRange { field, from, until })),
        (date_field, day()).prop_map(month),
        Just(Query::All),
        Just(Query::Nothing),
    ]
}

fn tree() -> impl Strategy<Value = Query> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Query::And),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Query::Or),
            inner.prop_map(|inner| Query::Not(Box::new(inner))),
        ]
    })
}

/// Text made of the pieces that mean something.
fn tricky() -> impl Strategy<Value = String> {
    let pieces = vec![
        "a", "bc", "Ab", "é", "ל", "和", "1", "24", " ", " ", " ", "\u{a0}", "\"", "“", "”", "'", "’", "(", ")", "[",
        "]", "{", "}", "*", "?", "~", "~2", "^", "^3", "-", "--", "–", "—", "+", "=", "!", "/", "|", "&", "&&", ":",
        "：", ".", "..", "...", ",", "，", ";", "<", ">", "#", "@", "$", "_", "AND", "OR", "NOT", "IN", " TO ", "NEAR",
        "NEAR/5", "w/5", "ATLEAST/2", "FIRST/9", "SENTENCE", "headline:", "source:", "actor:", "place:/", "url:",
        "published:", "since:", "id:", "foo:", "http://", "2024", "-03", "-30", "-7d", "today", "\n", "\u{200b}",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..14).prop_map(|pieces| pieces.concat())
}

/// What must hold for any text.
fn check(text: &str) -> Result<(), TestCaseError> {
    let parsed = parse(text, TODAY);
    let length = text.chars().count();
    for problem in &parsed.problems {
        prop_assert!(problem.span.start <= problem.span.end && problem.span.end <= length, "{problem:?}");
    }
    let canonical = parsed.read_as();
    let again = parse(&canonical, TODAY);
    prop_assert_eq!(&again.query, &parsed.query, "read as {}", canonical);
    prop_assert!(again.problems.is_empty(), "{}: {:?}", canonical, again.problems);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_tree_printed_reads_back(tree in tree()) {
        let simple = tree.simplify();
        prop_assert_eq!(&simple.clone().simplify(), &simple);
        let parsed = parse(&simple.to_string(), TODAY);
        prop_assert_eq!(&parsed.query, &simple, "{}", simple);
        prop_assert!(parsed.problems.is_empty(), "{}: {:?}", simple, parsed.problems);
    }

    #[test]
    fn any_text_is_read(text in "\\PC*") {
        check(&text)?;
    }

    #[test]
    fn any_tricky_text_is_read(text in tricky()) {
        check(&text)?;
    }

    #[test]
    fn no_plain_word_is_lost(words in prop::collection::vec("[a-zé]{1,8}|[0-9]{1,6}", 0..60)) {
        let parsed = parse(&words.join(" "), TODAY);
        prop_assert!(parsed.problems.is_empty());
        let found: Vec<&str> = parsed.query.positive_text().into_iter().filter_map(|leaf| match leaf {
            Query::Word(word) => Some(word.text.as_str()),
            _ => None,
        }).collect();
        for word in &words {
            prop_assert!(found.contains(&word.as_str()), "{word}");
        }
    }
}

/// 100 kB of anything take no stack; what would take quadratic time would be noticed by whoever waits for this test.
#[test]
fn long_texts_are_read() {
    let pieces = [
        "a ", "a", "(", ")", "\"", "\" ", "[", "[ ", "{a", "-", "- ", "-a ", "!", "NOT ", "a:", "foo:-", "source:-",
        "source:", "headline:(", "ATLEAST/2 ", "ATLEAST/2 source:", "IN [", "source:IN [", "/", "/a ", " /a/ ", "'a ",
        "a' ", "~", "a~1", "^1", "*", "?", "a OR ", "a NEAR/2 ", "published:[", "published:a ", "a..", ".", "a.",
        "(a ", "(a OR b ", "a.~1", "http://", "url:(", "= ", "=\"", "\"a ", "ל\"", "a,", "1,", "–", "NOT (",
    ];
    for piece in pieces {
        let text = piece.repeat(100_000 / piece.len());
        let parsed = parse(&text, TODAY);
        assert!(parsed.problems.len() <= 101);
        assert!(!parsed.read_as().is_empty());
    }
}

#[test]
fn guards_report_once() {
    let codes = |text: &str| -> Vec<Code> { parse(text, TODAY).problems.iter().map(|problem| problem.code).collect() };
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(codes(&nested(64)), []);
    assert_eq!(codes(&nested(65)), [Code::TooDeep]);
    assert_eq!(codes(&nested(5_000)), [Code::TooDeep]);
    let words = |count: usize| (0..count).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    assert_eq!(codes(&words(1_000)), []);
    assert_eq!(codes(&format!("({}", words(1_200))), [Code::TooManyClauses]);
    assert_eq!(codes(&format!("\"{}\"", words(1_200))), [Code::TooManyClauses]);
    assert_eq!(codes(&"-- ".repeat(500)).last(), Some(&Code::TooManyProblems));
}
