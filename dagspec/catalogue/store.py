"""Keeps what was read on disk, so that the next start need not read it again.

An entry is believed only when it was made by this very code, of this very file, and can be read; anything
else is as if it were not there. It holds JSON and is built back into known classes only, so a file that
somebody else wrote can at worst be wrong, never run.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagspec.catalogue.definition import Class, Function, Import, Initializer, Module, Value
from dagspec.catalogue.signature import Kind, Parameter, Signature
from dagspec.whole import write_whole

_OWN = Path(__file__).parent


def _parameter(name: str, kind: str, *rest: Any) -> Parameter:
    return Parameter(name, Kind(kind), *rest)


_BUILD: dict[str, Callable[..., Any]] = {
    "Parameter": _parameter,
    **{cls.__name__: cls for cls in (Signature, Function, Initializer, Class, Import, Value, Module)},
}


def default_folder() -> Path:
    """Return where caches belong on this system."""
    own = os.environ.get("DAGSPEC_CACHE") or os.environ.get("XDG_CACHE_HOME")
    try:
        return Path(own or "~/.cache").expanduser() / "dagspec"
    except RuntimeError:  # a user without a home, as in some containers
        return Path(tempfile.gettempdir(), f"dagspec-{os.getuid()}")


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of cache entries; without a folder nothing is kept."""

    folder: Path | None

    def get(self, name: str, stamp: str) -> Any:
        """Return what was kept under a name with the same stamp, or None."""
        if self.folder is None:
            return None
        try:
            text = self._file(name).read_text(encoding="utf-8")
            head, _, body = text.partition("\n")
            return _decode(json.loads(body)) if head == f"{_VERSION} {stamp}" else None
        except (OSError, ValueError, TypeError, LookupError, RecursionError):
            return None

    def put(self, name: str, stamp: str, value: Any) -> None:
        """Keep a value; a folder that cannot be written is no fault."""
        if self.folder is None:
            return
        body = json.dumps(_encode(value), separators=(",", ":"))
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self._file(name), f"{_VERSION} {stamp}\n{body}".encode())
        except OSError:
            return

    def _file(self, name: str) -> Path:
        digest = hashlib.sha256(name.encode()).hexdigest()[:24]
        return Path(self.folder or ".", f"{digest}.json")


def stamp_of(file: Path) -> str:
    """Return what changes whenever the file does."""
    status = file.stat()
    return f"{status.st_mtime_ns} {status.st_ctime_ns} {status.st_size} {status.st_ino}"


def _version() -> str:
    """Return what changes whenever the code of this package does."""
    stamps = (f"{file.name} {stamp_of(file)}" for file in sorted(_OWN.glob("*.py")))
    return hashlib.sha256("\n".join(stamps).encode()).hexdigest()[:16]


# Of the code that was imported: a process may live on when its files change.
_VERSION = _version()


def _encode(value: Any) -> Any:
    if type(value).__name__ in _BUILD:
        return [f"${type(value).__name__}", *(_encode(getattr(value, name)) for name in value.__match_args__)]
    if isinstance(value, tuple | list):
        return [_encode(item) for item in value]
    if isinstance(value, dict):
        return {key: _encode(item) for key, item in value.items()}
    return value


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        if value and isinstance(value[0], str) and value[0][:1] == "$":
            return _BUILD[value[0][1:]](*(_decode(item) for item in value[1:]))
        return tuple(_decode(item) for item in value)
    if isinstance(value, dict):
        return {key: _decode(item) for key, item in value.items()}
    return value
