//! What makers of pages call their elements, as far as it tells headlines, dates and names from the rest.

use std::sync::LazyLock;

use rapidhash::RapidHashMap;

/// A set of things that the class and the identifier of an element say, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(u32);

impl Marks {
    pub(super) const TITLE: Self = Self(1);
    pub(super) const KICKER: Self = Self(1 << 1);
    pub(super) const DATE: Self = Self(1 << 2);
    pub(super) const UPDATED: Self = Self(1 << 3);
    pub(super) const PUBLISHED: Self = Self(1 << 4);
    pub(super) const AUTHOR: Self = Self(1 << 5);
    pub(super) const BYLINE: Self = Self(1 << 6);
    /// Other words for who signs: `writer`, `vcard`, `signature`.
    pub(super) const SIGNED: Self = Self(1 << 7);
    pub(super) const NAME: Self = Self(1 << 8);
    /// The name of a card: `fn`.
    pub(super) const CARD_NAME: Self = Self(1 << 9);
    /// Things around a name that are not the name: pictures, biographies, buttons.
    pub(super) const AROUND_NAME: Self = Self(1 << 10);
    pub(super) const COMMENT: Self = Self(1 << 11);
    /// Footers, side bars, forms, boxes that pop up.
    pub(super) const FURNITURE: Self = Self(1 << 12);
    /// Boxes with other stories.
    pub(super) const RELATED: Self = Self(1 << 13);
    /// Lists and cards, which may hold other stories.
    pub(super) const LISTED: Self = Self(1 << 14);
    pub(super) const BRAND: Self = Self(1 << 15);
    pub(super) const MENU: Self = Self(1 << 16);
    /// The line under a headline.
    pub(super) const DEK: Self = Self(1 << 17);
    pub(super) const CAPTION: Self = Self(1 << 18);
    pub(super) const CREDIT: Self = Self(1 << 19);

    /// Returns true where one of the others is among these.
    pub(super) const fn any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Words, and what they mean. A word of five letters or more also counts where a longer word begins or ends with it.
const WORDS: [(Marks, &[&str]); 20] = [
    (
        Marks::TITLE,
        &[
            "title", "headline", "titel", "heading", "titulo", "titre", "hed", "hdl", "ueberschrift", "schlagzeile",
            "titolo", "otsikko", "rubrik", "overskrift", "baslik", "naslov",
        ],
    ),
    (
        Marks::KICKER,
        &[
            "kicker", "overline", "dachzeile", "spitzmarke", "roofline", "topline", "eyebrow", "pretitle",
            "supertitle", "rubric", "category", "antetitulo", "surtitre", "occhiello", "label", "tag", "badge",
            "subline", "subtitle", "subhead", "preheadline",
        ],
    ),
    (
        Marks::DATE,
        &[
            "date", "datum", "fecha", "data", "time", "timestamp", "published", "publish", "pubdate", "posted",
            "dateline", "datetime", "byline", "meta", "created", "info", "submitted", "details", "erstellt", "zeit",
            "publication", "publicacion", "stand", "tarih", "datetext", "fecha",
        ],
    ),
    (Marks::UPDATED, &["updated", "update", "modified", "aktualisiert", "changed", "lastmod", "actualizado", "maj"]),
    (Marks::PUBLISHED, &["published", "entrydate", "dtpublished", "publicationdate", "publishdate", "pubdate"]),
    (
        Marks::AUTHOR,
        &["author", "autor", "auteur", "autore", "autores", "autoren", "autorin", "forfatter", "verfasser", "penulis"],
    ),
    (Marks::BYLINE, &["byline", "bylines"]),
    (
        Marks::SIGNED,
        &[
            "writer", "redakteur", "skribent", "writtenby", "postedby", "vcard", "signature", "firma", "journalist",
            "reporter", "contributor", "contributors", "creator", "credit", "credits", "source", "quelle", "yazar",
        ],
    ),
    (Marks::NAME, &["name", "link", "url"]),
    (Marks::CARD_NAME, &["fn"]),
    (
        Marks::AROUND_NAME,
        &[
            "share", "social", "follow", "avatar", "image", "img", "bio", "biography", "description", "twitter",
            "icon", "photo", "caption", "figure", "quote", "testimonial", "authority", "copyright", "media", "promo",
            "list",
        ],
    ),
    (
        Marks::COMMENT,
        &["comment", "kommentar", "reply", "replies", "disqus", "respond", "reaction", "commentaire", "comentario"],
    ),
    (
        Marks::FURNITURE,
        &[
            "footer", "sidebar", "widget", "cookie", "consent", "newsletter", "modal", "popup", "breadcrumb",
            "subscribe", "search", "banner", "advert", "promo",
        ],
    ),
    (
        Marks::RELATED,
        &["related", "recommend", "teaser", "popular", "latest", "trending", "carousel", "mostread", "morefrom"],
    ),
    (
        Marks::LISTED,
        &[
            "recent", "similar", "slider", "swiper", "upcoming", "next", "prev", "previous", "card", "calendar",
            "ticker", "copyright", "more",
        ],
    ),
    (Marks::BRAND, &["logo", "branding", "sitetitle", "sitename"]),
    (Marks::MENU, &["nav", "navbar", "navigation", "menu"]),
    (
        Marks::DEK,
        &[
            "standfirst", "subheadline", "dek", "deck", "vorspann", "chapeau", "entradilla", "bajada", "sommario",
            "ingress", "subtitle", "articlesummary", "lead", "intro", "undertitle", "lede",
        ],
    ),
    (Marks::CAPTION, &["caption", "cutline", "bildunterschrift"]),
    (Marks::CREDIT, &["credit", "copyright", "source", "author", "photographer"]),
];

/// Pairs of words that mean what neither does.
const PAIRS: [(&str, &str, Marks); 14] = [
    ("site", "title", Marks::BRAND),
    ("site", "name", Marks::BRAND),
    ("most", "read", Marks::RELATED),
    ("more", "from", Marks::RELATED),
    ("read", "more", Marks::RELATED),
    ("entry", "date", Marks::PUBLISHED),
    ("dt", "published", Marks::PUBLISHED),
    ("written", "by", Marks::SIGNED),
    ("posted", "by", Marks::SIGNED),
    ("by", "line", Marks::BYLINE),
    ("sub", "headline", Marks::DEK),
    ("sub", "title", Marks::DEK.and(Marks::KICKER)),
    ("article", "summary", Marks::DEK),
    ("last", "modified", Marks::UPDATED),
];

/// Remembers what it has read: pages use the same names again and again.
#[derive(Debug, Default)]
pub(super) struct Reader<'a> {
    known: RapidHashMap<&'a str, Marks>,
}

impl<'a> Reader<'a> {
    pub(super) fn read(&mut self, names: &'a str) -> Marks {
        *self.known.entry(names).or_insert_with(|| marks_of(names))
    }
}

fn marks_of(names: &str) -> Marks {
    // What is longer is data and no name.
    if names.len() > 1000 {
        return Marks::default();
    }
    let mut marks = Marks::default();
    let (mut before, mut word) = (String::new(), String::new());
    for name in names.split(|c: char| !c.is_alphanumeric()) {
        let mut rest = name;
        while !rest.is_empty() {
            let (first, after) = rest.split_at(word_length(rest));
            rest = after;
            word.clear();
            if first.is_ascii() {
                word.push_str(first);
                word.make_ascii_lowercase();
            } else {
                word.extend(first.chars().flat_map(char::to_lowercase));
            }
            marks = marks.and(meaning(&before, &word));
            std::mem::swap(&mut before, &mut word);
        }
    }
    marks
}

/// Bytes of the first word of a name: `articleBody` is article and body.
fn word_length(name: &str) -> usize {
    let mut small = false;
    for (at, c) in name.char_indices() {
        if small && c.is_uppercase() {
            return at;
        }
        small = c.is_lowercase() || c.is_numeric();
    }
    name.len()
}

/// Bytes of the shortest word that counts as part of a longer one.
const PART: usize = 5;

/// [`WORDS`] and [`PAIRS`] as they are looked for.
#[derive(Default)]
struct Table {
    whole: RapidHashMap<&'static str, Word>,
    /// Words that may begin a longer one, by their first bytes.
    beginnings: RapidHashMap<&'static [u8], Vec<(&'static str, Marks)>>,
    /// Words that may end a longer one, by their last bytes.
    endings: RapidHashMap<&'static [u8], Vec<(&'static str, Marks)>>,
    /// `pubdate`, `postmeta`, `articledate`: short words for dates count at the end of long ones.
    dates: Vec<&'static str>,
}

/// What is known of a word.
#[derive(Default)]
struct Word {
    marks: Marks,
    /// Words in front of it with which it means something else.
    pairs: Vec<(&'static str, Marks)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for (mark, word) in WORDS.iter().flat_map(|(mark, words)| words.iter().map(|word| (*mark, *word))) {
        let known = table.whole.entry(word).or_default();
        known.marks = known.marks.and(mark);
        if let (Some(first), Some(last)) = (word.as_bytes().first_chunk::<PART>(), word.as_bytes().last_chunk::<PART>())
        {
            table.beginnings.entry(first).or_default().push((word, mark));
            table.endings.entry(last).or_default().push((word, mark));
        } else if word.len() == 4 && mark == Marks::DATE {
            table.dates.push(word);
        }
    }
    for (first, second, meaning) in PAIRS {
        table.whole.entry(second).or_default().pairs.push((first, meaning));
    }
    table
});

/// What a word means behind another.
fn meaning(before: &str, word: &str) -> Marks {
    let table = &*TABLE;
    let mut marks = Marks::default();
    if let Some(known) = table.whole.get(word) {
        let pairs = known.pairs.iter().filter(|(first, _)| before == *first);
        marks = pairs.fold(known.marks, |marks, (_, meaning)| marks.and(*meaning));
    }
    let bytes = word.as_bytes();
    if let (Some(first), Some(last)) = (bytes.first_chunk::<PART>(), bytes.last_chunk::<PART>()) {
        let begun = table.beginnings.get(&first[..]).into_iter().flatten();
        let ended = table.endings.get(&last[..]).into_iter().flatten();
        let begun = begun.filter(|(known, _)| word.starts_with(known));
        for (_, mark) in begun.chain(ended.filter(|(known, _)| word.ends_with(known))) {
            marks = marks.and(*mark);
        }
        if word.len() > PART && !word.ends_with("update") && table.dates.iter().any(|known| word.ends_with(known)) {
            marks = marks.and(Marks::DATE);
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words_with_a_meaning() {
        for (names, mark) in [
            ("entry-title", Marks::TITLE),
            ("articleHeadline x", Marks::TITLE),
            ("site_title", Marks::BRAND),
            ("c-post__pubdate", Marks::DATE),
            ("commentlist", Marks::COMMENT),
            ("AuthorName", Marks::NAME),
            ("by-line", Marks::BYLINE),
        ] {
            assert!(marks_of(names).any(mark), "{names}");
        }
        assert!(!marks_of("lastupdate").any(Marks::DATE));
        assert!(!marks_of("navy leading").any(Marks::MENU.and(Marks::DEK)));
    }
}
