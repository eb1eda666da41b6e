"""`dagspec explain`: say what a setting is and where it was set."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from dagspec.catalogue.catalogue import catalogue
from dagspec.commands.reading import read_project, readable
from dagspec.explain import Explainer, Fact
from dagspec.project import DEFAULT_FOLDER
from dagspec.subject import find


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("name", metavar="DAG[.task[.key]]", help="what to explain")
    parser.add_argument(
        "--path", action="append", type=Path, default=[], help=f"where to look (default {DEFAULT_FOLDER})"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how it is shown")


def run(options: argparse.Namespace) -> int:
    """Print what there is to say about one name."""
    project = read_project(options.path)
    subject = find(options.name, readable(project))
    explainer = Explainer(
        catalogue(project.context.python_path), project.context.variables, datetime.now().astimezone()
    )
    facts = explainer.explain(subject)
    sys.stdout.write(FORMATS[options.format](subject.name, facts) + "\n")
    return 0


def _text(name: str, facts: Sequence[Fact]) -> str:
    width = max(len(fact.label) for fact in facts)
    return "\n".join([name, *(f"  {fact.label.ljust(width)}  {fact.text}" for fact in facts)])


def _json(name: str, facts: Sequence[Fact]) -> str:
    listed = [{"label": fact.label, "text": fact.text} for fact in facts]
    return json.dumps({"version": 1, "name": name, "facts": listed}, indent=2, ensure_ascii=False)


FORMATS = {"text": _text, "json": _json}
