#!/usr/bin/env bash
# Pages with gold: predicted by the lab, scored by the scorer that lies beside the data. In-sample for the sets that the
# weights were fitted on (ingest/data/NOTICE.md): a regression check, no evidence of accuracy.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:?expected the folder with the data}
scorer=$data/../eval/score_extraction.py
if [ ! -d "$data/extraction" ] || [ ! -f "$scorer" ]; then
    echo "no pages with gold in \`$data\`, or no scorer beside it: nothing to do"
    exit 0
fi
cargo build --release --quiet -p dateline-lab
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for gold in "$data"/extraction/*/gold.jsonl; do
    set=$(basename "$(dirname "$gold")")
    echo "== $set"
    "${CARGO_TARGET_DIR:-target}/release/dateline-lab" predict extraction --gold "$gold" --out "$folder/$set.jsonl"
    python3 "$scorer" --gold "$gold" --system "$folder/$set.jsonl"
done
