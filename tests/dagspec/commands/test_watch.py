import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest


class Running:
    """`dagspec check --watch` in the background."""

    def __init__(self, *words: str) -> None:
        command = [sys.executable, "-m", "dagspec", "check", "--watch", *words]
        self.process = _start(command)
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(line)

    def report(self) -> str:
        """The next report, up to the empty line after it."""
        lines = []
        while not (lines and lines[-1] == "\n"):
            lines.append(self._lines.get(timeout=30))
        return "".join(lines)


def _start(command: list[str]) -> subprocess.Popen[str]:
    """Start it as a terminal does: a shell's background job ignores Ctrl-C, and its children inherit that."""
    here = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    finally:
        signal.signal(signal.SIGINT, here)


@pytest.fixture
def watching(folder):
    started = Running()
    yield started
    started.process.kill()
    started.process.communicate()


SPEC = Path("dags/configs/spec.yaml")


def test_a_save_is_checked_again(watching):
    assert "watching" in watching.report()
    text = SPEC.read_text(encoding="utf-8")
    SPEC.write_text(text.replace("catchup", "catchp"), encoding="utf-8")
    report = watching.report()
    assert "spec.yaml" in report.split("\n")[0]
    assert "did you mean 'catchup'?" in report
    SPEC.write_text(text, encoding="utf-8")
    assert "no findings" in watching.report()


def test_a_new_spec_and_a_removed_one_are_noticed(watching):
    watching.report()
    other = SPEC.with_name("other.yaml")
    other.write_text("a: [\n", encoding="utf-8")
    assert "2 files checked: 1 error" in watching.report()
    other.unlink()
    assert "1 file checked, no findings" in watching.report()


def test_a_function_that_changes_is_noticed(watching, folder):
    watching.report()
    code = folder / "shop" / "sums.py"
    code.write_text(code.read_text(encoding="utf-8").replace("left: int", "lefty: int"), encoding="utf-8")
    assert "'left'" in watching.report()


def test_ctrl_c_ends_it_quietly(watching):
    watching.report()
    os.kill(watching.process.pid, signal.SIGINT)
    assert watching.process.wait(timeout=10) == 0
    assert "Traceback" not in watching.process.stdout.read()
