//! One token as the features see it: hashes of its word and its shape, and how it is capitalised.

use super::hash;

/// How a token is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// `minister`.
    Lower,
    /// `Minister`.
    Title,
    /// `NATO`, `U.S.`
    Caps,
    /// `al-Zarqawi`, `McDonald`.
    Mixed,
    /// With a digit: `F-16`, `2005`.
    Digits,
    /// Without a letter or digit.
    Mark,
}

/// A token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// The bytes it covers in its text.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Hash of the word in lower case, without the full stop of an abbreviation: see [`plain`].
    pub(crate) lower: u64,
    /// Hash of the word as written.
    pub(crate) exact: u64,
    /// Hash of the shape, `Xxxxx`, and of the shape without repetitions, `Xx`.
    pub(crate) shape: u64,
    pub(crate) sketch: u64,
    /// Hash of the last three letters in lower case; 0 for shorter words.
    pub(crate) ending: u64,
    pub(crate) case: Case,
    /// The first letter, in lower case.
    pub(crate) initial: char,
    /// Has a letter.
    pub(crate) letters: bool,
    /// In which lists of names it stands, and where: four bits a list, see [`super::lists`].
    pub(crate) lists: u64,
}

impl Token {
    /// Reads a token; `buffer` is scratch space.
    pub(crate) fn new(text: &str, start: usize, buffer: &mut Buffer) -> Self {
        buffer.read(text);
        let counts = buffer.counts;
        let first = text.chars().next().is_some_and(char::is_uppercase);
        let case = match counts {
            Counts { upper: 0, digit: 0, lower: 1.., .. } => Case::Lower,
            Counts { upper: 1, lower: 1.., .. } if first => Case::Title,
            Counts { upper: 1.., lower: 0, digit: 0 } => Case::Caps,
            Counts { digit: 1.., .. } => Case::Digits,
            Counts { upper: 1.., .. } => Case::Mixed,
            Counts { .. } => Case::Mark,
        };
        let bound = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self {
            start: bound(start),
            end: bound(start + text.len()),
            lower: hash::word(plain(&buffer.lower).as_bytes()),
            exact: hash::word(text.as_bytes()),
            shape: hash::word(&buffer.shape),
            sketch: hash::word(&buffer.sketch),
            ending: tail(&buffer.lower, 3).map_or(0, |tail| hash::word(tail.as_bytes())),
            case,
            initial: buffer.lower.chars().next().unwrap_or(' '),
            letters: counts.upper + counts.lower > 0,
            lists: 0,
        }
    }

    /// Is written as names are.
    pub(crate) fn is_capital(&self) -> bool {
        matches!(self.case, Case::Title | Case::Caps | Case::Mixed)
    }
}

/// Returns a word without the full stop of an abbreviation: half the world writes `Mr` and `Gen`.
pub(crate) fn plain(word: &str) -> &str {
    match word.strip_suffix('.') {
        Some(stem) if stem.len() > 1 && !stem.contains('.') => stem,
        _ => word,
    }
}

/// Returns the last letters of a word that has so many.
pub(crate) fn tail(word: &str, letters: usize) -> Option<&str> {
    let (at, _) = word.char_indices().rev().nth(letters - 1)?;
    Some(&word[at..])
}

/// Returns the first letters of a word that has so many.
pub(crate) fn head(word: &str, letters: usize) -> Option<&str> {
    let (at, last) = word.char_indices().nth(letters - 1)?;
    Some(&word[..at + last.len_utf8()])
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    upper: usize,
    lower: usize,
    digit: usize,
}

/// Space in which words are taken apart, so that a token needs none of its own.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    pub(crate) lower: String,
    shape: Vec<u8>,
    sketch: Vec<u8>,
    counts: Counts,
}

impl Buffer {
    fn read(&mut self, text: &str) {
        self.lower.clear();
        self.shape.clear();
        self.sketch.clear();
        self.counts = Counts::default();
        for c in text.chars() {
            let class = self.class(c);
            self.shape.push(class);
            if self.sketch.last() != Some(&class) {
                self.sketch.push(class);
            }
            if c.is_ascii() {
                self.lower.push(c.to_ascii_lowercase());
            } else {
                self.lower.extend(c.to_lowercase());
            }
        }
    }

    /// The letter that stands for a character in a shape.
    fn class(&mut self, c: char) -> u8 {
        if c.is_lowercase() {
            self.counts.lower += 1;
            b'x'
        } else if c.is_uppercase() {
            self.counts.upper += 1;
            b'X'
        } else if c.is_numeric() {
            self.counts.digit += 1;
            b'd'
        } else if c.is_alphabetic() {
            self.counts.lower += 1;
            b'a'
        } else {
            u8::try_from(c).unwrap_or(b'?')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_of_words() {
        for (text, case) in [
            ("minister", Case::Lower),
            ("Minister", Case::Title),
            ("A", Case::Caps),
            ("U.S.", Case::Caps),
            ("al-Zarqawi", Case::Mixed),
            ("McAllen", Case::Mixed),
            ("F-16", Case::Digits),
            ("2005", Case::Digits),
            ("(", Case::Mark),
            ("Élysée", Case::Title),
        ] {
            assert_eq!(Token::new(text, 0, &mut Buffer::default()).case, case, "{text}");
        }
    }

    #[test]
    fn shapes_forget_the_letters() {
        let mut buffer = Buffer::default();
        let mut read = |text: &str| Token::new(text, 0, &mut buffer);
        assert_eq!(read("Anna").shape, read("Otto").shape);
        assert_ne!(read("Anna").shape, read("Ann").shape);
        assert_eq!(read("Anna").sketch, read("Ann").sketch);
        assert_eq!(read("Élan").lower, read("élan").lower);
        assert_eq!((head("Élan", 2), tail("Élan", 9)), (Some("Él"), None));
    }
}
