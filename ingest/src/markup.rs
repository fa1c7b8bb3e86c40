//! Kept markup to paragraphs, through html2text with marks in front of what is no ordinary paragraph.

use dateline_model::{Paragraph, ParagraphKind};
use html2text::config;
use html2text::render::{TaggedLine, TextDecorator};

use crate::repair::one_line;

/// Wider than any paragraph: lines are ours to break, not the renderer's.
const WIDTH: usize = 2_000_000;

// Controls: one byte and one column wide, as the renderer's bookkeeping needs, and never in a text of ours.
const SUBHEAD: char = '\u{1}';
const QUOTATION: char = '\u{2}';
const LIST_ITEM: char = '\u{3}';

/// Returns the paragraphs of a piece of HTML that needs no boilerplate removal.
///
/// # Errors
///
/// Fails where the renderer gives up, with what it said.
pub(crate) fn paragraphs(html: &str) -> Result<Vec<Paragraph>, String> {
    let config = config::with_decorator(Blocks).no_table_borders().allow_width_overflow().raw_mode(true);
    let text = config.string_from_read(html.as_bytes(), WIDTH).map_err(|error| error.to_string())?;
    Ok(text.lines().filter_map(paragraph).collect())
}

fn paragraph(line: &str) -> Option<Paragraph> {
    let marked = |mark| line.contains(mark);
    let kind = if marked(SUBHEAD) {
        ParagraphKind::Subhead
    } else if marked(LIST_ITEM) {
        ParagraphKind::ListItem
    } else if marked(QUOTATION) {
        ParagraphKind::Quotation
    } else {
        ParagraphKind::Text
    };
    let text = one_line(&line.replace([SUBHEAD, QUOTATION, LIST_ITEM], " "));
    (!text.is_empty()).then(|| Paragraph::new(kind, text))
}

/// Leaves the words alone and puts a mark in front of subheads, quotations and list items.
#[derive(Clone, Debug)]
struct Blocks;

impl TextDecorator for Blocks {
    type Annotation = ();

    fn decorate_link_start(&mut self, _url: &str) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_link_end(&mut self) -> String {
        String::new()
    }

    fn decorate_em_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_em_end(&self) -> String {
        String::new()
    }

    fn decorate_strong_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_strong_end(&self) -> String {
        String::new()
    }

    fn decorate_strikeout_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }

    fn decorate_code_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_code_end(&self) -> String {
        String::new()
    }

    fn decorate_superscript_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_superscript_end(&self) -> String {
        String::new()
    }

    fn decorate_preformat_first(&self) {}

    fn decorate_preformat_cont(&self) {}

    fn decorate_image(&mut self, _src: &str, _title: &str) -> (String, ()) {
        (String::new(), ())
    }

    fn header_prefix(&self, _level: usize) -> String {
        SUBHEAD.to_string()
    }

    fn quote_prefix(&self) -> String {
        QUOTATION.to_string()
    }

    fn unordered_item_prefix(&self) -> String {
        LIST_ITEM.to_string()
    }

    fn ordered_item_prefix(&self, number: i64) -> String {
        format!("{LIST_ITEM}{number}. ")
    }

    fn make_subblock_decorator(&self) -> Self {
        Self
    }

    fn finalise(&mut self, _links: Vec<String>) -> Vec<TaggedLine<()>> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_keep_their_kind() {
        let html = "<h2>Why now</h2><p>One <b>two<sup>®</sup></b>&nbsp;<a href=x>three</a>.<p>Four<br><br>five<ul><li>six<li>seven</ul>\
                    <blockquote><p>eight</blockquote><ol><li>nine</ol><table><tr><td>a<td>b</table><img src=x alt=no>";
        let found: Vec<(ParagraphKind, String)> =
            paragraphs(html).unwrap().into_iter().map(|p| (p.kind, p.text)).collect();
        let expected = [
            (ParagraphKind::Subhead, "Why now"),
            (ParagraphKind::Text, "One two® three."),
            (ParagraphKind::Text, "Four"),
            (ParagraphKind::Text, "five"),
            (ParagraphKind::ListItem, "six"),
            (ParagraphKind::ListItem, "seven"),
            (ParagraphKind::Quotation, "eight"),
            (ParagraphKind::ListItem, "1. nine"),
            (ParagraphKind::Text, "a"),
            (ParagraphKind::Text, "b"),
        ];
        assert_eq!(found, expected.map(|(kind, text)| (kind, text.to_owned())));
    }
}
