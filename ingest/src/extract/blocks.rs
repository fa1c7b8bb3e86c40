//! The tree as blocks of text: cut at block elements and at two line breaks in a row.

use super::classes;
use super::tags::Tag;
use super::tree::Node;
use super::words::words;

/// A block is called good from this number of words on...
const GOOD_WORDS: u32 = 12;
/// ...and up to this share of its characters in links.
const GOOD_LINKS: f64 = 0.35;

/// A link to another story has so many words...
const POINTER_WORDS: u32 = 4;
/// ...and more than this share of its block.
const POINTER_LINKS: f64 = 0.8;

/// A run of text that nothing breaks.
#[derive(Debug)]
pub(super) struct Block {
    /// White space collapsed; a single line break is a `\n`.
    pub(super) text: String,
    /// Index of the block element it stands in.
    pub(super) element: u32,
    /// Index of its first text node that is not blank.
    pub(super) first: u32,
    /// Index behind its last node.
    pub(super) end: u32,
    /// Characters of the text.
    pub(super) chars: u32,
    /// Words; where a script has no spaces, a third of the characters.
    pub(super) words: u32,
    /// Characters in links.
    pub(super) links: u32,
    /// Characters in `b` and `strong`.
    pub(super) bold: u32,
    /// Characters in `i` and `em`.
    pub(super) italic: u32,
}

impl Block {
    /// Share of the characters that stand in links.
    pub(super) fn link_share(&self) -> f64 {
        f64::from(self.links) / f64::from(self.chars.max(1))
    }

    /// A block that looks like prose.
    pub(super) fn is_good(&self) -> bool {
        self.words >= GOOD_WORDS && f64::from(self.links) < GOOD_LINKS * f64::from(self.chars)
    }

    /// A block that is hardly more than a link, long enough for a headline.
    pub(super) fn is_pointer(&self) -> bool {
        self.words >= POINTER_WORDS && self.link_share() > POINTER_LINKS
    }

    /// Characters that count as prose.
    pub(super) fn good_chars(&self) -> u32 {
        if self.is_good() { self.chars } else { 0 }
    }
}

/// Cuts a page into blocks, in reading order.
pub(super) fn cut(nodes: &[Node]) -> Vec<Block> {
    let mut cutter = Cutter::default();
    let mut open: Vec<u32> = Vec::new();
    let (mut link_end, mut bold_end, mut italic_end, mut heard_end) = (0, 0, 0, 0);
    let mut breaks = 0;
    let mut at = 0;
    while let Some(node) = nodes.get(at as usize) {
        while let Some(&last) = open.last().filter(|&&last| at >= nodes[last as usize].end) {
            cutter.flush(last, at);
            open.pop();
            breaks = 0;
        }
        let here = open.last().copied().unwrap_or(0);
        let kind = classes::kind(node);
        match node.tag {
            Tag::Text => {
                let run = if at < heard_end { &mut cutter.heard } else { &mut cutter.seen };
                let is_blank = run.text(&node.text, at, [at < link_end, at < bold_end, at < italic_end]);
                breaks = if is_blank { breaks } else { 0 };
            }
            tag if tag.is_skipped() || kind == Some(classes::Kind::ConsentDialog) => {
                at = node.end;
                continue;
            }
            Tag::Break => {
                breaks += 1;
                if breaks >= 2 {
                    cutter.flush(here, at);
                } else {
                    cutter.line_break();
                }
            }
            tag if tag.is_block() => {
                cutter.flush(here, at);
                open.push(at);
                breaks = 0;
            }
            tag => {
                match tag {
                    Tag::Link => link_end = link_end.max(node.end),
                    Tag::Bold => bold_end = bold_end.max(node.end),
                    Tag::Italic => italic_end = italic_end.max(node.end),
                    _ => {}
                }
                if kind == Some(classes::Kind::OnlyHeard) {
                    heard_end = heard_end.max(node.end);
                }
            }
        }
        at += 1;
    }
    cutter.flush(open.last().copied().unwrap_or(0), at);
    cutter.blocks
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Gap {
    #[default]
    Nothing,
    Space,
    Line,
}

/// Text of the block being gathered.
#[derive(Default)]
struct Run {
    text: String,
    gap: Gap,
    first: Option<u32>,
    links: u32,
    bold: u32,
    italic: u32,
}

impl Run {
    /// Adds a text node; returns true where it is blank.
    fn text(&mut self, text: &str, at: u32, [link, bold, italic]: [bool; 3]) -> bool {
        if self.gap == Gap::Nothing && text.starts_with(char::is_whitespace) {
            self.gap = Gap::Space;
        }
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return true;
        }
        for word in trimmed.split_whitespace() {
            if !self.text.is_empty() {
                match self.gap {
                    Gap::Nothing => {}
                    Gap::Space => self.text.push(' '),
                    Gap::Line => self.text.push('\n'),
                }
            }
            self.gap = Gap::Space;
            self.text.push_str(word);
        }
        if !text.ends_with(char::is_whitespace) {
            self.gap = Gap::Nothing;
        }
        let chars = u32::try_from(trimmed.chars().count()).unwrap_or(u32::MAX);
        self.first.get_or_insert(at);
        for (inside, count) in [(link, &mut self.links), (bold, &mut self.bold), (italic, &mut self.italic)] {
            *count += if inside { chars } else { 0 };
        }
        false
    }
}

/// The block being gathered, and those that are complete.
#[derive(Default)]
struct Cutter {
    blocks: Vec<Block>,
    seen: Run,
    /// What only screen readers get: `, opens in a new tab`. Where it is all there is, it is the block.
    heard: Run,
}

impl Cutter {
    const fn line_break(&mut self) {
        self.seen.gap = Gap::Line;
    }

    fn flush(&mut self, element: u32, end: u32) {
        let (seen, heard) = (std::mem::take(&mut self.seen), std::mem::take(&mut self.heard));
        let Run { text, first, links, bold, italic, .. } = if seen.text.is_empty() { heard } else { seen };
        let Some(first) = first.filter(|_| !text.is_empty()) else { return };
        let chars = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let mut count = u32::try_from(words(&text).count()).unwrap_or(u32::MAX);
        if count.saturating_mul(14) < chars {
            count = count.max(chars / 3);
        }
        self.blocks.push(Block { text, element, first, end, chars, words: count, links, bold, italic });
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree;
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        cut(&tree::parse(html)).into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn text_is_cut_at_blocks_and_at_two_breaks() {
        assert_eq!(texts("<p>a <b>b</b>\n c<p>d<br>e<br>\n<br>f<br><br><br>g"), ["a b c", "d\ne", "f", "g"]);
        assert_eq!(texts("<div>a<p>b</p>c</div><my-box>d</my-box>e"), ["a", "b", "c", "d", "e"]);
        assert_eq!(texts("a<script>x</script>b<button>c</button><ruby>漢<rt>kan</rt></ruby>"), ["ab漢"]);
        assert_eq!(texts("<br><br><p> \u{a0} </p>"), Vec::<String>::new());
    }

    #[test]
    fn what_only_screen_readers_get_is_left_out_of_text() {
        let hidden = "<span style='border:0;clip:rect(0 0 0 0);overflow:hidden'>, opens new tab</span>";
        assert_eq!(texts(&format!("<p>The index <a href=x>(.DJI){hidden}</a>, fell")), ["The index (.DJI), fell"]);
        assert_eq!(texts("<p><span class='x sr-only'>Published</span> Monday"), ["Monday"]);
        assert_eq!(texts("<p><b class=c-VisuallyHidden__x>Related <i>links</i></b><p>a"), ["Related links", "a"]);
        assert_eq!(texts("<p>a <span class='not-sr-only'>b</span>"), ["a b"]);
    }

    #[test]
    fn dialogs_that_ask_for_consent_are_no_part_of_a_page() {
        assert_eq!(
            texts("<p>a<div id=onetrust-consent-sdk><p>b</div><div class='x qc-cmp2-container'>c</div>d"),
            ["a", "d"]
        );
    }

    #[test]
    fn characters_and_words_are_counted() {
        let page = "<p><a href=x>one two</a> three <b>four</b> <i>five</i>";
        let block = &cut(&tree::parse(page))[0];
        assert_eq!((block.words, block.chars, block.links, block.bold, block.italic), (5, 23, 7, 4, 4));
        let block = &cut(&tree::parse("<p>国务院总理在北京会见了来访的外国客人并且发表了讲话"))[0];
        assert_eq!(block.words, 8);
    }
}
