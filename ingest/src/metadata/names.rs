//! One printed string to the names in it: words around them off, roles and degrees off, several people apart.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::text::cleaned;
use crate::calendar::{Order, spot};

/// Characters of the longest name.
const LONGEST: usize = 60;
/// Words of the longest name.
const MOST_WORDS: usize = 6;
/// Bytes of a printed string that are read.
const PRINTED: usize = 600;
/// Names in one string.
const MOST_NAMES: usize = 40;

/// What is known of a string in which names are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// In a field or an element made for names.
    Marked,
    /// The same, `Last, First` where both are one word.
    Field,
    /// The same, as libraries write them: `Last, First`.
    Library,
    /// In running text: only what looks like a name is one.
    Unmarked,
}

/// A pattern that is compiled once; a test compiles all.
macro_rules! pattern {
    ($name:ident, $text:expr) => {
        fn $name() -> Option<&'static Regex> {
            static COMPILED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new($text).ok());
            COMPILED.as_ref()
        }
    };
}

// Words that introduce who wrote, in front of a space, a colon or a bar.
pattern!(
    opening,
    "(?i)^\\s*(?:(?:(?:written|posted|published|reported|story|words|text|article|contributed|created|submitted|reviewed|\
     edited|authored|compiled|produced|review|guest post|analysis|opinion|feature|column|interview)\\s+)?(?:by|from)|\
     (?:eine? \\w+ |gast(?:beitrag|kommentar|artikel) |artikel |text |geschrieben |verfasst |erstellt |veröffentlicht |\
     gepostet |eingestellt |interview |kommentar |bericht )?von|\
     (?:écrit |publié |rédigé |propos recueillis |texte )?par|\
     (?:escrito |publicado |texto |redactado |redacción )?por|(?:scritto |pubblicato |a cura |articolo )?(?:di|da)|\
     (?:geschreven |geplaatst |tekst )?door|(?:skrevet |skriven |publicerad |publisert )?(?:av|af)|przez)(?:\\s*[:：|]\\s*|\\s+|$)"
);
// Labels, which need the colon or the bar.
pattern!(
    label,
    "(?i)^\\s*(?:authors?|writers?|byline|autor(?:en|in|es|a)?|auteurs?|autore|autori|author name|verfasser(?:in)?|\
     redakteur(?:in)?|redaktion|texto?|texte|testo|tekst|report|bericht|beitrag|words|story|автор|текст|yazar|haber|penulis|\
     författare|forfatter|kirjoittaja|contributor|mitarbeit|interview|작성자|글|기자|記者|记者|文|作者|撰文|来源)\\s*[:：|]\\s*"
);
pattern!(
    role,
    "(?i)\\b(?:staff|writers?|reporter\\w*|editors?|editor-in-chief|correspondents?|journalist\\w*|columnist|contributors?|\
     contributing|producer|author|blogger|freelancer?|photographer|(?:co-)?founder|c[etfom]o|director|manager|president|vice|\
     chief|head|senior|junior|associate|assistant|analyst|specialist|consultant|professor|prof|lecturer|researcher|scientist|\
     engineer|developer|strategist|market(?:er|ing)|expert|coach|therapist|dietiti?an|nutritionist|physician|attorney|lawyer|\
     redakteur\\w*|redaktor\\w*|redaktion|ressortleiter\\w*|chefredakteur\\w*|korrespondent\\w*|autorin|autor|chefreporter\\w*|\
     volontär\\w*|leiter(?:in)?|freie[r]?|politik\\w*|wirtschafts\\w*|sport\\w*|rédact\\w*|correspondant\\w*|envoyée?|redactor\\w*|\
     redacción|corresponsal|periodista|redazione|inviat[oa]|giornalista|redacteur|verslaggever|muhabir\\w*|editör\\w*|team|\
     certified|licensed|digital|content|news|deputy|managing|executive|political|national|local|features?|business|culture|\
     technology|tech|science|health|education)\\b"
);
pattern!(
    degree,
    "(?i)^(?:ph\\.?\\s?d\\.?|m\\.?d\\.?|r\\.?d\\.?n?\\.?|m\\.?s\\.?(?:c|n|w)?\\.?|m\\.?b\\.?a\\.?|c\\.?p\\.?a\\.?|c\\.?f\\.?p\\.?®?|m\\.?p\\.?h\\.?|\
     d\\.?v\\.?m\\.?|esq\\.?|l\\.?c\\.?s\\.?w\\.?|n\\.?p\\.?|r\\.?n\\.?|d\\.?d\\.?s\\.?|jr\\.?|sr\\.?|iii?|ldn|cssd|b\\.?sc\\.?|m\\.?a\\.?|b\\.?a\\.?|\
     m\\.?f\\.?a\\.?|ed\\.?d\\.?|psy\\.?d\\.?|cscs|lmft|lpc|d?pt|llm?|j\\.?d\\.?|facs|frcp|[om]be|cbe|cdces|fnp|aprn|dnp|cpt|cfa|mla)$"
);
pattern!(
    degrees_at_the_end,
    "(?:,?\\s+(?:M\\.?D\\.?|Ph\\.?\\s?D\\.?|R\\.?D\\.?N?|MBA|DVM|MPH|RN|CPA|Esq\\.?|MSc?|LCSW|CFP®?|LDN|JD|MA))+$"
);
pattern!(
    honour,
    "(?i)^(?:(?:prof(?:essor)?\\.?|dr\\.?|dipl\\.?-?\\w*\\.?|mag\\.?|ing\\.?|mr\\.?|mrs\\.?|ms\\.?|miss|sir|rev\\.?|herr|frau|med\\.?|h\\.\\s?c\\.)\\s+)+"
);
pattern!(
    agency,
    "(?i)^(?:dpa|afp|apa|sda|ap|reuters|rtr|upi|pti|ani|ians|efe|ansa|lusa|belga|anp|tt|ntb|ritzau|epd|kna|sid|dts|ots|dapd|\
     ddp|jiji|kyodo|xinhua|tass|ria|interfax|aap|pa|press association|(?:the )?associated press|agence france-presse|bloomberg|\
     keystone(?:-sda)?|awp|ats|agenturen|europa press|servimedia|adnkronos|agi|mti|ctk|čtk|pap|yonhap|antara|bernama|aa|\
     anadolu|dha|iha)(?:[-/ ].{0,15})?$"
);
pattern!(
    no_name,
    "(?i)\\b(?:https?:|www\\.|comments?|kommentare?|share|follow|subscribe|read more|mehr|view|posts?|published|updated|\
     veröffentlicht|aktualisiert|min read|minutes?|minuten|lesezeit|click|about|über den autor|log ?in|sign|menu|home|\
     newsletter|facebook|twitter|linkedin|instagram|whatsapp|e-?mail|rss|tags?|category|categories|kategorie|photo|image|getty|\
     copyright|all rights|cookies?|privacy|search|contact|impressum|datenschutz|january|february|april|june|july|august|\
     september|october|november|december|januar|februar|märz|juni|juli|oktober|dezember|archive|table of contents|continue|\
     next|previous|reviewed|advertisement|sponsored|disclosure)\\b"
);
pattern!(
    between,
    "(?i)\\s*(?:\\bim (?:Gespräch|Interview) mit\\b|;|\\||/|•|·|\\n|、|，|・|\\s&\\s|\\s\\+\\s|\\bsowie\\b|\
     [,，]\\s*(?:and|und|et|y)\\s|\\s(?:and|und|et|y|och|og|ja|en|i|и|та|ve|e|with|mit|avec|con|as told to)\\s)\\s*"
);
pattern!(at_commas, "\\s*,\\s*|\\s+[-–—]\\s+");
pattern!(
    lead,
    "(?i)^(?:(?:view|show|see|read|zeige|alle|all|more|mehr|weitere|browse|posts|articles|artikel|beiträge|beitrag|ver|voir|tutti|\
     todos)\\b[^:]{0,30}?\\b(?:by|from|of|von|par|por|di|de)\\s+|(?:author|autorin|autor|writer|written by|words)\\s*[:|]?\\s+)"
);
pattern!(
    to_drop,
    "(?i)\\b(?:said|says|sagte?|meint|schreibt|dit|dice|wrote|commented|antwortete)(?:\\b|:)\\s*$|\
     ^(?:\\w*bild\\w*|fotos?|photos?|image|quelle|source|theme|powered|bereitgestellt|unterstützt|bloggen|sponsored|grafik|\
     illustration|video|kamera|credit|topics?|tags?)\\b|artikelübersicht|weitere informationen|creative commons|no author|\
     zum profil|create account|all articles|latest|weiterlesen|mehr lesen|^(?:mon|tue|wed|thu|fri|sat|sun)\\w*$"
);
pattern!(
    tail,
    "(?i)(?:\\s+(?:autorin|autor|author|stand|last|updated?|do|posted|published|uhr|follow|by|am|on|in|written|profile|redaktion:?))+$"
);
pattern!(
    when_it_was,
    "(?i)\\s+(?:on|am|vom|le|el|il|posted|published|updated|veröffentlicht|aktualisiert|erstellt|last|in)\\s+(?:\\d|$|[a-z]+day\\b|posted|published).*$"
);
pattern!(in_brackets, "\\s*\\(([^()]*)\\)\\s*|\\s*\\[([^\\]]*)\\]\\s*");
pattern!(behind_a_bar, "(?:\\s[-–—]|\\s?\\|)\\s.*$");
pattern!(addresses, "\\S+@\\S+\\.\\w+|https?://\\S+|www\\.\\S+");
pattern!(place_or_role, "(?i)^(?:in|aus|für|from|at|of|the|der|die|das)\\s");
pattern!(odd, "\\d{3,}|[{}<>=?!]|\\d:\\d");

/// Strings that systems put where a name is missing.
const PLACEHOLDERS: [&str; 60] = [
    "admin", "administrator", "root", "user", "guest", "webmaster", "editor", "author", "staff", "null", "none",
    "undefined", "anonymous", "unknown", "n/a", "na", "website", "default", "name", "autor", "super user", "superuser",
    "test", "true", "false", "home", "blog", "news", "by", "von", "posted", "wordpress", "content", "article",
    "the author", "author name", "view all posts", "more", "autoren", "writer", "contributor", "guest author", "the",
    "all", "info", "text", "no author", "website editor", "redaktor", "moderator", "system", "nobody", "online", "web",
    "editorial", "share", "print", "email", "profile", "biography",
];

fn matches(pattern: Option<&Regex>, text: &str) -> bool {
    pattern.is_some_and(|pattern| pattern.is_match(text))
}

/// Length of what a pattern finds at the beginning of a text, 0 where it finds nothing.
fn head_length(pattern: Option<&Regex>, text: &str) -> usize {
    pattern.and_then(|pattern| pattern.find(text)).map_or(0, |found| found.end())
}

fn without(pattern: Option<&Regex>, text: &str, instead: &str) -> String {
    pattern.map_or_else(|| text.to_owned(), |pattern| pattern.replace_all(text, instead).into_owned())
}

/// Bytes of the words at the beginning of a text that introduce who wrote; 0 where there are none.
pub(super) fn opening_length(text: &str) -> usize {
    head_length(opening(), text).max(head_length(label(), text))
}

/// Returns true for the name of a news agency, also with what stands behind it: `dpa-infocom`.
pub(super) fn is_agency(name: &str) -> bool {
    matches(agency(), name)
}

/// Returns true where a name holds the word for a role.
pub(super) fn has_role(name: &str) -> bool {
    matches(role(), name)
}

/// Returns the names in a printed string, in order.
pub(super) fn read(printed: &str, written: Written) -> Vec<String> {
    let text = tidy(printed);
    if text.is_empty() {
        return Vec::new();
    }
    let mut out: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    for part in parts(&unframed(text), written) {
        if let Some(name) = name(&part, written).filter(|name| seen.insert(name.to_lowercase())) {
            out.push(name);
        }
        if out.len() >= MOST_NAMES {
            break;
        }
    }
    out
}

fn tidy(printed: &str) -> String {
    let text = cleaned(&printed[..printed.floor_char_boundary(PRINTED)]);
    // Most texts hold nothing that an expression need be asked for.
    let may_hold = text.contains('@') || text.contains("://") || text.contains("www.");
    let text = if may_hold { crate::repair::one_line(&without(addresses(), &text, " ")) } else { text };
    text.trim_matches(|c: char| c.is_whitespace() || "-–—|,;:•·*/…>»«<".contains(c)).to_owned()
}

/// Without what introduces the names, dates, brackets, and what stands behind.
fn unframed(mut text: String) -> String {
    for _ in 0..3 {
        let length = opening_length(&text);
        if length == 0 || text[length..].trim().is_empty() {
            break;
        }
        text = text[length..].trim().to_owned();
    }
    for found in spot(&text.clone(), Order::DayFirst, 3, false).iter().rev() {
        text =
            if found.start > 3 { text[..found.start].to_owned() } else { text[found.end.min(text.len())..].to_owned() };
    }
    text = without(when_it_was(), &text, "");
    if let Some(pattern) = in_brackets().filter(|_| text.contains(['(', '['])) {
        let keep = |found: &regex::Captures<'_>| match found.get(1).map(|inside| inside.as_str().trim()) {
            Some(inside) if is_agency(inside) => format!(" / {inside} "),
            _ => " ".to_owned(),
        };
        text = pattern.replace_all(&text, keep).into_owned();
    }
    if let Some(at) = text.find(" @") {
        text.truncate(at);
    }
    if let Some(found) = behind_a_bar().and_then(|pattern| pattern.find(&text)) {
        let rest = found.as_str();
        if has_role(rest) || matches(no_name(), rest) || rest.bytes().any(|byte| byte.is_ascii_digit()) {
            text.truncate(found.start());
        }
    }
    text
}

/// Cuts at what stands between names; behind a comma, a degree or a place vanishes and a role ends the list.
fn parts(text: &str, written: Written) -> Vec<String> {
    let (Some(between), Some(commas)) = (between(), at_commas()) else { return Vec::new() };
    let mut out = Vec::new();
    for part in between.split(text) {
        let pieces: Vec<&str> = commas.split(part).map(str::trim).filter(|piece| !piece.is_empty()).collect();
        if let [last, first] = pieces[..]
            && is_inverted(last, first, written)
        {
            out.push(format!("{first} {last}"));
            continue;
        }
        for (at, piece) in pieces.iter().enumerate() {
            let is_role = has_role(piece) && !is_agency(piece);
            if at > 0 && (matches(degree(), piece) || is_role || matches(place_or_role(), piece)) {
                if is_role {
                    break;
                }
                continue;
            }
            out.push((*piece).to_owned());
        }
    }
    out
}

fn is_inverted(last: &str, first: &str, written: Written) -> bool {
    let count = |text: &str| text.split_whitespace().count();
    if matches(degree(), first) || has_role(first) || is_agency(first) {
        return false;
    }
    match written {
        Written::Library => count(last) <= 3 && count(first) <= 2,
        Written::Marked | Written::Unmarked | Written::Field => count(last) == 1 && count(first) == 1,
    }
}

fn name(part: &str, written: Written) -> Option<String> {
    let part = without(degrees_at_the_end(), part, "");
    let part = part[head_length(honour(), &part).min(part.len())..]
        .trim_matches(|c: char| c.is_whitespace() || ".,:;-–—|*_\"“”„'".contains(c));
    let part = &part[opening_length(part)..];
    let led = head_length(lead(), part);
    let mut name = if part[led..].trim().is_empty() { part } else { &part[led..] }.trim().to_owned();
    if name.split_whitespace().count() > 2 {
        name = without(tail(), &name, "").trim_matches(|c: char| c.is_whitespace() || ".,:;|".contains(c)).to_owned();
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let looks_like_one = written != Written::Unmarked || is_dense(&name) || looks_like_a_name(&words);
    let is_refused = !looks_like_one
        || words.len() > MOST_WORDS
        || name.chars().count() < 2
        || name.chars().count() > LONGEST
        || PLACEHOLDERS.contains(&name.to_lowercase().as_str())
        || matches(to_drop(), &name)
        || matches(odd(), &name)
        || matches(no_name(), &name)
        || !name.chars().any(char::is_alphabetic);
    (!is_refused).then_some(name)
}

/// Written without spaces between words.
fn is_dense(name: &str) -> bool {
    name.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'))
}

/// Words that begin headlines and lines, and no names.
const BEGIN_LINES: [&str; 44] = [
    "in", "on", "at", "the", "a", "an", "for", "what", "how", "why", "when", "where", "who", "last", "new", "more",
    "and", "is", "im", "am", "der", "die", "das", "ein", "eine", "was", "wie", "warum", "wer", "wo", "mit", "für",
    "auf", "und", "neue", "le", "les", "une", "dans", "el", "los", "en", "il", "het",
];

/// Two to four words of letters, the first and the last with a capital.
fn looks_like_a_name(words: &[&str]) -> bool {
    let begins = |word: &&&str| word.trim_start_matches(['"', '\'', '“', '(']).starts_with(char::is_alphabetic);
    let capital = |word: Option<&&str>| word.is_some_and(|word| word.starts_with(char::is_uppercase));
    let begins_a_line = words.first().is_some_and(|word| BEGIN_LINES.contains(&word.to_lowercase().as_str()));
    !begins_a_line
        && (2..=4).contains(&words.len())
        && words.iter().filter(begins).count() == words.len()
        && capital(words.first())
        && capital(words.last())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_pattern_compiles() {
        let all = [
            opening(),
            label(),
            role(),
            degree(),
            degrees_at_the_end(),
            honour(),
            agency(),
            no_name(),
            between(),
            at_commas(),
            lead(),
            to_drop(),
            tail(),
            when_it_was(),
            in_brackets(),
            behind_a_bar(),
            addresses(),
            place_or_role(),
            odd(),
        ];
        assert!(all.iter().all(Option::is_some), "{all:?}");
    }

    #[test]
    fn names_without_what_stands_around_them() {
        for (printed, names) in [
            ("By Anna Holt and Peter Wren", &["Anna Holt", "Peter Wren"][..]),
            ("Written by Anna Holt, Political Editor, Berlin", &["Anna Holt"]),
            ("Von Jörg Petersen und Lena M. Voß, Berlin", &["Jörg Petersen", "Lena M. Voß", "Berlin"]),
            ("Autor: Dr. Anna Holt", &["Anna Holt"]),
            ("Anna Holt, PhD, RD", &["Anna Holt"]),
            ("Anna Holt (dpa)", &["Anna Holt", "dpa"]),
            ("Anna Holt (text) | 5. März 2024", &["Anna Holt"]),
            ("Posted by Anna Holt on March 5, 2024", &["Anna Holt"]),
            ("View all posts by Anna Holt", &["Anna Holt"]),
            ("anna.holt@paper.example Anna Holt", &["Anna Holt"]),
            ("Anna Holt - Reporter", &["Anna Holt"]),
            ("Redaktion", &["Redaktion"]),
            ("admin", &[]),
            ("Anna Holt says:", &[]),
            ("Foto: Anna Holt", &[]),
            ("作者：李明", &["李明"]),
        ] {
            assert_eq!(read(printed, Written::Marked), names, "{printed}");
        }
        assert_eq!(read("Holt-Reed, Anna M.", Written::Library), ["Anna M. Holt-Reed"]);
        assert_eq!(read("In Marlow Falls", Written::Unmarked), Vec::<String>::new());
        assert_eq!(read("anna and peter went home", Written::Unmarked), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn nothing_panics(printed in "(?:by|von|Dr\\.|,|\\(|\\)| - |\\||and|5 May 2024|[A-Z][a-zé]{1,8}|\\PC| ){0,12}") {
            for written in [Written::Marked, Written::Library, Written::Unmarked] {
                let _ = read(&printed, written);
            }
        }
    }
}
