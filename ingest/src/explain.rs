//! Why a page became the article it became: all candidates of each field with their scores, and every block.

use dateline_model::Capture;
use jiff::Timestamp;
use serde::Serialize;

use crate::extract::Reading;
use crate::metadata::{self, Candidate as Possible, Choice, Model};
use crate::{Reason, decode, guard, page, saved};

/// Reasons that are listed for one candidate, the weightiest first.
const MOST_REASONS: usize = 12;
/// Characters of a block that are shown.
const SHOWN: usize = 160;

/// What was found in a page and what was made of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Explanation {
    /// Why the page is no article, where it is none.
    pub refused: Option<Refusal>,
    /// Possible headlines.
    pub headline: Answer,
    /// Possible days of publication.
    pub date: Answer,
    /// Possible lists of authors.
    pub authors: Answer,
    /// The blocks of the page.
    pub body: Blocks,
}

/// Why a page is no article.
#[derive(Clone, Debug, Serialize)]
pub struct Refusal {
    /// The name of the reason, as in [`Reason::as_str`].
    pub reason: &'static str,
    /// What was expected and what was found.
    pub detail: String,
}

/// What is known of one field.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Answer {
    /// Number of the candidate that was taken; `None` where none was.
    pub taken: Option<usize>,
    /// Probability that it is right, 0 to 1.
    pub confidence: f64,
    /// It is the likeliest and not sure.
    pub guessed: bool,
    /// Why this one was taken, or none.
    pub why: String,
    /// All candidates, the likeliest first.
    pub candidates: Vec<Candidate>,
}

/// One possible answer.
#[derive(Clone, Debug, Serialize)]
pub struct Candidate {
    /// The headline, the date in ISO 8601, or the names.
    pub values: Vec<String>,
    /// The places where it was found, with what was done to it there: `og, without the site`.
    pub origins: Vec<String>,
    /// Probability that it is right, 0 to 1.
    pub score: f64,
    /// What speaks for it and against it, the weightiest first, at most twelve.
    pub reasons: Vec<Weighed>,
}

/// A feature of a candidate.
#[derive(Clone, Debug, Serialize)]
pub struct Weighed {
    /// What is known: `source: og`, `like: address`.
    pub what: String,
    /// How much of it.
    pub value: f64,
    /// What it adds to the sum behind the score; negative where it speaks against.
    pub adds: f64,
}

/// The blocks of a page and how sure the body is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Blocks {
    /// How sure the extractor is, 0 to 1.
    pub confidence: f32,
    /// Blocks of the page.
    pub total: usize,
    /// Blocks kept.
    pub kept: usize,
    /// Every block in reading order.
    pub blocks: Vec<Block>,
}

/// A block of text.
#[derive(Clone, Debug, Serialize)]
pub struct Block {
    /// Its beginning, at most 160 characters.
    pub text: String,
    /// Probability that it belongs to the body, after the rules.
    pub score: f64,
    /// It is part of the body.
    pub kept: bool,
}

/// Explains what became of the capture of a page: every candidate for headline, date and authors, where each was found
/// and what it scores, why the winner won, and which blocks were kept. `now` stands in for the capture time where that is
/// unknown.
///
/// Other captures than pages state their fields by name and have no candidates: their explanation is empty. A page that
/// the guard refuses has no candidates either; one that is refused later has them all.
#[must_use]
pub fn explain(capture: &Capture, now: Timestamp) -> Explanation {
    if !matches!(capture.media_type.as_str(), "text/html" | "application/xhtml+xml") {
        return Explanation::default();
    }
    let refused = page::read(capture, now).err().map(|(reason, detail)| Refusal { reason: reason.as_str(), detail });
    let html = decode::decode(&capture.payload, capture.charset.as_deref());
    if refused.as_ref().is_some_and(|refusal| refusal.reason == Reason::Empty.as_str()) || guard::check(&html).is_err()
    {
        return Explanation { refused, ..Explanation::default() };
    }
    let reading = Reading::of(&html);
    let found = reading.body();
    let saved = saved::read(&html);
    let around = page::around(&found, capture, &saved, now);
    let model = Model::shipped();
    let metadata = metadata::read(&reading, around, model);
    let blocks: Vec<Block> = reading
        .judged()
        .map(|(text, score, kept)| Block { text: text.chars().take(SHOWN).collect(), score, kept })
        .collect();
    Explanation {
        refused,
        headline: answer(&metadata.headline, &model.headline, |text| vec![text.clone()]),
        date: answer(&metadata.published, &model.date, |dated| vec![dated.value()]),
        authors: answer(&metadata.authors, &model.authors, Clone::clone),
        body: Blocks {
            confidence: found.confidence,
            total: blocks.len(),
            kept: blocks.iter().filter(|block| block.kept).count(),
            blocks,
        },
    }
}

fn answer<T>(choice: &Choice<T>, sum: &metadata::Sum, values: impl Fn(&T) -> Vec<String>) -> Answer {
    let of = |possible: &Possible<T>| Candidate {
        values: values(&possible.value),
        origins: possible.sources.iter().map(ToString::to_string).collect(),
        score: possible.score,
        reasons: reasons(possible, sum),
    };
    Answer {
        taken: choice.taken,
        confidence: choice.confidence(),
        guessed: choice.guessed,
        why: choice.why.to_owned(),
        candidates: choice.candidates.iter().map(of).collect(),
    }
}

fn reasons<T>(possible: &Possible<T>, sum: &metadata::Sum) -> Vec<Weighed> {
    let of = |feature: &metadata::Feature| Weighed {
        what: format!("{}: {}", feature.kind, feature.of),
        value: feature.value,
        adds: sum.weight(feature) * feature.value,
    };
    let mut all: Vec<Weighed> = possible.features.0.iter().map(of).filter(|reason| reason.adds != 0.0).collect();
    all.sort_by(|one, other| other.adds.abs().total_cmp(&one.adds.abs()));
    all.truncate(MOST_REASONS);
    all
}

#[cfg(test)]
mod tests {
    use dateline_model::Location;

    use super::*;

    const PROSE: &str = "The council of Hollen voted on Tuesday to rebuild the bridge over the Wend, and to pay for it out of \
                         the harbour's reserves, which the treasurer had called untouchable only a month before.";

    fn explained(head: &str, body: &str) -> Explanation {
        let payload = format!("<html lang=en><head>{head}</head><body>{body}</body></html>").into_bytes();
        let capture = Capture {
            location: Location::default(),
            uri: Some("https://www.courier.example/2024/03/05/bridge-over-the-wend-to-be-rebuilt".to_owned()),
            captured: None,
            media_type: "text/html".to_owned(),
            charset: None,
            payload,
        };
        explain(&capture, Timestamp::now())
    }

    fn taken(answer: &Answer) -> Option<&Candidate> {
        answer.taken.and_then(|at| answer.candidates.get(at))
    }

    #[test]
    fn winners_and_losers_are_told_with_reasons() {
        let found = explained(
            "<title>Bridge over the Wend to be rebuilt | Courier</title><meta property=og:title content='Bridge over the Wend to be rebuilt'>\
             <meta property=article:modified_time content=2024-03-09T10:00:00Z>",
            &format!(
                "<article><h1>Bridge over the Wend to be rebuilt</h1><p class=byline>By <a rel=author href=/author/anna-holt>Anna Holt</a></p>\
                 <p class=date>5 March 2024, 10:20</p><p>{PROSE}</p><p>{PROSE} Again.</p><p>{PROSE} Twice.</p></article>"
            ),
        );
        assert!(found.refused.is_none(), "{:?}", found.refused);
        let headline = taken(&found.headline).unwrap();
        assert_eq!(headline.values, ["Bridge over the Wend to be rebuilt"]);
        assert!(headline.origins.contains(&"title, without the site".to_owned()), "{headline:?}");
        assert!(headline.score > 0.5 && !headline.reasons.is_empty() && found.headline.candidates.len() > 1);
        assert_eq!(taken(&found.date).unwrap().values, ["2024-03-05T10:20"]);
        assert_eq!(taken(&found.authors).unwrap().values, ["Anna Holt"]);
        assert!((3..=5).contains(&found.body.kept), "{:?}", found.body);
        assert!(serde_json::to_string(&found).is_ok_and(|text| text.contains("\"adds\":")));
    }

    #[test]
    fn a_date_of_change_is_a_guess() {
        let found = explained(
            "<title>Bridge</title><meta property=article:modified_time content=2023-03-09T10:00:00Z>",
            &format!("<h1>The bridge</h1><p>{PROSE}</p><p>{PROSE} Again.</p>"),
        );
        let without_address = explained_at(None, "<meta property=article:modified_time content=2023-03-09T10:00:00Z>");
        assert_eq!(taken(&found.date).unwrap().values, ["2024-03-05"], "the address states the first day");
        assert_eq!(taken(&without_address.date).unwrap().values, ["2023-03-09T10:00:00Z"]);
        assert!(without_address.date.guessed);
    }

    fn explained_at(uri: Option<&str>, head: &str) -> Explanation {
        let page =
            format!("<head><title>Bridge</title>{head}</head><h1>The bridge</h1><p>{PROSE}</p><p>{PROSE} Again.</p>");
        let capture = Capture {
            location: Location::default(),
            uri: uri.map(str::to_owned),
            captured: None,
            media_type: "text/html".to_owned(),
            charset: None,
            payload: page.into_bytes(),
        };
        explain(&capture, Timestamp::now())
    }

    #[test]
    fn what_is_refused_says_why() {
        let found = explained("<title>404</title>", "<h1>Page not found</h1><p>Nothing is here.");
        assert_eq!(found.refused.map(|refusal| refusal.reason), Some("error page"));
        assert!(!found.headline.candidates.is_empty());
    }
}
