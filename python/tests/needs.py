"""What a test needs that may not be installed: it is skipped and says why, but fails where everything should be there."""

from __future__ import annotations

import importlib.util
import os
import shutil

import pytest


def need(*modules: str, java: bool = False) -> None:
    """Skip the test module, or fail in CI, if a module of Python or Java is missing."""
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    if java and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        missing.append("java")
    if missing:
        reason = f"not installed: {', '.join(missing)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason, allow_module_level=True)
