"""Rows of one key in one task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame


def in_arrow(grouped: Any, function: Callable[..., pa.Table], schema: str) -> DataFrame:
    """Apply a function of a key and its rows (of each side) as tables.

    Spark 3.5 gives groups to Python as data frames of pandas only.
    """
    if hasattr(grouped, "applyInArrow"):
        frame: DataFrame = grouped.applyInArrow(function, schema)
        return frame

    def one(key: tuple[Any, ...], rows: Any) -> Any:
        return function(tuple(map(pa.scalar, key)), pa.Table.from_pandas(rows, preserve_index=False)).to_pandas()

    def two(key: tuple[Any, ...], left: Any, right: Any) -> Any:
        tables = (pa.Table.from_pandas(rows, preserve_index=False) for rows in (left, right))
        return function(tuple(map(pa.scalar, key)), *tables).to_pandas()

    frame = grouped.applyInPandas(two if hasattr(grouped, "_gd2") else one, schema)
    return frame
