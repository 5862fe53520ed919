"""`diptych.align_batches`: order, columns, errors, limits, and memory that does not grow."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import diptych
import pyarrow as pa
import pytest

CAT = ("The cat sleeps. Nobody wakes it.", "Le chat dort. Personne ne le réveille.")

COLUMNS = (
    "row bead kind confidence related source_ids target_ids source_starts source_ends target_starts target_ends "
    "source_text target_text source_lang target_lang error"
).split()


def table(rows: int, **more: Any) -> pa.Table:
    source = [f"Row {n}. {CAT[0]}" for n in range(rows)]
    target = [f"Ligne {n}. {CAT[1]}" for n in range(rows)]
    return pa.table({"source": source, "target": target, **more})


def test_order_and_threads() -> None:
    pairs = table(700)
    one = diptych.align_batches(pairs, threads=1).read_all()
    eight = diptych.align_batches(pairs, threads=8).read_all()
    assert one.equals(eight)
    places: list[Any] = [(bead["row"], bead["bead"]) for bead in one.to_pylist()]
    assert sorted({row for row, _ in places}) == list(range(700))
    assert places == sorted(places)
    # However the input is cut into batches.
    cut = diptych.align_batches(pairs.to_reader(max_chunksize=13), threads=3).read_all()
    assert cut.combine_chunks().equals(one.combine_chunks())


def test_as_one_by_one(harbour: tuple[str, str], sentences: tuple[list[str], list[str]]) -> None:
    source, target = (Path(path).read_text(encoding="utf-8") for path in harbour)
    alone = diptych.align([*sentences[0]], [*sentences[1]]).to_arrow()
    batch = diptych.align_batches(pa.table({"source": [sentences[0]], "target": [sentences[1]]})).read_all()
    assert batch.select(alone.column_names).equals(alone)
    whole = diptych.align_batches(pa.table({"source": [source], "target": [target]})).read_all()
    assert whole["source_text"].to_pylist() == [bead.source_text for bead in diptych.align(source, target)]


def test_columns() -> None:
    when = pa.array([1, 2], pa.timestamp("us", "UTC"))
    pairs = table(2, id=[7, 8], url=["a", None], tags=[["x"], []], when=when, struct=[{"a": 1}, None])
    reader = diptych.align_batches(pairs)
    assert reader.schema.names == ["id", "url", "tags", "when", "struct", *COLUMNS]
    assert reader.schema.field("struct").type == pairs.schema.field("struct").type
    beads = reader.read_all()
    assert beads["id"].to_pylist() == [7, 7, 7, 8, 8, 8]
    assert beads["url"].to_pylist() == ["a"] * 3 + [None] * 3
    assert beads["struct"].to_pylist() == [{"a": 1}] * 3 + [None] * 3
    ids, places = pa.list_(pa.int32()), pa.list_(pa.int64())
    assert beads.schema.types[-len(COLUMNS) :] == [
        *[pa.int64(), pa.int32(), pa.string(), pa.float64(), pa.float64()],
        *[ids] * 2,
        *[places] * 4,
        *[pa.string()] * 5,
    ]


def test_keep() -> None:
    pairs = table(1, id=[7], url=["a"])
    assert diptych.align_batches(pairs, keep=["url"]).schema.names == ["url", *COLUMNS]
    assert diptych.align_batches(pairs, keep=[]).schema.names == COLUMNS
    # The texts themselves may be kept, too.
    assert diptych.align_batches(pairs, keep=["source"]).schema.names == ["source", *COLUMNS]
    with pytest.raises(diptych.InputError, match="there is no column `none`; there are source, target, id, url"):
        diptych.align_batches(pairs, keep=["none"])


def test_columns_of_other_names() -> None:
    pairs = pa.table({"en": [CAT[0]], "fr": [CAT[1]]})
    assert diptych.align_batches(pairs, source="en", target="fr").read_all().num_rows == 2
    with pytest.raises(diptych.InputError, match="there is no column `source`; there are en, fr"):
        diptych.align_batches(pairs)


def test_languages_of_rows() -> None:
    pairs = table(3, source_lang=["en", None, "nonsense"], target_lang=["fr-CA", "fr", "fr"])
    beads = diptych.align_batches(pairs, source_lang="en-GB", target_lang="de").read_all().to_pylist()
    languages = {bead["row"]: (bead["source_lang"], bead["target_lang"]) for bead in beads}
    assert languages[0] == ("en", "fr-CA") and languages[1] == ("en-GB", "fr")
    (wrong,) = [bead for bead in beads if bead["row"] == 2]
    assert "nonsense" in wrong["error"]


def test_errors_are_rows() -> None:
    pairs = pa.table({"id": [1, 2, 3, 4], "source": [CAT[0], "", None, CAT[0]], "target": [CAT[1], "", "x", CAT[1]]})
    beads = diptych.align_batches(pairs).read_all().to_pylist()
    assert [(bead["id"], bead["row"]) for bead in beads] == [(1, 0), (1, 0), (2, 1), (3, 2), (4, 3), (4, 3)]
    assert [bead["error"] is None for bead in beads] == [True, True, False, False, True, True]
    refused = diptych.Aligner(max_sentences=1).align_batches(pairs, keep=[]).read_all().to_pylist()
    assert "the source has 2 sentences, the limit is 1" in refused[0]["error"]
    large = diptych.align_batches(pairs, max_memory=1000).read_all().to_pylist()
    assert "more than the limit" in large[0]["error"]


def test_min_confidence() -> None:
    pairs = table(20)
    beads = diptych.align_batches(pairs, min_confidence=0.98).read_all().to_pylist()
    everything = diptych.align_batches(pairs).read_all().to_pylist()
    sure = [bead for bead in everything if bead["kind"] != "match" or bead["confidence"] >= 0.98]
    assert beads == sure != everything
    for wrong in (-0.1, 1.5, float("nan")):
        with pytest.raises(diptych.InputError, match="set it to a number from 0 to 1"):
            diptych.align_batches(pairs, min_confidence=wrong)


def test_an_aligner_or_options() -> None:
    pairs = table(1)
    aligner = diptych.Aligner(source_lang="en", target_lang="fr")
    assert diptych.align_batches(pairs, aligner=aligner).read_all().equals(aligner.align_batches(pairs).read_all())
    with pytest.raises(diptych.InputError, match="an aligner has its own options; leave out rounds"):
        diptych.align_batches(pairs, aligner=aligner, rounds=1)
    with pytest.raises(TypeError, match="nonsense"):
        diptych.align_batches(pairs, nonsense=1)


def endless(made: list[int] | None = None) -> pa.RecordBatchReader:
    batch = table(50).to_batches()[0]

    def batches() -> Iterator[pa.RecordBatch]:
        while True:
            if made is not None:
                made.append(1)
            yield batch

    return pa.RecordBatchReader.from_batches(batch.schema, batches())


def test_no_more_is_read_than_is_asked_for() -> None:
    made: list[int] = []
    reader = diptych.align_batches(endless(made), threads=2)
    assert not made
    next(reader)
    # A portion for each thread and two more, of which each is one batch of the input.
    assert len(made) <= 8
    before = len(made)
    next(reader)
    assert len(made) <= before + 2


def test_an_input_that_breaks_off() -> None:
    batch = table(50).to_batches()[0]

    def batches() -> Iterator[pa.RecordBatch]:
        yield batch
        raise ValueError("the disk is gone")

    reader = diptych.align_batches(pa.RecordBatchReader.from_batches(batch.schema, batches()))
    with pytest.raises(diptych.InputError, match="the stream of pairs broke off: .*the disk is gone"):
        for _ in reader:
            pass
    assert list(reader) == []


MEMORY = """
import os, sys
sys.path.insert(0, {folder!r})
import test_batches, diptych

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6

reader, sizes = diptych.align_batches(test_batches.endless(), threads=2), []
for count in range(90):
    next(reader)
    if count in (30, 89):
        sizes.append(resident())
print(*sizes)
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="needs /proc")
def test_memory_stays() -> None:
    run = subprocess.run(
        [sys.executable, "-c", MEMORY.format(folder=os.path.dirname(__file__))],
        capture_output=True,
        text=True,
        check=True,
    )
    early, late = map(float, run.stdout.split())
    assert late < early + 30, f"{early:.0f} MB after 1,500 rows, {late:.0f} MB after 4,500"
