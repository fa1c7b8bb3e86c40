//! The places of texts, by the recogniser and the resolver of the product.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::Path;

use anyhow::Context;
use dateline_entity::{Atlas, PlaceReading, explain_given_places, explain_places};
use dateline_model::Field;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::gold_places::{Homes, Story, read};
use crate::lines::lines;
use crate::out;

/// Where gold has places: read only where the spans themselves are given away.
#[derive(Deserialize)]
struct GoldSpans {
    toponyms: Vec<GoldSpan>,
}

#[derive(Deserialize)]
struct GoldSpan {
    start: usize,
    end: usize,
}

/// Writes one line for each text. With `gold_spans`, the spans of the gold are given, so that only the choice of the
/// place is measured. What sources write of is learned from the file itself, each text left out for itself.
pub(crate) fn places(gold: &Path, output: &Path, gold_spans: bool, home: bool) -> anyhow::Result<()> {
    let atlas = Atlas::builtin();
    let stories = read(gold)?;
    let spans = if gold_spans { Some(given(gold, &stories)?) } else { None };
    let homes = if home { Homes::learn(&stories, atlas) } else { Homes::default() };
    let mut file =
        BufWriter::new(File::create(output).with_context(|| format!("cannot write `{}`", output.display()))?);
    let mut found = 0;
    for (at, story) in stories.iter().enumerate() {
        let world = homes.world(story, atlas);
        let readings = match &spans {
            Some(spans) => explain_given_places(&story.article, &world, &spans[at]),
            None => explain_places(&story.article, &world),
        };
        found += readings.len();
        writeln!(file, "{}", answer(story, &readings))?;
    }
    file.flush()?;
    out::line(&format!("{}: {} texts, {found} places", gold.display(), stories.len()));
    Ok(())
}

/// Spans of the fields of one story.
type Spans = Vec<(Field, Range<usize>)>;

fn given(gold: &Path, stories: &[Story]) -> anyhow::Result<Vec<Spans>> {
    let spans = lines(gold)?.zip(stories).map(|(line, story)| {
        let gold: GoldSpans = serde_json::from_str(&line?)?;
        Ok(gold.toponyms.iter().filter_map(|span| story.field(&(span.start..span.end))).collect())
    });
    spans.collect()
}

fn answer(story: &Story, readings: &[PlaceReading]) -> Value {
    let toponyms: Vec<Value> = readings
        .iter()
        .filter_map(|reading| {
            let span = story.span(reading.field, &reading.span)?;
            let chosen = reading.chosen.as_ref();
            Some(json!({
                "start": span.start, "end": span.end, "text": reading.text, "usage": reading.usage.as_str(),
                "lat": chosen.and_then(|chosen| chosen.lat), "lon": chosen.and_then(|chosen| chosen.lon),
                "country": chosen.and_then(|chosen| chosen.country.as_deref()),
                "id": chosen.map(|chosen| chosen.id.as_str()), "class": chosen.map(|chosen| chosen.class),
                "confidence": reading.confidence, "candidates": reading.considered,
                "why": chosen.map(|chosen| &chosen.reasons),
            }))
        })
        .collect();
    let mut seen = BTreeSet::new();
    let resolved = || readings.iter().filter_map(|reading| reading.chosen.as_ref());
    let places: Vec<Value> = resolved()
        .filter(|chosen| seen.insert(chosen.id.as_str()))
        .map(|chosen| json!({"lat": chosen.lat, "lon": chosen.lon, "country": chosen.country}))
        .collect();
    let countries: BTreeSet<&str> = resolved().filter_map(|chosen| chosen.country.as_deref()).collect();
    json!({"id": story.id, "toponyms": toponyms, "places": places, "countries": countries})
}
