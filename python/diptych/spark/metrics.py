"""Counts of what was done on all executors."""

from __future__ import annotations

from pyspark.sql import SparkSession


class Metrics:
    """How much was aligned, as accumulators of Spark; complete when an action has ended.

    They count work: what Spark does twice (a task that failed, a data frame that was not cached) counts twice.

    Parameters
    ----------
    spark
        The session. Spark Connect has no accumulators.

    Examples
    --------
    >>> metrics = Metrics(spark)  # doctest: +SKIP
    >>> diptych.spark.align(pairs, metrics=metrics).write.parquet("beads")  # doctest: +SKIP
    >>> metrics  # doctest: +SKIP
    Metrics(pairs=1997, beads=31202, errors=0, seconds=41.5)
    """

    def __init__(self, spark: SparkSession) -> None:
        self._pairs = spark.sparkContext.accumulator(0)
        self._beads = spark.sparkContext.accumulator(0)
        self._errors = spark.sparkContext.accumulator(0)
        self._seconds = spark.sparkContext.accumulator(0.0)

    @property
    def pairs(self) -> int:
        """Rows that were read."""
        return self._pairs.value

    @property
    def beads(self) -> int:
        """Beads that were found."""
        return self._beads.value

    @property
    def errors(self) -> int:
        """Rows that could not be aligned."""
        return self._errors.value

    @property
    def seconds(self) -> float:
        """Seconds that tasks took, added up."""
        return self._seconds.value

    def add(self, *, pairs: int = 0, beads: int = 0, errors: int = 0, seconds: float = 0.0) -> None:
        """Count something; called by tasks."""
        self._pairs.add(pairs)
        self._beads.add(beads)
        self._errors.add(errors)
        self._seconds.add(seconds)

    def __repr__(self) -> str:
        return f"Metrics(pairs={self.pairs}, beads={self.beads}, errors={self.errors}, seconds={self.seconds:.1f})"
