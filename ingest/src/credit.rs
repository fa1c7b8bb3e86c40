//! Captions and the credits at their end.

use dateline_model::Caption;

use crate::repair::{non_empty, one_line};

/// Words that introduce a credit, folded.
const INTRODUCERS: [&str; 35] = [
    "photo credit", "photo by", "photograph by", "photograph", "photo", "picture credit", "picture", "image credit",
    "image", "credit", "photos", "credits", "foto", "bild", "fotografia", "crédit photo", "credit photo",
    "photographie", "quelle", "courtesy", "фото", "illustration", "bildrechte", "bildquelle", "bildnachweis", "fotos",
    "grafik", "image source", "photo source", "crédits", "crédit", "crédito", "fotó", "zdjęcie", "photo courtesy",
];

/// Words that introduce a caption and say nothing themselves, in lower case; a colon or a comma follows.
const LABELS: [&str; 10] = [
    "bildunterschrift", "bildbeschreibung", "bildtext", "image caption", "photo caption", "caption", "légende",
    "leyenda", "didascalia", "pie de foto",
];
/// Characters of the longest credit behind a mark or a word that introduces it.
const LONGEST_CREDIT: usize = 80;
/// Bytes of the longest introducer with its colon.
const INTRODUCER_BYTES: usize = 48;

/// Returns caption and credit of a printed caption: `Fighters near tanks (photo credit: A. NAME/REUTERS)`.
pub(crate) fn read(printed: &str) -> Option<Caption> {
    let printed = non_empty(printed)?;
    // `Bildrechte: dpa Bildunterschrift: Der Kanzler in Berlin.`: the credit in front, the caption behind its label.
    let (before, line) = split_label(&printed);
    let in_front =
        before.and_then(|before| split(before).filter(|(text, _)| text.is_empty())).map(|(_, credit)| credit);
    let (text, credit) = split(line).map_or_else(|| (line.to_owned(), None), |(text, credit)| (text, Some(credit)));
    Some(Caption { text, credit: credit.or(in_front) }).filter(|caption| !caption.text.is_empty())
}

/// Returns the credit where a line is nothing but one: `(photo credit: A. NAME/REUTERS)`, `Photo: A. Name`, `© A. Name`.
pub(crate) fn only_credit(line: &str) -> Option<String> {
    // Nothing stands in front of the credit but these.
    let bare = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '|' | '–' | '-' | '/'));
    let opens = || line.trim_start().starts_with('(') || bare.starts_with('©');
    if !opens() && introduced(bare).is_none() {
        return None;
    }
    let line = one_line(line);
    let (text, credit) = split_bracket(&line).or_else(|| split_introduced(&line)).or_else(|| split_mark(&line))?;
    text.is_empty().then_some(credit)
}

/// The text of a caption and its credit, where it has one.
fn split(line: &str) -> Option<(String, String)> {
    split_bracket(line).or_else(|| split_introduced(line)).or_else(|| split_mark(line)).or_else(|| split_slash(line))
}

/// What stands in front of a caption's label, and what behind; without a label all is behind.
fn split_label(line: &str) -> (Option<&str>, &str) {
    for (at, _) in line.char_indices().filter(|&(at, _)| at == 0 || line[..at].ends_with([' ', '|'])) {
        let rest = &line[at..];
        let Some((end, mark)) = rest.char_indices().take(24).find(|&(_, c)| matches!(c, ':' | ',')) else { continue };
        if LABELS.contains(&rest[..end].to_lowercase().as_str()) {
            let before = line[..at].trim_end_matches([' ', '|']);
            let behind = rest[end + mark.len_utf8()..].trim_start();
            if !behind.is_empty() {
                return (Some(before).filter(|before| !before.is_empty()), behind);
            }
        }
    }
    (None, line)
}

/// `Text. © A. Name / Agency`: the credit behind the last mark.
fn split_mark(line: &str) -> Option<(String, String)> {
    let (text, credit) = line.rsplit_once('©')?;
    let credit = credit.trim_matches([' ', ')', ':', '.']);
    let is_short = credit.chars().count() <= LONGEST_CREDIT && credit.split_whitespace().count() <= 10;
    (is_short && credit.chars().any(char::is_alphabetic))
        .then(|| (one_line(text.trim_end_matches([' ', '(', '|', '–', '-', '/'])), one_line(credit)))
}

/// Returns true where a line of running text is a caption: short, and ending in a credit in brackets.
///
/// Body paragraphs end in a full stop behind a bracket; a bracket that ends a line and holds nothing but capitalised
/// names or an introduced credit belongs to a picture.
pub(crate) fn is_caption_line(line: &str) -> bool {
    // Without one of these it holds no credit.
    if !line.contains([')', '©', '/']) {
        return false;
    }
    let line = one_line(line);
    line.chars().count() <= 320
        && split_bracket(&line)
            .filter(|(text, credit)| is_of_a_picture(text, credit, &line))
            .or_else(|| split_mark(&line))
            .or_else(|| split_slash(&line))
            .is_some_and(|(text, _)| !text.is_empty())
}

/// A name in brackets credits a picture where an agency, a slash or a word says so, or where a sentence ends before it;
/// `Olin School (Missouri)` and `Ratio (Normalized)` explain what they follow.
fn is_of_a_picture(text: &str, credit: &str, line: &str) -> bool {
    let names_agency = credit.contains('/') && text.contains(' ') || crate::byline::agency(credit).is_some();
    let is_said = line.rfind('(').is_some_and(|open| introduced(line[open + 1..].trim()).is_some());
    names_agency && !text.ends_with(':')
        || is_said
        || text.ends_with(['.', '”', '"']) && !credit.contains(['!', '?', ':'])
}

fn split_bracket(line: &str) -> Option<(String, String)> {
    let inside_end = line.trim_end_matches('.').strip_suffix(')')?;
    let open = inside_end.rfind('(')?;
    let inside = inside_end[open + 1..].trim();
    // `... (Reuters).` with a sentence before it is running text.
    if line.ends_with('.') && introduced(inside).is_none() {
        return None;
    }
    let credit = introduced(inside).or_else(|| is_credit(inside).then_some(inside))?;
    Some((one_line(&line[..open]), one_line(credit)))
}

/// `A sentence. Meridian Press/A. Name`: a credit with a slash behind the full stop.
fn split_slash(line: &str) -> Option<(String, String)> {
    let (at, _) = line.rmatch_indices(['.', '!', '?', '”']).find(|(at, mark)| {
        line[at + mark.len()..].trim_start().contains('/') && line[at + mark.len()..].starts_with(' ')
    })?;
    let end = at + line[at..].chars().next().map_or(1, char::len_utf8);
    let credit = line[end..].trim();
    (credit.split_whitespace().count() <= 6 && !credit.contains("://") && is_credit(credit))
        .then(|| (one_line(&line[..end]), one_line(credit)))
}

/// `Text. Photo: A. Name / Agency` and `Text Foto: Name`.
fn split_introduced(line: &str) -> Option<(String, String)> {
    // Most lines hold nothing that introduces: no need to ask at every word.
    let says_by = || line.as_bytes().windows(4).any(|four| four.eq_ignore_ascii_case(b" by "));
    if !line.contains([':', '：']) && !says_by() {
        return None;
    }
    let mut best: Option<usize> = None;
    for (at, _) in line.char_indices() {
        let starts_word = at == 0 || line[..at].ends_with([' ', '.', '(', '|', '–', '-']);
        if starts_word && introduced(&line[at..]).is_some_and(|credit| credit.chars().count() <= LONGEST_CREDIT) {
            best = Some(at);
        }
    }
    let at = best?;
    let credit = introduced(&line[at..])?;
    Some((
        one_line(line[..at].trim_end_matches([' ', '(', '|', '–', '-'])),
        one_line(credit.trim_start_matches(['©', ' ']).trim_end_matches(')')),
    ))
}

/// Returns what follows an introducing word and a colon (or `by`).
fn introduced(text: &str) -> Option<&str> {
    // What introduces a credit is short: looking further would cost the square of a paragraph's length.
    let head = &text[..text.floor_char_boundary(INTRODUCER_BYTES)];
    let colon = head.char_indices().find(|&(_, c)| matches!(c, ':' | '：')).map(|(at, c)| (at, at + c.len_utf8()));
    if let Some((end, rest)) = colon
        && INTRODUCERS.contains(&text[..end].trim().to_lowercase().as_str())
    {
        return Some(text[rest..].trim()).filter(|credit| !credit.is_empty());
    }
    let lower = head.to_lowercase();
    let by =
        ["photo by ", "photograph by ", "picture by ", "image by "].into_iter().find(|by| lower.starts_with(by))?;
    text.get(by.len()..).map(str::trim).filter(|credit| !credit.is_empty())
}

/// `Reuters`, `OMAR SANADIKI/REUTERS`, `Meridian Press/J. Okafor`, `AP Photo`: names and nothing else.
fn is_credit(inside: &str) -> bool {
    let words: Vec<&str> = inside
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | ',' | '|'))
        .filter(|word| !word.is_empty())
        .collect();
    let named = |word: &&str| {
        word.chars().next().is_some_and(|c| c.is_uppercase() || c == '©')
            || matches!(*word, "via" | "for" | "de" | "van" | "von" | "dpa" | "al" | "and" | "the" | "pool")
    };
    let letters = inside.chars().filter(|c| c.is_alphabetic()).count();
    (1..=8).contains(&words.len())
        && words.iter().all(named)
        && letters >= 2
        && !inside.bytes().any(|byte| byte.is_ascii_digit())
        // `(UN)` and `(NATO)` behind a name explain it; agencies are known by name, photographers by the slash.
        && (inside.contains('/') || words.len() > 1 || crate::byline::agency(inside).is_some() || inside.chars().any(char::is_lowercase))
}

/// Adds a caption unless it is known; a credit that only one of the two has is kept.
pub(crate) fn add(captions: &mut Vec<Caption>, caption: Caption) {
    let key = |caption: &Caption| dateline_text::fold_name(&caption.text);
    match captions.iter_mut().find(|known| key(known) == key(&caption)) {
        Some(known) => known.credit = known.credit.take().or(caption.credit),
        None => captions.push(caption),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_are_told_from_captions() {
        for (printed, text, credit) in [
            (
                "Fighters near tanks (photo credit: OMAR SANADIKI/REUTERS)",
                "Fighters near tanks",
                Some("OMAR SANADIKI/REUTERS"),
            ),
            (
                "Two presidents meet, November 11, 2017. (Reuters)",
                "Two presidents meet, November 11, 2017.",
                Some("Reuters"),
            ),
            ("Der Kanzler in Berlin. Foto: Lena Voß/Nordblick", "Der Kanzler in Berlin.", Some("Lena Voß/Nordblick")),
            ("The Nile at dawn. Photograph: A. Name", "The Nile at dawn.", Some("A. Name")),
            ("The Nile at dawn", "The Nile at dawn", None),
            ("Der Hafen im Winter. © Lena Voß / Nordblick", "Der Hafen im Winter.", Some("Lena Voß / Nordblick")),
            ("Der Hafen im Winter. Foto: © Lena Voß", "Der Hafen im Winter.", Some("Lena Voß")),
            ("Bildunterschrift: Der Hafen im Winter.", "Der Hafen im Winter.", None),
            ("Bildrechte: Nordblick Bildunterschrift: Der Hafen.", "Der Hafen.", Some("Nordblick")),
            ("Image caption, The harbour in winter", "The harbour in winter", None),
            ("The head of the body (OPCW)", "The head of the body (OPCW)", None),
        ] {
            assert_eq!(
                read(printed),
                Some(Caption { text: text.to_owned(), credit: credit.map(str::to_owned) }),
                "{printed}"
            );
        }
        assert_eq!(only_credit("(photo credit: OMAR SANADIKI/REUTERS)").as_deref(), Some("OMAR SANADIKI/REUTERS"));
        assert_eq!(only_credit("© Lena Voß / Nordblick").as_deref(), Some("Lena Voß / Nordblick"));
        assert_eq!(only_credit("A caption"), None);
    }

    #[test]
    fn running_text_is_no_caption() {
        assert!(is_caption_line("Two presidents meet in Danang, November 11, 2017. (Reuters)"));
        assert!(!is_caption_line("He spoke for the Organisation for the Prohibition of Chemical Weapons (OPCW)."));
        assert!(!is_caption_line("He said so (and meant it)"));
        assert!(!is_caption_line("The school of business (Missouri)") && !is_caption_line("Losses of the year (Net)"));
        assert!(is_caption_line("The harbour in winter. © Lena Voß"));
        assert!(!is_caption_line("“We go,” he said."));
    }
}
