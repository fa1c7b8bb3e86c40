//! `dateline show`: one article, its revisions, or the bytes it was read from.

use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::bail;
use dateline_server::json::Article;

use crate::args::{Global, Show};
use crate::exit::Outcome;
use crate::printer::{ACTOR, PLACE, QUIET, STRONG};
use crate::remote::Remote;
use crate::{local, printer};

pub(crate) fn run(global: &Global, args: &Show) -> anyhow::Result<Outcome> {
    if args.raw {
        if global.server.is_some() {
            bail!("`show --raw` reads an archive on this machine; leave out `--server`");
        }
        std::io::stdout().write_all(&local::open_to_search(global)?.raw(&args.id)?)?;
        return Ok(Outcome::Done);
    }
    let articles = match &global.server {
        Some(server) if args.revisions => Remote::new(server).revisions(&args.id)?,
        Some(server) => vec![Remote::new(server).article(&args.id)?],
        None if args.revisions => Article::load_revisions(&local::open_to_search(global)?, &args.id)?,
        None => vec![Article::load(&local::open_to_search(global)?, &args.id)?],
    };
    match articles.as_slice() {
        [only] if global.json && !args.revisions => printer::json(only)?,
        all if global.json => printer::json(&all)?,
        all => {
            let mut out = printer::stdout();
            for article in all {
                write!(out, "{}", text(article, printer::width())?)?;
            }
        }
    }
    Ok(Outcome::Done)
}

/// An article for people: html2text lays the body out at the width of the terminal.
pub(crate) fn text(article: &Article, width: usize) -> anyhow::Result<String> {
    let mut out = String::new();
    let _ = writeln!(out, "{STRONG}{}{STRONG:#}", article.headline);
    if let Some(dek) = &article.dek {
        let _ = writeln!(out, "{dek}");
    }
    let mut facts = vec![article.source_name.clone()];
    facts.extend(article.byline.clone());
    facts.extend(article.published.as_ref().map(|date| date.value.clone()));
    facts.extend((article.revisions > 1).then(|| format!("revision {} of {}", article.revision, article.revisions)));
    facts.extend(article.flags.iter().cloned());
    let _ = writeln!(out, "{QUIET}{}{QUIET:#}", facts.join(" · "));
    if let Some(url) = &article.url {
        let _ = writeln!(out, "{QUIET}{url}{QUIET:#}");
    }
    let _ = writeln!(out);
    out.push_str(html2text::config::plain().string_from_read(html(article).as_bytes(), width)?.trim_end());
    out.push('\n');
    let line = |out: &mut String, title: &str, style: anstyle::Style, labels: Vec<&str>| {
        if !labels.is_empty() {
            let _ = writeln!(out, "{QUIET}{title:>7}{QUIET:#} {style}{}{style:#}", labels.join(", "));
        }
    };
    out.push('\n');
    line(&mut out, "who:", ACTOR, article.actors.iter().map(|actor| actor.label.as_str()).collect());
    line(&mut out, "where:", PLACE, article.places.iter().map(|place| place.label.as_str()).collect());
    line(&mut out, "copies:", QUIET, article.copies.iter().map(String::as_str).collect());
    Ok(out)
}

/// The body as the simplest markup that says what its paragraphs are.
fn html(article: &Article) -> String {
    let mut html = String::new();
    for correction in &article.corrections {
        let _ = write!(html, "<blockquote><p>{}</p></blockquote>", escape(correction));
    }
    for (at, (text, kind)) in article.paragraphs.iter().zip(&article.paragraph_kinds).enumerate() {
        let text = escape(text);
        let dateline = article
            .dateline
            .as_ref()
            .filter(|_| at == 0)
            .map_or_else(String::new, |dateline| format!("{} – ", escape(&dateline.text)));
        let _ = match kind.as_str() {
            "subhead" => write!(html, "<h2>{text}</h2>"),
            "list_item" => write!(html, "<ul><li>{text}</li></ul>"),
            "quotation" | "embed" => write!(html, "<blockquote><p>{text}</p></blockquote>"),
            "preformatted" => write!(html, "<pre>{text}</pre>"),
            _ => write!(html, "<p>{dateline}{text}</p>"),
        };
    }
    for biography in &article.biographies {
        let _ = write!(html, "<p><em>{}</em></p>", escape(biography));
    }
    for caption in &article.captions {
        let credit = caption.credit.as_ref().map_or_else(String::new, |credit| format!(" ({})", escape(credit)));
        let _ = write!(html, "<p>[caption] {}{credit}</p>", escape(&caption.text));
    }
    html
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
