"""What every test may use: the project's folder and the programs it is tested with."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def project() -> Path:
    return ROOT


def find_program(name: str) -> str:
    """The path of a program that a test needs. Its absence fails in CI and skips elsewhere."""
    places = [*os.environ["PATH"].split(os.pathsep), *map(str, Path("/usr/lib/postgresql").glob("*/bin"))]
    path = shutil.which(name, path=os.pathsep.join(places))
    if path:
        return path
    if os.environ.get("CI"):
        pytest.fail(f"{name} is not installed, and in CI every part is tested")
    pytest.skip(f"{name} is not installed")


@pytest.fixture(scope="session")
def require_program():
    return find_program
