"""Arrow both ways: every library that has the interface gives pairs and takes beads, whatever their types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import diptych
import pyarrow as pa
import pytest

ENGLISH = ["The cat sleeps. Nobody wakes it.", "The harbour was empty."]
FRENCH = ["Le chat dort. Personne ne le réveille.", "Le port était vide."]
FOUND = [
    (0, "The cat sleeps.", "Le chat dort."),
    (0, "Nobody wakes it.", "Personne ne le réveille."),
    (1, "The harbour was empty.", "Le port était vide."),
]


def found(reader: diptych.BeadReader) -> list[tuple[int, str, str]]:
    columns = reader.read_all().select(["row", "source_text", "target_text"]).to_pydict()
    return list(zip(columns["row"], columns["source_text"], columns["target_text"], strict=True))


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "dictionary"])
def test_columns_of_texts(kind: str) -> None:
    made = pa.dictionary(pa.int32(), pa.string()) if kind == "dictionary" else getattr(pa, kind)()
    table = pa.table({"source": pa.array(ENGLISH).cast(made), "target": pa.array(FRENCH).cast(made)})
    assert found(diptych.align_batches(table)) == FOUND


@pytest.mark.parametrize("kind", ["list_", "large_list", "list_view", "large_list_view"])
@pytest.mark.parametrize("member", ["string", "large_string", "string_view"])
def test_columns_of_sentences(kind: str, member: str) -> None:
    made = getattr(pa, kind)(getattr(pa, member)())
    source = pa.array([["The cat sleeps.", "Nobody wakes it."], [ENGLISH[1]]], made)
    target = pa.array([["Le chat dort.", "Personne ne le réveille."], [FRENCH[1]]], made)
    assert found(diptych.align_batches(pa.table({"source": source, "target": target}))) == FOUND


def test_a_fixed_number_of_sentences() -> None:
    made = pa.list_(pa.string(), 1)
    table = pa.table({"source": pa.array([[ENGLISH[1]]], made), "target": pa.array([[FRENCH[1]]], made)})
    try:
        assert [row[1:] for row in found(diptych.align_batches(table))] == [FOUND[2][1:]]
    except diptych.InputError as error:
        assert "name one with strings or lists of strings" in str(error)


def test_chunks_slices_and_one_batch() -> None:
    halves = [
        pa.table({"source": [source], "target": [target]}) for source, target in zip(ENGLISH, FRENCH, strict=True)
    ]
    assert found(diptych.align_batches(pa.concat_tables(halves))) == FOUND
    longer = pa.table({"source": ["x", *ENGLISH, "y"], "target": ["x", *FRENCH, "y"]})
    assert found(diptych.align_batches(longer.slice(1, 2))) == FOUND
    assert found(diptych.align_batches(longer.slice(1, 2).combine_chunks().to_batches()[0])) == FOUND
    assert found(diptych.align_batches(longer.slice(1, 2).to_reader(max_chunksize=1))) == FOUND


def test_empty_tables_and_batches() -> None:
    empty = pa.table(
        {"id": pa.array([], pa.int64()), "source": pa.array([], pa.string()), "target": pa.array([], pa.string())}
    )
    beads = diptych.align_batches(empty).read_all()
    assert beads.num_rows == 0 and beads.column_names[0] == "id"
    rows = pa.table({"id": [1, 2], "source": ENGLISH, "target": FRENCH})
    assert found(diptych.align_batches(pa.concat_tables([empty, rows, empty]))) == FOUND


def test_nulls() -> None:
    table = pa.table({"source": ["A cat.", None, None], "target": pa.array([None, "Un chat.", None])})
    beads = diptych.align_batches(table).read_all().to_pylist()
    assert [bead["row"] for bead in beads] == [0, 1, 2]
    assert "target text is null" in beads[0]["error"] and "source text is null" in beads[1]["error"]
    assert all(bead["kind"] is None and bead["bead"] is None and bead["source_ids"] is None for bead in beads)
    lists = pa.table({"source": [["A cat.", None]], "target": [["Un chat.", "Il dort."]]})
    assert diptych.align_batches(lists).read_all().num_rows >= 1


def test_types_that_are_no_texts() -> None:
    with pytest.raises(
        diptych.InputError, match="`source` is of type Int64; name one with strings or lists of strings"
    ):
        diptych.align_batches(pa.table({"source": [1], "target": ["x"]}))
    with pytest.raises(diptych.InputError, match="`target` is of type"):
        diptych.align_batches(pa.table({"source": ["x"], "target": [b"x"]}))
    with pytest.raises(diptych.InputError, match="is no Arrow stream; give a table"):
        diptych.align_batches([("a", "b")])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def pairs(package: Callable[[str], Any], name: str) -> Any:
    """The pairs as this library holds them."""
    columns = {"source": ENGLISH, "target": FRENCH}
    if name == "polars":
        return package("polars").DataFrame(columns)
    if name == "pandas":
        return package("pandas").DataFrame(columns)
    if name == "duckdb":
        given = pa.table(columns)  # noqa: F841  (duckdb finds it by its name)
        return package("duckdb").sql("select source, target from given")
    if name == "datafusion":
        return package("datafusion").SessionContext().from_pydict(columns)
    return pa.table(columns)


LIBRARIES = ["pyarrow", "polars", "pandas", "duckdb", "datafusion"]


@pytest.mark.parametrize("name", LIBRARIES)
def test_pairs_from(package: Callable[[str], Any], name: str) -> None:
    assert sorted(found(diptych.align_batches(pairs(package, name)))) == sorted(FOUND)


def taken(package: Callable[[str], Any], name: str, stream: Any) -> list[str]:
    """The source texts of beads that this library took."""
    if name == "polars":
        return list(package("polars").DataFrame(stream)["source_text"])
    if name == "pandas":
        return list(package("pandas").DataFrame.from_arrow(stream)["source_text"])
    if name == "duckdb":
        return [text for (text,) in package("duckdb").sql("select source_text from stream").fetchall()]
    if name == "datafusion":
        batches = package("datafusion").SessionContext().from_arrow(stream).select("source_text").collect()
        return [text for batch in batches for text in batch.column(0).to_pylist()]
    return [str(text) for text in pa.table(stream)["source_text"].to_pylist()]


@pytest.mark.parametrize("name", LIBRARIES)
def test_beads_to(package: Callable[[str], Any], name: str) -> None:
    stream = diptych.align_batches(pa.table({"source": ENGLISH, "target": FRENCH}))
    assert taken(package, name, stream) == [source for _, source, _ in FOUND]


@pytest.mark.parametrize("name", LIBRARIES)
def test_an_alignment_to(package: Callable[[str], Any], name: str, harbour: tuple[str, str]) -> None:
    alignment = diptych.align(*harbour)
    # An alignment can be taken as often as one likes.
    for _ in range(2):
        assert taken(package, name, alignment) == [bead.source_text for bead in alignment]


def test_the_columns_of_an_alignment_are_those_of_batches() -> None:
    alignment = diptych.align(ENGLISH[0], FRENCH[0]).to_arrow()
    beads = (
        diptych.align_batches(pa.table({"source": ENGLISH[:1], "target": FRENCH[:1]}))
        .read_all()
        .drop_columns(["row", "error"])
    )
    assert beads.equals(alignment)


def test_a_stream_is_taken_once() -> None:
    reader = diptych.align_batches(pa.table({"source": ENGLISH, "target": FRENCH}))
    assert pa.table(reader).num_rows == 3
    with pytest.raises(diptych.InputError, match="taken already"):
        pa.table(reader)
    assert list(reader) == []
