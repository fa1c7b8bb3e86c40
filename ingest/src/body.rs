//! Blocks of text sorted into what they are: body, captions, corrections, credits, clutter.

use dateline_model::{Body, Byline, Caption, Correction, Dated, Dateline, Origin, Paragraph, ParagraphKind};

use crate::{biography, byline, clutter, corrections, credit, dateline};

/// A story as its blocks tell it, before addresses and dates are known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Story {
    pub(crate) headline: String,
    pub(crate) dek: Option<String>,
    pub(crate) byline: Option<Byline>,
    pub(crate) contributors: Vec<String>,
    pub(crate) agency: Option<String>,
    pub(crate) dateline: Option<Dateline>,
    pub(crate) body: Body,
    pub(crate) captions: Vec<Caption>,
    pub(crate) corrections: Vec<Correction>,
    pub(crate) biographies: Vec<String>,
    /// The date printed in front of the body, where a line of its own holds one.
    pub(crate) published: Option<Dated>,
}

impl Story {
    /// Sorts blocks in reading order into this story; what it already has (headline, dek, captions) is not repeated
    /// in the body.
    pub(crate) fn sort(&mut self, blocks: Vec<Paragraph>) {
        for block in blocks {
            self.sort_block(block);
        }
        self.drop_trailing_subheads();
        self.take_biographies();
        self.split_dateline();
    }

    /// Who wrote the story is presented behind it; a story that is nothing else keeps what it has.
    fn take_biographies(&mut self) {
        /// Paragraphs that a story has besides.
        const FEWEST: usize = 3;
        let authors = self.byline.as_ref().map_or(&[][..], |byline| &byline.authors);
        let paragraphs = &mut self.body.paragraphs;
        while paragraphs.len() > FEWEST
            && let Some(last) = paragraphs.pop_if(|last| biography::is_biography(&last.text, authors))
        {
            self.biographies.insert(0, last.text);
        }
    }

    /// Takes the biographies of the authors among texts that stand behind the story and were left out of it.
    pub(crate) fn present_authors(&mut self, behind: Vec<String>) {
        let authors = self.byline.as_ref().map_or(&[][..], |byline| &byline.authors);
        for text in behind {
            if biography::is_biography(&text, authors) && !self.biographies.contains(&text) {
                self.biographies.push(text);
            }
        }
    }

    fn sort_block(&mut self, block: Paragraph) {
        let text = block.text.as_str();
        if same(text, &self.headline) || self.dek.as_deref().is_some_and(|dek| same(text, dek)) {
            return;
        }
        if self.take_date(text) {
            return;
        }
        if let Some(notice) = corrections::read(text) {
            if !self.corrections.contains(&notice) {
                self.corrections.push(notice);
            }
            return;
        }
        if let Some(names) = clutter::contributors(text) {
            self.agency = self.agency.take().or_else(|| names.iter().find_map(|name| byline::agency(name)));
            self.contributors
                .extend(names.into_iter().filter(|name| !self.contributors.contains(name)).collect::<Vec<_>>());
            return;
        }
        if block.kind == ParagraphKind::Text && self.take_caption(text) {
            return;
        }
        if self.body.is_empty() && is_kicker(&block) {
            return;
        }
        if self.body.is_empty() && byline::is_byline(text) {
            if self.byline.is_none() {
                self.set_byline(text);
            }
            return;
        }
        // A block that says again what was said is clutter of the page: pull quotes, teasers, doubled texts.
        let repeated = text.chars().count() > 40 && self.body.paragraphs.iter().any(|known| known.text == text);
        let is_clutter = match block.kind {
            ParagraphKind::ListItem | ParagraphKind::TableRow => clutter::is_clutter_in_list(text),
            _ => clutter::is_clutter(text),
        };
        if !repeated && !is_clutter {
            self.body.paragraphs.push(block);
        }
    }

    /// Returns true where the line is a date and hardly more: `March 29, 2021 | 5:05 p.m.`, `Updated: 5 May 2023`. The
    /// first in front of the body is when the story was published.
    fn take_date(&mut self, text: &str) -> bool {
        let words = text.split_whitespace().count();
        if words > 18
            || text.ends_with(['.', '”']) && !text.ends_with(".m.")
            || !text.bytes().any(|byte| byte.is_ascii_digit())
        {
            return false;
        }
        let Some(dated) = crate::parse_date(text, Origin::Text) else { return false };
        let other = dateline_text::words(text).filter(|word| !is_of_a_date(&dateline_text::fold(word.text))).count();
        if other > 0 {
            return false;
        }
        let updated = dateline_text::fold_name(text).starts_with("updated");
        if self.body.is_empty() && self.published.is_none() && !updated {
            self.published = Some(dated);
        }
        true
    }

    /// Returns true where the line is a caption, a credit to the last one, or says a known caption again.
    fn take_caption(&mut self, text: &str) -> bool {
        if let Some(credit) = credit::only_credit(text) {
            return match self.captions.last_mut() {
                Some(last) => {
                    last.credit.get_or_insert(credit);
                    true
                }
                None => false,
            };
        }
        if self.captions.iter().any(|known| same(&known.text, text)) {
            return true;
        }
        if credit::is_caption_line(text)
            && let Some(caption) = credit::read(text)
        {
            credit::add(&mut self.captions, caption);
            return true;
        }
        false
    }

    pub(crate) fn set_byline(&mut self, printed: &str) {
        if let Some((byline, agency)) = byline::read(printed) {
            self.byline = Some(byline);
            self.agency = self.agency.take().or(agency);
        }
    }

    /// A heading with nothing under it headed a box that is gone.
    fn drop_trailing_subheads(&mut self) {
        while self.body.paragraphs.last().is_some_and(|last| last.kind == ParagraphKind::Subhead) {
            self.body.paragraphs.pop();
        }
    }

    pub(crate) fn split_dateline(&mut self) {
        let Some(first) = self.body.paragraphs.iter_mut().find(|paragraph| paragraph.kind == ParagraphKind::Text)
        else {
            return;
        };
        if let Some((dateline, rest)) = dateline::split(&first.text) {
            let rest = rest.to_owned();
            self.agency = self.agency.take().or_else(|| {
                dateline.agency.as_deref().map(|agency| byline::agency(agency).unwrap_or_else(|| agency.to_owned()))
            });
            self.dateline.get_or_insert(dateline);
            first.text = rest;
        }
    }
}

/// A label of one or two words in front of the body names the section.
pub(crate) fn is_kicker(block: &Paragraph) -> bool {
    block.kind == ParagraphKind::Text
        && block.text.split_whitespace().count() <= 2
        && !block.text.ends_with(['.', '!', '?', ':', '”', '。'])
}

/// Words that lines with a date hold besides: numbers, months, days of the week, zones, and what introduces a date.
fn is_of_a_date(word: &str) -> bool {
    const WORDS: [&str; 46] = [
        "published", "updated", "posted", "last", "first", "modified", "on", "at", "am", "pm", "a.m", "p.m", "uhr",
        "stand", "publie", "mis", "a", "jour", "le", "modifie", "publicado", "actualizado", "el", "las", "gmt", "bst",
        "utc", "est", "edt", "et", "cet", "cest", "ist", "monday", "tuesday", "wednesday", "thursday", "friday",
        "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "de",
    ];
    word.starts_with(|c: char| c.is_ascii_digit())
        || WORDS.contains(&word)
        || crate::when::is_month(word)
        || matches!(word, "sat" | "sun" | "h" | "the" | "of")
}

/// Equal up to case, accents and punctuation.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a == b
        || a.len().abs_diff(b.len()) <= 24
            && !a.is_empty()
            && dateline_text::fold_name(a) == dateline_text::fold_name(b)
}
