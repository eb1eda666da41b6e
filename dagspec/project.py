"""The files that are checked together, and what a rule may know about the world around them.

Others may rely on this: a rule gets `(spec, context)`, a rule across files gets the whole `Project`.
`Context` holds everything that comes from outside (variables, date, folders), so that rules stay pure.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from dagspec.cleared import Cleared
from dagspec.source import Source, read
from dagspec.spec import Spec, view

SUFFIXES = (".yaml", ".yml")
DEFAULTS = ("defaults.yml", "defaults.yaml")
DEFAULT_FOLDER = Path("dags/configs")


@dataclass(frozen=True, slots=True)
class Context:
    """`dags_folder` is what template files are relative to; `python_path` is where callables are found.

    `cleared` saves rules from looking twice; what they find does not depend on it.
    """

    variables: Mapping[str, str]
    today: date
    dags_folder: Path
    python_path: tuple[Path, ...]
    cleared: Cleared = field(default_factory=Cleared, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Project:
    """All specs of one check; `sources` has every file that was read, defaults.yml included.

    `is_whole` when whole folders are checked, so that what is not here is nowhere.
    """

    context: Context
    specs: tuple[Spec, ...]
    sources: Mapping[str, Source] = field(default_factory=dict)
    is_whole: bool = False


def load(
    paths: Iterable[Path], variables: Mapping[str, str], today: date, folder: Path | None = None
) -> Project:
    """Read every spec below the paths; a missing file is one that cannot be read.

    `folder` is the folder of all specs, when only some of them are read.
    """
    reader = _Reader(variables)
    asked = tuple(paths)
    for file, root in files_of(asked, folder):
        reader.add(file, root)
    world = context_of(asked, variables, today, folder)
    return Project(world, tuple(reader.specs.values()), reader.sources, is_whole(asked))


def is_whole(paths: Collection[Path]) -> bool:
    """Tell whether whole folders are looked at."""
    return bool(paths) and all(path.is_dir() for path in paths)


def context_of(
    paths: Sequence[Path], variables: Mapping[str, str], today: date, folder: Path | None = None
) -> Context:
    """Return the world around the specs below some paths."""
    first = paths[0] if paths else DEFAULT_FOLDER
    root = folder or (first if first.is_dir() else _root_of(first))
    return context(dags_folder_of(root), variables, today)


def context(dags_folder: Path, variables: Mapping[str, str], today: date) -> Context:
    """Return the world around specs of a dags folder; Airflow also puts that folder on the Python path."""
    paths = [dags_folder, Path.cwd(), *(Path(entry) for entry in sys.path if entry)]
    # A copy: `os.environ` encodes each name that it is asked for.
    return Context(dict(variables), today, dags_folder, tuple(dict.fromkeys(paths)))


def spec_files(path: Path) -> Iterator[Path]:
    """Yield the specs below a folder in a stable order, or the file itself; hidden folders are left out."""
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if _is_spec(file, path):
            yield file


def holds_specs(path: Path) -> bool:
    """Tell whether there is anything to read below a folder; a file is read whatever its name."""
    return not path.is_dir() or any(_is_spec(file, path) for file in path.rglob("*"))


def _is_spec(file: Path, root: Path) -> bool:
    if file.suffix not in SUFFIXES:
        return False
    hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
    return not hidden and not file.is_dir()


def dags_folder_of(root: Path) -> Path:
    """Return the folder that holds factory.py: the parent of a folder named configs, else the folder."""
    return root.parent if root.name == "configs" else root


def defaults_of(file: Path, root: Path) -> list[Path]:
    """Return the defaults.yml that apply to a spec, the nearest first, no farther up than the root."""
    found: list[Path] = []
    for folder in file.parents:
        found += [path for name in DEFAULTS if (path := folder / name).exists()][:1]
        if folder == root:
            break
    return found


def files_of(paths: Iterable[Path], folder: Path | None = None) -> Iterator[tuple[Path, Path]]:
    """Yield every spec below the paths with its root, which `folder` sets for all."""
    for path in paths:
        root = folder or (path if path.is_dir() else _root_of(path))
        for file in spec_files(path):
            yield file, root


def _root_of(file: Path) -> Path:
    """Return how far up the defaults.yml of a single file are looked for."""
    for folder in file.parents:
        if folder.name == "configs":
            return folder
    return file.parent


class _Reader:
    """Reads each file once, with the defaults.yml that apply to it."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.specs: dict[Path, Spec] = {}
        self.sources: dict[str, Source] = {}
        self._variables = variables

    def add(self, file: Path, root: Path) -> None:
        """Read a spec; a defaults.yml is only kept as a source."""
        source = self._read(file)
        if file.name not in DEFAULTS:
            defaults = tuple(self._read(path) for path in defaults_of(file, root))
            self.specs.setdefault(file, view(source, defaults))

    def _read(self, file: Path) -> Source:
        name = file.as_posix()
        if name not in self.sources:
            self.sources[name] = read(file, self._variables, name)
        return self.sources[name]
