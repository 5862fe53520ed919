"""What Ray gives is what one machine gives, whatever the blocks."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pytest
from needs import need
from pairs import by_command, samples, told

import diptych

need("ray", "ray.data")

import ray  # noqa: E402

import diptych.ray  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    ray.shutdown()  # of what an example of a page may have left
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=200 << 20, log_to_driver=False)
    yield
    ray.shutdown()


@pytest.mark.parametrize("blocks", [1, 4, 16])
def test_beads_are_those_of_the_command(blocks: int) -> None:
    rows = samples()
    dataset = ray.data.from_arrow(pa.Table.from_pylist(rows)).repartition(blocks)
    beads = diptych.ray.align(dataset).take_all()
    assert told({name: value for name, value in row.items()} for row in beads) == by_command(rows)
    errors = {row["id"]: row["error"] for row in beads if row["error"]}
    assert errors == {"nothing": "there is no text in either of them", "null": "the source text is null"}


def test_options_and_columns() -> None:
    dataset = ray.data.from_items([{"n": 7, "s": ["One cat.", "Two dogs."], "t": ["Un chat.", "Deux chiens."]}])
    beads = diptych.ray.align(dataset, "s", "t", "en", "fr", keep=["n"]).take_all()
    assert [(bead["n"], bead["source_text"]) for bead in beads] == [(7, "One cat."), (7, "Two dogs.")]
    with pytest.raises(diptych.InputError, match="max_bead"):
        diptych.ray.align(dataset, max_bead=99)
