//! Plain text to a story, as people copy it from a page or receive it from a wire.

use dateline_model::Paragraph;

use crate::body::Story;
use crate::repair::one_line;
use crate::{byline, credit, dateline};

/// A block of lines between empty lines.
type Block<'a> = Vec<&'a str>;

/// Reads a plain text: headline, dek, byline, captions, body.
pub(crate) fn read(text: &str) -> Story {
    let mut blocks = blocks(text);
    let mut story = Story::default();
    take_headline(&mut blocks, &mut story);
    take_dek(&mut blocks, &mut story);
    let paragraphs = paragraphs(&blocks);
    story.sort(paragraphs.into_iter().map(Paragraph::text).collect());
    story
}

/// Reads the text of a record whose headline stands elsewhere.
pub(crate) fn paragraphs_of(text: &str) -> Vec<String> {
    paragraphs(&blocks(text))
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = vec![Vec::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            blocks.push(Vec::new());
        } else if let Some(last) = blocks.last_mut() {
            last.push(line);
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

fn take_headline(blocks: &mut Vec<Block<'_>>, story: &mut Story) {
    let Some(first) = blocks.first_mut() else { return };
    story.headline = one_line(first.remove(0));
    if first.is_empty() {
        blocks.remove(0);
    }
}

/// A single line between empty lines, behind the headline and in front of more text, is the dek.
fn take_dek(blocks: &mut Vec<Block<'_>>, story: &mut Story) {
    let following: usize = blocks.iter().skip(1).map(Vec::len).sum();
    let Some([only]) = blocks.first().map(Vec::as_slice) else { return };
    let line = one_line(only);
    let length = line.chars().count();
    let stands_apart = following >= 3 && (20..=300).contains(&length);
    if stands_apart
        && !byline::is_byline(&line)
        && !credit::is_caption_line(&line)
        && dateline::split(&line).is_none()
        && !is_wrapped(blocks)
    {
        story.dek = Some(line);
        blocks.remove(0);
    }
}

/// Lines to paragraphs. A text whose lines were broken at a width is joined again, paragraphs told by empty lines or
/// by indentation; in any other text each line is a paragraph.
fn paragraphs(blocks: &[Block<'_>]) -> Vec<String> {
    if !is_wrapped(blocks) {
        let inserted = inserted_lines(blocks);
        let lines = blocks.iter().flatten().enumerate().filter(|(at, _)| !inserted.contains(at));
        return lines.map(|(_, line)| one_line(line)).filter(|line| !line.is_empty()).collect();
    }
    joined(blocks, margin(blocks))
}

/// Reads a text whose lines are known to be broken at a width, as teleprinters do: paragraphs and rows of tables are
/// indented or begin with a mark.
pub(crate) fn paragraphs_of_wrapped(text: &str) -> Vec<String> {
    joined(&blocks(text), 0)
}

fn joined(blocks: &[Block<'_>], margin: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for block in blocks {
        for (at, line) in block.iter().enumerate() {
            let indented = indent(line) > margin || line.trim_start().starts_with("- ");
            match found.last_mut() {
                Some(last) if at > 0 && !indented => {
                    last.push(' ');
                    last.push_str(line);
                }
                _ => found.push((*line).to_owned()),
            }
        }
    }
    found.iter().map(|paragraph| one_line(paragraph)).filter(|paragraph| !paragraph.is_empty()).collect()
}

/// Numbers of the lines that something inserted into the text left behind.
///
/// Where paragraphs follow one another without empty lines, an empty line marks the place of something that was no
/// text: the short lines next to it that end no sentence are what is left of it ("Never miss a story!").
fn inserted_lines(blocks: &[Block<'_>]) -> std::collections::HashSet<usize> {
    let lines: usize = blocks.iter().map(Vec::len).sum();
    let mut inserted = std::collections::HashSet::new();
    if blocks.len() < 2 || blocks.len() * 3 > lines {
        return inserted;
    }
    let left_behind = |line: &str| {
        let line = line.trim();
        let ends_sentence = line.ends_with(['.', '”', '"', ')', '»', '。', '’']);
        line.chars().count() <= 90 && !ends_sentence
    };
    let mut at = 0;
    for (number, block) in blocks.iter().enumerate() {
        let (first, last) = (at, at + block.len() - 1);
        if number > 0 && left_behind(block[0]) {
            inserted.insert(first);
        }
        if number + 1 < blocks.len() && left_behind(block[block.len() - 1]) {
            inserted.insert(last);
        }
        at += block.len();
    }
    inserted
}

/// White space in front of a line, in characters; a tab is worth four.
fn indent(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

fn margin(blocks: &[Block<'_>]) -> usize {
    blocks.iter().flatten().map(|line| indent(line)).min().unwrap_or(0)
}

/// Most lines of a wrapped text are about as long as the longest and do not end a sentence; or its paragraphs are
/// indented, and lines that are not go on with what was begun; or it is a sentence or two in short lines.
pub(crate) fn is_wrapped(blocks: &[Block<'_>]) -> bool {
    is_filled(blocks) || is_indented(blocks) || is_broken(blocks)
}

/// Characters of the longest line of a teleprinter.
const TELEPRINTER: usize = 80;

fn is_indented(blocks: &[Block<'_>]) -> bool {
    let margin = margin(blocks);
    let lines: Vec<&str> = blocks.iter().flatten().copied().collect();
    if lines.iter().any(|line| line.trim_end().chars().count() > TELEPRINTER)
        || !lines.iter().any(|line| indent(line) > margin)
    {
        return false;
    }
    let goes_on = |pair: &[&str]| indent(pair[1]) == margin;
    let pairs = blocks.iter().flat_map(|block| block.windows(2)).filter(|pair| goes_on(pair));
    let (all, unfinished) = pairs.fold((0, 0), |(all, unfinished), pair| {
        (all + 1, unfinished + usize::from(!ends_sentence(pair[0].trim_end())))
    });
    all > 0 && unfinished * 2 >= all
}

/// No line ends a sentence but the last of its block, and most begin as only the middle of a sentence does.
fn is_broken(blocks: &[Block<'_>]) -> bool {
    let pairs: Vec<&[&str]> = blocks.iter().flat_map(|block| block.windows(2)).collect();
    let short = |line: &str| (20..=TELEPRINTER).contains(&line.trim().chars().count());
    let goes_on = |pair: &&&[&str]| pair[1].trim_start().chars().next().is_some_and(char::is_lowercase);
    !pairs.is_empty()
        && pairs.iter().all(|pair| short(pair[0]) && !ends_sentence(pair[0].trim_end()))
        && pairs.iter().filter(goes_on).count() * 2 >= pairs.len()
}

fn ends_sentence(line: &str) -> bool {
    line.ends_with(['.', '!', '?', '"', '”', '»', ':', ')', '。'])
}

/// Most lines are about as long as the longest and do not end a sentence.
fn is_filled(blocks: &[Block<'_>]) -> bool {
    let lines: Vec<&str> = blocks.iter().flatten().map(|line| line.trim_end()).collect();
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let inner: Vec<&&str> = lines.iter().filter(|line| line.chars().count() * 3 >= longest * 2).collect();
    let unfinished = inner.iter().filter(|line| !ends_sentence(line)).count();
    lines.len() >= 3
        && (40..=110).contains(&longest)
        && unfinished * 3 >= inner.len() * 2
        && inner.len() * 2 >= lines.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(story: &Story) -> Vec<&str> {
        story.body.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect()
    }

    #[test]
    fn a_page_copied_from_a_browser() {
        let text = "Harbour: port reopened after storm\n\nShips queue for a third day as cranes are tested.\n\n\
                    Cranes stand idle in Port Ellery (photo credit: A. NAME/MERIDIAN)\nCranes stand idle in Port Ellery\n(photo credit: A. NAME/MERIDIAN)\n\
                    The port reopened on Tuesday, its director said, adding that the backlog would take a week to clear.\n\
                    “We are testing the cranes one by one,” she told reporters. “Nobody will hurry us.”\n\
                    The harbour seen from the air, November 11, 2017. (Meridian Press)\n\
                    A crew member said the wait had been long.\n\nNever miss the news!\n\nSubscribe to our newsletter\n\n\nThe last ship left on Friday.\n\
                    Meridian Press contributed to this report.";
        let story = read(text);
        assert_eq!(story.headline, "Harbour: port reopened after storm");
        assert_eq!(story.dek.as_deref(), Some("Ships queue for a third day as cranes are tested."));
        assert_eq!(body(&story).len(), 4, "{:#?}", body(&story));
        assert_eq!(body(&story)[3], "The last ship left on Friday.");
        let captions: Vec<(&str, Option<&str>)> =
            story.captions.iter().map(|caption| (caption.text.as_str(), caption.credit.as_deref())).collect();
        assert_eq!(
            captions,
            [
                ("Cranes stand idle in Port Ellery", Some("A. NAME/MERIDIAN")),
                ("The harbour seen from the air, November 11, 2017.", Some("Meridian Press"))
            ]
        );
        assert_eq!(story.agency.as_deref(), Some("Meridian Press"));
        assert_eq!(story.contributors, ["Meridian Press"]);
    }

    #[test]
    fn wrapped_lines_are_joined_and_indents_begin_paragraphs() {
        let text = "Showers continued throughout the week in the cocoa zone, and\nthey eased the drought since early January, improving prospects\nfor the coming season, a company said.\n    The dry period means that the harvest will be late this year,\nit added in its weekly review.";
        assert_eq!(
            paragraphs_of(text),
            [
                "Showers continued throughout the week in the cocoa zone, and they eased the drought since early January, improving prospects for the coming season, a company said.",
                "The dry period means that the harvest will be late this year, it added in its weekly review."
            ]
        );
    }

    #[test]
    fn indented_paragraphs_go_on_in_lines_that_are_not() {
        let text = "The harbour union said it is\nwilling to enter renewed talks to end the dispute\nbetween the port and two of its branches.\n    The port earlier said it broke off talks.\n    It gave no reason.";
        assert_eq!(
            paragraphs_of(text),
            [
                "The harbour union said it is willing to enter renewed talks to end the dispute between the port and two of its branches.",
                "The port earlier said it broke off talks.",
                "It gave no reason."
            ]
        );
        assert_eq!(
            paragraphs_of("The port bought 5,000 tonnes of Northern\nrope overnight at an undisclosed price."),
            ["The port bought 5,000 tonnes of Northern rope overnight at an undisclosed price."]
        );
        assert_eq!(
            paragraphs_of("Shr 39 cts\n    Net 1.5 mln\n    Revs 25.2 mln"),
            ["Shr 39 cts", "Net 1.5 mln", "Revs 25.2 mln"]
        );
    }
}
