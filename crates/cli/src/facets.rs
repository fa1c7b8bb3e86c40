//! `dateline facets`: the hits of a query counted by actor, place, source and the like.

use std::io::Write;

use comfy_table::{CellAlignment, Table, presets};
use dateline_archive::{CountBy, FacetOptions, Filters, SearchOptions};

use crate::args::{Facets, Global};
use crate::exit::Outcome;
use crate::printer::STRONG;
use crate::{printer, search};

pub(crate) fn run(global: &Global, args: Facets) -> anyhow::Result<Outcome> {
    let options = SearchOptions {
        text: args.query.join(" "),
        filters: Filters::from(args.filters),
        limit: 0,
        facets: args
            .by
            .iter()
            .map(|facet| FacetOptions {
                limit: args.limit,
                offset: args.offset,
                find: args.find.clone(),
                ..facet.clone()
            })
            .collect(),
        count: if args.stories { CountBy::Stories } else { CountBy::Documents },
        ..SearchOptions::default()
    };
    let found = search::ask(global, &options)?;
    search::tell_problems(global, &found);
    if global.json {
        printer::json(&found)?;
    } else {
        let mut out = printer::stdout();
        for facet in &args.by {
            let name = facet.name();
            let counts = found.facets.get(&name).map_or(&[][..], Vec::as_slice);
            let (total, what) = found.stories.map_or((found.total, "articles"), |stories| (stories, "stories"));
            writeln!(out, "{STRONG}{name} of {} {what}{STRONG:#}", printer::thousands(total))?;
            let mut table = Table::new();
            table.load_style(presets::NOTHING);
            for count in counts {
                table.add_row([printer::thousands(count.count), count.label.clone(), count.id.clone()]);
            }
            if let Some(column) = table.column_mut(0) {
                column.set_cell_alignment(CellAlignment::Right);
            }
            if !counts.is_empty() {
                writeln!(out, "{}", table.trim_fmt())?;
            }
        }
    }
    Ok(if found.total == 0 { Outcome::Nothing } else { Outcome::Done })
}
