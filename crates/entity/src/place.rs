//! Places: which of several is meant, whether a doubtful name is one, and what it stands for.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use dateline_model::{Field, Usage};

use crate::data::{Nature, PlaceKind};
use crate::document::{Claim, Document, Hit, Subject, Text};
use crate::evidence::Evidence;
use crate::names::{NameId, Way};
use crate::tokens::{Gap, Shape, Style};
use crate::usage::{self, Neighbour, Scale, Verdict};
use crate::vocab;

/// A place name with what has been decided about it.
struct Candidate {
    text: usize,
    hit: usize,
    entry: u32,
    verdict: Verdict,
    /// The text says that it is a place: a preposition, a country behind a comma.
    cued: bool,
}

/// Claims places, countries that act, and demonyms.
pub(crate) fn find(document: &mut Document<'_>, evidence: &Evidence) {
    let mut senses = contained(document);
    let mut cued_names: HashSet<u32> = senses.values().copied().collect();
    let mut candidates = Vec::new();
    for at in 0..document.texts.len() {
        let mut before = None;
        for hit in 0..document.texts[at].hits.len() {
            if let Some(candidate) = consider(document, evidence, &mut senses, (at, hit), before) {
                let end = document.texts[at].hits[hit].tokens.end;
                before = Some(Neighbour { end, verdict: candidate.verdict });
                if candidate.cued {
                    cued_names.insert(candidate.entry);
                }
                candidates.push(candidate);
            }
        }
    }
    for candidate in candidates {
        let hit = &document.texts[candidate.text].hits[candidate.hit];
        if !hit.needs_cue || candidate.cued || cued_names.contains(&candidate.entry) {
            settle(document, &candidate);
        }
    }
    demonyms(document, evidence);
}

/// Returns the sense of every name that stands in front of what it lies in: `Paris, Texas`.
fn contained(document: &Document<'_>) -> HashMap<NameId, u32> {
    let mut senses = HashMap::new();
    for text in &document.texts {
        for pair in text.hits.windows(2) {
            let (inner, outer) = (&pair[0], &pair[1]);
            if !inner.place || !outer.place || !lies_in_front(text, inner, outer) {
                continue;
            }
            let found = places(document, text, inner).into_iter().find(|&inner| {
                places(document, text, outer).into_iter().any(|outer| document.lexicon.lies_in(inner, outer))
            });
            if let Some(found) = found {
                senses.insert(inner.name, found);
            }
        }
    }
    senses
}

fn lies_in_front(text: &Text<'_>, inner: &Hit, outer: &Hit) -> bool {
    inner.tokens.end == outer.tokens.start
        && matches!(text.tokens[outer.tokens.start].gap, Gap::Comma | Gap::Open)
        && !text.is_taken(inner.tokens.start..outer.tokens.end)
}

fn places(document: &Document<'_>, text: &Text<'_>, hit: &Hit) -> Vec<u32> {
    document
        .senses(text, hit)
        .filter(|sense| sense.way == Way::Name)
        .map(|sense| sense.entry)
        .filter(|&entry| matches!(document.lexicon.entry(entry).nature, Nature::Place(_)))
        .collect()
}

/// Decides which place a hit means and in which sense, but not yet whether it counts.
fn consider(
    document: &Document<'_>,
    evidence: &Evidence,
    senses: &mut HashMap<NameId, u32>,
    (at, index): (usize, usize),
    before: Option<Neighbour>,
) -> Option<Candidate> {
    let text = &document.texts[at];
    let hit = &text.hits[index];
    if !hit.place || text.is_taken(hit.tokens.clone()) {
        return None;
    }
    let entry = match senses.get(&hit.name) {
        Some(&entry) => entry,
        None => {
            let found = places(document, text, hit);
            let best = found.into_iter().max_by(|&a, &b| evidence.score(a).total_cmp(&evidence.score(b)))?;
            senses.insert(hit.name, best);
            best
        }
    };
    // The Kremlin acts like a capital.
    let scale = if hit.actor { Scale::Capital } else { scale_of(document, entry) };
    let mut verdict = usage::judge(text, hit.tokens.clone(), scale, before);
    let outer = text.hits.get(index + 1).filter(|outer| outer.place && lies_in_front(text, hit, outer));
    let inner = index.checked_sub(1).map(|inner| &text.hits[inner]);
    let inner = inner.filter(|inner| inner.place && lies_in_front(text, inner, hit));
    let lies_in = |inner: u32, outer: u32| document.lexicon.lies_in(inner, outer);
    let in_front = outer.is_some_and(|outer| places(document, text, outer).iter().any(|&outer| lies_in(entry, outer)));
    let behind = inner.is_some_and(|inner| senses.get(&inner.name).is_some_and(|&inner| lies_in(inner, entry)));
    if in_front || behind {
        verdict = Verdict { usage: Usage::Located, sure: true };
    }
    if text.field == Field::Dateline {
        // `ISMAILIA, Egypt`: the country is there to say which town is meant.
        if behind {
            return None;
        }
        verdict = Verdict { usage: Usage::Dateline, sure: true };
    } else if !in_front && inside_other_name(document, text, hit) {
        if scale != Scale::Country {
            return None;
        }
        verdict = Verdict { usage: Usage::Modifier, sure: verdict.sure };
    }
    let stands_for_actor = hit.actor && !(verdict.sure && verdict.usage == Usage::Located);
    if stands_for_actor && text.field != Field::Dateline {
        return None;
    }
    let sure = verdict.sure && (scale == Scale::Country || verdict.usage != Usage::Actor);
    let known = scale == Scale::Country && evidence.speaks_for(entry);
    Some(Candidate { text: at, hit: index, entry, verdict, cued: sure || known })
}

/// `Geneva Conventions`, `Hotel Paris`: the name is part of one that nobody knows.
fn inside_other_name(document: &Document<'_>, text: &Text<'_>, hit: &Hit) -> bool {
    if text.style != Style::Sentence || document.nouns_capital {
        return false;
    }
    let unknown = |at: usize| {
        text.tokens[at].shape == Shape::Title
            && !text.is_taken(at..at + 1)
            && text.hit_at(at).is_none()
            && !text.tokens[at].is(vocab::ROLE | vocab::ROLE_PART | vocab::COMPASS | vocab::CALENDAR)
    };
    let last = &text.tokens[hit.tokens.end - 1];
    let behind = text.tokens.get(hit.tokens.end).is_some_and(|next| {
        matches!(next.gap, Gap::Space | Gap::Hyphen)
            && !last.possessive
            && !next.is(vocab::LAND)
            && !matches!(next.text, "Valley" | "County" | "Governorate" | "International" | "Harbour" | "Bay")
            && unknown(hit.tokens.end)
    });
    let first = &text.tokens[hit.tokens.start];
    let in_front = hit.tokens.start > 0 && {
        let before = &text.tokens[hit.tokens.start - 1];
        let close = first.gap == Gap::Hyphen || first.gap == Gap::Space && hit.needs_cue;
        close && !before.starts && !before.possessive && !before.is(vocab::PREPOSITION) && unknown(hit.tokens.start - 1)
    };
    behind || in_front
}

fn scale_of(document: &Document<'_>, entry: u32) -> Scale {
    match document.lexicon.entry(entry).nature {
        Nature::Place(PlaceKind::Country) => Scale::Country,
        Nature::Place(PlaceKind::Capital) => Scale::Capital,
        _ => Scale::Other,
    }
}

/// Claims a place, or the government that its name stands for.
fn settle(document: &mut Document<'_>, candidate: &Candidate) {
    let hit = &document.texts[candidate.text].hits[candidate.hit];
    let (tokens, several) = (hit.tokens.clone(), places(document, &document.texts[candidate.text], hit).len() > 1);
    let Verdict { usage, sure } = candidate.verdict;
    let subject = match usage {
        Usage::Actor => acting(document, candidate.entry).unwrap_or(candidate.entry),
        _ => candidate.entry,
    };
    let confidence = match (sure, several) {
        (true, false) => 0.9,
        (false, false) => 0.75,
        (true, true) => 0.7,
        (false, true) => 0.55,
    };
    let subject = Subject::Known(subject);
    document.claim(Claim { text: candidate.text, tokens, subject, usage, role: None, confidence });
}

/// Returns the government that a country or capital stands for; Brussels is that of the European Union.
fn acting(document: &Document<'_>, entry: u32) -> Option<u32> {
    let lexicon = document.lexicon;
    let place = &lexicon.entry(entry).entity;
    if place.id.as_str() == "/EU/BE/brussels"
        && let Some(union) = lexicon.index("/igo/eu")
    {
        return Some(union);
    }
    lexicon.country(place.country.as_deref()?)?.government
}

/// Claims demonyms: they say which countries are involved, never where something happens.
fn demonyms(document: &mut Document<'_>, evidence: &Evidence) {
    for at in 0..document.texts.len() {
        if document.texts[at].field == Field::Dateline {
            continue;
        }
        for index in 0..document.texts[at].hits.len() {
            let text = &document.texts[at];
            let hit = &text.hits[index];
            if !hit.demonym || hit.place || hit.actor || text.is_taken(hit.tokens.clone()) {
                continue;
            }
            let best = document
                .senses(text, hit)
                .filter(|sense| sense.way == Way::Demonym)
                .map(|sense| sense.entry)
                .max_by(|&a, &b| evidence.score(a).total_cmp(&evidence.score(b)));
            let Some(entry) = best else { continue };
            if hit.needs_cue && !evidence.speaks_for(entry) && !plainly_adjective(text, &hit.tokens) {
                continue;
            }
            let (tokens, subject) = (hit.tokens.clone(), Subject::Known(entry));
            let usage = Usage::Modifier;
            document.claim(Claim { text: at, tokens, subject, usage, role: None, confidence: 0.85 });
        }
    }
}

/// `the Polish border`, not `Roman Holiday` or `Polish your shoes`.
fn plainly_adjective(text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let first = &text.tokens[tokens.start];
    let lower_behind = text.tokens.get(tokens.end).is_some_and(|next| next.shape == Shape::Lower);
    let lower_before = tokens.start.checked_sub(1).is_some_and(|before| {
        let before = &text.tokens[before];
        before.shape == Shape::Lower || before.is(vocab::ARTICLE)
    });
    !first.starts && text.style == Style::Sentence && lower_behind && lower_before
}

#[cfg(test)]
mod tests {
    use dateline_model::{Dateline, Usage};

    use crate::recognise;
    use crate::testing::{article, ids, lexicon, paragraph};

    #[test]
    fn which_place_is_meant() {
        for (text, expected) in [
            ("They met in Paris.", "/EU/FR/paris"),
            ("They met in Tbilisi, then left Georgia.", "/AS/GE"),
            ("They met in Atlanta, far from Florida, and drove through Georgia.", "/NA/US/georgia"),
            ("They met in Ismailia, Egypt.", "/AF/EG"),
            ("A school in Washington closed.", "/NA/US/district-of-columbia/washington"),
        ] {
            assert_eq!(ids(&paragraph(text)).last().map(String::as_str), Some(expected), "{text}");
        }
    }

    #[test]
    fn doubtful_names_need_a_cue() {
        for (text, expected) in [
            ("Nice work was done.", 0),
            ("They met in Nice.", 1),
            ("They met in Nice. Then Nice slept.", 2),
            ("The Jordan press fell silent and the Jordanian king left.", 2),
            ("Reading is hard.", 0),
            ("They left Reading, England.", 2),
            ("The Geneva Conventions hold.", 0),
            ("A Polish fishing boat sank.", 1),
            ("Polish the silver.", 0),
        ] {
            let found = ids(&paragraph(text));
            assert_eq!(found.len(), expected, "{text}: {found:?}");
        }
    }

    #[test]
    fn capitals_that_act_are_governments_and_no_places() {
        for (text, expected) in [
            ("Moscow and Washington agreed.", vec!["/state/RU/government", "/state/US/government"]),
            (
                "They signed a treaty with Cairo, Ankara and Amman.",
                vec!["/state/EG/government", "/state/TR/government", "/state/JO/government"],
            ),
            ("Brussels rejected the offer.", vec!["/igo/eu"]),
            ("They met in Brussels.", vec!["/EU/BE/brussels"]),
            ("The Kremlin said so.", vec!["/state/RU/government"]),
            ("They stood outside the Kremlin.", vec!["/EU/RU/kremlin"]),
        ] {
            assert_eq!(ids(&paragraph(text)), expected, "{text}");
        }
    }

    #[test]
    fn datelines_place_a_story() {
        let mut story = article("Canal reopens", &["Ships moved again."]);
        story.dateline = Some(Dateline {
            printed: "ISMAILIA, Egypt, March 30 (Reuters)".to_owned(),
            place: Some("ISMAILIA, Egypt".to_owned()),
            date: None,
            agency: None,
        });
        let recognition = recognise(&story, lexicon());
        let [mention] = &recognition.mentions[..] else { panic!("{recognition:?}") };
        assert_eq!((mention.entity.as_str(), mention.usage), ("/AF/EG/ismailia", Usage::Dateline));
        assert_eq!((mention.text.as_str(), mention.span.clone()), ("ISMAILIA", 0..8));
    }

    #[test]
    fn demonyms_only_describe() {
        let recognition = paragraph("The US-Russian plan and pro-Iranian groups failed.");
        let found: Vec<(&str, Usage)> =
            recognition.mentions.iter().map(|mention| (mention.entity.as_str(), mention.usage)).collect();
        assert_eq!(found, [("/NA/US", Usage::Modifier), ("/EU/RU", Usage::Modifier), ("/AS/IR", Usage::Modifier)]);
    }
}
