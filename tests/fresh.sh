#!/usr/bin/env bash
# The two commands of the README in a clean clone with an empty home folder, nothing beside it.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git clone --quiet . "$folder/dateline"
mkdir "$folder/home"
cd "$folder/dateline"
# The toolchain and what the registry gave stay; everything else of the user is out of reach.
clean() {
    env -i PATH="$PATH" HOME="$folder/home" \
        RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}" CARGO_HOME="${CARGO_HOME:-$HOME/.cargo}" "$@"
}
clean cargo run --release -- demo --exit
clean cargo test --workspace
