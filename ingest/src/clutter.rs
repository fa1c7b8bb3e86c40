//! Lines that are no text of the story: prompts, teasers, share bars.

/// Verbs that prompts begin with, folded.
const PROMPT_VERBS: [&str; 34] = [
    "subscribe", "sign", "stay", "get", "follow", "join", "read", "click", "never", "dont", "don't", "download",
    "register", "support", "listen", "watch", "share", "log", "abonnez", "inscrivez", "suivez", "lisez", "recevez",
    "abonnieren", "lesen", "melden", "suscribete", "suscribase", "siga", "lea", "iscriviti", "leggi", "become",
    "enjoy",
];

/// What prompts are about, folded.
const PROMPT_THINGS: [&str; 42] = [
    "newsletter", "newsletters", "inbox", "subscribe", "subscription", "subscriber", "subscribers", "briefing", "app",
    "updates", "updated", "alerts", "notifications", "facebook", "twitter", "whatsapp", "telegram", "instagram",
    "account", "email", "e-mail", "podcast", "abonnement", "abonner", "abo", "boletin", "premium", "free", "trial",
    "miss", "headlines", "story", "stories", "latest", "infolettre", "lettre", "more", "news", "journalism", "mailbox",
    "digest", "article",
];

/// Words that speak to the reader, folded.
const ADDRESSES: [&str; 13] =
    ["your", "you", "our", "us", "nos", "notre", "vous", "unseren", "sie", "ihr", "tu", "su", "nuestro"];

/// Lines that stand alone on pages, folded, whole.
const FURNITURE: [&str; 43] = [
    "advertisement", "advertising", "ad", "sponsored", "sponsored content", "related", "related articles",
    "related stories", "read more", "more on this story", "most read", "trending", "share", "share this",
    "share this article", "print", "comments", "loading", "image", "video", "top stories", "recommended",
    "skip to content", "skip to main content", "menu", "search", "follow us", "back to top", "anzeige", "werbung",
    "lesen sie auch", "a lire aussi", "lire aussi", "publicite", "publicidad", "lea tambien", "pubblicita",
    "leggi anche", "see also", "read also", "advertisement scroll to continue", "article continues below",
    "story continues below advertisement",
];

/// Words of the longest of these.
const MOST_LABEL_WORDS: usize = 4;

/// Words that open a pointer to another story, folded, followed by a colon.
const POINTERS: [&str; 15] = [
    "read more", "read also", "also read", "related", "see also", "more", "lesen sie auch", "lire aussi",
    "a lire aussi", "lea tambien", "leggi anche", "watch", "listen", "read next", "our standards",
];

/// Words of the longest line that may be clutter.
const MOST_WORDS: usize = 45;

/// Returns true where a line is no text of the story, by what it is rather than by whose it is.
///
/// A prompt is short, begins with a verb that asks the reader to do something, and is about subscribing, following
/// or reading on; furniture is one of the labels that stand alone on pages; a pointer opens with `Read more:`.
pub(crate) fn is_clutter(line: &str) -> bool {
    let Some(first) = dateline_text::words(line).next() else { return true };
    // Cutting a paragraph into words costs more than to see that it has too many.
    let is_word = |part: &&str| part.bytes().any(|byte| byte.is_ascii_alphanumeric());
    if line.split_ascii_whitespace().filter(is_word).nth(MOST_WORDS).is_some() {
        return false;
    }
    let count = dateline_text::words(line).take(MOST_WORDS + 1).count();
    if count > MOST_WORDS {
        return false;
    }
    // Folding every paragraph would cost more than all else that is asked of it.
    is_pointer(line)
        || (count <= MOST_LABEL_WORDS || opens_prompt(&dateline_text::fold(first.text))) && {
            let words = folded_words(line);
            is_label(&words) || is_prompt(line, &words)
        }
        || is_feed_tail(line, count)
}

/// Returns true where an item of a list is no text: the steps of a list ask the reader to do things, too.
pub(crate) fn is_clutter_in_list(line: &str) -> bool {
    is_label(&folded_words(line)) || is_pointer(line)
}

fn folded_words(line: &str) -> Vec<String> {
    dateline_text::words(line).map(|word| dateline_text::fold(word.text)).collect()
}

fn is_label(words: &[String]) -> bool {
    words.is_empty() || FURNITURE.contains(&words.join(" ").as_str())
}

/// What blog software puts under each item of a feed: `The post ... appeared first on ...`.
fn is_feed_tail(line: &str, words: usize) -> bool {
    const SAYS: [&str; 7] = [
        "appeared first on", "first appeared on", "se publico primero en", "aparecio primero en",
        "est apparu en premier sur", "erschien zuerst auf", "proviene da",
    ];
    /// One of these stands in each as software writes it, accents and all.
    const SIGNS: [&str; 6] = ["appeared", "se public", "apareci", "est apparu", "erschien", "proviene"];
    words <= 40 && SIGNS.iter().any(|sign| line.contains(sign)) && {
        let folded = dateline_text::fold_name(line);
        SAYS.iter().any(|says| folded.contains(says))
    }
}

fn is_pointer(line: &str) -> bool {
    let Some((head, rest)) = line.split_once([':', '|', '»', '>']) else { return false };
    if head.len() > 60 {
        return false;
    }
    let head = dateline_text::fold_name(head);
    if head == "our standards" {
        return line.chars().count() <= 120;
    }
    line.chars().count() <= 220 && !rest.trim_end().ends_with(['.', '”', '"']) && POINTERS.contains(&head.as_str())
}

/// A prompt may begin with this word.
fn opens_prompt(word: &str) -> bool {
    PROMPT_VERBS.contains(&word) || matches!(word, "to" | "want" | "please" | "already" | "by")
}

fn is_prompt(line: &str, words: &[String]) -> bool {
    let asks = PROMPT_VERBS.contains(&words[0].as_str())
        || words.len() >= 2
            && matches!(words[0].as_str(), "to" | "want" | "please" | "already")
            && words.iter().any(|word| PROMPT_VERBS.contains(&word.as_str()));
    // `By signing up you accept our terms.`
    if words.starts_with(&["by".to_owned()])
        && words.get(1).is_some_and(|word| matches!(word.as_str(), "signing" | "subscribing" | "registering"))
    {
        return true;
    }
    let ends_asking = words.len() >= 3
        && words[words.len() - 3..].iter().any(|word| matches!(word.as_str(), "subscribe" | "abonnieren" | "register"));
    let about = words.iter().skip(1).filter(|word| PROMPT_THINGS.contains(&word.as_str())).count();
    let spoken = line.contains(['“', '"', '«']);
    match words.len() {
        0..=14 => asks && about >= 1 && !spoken,
        15..=45 => {
            asks && about >= 2
                && !spoken
                && (ends_asking || words.iter().any(|word| ADDRESSES.contains(&word.as_str())))
        }
        _ => false,
    }
}

/// The same in scripts whose words are not cut by spaces, or whose verb comes first.
fn contributors_elsewhere(line: &str) -> Option<Vec<String>> {
    const SAYS: [(&str, &str); 3] = [("", "对本文亦有贡献"), ("", "对本文有贡献"), ("ساهمت", "في إعداد هذا التقرير")];
    let line = line.trim_end_matches(['.', '。']);
    let between = SAYS.iter().find_map(|(before, after)| line.strip_prefix(before)?.strip_suffix(after))?;
    Some(vec![between.trim().to_owned()]).filter(|names| !names[0].is_empty() && line.chars().count() <= 80)
}

/// The line that agencies sign their stories with: `(Reporting by A. Name in Rome; Editing by B. Name)`.
fn sign_off(line: &str) -> Option<Vec<String>> {
    /// The people in front of the editor's desk, folded.
    const OPENS: [&str; 4] = ["reporting by", "writing by", "additional reporting by", "compiled by"];
    /// Characters of the longest sign-off.
    const LONGEST: usize = 400;
    let line = line.trim_matches(['(', ')', ' ', '.']);
    let head = &line[..line.floor_char_boundary(40)];
    // Each of them ends in `by`; most heads of paragraphs need no folding to be told from them.
    if !head.bytes().any(|byte| byte.eq_ignore_ascii_case(&b'y')) {
        return None;
    }
    let folded = dateline_text::fold_name(head);
    if !OPENS.iter().any(|opens| folded.starts_with(opens)) || line.chars().count() > LONGEST {
        return None;
    }
    let mut found: Vec<String> = Vec::new();
    for part in line.split(';') {
        let Some((task, names)) = part.split_once(" by ") else { continue };
        if dateline_text::fold_name(task).contains("editing") {
            continue;
        }
        for name in names.split(',').flat_map(|names| names.split(" and ")) {
            let name = name.split(" in ").next().unwrap_or(name).trim().trim_start_matches("and ");
            let is_name = |word: &str| word.starts_with(char::is_uppercase) || word.chars().count() <= 3;
            // A sentence that begins like a sign-off is none.
            if !name.starts_with(char::is_uppercase) || !name.split(' ').all(is_name) {
                return None;
            }
            if !found.iter().any(|known| known == name) {
                found.push(name.to_owned());
            }
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Returns the agency or the people that a line names as contributors: `Reuters contributed to this report.`
pub(crate) fn contributors(line: &str) -> Option<Vec<String>> {
    if let Some(names) = sign_off(line) {
        return Some(names);
    }
    const SAYS: [&str; 18] = [
        "contributed to this report", "contributed reporting", "contributed to this article",
        "contributed to this story", "a contribue a cet article", "ont contribue a cet article",
        "trug zu diesem bericht bei", "contribuyo a este informe", "contribuyo a esta informacion",
        "heeft bijgedragen aan dit bericht", "использованы материалы", "mit material von", "com informacoes da",
        "con informacion de", "ha collaborato", "ha contribuito a questo articolo", "contribuiu para este artigo",
        "additional reporting by",
    ];
    if let Some(names) = contributors_elsewhere(line) {
        return Some(names);
    }
    /// One of these stands in each, in whatever case, before accents are dropped.
    const SIGNS: [&str; 9] = [
        "contribu", "trug zu", "bijgedragen", "материалы", "mit material", "com informa", "con informa", "collaborato",
        "reporting by",
    ];
    let lower = line.to_lowercase();
    if !SIGNS.iter().any(|sign| lower.contains(sign)) || dateline_text::words(line).take(31).count() > 30 {
        return None;
    }
    let folded = dateline_text::fold_name(line);
    let says = SAYS.into_iter().find(|says| folded.contains(says))?;
    let words = says.split(' ').count();
    let at = folded.find(says)?;
    let skipped = folded[..at].split_whitespace().count();
    let tokens: Vec<dateline_text::RawWord<'_>> = dateline_text::words(line).collect();
    let printed = if matches!(says, "com informacoes da" | "con informacion de" | "ha collaborato")
        || says.ends_with("by")
        || says.ends_with("von")
        || says.ends_with("материалы")
    {
        &line[tokens.get(skipped + words)?.start..]
    } else {
        &line[..tokens.get(skipped)?.start]
    };
    let names = printed.trim().trim_matches(['.', '(', ')', '*', ' ']);
    let mut found = Vec::new();
    for part in names.split(" and ").flat_map(|part| part.split(", ")).flat_map(|part| part.split(" et ")) {
        let part = part.trim().trim_start_matches("The ").trim_start_matches("and ");
        if part.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_lowercase()) && part.len() <= 60 {
            found.push(part.to_owned());
        }
    }
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_few_words() {
        assert!(FURNITURE.iter().all(|label| label.split(' ').count() <= MOST_LABEL_WORDS));
    }

    #[test]
    fn prompts_are_recognised_by_what_they_are() {
        for line in [
            "Stay updated with the latest news!",
            "Subscribe to The Jerusalem Post Newsletter",
            "Never miss a story!",
            "Get the Harbour Courier briefing",
            "Sign up for our newsletter and get the morning’s stories in your inbox",
            "Abonnez-vous à notre newsletter",
            "ADVERTISEMENT",
            "Read more: Ten things to know about the talks",
            "* * *",
        ] {
            assert!(is_clutter(line), "{line}");
        }
    }

    #[test]
    fn sentences_of_stories_stay() {
        for line in [
            "Get out, he told the officers, and they left.", "Follow-up talks are planned for March.",
            "Support for the party fell to 20 percent.", "“Read more,” the minister told pupils.",
            "Watch officials said the ship had turned.", "Free trade talks resumed in Geneva.",
            "Join forces or lose, the general told the militias.",
        ] {
            assert!(!is_clutter(line), "{line}");
        }
        assert!(!is_clutter_in_list("Follow the news of your trade to stay updated."));
        assert!(is_clutter_in_list("Advertisement") && is_clutter_in_list("* * *"));
    }

    #[test]
    fn contributors_are_named() {
        let names = |line| contributors(line).unwrap_or_default();
        assert_eq!(names("Reuters contributed to this report."), ["Reuters"]);
        assert_eq!(names("Anna Holt and the Associated Press contributed to this report."), ["Anna Holt"]);
        assert_eq!(names("Additional reporting by Ben Ali and Jo Fox"), ["Ben Ali", "Jo Fox"]);
        assert_eq!(names("He contributed to the fund."), Vec::<String>::new());
        assert_eq!(
            names("(Reporting by Anna Holt in Rome and Ben Ali; Additional reporting by Jo Fox; Editing by Kim Roe)"),
            ["Anna Holt", "Ben Ali", "Jo Fox"]
        );
        assert_eq!(names("Reporting by the paper led to two trials."), Vec::<String>::new());
        assert_eq!(names("Reporting by Anna Holt caused two trials."), Vec::<String>::new());
    }
}
