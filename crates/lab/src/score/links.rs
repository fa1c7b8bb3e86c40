//! Whom single names of people mean: persons given by hand beside those of the recogniser.

use std::path::Path;

use anyhow::Context;
use dateline_entity::{Lexicon, recognise};
use dateline_model::{EntityKind, Mention};

use super::voa::{rows, stories};
use crate::out;

/// Prints how many single names are linked to the right person, to a wrong one, and to none.
pub(crate) fn links(gold: &Path, text: &Path, differences: bool) -> anyhow::Result<()> {
    let lexicon = Lexicon::builtin();
    let rows = rows(gold, 6)?;
    let stories = stories(text, rows.iter().map(|row| (row[0].as_str(), row[5].parse().ok())))?;
    let (mut known, mut right, mut wrong, mut cut, mut inside) = (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    for row in &rows {
        let (sentence, word): (usize, usize) = (row[1].parse()?, row[2].parse()?);
        let story = stories.get(&row[0]).context("a document is missing")?;
        let recognition = recognise(&story.article, lexicon);
        let mention = story.mention(&recognition.mentions, sentence, word..word + 1)?;
        // `the Bush administration` is the government, and known as that.
        if mention.is_some_and(|(mention, longer)| longer && mention.kind == EntityKind::State) {
            inside += 1;
            continue;
        }
        let person = mention.map(|(mention, _)| mention).filter(|mention| mention.kind == EntityKind::Person);
        let names: Vec<&str> = row[4].split('|').filter(|name| *name != "-").collect();
        known += usize::from(!names.is_empty());
        let label_of = |person: &Mention| {
            let entity = recognition.entities.iter().find(|entity| entity.id == person.entity);
            entity.map(|entity| entity.label.as_str())
        };
        // Whoever has no name but this one is somebody of this article: that says of nobody who it is.
        let says_who = |person: &&Mention| {
            !person.entity.as_str().starts_with("/person/xx/")
                || label_of(person).is_none_or(|label| label.contains(' '))
        };
        let person = person.filter(says_who);
        let label = person.and_then(label_of);
        let hit = person.is_some_and(|person| names.iter().any(|name| means(lexicon, person, label, name)));
        if hit {
            right += 1;
        } else if label.is_some_and(|label| names.iter().any(|name| is_cut(label, name))) {
            cut += 1;
        } else if person.is_some() {
            wrong += 1;
        }
        if differences && !hit && (person.is_some() || !names.is_empty()) {
            let found = person.map_or("none", |person| person.entity.as_str());
            out::line(&format!("{found} for {}: {} in: {}", row[4], row[3], story.sentence(sentence)));
        }
    }
    let scored = rows.len() - inside;
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    out::line(&format!("linked          {:.3} ({right} of {known})", share(right, known)));
    out::line(&format!("wrong           {:.3} ({wrong} of {scored})", share(wrong, scored)));
    out::line(&format!("name cut badly  {:.3} ({cut} of {scored})", share(cut, scored)));
    out::line(&format!("inside names of governments, not scored: {inside}"));
    Ok(())
}

fn means(lexicon: &Lexicon, person: &Mention, label: Option<&str>, name: &str) -> bool {
    label.is_some_and(|label| label.eq_ignore_ascii_case(name))
        || lexicon.named(name).iter().any(|entity| entity.id == person.entity)
}

/// The right person under a name with a word too many or too few: a fault of the finder of names and not of the link.
fn is_cut(label: &str, name: &str) -> bool {
    let words = |text: &str| text.split([' ', '-']).map(str::to_lowercase).collect::<Vec<_>>();
    let (label, name) = (words(label), words(name));
    label.last() == name.last()
        && (label.iter().all(|word| name.contains(word)) || name.iter().all(|word| label.contains(word)))
}
