//! National variants of the seven-bit code: letters in the places of brackets.

/// Language, and what stands for `[ \ ] { | } ~` in its variant.
const VARIANTS: [(&str, [char; 7]); 6] = [
    ("de", ['Ä', 'Ö', 'Ü', 'ä', 'ö', 'ü', 'ß']),
    ("sv", ['Ä', 'Ö', 'Å', 'ä', 'ö', 'å', '~']),
    ("fi", ['Ä', 'Ö', 'Å', 'ä', 'ö', 'å', '~']),
    ("no", ['Æ', 'Ø', 'Å', 'æ', 'ø', 'å', '~']),
    ("da", ['Æ', 'Ø', 'Å', 'æ', 'ø', 'å', '~']),
    ("fr", ['°', 'ç', '§', 'é', 'ù', 'è', '¨']),
];

const PLACES: [char; 7] = ['[', '\\', ']', '{', '|', '}', '~'];

/// So many brackets inside words are no accident.
const ENOUGH: usize = 3;

/// Returns the text with its letters where a national variant shows: brackets stand inside words, and what they stand
/// for makes the text one of the variant's language.
pub(crate) fn mend(text: String) -> String {
    if !text.is_ascii() || inside_words(&text) < ENOUGH {
        return text;
    }
    // Brackets in a text of another language are brackets.
    if dateline_text::detect(&text).is_some_and(|found| VARIANTS.iter().all(|(language, _)| *language != found)) {
        return text;
    }
    for (language, letters) in VARIANTS {
        let mended: String =
            text.chars().map(|c| PLACES.iter().position(|place| *place == c).map_or(c, |at| letters[at])).collect();
        if dateline_text::detect(&mended) == Some(language) {
            return mended;
        }
    }
    text
}

fn inside_words(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    (1..bytes.len())
        .filter(|&at| PLACES.contains(&char::from(bytes[at])) && is_letter(at - 1) && is_letter(at + 1))
        .count()
}

#[cfg(test)]
mod tests {
    use super::mend;

    #[test]
    fn letters_come_back_where_they_make_a_language() {
        let german = "Die Minister haben }ber das Gesetz gesprochen, w{hrend die Opposition im Bundestag ihre Antr{ge zur}ckzog. \
                      Das Gesetz soll im n{chsten Jahr in Kraft treten, und die L{nder m}ssen es umsetzen.";
        let mended = mend(german.to_owned());
        assert!(mended.contains("während") && mended.contains("zurückzog"), "{mended}");
        let swedish = "Regeringen har p} m}ndagen lagt fram ett f|rslag som inneb{r att skatten p} bensin h|js. \
                       Enligt statsministern {r det n|dv{ndigt f|r att klara klimatm}len, men oppositionen {r kritisk till f|rslaget.";
        assert!(mend(swedish.to_owned()).contains("på måndagen"), "{}", mend(swedish.to_owned()));
        let code = "The function f{x} calls a[i] and b|c in the same line of the text.";
        assert_eq!(mend(code.to_owned()), code);
    }
}
