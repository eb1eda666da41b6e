"""Runs the commands of README and docs/guide.md one after the other and compares what they print.

`UPDATE_GUIDE=1 pytest tests/docs` writes what they print into both; read it before you keep it.
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
PAGES = (ROOT / "README.md", GUIDE)
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TODAY = re.compile(r"\b20\d\d-\d\d-\d\d\b(?=\n +catchup)|(?<=timestamp=\")[^\"]+")


@pytest.fixture
def copy(tmp_path, require_program) -> Path:
    """The part of the repository that a page works on, in a git repository of its own."""
    folder = tmp_path / "copy"
    folder.mkdir()
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


def executed(page: Path, folder: Path) -> str:
    """The page with the output of every command as it is now."""

    def block(match: re.Match[str]) -> str:
        commands = [line[2:] for line in match[1].split("\n") if line.startswith("$ ")]
        return "```console\n" + "".join(f"$ {each}\n{run(each, folder)}" for each in commands) + "```"

    return BLOCK.sub(block, page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_prints_what_the_page_says(page, copy):
    told = executed(page, copy)
    if os.environ.get("UPDATE_GUIDE"):
        page.write_text(told, encoding="utf-8")
    assert TODAY.sub("today", told) == TODAY.sub("today", page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_commands_that_are_run(page):
    text = page.read_text(encoding="utf-8")
    assert "$ dagspec check" in "".join(BLOCK.findall(text))
    assert "\n$ " not in BLOCK.sub("", text)


def test_every_command_and_its_options_are_in_the_guide():
    from dagspec.__main__ import COMMANDS

    text = GUIDE.read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"dagspec {name}" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (page.parent / link).exists()] == []
