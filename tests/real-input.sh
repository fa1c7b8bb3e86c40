#!/usr/bin/env bash
# Real pages, crawls and dumps into one archive: no panic, every record accounted for, searches work.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:?expected the folder with real input}
if [ ! -d "$data" ]; then
    echo "no real input in \`$data\`: nothing to do"
    exit 0
fi
cargo build --release --quiet -p dateline-cli
binary="${CARGO_TARGET_DIR:-target}/release/dateline"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export DATELINE_ARCHIVE="$folder/archive"
for input in "$data"/extraction/*/html "$data"/{warc,scale/articles.jsonl.gz,reuters21578/docs.jsonl.gz,feeds/files,../seed}; do
    [ -e "$input" ] || continue
    echo "== $input"
    code=0
    "$binary" ingest "$input" --quiet --json --report "$folder/report.jsonl" > "$folder/summary.json" || code=$?
    [ "$code" -le 2 ] && [ -s "$folder/summary.json" ] || { echo "the run ended with $code"; exit 1; }
    cat "$folder/summary.json"
    lines=$(wc -l < "$folder/report.jsonl")
    grep -q "\"records\":$lines," "$folder/summary.json" || { echo "expected one line a record, found $lines lines"; exit 1; }
    if grep -q "please report the file" "$folder/report.jsonl"; then
        grep "please report the file" "$folder/report.jsonl" | head
        echo "a reader panicked"
        exit 1
    fi
done
"$binary" check
"$binary" stats
for query in 'climate' '"prime minister"' 'actor:"European Union" sanction*' 'place:London -brexit'; do
    echo "== search $query"
    "$binary" search "$query" --limit 2
done
