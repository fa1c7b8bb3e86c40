//! The words of the problems, one after the other, to be read by people.

use std::fmt::Write;

use jiff::civil::date;

use crate::parse;

/// Every text with its problems: severity, code, place, words and hint.
fn said(texts: &[&str]) -> String {
    let mut said = String::new();
    for text in texts {
        let _ = writeln!(said, "{text}");
        for problem in parse(text, date(2024, 3, 13)).problems {
            let (code, severity, span) = (problem.code, problem.severity, &problem.span);
            let _ = writeln!(said, "  {severity} {code} {span:?}: {problem}");
            if let Some(hint) = problem.hint {
                let _ = writeln!(said, "    {hint}");
            }
        }
    }
    said
}

#[test]
fn problems_say_what_was_expected_and_found() {
    let texts = [
        "tilte:peace", "foo:bar", "headline: AND peace", "headline:source:bbc", "headline:(source:bbc peace)",
        "„peace talks", "'peace talks'", "(peace talks", "peace) talks", r#"() """#, "OR peace AND OR talks NOT",
        "war OR peace talks", "NOT a NEAR/5 b", "a w/5 b SENTENCE c", "ATLEAST/5 peace FIRST/9 war",
        r#""peace talks"~5 peace~1 war^2"#, "wom*n *ism p* =wom*", "/pea.e/ [a TO b] IN [a b]",
        "headline:* source:bb*", "published:2024-02-30", "published:2024-13-01", "published:2024-06..2024-03",
        "published:{2024-01-01 TO 2024-01-02}", "published:[2024-01 TO 2024-02", "published:last week",
        "published:* updated:soon", "actor:Vladimir Putin", "econom! -- +peace", "published:2024-01..soon since:x",
    ];
    insta::assert_snapshot!(said(&texts), @r##"
    tilte:peace
      error unknown-field 0..6: unknown field `tilte`: the name and what follows it are searched as plain words
        did you mean `title:`?
    foo:bar
      error unknown-field 0..4: unknown field `foo`: the name and what follows it are searched as plain words
        put the text in quotes to search for it; fields are `headline`, `body`, `source`, `actor`, `place`, `published` and others
    headline: AND peace
      error empty-field 0..9: expected a value after `headline:`, found none: the field is left out
      warning space-after-field 0..10: `headline:` is read as a field, with what follows the space as its value
        write `headline` without `:` for the word
      error leading-operator 10..13: expected something to search for before `AND`, found none: `AND` is ignored
        write `"AND"`, in quotes, to search for the word
    headline:source:bbc
      error field-inside-field 0..9: expected a value after `headline:`, found the field `source:`: `headline:` is left out
    headline:(source:bbc peace)
      warning field-inside-field 17..20: `source:` stands in a group for `headline:`: only `source:` applies to it
    „peace talks
      error unclosed-quote 0..12: expected a closing quote, found the end: the phrase is read to the end of the text
        write `"peace talks"`
    'peace talks'
      warning single-quotes 0..13: single quotes do not make a phrase: the words are searched one by one
        write `"peace talks"`
    (peace talks
      error unclosed-bracket 0..1: expected `)`, found the end: the group is read to the end of the text
    peace) talks
      error unopened-bracket 5..6: expected `(` before `)`, found none: the bracket is ignored
    () ""
      error empty-group 0..2: expected words in the brackets, found none: left out
      error empty-phrase 3..5: expected words between the quotes, found none: left out
    OR peace AND OR talks NOT
      error leading-operator 0..2: expected something to search for before `OR`, found none: `OR` is ignored
        write `"OR"`, in quotes, to search for the word
      error doubled-operator 13..15: expected something to search for before `OR`, found `AND`: `OR` is ignored
        write `"OR"`, in quotes, to search for the word
      error trailing-operator 22..25: expected something to search for after `NOT`, found none: `NOT` is ignored
    war OR peace talks
      warning mixed-operators 0..18: `AND` binds tighter than `OR`: read as `war OR (peace talks)`
        write brackets to show what belongs together
    NOT a NEAR/5 b
      error negation-left-out 4..14: what `NOT` excludes here could only be read more widely than typed: it is not excluded
      error unsupported-operator 6..12: `NEAR/5` (words near each other) is not supported yet: read as `AND`
        write `"two words"` for words next to each other, or `AND`
    a w/5 b SENTENCE c
      error unsupported-operator 2..5: `w/5` (words near each other) is not supported yet: read as `AND`
        write `"two words"` for words next to each other, or `AND`
      error unsupported-operator 8..16: `SENTENCE` (words in one sentence) is not supported yet: read as `AND`
        write `AND` for words in one article, or `lede:(a b)`
    ATLEAST/5 peace FIRST/9 war
      error unsupported-operator 0..9: `ATLEAST/5` (a word so many times) is not supported yet: once is enough
        write the word once
      error unsupported-operator 16..23: `FIRST/9` (words at the beginning) is not supported yet: anywhere in the text is searched
        write `headline:(...)` or `lede:(...)`
    "peace talks"~5 peace~1 war^2
      error unsupported-operator 13..15: `~5` (words of a phrase some way apart) is not supported yet: the words are searched one by one
        write `"two words"` for words next to each other
      error unsupported-operator 21..23: `~1` (other spellings) is not supported yet: only the word as typed is searched
        write the spellings: `(Kiev OR Kyiv)`
      error unsupported-operator 27..29: `^2` (more weight) is not supported yet: ignored, which changes the order and not what is found
        leave it out; every word has the weight its rarity gives it
    wom*n *ism p* =wom*
      error unsupported-operator 0..5: `wom*n` (a wildcard inside a word) is not supported yet: read as `wom*`
        write `word*`, with `*` at the end
      error unsupported-operator 6..10: `*ism` (a wildcard at the beginning of a word) is not supported yet: left out
        write `word*`, with `*` at the end
      error prefix-too-short 11..13: expected at least `2` letters before `*`, found `1`: `p*` is left out
        write more of the word
      error unsupported-operator 15..19: `wom*` (an exact beginning of a word) is not supported yet: read without `=`
        write `=word` or `word*`
    /pea.e/ [a TO b] IN [a b]
      error unsupported-operator 0..7: `/pea.e/` (a pattern between slashes) is not supported yet: left out
        write `word*` for all words that begin so
      error unsupported-operator 8..16: `[a TO b]` (a range outside a date field) is not supported yet: left out
        write `published:2024-03..2024-06`
      error unsupported-operator 17..25: `IN [...]` is not supported yet: read as `OR`
        write `(a OR b)`
    headline:* source:bb*
      error unsupported-operator 9..10: `*` (whether there is such a field) is not supported yet: left out
        leave the field out, or write a word
      error unsupported-operator 18..21: `bb*` (a wildcard in a field that is matched whole) is not supported yet: left out
        write a whole value, or several: `source:(a OR b)`
    published:2024-02-30
      error impossible-date 10..20: expected a day from `1` to `29` in `2024-02`, found `30` in `2024-02-30`: `2024-02` is searched
        write a day of the calendar, or `2024-02` for all of it
    published:2024-13-01
      error impossible-date 10..20: expected a month from `1` to `12`, found `13` in `2024-13-01`: `2024` is searched
        write a day of the calendar, or `2024` for all of it
    published:2024-06..2024-03
      error reversed-range 10..26: expected the earlier day first, found `2024-06` before `2024-03`: read the other way round
        write `2024-03..2024-06`
    published:{2024-01-01 TO 2024-01-02}
      warning empty-range 10..36: expected a range with a day in it, found none between its ends
        write `[` and `]` to include the ends
    published:[2024-01 TO 2024-02
      error unclosed-bracket 10..29: expected `]` after `[2024-01 TO 2024-02`, found the end of the range
        write `[2024-01 TO 2024-03]`
    published:last week
      error bad-date 10..14: expected a date or period, found `last`: any date is searched
        write `last-week`, `last-month` or `last-year`, with a hyphen
    published:* updated:soon
      error unsupported-operator 10..11: `*` (whether there is such a date) is not supported yet: left out
        leave the field out, or write a date
      error bad-date 20..24: expected a date or period, found `soon`: any date is searched
        write `2024`, `2024-03`, `2024-03-05`, `2024-03..2024-06`, `>=2024-03`, `-7d`, `yesterday` or `last-month`
    actor:Vladimir Putin
      warning name-without-quotes 6..20: only `Vladimir` belongs to `actor:`
        write `actor:"Vladimir Putin"` for the whole name
    econom! -- +peace
      warning mark-at-end 6..7: `!` at the end of a word is read as punctuation
        write `econom*` for all words that begin so
      warning ignored-punctuation 8..10: punctuation on its own is not searched: `--` is ignored
      warning needless-plus 11..12: `+` is not needed: every word must be found
    published:2024-01..soon since:x
      error bad-date 10..23: expected a date or period, found `soon`: this end of the range is left open
        write `2024`, `2024-03`, `2024-03-05`, `2024-03..2024-06`, `>=2024-03`, `-7d`, `yesterday` or `last-month`
      error bad-date 30..31: expected a date or period, found `x`: this end of the range is left open
        write `2024`, `2024-03`, `2024-03-05`, `2024-03..2024-06`, `>=2024-03`, `-7d`, `yesterday` or `last-month`
    "##);
}

#[test]
fn problems_serialise_with_stable_names() {
    let problems = parse("tilte:peace --", date(2024, 3, 13)).problems;
    insta::assert_json_snapshot!(problems, @r#"
    [
      {
        "code": "unknown-field",
        "severity": "error",
        "span": {
          "start": 0,
          "end": 6
        },
        "message": "unknown field `tilte`: the name and what follows it are searched as plain words",
        "hint": "did you mean `title:`?"
      },
      {
        "code": "ignored-punctuation",
        "severity": "warning",
        "span": {
          "start": 12,
          "end": 14
        },
        "message": "punctuation on its own is not searched: `--` is ignored"
      }
    ]
    "#);
}
