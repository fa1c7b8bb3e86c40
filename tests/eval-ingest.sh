#!/usr/bin/env bash
# One table of the pages with gold: the shipped weights (in-sample where they were fitted on the set, see
# ingest/data/NOTICE.md), weights that did not see the page's domain, and Python trafilatura in the same run.
# Needs python3; the peer needs a virtual environment and PyPI once, and is skipped where it cannot be installed.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:?expected the folder with the data}
eval=$data/../eval
scorer=$eval/score_extraction.py
if [ ! -d "$data/extraction" ] || [ ! -f "$scorer" ]; then
    echo "no pages with gold in \`$data\`, or no scorer beside it: nothing to do"
    exit 0
fi
cargo build --release --quiet -p dateline-lab
lab=${CARGO_TARGET_DIR:-target}/release/dateline-lab
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Answers of what is fitted: a folder for each trainer.
fitted=()
echo "fitting without each fifth of the domains (minutes)" >&2
if "$lab" train-extractor --data "$data/extraction" --cross-validated "$folder/body" >&2; then
    fitted+=(--cross-validated "$folder/body")
else
    echo "nothing to fit on: the rows of cross-validation are left out" >&2
fi
if "$lab" train-metadata --help >/dev/null 2>&1; then
    "$lab" train-metadata --dry-run --data "$data/extraction" --cross-validated "$folder/metadata" >&2
    fitted+=(--cross-validated "$folder/metadata")
fi

peer=()
environment=${XDG_CACHE_HOME:-$HOME/.cache}/dateline-peers
python=$environment/bin/python
if [ ! -f "$eval/peers/trafilatura_extract.py" ]; then
    echo "no program of the peer beside the scorer: its rows are left out" >&2
elif "$python" -c 'import trafilatura' 2>/dev/null ||
    { python3 -m venv "$environment" && "$python" -m pip install --quiet trafilatura lxml_html_clean; } >&2; then
    peer=(--peer "$eval/peers/trafilatura_extract.py" --peer-python "$python")
else
    echo "Python trafilatura could not be installed in \`$environment\`: its rows are left out" >&2
fi
"$lab" eval-ingest --data "$data/extraction" --scorer "$scorer" "${fitted[@]}" "${peer[@]}"
