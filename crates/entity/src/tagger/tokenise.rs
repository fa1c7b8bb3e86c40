//! Raw text to sentences of tokens, cut as the training text is: clitics apart, marks apart, abbreviations whole.

use std::ops::Range;

/// Abbreviations that keep their full stop and end no sentence.
const ABBREVIATIONS: &str = "Mr. Mrs. Ms. Dr. Prof. Gen. Lt. Col. Maj. Capt. Sgt. Gov. Sen. Rep. St. Jr. Sr. Co. Corp. \
    Inc. Ltd. Jan. Feb. Mar. Apr. Aug. Sept. Sep. Oct. Nov. Dec. No. vs. Ill. Calif. Pa. Mass. Fla. Ga. Va. Mich. \
    Minn. Ind. Tenn. Conn. Ariz. Wash. Wis. Colo. Ala. Ky. La. Okla. Ore. Mo. Md. Tex. Kan. Neb. Nev. Del. Ark. Miss. \
    Mont. Rev. Adm. Cmdr. Brig. Hon. Ave. Blvd. Rd. Ft. Mt. e.g. i.e. etc. Bros. Cpl. Pvt. Pfc. Supt.";

/// Endings that are tokens of their own.
const CLITICS: [&str; 15] =
    ["'s", "’s", "'S", "n't", "n’t", "'re", "’re", "'ve", "’ve", "'ll", "’ll", "'d", "’d", "'m", "’m"];

/// Tokens of a text in reading order, and where sentences end among them.
#[derive(Debug, Default)]
pub(crate) struct Cut {
    /// Bytes of each token.
    pub(crate) tokens: Vec<Range<usize>>,
    /// Behind which token each sentence ends.
    pub(crate) ends: Vec<usize>,
}

impl Cut {
    fn push(&mut self, token: Range<usize>) {
        if !token.is_empty() {
            self.tokens.push(token);
        }
    }

    fn end_sentence(&mut self) {
        if self.ends.last().copied().unwrap_or(0) < self.tokens.len() {
            self.ends.push(self.tokens.len());
        }
    }
}

/// Cuts a text. `is_country` says of a word whether it names a country or nation, so that `US-Russian` is cut in two
/// and `Jean-Bertrand` is not.
pub(crate) fn cut(text: &str, is_country: &dyn Fn(&str) -> bool) -> Cut {
    let mut cut = Cut::default();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            if c == '\n' {
                cut.end_sentence();
            }
            at += c.len_utf8();
            continue;
        }
        let end = chunk_end(text, at);
        if word(text, at..end, is_country, &mut cut) && begins_sentence(&text[end..]) {
            cut.end_sentence();
        }
        at = end;
    }
    cut.end_sentence();
    cut
}

/// Returns where the characters end that are written together; a dash stands alone.
fn chunk_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    for (offset, c) in text[at..].char_indices() {
        if matches!(c, '—' | '–') {
            return if offset == 0 { at + c.len_utf8() } else { at + offset };
        }
        // `said.The`, `Gen.Anna`: a full stop between a small letter and a capital.
        if c.is_whitespace()
            || c.is_uppercase() && offset > 2 && bytes[end - 1] == b'.' && bytes[end - 2].is_ascii_lowercase()
        {
            break;
        }
        end = at + offset + c.len_utf8();
    }
    end
}

fn begins_sentence(rest: &str) -> bool {
    let rest = rest.trim_start_matches(' ');
    rest.chars()
        .next()
        .is_none_or(|c| c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '“' | '‘' | '\'' | '(' | '\n'))
}

const fn leads(c: char) -> bool {
    matches!(c, '"' | '\'' | '(' | '[' | '{' | '“' | '‘' | '$' | '£' | '€' | '«' | '*' | '#' | '<' | '@')
}

const fn trails(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '?' | '!' | ')' | ']' | '}' | '"' | '”' | '’' | '\'' | '%' | '»' | '>' | '*' | '…')
}

/// Takes apart what is written together; says whether a sentence may end behind it.
fn word(text: &str, chunk: Range<usize>, is_country: &dyn Fn(&str) -> bool, cut: &mut Cut) -> bool {
    let Range { mut start, mut end } = chunk;
    while let Some(c) = text[start..end].chars().next().filter(|&c| leads(c)) {
        cut.push(start..start + c.len_utf8());
        start += c.len_utf8();
    }
    let close = end;
    let mut ends = false;
    while let Some(c) = text[start..end].chars().next_back() {
        if c == '.' {
            if keeps_stop(&text[start..end]) {
                break;
            }
            ends = true;
        } else if !trails(c) {
            break;
        } else if c == '?' || c == '!' {
            ends = true;
        }
        end -= c.len_utf8();
    }
    middle(text, start..end, is_country, cut);
    let mut at = end;
    for c in text[end..close].chars() {
        cut.push(at..at + c.len_utf8());
        at += c.len_utf8();
    }
    ends
}

/// `Mr.`, `U.S.`, `W.` keep their full stop.
fn keeps_stop(word: &str) -> bool {
    let stem = &word[..word.len() - 1];
    let letters = stem.chars().filter(|c| c.is_alphabetic()).count();
    // `Lt.-Gen.` ends like `Gen.`
    let last = word.rsplit('-').next().unwrap_or(word);
    let initial = letters == 1 && stem.chars().count() == 1 && stem.starts_with(char::is_uppercase);
    letters > 0
        && (initial || stem.contains('.') && letters <= 4 || ABBREVIATIONS.split(' ').any(|known| known == last))
}

/// Cuts clitics and hyphens.
fn middle(text: &str, word: Range<usize>, is_country: &dyn Fn(&str) -> bool, cut: &mut Cut) {
    let all = &text[word.clone()];
    let clitic = CLITICS.iter().find(|clitic| all.len() > clitic.len() && all.ends_with(**clitic));
    let main = &all[..all.len() - clitic.map_or(0, |clitic| clitic.len())];
    let (start, end) = (word.start, word.start + main.len());
    match joint(main, is_country) {
        Some(joint) => {
            cut.push(start..start + joint);
            cut.push(start + joint..start + joint + 1);
            cut.push(start + joint + 1..end);
        }
        None => cut.push(start..end),
    }
    cut.push(end..word.end);
}

/// Returns where a word falls in two: `Moscow-based`, `US-Russian`, `Ghent/Bruges`.
fn joint(word: &str, is_country: &dyn Fn(&str) -> bool) -> Option<usize> {
    if let Some(slash) = word.find('/').filter(|&slash| slash > 0 && slash + 1 < word.len() && !word.contains(':')) {
        return Some(slash);
    }
    let hyphen = word.rfind('-')?;
    let (before, after) = (&word[..hyphen], &word[hyphen + 1..]);
    let described = after.len() > 2
        && after.chars().all(char::is_lowercase)
        && before.starts_with(char::is_uppercase)
        // `Port-au-Prince`, `Kim Jong-un`, `Ban Ki-moon` have no joint.
        && !is_syllable(after);
    let pair = !before.is_empty() && is_country(before) && is_country(after);
    (described || pair).then_some(hyphen)
}

/// The second half of a Korean or Chinese given name is short and is no participle.
fn is_syllable(after: &str) -> bool {
    after.len() <= 5
        && !["led", "born", "based", "bound", "run", "made", "held", "wide", "ruled", "area", "style", "elect"]
            .contains(&after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> String {
        let cut = cut(text, &|word| ["US", "Russian"].contains(&word));
        let mut from = 0;
        let sentences = cut.ends.iter().map(|&end| {
            let words: Vec<&str> = cut.tokens[from..end].iter().map(|token| &text[token.clone()]).collect();
            from = end;
            words.join(" ")
        });
        sentences.collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn texts_fall_into_sentences_and_tokens() {
        for (text, expected) in [
            ("He left. She stayed.", "He left . | She stayed ."),
            ("Mr. Holt of the U.S. Army won't go", "Mr. Holt of the U.S. Army wo n't go"),
            ("Iran’s aim: “peace”, he said", "Iran ’s aim : “ peace ” , he said"),
            ("the US-led US-Russian deal", "the US - led US - Russian deal"),
            ("Ban Ki-moon and Jean-Bertrand", "Ban Ki-moon and Jean-Bertrand"),
            ("Lt.-Gen.Anna Holt spoke.The end", "Lt.-Gen. Anna Holt spoke . | The end"),
            ("Ghent—Bruges (Belgium)", "Ghent — Bruges ( Belgium )"),
            ("one\ntwo", "one | two"),
            ("...", ". . ."),
            ("", ""),
        ] {
            assert_eq!(tokens(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn tokens_cover_everything_but_space(text in "\\PC{0,80}") {
            let cut = cut(&text, &|_| true);
            let mut at = 0;
            for token in &cut.tokens {
                proptest::prop_assert!(text[at..token.start].chars().all(char::is_whitespace));
                at = token.end;
            }
            proptest::prop_assert!(text[at..].chars().all(char::is_whitespace));
            proptest::prop_assert_eq!(cut.ends.last().copied().unwrap_or(0), cut.tokens.len());
        }
    }
}
