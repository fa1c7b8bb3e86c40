//! Making rulings, and telling what is known of an entity.

use std::path::Path;
use std::sync::{Arc, PoisonError};

use dateline_entity::Lexicon;
use dateline_model::{ArticleId, Decision, Entity, EntityId, EntityKind, Ruling, Scope, SourceId};
use dateline_store::NewRuling;
use jiff::Timestamp;

use super::board::{Concern, Rulings, kind_of};
use super::request::{DecisionRequest, RulingRequest, ScopeRequest};
use crate::{Access, Archive, Error, Kind, Progress};

/// Bytes of an identifier that people may give to a new entity.
const LONGEST_ID: usize = 200;
/// Characters of who rules and why.
const LONGEST_NOTE: usize = 1_000;
/// How often, and how long, somebody else who writes is waited for.
const PAUSES: usize = 10;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(100);
/// Candidates that an error names.
const CANDIDATES: usize = 6;

/// A ruling with what has become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulingView {
    /// As it was made.
    pub ruling: Ruling,
    /// The ruling that undid it.
    pub undone_by: Option<u64>,
}

/// What is known of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityView {
    /// Its identifier.
    pub id: EntityId,
    /// What it is.
    pub kind: EntityKind,
    /// The name it is shown under.
    pub label: String,
    /// The entity it was merged into, if it was.
    pub now: Option<EntityId>,
    /// Entities that were merged into it.
    pub merged: Vec<EntityId>,
    /// Articles in which it, or one that was merged into it, was recognised.
    pub recognised_in: u64,
    /// The rulings that speak of it.
    pub rulings: Vec<RulingView>,
}

impl Archive {
    /// Returns the rulings that hold. Another process may have made some: the number of the last tells.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn rulings(&self) -> Result<Arc<Rulings>, Error> {
        let last = self.store.last_ruling()?;
        let mut known = self.rulings.lock().unwrap_or_else(PoisonError::into_inner);
        if known.last() != last {
            *known = Arc::new(Rulings::new(self.store.rulings()?));
        }
        Ok(Arc::clone(&known))
    }

    /// Returns every ruling, in order.
    ///
    /// # Errors
    ///
    /// Fails where the archive cannot be read.
    pub fn ruling_views(&self) -> Result<Vec<RulingView>, Error> {
        let rulings = self.rulings()?;
        Ok(rulings.all().iter().map(|ruling| view(&rulings, ruling)).collect())
    }

    /// Makes rulings: all of them, or none where one cannot be. The archive may be open for reading, and another process
    /// may be writing to it. They hold when this returns; the index follows with [`Archive::catch_up`] or
    /// [`Archive::catch_up_if_free`].
    ///
    /// # Errors
    ///
    /// Fails where a name is unknown or has several meanings, where a ruling contradicts one that holds
    /// ([`Kind::Conflict`]), and where the disk refuses.
    pub fn rule(&self, requests: &[RulingRequest]) -> Result<Vec<Ruling>, Error> {
        let made = self.store.rule(Timestamp::now(), |known| {
            let mut board = Rulings::new(known.to_vec());
            let mut made = Vec::with_capacity(requests.len());
            let behind = self.is_behind()?;
            for request in requests {
                for decision in self.decisions(&request.decision, &board)? {
                    let (by, why) = (note("who rules", &request.by)?, note("a reason", &request.why)?);
                    let number = board.last() + 1;
                    let concerned = decision.clone();
                    let ruling =
                        Ruling { number, at: Timestamp::UNIX_EPOCH, by: by.clone(), why: why.clone(), decision };
                    board.push(ruling).map_err(conflict)?;
                    let articles = self.concerned(&concerned, &board)?;
                    let blind = behind && matches!(board.concern(&concerned), Concern::Naming(_));
                    made.push(NewRuling { by, why, decision: concerned, articles, blind });
                }
            }
            Ok::<_, Error>(made)
        })?;
        Ok(made)
    }

    /// Lets the index follow what rulings have changed, where nobody else writes to the archive; `None` where somebody
    /// does, who will do it when they come to the index.
    ///
    /// # Errors
    ///
    /// Fails where the disk refuses.
    pub fn catch_up_if_free(directory: &Path, progress: &dyn Progress) -> Result<Option<u64>, Error> {
        for pause in [Some(PAUSE); PAUSES].into_iter().chain([None]) {
            match (Self::open(directory, Access::Write), pause) {
                (Ok(archive), _) => return archive.catch_up(progress).map(Some),
                // Whoever is just about to leave may have looked for rulings the moment before.
                (Err(error), Some(pause)) if error.kind() == Kind::Busy => std::thread::sleep(pause),
                (Err(error), None) if error.kind() == Kind::Busy => break,
                (Err(error), _) => return Err(error),
            }
        }
        Ok(None)
    }

    /// Returns what is known of an entity.
    ///
    /// # Errors
    ///
    /// Fails where the name is unknown or has several meanings.
    pub fn entity(&self, name: &str) -> Result<EntityView, Error> {
        let rulings = self.rulings()?;
        let id = self.find_entity(name, &rulings)?;
        let merged = rulings.merged_into(&id);
        let mut ids = merged.clone();
        ids.push(id.clone());
        let speaks = |ruling: &&Ruling| match &ruling.decision {
            Decision::Merge { from, into } | Decision::Split { from, into, .. } => *from == id || *into == id,
            other => other.subject() == Some(&id),
        };
        let now = rulings.now(&id);
        let label = self.labels(&rulings, std::iter::once(id.as_str()))?.remove(id.as_str());
        Ok(EntityView {
            kind: kind_of(&id),
            label: label.unwrap_or_else(|| crate::enrich::readable(id.as_str())),
            now: (*now != id).then(|| now.clone()),
            merged,
            recognised_in: self.naming(&ids)?.len() as u64,
            rulings: rulings.all().iter().filter(speaks).map(|ruling| view(&rulings, ruling)).collect(),
            id,
        })
    }

    /// Articles in which one of these was recognised; none where there is no index yet: whoever makes it reads all.
    fn naming(&self, ids: &[EntityId]) -> Result<Vec<ArticleId>, Error> {
        match self.engine().and_then(|engine| Ok(engine.naming(ids)?)) {
            Err(error) if error.kind() == Kind::NeedsRebuild => Ok(Vec::new()),
            found => found,
        }
    }

    /// Says whether there are articles that the index does not know yet, or none can be asked.
    fn is_behind(&self) -> Result<bool, Error> {
        match self.engine().and_then(|engine| Ok(engine.checkpoint()?)) {
            Ok(read) => Ok(self.store.journal_length_after(read)? > 0),
            Err(error) if error.kind() == Kind::NeedsRebuild => Ok(true),
            Err(error) => Err(error),
        }
    }

    fn concerned(&self, decision: &Decision, board: &Rulings) -> Result<Vec<ArticleId>, Error> {
        match board.concern(decision) {
            Concern::Nothing => Ok(Vec::new()),
            Concern::These(articles) => Ok(articles),
            Concern::Naming(ids) => self.naming(&ids),
        }
    }

    fn decisions(&self, request: &DecisionRequest, board: &Rulings) -> Result<Vec<Decision>, Error> {
        Ok(match request {
            DecisionRequest::Merge { from, into } => {
                vec![Decision::Merge { from: self.find_entity(from, board)?, into: self.find_entity(into, board)? }]
            }
            DecisionRequest::Split { from, into, only } => {
                let from = self.find_entity(from, board)?;
                let (into, label) = self.find_or_make(into, &from, board)?;
                vec![Decision::Split { from, into, label, only: self.scope(only)? }]
            }
            DecisionRequest::Rename { entity, label } => {
                vec![Decision::Rename { entity: self.find_entity(entity, board)?, label: label.trim().to_owned() }]
            }
            DecisionRequest::Reject { entity, articles } => {
                let entity = self.find_entity(entity, board)?;
                if articles.is_empty() {
                    return Ok(vec![Decision::Reject { entity, article: None }]);
                }
                let reject = |article: &String| {
                    Ok(Decision::Reject { entity: entity.clone(), article: Some(self.find_id(article)?) })
                };
                articles.iter().map(reject).collect::<Result<_, Error>>()?
            }
            DecisionRequest::Undo { number } => vec![Decision::Undo { number: *number }],
        })
    }

    /// Returns the one entity of this identifier or name.
    pub(crate) fn find_entity(&self, name: &str, board: &Rulings) -> Result<EntityId, Error> {
        let name = name.trim();
        if name.starts_with('/') {
            let id = EntityId::new(name);
            return if self.is_known(&id, board)? { Ok(id) } else { Err(unknown(name)) };
        }
        let mut ids = self.entities_called(name, board)?;
        ids.sort_unstable();
        ids.dedup();
        match ids.as_slice() {
            [only] => Ok(only.clone()),
            [] => Err(unknown(name)),
            several => {
                let shown: Vec<String> = several.iter().take(CANDIDATES).map(|id| format!("`{id}`")).collect();
                let more = if several.len() > CANDIDATES { ", ..." } else { "" };
                Err(Error::new(Kind::Invalid, format!("`{name}` is several: {}{more}", shown.join(", ")))
                    .hint("name the one that is meant by its identifier"))
            }
        }
    }

    /// Entities that go by a name, each as what it is now.
    fn entities_called(&self, name: &str, board: &Rulings) -> Result<Vec<EntityId>, Error> {
        let folded = dateline_text::fold_name(name);
        let mut ids: Vec<EntityId> = self.lexicon.named(name).into_iter().map(|entity| entity.id.clone()).collect();
        ids.extend(self.store.entities_named(&folded)?.into_iter().map(|entity| entity.id));
        ids.extend(board.named(&folded).iter().cloned());
        if ids.is_empty() {
            ids.extend(self.store.entities_ending(&folded)?.into_iter().map(|entity| entity.id));
        }
        Ok(ids.iter().map(|id| if board.lives(id) { id.clone() } else { board.now(id).clone() }).collect())
    }

    fn is_known(&self, id: &EntityId, board: &Rulings) -> Result<bool, Error> {
        Ok(self.lexicon.entity(id.as_str()).is_some()
            || board.knows(id)
            || !self.store.entity_labels(&[id.as_str()])?.is_empty())
    }

    /// Returns the entity of this identifier or name, or makes one beside `from`, with the name it is to have.
    fn find_or_make(&self, name: &str, from: &EntityId, board: &Rulings) -> Result<(EntityId, Option<String>), Error> {
        let name = name.trim();
        let id = match self.find_entity(name, board) {
            Ok(id) => return Ok((id, None)),
            Err(error) if error.kind() != Kind::NotFound => return Err(error),
            Err(_) if name.starts_with('/') => EntityId::new(name),
            Err(_) => {
                let folder = from.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
                let slug: String = dateline_text::fold_name(name)
                    .split(|c: char| !c.is_alphanumeric())
                    .filter(|word| !word.is_empty())
                    .collect::<Vec<_>>()
                    .join("-");
                EntityId::new(&format!("{folder}/{slug}"))
            }
        };
        let parts = id.as_str().split('/').skip(1);
        let is_plain = |part: &str| !part.is_empty() && !part.chars().any(|c| c.is_control() || c.is_whitespace());
        let well_formed = parts.clone().count() >= 2 && parts.clone().all(is_plain) && id.as_str().len() <= LONGEST_ID;
        if !well_formed {
            return Err(Error::new(
                Kind::Invalid,
                format!("expected a name or an identifier such as `/person/xx/first-last`, found `{name}`"),
            ));
        }
        if name.starts_with('/') {
            let label = crate::enrich::readable(id.as_str());
            return Ok((id, Some(label)));
        }
        // The folded name may be that of one that is known.
        let label = (!self.is_known(&id, board)?).then(|| name.to_owned());
        Ok((id, label))
    }

    fn scope(&self, request: &ScopeRequest) -> Result<Scope, Error> {
        let ScopeRequest { sources, countries, roles, articles } = request;
        let names = self.store.source_names()?;
        let source = |written: &String| {
            let wanted = dateline_text::fold_name(written);
            let id = SourceId::new(written);
            let named = names.iter().find(|(_, name)| dateline_text::fold_name(name) == wanted).map(|(id, _)| id);
            named
                .or_else(|| names.keys().find(|known| **known == id))
                .cloned()
                .ok_or_else(|| Error::new(Kind::NotFound, format!("no source `{written}` in this archive")))
        };
        let trimmed = |values: &[String]| -> Vec<String> {
            values.iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
        };
        Ok(Scope {
            sources: sources.iter().map(source).collect::<Result<_, _>>()?,
            countries: trimmed(countries)
                .iter()
                .map(|written| country(&self.lexicon, written))
                .collect::<Result<_, _>>()?,
            roles: trimmed(roles),
            articles: articles.iter().map(|id| self.find_id(id)).collect::<Result<_, _>>()?,
        })
    }
}

fn view(rulings: &Rulings, ruling: &Ruling) -> RulingView {
    RulingView { ruling: ruling.clone(), undone_by: rulings.undone_by(ruling.number) }
}

fn country(lexicon: &Lexicon, written: &str) -> Result<String, Error> {
    let known = lexicon.named(written);
    let is_code = written.len() == 2 && written.bytes().all(|byte| byte.is_ascii_alphabetic());
    let by_name = known.iter().find(|entity: &&&Entity| entity.kind == EntityKind::Place && entity.country.is_some());
    if is_code {
        return Ok(written.to_ascii_uppercase());
    }
    by_name
        .and_then(|entity| entity.country.clone())
        .ok_or_else(|| Error::new(Kind::NotFound, format!("no country named `{written}`")))
}

fn note(what: &str, text: &str) -> Result<String, Error> {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let length = text.trim().chars().count();
    if length > LONGEST_NOTE {
        return Err(Error::new(
            Kind::Invalid,
            format!("expected {what} of at most {LONGEST_NOTE} characters, found {length}"),
        ));
    }
    Ok(text.trim().to_owned())
}

fn unknown(name: &str) -> Error {
    Error::new(Kind::NotFound, format!("no entity `{name}` in this archive"))
        .hint("`dateline facets '' --by actor` and `--by place` list those there are, with their identifiers")
}

fn conflict(why: String) -> Error {
    Error::new(Kind::Conflict, why).hint("`dateline entity list` shows the rulings that hold")
}
