"""Aligns, matches and scores on Spark (3.5 or later).

Every function takes data frames and gives one that Spark computes when it is asked for. The package ``diptych`` must be
installed where the executors run, of one version everywhere. Results are the same for any partitioning.
"""

from __future__ import annotations

from diptych.spark.aligning import align
from diptych.spark.matching import match
from diptych.spark.metrics import Metrics
from diptych.spark.pooling import pool
from diptych.spark.scoring import score

__all__ = ["Metrics", "align", "match", "pool", "score"]
