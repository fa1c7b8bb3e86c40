//! Which publication an address belongs to: one identifier however many domains it has.

use std::collections::HashMap;
use std::sync::LazyLock;

use dateline_model::SourceId;

/// The table of publications that go by several domains.
const TABLE: &str = include_str!("../data/sources.tsv");

/// Canonical domain and name of every domain in the table.
static DOMAINS: LazyLock<HashMap<&str, (&str, &str)>> = LazyLock::new(|| {
    let mut domains = HashMap::new();
    for row in TABLE.lines().filter(|row| !row.starts_with('#')) {
        let mut cells = row.split('\t');
        if let (Some(canonical), Some(name)) = (cells.next(), cells.next()) {
            let others = cells.next().unwrap_or_default().split_whitespace();
            domains.extend(others.chain([canonical]).map(|domain| (domain, (canonical, name))));
        }
    }
    domains
});

/// Returns the source of a host: that of the table where the host or a domain around it stands there, else the host.
pub(crate) fn of_host(host: &str) -> SourceId {
    SourceId::new(listed(host).map_or(host, |(canonical, _)| canonical))
}

/// Returns the name under which a source of the table is known.
pub(crate) fn known_name(source: &SourceId) -> Option<&'static str> {
    listed(source.as_str()).map(|(_, name)| name)
}

fn listed(host: &str) -> Option<(&'static str, &'static str)> {
    let around = std::iter::successors(Some(host), |domain| domain.split_once('.').map(|(_, around)| around));
    around.into_iter().find_map(|domain| DOMAINS.get(domain).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_publication_with_several_domains_is_one_source() {
        for host in ["bbc.co.uk", "news.bbc.co.uk", "bbc.com", "feeds.bbci.co.uk"] {
            assert_eq!(of_host(host).as_str(), "bbc.com");
        }
        assert_eq!(of_host("edition.cnn.com").as_str(), "cnn.com");
        assert_eq!(of_host("oglobo.globo.com").as_str(), "oglobo.globo.com");
        assert_eq!(of_host("notbbc.com").as_str(), "notbbc.com");
        assert_eq!(of_host("a.blog.example").as_str(), "a.blog.example");
        assert_eq!(known_name(&SourceId::new("spiegel.de")), Some("DER SPIEGEL"));
        assert_eq!(known_name(&SourceId::new("blog.example")), None);
    }

    #[test]
    fn the_table_is_whole() {
        let mut seen = HashMap::new();
        for (number, row) in TABLE.lines().enumerate().filter(|(_, row)| !row.starts_with('#')) {
            let cells: Vec<&str> = row.split('\t').collect();
            assert_eq!(cells.len(), 3, "line {}", number + 1);
            for domain in cells[2].split_whitespace().chain([cells[0]]) {
                let plain = domain
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte));
                assert!(plain && domain.contains('.'), "line {}: `{domain}`", number + 1);
                assert_eq!(seen.insert(domain, number + 1), None, "line {}: `{domain}` stands there twice", number + 1);
            }
        }
    }
}
