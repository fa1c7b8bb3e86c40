//! Headlines: copies of first sentences in Title Case and in CAPITALS, so that capitals are not taken for everything.

use super::corpus::{Document, UNKNOWN};

/// Words that stay small in title case.
const SMALL: &str = "a an the of in on at to for and or nor but by with from as vs via 's ’s is";

/// Every how many documents give a headline of each sort.
const EVERY: usize = 3;

/// Returns documents whose first sentence is written like a headline. Their other sentences are there to be looked at,
/// as a story is beneath its headline, and have unknown tags.
pub(super) fn headlines(documents: &[Document]) -> Vec<Document> {
    documents
        .iter()
        .enumerate()
        .filter_map(|(at, document)| match at % EVERY {
            0 => headline(document, &|word| word.to_uppercase()),
            1 => headline(document, &title),
            _ => None,
        })
        .collect()
}

fn headline(document: &Document, write: &dyn Fn(&str) -> String) -> Option<Document> {
    let mut headline = document.clone();
    let first = headline.sentences.first_mut()?;
    if first.last().is_some_and(|last| last == ".") {
        first.pop();
        headline.tags[0].pop();
    }
    first.iter_mut().for_each(|word| *word = write(word));
    if let Some(word) = first.first_mut() {
        *word = capital(word);
    }
    headline.tags.iter_mut().skip(1).for_each(|tags| tags.fill(UNKNOWN));
    Some(headline)
}

fn title(word: &str) -> String {
    if SMALL.split(' ').any(|small| small == word) { word.to_owned() } else { capital(word) }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_sentences_become_headlines() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let document = Document {
            sentences: vec![words("the talks of Ghent failed ."), words("Ghent slept .")],
            tags: vec![vec![0, 0, 0, 12, 0, 0], vec![12, 0, 0]],
        };
        let found = headlines(&[document.clone(), document.clone(), document]);
        let first: Vec<String> = found.iter().map(|document| document.sentences[0].join(" ")).collect();
        assert_eq!(first, ["THE TALKS OF GHENT FAILED", "The Talks of Ghent Failed"]);
        assert_eq!(found[0].tags, [vec![0, 0, 0, 12, 0], vec![UNKNOWN; 3]]);
    }
}
