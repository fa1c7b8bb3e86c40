//! The driver: owns store and engine, moves changes along, answers questions.
//!
//! [`Archive`] is the whole thing, opened. Articles go in by [`Archive::ingest`], the index follows the journal by
//! [`Archive::catch_up`] (a rebuild is the same loop from zero), and [`Archive::search`] answers. Callers name this one
//! crate: what they need of the others is re-exported.

mod actors;
mod add;
mod archive;
mod clusters;
mod desk;
mod engines;
mod enrich;
mod error;
mod explain;
mod facets;
mod filters;
mod gate;
mod gazetteer;
mod geography;
mod indexing;
mod names;
mod progress;
mod reading;
mod refresh;
mod search;

pub use actors::{ActorImport, ActorReport, KnownActor};
pub use add::{IngestOptions, IngestReport, Outcome, RecordReport};
pub use archive::{Access, Archive, Stats};
pub use desk::{DecisionRequest, EntityView, RulingRequest, RulingView, Rulings, ScopeRequest};
pub use enrich::{ActorView, PlaceView, Profile};
pub use error::{Error, Kind};
pub use explain::{Explained, explain};
pub use facets::{FacetOptions, FacetValue, LabelledFacet};
pub use filters::Filters;
pub use gazetteer::{Imported, RejectedLine, import_gazetteer};
pub use geography::{GazetteerInfo, gazetteer_file, gazetteer_of};
pub use indexing::CheckReport;
pub use progress::{Progress, Silent, Unit};
pub use reading::{FacetReason, MentionReason, NameCandidate, WhoAndWhere};
pub use refresh::Refreshed;
pub use search::{Answer, AnsweredHit, SearchOptions};

pub use dateline_entity::{ActorFormat, ActorReason, ActorRejection, AuthorityRecord};
pub use dateline_ingest::{Answer as Choice, Candidate, Explanation, FieldMap, Input, Reason, Rejection};
pub use dateline_model as model;
pub use dateline_query as query;
pub use dateline_search::{CountBy, Cursor, FacetField, Highlighter, Order, Snippet, SnippetOptions, Total};
pub use dateline_store::{Fault, Run};
