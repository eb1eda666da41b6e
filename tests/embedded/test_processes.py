import os
import sys
import time
from pathlib import Path

import pytest

from embedded.processes import Children, hold_lock
from embedded.settings import SetupError

SLEEPER_WITH_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def wait_for(is_done, seconds=10):
    deadline = time.monotonic() + seconds
    while not is_done():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_leaving_ends_the_children_and_what_they_started(tmp_path):
    with Children(os.environ, tmp_path) as children:
        child = children.start("sleeper", [sys.executable, "-c", SLEEPER_WITH_CHILD], cwd=tmp_path)
        wait_for(lambda: child.log.read_text().strip())
        grandchild = int(child.log.read_text())
    assert child.process.returncode is not None
    wait_for(lambda: not is_running(grandchild))


def test_a_child_that_ended_is_reported_with_the_end_of_its_log(tmp_path):
    with Children(os.environ, tmp_path) as children:
        command = [sys.executable, "-c", "print('no disk left'); raise SystemExit(3)"]
        child = children.start("scheduler", command, cwd=tmp_path)
        child.process.wait()
        with pytest.raises(SetupError, match=r"scheduler ended with exit code 3(.|\n)*no disk left"):
            children.require_alive()


def test_children_that_run_are_not_reported(tmp_path):
    with Children(os.environ, tmp_path) as children:
        children.start("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], cwd=tmp_path)
        children.require_alive()
        assert len(children.running) == 1


def test_a_second_stack_in_one_folder_is_refused(tmp_path):
    with hold_lock(tmp_path / "lock"), pytest.raises(SetupError, match="in use by another run"):
        hold_lock(tmp_path / "lock").__enter__()


def test_a_part_that_was_left_behind_keeps_the_folder_and_is_named(tmp_path):
    with Children(os.environ, tmp_path / "log") as children:
        with hold_lock(tmp_path / "lock") as lock:
            children.lock = lock
            command = [sys.executable, "-c", "import time; time.sleep(60)"]
            left = children.start("scheduler", command, cwd=tmp_path)
        with pytest.raises(SetupError, match=rf"in use by another run \(processes {left.process.pid}\)"):
            hold_lock(tmp_path / "lock").__enter__()
    with hold_lock(tmp_path / "lock") as lock:
        assert lock > 0


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False
