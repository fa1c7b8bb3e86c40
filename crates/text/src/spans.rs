//! Byte offsets to character offsets.

/// Turns byte offsets of one text into character offsets, in one pass for offsets that do not go back.
#[derive(Clone, Debug)]
pub struct CharOffsets<'a> {
    text: &'a str,
    byte: usize,
    chars: usize,
}

impl<'a> CharOffsets<'a> {
    /// Starts at the beginning of a text.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self { text, byte: 0, chars: 0 }
    }

    /// Returns how many characters stand before this byte offset, which must be a character border.
    ///
    /// # Panics
    ///
    /// Panics where the offset is inside a character or behind the end of the text.
    pub fn at(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            *self = Self::new(self.text);
        }
        self.chars += self.text[self.byte..byte].chars().count();
        self.byte = byte;
        self.chars
    }
}

#[cfg(test)]
mod tests {
    use super::CharOffsets;

    #[test]
    fn offsets_may_go_back() {
        let mut offsets = CharOffsets::new("“né” or");
        assert_eq!(offsets.at(3), 1);
        assert_eq!(offsets.at(9), 4);
        assert_eq!(offsets.at(3), 1);
    }
}
