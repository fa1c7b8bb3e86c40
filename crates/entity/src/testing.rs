//! Helpers of the tests.

use dateline_model::{Article, ArticleId, Field, Paragraph, Source, SourceId};

use crate::document::{Document, Text};
use crate::lexicon::Lexicon;
use crate::recogniser::{Recognition, recognise};

/// The lexicon of the tests.
pub(crate) fn lexicon() -> &'static Lexicon {
    Lexicon::builtin()
}

/// An English article with this headline and these paragraphs.
pub(crate) fn article(headline: &str, paragraphs: &[&str]) -> Article {
    let source = Source { id: SourceId::new("test.example"), name: "Test".to_owned() };
    let paragraphs = paragraphs.iter().map(|text| Paragraph::text(*text)).collect();
    let article = Article::of_text(ArticleId::from_parts(&["test"]), source, headline.to_owned(), paragraphs);
    Article { language: Some("en".to_owned()), ..article }
}

/// What one paragraph mentions.
pub(crate) fn paragraph(text: &str) -> Recognition {
    recognise(&article("", &[text]), lexicon())
}

/// The identifiers of all mentions in order.
pub(crate) fn ids(recognition: &Recognition) -> Vec<String> {
    recognition.mentions.iter().map(|mention| mention.entity.to_string()).collect()
}

/// The identifiers of the people mentioned, in order.
pub(crate) fn people(recognition: &Recognition) -> Vec<String> {
    ids(recognition).into_iter().filter(|id| id.starts_with("/person")).collect()
}

/// One text as tokens with the known names in it.
pub(crate) fn text_of(field: Field, text: &str) -> Text<'static> {
    // Tests are short; leaking their sentences saves every one of them from holding the article.
    let article: &'static Article = Box::leak(Box::new(article("", &[text])));
    let mut document = Document::new(article, lexicon(), None);
    let at = document.texts.iter().position(|text| text.field == field).expect("the field is there");
    document.texts.swap_remove(at)
}
