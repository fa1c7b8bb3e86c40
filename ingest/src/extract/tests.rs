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
fn hostile_pages_within_the_guards_limits_are_fast() {
    let repeated = |part: &str, count: usize| part.repeat(count);
    let formatting: String = (0..200).map(|n| format!("<b class='story x{n}'>")).collect();
    let pages = [
        format!("{}{}", repeated("<div class='article body'>", 248), repeated("<p>a b c</p>", 59_000)),
        repeated("<p class=body>one two<br><br>", 19_500),
        format!("{}{}", repeated("<span>", 240), repeated("<i>x</i><br>", 29_000)),
        format!("<div>{formatting}</div>{}", repeated("<p>x</p>", 50_000)),
        format!("{}x", repeated("<table><tr><td>", 80)),
        repeated("<a href=x>y</a>", 59_000),
        format!("<p class='{}'>{}", repeated("word ", 500_000), repeated("x ", 1_000_000)),
    ];
    for (at, page) in pages.iter().enumerate() {
        let started = std::time::Instant::now();
        assert_eq!(guard::check(page), Ok(()), "page {at}");
        extract(page);
        assert!(started.elapsed().as_secs() < 30, "page {at} took {:?}", started.elapsed());
    }
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
