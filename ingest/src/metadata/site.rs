//! The name of the site, and titles without it.

use std::collections::HashSet;

use super::text::{key, squashed};

/// Names that differ by more characters than this are two names.
const LONGEST_REST: usize = 18;
/// Articles that names come with and without.
const ARTICLES: [&str; 9] = ["the", "der", "die", "das", "le", "la", "el", "il", "de"];

/// What the site is called, as letters and digits.
#[derive(Clone, Debug, Default)]
pub(super) struct Sites {
    names: HashSet<String>,
}

impl Sites {
    pub(super) fn add(&mut self, name: &str) {
        let name = squashed(name.trim_start_matches('@'));
        if !name.is_empty() && name.len() <= 200 {
            self.names.insert(name);
        }
    }

    /// Adds the host of an address, and the label that the site registered.
    pub(super) fn add_host(&mut self, address: &str) {
        let Some(host) = url::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)) else {
            return;
        };
        let labels: Vec<&str> = host.trim_start_matches("www.").split('.').collect();
        if labels.len() < 2 {
            return;
        }
        self.add(&labels.join("."));
        self.add(labels[0]);
        // `example.co.uk` is registered one label further to the left.
        let second = labels[labels.len() - 2];
        let registered = if second.len() > 3 || labels.len() == 2 { second } else { labels[labels.len() - 3] };
        self.add(registered);
    }

    /// Returns true where a text is the name of the site: it equals one of its names, begins or ends with one or the
    /// reverse, or is spelled by the first letters.
    pub(super) fn is_site(&self, text: &str) -> bool {
        let squashed = squashed(text);
        if squashed.is_empty() {
            return true;
        }
        let bare = without_article(&squashed);
        let fits = |name: &String| {
            name == &squashed
                || name.len() > 3
                    && squashed.len() > 3
                    && name.len().abs_diff(squashed.len()) < LONGEST_REST
                    && (squashed.starts_with(name.as_str())
                        || name.starts_with(&squashed)
                        || squashed.ends_with(name.as_str()))
                || squashed.len() > 2 && without_article(name) == bare
        };
        if self.names.contains(&squashed) || self.names.iter().any(fits) {
            return true;
        }
        let key = key(text);
        let initials: String = key.split(' ').filter_map(|word| word.chars().next()).collect();
        initials.len() > 1 && self.names.contains(&initials)
    }

    /// A title without the names of the site at its ends. Nothing is cut that is not known to be one.
    pub(super) fn cut(&self, title: &str) -> String {
        let mut rest = title.trim();
        for _ in 0..6 {
            let marks = separators(rest);
            let last = marks.last().map(|mark| (&rest[..mark.start], &rest[mark.end..]));
            let first = marks.first().map(|mark| (&rest[..mark.start], &rest[mark.end..]));
            let has_words = |text: &str| text.chars().any(char::is_alphanumeric);
            rest = match (last, first) {
                (Some((head, tail)), _) if self.is_site(tail) && has_words(head) => head,
                (_, Some((head, tail))) if self.is_site(head) && has_words(tail) => tail,
                _ => match after_colon(rest, 2, 40).filter(|(head, _)| self.is_site(head)) {
                    Some((_, tail)) => tail,
                    None => break,
                },
            }
            .trim();
        }
        rest.to_owned()
    }
}

fn without_article(name: &str) -> &str {
    ARTICLES.iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name)
}

/// `Label: rest`, the label of so many characters.
fn after_colon(text: &str, least: usize, most: usize) -> Option<(&str, &str)> {
    let at = text.find(": ")?;
    let (label, rest) = (&text[..at], text[at + 1..].trim_start());
    ((least..=most).contains(&label.chars().count()) && !rest.is_empty()).then_some((label, rest))
}

/// A mark between two parts of a title, with the spaces around it.
#[derive(Clone, Copy, Debug)]
struct Separator {
    start: usize,
    end: usize,
    /// It divides without spaces too, and hardly ever stands in a headline.
    is_hard: bool,
}

fn separators(text: &str) -> Vec<Separator> {
    const HARD: [char; 11] = ['|', '¦', '│', '‖', '∣', '｜', '»', '«', '›', '‹', '\u{2503}'];
    const SOFT: [char; 16] = ['·', '•', '∙', '●', '–', '—', '―', '-', '~', '/', ':', '>', '<', '_', '*', '+'];
    let mut found: Vec<Separator> = Vec::new();
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let after = rest.chars().next();
        let spaced = before.is_some_and(char::is_whitespace) && after.is_none_or(char::is_whitespace);
        let double = c == ':' && after == Some(':');
        let joined = matches!(c, '_' | '＿')
            && before.is_some_and(char::is_alphanumeric)
            && after.is_some_and(char::is_alphanumeric);
        let is_hard = HARD.contains(&c) || double;
        if is_hard || joined || spaced && SOFT.contains(&c) {
            let start = text[..at].trim_end().len();
            let length = c.len_utf8() + usize::from(double);
            let end = at + length + (text[at + length..].len() - text[at + length..].trim_start().len());
            match found.last_mut().filter(|last| start <= last.end) {
                Some(last) => last.end = end,
                None => found.push(Separator { start, end, is_hard }),
            }
        }
        before = Some(c);
    }
    found
}

/// Parts of a title, each with the name of how it was made.
pub(super) fn parts(title: &str) -> Vec<(&'static str, String)> {
    let marks = separators(title);
    let mut out: Vec<(&'static str, &str)> = Vec::new();
    if let (Some(first), Some(last)) = (marks.first(), marks.last()) {
        out.push(("first part", &title[..first.start]));
        out.push(("all but the last part", &title[..last.start]));
        out.push(("all but the first part", &title[first.end..]));
        out.push(("longest part", longest(title, &marks)));
        let hard: Vec<Separator> = marks.iter().copied().filter(|mark| mark.is_hard).collect();
        if !hard.is_empty() {
            out.push(("longest part between bars", longest(title, &hard)));
        }
    }
    if let Some((_, rest)) = after_colon(title, 3, 60) {
        out.push(("behind the colon", rest));
    }
    out.into_iter().map(|(how, text)| (how, text.trim().to_owned())).filter(|(_, text)| !text.is_empty()).collect()
}

fn longest<'t>(title: &'t str, marks: &[Separator]) -> &'t str {
    let starts = std::iter::once(0).chain(marks.iter().map(|mark| mark.end));
    let ends = marks.iter().map(|mark| mark.start).chain(std::iter::once(title.len()));
    let all = starts.zip(ends).filter_map(|(start, end)| title.get(start..end));
    all.max_by_key(|part| part.chars().count()).unwrap_or(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sites() -> Sites {
        let mut sites = Sites::default();
        sites.add("The Harbour Courier");
        sites.add("HEP");
        sites.add_host("https://www.news.courier.example/a");
        sites
    }

    #[test]
    fn only_the_name_of_the_site_is_cut() {
        for (title, rest) in [
            ("Storm wins - The Harbour Courier", "Storm wins"),
            ("Harbour Courier | Storm wins", "Storm wins"),
            ("Storm wins | Sport | Harbour Courier", "Storm wins | Sport"),
            ("Courier: Storm wins", "Storm wins"),
            ("Storm - and what it left", "Storm - and what it left"),
            ("Storm wins » Harbour Evening Post", "Storm wins"),
            ("Courier", "Courier"),
        ] {
            assert_eq!(sites().cut(title), rest, "{title}");
        }
    }

    #[test]
    fn parts_have_names() {
        let all = parts("Sport: Storm wins | Late | Paper");
        let part = |how| all.iter().find(|(known, _)| *known == how).map(|(_, text)| text.as_str());
        assert_eq!(part("first part"), Some("Sport: Storm wins"));
        assert_eq!(part("all but the last part"), Some("Sport: Storm wins | Late"));
        assert_eq!(part("behind the colon"), Some("Storm wins | Late | Paper"));
        assert!(parts("Storm wins").is_empty());
    }
}
