#!/usr/bin/env bash
# Builds the wheel of the Python package, installs it in an empty environment, without a network and without a compiler, and tries it there: the README's
# lines, the command, the samples. Holds its size and the time it takes to import to their limits.
#
#   bash scripts/wheel.sh [WHEEL]
#
# With WHEEL nothing is built. What is built lies in target/wheels, and is made of what `cargo build --release --workspace` has built already.
# MATURIN names the program `maturin` if it is not on the path, PYTHON an interpreter. MANYLINUX=1 builds for any Linux of the last ten years, which
# needs ziglang from PyPI beside maturin and builds everything once more.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Bytes of the wheel, seconds of its import.
readonly MOST_BYTES=65000000
readonly MOST_SECONDS=0.1

python=${PYTHON:-python3}
wheel=${1:-}
if [[ -z "$wheel" ]]; then
  rm -f target/wheels/diptych-*.whl
  options=()
  [[ -z "${MANYLINUX:-}" ]] || options=(--zig --compatibility manylinux2014)
  "${MATURIN:-maturin}" build --release --locked --manifest-path python/Cargo.toml --out target/wheels "${options[@]}"
  wheel=$(echo target/wheels/diptych-*.whl)
fi
wheel=$(realpath "$wheel")
bytes=$(wc -c <"$wheel")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
samples=$PWD/samples
readme=$PWD/README.md
"$python" -m venv "$work/empty"
# Nothing but the wheel: no compiler on the path, no registry.
PATH=/nowhere "$work/empty/bin/python" -m pip install --quiet --disable-pip-version-check --no-index "$wheel"
cd "$work"
ln -s "$samples" samples

# The first lines of Python of the README.
awk '/^```python/ { inside = 1; next } /^```/ && inside { exit } inside && sub(/^>>> /, "")' "$readme" >readme.py
[[ -s readme.py ]] || { echo "the README has no lines of Python" >&2; exit 1; }
empty/bin/python readme.py >readme.out
head -n 4 readme.out

for command in "$work/empty/bin/diptych" "$work/empty/bin/python -m diptych"; do
  # Words of their own: a program and its arguments.
  bash "$samples/../scripts/as_expected.sh" $command
done

# The shortest of some: the first reads the library from the disk.
seconds=$(for _ in 1 2 3 4 5 6 7; do
  "$work/empty/bin/python" -c 'import time; began = time.perf_counter(); import diptych; print(f"{time.perf_counter() - began:.4f}")'
done | sort -n | head -n 1)
printf '%s: %d bytes (at most %d); imported in %s s (at most %s)\n' "$(basename "$wheel")" "$bytes" "$MOST_BYTES" "$seconds" "$MOST_SECONDS"
((bytes < MOST_BYTES)) || { echo "the wheel is too large" >&2; exit 1; }
awk -v a="$seconds" -v b="$MOST_SECONDS" 'BEGIN { exit !(a < b) }' || { echo "importing takes too long" >&2; exit 1; }
