"""Two passes: what the pairs teach each other in the first one helps in the second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql.types import DoubleType, IntegerType, StringType, StructField, StructType

import diptych
from diptych.spark.aligning import align, schema
from diptych.spark.grouping import in_arrow
from diptych.spark.metrics import Metrics
from diptych.spark.work import Task

# As `diptych batch --pool` has them (src/corpus/common.rs).
_LEAST_CONFIDENCE = 0.5
_LEAST_BEADS = 100
_LEARNED = "one_lang string, other_lang string, pool binary"
_LESSON = StructType([StructField("bead", IntegerType()), StructField("confidence", DoubleType())])
for _name in ("one", "other", "one_lang", "other_lang"):
    _LESSON.add(_name, StringType())


def pool(
    df: DataFrame,
    key: str = "id",
    source: str = "source",
    target: str = "target",
    source_lang: str | None = None,
    target_lang: str | None = None,
    keep: Sequence[str] | None = None,
    metrics: Metrics | None = None,
    *,
    min_confidence: float = 0.0,
    **options: Any,
) -> DataFrame:
    """Pair sentences as `align` does, helped by what all pairs of the same languages teach about their words.

    The same as ``diptych batch --pool`` on a list of the pairs in the order of ``key``. The first pass is run at once:
    it aligns every pair and learns, for each two languages, from the sure beads of all. The second, which Spark runs
    when the result is asked for, aligns each pair with what the others have taught.

    Parameters
    ----------
    df
        A pair of texts in each row. It is read twice.
    key
        A column whose values differ in all rows and can be sorted.
    source, target, source_lang, target_lang, keep, metrics, min_confidence, **options
        As for `align`. Only the second pass is counted.

    Returns
    -------
    DataFrame
        As that of `align`.

    Raises
    ------
    InputError
        As `align`.

    Notes
    -----
    Learning for two languages is one task, which holds the texts of all their sure beads; it takes some ten times the
    bytes of these. Learn from a sample (`diptych.Pool`) where that is too much. Two languages are left out if only one
    pair has them, or fewer than 100 beads are sure.
    """
    languages = {"source_lang": source_lang, "target_lang": target_lang}
    first = Task(source, target, [key], _LEAST_CONFIDENCE, {**languages, **options})
    place = schema(df, first)[key].dataType
    lessons = df.mapInArrow(partial(_lessons, first, key), StructType([StructField("place", place), *_LESSON.fields]))
    learned = in_arrow(lessons.groupBy("one_lang", "other_lang"), _learn, _LEARNED)
    pools = [
        diptych.Pool.from_bytes(bytes(row.pool), row.one_lang, row.other_lang) for row in sorted(learned.collect())
    ]
    return align(
        df,
        source,
        target,
        keep=keep,
        metrics=metrics,
        min_confidence=min_confidence,
        pools=pools,
        **languages,
        **options,
    )


def _lessons(task: Task, key: str, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The sure beads, in the order of their languages, and at least one row for each pair that was aligned."""
    names = ("bead", "confidence", "source_text", "target_text", "source_lang", "target_lang")
    for batch in task.beads(batches):
        columns: list[list[Any]] = [batch.column(name).to_pylist() for name in names]
        places: list[int] = []
        rows: list[tuple[Any, ...]] = []
        for at, (bead, confidence, one, other, one_lang, other_lang) in enumerate(zip(*columns)):
            known = None if bead is None else _languages(one_lang, other_lang)
            if known is not None:
                places.append(at)
                texts = (other, one) if known[2] else (one, other)
                rows.append((bead, confidence, *texts, *known[:2]))
        lists = list(zip(*rows)) or [()] * len(_LESSON)
        arrays = [pa.array(values, kind) for values, kind in zip(lists, (pa.int32(), pa.float64(), *[pa.string()] * 4))]
        yield pa.RecordBatch.from_arrays(
            [batch.column(key).take(pa.array(places, pa.int64())), *arrays], names=["place", *_LESSON.names]
        )


@lru_cache
def _languages(source: str, target: str) -> tuple[str, str, bool] | None:
    """Two languages as lexicons have them, in alphabetical order, and whether the target is the first.

    None if one is not known.
    """
    one, other = diptych.Pool.learn((), source, target).languages
    if "und" in (one, other) or one == other:
        return None
    return min(one, other), max(one, other), one > other


def _learn(key: tuple[Any, ...], beads: pa.Table) -> pa.Table:
    """What all pairs of two languages teach; nothing if there are too few."""
    one, other = (language.as_py() for language in key)
    sure = beads.filter((pc.field("one") != "") & (pc.field("other") != ""))
    pairs = set(beads.column("place").to_pylist())
    learned: list[bytes] = []
    if len(pairs) >= 2 and sure.num_rows >= _LEAST_BEADS:
        sure = sure.sort_by(
            [("place", "ascending"), ("bead", "ascending"), ("one", "ascending"), ("other", "ascending")]
        )
        lessons: list[list[Any]] = [sure.column(name).to_pylist() for name in ("one", "other", "confidence")]
        learned = [diptych.Pool.learn(zip(*lessons), one, other, threads=1).to_bytes()]
    columns: list[tuple[list[Any], Any]] = [([one], pa.string()), ([other], pa.string()), (learned, pa.binary())]
    arrays = [pa.array(values[: len(learned)], kind) for values, kind in columns]
    return pa.Table.from_arrays(arrays, names=["one_lang", "other_lang", "pool"])
