#!/usr/bin/env bash
# Prints the tables of docs/performance.md, one after the other: some ten minutes on two cores that do nothing else. Needs the shared training data.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bench() {
  printf '\n%s\n' "$*"
  cargo bench --quiet --bench "$@" 2>/dev/null
}

bench speed -- --lines 1000 --lines 3000 --lines 10000 --lines 20000 --lines 100000 --lines 230000
bench speed -- --lines 1000000 --threads 2
bench stages
bench gaps
bench corpus
bench matching
bench reading
