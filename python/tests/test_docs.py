"""Every example of the docstrings and of the pages says the truth."""

from __future__ import annotations

import ast
import copy
import doctest
import importlib
import inspect
import re
import shutil
from pathlib import Path
from typing import Any

import diptych
import fenced
import pytest
from needs import need

ROOT = Path(__file__).resolve().parents[2]
MODULES = ["diptych", "diptych.api", "diptych.bitexts", "diptych.texts"]


@pytest.mark.parametrize("name", MODULES)
def test_docstrings(name: str) -> None:
    failed, tried = doctest.testmod(
        importlib.import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    )
    assert tried and not failed


def stub() -> ast.Module:
    return ast.parse((Path(diptych.__file__).parent / "_diptych.pyi").read_text(encoding="utf-8"))


def test_docstrings_of_the_stub() -> None:
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for node in ast.walk(stub()):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            runner.run(
                parser.get_doctest(
                    ast.get_docstring(node) or "", {"diptych": diptych}, node.name, "_diptych.pyi", node.lineno
                )
            )
    assert not runner.failures


def test_the_stub_names_what_there_is() -> None:
    """Every public name of a class is in the stub, with a docstring, and the other way round."""
    for node in stub().body:
        if not isinstance(node, ast.ClassDef):
            continue
        there = {name for name in vars(getattr(diptych, node.name)) if not name.startswith("_")}
        functions = {part.name: part for part in node.body if isinstance(part, ast.FunctionDef)}
        assert {name for name in functions if not name.startswith("_")} == there, node.name
        assert ast.get_docstring(node), node.name
        assert all(ast.get_docstring(functions[name]) for name in there), node.name


def test_every_function_has_a_docstring_with_sections() -> None:
    for name in diptych.__all__:
        thing = getattr(diptych, name)
        if inspect.isfunction(thing):
            assert thing.__doc__, name
            for parameter in inspect.signature(thing).parameters:
                assert re.search(rf"^ +(\*{{0,2}}\w+, )*\*{{0,2}}{parameter}(, \*{{0,2}}\w+)*$", thing.__doc__, re.M), (
                    f"{name}: {parameter}"
                )
            assert "Returns\n" in thing.__doc__, name


def pages() -> list[str]:
    """Pages whose Python needs no more than this package and what reads its tables."""
    return [
        page
        for page in ("README.md", "python/README.md", "docs/python.md")
        if (ROOT / page).exists() and fenced.blocks(ROOT / page)
    ]


@pytest.mark.parametrize("page", pages())
def test_pages(page: str, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(samples, tmp_path / "samples")
    for code in ("en", "fr"):
        for ending in ("txt", "docx", "epub"):
            original = (
                samples / "formats" / f"lighthouse.{code}.{ending}"
                if ending != "txt"
                else samples / f"harbour.{code}.txt"
            )
            shutil.copy(original, tmp_path / f"book.{code}.{ending}")
    monkeypatch.chdir(tmp_path)
    assert fenced.run(ROOT / page, {})


def test_the_notebook_shows_what_it_computes() -> None:
    need("nbclient", "nbformat", "ipykernel", "matplotlib", "pandas", "jinja2")
    import nbclient
    import nbformat

    def shown(notebook: Any) -> list[Any]:
        outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
        pages = [output.get("data", {}).get("text/html", output.get("text", "")) for output in outputs]
        # Styles of pandas have a new name each time.
        return [page for page in pages if "T_" not in page]

    reader: Any = nbformat
    kept = reader.read(ROOT / "docs" / "notebook.ipynb", as_version=4)
    again = copy.deepcopy(kept)
    nbclient.NotebookClient(again, kernel_name="python3").execute(cwd=str(ROOT / "docs"))
    assert shown(again) == shown(kept)
    assert len(shown(kept)) >= 3
