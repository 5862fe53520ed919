"""Bitexts in files: reading, converting and judging them."""

from __future__ import annotations

import json
import os
from typing import Any

from diptych import _diptych
from diptych._diptych import Alignment, Remark
from diptych.given import Given, Links, Path, Split

__all__ = ["check", "convert", "evaluate", "read_bitext"]


def read_bitext(
    path: Path,
    *,
    from_: str | None = None,
    source_lang: str | None = None,
    target_lang: str | None = None,
    source: Given | None = None,
    target: Given | None = None,
    split: Split | None = None,
) -> Alignment:
    """Read a bitext (TMX, XLIFF, TSV, Moses, ...) or a project as an alignment.

    Parameters
    ----------
    path
        The file, or what the names of several files begin with.
    from_
        Its format, where its name and its beginning do not tell.
    source_lang, target_lang
        The languages, where the file names none or several.
    source, target
        The two texts, for formats that hold nothing but ids of sentences.
    split
        What is numbered in these.

    Returns
    -------
    Alignment
        Confidence is 1 where the file says none.

    Raises
    ------
    FileError, InputError
        If it cannot be read.
    """
    return _diptych.read_bitext(
        path, from_=from_, source_lang=source_lang, target_lang=target_lang, source=source, target=target, split=split
    )


def convert(
    source: Path,
    target: Path,
    *,
    from_: str | None = None,
    to: str | None = None,
    source_lang: str | None = None,
    target_lang: str | None = None,
    min_confidence: float = 0.0,
) -> list[str]:
    """Turn a bitext into another format.

    Parameters
    ----------
    source
        The bitext that is read.
    target
        The file that is written.
    from_, to
        The formats, where the names do not tell.
    source_lang, target_lang
        The languages, where the file names none or several.
    min_confidence
        Leave out beads with sentences on both sides of lower confidence, 0 to 1.

    Returns
    -------
    list of str
        The paths of what was written: some formats are several files.

    Raises
    ------
    FileError, InputError
        If the one cannot be read or the other not written.
    """
    written = _diptych.convert(
        source,
        target,
        from_=from_,
        to=to,
        source_lang=source_lang,
        target_lang=target_lang,
        min_confidence=min_confidence,
    )
    return [os.fspath(path) for path in written]


def check(bitext: Alignment | Path) -> list[Remark]:
    """Look for what seems wrong in a translation: numbers, names, lengths, sentences left untranslated.

    Parameters
    ----------
    bitext
        An alignment, or a file with a bitext.

    Returns
    -------
    list of Remark
        In the order of the beads. Remarks are hints, not verdicts.

    Raises
    ------
    FileError, InputError
        If the file cannot be read.
    """
    alignment = bitext if isinstance(bitext, Alignment) else read_bitext(bitext)
    return _diptych.check(alignment)


def evaluate(result: Links | Alignment, gold: Links | Alignment) -> dict[str, Any]:
    """Compare an alignment with one made by hand.

    Parameters
    ----------
    result, gold
        Files with links (any format that ``diptych eval`` reads), lists of ``(source_ids, target_ids)``, or alignments.

    Returns
    -------
    dict
        ``strict``, ``lax``, ``block``, ``null`` and more, each with ``precision``, ``recall`` and ``f1``, in [0, 1].

    Raises
    ------
    FileError, InputError
        If a file cannot be read.

    Examples
    --------
    >>> import diptych
    >>> diptych.evaluate([([0], [0]), ([1], [1])], [([0], [0]), ([1], [])])["strict"]["precision"]
    0.5
    """

    def links(given: Links | Alignment) -> Any:
        if isinstance(given, Alignment):
            return [(bead.source_ids, bead.target_ids) for bead in given]
        return (
            given
            if isinstance(given, (str, os.PathLike))
            else [(list(source), list(target)) for source, target in given]
        )

    figures: dict[str, Any] = json.loads(_diptych.evaluate([(links(result), links(gold))]))
    return figures
