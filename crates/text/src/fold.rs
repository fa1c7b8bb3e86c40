//! Words to a comparable form: case, accents, width, apostrophes, dots of abbreviations.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns the comparable form of one word; see [`fold_into`].
#[must_use]
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    folded
}

/// Appends the comparable form of one word to `folded`.
///
/// Lower case; compatibility forms (full width, ligatures) unified; accents of Latin, Greek, Hebrew and Arabic
/// letters dropped, those of Cyrillic and Kana kept, where they make other letters; apostrophes straight; dots
/// between single letters and commas between groups of three digits dropped (`U.S.` is `us`, `1,000` is `1000`).
pub fn fold_into(word: &str, folded: &mut String) {
    let start = folded.len();
    if word.is_ascii() {
        folded.push_str(word);
        folded[start..].make_ascii_lowercase();
    } else {
        word.nfkc().flat_map(char::to_lowercase).for_each(|c| fold_char(c, folded));
    }
    if folded[start..].contains(['.', ',']) {
        let kept = drop_inner_marks(&folded[start..]);
        folded.truncate(start);
        folded.push_str(&kept);
    }
}

/// Returns the comparable form of a name of several words: words folded and joined by single spaces.
#[must_use]
pub fn fold_name(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for word in crate::words(name) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        fold_into(word.text, &mut folded);
    }
    folded
}

fn fold_char(c: char, folded: &mut String) {
    match c {
        '\u{2019}' | '\u{2018}' | '\u{02bc}' | '\u{ff07}' => folded.push('\''),
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'ø' => folded.push('o'),
        'đ' | 'ð' => folded.push('d'),
        'ł' => folded.push('l'),
        'ı' => folded.push('i'),
        'þ' => folded.push_str("th"),
        'ё' => folded.push('е'),
        'ς' => folded.push('σ'),
        // Tatweel only stretches an Arabic word.
        '\u{0640}' => {}
        _ if drops_marks(c) => folded.extend(std::iter::once(c).nfd().filter(|&c| !is_combining_mark(c))),
        _ => folded.push(c),
    }
}

/// Latin, Greek, Hebrew, Arabic and the combining marks themselves.
fn drops_marks(c: char) -> bool {
    matches!(c, '\u{00c0}'..='\u{03ff}' | '\u{0590}'..='\u{06ff}' | '\u{1e00}'..='\u{1fff}')
        || is_combining_mark(c) && !is_kana_mark(c)
}

fn is_kana_mark(c: char) -> bool {
    matches!(c, '\u{3099}' | '\u{309a}')
}

fn drop_inner_marks(word: &str) -> String {
    let chars: Vec<char> = word.chars().collect();
    let single_letters = word.split('.').all(|part| part.chars().count() <= 1 && part.chars().all(char::is_alphabetic));
    let keep = |at: usize| match chars[at] {
        '.' => !single_letters,
        ',' => !(chars[at + 1..].len() >= 3 && chars[at + 1..].iter().take(3).all(char::is_ascii_digit)),
        _ => true,
    };
    (0..chars.len()).filter(|&at| keep(at)).map(|at| chars[at]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_unifies_what_readers_take_for_the_same() {
        for (word, folded) in [
            ("Élysée", "elysee"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
            ("U.S", "us"),
            ("1,000", "1000"),
            ("3.5", "3.5"),
            ("O’Brien", "o'brien"),
            ("Erdoğan", "erdogan"),
            ("Łódź", "lodz"),
            ("Алексей", "алексей"),
            ("Артём", "артем"),
            ("سُورِيَا", "سوريا"),
            ("ﬁnal", "final"),
            ("ＷＨＯ", "who"),
            ("が", "が"),
            ("example.org", "example.org"),
        ] {
            assert_eq!(fold(word), folded, "{word}");
        }
    }

    #[test]
    fn names_are_joined_by_single_spaces() {
        assert_eq!(fold_name("  Lt.-Gen.Gadi  Eisenkot’s"), "lt gen.gadi eisenkot");
        assert_eq!(fold_name("Médecins Sans Frontières"), "medecins sans frontieres");
    }
}
