//! Lists of known names as fingerprints, matched over the words of a sentence.

use super::hash;
use super::token::Token;

/// The lists, in the order of their bits in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Countries and territories.
    Country,
    /// Nationalities, religions, peoples: `Iranian`, `Sunni`.
    Demonym,
    /// Cities that the world knows.
    City,
    /// Any other town.
    Town,
    /// Provinces, states, regions.
    Region,
    /// Seas, rivers, mountains, facilities.
    Feature,
    /// Given names.
    Given,
    /// Surnames.
    Surname,
    /// People by their full names.
    Person,
    /// States' bodies, international bodies, other organisations.
    Organisation,
    /// Companies and media.
    Company,
    /// Armed groups and parties.
    Camp,
    /// Titles, roles, ranks.
    Role,
    /// Words that organisations' names end or begin with.
    Head,
    /// Months, days, and capitals that name nothing.
    Calendar,
}

impl List {
    /// All lists.
    pub const ALL: [Self; 15] = [
        Self::Country,
        Self::Demonym,
        Self::City,
        Self::Town,
        Self::Region,
        Self::Feature,
        Self::Given,
        Self::Surname,
        Self::Person,
        Self::Organisation,
        Self::Company,
        Self::Camp,
        Self::Role,
        Self::Head,
        Self::Calendar,
    ];

    pub(crate) const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// Longest name in words.
pub(crate) const LONGEST: usize = 8;

/// A longer name goes on behind this one.
const GOES_ON: u16 = 1 << 15;

/// Bytes of an entry: fingerprint and bits.
pub(crate) const ENTRY: usize = 6;

/// Where in a listed name a token stands: the value of its four bits.
#[derive(Clone, Copy)]
enum Place {
    First = 1,
    Inside = 2,
    Last = 3,
    Only = 4,
}

/// Continues the hash of a phrase by a word.
fn phrase(before: u64, lower: u64) -> u64 {
    hash::feature2(901, before, lower)
}

/// The lists of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lists<'a> {
    entries: &'a [u8],
}

impl<'a> Lists<'a> {
    /// Reads entries as [`table`] writes them.
    pub(crate) const fn new(entries: &'a [u8]) -> Self {
        Self { entries }
    }

    /// Returns the bits of a phrase.
    fn bits(&self, hash: u64) -> u16 {
        let slots = self.entries.len() / ENTRY;
        let wanted = fingerprint(hash);
        let mut at = slot(hash, slots);
        for _ in 0..slots {
            let entry = &self.entries[at * ENTRY..(at + 1) * ENTRY];
            let found = u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]);
            if found == wanted {
                return u16::from_le_bytes([entry[4], entry[5]]);
            }
            if found == 0 {
                return 0;
            }
            at = if at + 1 == slots { 0 } else { at + 1 };
        }
        0
    }

    /// Says whether a word in lower case names a country or a nation.
    pub(crate) fn is_country(&self, lower: &str) -> bool {
        self.bits(phrase(0, hash::word(lower.as_bytes()))) & (List::Country.bit() | List::Demonym.bit()) != 0
    }

    /// Marks in the tokens of a sentence which names of the lists they are part of, the longest of each list first.
    pub(crate) fn mark(&self, sentence: &mut [Token]) {
        for at in 0..sentence.len() {
            if !(sentence[at].is_capital() || sentence[at].letters && sentence[at].case != super::token::Case::Lower) {
                continue;
            }
            let mut longest = [0; List::ALL.len()];
            let mut hash = 0;
            for (len, token) in sentence[at..].iter().take(LONGEST).enumerate() {
                hash = phrase(hash, token.lower);
                let bits = self.bits(hash);
                for (list, longest) in longest.iter_mut().enumerate() {
                    if bits >> list & 1 == 1 {
                        *longest = len + 1;
                    }
                }
                if bits & GOES_ON == 0 {
                    break;
                }
            }
            for (list, &len) in longest.iter().enumerate().filter(|(_, len)| **len > 0) {
                write(&mut sentence[at..at + len], list);
            }
        }
    }
}

/// Writes one list's match over its tokens, unless an earlier one reaches in.
fn write(tokens: &mut [Token], list: usize) {
    let shift = 4 * list;
    let inside = tokens[0].lists >> shift & 0xf;
    if inside == Place::Inside as u64 || inside == Place::Last as u64 {
        return;
    }
    let last = tokens.len() - 1;
    for (at, token) in tokens.iter_mut().enumerate() {
        let place = match at {
            0 if last == 0 => Place::Only,
            0 => Place::First,
            _ if at == last => Place::Last,
            _ => Place::Inside,
        };
        token.lists = token.lists & !(0xf << shift) | (place as u64) << shift;
    }
}

/// The slot of a hash: its high bits scaled to the size of the table.
pub(crate) fn slot(hash: u64, slots: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, reason = "the product's high half is below the number of slots")]
    {
        ((u128::from(hash) * slots as u128) >> 64) as usize
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low bits are the fingerprint")]
const fn fingerprint(hash: u64) -> u32 {
    hash as u32 | 1
}

/// Builds the entries of names; `words` cuts a name into words as texts are cut.
pub(crate) fn table<'n>(names: impl Iterator<Item = (&'n str, List)>, words: impl Fn(&str) -> Vec<String>) -> Vec<u8> {
    let mut bits: std::collections::BTreeMap<u64, u16> = std::collections::BTreeMap::new();
    for (name, list) in names {
        let words = words(name);
        if words.is_empty() || words.len() > LONGEST {
            continue;
        }
        let mut hash = 0;
        for (at, word) in words.iter().enumerate() {
            hash = phrase(hash, hash::word(word.as_bytes()));
            *bits.entry(hash).or_default() |= if at + 1 == words.len() { list.bit() } else { GOES_ON };
        }
    }
    let slots = (bits.len() * 4 / 3).max(1);
    let mut entries = vec![0; slots * ENTRY];
    for (hash, bits) in bits {
        let mut at = slot(hash, slots);
        while entries[at * ENTRY..at * ENTRY + 4] != [0; 4] {
            at = if at + 1 == slots { 0 } else { at + 1 };
        }
        entries[at * ENTRY..at * ENTRY + 4].copy_from_slice(&fingerprint(hash).to_le_bytes());
        entries[at * ENTRY + 4..(at + 1) * ENTRY].copy_from_slice(&bits.to_le_bytes());
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::super::token::Buffer;
    use super::*;

    #[test]
    fn the_longest_name_of_each_list_is_marked() {
        let names =
            [("new york", List::City), ("york", List::Surname), ("new york times", List::Company), ("new", List::Head)];
        let entries = table(names.into_iter(), |name| name.split(' ').map(str::to_owned).collect());
        let mut buffer = Buffer::default();
        let mut tokens: Vec<Token> =
            ["The", "New", "York", "times"].iter().map(|word| Token::new(word, 0, &mut buffer)).collect();
        Lists::new(&entries).mark(&mut tokens);
        let place = |at: usize, list: List| tokens[at].lists >> (4 * list as usize) & 0xf;
        assert_eq!([place(1, List::City), place(2, List::City), place(3, List::City)], [1, 3, 0]);
        assert_eq!([place(1, List::Company), place(2, List::Company), place(3, List::Company)], [1, 2, 3]);
        assert_eq!([place(2, List::Surname), place(1, List::Head)], [4, 4]);
        assert_eq!(tokens[0].lists, 0);
    }

    #[test]
    fn an_empty_table_holds_nothing() {
        assert!(!Lists::new(&[]).is_country("belgium"));
        let entries = table([("belgium", List::Country)].into_iter(), |name| vec![name.to_owned()]);
        assert!(Lists::new(&entries).is_country("belgium") && !Lists::new(&entries).is_country("ghent"));
    }
}
