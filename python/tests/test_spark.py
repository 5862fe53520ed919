"""What Spark gives is what one machine gives, whatever the partitioning."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from needs import need
from pairs import by_command, samples, told

import diptych

need("pyspark", "pandas", java=True)

import diptych.spark  # noqa: E402

SCHEMA = "id string, source string, target string"


def frame(spark: Any, rows: list[dict[str, Any]], partitions: int = 4) -> Any:
    table = [tuple(row.values()) for row in rows]
    return spark.createDataFrame(table, SCHEMA).repartition(partitions)


def dicts(df: Any) -> list[dict[str, Any]]:
    return [row.asDict() for row in df.collect()]


@pytest.mark.parametrize("partitions", [1, 4, 16])
def test_beads_are_those_of_python_and_the_command(spark: Any, partitions: int) -> None:
    rows = samples()
    beads = dicts(diptych.spark.align(frame(spark, rows, partitions)))
    table = diptych.align_batches(pa.Table.from_pylist(rows))
    assert told(beads) == by_command(rows) == told(table.read_all().to_pylist())
    assert len(told(beads)) > 100


def test_a_bad_row_is_a_row(spark: Any) -> None:
    errors = {row["id"]: row["error"] for row in dicts(diptych.spark.align(frame(spark, samples()))) if row["error"]}
    assert errors == {"nothing": "there is no text in either of them", "null": "the source text is null"}


def test_what_is_wrong_with_columns_and_options_is_said_at_once(spark: Any) -> None:
    df = frame(spark, samples())
    with pytest.raises(diptych.InputError, match="there is no column `text`"):
        diptych.spark.align(df, source="text")
    with pytest.raises(diptych.InputError, match="max_bead"):
        diptych.spark.align(df, max_bead=99)


def test_other_columns_pass_and_sentences_and_languages_are_read(spark: Any) -> None:
    rows = [(1.5, ["One cat.", "Two dogs."], ["Un chat.", "Deux chiens."], "en", "fr", {"a": 1})]
    df = spark.createDataFrame(
        rows, "n double, s array<string>, t array<string>, source_lang string, target_lang string, m map<string,int>"
    )
    beads = diptych.spark.align(df, source="s", target="t")
    assert beads.columns[:3] == ["n", "m", "bead"]
    assert [(row.n, row.m, row.source_text, row.target_lang) for row in beads.collect()] == [
        (1.5, {"a": 1}, "One cat.", "fr"),
        (1.5, {"a": 1}, "Two dogs.", "fr"),
    ]
    assert diptych.spark.align(df, source="s", target="t", keep=["n"]).columns[:2] == ["n", "bead"]


def test_large_types_of_arrow(spark: Any) -> None:
    spark.conf.set("spark.sql.execution.arrow.useLargeVarTypes", "true")
    try:
        rows = samples()
        assert told(dicts(diptych.spark.align(frame(spark, rows)))) == by_command(rows)
    finally:
        spark.conf.unset("spark.sql.execution.arrow.useLargeVarTypes")


def test_metrics_count(spark: Any) -> None:
    metrics = diptych.spark.Metrics(spark)
    rows = samples()
    beads = diptych.spark.align(frame(spark, rows), metrics=metrics).collect()
    assert (metrics.pairs, metrics.beads, metrics.errors) == (len(rows), len(beads) - 2, 2)
    assert metrics.seconds > 0 and "errors=2" in repr(metrics)


def test_a_score_for_each_row(spark: Any) -> None:
    rows = samples()
    scored = dicts(diptych.spark.score(frame(spark, rows)))
    related = {
        row["id"]: row["related"] for row in dicts(diptych.spark.align(frame(spark, rows))) if row["error"] is None
    }
    assert {row["id"]: row["related"] for row in scored if row["error"] is None} == related
    assert sorted(row["id"] for row in scored) == sorted(row["id"] for row in rows)
    assert {row["source"] for row in scored} == {row["source"] for row in rows}
