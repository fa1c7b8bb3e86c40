//! What was typed behind `dateline entity`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

/// Options of `entity`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Entity {
    #[command(subcommand)]
    pub(crate) action: Action,
}

/// What is decided, or asked.
#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// One entity is another: all its mentions are mentions of that one
    Merge {
        /// The one that goes, by identifier or by a name that no other has
        #[arg(value_name = "ENTITY")]
        from: String,
        /// The one that stays
        #[arg(value_name = "INTO")]
        into: String,
        #[command(flatten)]
        note: Note,
    },
    /// In some articles one entity is really another; the conditions that are given all hold
    Split {
        /// As which it was recognised
        #[arg(value_name = "ENTITY")]
        from: String,
        /// Which it really is; a name or identifier that nothing has makes a new one
        #[arg(value_name = "INTO")]
        into: String,
        /// In articles of this source; may be given several times
        #[arg(long, value_name = "NAME")]
        source: Vec<String>,
        /// In articles that involve this country, by name or ISO code; may be given several times
        #[arg(long, value_name = "NAME")]
        country: Vec<String>,
        /// In articles that give it this role ("defence minister"); may be given several times
        #[arg(long, value_name = "WORDS")]
        role: Vec<String>,
        /// In this article; may be given several times
        #[arg(long, value_name = "ID")]
        article: Vec<String>,
        #[command(flatten)]
        note: Note,
    },
    /// Show an entity under another name
    Rename {
        /// Which, by identifier or by a name that no other has
        #[arg(value_name = "ENTITY")]
        entity: String,
        /// The name to show
        #[arg(value_name = "NAME")]
        label: String,
        #[command(flatten)]
        note: Note,
    },
    /// What was recognised is no entity, or is not meant
    Reject {
        /// Which, by identifier or by a name that no other has
        #[arg(value_name = "ENTITY")]
        entity: String,
        /// In this article alone; may be given several times
        #[arg(long, value_name = "ID")]
        article: Vec<String>,
        #[command(flatten)]
        note: Note,
    },
    /// A ruling shall not hold any more; undoing an undoing brings it back
    Undo {
        /// Its number, as `dateline entity list` shows it
        #[arg(value_name = "NUMBER")]
        number: u64,
        #[command(flatten)]
        note: Note,
    },
    /// Make the rulings of a file, one line of JSON each, in the form of the API: all of them, or none where one cannot be
    Apply {
        /// The file; `-` for standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        note: Note,
    },
    /// List all rulings, oldest first
    List,
    /// Show what is known of an entity, and the rulings that speak of it
    Show {
        /// Which, by identifier or by a name that no other has
        #[arg(value_name = "ENTITY")]
        entity: String,
    },
}

/// Who rules, and why: kept with the ruling.
#[derive(Clone, Debug, Default, ClapArgs)]
pub(crate) struct Note {
    /// Who rules [default: the user's name on this machine]
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) why: String,
}
