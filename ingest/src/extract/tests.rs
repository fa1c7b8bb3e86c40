//! Whole pages through the extractor: kinds, captions, hostile markup, the pages that come with the program.

use dateline_model::ParagraphKind;
use proptest::prelude::*;

use super::*;

const PROSE: &str = "The council of Hollen voted on Tuesday to rebuild the bridge over the Wend, and to pay for it out of \
                     the harbour's reserves, which the treasurer had called untouchable only a month before.";

fn page(body: &str) -> String {
    format!(
        "<html><head><title>Bridge to be rebuilt</title><meta property=og:title content='Bridge to be rebuilt'></head>\
         <body><nav><ul><li><a href=/a>Home</a><li><a href=/b>Sport</a></ul></nav><article class=article-body>\
         <h1>Bridge to be rebuilt</h1>{body}</article><footer><p>Copyright by nobody. All rights reserved.</p></footer></body></html>"
    )
}

#[test]
fn blocks_keep_their_kinds() {
    let body = format!(
        "<p>{PROSE}</p><p>{PROSE} Again.</p><h2>What it costs</h2><p>{PROSE} Twice.</p>\
         <ul><li>Four piers of granite from the quarry at Osk, cut by hand.<li>A deck of oak, laid on steel, to last for eighty years.</ul>\
         <blockquote><p>{PROSE} So said the mayor.</p></blockquote><p>{PROSE} Thrice.</p>"
    );
    let found = extract(&page(&body));
    let kinds: Vec<ParagraphKind> = found.blocks.iter().map(|block| block.kind).collect();
    let [text, subhead, item, quotation] =
        [ParagraphKind::Text, ParagraphKind::Subhead, ParagraphKind::ListItem, ParagraphKind::Quotation];
    assert_eq!(kinds, [text, text, subhead, text, item, item, quotation, text], "{:#?}", found.blocks);
    assert_eq!(found.blocks[0].text, PROSE.split_whitespace().collect::<Vec<_>>().join(" "));
    assert!(found.confidence > 0.8);
}

#[test]
fn captions_and_boxes_stay_out_of_the_body() {
    let body = format!(
        "<figure><img src=x><figcaption>The old bridge. <span>Photo: A. Name</span></figcaption></figure><p>{PROSE}</p>\
         <p>{PROSE} Again.</p><p><a href=/other>Why the old bridge fell down</a></p><p>{PROSE} Twice.</p>"
    );
    let found = extract(&page(&body));
    assert_eq!(found.captions, ["The old bridge. Photo: A. Name"]);
    assert_eq!(found.blocks.len(), 3, "{:#?}", found.blocks);
}

#[test]
fn a_body_may_stand_in_a_statement_only() {
    let script = format!(
        r#"<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{PROSE}\n\n{PROSE}"}}</script>"#
    );
    let found = extract(&format!("{script}<div id=app></div>"));
    assert_eq!(found.blocks.len(), 2);
    assert!(found.confidence <= 0.5);
}

#[test]
fn nothing_is_found_in_nothing() {
    for html in ["", " ", "<!--", "<script>", "<p>", "</html>", "<svg><svg>", "\u{0}"] {
        assert!(extract(html).blocks.is_empty(), "{html}");
    }
}

#[test]
fn hostile_pages_within_the_guards_limits_are_read() {
    let repeated = |part: &str, count: usize| part.repeat(count);
    let formatting: String = (0..200).map(|n| format!("<b class='story x{n}'>")).collect();
    let pages = [
        format!("{}{}", repeated("<div class='article body'>", 248), repeated("<p>a b c</p>", 59_000)),
        repeated("<p class=body>one two<br><br>", 19_500),
        format!("{}{}", repeated("<span>", 240), repeated("<i>x</i><br>", 29_000)),
        format!("<div>{formatting}</div>{}", repeated("<p>x</p>", 200)),
        format!("{}x", repeated("<table><tr><td>", 80)),
        repeated("<a href=x>y</a>", 59_000),
        format!(
            "<script type=ld+json>[{}{{}}]</script>{}",
            repeated("{\"@type\":\"Article\",\"headline\":\"x\",\"description\":\"a description of this\"},", 20_000),
            repeated("<h1>not a description of this at all</h1>", 59_000)
        ),
        format!("<p class='{}'>{}", repeated("word ", 500_000), repeated("x ", 1_000_000)),
    ];
    for (at, page) in pages.iter().enumerate() {
        assert_eq!(guard::check(page), Ok(()), "page {at}");
        extract(page);
    }
}

/// The numbers of the first block of a page whose text begins so.
fn numbers(html: &str, begins: &str) -> impl Fn(&str) -> f64 {
    let seen = dump(html);
    let row = seen.into_iter().find(|block| block.text.starts_with(begins)).unwrap().numbers;
    move |name| row[NAMES.iter().position(|known| *known == name).unwrap()]
}

#[test]
fn numbers_stand_under_their_names() {
    let html =
        page(&format!("<p>{PROSE}</p><ul hidden><li>One <a href=x>two</a></ul><h3>3 comments</h3><p>{PROSE}</p>"));
    let prose = numbers(&html, "The council");
    assert_eq!([prose("in_container"), prose("element"), prose("ends"), prose("starts")], [1.0, 0.0, 1.0, 1.0]);
    assert_eq!([prose("repeated"), prose("from_headline"), prose("template_blocks")], [1.0, 1.0, 2.0]);
    assert_eq!([prose("stated_body"), prose("after_comments"), prose("after_related")], [-1.0, -1.0, -1.0]);
    assert!((prose("template_good") - 1.0).abs() < 1e-9 && prose("class_sum") != 0.0);
    let item = numbers(&html, "One two");
    assert_eq!([item("words"), item("hidden"), item("element")], [2.0, 1.0, 7.0]);
    assert!((item("links") - 3.0 / 7.0).abs() < 1e-6);
    let heading = numbers(&html, "3 comments");
    assert_eq!([heading("after_comments"), heading("next_element"), heading("next_links")], [0.0, 0.0, 0.0]);
    let footer = numbers(&html, "Copyright");
    assert_eq!(
        [footer("promotion"), footer("furniture"), footer("in_container"), footer("after_comments")],
        [1.0, 1.0, 0.0, 2.0]
    );
}

/// The paragraphs of a page of which every block is kept.
fn all_paragraphs(html: &str) -> Vec<Paragraph> {
    let cut = Cut::new(html, &[], model::shipped());
    let kept: Vec<usize> = (0..cut.blocks.len()).collect();
    let decided = kinds::Decided {
        nodes: &cut.nodes,
        blocks: &cut.blocks,
        elements: &cut.elements,
        rows: &cut.rows,
        kept: &kept,
    };
    decided.paragraphs()
}

#[test]
fn cells_of_a_row_make_one_paragraph() {
    let row = |place: &str, votes: &str| format!("<tr><td>{place}</td><td>{votes}</td></tr>");
    let table =
        format!("<table>{}{}{}</table>", row("Ward", "Votes"), row("Harbour ward", "1,204"), row("Old town", "998"));
    let html = page(&format!("<p>{PROSE}</p>{table}<p>{PROSE} Again.</p>"));
    let rows: Vec<String> = all_paragraphs(&html)
        .into_iter()
        .filter(|block| block.kind == ParagraphKind::TableRow)
        .map(|block| block.text)
        .collect();
    assert_eq!(rows, ["Ward | Votes", "Harbour ward | 1,204", "Old town | 998"]);
}

#[test]
fn lines_of_preformatted_text_stay() {
    let html = page(&format!("<p>{PROSE}</p><pre>\nfirst  line\n  second\n\n</pre><p>{PROSE} Again.</p>"));
    let found = all_paragraphs(&html).into_iter().find(|block| block.kind == ParagraphKind::Preformatted);
    assert_eq!(found.map(|block| block.text).as_deref(), Some("first  line\n  second"));
}

#[test]
fn bare_links_go_and_subheads_follow_their_text() {
    let html =
        "<h2>Why now</h2><p>a b c d</p><h3>What next</h3><p>e f g h</p><p><a href=x>Another story of today</a></p>";
    let cut = Cut::new(html, &[], model::shipped());
    let mut probabilities = [0.4, 0.9, 0.3, 0.8, 0.95];
    rules::apply(&mut probabilities, &cut.blocks, &cut.nodes, &cut.rows, 0.5);
    let kept = probabilities.map(|p| p > 0.5);
    assert_eq!(kept, [false, true, true, true, false], "the first heading has no text of the story before it");
    assert!(rules::confidence(&[1.0, 0.0], &cut.blocks[1..3], 0.5) > 0.99);
}

#[test]
fn quotations_stay_and_what_headed_something_that_is_gone_goes() {
    let kept = |html: &str, probabilities: &[f64]| {
        let cut = Cut::new(html, &[], model::shipped());
        let mut probabilities = probabilities.to_vec();
        rules::apply(&mut probabilities, &cut.blocks, &cut.nodes, &cut.rows, 0.5);
        probabilities.into_iter().map(|p| p > 0.5).collect::<Vec<_>>()
    };
    let html = "<h2>Why now</h2><p>a b c d</p><h3>More of it</h3><p>Sources:</p><p>e f g h</p>";
    assert_eq!(kept(html, &[0.9, 0.9, 0.8, 0.7, 0.2]), [true, true, false, false, false]);
    assert_eq!(kept("<h2>Why now</h2><h2>What next</h2>", &[0.9, 0.9]), [true, true]);
    let html = "<p>a b c d</p><blockquote><p>“e f g h”</p></blockquote><blockquote>A post</blockquote>";
    assert_eq!(kept(html, &[0.9, 0.4, 0.4]), [true, true, false]);
}

#[test]
fn numbers_tell_notices_credits_and_writers_apart() {
    let html = page(&format!(
        "<p>{PROSE}</p><p>Hier steht ein externer Inhalt. Ich bin damit einverstanden.</p><p>Foto: Lena Voß</p>\
         <p>Anna Holt is a reporter in Osk.</p><p>READ THIS TOO | one</p><p>READ THIS TOO | two</p>"
    ));
    let of = |begins, name| numbers(&html, begins)(name);
    assert_eq!([of("Hier", "notices"), of("Foto", "credit"), of("Anna", "biography")], [2.0, 1.0, 1.0]);
    let prose = ["notices", "credit", "biography", "same_opening", "digits"].map(|name| of("The council", name));
    assert_eq!(prose, [0.0; 5]);
    assert_eq!([of("READ", "same_opening"), of("Foto", "last_element"), of("Foto", "last_links")], [1.0, 0.0, 0.0]);
    assert!(of("The council", "near_sum") != 0.0);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        extract(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_markup_makes_it_panic(parts in proptest::collection::vec(0usize..28, 0..60)) {
        const PARTS: [&str; 28] = [
            "<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<b>", "</b>", "<i>", "</i>", "<div class=story hidden>",
            "</div>", "<li>", "<ul>", "<br>", "<svg>", "</svg>", "<template>", "</template>", "<!-- ", " -->",
            "<script type=ld+json>", "</script>", "one two three. ", "国际新闻", "<select><option>", "<h2>", "<a href='>'>",
        ];
        let html: String = parts.into_iter().map(|part| PARTS[part]).collect();
        extract(&html);
    }
}
