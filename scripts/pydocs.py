"""Builds the reference of the Python package: ``pydocs.py FOLDER``; see ``pydocs.sh``.

The classes are compiled: their signatures and docstrings stand in ``_diptych.pyi``, from which pdoc takes them.
"""

from __future__ import annotations
import __future__

import importlib
import importlib.util
import shutil
import sys
import types
import warnings
from pathlib import Path
from unittest import mock

import pdoc
import pdoc.doc
import pdoc.doc_pyi
import pdoc.render

# Modules of their own pages; those of engines only where the engine is installed, for their names say the rest.
MODULES = ["diptych", "diptych.notebook", "diptych.spark", "diptych.ray"]


def stub_of_classes(module: pdoc.doc.Module) -> None:
    """Give the classes of ``diptych`` the signatures and docstrings of the stub."""
    if module.obj is not sys.modules.get("diptych") or hasattr(module.obj, "__stub__"):
        return
    compiled = importlib.import_module("diptych._diptych")
    assert compiled.__file__ is not None
    path = Path(compiled.__file__).with_name("_diptych.pyi")
    stub = types.ModuleType("diptych")
    vars(stub)["__stub__"] = True
    # Names of a stub may stand before what they name.
    exec(
        compile(path.read_text(encoding="utf-8"), path, "exec", flags=__future__.annotations.compiler_flag), vars(stub)
    )
    pdoc.doc_pyi._prepare_module(module)
    described = pdoc.doc.Module(stub)
    with mock.patch.dict("sys.modules", {"diptych": stub}):
        for member in module.members.values():
            if isinstance(member, pdoc.doc.Class) and described.get(member.qualname) is not None:
                pdoc.doc_pyi._patch_doc(member, described)


def without_docstring(namespace: pdoc.doc.Namespace) -> list[str]:
    """The public names that lack one."""
    missing = []
    for name, member in namespace.members.items():
        if name.startswith("_") or member.is_inherited:
            continue
        if not member.docstring and not isinstance(member, pdoc.doc.Variable):
            missing.append(member.fullname)
        if isinstance(member, pdoc.doc.Class):
            missing += without_docstring(member)
    return missing


def main() -> int:
    """Write the pages; the exit code."""
    folder = Path(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    modules = []
    for name in MODULES:
        if importlib.util.find_spec(name) is None:
            continue
        try:
            importlib.import_module(name)
        except ImportError as error:
            print(f"{name}: left out ({error})")
            continue
        modules.append(name)
    pdoc.render.configure(docformat="numpy", show_source=False)
    # What is compared has no hash, of which a stub says nothing.
    warnings.filterwarnings("ignore", message=r".*\.__hash__")
    problems: list[str] = []
    given = pdoc.doc_pyi.include_typeinfo_from_stub_files

    def described(module: pdoc.doc.Module) -> None:
        given(module)
        stub_of_classes(module)
        if not hasattr(module.obj, "__stub__"):
            problems.extend(f"{name}: no docstring" for name in without_docstring(module))

    with mock.patch("pdoc.doc_pyi.include_typeinfo_from_stub_files", described):
        pdoc.pdoc(*modules, output_directory=folder)
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"{folder}: {', '.join(modules)}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
