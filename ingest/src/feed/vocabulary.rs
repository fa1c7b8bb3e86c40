//! Which vocabulary an element of a feed belongs to, by namespace; by its usual prefix where none is declared.

/// The vocabularies that say something about a story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Vocabulary {
    /// RSS of every version, and what a feed without namespaces has.
    Rss,
    /// Atom 0.3 and 1.0.
    Atom,
    /// RDF itself.
    Rdf,
    /// Dublin Core elements.
    Dc,
    /// Dublin Core terms.
    DcTerms,
    /// `content:encoded`.
    Content,
    /// Media RSS.
    Media,
    /// WordPress exports.
    WordPress,
    /// The excerpt of WordPress exports.
    Excerpt,
    /// FeedBurner, which knows where its links lead.
    FeedBurner,
    /// XHTML.
    Xhtml,
    /// Sitemaps.
    Sitemap,
    /// Google's news sitemaps.
    News,
    /// Anything else.
    #[default]
    Other,
}

impl Vocabulary {
    /// By the name of the namespace; versions differ in it.
    fn of_namespace(uri: &str) -> Option<Self> {
        let uri = uri.trim().to_ascii_lowercase();
        let rest = uri.split_once("://").map_or(uri.as_str(), |(_, rest)| rest).trim_end_matches(['/', '#']);
        const BEGINNINGS: [(&str, Vocabulary); 20] = [
            ("www.w3.org/2005/atom", Vocabulary::Atom),
            ("purl.org/atom/ns", Vocabulary::Atom),
            ("www.w3.org/1999/02/22-rdf-syntax-ns", Vocabulary::Rdf),
            ("purl.org/rss/1.0/modules/content", Vocabulary::Content),
            ("purl.org/rss/1.0/modules", Vocabulary::Other),
            ("purl.org/rss", Vocabulary::Rss),
            ("purl.org/net/rss", Vocabulary::Rss),
            ("my.netscape.com/rdf/simple", Vocabulary::Rss),
            ("channel.netscape.com/rdf/simple", Vocabulary::Rss),
            ("backend.userland.com", Vocabulary::Rss),
            ("blogs.law.harvard.edu/tech/rss", Vocabulary::Rss),
            ("cyber.law.harvard.edu/rss", Vocabulary::Rss),
            ("purl.org/dc/elements", Vocabulary::Dc),
            ("purl.org/dc/terms", Vocabulary::DcTerms),
            ("search.yahoo.com/mrss", Vocabulary::Media),
            ("rssnamespace.org/feedburner", Vocabulary::FeedBurner),
            ("www.w3.org/1999/xhtml", Vocabulary::Xhtml),
            ("www.sitemaps.org/schemas/sitemap", Vocabulary::Sitemap),
            ("www.google.com/schemas/sitemap-news", Vocabulary::News),
            ("www.google.com/schemas/sitemap", Vocabulary::Sitemap),
        ];
        if rest.starts_with("wordpress.org/export") {
            return Some(if rest.ends_with("excerpt") { Self::Excerpt } else { Self::WordPress });
        }
        BEGINNINGS.iter().find(|(beginning, _)| rest.starts_with(beginning)).map(|(_, vocabulary)| *vocabulary)
    }

    /// By the prefix that everyone uses for it.
    fn of_prefix(prefix: &str) -> Self {
        match prefix {
            "rss" => Self::Rss,
            "atom" => Self::Atom,
            "rdf" => Self::Rdf,
            "dc" => Self::Dc,
            "dcterms" => Self::DcTerms,
            "content" => Self::Content,
            "media" => Self::Media,
            "wp" => Self::WordPress,
            "excerpt" => Self::Excerpt,
            "feedburner" => Self::FeedBurner,
            "xhtml" => Self::Xhtml,
            "news" => Self::News,
            _ => Self::Other,
        }
    }
}

/// Declarations that are minded at one place; a real feed has a dozen.
const MOST_DECLARED: usize = 200;

/// The namespaces declared around the present place.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    depth: usize,
    /// Depth of the element that declares it, prefix (none is the default namespace), vocabulary.
    declared: Vec<(usize, String, Vocabulary)>,
    /// Vocabulary of the outermost element: that of names without a namespace.
    own: Vocabulary,
}

impl Scope {
    /// Enters an element with its attributes, names in lower case.
    pub(crate) fn enter(&mut self, name: &str, attributes: &[(String, String)]) {
        self.depth += 1;
        let own = match name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase().as_str() {
            "feed" | "entry" => Vocabulary::Atom,
            "urlset" | "sitemapindex" => Vocabulary::Sitemap,
            _ => Vocabulary::Rss,
        };
        if self.depth == 1 {
            self.own = own;
        }
        for (attribute, uri) in attributes {
            if self.declared.len() >= MOST_DECLARED {
                return;
            }
            let prefix = if attribute == "xmlns" {
                ""
            } else if let Some(prefix) = attribute.strip_prefix("xmlns:") {
                prefix
            } else {
                continue;
            };
            // A default namespace that nobody knows, on the outermost element, is a feed's own by another name.
            let unknown = if self.depth == 1 && prefix.is_empty() { own } else { Vocabulary::Other };
            let vocabulary = Vocabulary::of_namespace(uri).unwrap_or(unknown);
            self.declared.push((self.depth, prefix.to_owned(), vocabulary));
        }
    }

    pub(crate) fn leave(&mut self) {
        while self.declared.last().is_some_and(|(depth, ..)| *depth == self.depth) {
            self.declared.pop();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    /// Returns the vocabulary of an element by its name as written.
    pub(crate) fn vocabulary(&self, name: &str) -> Vocabulary {
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix).to_ascii_lowercase();
        let declared = self.declared.iter().rev().find(|(_, known, _)| *known == prefix);
        declared.map_or_else(
            || if prefix.is_empty() { self.own } else { Vocabulary::of_prefix(&prefix) },
            |(_, _, vocabulary)| *vocabulary,
        )
    }

    /// Returns true where an element belongs to the vocabulary of the feed itself.
    pub(crate) fn is_own(&self, name: &str) -> bool {
        self.vocabulary(name) == self.own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_count_and_prefixes_stand_in() {
        let attributes = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, uri)| ((*name).to_owned(), (*uri).to_owned())).collect()
        };
        let mut scope = Scope::default();
        scope.enter(
            "rss",
            &attributes(&[("xmlns:d", "http://purl.org/dc/elements/1.1/"), ("xmlns", "http://x.example")]),
        );
        assert_eq!(scope.vocabulary("d:date"), Vocabulary::Dc);
        assert_eq!(scope.vocabulary("title"), Vocabulary::Rss);
        assert_eq!(scope.vocabulary("content:encoded"), Vocabulary::Content);
        assert_eq!(scope.vocabulary("mine:title"), Vocabulary::Other);
        scope.enter("box", &attributes(&[("xmlns", "http://y.example"), ("xmlns:d", "http://y.example")]));
        assert_eq!(scope.vocabulary("title"), Vocabulary::Other);
        assert_eq!(scope.vocabulary("d:date"), Vocabulary::Other);
        scope.leave();
        assert_eq!(scope.vocabulary("d:date"), Vocabulary::Dc);
    }
}
