//! What the mentions of an article mean by the rulings that hold.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use dateline_entity::{ActorTally, Facets, Lexicon, tally};
use dateline_model::{Article, EntityId, Mention, Scope};

use super::board::{Rulings, kind_of};

/// What a mention is by the rulings, and which rulings said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// Which entity; `None` where it was rejected.
    pub(crate) entity: Option<EntityId>,
    /// The rulings that led there, in the order in which they applied.
    pub(crate) by: Vec<u64>,
}

/// An article whose mentions are looked at, and what conditions of rulings ask of it.
pub(crate) struct Reading<'a> {
    article: &'a Article,
    mentions: &'a [Mention],
    lexicon: &'a Lexicon,
    /// Codes of the countries involved, as they were recognised.
    countries: OnceCell<Vec<String>>,
    known: HashMap<&'a EntityId, Meaning>,
}

impl Rulings {
    /// Returns the mentions of an article as they are meant: some are of another entity, some are gone.
    pub(crate) fn apply(&self, article: &Article, mentions: Vec<Mention>, lexicon: &Lexicon) -> Vec<Mention> {
        if self.leave_mentions_alone() {
            return mentions;
        }
        let mut reading = Reading::new(article, &mentions, lexicon);
        let meanings: Vec<Option<EntityId>> =
            mentions.iter().map(|mention| reading.meaning(self, &mention.entity).entity).collect();
        let meant = mentions.into_iter().zip(meanings).filter_map(|(mut mention, meaning)| {
            let entity = meaning?;
            if entity != mention.entity {
                mention.kind = kind_of(&entity);
                mention.entity = entity;
            }
            Some(mention)
        });
        meant.collect()
    }
}

impl Rulings {
    /// Returns terms of an article with those of merged entities replaced. A mention of a part brings its whole along, and
    /// where the whole was merged, what it is now: so nothing is counted under what is gone.
    pub(crate) fn terms(&self, terms: Vec<String>) -> Vec<String> {
        if self.leave_mentions_alone() {
            return terms;
        }
        let mut ruled = Vec::with_capacity(terms.len());
        for term in terms {
            let id = EntityId::new(&term);
            let now = self.now(&id);
            if *now == id || self.lives(&id) {
                ruled.push(term);
            } else if kind_of(now).is_actor() {
                let (id, kind) = (now.clone(), kind_of(now));
                let actor = ActorTally {
                    id,
                    kind,
                    role: None,
                    role_country: None,
                    count: 1,
                    in_headline: false,
                    in_lede: false,
                };
                ruled.extend(Facets { actors: vec![actor], ..Facets::default() }.actor_terms());
            } else {
                ruled.extend(now.with_ancestors().map(str::to_owned));
            }
        }
        let mut seen = HashSet::new();
        ruled.retain(|term| seen.insert(term.clone()));
        ruled
    }
}

impl<'a> Reading<'a> {
    pub(crate) fn new(article: &'a Article, mentions: &'a [Mention], lexicon: &'a Lexicon) -> Self {
        Self { article, mentions, lexicon, countries: OnceCell::new(), known: HashMap::new() }
    }

    /// Returns what an entity means in this article, with the rulings that say so.
    pub(crate) fn meaning(&mut self, rulings: &Rulings, entity: &'a EntityId) -> Meaning {
        if let Some(known) = self.known.get(entity) {
            return known.clone();
        }
        let meaning = self.follow(rulings, entity);
        self.known.insert(entity, meaning.clone());
        meaning
    }

    /// A split is nearer to the case than a merge, and a later one than an earlier one. What a split made of it was not
    /// merged away before it: so an article that was taken out of a merge stays out, until that is merged again.
    fn follow(&self, rulings: &Rulings, recognised: &EntityId) -> Meaning {
        let mut entity = recognised.clone();
        let mut by = Vec::new();
        let mut since = 0;
        let mut from = 0;
        loop {
            let split = rulings
                .splits_of(&entity)
                .iter()
                .find(|split| split.number > since && self.is_in(&split.only, recognised));
            if let Some(split) = split {
                by.push(split.number);
                since = split.number;
                from = split.number;
                entity = split.into.clone();
                continue;
            }
            let rejected = rulings.rejected_in(&entity, &self.article.id).or_else(|| rulings.rejected(&entity));
            if let Some(number) = rejected {
                by.push(number);
                return Meaning { entity: None, by };
            }
            match rulings.merge_of(&entity) {
                // Merges make no circle, and each split is later than the last: this ends.
                Some((number, into)) if *number > from => {
                    by.push(*number);
                    from = 0;
                    entity = into.clone();
                }
                _ => return Meaning { entity: Some(entity), by },
            }
        }
    }

    fn is_in(&self, only: &Scope, recognised: &EntityId) -> bool {
        let Scope { sources, countries, roles, articles } = only;
        (sources.is_empty() || sources.contains(&self.article.source.id))
            && (articles.is_empty() || articles.contains(&self.article.id))
            && (countries.is_empty() || self.countries().iter().any(|code| countries.contains(code)))
            && (roles.is_empty() || roles.iter().any(|role| self.gives_role(recognised, role)))
    }

    fn countries(&self) -> &[String] {
        self.countries.get_or_init(|| tally(self.mentions, self.lexicon).countries)
    }

    /// Says whether the article gives an entity a role with all these words.
    fn gives_role(&self, entity: &EntityId, role: &str) -> bool {
        let wanted = dateline_text::fold_name(role);
        let roles = self.mentions.iter().filter(|mention| mention.entity == *entity);
        roles.filter_map(|mention| mention.role.as_deref()).any(|given| {
            let given = dateline_text::fold_name(given);
            wanted.split(' ').all(|word| given.split(' ').any(|other| other == word))
        })
    }
}
