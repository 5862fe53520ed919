"""Which documents of two data frames translate each other, among those of one site or other key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

import diptych
from diptych.spark import rare
from diptych.spark.grouping import in_arrow


def match(
    df_sources: DataFrame,
    df_targets: DataFrame,
    key: str = "domain",
    text: str = "text",
    id: str = "url",
    lang: str | None = "lang",
    *,
    source_lang: str | None = None,
    target_lang: str | None = None,
    packs: bool = True,
    lexicons: Sequence[str] = (),
    min_score: float = 0.1,
    most_documents: int = 5000,
) -> DataFrame:
    """Find out which documents are translations of each other.

    Parameters
    ----------
    df_sources, df_targets
        A document in each row. Only documents of the same key are compared.
    key
        The column with the key: a site, a publisher, a year.
    text
        The column with the text.
    id
        The column with an id: different for all documents of a key, the same type in both data frames.
    lang
        The column with the language, which may be null. Sources of each language are matched with targets of each other
        one, so that a page may have a translation in each of several languages. With None all are matched together,
        each at most once, as `diptych.match` does.
    source_lang, target_lang
        Languages of documents that name none; found out from each text if not given.
    packs, lexicons
        As for `diptych.align`. Lexicons are paths, which every executor can read; they are not used for large keys.
    min_score
        Leave documents alone rather than pair them with a lower score, 0 to 1.
    most_documents
        A key with more documents on one side is large.

    Returns
    -------
    DataFrame
        ``key`` (by its own name), ``source_id``, ``target_id``, ``score`` and ``error``: a row for each pair that was
        found, each id at most once (of each two languages), and a row for each document whose text is null, with its id
        and ``error``.

    Notes
    -----
    The documents of each key are counted at once, so the data frames are read twice: cache or write what took long to
    make. A key that is not large is one task with all of its texts in memory, and gives what `diptych.match` gives for
    its documents in the order of their ids. A large one is spread over all tasks, and only its ids and scores meet in
    one: documents are compared by their rarest words alone, so scores of large keys are comparable with each other, not
    with those of others.
    """
    sources, targets = (
        df.select(
            F.col(key).alias("key"), F.col(id).alias("id"), F.col(text).alias("text"), _language(df, lang).alias("lang")
        )
        for df in (df_sources, df_targets)
    )
    schema = "key {}, source_id {}, target_id {}, score double, error string".format(
        *(df.schema[name].dataType.simpleString() for df, name in ((sources, "key"), (sources, "id"), (targets, "id")))
    )
    options: dict[str, Any] = {"packs": packs, "lexicons": list(lexicons), "min_score": min_score}
    # Said at once, before Spark begins.
    diptych.match([], [], source_lang=source_lang, target_lang=target_lang, **options)
    large = _large(sources, targets, most_documents)
    is_large = F.coalesce(F.col("key").isin(large), F.lit(False))
    small = (side.where(~is_large) if large else side for side in (sources, targets))
    one, other = (side.groupBy("key") for side in small)
    matched = in_arrow(
        one.cogroup(other), partial(_matched, lang is not None, source_lang, target_lang, options), schema
    )
    if large:
        sides = (sources.where(is_large), targets.where(is_large))
        languages = (source_lang, target_lang)
        of_large = rare.match(
            *sides, schema, together=lang is None, languages=languages, packs=packs, min_score=min_score
        )
        matched = matched.unionAll(of_large)
    return matched.withColumnRenamed("key", key)


def _large(sources: DataFrame, targets: DataFrame, most: int) -> list[Any]:
    """The keys with more documents than ``most`` on one side."""
    each = sources.select("key", F.lit(0).alias("side")).unionAll(targets.select("key", F.lit(1).alias("side")))
    counts = each.groupBy("key", "side").count().where(F.col("key").isNotNull() & (F.col("count") > most))
    return sorted(row.key for row in counts.select("key").distinct().collect())


def _language(df: DataFrame, lang: str | None) -> Any:
    return F.lit(None).cast("string") if lang is None else F.col(lang)


def _matched(
    apart: bool,
    source_lang: str | None,
    target_lang: str | None,
    options: dict[str, Any],
    key: tuple[Any, ...],
    sources: pa.Table,
    targets: pa.Table,
) -> pa.Table:
    """The pairs of one key."""
    rows: list[tuple[Any, ...]] = []
    sides = []
    for side, (table, language) in enumerate(((sources, source_lang), (targets, target_lang))):
        # By their languages, in the order of their ids.
        documents: dict[str | None, list[tuple[Any, str]]] = defaultdict(list)
        for name, text, lang in zip(*(table.sort_by("id").column(name).to_pylist() for name in ("id", "text", "lang"))):
            if text is None:
                rows.append((name if side == 0 else None, name if side == 1 else None, None, "the text is null"))
            else:
                documents[(lang or language or diptych.detect(text)) if apart else language].append((name, text))
        sides.append(documents)
    for one, others in sorted(sides[0].items(), key=lambda item: item[0] or ""):
        for other, candidates in sorted(sides[1].items(), key=lambda item: item[0] or ""):
            if apart and one == other:
                continue
            # Lists of one sentence: a text is never the name of a file.
            texts = [[[text] for _, text in side] for side in (others, candidates)]
            found = diptych.match(*texts, source_lang=one, target_lang=other, threads=1, **options)
            rows += [(others[match.source][0], candidates[match.target][0], match.score, None) for match in found]
    ids = (sources.schema.field("id").type, targets.schema.field("id").type)
    lists = list(zip(*rows)) or [()] * 4
    arrays = [pa.array(values, kind) for values, kind in zip(lists, (*ids, pa.float64(), pa.string()))]
    keys = pa.array([key[0].as_py()] * len(rows), sources.schema.field("key").type)
    return pa.Table.from_arrays([keys, *arrays], names=["key", "source_id", "target_id", "score", "error"])
