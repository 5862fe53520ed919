"""The examples of a page in Markdown: its fenced blocks of one language, in order."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)```[ \t]*$", re.M | re.S)


class Block(NamedTuple):
    """A fenced block."""

    #: Where its first line stands, from 1.
    line: int
    #: What stands behind the language: ``python title``.
    note: str
    code: str


def blocks(page: Path, language: str = "python") -> list[Block]:
    """The blocks of a page in this language.

    Parameters
    ----------
    page
        A file in Markdown.
    language
        What stands behind the fence.

    Returns
    -------
    list of Block
        In their order, without indentation.
    """
    text = page.read_text(encoding="utf-8")
    found = []
    for fence in _FENCE.finditer(text):
        name, _, note = fence["info"].strip().partition(" ")
        if name == language:
            indent = len(fence["indent"])
            code = "".join(line[indent:] if line.strip() else line for line in fence["body"].splitlines(keepends=True))
            found.append(Block(text.count("\n", 0, fence.start("body")) + 1, note, code))
    return found


def run(page: Path, names: dict[str, object]) -> int:
    """Run the Python of a page, block after block, in one namespace; what prompts (``>>>``) print is compared.

    Parameters
    ----------
    page
        A file in Markdown.
    names
        The namespace.

    Returns
    -------
    int
        The number of blocks.

    Raises
    ------
    AssertionError
        If something else is printed than the page says.
    """
    import doctest

    found = blocks(page)
    names.setdefault("__name__", "__main__")
    for block in found:
        where = f"{page.name}:{block.line}"
        if block.code.lstrip().startswith(">>>"):
            options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
            test = doctest.DocTestParser().get_doctest(block.code, names, where, str(page), block.line - 1)
            test.globs = names
            said: list[str] = []
            failed, _ = doctest.DocTestRunner(optionflags=options).run(test, out=said.append, clear_globs=False)
            assert not failed, "".join(said)
        else:
            exec(compile("\n" * (block.line - 1) + block.code, str(page), "exec"), names)
    return len(found)
