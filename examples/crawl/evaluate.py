"""How much of what the generator knows was found, and how much of what was found is true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Found = set[tuple[Any, ...]]


def evaluate(truth: Path, out: Path, beads: Found) -> dict[str, tuple[float, float]]:
    """Print precision and recall of pairs of pages and of pairs of sentences.

    Parameters
    ----------
    truth
        The folder of ``pairs.parquet`` and ``beads.parquet``.
    out
        The folder of results, with ``matches``.
    beads
        What was found: addresses and texts of both sides.

    Returns
    -------
    dict
        Precision and recall, each in [0, 1], of ``pages`` and ``sentences``.
    """
    pages = rows(truth / "pairs.parquet", ["source_url", "target_url"])
    sentences = rows(truth / "beads.parquet", ["source_url", "target_url", "source_text", "target_text"])
    matches = rows(out / "matches", ["source_id", "target_id"])
    figures = {
        "pages": compared(matches, pages),
        "sentences": compared({plain(row) for row in beads}, {plain(row) for row in sentences}),
    }
    for name, (precision, recall) in figures.items():
        print(f"{name:10} precision {precision:.4f}  recall {recall:.4f}")
    return figures


def rows(path: Path, columns: list[str]) -> Found:
    """The rows of a file or folder."""
    table = pq.read_table(path, columns=columns)
    return set(zip(*(table.column(name).to_pylist() for name in columns)))


def plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row with one kind of white space."""
    return tuple(" ".join(value.split()) for value in row)


def compared(found: Found, true: Found) -> tuple[float, float]:
    """Precision and recall."""
    right = len(found & true)
    return right / max(1, len(found)), right / max(1, len(true))
