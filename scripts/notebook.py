"""Makes ``docs/notebook.ipynb``, runs it, and takes a picture of it: ``notebook.py``, in an environment with the package and what its tests need.

The cells stand below. The picture needs chromium and nbconvert; without them it is left as it is. A test runs the notebook anew.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbclient
import nbformat
from nbformat import v4
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
PICTURE = ROOT / "docs" / "images" / "notebook.png"

CELLS: list[tuple[str, str]] = [
    (
        "markdown",
        """# An article and its translation

Two files, sentence by sentence. Coloured rows were left out, added, or are doubtful.""",
    ),
    (
        "code",
        """import diptych

alignment = diptych.align("../samples/harbour.en.txt", "../samples/harbour.fr.txt")
alignment""",
    ),
    (
        "markdown",
        "How sure is it? Each confidence is the probability that exactly this bead is right.",
    ),
    (
        "code",
        """import matplotlib.pyplot as plt

beads = alignment.to_pandas()
axes = beads.confidence.plot.hist(bins=20, range=(0, 1), figsize=(7, 1.8), color="#4477aa")
axes.set(xlabel="confidence", ylabel="beads", xlim=(0, 1))
axes.spines[["top", "right"]].set_visible(False)
plt.show()""",
    ),
    ("markdown", "What the translation leaves out, and what it adds:"),
    (
        "code",
        """missing = beads[beads.kind != "match"]
shown = missing[["kind", "confidence", "source_text", "target_text"]].style.hide(axis="index").format(precision=2)
shown.set_properties(**{"text-align": "left"})""",
    ),
    ("markdown", "Why the least sure pair was paired:"),
    (
        "code",
        """n = int(beads[beads.kind == "match"].confidence.idxmin())
reasons = alignment.explain(n)
print(alignment[n])
print([(word["source"]["text"], word["target"]["text"], round(word["nats"], 1)) for word in reasons["words"]])""",
    ),
]


def made() -> Any:
    """The notebook, not run yet."""
    notebook = v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )
    for number, (kind, source) in enumerate(CELLS):
        cell = v4.new_code_cell(source) if kind == "code" else v4.new_markdown_cell(source)
        # By number, so that making it again changes nothing.
        cell["id"] = f"cell-{number}"
        notebook.cells.append(cell)
    return notebook


def run(notebook: Any) -> None:
    """Runs all cells where the notebook lies; raises the error of the first that fails."""
    nbclient.NotebookClient(notebook, kernel_name="python3", record_timing=False).execute(cwd=str(NOTEBOOK.parent))
    notebook.metadata.pop("language_info", None)


def picture() -> None:
    """Shows it as a page, and takes a picture of that."""
    chromium = shutil.which("chromium")
    if not chromium:
        sys.exit("missing: chromium; the picture is as it was")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "notebook.html"
        command = [sys.executable, "-m", "nbconvert", "--to", "html", "--output", str(page), str(NOTEBOOK)]
        subprocess.run(command, check=True, capture_output=True)
        subprocess.run(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1000,2600"]
            + ["--virtual-time-budget=5000", f"--screenshot={PICTURE}", page.as_uri()],
            check=True,
            capture_output=True,
        )
    # As many colours as text on a page needs: a third of the size.
    with Image.open(PICTURE) as image:
        image.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(PICTURE, optimize=True)


def main() -> None:
    """Make, run, write and show it."""
    notebook = made()
    run(notebook)
    nbformat.write(notebook, NOTEBOOK)
    print(f"{NOTEBOOK}: {NOTEBOOK.stat().st_size} bytes")
    picture()
    print(f"{PICTURE}: {PICTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
