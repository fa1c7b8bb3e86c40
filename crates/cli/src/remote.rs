//! The same questions asked of a running server.

use std::time::Duration;

use anyhow::Context;
use dateline_archive::SearchOptions;
use dateline_server::json::{Article, Hits};
use dateline_server::{ProblemDetails, search_address};
use serde::de::DeserializeOwned;

use crate::exit::ServerProblem;

/// A server, by its address.
#[derive(Debug)]
pub(crate) struct Remote {
    agent: ureq::Agent,
    base: String,
}

impl Remote {
    pub(crate) fn new(base: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Self { agent: config.into(), base: base.trim_end_matches('/').to_owned() }
    }

    pub(crate) fn search(&self, options: &SearchOptions) -> anyhow::Result<Hits> {
        self.get(&format!("/api/v1/search?{}", search_address(options)))
    }

    pub(crate) fn article(&self, id: &str) -> anyhow::Result<Article> {
        self.get(&format!("/api/v1/articles/{id}"))
    }

    pub(crate) fn revisions(&self, id: &str) -> anyhow::Result<Vec<Article>> {
        self.get(&format!("/api/v1/articles/{id}/revisions"))
    }

    fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        let address = format!("{}{path}", self.base);
        let mut response = self.agent.get(&address).call().with_context(|| format!("failed to ask `{}`", self.base))?;
        let body = response
            .body_mut()
            .with_config()
            .limit(256 << 20)
            .read_to_string()
            .with_context(|| format!("failed to read the answer of `{}`", self.base))?;
        if response.status().is_success() {
            return serde_json::from_str(&body)
                .with_context(|| format!("`{}` did not answer like a Dateline server", self.base));
        }
        match serde_json::from_str::<ProblemDetails>(&body) {
            Ok(problem) => Err(ServerProblem::from(problem).into()),
            Err(_) => anyhow::bail!("`{}` answered with status {}", self.base, response.status().as_u16()),
        }
    }
}
