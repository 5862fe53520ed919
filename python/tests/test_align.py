"""`diptych.align`: what may be given, every option, every error."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import diptych
import pytest

ENGLISH = "The cat sleeps. Nobody wakes it."
FRENCH = "Le chat dort. Personne ne le réveille."


def texts(alignment: diptych.Alignment) -> list[tuple[str, str]]:
    return [(bead.source_text, bead.target_text) for bead in alignment]


CAT = [("The cat sleeps.", "Le chat dort."), ("Nobody wakes it.", "Personne ne le réveille.")]


def test_texts_lists_and_what_was_read_are_the_same() -> None:
    assert texts(diptych.align(ENGLISH, FRENCH)) == CAT
    assert (
        texts(diptych.align(["The cat sleeps.", "Nobody wakes it."], ("Le chat dort.", "Personne ne le réveille.")))
        == CAT
    )
    assert texts(diptych.align(iter(["The cat sleeps.", "Nobody wakes it."]), FRENCH)) == CAT
    assert texts(diptych.align(diptych.segment(ENGLISH), diptych.segment(FRENCH))) == CAT
    read = diptych.read(ENGLISH.encode(), name="cat.txt"), diptych.read(FRENCH.encode(), name="chat.txt")
    assert texts(diptych.align(*read)) == CAT


@pytest.mark.parametrize("ending", ["docx", "epub", "html", "md", "odt", "pdf", "txt.gz", "txt.zst"])
def test_documents_of_all_formats(samples: Path, ending: str) -> None:
    source, target = (samples / "formats" / f"lighthouse.{code}.{ending}" for code in ("en", "fr"))
    alignment = diptych.align(source, target)
    assert (alignment.source.language, alignment.target.language) == ("en", "fr")
    assert len(alignment) > 20
    # A string that names the file is the file.
    assert list(diptych.align(str(source), str(target))) == list(alignment)
    assert list(diptych.align(diptych.read(source), diptych.read(target))) == list(alignment)


@pytest.mark.parametrize("ending", ["srt", "vtt"])
def test_subtitles(samples: Path, ending: str) -> None:
    alignment = diptych.align(*(samples / "formats" / f"lighthouse.{code}.{ending}" for code in ("en", "fr")))
    assert alignment.related is not None and alignment.related > 0.9


def test_ranges_are_those_of_the_file(harbour: tuple[str, str]) -> None:
    contents = Path(harbour[0]).read_bytes()
    for bead in diptych.align(*harbour):
        for sentence, (start, end) in zip(bead.source_ids, bead.source_ranges, strict=True):
            assert (
                contents[start:end].decode().split()
                == diptych.segment(Path(harbour[0]), lang="en")[sentence].text.split()
            )


def test_languages() -> None:
    alignment = diptych.align(ENGLISH, FRENCH, source_lang="eng", target_lang="fr-CA")
    assert (alignment.source.language, alignment.target.language) == ("en", "fr-CA")
    with pytest.raises(diptych.InputError, match="`klingon` is not a language code; use one like"):
        diptych.align(ENGLISH, FRENCH, source_lang="klingon")


def test_split() -> None:
    assert len(diptych.align(ENGLISH, FRENCH, split="lines")) == 1
    two = diptych.align(
        f"{ENGLISH}\n\nThe end.", f"{FRENCH}\n\nFin.", split="paragraphs", source_lang="en", target_lang="fr"
    )
    assert texts(two) == [(ENGLISH, FRENCH), ("The end.", "Fin.")]
    with pytest.raises(diptych.InputError, match="`words` is no unit; split by sentences, lines or paragraphs"):
        diptych.align(ENGLISH, FRENCH, split="words")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_sentences_of_a_list_stay_as_they_are() -> None:
    beads = diptych.align(["One. Two. Three."], ["Un. Deux. Trois."], source_lang="en", target_lang="fr")
    assert texts(beads) == [("One. Two. Three.", "Un. Deux. Trois.")]
    # What one sentence holds in several lines is still one.
    assert len(diptych.align(["a cat\nsleeps"], ["un chat\ndort"], source_lang="en", target_lang="fr")) == 1


def test_options_that_change_the_result(harbour: tuple[str, str], tmp_path: Path) -> None:
    whole = diptych.align(*harbour)
    assert max(len(bead.target_ids) for bead in whole) > 1
    assert max(len(bead.target_ids) for bead in diptych.align(*harbour, max_bead=1)) == 1
    assert list(diptych.align(*harbour, packs=False)) != list(whole)
    assert list(diptych.align(*harbour, packs=False, rounds=0)) != list(diptych.align(*harbour, packs=False))
    pack = tmp_path / "own.tsv"
    pack.write_text("cat\tmatou\n" * 3, encoding="utf-8")
    alone = diptych.align(ENGLISH, FRENCH, packs=False, lexicons=[pack])
    assert texts(alone) == texts(diptych.align(ENGLISH, FRENCH, packs=False, lexicons=pack))
    assert list(alone) == list(diptych.align(ENGLISH, FRENCH, packs=False, lexicons=diptych.Lexicon(pack)))


def test_moved() -> None:
    english = [
        f"Number {n} is a {thing}."
        for n, thing in enumerate(["lighthouse", "harbour", "bridge", "ferry", "market"], 10)
    ]
    french = [
        f"Le numéro {n} est un {thing}." for n, thing in enumerate(["phare", "port", "pont", "bac", "marché"], 10)
    ]
    options: dict[str, Any] = {"source_lang": "en", "target_lang": "fr"}
    swapped = [french[1], french[0], *french[2:]]
    assert "moved" in {bead.kind for bead in diptych.align(english, swapped, **options)}
    assert "moved" not in {bead.kind for bead in diptych.align(english, swapped, moved=False, **options)}


def test_threads_change_nothing(harbour: tuple[str, str]) -> None:
    one, eight = (diptych.align(*harbour, threads=threads) for threads in (1, 8))
    assert one.to_bytes("jsonl") == eight.to_bytes("jsonl")
    for threads in (0, 5000):
        with pytest.raises(diptych.InputError, match="threads: ask for 1 to 1024"):
            diptych.align(*harbour, threads=threads)


@pytest.mark.parametrize(("option", "value", "sentence"), [("max_bead", 9, "1 to 8"), ("rounds", 6, "0 to 5")])
def test_options_out_of_their_range(option: str, value: int, sentence: str) -> None:
    with pytest.raises(diptych.InputError, match=f"`{option}` is {value}; set it to a number from {sentence}"):
        diptych.align(ENGLISH, FRENCH, **{option: value})  # type: ignore[arg-type]


def test_an_aligner_keeps_its_options() -> None:
    aligner = diptych.Aligner(source_lang="en", target_lang="fr", max_bead=1, threads=2)
    assert texts(aligner.align(ENGLISH, FRENCH)) == CAT
    assert repr(aligner) == "<Aligner en-fr>"
    with pytest.raises(diptych.InputError, match="source: has 3 sentences, the limit is 2; raise max_sentences"):
        diptych.Aligner(max_sentences=2).align("One. Two. Three.", "Un.")
    with pytest.raises(TypeError):
        diptych.Aligner(nonsense=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_a_name_of_no_file_is_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(diptych.FileError, match=r"book\.docx: there is no such file; a text may be given as a list"):
        diptych.align("book.docx", FRENCH)
    with pytest.raises(OSError):
        diptych.align(tmp_path / "nothing.txt", FRENCH)
    # With white space, or in a list, it is a text.
    assert len(diptych.align("See book.docx", ["livre.docx"])) == 1
    monkeypatch.chdir(tmp_path)
    (tmp_path / "book.txt").write_text(ENGLISH, encoding="utf-8")
    assert len(diptych.align("book.txt", FRENCH)) == 2


@pytest.mark.parametrize("given", [None, 3, b"bytes", [1, 2], object()])
def test_what_is_no_text(given: Any) -> None:
    with pytest.raises(diptych.InputError, match="no text|decode them"):
        diptych.align(given, FRENCH)


def test_nothing_to_align() -> None:
    empty: list[str] = []
    for nothing in ("", empty, " \n "):
        with pytest.raises(diptych.InputError, match="there is no text in either of them"):
            diptych.align(nothing, nothing)
    assert [bead.kind for bead in diptych.align("", FRENCH)] == ["added", "added"]


def test_too_large(harbour: tuple[str, str]) -> None:
    with pytest.raises(diptych.TooLargeError, match="more than the limit.*raise it with max_memory") as caught:
        diptych.align(*harbour, max_memory=1000)
    assert isinstance(caught.value, MemoryError) and isinstance(caught.value, diptych.DiptychError)


def test_a_damaged_file_and_a_lexicon_that_is_not_there(samples: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.docx"
    shutil.copy(samples / "formats" / "lighthouse.en.docx", damaged)
    damaged.write_bytes(damaged.read_bytes()[:2000])
    with pytest.raises(diptych.InputError, match=r"damaged\.docx"):
        diptych.align(damaged, FRENCH)
    with pytest.raises(diptych.FileError, match=r"none\.pack: cannot read"):
        diptych.align(ENGLISH, FRENCH, lexicons=["none.pack"])


def test_errors_are_those_of_python_too() -> None:
    assert issubclass(diptych.InputError, ValueError)
    assert issubclass(diptych.FileError, OSError)
    assert issubclass(diptych.TooLargeError, MemoryError)
    for error in (diptych.InputError, diptych.FileError, diptych.TooLargeError):
        assert issubclass(error, diptych.DiptychError)
