"""The command that comes along: ``diptych`` and ``python -m diptych``; and how long importing takes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import diptych
import pytest

MODULE = [sys.executable, "-m", "diptych"]


def script() -> list[str]:
    """The script of the environment of this interpreter."""
    beside = Path(sys.executable).parent / ("diptych.exe" if os.name == "nt" else "diptych")
    found = beside if beside.exists() else shutil.which("diptych")
    assert found, "the package has installed no script"
    return [str(found)]


def run(command: list[str], *arguments: str | Path, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*command, *map(str, arguments)], capture_output=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("how", ["module", "script"])
def test_exit_codes(how: str) -> None:
    command = MODULE if how == "module" else script()
    version = run(command, "--version")
    assert (version.returncode, version.stdout.decode().split()) == (0, ["diptych", diptych.__version__])
    assert run(command, "align", "--help").returncode == 0
    nonsense = run(command, "nonsense")
    assert nonsense.returncode == 2 and b"Usage: diptych" in nonsense.stderr
    none = run(command, "align", "none.txt", "none.fr.txt")
    assert none.returncode == 1 and b"none.txt" in none.stderr and b"Traceback" not in none.stderr


@pytest.mark.parametrize("name", ["allotment", "harbour", "kitchen", "lighthouse"])
def test_as_expected(samples: Path, name: str) -> None:
    languages = ("de", "en") if name == "allotment" else ("en", "fr")
    files = [f"{name}.{language}.txt" for language in languages]
    found = run(MODULE, "align", "--quiet", *files, cwd=samples)
    assert found.returncode == 0, found.stderr
    assert found.stdout == (samples / "expected" / f"{name}.tsv").read_bytes()
    # From Python the same.
    assert diptych.align(*(samples / file for file in files)).to_bytes("tsv") == found.stdout


def test_as_the_program_that_cargo_builds(samples: Path) -> None:
    program = os.environ.get("DIPTYCH")
    if not program:
        pytest.skip("DIPTYCH names no program to compare with")
    for to in ("tsv", "jsonl", "tmx", "html"):
        arguments = ["align", "--quiet", "kitchen.en.txt", "kitchen.fr.txt", "--to", to]
        ours, theirs = (run(command, *arguments, cwd=samples).stdout for command in (MODULE, [program]))
        # A TMX says when it was made.
        dated = re.compile(rb'creationdate="[^"]*"')
        assert dated.sub(b"", ours) == dated.sub(b"", theirs)


def test_a_pdf_through_the_command(samples: Path) -> None:
    found = run(MODULE, "segment", samples / "formats" / "lighthouse.en.pdf")
    assert found.returncode == 0 and b"Skarra" in found.stdout


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_a_closed_pipe_is_no_error(samples: Path) -> None:
    command = [*MODULE, "align", "--quiet", "harbour.en.txt", "harbour.fr.txt"]
    with subprocess.Popen(command, cwd=samples, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_stream_through_the_command() -> None:
    given = b'{"source": "The cat sleeps.", "target": "Le chat dort."}\n'
    found = run(MODULE, "stream", input=given)
    assert found.returncode == 0 and b"Le chat dort." in found.stdout + given


def test_importing_takes_no_tenth_of_a_second() -> None:
    code = "import time; t = time.perf_counter(); import diptych, sys; print(time.perf_counter() - t, *sys.modules)"
    best, modules = 1.0, [""]
    for _ in range(5):
        seconds, *modules = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
        best = min(best, float(seconds))
    assert best < 0.1
    assert not {"pyarrow", "pandas", "polars", "numpy", "pyspark", "ray"} & set(modules)
