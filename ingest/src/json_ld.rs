//! The scripts in which a page states what it is, read in spite of what publishers break in them.

use serde_json::{Map, Value};

/// Values in one script beyond this are not read.
const MOST_VALUES: usize = 50;

/// A JSON-LD script and what could be read of it.
#[derive(Debug)]
pub(crate) struct Statement<'a> {
    pub(crate) text: &'a str,
    /// Empty where nothing could.
    pub(crate) values: Vec<Value>,
}

impl<'a> Statement<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        Self { text, values: values(text) }
    }
}

/// Publishers leave line breaks in strings, wrap the whole in comments, escape it as markup, end lists with commas, and
/// put several values into one script.
fn values(script: &str) -> Vec<Value> {
    let script = unwrapped(script);
    if script.is_empty() {
        return Vec::new();
    }
    let read = |text: &str| serde_json::from_str::<Value>(text).ok();
    if let Some(value) = read(script) {
        return vec![value];
    }
    let flat: String = script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let repaired = read(&flat).or_else(|| {
        let plain = if flat.contains("&quot;") { crate::repair::unescape(&flat) } else { flat.clone() };
        read(&without_slips(&plain))
    });
    if let Some(value) = repaired {
        return vec![value];
    }
    let several: Vec<Value> =
        serde_json::Deserializer::from_str(&flat).into_iter().map_while(Result::ok).take(MOST_VALUES).collect();
    if several.is_empty() { field_by_field(&flat).into_iter().collect() } else { several }
}

fn unwrapped(script: &str) -> &str {
    let mut script = script.trim().trim_start_matches('\u{feff}');
    for opening in ["<!--", "//<![CDATA[", "// <![CDATA[", "<![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */"] {
        script = script.trim_start_matches(opening);
    }
    script = script.trim_end();
    for closing in ["-->", "//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>", "//"] {
        script = script.trim_end_matches(closing).trim_end();
    }
    script.trim_end_matches([';', ' ', '\n', '\t']).trim()
}

/// Commas in front of closing brackets and backslashes that escape nothing, outside and inside of strings.
fn without_slips(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' if inside => {
                let known = rest.peek().is_some_and(|next| "\"\\/bfnrtu".contains(*next));
                out.push_str(if known { "\\" } else { "\\\\" });
                out.extend(if known { rest.next() } else { None });
                continue;
            }
            '"' => inside = !inside,
            '}' | ']' if !inside => {
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

/// The fields of a story out of a script that is no JSON as a whole.
fn field_by_field(script: &str) -> Option<Value> {
    if !["Article\"", "Posting\"", "Report\""].iter().any(|kind| script.contains(kind)) {
        return None;
    }
    let mut object = Map::new();
    for key in ["headline", "datePublished", "dateModified", "dateCreated", "articleSection"] {
        if let Some(text) = string_of(script, key) {
            object.insert(key.to_owned(), Value::String(text));
        }
    }
    let author = script.find("\"author\"").map(|at| &script[at..]);
    let name = author.and_then(|rest| {
        let near = &rest[..rest.floor_char_boundary(200)];
        string_of(near, "author").or_else(|| string_of(near, "name"))
    });
    if let Some(name) = name {
        object.insert("author".to_owned(), Value::String(name));
    }
    if object.is_empty() {
        return None;
    }
    object.insert("@type".to_owned(), Value::String("Article".to_owned()));
    Some(Value::Object(object))
}

/// The string behind `"key":`.
fn string_of(script: &str, key: &str) -> Option<String> {
    let (_, rest) = script.split_once(&format!("\"{key}\""))?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start();
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    values.next()?.ok()?.as_str().map(str::to_owned)
}

/// A string, or the strings of a list.
pub(crate) fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.trim().to_owned()].into_iter().filter(|text| !text.is_empty()).collect(),
        Some(Value::Array(items)) => items.iter().flat_map(|item| strings(Some(item))).collect(),
        Some(Value::Number(number)) => vec![number.to_string()],
        Some(Value::Object(object)) => strings(object.get("@value")),
        _ => Vec::new(),
    }
}

/// Names given as strings or as objects with a `name`.
pub(crate) fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().flat_map(|item| names(Some(item))).collect(),
        Some(Value::Object(object)) => strings(object.get("name")),
        other => strings(other).into_iter().filter(|name| !name.starts_with("http")).collect(),
    }
}

/// A list, or one string with commas.
pub(crate) fn keywords(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => {
            text.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
        }
        other => strings(other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scripts_are_read_in_spite_of_slips() {
        let story = json!({"headline": "Talks begin"});
        for script in [
            "{\"headline\":\"Talks\nbegin\"}", "<!-- {\"headline\":\"Talks begin\",} -->",
            "//<![CDATA[\n{\"headline\":\"Talks begin\"};\n//]]>", "{&quot;headline&quot;:&quot;Talks begin&quot;}",
        ] {
            assert_eq!(values(script), std::slice::from_ref(&story), "{script}");
        }
        assert_eq!(values("{\"a\":[1,2,],\"b\":\"c\\'d,]\"}"), [json!({"a": [1, 2], "b": "c\\'d,]"})]);
        assert_eq!(values("{\"headline\":\"Talks begin\"}\n[1] x"), [story, json!([1])]);
        assert_eq!(values("{broken"), Vec::<Value>::new());
    }

    #[test]
    fn what_is_no_json_still_gives_its_fields() {
        let script = "{\"@type\":\"NewsArticle\",\"headline\":\"Talks \\\"begin\\\"\",\"author\":{\"@type\":\"Person\",\"name\":\"A B\"},, x";
        assert_eq!(values(script), [json!({"headline": "Talks \"begin\"", "author": "A B", "@type": "Article"})]);
    }
}
