//! Which of its actors and places an article is about.

use std::collections::HashMap;

use dateline_entity::Facets;
use dateline_model::{EntityId, Field, Mention, Usage};

/// Mentions that make something the matter of a story that opens with it; and of one that does not.
const AGAIN: u32 = 2;
const OFTEN: u32 = 3;

/// Where an entity stands in an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) headline: bool,
    pub(crate) lede: bool,
    pub(crate) count: u32,
}

impl Standing {
    /// What stands in the headline, or in the lede and again, or often, is what the story is about: headlines are written
    /// to say so, and a name that opens a story in passing does not come back.
    pub(crate) const fn is_salient(self) -> bool {
        self.headline || self.lede && self.count >= AGAIN || self.count >= OFTEN
    }

    const fn add(&mut self, other: Self) {
        self.headline |= other.headline;
        self.lede |= other.lede;
        self.count += other.count;
    }

    /// Says it for people.
    pub(crate) fn in_words(self) -> String {
        let mut words = match self.count {
            1 => "named once".to_owned(),
            count => format!("named {count} times"),
        };
        if self.headline {
            words.push_str(", in the headline");
        }
        if self.lede {
            words.push_str(", in the lede");
        }
        words
    }
}

/// Counts where each actor and each scene stands. Places that only describe are not what a story is about, and where it
/// was filed says nothing of it.
pub(crate) fn standings(mentions: &[Mention]) -> HashMap<&EntityId, Standing> {
    let mut standings: HashMap<&EntityId, Standing> = HashMap::new();
    for mention in mentions {
        if mention.kind.is_actor() || mention.usage == Usage::Located {
            let standing = standings.entry(&mention.entity).or_default();
            standing.headline |= mention.field == Field::Headline;
            standing.lede |= mention.field == Field::Paragraph(0);
            standing.count += 1;
        }
    }
    standings
}

/// Returns the terms of what an article is about: identifiers and their ancestors, each once. What stands under a term
/// counts for it: three bodies of one state, each named once, make the story one about that state. A continent is what a
/// story is about only by its own name.
pub(crate) fn about(mentions: &[Mention], facets: &Facets) -> Vec<String> {
    let standings = standings(mentions);
    let own = |id: &EntityId| standings.get(id).copied().unwrap_or_default();
    let mut terms: Vec<(String, Standing)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut add = |term: String, standing: Standing| {
        let at = *known.entry(term.clone()).or_insert_with(|| {
            terms.push((term, Standing::default()));
            terms.len() - 1
        });
        terms[at].1.add(standing);
    };
    for actor in &facets.actors {
        let alone = Facets { actors: vec![actor.clone()], ..Facets::default() };
        alone.actor_terms().into_iter().for_each(|term| add(term, own(&actor.id)));
    }
    for place in &facets.places {
        let alone = Facets { places: vec![place.clone()], ..Facets::default() };
        let is_wide = |term: &String| term.matches('/').count() < 2 && *term != place.id.as_str();
        let inner = alone.place_terms().into_iter().filter(|term| !is_wide(term));
        inner.for_each(|term| add(term, own(&place.id)));
    }
    terms.into_iter().filter(|(_, standing)| standing.is_salient()).map(|(term, _)| term).collect()
}
