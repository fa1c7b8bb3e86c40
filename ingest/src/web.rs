//! Addresses: the canonical form, and the source they name.

use dateline_model::SourceId;
use url::Url;

use crate::source;

/// Query parameters that tell where a reader came from and not what is read.
const TRACKING: [&str; 23] = [
    "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "cmpid", "cmp", "ocid", "smid",
    "smtyp", "partner", "ref_src", "ref_url", "spm", "xtor", "wt_mc", "ns_mchannel", "ns_source", "ns_campaign",
    "guccounter",
];

/// Returns an address in canonical form: lower-case scheme and host, no fragment, no tracking parameters, no
/// default port, the page itself and not its copy in a web archive or a cache; `None` where it is no address of the web.
pub(crate) fn canonical(address: &str) -> Option<Url> {
    let mut url = unwrapped(address)?;
    url.set_fragment(None);
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !is_tracking(name))
        .map(|(n, v)| (n.into_owned(), v.into_owned()))
        .collect();
    if kept.is_empty() {
        url.set_query(None);
    } else if kept.len() != url.query_pairs().count() {
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
    Some(url)
}

/// Returns the address of a page as it stands, without the wrapper of a web archive or a cache around it.
pub(crate) fn unwrapped(address: &str) -> Option<Url> {
    let url = parse(address)?;
    Some(original(&url).unwrap_or(url))
}

fn parse(address: &str) -> Option<Url> {
    Url::parse(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// The address of which another is a copy: web archives write `/web/20080102030405/http://...`, caches of mobile pages
/// `/c/s/host/path` or `/amp/s/host/path`, where `s` stands for https.
fn original(url: &Url) -> Option<Url> {
    let path = url.path();
    let archived = ["/http://", "/https://", "/http:/", "/https:/"].into_iter().find_map(|mark| {
        let (before, after) = path.split_once(mark)?;
        let stamp = before.rsplit('/').next()?.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == '_');
        let stamped = (4..=14).contains(&stamp.len()) && stamp.bytes().all(|byte| byte.is_ascii_digit());
        let query = url.query().map_or_else(String::new, |query| format!("?{query}"));
        let scheme = mark.trim_matches('/');
        stamped.then(|| parse(&format!("{scheme}//{after}{query}"))).flatten()
    });
    archived.or_else(|| {
        let host = url.host_str()?;
        let kept = match host {
            "www.google.com" | "google.com" => path.strip_prefix("/amp/"),
            _ if host.ends_with(".cdn.ampproject.org") => path.strip_prefix("/c/").or_else(|| path.strip_prefix("/v/")),
            _ => None,
        }?;
        let (scheme, rest) = kept.strip_prefix("s/").map_or(("http", kept), |rest| ("https", rest));
        parse(&format!("{scheme}://{rest}")).filter(|url| url.host_str().is_some_and(|host| host.contains('.')))
    })
}

/// Returns what makes two addresses the same story: the canonical form without scheme, `www.` and final slash.
pub(crate) fn identity(url: &Url) -> String {
    let host = domain(url);
    let path = url.path().trim_end_matches('/');
    url.query().map_or_else(|| format!("{host}{path}"), |query| format!("{host}{path}?{query}"))
}

/// Returns the source that an address names: its host without the prefixes of mobile and plain editions, or the
/// publication that is known to own it.
pub(crate) fn source(url: &Url) -> SourceId {
    source::of_host(&domain(url))
}

/// Returns true where both addresses belong to one publication, subdomains apart.
pub(crate) fn same_site(a: &Url, b: &Url) -> bool {
    let (a, b) = (domain(a), domain(b));
    a == b
        || a.ends_with(&format!(".{b}"))
        || b.ends_with(&format!(".{a}"))
        || source::of_host(&a) == source::of_host(&b)
}

fn domain(url: &Url) -> String {
    let mut host = url.host_str().unwrap_or("").trim_end_matches('.').to_ascii_lowercase();
    for prefix in ["www.", "m.", "mobile.", "amp."] {
        // `m.example` alone is a domain, not an edition.
        if let Some(rest) = host.strip_prefix(prefix)
            && rest.contains('.')
        {
            host = rest.to_owned();
        }
    }
    host
}

fn is_tracking(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("utm_") || name.starts_with("at_") || name.starts_with("mc_") || TRACKING.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracking_goes_and_the_rest_stays() {
        let text = |address| canonical(address).map(String::from).unwrap();
        assert_eq!(text("HTTPS://WWW.Example.org:443/a/?utm_source=x&id=7#top"), "https://www.example.org/a/?id=7");
        assert_eq!(text("http://example.org/a?fbclid=1"), "http://example.org/a");
        assert_eq!(text("http://example.org/a?b=c%20d&e"), "http://example.org/a?b=c%20d&e");
        assert_eq!(canonical("mailto:a@example.org"), None);
        assert_eq!(canonical("/relative"), None);
    }

    #[test]
    fn a_copy_in_an_archive_or_a_cache_is_the_page_itself() {
        let text = |address| canonical(address).map(String::from).unwrap();
        let page = "https://example.org/a?id=7";
        assert_eq!(text("https://web.archive.org/web/20080102030405/https://example.org/a?id=7&utm_source=x"), page);
        assert_eq!(text("http://archive.example/coll/2008id_/https:/example.org/a?id=7"), page);
        assert_eq!(text("https://example-org.cdn.ampproject.org/c/s/example.org/a"), "https://example.org/a");
        assert_eq!(text("https://www.google.com/amp/example.org/a"), "http://example.org/a");
        for (address, inner) in [
            ("https://archive.example/web/20200102030405/https://e.example/a", "https://e.example/a"),
            ("https://archive.example/20200102030405id_/http://e.example/a", "http://e.example/a"),
            ("https://e.example/20200102/story", "https://e.example/20200102/story"),
            ("https://e.example/a", "https://e.example/a"),
        ] {
            assert_eq!(unwrapped(address).map(String::from).as_deref(), Some(inner));
        }
        let share = "https://example.org/share/http://other.example/";
        assert_eq!(text(share), share);
    }

    #[test]
    fn editions_of_one_address_are_one_story() {
        let id = |address| identity(&canonical(address).unwrap());
        assert_eq!(id("http://m.example.org/a/"), id("https://www.example.org/a?utm_campaign=x"));
        assert_ne!(id("https://example.org/a?id=1"), id("https://example.org/a?id=2"));
    }
}
