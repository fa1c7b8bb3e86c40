//! Captions and the credits at their end.

use dateline_model::Caption;

use crate::repair::{non_empty, one_line};

/// Words that introduce a credit, folded.
const INTRODUCERS: [&str; 22] = [
    "photo credit", "photo by", "photograph by", "photograph", "photo", "picture credit", "picture", "image credit",
    "image", "credit", "photos", "credits", "foto", "bild", "fotografia", "crédit photo", "credit photo",
    "photographie", "quelle", "courtesy", "фото", "illustration",
];

/// Bytes of the longest introducer with its colon.
const INTRODUCER_BYTES: usize = 48;

/// Returns caption and credit of a printed caption: `Fighters near tanks (photo credit: A. NAME/REUTERS)`.
pub(crate) fn read(printed: &str) -> Option<Caption> {
    let line = non_empty(printed)?;
    if let Some((text, credit)) = split_bracket(&line) {
        return Some(Caption { text, credit: Some(credit) }).filter(|caption| !caption.text.is_empty());
    }
    if let Some((text, credit)) = split_introduced(&line).or_else(|| split_slash(&line)) {
        return Some(Caption { text, credit: Some(credit) }).filter(|caption| !caption.text.is_empty());
    }
    Some(Caption { text: line, credit: None })
}

/// Returns the credit where a line is nothing but one: `(photo credit: A. NAME/REUTERS)`, `Photo: A. Name`.
pub(crate) fn only_credit(line: &str) -> Option<String> {
    let line = one_line(line);
    let (text, credit) = split_bracket(&line).or_else(|| split_introduced(&line))?;
    text.is_empty().then_some(credit)
}

/// Returns true where a line of running text is a caption: short, and ending in a credit in brackets.
///
/// Body paragraphs end in a full stop behind a bracket; a bracket that ends a line and holds nothing but capitalised
/// names or an introduced credit belongs to a picture.
pub(crate) fn is_caption_line(line: &str) -> bool {
    let line = one_line(line);
    line.chars().count() <= 320
        && split_bracket(&line).or_else(|| split_slash(&line)).is_some_and(|(text, _)| !text.is_empty())
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
    let mut best: Option<usize> = None;
    for (at, _) in line.char_indices() {
        let starts_word = at == 0 || line[..at].ends_with([' ', '.', '(', '|', '–', '-']);
        if starts_word && introduced(&line[at..]).is_some_and(|credit| credit.chars().count() <= 80) {
            best = Some(at);
        }
    }
    let at = best?;
    let credit = introduced(&line[at..])?;
    Some((one_line(line[..at].trim_end_matches([' ', '(', '|', '–', '-'])), one_line(credit.trim_end_matches(')'))))
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
            ("The head of the body (OPCW)", "The head of the body (OPCW)", None),
        ] {
            assert_eq!(
                read(printed),
                Some(Caption { text: text.to_owned(), credit: credit.map(str::to_owned) }),
                "{printed}"
            );
        }
        assert_eq!(only_credit("(photo credit: OMAR SANADIKI/REUTERS)").as_deref(), Some("OMAR SANADIKI/REUTERS"));
        assert_eq!(only_credit("A caption"), None);
    }

    #[test]
    fn running_text_is_no_caption() {
        assert!(is_caption_line("Two presidents meet in Danang, November 11, 2017. (Reuters)"));
        assert!(!is_caption_line("He spoke for the Organisation for the Prohibition of Chemical Weapons (OPCW)."));
        assert!(!is_caption_line("He said so (and meant it)"));
        assert!(!is_caption_line("“We go,” he said."));
    }
}
