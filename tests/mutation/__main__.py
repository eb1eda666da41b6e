"""`python -m tests.mutation`: mutate every form, and let Airflow and dagspec judge."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.mutation import forms
from tests.mutation.figures import Figures, page

DOCS = forms.ROOT / "docs/mutation.md"
_bench: Any = None


def main() -> int:
    """Run and return 0 when the goals hold."""
    options = _options()
    home = Path(tempfile.mkdtemp(prefix="mutation-"))
    try:
        prepare(home)
        trials = list(_trials(options, home))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    figures = Figures(trials)
    if options.json:
        options.json.write_text(json.dumps([asdict(trial) for trial in trials], indent=1), encoding="utf-8")
    if options.write:
        DOCS.write_text(page(figures, options.count, options.seed), encoding="utf-8")
    sys.stdout.write(figures.summary() + "\n")
    return 0 if figures.hold else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--count", type=int, default=5000, help="about how many mutants")
    parser.add_argument("--seed", default="1", help="the same seed gives the same mutants")
    parser.add_argument("--form", default="", help="only the forms whose name holds this")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path, help="write every trial to a file")
    parser.add_argument("--write", action="store_true", help=f"write {DOCS.name}")
    return parser.parse_args()


def prepare(home: Path) -> None:
    """Give Airflow a home of its own, before it is imported."""
    os.environ.update(
        AIRFLOW_HOME=str(home / "airflow"),
        AIRFLOW__CORE__DAGS_FOLDER=str(home / "nothing"),
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        DO_NOT_TRACK="1",
    )


def _trials(options: argparse.Namespace, home: Path) -> Iterator[Any]:
    chosen = [form for form in forms.forms() if options.form in form.name]
    each = -(-options.count // len(chosen))
    step = min(25, each)
    work = [
        (number, f"{options.seed}.{start}", step)
        for start in range(0, each, step)
        for number in range(len(chosen))
    ]
    import tests.mutation.trial  # noqa: F401  Airflow is imported once, before the workers fork

    context = multiprocessing.get_context("fork")
    with context.Pool(options.jobs, _start, (str(home), chosen)) as pool:
        for trials in pool.imap(_try, work):
            yield from trials


def _start(home: str, chosen: list[forms.Form]) -> None:
    """Give a worker its own copies to change."""
    global _bench
    from tests.mutation.trial import Bench

    where = forms.workspace(Path(tempfile.mkdtemp(dir=home)))
    sys.path.insert(0, str(where / "dagfactory"))
    _bench = (Bench(where), chosen)


def _try(piece: tuple[int, str, int]) -> list[Any]:
    number, seed, tries = piece
    bench, chosen = _bench
    form = chosen[number]
    return [bench.try_it(form, found) for found in bench.mutants(form, seed, tries)]


if __name__ == "__main__":
    sys.exit(main())
