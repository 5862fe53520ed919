#!/usr/bin/env bash
# Packs every member of the workspace as the Rust registry would get it, holds each package to the registry's 10 MB, and installs the program from
# these packages alone, in an empty folder: it must align the samples as a checkout does, with packs.
#
#   bash scripts/package.sh [TARGET]
#
# TARGET is a folder for what is compiled on the way (default: a new one, so from clean). Needs no network but for dependencies that were never
# downloaded. Takes as long as a release build, and 1 GB for the copies of all dependencies.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# What crates.io takes, in bytes.
readonly LIMIT=10000000

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
target=$(realpath -m "${1:-$work/target}")

echo "packing"
cargo package --workspace --exclude diptych-python --no-verify --locked --quiet --allow-dirty --target-dir "$work/packed"
too_large=0
for crate in "$work"/packed/package/*.crate; do
  size=$(wc -c <"$crate")
  printf '%11d  %s\n' "$size" "$(basename "$crate")"
  ((size < LIMIT)) || too_large=1
done
if ((too_large)); then
  echo "a package is larger than $LIMIT bytes; move languages to another group (packs/recipe.toml), or make a new one" >&2
  exit 1
fi

# A registry in a folder: the dependencies, and the packages beside them.
echo "making a registry of them and of all dependencies"
cargo vendor --locked --quiet "$work/registry" >/dev/null
for crate in "$work"/packed/package/*.crate; do
  tar -xzf "$crate" -C "$work/registry"
  name=$(basename "$crate" .crate)
  printf '{"files":{},"package":"%s"}\n' "$(sha256sum "$crate" | cut -d ' ' -f 1)" >"$work/registry/$name/.cargo-checksum.json"
done

echo "installing from it"
mkdir "$work/empty"
cat >"$work/empty/config.toml" <<END
[source.crates-io]
replace-with = "packed"
[source.packed]
directory = "$work/registry"
END
samples=$PWD/samples
cd "$work/empty"
cargo install diptych --config config.toml --offline --locked --quiet --root "$work/installed" --target-dir "$target"

bash "$samples/../scripts/as_expected.sh" "$work/installed/bin/diptych"
cd "$samples"
packs=$("$work/installed/bin/diptych" lexicon list | tail -n +2 | wc -l)
shipped=$(find ../packs -name '*.pack' | wc -l)
echo "$packs packs of $shipped"
[[ "$packs" == "$shipped" ]]
