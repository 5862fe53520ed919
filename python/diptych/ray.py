"""Aligns on Ray Data.

The package ``diptych`` must be installed on every node, of one version everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import diptych

if TYPE_CHECKING:
    import pyarrow as pa
    from ray.data import Dataset

__all__ = ["align"]


def align(
    dataset: Dataset,
    source: str = "source",
    target: str = "target",
    source_lang: str | None = None,
    target_lang: str | None = None,
    keep: Sequence[str] | None = None,
    *,
    min_confidence: float = 0.0,
    batch_size: int | None = 1024,
    ray_remote_args: dict[str, Any] | None = None,
    **options: Any,
) -> Dataset:
    """Pair the sentences of two texts in each row.

    Parameters
    ----------
    dataset
        A pair of texts in each row.
    source, target
        The columns with the texts: strings, or lists of strings, which are sentences. Columns ``source_lang`` and
        ``target_lang`` name the languages of a row, where they are there and not null.
    source_lang, target_lang
        Languages of rows that name none; found out from each text if not given.
    keep
        The columns that are passed through; all but the texts if not given.
    min_confidence
        Leave out beads with sentences on both sides of lower confidence, 0 to 1.
    batch_size
        Rows that a task reads at a time; fewer for long texts. None for a whole block.
    ray_remote_args
        What Ray reserves for a task, as ``map_batches`` has it (``{"memory": 2**30}``).
    **options
        Those of `diptych.Aligner`. Lexicons are paths, which every node can read. A task uses one thread, as Ray runs
        one on each core, unless ``threads`` says more (then reserve ``num_cpus``).

    Returns
    -------
    Dataset
        One row a bead: the columns that are passed through, then those of `diptych.align_batches`, without ``row``. A
        row that cannot be aligned gives one row with ``error``, the rest null. The beads of a row depend on nothing but
        that row. Ray keeps the order of the rows if it is asked to
        (``ray.data.DataContext.get_current().execution_options.preserve_order = True``).

    Raises
    ------
    InputError
        If an option is out of its range: at once. If a column is missing or of a wrong type: from the task.
    """
    options = {"threads": 1, "source_lang": source_lang, "target_lang": target_lang, **options}
    diptych.Aligner(**options)
    columns = {"source": source, "target": target, "keep": keep, "min_confidence": min_confidence}
    # What Ray says of its types is not complete.
    data: Any = dataset
    aligned: Dataset = data.map_batches(
        _beads,
        batch_format="pyarrow",
        batch_size=batch_size,
        zero_copy_batch=True,
        fn_kwargs={"columns": columns, "options": options},
        **(ray_remote_args or {}),
    )
    return aligned


def _beads(pairs: pa.Table, *, columns: dict[str, Any], options: dict[str, Any]) -> Iterator[pa.Table]:
    """The beads of some rows, as they are found: a task holds few of them at a time."""
    import pyarrow as pa

    for beads in diptych.Aligner(**options).align_batches(pairs, **columns):
        yield pa.Table.from_batches([beads]).drop_columns(["row"])
