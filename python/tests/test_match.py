"""Matching on Spark: small keys as on one machine, large ones by rare words."""

from __future__ import annotations

from typing import Any

import pytest
from needs import need
from pairs import samples

import diptych

need("pyspark", "pandas", java=True)

import diptych.spark  # noqa: E402

SCHEMA = "domain string, url string, text string, lang string"


def documents(spark: Any, side: str, partitions: int, lang: str | None = None) -> Any:
    """The whole texts of samples/ as documents of one domain, and one without a text."""
    rows = [row for row in samples() if "-" not in row["id"] and row["source"]]
    table = [
        (
            "a.example",
            f"{side}/{row['id']}",
            row[side],
            lang and (lang if side == "source" else ("de" if "allot" in row["id"] else "fr")),
        )
        for row in rows
    ]
    return spark.createDataFrame([*table, ("a.example", f"{side}/null", None, None)], SCHEMA).repartition(partitions)


def found(df: Any) -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in df.where("error is null").collect())


@pytest.mark.parametrize("partitions", [1, 4, 16])
def test_a_small_key_gives_what_one_machine_gives(spark: Any, partitions: int) -> None:
    sources, targets = (documents(spark, side, partitions) for side in ("source", "target"))
    matched = diptych.spark.match(sources, targets, lang=None)
    texts = [sorted((row.url, row.text) for row in side.collect() if row.text) for side in (sources, targets)]
    expected = diptych.match(*([text for _, text in side] for side in texts))
    assert found(matched) == [
        ("a.example", texts[0][m.source][0], texts[1][m.target][0], m.score, None) for m in expected
    ]
    assert len(expected) == 4
    errors = [(row.source_id, row.target_id, row.error) for row in matched.where("error is not null").collect()]
    assert set(errors) == {("source/null", None, "the text is null"), (None, "target/null", "the text is null")}


@pytest.mark.parametrize("lang", [None, "en"])
def test_a_large_key_is_matched_by_rare_words(spark: Any, lang: str | None) -> None:
    results = []
    for partitions in (1, 4, 16):
        sources, targets = (documents(spark, side, partitions, lang) for side in ("source", "target"))
        matched = diptych.spark.match(sources, targets, most_documents=1)
        results.append(found(matched))
        assert matched.where("error is not null").count() == 2
    assert results[0] == results[1] == results[2]
    names = [(source.split("/")[1], target.split("/")[1]) for _, source, target, *_ in results[0]]
    assert names == [(name, name) for name in ("allotment", "harbour", "kitchen", "lighthouse")]
    assert all(0.1 <= score <= 1 for *_, score, _ in results[0])
