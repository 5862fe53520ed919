"""Pairs two copies of a text in two languages, sentence by sentence, and says how sure it is of each pair.

>>> import diptych
>>> alignment = diptych.align("The cat sleeps. Nobody wakes it.", "Le chat dort. Personne ne le réveille.")
>>> [(bead.source_text, bead.target_text) for bead in alignment]
[('The cat sleeps.', 'Le chat dort.'), ('Nobody wakes it.', 'Personne ne le réveille.')]
"""

from __future__ import annotations

import sys as _sys

from diptych import _diptych
from diptych._diptych import (
    Aligner,
    Alignment,
    Bead,
    BeadReader,
    Document,
    Lexicon,
    Match,
    Pool,
    Remark,
    Sentence,
    Text,
    __version__,
)
from diptych.api import align, align_batches, explain, review, train
from diptych.bitexts import check, convert, evaluate, read_bitext
from diptych.errors import DiptychError, FileError, InputError, TooLargeError
from diptych.texts import detect, match, read, segment

__all__ = [
    "Aligner",
    "Alignment",
    "Bead",
    "BeadReader",
    "DiptychError",
    "Document",
    "FileError",
    "InputError",
    "Lexicon",
    "Match",
    "Pool",
    "Remark",
    "Sentence",
    "Text",
    "TooLargeError",
    "__version__",
    "align",
    "align_batches",
    "check",
    "convert",
    "detect",
    "evaluate",
    "explain",
    "match",
    "read",
    "read_bitext",
    "review",
    "segment",
    "train",
]

# A PDF is read by another interpreter, which a hostile one may bring down. Without an executable (embedded Python) it
# is read here.
if _sys.executable:
    _diptych.offer_child(_sys.executable, ["-m", "diptych", "--read-pdf-contained"])
