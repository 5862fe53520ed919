"""Matches the documents of keys that are too large for one task, by the words that few of them hold.

Every document gives its rarest words, every source their translations too. Documents that share some become candidates
by a join on the words, in which no word of more than a hundred documents takes part: so it grows with the documents,
not with their square. The best few of each source are kept, and one task for each key makes them one to one, from ids
and scores alone.

Weights are whole numbers, so that their sums do not depend on the order in which Spark adds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any

import pyarrow as pa
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql.types import LongType, StringType, StructType

import diptych
from diptych.spark.grouping import in_arrow

# A word of more documents does not tell them apart.
_MOST_DOCUMENTS = 100
# How many words a document gives, the rarest.
_WORDS = 200
# How many translations of a word are looked for, the likeliest.
_TRANSLATIONS = 4
# How many candidates a source keeps, the best.
_CANDIDATES = 8
# What a sure word weighs; weights are rounded to whole numbers.
_UNIT = 1000


def match(
    sources: DataFrame,
    targets: DataFrame,
    schema: str,
    *,
    together: bool,
    languages: tuple[str | None, str | None],
    packs: bool,
    min_score: float,
) -> DataFrame:
    """The pairs of documents, as ``schema`` has them.

    ``together``: each document at most once, not once for each other language.
    """
    one, other = (_documents(side, language) for side, language in zip((sources, targets), languages))
    # What a source is translated into: the languages of the targets of its key.
    others = other.groupBy("key").agg(F.sort_array(F.collect_set("lang")).alias("others"))
    ours = _weighed(one).join(others, "key")
    ours = ours.mapInArrow(partial(_translated, packs), _schema(ours))
    ours = ours.groupBy("key", "id", "lang", "to", "word").agg(F.max("weight").alias("weight"))
    ours = _measured(ours, ["key", "id", "to"]).select("key", "to", "word", "lang", *_named("source"))
    theirs = _measured(_weighed(other).withColumnRenamed("lang", "to"), ["key", "id"]).select(
        "key", "to", "word", *_named("target")
    )
    pair = ["key", "lang", "to", "source_id", "target_id", "source_square", "target_square"]
    sums = (
        ours.join(theirs, ["key", "to", "word"])
        .groupBy(*pair)
        .agg(F.sum(F.col("source_weight") * F.col("target_weight")).alias("sum"))
    )
    lengths = F.sqrt(F.col("source_square").cast("double") * F.col("target_square").cast("double"))
    scored = sums.withColumn("score", F.least(F.col("sum") / lengths, F.lit(1.0))).where(F.col("score") >= min_score)
    best = _first(scored, ["key", "to", "source_id"], [F.desc("score"), F.asc("target_id")], _CANDIDATES)
    matched = in_arrow(best.groupBy("key", *([] if together else ["lang", "to"])), _assigned, schema)
    return matched.unionAll(_unreadable(sources, targets))


def _documents(df: DataFrame, language: str | None) -> DataFrame:
    """The words of each document, each word once."""
    df = df.where(F.col("text").isNotNull())
    fields = StructType([df.schema["key"], df.schema["id"]]).add("lang", StringType()).add("word", StringType())
    return df.mapInArrow(partial(_words, language), fields)


def _words(language: str | None, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        places: list[int] = []
        languages: list[str] = []
        words: list[str] = []
        columns: list[list[Any]] = [batch.column(name).to_pylist() for name in ("text", "lang")]
        for at, (text, lang) in enumerate(zip(*columns)):
            of_text = sorted(set(diptych.Lexicon.words(text)))
            places += [at] * len(of_text)
            languages += [lang or language or diptych.detect(text)] * len(of_text)
            words += of_text
        kept = [batch.column(name).take(pa.array(places, pa.int64())) for name in ("key", "id")]
        found = [pa.array(values, pa.string()) for values in (languages, words)]
        yield pa.RecordBatch.from_arrays([*kept, *found], names=["key", "id", "lang", "word"])


def _weighed(words: DataFrame) -> DataFrame:
    """The rarest words of each document and what they weigh: the rarer, the more."""
    spread = words.groupBy("key", "lang", "word").count().where(F.col("count") <= _MOST_DOCUMENTS)
    weight = F.round(_UNIT * F.log((_MOST_DOCUMENTS + 1) / F.col("count"))).cast("long")
    rarest = _first(words.join(spread, ["key", "lang", "word"]), ["key", "id"], [F.asc("count"), F.asc("word")], _WORDS)
    return rarest.select("key", "id", "lang", "word", weight.alias("weight"))


def _translated(packs: bool, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The translations of each word, which weigh as much less as they are unlikely.

    A word without any, as names and numbers are, stays as it is.
    """
    for batch in batches:
        places: list[int] = []
        found: list[tuple[str, str, int]] = []
        columns = (batch.column(name).to_pylist() for name in ("lang", "others", "word", "weight"))
        for at, (lang, others, word, weight) in enumerate(zip(*columns)):
            for other in others:
                if lang == other:
                    continue
                lexicon = _lexicon(lang, other) if packs else None
                translations = lexicon.translations(word, _TRANSLATIONS) if lexicon else []
                found += [(other, to, round(weight * p)) for to, p in translations or [(word, 1.0)]]
                places += [at] * (len(found) - len(places))
        names = [name for name in batch.schema.names if name not in ("others", "word", "weight")]
        kept = [batch.column(name).take(pa.array(places, pa.int64())) for name in names]
        lists = list(zip(*found)) or [()] * 3
        arrays = [pa.array(values, kind) for values, kind in zip(lists, (pa.string(), pa.string(), pa.int64()))]
        yield pa.RecordBatch.from_arrays([*kept, *arrays], names=[*names, "to", "word", "weight"])


@lru_cache
def _lexicon(source: str, target: str) -> diptych.Lexicon | None:
    try:
        return diptych.Lexicon.builtin(source, target)
    except diptych.InputError:
        return None


def _schema(df: DataFrame) -> StructType:
    """What translating gives."""
    kept = [field for field in df.schema.fields if field.name not in ("others", "word", "weight")]
    return StructType(kept).add("to", StringType()).add("word", StringType()).add("weight", LongType())


def _measured(words: DataFrame, of: list[str]) -> DataFrame:
    """With the square of the length of each document."""
    return words.withColumn("square", F.sum(F.col("weight") * F.col("weight")).over(Window.partitionBy(*of)))


def _named(side: str) -> list[Column]:
    return [F.col(name).alias(f"{side}_{name}") for name in ("id", "weight", "square")]


def _first(df: DataFrame, of: list[str], order: list[Column], most: int) -> DataFrame:
    """The first rows of each group."""
    number = F.row_number().over(Window.partitionBy(*of).orderBy(*order))
    return df.withColumn("number", number).where(F.col("number") <= most).drop("number")


def _assigned(key: tuple[Any, ...], candidates: pa.Table) -> pa.Table:
    """One to one: the best pair first, then the best of those that are left."""
    table = candidates.sort_by([("score", "descending"), ("source_id", "ascending"), ("target_id", "ascending")])
    sources: set[Any] = set()
    targets: set[Any] = set()
    kept = []
    for at, (source, target) in enumerate(
        zip(table.column("source_id").to_pylist(), table.column("target_id").to_pylist())
    ):
        if source not in sources and target not in targets:
            sources.add(source)
            targets.add(target)
            kept.append(at)
    table = table.select(["key", "source_id", "target_id", "score"]).take(pa.array(kept, pa.int64()))
    return table.append_column("error", pa.nulls(table.num_rows, pa.string()))


def _unreadable(sources: DataFrame, targets: DataFrame) -> DataFrame:
    """Documents without a text."""
    null, error = F.lit(None), F.lit("the text is null").alias("error")
    source, target = sources.schema["id"].dataType, targets.schema["id"].dataType
    score = null.cast("double").alias("score")
    one = sources.where(F.col("text").isNull()).select(
        "key", F.col("id").alias("source_id"), null.cast(target).alias("target_id"), score, error
    )
    other = targets.where(F.col("text").isNull()).select(
        "key", null.cast(source).alias("source_id"), F.col("id").alias("target_id"), score, error
    )
    return one.unionAll(other)
