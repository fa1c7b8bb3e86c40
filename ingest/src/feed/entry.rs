//! What a feed says of itself and of one item, whatever the format.

use serde::{Deserialize, Serialize};

use super::markup::{Field, Fields};
use super::vocabulary::Vocabulary::{self, Atom, Content, Dc, DcTerms, Excerpt, FeedBurner, Media, Rss, Xhtml};

/// What a feed says of itself. Dates are as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Head {
    /// Name of the feed.
    pub title: Option<Words>,
    /// The page that the feed belongs to.
    pub link: Option<String>,
    /// What the feed is about.
    pub description: Option<Words>,
    /// Who answers for it, with an address where one is stated.
    pub author: Option<String>,
    /// Language tag.
    pub language: Option<String>,
    /// When it was published, as written.
    pub published: Option<String>,
    /// When it last changed, as written.
    pub updated: Option<String>,
}

/// What a feed says of one item. Dates are as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// The item's own name for itself.
    pub id: Option<String>,
    /// Address of the story, as stated.
    pub link: Option<String>,
    /// Address that the link leads to in the end, where the feed knows it.
    pub leads_to: Option<String>,
    /// Headline.
    pub title: Option<Words>,
    /// Summary, or whatever text there is beside the whole one.
    pub summary: Option<Words>,
    /// The whole text.
    pub content: Option<Words>,
    /// Names of the authors.
    pub authors: Vec<String>,
    /// When it was published, as written.
    pub published: Option<String>,
    /// When it last changed, as written.
    pub updated: Option<String>,
    /// Tags.
    pub categories: Vec<String>,
    /// Language tag.
    pub language: Option<String>,
    /// Captions of pictures, where they stand apart from the text.
    pub captions: Vec<String>,
}

/// A text, and what kind it is said to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Words {
    /// Nothing says whether it is markup: RSS.
    Unstated(String),
    /// Plain text: `<` is a sign like any other.
    Plain {
        /// The text.
        text: String,
    },
    /// Markup.
    Html {
        /// The markup.
        html: String,
    },
}

impl Words {
    /// The text as it stands, markup or not.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unstated(text) | Self::Plain { text } | Self::Html { html: text } => text,
        }
    }

    /// As one line of plain text: tags dropped and entities resolved where they are markup.
    pub(crate) fn line(&self) -> Option<String> {
        let line = match self {
            Self::Plain { text } => text.clone(),
            Self::Unstated(text) | Self::Html { html: text } => crate::repair::unescape(&without_tags(text)),
        };
        crate::repair::non_empty(&line)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.as_str().trim().is_empty()
    }
}

/// `a < b` is no tag: a tag begins with a letter or a stroke right behind the bracket.
fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let tag = rest[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        plain.push_str(&rest[..at]);
        match rest[at..].find('>').filter(|_| tag) {
            Some(end) => rest = &rest[at + end + 1..],
            None => {
                plain.push('<');
                rest = &rest[at + 1..];
            }
        }
    }
    plain + rest
}

/// Most authors and most tags of an item.
const MOST: usize = 50;

/// Reads what surrounds the items.
pub(crate) fn head(fields: &Fields) -> Head {
    Head {
        title: words(fields, &[(Atom, "title"), (Rss, "title"), (Dc, "title")]),
        link: link(fields).or_else(|| fields.attribute("href").map(str::to_owned)),
        description: words(
            fields,
            &[(Rss, "description"), (Atom, "subtitle"), (Atom, "tagline"), (Rss, "abstract"), (Dc, "description")],
        ),
        author: contact(fields),
        language: text(fields, &[(Rss, "language"), (Dc, "language")])
            .or_else(|| fields.attribute("xml:lang").map(str::to_owned)),
        published: last(fields, &PUBLISHED),
        updated: last(fields, &UPDATED)
            .or_else(|| text(fields, &[(Dc, "date")]))
            .or_else(|| fields.attribute("lastmod").map(str::to_owned)),
    }
}

const PUBLISHED: [Name; 5] =
    [(Rss, "pubdate"), (Atom, "published"), (Atom, "issued"), (DcTerms, "issued"), (Atom, "created")];
const UPDATED: [Name; 4] = [(Atom, "updated"), (Atom, "modified"), (DcTerms, "modified"), (Rss, "lastbuilddate")];

type Name = (Vocabulary, &'static str);

/// Reads one item.
pub(crate) fn entry(fields: &Fields) -> Entry {
    let content = words(fields, &[(Content, "encoded"), (Atom, "content"), (Xhtml, "body"), (Rss, "fullitem")]);
    let summary = words(
        fields,
        &[
            (Rss, "summary"),
            (Atom, "summary"),
            (Excerpt, "encoded"),
            (Rss, "description"),
            (Rss, "abstract"),
            (Dc, "description"),
        ],
    );
    // `summary` beside `description`: the longer word is the text.
    let content = content.or_else(|| {
        let described = words(fields, &[(Rss, "description")]);
        described.filter(|described| summary.as_ref() != Some(described))
    });
    let written = fields.anywhere(Media, "description").find_map(value);
    Entry {
        id: text(fields, &[(Atom, "id"), (Rss, "guid")])
            .or_else(|| fields.attribute("rdf:about").map(str::to_owned))
            .or_else(|| text(fields, &[(Dc, "identifier")])),
        link: link(fields).or_else(|| fields.attribute("href").map(str::to_owned)),
        leads_to: text(fields, &[(FeedBurner, "origlink")]),
        title: words(fields, &[(Atom, "title"), (Rss, "title"), (Dc, "title")])
            .or_else(|| fields.anywhere(Media, "title").find_map(value)),
        summary: summary.or_else(|| if content.is_none() { written } else { None }),
        content,
        authors: authors(fields),
        published: last(fields, &PUBLISHED).or_else(|| text(fields, &[(Dc, "date")])),
        updated: last(fields, &UPDATED),
        categories: categories(fields),
        language: text(fields, &[(Dc, "language"), (Rss, "language")])
            .or_else(|| fields.attribute("xml:lang").map(str::to_owned)),
        captions: Vec::new(),
    }
}

/// The first of these names that holds a text.
fn text(fields: &Fields, names: &[Name]) -> Option<String> {
    names.iter().find_map(|&(vocabulary, name)| fields.children(vocabulary, name).find_map(trimmed))
}

/// The last element of the first of these names: whoever states a date again means the later statement.
fn last(fields: &Fields, names: &[Name]) -> Option<String> {
    names.iter().find_map(|&(vocabulary, name)| fields.children(vocabulary, name).filter_map(trimmed).last())
}

fn trimmed(field: &Field) -> Option<String> {
    Some(field.text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn words(fields: &Fields, names: &[Name]) -> Option<Words> {
    names.iter().find_map(|&(vocabulary, name)| fields.children(vocabulary, name).find_map(value))
}

/// The text of an element as what it is said to be.
fn value(field: &Field) -> Option<Words> {
    let kind = field.attribute("type").unwrap_or("").trim().to_ascii_lowercase();
    let mode = field.attribute("mode").unwrap_or("").trim().to_ascii_lowercase();
    let words = if !field.markup.is_empty() {
        let markup = field.markup.trim();
        // Atom 1.0 wraps XHTML into a `div` that is no part of it.
        Words::Html { html: if kind == "xhtml" { unwrapped(markup) } else { markup }.to_owned() }
    } else if mode == "base64" || is_binary(field, &kind) {
        let compact: String = field.text.split_whitespace().collect();
        let bytes = data_encoding::BASE64.decode(compact.as_bytes()).ok()?;
        Words::Html { html: crate::decode::decode(&bytes, None).into_owned() }
    } else {
        let text = field.text.trim().to_owned();
        match (field.vocabulary, kind.as_str(), mode.as_str()) {
            (Atom, "html" | "xhtml" | "text/html" | "application/xhtml+xml", _) => Words::Html { html: text },
            (Atom, "text" | "text/plain", _) | (Media, "plain", _) => Words::Plain { text },
            // Atom 1.0 says that nothing stated is plain text; makers of Atom 0.3 meant either.
            (Atom, "", "escaped") => Words::Html { html: text },
            _ => Words::Unstated(text),
        }
    };
    Some(words).filter(|words| !words.is_empty())
}

/// In Atom, what is neither text nor XML is base64.
fn is_binary(field: &Field, kind: &str) -> bool {
    field.vocabulary == Atom
        && kind.contains('/')
        && !kind.starts_with("text/")
        && !kind.starts_with("image/")
        && !kind.ends_with("xml")
}

fn unwrapped(markup: &str) -> &str {
    let inner = markup.strip_prefix("<div").and_then(|rest| rest.split_once('>')).map(|(_, rest)| rest);
    inner.and_then(|inner| inner.strip_suffix("</div>")).unwrap_or(markup).trim()
}

/// The address of the story: a plain link, an alternate one, a guid that is an address.
fn link(fields: &Fields) -> Option<String> {
    let plain = text(fields, &[(Rss, "link")]).or_else(|| {
        fields.children(Rss, "link").find_map(|field| field.attribute("href").map(|link| link.trim().to_owned()))
    });
    let stated = |rel: &str| {
        fields.children(Atom, "link").find_map(|field| {
            let known = field.attribute("rel").unwrap_or("alternate").trim().to_ascii_lowercase();
            let link = field.attribute("href").map(str::to_owned).or_else(|| trimmed(field));
            link.filter(|link| known == rel && !link.trim().is_empty()).map(|link| link.trim().to_owned())
        })
    };
    let guid = || {
        let is_address =
            |field: &Field| !field.attribute("ispermalink").is_some_and(|is| is.eq_ignore_ascii_case("false"));
        let guid = fields.children(Rss, "guid").find(|field| is_address(field)).and_then(trimmed);
        guid.filter(|guid| guid.starts_with("http://") || guid.starts_with("https://"))
    };
    plain.or_else(|| stated("alternate")).or_else(guid)
}

/// Names of the authors, as the feed has them.
fn authors(fields: &Fields) -> Vec<String> {
    let stated: Vec<String> = fields
        .children(Atom, "author")
        .take(MOST)
        .filter_map(|author| fields.within(author, "name").and_then(trimmed).or_else(|| trimmed(author)))
        .collect();
    if !stated.is_empty() {
        return stated;
    }
    let created: Vec<String> = fields.children(Dc, "creator").take(MOST).filter_map(trimmed).collect();
    if !created.is_empty() {
        return created;
    }
    fields.children(Rss, "author").take(MOST).filter_map(trimmed).map(|author| named(&author)).collect()
}

/// `desk@paper.example (Ana Ruiz)` is how RSS wants authors; an address alone is no name, but it is all there is.
fn named(author: &str) -> String {
    let name = author.split_once('(').filter(|(address, _)| address.contains('@')).map(|(_, name)| name);
    name.map_or(author, |name| name.trim_end().trim_end_matches(')')).trim().to_owned()
}

/// Who answers for the feed: a name with the address behind it.
fn contact(fields: &Fields) -> Option<String> {
    let atom = fields.children(Atom, "author").find_map(|author| {
        let name = fields.within(author, "name").and_then(trimmed);
        let email = fields.within(author, "email").and_then(trimmed);
        match (name, email) {
            (Some(name), Some(email)) => Some(format!("{name} ({email})")),
            (name, email) => name.or(email),
        }
    });
    atom.or_else(|| text(fields, &[(Rss, "author"), (Dc, "creator"), (Rss, "managingeditor"), (Dc, "publisher")]))
}

fn categories(fields: &Fields) -> Vec<String> {
    let atom = fields.children(Atom, "category").filter_map(|category| {
        category.attribute("label").or_else(|| category.attribute("term")).and_then(crate::repair::non_empty)
    });
    let plain = fields.children(Rss, "category").chain(fields.children(Dc, "subject"));
    let mut all: Vec<String> = Vec::new();
    for category in atom.chain(plain.filter_map(|field| crate::repair::non_empty(&field.text))) {
        if !all.contains(&category) && all.len() < MOST {
            all.push(category);
        }
    }
    all
}
