//! Wire files: how many fields agree, format by format, and which do not.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use dateline_ingest::parse_date;
use dateline_model::Origin;
use serde_json::Value;

use crate::lines::lines;
use crate::out;

const FIELDS: [&str; 7] = ["headline", "byline", "dateline", "date", "body", "lang", "type"];

/// Words of the body that may differ, in a hundred: gold leaves datelines and bylines in the text, an article does not.
const BODY_TOLERANCE: usize = 10;

/// Prints agreement by format and field, then every difference.
///
/// What gold does not state is not compared. A picture, video or package that was skipped as what it is has no fields.
pub(crate) fn wire(gold: &Path, answers: &Path) -> anyhow::Result<()> {
    let answers: HashMap<String, Value> = load(answers)?.into_iter().map(|answer| (id(&answer), answer)).collect();
    let mut counts: BTreeMap<(String, &str), [usize; 2]> = BTreeMap::new();
    let (mut differences, mut skipped) = (Vec::new(), BTreeMap::<String, usize>::new());
    for right in load(gold)? {
        let empty = Value::Null;
        let answer = answers.get(&id(&right)).unwrap_or(&empty);
        let format = right["format"].as_str().unwrap_or("?").to_owned();
        let kind = answer["type"].as_str();
        if answer["headline"].is_null()
            && let Some(kind) = kind
        {
            *skipped.entry(format!("{format} {kind}")).or_default() += 1;
            if right["type"].is_string() {
                note(&mut counts, &mut differences, (&format, "type"), &right, answer);
            }
            continue;
        }
        for field in FIELDS.into_iter().filter(|field| !right[*field].is_null()) {
            note(&mut counts, &mut differences, (&format, field), &right, answer);
        }
    }
    for ((format, field), [same, all]) in &counts {
        out::line(&format!("{format:10} {field:9} {same:3} of {all:3}"));
    }
    for (kind, count) in &skipped {
        out::line(&format!("skipped: {kind} {count}"));
    }
    differences.iter().for_each(|difference| out::line(difference));
    Ok(())
}

fn load(path: &Path) -> anyhow::Result<Vec<Value>> {
    let lines = lines(path)?;
    lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

fn id(row: &Value) -> String {
    row["id"].as_str().unwrap_or_default().to_owned()
}

fn note<'a>(
    counts: &mut BTreeMap<(String, &'a str), [usize; 2]>,
    differences: &mut Vec<String>,
    (format, field): (&str, &'a str),
    right: &Value,
    answer: &Value,
) {
    let (wanted, found) = (text(&right[field]), text(&answer[field]));
    let same = agree(field, &wanted, &found, answer);
    let [agreed, all] = counts.entry((format.to_owned(), field)).or_default();
    *agreed += usize::from(same);
    *all += 1;
    if !same {
        let cut = |text: &str| text.chars().take(160).collect::<String>().replace('\n', " / ");
        differences.push(format!("{} {field}: `{}` found `{}`", id(right), cut(&wanted), cut(&found)));
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| if value.is_null() { String::new() } else { value.to_string() }, str::to_owned)
}

fn agree(field: &str, wanted: &str, found: &str, answer: &Value) -> bool {
    match field {
        "date" => {
            let moment = |text: &str| parse_date(text, Origin::Record).map(|dated| dated.earliest());
            moment(wanted).is_some() && moment(wanted) == moment(found)
        }
        "lang" => wanted.split('-').next() == found.split('-').next(),
        // A package with a text of its own is a story.
        "type" => wanted == found || wanted == "composite" && found == "text" || wanted == "event" && found == "text",
        "byline" => {
            let authors =
                answer["authors"].as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join(" and ");
            signed(wanted) == signed(found) || signed(wanted) == signed(&authors)
        }
        // Gold leaves in the text what an article has in its own fields.
        "body" => {
            let (byline, dateline) = (text(&answer["byline"]), text(&answer["dateline"]));
            [found.to_owned(), format!("{dateline} {found}"), format!("{byline} {dateline} {found}")]
                .iter()
                .any(|found| is_alike(&words(wanted), &words(found)))
        }
        // The old formats have no field for it: gold has the place that stands in the text.
        "dateline" => words(wanted) == words(found) || words(wanted) == words(&text(&answer["dateline_place"])),
        _ => words(wanted) == words(found),
    }
}

fn words(text: &str) -> Vec<String> {
    let cut = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    cut.map(str::to_lowercase).collect()
}

fn signed(line: &str) -> Vec<String> {
    let words = words(line);
    let opens = words.first().is_some_and(|word| matches!(word.as_str(), "by" | "von" | "par" | "por"));
    words[usize::from(opens)..].to_vec()
}

fn is_alike(wanted: &[String], found: &[String]) -> bool {
    overlap(wanted, found) * 100 >= (100 - BODY_TOLERANCE) * wanted.len().max(found.len())
}

/// Words that both have, as often as both have them.
fn overlap(a: &[String], b: &[String]) -> usize {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in a {
        *left.entry(word).or_default() += 1;
    }
    let mut take = |word: &str| {
        let count = left.get_mut(word).filter(|count| **count > 0);
        count.map(|count| *count -= 1).is_some()
    };
    b.iter().filter(|word| take(word)).count()
}
