"""Pairs a second of the command, of Python, of Spark and of Ray, on the same pairs in one run, and whether all give the same beads.

    python python/benches/throughput.py PAIRS.jsonl [--engines stream,python,spark,ray] [--partitions 1,4,16]

PAIRS.jsonl has an object with `id`, `source` and `target` on each line. Each engine is a process of its own, so that its peak of memory is its own, with that
of its children. Starting Spark and Ray, and a first pass over a few pairs that starts their workers, is not counted.
DIPTYCH names the program; without it `python -m diptych` is used.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

NAMES = ("bead", "kind", "confidence", "related", "source_ids", "target_ids", "source_text", "target_text", "source_lang", "target_lang")
FEW = 200


def digest(beads: Iterable[dict[str, Any]]) -> str:
    """The same for the same beads, in whatever order they come."""
    lines = (json.dumps([bead["id"], *(bead[name] for name in NAMES)], ensure_ascii=False) for bead in beads)
    sums = (int.from_bytes(hashlib.sha256(line.encode()).digest()[:8], "big") for line in lines)
    return f"{sum(sums) % 2**64:016x}"


def stream(pairs: Path, folder: Path) -> tuple[float, str]:
    """The command."""
    program = [os.environ["DIPTYCH"]] if "DIPTYCH" in os.environ else [sys.executable, "-m", "diptych"]
    out = folder / "out.jsonl"
    begun = time.perf_counter()
    with pairs.open("rb") as source, out.open("wb") as target:
        subprocess.run([*program, "stream", "--quiet", "--source-lang", "en"], stdin=source, stdout=target, check=True)
    seconds = time.perf_counter() - begun

    def beads() -> Iterable[dict[str, Any]]:
        with out.open(encoding="utf-8") as lines:
            for answer in map(json.loads, lines):
                for at, bead in enumerate(answer["beads"]):
                    yield {**{name: answer[name] for name in ("id", "related", "source_lang", "target_lang")}, **bead, "bead": at}

    return seconds, digest(beads())


def python(parquet: Path) -> tuple[float, str]:
    """Batches of pyarrow in, batches out."""
    import pyarrow.dataset

    import diptych

    reader = pyarrow.dataset.dataset(parquet).scanner(batch_size=500).to_reader()
    begun = time.perf_counter()
    batches = list(diptych.align_batches(reader, source_lang="en"))
    seconds = time.perf_counter() - begun
    return seconds, digest(bead for batch in batches for bead in batch.to_pylist())


def spark(parquet: Path, folder: Path, partitions: int) -> tuple[float, str]:
    """Spark on two cores of this machine, from Parquet to Parquet."""
    import pyarrow.parquet
    from pyspark.sql import SparkSession

    import diptych.spark

    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    pairs = session.read.parquet(str(parquet))
    diptych.spark.align(pairs.limit(FEW).repartition(2), source_lang="en").count()
    spread = pairs.repartition(partitions).localCheckpoint()
    begun = time.perf_counter()
    diptych.spark.align(spread, source_lang="en").write.mode("overwrite").parquet(str(folder / "spark"))
    seconds = time.perf_counter() - begun
    return seconds, digest(pyarrow.parquet.read_table(folder / "spark").to_pylist())


def ray(parquet: Path, partitions: int) -> tuple[float, str]:
    """Ray Data on two cores of this machine."""
    import pyarrow.parquet
    import ray.data

    import diptych.ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=400 << 20)
    ray.data.DataContext.get_current().enable_progress_bars = False
    table = pyarrow.parquet.read_table(parquet)
    list(diptych.ray.align(ray.data.from_arrow(table.slice(0, FEW)), source_lang="en").iter_batches(batch_format="pyarrow"))
    pairs = ray.data.from_arrow(table).repartition(partitions).materialize()
    begun = time.perf_counter()
    batches = list(diptych.ray.align(pairs, source_lang="en").iter_batches(batch_format="pyarrow"))
    seconds = time.perf_counter() - begun
    return seconds, digest(bead for batch in batches for bead in batch.to_pylist())


def one(engine: str, pairs: Path, parquet: Path, folder: Path, partitions: int) -> None:
    """Runs one engine in this process and prints what came of it."""
    if engine == "stream":
        seconds, beads = stream(pairs, folder)
    elif engine == "python":
        seconds, beads = python(parquet)
    elif engine == "spark":
        seconds, beads = spark(parquet, folder, partitions)
    else:
        seconds, beads = ray(parquet, partitions)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": seconds, "beads": beads, "megabytes": peak / 1e3}))


def main() -> int:
    """Runs all engines, each in a process, and prints a table.

    Returns
    -------
    int
        1 if two of them differ in their beads.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--engines", default="stream,python,spark,ray")
    parser.add_argument("--partitions", default="4")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        engine, parquet, folder, partitions = args.one
        one(engine, args.pairs, Path(parquet), Path(folder), int(partitions))
        return 0

    import pyarrow as pa
    import pyarrow.parquet

    rows = [json.loads(line) for line in args.pairs.read_text("utf-8").splitlines()]
    found = set()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parquet = folder / "pairs.parquet"
        pyarrow.parquet.write_table(pa.Table.from_pylist(rows), parquet, row_group_size=500)
        print(f"{'engine':8} {'partitions':>10} {'seconds':>8} {'pairs/s':>8} {'of stream':>9} {'peak MB':>8}  beads")
        first = 0.0
        for engine in args.engines.split(","):
            for partitions in args.partitions.split(",") if engine in ("spark", "ray") else ["1"]:
                command = [sys.executable, __file__, str(args.pairs), "--one", engine, str(parquet), name, partitions]
                run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
                result = json.loads(run.stdout.splitlines()[-1])
                rate = len(rows) / result["seconds"]
                first = first or rate
                found.add(result["beads"])
                line = f"{engine:8} {partitions:>10} {result['seconds']:8.1f} {rate:8.0f} {rate / first:9.2f} {result['megabytes']:8.0f}"
                print(f"{line}  {result['beads']}", flush=True)
    print("the same beads" if len(found) == 1 else "DIFFERENT beads")
    return 0 if len(found) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
