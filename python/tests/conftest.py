"""What tests share: the samples, sessions of Spark, packages that may be missing."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from needs import need

os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the samples."""
    return SAMPLES


@pytest.fixture(scope="session")
def harbour() -> tuple[str, str]:
    """An article in English and French, as it stands in two files."""
    return str(SAMPLES / "harbour.en.txt"), str(SAMPLES / "harbour.fr.txt")


@pytest.fixture(scope="session")
def sentences() -> tuple[list[str], list[str]]:
    """The same article as two lists of sentences."""
    read = [(SAMPLES / f"harbour.{code}.sentences").read_text(encoding="utf-8").splitlines() for code in ("en", "fr")]
    return read[0], read[1]


@pytest.fixture(scope="session")
def package() -> Callable[[str], Any]:
    """Imports a package that need not be there."""

    def imported(name: str) -> Any:
        need(name)
        return importlib.import_module(name)

    return imported


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Spark on two cores of this machine."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").appName("diptych-tests")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.driver.memory": "1g",
    }.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
