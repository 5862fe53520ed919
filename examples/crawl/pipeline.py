"""From the pages of a crawl to pairs of sentences on Spark.

Extracts texts, detects languages, matches documents, aligns, scores, filters, removes duplicates.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterator
from pathlib import Path

import diptych
import diptych.spark
import pyarrow as pa
from evaluate import evaluate
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

# Pages with less text are no stories.
LEAST_CHARACTERS = 300
LANGUAGES = ("en", "fr", "de")
DECLARED = re.compile(rb"<html[^>]*\blang=[\"']?([a-zA-Z]+)")


def extracted(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The text of each page without menus and notices, its language, an error for a page that cannot be read."""
    for batch in batches:
        texts: list[str | None] = []
        languages: list[str | None] = []
        declared: list[str | None] = []
        errors: list[str | None] = []
        pages: list[bytes | None] = batch.column("html").to_pylist()
        for html in (page or b"" for page in pages):
            try:
                text, error = diptych.read(html, name="page.html").main_text, None
            except diptych.DiptychError as failed:
                text, error = None, str(failed)
            says = DECLARED.search(html)
            texts.append(text)
            languages.append(None if text is None else diptych.detect(text))
            declared.append(says and says[1].decode().lower())
            errors.append(error)
        columns = [pa.array(column, pa.string()) for column in (texts, languages, declared, errors)]
        names = ["domain", "url", "text", "lang", "declared", "error"]
        yield pa.RecordBatch.from_arrays([batch.column("domain"), batch.column("url"), *columns], names=names)


def documents(texts: DataFrame) -> DataFrame:
    """Texts of the languages we want, each once on a site.

    Pages that begin with the same two paragraphs are versions of one, of which the longest is kept. If a text stands on
    several pages, that one is kept whose markup names its language: sites show the original where there is no translation.
    """
    wanted = texts.where(F.col("lang").isin(*LANGUAGES) & (F.length("text") >= LEAST_CHARACTERS))
    versions = Window.partitionBy("domain", "lang", F.substring_index("text", "\n\n", 2))
    order = [F.desc(F.length("text")), F.asc("text"), F.desc(F.col("declared") == F.col("lang")), F.asc("url")]
    first = wanted.withColumn("number", F.row_number().over(versions.orderBy(*order))).where("number = 1")
    return first.select("domain", "lang", "text", "url")


def paired(texts: DataFrame, matched: DataFrame) -> DataFrame:
    """The two texts of each match in one row."""
    one, other = (
        texts.select(
            "domain", F.col("url").alias(f"{side}_url"), F.col("text").alias(side), F.col("lang").alias(f"{side}_lang")
        )
        for side in ("source", "target")
    )
    ids = matched.where("error IS NULL").select(
        "domain", F.col("source_id").alias("source_url"), F.col("target_id").alias("target_url"), "score"
    )
    return ids.join(one, ["domain", "source_url"]).join(other, ["domain", "target_url"])


def good(beads: DataFrame, min_confidence: float, min_related: float) -> DataFrame:
    """Beads that are likely to be right, of texts that translate each other; not what stands untranslated in both."""
    both = (F.col("source_text") != "") & (F.col("target_text") != "") & (F.col("source_text") != F.col("target_text"))
    return beads.where(
        both & (F.col("confidence") >= min_confidence) & (F.coalesce(F.col("related"), F.lit(1.0)) >= min_related)
    )


def distinct(beads: DataFrame) -> DataFrame:
    """Of the same two sentences, white space and case aside, those with the first addresses."""
    plain = [
        F.lower(F.regexp_replace(F.trim(name), r"[\s\u00a0\u202f]+", " ")).alias(f"plain_{name}")
        for name in ("source_text", "target_text")
    ]
    columns = [
        "source_url",
        "target_url",
        "bead",
        *(name for name in beads.columns if name not in ("source_url", "target_url", "bead")),
    ]
    first = F.min(
        F.struct(
            *(
                column
                for column in columns
                if "_ids" not in column and "_starts" not in column and "_ends" not in column
            )
        )
    )
    return beads.groupBy("source_lang", "target_lang", *plain).agg(first.alias("first")).select("first.*")


def run(spark: SparkSession, folder: str, out: str) -> None:
    """The whole way, with a folder of Parquet after each step that costs something."""
    start, metrics = time.monotonic(), diptych.spark.Metrics(spark)

    def written(df: DataFrame, name: str) -> DataFrame:
        df.write.mode("overwrite").parquet(f"{out}/{name}")
        print(f"{time.monotonic() - start:6.1f} s  {name}", flush=True)
        return spark.read.parquet(f"{out}/{name}")

    pages = spark.read.parquet(f"{folder}/pages.parquet")
    fields = "domain string, url string, text string, lang string, declared string, error string"
    texts = written(pages.repartition(8, "url").mapInArrow(extracted, fields), "texts")
    unique = documents(texts)
    english, others = unique.where("lang = 'en'"), unique.where("lang <> 'en'")
    matched = written(diptych.spark.match(english, others, key="domain", min_score=0.5), "matches")
    pairs = paired(texts, matched).repartition(16, "source_url", "target_url")
    beads = written(diptych.spark.align(pairs, metrics=metrics), "beads")
    kept = good(beads, min_confidence=0.5, min_related=0.5)
    result = written(distinct(kept), "result")
    report(texts, matched, beads, result, metrics)
    if Path(folder, "pairs.parquet").exists():
        evaluate(
            Path(folder),
            Path(out),
            {(row.source_url, row.target_url, row.source_text, row.target_text) for row in kept.collect()},
        )


def report(
    texts: DataFrame, matched: DataFrame, beads: DataFrame, result: DataFrame, metrics: diptych.spark.Metrics
) -> None:
    """What came in and what came out."""
    languages = {row.lang: row["count"] for row in texts.groupBy("lang").count().orderBy("lang").collect()}
    print(f"pages      {texts.count()}: {languages}; {texts.where('error IS NOT NULL').count()} could not be read")
    print(f"matches    {matched.where('error IS NULL').count()}")
    print(
        f"beads      {beads.where('error IS NULL').count()}; {beads.where('error IS NOT NULL').count()} pairs could not be aligned"
    )
    print(f"result     {result.count()} distinct pairs of sentences")
    print(f"aligning   {metrics}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", help="where generate.py has written")
    parser.add_argument("out", help="where the results go")
    parser.add_argument(
        "--master",
        default="local-cluster[2,1,1024]",
        help="local-cluster[2,1,1024]: two executors, one core and 1 GB each",
    )
    arguments = parser.parse_args()
    builder = SparkSession.builder.master(arguments.master).appName("crawl").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "8").config("spark.executor.memory", "1g").getOrCreate()
    run(session, arguments.folder, arguments.out)
    session.stop()
