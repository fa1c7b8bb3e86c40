//! The same questions asked of a running server.

use std::time::Duration;

use anyhow::Context;
use dateline_archive::SearchOptions;
use dateline_server::json::{Article, ArticleReading, Entity, Hits, NewRuling, Ruled, Ruling};
use dateline_server::{ProblemDetails, entity_address, search_address};
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

    pub(crate) fn reading(&self, id: &str) -> anyhow::Result<ArticleReading> {
        self.get(&format!("/api/v1/articles/{id}/explain"))
    }

    pub(crate) fn rulings(&self) -> anyhow::Result<Vec<Ruling>> {
        self.get("/api/v1/rulings")
    }

    pub(crate) fn entity(&self, name: &str) -> anyhow::Result<Entity> {
        self.get(&format!("/api/v1/entity?{}", entity_address(name)))
    }

    pub(crate) fn rule(&self, rulings: &[NewRuling]) -> anyhow::Result<Ruled> {
        let address = format!("{}/api/v1/rulings", self.base);
        let body = serde_json::to_string(rulings)?;
        let asked = self.agent.post(&address).content_type("application/json").send(body);
        self.read(asked)
    }

    fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        self.read(self.agent.get(format!("{}{path}", self.base)).call())
    }

    fn read<T: DeserializeOwned>(
        &self,
        asked: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> anyhow::Result<T> {
        let mut response = asked.with_context(|| format!("failed to ask `{}`", self.base))?;
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
