//! The rulings that hold, checked against one another, ready to be asked what an entity is now.

use std::collections::{BTreeMap, HashMap, HashSet};

use dateline_model::{ArticleId, Decision, EntityId, EntityKind, Ruling, Scope};

/// Characters of a name that people give.
const LONGEST_LABEL: usize = 200;

/// Every ruling that was made, and what holds of them.
///
/// What holds does not contradict itself: nothing is merged twice or in a circle, and nothing that was merged away or
/// rejected is spoken of. A ruling that would is refused when it is made.
#[derive(Clone, Debug, Default)]
pub struct Rulings {
    all: Vec<Ruling>,
    /// Which ruling undid which.
    undone: BTreeMap<u64, u64>,
    /// Rulings that contradict earlier ones, and why. None are ever made; a damaged table may have some.
    contradictions: Vec<(u64, String)>,
    merged: HashMap<EntityId, (u64, EntityId)>,
    /// For each entity the splits that take from it, latest first.
    splits: HashMap<EntityId, Vec<Split>>,
    rejected: HashMap<EntityId, u64>,
    rejected_in: HashMap<(EntityId, ArticleId), u64>,
    labels: HashMap<EntityId, String>,
    /// Entities that a split made, and their names.
    made: HashMap<EntityId, String>,
    /// Every name that holds or held, as names are compared, and whose it is.
    names: HashMap<String, Vec<EntityId>>,
    /// For each entity those whose mentions were ever turned into its own, by rulings that hold or do not.
    sources: HashMap<EntityId, HashSet<EntityId>>,
}

/// Which articles a decision concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Concern {
    /// None.
    Nothing,
    /// These.
    These(Vec<ArticleId>),
    /// Those in which one of these was recognised.
    Naming(Vec<EntityId>),
}

/// Some articles in which an entity is another.
#[derive(Clone, Debug)]
pub(crate) struct Split {
    pub(crate) number: u64,
    pub(crate) into: EntityId,
    pub(crate) only: Scope,
}

impl Rulings {
    /// Puts rulings together, in the order of their numbers.
    #[must_use]
    pub fn new(all: Vec<Ruling>) -> Self {
        let mut undone = BTreeMap::new();
        // An undoing can itself be undone, by a later one only: the last decides.
        for ruling in all.iter().rev() {
            if let Decision::Undo { number } = ruling.decision
                && !undone.contains_key(&ruling.number)
            {
                undone.insert(number, ruling.number);
            }
        }
        let mut board = Self { undone, ..Self::default() };
        for ruling in &all {
            board.remember_source(&ruling.decision);
            if !board.undone.contains_key(&ruling.number)
                && let Err(contradiction) = board.add(ruling.number, &ruling.decision)
            {
                board.contradictions.push((ruling.number, contradiction));
            }
        }
        board.all = all;
        board
    }

    /// Takes a further ruling in.
    ///
    /// # Errors
    ///
    /// Fails with the reason where it contradicts those that hold; the board is of no use then.
    pub(crate) fn push(&mut self, ruling: Ruling) -> Result<(), String> {
        if let Decision::Undo { number } = ruling.decision {
            return self.undo(number, ruling);
        }
        self.remember_source(&ruling.decision);
        self.add(ruling.number, &ruling.decision)?;
        self.all.push(ruling);
        Ok(())
    }

    fn undo(&mut self, undone: u64, ruling: Ruling) -> Result<(), String> {
        if self.get(undone).is_none() {
            return Err(match self.last() {
                0 => format!("expected the number of a ruling, found `{undone}`: there are none"),
                last => format!("expected the number of a ruling from 1 to {last}, found `{undone}`"),
            });
        }
        if let Some(by) = self.undone.get(&undone) {
            return Err(format!("ruling {undone} is already undone by ruling {by}; undo that to have it back"));
        }
        let all = std::mem::take(&mut self.all).into_iter().chain([ruling]).collect();
        let board = Self::new(all);
        let fresh = board.contradictions.iter().find(|found| !self.contradictions.contains(found));
        if let Some((number, why)) = fresh {
            return Err(format!("without ruling {undone}, ruling {number} cannot hold: {why}"));
        }
        *self = board;
        Ok(())
    }

    fn add(&mut self, number: u64, decision: &Decision) -> Result<(), String> {
        match decision {
            Decision::Merge { from, into } => self.merge(number, from, into),
            Decision::Split { from, into, label, only } => {
                let label = label.as_deref().map(checked_label).transpose()?;
                self.split(number, from, into, only)?;
                if let Some(label) = label {
                    self.name(into, &label);
                    self.made.insert(into.clone(), label);
                }
                Ok(())
            }
            Decision::Rename { entity, label } => {
                self.standing(entity)?;
                let label = checked_label(label)?;
                self.name(entity, &label);
                self.labels.insert(entity.clone(), label);
                Ok(())
            }
            Decision::Reject { entity, article } => self.reject(number, entity, article.as_ref()),
            Decision::Undo { .. } => Ok(()),
        }
    }

    fn name(&mut self, entity: &EntityId, label: &str) {
        let named = self.names.entry(dateline_text::fold_name(label)).or_default();
        if !named.contains(entity) {
            named.push(entity.clone());
        }
    }

    fn merge(&mut self, number: u64, from: &EntityId, into: &EntityId) -> Result<(), String> {
        different(from, into, "merged into")?;
        alike(from, into)?;
        self.standing(from)?;
        if let Some(by) = self.rejected.get(into) {
            return Err(format!("`{into}` is rejected by ruling {by}; undo that first"));
        }
        if *self.now(into) == *from {
            // Only a chain of merges leads from one entity to another.
            let by = self.merged.get(into).map_or(0, |(by, _)| *by);
            return Err(format!(
                "`{into}` is merged into `{from}` by ruling {by}: both would be gone; undo that first"
            ));
        }
        if into.with_ancestors().any(|outer| outer == from.as_str()) {
            return Err(format!("`{into}` is a part of `{from}`: the whole cannot be merged into its part"));
        }
        self.merged.insert(from.clone(), (number, into.clone()));
        Ok(())
    }

    fn split(&mut self, number: u64, from: &EntityId, into: &EntityId, only: &Scope) -> Result<(), String> {
        different(from, into, "split into")?;
        alike(from, into)?;
        self.standing(from)?;
        if only.is_empty() {
            return Err(format!(
                "expected in which articles `{from}` is another: a source, a country, a role or articles; found none"
            ));
        }
        if let Some(by) = self.rejected.get(into) {
            return Err(format!("`{into}` is rejected by ruling {by}; undo that first"));
        }
        let split = Split { number, into: into.clone(), only: only.clone() };
        self.splits.entry(from.clone()).or_default().insert(0, split);
        Ok(())
    }

    fn reject(&mut self, number: u64, entity: &EntityId, article: Option<&ArticleId>) -> Result<(), String> {
        self.standing(entity)?;
        match article {
            None => self.rejected.insert(entity.clone(), number),
            Some(article) => {
                if let Some(by) = self.rejected_in.get(&(entity.clone(), article.clone())) {
                    return Err(format!("`{entity}` is already rejected in article `{article}` by ruling {by}"));
                }
                self.rejected_in.insert((entity.clone(), article.clone()), number)
            }
        };
        Ok(())
    }

    /// Fails where an entity was merged away or rejected: nothing more is said of it.
    fn standing(&self, entity: &EntityId) -> Result<(), String> {
        if let Some((by, into)) = self.merged.get(entity) {
            return Err(format!(
                "`{entity}` is merged into `{into}` by ruling {by}; name that one, or undo the ruling"
            ));
        }
        match self.rejected.get(entity) {
            Some(by) => Err(format!("`{entity}` is rejected by ruling {by}; undo that first")),
            None => Ok(()),
        }
    }

    fn remember_source(&mut self, decision: &Decision) {
        if let Decision::Merge { from, into } | Decision::Split { from, into, .. } = decision {
            self.sources.entry(into.clone()).or_default().insert(from.clone());
        }
    }

    /// Returns every ruling that was made, in order.
    #[must_use]
    pub fn all(&self) -> &[Ruling] {
        &self.all
    }

    /// Returns the number of the last ruling, 0 where there is none.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.all.last().map_or(0, |ruling| ruling.number)
    }

    /// Returns a ruling by its number.
    #[must_use]
    pub fn get(&self, number: u64) -> Option<&Ruling> {
        let at = self.all.binary_search_by_key(&number, |ruling| ruling.number).ok()?;
        self.all.get(at)
    }

    /// Returns which ruling undid this one.
    #[must_use]
    pub fn undone_by(&self, number: u64) -> Option<u64> {
        self.undone.get(&number).copied()
    }

    /// Returns rulings that contradict earlier ones, and why.
    #[must_use]
    pub fn contradictions(&self) -> &[(u64, String)] {
        &self.contradictions
    }

    /// Returns what an entity is now, by the merges that hold.
    #[must_use]
    pub fn now<'a>(&'a self, entity: &'a EntityId) -> &'a EntityId {
        let mut entity = entity;
        // No circle is ever made: the bound keeps a damaged table from one.
        for _ in 0..=self.merged.len() {
            match self.merged.get(entity) {
                Some((_, into)) => entity = into,
                None => break,
            }
        }
        entity
    }

    /// Says whether a merged entity was given articles again by a later split.
    #[must_use]
    pub fn lives(&self, entity: &EntityId) -> bool {
        let Some((merged, _)) = self.merged.get(entity) else { return true };
        self.splits.values().flatten().any(|split| split.into == *entity && split.number > *merged)
    }

    /// Returns which ruling rejected an entity everywhere.
    #[must_use]
    pub fn rejected(&self, entity: &EntityId) -> Option<u64> {
        self.rejected.get(entity).copied()
    }

    pub(crate) fn rejected_in(&self, entity: &EntityId, article: &ArticleId) -> Option<u64> {
        if self.rejected_in.is_empty() {
            return None;
        }
        self.rejected_in.get(&(entity.clone(), article.clone())).copied()
    }

    pub(crate) fn merge_of(&self, entity: &EntityId) -> Option<&(u64, EntityId)> {
        self.merged.get(entity)
    }

    pub(crate) fn splits_of(&self, entity: &EntityId) -> &[Split] {
        self.splits.get(entity).map_or(&[], Vec::as_slice)
    }

    /// Returns true where no ruling changes what a mention means.
    pub(crate) fn leave_mentions_alone(&self) -> bool {
        self.merged.is_empty() && self.splits.is_empty() && self.rejected.is_empty() && self.rejected_in.is_empty()
    }

    /// Returns the entities that were merged into this one, directly or by others, in the order of their identifiers.
    #[must_use]
    pub fn merged_into(&self, entity: &EntityId) -> Vec<EntityId> {
        let mut found: Vec<EntityId> = Vec::new();
        let mut open = vec![entity];
        while let Some(into) = open.pop() {
            let merged = |from: &&EntityId| self.merged.get(*from).is_some_and(|(_, other)| other == into);
            for from in self.sources.get(into).into_iter().flatten().filter(merged) {
                open.push(from);
                found.extend((!self.lives(from)).then(|| from.clone()));
            }
        }
        found.sort_unstable();
        found
    }

    /// Returns the entities whose mentions may mean this one, or may have, itself left out.
    pub(crate) fn sources_of(&self, entity: &EntityId) -> impl Iterator<Item = EntityId> {
        let mut found: Vec<EntityId> = Vec::new();
        let mut seen: HashSet<&EntityId> = HashSet::from([entity]);
        let mut open = vec![entity];
        while let Some(into) = open.pop() {
            for from in self.sources.get(into).into_iter().flatten() {
                if seen.insert(from) {
                    found.push(from.clone());
                    open.push(from);
                }
            }
        }
        found.into_iter()
    }

    /// Returns which articles mean something else by a decision: those in which its entity was recognised, or another
    /// whose mentions may have become its own.
    pub(crate) fn concern(&self, decision: &Decision) -> Concern {
        let mut decision = decision;
        // An undoing concerns what it brings back or takes away.
        while let Decision::Undo { number } = decision {
            match self.get(*number) {
                Some(undone) => decision = &undone.decision,
                None => return Concern::Nothing,
            }
        }
        let entity = match decision {
            // Names are looked up when they are shown.
            Decision::Rename { .. } | Decision::Undo { .. } => return Concern::Nothing,
            Decision::Split { only, .. } if !only.articles.is_empty() => return Concern::These(only.articles.clone()),
            Decision::Reject { article: Some(article), .. } => return Concern::These(vec![article.clone()]),
            Decision::Merge { from: entity, .. }
            | Decision::Split { from: entity, .. }
            | Decision::Reject { entity, .. } => entity,
        };
        let mut ids: Vec<EntityId> = self.sources_of(entity).collect();
        ids.push(entity.clone());
        Concern::Naming(ids)
    }

    /// Returns the name that people gave an entity.
    #[must_use]
    pub fn label(&self, entity: &str) -> Option<&str> {
        if self.labels.is_empty() && self.made.is_empty() {
            return None;
        }
        let entity = EntityId::new(entity);
        self.labels.get(&entity).or_else(|| self.made.get(&entity)).map(String::as_str)
    }

    /// Returns the entities that people gave this name, folded as names are compared.
    pub(crate) fn named(&self, folded: &str) -> &[EntityId] {
        self.names.get(folded).map_or(&[], Vec::as_slice)
    }

    /// Returns true where a split made this entity, or a ruling renamed it.
    pub(crate) fn knows(&self, entity: &EntityId) -> bool {
        self.made.contains_key(entity) || self.labels.contains_key(entity) || self.sources.contains_key(entity)
    }
}

fn different(from: &EntityId, into: &EntityId, what: &str) -> Result<(), String> {
    if from == into { Err(format!("`{from}` cannot be {what} itself")) } else { Ok(()) }
}

/// An actor may turn out to be any other actor, a person to be a company: recognisers mistake them. A place is where
/// something happens, and its mentions say in which sense: they cannot be read as one who acts, nor the other way round.
fn alike(from: &EntityId, into: &EntityId) -> Result<(), String> {
    let what = |id| if kind_of(id).is_actor() { "an actor" } else { "a place" };
    if kind_of(from).is_actor() == kind_of(into).is_actor() {
        Ok(())
    } else {
        Err(format!(
            "`{from}` is {}, `{into}` is {}: one cannot be the other; reject `{from}` where it is wrong",
            what(from),
            what(into)
        ))
    }
}

fn checked_label(label: &str) -> Result<String, String> {
    let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = label.chars().count();
    if label.chars().any(char::is_control) || length == 0 || length > LONGEST_LABEL {
        return Err(format!("expected a name of 1 to {LONGEST_LABEL} characters, found {length}"));
    }
    Ok(label)
}

/// Returns what kind of thing an identifier stands for, by the folder it lies in.
pub(crate) fn kind_of(id: &EntityId) -> EntityKind {
    match id.as_str().split('/').nth(1).unwrap_or_default() {
        "person" => EntityKind::Person,
        "state" => EntityKind::State,
        "igo" => EntityKind::Igo,
        "armed-group" => EntityKind::ArmedGroup,
        "party" => EntityKind::Party,
        "company" => EntityKind::Company,
        "media" => EntityKind::Media,
        "ngo" => EntityKind::Ngo,
        "org" => EntityKind::Organisation,
        // Continents, oceans and what lies in them.
        _ => EntityKind::Place,
    }
}
