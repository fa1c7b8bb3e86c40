//! What speaks for a place, as numbers, and the fitted weights by which they are added up.

use std::sync::LazyLock;

use super::atlas::Class;

/// The number of things that are weighed.
pub(crate) const COUNT: usize = Feature::COUNT + Class::COUNT;

/// What speaks for or against a candidate, beside its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Feature {
    /// Logarithm of the population.
    Size,
    /// It is in our own list.
    Known,
    /// The name is not its main one, and it is small.
    OtherName,
    /// The name is not its main one, and it is large.
    OtherNameOfLarge,
    /// `X, Y`, and it lies in Y.
    Inside,
    /// `X in Y`, `X (Y)`, and it lies in Y.
    Within,
    /// Behind a comma, and what stands in front lies in it.
    Around,
    /// What else the article speaks of lies in the same country.
    Country,
    /// What else the article speaks of lies in the same state.
    State,
    /// The article names the state it lies in.
    StateNamed,
    /// The article names the country it lies in.
    CountryNamed,
    /// Other places of the article are within 100 km.
    Near,
    /// Other places of the article are within 400 km.
    Around400,
    /// The source mostly writes of this country.
    HomeCountry,
    /// The source mostly writes of this state.
    HomeState,
    /// The source mostly writes of places within 100 km or so.
    HomeNear,
    /// The story was filed in the same country.
    Dateline,
    /// The story was filed in the same state.
    DatelineState,
    /// A state or county that is called as a well-known town in it.
    Namesake,
}

impl Feature {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::Namesake as usize + 1;

    const NAMES: [&'static str; Self::COUNT] = [
        "size", "in our own list", "another name of a small place", "another name of a large place",
        "lies in what follows", "lies in what is named beside it", "holds what stands in front",
        "country of other places", "state of other places", "state is named", "country is named",
        "other places within 100 km", "other places within 400 km", "country of the source", "state of the source",
        "near the source", "country of the dateline", "state of the dateline", "called as its town",
    ];
}

const CLASSES: [&str; Class::COUNT] = [
    "continent", "country", "capital", "state", "county", "district", "seat of a state", "seat of a district", "town",
    "quarter", "deserted", "region", "nature", "facility",
];

/// One number for each thing that is weighed.
pub(crate) type Vector = [f32; COUNT];

/// Returns the name of a thing that is weighed.
pub(crate) fn name(at: usize) -> &'static str {
    Feature::NAMES.get(at).or_else(|| CLASSES.get(at - Feature::COUNT)).copied().unwrap_or("")
}

/// Returns the number of a class among the things that are weighed.
pub(crate) const fn of_class(class: Class) -> usize {
    Feature::COUNT + class as usize
}

/// Adds up what the rest of the article and the source say of a candidate.
pub(crate) fn support(vector: &Vector, weights: &Vector) -> f32 {
    let range = Feature::Inside as usize..=Feature::DatelineState as usize;
    range.map(|at| vector[at] * weights[at]).sum()
}

/// The weights that ship with the program, made by `train-places` of the lab.
pub(crate) fn builtin() -> &'static Vector {
    static BUILTIN: LazyLock<Vector> = LazyLock::new(|| match parse(include_str!("../../data/place-weights.tsv")) {
        Ok(weights) => weights,
        Err(error) => panic!("the built-in weights of places are wrong: {error}"),
    });
    &BUILTIN
}

/// Reads weights: a name, a tab and a number a line.
pub(crate) fn parse(text: &str) -> Result<Vector, String> {
    let mut weights = [f32::NAN; COUNT];
    for (line, row) in crate::data::lines(text) {
        let (found, number) = row.split_once('\t').ok_or_else(|| format!("line {line}: expected a tab"))?;
        let at = (0..COUNT).find(|&at| name(at) == found);
        let at = at.ok_or_else(|| format!("line {line}: expected something that is weighed, found `{found}`"))?;
        weights[at] = number.parse().map_err(|_| format!("line {line}: expected a number, found `{number}`"))?;
    }
    match weights.iter().position(|weight| !weight.is_finite()) {
        Some(missing) => Err(format!("expected a weight for `{}`, found none", name(missing))),
        None => Ok(weights),
    }
}

/// Writes weights as [`parse`] reads them.
pub(crate) fn print(weights: &Vector) -> String {
    let lines = weights.iter().enumerate().map(|(at, weight)| format!("{}\t{weight:.4}\n", name(at)));
    std::iter::once("# Weights with which places are resolved, made by `just train-places`\n".to_owned())
        .chain(lines)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_come_back_as_they_were_written() {
        let mut weights = [0.0; COUNT];
        (0_u8..).zip(&mut weights).for_each(|(at, weight)| *weight = f32::from(at) / 4.0 - 2.0);
        assert_eq!(parse(&print(&weights)).unwrap(), weights);
        assert!(parse("size\tmuch").unwrap_err().contains("expected a number"));
        assert!(parse("size\t1").unwrap_err().contains("expected a weight for"));
        let names: std::collections::HashSet<&str> = (0..COUNT).map(name).collect();
        assert_eq!(names.len(), COUNT);
    }
}
