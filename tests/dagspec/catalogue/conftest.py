"""A library over a folder of the test's own, and one over what is installed."""

import sys
import textwrap
from pathlib import Path

import pytest

from dagspec.catalogue.catalogue import Catalogue
from dagspec.catalogue.finder import Finder
from dagspec.catalogue.library import Library
from dagspec.catalogue.store import Store


@pytest.fixture
def write(tmp_path: Path):
    """Write a Python file below the test's folder."""

    def write_file(name: str, text: str = "") -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        return file

    return write_file


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """What can be imported from the test's folder, Airflow included."""
    return Library(Finder((str(tmp_path), *sys.path)), Store(None))


@pytest.fixture
def catalogue(library: Library) -> Catalogue:
    return Catalogue(library)
