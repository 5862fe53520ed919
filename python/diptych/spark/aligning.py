"""Beads of pairs that are rows of a data frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import to_arrow_schema
from pyspark.sql.types import (
    ArrayType,
    DataType,
    DoubleType,
    IntegerType,
    LongType,
    StringType,
    StructField,
    StructType,
)

import diptych
from diptych.spark.metrics import Metrics
from diptych.spark.work import Pools, Task

_TYPES: dict[str, DataType] = {
    "bead": IntegerType(),
    "confidence": DoubleType(),
    "related": DoubleType(),
    **{f"{side}_ids": ArrayType(IntegerType()) for side in ("source", "target")},
    **{f"{side}_{end}": ArrayType(LongType()) for side in ("source", "target") for end in ("starts", "ends")},
}


def align(
    df: DataFrame,
    source: str = "source",
    target: str = "target",
    source_lang: str | None = None,
    target_lang: str | None = None,
    keep: Sequence[str] | None = None,
    metrics: Metrics | None = None,
    *,
    min_confidence: float = 0.0,
    pools: Sequence[diptych.Pool] | None = None,
    **options: Any,
) -> DataFrame:
    """Pair the sentences of two texts in each row.

    Parameters
    ----------
    df
        A pair of texts in each row.
    source, target
        The columns with the texts: strings, or arrays of strings, which are sentences. Columns ``source_lang`` and
        ``target_lang`` name the languages of a row, where they are there and not null.
    source_lang, target_lang
        Languages of rows that name none; found out from each text if not given.
    keep
        The columns that are passed through; all but the texts if not given.
    metrics
        Where to count pairs, beads, errors and seconds.
    min_confidence
        Leave out beads with sentences on both sides of lower confidence, 0 to 1.
    pools
        What other pairs have taught; see `pool`.
    **options
        Those of `diptych.Aligner`. Lexicons are paths, which every executor can read. A task uses one thread, as Spark
        runs several, unless ``threads`` says more.

    Returns
    -------
    DataFrame
        One row a bead: the columns that are passed through, then ``bead``, ``kind``, ``confidence``, ``related`` and
        the others of `diptych.align_batches`, without ``row``. A row that cannot be aligned gives one row with
        ``error``, the rest null. The beads of a row depend on nothing but that row.

    Raises
    ------
    InputError
        If a column is missing or of a wrong type, or an option is out of its range: at once, before Spark begins.

    Notes
    -----
    A task holds at most two record batches of Spark, whose rows ``spark.sql.execution.arrow.maxRecordsPerBatch`` bounds
    (10,000), and some 16 MB of text in work. With texts of a megabyte set it to some 100. ``max_memory`` (bytes) bounds
    what one pair may take; without it three quarters of the machine's memory, which tasks that run side by side do not
    share.
    """
    task = Task(
        source, target, keep, min_confidence, {"source_lang": source_lang, "target_lang": target_lang, **options}
    )
    given: Pools | None = None
    if pools:
        # An executor is sent them once, not once for each task.
        shared = df.sparkSession.sparkContext.broadcast(list(pools))
        given = partial(_value, shared)
    return df.mapInArrow(partial(_beads, task, given, metrics), schema(df, task))


def schema(df: DataFrame, task: Task) -> StructType:
    """The columns of the beads of a data frame. Tries the task on no row: what is wrong with it is said at once."""
    names = task.reader(to_arrow_schema(df.schema).empty_table()).schema.names
    row = names.index("row")
    kept = [df.schema[name] for name in names[:row]]
    return StructType(kept + [StructField(name, _TYPES.get(name, StringType())) for name in names[row + 1 :]])


def _beads(
    task: Task, pools: Pools | None, metrics: Metrics | None, batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    return task.beads(batches, pools, metrics)


def _value(shared: Any) -> Any:
    return shared.value
