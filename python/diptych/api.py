"""Aligning, and what goes with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from diptych import _diptych
from diptych._diptych import Aligner, Alignment, BeadReader, Pool
from diptych.errors import InputError
from diptych.given import ArrowStream, Given, Lexicons, Path, Split, listed

__all__ = ["align", "align_batches", "explain", "review", "train"]


def align(
    source: Given,
    target: Given,
    *,
    source_lang: str | None = None,
    target_lang: str | None = None,
    split: Split | None = None,
    max_bead: int = 4,
    rounds: int = 2,
    moved: bool = True,
    packs: bool = True,
    lexicons: Lexicons = (),
    threads: int | None = None,
    max_memory: int | None = None,
) -> Alignment:
    """Pair the sentences of two texts.

    Parameters
    ----------
    source, target
        A file (any format that ``diptych align`` reads), a text, a list of sentences, or what `read` or `segment`
        returned. A string is a file if there is one of that name. A string without white space that ends like a file
        (``book.docx``) and names none is an error.
    source_lang, target_lang
        BCP 47 or ISO 639 codes. Found out from the texts if not given.
    split
        What is paired: ``"sentences"`` (default), ``"lines"`` or ``"paragraphs"``. Lists of sentences stay as they are.
    max_bead
        Most sentences on one side of a bead, 1 to 8.
    rounds
        Most rounds of learning translations from the two texts themselves, 0 to 5.
    moved
        Whether to look for sentences that stand elsewhere in the other text.
    packs
        Whether to use the built-in lexicons.
    lexicons
        Lexicons of your own, files or `Lexicon`, believed before the built-in ones.
    threads
        Threads to use; all cores if not given. The result is the same for any number.
    max_memory
        Bytes that the alignment may take; three quarters of the machine's if not given.

    Returns
    -------
    Alignment
        A sequence of `Bead`, in reading order.

    Raises
    ------
    FileError
        If a file cannot be read.
    InputError
        If a file is damaged, an option is out of its range, or there is no text in either of the two.
    TooLargeError
        If it would take too much memory.

    Examples
    --------
    >>> import diptych
    >>> len(diptych.align(["One.", "Two."], ["Un.", "Deux."], source_lang="en", target_lang="fr"))
    2
    """
    aligner = Aligner(
        source_lang=source_lang,
        target_lang=target_lang,
        split=split,
        max_bead=max_bead,
        rounds=rounds,
        moved=moved,
        packs=packs,
        lexicons=listed(lexicons),
        threads=threads,
        max_memory=max_memory,
    )
    return aligner.align(source, target)


def align_batches(
    reader: ArrowStream,
    *,
    source: str = "source",
    target: str = "target",
    keep: Sequence[str] | None = None,
    min_confidence: float = 0.0,
    pools: Sequence[Pool] | None = None,
    aligner: Aligner | None = None,
    **options: Any,
) -> BeadReader:
    """Align a stream of pairs, one a row, on all cores, in bounded memory.

    Parameters
    ----------
    reader
        Anything with ``__arrow_c_stream__``: a table or a record batch reader of pyarrow, a data frame of polars or
        pandas, a relation of duckdb.
    source, target
        The columns with the texts: strings, or lists of strings, which are sentences. Columns ``source_lang`` and
        ``target_lang`` name the languages of a row, where they are there and not null.
    keep
        The columns that are passed through; all but the texts if not given.
    min_confidence
        Leave out beads with sentences on both sides of lower confidence, 0 to 1.
    pools
        What other pairs of the same languages have taught; see `Pool`. Each row is aligned twice then.
    aligner
        The aligner to use, in place of options.
    **options
        Those of `align`.

    Returns
    -------
    BeadReader
        A stream of record batches, in the order of the input, to be read once: iterate over it (batches of pyarrow), or
        give it to whatever reads Arrow streams. The columns that are passed through come first, then ``row`` (int64,
        from 0), ``bead`` (int32), ``kind``, ``confidence``, ``related`` (float64, to four decimals), ``source_ids``,
        ``target_ids`` (lists of int32), ``source_starts``, ``source_ends``, ``target_starts``, ``target_ends`` (lists
        of int64: bytes of the text in UTF-8), ``source_text``, ``target_text``, ``source_lang``, ``target_lang`` and
        ``error``. A row that cannot be aligned comes back as one row with ``error``, the rest null.

    Raises
    ------
    InputError
        If a column is missing or of a wrong type.
    KeyboardInterrupt
        While the stream is read.

    Examples
    --------
    >>> import diptych, pyarrow as pa
    >>> pairs = pa.table({"id": [7], "source": ["The cat sleeps."], "target": ["Le chat dort."]})
    >>> diptych.align_batches(pairs).read_all().select(["id", "kind", "source_text"]).to_pylist()
    [{'id': 7, 'kind': 'match', 'source_text': 'The cat sleeps.'}]
    """
    if aligner is None:
        lexicons = listed(options.pop("lexicons", ()))
        aligner = Aligner(lexicons=lexicons, **options)
    elif options:
        raise InputError(f"an aligner has its own options; leave out {', '.join(sorted(options))}")
    return aligner.align_batches(
        reader, source=source, target=target, keep=keep, min_confidence=min_confidence, pools=pools
    )


def train(
    pairs: Iterable[tuple[str, str]], path: Path, *, source_lang: str | None = None, target_lang: str | None = None
) -> int:
    """Learn a lexicon from pairs of sentences and write it as a pack.

    Parameters
    ----------
    pairs
        Source and target of each.
    path
        Where the pack goes.
    source_lang, target_lang
        Their languages, for which it will be used; for all if not given.

    Returns
    -------
    int
        The number of pairs that it was learned from.

    Raises
    ------
    InputError
        If there is no pair.
    FileError
        If the pack cannot be written.
    """
    return _diptych.train(pairs, path, source_lang=source_lang, target_lang=target_lang)


def explain(alignment: Alignment, n: int) -> dict[str, Any]:
    """Say what speaks for a bead, and what could stand in its place. The same as ``alignment.explain(n)``.

    Parameters
    ----------
    alignment
        An alignment that was made here; one that was read from a file is aligned again.
    n
        The place of the bead, from 0.

    Returns
    -------
    dict
        ``score`` and ``reasons`` in nats, ``words`` that speak for it, ``rivals`` with their probabilities.

    Raises
    ------
    IndexError
        If there is no such bead.
    """
    explanation: dict[str, Any] = json.loads(alignment.explain_json(n))
    return explanation


def review(*files: Path, open_browser: bool = True, **options: str) -> subprocess.Popen[bytes]:
    """Open the review page, in which an alignment is looked at and corrected.

    Parameters
    ----------
    *files
        Two texts, or a project.
    open_browser
        Whether to open it in a browser; the address is printed in any case.
    **options
        Options of ``diptych review``, with underscores: ``source_lang="en"``.

    Returns
    -------
    subprocess.Popen
        The process that serves the page, until it is terminated.
    """
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    if not open_browser:
        arguments.append("--no-open")
    return subprocess.Popen(
        [sys.executable, "-m", "diptych", "review", *arguments, *(os.fspath(file) for file in files)]
    )
