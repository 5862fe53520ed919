#!/usr/bin/env bash
# Runs fuzz targets, each for some seconds: scripts/fuzz.sh SECONDS [TARGET…]; all targets without names. See docs/fuzzing.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=$1
shift
export RUSTC_BOOTSTRAP=1
targets=("$@")
(($#)) || mapfile -t targets < <(cargo fuzz list)
for target in "${targets[@]}"; do
  echo "=== $target"
  cargo fuzz run -s none "$target" -- -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 2>&1 | tail -n 25
done
