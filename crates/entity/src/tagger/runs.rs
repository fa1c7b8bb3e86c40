//! Where names can be: runs of capitalised words, bridged by the small words that names contain.
//!
//! Only these are scored; everything else is in no name. That is what makes the tagger fast.

use std::ops::Range;
use std::sync::LazyLock;

use super::hash;
use super::token::{Case, Token};

/// What may stand between the capitalised words of one name.
const CONNECTORS: &str = "of the and & de for 's ' ’s ’ - – van der al ul bin bint ibn ben abu del della la le las les los da \
    do dos das di du des el von den ter ten zu und et y e i on in at to a an / with aux au sur ’ d' l' d’ l’";

/// How many connectors may stand in a row.
const BRIDGE: usize = 3;

static HASHES: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut hashes: Vec<u64> = CONNECTORS.split_whitespace().map(|word| hash::word(word.as_bytes())).collect();
    hashes.sort_unstable();
    hashes
});

fn connects(token: &Token) -> bool {
    !token.is_capital() && HASHES.binary_search(&token.lower).is_ok()
}

/// Returns the runs of a sentence in reading order.
pub(crate) fn runs(sentence: &[Token]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + sentence[at..].iter().position(Token::is_capital)?;
        let mut end = start + 1;
        loop {
            while sentence.get(end).is_some_and(Token::is_capital) {
                end += 1;
            }
            let gap = sentence[end..].iter().take(BRIDGE).take_while(|token| connects(token)).count();
            if gap > 0 && sentence.get(end + gap).is_some_and(Token::is_capital) {
                end += gap;
                continue;
            }
            // `Channel 2`, `Flight 370`, `Article 50 Commission`.
            if sentence.get(end).is_some_and(|token| token.case == Case::Digits) {
                end += 1;
                if sentence.get(end).is_some_and(Token::is_capital) {
                    continue;
                }
            }
            break;
        }
        at = end;
        Some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::super::token::Buffer;
    use super::*;

    #[test]
    fn runs_are_bridged() {
        let mut buffer = Buffer::default();
        for (text, expected) in [
            ("then the Bank of the West said", vec!["Bank of the West"]),
            ("Anna Holt said that Channel 2 knew", vec!["Anna Holt", "Channel 2"]),
            ("no name here", vec![]),
            ("Ghent , Belgium of", vec!["Ghent", "Belgium"]),
        ] {
            let words: Vec<&str> = text.split(' ').collect();
            let tokens: Vec<Token> = words.iter().map(|word| Token::new(word, 0, &mut buffer)).collect();
            let found: Vec<String> = runs(&tokens).map(|run| words[run].join(" ")).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
