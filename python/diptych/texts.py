"""Single texts: reading them, their sentences, their language, and which of them belong together."""

from __future__ import annotations

from collections.abc import Sequence

from diptych import _diptych
from diptych._diptych import Document, Match, Text
from diptych.given import Given, Lexicons, Path, Split, listed

__all__ = ["detect", "match", "read", "segment"]


def read(
    source: Path | bytes,
    *,
    name: Path | None = None,
    encoding: str | None = None,
    split: Split | None = None,
    from_: str | None = None,
    main_content: bool = False,
) -> Document:
    """Read a document: text, HTML, DOCX, ODT, EPUB, PDF, Markdown, subtitles ...

    Parameters
    ----------
    source
        A file, or the bytes of one.
    name
        What bytes are called in messages; its extension helps to recognise them.
    encoding
        Its encoding, if it is not to be found out.
    split
        ``"lines"`` if its lines are what will be aligned.
    from_
        Its format, if it is not to be found out.
    main_content
        Drop the boilerplate of a web page.

    Returns
    -------
    Document
        The text and its blocks.

    Raises
    ------
    FileError
        If it cannot be read.
    InputError
        If it is damaged, or of no format that is known.

    Examples
    --------
    >>> import diptych
    >>> page = diptych.read(b"<h1>Tides</h1><p>High water at noon.</p>", name="tides.html")
    >>> page.blocks
    [('heading', 0, 5), ('paragraph', 6, 25)]
    """
    return _diptych.read(source, name=name, encoding=encoding, split=split, from_=from_, main_content=main_content)


def segment(text: Given, *, lang: str | None = None, split: Split | None = None) -> Text:
    """Find the sentences of a text.

    Parameters
    ----------
    text
        A file, a text, or what `read` returned.
    lang
        Its language; found out if not given.
    split
        ``"sentences"`` (default), ``"lines"`` or ``"paragraphs"``.

    Returns
    -------
    Text
        A sequence of `Sentence`.

    Raises
    ------
    FileError, InputError
        If it cannot be read.

    Examples
    --------
    >>> import diptych
    >>> [sentence.text for sentence in diptych.segment("Dr. Roux was late. Nobody minded.", lang="en")]
    ['Dr. Roux was late.', 'Nobody minded.']
    """
    return _diptych.segment(text, lang=lang, split=split)


def detect(text: str) -> str:
    """Tell the language of a text.

    Parameters
    ----------
    text
        The text itself.

    Returns
    -------
    str
        A BCP 47 tag; ``"und"`` if the language is not recognised.

    Examples
    --------
    >>> import diptych
    >>> diptych.detect("Le chat dort sur la table de la cuisine.")
    'fr'
    """
    return _diptych.detect(text)


def match(
    sources: Sequence[Given],
    targets: Sequence[Given],
    *,
    source_lang: str | None = None,
    target_lang: str | None = None,
    packs: bool = True,
    lexicons: Lexicons = (),
    min_score: float = 0.1,
    threads: int | None = None,
) -> list[Match]:
    """Find out which documents are translations of each other.

    Parameters
    ----------
    sources, targets
        Files or texts.
    source_lang, target_lang
        Their languages; found out from each text if not given.
    packs, lexicons
        As for `align`.
    min_score
        Leave documents alone rather than pair them with a lower score, 0 to 1.
    threads
        Threads to use; all cores if not given.

    Returns
    -------
    list of Match
        ``source`` and ``target`` are places in the two lists, each at most once; ``score`` is in [0, 1].
        In the order of the sources.

    Raises
    ------
    FileError, InputError
        If a document cannot be read.

    Examples
    --------
    >>> import diptych
    >>> english = ["The harbour was empty that morning.", "Add two eggs and stir the flour."]
    >>> french = ["Ajoutez deux œufs et remuez la farine.", "Le port était vide ce matin-là."]
    >>> [(found.source, found.target) for found in diptych.match(english, french, source_lang="en", target_lang="fr")]
    [(0, 1), (1, 0)]
    """
    return _diptych.match_documents(
        list(sources),
        list(targets),
        source_lang=source_lang,
        target_lang=target_lang,
        packs=packs,
        lexicons=listed(lexicons),
        min_score=min_score,
        threads=threads,
    )
