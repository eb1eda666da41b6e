"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from threading import get_ident

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def write_whole(path: Path | str, data: bytes, mode: int = 0o600) -> None:
    """Write a file so that whoever reads it sees the old content or the new one, never a part."""
    # A thousand times per check, and `tempfile` and `Path` take four times as long.
    temporary = f"{path}.{os.getpid()}-{get_ident()}"
    handle = os.open(temporary, _NEW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, mode)  # noqa: PTH101  see above
        os.replace(temporary, path)  # noqa: PTH105
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)  # noqa: PTH108
