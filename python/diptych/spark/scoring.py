"""How likely the two texts of each row are to translate each other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.types import DoubleType, StringType, StructType

from diptych.spark.aligning import schema
from diptych.spark.work import Task


def score(
    df: DataFrame,
    source: str = "source",
    target: str = "target",
    source_lang: str | None = None,
    target_lang: str | None = None,
    **options: Any,
) -> DataFrame:
    """Say of each row how likely its two texts are to translate each other.

    For now this is the ``related`` that aligning them gives, so it takes as long as `align`; if you want the beads as
    well, take it from there.

    Parameters
    ----------
    df, source, target, source_lang, target_lang, **options
        As for `align`.

    Returns
    -------
    DataFrame
        The same rows with all their columns, and ``related`` (probability, null where nothing is known of the words)
        and ``error`` (null but for rows that cannot be aligned).

    Raises
    ------
    InputError
        As `align`.
    """
    task = Task(source, target, [], 0.0, {"source_lang": source_lang, "target_lang": target_lang, **options})
    schema(df, task)
    fields = StructType(list(df.schema.fields)).add("related", DoubleType()).add("error", StringType())
    return df.mapInArrow(partial(_scored, task), fields)


def _scored(task: Task, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        related: list[float | None] = [None] * batch.num_rows
        errors: list[str | None] = [None] * batch.num_rows
        for beads in task.reader(pa.Table.from_batches([batch])):
            columns: list[list[Any]] = [beads.column(name).to_pylist() for name in ("row", "related", "error")]
            for row, value, error in zip(*columns):
                related[row], errors[row] = value, error
        found = [*batch.columns, pa.array(related, pa.float64()), pa.array(errors, pa.string())]
        yield pa.RecordBatch.from_arrays(found, names=[*batch.schema.names, "related", "error"])
