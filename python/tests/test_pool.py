"""Pooling on Spark gives what ``diptych batch --pool`` gives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from needs import need
from pairs import samples

need("pyspark", "pandas", java=True)

import diptych.spark  # noqa: E402


def by_batch(rows: list[dict[str, Any]], folder: Path) -> list[tuple[Any, ...]]:
    """The beads of ``diptych batch --pool``."""
    listed = []
    for row in rows:
        paths = [folder / f"{row['id']}.{side}.txt" for side in ("source", "target")]
        for path, side in zip(paths, ("source", "target")):
            path.write_text(row[side], "utf-8")
        listed.append("\t".join(map(str, paths)))
    (folder / "pairs.tsv").write_text("\n".join(listed) + "\n")
    command = [
        "batch",
        str(folder / "pairs.tsv"),
        "-o",
        str(folder / "out"),
        "--to",
        "jsonl",
        "--pool",
        "--quiet",
        "--no-packs",
    ]
    subprocess.run([sys.executable, "-m", "diptych", *command], check=True)
    beads = []
    for row in rows:
        result = folder / "out" / f"{row['id']}.source--{row['id']}.target.jsonl"
        for line in result.read_text("utf-8").splitlines():
            bead = json.loads(line)
            if "source_ids" in bead:
                beads.append((row["id"], bead["kind"], bead["confidence"], bead["source_text"], bead["target_text"]))
    return sorted(beads)


@pytest.mark.parametrize("partitions", [1, 4, 16])
def test_beads_are_those_of_batch(spark: Any, tmp_path: Path, partitions: int) -> None:
    rows = [row for row in samples() if row["source"]]
    for row in rows:
        if row["id"].startswith("lighthouse"):
            row["source"], row["target"] = row["target"], row["source"]
    rows.sort(key=lambda row: row["id"])
    df = spark.createDataFrame(
        [tuple(row.values()) for row in rows], "id string, source string, target string"
    ).repartition(partitions)
    beads = diptych.spark.pool(df, packs=False).collect()
    mine = sorted((row.id, row.kind, row.confidence, row.source_text, row.target_text) for row in beads)
    alone = diptych.spark.align(df, packs=False).collect()
    assert mine == by_batch(rows, tmp_path)
    assert mine != sorted((row.id, row.kind, row.confidence, row.source_text, row.target_text) for row in alone)
