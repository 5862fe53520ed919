"""The texts of samples/ as rows, and what the command says of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def samples() -> list[dict[str, Any]]:
    """All pairs of samples/, whole and in halves, and one that cannot be aligned."""
    rows: list[dict[str, Any]] = []
    for source in sorted(ROOT.glob("samples/*.en.txt")):
        (target,) = (path for path in ROOT.glob(f"samples/{source.name.split('.')[0]}.*.txt") if path != source)
        one, other = source.read_text("utf-8"), target.read_text("utf-8")
        name = source.name.split(".")[0]
        rows.append({"id": name, "source": one, "target": other})
        for half in (0, 1):
            parts = [text.split("\n\n") for text in (one, other)]
            cut = ["\n\n".join(part[: len(part) // 2] if half == 0 else part[len(part) // 2 :]) for part in parts]
            rows.append({"id": f"{name}-{half}", "source": cut[0], "target": cut[1]})
    rows.append({"id": "nothing", "source": "", "target": ""})
    rows.append({"id": "null", "source": None, "target": "Rien."})
    return rows


def by_command(rows: list[dict[str, Any]], *options: str) -> list[str]:
    """What ``diptych stream`` says of the rows: a line of JSON for each bead, sorted."""
    lines = "".join(json.dumps(row) + "\n" for row in rows if row["source"] is not None)
    command = [sys.executable, "-m", "diptych", "stream", "--quiet", "--ignore-errors", *options]
    run = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=True)
    beads = []
    for answer in map(json.loads, run.stdout.decode().splitlines()):
        for at, bead in enumerate(answer.get("beads", ())):
            for side in ("source", "target"):
                ranges = bead.pop(f"{side}_ranges")
                bead[f"{side}_starts"], bead[f"{side}_ends"] = (
                    [start for start, _ in ranges],
                    [end for _, end in ranges],
                )
            rest = {name: answer[name] for name in ("id", "related", "source_lang", "target_lang")}
            beads.append(json.dumps({**bead, **rest, "bead": at}, sort_keys=True))
    return sorted(beads)


def told(rows: Iterable[dict[str, Any]]) -> list[str]:
    """The same of rows of beads, without those that have an error."""
    beads = [
        {name: value for name, value in row.items() if name not in ("error", "row")}
        for row in rows
        if row["error"] is None
    ]
    return sorted(json.dumps(bead, sort_keys=True) for bead in beads)
