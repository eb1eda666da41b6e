"""The folders that Airflow looks into: for template files, and for plugins."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from time import monotonic

from dagspec.project import Context
from dagspec.spec import Dag
from dagspec.tree import Scalar, items_of

PLUGINS = "plugins"  # beside the DAGs folder, as in Airflow's home
# The variables that name such a folder, or one that it lies in.
_NAMED = (("AIRFLOW__CORE__PLUGINS_FOLDER", ""), ("AIRFLOW_HOME", PLUGINS))


def template_folders(dag: Dag, context: Context) -> tuple[Path, ...]:
    """Return the folders that template files are relative to: that of the DAG files first."""
    node = dag.settings.get("template_searchpath")
    paths = [node] if isinstance(node, Scalar) else items_of(node)
    named = [Path(path.value) for path in paths if isinstance(path, Scalar) and isinstance(path.value, str)]
    return (context.dags_folder, *named)


def plugin_folders(context: Context) -> tuple[Path, ...]:
    """Return the folders of plugins: Airflow puts them on the Python path, and they may bring macros."""
    named = tuple((context.variables.get(name), below) for name, below in _NAMED)
    return _present(context.dags_folder, named, int(monotonic()))


@lru_cache(maxsize=8)
def _present(dags_folder: Path, named: tuple[tuple[str | None, str], ...], second: int) -> tuple[Path, ...]:
    """Return those folders that there are: asked for by several rules at each file, looked at each second."""
    folders = (dags_folder.parent / PLUGINS, *(Path(value, below) for value, below in named if value))
    return tuple(folder for folder in folders if folder.is_dir())


def is_file(path: Path) -> bool:
    """Say whether a file exists; a name that no file can have is no fault."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
