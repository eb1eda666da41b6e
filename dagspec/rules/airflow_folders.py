"""The folders that Airflow looks into: for template files, and for plugins."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from time import monotonic

from dagspec.project import Context
from dagspec.spec import Dag
from dagspec.tree import Scalar, items_of

PLUGINS = "plugins"  # beside the DAGs folder, as in Airflow's home


def template_folders(dag: Dag, context: Context) -> tuple[Path, ...]:
    """Return the folders that template files are relative to: that of the DAG files first."""
    node = dag.settings.get("template_searchpath")
    paths = [node] if isinstance(node, Scalar) else items_of(node)
    named = [Path(path.value) for path in paths if isinstance(path, Scalar) and isinstance(path.value, str)]
    return (context.dags_folder, *named)


def plugin_folders(context: Context) -> tuple[Path, ...]:
    """Return the folders of plugins: Airflow puts them on the Python path, and they may bring macros."""
    return _present(tuple(_possible(context)), int(monotonic()))


@lru_cache(maxsize=8)
def _present(folders: tuple[Path, ...], second: int) -> tuple[Path, ...]:
    """Return those folders that there are: asked for by several rules at each file, looked at each second."""
    return tuple(folder for folder in folders if folder.is_dir())


def is_file(path: Path) -> bool:
    """Say whether a file exists; a name that no file can have is no fault."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _possible(context: Context) -> Iterator[Path]:
    yield context.dags_folder.parent / PLUGINS
    for name, below in (("AIRFLOW__CORE__PLUGINS_FOLDER", ""), ("AIRFLOW_HOME", "plugins")):
        if context.variables.get(name):
            yield Path(context.variables[name], below)
