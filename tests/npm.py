"""Programs from npm that tests use, installed once below var/ from a lock file."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


def install_locked(locked: Path, cache: Path, require_program: Callable[[str], str]) -> Path:
    """The node_modules of a folder with a package.json and its lock. What cannot be had fails in CI only."""
    require_program("node")
    npm = require_program("npm")
    digest = hashlib.sha256((locked / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = cache / digest
    if not folder.exists():
        _install(npm, locked, folder)
    return folder / "node_modules"


def _install(npm: str, locked: Path, folder: Path) -> None:
    """Install beside the folder and move into place, so that two test processes never share a half."""
    beside = folder.with_name(f"{folder.name}.{os.getpid()}")
    beside.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(locked / name, beside / name)
    command = [npm, "ci", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run(command, cwd=beside, capture_output=True, text=True, timeout=240, check=False)
    if done.returncode:
        shutil.rmtree(beside)
        reason = f"npm ci failed: {done.stderr.strip()[-300:]}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    try:
        beside.rename(folder)
    except OSError:
        shutil.rmtree(beside)
