//! WordPress exports: RSS with the state, the local date and the plain-text paragraphs of each post.

use std::sync::LazyLock;

use regex::Regex;

use super::entry::{Entry, Words};
use super::markup::Fields;
use super::vocabulary::Vocabulary::WordPress;
use crate::repair::non_empty;

const CAPTION: &str = r"(?s)\[(?:wp_)?caption[^\]]*\](.*?)\[/(?:wp_)?caption\]";
const SHORTCODE: &str = r"\[/?(?:gallery|embed|video|audio|playlist)\b[^\]]*\]";
static EXPRESSIONS: LazyLock<Option<(Regex, Regex)>> =
    LazyLock::new(|| Regex::new(CAPTION).ok().zip(Regex::new(SHORTCODE).ok()));

/// Returns what an exported item is where it is no published post: `wordpress page`, `wordpress draft`.
pub(crate) fn skipped(fields: &Fields) -> Option<String> {
    let kind = text(fields, "post_type")?;
    if kind != "post" {
        return Some(format!("wordpress {kind}"));
    }
    text(fields, "status").filter(|status| status != "publish").map(|status| format!("wordpress {status}"))
}

/// Login names and how their people are called, from what surrounds the items.
pub(crate) fn people(head: &Fields) -> Vec<(String, String)> {
    let name = |field, name| head.within(field, name).and_then(|found| non_empty(&found.text));
    head.children(WordPress, "author")
        .filter_map(|author| {
            let whole = name(author, "author_first_name").zip(name(author, "author_last_name"));
            let shown = name(author, "author_display_name");
            let login = name(author, "author_login")?;
            // What is shown is often the login again.
            let shown = shown.filter(|shown| *shown != login);
            Some((login, shown.or_else(|| whole.map(|(first, last)| format!("{first} {last}")))?))
        })
        .collect()
}

/// Puts right what an export says otherwise than a feed.
pub(crate) fn amend(entry: &mut Entry, fields: &Fields, people: &[(String, String)]) {
    if text(fields, "post_type").is_none() {
        return;
    }
    if let Some(local) = text(fields, "post_date").filter(|date| !date.starts_with("0000")) {
        let universal = text(fields, "post_date_gmt").filter(|date| !date.starts_with("0000"));
        entry.published = Some(zoned(&local, universal.as_deref()).unwrap_or(local));
    }
    entry.updated = text(fields, "post_modified")
        .filter(|date| !date.starts_with("0000"))
        .map(|local| zoned(&local, text(fields, "post_modified_gmt").as_deref()).unwrap_or(local))
        .or_else(|| entry.updated.take());
    for author in &mut entry.authors {
        if let Some((_, name)) = people.iter().find(|(login, _)| login == author) {
            author.clone_from(name);
        }
    }
    if let Some(content) = &entry.content {
        let (html, captions) = paragraphs(content.as_str());
        entry.content = Some(Words::Html { html });
        entry.captions = captions;
    }
}

fn text(fields: &Fields, name: &str) -> Option<String> {
    fields.children(WordPress, name).find_map(|field| non_empty(&field.text))
}

/// The local date with its distance from the universal one, where both are stated.
fn zoned(local: &str, universal: Option<&str>) -> Option<String> {
    let parse = |date: &str| date.replacen(' ', "T", 1).parse::<jiff::civil::DateTime>().ok();
    let (here, there) = (parse(local)?, parse(universal?)?);
    let minutes = here.duration_since(there).as_mins();
    let (sign, minutes) = if minutes < 0 { ('-', -minutes) } else { ('+', minutes) };
    (minutes <= 14 * 60).then(|| format!("{here}{sign}{:02}:{:02}", minutes / 60, minutes % 60))
}

/// WordPress keeps paragraphs as empty lines and makes elements of them when it shows a page; posts of its block
/// editor have the elements already. Captions stand in a shortcode around the picture.
fn paragraphs(content: &str) -> (String, Vec<String>) {
    let mut captions = Vec::new();
    let mut text = content.to_owned();
    if let Some((caption, shortcode)) = EXPRESSIONS.as_ref() {
        for found in caption.captures_iter(content) {
            captions.extend(Words::Html { html: found[1].to_owned() }.line());
        }
        text = shortcode.replace_all(&caption.replace_all(content, "\n\n"), "").into_owned();
    }
    if text.contains("<!-- wp:") {
        return (text, captions);
    }
    let mut html = String::with_capacity(text.len() + 256);
    for line in text.replace("\r\n", "\n").split('\n') {
        html.push_str(line);
        html.push_str(if line.trim().is_empty() { "<p>" } else { "<br>" });
    }
    (html, captions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_dates_get_their_zone_from_the_universal_ones() {
        let zoned = |local, universal| zoned(local, Some(universal));
        assert_eq!(zoned("2013-07-29 18:03:54", "2013-07-29 16:03:54").unwrap(), "2013-07-29T18:03:54+02:00");
        assert_eq!(zoned("2013-07-29 22:00:00", "2013-07-30 03:30:00").unwrap(), "2013-07-29T22:00:00-05:30");
        assert_eq!(zoned("2013-07-29 22:00:00", "2012-07-30 03:30:00"), None);
    }

    #[test]
    fn empty_lines_are_paragraphs_and_shortcodes_go() {
        let (html, captions) = paragraphs(
            "Uno.\n\n[caption id=\"a\" width=\"3\"]<img src=\"x\"> El muelle[/caption]\nDos.\n[gallery ids=\"1,2\"]",
        );
        assert_eq!(captions, ["El muelle"]);
        let blocks = crate::markup::paragraphs(&html).unwrap();
        assert_eq!(blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>(), ["Uno.", "Dos."]);
        let blocks = "<!-- wp:paragraph -->\n<p>Uno\nmás.</p>\n<!-- /wp:paragraph -->";
        assert_eq!(paragraphs(blocks).0, blocks);
    }
}
