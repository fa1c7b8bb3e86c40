#!/usr/bin/env bash
# Fits the extractor's weights on pages with gold and writes them where the program takes them from.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:?expected the folder with the data}
if [ ! -d "$data/extraction" ]; then
    echo "no pages with gold in \`$data\`: nothing to do"
    exit 0
fi
cargo run --release --quiet -p dateline-lab -- train-extractor --data "$data/extraction" --out ingest/data/extractor.json
