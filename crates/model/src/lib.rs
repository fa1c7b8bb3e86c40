//! What a news article is: the words of the newsroom as types.
//!
//! | word | meaning here |
//! | --- | --- |
//! | headline, dek | the title; the line beneath it (also called standfirst) |
//! | byline | who signed a story, as printed and as names |
//! | dateline | where, and sometimes when and by which agency, a story was filed |
//! | lede | the first paragraph of the body |
//! | caption, credit | the words under a picture; who made the picture |
//! | section | the desk a story ran under |
//! | source | the publication or agency |
//! | capture | bytes as they were received |
//! | revision | a version of a story that *we observed* |
//! | correction | a notice that *the editors printed* |
//! | actor | a person, organisation, state or armed group |
//! | place | a location |
//! | mention | one occurrence of an actor or place in one field |
//! | ruling | what people decided about an entity: merged, split, renamed, rejected |
//!
//! Nothing in this crate reads or writes anything; the types carry `serde` only so that the store can
//! keep them. What clients see is written by the server's API types.

mod article;
mod body;
mod byline;
mod capture;
mod dated;
mod dateline;
mod entity;
mod flag;
mod id;
mod media;
mod revision;
mod ruling;
mod source;

pub use article::Article;
pub use body::{Body, Link, Paragraph, ParagraphKind};
pub use byline::Byline;
pub use capture::{Capture, Location};
pub use dated::{Dated, Origin, Precision};
pub use dateline::Dateline;
pub use entity::{Entity, EntityId, EntityKind, Field, Mention, Usage};
pub use flag::Flag;
pub use id::{ArticleId, Digest, RevisionNumber, Seq};
pub use media::Caption;
pub use revision::{Correction, CorrectionKind, Revision};
pub use ruling::{Decision, Ruling, Scope};
pub use source::{Source, SourceId};
