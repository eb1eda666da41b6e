"""`python -m tests.mutation.originals`: what is said of each form as it is, and how its DAGs compare.

Prints one line of JSON for each spec: its name, what dagspec finds, what Airflow says, and which fields of
which DAG differ between what dagspec builds and what dag-factory's `load_yaml_dags` builds.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.mutation import forms
from tests.mutation.__main__ import prepare


def main() -> int:
    """Print a line for each form."""
    home = Path(tempfile.mkdtemp(prefix="originals-"))
    try:
        prepare(home)
        where = forms.workspace(home / "specs")
        sys.path[:0] = [str(where / "dagfactory")]
        for line in _lines(where):
            sys.stdout.write(json.dumps(line) + "\n")
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 0


def _lines(where: Path) -> list[dict[str, Any]]:
    from dagspec import check_paths
    from dagspec.build import build_dags
    from tests.mutation import oracle

    supervisor = oracle.install()
    folders = {forms.copy_of(form, where) for form in forms.forms()}
    built = {folder: build_dags(folder / "configs") for folder in folders}
    found = []
    for form in forms.forms():
        folder = forms.copy_of(form, where)
        file = folder / "configs" / form.file
        outcome = oracle.judge(folder, file, supervisor)
        findings = [f"{each.line}: {each.code} {each.message}" for each in check_paths([file]).diagnostics]
        differences = {
            name: _different(oracle.serialised(dag), oracle.serialised(built[folder][name]))
            for name, dag in oracle.load(folder, file).items()
        }
        found.append(
            {"form": form.name, "findings": findings, "airflow": outcome.error, "differences": differences}
        )
    return found


def _different(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return sorted(key for key in {*one, *other} if one.get(key) != other.get(key))


if __name__ == "__main__":
    sys.exit(main())
