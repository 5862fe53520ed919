"""What a task does: record batches of pairs in, record batches of beads out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from time import perf_counter
from typing import Any

import pyarrow as pa

import diptych
from diptych.spark.metrics import Metrics

Pools = Callable[[], Sequence["diptych.Pool"]]


@dataclass(frozen=True)
class Task:
    """How the rows of a partition are aligned."""

    source: str = "source"
    target: str = "target"
    keep: Sequence[str] | None = None
    min_confidence: float = 0.0
    options: dict[str, Any] = field(default_factory=dict[str, Any])

    def reader(self, batches: Any, pools: Sequence[diptych.Pool] | None = None) -> diptych.BeadReader:
        """The beads of a stream of record batches."""
        aligner = _aligner(tuple(sorted((name, _hashable(value)) for name, value in self.options.items())))
        return aligner.align_batches(
            batches,
            source=self.source,
            target=self.target,
            keep=self.keep,
            min_confidence=self.min_confidence,
            pools=pools,
        )

    def beads(
        self, batches: Iterable[pa.RecordBatch], pools: Pools | None = None, metrics: Metrics | None = None
    ) -> Iterator[pa.RecordBatch]:
        """The beads of the rows of a partition, without the numbers of the rows: these are those of a partition."""
        batches = iter(batches)
        first = next(batches, None)
        if first is None:
            return
        pairs = 0

        def counted() -> Iterator[pa.RecordBatch]:
            nonlocal pairs
            for batch in chain([first], batches):
                pairs += batch.num_rows
                yield batch

        reader = pa.RecordBatchReader.from_batches(first.schema, counted())
        beads, errors, seconds, start = 0, 0, 0.0, perf_counter()
        for batch in self.reader(reader, pools() if pools else None):
            failed = batch.num_rows - batch.column("error").null_count
            beads, errors = beads + batch.num_rows - failed, errors + failed
            seconds += perf_counter() - start
            yield batch.select([name for name in batch.schema.names if name != "row"])
            start = perf_counter()
        if metrics is not None:
            metrics.add(pairs=pairs, beads=beads, errors=errors, seconds=seconds + perf_counter() - start)


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@lru_cache(maxsize=4)
def _aligner(options: tuple[tuple[str, Any], ...]) -> diptych.Aligner:
    """An aligner for all tasks of a worker: lexicons are read once. Spark has threads of its own."""
    given: dict[str, Any] = {"threads": 1, **dict(options)}
    return diptych.Aligner(**given)
