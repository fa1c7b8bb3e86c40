//! Actor dictionaries of TABARI and PETRARCH: names with underscores, synonyms behind `+`, codes in brackets, dated or not.
//!
//! The form is that of the Phoenix dictionaries (Open Event Data Alliance); codes are those of CAMEO: three letters for a
//! country or for the kind of an international actor, three for each role.

use std::io::{self, BufRead};

use dateline_model::EntityKind;

use super::reading::{Line, next_line};
use super::{ActorItem, ActorReason, Sink, Skipped, hand_out, rejected};
use crate::authority::{Draft, MOST_NAMES, MOST_ROLES};
use crate::lexicon::Lexicon;
use crate::vocab;

/// What is being read: the names of one actor, and the codes behind them.
#[derive(Default)]
struct Entry {
    /// Line of the first name.
    line: u64,
    names: Vec<String>,
    codes: Vec<Code>,
}

/// `[ARGGOVMIL >051201]`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Code {
    /// The code without its dates.
    code: String,
    /// The period as roles have it, `2005.12.01-`; empty where the code is not dated.
    period: String,
}

pub(super) fn read(input: &mut dyn BufRead, lexicon: &Lexicon, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut buffer = Vec::new();
    let mut entry = Entry::default();
    for number in 1.. {
        match next_line(input, &mut buffer)? {
            Line::End => break,
            Line::TooLong => sink(number, rejected(number, ActorReason::TooLarge, "expected a line of a dictionary")),
            Line::Whole => line(&String::from_utf8_lossy(&buffer), number, &mut entry, lexicon, sink),
        }
    }
    entry.finish(lexicon, sink);
    Ok(())
}

/// Reads one line: a name, a synonym, a code, or a name with its code.
fn line(line: &str, number: u64, entry: &mut Entry, lexicon: &Lexicon, sink: &mut Sink<'_>) {
    // A comment runs to the end of the line.
    let text = line.split([';', '#']).next().unwrap_or("").trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if text.is_empty() {
        return;
    }
    if text.starts_with(['!', '&', '{', '~', '<', '-']) {
        let detail = format!("expected a name, a synonym or a code, found `{}`", shortened(text));
        sink(number, rejected(number, ActorReason::Broken, detail));
        return;
    }
    let (name, code) = match text.find('[') {
        Some(at) => (text[..at].trim(), Some(&text[at..])),
        None => (text, None),
    };
    if !name.is_empty() {
        // A new name behind a code begins the next actor; names without a code between them are one actor's.
        let synonym = name.starts_with('+');
        if !synonym && !entry.codes.is_empty() {
            std::mem::take(entry).finish(lexicon, sink);
        }
        if entry.names.is_empty() {
            entry.line = number;
        }
        entry.add_names(name.trim_start_matches('+'));
    }
    for code in code.into_iter().flat_map(|code| code.split_inclusive(']')) {
        match parse_code(code) {
            _ if code.trim().is_empty() => {}
            Some(_) if entry.names.is_empty() => {
                sink(
                    number,
                    rejected(number, ActorReason::NoName, format!("expected a name in front of `{}`", shortened(code))),
                );
            }
            Some(code) => entry.codes.push(code),
            None => {
                let detail = format!("expected a code such as `[USAGOV >010120]`, found `{}`", shortened(code));
                sink(number, rejected(number, ActorReason::Broken, detail));
            }
        }
    }
    entry.codes.truncate(MOST_ROLES);
}

impl Entry {
    /// Adds a name, and the acronym that stands behind it in brackets.
    fn add_names(&mut self, name: &str) {
        let (name, acronym) = match name.split_once('(') {
            Some((name, rest)) => (name, rest.split(')').next()),
            None => (name, None),
        };
        for name in [Some(name), acronym].into_iter().flatten() {
            let name = spelled(name);
            if !name.is_empty() && self.names.len() < MOST_NAMES {
                self.names.push(name);
            }
        }
    }

    fn finish(self, lexicon: &Lexicon, sink: &mut Sink<'_>) {
        let Some(first) = self.names.first() else { return };
        let Some(code) = self.codes.first() else {
            let detail = format!("expected a code behind `{}`, found none", shortened(first));
            return sink(self.line, rejected(self.line, ActorReason::Broken, detail));
        };
        match meaning(&code.code, first, self.codes.iter().any(|code| !code.period.is_empty()), lexicon) {
            Ok((kind, country)) => {
                let roles = match (&country, kind) {
                    (Some(country), EntityKind::Person) => {
                        self.codes.iter().filter_map(|code| role(code, country)).collect()
                    }
                    _ => Vec::new(),
                };
                hand_out(Draft { kind, names: self.names, country, roles }, self.line, lexicon, sink);
            }
            Err(skipped) => sink(self.line, ActorItem::Skipped(skipped)),
        }
    }
}

/// Says what a code and the name in front of it mean: kind and country.
fn meaning(code: &str, name: &str, dated: bool, lexicon: &Lexicon) -> Result<(EntityKind, Option<String>), Skipped> {
    let parts: Vec<&str> = (0..code.len()).step_by(3).filter_map(|at| code.get(at..at + 3)).collect();
    let country = parts.iter().take(2).find_map(|part| iso(part)).map(str::to_owned);
    let has = |role: &[&str]| parts.iter().any(|part| role.contains(part));
    let words = name.split(' ').count();
    let kind = match parts.first().copied() {
        Some("IGO") => EntityKind::Igo,
        Some("NGO" | "NGM") => EntityKind::Ngo,
        Some("MNC") => EntityKind::Company,
        Some("IMG" | "UAF") => EntityKind::ArmedGroup,
        Some(_) if parts.len() == 1 => return Err(Skipped::Place),
        Some(_) if dated => EntityKind::Person,
        Some(_) if has(&["MED"]) => EntityKind::Media,
        Some(_) if has(&["PTY"]) => EntityKind::Party,
        Some(_) if has(&["REB", "UAF", "INS", "SEP", "RAD"]) && !starts_like_a_person(name, lexicon) => {
            EntityKind::ArmedGroup
        }
        Some(_) if has_head(name, lexicon) => EntityKind::Organisation,
        Some(_) if starts_like_a_person(name, lexicon) => EntityKind::Person,
        Some(_) if has(&["GOV", "MIL", "COP", "JUD", "ELI", "OPP", "LEG"]) && (2..=5).contains(&words) => {
            EntityKind::Person
        }
        Some(_) if has(&["BUS", "MNC"]) => EntityKind::Company,
        Some(_) if has(&["NGO", "HRI", "CVL", "LAB", "EDU"]) => EntityKind::Organisation,
        _ => return Err(Skipped::UnknownKind),
    };
    if kind == EntityKind::Person && words < 2 {
        return Err(Skipped::SingleWord);
    }
    Ok((kind, country))
}

/// `Greyfell Ministry`, `Argentine Assembly`: bodies and not people.
fn has_head(name: &str, lexicon: &Lexicon) -> bool {
    const HEADS: vocab::Parts = vocab::ORG_LAST | vocab::ORG_FIRST | vocab::GOVERNS | vocab::NO_SURNAME;
    let first = name.split(' ').next().unwrap_or("");
    name.split(' ').skip(1).any(|word| lexicon.plays(word, HEADS)) || lexicon.country_code(first).is_some()
}

fn starts_like_a_person(name: &str, lexicon: &Lexicon) -> bool {
    let first = name.split(' ').next().unwrap_or("");
    name.contains(' ') && lexicon.plays(first, vocab::GIVEN) && !has_head(name, lexicon)
}

/// A dated role in words: which part somebody had in a state, and when.
fn role(code: &Code, country: &str) -> Option<String> {
    let role = code.code.get(3..6)?;
    let words = match role {
        "GOV" => "member of the government",
        "MIL" => "member of the armed forces",
        "OPP" => "member of the opposition",
        "ELI" => "former official",
        "LEG" => "member of the legislature",
        "JUD" => "member of the judiciary",
        "REB" | "UAF" => "member of an armed group",
        "COP" => "member of the police",
        _ => return None,
    };
    let period = if code.period.is_empty() { "-" } else { &code.period };
    Some(format!("{words} of {country} {period}"))
}

/// Reads `[ARGGOV 030101-030531]`, `[IGOUNO >20070101]`, `[ARGELI <890708]`.
fn parse_code(text: &str) -> Option<Code> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?.trim();
    let (code, dates) = match inner.split_once([' ', '\t', '<', '>']) {
        Some((code, _)) => (code, inner[code.len()..].trim()),
        None => (inner, ""),
    };
    // Of several codes for one actor the first says most.
    let code = code.split('/').next().unwrap_or("").trim_matches('~');
    let letters = code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if code.len() < 3 || code.len() > 30 || !letters {
        return None;
    }
    let period = match dates.split_at_checked(1) {
        None => String::new(),
        Some((">", from)) => format!("{}-", date(from)?),
        Some(("<", to)) => format!("-{}", date(to)?),
        Some(_) => {
            let (from, to) = dates.split_once('-')?;
            format!("{}-{}", date(from)?, date(to)?)
        }
    };
    crate::office::Period::parse(if period.is_empty() { "-" } else { &period })?;
    Some(Code { code: code.to_owned(), period })
}

/// Reads `yymmdd` and `yyyymmdd`. Two digits from 30 on are of the last century: the dictionaries reach back to 1945 or so.
fn date(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (century, rest) = match text.len() {
        6 if text < "300000" => ("20", text),
        6 => ("19", text),
        8 => ("", text),
        _ => return None,
    };
    let digits = format!("{century}{rest}");
    Some(format!("{}.{}.{}", &digits[..4], &digits[4..6], &digits[6..8]))
}

/// `NATIONAL_FRONT_FOR_THE_LIBERATION_OF_ANGOLA_` in ordinary spelling. Names in mixed case stay as they are.
fn spelled(name: &str) -> String {
    let words: Vec<&str> = name.split(['_', ' ', '\t']).filter(|word| !word.is_empty()).collect();
    let shouted = !name.chars().any(char::is_lowercase);
    // One short word in capitals is an acronym.
    if !shouted || words.len() == 1 && words[0].len() <= 5 {
        return words.join(" ");
    }
    let mut spelled = String::new();
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            spelled.push(' ');
        }
        let lower = word.to_lowercase();
        let small = matches!(
            lower.as_str(),
            "of" | "the"
                | "and"
                | "for"
                | "in"
                | "on"
                | "de"
                | "del"
                | "la"
                | "du"
                | "des"
                | "da"
                | "al"
                | "bin"
                | "von"
                | "van"
                | "to"
                | "e"
                | "y"
        );
        let dotted = word.contains('.') && word.len() > 2;
        match (at, small) {
            _ if dotted => spelled.push_str(word),
            (1.., true) => spelled.push_str(&lower),
            _ => capitalise(&lower, &mut spelled),
        }
    }
    spelled
}

/// A capital behind every hyphen and at the beginning; `al-` stays small.
fn capitalise(lower: &str, out: &mut String) {
    for (at, part) in lower.split('-').enumerate() {
        if at > 0 {
            out.push('-');
        }
        if matches!(part, "al" | "el") && lower.contains('-') {
            out.push_str(part);
            continue;
        }
        let mut chars = part.chars();
        if let Some(first) = chars.next() {
            out.extend(first.to_uppercase());
        }
        out.push_str(chars.as_str());
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Returns the two letters of a country by its three in CAMEO, which are those of ISO 3166-1 with a few of their own.
fn iso(code: &str) -> Option<&'static str> {
    /// Three letters and the two that belong to them.
    const CODES: &str = "AFGAF ALBAL DZADZ ANDAD AGOAO ATGAG ARGAR ARMAM AUSAU AUTAT AZEAZ BHSBS BHRBH BGDBD BRBBB BLRBY \
        BELBE BLZBZ BENBJ BTNBT BOLBO BIHBA BWABW BRABR BRNBN BGRBG BFABF BDIBI KHMKH CMRCM CANCA CPVCV CAFCF TCDTD CHLCL \
        CHNCN COLCO COMKM COGCG CODCD COKCK CRICR CIVCI HRVHR CUBCU CYPCY CZECZ DNKDK DJIDJ DMADM DOMDO TLSTL TMPTL ECUEC \
        EGYEG SLVSV GNQGQ ERIER ESTEE ETHET FJIFJ FINFI FRAFR GABGA GMBGM GEOGE DEUDE GMYDE GHAGH GRCGR GRDGD GTMGT GINGN \
        GNBGW GUYGY HTIHT VATVA HNDHN HKGHK HUNHU ISLIS INDIN IDNID IRNIR IRQIQ IRLIE ISRIL ITAIT JAMJM JPNJP JORJO KAZKZ \
        KENKE KIRKI PRKKP KORKR KWTKW KGZKG LAOLA LVALV LBNLB LSOLS LBRLR LBYLY LIELI LTULT LUXLU MACMO MKDMK MDGMG MWIMW \
        MYSMY MDVMV MLIML MLTMT MHLMH MRTMR MUSMU MEXMX FSMFM MDAMD MCOMC MNGMN MTNME MNEME MARMA MOZMZ MMRMM NAMNA NRUNR \
        NPLNP NLDNL NZLNZ NICNI NERNE NGANG NORNO OMNOM PAKPK PLWPW PSEPS PANPA PNGPG PRYPY PERPE PHLPH POLPL PRTPT QATQA \
        ROMRO ROURO RUSRU RWARW KNAKN LCALC VCTVC WSMWS SMRSM STPST SAUSA SENSN SRBRS SYCSC SLESL SGPSG SVKSK SVNSI SLBSB \
        SOMSO ZAFZA SSDSS ESPES LKALK SDNSD SURSR SWZSZ SWESE CHECH SYRSY TWNTW TJKTJ TZATZ THATH TGOTG TONTO TTOTT TUNTN \
        TURTR TKMTM TUVTV UGAUG UKRUA AREAE GBRGB USAUS URYUY UZBUZ VUTVU VENVE VNMVN YEMYE ZMBZM ZWEZW KSVXK XKXXK ESHEH \
        GRLGL PRIPR BMUBM FROFO GIBGI";
    CODES.split_whitespace().find(|pair| pair.starts_with(code) && code.len() == 3).map(|pair| &pair[3..])
}

#[cfg(test)]
mod tests {
    use super::super::ActorFormat;
    use super::super::tests::{all, records, rejections};
    use super::*;

    #[test]
    fn entries_become_records() {
        let text = "\
# comment
MARISOL_GREYFELL_  ; a person
\t[ARGGOVMIL >051201]
OLD_NAME_\t[ARG]
FRONT_FOR_THE_LIBERATION_OF_GREYFELL_(FLG)_
+GREYFELL_FRONT_

\t [FRAREB]
GREYFELL_BODY_
GB_
\t[IGOXXX]
JUAN_AL-HOLT_
\t[PERGOV 980101-010531]
\t[PERELI >010601]
GREYFELL_MINING
\t[MNCUSAMIN]
ARGENTINE_ASSEMBLY
\t[ARGLEG]
";
        assert_eq!(
            records(text, ActorFormat::Phoenix),
            [
                "/person/AR/marisol-greyfell | Marisol Greyfell |  | member of the government of AR 2005.12.01-",
                "/armed-group/FR/front-for-the-liberation-of-greyfell | Front for the Liberation of Greyfell | FLG, Greyfell \
                 Front | ",
                "/igo/greyfell-body | Greyfell Body | GB | ",
                "/person/PE/juan-al-holt | Juan al-Holt |  | member of the government of PE 1998.01.01-2001.05.31; former \
                 official of PE 2001.06.01-",
                "/company/US/greyfell-mining | Greyfell Mining |  | ",
                "/org/AR/argentine-assembly | Argentine Assembly |  | ",
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let text = "A_HOLT_\n\t[PERGOV 9801-010531]\n!MACRO!\n\t[XX\nB_HOLT_\n\t[PERGOV]\n";
        let items = all(text.as_bytes(), Some(ActorFormat::Phoenix)).1;
        let said = rejections(&items);
        assert_eq!(
            said,
            [
                "line 2: broken: expected a code such as `[USAGOV >010120]`, found `[PERGOV 9801-010531]`",
                "line 3: broken: expected a name, a synonym or a code, found `!MACRO!`",
                "line 4: broken: expected a code such as `[USAGOV >010120]`, found `[XX`",
            ]
        );
        assert_eq!(date("991231").as_deref(), Some("1999.12.31"));
        assert_eq!(date("2001"), None);
    }
}
