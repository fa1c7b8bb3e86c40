//! `dateline search`: hits with snippets, and facets.

use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::Context;
use dateline_archive::{FacetField, FacetOptions, Filters, SearchOptions};
use dateline_server::json::{Date, Hit, HitSnippet, Hits, QueryProblem};

use crate::args::{Global, Search};
use crate::exit::Outcome;
use crate::printer::{ACTOR, MARK, PLACE, QUIET, STRONG};
use crate::remote::Remote;
use crate::{local, printer};

/// Facets that every answer is counted by, and how many values of each the terminal shows.
const FACETS: [FacetField; 4] = [FacetField::Actor, FacetField::Place, FacetField::Country, FacetField::Source];
const VALUES: usize = 6;

pub(crate) fn run(global: &Global, args: Search) -> anyhow::Result<Outcome> {
    let facets = if args.no_facets { Vec::new() } else { FACETS.map(|field| FacetOptions::new(field, 10)).to_vec() };
    let options = SearchOptions {
        text: args.query.join(" "),
        filters: Filters::from(args.filters),
        order: args.sort.into(),
        limit: args.limit,
        after: args.cursor.as_deref().map(str::parse).transpose().context("option `--cursor`")?,
        facets,
        ..SearchOptions::default()
    };
    let found = ask(global, &options)?;
    tell_problems(global, &found);
    if global.json {
        printer::json(&found)?;
    } else {
        write!(printer::stdout(), "{}", text(&found))?;
    }
    Ok(if found.total == 0 { Outcome::Nothing } else { Outcome::Done })
}

/// Asks the archive, or the server if one is named.
pub(crate) fn ask(global: &Global, options: &SearchOptions) -> anyhow::Result<Hits> {
    match &global.server {
        Some(server) => Remote::new(server).search(options),
        None => Ok(Hits::from(&local::open_to_search(global)?.search(options)?)),
    }
}

/// Problems with the query go to stderr, with a caret under the place.
pub(crate) fn tell_problems(global: &Global, found: &Hits) {
    if global.quiet {
        return;
    }
    for problem in &found.query.problems {
        printer::say(&caret(&found.query.text, problem));
    }
}

fn caret(text: &str, problem: &QueryProblem) -> String {
    use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
    let byte = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
    let level = if problem.severity == "error" { Level::ERROR } else { Level::WARNING };
    let title = level.primary_title(problem.message.as_str());
    let group = if problem.end > problem.start {
        let span = byte(problem.start)..byte(problem.end);
        title.element(Snippet::source(text).annotation(AnnotationKind::Primary.span(span)))
    } else {
        Group::with_title(title)
    };
    let hint = problem.hint.as_deref().map(|hint| Group::with_title(Level::HELP.secondary_title(hint)));
    let groups: Vec<Group<'_>> = std::iter::once(group).chain(hint).collect();
    Renderer::styled().render(&groups)
}

/// A page of hits for people.
pub(crate) fn text(found: &Hits) -> String {
    let mut out = String::new();
    let noun = if found.total == 1 { "article" } else { "articles" };
    // Writing to a string does not fail.
    let _ = writeln!(
        out,
        "{STRONG}{} {noun}{STRONG:#}  {QUIET}read as: {}{QUIET:#}",
        printer::thousands(found.total),
        found.query.read_as
    );
    for hit in &found.hits {
        out.push('\n');
        out.push_str(&hit_text(hit));
    }
    if !found.facets.is_empty() {
        out.push('\n');
        out.push_str(&facet_lines(found));
    }
    if let Some(next) = &found.next {
        let _ = writeln!(out, "\n{QUIET}next page: --cursor {next}{QUIET:#}");
    }
    out
}

fn hit_text(hit: &Hit) -> String {
    let mut out = String::new();
    let headline = hit.snippets.iter().find(|snippet| snippet.field == "headline");
    let headline = headline.map_or_else(|| hit.headline.clone(), marked);
    let day = hit.published.as_ref().map_or("no date", Date::day);
    let _ = writeln!(out, "{STRONG}{headline}{STRONG:#}");
    let mut line = format!("{} · {day} · {}", hit.source_name, hit.id);
    if hit.copies > 0 {
        let _ = write!(line, " · {} {}", hit.copies, if hit.copies == 1 { "copy" } else { "copies" });
    }
    for flag in &hit.flags {
        let _ = write!(line, " · {flag}");
    }
    let _ = writeln!(out, "  {QUIET}{line}{QUIET:#}");
    for snippet in hit.snippets.iter().filter(|snippet| snippet.field != "headline") {
        let open = if snippet.field == "caption" { "[caption] " } else { "" };
        let _ = writeln!(out, "  {QUIET}›{QUIET:#} {open}{}", marked(snippet));
    }
    let names = |labels: Vec<&str>| labels.join(", ");
    let actors = names(hit.actors.iter().map(|actor| actor.label.as_str()).collect());
    let places = names(hit.places.iter().map(|place| place.label.as_str()).collect());
    if !actors.is_empty() {
        let _ = writeln!(out, "  {QUIET}who:{QUIET:#}   {ACTOR}{actors}{ACTOR:#}");
    }
    if !places.is_empty() {
        let _ = writeln!(out, "  {QUIET}where:{QUIET:#} {PLACE}{places}{PLACE:#}");
    }
    out
}

/// A snippet with its matches in colour. Control characters of foreign text never reach the terminal.
fn marked(snippet: &HitSnippet) -> String {
    let mut out = String::new();
    for (at, c) in snippet.text.chars().enumerate() {
        for [start, end] in &snippet.marks {
            if at == *end {
                let _ = write!(out, "{MARK:#}");
            }
            if at == *start {
                let _ = write!(out, "{MARK}");
            }
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    if snippet.marks.last().is_some_and(|[_, end]| *end >= snippet.text.chars().count()) {
        let _ = write!(out, "{MARK:#}");
    }
    out
}

fn facet_lines(found: &Hits) -> String {
    let mut out = String::new();
    for field in FACETS {
        let Some(counts) = found.facets.get(field.as_str()).filter(|counts| !counts.is_empty()) else { continue };
        let values: Vec<String> = counts
            .iter()
            .take(VALUES)
            .map(|count| format!("{} {QUIET}{}{QUIET:#}", count.label, count.count))
            .collect();
        let _ = writeln!(out, "{STRONG}{:>8}{STRONG:#}  {}", field.as_str(), values.join("  "));
    }
    out
}
