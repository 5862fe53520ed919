#!/usr/bin/env bash
# Aligns the samples with a program and compares what it prints with samples/expected, byte for byte.
#
#   bash scripts/as_expected.sh PROGRAM [ARGUMENT...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../samples"
for expected in expected/*.tsv; do
  name=$(basename "$expected" .tsv)
  case $name in
    allotment) languages=(de en) ;;
    *) languages=(en fr) ;;
  esac
  "$@" align --quiet "$name.${languages[0]}.txt" "$name.${languages[1]}.txt" | cmp - "$expected"
  echo "$name: as expected"
done
