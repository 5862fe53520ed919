#!/usr/bin/env bash
# Fits again everything that is learned from hand-made alignments, to be run after every change of the features or the packs: the weights, the weights
# with each corpus left out (which the folder keeps), the map of the confidences, the verdict. Says how long each took.
#
#     scripts/refit.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(realpath -m "${1:-target/left-out}")

step() {
  local name=$1 begin=$SECONDS
  shift
  "$@"
  echo "$name: $((SECONDS - begin)) s"
}

step "weights, with all corpora and with each left out" cargo bench --locked --bench fit -- --out src/score/weights.tsv --leave-one-out "$folder"
step "map of the confidences" cargo bench --locked --bench calibration -- --weights "$folder"
step "verdict" cargo bench --locked --bench verdict
