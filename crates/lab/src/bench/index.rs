//! Indexing ready articles, and queries, beside plain Tantivy with the same text fields in the same run.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use dateline_index::{Access, Index, WriterOptions};
use dateline_model::{ArticleId, Seq};
use dateline_search::{Change, CountBy, Document, Engine, FacetField, FacetRequest, Order, SearchRequest};
use jiff::civil::date;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::QueryParser;
use tantivy::schema::{FAST, Field, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::{IndexWriter, TantivyDocument};

use crate::clock::{Spent, millis, percentiles, spend};
use crate::corpus::Corpus;
use crate::out;

/// Articles of one commit of ours.
const BATCH: usize = 20_000;

/// What is asked: name, our notation, Tantivy's notation.
const QUERIES: [(&str, &str, &str); 6] = [
    ("term, common", "government", "government"),
    ("term, rare", "volcano", "volcano"),
    ("two words AND", "president russia", "+president +russia"),
    ("four words OR", "storm OR flood OR drought OR wildfire", "storm flood drought wildfire"),
    ("phrase", "\"prime minister\"", "\"prime minister\""),
    ("phrase, stop word", "\"the president\"", "\"the president\""),
];

/// Both get the same threads and memory.
const fn options() -> WriterOptions {
    WriterOptions { threads: 2, memory: 512 << 20 }
}

pub(crate) fn run(articles: usize, data: Option<&Path>, rounds: usize) -> anyhow::Result<()> {
    let corpus = Corpus::load(data)?;
    let documents: Vec<Document> = (0..articles).map(|number| corpus.document(number)).collect();
    let bytes: usize = documents
        .iter()
        .map(|document| document.headline.len() + document.paragraphs.iter().map(String::len).sum::<usize>())
        .sum();
    out::line(&format!(
        "{articles} articles, {} MB of text, {}; {} threads, {} MB",
        bytes / 1_000_000,
        corpus.made_of,
        options().threads,
        options().memory >> 20
    ));
    let folder = tempfile::tempdir()?;
    let mut ours: Option<Spent> = None;
    let mut plain: Option<Spent> = None;
    for round in 0..rounds {
        // In turn, so that a noisy neighbour meets both.
        let spent = index_ours(&documents, &folder.path().join(format!("ours{round}")))?;
        ours = Some(best(ours, spent));
        let spent = index_plain(&documents, &folder.path().join(format!("plain{round}")))?;
        plain = Some(best(plain, spent));
    }
    let (ours, plain) = (ours.context("no rounds")?, plain.context("no rounds")?);
    out::line("\n| indexing | docs/s | MB/s | docs/CPU-s |\n| --- | ---: | ---: | ---: |");
    for (name, spent) in [("dateline", ours), ("plain tantivy, en_stem", plain)] {
        let wall = spent.wall.as_secs_f64();
        out::line(&format!(
            "| {name} | {:.0} | {:.1} | {:.0} |",
            articles as f64 / wall,
            bytes as f64 / wall / 1e6,
            articles as f64 / spent.cpu.as_secs_f64().max(0.01)
        ));
    }
    out::line(&format!(
        "| ratio | {:.2} | | {:.2} |",
        plain.wall.as_secs_f64() / ours.wall.as_secs_f64(),
        plain.cpu.as_secs_f64() / ours.cpu.as_secs_f64().max(0.01)
    ));
    queries(&folder.path().join("ours0"), &folder.path().join("plain0"))
}

fn best(known: Option<Spent>, spent: Spent) -> Spent {
    known.filter(|known| known.wall < spent.wall).unwrap_or(spent)
}

fn id(number: usize) -> ArticleId {
    ArticleId::from_parts(&["bench", &number.to_string()])
}

fn index_ours(documents: &[Document], path: &Path) -> anyhow::Result<Spent> {
    let index = Index::open(path, Access::Write, options())?;
    let batches: Vec<Vec<Change>> = documents
        .chunks(BATCH)
        .enumerate()
        .map(|(batch, documents)| {
            documents
                .iter()
                .enumerate()
                .map(|(at, document)| Change::Put(id(batch * BATCH + at), vec![document.clone()]))
                .collect()
        })
        .collect();
    let (result, spent) = spend(|| {
        batches.iter().zip(1..).try_for_each(|(batch, seq)| index.write(batch, Seq(seq)))?;
        index.settle()
    });
    result?;
    Ok(spent)
}

/// The text fields of ours, with Tantivy's own English analysis; a key and a date.
fn plain_schema() -> (Schema, [Field; 4]) {
    let mut builder = Schema::builder();
    let text = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("en_stem")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions),
    );
    let fields = [
        builder.add_text_field("id", STRING),
        builder.add_text_field("headline", text.clone()),
        builder.add_text_field("body", text),
        builder.add_i64_field("published", FAST),
    ];
    (builder.build(), fields)
}

fn index_plain(documents: &[Document], path: &Path) -> anyhow::Result<Spent> {
    std::fs::create_dir_all(path)?;
    let (schema, [key, headline, body, published]) = plain_schema();
    let index = tantivy::Index::create_in_dir(path, schema)?;
    let WriterOptions { threads, memory } = options();
    let mut writer: IndexWriter = index.writer_with_num_threads(threads, memory)?;
    let (result, spent) = spend(|| -> anyhow::Result<()> {
        for (batch, documents) in documents.chunks(BATCH).enumerate() {
            for (at, document) in documents.iter().enumerate() {
                let mut plain = TantivyDocument::default();
                plain.add_text(key, id(batch * BATCH + at).as_str());
                plain.add_text(headline, &document.headline);
                document.paragraphs.iter().for_each(|paragraph| plain.add_text(body, paragraph));
                plain.add_i64(published, document.published.map_or(0, |published| published.moment));
                writer.add_document(plain)?;
            }
            writer.commit()?;
        }
        writer.wait_merging_threads()?;
        Ok(())
    });
    result?;
    Ok(spent)
}

fn queries(ours: &Path, plain: &Path) -> anyhow::Result<()> {
    let ours = Index::open(ours, Access::Read, options())?;
    let plain = tantivy::Index::open_in_dir(plain)?;
    let (_, [_, headline, body, _]) = plain_schema();
    let searcher = plain.reader()?.searcher();
    let parser = QueryParser::for_index(&plain, vec![headline, body]);
    out::line(
        "\n| query, top 10 with total | hits | ours ms p50 / p95 | + 4 facets | plain tantivy ms p50 / p95 | ratio p50 |\n| --- | ---: | ---: | ---: | ---: | ---: |",
    );
    for (name, notation, theirs) in QUERIES {
        let mut request = SearchRequest {
            withdrawn: false,
            query: dateline_query::parse(notation, date(2024, 1, 1)).query,
            order: Order::Relevance,
            limit: 10,
            after: None,
            facets: Vec::new(),
            count: CountBy::Documents,
            languages: vec!["en".to_owned()],
        };
        let hits = ours.search(&request)?.total.count();
        let (p50, p95) = time(|| ours.search(&request).map(drop).map_err(Into::into))?;
        request.facets = [FacetField::Actor, FacetField::Place, FacetField::Country, FacetField::Source]
            .map(|field| FacetRequest::new(field, 10))
            .to_vec();
        let (facets, _) = time(|| ours.search(&request).map(drop).map_err(Into::into))?;
        let query = parser.parse_query(theirs)?;
        let (plain50, plain95) = time(|| {
            searcher.search(&query, &(TopDocs::with_limit(10).order_by_score(), Count)).map(drop).map_err(Into::into)
        })?;
        out::line(&format!(
            "| {name} | {hits} | {:.2} / {:.2} | {:.2} | {:.2} / {:.2} | {:.2} |",
            millis(p50),
            millis(p95),
            millis(facets),
            millis(plain50),
            millis(plain95),
            p50.as_secs_f64() / plain50.as_secs_f64().max(1e-9)
        ));
    }
    Ok(())
}

fn time(mut ask: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<(Duration, Duration)> {
    let mut times = Vec::new();
    for round in 0..60 {
        let started = Instant::now();
        ask()?;
        // The first few warm the caches.
        if round >= 10 {
            times.push(started.elapsed());
        }
    }
    Ok(percentiles(&mut times))
}
