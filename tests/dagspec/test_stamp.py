"""Stamps speak of the code that was loaded, which is what does the checks."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dagspec

# What a process that forks one child for each file does: it has imported dagspec, and lives on.
PRINT_IN_CHILD = """
import os, sys
from pathlib import Path
from dagspec import stamp
from dagspec.catalogue import store
if len(sys.argv) > 1:
    with Path(sys.argv[1]).open("a") as file:
        file.write("# changed")
if os.fork():
    os.wait()
else:
    print(stamp.of_versions(), store._VERSION)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(dagspec.__file__).parent, tmp_path / "dagspec", ignore=ignored)
    return tmp_path


def ask(folder: Path, *arguments: str) -> list[str]:
    """The stamps of a child of a process that has imported dagspec and then changed a file."""
    command = [sys.executable, "-B", "-c", PRINT_IN_CHILD, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize("changed", ["dagspec/cron.py", "dagspec/catalogue/reader.py"])
def test_a_process_that_lives_on_keeps_the_stamp_of_what_it_has_loaded(folder: Path, changed: str) -> None:
    before = ask(folder)
    assert ask(folder, str(folder / changed)) == before
    after = ask(folder)
    assert after[0] != before[0]
    assert (after[1] != before[1]) == (changed == "dagspec/catalogue/reader.py")
