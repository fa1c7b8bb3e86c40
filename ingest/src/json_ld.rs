//! What a page says of itself in JSON-LD.

use serde_json::Value;

/// The statements of the first story found in the scripts of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LinkedData {
    pub(crate) is_story: bool,
    pub(crate) is_list: bool,
    pub(crate) is_live: bool,
    pub(crate) is_opinion: bool,
    pub(crate) headline: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) published: Option<String>,
    pub(crate) modified: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) keywords: Vec<String>,
    pub(crate) language: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) paywalled: bool,
}

const STORY_TYPES: [&str; 13] = [
    "NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
    "BackgroundNewsArticle", "ReviewNewsArticle", "AskPublicNewsArticle", "BlogPosting", "LiveBlogPosting", "Report",
    "SatiricalArticle", "TechArticle",
];

/// Reads the contents of all JSON-LD scripts of a page; broken ones are passed over.
pub(crate) fn read<'a>(scripts: impl Iterator<Item = &'a str>) -> LinkedData {
    let mut data = LinkedData::default();
    for script in scripts {
        if let Some(value) = parse(script) {
            walk(&value, &mut data, 0);
        }
    }
    data
}

/// Publishers leave line breaks in strings, wrap the whole in comments, and end lists with commas.
pub(crate) fn parse(script: &str) -> Option<Value> {
    let script = script
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_end_matches("-->")
        .trim_end_matches("//]]>")
        .trim()
        .trim_end_matches(';');
    serde_json::from_str(script).ok().or_else(|| {
        let flat: String = script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&flat).ok()
    })
}

fn walk(value: &Value, data: &mut LinkedData, depth: usize) {
    if depth > 8 {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, data, depth + 1)),
        Value::Object(object) => {
            let kinds = strings(object.get("@type"));
            let is = |kind: &str| kinds.iter().any(|known| known.rsplit('/').next() == Some(kind));
            data.is_list |= is("CollectionPage") || is("ItemList");
            if STORY_TYPES.iter().any(|kind| is(kind)) && !data.is_story {
                data.is_live = is("LiveBlogPosting");
                data.is_opinion = is("OpinionNewsArticle");
                take(object, data);
            }
            if let Some(graph) = object.get("@graph").or_else(|| object.get("mainEntity")) {
                walk(graph, data, depth + 1);
            }
        }
        _ => {}
    }
}

fn take(object: &serde_json::Map<String, Value>, data: &mut LinkedData) {
    let text = |key: &str| strings(object.get(key)).into_iter().next();
    data.is_story = true;
    data.headline = text("headline").or_else(|| text("name"));
    data.description = text("description");
    data.published = text("datePublished").or_else(|| text("dateCreated"));
    data.modified = text("dateModified");
    data.authors = names(object.get("author").or_else(|| object.get("creator")));
    data.publisher = names(object.get("publisher")).into_iter().next();
    data.section = text("articleSection");
    data.keywords = keywords(object.get("keywords"));
    data.language = text("inLanguage");
    data.url = text("url").or_else(|| match object.get("mainEntityOfPage") {
        Some(Value::Object(page)) => strings(page.get("@id")).into_iter().next(),
        other => strings(other).into_iter().next(),
    });
    data.paywalled = matches!(object.get("isAccessibleForFree"), Some(Value::Bool(false)))
        || text("isAccessibleForFree").is_some_and(|free| free.eq_ignore_ascii_case("false"));
}

/// A string, or the strings of a list.
fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.trim().to_owned()].into_iter().filter(|text| !text.is_empty()).collect(),
        Some(Value::Array(items)) => items.iter().flat_map(|item| strings(Some(item))).collect(),
        Some(Value::Number(number)) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

/// Names given as strings or as objects with a `name`.
fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().flat_map(|item| names(Some(item))).collect(),
        Some(Value::Object(object)) => strings(object.get("name")),
        other => strings(other).into_iter().filter(|name| !name.starts_with("http")).collect(),
    }
}

/// A list, or one string with commas.
fn keywords(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => {
            text.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
        }
        other => strings(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_is_found_in_a_graph_and_in_spite_of_line_breaks() {
        let script = "{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"W\"},{\"@type\":[\"NewsArticle\"],\
                      \"headline\":\"Talks\nbegin\",\"datePublished\":\"2024-03-05\",\"author\":[{\"name\":\"A B\"},\"C D\"],\
                      \"publisher\":{\"name\":\"P\"},\"keywords\":\"x, y\",\"isAccessibleForFree\":\"False\"}]}";
        let data = read([script, "{broken"].into_iter());
        assert_eq!(data.headline.as_deref(), Some("Talks begin"));
        assert_eq!(data.authors, ["A B", "C D"]);
        assert_eq!(data.keywords, ["x", "y"]);
        assert_eq!(data.publisher.as_deref(), Some("P"));
        assert!(data.paywalled && data.is_story && !data.is_list);
    }
}
