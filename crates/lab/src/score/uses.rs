//! In which sense countries and capitals are named: labels given by hand beside those of the recogniser.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use dateline_entity::{Lexicon, Recognition, recognise};
use dateline_model::{Article, Body, EntityKind, Field, Mention, Paragraph, Usage};
use serde_json::Value;

use super::voa::{Story, rows, stories};
use crate::lines::lines;
use crate::out;

/// Prints the agreement on a set of mentions and, on demand, every difference.
pub(crate) fn uses(gold: &Path, text: &Path, differences: bool) -> anyhow::Result<()> {
    let rows = rows(gold, 6)?;
    let stories = stories(text, rows.iter().map(|row| (row[0].as_str(), None)))?;
    let mut table = Table::default();
    for row in &rows {
        let [sentence, word, words] = [&row[1], &row[2], &row[3]].map(|cell| cell.parse::<usize>());
        let (sentence, words) = (sentence?, word.clone()?..word? + words?);
        let story = stories.get(&row[0]).context("a document is missing")?;
        let recognition = recognise(&story.article, Lexicon::builtin());
        let found = label(story, &recognition, sentence, words)?;
        if differences && found != row[5] {
            out::line(&format!("{} for {}: {} in: {}", found, row[5], row[4], story.sentence(sentence)));
        }
        table.add(&row[5], found);
    }
    table.print();
    Ok(())
}

/// The recogniser's label. Inside a longer name ("U.S. military", "Israel's army") a country describes or owns the body
/// that is mentioned: that is how the set labels it, so no judgement of ours is scored there.
fn label(
    story: &Story,
    recognition: &Recognition,
    sentence: usize,
    words: std::ops::Range<usize>,
) -> anyhow::Result<&'static str> {
    let last = words.end - 1;
    Ok(match story.mention(&recognition.mentions, sentence, words)? {
        None => "none",
        Some((mention, longer)) if longer && mention.kind != EntityKind::Place => {
            if story.is_possessive(sentence, last) && mention.kind == EntityKind::State { "actor" } else { "modifier" }
        }
        Some((mention, _)) => plain(mention.usage),
    })
}

const fn plain(usage: Usage) -> &'static str {
    match usage {
        Usage::Dateline => Usage::Located.as_str(),
        usage => usage.as_str(),
    }
}

/// Prints the agreement with the types of GeoWebNews on names of countries and capitals: literal ones are located,
/// metonymic ones act, modifiers describe; mixed ones are not scored.
pub(crate) fn geowebnews_uses(gold: &Path, differences: bool) -> anyhow::Result<()> {
    let lexicon = Lexicon::builtin();
    let (mut fine, mut coarse) = (Table::default(), Table::default());
    for line in lines(gold)? {
        let line: Value = serde_json::from_str(&line?)?;
        let text = line["text"].as_str().unwrap_or("");
        let article = article(text);
        let mentions = recognise(&article, lexicon).mentions;
        for toponym in line["toponyms"].as_array().into_iter().flatten() {
            let name = toponym["name"].as_str().unwrap_or("");
            let scaled = lexicon.named(name).into_iter().any(|entity| {
                entity.kind == EntityKind::Place
                    && (entity.id.as_str().matches('/').count() == 2 || lexicon.is_capital(entity.id.as_str()))
            });
            let Some(expected) = expected(toponym["type"].as_str().unwrap_or("")).filter(|_| scaled) else { continue };
            let start = usize::try_from(toponym["start"].as_u64().unwrap_or(0))?;
            let covers = |mention: &&Mention| mention.field == Field::Paragraph(0) && mention.span.contains(&start);
            let found = mentions.iter().find(covers).map_or("none", |mention| match mention.kind {
                EntityKind::Place => plain(mention.usage),
                _ if mention.text.chars().count() > name.chars().count() + 2 => "modifier",
                _ => "actor",
            });
            if differences && found != expected {
                let before = text.chars().skip(start.saturating_sub(70)).take(70.min(start)).collect::<String>();
                let after = text.chars().skip(start).take(100).collect::<String>();
                out::line(&format!("{found} for {expected}: {before}[{after}"));
            }
            fine.add(expected, found);
            let side = |label: &str| if label == "located" { "located" } else { "actor or modifier" };
            if found != "none" {
                coarse.add(side(expected), side(found));
            }
        }
    }
    fine.print();
    out::line("located against the rest, where something was found:");
    coarse.print();
    Ok(())
}

fn expected(kind: &str) -> Option<&'static str> {
    match kind {
        "Literal" => Some("located"),
        "Metonymic" => Some("actor"),
        "Literal_Modifier" | "Non_Literal_Modifier" | "Demonym" => Some("modifier"),
        _ => None,
    }
}

/// A text as an article of one paragraph, so that offsets stay.
fn article(text: &str) -> Article {
    let mut article = super::voa::empty("gwn");
    article.body = Body { paragraphs: vec![Paragraph::text(text)] };
    article
}

/// How often a label was given for another.
#[derive(Default)]
struct Table {
    counts: BTreeMap<(String, &'static str), usize>,
}

impl Table {
    fn add(&mut self, expected: &str, found: &'static str) {
        *self.counts.entry((expected.to_owned(), found)).or_default() += 1;
    }

    fn print(&self) {
        let all: usize = self.counts.values().sum();
        let right: usize =
            self.counts.iter().filter(|((expected, found), _)| expected == found).map(|(_, count)| count).sum();
        for ((expected, found), count) in &self.counts {
            out::line(&format!("{expected:20} labelled {found:20} {count:4}"));
        }
        out::line(&format!("agreement {:.3} ({right} of {all})", right as f64 / all.max(1) as f64));
    }
}
