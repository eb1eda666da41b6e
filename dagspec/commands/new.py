"""`dagspec new`: write a new spec that passes the check."""

from __future__ import annotations

import argparse
import os
import re
import sys
from datetime import date
from pathlib import Path

from dagspec.commands.reading import read_project
from dagspec.project import DEFAULT_FOLDER
from dagspec.scaffold import TEMPLATES, scaffold
from dagspec.spec import NOT_DAGS
from dagspec.usage import WrongUsageError

# The project's own schema, made by `dagspec schema --out`, knows more than that of the format.
SCHEMAS = (Path("schemas/project.schema.json"), Path("schemas/pipeline.schema.json"))
# What Airflow takes as an id, and what is a good file name.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_\-]{0,199}")
_READ_OTHERWISE = re.compile(r"(?i:y|n|yes|no|on|off|true|false|null)")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("name", metavar="NAME", help="the id of the DAG, and the name of its file")
    parser.add_argument("--template", choices=tuple(TEMPLATES), default="minimal", help="what to begin with")
    parser.add_argument(
        "--folder", type=Path, default=DEFAULT_FOLDER, help=f"where to put it (default {DEFAULT_FOLDER})"
    )


def run(options: argparse.Namespace) -> int:
    """Write the file and say what comes next."""
    _refuse_name(options.name)
    file = options.folder / f"{options.name}.yaml"
    _refuse_twin(options.name, options.folder, file)
    text = scaffold(options.name, options.template, _schema_for(options.folder), date.today())
    try:
        options.folder.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as stream:  # never over a file that is there
            stream.write(text)
    except FileExistsError as error:
        raise WrongUsageError(f"{error.filename} exists, nothing was written") from error
    except OSError as error:
        raise WrongUsageError(f"{file} cannot be written: {error.strerror}") from error
    sys.stdout.write(f"wrote {file.as_posix()}\nnext: edit it, then run: dagspec check {file.as_posix()}\n")
    return 0


def _refuse_name(name: str) -> None:
    if name in NOT_DAGS:
        raise WrongUsageError(f"'{name}' cannot name a new DAG: the key has a meaning of its own in a spec")
    if _READ_OTHERWISE.fullmatch(name):
        raise WrongUsageError(f"'{name}' cannot name a new DAG: YAML does not read it as text")
    if not _NAME.fullmatch(name):
        raise WrongUsageError(
            f"'{name}' cannot name a new DAG: use up to 200 letters, digits, '_' and '-', a letter first"
        )


def _refuse_twin(name: str, folder: Path, file: Path) -> None:
    """Two DAGs of one id would hide each other, wherever they stand."""
    if file.exists():
        raise WrongUsageError(f"{file.as_posix()} exists, nothing was written")
    for spec in read_project([folder]).specs if folder.is_dir() else ():
        for dag in spec.dags:
            if dag.dag_id == name:
                raise WrongUsageError(f"DAG '{name}' exists in {dag.place.file}:{dag.place.line}")


def _schema_for(folder: Path) -> str:
    """Return the path of the best schema around, as seen from the spec, for the editor."""
    for schema in SCHEMAS:
        for parent in folder.resolve().parents:
            if (parent / schema).exists():
                return Path(os.path.relpath(parent / schema, folder.resolve())).as_posix()
    return SCHEMAS[0].name
