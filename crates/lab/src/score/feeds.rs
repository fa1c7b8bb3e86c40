//! Feeds: how many fields of a gold file the answers have.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::lines::lines;
use crate::out;

/// Prints how many fields agree, by name, and lists every difference.
pub(crate) fn feeds(gold: &Path, system: &Path) -> anyhow::Result<()> {
    let mut answers: BTreeMap<String, Value> = BTreeMap::new();
    for line in lines(system)? {
        let mut answer: Value = serde_json::from_str(&line?)?;
        answers.insert(answer["id"].as_str().unwrap_or("").to_owned(), answer["expect"].take());
    }
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for line in lines(gold)? {
        let line: Value = serde_json::from_str(&line?)?;
        let id = line["id"].as_str().unwrap_or("");
        let answer = answers.get(id).unwrap_or(&Value::Null);
        compare(&mut counts, id, "feed", &line["expect"]["feed"], &answer["feed"]);
        for (number, entry) in line["expect"]["entries"].as_object().into_iter().flatten() {
            compare(&mut counts, &format!("{id} entry {number}"), "entry", entry, &answer["entries"][number]);
        }
    }
    let (mut right, mut all) = (0, 0);
    for (field, (same, of)) in &counts {
        out::line(&format!("{field:24} {same:4} of {of:4}"));
        right += same;
        all += of;
    }
    out::line(&format!("{:24} {right:4} of {all:4}", "all"));
    Ok(())
}

fn compare(counts: &mut BTreeMap<String, (usize, usize)>, place: &str, of: &str, gold: &Value, found: &Value) {
    for (field, expected) in gold.as_object().into_iter().flatten() {
        let (same, all) = counts.entry(format!("{of} {field}")).or_default();
        *all += 1;
        if comparable(expected) == comparable(&found[field]) {
            *same += 1;
        } else {
            out::line(&format!("{place}: {field}: expected `{expected}`, found `{}`", found[field]));
        }
    }
}

/// White space and fractions of a second aside.
fn comparable(value: &Value) -> Option<String> {
    let text = value.as_str()?.split_whitespace().collect::<Vec<_>>().join(" ");
    let moment = text.parse::<jiff::Timestamp>().ok().map(|moment| moment.as_second().to_string());
    Some(moment.unwrap_or(text))
}
