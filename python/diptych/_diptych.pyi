from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from subprocess import Popen
from typing import Any, overload

import pandas
import polars
import pyarrow

from diptych.given import ArrowStream
from diptych.given import Given as _Given
from diptych.given import Links as _Links
from diptych.given import Path as _Path
from diptych.given import Split as _Split

__version__: str

class Aligner:
    """Aligns any number of texts with options and lexicons that are set once.

    Parameters
    ----------
    source_lang, target_lang, split, max_bead, rounds, moved, packs, lexicons, threads, max_memory
        As for `diptych.align`.
    max_sentences
        Refuse texts with more sentences.

    Raises
    ------
    InputError
        If an option is out of its range.
    FileError
        If a lexicon cannot be read.
    """

    def __init__(
        self,
        *,
        source_lang: str | None = None,
        target_lang: str | None = None,
        split: _Split | None = None,
        max_bead: int = 4,
        rounds: int = 2,
        moved: bool = True,
        packs: bool = True,
        lexicons: Sequence[_Path | Lexicon] | None = None,
        threads: int | None = None,
        max_memory: int | None = None,
        max_sentences: int | None = None,
    ) -> None: ...
    def align(self, source: _Given, target: _Given) -> Alignment:
        """Pair the sentences of two texts; see `diptych.align`."""

    def align_batches(
        self,
        reader: ArrowStream,
        *,
        source: str = "source",
        target: str = "target",
        keep: Sequence[str] | None = None,
        min_confidence: float = 0.0,
        pools: Sequence[Pool] | None = None,
    ) -> BeadReader:
        """Align a stream of pairs; see `diptych.align_batches`."""

class Alignment:
    """The beads of two texts, in reading order: every sentence of both is in exactly one of them."""

    @property
    def source(self) -> Text:
        """The source text."""

    @property
    def target(self) -> Text:
        """The target text."""

    @property
    def related(self) -> float | None:
        """Probability that the two texts translate each other, in [0, 1]; None if nothing is known of their words."""

    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, at: int, /) -> Bead: ...
    @overload
    def __getitem__(self, at: slice, /) -> list[Bead]: ...
    def __iter__(self) -> Iterator[Bead]: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """One record batch, a row a bead; columns as those of `diptych.align_batches`, but ``row`` and ``error``."""

    def to_arrow(self) -> pyarrow.Table:
        """A table of pyarrow, one row a bead. Needs pyarrow."""

    def to_pandas(self) -> pandas.DataFrame:
        """A data frame of pandas, one row a bead. Needs pandas and pyarrow."""

    def to_polars(self) -> polars.DataFrame:
        """A data frame of polars, one row a bead. Needs polars."""

    def to_bytes(self, to: str) -> bytes:
        """The alignment in one of the formats that are one file (``"tmx"``, ``"tsv"``, ...), without writing one.

        Raises
        ------
        InputError
            If there is no such format, or it is several files.
        """

    def to_html(self) -> str:
        """The page that ``diptych align -o x.html`` writes."""

    def write(self, path: _Path, *, to: str | None = None, min_confidence: float = 0.0) -> list[Path]:
        """Write a file, or several for some formats.

        Parameters
        ----------
        path
            Its name, which tells the format: ``book.tmx``, ``book.xlsx``, ...
        to
            The format, where the name does not tell.
        min_confidence
            Leave out beads with sentences on both sides of lower confidence, 0 to 1.

        Returns
        -------
        list of Path
            What was written.

        Raises
        ------
        FileError, InputError
            If it cannot be written, or the name tells no format.
        """

    def explain(self, n: int) -> dict[str, Any]:
        """Say what speaks for bead ``n``, and what could stand in its place; see `diptych.explain`.

        Aligns the texts again.
        """

    def explain_json(self, at: int) -> str:
        """The same as JSON."""

    def review(self, *, open_browser: bool = True) -> Popen[bytes]:
        """Open the review page on a copy of the texts; returns the process that serves it."""

    def _repr_html_(self) -> str: ...

class Bead:
    """Sentences that translate each other, or that have no translation."""

    @property
    def source_ids(self) -> list[int]:
        """Places of its source sentences, from 0, ascending; empty if they were added."""

    @property
    def target_ids(self) -> list[int]:
        """Places of its target sentences; empty if they were omitted."""

    @property
    def kind(self) -> str:
        """``"match"``, ``"omitted"``, ``"added"`` or ``"moved"``."""

    @property
    def confidence(self) -> float:
        """Probability that exactly this bead is right, to four decimals."""

    @property
    def source_ranges(self) -> list[tuple[int, int]]:
        """Half-open ranges of its sentences: bytes of the file as it is on the disk, or of the text in UTF-8."""

    @property
    def target_ranges(self) -> list[tuple[int, int]]:
        """The same of the target."""

    @property
    def source_text(self) -> str:
        """Its source sentences as one line."""

    @property
    def target_text(self) -> str:
        """Its target sentences as one line."""

class BeadReader(Iterator[pyarrow.RecordBatch]):
    """A stream of record batches of beads, to be read once; see `diptych.align_batches`."""

    @property
    def schema(self) -> pyarrow.Schema:
        """Its columns."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __iter__(self) -> BeadReader: ...
    def __next__(self) -> pyarrow.RecordBatch: ...
    def read_all(self) -> pyarrow.Table:
        """All that is left as one table."""

class Document:
    """A text as it was read, with its paragraphs."""

    @property
    def text(self) -> str:
        """All of it."""

    @property
    def main_text(self) -> str:
        """Without the boilerplate of a web page: its blocks, with blank lines between them."""

    @property
    def path(self) -> Path:
        """What it was read from."""

    @property
    def language(self) -> str:
        """BCP 47 tag that the file names or the text tells, ``"und"`` if neither does."""

    @property
    def blocks(self) -> list[tuple[str, int, int]]:
        """``(kind, start, end)`` of its paragraphs, headings, list items ...: places in characters of `text`."""

    @property
    def boilerplate(self) -> list[tuple[str, int, int]]:
        """The same of menus, buttons and notices, which are not aligned."""

    def __len__(self) -> int: ...

class Text:
    """A text in sentences."""

    @property
    def language(self) -> str:
        """BCP 47 tag, ``"und"`` if it is not known."""

    @property
    def document(self) -> Document:
        """What its sentences are parts of."""

    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, at: int, /) -> Sentence: ...
    @overload
    def __getitem__(self, at: slice, /) -> list[Sentence]: ...
    def __iter__(self) -> Iterator[Sentence]: ...

class Sentence:
    """A sentence where it stands."""

    @property
    def id(self) -> int:
        """Its place in the text, from 0."""

    @property
    def text(self) -> str:
        """Its wording."""

    @property
    def start(self) -> int:
        """Where it begins: bytes of the file, or of the text in UTF-8."""

    @property
    def end(self) -> int:
        """Where it ends."""

class Match:
    """Two documents that were found to translate each other."""

    @property
    def source(self) -> int:
        """Place of the source in the list of sources."""

    @property
    def target(self) -> int:
        """Place of the target in the list of targets."""

    @property
    def score(self) -> float:
        """How alike they are, in [0, 1]: no probability, but comparable among pairs of two languages."""

class Remark:
    """Something in a translation that looks wrong."""

    @property
    def rule(self) -> str:
        """Which rule found it: ``"number"``, ``"name"``, ``"length"``, ..."""

    @property
    def what(self) -> str:
        """What is wrong, as a sentence."""

    @property
    def source_ids(self) -> list[int]:
        """Places of the source sentences."""

    @property
    def target_ids(self) -> list[int]:
        """Places of the target sentences."""

    @property
    def source_text(self) -> str:
        """The source sentences as one line."""

    @property
    def target_text(self) -> str:
        """The target sentences as one line."""

class Lexicon:
    """Which words translate which.

    Parameters
    ----------
    path
        A pack, a hunalign dictionary, or pairs of words.

    Raises
    ------
    FileError, InputError
        If it cannot be read.
    """

    def __init__(self, path: _Path) -> None: ...
    @staticmethod
    def builtin(source_lang: str, target_lang: str) -> Lexicon:
        """What is built in for two languages: one pack, or two by way of English.

        Raises
        ------
        InputError
            If there is none.
        """

    @staticmethod
    def languages() -> list[str]:
        """The languages with a built-in lexicon, as codes."""

    @staticmethod
    def words(text: str) -> list[str]:
        """The words of a text in the form that lexicons hold, in their order."""

    def translations(self, word: str, n: int = 5) -> list[tuple[str, float]]:
        """The likeliest translations of a word with their probabilities, at most ``n``; none if it is not known."""

    def __len__(self) -> int: ...

class Pool:
    """What many pairs of texts in two languages teach each other: how often their words were taken for translations.

    Can be pickled.
    """

    @staticmethod
    def learn(
        beads: Iterable[tuple[str, str, float]], source_lang: str, target_lang: str, *, threads: int | None = None
    ) -> Pool:
        """Learn from the sure beads of all pairs.

        Parameters
        ----------
        beads
            Source text, target text and confidence of each.
        source_lang, target_lang
            Their languages.
        threads
            Threads to use; the result is the same for any number.

        Returns
        -------
        Pool
            It depends on the order of the beads, in the last digits.
        """

    @property
    def languages(self) -> tuple[str, str]:
        """Its languages, as lexicons have them."""

    def to_bytes(self) -> bytes:
        """All of it, for `from_bytes` in another process of the same version."""

    @staticmethod
    def from_bytes(bytes: bytes, source_lang: str, target_lang: str) -> Pool:
        """Read what `to_bytes` wrote.

        Raises
        ------
        InputError
            If it is something else.
        """

def read(
    source: _Path | bytes,
    *,
    name: _Path | None = None,
    encoding: str | None = None,
    split: _Split | None = None,
    from_: str | None = None,
    main_content: bool = False,
) -> Document: ...
def segment(text: _Given, *, lang: str | None = None, split: _Split | None = None) -> Text: ...
def detect(text: str) -> str: ...
def train(
    pairs: Iterable[tuple[str, str]], path: _Path, *, source_lang: str | None = None, target_lang: str | None = None
) -> int: ...
def main(arguments: list[str]) -> int: ...
def offer_child(program: str, arguments: list[str]) -> None: ...
def check(alignment: Alignment) -> list[Remark]: ...
def evaluate(pairs: list[tuple[_Links, _Links]]) -> str: ...
def match_documents(
    sources: list[_Given],
    targets: list[_Given],
    *,
    source_lang: str | None = None,
    target_lang: str | None = None,
    packs: bool = True,
    lexicons: Sequence[_Path | Lexicon] | None = None,
    min_score: float = 0.1,
    threads: int | None = None,
) -> list[Match]: ...
def read_bitext(
    path: _Path,
    *,
    from_: str | None = None,
    source_lang: str | None = None,
    target_lang: str | None = None,
    source: _Given | None = None,
    target: _Given | None = None,
    split: _Split | None = None,
) -> Alignment: ...
def convert(
    source: _Path,
    target: _Path,
    *,
    from_: str | None = None,
    to: str | None = None,
    source_lang: str | None = None,
    target_lang: str | None = None,
    min_confidence: float = 0.0,
) -> list[Path]: ...
