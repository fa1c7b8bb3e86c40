//! Which near-duplicate cluster an article joins.
//!
//! A cluster is named after its first article. Being alike is not transitive, so a newcomer is compared with that first
//! article and not with any member.

use dateline_model::{ArticleId, Revision};
use dateline_neardup::Fingerprint;
use dateline_store::StoreError;

use crate::enrich::{Enriched, current};
use crate::{Archive, Error};

impl Archive {
    /// Assigns clusters to articles in the order of the journal and returns the cluster of each, `None` for texts too
    /// short to compare. An article that was given one keeps it while its text stays close to what it was.
    pub(crate) fn assign_clusters(&self, batch: &[Enriched]) -> Result<Vec<Option<ArticleId>>, Error> {
        let prepared: Vec<(&ArticleId, Option<Fingerprint>)> = batch
            .iter()
            .map(|enriched| {
                (&enriched.id, current(&enriched.revisions).map(fingerprint).filter(Fingerprint::is_usable))
            })
            .collect();
        let mut clusters = Vec::with_capacity(batch.len());
        self.store.assign_clusters(&prepared, |writer, (id, fingerprint)| {
            let Some(fingerprint) = fingerprint else {
                clusters.push(None);
                return Ok(());
            };
            let bytes = fingerprint.to_bytes();
            let bands = fingerprint.band_keys();
            let known = writer.known(id)?;
            if let Some((cluster, before)) = &known
                && *before == bytes
            {
                clusters.push(Some(cluster.clone()));
                return Ok(());
            }
            let cluster = match &known {
                // Others may be named after it: a revision does not move it.
                Some((cluster, _)) if cluster == *id => cluster.clone(),
                _ => nearest(&writer.candidates(&bands)?, fingerprint, id)?.unwrap_or_else(|| (*id).clone()),
            };
            writer.set(id, &cluster, &bytes, &bands)?;
            clusters.push(Some(cluster));
            Ok(())
        })?;
        Ok(clusters)
    }
}

/// Folded words of headline and body.
fn fingerprint(revision: &Revision) -> Fingerprint {
    let mut folded = String::new();
    for paragraph in &revision.article.body.paragraphs {
        for word in dateline_text::words(&paragraph.text) {
            dateline_text::fold_into(word.text, &mut folded);
            folded.push(' ');
        }
    }
    Fingerprint::of(folded.split_ascii_whitespace())
}

fn nearest(
    candidates: &std::collections::HashMap<ArticleId, Vec<u8>>,
    fingerprint: &Fingerprint,
    id: &ArticleId,
) -> Result<Option<ArticleId>, StoreError> {
    let mut best: Option<(f32, &ArticleId)> = None;
    for (candidate, bytes) in candidates.iter().filter(|(candidate, _)| *candidate != id) {
        let other = Fingerprint::from_bytes(bytes).map_err(|error| StoreError::Damaged {
            what: format!("the fingerprint of article `{candidate}`"),
            cause: error.to_string(),
        })?;
        let similarity = fingerprint.similarity(&other);
        // Equal similarity: the smaller identifier, so that the order of a map decides nothing.
        let better = best
            .is_none_or(|(known, name)| similarity.jaccard > known || similarity.jaccard == known && candidate < name);
        if similarity.is_same_copy() && better {
            best = Some((similarity.jaccard, candidate));
        }
    }
    Ok(best.map(|(_, candidate)| candidate.clone()))
}
