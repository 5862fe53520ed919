"""`diptych.Alignment`: a sequence of beads, a table, a file, a page."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import diptych
import pytest


@pytest.fixture(scope="module")
def alignment(harbour: tuple[str, str]) -> diptych.Alignment:
    return diptych.align(*harbour)


def test_sequence(alignment: diptych.Alignment) -> None:
    beads = list(alignment)
    assert len(beads) == len(alignment) > 25
    assert alignment[0] == beads[0] and alignment[-1] == beads[-1] and alignment[-len(beads)] == beads[0]
    assert (
        alignment[2:5] == beads[2:5]
        and alignment[::-1] == beads[::-1]
        and alignment[-3:] == beads[-3:]
        and alignment[9:2] == []
    )
    assert alignment[20:1:-7] == beads[20:1:-7] and alignment[: 10**30] == beads
    assert list(reversed(alignment)) == beads[::-1]
    assert beads[3] in list(alignment)
    for place in (len(beads), -len(beads) - 1):
        with pytest.raises(IndexError):
            alignment[place]
    with pytest.raises(TypeError, match="numbered"):
        alignment["a"]  # type: ignore[call-overload]  # pyright: ignore


def test_every_sentence_is_in_one_bead(alignment: diptych.Alignment) -> None:
    assert sorted(n for bead in alignment for n in bead.source_ids) == list(range(len(alignment.source)))
    assert sorted(n for bead in alignment for n in bead.target_ids) == list(range(len(alignment.target)))
    assert {bead.kind for bead in alignment} >= {"match", "added", "omitted"}
    assert all(0 <= bead.confidence <= 1 for bead in alignment)


def test_as_text(alignment: diptych.Alignment) -> None:
    assert re.fullmatch(r"<Alignment en-fr of \d+ beads, related 0\.\d+>", repr(alignment))
    assert "Tréhavel's swing bridge" in str(alignment) and "│" in str(alignment)
    assert repr(alignment[0]).startswith("Bead(match, 0.")
    assert repr(diptych.align("The cat sleeps.", "x")).startswith("<Alignment en-und of 1 beads, related ")


class Cells(HTMLParser):
    """The cells of a table, and the tags in it."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.attributes: list[dict[str, str | None]] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "td":
            self.cells.append("")
            self.attributes.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def test_notebook_escapes_and_directs() -> None:
    nasty = '<script>alert("x")</script> & "quotes" </td>'
    arabic = "القط نائم ولا أحد يوقظه."
    page = Cells()
    page.feed(diptych.align([nasty], [arabic], source_lang="en", target_lang="ar")._repr_html_())
    assert "script" not in page.tags
    assert nasty in page.cells and arabic in page.cells
    place = page.cells.index(arabic)
    assert (page.attributes[place]["dir"], page.attributes[place]["lang"]) == ("auto", "ar")


def test_notebook_marks_rows_and_leaves_out_the_middle(alignment: diptych.Alignment) -> None:
    shown = alignment._repr_html_()
    for mark in ("sure", "added", "omitted"):
        assert f'<tr class="{mark}" style="background:' in shown
    assert 'class="doubtful"' in diptych.align(["A cat."], ["Rien du tout ici, vraiment rien."])._repr_html_()
    many = diptych.align([f"Line {n}." for n in range(200)], [f"Ligne {n}." for n in range(200)])
    assert many._repr_html_().count("<tr") < 70 and "140 more beads" in many._repr_html_()


# Those that need something of their texts (subtitles, paragraphs of a book) are written from such texts below.
WRITTEN = ["tmx", "tsv", "jsonl", "csv", "xlsx", "html", "epub", "xlf", "parquet"]


@pytest.mark.parametrize("ending", WRITTEN)
def test_write(alignment: diptych.Alignment, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"harbour.{ending}"
    assert alignment.write(path) == [path] and path.stat().st_size > 500
    assert alignment.to_bytes(ending if ending != "xlf" else "xliff")[:2] == path.read_bytes()[:2]


@pytest.mark.parametrize(
    "name",
    [
        "table",
        "tsv",
        "jsonl",
        "csv",
        "xlsx",
        "tmx",
        "xliff",
        "xliff12",
        "xces",
        "tei",
        "intertext",
        "html",
        "epub",
        "parquet",
        "moses",
        "vecalign",
        "ladder",
        "bitextor",
        "sketch",
    ],
)
def test_every_format_by_its_name(alignment: diptych.Alignment, tmp_path: Path, name: str) -> None:
    paths = alignment.write(tmp_path / "out", to=name)
    assert paths and all(path.stat().st_size > 0 for path in paths)


def test_subtitles_are_written_from_subtitles(samples: Path, tmp_path: Path) -> None:
    films = diptych.align(*(samples / "formats" / f"lighthouse.{code}.srt" for code in ("en", "fr")))
    assert "-->" in films.write(tmp_path / "both.srt")[0].read_text(encoding="utf-8")
    with pytest.raises(diptych.InputError):
        diptych.align("The cat sleeps.", "Le chat dort.").write(tmp_path / "none.srt")


def test_written_and_read_back(alignment: diptych.Alignment, tmp_path: Path) -> None:
    back = diptych.read_bitext(alignment.write(tmp_path / "harbour.tmx")[0])
    pairs = [(bead.source_text, bead.target_text) for bead in alignment if bead.kind == "match"]
    assert [(bead.source_text, bead.target_text) for bead in back if bead.kind == "match"] == pairs


def test_write_what_is_sure(alignment: diptych.Alignment, tmp_path: Path) -> None:
    alignment.write(tmp_path / "sure.jsonl", min_confidence=0.95)
    beads = [json.loads(line) for line in (tmp_path / "sure.jsonl").read_text(encoding="utf-8").splitlines()]
    matches = [bead for bead in beads if bead.get("kind") == "match"]
    assert 0 < len(matches) == sum(bead.kind == "match" and bead.confidence >= 0.95 for bead in alignment)


def test_write_errors(alignment: diptych.Alignment, tmp_path: Path) -> None:
    with pytest.raises(diptych.InputError, match="the name tells no format"):
        alignment.write(tmp_path / "x.unknown")
    with pytest.raises(diptych.InputError, match="`unknown` is no format"):
        alignment.write(tmp_path / "x", to="unknown")
    with pytest.raises(diptych.InputError, match="does not exist; create it first"):
        alignment.write(tmp_path / "none" / "x.tmx")
    with pytest.raises(diptych.InputError, match="min_confidence is 2"):
        alignment.write(tmp_path / "x.tmx", min_confidence=2)
    with pytest.raises(diptych.InputError, match="moses is several files"):
        alignment.to_bytes("moses")
    assert not list(tmp_path.iterdir())


def test_tables(alignment: diptych.Alignment, package: Callable[[str], Any]) -> None:
    package("pyarrow")
    table = alignment.to_arrow()
    assert table.num_rows == len(alignment)
    assert table["source_text"].to_pylist() == [bead.source_text for bead in alignment]
    assert table["source_ids"].to_pylist() == [bead.source_ids for bead in alignment]
    assert table["confidence"].to_pylist() == [bead.confidence for bead in alignment]
    package("pandas")
    assert list(alignment.to_pandas()["kind"]) == [bead.kind for bead in alignment]
    package("polars")
    assert alignment.to_polars()["kind"].to_list() == [bead.kind for bead in alignment]


def test_explain(alignment: diptych.Alignment) -> None:
    first = alignment.explain(0)
    assert first["kind"] == "match" and first["confidence"] == alignment[0].confidence
    assert first["reasons"] and first["words"]
    assert alignment.explain(-1) == alignment.explain(len(alignment) - 1)
    assert json.loads(alignment.explain_json(0)) == first == diptych.explain(alignment, 0)
    for place in (len(alignment), -len(alignment) - 1):
        with pytest.raises(IndexError):
            alignment.explain(place)


def address(page: subprocess.Popen[bytes], printed: Path) -> str:
    """What the process of a page has printed as its address."""
    for _ in range(200):
        found = re.search(r"http://\S+", printed.read_text(encoding="utf-8"))
        if found:
            return found.group()
        assert page.poll() is None, printed.read_text(encoding="utf-8")
        time.sleep(0.05)
    raise AssertionError("no address was printed")


REVIEW = """
import sys, diptych
source, target = {given}
alignment = diptych.align(source, target, source_lang="en", target_lang="fr")
process = alignment.review(open_browser=False)
sys.stdin.readline()
process.terminate()
print("ended", process.wait(10))
"""


@pytest.mark.parametrize("given", ["files", "lists"])
def test_review(harbour: tuple[str, str], sentences: tuple[list[str], list[str]], tmp_path: Path, given: str) -> None:
    printed = tmp_path / "printed"
    with printed.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", REVIEW.format(given=repr(harbour if given == "files" else sentences))],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )
    try:
        page = address(process, printed)
        with urllib.request.urlopen(page, timeout=10) as answer:
            assert answer.status == 200 and b"<html" in answer.read().lower()
        process.communicate(b"\n", timeout=20)
    finally:
        process.kill()
    assert "ended" in printed.read_text(encoding="utf-8")
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        urllib.request.urlopen(page, timeout=2)
    assert list(tmp_path.glob("diptych-*/review.diptych*"))
