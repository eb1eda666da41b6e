"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from threading import get_ident

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_PRIVATE = 0o600


def write_whole(path: Path | str, data: bytes, mode: int = _PRIVATE) -> None:
    """Write a file so that whoever reads it sees the old content or the new one, never a part."""
    # A thousand times per check, and `tempfile` and `Path` take four times as long.
    temporary = f"{path}.{os.getpid()}-{get_ident()}"
    handle = os.open(temporary, _NEW, _PRIVATE)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if mode != _PRIVATE:
                os.fchmod(handle, mode)
        os.replace(temporary, path)  # noqa: PTH105  see above
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)  # noqa: PTH108
        raise
