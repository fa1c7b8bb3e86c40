//! A text as sentences, with the abbreviations of news in mind.

use std::ops::Range;

/// Words that end in a dot without ending a sentence, lower case.
const ABBREVIATIONS: [&str; 74] = [
    "mr", "mrs", "ms", "dr", "prof", "rev", "hon", "st", "ste", "sr", "jr", "gen", "lt", "col", "maj", "capt", "cmdr",
    "sgt", "cpl", "pvt", "adm", "brig", "gov", "sen", "rep", "pres", "min", "amb", "supt", "insp", "messrs", "mt",
    "ft", "no", "nos", "vs", "v", "etc", "inc", "ltd", "co", "corp", "bros", "dept", "est", "fig", "jan", "feb", "mar",
    "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "approx", "ca", "cf", "al", "km", "kg", "lb",
    "ave", "blvd", "mme", "mlle", "hr", "nr", "bzw", "sra", "dott",
];

/// Returns the sentences of a text as byte ranges in order, white space around them left out.
///
/// A sentence ends at `.`, `!`, `?` or `…` (with closing quotes and brackets behind it) when white space and
/// something other than a lower-case letter follow, at the full stops of Chinese and Japanese, and at line
/// breaks. A dot behind a known abbreviation, a single letter or an initial ends nothing.
#[must_use]
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut end = at + c.len_utf8();
        let ends = match c {
            '\n' | '。' | '！' | '？' | '．' => true,
            '.' | '!' | '?' | '…' | '؟' => {
                while let Some(&(next, closing)) = chars.peek() {
                    if !matches!(closing, '.' | '!' | '?' | '"' | '\'' | '”' | '’' | '»' | ')' | ']') {
                        break;
                    }
                    end = next + closing.len_utf8();
                    chars.next();
                }
                ends_sentence(text, at, c, end)
            }
            _ => false,
        };
        if ends {
            push(text, start..end, &mut found);
            start = end;
        }
    }
    push(text, start..text.len(), &mut found);
    found
}

fn ends_sentence(text: &str, at: usize, mark: char, end: usize) -> bool {
    let rest = &text[end..];
    let Some(first) = rest.chars().next() else { return true };
    if !first.is_whitespace() {
        return false;
    }
    let next = rest.trim_start().chars().next();
    if next.is_some_and(char::is_lowercase) {
        return false;
    }
    mark != '.'
        || !is_abbreviation(
            text[..at].rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"' | '-')).next().unwrap_or(""),
        )
}

fn is_abbreviation(word: &str) -> bool {
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (None, _) => false,
        (Some(only), None) => only.is_uppercase(),
        // `U.S`, `Lt.Gen`: each part is one.
        _ if word.contains('.') => word.split('.').all(|part| part.chars().count() <= 2 || is_listed(part)),
        _ => is_listed(word),
    }
}

fn is_listed(word: &str) -> bool {
    ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

fn push(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let sentence = &text[range.clone()];
    let start = range.start + (sentence.len() - sentence.trim_start().len());
    let end = range.start + sentence.trim_end().len();
    if start < end {
        found.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::sentences;

    fn texts(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn abbreviations_end_nothing() {
        assert_eq!(
            texts("IDF Chief Lt. Gen. Gadi Eisenkot met J. Smith of the U.S. Army. He left."),
            ["IDF Chief Lt. Gen. Gadi Eisenkot met J. Smith of the U.S. Army.", "He left."]
        );
    }

    #[test]
    fn ranks_written_together_end_nothing() {
        assert_eq!(
            texts("It was Lt.Gen. Anna Holt who spoke. She left."),
            ["It was Lt.Gen. Anna Holt who spoke.", "She left."]
        );
    }

    #[test]
    fn quotes_belong_to_their_sentence() {
        assert_eq!(
            texts("“We go.” He said no more. “Why?” she asked."),
            ["“We go.”", "He said no more.", "“Why?” she asked."]
        );
    }

    #[test]
    fn full_stops_of_other_scripts_count() {
        assert_eq!(texts("会談は終わった。声明はない。"), ["会談は終わった。", "声明はない。"]);
    }

    proptest! {
        #[test]
        fn nothing_but_white_space_is_lost(text in "\\PC{0,120}") {
            let kept: String = texts(&text).concat().split_whitespace().collect();
            let all: String = text.split_whitespace().collect();
            prop_assert_eq!(kept, all);
        }
    }
}
