//! Our document to Tantivy's.

use dateline_model::ArticleId;
use dateline_query::DateField;
use dateline_search::{Document, FacetField, Period};
use dateline_text::positions;
use jiff::civil::Date;
use tantivy::TantivyDocument;

use crate::analyzer::with_language;
use crate::schema::Fields;

/// Returns what is written for one revision of an article.
pub(crate) fn document(fields: &Fields, id: &ArticleId, revision: &Document) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_text(fields.id, id.as_str());
    document.add_u64(fields.revision, u64::from(revision.revision));
    document.add_u64(fields.current, standing(revision));
    let (tie, id_end) = id_to_numbers(id);
    document.add_u64(fields.tie, tie);
    document.add_u64(fields.id_end, id_end);
    document.add_u64(fields.story, revision.cluster.parse().map_or(tie, |cluster| id_to_numbers(&cluster).0));
    document.add_i64(fields.seen_from, revision.seen_from);
    if let Some(seen_to) = revision.seen_to {
        document.add_i64(fields.seen_to, seen_to);
    }
    add_texts(fields, revision, &mut document);
    add_keywords(fields, revision, &mut document);
    for (field, period) in [
        (DateField::Published, revision.published),
        (DateField::Updated, revision.updated),
        (DateField::Captured, revision.captured),
    ] {
        if let Some(period) = period {
            let (first, last) = fields.days(field);
            document.add_i64(first, day_number(period.first));
            document.add_i64(last, day_number(period.last));
        }
    }
    if let Some(published) = revision.published {
        document.add_i64(fields.moment, published.moment);
        add_calendar(fields, published, &mut document);
    }
    document
}

/// What the column `current` holds.
pub(crate) const CURRENT: u64 = 1;
/// The same for a current revision of a story that was taken back.
pub(crate) const WITHDRAWN: u64 = 2;

const fn standing(revision: &Document) -> u64 {
    match (revision.current, revision.withdrawn) {
        (false, _) => 0,
        (true, false) => CURRENT,
        (true, true) => WITHDRAWN,
    }
}

fn add_texts(fields: &Fields, revision: &Document, document: &mut TantivyDocument) {
    let language = revision.language.as_str();
    let mut add = |field, text: &str| {
        if !text.is_empty() {
            document.add_text(field, with_language(language, text));
        }
    };
    add(fields.headline, &revision.headline);
    add(fields.dek, &revision.dek);
    add(fields.byline, &revision.byline);
    // Each paragraph is a value of its own: no phrase reaches from one into the next. The first carries the language.
    for (field, texts) in [(fields.body, &revision.paragraphs), (fields.caption, &revision.captions)] {
        for (at, text) in texts.iter().enumerate() {
            if at == 0 {
                document.add_text(field, with_language(language, text));
            } else {
                document.add_text(field, text);
            }
        }
    }
    add_lede(fields, revision, document);
}

/// Writes which positions of the body are the lede: no word is indexed twice for it.
fn add_lede(fields: &Fields, revision: &Document, document: &mut TantivyDocument) {
    let Some(lede) = revision.lede.filter(|lede| *lede < revision.paragraphs.len()) else { return };
    // Tantivy leaves a gap of one position between two values.
    let start: usize = revision.paragraphs[..lede].iter().map(|paragraph| positions(paragraph) + 1).sum();
    let end = start + positions(&revision.paragraphs[lede]);
    document.add_u64(fields.lede_start, start as u64);
    document.add_u64(fields.lede_end, end as u64);
}

fn add_keywords(fields: &Fields, revision: &Document, document: &mut TantivyDocument) {
    let mut add = |field, value: &str| {
        if !value.is_empty() {
            document.add_text(field, value);
        }
    };
    add(fields.url, &revision.url);
    add(fields.cluster, &revision.cluster);
    revision.named.iter().for_each(|value| add(fields.named, value));
    for (facet, value) in [
        (FacetField::Source, &revision.source),
        (FacetField::Language, &revision.language),
        (FacetField::Section, &revision.section),
        (FacetField::Agency, &revision.agency),
    ] {
        add(fields.facet(facet), value);
    }
    for (facet, values) in [
        (FacetField::Actor, &revision.actors),
        (FacetField::Place, &revision.places),
        (FacetField::Country, &revision.countries),
        (FacetField::About, &revision.about),
        (FacetField::Tag, &revision.tags),
        (FacetField::Flag, &revision.flags),
    ] {
        // Counts are of values: a value twice in a document would count it twice.
        let mut distinct: Vec<&String> = values.iter().collect();
        distinct.sort_unstable();
        distinct.dedup();
        distinct.into_iter().for_each(|value| add(fields.facet(facet), value));
    }
}

/// Year and month, where the date is exact enough to have one.
fn add_calendar(fields: &Fields, published: Period, document: &mut TantivyDocument) {
    let (first, last) = (published.first, published.last);
    if first.year() == last.year() {
        document.add_text(fields.facet(FacetField::Year), format!("{:04}", first.year()));
        if first.month() == last.month() {
            document.add_text(fields.facet(FacetField::Month), format!("{:04}-{:02}", first.year(), first.month()));
        }
    }
}

/// Returns the days from 1970-01-01 to this day.
pub(crate) fn day_number(day: Date) -> i64 {
    // `until` two dates in days never fails: all of jiff's days are a few million.
    Date::constant(1970, 1, 1).until(day).map_or(0, |span| i64::from(span.get_days()))
}

/// Characters of an identifier that one number holds: 12 of 5 bits.
const HALF: usize = 12;

/// An identifier as two numbers, its first 12 characters and its last 4: columns of numbers are read in a fraction of
/// the time of a column of texts. The first also decides between articles of equal rank; it belongs to the article, so
/// it outlives every rebuild.
pub(crate) fn id_to_numbers(id: &ArticleId) -> (u64, u64) {
    let number = |text: &str| {
        let digits =
            text.bytes().map(|byte| u64::from(if byte.is_ascii_digit() { byte - b'2' + 26 } else { byte - b'a' }));
        digits.fold(0, |number, digit| number << 5 | digit)
    };
    let (start, end) = id.as_str().split_at(HALF);
    (number(start), number(end))
}

/// The identifier that [`id_to_numbers`] made these of.
pub(crate) fn id_from_numbers(start: u64, end: u64) -> Result<ArticleId, String> {
    let digits = |number: u64, len: usize| (0..len).rev().map(move |at| (number >> (5 * at)) as usize & 31);
    let letters = digits(start, HALF).chain(digits(end, ArticleId::LEN - HALF));
    letters.map(|digit| char::from(b"abcdefghijklmnopqrstuvwxyz234567"[digit])).collect::<String>().parse()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn identifiers_come_back_from_their_numbers() {
        for parts in [["a", "b"], ["c", "d"], ["e", "f"]] {
            let id = ArticleId::from_parts(&parts);
            let (start, end) = id_to_numbers(&id);
            assert_eq!(id_from_numbers(start, end), Ok(id));
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(day_number(date(1970, 1, 2)), 1);
        assert_eq!(day_number(date(2024, 3, 5)), 19_787);
        assert_eq!(day_number(date(1969, 12, 31)), -1);
    }
}
