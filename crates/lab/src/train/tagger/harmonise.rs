//! One convention for all corpora: titles stand outside of people's names, nations of several words are groups.

use std::collections::HashSet;

use dateline_entity::tagger::measure::{self, Kind, TokenSpan};

use super::corpus::{Document, UNKNOWN};

/// Titles in front of names, without full stops.
const TITLES: &str = "Mr Mrs Ms Miss Dr Prof Professor Sir Lord Lady Dame Sheikh Sheik Imam Ayatollah Rabbi Reverend Rev \
    Father Pope Bishop Archbishop Cardinal King Queen Prince Princess Emperor President Vice Prime Premier Minister \
    Secretary General Gen Lieutenant Lt Colonel Col Major Maj Captain Capt Sergeant Sgt Corporal Cpl Admiral Adm Brigadier \
    Marshal Commander Chief Chairman Chairwoman Director Senator Sen Congressman Congresswoman Representative Rep Governor \
    Gov Mayor Ambassador Judge Justice Chancellor Deputy Former Coach Inspector Detective Speaker Emir Sultan";

/// What the tags of a person's name are: begins, goes on, ends, stands alone.
const PERSON: [u8; 4] = [1, 2, 3, 4];

/// Brings the tags of a document in line; `nations` are the names of nations that have several words.
pub(super) fn harmonise(document: &mut Document, nations: &HashSet<&str>) {
    for (words, tags) in document.sentences.iter().zip(&mut document.tags) {
        strip_titles(words, tags);
        for length in [3, 2] {
            mark_nations(words, tags, length, nations);
        }
    }
}

fn strip_titles(words: &[String], tags: &mut [u8]) {
    let [begin, inside, last, only] = PERSON;
    for at in 0..words.len().saturating_sub(1) {
        let word = words[at].trim_end_matches('.');
        let is_title = TITLES.split(' ').any(|title| title == word);
        if !is_title || at > 0 && tags[at - 1] == UNKNOWN {
            continue;
        }
        if tags[at] == begin {
            tags[at] = 0;
            tags[at + 1] = if tags[at + 1] == inside { begin } else { only };
        } else if tags[at] == UNKNOWN && tags[at + 1] == UNKNOWN && words[at + 1].starts_with(char::is_uppercase) {
            tags[at] = 0;
        }
        debug_assert!(tags[at + 1] != last, "a name does not begin with its end");
    }
}

fn mark_nations(words: &[String], tags: &mut [u8], length: usize, nations: &HashSet<&str>) {
    for at in 0..(words.len() + 1).saturating_sub(length) {
        let tokens = at..at + length;
        if !nations.contains(words[tokens.clone()].join(" ").as_str()) {
            continue;
        }
        // Nothing reaches in from before or out behind.
        let opens = tags[at] == UNKNOWN || measure::may_follow(0, tags[at]);
        let last = tags[tokens.end - 1];
        let closes = last == UNKNOWN || measure::may_follow(last, 0);
        if opens && closes && !(tags.get(tokens.end) == Some(&UNKNOWN) && last == UNKNOWN) {
            measure::write(tags, &TokenSpan { tokens, kind: Kind::Group });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str, tags: &[u8]) -> Vec<u8> {
        let sentence = text.split(' ').map(str::to_owned).collect();
        let mut document = Document { sentences: vec![sentence], tags: vec![tags.to_vec()] };
        harmonise(&mut document, &HashSet::from(["Sri Lankan"]));
        document.tags.remove(0)
    }

    #[test]
    fn titles_stand_outside() {
        assert_eq!(tags("King Otto left", &[1, 3, 0]), [0, 4, 0]);
        assert_eq!(tags("Vice President Anna Holt", &[1, 2, 2, 3]), [0, 0, 1, 3]);
        assert_eq!(tags("Dr. Holt", &[UNKNOWN, UNKNOWN]), [0, UNKNOWN]);
        assert_eq!(tags("Anna King", &[1, 3]), [1, 3]);
    }

    #[test]
    fn nations_are_groups() {
        assert_eq!(tags("a Sri Lankan port", &[0, 9, 11, 0]), [0, 13, 15, 0]);
        assert_eq!(tags("a Sri Lankan port", &[0, UNKNOWN, UNKNOWN, 0]), [0, 13, 15, 0]);
        assert_eq!(tags("a Sri Lankan Army", &[0, 5, 6, 7]), [0, 5, 6, 7]);
    }
}
