"""Runs the commands of docs/guide.md one after the other and compares what they print.

`UPDATE_GUIDE=1 pytest tests/docs` writes what they print into the guide; read it before you keep it.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TODAY = re.compile(r"\b20\d\d-\d\d-\d\d\b(?=\n +catchup)|(?<=timestamp=\")[^\"]+")


@pytest.fixture(scope="module")
def copy(tmp_path_factory, require_program) -> Path:
    """The part of the repository that the guide works on, in a git repository of its own."""
    folder = tmp_path_factory.mktemp("guide")
    for name in ("dags", "schemas", "pipeline_tasks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    git = require_program("git")
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "start"]):
        subprocess.run([git, *words], cwd=folder, env=environment(folder), check=True)
    return folder


def environment(folder: Path) -> dict[str, str]:
    """The environment of a reader who has set nothing."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PIPELINE_", "GIT_"))}
    author = {
        f"GIT_{who}_{what}": "guide@example.com"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    path = os.pathsep.join([str(Path(sys.executable).parent), kept["PATH"]])
    return {**kept, **author, "PATH": path, "PYTHONPATH": "", "HOME": str(folder), "LC_ALL": "C.UTF-8"}


def run(command: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1, 2), (command, done.stdout)
    return "".join(f"{line}\n" for line in done.stdout.rstrip("\n").split("\n") if done.stdout)


def executed(folder: Path) -> str:
    """The guide with the output of every command as it is now."""

    def block(match: re.Match[str]) -> str:
        commands = [line[2:] for line in match[1].split("\n") if line.startswith("$ ")]
        return "```console\n" + "".join(f"$ {each}\n{run(each, folder)}" for each in commands) + "```"

    return BLOCK.sub(block, GUIDE.read_text(encoding="utf-8"))


def test_every_command_prints_what_the_guide_says(copy):
    told = executed(copy)
    if os.environ.get("UPDATE_GUIDE"):
        GUIDE.write_text(told, encoding="utf-8")
    assert TODAY.sub("today", told) == TODAY.sub("today", GUIDE.read_text(encoding="utf-8"))


def test_every_command_and_its_options_are_in_the_guide():
    from dagspec.__main__ import COMMANDS

    text = GUIDE.read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"dagspec {name}" not in text] == []


def test_every_link_leads_to_a_file():
    links = re.findall(r"\]\((?!https?:)([^)#]+)", GUIDE.read_text(encoding="utf-8"))
    assert [link for link in links if not (GUIDE.parent / link).exists()] == []
