//! What the wire formats agree on, and how it becomes a story.

use dateline_model::{Byline, Caption, Correction, CorrectionKind, Dated, Dateline, Flag, Paragraph};

use crate::body::{Story, is_kicker, same};
use crate::{Reason, byline, clutter, corrections, dateline};

/// Characters of a text that can be the notice of a withdrawal rather than the story that is withdrawn.
const NOTICE: usize = 600;

/// One item of a wire, as its format states it.
#[derive(Debug, Default)]
pub(crate) struct Item {
    pub(crate) headline: Option<String>,
    /// The name desks give it. Stands in for a headline where there is none.
    pub(crate) slug: Option<String>,
    pub(crate) dek: Option<String>,
    pub(crate) byline: Option<Byline>,
    pub(crate) dateline: Option<Dateline>,
    /// Who sent it.
    pub(crate) provider: Option<String>,
    /// Who wrote it, where that is another.
    pub(crate) agency: Option<String>,
    /// Its identifier, the same for every version.
    pub(crate) own_id: Option<String>,
    /// The version, rising.
    pub(crate) version: Option<u64>,
    /// When its first version was made.
    pub(crate) first: Option<Dated>,
    /// When this version was made.
    pub(crate) this: Option<Dated>,
    pub(crate) embargo: Option<Dated>,
    pub(crate) language: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) blocks: Vec<Paragraph>,
    pub(crate) captions: Vec<Caption>,
    /// What the desk says beside the story.
    pub(crate) notes: Vec<String>,
    /// Taken back, or not to be used until further notice.
    pub(crate) withdrawn: bool,
    /// Held until told otherwise, without a date.
    pub(crate) held: bool,
}

/// An item as a story with what stands beside it.
#[derive(Debug)]
pub(crate) struct WireStory {
    pub(crate) story: Story,
    pub(crate) provider: Option<String>,
    pub(crate) own_id: Option<String>,
    pub(crate) published: Option<Dated>,
    pub(crate) updated: Option<Dated>,
    pub(crate) version: Option<u64>,
    pub(crate) embargo: Option<Dated>,
    pub(crate) language: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) notes: Vec<String>,
    pub(crate) flags: Vec<Flag>,
}

impl Item {
    /// Sets the byline from the printed line.
    pub(crate) fn sign(&mut self, printed: &str) {
        if let Some((found, agency)) = byline::read(printed) {
            self.byline = Some(found);
            self.agency = self.agency.take().or(agency);
        }
    }

    /// Sorts the item into a story.
    ///
    /// # Errors
    ///
    /// Fails where it holds neither a headline nor a text nor a withdrawal.
    pub(crate) fn finish(mut self) -> Result<WireStory, (Reason, String)> {
        let is_titled = self.headline.is_some();
        let mut story = Story {
            headline: self.headline.take().or_else(|| self.slug.clone()).unwrap_or_default(),
            dek: self.dek.take(),
            byline: self.byline.take(),
            agency: self.agency.take(),
            dateline: self.dateline.take(),
            captions: std::mem::take(&mut self.captions),
            ..Story::default()
        };
        place(&mut story, std::mem::take(&mut self.blocks));
        drop_repeated_dek(&mut story);
        let mut flags = Vec::new();
        self.take_notices(&mut story);
        if self.withdrawn {
            withdraw(&mut story, &mut self.notes);
            flags.push(Flag::Withdrawn);
        } else if story.body.is_empty() {
            // A summary is the text where it is all there is.
            if let Some(dek) = story.dek.take() {
                story.body.paragraphs.push(Paragraph::text(dek));
                story.split_dateline();
                flags.push(Flag::Summary);
            } else if is_titled {
                flags.push(Flag::HeadlineOnly);
            } else {
                return Err((Reason::NoStory, "expected a headline or a text in the item, found neither".to_owned()));
            }
        }
        if self.embargo.is_some() || self.held {
            flags.push(Flag::Embargoed);
        }
        let (published, updated) = self.dates();
        let provider = self.provider.take().or_else(|| story.agency.clone());
        story.agency = story.agency.take().or_else(|| provider.as_deref().map(agency_name));
        Ok(WireStory {
            story,
            provider,
            own_id: self.own_id,
            published,
            updated,
            version: self.version,
            embargo: self.embargo,
            language: self.language,
            section: self.section,
            tags: self.tags,
            notes: self.notes,
            flags,
        })
    }

    /// When it was first sent, and when this version was. A version that says nothing of the first is dated by itself.
    fn dates(&mut self) -> (Option<Dated>, Option<Dated>) {
        let (first, this) = (self.first.take(), self.this.take());
        match (first, this) {
            (Some(first), Some(this)) if this == first => (Some(first), None),
            (Some(first), this) => (Some(first), this),
            (None, Some(this)) => {
                let later = self.version.is_some_and(|version| version > 1);
                (Some(this.clone()), later.then_some(this))
            }
            (None, None) => (None, None),
        }
    }

    /// Notes that tell readers of a correction are printed with the story; the others stay the desk's.
    fn take_notices(&mut self, story: &mut Story) {
        let notes = std::mem::take(&mut self.notes);
        for text in notes {
            // `Editor's note:` on a page is for readers; here every note is the editors'.
            let stated = notice(&text).or_else(|| {
                corrections::read(&text).filter(|_| !dateline_text::fold_name(&text).starts_with("editor"))
            });
            match stated {
                Some(notice) if !story.corrections.contains(&notice) => story.corrections.push(notice),
                Some(_) => {}
                None => self.notes.push(text),
            }
        }
    }
}

/// `CORRECTS spelling of name`, `Korrigiert: ...`: how desks begin a note on a correction or a withdrawal.
fn notice(text: &str) -> Option<Correction> {
    const OPENINGS: [(&str, CorrectionKind); 20] = [
        ("corrects", CorrectionKind::Correction),
        ("correcting", CorrectionKind::Correction),
        ("corrected", CorrectionKind::Correction),
        ("correction", CorrectionKind::Correction),
        ("berichtigt", CorrectionKind::Correction),
        ("korrigiert", CorrectionKind::Correction),
        ("korrektur", CorrectionKind::Correction),
        ("korjattu", CorrectionKind::Correction),
        ("rattelse", CorrectionKind::Correction),
        ("rettelse", CorrectionKind::Correction),
        ("corrige", CorrectionKind::Correction),
        ("clarifies", CorrectionKind::Clarification),
        ("clarification", CorrectionKind::Clarification),
        ("kill", CorrectionKind::Retraction),
        ("withdrawn", CorrectionKind::Retraction),
        ("withdraws", CorrectionKind::Retraction),
        ("withdrawal", CorrectionKind::Retraction),
        ("retracted", CorrectionKind::Retraction),
        ("retraction", CorrectionKind::Retraction),
        ("mandatory kill", CorrectionKind::Retraction),
    ];
    let folded = dateline_text::fold_name(&text[..text.floor_char_boundary(200)]);
    let words: Vec<&str> = folded.split(' ').take(3).collect();
    let opens =
        |opening: &str| folded.strip_prefix(opening).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let found = OPENINGS.iter().find(|(opening, _)| opens(opening));
    let (_, kind) = found.filter(|_| !words.is_empty())?;
    Some(Correction { kind: *kind, text: text.to_owned() })
}

/// Puts the blocks of a body in place. Unlike a page, a wire says itself what is body: only what stands elsewhere too
/// is taken out.
fn place(story: &mut Story, blocks: Vec<Paragraph>) {
    let mut blocks = blocks.into_iter().peekable();
    while let Some(block) = blocks.next() {
        let text = block.text.as_str();
        let signed = story.byline.as_ref().is_some_and(|byline| !byline.authors.is_empty());
        if story.body.is_empty() && !story.headline.is_empty() && same(text, &story.headline) {
            continue;
        }
        let captioned = story.captions.iter().any(|caption| same(&caption.text, text));
        if captioned || story.body.is_empty() && is_kicker(&block) && blocks.peek().is_some_and(|next| !is_kicker(next))
        {
            continue;
        }
        if story.body.is_empty() && byline::is_byline(text) {
            if !signed {
                story.byline = None;
                story.set_byline(text);
            }
            continue;
        }
        if let Some(notice) = corrections::read(text) {
            story.corrections.push(notice);
        } else if let Some(names) = clutter::contributors(text) {
            story.agency = story.agency.take().or_else(|| names.iter().find_map(|name| byline::agency(name)));
            let known = story.contributors.clone();
            story.contributors.extend(names.into_iter().filter(|name| !known.contains(name)));
        } else if text.chars().any(char::is_alphanumeric) {
            story.body.paragraphs.push(block);
        }
    }
    split_dateline(story);
}

/// The dateline in front of the text stays there where the format states another place.
fn split_dateline(story: &mut Story) {
    let stated = story.dateline.as_ref().and_then(|dateline| dateline.place.clone());
    let first = story.body.lede().and_then(|lede| dateline::split(&lede.text)).map(|(dateline, _)| dateline);
    let agree = match (stated, first.and_then(|dateline| dateline.place)) {
        (Some(stated), Some(first)) => {
            let (stated, first) = (dateline_text::fold_name(&stated), dateline_text::fold_name(&first));
            stated.starts_with(&first) || first.starts_with(&stated)
        }
        _ => true,
    };
    if agree {
        story.split_dateline();
    }
}

/// A summary that is the beginning of the text, or the headline again, says nothing new.
fn drop_repeated_dek(story: &mut Story) {
    let Some(dek) = &story.dek else { return };
    let folded = dateline_text::fold_name(dek.trim_end_matches(['…', '.', ' ']));
    let repeats =
        story.body.paragraphs.iter().take(2).any(|block| dateline_text::fold_name(&block.text).starts_with(&folded));
    if folded.is_empty() || repeats || same(dek, &story.headline) {
        story.dek = None;
    }
}

/// Keeps headline and notice of a story that was taken back. Where no notice came, a short text is one.
fn withdraw(story: &mut Story, notes: &mut Vec<String>) {
    let known = story.corrections.iter().any(|notice| notice.kind == CorrectionKind::Retraction);
    let body = std::mem::take(&mut story.body).paragraphs;
    let notices = if known {
        Vec::new()
    } else if notes.is_empty() && body.iter().map(|block| block.text.chars().count()).sum::<usize>() <= NOTICE {
        body.into_iter().map(|block| block.text).collect()
    } else {
        std::mem::take(notes)
    };
    let retraction = |text| Correction { kind: CorrectionKind::Retraction, text };
    story.corrections.extend(notices.into_iter().map(retraction));
    story.dek = None;
    story.captions.clear();
}

/// The name an agency goes by.
pub(crate) fn agency_name(name: &str) -> String {
    let domain = name.strip_suffix(".com").unwrap_or(name);
    byline::agency(domain).unwrap_or_else(|| name.to_owned())
}
