"""Each nasty file in a process of its own: exit 0 or 1, no traceback, little time and little memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.nasty import LIMIT, NASTY

# 2 s, and three times that for a machine that does other things too.
SECONDS, BYTES = 6.0, 500_000_000


def _limit() -> None:
    """Stop what runs wild before it takes the machine with it."""
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_file_is_answered_quickly(name: str, tmp_path: Path) -> None:
    made = NASTY[name]()
    data = made.encode("utf-8", "surrogatepass") if isinstance(made, str) else made
    assert len(data) <= LIMIT
    file = tmp_path / "nasty.yaml"
    file.write_bytes(data)
    with (tmp_path / "out").open("wb") as out, (tmp_path / "err").open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "dagspec", "check", str(file)],
            stdout=out, stderr=err, preexec_fn=_limit, cwd=tmp_path,
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    said = (tmp_path / "err").read_text()
    assert process.returncode in (0, 1), said[-500:]
    assert "Traceback" not in said
    # The time of the processor, not of the clock: other tests run beside this one.
    assert usage.ru_utime + usage.ru_stime < SECONDS
    assert usage.ru_maxrss * 1024 < BYTES
