"""`dagspec graph`: draw the tasks of DAGs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dagspec.commands.reading import read_project, readable, unknown
from dagspec.drawing import dot, mermaid
from dagspec.project import DEFAULT_FOLDER

FORMATS = {"mermaid": mermaid, "dot": dot}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help=f"files and folders (default {DEFAULT_FOLDER})"
    )
    parser.add_argument("--dag", metavar="ID", help="only this DAG")
    parser.add_argument("--format", choices=tuple(FORMATS), default="mermaid", help="what to draw it in")


def run(options: argparse.Namespace) -> int:
    """Print the drawing."""
    dags = [dag for _, dag in readable(read_project(options.paths))]
    chosen = [dag for dag in dags if options.dag in (None, dag.dag_id)]
    if not chosen and options.dag:
        raise unknown("DAG", options.dag, (dag.dag_id for dag in dags))
    sys.stdout.write(FORMATS[options.format](chosen) + "\n")
    return 0
