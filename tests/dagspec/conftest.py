"""What the tests of the editor and of the report formats are checked with, from npm, by a lock file."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

LOCKED = Path(__file__).parent / "editor"


@pytest.fixture(scope="session")
def node_modules(project: Path, require_program) -> Path:
    """The language server and the schemas of SARIF and JUnit, installed once below var/."""
    require_program("node")
    npm = require_program("npm")
    digest = hashlib.sha256((LOCKED / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = project / "var" / "cache" / "editor-tests" / digest
    if not folder.exists():
        _install(npm, folder)
    return folder / "node_modules"


def _install(npm: str, folder: Path) -> None:
    """Install beside the folder and move into place, so that two test processes never share a half."""
    beside = folder.with_name(f"{folder.name}.{os.getpid()}")
    beside.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LOCKED / name, beside / name)
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
