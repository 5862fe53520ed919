"""What a notebook shows of an alignment, and the review page of one that is in memory."""

from __future__ import annotations

import html as _html
import os
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from diptych.api import review as _review

if TYPE_CHECKING:
    from diptych._diptych import Alignment, Text

__all__ = ["html", "review"]

#: Rows that are shown; the middle of longer alignments is left out, and said so.
MOST_ROWS = 60
#: Pairs below this confidence are marked.
DOUBTFUL = 0.6

# Styles stand in each cell: those of Jupyter for all tables would win over a style sheet, and some viewers drop one.
_TABLE = "border-collapse:collapse;table-layout:auto;width:100%;max-width:72em;font-size:13px"
_TEXT = "text-align:start;vertical-align:top;padding:3px 8px;border-top:1px solid #8884;width:49%"
_NUMBER = "text-align:end;vertical-align:top;padding:3px 8px;border-top:1px solid #8884;white-space:nowrap;color:#888"
_COLOURS = {
    "sure": "transparent",
    "doubtful": "#f5b30033",
    "omitted": "#d6404020",
    "added": "#2e9e4f20",
    "moved": "#2b8cbe20",
}


def html(alignment: Alignment) -> str:
    """Show the two columns, doubtful, omitted, added and moved rows marked.

    Parameters
    ----------
    alignment
        The alignment.

    Returns
    -------
    str
        A table in HTML. Of more than 60 beads the middle ones are left out.
    """
    count = len(alignment)
    head = range(count) if count <= MOST_ROWS else range(MOST_ROWS // 2)
    tail = range(0) if count <= MOST_ROWS else range(count - MOST_ROWS // 2, count)
    source, target = alignment.source, alignment.target
    rows = [_row(alignment, n, source.language, target.language) for n in head]
    if tail:
        left_out = count - len(head) - len(tail)
        rows.append(f'<tr><td></td><td colspan="3" style="{_TEXT}"><i>{left_out} more beads</i></td></tr>')
        rows += [_row(alignment, n, source.language, target.language) for n in tail]
    related = "" if alignment.related is None else f", related {alignment.related:.2f}"
    caption = f"{len(source)} and {len(target)} sentences, {count} beads{related}"
    titles = (f'<th style="{_TEXT}">{_html.escape(text.language)}</th>' for text in (source, target))
    header = f"<tr><th></th>{''.join(titles)}<th></th></tr>"
    return f'<table class="diptych" style="{_TABLE}"><caption>{caption}</caption>{header}{"".join(rows)}</table>'


def _row(alignment: Alignment, n: int, source_lang: str, target_lang: str) -> str:
    bead = alignment[n]
    mark = bead.kind if bead.kind != "match" else "doubtful" if bead.confidence < DOUBTFUL else "sure"
    cells = "".join(
        f'<td style="{_TEXT}" dir="auto" lang="{_html.escape(lang)}">{_html.escape(text)}</td>'
        for lang, text in ((source_lang, bead.source_text), (target_lang, bead.target_text))
    )
    what = f"{bead.confidence:.2f}" if bead.kind == "match" else f"{bead.kind} {bead.confidence:.2f}"
    number, sure = (f'<td style="{_NUMBER}">{text}</td>' for text in (n, what))
    return f'<tr class="{mark}" style="background:{_COLOURS[mark]}">{number}{cells}{sure}</tr>'


def review(alignment: Alignment, open_browser: bool = True) -> subprocess.Popen[bytes]:
    """Open the review page on a copy of the two texts of an alignment.

    The project lies in a new folder, which is printed. Texts that were read from files are read from them again; others
    are written there, a sentence on each line.

    Parameters
    ----------
    alignment
        The alignment.
    open_browser
        Whether to open the page in a browser.

    Returns
    -------
    subprocess.Popen
        The process that serves the page, until it is terminated.
    """
    folder = Path(tempfile.mkdtemp(prefix="diptych-"))
    texts = (alignment.source, alignment.target)
    files = [text.document.path for text in texts]
    options = {"output": os.fspath(folder / "review.diptych")}
    if not all(file.is_file() for file in files):
        files = [_written(folder, side, text) for side, text in zip(("source", "target"), texts, strict=True)]
        options["split"] = "lines"
    languages = {
        f"{side}_lang": text.language for side, text in zip(("source", "target"), texts) if text.language != "und"
    }
    print(f"review: {options['output']}")
    return _review(*files, open_browser=open_browser, **options, **languages)


def _written(folder: Path, side: str, text: Text) -> Path:
    file = folder / f"{side}.txt"
    file.write_text("".join(" ".join(sentence.text.split()) + "\n" for sentence in text), encoding="utf-8")
    return file
