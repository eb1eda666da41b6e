"""Finds the file of a module on the search path without importing the module or its parents."""

from __future__ import annotations

import importlib.machinery
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

# The one module of the standard library that is not where its name says.
_RENAMED = {"os.path": "posixpath"}
_DEEPEST = 50  # packages in packages
_PYTHONS_OWN = (
    importlib.machinery.BuiltinImporter,
    importlib.machinery.FrozenImporter,
    importlib.machinery.PathFinder,
)
_OPAQUE_SUFFIXES = tuple(importlib.machinery.EXTENSION_SUFFIXES)


@dataclass(frozen=True, slots=True)
class Found:
    """A module: its file, None when that is not Python text; its folders when it is a package."""

    file: Path | None = None
    folders: tuple[str, ...] = ()


@dataclass(slots=True)
class Finder:
    """Looks modules up in the search path, and in what editable installs have registered."""

    path: tuple[str, ...]
    _found: dict[str, Found | None] = field(default_factory=dict)
    _listings: dict[str, frozenset[str]] = field(default_factory=dict)
    _times: dict[str, int] = field(default_factory=dict)

    def find(self, name: str) -> Found | None:
        """Return the module, or None when there is none of that dotted name."""
        if name not in self._found:
            self._found[name] = self._find(name) if name.count(".") < _DEEPEST else None
        return self._found[name]

    def submodules(self, name: str) -> tuple[str, ...]:
        """Return the names of the modules directly below a package; of all top-level ones for ''."""
        if name:
            parent = self.find(name)
            folders = parent.folders if parent else ()
        else:
            folders = self.path
        names = {_module_name(folder, entry) for folder in folders for entry in self._entries(folder)}
        return tuple(sorted(names - {""}))

    def _find(self, name: str) -> Found | None:
        name = _RENAMED.get(name, name)
        if name in sys.builtin_module_names:
            return Found()
        parent, _, last = name.rpartition(".")
        if not parent:
            return self._in_folders(self.path, last) or _editable(name)
        package = self.find(parent)
        return self._in_folders(package.folders, last) if package and package.folders else None

    def _in_folders(self, folders: tuple[str, ...], name: str) -> Found | None:
        """Look as Python does: the first package or file wins, plain folders together are a namespace.

        Airflow's own package is spread over all folders of that name (``extend_path``), so the folders
        of the same name further down the path still count for its submodules.
        """
        file: Path | None = None
        is_known = False
        spread: list[str] = []
        for folder in folders:
            entries = self._entries(folder)
            inner = os.path.join(folder, name)  # noqa: PTH118  Path costs too much in this loop
            if name in entries and (inside := self._entries(inner)):
                spread.append(inner)
                if not is_known and "__init__.py" in inside:
                    file, is_known = Path(inner, "__init__.py"), True
            if not is_known and f"{name}.py" in entries:
                return Found(Path(folder, f"{name}.py"))
            if not is_known and any(f"{name}{suffix}" in entries for suffix in _OPAQUE_SUFFIXES):
                return Found()
        return Found(file, tuple(spread)) if spread else None

    def has_changed(self) -> bool:
        """Say whether a file came or went in one of the folders looked into."""
        return any(_time_of(folder) != time for folder, time in self._times.items())

    def _entries(self, folder: str) -> frozenset[str]:
        if folder not in self._listings:
            self._times[folder] = _time_of(folder)
            try:
                self._listings[folder] = frozenset(os.listdir(folder or "."))  # noqa: PTH208  see above
            except OSError:
                self._listings[folder] = frozenset()
        return self._listings[folder]


def _time_of(folder: str) -> int:
    try:
        return os.stat(folder or ".").st_mtime_ns  # noqa: PTH116  see above
    except OSError:
        return 0


def _module_name(folder: str, entry: str) -> str:
    stem = entry.removesuffix(".py")
    if not stem.isidentifier() or entry.startswith("__"):
        return ""
    return stem if stem != entry or Path(folder, entry).is_dir() else ""


def _editable(name: str) -> Found | None:
    """Ask the finders that editable installs have added; for a top-level name they import nothing."""
    for finder in sys.meta_path:
        if finder in _PYTHONS_OWN or not name:
            continue
        spec = finder.find_spec(name, None) if hasattr(finder, "find_spec") else None
        if spec:
            folders = tuple(spec.submodule_search_locations or ())
            file = Path(spec.origin) if spec.origin and spec.origin.endswith(".py") else None
            return Found(file, folders)
    return None
