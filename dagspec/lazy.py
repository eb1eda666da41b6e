"""A function of the user's code that is imported when it is called, and not a moment before.

Airflow parses every DAG every few seconds; importing pandas for that would cost seconds each time. A
`LazyCallable` stands in for the function: same name, same module, picklable. Its signature is asked for
only when a task starts.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from inspect import Signature, signature
from pathlib import Path
from types import ModuleType
from typing import Any

from dagspec.catalogue.finder import Finder


class LazyCallable:
    """Stands in for `module.name`; with a file, for `name` in that file, as dag-factory loads it."""

    def __init__(self, path: str, file: str | None = None) -> None:
        module, _, name = path.rpartition(".")
        self._path, self._file = path, file
        self.__name__ = name
        self.__qualname__ = name
        self.__module__ = module or (Path(file).stem if file else "")

    def load(self) -> Callable[..., Any]:
        """Import the module and return the function."""
        module = _load_file(self._file) if self._file else import_module(self.__module__)
        loaded: Callable[..., Any] = getattr(module, self.__name__)
        return loaded

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Import and call."""
        return self.load()(*args, **kwargs)

    @property
    def __signature__(self) -> Signature:
        return signature(self.load())

    @property
    def __wrapped__(self) -> Callable[[], object]:
        # What `inspect` follows: Airflow asks whether a function is async, and for the source of callbacks
        # (which it does not keep). Neither may import the module.
        return _blank_async if _is_async(self._file or _file_of(self.__module__), self.__name__) else _blank

    def __reduce__(self) -> tuple[type[LazyCallable], tuple[str, str | None]]:
        return LazyCallable, (self._path, self._file)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyCallable) and self.__reduce__() == other.__reduce__()

    def __hash__(self) -> int:
        return hash((self._path, self._file))

    def __repr__(self) -> str:
        return f"<{self._path}{f' of {self._file}' if self._file else ''}, not imported yet>"


def _load_file(file: str) -> ModuleType:
    """Load a file the way dag-factory does: as a module named like the file."""
    name = Path(file).stem
    known = sys.modules.get(name)
    if known is not None and getattr(known, "__file__", None) == file:
        return known
    spec = spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"'{file}' is not a Python file")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[name] = module
    return module


@cache
def _file_of(module: str) -> str:
    found = Finder(tuple(sys.path)).find(module)
    return str(found.file) if found and found.file else ""


@cache
def _is_async(file: str, name: str) -> bool:
    try:
        text = Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return re.search(rf"^async\s+def\s+{re.escape(name)}\b", text, re.MULTILINE) is not None


def _blank() -> None: ...


async def _blank_async() -> None: ...
