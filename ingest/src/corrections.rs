//! Notices that editors print: corrections, clarifications, updates, retractions.

use dateline_model::{Correction, CorrectionKind};

/// Words of the longest update that is a notice.
const LONGEST_UPDATE: usize = 80;

/// Returns the notice that a paragraph is, or `None` where it is text of the story.
///
/// Known by how they open (`Correction:`, `Clarification, 5 March:`, `Editor's note:`) or by what they say (`An earlier
/// version of this article`, `This article was amended on`).
pub(crate) fn read(paragraph: &str) -> Option<Correction> {
    let kind = opening(paragraph).or_else(|| saying(paragraph))?;
    Some(Correction { kind, text: paragraph.to_owned() })
}

/// The beginning of a paragraph, folded.
fn beginning(paragraph: &str) -> String {
    dateline_text::fold_name(&paragraph[..paragraph.floor_char_boundary(400)])
}

fn opening(paragraph: &str) -> Option<CorrectionKind> {
    const OPENINGS: [(&str, CorrectionKind); 18] = [
        ("correction", CorrectionKind::Correction),
        ("corrections", CorrectionKind::Correction),
        ("corrected", CorrectionKind::Correction),
        ("korrektur", CorrectionKind::Correction),
        ("rectificatif", CorrectionKind::Correction),
        ("correccion", CorrectionKind::Correction),
        ("correzione", CorrectionKind::Correction),
        ("erratum", CorrectionKind::Correction),
        ("исправление", CorrectionKind::Correction),
        ("clarification", CorrectionKind::Clarification),
        ("precision", CorrectionKind::Clarification),
        ("editors note", CorrectionKind::Clarification),
        ("editor note", CorrectionKind::Clarification),
        ("note to readers", CorrectionKind::Clarification),
        ("update", CorrectionKind::Update),
        ("updated", CorrectionKind::Update),
        ("retraction", CorrectionKind::Retraction),
        ("retracted", CorrectionKind::Retraction),
    ];
    // The opening ends in a colon or dash, perhaps behind a date in brackets: `Correction (5 March 2024):`.
    let head_end = paragraph.char_indices().take(60).find(|&(_, c)| matches!(c, ':' | '：' | '—' | '–'))?.0;
    let head = dateline_text::fold_name(&paragraph[..head_end]);
    let (_, kind) = OPENINGS.iter().find(|(word, _)| {
        head == *word
            || head
                .strip_prefix(word)
                .is_some_and(|rest| rest.starts_with(' ') && rest.bytes().any(|byte| byte.is_ascii_digit()))
    })?;
    // `Updated: 5 May 2023` is a date, not a notice.
    let dated = crate::parse_date(
        paragraph[head_end..].trim_start_matches([':', '：', '—', '–', ' ']),
        dateline_model::Origin::Text,
    )
    .is_some();
    // A story whose first paragraph holds its date is no notice either.
    let is_story = paragraph.split_whitespace().count() > LONGEST_UPDATE;
    let words = beginning(paragraph).split(' ').count();
    Some(*kind).filter(|kind| !(is_story && *kind == CorrectionKind::Update) && words > 3 && !(dated && words < 12))
}

fn saying(paragraph: &str) -> Option<CorrectionKind> {
    let first = dateline_text::words(paragraph).next()?.text;
    if !["an", "a", "this"].iter().any(|opens| first.eq_ignore_ascii_case(opens)) {
        return None;
    }
    let folded = beginning(paragraph);
    let story = |word: &str| {
        matches!(word, "article" | "story" | "report" | "piece" | "headline" | "version" | "post" | "page")
    };
    let words: Vec<&str> = folded.split(' ').take(14).collect();
    let starts = |head: &[&str]| words.starts_with(head);
    let names_story = words.iter().any(|word| story(word));
    let amended = words.iter().any(|word| matches!(*word, "amended" | "corrected"));
    if starts(&["an", "earlier", "version"])
        || starts(&["a", "previous", "version"])
        || starts(&["a", "prior", "version"])
    {
        return Some(CorrectionKind::Correction);
    }
    (starts(&["this"])
        && words.get(1).is_some_and(|word| story(word))
        && names_story
        && (amended || words[2..].starts_with(&["has", "been", "updated"])))
    .then_some(if amended { CorrectionKind::Correction } else { CorrectionKind::Update })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_are_known_by_opening_or_by_what_they_say() {
        for (paragraph, kind) in [
            ("Correction: An earlier version misstated the date.", Some(CorrectionKind::Correction)),
            ("Correction (5 March 2024): the bridge is in Genoa.", Some(CorrectionKind::Correction)),
            ("CLARIFICATION: the vote was held twice.", Some(CorrectionKind::Clarification)),
            ("This article was amended on 3 May to correct a name.", Some(CorrectionKind::Correction)),
            ("An earlier version of this story gave another figure.", Some(CorrectionKind::Correction)),
            ("Korrektur: In einer früheren Fassung stand ein anderer Ort.", Some(CorrectionKind::Correction)),
            ("The correction: markets fell by ten percent in March.", None),
            ("Correction of the course is needed, the minister said: now.", None),
            ("Update the software, officials said.", None),
            ("This report was commissioned by the council.", None),
        ] {
            assert_eq!(read(paragraph).map(|notice| notice.kind), kind, "{paragraph}");
        }
    }
}
