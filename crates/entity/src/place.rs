//! Places: which of several is meant, whether a doubtful name is one, and what it stands for.

use std::collections::HashSet;
use std::ops::Range;

use dateline_model::{Entity, Field, Usage};

use crate::document::{Claim, Document, Hit, Subject, Text};
use crate::evidence::Evidence;
use crate::names::Way;
use crate::resolver::{Atlas, Class, Found, Meaning, Resolution, Toponym};
use crate::tagger::Kind;
use crate::tokens::{Gap, Shape, Style};
use crate::usage::{self, Neighbour, Scale, Verdict};
use crate::vocab;

/// A place name with what has been decided about it.
struct Candidate {
    toponym: usize,
    meaning: Meaning,
    verdict: Verdict,
    confidence: f32,
    /// The text says that it is a place: a preposition, a country behind a comma.
    cued: bool,
}

/// Claims places, countries that act, and demonyms; what was read where stays in the resolution.
pub(crate) fn find(document: &mut Document<'_>, evidence: &Evidence, atlas: &Atlas<'_>, resolution: &mut Resolution) {
    let mut cued_names: HashSet<Meaning> = HashSet::new();
    let mut candidates = Vec::new();
    let mut before: Option<(usize, Neighbour)> = None;
    for at in 0..resolution.toponyms.len() {
        let text = resolution.toponyms[at].text;
        let last = before.filter(|(last, _)| *last == text).map(|(_, neighbour)| neighbour);
        if unsupported(document, resolution, at) {
            resolution.read(at, None, Usage::Located, 0.3);
        } else if let Some(candidate) = consider(document, evidence, resolution, at, last) {
            let end = resolution.toponyms[at].tokens.end;
            before = Some((text, Neighbour { end, verdict: candidate.verdict }));
            if candidate.cued {
                cued_names.insert(candidate.meaning);
            }
            candidates.push(candidate);
        }
    }
    for candidate in candidates {
        if !needs_cue(document, resolution, candidate.toponym)
            || candidate.cued
            || cued_names.contains(&candidate.meaning)
        {
            settle(document, atlas, resolution, &candidate);
        }
    }
    for at in 0..resolution.toponyms.len() {
        embedded(resolution, at);
    }
    resolution.read_unknown();
    demonyms(document, evidence, resolution);
}

/// Says whether too little speaks for what a name would mean.
fn unsupported(document: &Document<'_>, resolution: &Resolution, at: usize) -> bool {
    let toponym = &resolution.toponyms[at];
    let filed = document.texts[toponym.text].field == Field::Dateline;
    let meant = resolution.meant(at);
    !filed && !toponym.embedded && meant.is_some_and(|meant| !resolution.is_supported(meant))
}

/// Reads a place that is a part of the name of an organisation: it says where that is, and claims nothing.
fn embedded(resolution: &mut Resolution, at: usize) {
    if !resolution.toponyms[at].embedded {
        return;
    }
    if let Some(meant) = resolution.meant(at).filter(|&meant| resolution.is_supported(meant)) {
        let candidate = &resolution.candidates[meant];
        let (meaning, confidence) = (candidate.meaning, 0.8 * candidate.probability);
        resolution.read(at, Some(meaning), Usage::Modifier, confidence);
    }
}

fn hit_of<'a>(document: &'a Document<'_>, toponym: &Toponym) -> Option<&'a Hit> {
    let Found::Hit(hit) = toponym.found else { return None };
    document.texts[toponym.text].hits.get(hit)
}

fn needs_cue(document: &Document<'_>, resolution: &Resolution, at: usize) -> bool {
    hit_of(document, &resolution.toponyms[at]).is_some_and(|hit| hit.needs_cue)
}

/// Decides in which sense a name is used, but not yet whether it counts.
fn consider(
    document: &Document<'_>,
    evidence: &Evidence,
    resolution: &Resolution,
    at: usize,
    before: Option<Neighbour>,
) -> Option<Candidate> {
    let toponym = &resolution.toponyms[at];
    let text = &document.texts[toponym.text];
    if toponym.embedded {
        return None;
    }
    let chosen = &resolution.candidates[resolution.meant(at)?];
    let meaning = chosen.meaning;
    let hit = hit_of(document, toponym);
    let may_act = hit.is_some_and(|hit| hit.actor);
    // The Kremlin acts like a capital.
    let scale = if may_act { Scale::Capital } else { scale_of(chosen.facts.class) };
    let mut verdict = usage::judge(text, toponym.tokens.clone(), scale, before);
    let in_front = resolution.lies_in_next(at);
    let behind = resolution.holds_last(at);
    if in_front || behind {
        verdict = Verdict { usage: Usage::Located, sure: true };
    }
    if text.field == Field::Dateline {
        // `ISMAILIA, Egypt`: the country is there to say which town is meant.
        if behind {
            return None;
        }
        verdict = Verdict { usage: Usage::Dateline, sure: true };
    } else if hit.is_some_and(|hit| !in_front && inside_other_name(document, text, hit)) {
        if scale != Scale::Country {
            return None;
        }
        verdict = Verdict { usage: Usage::Modifier, sure: verdict.sure };
    }
    let stands_for_actor = may_act && !(verdict.sure && verdict.usage == Usage::Located);
    if stands_for_actor && text.field != Field::Dateline {
        return None;
    }
    let sure = verdict.sure && (scale == Scale::Country || verdict.usage != Usage::Actor);
    let speaks = |meaning: Meaning| matches!(meaning, Meaning::Own(entry) if evidence.speaks_for(entry));
    let known = scale == Scale::Country && speaks(meaning);
    let confidence = chosen.probability.max(if in_front { 0.8 } else { 0.0 });
    let tag = text.tags.at(toponym.tokens.start);
    let seen = tag.is_some_and(|tag| tag.kind == Kind::Location && tag.confidence > 0.5);
    Some(Candidate { toponym: at, meaning, verdict, confidence, cued: sure || known || seen })
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

const fn scale_of(class: Class) -> Scale {
    match class {
        Class::Country => Scale::Country,
        Class::Capital => Scale::Capital,
        _ => Scale::Other,
    }
}

/// Claims a place, or the government that its name stands for.
fn settle(document: &mut Document<'_>, atlas: &Atlas<'_>, resolution: &mut Resolution, candidate: &Candidate) {
    let toponym = &resolution.toponyms[candidate.toponym];
    let (text, tokens) = (toponym.text, toponym.tokens.clone());
    let Verdict { usage, sure } = candidate.verdict;
    let Some(place) = subject(document, atlas, candidate.meaning) else { return };
    let subject = match (usage, place) {
        (Usage::Actor, Subject::Known(entry)) => acting(document, entry).map_or(place, Subject::Known),
        _ => place,
    };
    // How sure the sense is, and how sure the place.
    let confidence = (if sure { 0.95 } else { 0.8 }) * candidate.confidence.clamp(0.3, 0.97);
    resolution.read(candidate.toponym, Some(candidate.meaning), usage, confidence);
    document.claim(Claim { text, tokens, subject, usage, role: None, confidence });
}

/// Returns a place as a claim has it: one of the gazetteer alone is provisional to the lexicon.
fn subject(document: &mut Document<'_>, atlas: &Atlas<'_>, meaning: Meaning) -> Option<Subject> {
    match meaning {
        Meaning::Own(entry) => Some(Subject::Known(entry)),
        Meaning::Other(_) => {
            let Entity { id, kind, label, country } = atlas.entity(meaning)?;
            let (known, outer) = (document.provisional.len(), id.clone());
            let subject = document.provisional(id, kind, &label, country.as_deref());
            if document.provisional.len() > known {
                let ancestors = outer.with_ancestors().skip(1).filter_map(|outer| atlas.entity_of(outer));
                document.ancestors.extend(ancestors);
            }
            Some(subject)
        }
    }
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
fn demonyms(document: &mut Document<'_>, evidence: &Evidence, resolution: &mut Resolution) {
    for (at, index) in document.hits() {
        let text = &document.texts[at];
        let hit = &text.hits[index];
        let taken = text.is_taken(hit.tokens.clone());
        let part = taken && resolution.organisations.hold(at, &hit.tokens);
        if !hit.demonym || hit.place || hit.actor || taken && !part || is_culture(text, &hit.tokens) {
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
        resolution.read_demonym(at, tokens.clone(), entry, 0.85);
        if part {
            continue;
        }
        document.claim(Claim { text: at, tokens, subject, usage, role: None, confidence: 0.85 });
    }
}

/// `English teachers`, `in Spanish`, `French toast`: the language or the kitchen, not the country.
fn is_culture(text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let next = text.tokens.get(tokens.end).filter(|next| matches!(next.gap, Gap::Space | Gap::Hyphen));
    if next.is_some_and(|next| CULTURE.contains(&next.text)) {
        return true;
    }
    let before = tokens.start.checked_sub(1).map(|at| text.tokens[at].text);
    let alone = next.is_none_or(|next| next.gap != Gap::Space || next.is(vocab::PREPOSITION | vocab::AND));
    alone && before.is_some_and(|before| SPOKEN.contains(&before))
}

/// Words behind the name of a language or kitchen.
const CULTURE: [&str; 40] = [
    "language", "languages", "speaking", "speaker", "speakers", "teacher", "teachers", "class", "classes", "lesson",
    "lessons", "literature", "department", "major", "degree", "professor", "studies", "translation", "subtitles",
    "word", "words", "food", "cuisine", "restaurant", "restaurants", "toast", "fries", "bread", "wine", "cheese",
    "dressing", "sausage", "dish", "dishes", "cooking", "kitchen", "horn", "doors", "muffins", "cream",
];
/// Words in front of the name of a language.
const SPOKEN: [&str; 14] = [
    "in", "speak", "speaks", "spoke", "speaking", "learn", "learning", "learned", "teach", "teaches", "taught", "into",
    "fluent", "broken",
];

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
