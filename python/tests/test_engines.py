"""Every example of the pages about engines runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import fenced
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from needs import need
from pairs import ROOT, samples

# What stands in for Slurm: the tasks of an array, one after the other.
SBATCH = """#!/bin/bash
set -e
range=$(sed -n 's/^#SBATCH --array=//p' "$1")
first=${range%-*} last=${range#*-}
for task in $(seq "$first" "$last"); do
  SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_COUNT=$((last - first + 1)) SLURM_CPUS_PER_TASK=2 bash -e "$1"
done
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the pages are at work: the samples, and their pairs as Parquet."""
    pq.write_table(pa.Table.from_pylist(samples()), tmp_path / "pairs.parquet")
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("page", "modules"),
    [
        ("spark", ("pyspark", "pandas")),
        ("ray", ("ray", "ray.data")),
        ("dask", ("dask", "pandas")),
        ("duckdb", ("duckdb", "pandas")),
    ],
)
def test_python_of_pages(page: str, modules: tuple[str, ...], folder: Path, request: pytest.FixtureRequest) -> None:
    need(*modules, java=page == "spark")
    if page == "spark":
        # The session that the page asks for is there already.
        request.getfixturevalue("spark")
    assert fenced.run(ROOT / "docs" / f"{page}.md", {})


def test_commands_of_the_page_on_slurm(folder: Path) -> None:
    tools = folder / "bin"
    tools.mkdir()
    for name, script in {"sbatch": SBATCH, "diptych": f'#!/bin/bash\nexec {sys.executable} -m diptych "$@"\n'}.items():
        (tools / name).write_text(script)
        (tools / name).chmod(0o755)
    said = b""
    for block in fenced.blocks(ROOT / "docs" / "slurm.md", "bash"):
        if block.note:
            (folder / block.note).write_text(block.code)
            continue
        path = f"{tools}{os.pathsep}{os.environ['PATH']}"
        run = subprocess.run(
            ["bash", "-e", "-c", block.code], env={**os.environ, "PATH": path}, stdout=subprocess.PIPE, check=True
        )
        said = run.stdout
    names = re.findall(rb"samples/(\w+)\.en\.txt", said)
    assert sorted(names) == [b"allotment", b"harbour", b"kitchen", b"lighthouse"]
    assert len(list((folder / "aligned").glob("*.tsv"))) >= 4
