"""Where the index stands when nobody says: a folder that only this user can write to."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from upath import UPath

from monitor.settings import Settings


def index_file(settings: Settings) -> Path:
    """The file of the index, one for each storage and DAG; one that was named may be shared."""
    if settings.index:
        return Path(settings.index)
    place = f"{UPath(settings.storage).absolute()}\n{settings.dag_id}"
    return _private_folder() / f"{hashlib.sha256(place.encode()).hexdigest()[:16]}.sqlite"


def _private_folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"pipeline-monitor-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    stat = folder.stat(follow_symlinks=False)
    if stat.st_uid == os.getuid() and stat.st_mode & 0o077 == 0 and not folder.is_symlink():
        return folder
    # Someone else made it first: do not trust what is in it.
    return Path(tempfile.mkdtemp(prefix="pipeline-monitor-"))
