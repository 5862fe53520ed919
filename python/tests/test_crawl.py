"""The crawl example, from HTML to pairs of sentences on two executors, one of which is killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from needs import need
from pairs import ROOT

need("pyspark", "pandas", java=True)

CRAWL = ROOT / "examples" / "crawl"


def started(script: str, *arguments: str, log: Path) -> subprocess.Popen[str]:
    """A script of the example at work."""
    with log.open("w") as errors:
        command = [sys.executable, str(CRAWL / script), *arguments]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)


def executors(ancestor: int) -> list[int]:
    """The executors that a process has started, by way of others: those that run no Python of ours."""
    parents, commands = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
            commands[int(folder.name)] = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])

    def descends(process: int) -> bool:
        while process in parents:
            if process == ancestor:
                return True
            process = parents[process]
        return False

    return [
        process for process in commands if b"CoarseGrainedExecutorBackend" in commands[process] and descends(process)
    ]


def rows(folder: Path, name: str) -> list[str]:
    """The rows of a result, in an order that does not depend on files."""
    return sorted(map(repr, pq.read_table(folder / name).to_pylist()))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of small sites."""
    folder = tmp_path_factory.mktemp("pages")
    subprocess.run([sys.executable, str(CRAWL / "generate.py"), str(folder), "--pages", "300"], check=True)
    return folder


@pytest.fixture(scope="module")
def undisturbed(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The results of a run on one machine, and what it said."""
    out = tmp_path_factory.mktemp("out")
    run = started("pipeline.py", str(pages), str(out), "--master", "local[2]", log=out / "log")
    said, _ = run.communicate(timeout=600)
    assert run.returncode == 0, (out / "log").read_text()[-3000:]
    return out, said


def test_precision_and_recall(undisturbed: tuple[Path, str]) -> None:
    _, said = undisturbed
    figures = re.findall(r"(pages|sentences) +precision ([\d.]+) +recall ([\d.]+)", said)
    assert [name for name, *_ in figures] == ["pages", "sentences"]
    for name, precision, recall in figures:
        assert float(precision) >= 0.98 and float(recall) >= 0.95, (name, precision, recall)


@pytest.mark.skipif(sys.platform != "linux", reason="finds executors in /proc")
def test_a_killed_executor_changes_nothing(pages: Path, undisturbed: tuple[Path, str], tmp_path: Path) -> None:
    run = started("pipeline.py", str(pages), str(tmp_path), log=tmp_path / "log")
    killed = False
    while run.poll() is None and not killed:
        # While the matches are aligned.
        if (tmp_path / "matches" / "_SUCCESS").exists() and (tmp_path / "beads").exists():
            found = executors(run.pid)
            if found:
                os.kill(found[0], signal.SIGKILL)
                killed = True
        time.sleep(0.05)
    run.communicate(timeout=600)
    log = (tmp_path / "log").read_text()
    assert killed and run.returncode == 0, log[-3000:]
    assert "Lost executor" in log
    for name in ("matches", "beads", "result"):
        assert rows(tmp_path, name) == rows(undisturbed[0], name), name
