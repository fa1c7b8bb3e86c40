//! Texts as queries: the canonical text reads back as the same query.
#![no_main]

use jiff::civil::date;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let parsed = dateline_query::parse(text, date(2024, 1, 1));
    let again = dateline_query::parse(&parsed.read_as(), date(2024, 1, 1));
    assert_eq!(again.query, parsed.query, "{text:?}");
    let chars = text.chars().count();
    assert!(parsed.problems.iter().all(|problem| problem.span.start <= problem.span.end && problem.span.end <= chars));
});
