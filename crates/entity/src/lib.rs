//! Which people, organisations and places a text mentions, and which ones they are.
//!
//! [`recognise`] goes over an article in this order; what one rule has claimed, no later rule touches:
//!
//! 1. every field is cut into tokens, the names of the [`Lexicon`] are matched in it, longest first, and the
//!    [`tagger`] says of English text where it sees names;
//! 2. acronyms that the text spells out, the bodies that every state has ("Tuvaluan Foreign Ministry"), people by
//!    their full names, organisations as the tagger sees them or by their head words;
//! 3. acronyms and last names that stand for what was named in full, or for who was in office on the article's day,
//!    then single names that nothing explains;
//! 4. offices that stand for those who hold them ("the US president");
//! 5. places: which of several is meant, and whether the name is where something happens, stands for a
//!    government ("Moscow rejects"), or only describes ("Russian oil");
//! 6. places that only the tagger sees, and the organisations that are left.
//!
//! [`read_actors`] reads lists of actors that operators bring; [`Lexicon::with_authority`] puts them beside the
//! built-in ones.
//!
//! [`tally()`] then adds the mentions up to the facets of the article: who acts, where it happens, and which
//! countries are involved in any sense.
//!
//! Spans are **characters** of the field's own text ([`dateline_model::Article::field`]); offsets inside this
//! crate are bytes until the last step. Entities that no lexicon knows get provisional identifiers such as
//! `/person/RU/first-last`, with `xx` for a country that the text does not tell.

mod acronym;
mod authority;
mod body;
mod chain;
#[cfg(test)]
mod coverage;
mod data;
mod document;
mod error;
mod evidence;
pub mod gazetteer;
mod import;
mod incumbent;
mod lexicon;
mod names;
mod office;
mod operator;
mod organisation;
mod person;
mod place;
mod recogniser;
mod resolver;
mod role;
mod slug;
mod spans;
mod subject;
mod tagged;
pub mod tagger;
mod tally;
#[cfg(test)]
mod testing;
mod tokens;
mod usage;
mod vocab;
mod whole;
mod words;

pub use authority::{Authority, AuthorityRecord, Joined};
pub use data::Sources;
pub use error::LexiconError;
pub use import::{ActorFormat, ActorItem, ActorReason, ActorRejection, RECORD_BYTES, Skipped, read_actors};
pub use lexicon::Lexicon;
pub use recogniser::{
    MODEL, Recogniser, Recognition, RuleRecogniser, explain_given_places, explain_places, home_of, place_groups,
    recognise, recognise_in, recognise_with,
};
pub use resolver::{Atlas, Class, Example, Group, Home, PlaceCandidate, PlaceReading, Reason, Trained, World, fit};
pub use tally::{About, ActorTally, Facets, PlaceTally, tally};
