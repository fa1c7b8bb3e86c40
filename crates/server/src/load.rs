//! Articles out of the archive as clients see them, for the API and for the command.

use dateline_archive::{Archive, Error, Profile};

use crate::json::Article;

impl Article {
    /// Loads an article as it stands now.
    ///
    /// # Errors
    ///
    /// As [`Archive::article`].
    pub fn load(archive: &Archive, id: &str) -> Result<Self, Error> {
        let (revision, profile) = archive.article(id)?;
        let id = &revision.article.id;
        let revisions = archive.revisions(id.as_str())?.len();
        let copies = archive.copies(id)?.iter().filter(|copy| *copy != id).map(ToString::to_string).collect();
        Ok(Self::new(&revision, &profile, revisions, copies))
    }

    /// Loads every revision of an article in the order in which they were observed; actors and places are left out.
    ///
    /// # Errors
    ///
    /// As [`Archive::article`].
    pub fn load_revisions(archive: &Archive, id: &str) -> Result<Vec<Self>, Error> {
        let (current, _) = archive.article(id)?;
        let revisions = archive.revisions(current.article.id.as_str())?;
        let count = revisions.len();
        Ok(revisions.iter().map(|revision| Self::new(revision, &Profile::default(), count, Vec::new())).collect())
    }
}
