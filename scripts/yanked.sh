#!/usr/bin/env bash
# Fails if a dependency was withdrawn from the registry, by the index that cargo itself uses: scripts/yanked.sh, no arguments. For networks that do
# not reach the database of advisories, which cargo-deny cannot do without: it is given one with a single advisory, about no crate.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/empty/crates/none"
printf '```toml\n[advisory]\nid = "RUSTSEC-2026-0000"\npackage = "none"\ndate = "2026-01-01"\n\n[versions]\npatched = []\n```\n\n# Of no crate\n' \
  >"$work/empty/crates/none/RUSTSEC-2026-0000.md"
git -C "$work/empty" init --quiet --initial-branch=main
git -C "$work/empty" add --all
git -C "$work/empty" -c user.name=empty -c user.email=empty@localhost commit --quiet --message "no advisories"

printf '[graph]\nall-features = true\n\n[advisories]\ndb-path = "%s"\nyanked = "deny"\nunmaintained = "none"\n' "$work/databases" >"$work/deny.toml"
# Git reads the empty database where cargo-deny asks for the real one.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="url.file://$work/empty.insteadOf" GIT_CONFIG_VALUE_0=https://github.com/RustSec/advisory-db
for manifest in Cargo.toml fuzz/Cargo.toml; do
  cargo deny --manifest-path "$manifest" --locked --config "$work/deny.toml" check advisories
done
