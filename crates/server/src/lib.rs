//! The axum query server: API, feeds out, search UI.
//!
//! [`serve()`] answers until it is told to stop; [`InProcess`] calls the same router without a port. The public JSON is
//! written in [`json`], once: the command prints the same types.
//!
//! The archive is plain blocking Rust: handlers step onto the blocking pool, a bounded number at a time, each with a time
//! limit.

mod api;
mod assets;
mod desk;
mod facet_view;
mod in_process;
pub mod json;
mod limits;
mod load;
mod openapi;
mod pages;
mod params;
mod problem;
mod router;
mod serve;
mod state;
mod trace;
mod view;

pub use in_process::{Answer, InProcess};
pub use limits::Limits;
pub use params::{BadParameter, entity_address, excluded_value, facet_named, search_address, search_options};
pub use problem::ProblemDetails;
pub use serve::serve;
