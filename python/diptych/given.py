"""Types of what the functions take."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Literal, Protocol, Union

from diptych._diptych import Document, Lexicon, Text

__all__ = ["ArrowStream", "Given", "Lexicons", "Links", "Path", "Split", "listed"]

#: A file.
Path = Union[str, "os.PathLike[str]"]
#: A text: a file, the text itself, its sentences, or what `diptych.read` and `diptych.segment` return.
Given = Union[str, "os.PathLike[str]", Iterable[str], Document, Text]
#: A lexicon, its file, or several.
Lexicons = Union[str, "os.PathLike[str]", Lexicon, Iterable[Union[str, "os.PathLike[str]", Lexicon]]]
#: A file with links, or the links: ids of source and target sentences.
Links = Union[str, "os.PathLike[str]", Sequence[tuple[Sequence[int], Sequence[int]]]]
#: What is paired.
Split = Literal["sentences", "lines", "paragraphs"]


class ArrowStream(Protocol):
    """Whatever gives a stream of Arrow record batches by the PyCapsule interface.

    Tables, data frames and readers of pyarrow, polars, pandas, duckdb, datafusion.
    """

    def __arrow_c_stream__(self, requested_schema: object | None = None, /) -> object:
        """The stream as a capsule."""
        ...


def listed(lexicons: Lexicons) -> list[Path | Lexicon]:
    """One lexicon or several as a list."""
    return [lexicons] if isinstance(lexicons, (str, os.PathLike, Lexicon)) else list(lexicons)
