#!/usr/bin/env bash
# Builds the reference of the Python package from its docstrings, as pages in target/pydocs. A warning is an error, and so is a public name without a
# docstring.
#
#   bash scripts/pydocs.sh [PYTHON]
#
# PYTHON is an interpreter with the package and pdoc (default: python3).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec "${1:-python3}" -W error::UserWarning scripts/pydocs.py target/pydocs
