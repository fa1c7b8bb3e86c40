//! News sitemaps: what they say of pages that come from elsewhere in the same run.
//!
//! A sitemap has no stories, only their addresses, dates and titles. Its entries are skipped as records. What those that are
//! files say is gathered before a run, because a page may come earlier in the run than the sitemap that dates it; to find
//! those in archives, crawls and pipes means to read everything, so they count from where they stand.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Cursor, Read};

use dateline_model::{Article, Dated, Flag, Location, Origin};
use flate2::read::MultiGzDecoder;
use jiff::{SignedDuration, Timestamp};

use crate::feed::Vocabulary::{News, Sitemap};
use crate::feed::markup::{Fields, Met, Walk};
use crate::limits::{DOCUMENT_BYTES, RECORD_BYTES};
use crate::repair::{non_empty, unescape};
use crate::unpack::{Input, Record, Sink, Stop};
use crate::{Format, Reason, Rejection, decode, sniff, web};

/// Bytes that tell a sitemap from other files.
const HEAD: usize = 4096;

/// Most pages that hints are kept for; a news sitemap has at most 1,000.
const MOST: usize = 1_000_000;

/// Most statements that are kept of a page, from one record of a run on and the next.
const MOST_SAID: usize = 16;

/// What an entry says of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Hint {
    title: Option<String>,
    published: Option<Dated>,
    language: Option<String>,
    keywords: Vec<String>,
    publication: Option<String>,
    is_opinion: bool,
}

/// What news sitemaps say of pages, by address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// What is said of a page, and from which record of the run on: the latest last.
    pages: HashMap<String, Vec<(u64, Hint)>>,
    is_full: bool,
}

impl Hints {
    /// Reads the news sitemaps among the inputs and passes over everything else. What cannot be read is passed over
    /// too: [`crate::unpack()`] meets it again and reports it. Standard input, archives and crawls are not looked into.
    #[must_use]
    pub fn gather(inputs: &[Input]) -> Self {
        let mut hints = Self::default();
        let paths = inputs.iter().filter_map(|input| match input {
            Input::Path(path) => Some(path),
            Input::Stdin => None,
        });
        for entry in paths.flat_map(|path| walkdir::WalkDir::new(path).follow_links(true)).filter_map(Result::ok) {
            if entry.file_type().is_file()
                && let Ok(file) = File::open(entry.path())
                && let Some(bytes) = plain(BufReader::new(file), DOCUMENT_BYTES)
            {
                hints.add(Self::read(&bytes), 0);
            }
        }
        hints
    }

    /// Returns true where no sitemap said anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    /// Returns true where there were more entries than are kept.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.is_full
    }

    /// What a record says that may be a sitemap, compressed or not.
    pub(crate) fn of_record(bytes: &[u8]) -> Self {
        plain(bytes, RECORD_BYTES).map_or_else(Self::default, |bytes| Self::read(&bytes))
    }

    /// What a sitemap says.
    fn read(bytes: &[u8]) -> Self {
        let text = decode::decode(bytes, None);
        let mut walk = Walk::new(&text, is_entry);
        let mut hints = Self::default();
        loop {
            match walk.next() {
                Met::Record(fields) => hints.add(Self::of(&fields), 0),
                Met::TooLarge => {}
                Met::End(..) => return hints,
            }
        }
    }

    /// What one entry says.
    fn of(fields: &Fields) -> Self {
        let said = hint(fields).map(|(page, hint)| (page, vec![(0, hint)]));
        Self { pages: said.into_iter().collect(), is_full: false }
    }

    /// Adds what others say, as said of the records of a run from number `from` on.
    pub fn add(&mut self, others: Self, from: u64) {
        self.is_full |= others.is_full;
        for (page, said) in others.pages {
            if self.pages.len() >= MOST && !self.pages.contains_key(&page) {
                self.is_full = true;
                continue;
            }
            let known = self.pages.entry(page).or_default();
            for (_, hint) in said {
                let is_last = known.last().is_some_and(|(_, last)| *last == hint);
                // A sitemap that is a file was gathered before the run met it.
                if is_last || known.iter().any(|(since, known)| *since == 0 && *known == hint) {
                    continue;
                }
                if known.len() >= MOST_SAID {
                    self.is_full = true;
                    continue;
                }
                known.push((from, hint));
            }
        }
    }

    /// Adds to an article what a sitemap says of its address and its page does not say, or says less surely: the date,
    /// where the page has none or one that was read off words, address or file name. `number` is that of the record in
    /// the run. `now` is when the run began: a date more than two days ahead of the capture is not used.
    pub fn apply(&self, article: &mut Article, number: u64, now: Timestamp) {
        if self.is_empty() {
            return;
        }
        let page = article.url.as_deref().and_then(web::canonical).map(|url| web::identity(&url));
        let mut said = page.and_then(|page| self.pages.get(&page)).into_iter().flatten();
        // Of those that stand in front of the record the latest.
        let Some((_, hint)) = said.rfind(|(from, _)| *from <= number) else { return };
        let unsure =
            |dated: &Dated| matches!(dated.origin, Origin::Text | Origin::Url | Origin::FileName | Origin::Dateline);
        let latest = article.captured.unwrap_or(now) + SignedDuration::from_hours(48);
        if let Some(stated) = hint.published.as_ref().filter(|stated| stated.earliest() <= latest)
            && article.published.as_ref().is_none_or(unsure)
        {
            article.published = Some(stated.clone());
        }
        if let Some(title) = hint.title.as_ref().filter(|_| article.headline.is_empty()) {
            article.headline.clone_from(title);
        }
        article.language = article.language.take().or_else(|| hint.language.clone());
        if article.tags.is_empty() {
            article.tags.clone_from(&hint.keywords);
        }
        if let Some(name) = hint.publication.as_ref().filter(|_| article.source.name == article.source.id.as_str()) {
            article.source.name.clone_from(name);
        }
        if hint.is_opinion && !article.flags.contains(&Flag::Opinion) {
            article.flags.push(Flag::Opinion);
            article.flags.sort_unstable();
        }
    }
}

/// What is a sitemap, compressed or not: its bytes, `most` of them. Entries in front of damage count.
fn plain(mut packed: impl Read, most: usize) -> Option<Vec<u8>> {
    let head = |reader: &mut dyn Read| {
        let mut head = Vec::with_capacity(HEAD);
        reader.take(HEAD as u64).read_to_end(&mut head).ok().map(|_| head)
    };
    let first = head(&mut packed)?;
    let whole = Cursor::new(first.clone()).chain(packed);
    let (first, reader): (Vec<u8>, Box<dyn Read>) = if sniff(&first) == Format::Gzip {
        let mut inner = MultiGzDecoder::new(whole);
        let first = head(&mut inner)?;
        (first.clone(), Box::new(Cursor::new(first).chain(inner)))
    } else {
        (first, Box::new(whole))
    };
    if sniff(&first) != Format::Sitemap {
        return None;
    }
    let mut bytes = Vec::new();
    let _ = reader.take(most as u64).read_to_end(&mut bytes);
    Some(bytes)
}

fn is_entry(name: &str) -> bool {
    matches!(name, "url" | "sitemap")
}

fn hint(fields: &Fields) -> Option<(String, Hint)> {
    let news = |name: &str| fields.anywhere(News, name).find_map(|field| non_empty(&unescape(&field.text)));
    let address = fields.children(Sitemap, "loc").find_map(|field| web::canonical(field.text.trim()))?;
    let hint = Hint {
        title: news("title"),
        published: news("publication_date")
            .and_then(|date| crate::parse_date(&date, Origin::Sitemap))
            .map(|dated| Dated { origin: Origin::Sitemap, ..dated }),
        language: news("language").and_then(|tag| dateline_text::normalise_code(&tag)),
        keywords: news("keywords")
            .map_or_else(Vec::new, |words| words.split(',').filter_map(non_empty).take(50).collect()),
        publication: news("name"),
        is_opinion: news("genres").is_some_and(|genres| {
            genres.split(',').any(|genre| matches!(genre.trim().to_ascii_lowercase().as_str(), "oped" | "opinion"))
        }),
    };
    (hint != Hint::default()).then(|| (web::identity(&address), hint))
}

/// Hands out the entries of a sitemap as what they are: no stories.
pub(crate) fn unpack(bytes: &[u8], location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    let text = decode::decode(bytes, None);
    let mut walk = Walk::new(&text, is_entry);
    for number in 1.. {
        let at = location.at_item(number);
        match walk.next() {
            Met::Record(fields) if fields.name == "sitemap" => {
                sink(Record::Skipped { location: at, kind: "sitemap index entry".to_owned() })?;
            }
            Met::Record(fields) => {
                let (kind, hints) = ("sitemap entry".to_owned(), Hints::of(&fields));
                sink(if hints.is_empty() {
                    Record::Skipped { location: at, kind }
                } else {
                    Record::Sitemap { location: at, kind, hints }
                })?;
            }
            Met::TooLarge => {
                let detail = format!("expected an entry of at most {RECORD_BYTES} bytes, found more");
                sink(Record::Rejected(Rejection::new(&at, Reason::TooLarge, detail)))?;
            }
            Met::End(_, Some(damage)) => {
                let detail = format!("{damage}; {} entries in front of it were read", number - 1);
                return sink(Record::Rejected(Rejection::new(location, Reason::Broken, detail)));
            }
            Met::End(_, None) if number == 1 => {
                let detail = "expected entries in the sitemap, found none";
                return sink(Record::Rejected(Rejection::new(location, Reason::Empty, detail)));
            }
            Met::End(_, None) => return Ok(()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use dateline_model::Capture;

    use super::*;

    const NEWS: &str = "<?xml version='1.0' encoding='UTF-8'?>\
        <urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>\
        <url><loc>https://hafen.example/a?utm_source=x</loc><n:news><n:publication><n:name>Der Hafen</n:name>\
        <n:language>de</n:language></n:publication><n:publication_date>2024-03-05T23:30:00+01:00</n:publication_date>\
        <n:title>Kr&#228;ne stehen still &amp; warten</n:title><n:keywords>Hafen, Kräne</n:keywords></n:news></url>\
        <url><loc>https://hafen.example/b</loc><lastmod>2024-03-05</lastmod></url></urlset>";

    fn article(published: &str) -> Article {
        let page = format!(
            "<html><head><title>Kräne</title></head><body><article><h1>Kräne</h1><p>{published}</p><p>{}</p></article></body></html>",
            "Die Kräne im Hafen stehen seit Montag still, sagte die Direktorin am Abend. ".repeat(5)
        );
        let capture = Capture {
            location: Location::default(),
            uri: Some("http://www.hafen.example/a/".to_owned()),
            captured: None,
            media_type: "text/html".to_owned(),
            charset: None,
            payload: page.into_bytes(),
        };
        crate::normalise(&capture, "2024-04-01T00:00:00Z".parse().unwrap()).unwrap()
    }

    #[test]
    fn a_sitemap_dates_the_pages_that_do_not_say_it_surely() {
        let mut hints = Hints::default();
        hints.add(Hints::read(NEWS.as_bytes()), 7);
        assert_eq!(hints.pages.len(), 1);
        let now = "2024-04-01T00:00:00Z".parse().unwrap();
        let mut article = article("");
        hints.apply(&mut article, 6, now);
        assert_eq!(article.published, None, "the sitemap stands behind the page");
        hints.apply(&mut article, 7, now);
        let published = article.published.clone().unwrap();
        assert_eq!((published.value().as_str(), published.origin), ("2024-03-05T23:30:00+01:00", Origin::Sitemap));
        assert_eq!((article.headline.as_str(), article.source.name.as_str()), ("Kräne", "Der Hafen"));
        assert_eq!(article.tags, ["Hafen", "Kräne"]);
        let stated = Dated { origin: Origin::Meta, ..crate::parse_date("2024-03-04", Origin::Meta).unwrap() };
        article.published = Some(stated.clone());
        hints.apply(&mut article, 8, now);
        assert_eq!(article.published, Some(stated));
        article.published = None;
        let said = |hints: &Hints| hints.pages.values().map(Vec::len).collect::<Vec<_>>();
        hints.add(Hints::read(NEWS.as_bytes()), 9);
        assert_eq!(said(&hints), [1], "said again");
        for number in 10..50 {
            hints.add(Hints::read(NEWS.replace("warten", &number.to_string()).as_bytes()), number);
        }
        assert_eq!((said(&hints), hints.is_full()), (vec![MOST_SAID], true));
        hints.apply(&mut article, 8, "2024-03-01T00:00:00Z".parse().unwrap());
        assert_eq!(article.published, None, "a date of the future");
    }

    #[test]
    fn entries_are_skipped_and_damage_is_said() {
        let kinds = |text: &str| {
            let mut kinds = Vec::new();
            let kept = unpack(text.as_bytes(), &Location::file("s.xml"), &mut |record| {
                kinds.push(match record {
                    Record::Skipped { kind, .. } | Record::Sitemap { kind, .. } => kind,
                    Record::Rejected(rejection) => rejection.to_string(),
                    Record::Capture(_) | Record::Coded(_) => "capture".to_owned(),
                });
                Ok(())
            });
            assert_eq!(kept, Ok(()));
            kinds
        };
        assert_eq!(sniff(NEWS.as_bytes()), Format::Sitemap);
        assert_eq!(kinds(NEWS), ["sitemap entry", "sitemap entry"]);
        assert_eq!(
            kinds("<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap>"),
            [
                "sitemap index entry",
                "s.xml: broken: expected `</sitemapindex>`, found the end; 1 entries in front of it were read"
            ]
        );
    }

    #[test]
    fn sitemaps_are_found_among_the_inputs() {
        let folder = std::env::temp_dir().join(format!("dateline-sitemap-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("a.html"), "<html><p>no").unwrap();
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packed, NEWS.as_bytes()).unwrap();
        std::fs::write(folder.join("news.gz"), packed.finish().unwrap()).unwrap();
        let hints = Hints::gather(&[Input::Path(folder.clone()), Input::Stdin]);
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(hints.pages.len(), 1);
    }
}
