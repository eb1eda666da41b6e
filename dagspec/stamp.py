"""Stamps: short texts that change when something outside a spec changes that its check depends on."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

_OWN = Path(__file__).parent
# A name ends where none of these characters follows, so that each word can be looked at by itself.
_WORD = re.compile(r"[\w./$-]+")
_DOTTED = re.compile(r"(?<![\w./$-])([A-Za-z_]\w*)(?:\.[A-Za-z_]\w*)+(?![\w/])")
_FILE = re.compile(r"(?<![\w./$-])[\w./-]+\.\w{1,8}(?![\w/])")
# A value with spaces in it, which is a file name as a whole.
_SPACED = re.compile(r"(?<=[:,\[ -] )[\"']?([\w./-]+(?: +[\w./-]+)+\.\w{1,8})(?![\w/])")
_MOST_FILES = 3000


@cache
def of_versions() -> str:
    """Return a stamp of dagspec itself, of Python, and of what is installed beside it."""
    importable = [_names_in(entry) for entry in sys.path if entry and not _is_installed(Path(entry))]
    return digest(_LOADED, *importable)


def _of_loaded() -> str:
    """Return a stamp of the code that does the checks; installing changes the time of a folder."""
    own = [_stat(path) for path in sorted(_OWN.rglob("*.py"))]
    installed = [_stat(entry) for entry in sys.path if entry and _is_installed(Path(entry))]
    return digest(sys.version, *own, *installed)


def _names_in(path: str) -> str:
    """Return the names that can be imported from a folder; its time changes with every log and draft."""
    try:
        names = os.listdir(path)  # noqa: PTH208  called for each entry of the path
    except OSError:
        return "none"
    return " ".join(sorted(name for name in names if name.removesuffix(".py").isidentifier()))


def _is_installed(folder: Path) -> bool:
    return "site-packages" in folder.parts or folder.is_relative_to(sys.base_prefix)


def _stat(path: Path | str) -> str:
    try:
        found = os.stat(path)  # noqa: PTH116  a thousand times per start, and Path takes four times as long
    except OSError:
        return "none"
    return f"{found.st_mtime_ns}-{found.st_size}-{found.st_ino}"


def digest_of(data: bytes) -> str:
    """Return a digest of a file's content."""
    return hashlib.sha256(data).hexdigest()


def digest(*parts: str) -> str:
    """Return a short digest of texts."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def own_folders(folders: Iterable[Path]) -> tuple[str, ...]:
    """Return the folders whose files are looked at one by one: `of_versions` covers installed packages."""
    return tuple(str(folder) for folder in folders if not _is_installed(folder))


class Named(NamedTuple):
    """The modules, the files and the folders that a text may name."""

    modules: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()


def of_named(named: Iterable[Named], folders: tuple[str, ...]) -> str:
    """Return a stamp of the files that the lines of a spec may name: code, templates, documents.

    More files than needed do no harm.
    """
    modules, files, places = map(_united, zip(*named, strict=True)) if named else ((), (), ())
    searched = [folders[0] if folders else ".", *filter(_is_folder, places)]
    beside = (of_beside(name, folder) for name in files for folder in searched)
    return digest(*(of_code(name, folders) for name in modules), *beside)


def named_in(line: str) -> Named:
    """Return what a line may name."""
    if "." not in line and "/" not in line:
        return Named()
    words = _WORD.findall(line)
    modules = frozenset(match[1] for word in words for match in _DOTTED.finditer(word))
    files = frozenset(match[0] for word in words for match in _FILE.finditer(word))
    places = frozenset(word for word in words if word[:1] == "/")
    return Named(modules, files.union(_SPACED.findall(line)), places)


def _united(sets: Iterable[frozenset[str]]) -> list[str]:
    return sorted(frozenset().union(*sets))


@cache
def of_code(name: str, folders: tuple[str, ...]) -> str:
    """Return a stamp of a top-level module or package; within one process it is looked at once."""
    return digest(*(f"{path} {_stat(path)}" for path in _code(name, folders)))


@cache
def of_beside(name: str, folder: str) -> str:
    """Return a stamp of a file and of those beside it, as above."""
    return digest(*(f"{path} {_stat(path)}" for path in _beside(name, folder)))


@cache
def _is_folder(path: str) -> bool:
    return os.path.isdir(path)  # noqa: PTH112  says no to a name that is too long, where Path raises


def _code(name: str, folders: tuple[str, ...]) -> tuple[str, ...]:
    """Return all files of a top-level module or package, wherever on the path it may come from."""
    found: list[str] = []
    for folder in folders:
        package = Path(folder, name)
        found += [f"{package}.py", str(package)]  # a folder changes when a file in it comes or goes
        if os.path.isdir(package):  # noqa: PTH112  as below: a name may be too long
            inside = (path for path in package.rglob("*") if path.suffix == ".py" or path.is_dir())
            found += [str(path) for path in sorted(inside)[:_MOST_FILES] if path.name != "__pycache__"]
    return tuple(found)


def _beside(name: str, folder: str) -> tuple[str, ...]:
    """Return a file and, since templates include each other, all files in its folder."""
    path = Path(folder, name)
    if not os.path.exists(path):  # noqa: PTH110  says no to a name that is too long, where Path raises
        return (str(path),)
    return (str(path.parent), *sorted(entry.path for entry in os.scandir(path.parent)))


# Taken when dagspec is imported. A process that lives on after an upgrade still checks with the code that it
# has loaded, and what it finds must not be kept as if the new code had found it.
_LOADED = _of_loaded()
