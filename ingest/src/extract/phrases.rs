//! Phrases that announce what is no text of the story, in the languages the model was fitted on.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::{Regex, RegexBuilder};

use super::blocks::Block;
use super::tags::Tag;

// No `\b`: beside letters outside ASCII it costs a fifth of all time; `(^|\W)` asks the same here.

/// How a promotion, a credit, a share bar or a notice begins.
const PROMOTION: &str = r"^(?i:read (more|also|next|full)|also read|related|see also|more (on|from|about|stories)|advert|sponsored|sign up|subscribe|follow (us|him|her|me|the)|click here|watch:|photo|image|picture|credit|source|copyright|©|share|tags?|topics?|by |updated|published|posted|recommended|most (read|popular)|trending|comments?|leave a|about the author|log in|register|newsletter|get (the|our|more)|download|listen|lesen sie|mehr zum|mehr aus|auch interessant|das könnte|foto|bild|quelle|anzeige|werbung|von |lire aussi|à lire|leia|lee también|leer más|te puede|leggi|lees ook|läs (mer|också)|les også|читайте|также|fotó|zdjęcie|czytaj|copyright|all rights|disclaimer|this article (was|first|originally|is)|editor'?s note|have a (tip|story)|contact)";

/// What notices, prompts and footers are about.
const FURNITURE: &str = "newsletter|subscribe|sign up|cookie|privacy policy|terms of use|terms of service|copyright|©|follow us|\
    abonn|affiliate|commission|whatsapp|facebook|twitter|instagram|telegram|adblock|javascript|email address|\
    e-mail address|rights reserved|app store|google play|google news";

/// They ask to log in, too.
const LOG_IN: &str = r"(?i)log ?in(\W|$)";

/// A short line over the comments.
const COMMENTS: &str = r"(?i)(^|\W)(comments?|repl(y|ies)|responses?|discussion|join the conversation|kommentare?n?|kommentieren|commentaires?|comentarios?|comentários?|commenti|reacties|komentarze|leserbriefe?|comments? on this|have your say)(\W|$)|评论|コメント";

/// A short line over links to other stories, or over the author's biography.
const RELATED: &str = r"(?i)related|more (from|on|in|stories|news|about)|read more|recommended|most (read|popular|viewed)|trending|you (may|might)|latest|newsletter|about the author|share this|follow|sign up|subscribe|see also|further reading|next (article|post)|previous (article|post)|ähnliche|mehr (zum|aus|von)|auch interessant|lesen sie auch|das könnte|weitere|über den autor|à lire|sur le même|articles? liés|lire aussi|relacionad|más (leíd|notici|sobre)|lo más|te puede|mais lidas|leia|correlat|leggi anche|lees ook|meest gelezen|les også|läs också|czytaj|zobacz|関連|相关|推荐";

/// What stands in place of a picture, a post or a video until somebody agrees, and what asks for that agreement.
const NOTICE: &str = r"(?i)extern\w* (inhalt|content|innhold|indhold|innehåll|inhoud)|inhalte? (von|anzeigen|angezeigt|zu laden)|drittplattform|datenschutz|einverstanden|personal (information|data)|personenbezogen|your browser|opt[ -]?out|third part|consent|contenus? (externe|tiers)|vos données|contenidos? (externo|de terceros)|contenut[io] (estern|di terz)|conteúdo (externo|de terceiros)|treści zewnętrzn|external (content|media)|this (video|content|post|embed) (is|can|could|was)|unterstütz\w* |support (us|our)|support independent|spende|donate|donation|become a|membership|mitglied werden|jetzt (testen|lesen|abonnieren|bestellen)|gratis|free trial|ad[ -]?free|werbefrei|affiliate|provision|app (herunter|laden|download)|download the|our app";

/// What a notice of foreign content is about, and how it asks the reader to agree: who stands in place of a post or a video
/// says both.
const FOREIGN: &str = r"(?i)extern\w* (inhalt|content|innhold|indhold|innehåll|inhoud|medi)|inhalte? von |drittplattform|drittanbieter|contenus? (externe|tiers)|contenidos? (externo|de terceros)|contenut[io] (estern|di terz)|conteúdo (externo|de terceiros)|treści zewnętrzn|third.party (content|platform|provider)|embedded content";
const AGREE: &str = r"(?i)ich bin (damit )?einverstanden|an dieser stelle find|mit einem klick|datenschutzerklärung|anzeigen lassen|angezeigt werden\.|(ihre|deine) (zustimmung|einwilligung)|(to|please) (view|accept|enable|consent)|your (consent|permission)|cookie (settings|preferences)|pour (afficher|voir) ce|vous (devez|pouvez) (accepter|consulter)|para ver este|per (vedere|visualizzare) quest|om deze inhoud|uw toestemming|ditt samtycke|dit samtykke|ditt samtykke|wyrazić zgodę";

/// A site speaks of its own cookies.
const COOKIES: &str = r"(?i)\b(we|and our partners|this (web)?site|our (web)?site|nous|notre site|ce site|wir|diese (web)?seite|unsere (web)?seite|nosotros|este sitio( web)?|nuestro sitio|questo sito|wij|deze (web)?site|vi|denne nettsiden|ten serwis|my|este site) (and our partners |et nos partenaires |und unsere partner )?(use|uses|store|utilisons|utilise|déposons|verwenden|verwendet|nutzen|nutzt|setzen|utilizamos|usamos|utiliza|usa|utilizza|gebruiken|gebruikt|använder|bruker|bruger|używamy|używa) ([\w’']+ ){0,3}cookies?\b|(utilizamos|usamos|utilizziamo|usiamo|używamy) ([\w’']+ ){0,3}cookies?\b|on utilise des cookies";

/// Who made a picture.
const CREDIT: &str = r"(?i)(^|\W)(fotos?|photos?|photographs?|bild(er|rechte|nachweis|quelle|unterschrift)?|images?|pictures?|illustrations?|graphics?|grafik|credits?|quelle|crédits?|imagen|immagine|foto's)( credit| by| courtesy)? ?(:|by |©|/)|getty ?images|shutterstock|picture.alliance|imago( |$|/)|istock|unsplash|pixabay|©|afp/|/afp|/reuters|ap photo|\((reuters|ap|afp|dpa)\)$";

/// Who wrote the story, after it.
const BIOGRAPHY: &str = r"(?i)((^|\W)(is|was|are|has been|works|writes|covers) .{0,60}(writer|reporter|editor|journalist|author|correspondent|columnist|contributor|blogger|professor|lecturer|fellow|founder|director|consultant|freelance|covering|writing)|(^|\W)(ist|war|arbeitet|schreibt|berichtet|leitet) .{0,60}(redakteur|autor|journalist|korrespondent|reporter|redaktion|volontär|professor|gründer|freie[rs]? )|(^|\W)est .{0,40}(journaliste|auteur|rédact|correspondant)|(^|\W)es .{0,40}(periodista|redactor|autor|corresponsal)|follow (him|her|them) (on|at)|can be reached|about the author|über (den autor|die autor)|zur person|sobre (el|la) autor|à propos de l.auteur)";

/// The expressions, compiled once. They are ours: a test compiles each, so that none is missing here.
struct Phrases {
    /// The words of [`SIGNS`].
    words: Option<AhoCorasick>,
    /// In the order of [`SIGNS`].
    signs: [Option<Regex>; SIGNS.len()],
    promotion: Option<Regex>,
    foreign: Option<Regex>,
    agree: Option<Regex>,
    cookies: Option<Regex>,
}

const FURNISHES: usize = 0;
const LOGS_IN: usize = 1;
const NOTICES: usize = 2;
const CREDITS: usize = 3;
const PRESENTS: usize = 4;
const COMMENTED: usize = 5;
const OTHERS: usize = 6;

/// Words of which one stands in whatever an expression matches, `|` between them, letters outside ASCII in both cases.
/// One pass over a text looks for the words of all; what an expression costs is paid only where one of its own is there.
/// Without an expression the words alone are the sign.
const SIGNS: [(Option<&str>, &str); 7] = [
    (None, FURNITURE),
    (Some(LOG_IN), "login|log in"),
    (
        Some(NOTICE),
        "extern|inhalt|drittplattform|datenschutz|einverstanden|personal information|personal data|personenbezogen|\
         your browser|opt out|opt-out|optout|third part|consent|contenu|vos données|VOS DONNÉES|contenid|conteúdo|CONTEÚDO|\
         treści zewn|TREŚCI ZEWN|this video|this content|this post|this embed|unterstütz|UNTERSTÜTZ|support us|support our|\
         support independent|spende|donat|become a|membership|mitglied werden|jetzt |gratis|free trial|ad free|ad-free|\
         adfree|werbefrei|affiliate|provision|app |download the|our app",
    ),
    (
        Some(CREDIT),
        "foto|photo|bild|image|picture|illustration|graphic|grafik|credit|quelle|crédit|CRÉDIT|immagin|getty|shutterstock|\
         imago|istock|unsplash|pixabay|©|afp|reuters|ap)|dpa)",
    ),
    (
        Some(BIOGRAPHY),
        "writer|reporter|editor|journalist|author|autor|auteur|correspond|korrespondent|corresponsal|columnist|contributor|\
         blogger|professor|lecturer|fellow|founder|director|consultant|freelance|covering|writing|redakt|redact|rédact|\
         RÉDACT|volontär|VOLONTÄR|gründer|GRÜNDER|freie|periodista|follow him|follow her|follow them|be reached|zur person",
    ),
    (
        Some(COMMENTS),
        "comment|repl|response|discussion|conversation|kommentar|kommentieren|comentario|comentário|COMENTÁRIO|commenti|\
         reacties|komentarze|leserbrief|have your say|评论|コメント",
    ),
    (
        Some(RELATED),
        "related|more |read more|recommended|most |trending|you m|latest|newsletter|about the author|share this|follow|sign up|\
         subscribe|see also|further reading|next |previous |ähnliche|ÄHNLICHE|mehr |auch|das könnte|DAS KÖNNTE|weitere|\
         über den autor|ÜBER DEN AUTOR|à lire|À LIRE|sur le m|articles li|article li|lire aussi|relacionad|más |MÁS |\
         te puede|mais lidas|leia|correlat|leggi anche|lees ook|meest gelezen|les også|LES OGSÅ|s ocks|czytaj|\
         zobacz|関連|相关|推荐|lo m",
    ),
];

/// For each word of [`SIGNS`] in order the sign it belongs to.
static SIGN_OF: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let words = |(sign, (_, words)): (usize, &(Option<&str>, &str))| words.split('|').map(|_| sign).collect::<Vec<_>>();
    SIGNS.iter().enumerate().flat_map(words).collect()
});

/// Bytes that an expression may remember of its states. The default is too little for texts in many scripts: what is
/// forgotten is worked out again and again.
const STATES: usize = 16 << 20;

fn compiled(phrase: &str) -> Option<Regex> {
    RegexBuilder::new(phrase).dfa_size_limit(STATES).build().ok()
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases {
    words: AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(SIGNS.iter().flat_map(|(_, words)| words.split('|')))
        .ok(),
    signs: SIGNS.map(|(phrase, _)| phrase.and_then(compiled)),
    promotion: compiled(PROMOTION),
    foreign: compiled(FOREIGN),
    agree: compiled(AGREE),
    cookies: compiled(COOKIES),
});

fn matches(phrase: Option<&Regex>, text: &str) -> bool {
    phrase.is_some_and(|phrase| phrase.is_match(text))
}

/// Which of [`SIGNS`] a text may show, a bit for each: one of their words is in it.
fn hints(text: &str) -> u8 {
    const ALL: u8 = (1 << SIGNS.len()) - 1;
    let Some(words) = PHRASES.words.as_ref() else { return ALL };
    let mut hints = 0;
    for found in words.find_overlapping_iter(text) {
        hints |= 1 << SIGN_OF[found.pattern().as_usize()];
        if hints == ALL {
            break;
        }
    }
    hints
}

/// A text shows a sign.
fn shows(sign: usize, text: &str, hints: u8) -> bool {
    hints & 1 << sign != 0 && (SIGNS[sign].0.is_none() || matches(PHRASES.signs[sign].as_ref(), text))
}

/// The block begins like a promotion.
fn promotes(text: &str) -> bool {
    matches(PHRASES.promotion.as_ref(), text)
}

/// The block stands in place of a post or a video until the reader agrees to see it, or asks to agree to cookies.
pub(super) fn is_placeholder(block: &Block) -> bool {
    /// Longer blocks are about something.
    const MOST_WORDS: u32 = 80;
    let text = block.text.as_str();
    block.words <= MOST_WORDS
        && (matches(PHRASES.foreign.as_ref(), text) && matches(PHRASES.agree.as_ref(), text)
            || text.contains("ookie") && matches(PHRASES.cookies.as_ref(), text))
}

/// What the words of a block tell of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Signs {
    /// It holds a word of notices and prompts.
    furniture: bool,
    /// How many phrases of notices it holds, up to three.
    notices: usize,
    /// It credits a picture.
    credits: bool,
    /// It presents a writer.
    presents: bool,
    /// Which of [`SIGNS`] it may show.
    hints: u8,
}

impl Signs {
    pub(super) fn of(block: &Block) -> Self {
        /// Longer blocks tell a story, whatever words they use.
        const MOST_WORDS: u32 = 100;
        let text = block.text.as_str();
        let hints = hints(text);
        let furniture = shows(FURNISHES, text, hints) || shows(LOGS_IN, text, hints);
        if block.words > MOST_WORDS {
            return Self { furniture, hints, ..Self::default() };
        }
        let notices = PHRASES.signs[NOTICES].as_ref().filter(|_| hints & 1 << NOTICES != 0);
        Self {
            furniture,
            notices: notices.map_or(0, |phrase| phrase.find_iter(text).take(3).count()),
            credits: shows(CREDITS, text, hints),
            presents: shows(PRESENTS, text, hints),
            hints,
        }
    }

    /// As numbers of the block; furniture is one of [`Headings::pass`].
    pub(super) fn numbers(self) -> [f64; 3] {
        [self.notices as f64, f64::from(u8::from(self.credits)), f64::from(u8::from(self.presents))]
    }
}

/// Ends of sentences: a full stop or its like, closing marks, and white space or the end.
pub(super) fn sentences(text: &str) -> usize {
    if text.is_ascii() && memchr::memchr3(b'.', b'!', b'?', text.as_bytes()).is_none() {
        return 0;
    }
    let mut count = 0;
    let mut ended = false;
    for c in text.chars() {
        if matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '…' | '؟' | '।') {
            ended = true;
        } else if ended && c.is_whitespace() {
            count += 1;
            ended = false;
        } else if !matches!(c, '"' | '”' | '’' | '»' | ')' | ']') {
            ended = false;
        }
    }
    count + usize::from(ended)
}

/// The last lines seen that announce comments or other stories.
#[derive(Default)]
pub(super) struct Headings {
    comments: Option<usize>,
    others: Option<usize>,
}

impl Headings {
    /// Goes on to a block: does it promote, is it furniture, how many blocks since comments and others were announced?
    pub(super) fn pass(&mut self, at: usize, block: &Block, tag: Tag, signs: Signs) -> [f64; 4] {
        let text = block.text.as_str();
        let promotes = promotes(text);
        let is_short = block.words <= 8 && block.chars < 80;
        let looked_at = is_short || tag.is_heading();
        let comments = looked_at && shows(COMMENTED, text, signs.hints);
        let others = looked_at && (promotes || shows(OTHERS, text, signs.hints));
        if is_short && comments {
            self.comments = Some(at);
        }
        if is_short && others {
            self.others = Some(at);
        }
        // Any other heading ends the box.
        if tag.is_heading() && !others && !comments {
            self.others = None;
        }
        let since = |mark: Option<usize>, most: usize| mark.map_or(-1.0, |mark| (at - mark).min(most) as f64);
        [
            f64::from(u8::from(promotes)),
            f64::from(u8::from(signs.furniture)),
            since(self.comments, 60),
            since(self.others, 30),
        ]
    }
}

#[cfg(test)]
mod tests {
    use proptest::strategy::{Strategy as _, ValueTree as _};
    use proptest::string::string_regex;
    use proptest::test_runner::TestRunner;

    use super::*;

    #[test]
    fn every_expression_compiles() {
        for phrase in SIGNS.iter().filter_map(|(phrase, _)| *phrase).chain([PROMOTION, FOREIGN, AGREE, COOKIES]) {
            assert!(Regex::new(phrase).is_ok());
        }
    }

    #[test]
    fn a_word_of_its_own_stands_in_whatever_an_expression_matches() {
        let mut runner = TestRunner::deterministic();
        for (sign, (phrase, _)) in SIGNS.iter().enumerate() {
            let Some(phrase) = phrase else { continue };
            // Anchors make no text.
            let made = phrase.replace(r"(^|\W)", " ").replace(r"(\W|$)", " ").replace("|$", "").replace('$', "");
            let texts = string_regex(&made).unwrap();
            for _ in 0..2_000 {
                let text = texts.new_tree(&mut runner).unwrap().current();
                // Signs of units and the long s are letters in small type, too.
                if !text.contains(['\u{17f}', '\u{212a}', '\u{212b}']) {
                    assert!(hints(&text) & 1 << sign != 0, "`{text}` is {phrase}");
                }
            }
        }
    }

    #[test]
    fn phrases_are_found_where_they_stand() {
        assert!(promotes("Read more about it") && promotes("LESEN SIE auch") && !promotes("We read more"));
        let shown = |sign: usize, text: &str| shows(sign, text, hints(text));
        assert!(shown(FURNISHES, "Our newsletter") && shown(LOGS_IN, "Log in") && !shown(LOGS_IN, "loginname"));
        assert!(shown(COMMENTED, "3 Comments") && !shown(COMMENTED, "Commentsy"));
        assert!(shown(OTHERS, "You may also like"));
    }

    #[test]
    fn placeholders_name_what_is_foreign_and_ask_for_consent() {
        let is_placeholder = |text: &str| {
            let nodes = super::super::tree::parse(&format!("<p>{text}"));
            is_placeholder(&super::super::blocks::cut(&nodes)[0])
        };
        assert!(is_placeholder("Ich bin damit einverstanden, dass mir externe Inhalte angezeigt werden."));
        assert!(is_placeholder("To view this embedded content you must accept the cookies of its provider."));
        assert!(is_placeholder(
            "Nous utilisons des cookies pour mesurer l’audience. Vous pouvez refuser à tout moment."
        ));
        assert!(is_placeholder("We and our partners use some cookies. Manage them in the settings."));
        assert!(!is_placeholder("The shop bakes cookies, and we use butter, she said."));
        assert!(!is_placeholder("Externe Inhalte einzubinden, urteilte das Gericht, ist erlaubt."));
    }

    #[test]
    fn sentences_end_in_marks() {
        assert_eq!(sentences("One. “Two!” Three... (Four?) 3.5 five"), 4);
        assert_eq!(sentences("One.two. "), 1);
        assert_eq!(sentences("終わり。"), 1);
    }
}
