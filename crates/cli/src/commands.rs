//! Which command does what.

use clap::CommandFactory;

use crate::args::{Args, Command};
use crate::exit::Outcome;
use crate::{actors, check, demo, entity, facets, gazetteer, ingest, reading, rebuild, search, serve, show, stats};

pub(crate) fn run(args: Args) -> anyhow::Result<Outcome> {
    let Args { global, command } = args;
    match command {
        Command::Ingest(ingest) => ingest::run(&global, &ingest),
        Command::Search(search) => search::run(&global, search),
        Command::Show(show) => show::run(&global, &show),
        Command::Explain(explain) => reading::run(&global, &explain),
        Command::Facets(facets) => facets::run(&global, facets),
        Command::Entity(entity) => entity::run(&global, entity),
        Command::Serve(serve) => serve::run(&global, &serve),
        Command::Rebuild(rebuild) => rebuild::run(&global, &rebuild),
        Command::Actors(command) => actors::run(&global, &command),
        Command::Check => check::run(&global),
        Command::Stats => stats::run(&global),
        Command::Gazetteer(gazetteer) => gazetteer::run(&global, &gazetteer),
        Command::Demo(demo) => demo::run(&global, &demo),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Args::command(), "dateline", &mut std::io::stdout());
            Ok(Outcome::Done)
        }
        Command::Man => {
            clap_mangen::Man::new(Args::command()).render(&mut std::io::stdout())?;
            Ok(Outcome::Done)
        }
    }
}
